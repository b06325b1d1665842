"""Reads places from their folders: one TOML file for each, refused where it is looser than the law."""

from __future__ import annotations

from pathlib import Path

from deadlines.calendars.notices.files import regions
from deadlines.data_files import VERIFICATIONS, Table, no_choice, read_table
from deadlines.errors import DataError, Reason
from deadlines.law.terms import UNITS
from deadlines.loading import rulebook
from workflows.places.place import NATIONAL, Duty, Place, PlaceTerm, check_own_terms
from workflows.values import Value

FOLDER = Path(__file__).parent

_TABLES = ("place", "offices", "labels", "options", "term", "duty")


def places(folder: Path = FOLDER) -> tuple[Place, ...]:
    """Read every place in a folder of folders, after the national default; sorted by id.

    Raises:
        DataError: A file is wrong.
        LooserThanLaw: A place is looser than the law.
    """
    return (NATIONAL, *(read_place(path) for path in sorted(folder.glob("*/place.toml"))))


def place(name: str, folder: Path = FOLDER) -> Place:
    """Read one place.

    Raises:
        DataError: There is no such place, or its file is wrong.
        LooserThanLaw: A term of it is looser than the law.
    """
    if name == NATIONAL.id:
        return NATIONAL
    path = folder / name / "place.toml"
    if not path.is_file():
        known = [NATIONAL.id, *(found.parent.name for found in sorted(folder.glob("*/place.toml")))]
        raise DataError(
            str(path.name),
            name,
            Reason(
                "place.unknown",
                f"没有地方“{name}”；现有 {'、'.join(known)}",
                f"no place {name!r}; known are {', '.join(known)}",
            ),
        )
    return read_place(path)


def read_place(path: Path) -> Place:
    """Read a place.toml.

    Raises:
        DataError: Something in it is missing, unknown or of the wrong type: the file, the key and why.
        LooserThanLaw: A term of it is looser than the nation's, or of no rule of the nation.
    """
    top = read_table(path, f"{path.parent.name}/{path.name}")
    for name in top.data:
        if name not in _TABLES:
            top.refuse(
                name,
                Reason(
                    "place.unknown_table",
                    f"不认识的表；可以有：{'、'.join(_TABLES)}",
                    f"unknown table; the tables here are {', '.join(_TABLES)}",
                ),
            )
    head = top.table("place")
    head.only(("id", "zh", "en", "region", "sources"))
    if head.data.get("id") != path.parent.name:
        given = head.data.get("id")
        head.refuse("id", Reason("place.id", f"“{given}”不是文件夹的名称", f"{given!r} is not the name of its folder"))
    found = Place(
        id=path.parent.name,
        zh=_text(head, "zh"),
        en=_text(head, "en"),
        region=_region(head),
        terms=tuple(_term(table) for table in top.tables("term")),
        offices=top.free_texts("offices"),
        labels=top.free_texts("labels"),
        options=_options(top.table("options")) if "options" in top.data else {},
        duties=tuple(_duty(table) for table in top.tables("duty")),
        sources=head.texts("sources", required=False),
    )
    check_own_terms(found, rulebook())
    return found


def _text(table: Table, name: str) -> str:
    """Read a text that must be there; a missing one is said to be none."""
    if name not in table.data:
        table.refuse(name, Reason("data.no_text", "缺少；请写明", "None is not a text; write it"))
    return table.text(name)


def _region(head: Table) -> str:
    region = head.data.get("region", "")
    known = ["", *sorted(regions())]
    if region not in known:
        head.refuse("region", no_choice(str(region), known[1:]))
    return str(region)


def _options(table: Table) -> dict[str, Value]:
    return {key: _option(table, key, value) for key, value in table.data.items()}


def _option(table: Table, key: str, value: object) -> Value:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if not isinstance(value, (str, int, bool)):
        table.refuse(
            key,
            Reason(
                "place.option",
                f"“{value}”不是文字、整数、是否，也不是文字的列表",
                f"{value!r} is not a text, number, yes/no or list of texts",
            ),
        )
    return value


def _term(table: Table) -> PlaceTerm:
    table.only(("rule", "unit", "term", "article", "verification"))
    unit = table.text("unit")
    if unit not in UNITS:
        zh, en = "、".join(UNITS), ", ".join(UNITS)
        table.refuse("unit", Reason("place.unit", f"“{unit}”不在 {zh} 之列", f"{unit!r} is not one of {en}"))
    return PlaceTerm(
        rule=table.text("rule"),
        term=UNITS[unit](table.whole("term", 1)),
        article=table.text("article"),
        verification=table.one_of("verification", VERIFICATIONS),
    )


def _duty(table: Table) -> Duty:
    table.only(("id", "zh", "en", "article", "verification", "rule"))
    return Duty(
        id=table.text("id"),
        zh=table.text("zh"),
        en=table.text("en"),
        article=table.text("article"),
        verification=table.one_of("verification", VERIFICATIONS),
        rule=table.text("rule", ""),
    )
