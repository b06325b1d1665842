"""The calendars and the rule book as shipped, with the office's own notices: the door to the data files.

``notice_files``, ``instrument_files`` and ``forecast_files`` open the files; what they read is checked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notice import NATIONAL, Region
from deadlines.calendars.notices.files import horizon, user_folder
from deadlines.calendars.own_notices import OwnNotices, with_own_notices
from deadlines.home import LeftOut, Stamp, home_faults, own_folder, stamp
from deadlines.law.instruments import rule_book
from deadlines.law.own_instruments import OwnRules, with_own_rules
from deadlines.law.rules import RuleBook

Stamped = tuple[tuple[Path, Stamp], ...]


def china(region: str | None = None, as_known_on: date | None = None, *, home: Path | None = None) -> WorkCalendar:
    """Give the calendar of China, or of one of its regions, as announced.

    It sees the notices shipped, those in the office's own folders, and chinesecalendar for years without any.
    A notice that the office imports is seen at the next call; one that cannot be used is left out, see ``left_out``.

    Args:
        region: Such as ``cn-gx``; the nation if None. Days of a region are laid over the national ones.
        as_known_on: Only notices published by this day are seen; all of them if None.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.

    Raises:
        DataError: There is no such region, or nothing was known on the day.

    Law:
        全国年节及纪念日放假办法; 国务院关于职工工作时间的规定第七条.

    >>> china().shift(date(2024, 3, 1), 20)
    datetime.date(2024, 3, 29)
    >>> china(as_known_on=date(2020, 1, 20)).is_workday(date(2020, 1, 31))
    True
    """
    return _china(region or NATIONAL, as_known_on, _notice_folders(home))


def rulebook(home: Path | None = None) -> RuleBook:
    """Give every version of every rule shipped, and those of the office's own folder.

    Args:
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.

    >>> rulebook().in_force("foi.reply", date(2019, 5, 14)).term
    WorkingDays(n=15)
    """
    return _rules(home).book


def known_regions(home: Path | None = None) -> Mapping[str, Region]:
    """Give the regions that have days of their own, by id: those shipped, and those of the office's own folders.

    Args:
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.

    >>> known_regions()["cn-gx"].name
    '广西壮族自治区'
    """
    return _notices(NATIONAL, _notice_folders(home)).regions


def left_out(home: Path | None = None) -> tuple[LeftOut, ...]:
    """Tell which notices and instruments of the office's own cannot be used, and why; all others are.

    >>> left_out()
    ()
    """
    folders = _notice_folders(home)
    there = {path.name for folder, _ in folders for path in folder.glob("*/") if path.is_dir()}
    found = [fault for place in sorted(there | {NATIONAL}) for fault in _notices(place, folders).faults]
    return (*home_faults(home), *dict.fromkeys(found), *_rules(home).faults)


def _rules(home: Path | None) -> OwnRules:
    folder = own_folder("instruments", home)
    return OwnRules(rule_book()) if folder is None else _own_rules(folder, stamp(folder, "*.toml"))


@lru_cache(maxsize=16)
def _own_rules(folder: Path, stamped: Stamp) -> OwnRules:  # noqa: ARG001  # the stamp is part of the key
    return with_own_rules(folder)


def _notice_folders(home: Path | None) -> Stamped:
    """Give the folders of the office's own notices, each with what tells whether anything in it changed."""
    folders = dict.fromkeys((user_folder(), own_folder("notices", home)))
    return tuple((folder, stamp(folder, "*.toml", "*/*.toml")) for folder in folders if folder is not None)


@lru_cache(maxsize=16)
def _notices(region: str, folders: Stamped) -> OwnNotices:
    return with_own_notices([folder for folder, _ in folders], places={NATIONAL, region})


@lru_cache(maxsize=256)
def _china(region: str, as_known_on: date | None, folders: Stamped) -> WorkCalendar:
    known = _notices(region, folders)
    calendar = calendar_from(
        known.notices, region=region, as_known_on=as_known_on, regions=known.regions, horizon=horizon()
    )
    national = None if region == NATIONAL else _china(NATIONAL, as_known_on, folders)
    return calendar.carrying(base=national, look=_look)


def _look(calendar: WorkCalendar) -> Outlook:
    from deadlines.calendars.outlook.files import look_ahead  # noqa: PLC0415  # only who asks past the last notice pays for it

    return look_ahead(calendar)
