"""From the first day of a term to its last: units, the day counted first, the days left out, the roll."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve
from dateutil.relativedelta import relativedelta

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.plan import Plan, Span
from deadlines.counting.timeline import plain_day
from deadlines.errors import Reason, TimelineError
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import BEFORE, NEXT_WORKING_DAY, Rule
from deadlines.law.terms import CalendarDays, CountedTerm, FixedDate, Hours, Months, WorkingDays
from deadlines.law.wording import length

TermEnd = tuple[datetime | None, date | None, date | None]
"""The instant for terms in hours, the due date, the due date without extension; None while a suspension is open."""


def end_of(rule: Rule, todo: Plan, days: WorkCalendar, readings: Readings) -> TermEnd:
    """Give the end of what is planned.

    Raises:
        TimelineError: An extension came too late, or a term in hours began on a day.
        CalendarGapError: A day stepped over is not announced.
    """
    term, readings = todo.term, taken_for(todo, readings)
    if isinstance(term, Hours):
        return _end_in_hours(todo, term)
    origin = plain_day(todo.origin)
    if isinstance(term, FixedDate):
        fixed = date(origin.year + term.years_after, term.month, term.day)
        if readings.fixed_date_roll == "next_working_day":
            fixed = days.next_or_same(fixed)
        return None, fixed, fixed
    if readings.receipt_on_non_working_day == "next_working_day":
        origin = days.next_or_same(origin)
    unit = type(term)
    base = last_day(rule, origin, unit, term.n, todo.spans, days, readings)
    if todo.extension is None or todo.extended_on is None:
        return None, base, base
    _refuse_late_extension(rule, todo, base)
    if readings.extension_from == "notice_day":
        notified = plain_day(todo.extended_on)
        longer = todo.extension
        return None, last_day(rule, notified, type(longer), longer.n, todo.spans, days, readings), base
    return None, last_day(rule, origin, unit, term.n + todo.extension.n, todo.spans, days, readings), base


def taken_for(todo: Plan, readings: Readings) -> Readings:
    """Give the readings that touch a count: an order that names a last day leaves none of the first day open."""
    if todo.restarted is None or not isinstance(todo.restarted.term, CalendarDays):
        return readings
    usual = MAINSTREAM
    return evolve(readings, start_day=usual.start_day, receipt_on_non_working_day=usual.receipt_on_non_working_day)


def _end_in_hours(todo: Plan, term: Hours) -> TermEnd:
    origin = todo.origin
    if not isinstance(origin, datetime):
        why = Reason(
            "timeline.hours_need_instant",
            "以小时计的期限自时刻起算，不自某日起算",
            "a term in hours starts at an instant, not on a day",
        )
        raise TimelineError("Started", origin, why)
    at = (origin.astimezone(UTC) + timedelta(hours=term.n)).astimezone(origin.tzinfo)
    return at, at.date(), at.date()


def _refuse_late_extension(rule: Rule, todo: Plan, base: date | None) -> None:
    notified = todo.extended_on
    if notified is None or base is None or plain_day(notified) <= base:
        return
    article = rule.extension.article if rule.extension else ""
    why = Reason(
        "timeline.extended_too_late",
        f"期限已于 {base} 届满；延期须在届满前告知",
        f"the term had already ended on {base.isoformat()}; the person must be told before that",
    )
    raise TimelineError("Extended", notified, why, article)


def last_day(
    rule: Rule,
    origin: date,
    unit: type[CountedTerm],
    n: int,
    spans: tuple[Span, ...],
    days: WorkCalendar,
    readings: Readings,
) -> date | None:
    """Give the last day of a term with its days left out; None while a suspension is open.

    Raises:
        TimelineError: The unit does not end on a day.
        CalendarGapError: A day stepped over is not announced.
    """
    counted = readings.start_day == "counted" and not _left_out(origin, spans)
    if unit is WorkingDays:
        return _last_working_day(rule, origin, n, spans, days, counted=counted)
    sign = -1 if rule.direction == BEFORE else 1
    if unit is Months:
        end = origin + relativedelta(months=sign * n)
    elif unit is CalendarDays:
        end = origin + timedelta(days=sign * n)
    else:
        why = Reason(
            "timeline.no_end", f"{length(unit(n), 'zh')}没有届满日", f"{length(unit(n), 'en')} do not end on a day"
        )
        raise TimelineError("Timeline", origin, why)
    if counted:
        end -= timedelta(days=sign)
    for span in spans:
        if span.after >= end:
            break
        if span.through is None:
            return None
        if span.through > origin:
            end += span.through - max(span.after, origin)
    return days.next_or_same(end) if rule.roll == NEXT_WORKING_DAY else end


def _last_working_day(
    rule: Rule, origin: date, n: int, spans: tuple[Span, ...], days: WorkCalendar, *, counted: bool
) -> date | None:
    if counted and days.is_workday(origin):
        n -= 1
    if rule.direction == BEFORE:
        return days.shift(origin, -n) if n else origin
    end = days.shift(origin, n) if n else origin
    for span in spans:
        if span.after >= end:
            break
        if span.through is None:
            return None
        # A span may lie wholly before the origin: an extension can run from the day of its notice.
        lost = days.count(max(span.after, origin), span.through) if span.through > origin else 0
        if lost:
            end = days.shift(end, lost)
    return end


def _left_out(day: date, spans: tuple[Span, ...]) -> bool:
    return any(span.after < day and (span.through is None or day <= span.through) for span in spans)
