"""Notices to calendars: what was announced on a day of knowledge, for the nation or a region. Opens no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.day import DAY_OFF, MAKE_UP, CalendarDay
from deadlines.calendars.notice import (
    FESTIVALS,
    KINDS,
    NATIONAL,
    STATES,
    Holiday,
    Horizon,
    Notice,
    Region,
    refuse_incomplete,
)
from deadlines.calendars.regions import last_arranged, open_years
from deadlines.errors import DataError, Reason

__all__ = [
    "FESTIVALS",
    "KINDS",
    "NATIONAL",
    "Holiday",
    "Horizon",
    "Notice",
    "Region",
    "calendar_from",
    "refuse_incomplete",
    "runs",
]


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
    that December may still be revised. A year that the region has not announced, or only in part, is answered
    as far as it is known and left open; one later than its last notice may be revised whole.

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
    left_open = {} if place is None else open_years(place, known, years)
    if place is not None and place.yearly:
        revisable = min(revisable, date(last_arranged(place, known, years) + 1, 1, 1))
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
        open_years=left_open,
        yearly=place is not None and place.yearly,
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
                state, other = _state(working), _state(not working)
                why = Reason(
                    "calendar.contradiction",
                    f"{notice.number} 作{STATES[state]}，同日的 {before.number} 作{STATES[other]}；请改正其一",
                    f"{notice.number} says {state}, {before.number} of the same day says {other}: correct one of them",
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


def _state(working: bool) -> str:  # noqa: FBT001 - one flag, read from the day
    return "worked" if working else "off"
