"""The calendars and the rule book as shipped, with the office's own notices: the door to the data files.

``notice_files``, ``instrument_files`` and ``forecast_files`` open the files; what they read is checked there.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notice import NATIONAL, Notice
from deadlines.calendars.notices.files import all_notices, horizon, regions, user_folder
from deadlines.law.instruments import rule_book
from deadlines.law.rules import RuleBook

Stamp = tuple[tuple[str, int, int], ...]


def china(region: str | None = None, as_known_on: date | None = None) -> WorkCalendar:
    """Give the calendar of China, or of one of its regions, as announced.

    It sees the notices shipped, those in the office's own folder, and chinesecalendar for years without any.
    A notice that the office imports is seen at the next call.

    Args:
        region: Such as ``cn-gx``; the nation if None. Days of a region are laid over the national ones.
        as_known_on: Only notices published by this day are seen; all of them if None.

    Raises:
        DataError: A notice cannot be used, or there is no such region.

    Law:
        全国年节及纪念日放假办法; 国务院关于职工工作时间的规定第七条.

    >>> china().shift(date(2024, 3, 1), 20)
    datetime.date(2024, 3, 29)
    >>> china(as_known_on=date(2020, 1, 20)).is_workday(date(2020, 1, 31))
    True
    """
    folder = user_folder()
    return _china(region or NATIONAL, as_known_on, folder, _stamp(folder))


def rulebook() -> RuleBook:
    """Give every version of every rule shipped.

    Raises:
        DataError: An instrument file cannot be used.

    >>> rulebook().in_force("foi.reply", date(2019, 5, 14)).term
    WorkingDays(n=15)
    """
    return rule_book()


def _stamp(folder: Path) -> Stamp:
    """Tell whether anything in the office's own folder changed."""
    if not folder.is_dir():
        return ()
    files = sorted([*folder.glob("*.toml"), *folder.glob("*/*.toml")])
    found = ((path, path.stat()) for path in files)
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


@lru_cache(maxsize=16)
def _notices(region: str, folder: Path, stamp: Stamp) -> tuple[Notice, ...]:  # noqa: ARG001  # the stamp is part of the key
    return all_notices(folder, places={NATIONAL, region})


@lru_cache(maxsize=256)
def _china(region: str, as_known_on: date | None, folder: Path, stamp: Stamp) -> WorkCalendar:
    known = _notices(region, folder, stamp)
    calendar = calendar_from(known, region=region, as_known_on=as_known_on, regions=regions(folder), horizon=horizon())
    national = None if region == NATIONAL else _china(NATIONAL, as_known_on, folder, stamp)
    return calendar.carrying(base=national, look=_look)


def _look(calendar: WorkCalendar) -> Outlook:
    from deadlines.calendars.outlook.files import look_ahead  # noqa: PLC0415  # only who asks past the last notice pays for it

    return look_ahead(calendar)
