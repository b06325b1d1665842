"""What makes a step of receipt, of the terms, of the fee and of a consultation possible, each with its article."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from deadlines.law.fees import FeeError, NoFeeError, fee_schedules, items_fee, pages_fee
from deadlines.law.receipt import ReceiptError, receipt_day, receipt_regimes
from workflows.cases.case import Case, latest_unvoided
from workflows.catalog.request.data import Law
from workflows.flows.act import Act
from workflows.flows.parts import Guard, Need
from workflows.values import Value, day_of, is_after

_CONSULTED = frozenset(
    f"{who}{what}"
    for who in ("ThirdParty", "CoProducer", "OtherAgency")
    for what in ("Consulted", "Answered", "AnsweredLate", "Silent", "DeemedToConsent", "NotAwaited")
)


def noted(guard_id: str, name: str, zh: str, en: str, article: str) -> Guard:
    """A yes/no fact of the case is yes."""

    def test(case: Case, _act: Act) -> bool:
        return case.fact(name) is True

    return Guard(guard_id, zh, en, article, test)


def received_under(law: Law) -> Guard:
    """The day of receipt falls in the time of this version."""

    def test(_case: Case, act: Act) -> bool:
        day = act.get("received_on")
        return isinstance(day, date) and law.binds_on(day)

    return Guard(
        "received_under_this_version",
        f"收到申请之日在{law.zh}施行期间",
        f"the day of receipt falls under {law.en}",
        law["whole"],
        test,
        reads_payload=True,
    )


def receipt_day_follows(law: Law) -> Guard:
    """The day of receipt is the one that the channel makes it."""

    def test(_case: Case, act: Act) -> bool:
        days = {name: act.get(f"{name}_on") for name in ("submitted", "arrived", "signed", "confirmed")}
        given = {name: day for name, day in days.items() if isinstance(day, date) and not isinstance(day, datetime)}
        try:
            return receipt_day(str(act.get("channel")), **given).day == act.get("received_on")  # type: ignore[arg-type]  # by name
        except ReceiptError:
            return False

    return Guard(
        "receipt_day_follows_channel",
        "收到申请之日与申请渠道及其凭证相符",
        "the day of receipt is the one that the channel and its evidence give",
        law["receipt"],
        test,
        reads_payload=True,
        needs=_deciding_days(law),
    )


def _deciding_days(law: Law) -> tuple[Need, ...]:
    """Give the day by which each channel fixes the receipt, where every text that may bind names the same."""
    found: dict[str, set[str]] = {}
    for regime in receipt_regimes():
        if (law.until is None or regime.in_force <= law.until) and (regime.until is None or law.since <= regime.until):
            for way in regime.channels:
                found.setdefault(way.id, set()).add(way.day)
    ways = {channel: days.pop() for channel, days in found.items() if len(days) == 1 and channel in law.channels}
    days = dict.fromkeys(ways.values())
    return tuple(Need(f"{day}_on", "channel", tuple(c for c, by in ways.items() if by == day)) for day in days)


def term_is_over(law: Law) -> Guard:
    """The agency's term, ordinary or delayed, has lapsed without a reply."""

    def test(case: Case, act: Act) -> bool:
        return any(state.lapsed(act.on) for state in case.clocks if state.clock in {"reply", "bulk"})

    return Guard(
        "term_is_over",
        "答复期限（或者延迟答复期限）已经届满而没有答复",
        "the term of reply, ordinary or delayed, is over without a reply",
        law["reply_term"],
        test,
    )


def own_term_runs(law: Law) -> Guard:
    """One of the agency's own terms, ordinary or delayed, runs."""

    def test(case: Case, _act: Act) -> bool:
        return any(state.clock in {"reply", "bulk"} and state.status == "running" for state in case.clocks)

    return Guard(
        "own_term_runs",
        "答复期限（或者延迟答复期限）正在计算",
        "the term of reply, ordinary or delayed, is running",
        law["reply_term"],
        test,
    )


def came_in_time(fact: str, clock: str, zh: str, en: str, article: str) -> Guard:
    """The day that is brought is not past the last day of the applicant's term, whenever it is written down."""

    def test(case: Case, act: Act) -> bool:
        state, day = case.clock(clock), act.get(f"{fact}_on")
        return state is not None and state.due is not None and isinstance(day, date) and not is_after(day, state.due)

    def could(case: Case, _act: Act) -> bool:
        state = case.clock(clock)
        return state is not None and state.due is not None

    return Guard(f"{fact}_in_time", zh, en, article, test, reads_payload=True, could_hold=could)


def ended_by(guard_id: str, key: str, event: str, zh: str, en: str, article: str) -> Guard:
    """The last consultation of the one who is named ended by an event of this type."""

    def test(case: Case, act: Act) -> bool:
        named = (e for e in latest_unvoided(case.events, _CONSULTED) if dict(e.facts).get(key) == act.get(key))
        return next((past.type == event for past in named), False)

    def could(case: Case, _act: Act) -> bool:
        last_of: dict[Value | None, str] = {}
        for past in latest_unvoided(case.events, _CONSULTED):
            last_of.setdefault(dict(past.facts).get(key), past.type)
        return event in last_of.values()

    return Guard(guard_id, zh, en, article, test, reads_payload=True, could_hold=could)


def term_of_named_runs(clock: str, zh: str, en: str, article: str) -> Guard:
    """The clock of the one who is named runs and is not over."""

    def test(case: Case, act: Act) -> bool:
        state = case.clock(clock, str(act.get(clock)))
        return state is not None and state.status == "running" and not state.lapsed(act.on)

    return Guard(f"{clock}_term_runs", zh, en, article, test, reads_payload=True)


def fee_measures_in_force(law: Law) -> Guard:
    """A fee may be charged on this day."""

    def test(_case: Case, act: Act) -> bool:
        return any(schedule.in_force <= day_of(act.on) for schedule in fee_schedules())

    return Guard(
        "fee_measures_in_force",
        "信息处理费管理办法已经施行",
        "the fee measures are in force",
        law["fee"],
        test,
    )


def fee_follows_schedule(law: Law) -> Guard:
    """The amount is the one of the schedule, and is more than nothing."""

    def test(_case: Case, act: Act) -> bool:
        count, already, on = act.get("fee_count"), act.get("fee_already") or 0, day_of(act.on)
        if not isinstance(count, int) or not isinstance(already, int):
            return False
        try:
            fee = (
                items_fee(count, already=already, on=on) if act.get("fee_method") == "item" else pages_fee(count, on=on)
            )
        except (FeeError, NoFeeError):
            return False
        return Decimal(0) < fee.amount == act.get("fee_yuan")

    return Guard(
        "fee_follows_schedule",
        "收费金额与超额累进标准相符且大于零",
        "the amount is that of the schedule and more than nothing",
        law["fee"],
        test,
        reads_payload=True,
    )
