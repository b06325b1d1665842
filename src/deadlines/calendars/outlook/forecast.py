"""Past the last notice: the likely calendar, and calendars that bound every one that may still be announced.

What is possible is data (``practice``) under the law in force (``statutory``). The festivals are arranged
independently, so the most working days that can lie between the horizon and a day are the sum, over the
festivals, of the most that each can give; likewise the fewest. Both sums, made to rise by 0 or 1 a day,
are calendars again. Opens no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from attrs import frozen

from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.calendars.day import DAY_OFF, MAKE_UP, CalendarDay
from deadlines.calendars.outlook.practice import Arrangement, Festival, Practice, arrangements, likely_of
from deadlines.calendars.outlook.statutory import HolidayLaw, law_of
from deadlines.errors import DataError, Reason

SOURCE = "forecast"

_DAY = timedelta(days=1)


@frozen(slots=True)
class _Span:
    """The undecided days, numbered from 0; ``plain`` tells for each whether it is worked if no notice names it."""

    first: date
    last: date
    plain: tuple[bool, ...]
    fixed: frozenset[date]
    weekend: frozenset[int]

    @property
    def size(self) -> int:
        return len(self.plain)

    def at(self, day: date) -> int:
        return (day - self.first).days

    def movable(self, day: date) -> bool:
        # Past the last day tabulated nothing is decided either.
        return day >= self.first and day not in self.fixed

    def rest(self, day: date) -> bool:
        at = self.at(day)
        return not self.plain[at] if 0 <= at < self.size else day.weekday() in self.weekend


@frozen(slots=True)
class _Group:
    """The arrangements of one festival in one year, and the likely one with its make-up days."""

    choices: tuple[Arrangement, ...]
    likely: Arrangement
    make_up: tuple[date, ...]


@frozen(slots=True)
class _Local:
    """What a region may add in one year: at most so many days off and so many days worked, on the days of ``days``."""

    days: tuple[date, ...]
    off: int
    worked: int


@frozen(slots=True)
class _Bounds:
    upper: list[int]
    lower: list[int]
    most: list[bool]
    least: list[bool]


def outlook(calendar: WorkCalendar, laws: Sequence[HolidayLaw], practice: Practice) -> Outlook:
    """Look past the last notice of a calendar, with what was known on its day of knowledge.

    ``soonest`` and ``slowest`` hold for counts that start before ``calendar.revisable_from``,
    ``most_worked`` and ``least_worked`` for any. All five agree with the calendar on the days before it.
    An amendment of a year already announced and a change of the law are not foreseen.
    A region's own days of unannounced years are bounded by those of its earlier years.

    Args:
        calendar: Ends on 31 December. For a region, ``calendar.base`` is the national calendar.
        laws: The versions of the law on public holidays.
        practice: What a notice may decide.

    Raises:
        DataError: The calendar does not end with a year, or the bounds leave no arrangement.

    Law:
        全国年节及纪念日放假办法.
    """
    if (calendar.last.month, calendar.last.day) != (12, 31):
        why = Reason(
            "calendar.no_year_end",
            f"{calendar.last} 不是年末：通知按整年安排",
            f"{calendar.last} does not end a year: notices arrange whole years",
        )
        raise DataError(calendar.region, "last", why)
    national = calendar.base or calendar
    span = _span(calendar, national, practice)
    groups = _groups(national, span, laws, practice)
    local = () if calendar.base is None else tuple(_local_years(calendar, calendar.base, span, practice))
    bounds = _bounds(span, groups, local)
    likely = {day: (False, name) for group in groups for day, name in group.likely.off.items()}
    likely |= {day: (True, _nearest(group.likely.off, day)) for group in groups for day in group.make_up}
    return Outlook(
        likely=_likely(calendar, span, likely),
        soonest=_calendar(calendar, span, _steps(_soonest(bounds.upper))),
        slowest=_calendar(calendar, span, _steps(_slowest(bounds.lower))),
        most_worked=_calendar(calendar, span, bounds.most),
        least_worked=_calendar(calendar, span, bounds.least),
    )


def _nearest(off: Mapping[date, str], day: date) -> str:
    return off[min(off, key=lambda other: abs((other - day).days))]


def _span(calendar: WorkCalendar, national: WorkCalendar, practice: Practice) -> _Span:
    """Take the days from the first that any notice may move to the last that is forecast."""
    after = calendar.last + _DAY
    first = min(calendar.revisable_from or after, national.revisable_from or after)
    last = date(calendar.last.year + practice.reach_years, 12, 31)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    plain = tuple(
        calendar.is_workday(day) if day <= calendar.last else day.weekday() not in calendar.weekend for day in days
    )
    fixed = set(national.special_days()) | set(calendar.special_days())
    open_from = national.revisable_from or national.last + _DAY
    fixed |= {day for day in days if day < open_from}
    return _Span(first, last, plain, frozenset(fixed), calendar.weekend)


def _groups(national: WorkCalendar, span: _Span, laws: Sequence[HolidayLaw], practice: Practice) -> tuple[_Group, ...]:
    absorbed = {festival.absorbs for festival in practice.festivals}
    leading = [festival for festival in practice.festivals if festival.id not in absorbed]
    groups = []
    # The New Year after the last year forecast reaches back into it.
    for year in range(national.last.year + 1, span.last.year + 2):
        law = law_of(laws, year, national.as_known_on)
        groups += [_group(span, practice, festival, law, year) for festival in leading if _is_held(law, festival)]
    return tuple(group for group in groups if any(each.first <= span.last for each in group.choices))


def _is_held(law: HolidayLaw, festival: Festival) -> bool:
    return any(each.festival == festival.id for each in law.days)


def _group(span: _Span, practice: Practice, festival: Festival, law: HolidayLaw, year: int) -> _Group:
    found = arrangements(practice, festival, law, year, rest=span.rest, movable=span.movable)
    likely, make_up = likely_of(found, practice.same_side_cost, law.worked_in_a_row, span.rest)
    return _Group(found, likely, make_up)


def _bounds(span: _Span, groups: Iterable[_Group], local: Iterable[_Local]) -> _Bounds:
    plain = list(accumulate(int(worked) for worked in span.plain))
    upper, lower = plain[:], plain[:]
    most, least = list(span.plain), list(span.plain)
    for group in groups:
        first = min(each.first for each in group.choices)
        last = max(each.last for each in group.choices)
        changes = [_changes(span, each, first, last) for each in group.choices]
        high = [max(column) for column in zip(*(gain for gain, _ in changes), strict=True)]
        low = [min(column) for column in zip(*(loss for _, loss in changes), strict=True)]
        _add(upper, span.at(first), high)
        _add(lower, span.at(first), low)
        _wide(span, group.choices, most, least)
    for year in local:
        _add_local(span, year, upper, lower)
        for day in year.days:
            most[span.at(day)] |= year.worked > 0
            least[span.at(day)] &= year.off == 0
    return _Bounds(upper, lower, most, least)


def _add_local(span: _Span, year: _Local, upper: list[int], lower: list[int]) -> None:
    """Let the region take all its days off, or work all its days, as soon as its window opens."""
    inside = set(year.days)
    first = min(inside)
    passed = list(accumulate(int(first + timedelta(days=i) in inside) for i in range((max(inside) - first).days + 1)))
    _add(upper, span.at(first), [min(count, year.worked) for count in passed])
    _add(lower, span.at(first), [-min(count, year.off) for count in passed])


def _changes(span: _Span, choice: Arrangement, first: date, last: date) -> tuple[list[int], list[int]]:
    """Count the days gained by each day, with the make-up days as early and as late as they may be."""
    early, late = [], []
    lost = passed = 0
    candidates = set(choice.candidates)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        lost += int(day in choice.off and not span.rest(day))
        passed += int(day in candidates)
        early.append(min(choice.make_up, passed) - lost)
        late.append(max(0, choice.make_up - (len(candidates) - passed)) - lost)
    return early, late


def _add(total: list[int], start: int, change: Sequence[int]) -> None:
    """Add a change that begins on a day, and keeps its last value for good."""
    for at in range(max(start, 0), len(total)):
        total[at] += change[min(at - start, len(change) - 1)]


def _wide(span: _Span, choices: Sequence[Arrangement], most: list[bool], least: list[bool]) -> None:
    days = {day for each in choices for day in (*each.off, *each.candidates)}
    for day in days:
        at = span.at(day)
        if not 0 <= at < span.size:
            continue
        plain = span.plain[at]
        may = [day in each.candidates or (plain and day not in each.off) for each in choices]
        must = [
            (day in each.candidates and each.make_up == len(each.candidates)) or (plain and day not in each.off)
            for each in choices
        ]
        # Festivals are independent: one that can only rest a day decides it, one that may work it opens it.
        most[at] = (most[at] and any(may)) if plain else (most[at] or any(may))
        least[at] = (least[at] and all(must)) if plain else (least[at] or all(must))


def _soonest(upper: Sequence[int]) -> list[int]:
    """Lower an upper bound to the highest one that rises by 0 or 1 a day, as every calendar does."""
    steps = list(upper)
    for at in range(len(steps) - 2, -1, -1):
        steps[at] = min(steps[at], steps[at + 1])
    before = 0
    for at, value in enumerate(steps):
        before = steps[at] = min(value, before + 1)
    return steps


def _slowest(lower: Sequence[int]) -> list[int]:
    """Raise a lower bound to the lowest one that rises by 0 or 1 a day, as every calendar does."""
    steps = list(accumulate(lower, max, initial=0))[1:]
    for at in range(len(steps) - 2, -1, -1):
        steps[at] = max(steps[at], steps[at + 1] - 1)
    return steps


def _steps(rank: Sequence[int]) -> list[bool]:
    return [after > before for before, after in zip((0, *rank[:-1]), rank, strict=True)]


def _calendar(calendar: WorkCalendar, span: _Span, worked: Sequence[bool]) -> WorkCalendar:
    moved = {}
    for at, working in enumerate(worked):
        day = span.first + timedelta(days=at)
        if working == (calendar.is_workday(day) if day <= calendar.last else day.weekday() not in calendar.weekend):
            continue
        moved[day] = (working, "")
    return _extended(calendar, span, moved)


def _likely(calendar: WorkCalendar, span: _Span, days: Mapping[date, tuple[bool, str]]) -> WorkCalendar:
    inside = {day: what for day, what in days.items() if span.movable(day) and day <= span.last}
    return _extended(calendar, span, inside)


def _extended(calendar: WorkCalendar, span: _Span, days: Mapping[date, tuple[bool, str]]) -> WorkCalendar:
    guessed = {
        day: CalendarDay(
            day,
            working=working,
            kind=MAKE_UP if working else DAY_OFF,
            name=name,
            source=SOURCE,
            verification=SOURCE,
            region=calendar.region,
        )
        for day, (working, name) in days.items()
    }
    return WorkCalendar(
        region=calendar.region,
        first=calendar.first,
        last=span.last,
        special={**calendar.special_days(), **guessed},
        weekend=calendar.weekend,
        as_known_on=calendar.as_known_on,
        revisable_from=calendar.revisable_from,
        base=calendar.base,
    )


def _local_years(calendar: WorkCalendar, base: WorkCalendar, span: _Span, practice: Practice) -> Iterable[_Local]:
    """Bound a region's own days in each undecided year by those of its earlier years."""
    own = _own_days(calendar, base)
    latest = max(own, default=calendar.first.year - 1)
    if latest < calendar.last.year and not calendar.yearly:
        return  # leave given once: nothing announces that it will come back
    rule, recalled = practice.regional, sorted(own)[-practice.regional.recall_years :]
    seen_off = [sum(not working for working in days.values()) + rule.spare_days_off for days in own.values()]
    seen_worked = [sum(days.values()) for days in own.values()]
    # A region of which no whole year is known is bounded by what its festivals are at most.
    off = max([*seen_off, *(each.off for each in calendar.open_years.values())], default=0)
    worked = max([*seen_worked, *(each.worked for each in calendar.open_years.values())], default=0)
    for year in range(max(latest + 1, span.first.year), span.last.year + 1):
        if len(recalled) < rule.recall_years:
            days = {date(year, 1, 1) + timedelta(days=i) for i in range(366)}
        else:
            days = set()
            for past in recalled:
                days |= _window(own[past], year, rule.shift_days + rule.drift_days * (year - past - 1))
        inside = tuple(sorted(day for day in days if span.first <= day <= span.last))
        if inside:
            yield _Local(inside, off, worked)


def _own_days(calendar: WorkCalendar, base: WorkCalendar) -> dict[int, dict[date, bool]]:
    own: dict[int, dict[date, bool]] = {}
    for day, entry in calendar.special_days().items():
        if entry.working != base.is_workday(day):
            own.setdefault(day.year, {})[day] = entry.working
    return own


def _window(days: Iterable[date], year: int, shift: int) -> set[date]:
    wanted: set[date] = set()
    for day in days:
        # 29 February has no counterpart in most years; a day more or less is within the shift.
        middle = date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
        wanted |= {middle + timedelta(days=i) for i in range(-shift, shift + 1)}
    return wanted
