"""Duties that come back (monthly, quarterly, yearly) and quotas (so many times in a period). Pure.

How often, how many and until when are law or local rules: they arrive as arguments, from data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import Literal

from attrs import field, frozen
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import DeadlinesError, Reason
from deadlines.law.rules import NEXT_WORKING_DAY, NO_ROLL

_FREQUENCIES: dict[str, tuple[Literal[0, 1, 2, 3], int]] = {
    "daily": (DAILY, 1),
    "weekly": (WEEKLY, 1),
    "monthly": (MONTHLY, 1),
    "quarterly": (MONTHLY, 3),
    "yearly": (YEARLY, 1),
}

_PERIODS = {"week": 0, "month": 1, "quarter": 3, "year": 12}

_LONGEST_ROLL = timedelta(days=31)  # no run of rest days was ever this long

_LAST_DAY_OF_ALL_MONTHS = 28

_ROLLS = (NO_ROLL, NEXT_WORKING_DAY)


class RecurrenceError(DeadlinesError, ValueError):
    """A recurrence that no duty could have."""

    code = "recurrence"
    host_class = "bad_input"

    def __init__(self, key: str, value: object, why: Reason) -> None:
        self.key = key
        self.value = value
        self.why = why
        super().__init__(f"{key} {value!r}：{why.zh}", f"{key} {value!r}: {why}")


class Status(StrEnum):
    """How a duty stands on a day; every day has exactly one, the due day too."""

    UPCOMING = "upcoming"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"


@frozen(slots=True)
class Occurrence:
    """One turn of a recurring duty: ``nominal`` is the day by the rule, ``due`` the day after any roll."""

    number: int
    nominal: date
    due: date

    def status(self, on: date, done: date | None = None) -> Status:
        """Say how this turn stands on a day; what was done after that day is not known yet."""
        if done is not None and done <= on:
            return Status.DONE if done <= self.due else Status.DONE_LATE
        if on == self.due:
            return Status.DUE_TODAY
        return Status.UPCOMING if on < self.due else Status.OVERDUE


@frozen(slots=True)
class Recurrence:
    """A duty that comes back every so often, counted from its first day.

    ``frequency`` is ``daily``, ``weekly``, ``monthly``, ``quarterly`` or ``yearly``; ``every`` takes each n-th.
    Where a month has no such day its last day takes its place, and the next turn is counted from the first
    day again: 31 January, 28 February, 31 March. ``roll`` is ``none`` or ``next_working_day``;
    ``until`` is the last day by the rule, before any roll.

    Law: 民法典第二百零二条.

    >>> from datetime import date
    >>> monthly = Recurrence("monthly", date(2024, 1, 31))
    >>> [each.due.isoformat() for each in monthly.between(date(2024, 1, 1), date(2024, 3, 31))]
    ['2024-01-31', '2024-02-29', '2024-03-31']
    """

    frequency: str = field()
    first: date = field()
    every: int = field(default=1)
    until: date | None = field(default=None)
    roll: str = field(default=NO_ROLL)

    def __attrs_post_init__(self) -> None:
        if self.frequency not in _FREQUENCIES:
            why = Reason(
                "recurrence.no_choice",
                f"请取 {'、'.join(_FREQUENCIES)} 之一",
                f"take one of {', '.join(_FREQUENCIES)}",
            )
            raise RecurrenceError("frequency", self.frequency, why)
        if type(self.every) is not int or self.every < 1:
            raise RecurrenceError(
                "every",
                self.every,
                Reason("recurrence.no_count", "请给出不小于 1 的整数", "give a whole number, 1 or more"),
            )
        if self.until is not None and self.until < self.first:
            why = Reason(
                "recurrence.ends_before_start",
                f"早于第一日 {self.first}",
                f"is before the first day {self.first.isoformat()}",
            )
            raise RecurrenceError("until", self.until.isoformat(), why)
        if self.roll not in _ROLLS:
            raise RecurrenceError(
                "roll",
                self.roll,
                Reason("recurrence.no_choice", f"请取 {'、'.join(_ROLLS)} 之一", f"take one of {', '.join(_ROLLS)}"),
            )

    def occurrences(self, calendar: WorkCalendar | None = None) -> Iterator[Occurrence]:
        """Go through the turns from the first day on, without end unless ``until`` is set.

        Raises:
            RecurrenceError: The days roll, and no calendar is given.
            CalendarGapError: A day to be rolled lies outside the announced days.
        """
        for number, nominal in enumerate(self._nominal(), start=1):
            yield Occurrence(number, nominal, self._rolled(nominal, calendar))

    def between(self, start: date, end: date, calendar: WorkCalendar | None = None) -> tuple[Occurrence, ...]:
        """Give the turns whose due day lies from ``start`` to ``end``, both included.

        Only days that could fall into the window are rolled, so that a calendar need cover no more.

        Raises:
            RecurrenceError: The days roll, and no calendar is given.
            CalendarGapError: A day to be rolled lies outside the announced days.
        """
        periods = []
        for number, nominal in enumerate(takewhile(lambda day: day <= end, self._nominal()), start=1):
            if nominal < start - _LONGEST_ROLL:
                continue
            due = self._rolled(nominal, calendar)
            if start <= due <= end:
                periods.append(Occurrence(number, nominal, due))
        return tuple(periods)

    def next(self, after: date, calendar: WorkCalendar | None = None) -> Occurrence | None:
        """Give the first turn whose due day comes after a day; None once the duty has ended."""
        for number, nominal in enumerate(self._nominal(), start=1):
            if nominal > after - _LONGEST_ROLL:
                due = self._rolled(nominal, calendar)
                if due > after:
                    return Occurrence(number, nominal, due)
        return None

    def _nominal(self) -> Iterator[date]:
        kind, step = _FREQUENCIES[self.frequency]
        start = datetime.combine(self.first, time())
        stop = None if self.until is None else datetime.combine(self.until, time())
        number = self.first.day
        by_month = kind in {MONTHLY, YEARLY} and number > _LAST_DAY_OF_ALL_MONTHS
        moments = rrule(
            kind,
            dtstart=start,
            interval=step * self.every,
            until=stop,
            # Of the days offered rrule takes the last that the month has.
            bymonthday=range(_LAST_DAY_OF_ALL_MONTHS, number + 1) if by_month else None,
            bymonth=self.first.month if by_month and kind == YEARLY else None,
            bysetpos=-1 if by_month else None,
        )
        return (moment.date() for moment in moments)

    def _rolled(self, nominal: date, calendar: WorkCalendar | None) -> date:
        if self.roll == NO_ROLL:
            return nominal
        if calendar is None:
            why = Reason(
                "recurrence.no_calendar",
                "顺延至工作日：请给出日历",
                "rolls onto working days: give the calendar to roll on",
            )
            raise RecurrenceError("roll", self.roll, why)
        return calendar.next_or_same(nominal)


@frozen(slots=True)
class QuotaStanding:
    """How a quota stands in one period: ``done`` of ``least``, and how many are still ``missing``.

    ``remaining_days`` counts natural days after the day asked up to the end of the period.
    """

    first: date
    last: date
    done: int
    least: int
    missing: int
    remaining_days: int
    status: Status


@frozen(slots=True)
class Quota:
    """At least so many times in each period: a ``week`` (from Monday), ``month``, ``quarter`` or ``year``.

    >>> from datetime import date
    >>> twice = Quota(least=2, period="year")
    >>> standing = twice.standing([date(2024, 3, 1)], on=date(2024, 12, 30))
    >>> standing.missing, standing.remaining_days, str(standing.status)
    (1, 1, 'upcoming')
    """

    least: int = field()
    period: str = field()

    def __attrs_post_init__(self) -> None:
        if type(self.least) is not int or self.least < 1:
            raise RecurrenceError(
                "least",
                self.least,
                Reason("recurrence.no_count", "请给出不小于 1 的整数", "give a whole number, 1 or more"),
            )
        if self.period not in _PERIODS:
            why = Reason(
                "recurrence.no_choice", f"请取 {'、'.join(_PERIODS)} 之一", f"take one of {', '.join(_PERIODS)}"
            )
            raise RecurrenceError("period", self.period, why)

    def bounds(self, day: date) -> tuple[date, date]:
        """Give the first and the last day of the period that holds a day."""
        if self.period == "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        months = _PERIODS[self.period]
        begin = date(day.year, (day.month - 1) // months * months + 1, 1)
        return begin, begin + relativedelta(months=months, days=-1)

    def standing(self, done: Iterable[date], on: date) -> QuotaStanding:
        """Say how the quota stands on a day, counting what was done in its period up to that day."""
        first, last = self.bounds(on)
        return self._standing(first, last, done, on)

    def history(self, done: Iterable[date], start: date, on: date) -> tuple[QuotaStanding, ...]:
        """Give the standing of every period from the one that holds ``start`` to the one that holds ``on``.

        A period that is over and short of its quota stays overdue: what is done later belongs to a later period.
        """
        days = tuple(done)
        standings = []
        first, last = self.bounds(start)
        while first <= on:
            standings.append(self._standing(first, last, days, on))
            first, last = self.bounds(last + timedelta(days=1))
        return tuple(standings)

    def _standing(self, first: date, last: date, done: Iterable[date], on: date) -> QuotaStanding:
        count = sum(first <= day <= min(last, on) for day in done)
        missing = max(self.least - count, 0)
        if not missing:
            status = Status.DONE
        elif on > last:
            status = Status.OVERDUE
        else:
            status = Status.DUE_TODAY if on == last else Status.UPCOMING
        return QuotaStanding(
            first=first,
            last=last,
            done=count,
            least=self.least,
            missing=missing,
            remaining_days=max((last - on).days, 0),
            status=status,
        )


def longest_gap(done: Iterable[date]) -> timedelta | None:
    """Give the longest time between two neighbouring days on which something was done; None below two days."""
    return max((later - earlier for earlier, later in pairwise(sorted(done))), default=None)
