"""From the first day of a term to its last: units, the day counted first, the days left out, the roll."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.plan import Span
from deadlines.errors import Reason, TimelineError
from deadlines.law.readings import Readings
from deadlines.law.rules import BEFORE, NEXT_WORKING_DAY, Rule
from deadlines.law.terms import CalendarDays, CountedTerm, Months, WorkingDays
from deadlines.law.wording import length


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
