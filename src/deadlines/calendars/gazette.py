"""Notices to calendars: what was announced, by whom, and since when that was known. Opens no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import field, frozen

from deadlines.calendars.calendar import DAY_OFF, MAKE_UP, CalendarDay, WorkCalendar
from deadlines.data_files import VERIFICATIONS
from deadlines.errors import DataError

NATIONAL = "cn"

KINDS = ("annual", "amendment", "regional")

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The festivals that every annual notice arranges."""

_BEFORE_THREE_MORE = ("元旦", "春节", "劳动节", "国庆节")

_THREE_MORE_SINCE = 2008  # 国务院令第513号: 清明节, 端午节 and 中秋节 came in


@frozen(slots=True)
class Holiday:
    """One festival of a notice: the days it gives off and the days it works for them.

    ``off`` holds every day the notice names, weekend days inside a block too.
    """

    name: str
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


@frozen(slots=True, kw_only=True)
class Notice:
    """One holiday notice as published.

    An ``annual`` notice decides a year and may reach back into the December before it.
    An ``amendment`` decides only the days it names, a ``regional`` one the same for its region.
    ``published`` is the first day on which the public could know it, None where nobody recorded it.

    Raises:
        DataError: The notice contradicts itself.

    >>> from datetime import date
    >>> Notice(number="x", title="x", kind="annual", year=2027, holidays=(Holiday("元旦", (date(2027, 1, 1),)),)).year
    2027
    """

    number: str
    title: str
    kind: str
    year: int
    region: str = NATIONAL
    issued: date | None = None
    published: date | None = None
    verification: str = "text"
    sources: tuple[str, ...] = ()
    note: str = ""
    holidays: tuple[Holiday, ...]
    file: str = field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def known_since(self) -> date | None:
        """The publication date, else the issue date, else None."""
        return self.published or self.issued

    def known_by(self, day: date) -> bool:
        """Tell whether the notice was known on a day; one without any date counts as known once its year is over."""
        since = self.known_since
        return since <= day if since else day > date(self.year, 12, 31)

    def days(self) -> dict[date, tuple[bool, str]]:
        """Give for each day named whether it is worked, and the festival."""
        named = {day: (False, holiday.name) for holiday in self.holidays for day in holiday.off}
        return named | {day: (True, holiday.name) for holiday in self.holidays for day in holiday.worked}


@frozen(slots=True, kw_only=True)
class Region:
    """A place with days of its own.

    Where ``yearly`` is set every year from ``since`` needs a notice of the region: a year without one
    cannot be answered. ``partial`` lists years whose notices are known only in part.
    """

    id: str
    name: str
    name_en: str
    yearly: bool
    since: int | None = None
    partial: tuple[int, ...] = ()
    basis: str = ""


@frozen(slots=True)
class Horizon:
    """The earliest day of a year that the next year's notice ever decided."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Give the first day of a year that the next notice may still move."""
        return date(year, self.month, self.day)


def calendar_from(
    notices: Iterable[Notice],
    *,
    horizon: Horizon,
    region: str | None = None,
    as_known_on: date | None = None,
    regions: Mapping[str, Region] | None = None,
) -> WorkCalendar:
    """Build the calendar that a set of notices announces.

    A later notice overrides an earlier one on the days it names; the region's notices override the
    national ones. The calendar ends on 31 December of the last year announced, and from ``horizon`` on
    that December may still be revised. A year of the region later than its last notice may be revised whole.

    Args:
        notices: National and regional notices in any order.
        horizon: How far back a notice may reach.
        region: A region id, None for the national calendar.
        as_known_on: Use only what was public on that day, None for everything.
        regions: The known regions by id.

    Raises:
        DataError: Notices contradict each other, a year between two announced ones has none,
            the region is unknown, or nothing was known on the day.
    """
    place = _region(region, regions or {})
    known = [each for each in notices if as_known_on is None or each.known_by(as_known_on)]
    _refuse_duplicates(known)
    years = _announced_years(known, as_known_on)
    first, revisable = date(years[0], 1, 1), horizon.in_year(years[-1])
    last = date(years[-1], 12, 31)
    if place is not None and place.yearly:
        start, surest = _regional_years(place, known, years[0], years[-1], as_known_on)
        first, revisable = date(start, 1, 1), min(revisable, date(surest + 1, 1, 1))
    special = _decide([each for each in known if each.region == NATIONAL])
    if place is not None:
        special |= _decide([each for each in known if each.region == place.id])
    return WorkCalendar(
        region=place.id if place else NATIONAL,
        as_known_on=as_known_on,
        first=first,
        last=last,
        special={day: entry for day, entry in special.items() if first <= day <= last},
        revisable_from=revisable,
    )


def runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Give days as unbroken runs in order, each by its first and last day.

    >>> list(runs([date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 4)]))
    [(datetime.date(2026, 1, 1), datetime.date(2026, 1, 2)), (datetime.date(2026, 1, 4), datetime.date(2026, 1, 4))]
    """
    first = last = None
    for day in sorted(days):
        if first is None or last is None:
            first = day
        elif day - last != timedelta(days=1):
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last


def _decide(notices: Sequence[Notice]) -> dict[date, CalendarDay]:
    decided: dict[date, CalendarDay] = {}
    by: dict[date, Notice] = {}
    for notice in sorted(notices, key=lambda each: (_rank(each), each.number)):
        for day, (working, name) in notice.days().items():
            before = by.get(day)
            if before is not None and _rank(before) == _rank(notice) and decided[day].working != working:
                raise DataError(
                    notice.file or notice.number,
                    day.isoformat(),
                    f"{notice.number} says {_state(working)}, {before.number} of the same day says "
                    f"{_state(not working)}: correct one of them",
                )
            by[day] = notice
            decided[day] = CalendarDay(
                day,
                working=working,
                kind=MAKE_UP if working else DAY_OFF,
                name=name,
                notice=notice.number,
                known_since=notice.known_since,
                source=notice.sources[0] if notice.sources else "",
                verification=notice.verification,
                region=notice.region,
            )
    return decided


def _rank(notice: Notice) -> date:
    # A notice nobody dated stands before every dated one that could have corrected it.
    return notice.known_since or date(notice.year - 1, 1, 1)


def _region(region: str | None, regions: Mapping[str, Region]) -> Region | None:
    if region is None or region == NATIONAL:
        return None
    if region not in regions:
        raise DataError("regions", region, f"no such region; choose one of {', '.join(sorted(regions))}")
    return regions[region]


def _refuse_duplicates(notices: Iterable[Notice]) -> None:
    numbers: dict[tuple[str, str], Notice] = {}
    annual: dict[int, Notice] = {}
    for notice in notices:
        same = numbers.setdefault((notice.region, notice.number), notice)
        if same is not notice:
            raise DataError(
                notice.file or notice.number,
                "number",
                f"{notice.number} is there twice, also in {same.file or 'memory'}",
            )
        if notice.kind == "annual":
            other = annual.setdefault(notice.year, notice)
            if other is not notice:
                raise DataError(
                    notice.file or notice.number,
                    "year",
                    f"{notice.number} and {other.number} both arrange {notice.year}: remove one of them",
                )


def _announced_years(known: Iterable[Notice], as_known_on: date | None) -> list[int]:
    years = sorted(each.year for each in known if each.kind == "annual")
    if not years:
        when = f" on {as_known_on.isoformat()}" if as_known_on else ""
        raise DataError("notices", "year", f"no annual notice is known{when}, so no day can be answered")
    for before, after in pairwise(years):
        if after != before + 1:
            raise DataError(
                "notices", str(before + 1), f"no notice arranges {before + 1}, though {after} has one: add it"
            )
    return years


def _regional_years(
    place: Region, known: Iterable[Notice], first: int, last: int, as_known_on: date | None
) -> tuple[int, int]:
    """Give the first year of the unbroken run of the region's notices, and its last."""
    own = {each.year for each in known if each.region == place.id and first <= each.year <= last}
    before = range(first, place.since) if place.since is not None else range(0)
    answered = own | set(before)
    if not answered:
        when = f" known on {as_known_on.isoformat()}" if as_known_on else ""
        raise DataError("notices", place.id, f"no notice of {place.name}{when}: use the national calendar or add one")
    surest = max(answered)
    start = surest
    while start - 1 in answered:
        start -= 1
    return start, surest


def refuse_incomplete(notice: Notice) -> Notice:
    """Give an annual notice back, or refuse it if a festival is missing: a text cut short would pass for a year.

    Raises:
        DataError: A festival of every year is not arranged.

    Law: 全国年节及纪念日放假办法 第二条
    """
    every = FESTIVALS if notice.year >= _THREE_MORE_SINCE else _BEFORE_THREE_MORE
    named = "、".join(holiday.name for holiday in notice.holidays)
    missing = [name for name in every if name not in named]
    if notice.kind == "annual" and missing:
        raise _wrong(notice, "holiday", f"{notice.year} without {'、'.join(missing)}: is the text complete?")
    return notice


def _check(notice: Notice) -> None:
    if notice.kind not in KINDS:
        raise _wrong(notice, "kind", f"{notice.kind!r} is not one of {', '.join(KINDS)}")
    if notice.verification not in VERIFICATIONS:
        raise _wrong(notice, "verification", f"{notice.verification!r} is not one of {', '.join(VERIFICATIONS)}")
    if not notice.number:
        raise _wrong(notice, "number", "empty: a notice is known by its number")
    if (notice.kind == "regional") == (notice.region == NATIONAL):
        raise _wrong(notice, "kind", f"{notice.kind!r} does not fit the region {notice.region!r}")
    if notice.issued and notice.published and notice.published < notice.issued:
        raise _wrong(notice, "published", f"{notice.published} is before issued {notice.issued}")
    if not any(holiday.off or holiday.worked for holiday in notice.holidays):
        raise _wrong(notice, "holiday", "no day off and no day worked: not announced")
    _check_days(notice)


def _check_days(notice: Notice) -> None:
    seen: dict[date, tuple[str, str]] = {}
    for holiday in notice.holidays:
        for state, days in (("off", holiday.off), ("worked", holiday.worked)):
            for day in days:
                if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
                    raise _wrong(
                        notice,
                        holiday.name,
                        f"{day} lies outside {notice.year} and the December before it: a wrong year?",
                    )
                if day in seen:
                    name, other = seen[day]
                    again = f"{other} under {name} and {state} under {holiday.name}"
                    raise _wrong(notice, holiday.name, f"{day} is given twice, {again}")
                seen[day] = (holiday.name, state)


def _wrong(notice: Notice, key: str, why: str) -> DataError:
    return DataError(notice.file or notice.number or "notice", key, why)


def _state(working: bool) -> str:  # noqa: FBT001 - one flag, read from the day
    return "worked" if working else "off"
