"""Reads places from their folders: one TOML file for each, checked against the rule book by those who use it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deadlines.errors import DataError
from deadlines.law.terms import UNITS
from workflows.places.place import NATIONAL, Duty, Place, PlaceTerm
from workflows.values import Value

FOLDER = Path(__file__).parent


def places(folder: Path = FOLDER) -> tuple[Place, ...]:
    """Read every place in a folder of folders, after the national default; sorted by id."""
    return (NATIONAL, *(read_place(path) for path in sorted(folder.glob("*/place.toml"))))


def place(name: str, folder: Path = FOLDER) -> Place:
    """Read one place.

    Raises:
        DataError: There is no such place, or its file is wrong.
    """
    if name == NATIONAL.id:
        return NATIONAL
    path = folder / name / "place.toml"
    if not path.is_file():
        known = ", ".join(found.parent.name for found in sorted(folder.glob("*/place.toml")))
        raise DataError(
            str(path.name), name, f"no place {name!r}; known are {NATIONAL.id}{', ' if known else ''}{known}"
        )
    return read_place(path)


def read_place(path: Path) -> Place:
    """Read a place.toml.

    Raises:
        DataError: Something in it is missing, unknown or of the wrong type.
    """
    name = f"{path.parent.name}/{path.name}"
    with path.open("rb") as stream:
        data = tomllib.load(stream)
    unknown = set(data) - {"place", "offices", "labels", "options", "term", "duty"}
    if unknown:
        raise DataError(name, ", ".join(sorted(unknown)), "unknown table")
    head = _table(name, data, "place")
    if head.get("id") != path.parent.name:
        raise DataError(name, "place.id", f"{head.get('id')!r} is not the name of its folder")
    return Place(
        id=head["id"],
        zh=_text(name, head, "zh"),
        en=_text(name, head, "en"),
        region=str(head.get("region", "")),
        terms=tuple(_term(name, item) for item in data.get("term", ())),
        offices={key: str(value) for key, value in data.get("offices", {}).items()},
        labels={key: str(value) for key, value in data.get("labels", {}).items()},
        options={key: _option(name, key, value) for key, value in data.get("options", {}).items()},
        duties=tuple(_duty(name, item) for item in data.get("duty", ())),
        sources=tuple(head.get("sources", ())),
    )


def _table(name: str, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = data.get(key)
    if not isinstance(table, Mapping):
        raise DataError(name, key, "the table is missing")
    return table


def _text(name: str, data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise DataError(name, key, f"{value!r} is not a text")
    return value


def _option(name: str, key: str, value: object) -> Value:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, (str, int, bool)):
        return value
    raise DataError(name, f"options.{key}", f"{value!r} is not a text, number, yes/no or list of texts")


def _term(name: str, data: Mapping[str, Any]) -> PlaceTerm:
    unit = UNITS.get(_text(name, data, "unit"))
    if unit is None:
        raise DataError(name, "term.unit", f"{data['unit']!r} is not one of {', '.join(UNITS)}")
    return PlaceTerm(
        rule=_text(name, data, "rule"),
        term=unit(data["term"]),
        article=_text(name, data, "article"),
        verification=_text(name, data, "verification"),
    )


def _duty(name: str, data: Mapping[str, Any]) -> Duty:
    return Duty(
        id=_text(name, data, "id"),
        zh=_text(name, data, "zh"),
        en=_text(name, data, "en"),
        article=_text(name, data, "article"),
        verification=_text(name, data, "verification"),
        rule=str(data.get("rule", "")),
    )
