"""Notices to calendars: what was announced, by whom, and since when that was known. Opens no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import field, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.day import DAY_OFF, MAKE_UP, CalendarDay
from deadlines.data_files import VERIFICATIONS, no_choice
from deadlines.errors import DataError, Reason

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
                one, other = _state(working), _state(not working)
                why = Reason(
                    "calendar.contradiction",
                    f"{notice.number} 作{_STATES[one]}，同日的 {before.number} 作{_STATES[other]}；请改正其一",
                    f"{notice.number} says {one}, {before.number} of the same day says {other}: correct one of them",
                )
                raise DataError(notice.file or notice.number, day.isoformat(), why)
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
        why = Reason(
            "calendar.no_region",
            f"没有这个地区；可选 {'、'.join(sorted(regions))}",
            f"no such region; choose one of {', '.join(sorted(regions))}",
        )
        raise DataError("regions", region, why)
    return regions[region]


def _refuse_duplicates(notices: Iterable[Notice]) -> None:
    numbers: dict[tuple[str, str], Notice] = {}
    annual: dict[int, Notice] = {}
    for notice in notices:
        same = numbers.setdefault((notice.region, notice.number), notice)
        if same is not notice:
            why = Reason(
                "notice.number_twice",
                f"{notice.number} 出现两次，另一份在 {same.file or '内存'}",
                f"{notice.number} is there twice, also in {same.file or 'memory'}",
            )
            raise DataError(notice.file or notice.number, "number", why)
        if notice.kind == "annual":
            other = annual.setdefault(notice.year, notice)
            if other is not notice:
                why = Reason(
                    "calendar.two_for_a_year",
                    f"{notice.number} 与 {other.number} 都安排 {notice.year} 年；请去掉其一",
                    f"{notice.number} and {other.number} both arrange {notice.year}: remove one of them",
                )
                raise DataError(notice.file or notice.number, "year", why)


def _announced_years(known: Iterable[Notice], as_known_on: date | None) -> list[int]:
    years = sorted(each.year for each in known if each.kind == "annual")
    if not years:
        zh, en = (f"截至 {as_known_on} ", f" on {as_known_on}") if as_known_on else ("", "")
        why = Reason(
            "calendar.no_notice",
            f"{zh}没有年度通知，任何一日都无从回答",
            f"no annual notice is known{en}, so no day can be answered",
        )
        raise DataError("notices", "year", why)
    for before, after in pairwise(years):
        if after != before + 1:
            why = Reason(
                "calendar.year_skipped",
                f"{after} 年有通知而 {before + 1} 年没有；请导入该年的",
                f"no notice arranges {before + 1}, though {after} has one: add it",
            )
            raise DataError("notices", str(before + 1), why)
    return years


def _regional_years(
    place: Region, known: Iterable[Notice], first: int, last: int, as_known_on: date | None
) -> tuple[int, int]:
    """Give the first year of the unbroken run of the region's notices, and its last."""
    own = {each.year for each in known if each.region == place.id and first <= each.year <= last}
    before = range(first, place.since) if place.since is not None else range(0)
    answered = own | set(before)
    if not answered:
        zh, en = (f"截至 {as_known_on} ", f" known on {as_known_on}") if as_known_on else ("", "")
        why = Reason(
            "calendar.no_regional_notice",
            f"{zh}没有{place.name}的通知；请用全国日历，或者导入其通知",
            f"no notice of {place.name}{en}: use the national calendar or add one",
        )
        raise DataError("notices", place.id, why)
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
        why = Reason(
            "notice.incomplete",
            f"{notice.year} 年缺{'、'.join(missing)}：原文是否完整？",
            f"{notice.year} without {'、'.join(missing)}: is the text complete?",
        )
        raise _wrong(notice, "holiday", why)
    return notice


def _check(notice: Notice) -> None:
    for key, value, known in (
        ("kind", notice.kind, KINDS),
        ("verification", notice.verification, VERIFICATIONS),
    ):
        if value not in known:
            raise _wrong(notice, key, no_choice(value, known))
    if not notice.number:
        why = Reason("notice.unnumbered", "没有文号：通知以文号为准", "empty: a notice is known by its number")
        raise _wrong(notice, "number", why)
    if (notice.kind == "regional") == (notice.region == NATIONAL):
        why = Reason(
            "notice.kind_and_region",
            f"“{notice.kind}”与地区“{notice.region}”不符",
            f"{notice.kind!r} does not fit the region {notice.region!r}",
        )
        raise _wrong(notice, "kind", why)
    if notice.issued and notice.published and notice.published < notice.issued:
        why = Reason(
            "notice.published_before_issued",
            f"公布日 {notice.published} 早于成文日期 {notice.issued}",
            f"{notice.published} is before issued {notice.issued}",
        )
        raise _wrong(notice, "published", why)
    if not any(holiday.off or holiday.worked for holiday in notice.holidays):
        why = Reason(
            "notice.no_days", "既没有放假也没有上班的日子：尚未公布", "no day off and no day worked: not announced"
        )
        raise _wrong(notice, "holiday", why)
    _check_days(notice)


def _check_days(notice: Notice) -> None:
    seen: dict[date, tuple[str, str]] = {}
    for holiday in notice.holidays:
        for state, days in (("off", holiday.off), ("worked", holiday.worked)):
            for day in days:
                if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
                    why = Reason(
                        "notice.outside_year",
                        f"{day} 不在 {notice.year} 年及上年十二月之内：年份是否有误？",
                        f"{day} lies outside {notice.year} and the December before it: a wrong year?",
                    )
                    raise _wrong(notice, holiday.name, why)
                if day in seen:
                    name, other = seen[day]
                    why = Reason(
                        "notice.day_twice",
                        f"{day} 出现两次：{name}作{_STATES[other]}，{holiday.name}作{_STATES[state]}",
                        f"{day} is given twice, {other} under {name} and {state} under {holiday.name}",
                    )
                    raise _wrong(notice, holiday.name, why)
                seen[day] = (holiday.name, state)


def _wrong(notice: Notice, key: str, why: Reason) -> DataError:
    return DataError(notice.file or notice.number or "notice", key, why)


_STATES = {"off": "放假", "worked": "上班"}


def _state(working: bool) -> str:  # noqa: FBT001 - one flag, read from the day
    return "worked" if working else "off"
