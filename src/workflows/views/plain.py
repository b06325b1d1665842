"""Plain data and back: values of the shapes in this room as JSON has them, each with the name of its schema.

Days and instants are texts as ISO 8601 writes them; an instant has its zone. What a reader does not know it passes
over, since fields are only added.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields

from deadlines.errors import DataError, Reason

OPTIONAL = {"as": "left out if empty"}
"""Metadata of a field that stands in the data only where it has something to say."""

FLAT = {"as": "flat"}
"""Metadata of a field whose own fields stand beside the others."""

_T = TypeVar("_T")

_Read = Callable[[Any, str], Any]


class NotThisShape(Exception):  # noqa: N818  # it never leaves this module
    """Something at a place in the data is not what its shape says."""

    def __init__(self, key: str, why: Reason) -> None:
        self.key = key
        self.why = why
        super().__init__(key)


def to_data(value: Any) -> dict[str, Any]:
    """Give a value of a shape as plain data, its schema first."""
    return {"schema": type(value).SCHEMA, **_written(value)}


def from_data(shape: type[_T], data: object) -> _T:
    """Read a value of a shape back from plain data.

    Raises:
        DataError: It is of another schema, or something is missing or of another kind; the key is named.
    """
    schema = str(getattr(shape, "SCHEMA", ""))
    try:
        if not isinstance(data, Mapping):
            _refuse("", "不是对象", "is no object")
        if data.get("schema", schema) != schema:
            _refuse("schema", f"是 {data['schema']}，不是 {schema}", f"is {data['schema']!r}, not {schema!r}")
        found: _T = _reader(shape)(data, "")
    except NotThisShape as wrong:
        raise DataError(schema, wrong.key or "data", wrong.why) from None
    return found


def key_of(name: str) -> str:
    """Give the key under which an attribute stands: ``with_`` is a word of Python, ``with`` is none of JSON."""
    return name.rstrip("_")


def _written(value: Any) -> dict[str, Any]:
    written: dict[str, Any] = {}
    shape: Any = type(value)
    for name, key, how in _parts(shape):
        held = getattr(value, name)
        if how is OPTIONAL and not held:
            continue
        if how is FLAT:
            written |= _written(held)
            continue
        kind = type(held)
        written[key] = held if kind is str or kind is int or held is None else _plain(held)
    return written


@cache
def _parts(shape: type[Any]) -> tuple[tuple[str, str, Mapping[str, str] | None], ...]:
    return tuple((part.name, key_of(part.name), _how(part.metadata)) for part in fields(shape))


def _how(metadata: Mapping[Any, Any]) -> Mapping[str, str] | None:
    """Tell how a field is written; attrs keeps a copy of what it was given."""
    return next((known for known in (OPTIONAL, FLAT) if metadata == known), None)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is bool or kind is float or kind is str or kind is int or value is None:
        return value
    if kind is tuple:
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return _written(value)


@cache
def _shape_reader(shape: type[Any]) -> _Read:
    hints = get_type_hints(shape)
    parts = [
        (part.name, key_of(part.name), _reader(hints[part.name]), part.default, _how(part.metadata) is FLAT)
        for part in fields(shape)
    ]

    def read(data: Any, key: str) -> Any:
        if not isinstance(data, Mapping):
            _refuse(key, "不是对象", "is no object")
        given = {}
        for name, at, reader, default, is_flat in parts:
            if is_flat:
                given[name] = reader(data, key)
            elif at in data:
                given[name] = reader(data[at], f"{key}.{at}" if key else at)
            elif default is NOTHING:
                _refuse(f"{key}.{at}" if key else at, "缺少", "is missing")
        return shape(**given)

    return read


def _reader(kind: Any) -> _Read:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _union(inside)
    if origin is tuple:
        return _items(_reader(inside[0]))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(_reader(inside[1]))
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    return _shape_reader(kind) if isinstance(kind, type) and hasattr(kind, "__attrs_attrs__") else _anything


def _union(kinds: tuple[Any, ...]) -> _Read:
    if set(kinds) - {type(None)} == {date, datetime}:
        one: _Read = _moment
    else:
        (one,) = (_reader(kind) for kind in kinds if kind is not type(None))
    if type(None) not in kinds:
        return one
    return lambda data, key: None if data is None else one(data, key)


def _items(one: _Read) -> _Read:
    def read(data: Any, key: str) -> Any:
        if not isinstance(data, (list, tuple)):
            _refuse(key, "不是列表", "is no list")
        return tuple(one(item, f"{key}[{at}]") for at, item in enumerate(data))

    return read


def _mapping(one: _Read) -> _Read:
    def read(data: Any, key: str) -> Any:
        if not isinstance(data, Mapping):
            _refuse(key, "不是对象", "is no object")
        return {str(name): one(item, f"{key}.{name}") for name, item in data.items()}

    return read


def _of(kind: type, zh: str, en: str) -> _Read:
    def read(data: Any, key: str) -> Any:
        if type(data) is not kind:
            _refuse(key, f"不是{zh}", f"is no {en}")
        return data

    return read


def _day(data: Any, key: str) -> date:
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        _refuse(key, "不是日期", "is no day")


def _instant(data: Any, key: str) -> datetime:
    try:
        at = datetime.fromisoformat(data)
    except (TypeError, ValueError):
        _refuse(key, "不是时刻", "is no instant")
    if at.tzinfo is None:
        _refuse(key, "没有时区", "has no zone")
    return at


def _moment(data: Any, key: str) -> date:
    return _instant(data, key) if isinstance(data, str) and "T" in data else _day(data, key)


def _anything(data: Any, _key: str) -> Any:
    return data


def _refuse(key: str, zh: str, en: str) -> NoReturn:
    raise NotThisShape(key, Reason("data.not_so", zh, en))


_SIMPLE: Mapping[Any, _Read] = {
    str: _of(str, "文字", "text"),
    int: _of(int, "整数", "whole number"),
    bool: _of(bool, "是或否", "yes or no"),
    date: _day,
    datetime: _instant,
}
