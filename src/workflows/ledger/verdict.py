"""From the clock of a request and the day it was answered to the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.due import FORECAST
from deadlines.errors import CalendarGapError, DeadlinesError, NotInForceError
from workflows.ledger.basis import LegalBasis
from workflows.ledger.clock import RequestClock, clock_by_facts
from workflows.ledger.request import (
    BAD,
    CLOSED,
    IN_TIME,
    LATE,
    OPEN,
    OVERDUE,
    SUSPENDED,
    WAITING,
    Finding,
    Impossible,
    RequestDays,
    Reversal,
    Verdict,
)


def assess(request: RequestDays, law: LegalBasis, on: date) -> Verdict:
    """Judge one request, as things stand at the end of a day.

    A row that contradicts itself, or that no rule or notice covers, gets the status ``bad`` and its reasons.

    Args:
        request: What the register says.
        law: The rules and the calendar.
        on: The day on which requests not yet answered are looked at.
    """
    try:
        return verdict_of(clock_by_facts(request, law), request, law.calendar, on)
    except Impossible as impossible:
        findings = impossible.findings
    except CalendarGapError as gap:
        findings = (Finding("calendar_gap", (gap.last.isoformat(),)),)
    except NotInForceError:
        findings = (Finding("not_in_force", (request.received.isoformat(),)),)
    except DeadlinesError as refusal:
        findings = (Finding("no_answer_from_law", (refusal.zh, refusal.en)),)
    return Verdict(status=BAD, received=request.received, ended=request.ended, findings=findings)


def verdict_of(clock: RequestClock, request: RequestDays, calendar: WorkCalendar, on: date) -> Verdict:
    """Set the clock of a request against the day it was answered, or against today."""
    answered, end, last = request.answered, request.ended, clock.due
    looked = end or on
    _refuse_days_to_come(request, end, on)
    findings = clock.findings
    if clock.once_past or clock.certainty == FORECAST or request.withdrawn is not None:
        findings = (*findings, *_doubts(clock, request, on))
    status = _status(clock, last, answered, end, on)
    days: int | None = None
    if last is not None and status != IN_TIME and (status != CLOSED or looked > last):
        try:
            days = calendar.count(last, looked) if looked > last else calendar.count(looked, last)
        except CalendarGapError as gap:
            findings = (*findings, Finding("days_unknown", (gap.last.isoformat(),)))
    rule = clock.rule
    reversals = () if last is None else _reversals(clock, request, last, looked)
    return Verdict(
        status,
        request.received,
        last,
        clock.base_due,
        end,
        days,
        rule.citation,
        rule.version,
        clock.certainty,
        findings,
        reversals,
    )


def _refuse_days_to_come(request: RequestDays, end: date | None, on: date) -> None:
    if end is not None and on < end:
        raise Impossible(Finding("ended_later", (end.isoformat(), on.isoformat())))
    if on < request.received:
        raise Impossible(Finding("received_later", (request.received.isoformat(), on.isoformat())))


def _status(clock: RequestClock, last: date | None, answered: date | None, end: date | None, on: date) -> str:
    if end is not None and answered is None:
        return CLOSED
    if last is None:
        return WAITING if clock.waiting else SUSPENDED
    if answered is not None:
        return IN_TIME if answered <= last else LATE
    return OPEN if on <= last else OVERDUE


def _doubts(clock: RequestClock, request: RequestDays, on: date) -> Iterator[Finding]:
    yield from (late for day, late in clock.once_past if on > day)
    gone, last = request.withdrawn, clock.due
    if request.answered is None and gone is not None and last is not None and gone > last:
        yield Finding("closed_late", (gone.isoformat(), last.isoformat()), clock.rule.citation)
    if clock.certainty == FORECAST and clock.earliest is not None and clock.latest is not None:
        yield Finding("forecast", (clock.earliest.isoformat(), clock.latest.isoformat()))


def _reversals(clock: RequestClock, request: RequestDays, last: date, looked: date) -> tuple[Reversal, ...]:
    in_time = looked <= last
    reversals = [
        Reversal(reading.point, reading.choice, reading.due, not in_time)
        for reading in clock.others
        if (reading.due is None or looked <= reading.due) != in_time
    ]
    printed = request.replied
    if request.posted is not None and printed is not None and (printed <= last) != in_time:
        reversals.append(Reversal("reply_moment", "printed", last, not in_time))
    return tuple(reversals)
