"""What the world may do to a request in each state, and what answers it."""

from __future__ import annotations

from workflows.catalog.request.data import Law
from workflows.catalog.request.handling import AT_WORK
from workflows.flows.world_event import WorldEvent

_REMEDIES = ("apply_for_review", "sue")


def befalling(law: Law) -> tuple[WorldEvent, ...]:
    """Give the events of the world, each kind for every state that a version of the regulation has."""
    return (*_silence(law), *_abolition(law), *_annulment(law), *_error(law), *_gone(law))


def _bulk(law: Law) -> tuple[str, ...]:
    return ("explaining", "judging") if law.has("bulk") else ()


def _paying(law: Law) -> tuple[str, ...]:
    return ("awaiting_payment",) if law.has("fee") else ()


def _abandoned(law: Law) -> tuple[str, ...]:
    """Give the ends that follow from what the applicant did not do."""
    return (
        *(("uncorrected",) if law.has("correction_term") else ()),
        *(("unpaid",) if law.has("fee") else ()),
    )


def _every(law: Law) -> tuple[str, ...]:
    open_ones = ("submitted", *AT_WORK, "correcting", *_bulk(law), *_paying(law))
    return (*open_ones, "replied", "withdrawn", *_abandoned(law))


def _silence(law: Law) -> tuple[WorldEvent, ...]:
    return (
        WorldEvent("silence", ("submitted",), "机关不予登记", "the agency does not register it", _REMEDIES),
        WorldEvent(
            "silence",
            (*AT_WORK, *_bulk(law)[1:]),
            "机关逾期不答复",
            "the agency does not reply in time",
            _REMEDIES,
        ),
        *_silent_applicant(law),
        *_silent_others(law),
        WorldEvent(
            "silence",
            ("replied", "withdrawn", *_abandoned(law)),
            "已经了结，不等待任何人",
            "it is over and waits for nobody",
        ),
    )


def _silent_applicant(law: Law) -> tuple[WorldEvent, ...]:
    """Give what happens where the applicant is asked for something and says nothing."""
    timed = law.has("correction_term")
    correcting = ("deem_uncorrected", "record_correction_served") if timed else ("close_as_unclear",)
    unexplained = ("find_unreasonable",)
    unpaid = ("deem_unpaid", "record_fee_served")
    return (
        WorldEvent("silence", ("correcting",), "申请人不补正", "the applicant does not correct it", correcting),
        *(
            WorldEvent("silence", (state,), "申请人不说明理由", "the applicant gives no reasons", unexplained)
            for state in _bulk(law)[:1]
        ),
        *(
            WorldEvent("silence", (state,), "申请人不缴费", "the applicant does not pay", unpaid)
            for state in _paying(law)
        ),
    )


def _silent_others(law: Law) -> tuple[WorldEvent, ...]:
    """Give what happens where one who was consulted says nothing."""
    asked = ("third_party", "other_agency", *(("co_producer",) if law.has("co_producer") else ()))
    deemed = ("deem_third_party_silent",) if law.has("third_party_term") else ()
    return tuple(
        WorldEvent(
            "silence",
            ("handling",),
            "被征求意见的一方不答复",
            "one who was consulted does not answer",
            (f"stop_waiting_for_{task}", *(deemed if task == "third_party" else ())),
            task=task,
        )
        for task in asked
    )


def _abolition(law: Law) -> tuple[WorldEvent, ...]:
    asked = ("other_agency", *(("co_producer",) if law.has("co_producer") else ()))
    return (
        *(
            WorldEvent(
                "abolition",
                ("handling",),
                "被征求意见的机关撤销",
                "an agency that was consulted is abolished",
                (f"stop_waiting_for_{task}",),
                task=task,
            )
            for task in asked
        ),
        WorldEvent(
            "abolition",
            _every(law),
            "本机关撤销的，由继续行使其职权的机关承接整个案卷，案件所处状态不变",
            "where the agency itself is abolished, the one that takes over its powers takes over the case as it stands",
        ),
    )


def _annulment(law: Law) -> tuple[WorldEvent, ...]:
    ended = ("replied", "withdrawn", *_abandoned(law))
    going = tuple(state for state in _every(law) if state not in ended)
    return (
        WorldEvent(
            "annulment",
            ended,
            "复议决定或者判决撤销答复，或者确认不予处理违法",
            "a reconsideration or a judgment annuls how it ended",
            ("order_redo",),
        ),
        WorldEvent(
            "annulment",
            going,
            "复议决定或者判决责令登记、答复",
            "a reconsideration or a judgment orders it to be registered or answered",
            ("order_reply",),
        ),
    )


def _error(law: Law) -> tuple[WorldEvent, ...]:
    late = {"uncorrected": "accept_late_correction", "unpaid": "pay_fee"}
    return (
        WorldEvent(
            "error",
            ("submitted", "registered", "correcting", "handling", *_bulk(law), *_paying(law), "withdrawn"),
            "登记有误",
            "an entry was wrong",
            ("void",),
        ),
        WorldEvent("error", ("drafted", "reviewed"), "拟办有误", "the draft is wrong", ("return_draft",)),
        WorldEvent("error", ("approved",), "批准有误", "the approval is wrong", ("recall_approval",)),
        WorldEvent("error", ("replied",), "答复有误", "the reply is wrong", ("change_own_reply",)),
        *(
            WorldEvent("error", (state,), "申请人其实没有放弃", "it was not abandoned after all", (late[state],))
            for state in _abandoned(law)
        ),
    )


def _gone(law: Law) -> tuple[WorldEvent, ...]:
    return (
        WorldEvent("gone", ("submitted",), "申请人联系不上", "the applicant is not reached", ("contact_applicant",)),
        WorldEvent(
            "gone",
            ("registered", "handling", "drafted", "reviewed", *(("judging",) if law.has("bulk") else ())),
            "申请人去世、终止或者下落不明，照常办理",
            "the applicant has died, has ceased to be or is not found: the case goes on",
        ),
        WorldEvent(
            "gone",
            ("approved",),
            "申请人去世、终止或者下落不明，公告送达",
            "the applicant is not found: the reply is served by public notice",
            ("send_reply",),
        ),
        *(
            WorldEvent(
                "gone",
                one.states,
                f"申请人去世、终止或者下落不明，按{one.zh}办理",
                f"the applicant is gone: as where {one.en}",
                one.answered_by,
            )
            for one in _silent_applicant(law)
        ),
        WorldEvent(
            "gone",
            ("replied",),
            "答复送不到",
            "the reply does not arrive",
            ("record_delivery",),
        ),
        WorldEvent("gone", ("withdrawn", *_abandoned(law)), "已经了结", "it is over"),
    )
