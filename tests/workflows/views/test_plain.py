"""Every shape goes to JSON and comes back as it was; what is wrong in the data is named by its key."""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from attrs import fields, has
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.errors import DataError
from workflows.values import SHANGHAI
from workflows.views import form_data, shapes
from workflows.views.plain import from_data, to_data
from workflows.views.shapes import CaseData, ClockData, LinkData, PageData, RowData

SHAPES = [
    kind
    for module in (shapes, form_data)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if kind.__module__ == module.__name__
]
TOP = [kind for kind in SHAPES if hasattr(kind, "SCHEMA")]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))
SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    int: st.integers(),
    bool: st.booleans(),
    date: st.dates(),
    datetime: INSTANTS,
    type(None): st.none(),
    Any: JSON,
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Draw values of a type as the shapes write it."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return st.one_of([values_of(one) for one in inside])
    if origin is tuple:
        return st.lists(values_of(inside[0]), max_size=2).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(st.text(max_size=4), values_of(inside[1]), max_size=2)
    if kind in SIMPLE:
        return SIMPLE[kind]
    assert has(kind), kind
    hints = get_type_hints(kind)
    return st.builds(kind, **{part.name: st.deferred(lambda t=hints[part.name]: values_of(t)) for part in fields(kind)})


@pytest.mark.parametrize("shape", TOP, ids=lambda kind: kind.__name__)
def test_every_shape_comes_back_as_it_was(shape: type[Any]) -> None:
    """Through the text of JSON, whatever stands in it."""

    @settings(max_examples=40)
    @given(values_of(shape))
    def check(value: Any) -> None:
        data = to_data(value)
        assert next(iter(data.items())) == ("schema", shape.SCHEMA)
        assert from_data(shape, json.loads(json.dumps(data, ensure_ascii=False))) == value

    check()


def test_every_shape_has_a_schema_of_its_own() -> None:
    """A reader tells by the first key what it has before it."""
    names = [shape.SCHEMA for shape in TOP]
    assert sorted(names) == [
        "disclosure.account/1",
        "disclosure.case/1",
        "disclosure.clock/1",
        "disclosure.consequences/1",
        "disclosure.due/1",
        "disclosure.error/1",
        "disclosure.event/1",
        "disclosure.form/1",
        "disclosure.page/1",
        "disclosure.preview/1",
        "disclosure.row/1",
    ]


ROW = {
    "schema": "disclosure.row/1",
    **dict.fromkeys((part.name.rstrip("_") for part in fields(RowData)), ""),
    "due": "2024-03-29",
    "certainty": "announced",
    "opened": "2024-03-01",
    "seq": 3,
    "with": "王",
}


def test_a_row_is_read_from_its_data() -> None:
    """The key ``with`` is a word of Python; a day and an instant are told apart."""
    row = from_data(RowData, ROW)
    assert (row.with_, row.due, row.seq) == ("王", date(2024, 3, 29), 3)
    at = from_data(RowData, {**ROW, "due": "2024-03-29T17:00:00+08:00"}).due
    assert at == datetime(2024, 3, 29, 17, tzinfo=SHANGHAI)
    assert to_data(row) == ROW


def test_what_a_reader_does_not_know_is_passed_over() -> None:
    """Fields are added within a version."""
    assert from_data(RowData, {**ROW, "colour": "red"}) == from_data(RowData, ROW)


@pytest.mark.parametrize(
    ("change", "key", "zh"),
    [
        ({"seq": "3"}, "seq", "不是整数"),
        ({"seq": True}, "seq", "不是整数"),
        ({"opened": "2024-02-30"}, "opened", "不是日期"),
        ({"due": "2024-03-29T17:00:00"}, "due", "没有时区"),
        ({"due": "morgen"}, "due", "不是日期"),
        ({"title": None}, "title", "不是文字"),
        ({"schema": "disclosure.case/1"}, "schema", "是 disclosure.case/1，不是 disclosure.row/1"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], key: str, zh: str) -> None:
    """By its key, in both languages."""
    with pytest.raises(DataError) as caught:
        from_data(RowData, {**ROW, **change})
    assert (caught.value.file, caught.value.key, caught.value.why.zh) == ("disclosure.row/1", key, zh)  # type: ignore[union-attr]  # a reason


def test_what_is_missing_is_named_where_it_is() -> None:
    """In a list, by its place."""
    page = {"items": [ROW, {name: value for name, value in ROW.items() if name != "state"}], "next": None}
    with pytest.raises(DataError) as caught:
        from_data(PageData, page)
    assert caught.value.key == "items[1].state"
    assert caught.value.zh == "disclosure.page/1：items[1].state：缺少"


@pytest.mark.parametrize("data", [None, [], "x", 5])
def test_what_is_no_object_is_refused(data: object) -> None:
    """A list is no case."""
    with pytest.raises(DataError, match="is no object"):
        from_data(CaseData, data)


def test_the_fields_of_a_row_stand_beside_those_of_its_case() -> None:
    """``case["state"]``, not ``case["row"]["state"]``."""
    data = {**ROW, "schema": "disclosure.case/1", "clocks": [], "tasks": [], "facts": []}
    case = from_data(CaseData, {**data, "links": [{"relation": "review_of", "other": "A-1"}]})
    assert case.links == (LinkData("review_of", "A-1"),)
    assert to_data(case)["state"] == ""
    assert "row" not in to_data(case)
    assert ClockData not in {type(one) for one in case.clocks}
