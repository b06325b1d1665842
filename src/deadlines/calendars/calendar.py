"""Working-day arithmetic over announced days.

A calendar is immutable, covers an explicit range and refuses to answer outside it.
Every answer is two table look-ups: the rank of a day, and the day of a rank.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from itertools import accumulate, compress
from types import MappingProxyType
from typing import Any, NoReturn

from attrs import frozen

from deadlines.calendars.day import DAY_OFF, MAKE_UP, WEEKDAY, WEEKEND, CalendarDay, OpenYear
from deadlines.errors import AmbiguousDayError, CalendarGapError, DataError, Reason


@frozen(slots=True)
class Outlook:
    """What the notices still to come may decide, as calendars that reach past the last one.

    ``soonest`` and ``slowest`` bound the number of working days counted from the last announced day;
    ``most_worked`` and ``least_worked`` bound it between any two days, and are wider.
    """

    likely: WorkCalendar
    soonest: WorkCalendar
    slowest: WorkCalendar
    most_worked: WorkCalendar
    least_worked: WorkCalendar


class WorkCalendar:
    """Days of work and rest over a closed range; build one with ``china()`` or :meth:`from_days`.

    The start of a count is never counted: ``shift(day, 1)`` is the next working day.

    >>> from datetime import date
    >>> week = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 1, 31), off=[date(2024, 1, 1)])
    >>> week.shift(date(2024, 1, 5), 1)
    datetime.date(2024, 1, 8)
    >>> week.is_workday(date(2024, 1, 1))
    False
    """

    __slots__ = (
        "_base",
        "_days",
        "_look",
        "_outlook",
        "_rank",
        "_special",
        "_weekend",
        "as_known_on",
        "base",
        "first",
        "last",
        "open_years",
        "region",
        "revisable_from",
        "version",
        "yearly",
    )

    region: str
    as_known_on: date | None
    first: date
    last: date
    revisable_from: date | None
    open_years: Mapping[int, OpenYear]
    yearly: bool
    version: str
    base: WorkCalendar | None
    _outlook: Outlook | None
    _look: Callable[[WorkCalendar], Outlook] | None
    _base: int
    _rank: list[int]
    _days: list[date]
    _special: dict[date, CalendarDay]
    _weekend: frozenset[int]

    def __init__(
        self,
        *,
        region: str,
        first: date,
        last: date,
        special: Mapping[date, CalendarDay],
        weekend: Collection[int] = (5, 6),
        as_known_on: date | None = None,
        revisable_from: date | None = None,
        open_years: Mapping[int, OpenYear] | None = None,
        yearly: bool = False,
        base: WorkCalendar | None = None,
        look: Callable[[WorkCalendar], Outlook] | None = None,
    ) -> None:
        """Tabulate the range.

        Args:
            region: Name shown in answers and errors.
            first: First day covered.
            last: Last day covered; a day after it is a gap, never a guess.
            special: The days that a notice decided, off or worked, all inside the range.
            weekend: Weekday numbers of rest, Monday = 0.
            as_known_on: The day of knowledge the calendar was built for, None for all that is known.
            revisable_from: First day that a notice still to come may change, None if none can.
            open_years: Years of which not every day is known, and why.
            yearly: Whether its region has days of its own every year.
            base: The calendar that a region's days were laid over.
            look: Gives the outlook past ``last``; called at most once.

        Raises:
            DataError: The range is empty, or a special day lies outside it.
        """
        if last < first:
            why = Reason(
                "calendar.last_before_first",
                f"最后一日 {last} 早于第一日 {first}",
                f"{last.isoformat()} is before first {first.isoformat()}",
            )
            raise DataError(region, "last", why)
        for day in special:
            if not first <= day <= last:
                why = Reason(
                    "calendar.outside", f"{day} 不在 {first} 至 {last} 之内", f"{day} is outside {first} to {last}"
                )
                raise DataError(region, "special", why)
        put = object.__setattr__
        put(self, "region", region)
        put(self, "as_known_on", as_known_on)
        put(self, "first", first)
        put(self, "last", last)
        put(self, "revisable_from", revisable_from)
        put(self, "open_years", MappingProxyType(dict(open_years or {})))
        put(self, "yearly", yearly)
        put(self, "base", base)
        put(self, "_look", look)
        put(self, "_outlook", None)
        put(self, "_special", dict(special))
        put(self, "_weekend", frozenset(weekend))
        put(self, "_base", first.toordinal())
        self._tabulate()

    def _tabulate(self) -> None:
        base = self._base
        length = self.last.toordinal() - base + 1
        week = [int((base + 6 + i) % 7 not in self._weekend) for i in range(7)]  # ordinal 1 is a Monday
        worked = (week * (length // 7 + 1))[:length]
        for day, entry in self._special.items():
            worked[day.toordinal() - base] = int(entry.working)
        object.__setattr__(self, "_rank", list(accumulate(worked)))
        object.__setattr__(self, "_days", list(map(date.fromordinal, compress(range(base, base + length), worked))))
        object.__setattr__(self, "version", self._digest())

    def _digest(self) -> str:
        facts = ";".join(
            f"{day.isoformat()}{'+' if entry.working else '-'}" for day, entry in sorted(self._special.items())
        )
        text = f"{self.region}|{self.first}|{self.last}|{sorted(self._weekend)}|{facts}"
        if self.open_years:
            text += f"|{sorted((year, each.why.code) for year, each in self.open_years.items())}"
        return sha256(text.encode()).hexdigest()[:12]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"WorkCalendar is immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"WorkCalendar is immutable: {name} cannot be deleted")

    def __repr__(self) -> str:
        known = f", as_known_on={self.as_known_on}" if self.as_known_on else ""
        return f"<WorkCalendar {self.region} {self.first}..{self.last}{known} {self.version}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self.version == other.version and self._special == other._special

    def __hash__(self) -> int:
        return hash(self.version)

    def __reduce__(self) -> tuple[object, ...]:
        plain = ("region", "first", "last", "as_known_on", "revisable_from", "yearly", "base")
        parts = {name: getattr(self, name) for name in plain}
        parts |= {"special": self._special, "weekend": self._weekend, "open_years": dict(self.open_years)}
        return _rebuild, ({**parts, "look": self._look},)

    @classmethod
    def from_days(
        cls,
        *,
        first: date,
        last: date,
        off: Collection[date] = (),
        worked: Collection[date] = (),
        weekend: Collection[int] = (5, 6),
        region: str = "own",
        revisable_from: date | None = None,
    ) -> WorkCalendar:
        """Build a calendar for any country or agency from its days off and days worked.

        Args:
            first: First day covered.
            last: Last day covered.
            off: Days off beyond the weekend.
            worked: Weekend days that are worked.
            weekend: Weekday numbers of rest, Monday = 0.
            region: Name shown in answers and errors.
            revisable_from: First day that may still change.

        Raises:
            DataError: A day is both off and worked, or outside the range.
        """
        both = set(off) & set(worked)
        if both:
            why = Reason(
                "calendar.off_and_worked",
                f"{min(both)} 既放假又上班",
                f"{min(both).isoformat()} is both a day off and a day worked",
            )
            raise DataError(region, "worked", why)
        special = {day: CalendarDay(day, working=False, kind=DAY_OFF, source=region, region=region) for day in off}
        special |= {day: CalendarDay(day, working=True, kind=MAKE_UP, source=region, region=region) for day in worked}
        return cls(
            region=region, first=first, last=last, special=special, weekend=weekend, revisable_from=revisable_from
        )

    def carrying(
        self, *, base: WorkCalendar | None = None, look: Callable[[WorkCalendar], Outlook] | None = None
    ) -> WorkCalendar:
        """Give the same calendar with the one it was laid over, and a way to look past its last day."""
        calendar = object.__new__(WorkCalendar)
        for slot in WorkCalendar.__slots__:
            object.__setattr__(calendar, slot, getattr(self, slot))
        object.__setattr__(calendar, "base", base)
        object.__setattr__(calendar, "_look", look)
        object.__setattr__(calendar, "_outlook", None)
        return calendar

    def covers(self, day: date) -> bool:
        """Tell whether the calendar can answer for a day."""
        return self.first <= _plain(day) <= self.last

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked.

        Raises:
            CalendarGapError: No notice covers the day.
        """
        i = self._index(day)
        rank = self._rank
        return rank[i] > (rank[i - 1] if i else 0)

    def day(self, day: date) -> CalendarDay:
        """Say whether a day is worked, why, by which notice, and since when that is known.

        Raises:
            CalendarGapError: No notice covers the day.
        """
        self._index(day)
        entry = self._special.get(day)
        if entry is not None:
            return entry
        rest = day.weekday() in self._weekend
        return CalendarDay(day, working=not rest, kind=WEEKEND if rest else WEEKDAY, region=self.region)

    def days(self, first: date, last: date) -> Iterator[CalendarDay]:
        """Go through the days from ``first`` to ``last``, both included."""
        for ordinal in range(_plain(first).toordinal(), _plain(last).toordinal() + 1):
            yield self.day(date.fromordinal(ordinal))

    def special_days(self) -> Mapping[date, CalendarDay]:
        """Give a copy of the days that a notice decided."""
        return dict(self._special)

    @property
    def weekend(self) -> frozenset[int]:
        """The weekday numbers of rest, Monday = 0."""
        return self._weekend

    def shift(self, day: date, n: int) -> date:
        """Give the n-th working day after a day, the day itself not counted; negative n counts back.

        Args:
            day: Start, worked or not.
            n: Not 0: on a rest day "the same working day" has two answers, so use
                :meth:`next_or_same` or :meth:`previous_or_same`.

        Raises:
            AmbiguousDayError: n is 0.
            CalendarGapError: The start or the answer lies outside the announced days.

        >>> from datetime import date
        >>> week = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 1, 31))
        >>> week.shift(date(2024, 1, 6), 1), week.shift(date(2024, 1, 6), -1)
        (datetime.date(2024, 1, 8), datetime.date(2024, 1, 5))
        """
        if type(day) is date and type(n) is int:
            i = day.toordinal() - self._base
            if n > 0 and i >= 0:
                try:
                    return self._days[self._rank[i] + n - 1]
                except IndexError:
                    pass
        return self._shift_with_care(day, n)

    def _shift_with_care(self, day: date, n: int) -> date:
        if type(n) is not int:
            raise TypeError(f"n must be an int, not {n!r}")
        i = self._index(day)
        if n == 0:
            why = Reason(
                "calendar.zero_days",
                "请用 next_or_same、previous_or_same 或 is_workday 写明所指的是哪一日",
                "use next_or_same, previous_or_same or is_workday to say which day is meant",
            )
            raise AmbiguousDayError(day, "0 working days", why)
        at = self._rank[i] + n - 1 if n > 0 else (self._rank[i - 1] if i else 0) + n
        if 0 <= at < len(self._days):
            return self._days[at]
        raise CalendarGapError(self.region, None, self.first, self.last, f"{n} working days from {day.isoformat()}")

    def count(self, after: date, through: date) -> int:
        """Count the working days after one day up to and including another; negative if they are reversed.

        ``count(a, shift(a, n)) == n`` for every n above 0.

        Raises:
            CalendarGapError: Either day lies outside the announced days.

        >>> from datetime import date
        >>> week = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 1, 31))
        >>> week.count(date(2024, 1, 5), date(2024, 1, 8))
        1
        """
        rank = self._rank
        return rank[self._index(through)] - rank[self._index(after)]

    def next(self, day: date) -> date:
        """Give the first working day after a day."""
        return self.shift(day, 1)

    def next_or_same(self, day: date) -> date:
        """Give the day itself if it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.shift(day, 1)

    def previous(self, day: date) -> date:
        """Give the last working day before a day."""
        return self.shift(day, -1)

    def previous_or_same(self, day: date) -> date:
        """Give the day itself if it is worked, else the last working day before it."""
        return day if self.is_workday(day) else self.shift(day, -1)

    def outlook(self) -> Outlook | None:
        """Give what may be decided past the last announced day; None for a calendar that cannot tell."""
        if self._outlook is None and self._look is not None:
            object.__setattr__(self, "_outlook", self._look(self))
        return self._outlook

    def open_between(self, first: date, last: date) -> dict[int, OpenYear]:
        """Give the years of a span that the notices leave open, none of them for the nation."""
        if not self.open_years:
            return {}
        years = range(min(first, last).year, max(first, last).year + 1)
        return {year: self.open_years[year] for year in years if year in self.open_years}

    def workdays(self) -> tuple[date, ...]:
        """Give every working day covered, in order."""
        return tuple(self._days)

    def ranks(self) -> tuple[int, ...]:
        """Give for each day from ``first`` on how many working days lie in ``first..day``."""
        return tuple(self._rank)

    def _index(self, day: date) -> int:
        i = (day if type(day) is date else _plain(day)).toordinal() - self._base
        if 0 <= i < len(self._rank):
            return i
        raise CalendarGapError(self.region, day, self.first, self.last)


def _plain(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError(f"give a date, not {day!r}: which day an instant falls on depends on the place")
    return day


def _rebuild(parts: dict[str, Any]) -> WorkCalendar:
    return WorkCalendar(**parts)
