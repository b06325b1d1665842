"""A due date found by walking day by day: the second opinion of the tests, which shares no code with counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Agreed, Extended, Fact, Restarted, Resumed, Started, Suspended, Timeline
from deadlines.errors import Reason, TimelineError
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import (
    BEFORE,
    CORRECTED,
    FEE_PAID,
    NEXT_WORKING_DAY,
    ORDER_TO_REDO,
    Rule,
)
from deadlines.law.terms import CalendarDays, CountedTerm, FixedDate, Hours, Months, Reasonable, WorkingDays

_ONE_DAY = timedelta(days=1)

RESTARTS = (CORRECTED, FEE_PAID, ORDER_TO_REDO)
"""Those that any rule may name; a material change restarts no request."""


def due_by_day_loop(
    rule: Rule, timeline: Timeline, calendar: WorkCalendar, readings: Readings = MAINSTREAM
) -> date | None:
    """Find the last day of a term by going from day to day; None while a suspension is open.

    Written apart from ``due`` and far slower; give it facts that do not contradict the rule.

    Raises:
        TimelineError: The extension was notified after the end of the term.

    >>> from datetime import date
    >>> from deadlines import china, rulebook
    >>> rule = rulebook().in_force("foi.reply", date(2024, 3, 1))
    >>> due_by_day_loop(rule, Timeline.starting(date(2024, 3, 1)), china())
    datetime.date(2024, 3, 29)
    """
    if readings.regional_holiday == "worked" and calendar.base is not None:
        calendar = calendar.base
    facts = list(timeline.facts)
    facts = without_late_notices(rule, facts, calendar, readings)
    term = next((fact.term for fact in reversed(facts) if isinstance(fact, Agreed)), rule.term)
    start = next(fact.on for fact in facts if isinstance(fact, Started))
    if isinstance(term, Hours) and isinstance(start, datetime):
        instant = start.astimezone(UTC)
        for _ in range(term.n):
            instant += timedelta(hours=1)
        return instant.astimezone(start.tzinfo).date()
    if isinstance(start, datetime) or isinstance(term, (Hours, Reasonable)):
        raise TypeError(f"{term} cannot be counted from {start}")
    if isinstance(term, FixedDate):
        day = date(start.year + term.years_after, term.month, term.day)
        return _worked_from(day, calendar) if readings.fixed_date_roll == "next_working_day" else day
    return _last_day(rule, term, facts, start, calendar, readings)


def without_late_notices(rule: Rule, facts: list[Fact], calendar: WorkCalendar, readings: Readings) -> list[Fact]:
    """Leave out what was asked for when the term, walked day by day over all that had happened by then, was over."""
    left = list(facts)
    for fact in facts:
        if not isinstance(fact, Restarted) or fact.since is None or fact.cause not in {CORRECTED, FEE_PAID}:
            continue
        if readings.notice_after_lapse == "restart":
            continue
        known = Timeline(tuple(other for other in left if other != fact and day_in(other.on) <= day_in(fact.since)))
        try:
            last = due_by_day_loop(rule, known, calendar, readings)
        except TimelineError:
            continue
        if last is not None and last < day_in(fact.since):
            left.remove(fact)
    return left


def _last_day(
    rule: Rule, own: CountedTerm, facts: list[Fact], start: date, calendar: WorkCalendar, readings: Readings
) -> date | None:
    term = own
    if readings.co_producer_time == "counted":
        facts = [fact for fact in facts if getattr(fact, "cause", "") != "co_producer_consultation"]
    origin, pauses = start, _pauses(facts)
    for fact, effect in effects_of_restarts(facts, readings):
        if effect == "restart":
            origin, term = day_in(fact.on), fact.term or own
            pauses = _pauses(facts, day_in(fact.on) if fact.ends_pauses else None)
        elif effect == "suspend" and fact.since is not None:
            pauses.append((day_in(fact.since), day_in(fact.on)))
    if readings.consultation_dispatch_day == "excluded":
        pauses = [(after - _ONE_DAY, through) for after, through in pauses]
    extended = next(
        (fact for fact in reversed(facts) if isinstance(fact, Extended) and day_in(fact.on) >= origin), None
    )
    # a last day that an order names is that day, however the first is counted
    named = term is not own and isinstance(term, CalendarDays)
    if readings.receipt_on_non_working_day == "next_working_day" and not named:
        origin = _worked_from(origin, calendar)
    counted = readings.start_day == "counted" and not named
    base = _walk(rule, term, origin, pauses, calendar, counted=counted)
    if extended is None or rule.extension is None:
        return base
    if term is not own or (base is not None and day_in(extended.on) > base):
        why = Reason(
            "timeline.extended_too_late",
            f"期限已于 {base} 届满；延期须在届满前告知",
            f"the term had already ended on {base}; the person must be told before that",
        )
        raise TimelineError("Extended", extended.on, why)
    added = extended.term or rule.extension.at_most
    if readings.extension_from == "notice_day":
        return _walk(rule, added, day_in(extended.on), pauses, calendar, counted=counted)
    return _walk(rule, evolve(term, n=term.n + added.n), origin, pauses, calendar, counted=counted)


def effects_of_restarts(facts: list[Fact], readings: Readings) -> list[tuple[Restarted, str]]:
    """Give each restart with what it does to the term under the readings chosen."""
    effects: list[tuple[Restarted, str]] = []
    corrections = 0
    for fact in facts:
        if not isinstance(fact, Restarted):
            continue
        effect: str = readings.fee_effect if fact.cause == "fee_paid" else "restart"
        if fact.cause == "corrected_request_received":
            corrections += 1
            void = fact.late and readings.late_correction_notice == "no_effect"
            void = void or (corrections > 1 and readings.second_correction == "once")
            effect = "none" if void else readings.correction_effect
        effects.append((fact, effect))
    return effects


def _walk(
    rule: Rule,
    term: CountedTerm,
    origin: date,
    pauses: list[tuple[date, date | None]],
    calendar: WorkCalendar,
    *,
    counted: bool,
) -> date | None:
    step = -_ONE_DAY if rule.direction == BEFORE else _ONE_DAY
    needed = abs((_same_number(origin, term.n, step) - origin).days) if isinstance(term, Months) else term.n
    day = origin if counted else origin + step
    used = 0
    while True:
        if step > timedelta(0) and any(through is None and after < day for after, through in pauses):
            return None
        out = step > timedelta(0) and any(through and after < day <= through for after, through in pauses)
        if not out and (not isinstance(term, WorkingDays) or calendar.day(day).working):
            used += 1
        if used == needed:
            break
        day += step
    return _worked_from(day, calendar) if rule.roll == NEXT_WORKING_DAY and not isinstance(term, WorkingDays) else day


def _pauses(facts: list[Fact], floor: date | None = None) -> list[tuple[date, date | None]]:
    """Give the days left out, without what was begun before an order that ends it."""
    pauses: list[tuple[date, date | None]] = []
    for key in {(fact.cause, fact.key) for fact in facts if isinstance(fact, Suspended)}:
        begun = [day_in(f.on) for f in facts if isinstance(f, Suspended) and (f.cause, f.key) == key]
        over = [day_in(f.on) for f in facts if isinstance(f, Resumed) and (f.cause, f.key) == key]
        ends: list[date | None] = [*sorted(over), None]
        pauses += zip(sorted(begun), ends, strict=False)
    return [(after, through) for after, through in pauses if floor is None or after >= floor]


def _same_number(day: date, months: int, step: timedelta) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        month += 1 if step > timedelta(0) else -1
        if month in {0, 13}:
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")  # pragma: no cover


def _worked_from(day: date, calendar: WorkCalendar) -> date:
    while not calendar.day(day).working:
        day += _ONE_DAY
    return day


def day_in(moment: date | datetime) -> date:
    """Give the day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
