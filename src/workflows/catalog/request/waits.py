"""Waits that no clock of the case bounds, because nothing tells that they began: what a court finds years later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from deadlines.counting.due import due
from deadlines.errors import CalendarGapError, NotInForceError, UnknownRuleError
from deadlines.law.terms import WorkingDays
from workflows.cases.events import Event
from workflows.decisions.compliance import BreachAt, History
from workflows.values import day_of, is_after

TIMES_TOO_LONG = 2
"""A wait that the law leaves open is remarked on beyond so many times the longest term of reply."""


def unregistered(history: History) -> Iterator[BreachAt]:
    """Find a request that lies unregistered for longer than it may take to answer it."""
    if history.case.state != "submitted":
        return
    since = (history.events[0], *history.of("RegisterOrdered"))[-1]
    last = _last_day(history, "foi.reply", day_of(since.on))
    if last is not None and is_after(history.on, last):
        why = f"{day_of(since.on)}提交，至{last}仍未登记 / handed in and not registered by {last}"
        yield since, why


def unserved_correction(history: History) -> Iterator[BreachAt]:
    """Find a correction that was asked for and that nobody is known to have been told of."""
    asked = _unanswered(history, "CorrectionRequested", "CorrectionNoticeServed", "correcting")
    days = dict(asked.facts).get("correction_days") if asked else None
    if asked is None or not isinstance(days, int) or days < 1:
        return
    yield from _never_served(history, asked, _shifted(history, day_of(asked.on), days))


def unserved_fee(history: History) -> Iterator[BreachAt]:
    """Find a fee that was demanded and that nobody is known to have been told of."""
    asked = _unanswered(history, "FeeDemanded", "FeeNoticeServed", "awaiting_payment")
    if asked is not None:
        yield from _never_served(history, asked, _last_day(history, "foi.fee.pay", day_of(asked.on)))


def unproved_consultation(history: History) -> Iterator[BreachAt]:
    """Find time taken for a consultation of which nothing proves that the letter arrived."""
    for who in ("ThirdParty", "CoProducer"):
        key = "third_party" if who == "ThirdParty" else "co_producer"
        for event in history.of(f"{who}Consulted"):
            name = str(dict(event.facts).get(key))
            proofs = history.of(f"{who}Served", f"{who}Answered", f"{who}AnsweredLate")
            if any(past.seq > event.seq and dict(past.facts).get(key) == name for past in proofs):
                continue
            if (key, name) in history.case.tasks:
                last = _last_day(history, f"foi.{key}", day_of(event.on))
                if last is None or not is_after(history.on, last):
                    continue
            yield event, f"没有{name}收到征求意见书或者答复的凭证 / nothing proves that {name} was consulted"


def endless_consultation(history: History) -> Iterator[BreachAt]:
    """Find another agency that has been waited for longer than any reply may take."""
    for event in history.of("OtherAgencyConsulted"):
        name = str(dict(event.facts).get("other_agency"))
        if ("other_agency", name) in history.case.tasks:
            last = _longest(history, day_of(event.on), 1)
            if last is not None and is_after(history.on, last):
                yield event, f"征求{name}意见，至{last}仍未了结 / {name} has not answered by {last}"


def repeated_consultation(history: History) -> Iterator[BreachAt]:
    """Find one who is asked again after an answer, though nothing new has come up and no reason is given."""
    anew = ("RequestCorrected", "LateCorrectionAccepted", "DraftReturned", "ApprovalRecalled", "RedoOrdered")
    for who, key in (("ThirdParty", "third_party"), ("CoProducer", "co_producer"), ("OtherAgency", "other_agency")):
        asked: dict[str, int] = {}
        for event in history.events:
            facts = dict(event.facts)
            if event.type in anew:
                asked.clear()
            elif event.type == f"{who}Consulted":
                name = str(facts.get(key))
                asked[name] = asked.get(name, 0) + 1
                if asked[name] > 1 and not facts.get("again_reason"):
                    yield event, f"第{asked[name]}次征求{name}意见而没有理由 / {name} is asked again without a reason"


def unbounded_delay(history: History) -> Iterator[BreachAt]:
    """Find a delayed term that goes far beyond what the law calls the longest."""
    for event in history.of("ReplyDelayed"):
        days = dict(event.facts).get("delay_days")
        limit = _longest(history, day_of(event.on), TIMES_TOO_LONG)
        if isinstance(days, int) and limit is not None and _shifted(history, day_of(event.on), days, limit) is None:
            yield event, f"延迟{days}个工作日，远超最长的答复期限 / delayed by {days} working days"


def _unanswered(history: History, asked: str, served: str, state: str) -> Event | None:
    """Give the last request to the applicant while the case still waits and nothing tells that it arrived."""
    if history.case.state != state:
        return None
    last = history.of(asked)[-1:]
    return last[0] if last and not any(past.seq > last[0].seq for past in history.of(served)) else None


def _never_served(history: History, asked: Event, last: date | None) -> Iterator[BreachAt]:
    if last is not None and is_after(history.on, last):
        yield asked, f"{day_of(asked.on)}发出，至{last}没有送达的记录 / sent, and not known to have arrived by {last}"


def _last_day(history: History, rule_id: str, start: date) -> date | None:
    """Give the last day of a term that begins on a day; None where the rule or the calendar cannot tell."""
    try:
        return due(history.basis.rule(rule_id, start), start, history.basis.calendar).due
    except (CalendarGapError, NotInForceError, UnknownRuleError):
        return None


def _longest(history: History, start: date, times: int) -> date | None:
    """Give the last day of so many times the longest term of reply, extension and all."""
    try:
        rule = history.basis.rule("foi.reply", start)
    except (NotInForceError, UnknownRuleError):
        return None
    terms = (rule.term, rule.extension.at_most if rule.extension else None)
    return _shifted(history, start, sum(term.n for term in terms if isinstance(term, WorkingDays)) * times)


def _shifted(history: History, start: date, days: int, limit: date | None = None) -> date | None:
    """Give the day so many working days later; None past the calendar, or past a limit."""
    try:
        day = history.basis.calendar.shift(start, days)
    except CalendarGapError:
        return None
    return None if limit is not None and day > limit else day
