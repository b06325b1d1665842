"""Reads places from their folders: one TOML file for each, refused where it is looser than the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from attrs import evolve

from deadlines.data_files import VERIFICATIONS, Table, no_choice, read_table
from deadlines.errors import DataError, Reason
from deadlines.home import LeftOut, each_alone, own_folder
from deadlines.law.terms import UNITS
from deadlines.loading import known_regions, rulebook
from workflows.places.place import NATIONAL, Place, PlaceTerm, check_own_terms
from workflows.places.plan_files import read_plan
from workflows.values import Value

FOLDER = Path(__file__).parent

_TABLES = ("place", "duty_roles", "offices", "labels", "options", "term")

OPTIONS: Mapping[str, type[str | tuple[str, ...]]] = {
    "attributes": tuple,
    "return_file_by": str,
    "interpretation": str,
    "message_answers_reviewed_by": str,
    "response_elements": tuple,
}
"""The options that the flows of the library read, each with what it is: a text, or a list of texts."""

OWN_OPTION = "own_"
"""How the options begin that a flow of the office's own reads; nobody here knows what they are."""


def places(folder: Path | None = None, home: Path | None = None) -> tuple[Place, ...]:
    """Read every place, after the national default: those that ship, sorted by id, then the office's own.

    Args:
        folder: Only the places in this folder of folders; one that cannot be used is refused.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None. One that cannot be used is left out.

    Raises:
        DataError: A file is wrong.
        LooserThanLaw: A place is looser than the law.
    """
    found = (national(), *(read_place(path) for path in _files(folder or FOLDER)))
    return found if folder is not None else (*found, *(one for _, one in _own(home, [])))


def left_out(home: Path | None = None) -> tuple[LeftOut, ...]:
    """Tell which places of the office's own cannot be used, and why."""
    faults: list[LeftOut] = []
    list(_own(home, faults))
    return tuple(faults)


def place(name: str, folder: Path | None = None, home: Path | None = None) -> Place:
    """Read one place: one that ships, or of the office's own.

    Args:
        name: Its id.
        folder: Only in this folder of folders.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.

    Raises:
        DataError: There is no such place, or its file is wrong.
        LooserThanLaw: A term of it is looser than the law.
    """
    if name == NATIONAL.id:
        return national()
    path = (folder or FOLDER) / name / "place.toml"
    if path.is_file():
        return read_place(path)
    own = None if folder is not None else own_folder("places", home)
    if own is not None and (own / name / "place.toml").is_file():
        return read_place(own / name / "place.toml", home)
    files = [*_files(folder or FOLDER), *(_files(own) if own is not None else ())]
    known = [NATIONAL.id, *(found.parent.name for found in files)]
    raise DataError(
        str(path.name),
        name,
        Reason(
            "place.unknown",
            f"没有地方“{name}”；现有 {'、'.join(known)}",
            f"no place {name!r}; known are {', '.join(known)}",
        ),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/place.toml"))


def _own(home: Path | None, faults: list[LeftOut]) -> Iterator[tuple[Path, Place]]:
    """Read the office's own places one by one."""
    folder = own_folder("places", home)
    if folder is None:
        return iter(())
    files = sorted(
        path / "place.toml" for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))
    )
    return each_alone(files, lambda path: _own_place(path, home), faults)


def _own_place(path: Path, home: Path | None) -> Place:
    name = path.parent.name
    if name == NATIONAL.id or (FOLDER / name).is_dir():
        why = Reason("place.taken", "本库已有这个地方；请另取名称", "the package has this place; choose another id")
        raise DataError(f"{name}/{path.name}", "id", why)
    return read_place(path, home)


def national() -> Place:
    """Give the nation as a place: no differences, and the duties of the law itself."""
    plan = read_plan(FOLDER / NATIONAL.id / "plan.toml")
    return evolve(NATIONAL, plan=plan, duty_roles=_duty_roles(None))


def read_place(path: Path, home: Path | None = None) -> Place:
    """Read a place.toml; its terms are compared with the rules of the package and of the office's own home.

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
        region=_region(head, home),
        terms=tuple(_term(table) for table in top.tables("term")),
        offices=top.free_texts("offices"),
        labels=top.free_texts("labels"),
        options=_options(top.table("options")) if "options" in top.data else {},
        sources=head.texts("sources", required=False),
        duty_roles=_duty_roles(top),
        plan=read_plan(beside) if (beside := path.with_name("plan.toml")).is_file() else None,
    )
    check_own_terms(found, rulebook(home))
    return found


def _text(table: Table, name: str) -> str:
    """Read a text that must be there; a missing one is said to be none."""
    if name not in table.data:
        table.refuse(name, Reason("data.no_text", "缺少；请写明", "None is not a text; write it"))
    return table.text(name)


def _region(head: Table, home: Path | None) -> str:
    region = head.data.get("region", "")
    known = ["", *sorted(known_regions(home))]
    if region not in known:
        head.refuse("region", no_choice(str(region), known[1:]))
    return str(region)


def _options(table: Table) -> dict[str, Value]:
    """Read what flows ask for by name; an option that nothing reads would be obeyed by nobody, and is refused."""
    return {key: _option(table, key, value) for key, value in table.data.items()}


def _option(table: Table, key: str, value: object) -> Value:
    if key not in OPTIONS and not key.startswith(OWN_OPTION):
        zh = f"没有流程读取这个选项；可以有：{'、'.join(OPTIONS)}，本机关自己的流程读取的以 {OWN_OPTION} 开头"
        en = f"no flow reads this option; known are {', '.join(OPTIONS)}; those of your own flows begin {OWN_OPTION}"
        table.refuse(key, Reason("place.unread_option", zh, en))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = tuple(value)
    if not isinstance(value, OPTIONS.get(key, (str, int, bool, tuple))):
        table.refuse(key, _no_option(key, value))
    return cast("Value", value)


def _no_option(key: str, value: object) -> Reason:
    zh, en = "不是文字、整数、是否，也不是文字的列表", "is not a text, number, yes/no or list of texts"
    if key in OPTIONS:
        zh, en = ("不是文字", "is not a text") if OPTIONS[key] is str else ("不是文字的列表", "is not a list of texts")
    return Reason("place.option", f"“{value}”{zh}", f"{value!r} {en}")


def _duty_roles(top: Table | None) -> dict[str, tuple[str, ...]]:
    """Read who may record, waive, set and confirm; what a place does not say is as for the nation."""
    common = read_table(FOLDER / "duty_roles.toml").table("duty_roles")
    own = top.table("duty_roles") if top is not None and "duty_roles" in top.data else None
    if own is not None:
        own.only(common.data)
    return {name: (own if own is not None and name in own.data else common).texts(name) for name in common.data}


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
