"""A region's notice over the nation's: the days that are its own, and a region that the office adds.

Opens no file but those of the notices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notice import NATIONAL, Holiday, Notice, Region
from deadlines.calendars.notices.files import horizon
from deadlines.errors import DataError, Reason

_ID = re.compile(r"cn(-[a-z0-9]+)+")

_ONCE = re.compile(r"会议|峰会|运动会|博览会|世博|亚运|奥运|召开|开幕|闭幕|阅兵|延长|论坛|进博")
"""A title that arranges days for an occasion, not for a festival that comes back."""


def own_days(notice: Notice, earlier: Iterable[Notice]) -> Notice:
    """Give a regional notice with the days that differ from the nation's, as these were known when it was issued.

    A region repeats the nation's days in its own notice; kept, they would stand against a later change of the nation.
    A notice that only repeats is kept whole: it says that the region adds nothing.

    Raises:
        DataError: The nation's notice for the year is not known.
    """
    national = _national(notice, [each for each in earlier if each.region == NATIONAL])
    holidays = []
    for holiday in notice.holidays:
        off = tuple(day for day in holiday.off if not _decided(national, day, working=False))
        worked = tuple(day for day in holiday.worked if not _decided(national, day, working=True))
        if any(national.is_workday(day) for day in off) or any(not national.is_workday(day) for day in worked):
            holidays.append(Holiday(holiday.name, off, worked))
    return evolve(notice, holidays=tuple(holidays)) if holidays else notice


def _decided(national: WorkCalendar, day: date, *, working: bool) -> bool:
    """Tell whether a notice of the nation says the same of a day; a plain weekend is said by none."""
    known = national.day(day)
    return bool(known.notice) and known.working == working


def _national(notice: Notice, nation: list[Notice]) -> WorkCalendar:
    if not any(each.kind == "annual" and each.year == notice.year for each in nation):
        raise DataError(
            notice.file or notice.number,
            "year",
            Reason(
                "notice.nation_first",
                f"{notice.year} 年的全国通知还没有；请先导入全国通知",
                f"the nation's notice for {notice.year} is not known: import it first",
            ),
        )
    since = notice.known_since
    then = [each for each in nation if since is None or each.known_by(since)]
    if not any(each.kind == "annual" and each.year == notice.year for each in then):
        then = nation
    return calendar_from(then, horizon=horizon())


def region_for(
    region_id: str,
    known: Mapping[str, Region],
    *,
    name: str = "",
    yearly: bool | None = None,
    title: str = "",
) -> Region:
    """Find a region, or make one that the office adds under a name of its own.

    Args:
        region_id: Such as ``cn-sh``: ISO 3166-2 in small letters, cities and prefectures behind it.
        known: The regions there are.
        name: What the new region is called, such as 上海市.
        yearly: Whether it has days of its own every year; by the title of its notice if None.
        title: The title of the notice that brings it.

    Raises:
        DataError: The region is unknown and has no name, or its id is none.
    """
    if region_id in known:
        return known[region_id]
    if not _ID.fullmatch(region_id):
        raise DataError(
            "regions",
            region_id,
            Reason(
                "region.bad_id",
                "地区编号请写作 cn-sh、cn-sc-liangshan（ISO 3166-2 的小写形式，市、州、县在其后）",
                "write the id of a region as cn-sh or cn-sc-liangshan: ISO 3166-2 in small letters, cities behind it",
            ),
        )
    if not name:
        ids = sorted(known)
        raise DataError(
            "regions",
            region_id,
            Reason(
                "region.unknown",
                f"没有这个地区；可用：{'、'.join(ids)}。新地区请加 --name 写明名称",
                f"no such region; choose one of {', '.join(ids)}, or name a new one with --name",
            ),
        )
    is_yearly = not _ONCE.search(title) if yearly is None else yearly
    return Region(
        id=region_id,
        name=name,
        name_en=name,
        yearly=is_yearly,
        basis=title or name,
        # As no notice bounds it yet: the most that any region is known to add.
        most_off=max(each.most_off for each in known.values()) if is_yearly else 0,
        most_worked=max(each.most_worked for each in known.values()) if is_yearly else 0,
    )
