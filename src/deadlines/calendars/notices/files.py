"""Holiday notices from files: the ones we ship, the user's own folder, and chinesecalendar.

This is the notices half of loading: it opens files and checks all it reads.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from deadlines.calendars.notice import FESTIVAL_ALIASES, KINDS, NATIONAL, Holiday, Horizon, Notice, Region
from deadlines.data_files import DATA, VERIFICATIONS, Table
from deadlines.errors import DataError, Reason
from deadlines.home import HOME_VARIABLE

FOLDER_VARIABLE = "DISCLOSURE_NOTICES"
"""Environment variable that names the user's own notices folder."""

_SHIPPED = DATA / "notices"

REGIONS_FILE = "regions.toml"
"""In the package and in the office's folder: the regions that have days of their own."""

NO_NOTICE = ("horizon.toml",)
"""Files of data beside the notices."""

NOTICE_KEYS = (
    "number",
    "title",
    "kind",
    "year",
    "issued",
    "published",
    "verification",
    "sources",
    "note",
    "note_en",
    "completes",
    "checked",
)

_LONGEST_RANGE = timedelta(days=366)

REGION_KEYS = (
    "name",
    "name_en",
    "yearly",
    "since",
    "partial",
    "basis",
    "expects",
    "expects_en",
    "most_off",
    "most_worked",
)


def shipped_notices(places: Collection[str] | None = None) -> tuple[Notice, ...]:
    """Read the notices that come with the package: of all places, or only of some (``cn`` is the nation).

    >>> {each.number for each in shipped_notices() if each.year == 2026 and each.region == "cn"}
    {'国办发明电〔2025〕7号'}
    """
    return tuple(_read_folders(_SHIPPED, "notices", places))


def user_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Name the folder of the user's own notices: ``DISCLOSURE_NOTICES``, else that of the home, else of XDG.

    The folder need not exist. Inside it each region has a folder of its own, ``cn`` for the nation.
    """
    env = os.environ if environment is None else environment
    if env.get(FOLDER_VARIABLE):
        return Path(env[FOLDER_VARIABLE]).expanduser()
    if env.get(HOME_VARIABLE):
        return Path(env[HOME_VARIABLE]).expanduser() / "notices"
    data = env.get("XDG_DATA_HOME")
    base = Path(data) if data else Path("~/.local/share").expanduser()
    return base / "disclosure-workflows" / "notices"


def user_notices(folder: Path | None = None, places: Collection[str] | None = None) -> tuple[Notice, ...]:
    """Read the user's own notices, of all places or only of some; none if the folder does not exist.

    Raises:
        DataError: A file cannot be used or says what the law excludes, or the named folder is a file.
    """
    place = user_folder() if folder is None else folder
    if not place.exists():
        return ()
    if not place.is_dir():
        raise DataError(
            str(place),
            FOLDER_VARIABLE,
            Reason("notice.folder_is_file", "是文件，不是存放通知的文件夹", "is a file, not a folder of notices"),
        )
    return tuple(_lawful(each) for each in _read_folders(place, str(place), places))


def _lawful(notice: Notice) -> Notice:
    from deadlines.calendars.notices.lawful import refuse_unlawful  # noqa: PLC0415  # what is shipped needs no lunar days

    return refuse_unlawful(notice)


def all_notices(folder: Path | None = None, places: Collection[str] | None = None) -> tuple[Notice, ...]:
    """Gather shipped and user's notices, and fill years without any from chinesecalendar.

    A user's notice equal to a shipped one is dropped, so that an office that imported early loses nothing
    when a release brings the same notice.

    Raises:
        DataError: A file cannot be used, or a user's notice contradicts the shipped one of its number or year.
    """
    shipped = shipped_notices(places)
    own = [each for each in user_notices(folder, places) if not repeats(each, shipped)]
    merged = (*shipped, *own)
    return (*merged, *fill_years(merged))


def repeats(notice: Notice, shipped: Iterable[Notice]) -> bool:
    """Tell whether a notice says what a shipped one says already.

    Raises:
        DataError: It has the number or the year of a shipped one and says something else.
    """
    for other in shipped:
        same_number = (other.region, other.number) == (notice.region, notice.number)
        same_year = other.kind == notice.kind == "annual" and other.year == notice.year
        if not same_number and not same_year:
            continue
        if _states(other) == _states(notice):
            return True
        day = min(_differing(other, notice))
        raise DataError(
            notice.file or "notice",
            notice.number,
            Reason(
                "notice.differs_from_shipped",
                f"{day} 与 {other.file} 中的 {other.number} 不同；请改正或者去掉",
                f"differs on {day} from {other.number} in {other.file}: correct or remove it",
            ),
        )
    return False


def _states(notice: Notice) -> dict[date, bool]:
    return {day: working for day, (working, _) in notice.days().items()}


def _differing(first: Notice, second: Notice) -> set[date]:
    return {day for day, _ in _states(first).items() ^ _states(second).items()}


@cache
def horizon() -> Horizon:
    """Read how far back a notice ever reached into the year before it."""
    name = "notices/cn/horizon.toml"
    return _horizon(Table(name, "", _toml(_SHIPPED / NATIONAL / "horizon.toml", name)))


def _horizon(table: Table) -> Horizon:
    table.only(("horizon", "evidence"))
    horizon = table.table("horizon")
    horizon.only(("month", "day", "verification"))
    answer = Horizon(horizon.whole("month", 1), horizon.whole("day", 1))
    earliest = min(each.day("day").timetuple()[1:3] for each in table.tables("evidence"))
    if earliest != (answer.month, answer.day):
        table.refuse(
            "horizon",
            Reason(
                "notice.horizon",
                f"所见最早的是 {earliest[0]}-{earliest[1]}；请改正其一",
                f"the earliest day in evidence is {earliest[0]:02}-{earliest[1]:02}: correct one of them",
            ),
        )
    return answer


def regions(folder: Path | None = None) -> Mapping[str, Region]:
    """Read the regions that have days of their own, by id: those shipped, and those that the office added.

    Raises:
        DataError: The file ``regions.toml`` in the office's folder cannot be used.

    >>> regions()["cn-gx"].name
    '广西壮族自治区'
    """
    own = (user_folder() if folder is None else folder) / REGIONS_FILE
    added = _regions(_toml(own, str(own)), str(own)) if own.is_file() else {}
    return {**added, **shipped_regions()}


@cache
def shipped_regions() -> Mapping[str, Region]:
    """Read the regions that come with the package."""
    name = "notices/regions.toml"
    return _regions(_toml(_SHIPPED / REGIONS_FILE, name), name)


def _regions(data: Mapping[str, Any], name: str) -> dict[str, Region]:
    return {region_id: _region(Table(name, "", data).table(region_id)) for region_id in data}


def _region(table: Table) -> Region:
    table.only(REGION_KEYS)
    partial = table.data.get("partial", [])
    if not isinstance(partial, list) or not all(type(year) is int for year in partial):
        table.refuse(
            "partial", Reason("data.not_years", f"“{partial}”不是年份的列表", f"{partial!r} is not a list of years")
        )
    yearly = table.truth("yearly")
    expects, expects_en = (table.texts(key, required=False) for key in ("expects", "expects_en"))
    if expects_en and len(expects_en) != len(expects):
        zh, en = "须与 expects 一一对应", "must have one name for each of expects"
        table.refuse("expects_en", Reason("region.expects_en", zh, en))
    return Region(
        id=table.key,
        name=table.text("name"),
        name_en=table.text("name_en"),
        yearly=yearly,
        since=table.whole("since", 1949) if "since" in table.data else None,
        partial=tuple(partial),
        basis=table.text("basis"),
        expects=expects,
        expects_en=expects_en,
        most_off=table.whole("most_off", 1) if yearly else 0,
        most_worked=table.whole("most_worked") if yearly else 0,
    )


def notice_from_toml(text: str, *, file: str, region: str = NATIONAL, checked: str = "") -> Notice:
    """Read one notice from TOML text; ``checked`` as in ``parse_notice``, beside what the text itself has.

    Raises:
        DataError: With the file, the key and the reason: not TOML, a wrong key, what the law or practice excludes.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            file, "toml", Reason("data.unreadable", f"不能读取（{error}）", f"cannot be read: {error}")
        ) from error
    notice = _notice(Table(file, "", data), region)
    return _lawful(evolve(notice, checked=checked or notice.checked))


def _notice(root: Table, region: str) -> Notice:
    root.only(("notice", "holiday"))
    head = root.table("notice")
    head.only(NOTICE_KEYS)
    return Notice(
        number=head.text("number"),
        title=head.text("title"),
        kind=head.one_of("kind", KINDS),
        year=head.whole("year", 1949),
        region=region,
        issued=head.optional_day("issued"),
        published=head.optional_day("published"),
        verification=head.one_of("verification", VERIFICATIONS),
        sources=head.texts("sources"),
        note=head.text("note", ""),
        note_en=head.text("note_en", ""),
        completes=head.truth("completes", default=False),
        checked=head.text("checked", ""),
        holidays=tuple(_holiday(each) for each in root.tables("holiday")),
        file=root.file,
    )


def _holiday(table: Table) -> Holiday:
    table.only(("name", "off", "worked"))
    return Holiday(table.text("name"), tuple(_days(table, "off")), tuple(_days(table, "worked")))


def _days(table: Table, key: str) -> Iterator[date]:
    for text in table.texts(key, required=False):
        first, _, last = text.partition("..")
        try:
            start = date.fromisoformat(first)
            end = date.fromisoformat(last) if last else start
        except ValueError:
            table.refuse(
                key,
                Reason(
                    "data.not_a_range",
                    f"“{text}”不是日期或者区间；请写作 2026-01-01 or 2026-01-01..2026-01-03",
                    f"{text!r} is not a day or a range; write 2026-01-01 or 2026-01-01..2026-01-03",
                ),
            )
        if end < start:
            table.refuse(key, Reason("data.range_reversed", f"“{text}”止于开始之前", f"{text!r} ends before it begins"))
        if end - start > _LONGEST_RANGE:
            why = Reason("data.range_too_long", f"“{text}”超过一年", f"{text!r} is longer than a year")
            table.refuse(key, why)
        yield from (start + timedelta(days=step) for step in range((end - start).days + 1))


def _read_folders(place: Path, label: str, places: Collection[str] | None) -> Iterator[Notice]:
    for folder in sorted(place.iterdir(), key=lambda each: each.name):
        if not folder.is_dir() or (places is not None and folder.name not in places):
            continue
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            if file.name.endswith(".toml") and file.name not in NO_NOTICE:
                name = f"{label}/{folder.name}/{file.name}"
                yield _notice(Table(name, "", _toml(file, name)), folder.name)


def _toml(place: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DataError(
            name, "toml", Reason("data.unreadable", f"不能读取（{error}）", f"cannot be read: {error}")
        ) from error


def fill_years(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Make notices from chinesecalendar for the years that have no national annual notice.

    Their publication day is unknown. A year counts as known to chinesecalendar only if its data hold
    New Year's Day and National Day of it; it never answers for a year by rule. A year past the notices is
    measured by the law like any other; those before them were compared once and for all.

    Raises:
        DataError: chinesecalendar holds part of a year or contradicts the law, or cannot be read.
    """
    have = {each.year for each in notices if each.kind == "annual" and each.region == NATIONAL}
    try:
        import chinese_calendar  # noqa: PLC0415 - only where a year is missing
        from chinese_calendar.constants import Holiday as Named  # noqa: PLC0415
        from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415
    except ImportError as error:
        raise DataError(
            "chinesecalendar",
            "constants",
            Reason(
                "chinesecalendar.unreadable",
                f"不能读取（{error}）；请重新安装 chinesecalendar",
                f"cannot be read: {error}; reinstall chinesecalendar",
            ),
        ) from error
    # Its own mark of the version: importlib.metadata would take longer to import than all the rest here.
    label = f"chinesecalendar {chinese_calendar.__version__}"
    names = {each.value: FESTIVAL_ALIASES.get(each.chinese, each.chinese) for each in Named}
    filled = (_fill(year, holidays, workdays, names, label) for year in sorted({day.year for day in holidays} - have))
    return tuple(_lawful(each) if each.year > max(have, default=0) else each for each in filled)


def _fill(
    year: int, off: Mapping[date, Any], worked: Mapping[date, Any], names: Mapping[str, str], label: str
) -> Notice:
    for needed in (date(year, 1, 1), date(year, 10, 1)):
        if needed not in off:
            raise DataError(
                label,
                str(year),
                Reason(
                    "chinesecalendar.part_of_year",
                    f"只有一年的一部分：其中 {needed} 不是假日；请导入通知",
                    f"holds part of the year only: {needed} is no holiday in it; add the notice",
                ),
            )
    start, end = horizon().in_year(year - 1), date(year, 12, 31)
    named: dict[str, tuple[list[date], list[date]]] = {}
    for index, days in enumerate((off, worked)):
        for day in sorted(days):
            if start <= day <= end:
                named.setdefault(names[str(days[day])], ([], []))[index].append(day)
    return Notice(
        number=f"{label} ({year})",
        title=f"{label}, {year}",
        kind="annual",
        year=year,
        verification="secondary",
        sources=(label,),
        holidays=tuple(Holiday(name, tuple(rest), tuple(work)) for name, (rest, work) in named.items()),
        file=label,
    )
