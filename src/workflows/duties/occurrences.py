"""When a duty is due: its turns in a year, each with its period, its last day, and how certain that day is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from attrs import frozen
from dateutil.relativedelta import relativedelta

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import CalendarGapError
from workflows.duties.periods import Period, periods
from workflows.places.clause import Anchor, Duty

ANNOUNCED = "announced"

FORECAST = "forecast"

YEARLY = frozenset({"permanent", "retention", "indicator"})
"""Shapes that are looked at once a year where the plan says no more."""

_EVERY_DAY = frozenset({"real_time", "hourly"})
"""Periods shorter than a day: a day is the shortest span of which an office keeps evidence."""


@frozen(slots=True)
class Turn:
    """One turn of a duty: in ``period`` it is due on ``due``; ``rolled_from`` is the day by the plan if it moved."""

    duty: Duty
    period: Period
    due: date
    rolled_from: date | None = None
    certainty: str = ANNOUNCED


@frozen(slots=True)
class Interval:
    """What an office set where its plan says 定期: how often, by which day, how many; ``entry`` is its number."""

    period: str
    anchor: Anchor | None = None
    every: int = 1
    need: int | None = None
    entry: int = 0


def turns(
    duty: Duty, year: int, calendar: WorkCalendar, *, interval: Interval | None = None, since: int | None = None
) -> tuple[Turn, ...]:
    """Give the turns of a duty that belong to a year, by day; none where nothing recurs.

    A duty that waits for an event has none here, nor has one whose interval the office has not set.
    ``since`` is the first year of a duty that comes back every n years.

    Raises:
        CalendarGapError: A day is counted or rolled on the calendar, and lies past all that can be foreseen.
    """
    found = [
        _turn(duty, period, due, certainty, calendar)
        for period, due, certainty in _nominal(duty, year, interval, since, calendar)
    ]
    return tuple(sorted(found, key=lambda turn: (turn.due, turn.period)))


def _nominal(
    duty: Duty, year: int, interval: Interval | None, since: int | None, calendar: WorkCalendar
) -> Iterator[tuple[Period, date, str]]:
    """Give each period with the day by which the plan wants it done, before it is rolled."""
    if duty.shape == "event":
        return
    if duty.window is not None:
        first, last = (_month_day(text, year) for text in duty.window)
        yield Period(first, last, str(year)), last, ANNOUNCED
        return
    if duty.due is not None:
        yield from _dated(duty.due, year)
        return
    kind, anchor, every = duty.period, duty.anchor, duty.every
    if interval is not None:
        kind, anchor, every = interval.period, interval.anchor, interval.every
    if kind in {None, "permanent"} and duty.shape in YEARLY:
        kind = "yearly"
    if kind is None or kind in {"irregular", "permanent"}:
        return
    for period in periods("daily" if kind in _EVERY_DAY else kind, year, every=every, since=since):
        yield period, *_due(period, anchor, calendar)


def _dated(text: str, year: int) -> Iterator[tuple[Period, date, str]]:
    """Give the day of a duty that is due once, or on one day of every year."""
    if len(text) > len("MM-DD"):
        once = date.fromisoformat(text)
        if once.year == year:
            yield Period(date(year, 1, 1), once, text), once, ANNOUNCED
        return
    day = _month_day(text, year)
    yield Period(date(year, 1, 1), day, str(year)), day, ANNOUNCED


def _month_day(text: str, year: int) -> date:
    """Read ``MM-DD`` in a year; 29 February is the last of the month where there is none."""
    month, day = (int(part) for part in text.split("-"))
    return date(year, month, 1) + relativedelta(day=day)


def _due(period: Period, anchor: Anchor | None, calendar: WorkCalendar) -> tuple[date, str]:
    """Give the day within or after a period on which something is due; a month too short has its last day."""
    if anchor is None:
        return period.last, ANNOUNCED
    if anchor.after_working_days is not None:
        count = anchor.after_working_days
        return _foreseen(calendar, lambda known: known.shift(period.last, count))
    if anchor.after_days is not None:
        return period.last + timedelta(days=anchor.after_days), ANNOUNCED
    if anchor.weekday is not None:
        return period.first + timedelta(days=anchor.weekday - 1), ANNOUNCED
    month = period.first + relativedelta(months=(anchor.month or 1) - 1)
    return month + relativedelta(day=anchor.day or 31), ANNOUNCED


def _turn(duty: Duty, period: Period, nominal: date, certainty: str, calendar: WorkCalendar) -> Turn:
    """Roll a day as the duty says; nothing rolls unless it does."""
    if duty.roll == "none":
        return Turn(duty, period, nominal, None, certainty)
    due, foreseen = _foreseen(
        calendar,
        lambda known: (
            known.next_or_same(nominal) if duty.roll == "next_working_day" else known.previous_or_same(nominal)
        ),
    )
    worst = FORECAST if FORECAST in {certainty, foreseen} else ANNOUNCED
    return Turn(duty, period, due, nominal if due != nominal else None, worst)


def _foreseen(calendar: WorkCalendar, ask: Callable[[WorkCalendar], date]) -> tuple[date, str]:
    """Ask the calendar for a day; past the last notice the likely one answers, and it is a forecast."""
    try:
        return ask(calendar), ANNOUNCED
    except CalendarGapError:
        outlook = calendar.outlook()
        if outlook is None:
            raise
        return ask(outlook.likely), FORECAST
