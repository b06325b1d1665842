"""Reads the reminder ladders: one TOML file per place, the nation's for everywhere else. A new place is a new file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from deadlines.data_files import Table, read_table
from deadlines.errors import DataError, Reason
from deadlines.home import LeftOut, Stamp, each_alone, own_folder, stamp
from workflows.alarms.ladder import Ladder, LadderBook, Quiet, Rung
from workflows.flows.parts import AGENCY
from workflows.places.place import NATIONAL

FOLDER = Path(__file__).parent

_TABLES = {"quiet", "ladder"}

_LADDER = {"id", "unit", "party", "clocks", "quiet", "basis", "note", "rung", "lapse"}

_RUNG = {"id", "at", "time", "colour", "to", "channels", "zh", "en", "repeat"}

_UNITS = ("working_days", "hours")

_COLOURS = ("amber", "red")


def ladders(folder: Path | None = None, home: Path | None = None) -> LadderBook:
    """Read every ladder; those of the office's own come before those that ship.

    Args:
        folder: Only the ladders in this folder; one that cannot be used is refused.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None. A file that cannot be used is left out.

    Raises:
        DataError: A file is wrong, or the nation has no ladder for some kind of clock.

    >>> [ladder.id for ladder in ladders().ladders if not ladder.clocks]
    ['working-days', 'working-days-other', 'hours']
    """
    own = None if folder is not None else own_folder("alarms", home)
    return _read(folder or FOLDER) if own is None else _with_own(own, stamp(own, "*.toml"))[0]


def left_out(home: Path | None = None) -> tuple[LeftOut, ...]:
    """Tell which ladders of the office's own cannot be used, and why."""
    own = own_folder("alarms", home)
    return () if own is None else _with_own(own, stamp(own, "*.toml"))[1]


@lru_cache(maxsize=16)
def _with_own(folder: Path, stamped: Stamp) -> tuple[LadderBook, tuple[LeftOut, ...]]:  # noqa: ARG001  # part of the key
    faults: list[LeftOut] = []
    own = [one for _, found in each_alone(sorted(folder.glob("*.toml")), read_ladders, faults) for one in found]
    return LadderBook((*own, *_read(FOLDER).ladders)), tuple(faults)


@cache
def _read(folder: Path) -> LadderBook:
    book = LadderBook(tuple(each for path in sorted(folder.glob("*.toml")) for each in read_ladders(path)))
    for unit in _UNITS:
        for party in (AGENCY, "other"):
            if not any(
                ladder.place == NATIONAL.id
                and ladder.unit == unit
                and ladder.party in ("", party)
                and not ladder.clocks
                for ladder in book.ladders
            ):
                why = Reason(
                    "ladder.none",
                    f"没有以 {unit} 计、供“{party}”用的提醒阶梯；请补上",
                    f"no ladder in {unit} for party {party!r}; add one",
                )
                raise DataError(f"{NATIONAL.id}.toml", "ladder", why)
    return book


def read_ladders(path: Path) -> tuple[Ladder, ...]:
    """Read the ladders of one place; the file name is the place's id.

    Raises:
        DataError: Something in it is missing, unknown or of the wrong type.
    """
    top = read_table(path)
    _known(path.name, "top", top.data, _TABLES)
    quiet = _quiet(path.name, top.table("quiet").data if "quiet" in top.data else None)
    return tuple(_ladder(path.name, path.stem, table, quiet) for table in top.tables("ladder"))


def _quiet(name: str, table: Mapping[str, Any] | None) -> Quiet | None:
    if table is None:
        return None
    _known(name, "quiet", table, {"from", "until", "basis"})
    _text(name, "quiet", table, "basis")
    start, end = table.get("from"), table.get("until")
    if not isinstance(start, time) or not isinstance(end, time) or start == end:
        why = Reason(
            "ladder.no_span",
            f"{start} 至 {end} 不是一段时间；请写两个时刻，如 20:00:00",
            f"from {start} until {end} is not a span; write two times such as 20:00:00",
        )
        raise DataError(name, "quiet", why)
    return Quiet(start, end)


def _ladder(name: str, place: str, held: Table, quiet: Quiet | None) -> Ladder:
    table = held.data
    where = f"ladder {table.get('id')!r}"
    _known(name, where, table, _LADDER)
    unit = table.get("unit")
    if unit not in _UNITS:
        zh, en = f"单位“{unit}”不在 {'、'.join(_UNITS)} 之列", f"unit {unit!r} is not one of {', '.join(_UNITS)}"
        raise DataError(name, where, Reason("ladder.unit", zh, en))
    if table.get("party", "") not in ("", AGENCY, "other"):
        why = Reason(
            "ladder.party",
            f"对象“{table['party']}”不是 agency 或者 other；两者都用的不必写",
            f"party {table['party']!r} is not agency or other; leave it out for both",
        )
        raise DataError(name, where, why)
    rungs = tuple(_rung(name, where, entry.data, unit) for entry in held.tables("rung"))
    _check_order(name, where, rungs)
    own = held.table("lapse").data if "lapse" in table else {}
    lapse = {"id": "lapse", "at": 0, "colour": "red", **own}
    if unit == "working_days":
        lapse.setdefault("time", time())
    return Ladder(
        id=_text(name, where, table, "id"),
        place=place,
        unit=unit,
        rungs=rungs,
        lapse=_rung(name, f"{where} lapse", lapse, unit),
        basis=_text(name, where, table, "basis"),
        party=table.get("party", ""),
        clocks=_names(name, where, table.get("clocks", [])),
        quiet=quiet if held.truth("quiet", default=True) else None,
    )


def _check_order(name: str, where: str, rungs: tuple[Rung, ...]) -> None:
    ids = sorted(rung.id for rung in rungs)
    if len(set(ids)) != len(ids):
        why = Reason("ladder.rung_twice", f"两级同一标识：{'、'.join(ids)}", f"two rungs have one id: {', '.join(ids)}")
        raise DataError(name, where, why)
    if [rung.at for rung in rungs] != sorted(rung.at for rung in rungs):
        why = Reason(
            "ladder.order",
            "各级没有按距届满日的远近排列",
            "rungs are not in the order of their distance from the due day",
        )
        raise DataError(name, where, why)
    if any(rung.repeat for rung in rungs[:-1]):
        raise DataError(name, where, Reason("ladder.repeat", "只有最后一级可以重复", "only the last rung may repeat"))


def _rung(name: str, where: str, table: Mapping[str, Any], unit: str) -> Rung:
    where = f"{where} rung {table.get('id')!r}"
    _known(name, where, table, _RUNG)
    at, repeat, when = table.get("at"), table.get("repeat", 0), table.get("time")
    number = int if unit == "working_days" else (int, float)
    if not isinstance(at, number) or isinstance(at, bool) or not isinstance(repeat, number) or repeat < 0:
        why = Reason(
            "ladder.number",
            f"at {at!r}、repeat {repeat!r}：应为以 {unit} 计的数",
            f"at {at!r}, repeat {repeat!r}: numbers of {unit} are wanted",
        )
        raise DataError(name, where, why)
    if (unit == "working_days") != isinstance(when, time):
        why = Reason(
            "ladder.time",
            f"time {when}：以工作日计的一级须有时刻，以小时计的没有",
            f"time {when}: a rung in working days has a time of day, one in hours has none",
        )
        raise DataError(name, where, why)
    colour = table.get("colour")
    if colour not in _COLOURS:
        zh, en = f"颜色“{colour}”不在 {'、'.join(_COLOURS)} 之列", f"colour {colour!r} is not one of"
        raise DataError(name, where, Reason("ladder.colour", zh, f"{en} {', '.join(_COLOURS)}"))
    ident = _text(name, where, table, "id")
    if not ident.isascii() or set(ident) & set(" .:"):
        zh, en = f"标识“{ident}”只可用字母、数字和连字符", f"id {ident!r} must be plain letters, digits and hyphens"
        raise DataError(name, where, Reason("ladder.id", zh, en))
    return Rung(
        id=ident,
        at=at,
        colour=colour,
        to=_names(name, where, table.get("to", [])),
        channels=_names(name, where, table.get("channels", [])),
        zh=_text(name, where, table, "zh"),
        en=_text(name, where, table, "en"),
        time=when,
        repeat=repeat,
    )


def _known(name: str, where: str, table: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(table) - known
    if unknown:
        why = Reason(
            "ladder.unknown",
            f"不认识 {'、'.join(sorted(unknown))}；可用 {'、'.join(sorted(known))}",
            f"unknown: {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}",
        )
        raise DataError(name, where, why)


def _text(name: str, where: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        why = Reason("ladder.text", f"“{value}”不是文字", f"{value!r} is not a text")
        raise DataError(name, f"{where} {key}", why)
    return value


def _names(name: str, where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise DataError(
            name, where, Reason("ladder.names", f"“{value}”不是名称的列表", f"{value!r} is not a list of names")
        )
    return tuple(value)
