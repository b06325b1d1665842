"""What the law demands of the history of a request, whoever kept it: rules to judge registers by, ours or imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from deadlines.counting.timeline import Extended, Moment, Restarted, Started
from deadlines.law.fees import FeeError, NoFeeError, items_fee, pages_fee
from deadlines.law.receipt import ReceiptError, receipt_day
from workflows.cases.events import Event
from workflows.catalog.request.data import DISCRETIONARY, GROUNDS, LAWS, LEAVES, REVIEW_FIRST, remedy_on
from workflows.catalog.request.history import REPLIES
from workflows.catalog.request.reply_guards import GRANTING
from workflows.catalog.request.waits import (
    endless_consultation,
    repeated_consultation,
    unbounded_delay,
    unproved_consultation,
    unregistered,
    unserved_correction,
    unserved_fee,
)
from workflows.catalog.rule_files import read_rules
from workflows.decisions.compliance import BreachAt, ComplianceRule, History
from workflows.values import Value, day_of, is_after, is_another, is_blank

ORDERS = ("RedoOrdered", "RegisterOrdered", "ReplyOrdered")
SENT = ("ReplySent", "ReplySentLate")
_CHANNEL_DAYS = ("submitted", "arrived", "signed", "confirmed")


def _facts(event: Event) -> dict[str, Value]:
    return dict(event.facts)


def _before(history: History, event: Event, *types: str) -> Event | None:
    """Give the last event of some types before another."""
    earlier = [past for past in history.of(*types) if past.seq < event.seq]
    return earlier[-1] if earlier else None


def _due_before(history: History, event: Event, clock: str) -> Moment | None:
    """Give the due day of a clock as recorded before an event."""
    dues = [
        change.due
        for past in history.events
        if past.seq < event.seq
        for change in past.clocks
        if change.clock == clock and change.due is not None
    ]
    return dues[-1] if dues else None


def _days(facts: dict[str, Value]) -> dict[str, date]:
    given = ((name, facts.get(f"{name}_on")) for name in _CHANNEL_DAYS)
    return {name: day for name, day in given if isinstance(day, date)}


def _receipt_wrong(history: History) -> Iterator[BreachAt]:
    for event in history.of("RequestRegistered"):
        facts = _facts(event)
        try:
            receipt = receipt_day(str(facts.get("channel")), **_days(facts)).day  # type: ignore[arg-type]  # by name
        except ReceiptError as error:
            yield event, f"收到之日没有凭证 / the day of receipt has no evidence: {error}"
            continue
        if receipt != facts.get("received_on"):
            yield event, f"登记为{facts.get('received_on')}，依渠道应为{receipt} / the channel makes it {receipt}"


def _receipt_doubtful(history: History) -> Iterator[BreachAt]:
    for event in history.of("RequestRegistered"):
        facts = _facts(event)
        try:
            given = receipt_day(
                str(facts.get("channel")),
                calendar=history.basis.calendar,
                **_days(facts),  # type: ignore[arg-type]  # by name
            )
        except ReceiptError:
            continue
        for warning in given.warnings:
            if warning.code in {"slow_confirmation", "late_confirmation"}:
                yield event, f"{warning.zh} / {warning.en}"


def _wrong_version(history: History) -> Iterator[BreachAt]:
    for event in history.of("RequestRegistered"):
        day, law = _facts(event).get("received_on"), LAWS.get(history.flow.version)
        if law is not None and isinstance(day, date) and not law.binds_on(day):
            yield event, f"{day}收到，不适用{law.zh} / received on {day}, not under {law.en}"


def _correction_late(history: History) -> Iterator[BreachAt]:
    for event in history.of("CorrectionRequested"):
        limit = _due_before(history, event, "correction_notice")
        if limit is not None and is_after(event.on, limit) and _before(history, event, *ORDERS) is None:
            yield event, f"{limit}前应当告知补正，{day_of(event.on)}才告知 / asked after {limit}"


def _corrected_twice(history: History) -> Iterator[BreachAt]:
    times = 0
    for event in history.of("CorrectionRequested", *ORDERS):
        times = 0 if event.type in ORDERS else times + 1
        if times > 1:
            yield event, "第二次告知补正 / a second request for a correction"


def _correction_without_items(history: History) -> Iterator[BreachAt]:
    for event in history.of("CorrectionRequested"):
        if not _facts(event).get("correction_items"):
            yield event, "没有告知需要补正的事项 / it does not say what has to be corrected"


def _extended_twice(history: History) -> Iterator[BreachAt]:
    times = 0
    for event in history.events:
        for change in event.clocks:
            if change.clock != "reply":
                continue
            for fact in change.facts:
                if isinstance(fact, (Started, Restarted)):
                    times = 0
                elif isinstance(fact, Extended):
                    times += 1
                    if times > 1:
                        yield event, f"第{times}次延长 / extended {times} times"


def _extended_by_another(history: History) -> Iterator[BreachAt]:
    for event in history.of("TermExtended"):
        if event.by.role != "head":
            yield event, f"由{event.by.role}批准 / approved by {event.by.role}, not by the head"


def _override_untold(history: History) -> Iterator[BreachAt]:
    for event in history.of(*SENT):
        draft = _before(history, event, "ReplyDrafted")
        if draft is None or not _facts(draft).get("public_interest_reasons"):
            continue
        after = [past for past in history.of("ThirdPartyTold") if draft.seq < past.seq < event.seq]
        informed = {_facts(past).get("third_party") for past in after}
        for past in history.of("ThirdPartyAnswered"):
            name = _facts(past).get("third_party")
            if _facts(past).get("third_party_opinion") != "consents" and name not in informed:
                yield event, f"公开前没有书面告知{name} / {name} was not told before"


def _unreasoned(history: History) -> Iterator[BreachAt]:
    for event in history.of("ReplyDrafted"):
        leaf = LEAVES.get(str(_facts(event).get("decision")))
        if leaf is not None and leaf.refused and is_blank(str(_facts(event).get("reasons", ""))):
            yield event, "不予公开而没有说明理由 / withheld without reasons"


def _discretion_unreasoned(history: History) -> Iterator[BreachAt]:
    for event in history.of("ReplyDrafted"):
        named = _facts(event).get("grounds")
        grounds = [GROUNDS[ground] for ground in named if ground in GROUNDS] if isinstance(named, tuple) else []
        said = str(_facts(event).get("discretion_reasons", ""))
        if any(g.kind == DISCRETIONARY for g in grounds) and is_blank(said):
            yield event, "“可以不予公开”而没有说明裁量理由 / discretion used without saying why"


def _unreviewed(history: History) -> Iterator[BreachAt]:
    for event in history.of(*SENT):
        if event.outcome in GRANTING and _before(history, event, "SecrecyReviewed") is None:
            yield event, "公开前没有保密审查 / disclosed without a secrecy review"


def _secret_given(history: History) -> Iterator[BreachAt]:
    for event in history.of(*SENT):
        review = _before(history, event, "SecrecyReviewed")
        if review is not None and event.outcome == "granted" and _facts(review).get("secrecy") != "clear":
            yield event, f"审查结论为{_facts(review).get('secrecy')}而全部公开 / given whole against the review"


def _not_severed(history: History) -> Iterator[BreachAt]:
    for event in history.of(*SENT):
        review = _before(history, event, "SecrecyReviewed")
        leaf = LEAVES.get(event.outcome)
        whole = leaf is not None and leaf.refused and leaf.id != "partly_granted"
        if whole and review is not None and _facts(review).get("severable") is True:
            yield event, "能够区分处理而全部不予公开 / severable, yet withheld whole"


def _same_person(history: History) -> Iterator[BreachAt]:
    for event in history.of("ReplyApproved", "DraftReviewed"):
        draft = _before(history, event, "ReplyDrafted")
        if draft is not None and not is_another(draft.by.name, event.by.name):
            who = event.by.name or "（没有署名）"
            yield event, f"{who}审核、批准自己拟办的答复 / {who} passed an own draft"


def _redone_alike(history: History) -> Iterator[BreachAt]:
    """Find a reply that says again what a reconsideration or a court has set aside, for the same reasons."""
    for event in history.of("ReplySent", "ReplySentLate"):
        draft, order = _before(history, event, "ReplyDrafted"), _before(history, event, "RedoOrdered")
        if draft is None or order is None or order.seq > draft.seq:
            continue
        old = _before(history, order, "ReplyDrafted")
        if old is not None and _said(old) == _said(draft):
            yield event, "以同样的依据和理由作出与被撤销的答复相同的答复 / the reply set aside is given again"


def _said(draft: Event) -> tuple[Value | None, ...]:
    facts = _facts(draft)
    named = facts.get("grounds")
    grounds = tuple(sorted(named)) if isinstance(named, tuple) else ()
    return (facts.get("decision"), grounds, facts.get("reasons"), facts.get("discretion_reasons"))


def _remedies_untold(history: History) -> Iterator[BreachAt]:
    told_later = [event for event in history.of("RepliedOnTheSpot") if _facts(event).get("tells_remedies") is False]
    for event in (*history.of(*SENT), *told_later):
        if _facts(event).get("tells_remedies") is not True:
            yield event, "没有告知救济途径和期限 / remedies and terms are not told"


def _remedies_of_another_day(history: History) -> Iterator[BreachAt]:
    for event in history.of(*REPLIES, "ClosedAsUnclear"):
        told = _facts(event).get("remedies")
        if told is None or event.outcome not in LEAVES:
            continue
        wanted = remedy_on(event.outcome, day_of(event.on))
        if told != wanted.id:
            yield event, f"应告知：{wanted.zh} / to be told: {wanted.en}", wanted.article


def _fee_late(history: History) -> Iterator[BreachAt]:
    for event in history.of("FeeDemanded"):
        limit = _due_before(history, event, "reply")
        if limit is not None and is_after(event.on, limit):
            yield event, f"办理期限{limit}届满后才通知收费 / demanded after the term ended on {limit}"


def _fee_wrong(history: History) -> Iterator[BreachAt]:
    for event in history.of("FeeDemanded"):
        facts, on = _facts(event), day_of(event.on)
        count, already = facts.get("fee_count"), facts.get("fee_already") or 0
        if not isinstance(count, int) or not isinstance(already, int):
            yield event, "没有写明计费数量 / the count is not stated"
            continue
        try:
            page = facts.get("fee_method") == "page"
            fee = pages_fee(count, on=on) if page else items_fee(count, already=already, on=on)
        except (FeeError, NoFeeError) as error:
            yield event, f"不得收费 / no fee may be charged: {error}"
            continue
        if fee.amount != facts.get("fee_yuan"):
            yield event, f"应为{fee.amount}元，通知{facts.get('fee_yuan')}元 / {fee.amount} yuan is due"


def _no_leaf(history: History) -> Iterator[BreachAt]:
    case = history.case
    known = history.flow.states_by_id.get(case.state)
    if known is not None and known.kind == "end" and case.outcome not in LEAVES:
        yield case.events[-1], f"结果“{case.outcome}”不是表三的一行 / {case.outcome!r} is no row of table 3"


def _sued_first(history: History) -> Iterator[BreachAt]:
    for event in history.of("LawsuitFiled"):
        if _facts(event).get("lawsuit_kind") != "direct":
            continue
        reply = _before(history, event, *REPLIES)
        acted = day_of(reply.on if reply else event.on)
        covered = reply is None or LEAVES[reply.outcome].refused
        if acted >= REVIEW_FIRST.since and covered:
            yield event, "未经复议直接起诉 / sued without reconsideration first", REVIEW_FIRST.article


def _bulk_unasked(history: History) -> Iterator[BreachAt]:
    for event in history.of(*SENT):
        if event.outcome == "unreasonable_bulk" and _before(history, event, "ReasonsAsked") is None:
            yield event, "没有要求说明理由 / the applicant was not asked for reasons"


def _unclear_uncorrected(history: History) -> Iterator[BreachAt]:
    for event in history.of(*SENT):
        if event.outcome == "still_unclear" and _before(history, event, "CorrectionRequested") is None:
            yield event, "没有告知补正 / no correction was asked for"


def _published_withheld(history: History) -> Iterator[BreachAt]:
    for event in history.of("TurnedProactive"):
        if event.outcome not in GRANTING:
            yield event, f"结果为{event.outcome}而转为主动公开 / published though the outcome is {event.outcome}"


RULES: tuple[ComplianceRule, ...] = read_rules(
    __file__,
    "request",
    {
        "receipt_day_right": _receipt_wrong,
        "receipt_confirmed_promptly": _receipt_doubtful,
        "version_by_receipt": _wrong_version,
        "correction_asked_in_time": _correction_late,
        "correction_asked_once": _corrected_twice,
        "correction_says_what": _correction_without_items,
        "extension_once": _extended_twice,
        "extension_by_head": _extended_by_another,
        "consultation_proved": unproved_consultation,
        "consultation_bounded": endless_consultation,
        "consultation_not_repeated": repeated_consultation,
        "registered_promptly": unregistered,
        "correction_notice_served": unserved_correction,
        "fee_notice_served": unserved_fee,
        "delay_reasonable": unbounded_delay,
        "redo_differs": _redone_alike,
        "third_party_told_of_override": _override_untold,
        "refusal_reasoned": _unreasoned,
        "discretion_reasoned": _discretion_unreasoned,
        "secrecy_reviewed": _unreviewed,
        "nothing_secret_given": _secret_given,
        "severed": _not_severed,
        "four_eyes": _same_person,
        "remedies_told": _remedies_untold,
        "remedies_of_the_day": _remedies_of_another_day,
        "fee_asked_in_time": _fee_late,
        "fee_right": _fee_wrong,
        "one_row_of_table_three": _no_leaf,
        "review_before_suit": _sued_first,
        "bulk_reasons_asked": _bulk_unasked,
        "unclear_after_correction": _unclear_uncorrected,
        "published_if_given": _published_withheld,
    },
    {law.id: law.cited() for law in LAWS.values()},
)
"""Rules of this flow, beside those of ``workflows.decisions.compliance``; what each rests on is in ``rules.toml``."""
