"""依申请公开 as a flow, in every version of the regulation that ``law.toml`` knows.

A request belongs to the version that bound on the day it was received; which version binds a request still pending on
15 May 2019 is disputed, see the README of this folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from deadlines.errors import NotInForceError
from workflows.catalog.label_files import read_labels
from workflows.catalog.request import guards as g
from workflows.catalog.request import remedy_guards as r
from workflows.catalog.request.befalling import befalling
from workflows.catalog.request.consulting import (
    CO_PRODUCER,
    OTHER_AGENCY,
    THIRD_PARTY,
    co_producers,
    consulted_guards,
    other_agencies,
    third_parties,
)
from workflows.catalog.request.data import GROUNDS, LAWS, Law, leaves, outcomes
from workflows.catalog.request.handling import bulk, extension, fee
from workflows.catalog.request.intake import correction, intake
from workflows.catalog.request.remedies import closing, lawsuits, redo, reviews
from workflows.catalog.request.reply import drafting, sending
from workflows.catalog.request.reply_guards import decision_granted, reply_guards
from workflows.flows.flow import Flow
from workflows.flows.guards import (
    another_person,
    began,
    each_once,
    fact_is,
    lapsed,
    not_extended,
    on,
    running,
    task_open,
)
from workflows.flows.parts import AGENCY, ChoiceLabel, Clock, Guard, Lapse, Move, Overdue, Role, State, Task

_CHOICES = read_labels(__file__)

ROLES = (
    Role("applicant", "申请人", "applicant"),
    Role("disclosure_office", "政府信息公开工作机构", "disclosure office"),
    Role("handler", "承办人", "handler"),
    Role("secrecy", "保密工作机构", "secrecy office"),
    Role("legal_office", "法制机构", "legal office"),
    Role("head", "政府信息公开工作机构负责人", "head of the disclosure office"),
    Role("third_party", "第三方", "third party"),
    Role("other_agency", "其他机关", "other agency"),
    Role("review_body", "行政复议机关", "reconsideration body"),
    Role("court", "人民法院", "court"),
)
_CO_PRODUCER = Role("co_producer", "共同制作机关", "co-producing agency")

STATES = (
    State("submitted", "已提交待登记", "handed in, to be registered", waits_for="disclosure_office"),
    State("registered", "已登记待审查", "registered, to be examined", waits_for="disclosure_office", clock="reply"),
    State("correcting", "待申请人补正", "waiting for correction", kind="waiting", waits_for="applicant"),
    State("handling", "办理中", "being handled", waits_for="handler"),
    State("drafted", "已拟办待审核", "drafted, to be reviewed", waits_for="disclosure_office"),
    State("reviewed", "已审核待批准", "reviewed, to be approved", waits_for="head"),
    State("approved", "已批准待发出", "approved, to be sent", waits_for="handler"),
    State("replied", "已答复", "replied", kind="end"),
    State("withdrawn", "已撤回", "withdrawn", kind="end"),
)
BULK_STATES = (
    State("explaining", "待申请人说明理由", "waiting for reasons", kind="waiting", waits_for="applicant"),
    State("judging", "待认定理由", "reasons to be judged", waits_for="disclosure_office"),
)
AWAITING_PAYMENT = State(
    "awaiting_payment", "待申请人缴费", "waiting for payment", kind="waiting", waits_for="applicant"
)
UNPAID = State("unpaid", "逾期不缴费，不再处理", "not paid in time, no longer handled", kind="end")
UNCORRECTED = State("uncorrected", "逾期不补正，不再处理", "not corrected in time, deemed abandoned", kind="end")


def _late(law: Law) -> Overdue:
    return Overdue(
        law["liability"],
        "逾期未答复，申请人可以投诉举报、申请行政复议或者起诉；答复仍须作出，并记为逾期",
        "the applicant may complain, ask for reconsideration or sue; the reply is still due and is recorded as late",
    )


def _clocks(law: Law) -> tuple[Clock, ...]:
    reply = Clock("reply", "foi.reply", AGENCY, "答复期限", "term of reply", lapse=_late(law), extensions=1)
    bulk_reply = Clock("bulk", "foi.bulk", AGENCY, "延迟答复期限", "delayed term of reply", lapse=_late(law))
    pay = Clock("fee", "foi.fee.pay", "applicant", "缴费期限", "term of payment", lapse=Lapse("deem_unpaid"))
    third_party = Clock(
        "third_party",
        "foi.third_party",
        "third_party",
        "第三方意见期限",
        "term of the third party",
        lapse=Lapse("deem_third_party_silent"),
        task="third_party",
    )
    co_producer = Clock(
        "co_producer",
        "foi.co_producer",
        "co_producer",
        "共同制作机关意见期限",
        "term of the co-producer",
        lapse=Lapse("deem_co_producer_consent"),
        task="co_producer",
    )
    return (
        reply,
        *(_correction_clocks(law) if law.has("correction_term") else ()),
        *((bulk_reply,) if law.has("bulk") else ()),
        *((pay,) if law.has("fee") else ()),
        *((third_party,) if law.has("third_party_term") else ()),
        *((co_producer,) if law.has("co_producer") else ()),
    )


def _correction_clocks(law: Law) -> tuple[Clock, ...]:
    return (
        Clock(
            "correction_notice",
            "foi.correction.notice",
            AGENCY,
            "补正告知期限",
            "term for asking for a correction",
            lapse=Overdue(
                law["correction"],
                "逾期告知的后果条文没有规定，登记为逾期告知",
                "the text names no consequence of a late notice; it is flagged",
            ),
        ),
        Clock(
            "correction",
            "foi.correction.apply",
            "applicant",
            "补正期限",
            "term of correction",
            lapse=Lapse("deem_uncorrected"),
        ),
    )


def _tasks(law: Law) -> tuple[Task, ...]:
    suspends = law.has("other_agency_suspends")
    third_party = Task(
        "third_party",
        "征求第三方意见",
        "consultation of a third party",
        party="third_party",
        key="third_party",
        article=law["third_party"],
        clock="third_party" if law.has("third_party_term") else "",
        suspends=("reply",),
        cause="third_party_consultation",
    )
    other_agency = Task(
        "other_agency",
        "征求其他机关意见",
        "consultation of another agency",
        party="other_agency",
        key="other_agency",
        article=law["other_agency"],
        suspends=("reply",) if suspends else (),
        cause="other_agency_consultation" if suspends else "",
    )
    if not law.has("co_producer"):
        return (third_party, other_agency)
    co_producer = Task(
        "co_producer",
        "征求共同制作机关意见",
        "consultation of a co-producing agency",
        party="co_producer",
        key="co_producer",
        article=law["co_producer"],
        clock="co_producer",
        suspends=("reply",),
        cause="co_producer_consultation",
    )
    return (third_party, co_producer, other_agency)


def _guards(law: Law) -> tuple[Guard, ...]:
    both = (
        g.received_under(law),
        g.receipt_day_follows(law),
        g.term_is_over(law),
        *reply_guards(law),
        *consulted_guards(law, THIRD_PARTY, timed=law.has("third_party_term")),
        *consulted_guards(law, OTHER_AGENCY),
        decision_granted(law),
        r.new_number("review", "复议", law),
        r.new_number("lawsuit", "诉讼", law),
        r.pending("review", "复议", law),
        r.pending("lawsuit", "诉讼", law),
        r.any_pending(law),
        r.own_review_pending(law),
        r.remedy_corrected(law),
        r.review_came_first(law),
        another_person("ReplyDrafted", article=law["archive"]),
        not_extended("reply", article=law["extension"]),
        lapsed("reply", article=law["reply_term"]),
        began("reply", article=law["register"]),
        fact_is(
            "delivery_result",
            "returned",
            zh="答复被退回",
            en="the reply came back",
            article=law["delivery"],
            guard_id="reply_came_back",
        ),
        task_open(article=law["consulting_time"]),
        g.noted("archived", "archived", "已经归档", "it is archived", law["archive"]),
    )
    return each_once(*both, *_own_guards(law))


def _own_guards(law: Law) -> tuple[Guard, ...]:
    """Give the guards that only some versions need."""
    own: list[Guard] = []
    if law.has("fee"):
        own += [
            g.fee_measures_in_force(law),
            g.fee_follows_schedule(law),
            running("fee", article=law["fee"]),
            lapsed("fee", article=law["fee"]),
            g.own_term_runs(law),
            g.came_in_time("paid", "fee", "完成缴费之日在缴费期限内", "it was paid within the term", law["fee"]),
            g.noted("fee_demanded", "fee_demanded", "已经发出收费通知", "a fee has been demanded already", law["fee"]),
        ]
    if law.has("co_producer"):
        own += [
            *consulted_guards(law, CO_PRODUCER),
        ]
    if law.has("correction_term"):
        own += [
            running("correction", article=law["correction"]),
            lapsed("correction", article=law["correction"]),
            g.came_in_time(
                "corrected",
                "correction",
                "收到补正之日在补正期限内",
                "the corrected request came within the term",
                law["correction"],
            ),
            g.noted(
                "correction_asked",
                "correction_asked",
                "已经一次性告知补正",
                "a correction has been asked for already",
                law["correction"],
            ),
        ]
    if law.has("bulk"):
        own += [
            lapsed("bulk", article=law["bulk"]),
            running("reply", article=law["reply_term"]),
            on("reply", article=law["extension"]),
        ]
    return tuple(own)


def _moves(law: Law) -> tuple[Move, ...]:
    return (
        *intake(law),
        *correction(law),
        *(bulk(law) if law.has("bulk") else ()),
        *(fee(law) if law.has("fee") else ()),
        *third_parties(law),
        *(co_producers(law) if law.has("co_producer") else ()),
        *other_agencies(law),
        *extension(law),
        *drafting(law),
        *sending(law),
        *reviews(law),
        *lawsuits(law),
        *redo(law),
        *closing(law),
    )


def _states(law: Law) -> tuple[State, ...]:
    return (
        *STATES,
        *(BULK_STATES if law.has("bulk") else ()),
        *((AWAITING_PAYMENT,) if law.has("fee") else ()),
        *((UNCORRECTED,) if law.has("correction_term") else ()),
        *((UNPAID,) if law.has("fee") else ()),
    )


def _labels(law: Law, moves: Iterable[Move]) -> Mapping[str, Mapping[str, ChoiceLabel]]:
    """Give what the choices are called that this version of the regulation knows."""
    named = {
        **_CHOICES,
        "decision": {leaf.id: ChoiceLabel(leaf.zh, leaf.en) for leaf in leaves(law)},
        "grounds": {
            one.id: ChoiceLabel(f"{one.zh}（{one.article}）", f"{one.en} ({one.article})") for one in GROUNDS.values()
        },
    }
    known = {item.name: item.choices for move in moves for item in move.requires if item.choices}
    return {fact: {one: named[fact][one] for one in choices} for fact, choices in known.items()}


def flow_of(law: Law) -> Flow:
    """Build the flow of one version of the regulation, and prove it."""
    moves = _moves(law)
    return Flow(
        id="request",
        version=law.id,
        zh=law.zh,
        en=law.en,
        article=law["whole"],
        initial="submitted",
        opened_by=("applicant", "disclosure_office"),
        corrected_by=("disclosure_office", "head"),
        roles=(*ROLES, _CO_PRODUCER) if law.has("co_producer") else ROLES,
        states=_states(law),
        outcomes=outcomes(law),
        clocks=_clocks(law),
        tasks=_tasks(law),
        guards=_guards(law),
        moves=moves,
        labels=_labels(law, moves),
        befalling=befalling(law),
    )


FLOWS: tuple[Flow, ...] = tuple(flow_of(law) for law in LAWS.values())
"""Every version, the newest last."""


def flow_on(received: date) -> Flow:
    """Give the version that binds a request received on a day.

    Raises:
        NotInForceError: No version bound on that day.

    Law: 条例 names no transition; by the day of receipt.

    >>> flow_on(date(2019, 5, 14)).name, flow_on(date(2019, 5, 15)).name
    ('request@2007', 'request@2019')
    """
    for law, flow in zip(LAWS.values(), FLOWS, strict=True):
        if law.binds_on(received):
            return flow
    versions = tuple(
        f"{flow.name} {law.since}..{law.until or ''}" for law, flow in zip(LAWS.values(), FLOWS, strict=True)
    )
    raise NotInForceError("request", received, versions)
