"""The official form of the annual report as data: rows, columns and the versions of the form.

>>> form = form_of("2021")
>>> len(form.rows), form.row("d4").label, form.leaves[0]
(25, '4.保护第三方合法权益', 'open')
>>> len(form_of("2019").rows)
23
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from attrs import frozen

DATA = Path(__file__).with_name("data")

NEW, CARRIED_IN, TOTAL, CARRIED_OUT = "new", "carried_in", "total", "carried_out"
OUTSIDE = (NEW, CARRIED_IN, TOTAL, CARRIED_OUT)
"""Rows that are no result; all others are leaves, and add up to ``total``."""

GROUPS = ("review", "direct", "after_review")
ENDINGS = ("upheld", "corrected", "other", "pending", "total")
"""The columns of each group of table four, in the order of the form."""

ENDING_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
"""Their words."""

_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\(?\d+\)?[.、)]?)")
_MARKS = re.compile(r"[\s\u200b\u200c\u200d\ufeff\"'“”‘’「」『』、,，.。．;；:：]+")


@lru_cache(maxsize=4096)
def core(label: str) -> str:
    """Give a label without number, blanks and marks, in one width: what is left when everybody's spelling is gone.

    >>> core("4、 保护第三方 合法权益"), core("（七）总计"), core("其他法律行政法规禁止公开")
    ('保护第三方合法权益', '总计', '其他法律行政法规禁止公开')
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
    return _MARKS.sub("", _NUMBERING.sub("", text, count=1))


@frozen
class Label:
    """One row or column of a form, and the spellings by which it is known."""

    key: str
    zh: str
    match: tuple[re.Pattern[str], ...]
    en: str = ""

    def fits(self, text: str) -> bool:
        """Tell whether a label without number and marks is this one."""
        return any(pattern.search(text) for pattern in self.match)


@frozen
class FormRow(Label):
    """A row of table three; ``code`` is its number in the form, ``group`` the label it stands under."""

    code: str = ""
    group: str = ""
    forms: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The words of the form."""
        return self.zh


@frozen
class Form:
    """One version of the form."""

    id: str
    zh: str
    en: str
    instrument: str
    first_year: int
    verification: str
    signs: tuple[str, ...]
    rows: tuple[FormRow, ...]
    columns: tuple[Label, ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The keys of the rows that count results."""
        return tuple(row.key for row in self.rows if row.key not in OUTSIDE)

    def to_dict(
        self, count: Callable[[str, str], int | None], rows: Collection[str] | None = None
    ) -> dict[str, list[Any]]:
        """Give table three as plain values, with the counts of its cells; only some ``rows``, or all of them."""
        columns = [column.key for column in self.columns]
        listed = [
            {
                "key": row.key,
                "code": row.code,
                "label": row.label,
                "cells": [count(row.key, column) for column in columns],
            }
            for row in self.rows
            if rows is None or row.key in rows
        ]
        return {"cols": columns, "rows": listed}

    def row(self, key: str) -> FormRow:
        """Give a row by its key."""
        return next(row for row in self.rows if row.key == key)

    def column(self, key: str) -> Label:
        """Give a column by its key."""
        return next(column for column in self.columns if column.key == key)


@frozen
class Head(Label):
    """The head of a column of table two; ``kind`` is what its numbers are: ``count``, ``change``, ``wan``, ``yuan``."""

    kind: str = "count"


@frozen
class FormLine(Label):
    """A line of table two: the item of article 20 under which it stands, and the heads of its numbers."""

    item: str = ""
    values: tuple[Head, ...] = ()

    @property
    def is_single(self) -> bool:
        """Tell whether it has one number, which then stands under its key alone."""
        return len(self.values) == 1


def form_data(name: str) -> dict[str, Any]:
    """Read one data file of this room."""
    with (DATA / name).open("rb") as stream:
        return tomllib.load(stream)


def _patterns(table: dict[str, Any]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table["match"])


@cache
def forms() -> dict[str, Form]:
    """Give the versions of the form, the newest first."""
    data = form_data("forms.toml")
    columns = tuple(Label(table["key"], table["zh"], _patterns(table), table["en"]) for table in data["column"])
    rows = tuple(
        FormRow(
            table["key"],
            table["label"],
            _patterns(table),
            code=table["code"],
            group=table["group"],
            forms=tuple(table["forms"]),
        )
        for table in data["row"]
    )
    return {
        table["id"]: Form(
            **{**table, "signs": tuple(table["signs"])},
            rows=tuple(row for row in rows if table["id"] in row.forms),
            columns=columns,
        )
        for table in data["form"]
    }


def form_of(name: str) -> Form:
    """Give a version of the form by its name, ``2021`` or ``2019``."""
    return forms()[name]


@cache
def lines(form: str) -> tuple[FormLine, ...]:
    """Give the lines of table two in a version of the form, in their order.

    >>> [(line.key, [head.key for head in line.values]) for line in lines("2019")][-2:]
    [('charges', ['before', 'change']), ('procurement', ['items', 'amount'])]
    """
    data = form_data("forms.toml")
    heads = {
        table["key"]: Head(table["key"], table["zh"], _patterns(table), kind=table["kind"])
        for table in data["head2"]
        if form in table["forms"]
    }
    return tuple(
        FormLine(
            table["key"],
            table["zh"],
            _patterns(table),
            item=table["item"],
            values=tuple(heads[name] for name in table["values"]),
        )
        for table in data["table2"]
        if form in table["forms"]
    )


@cache
def groups() -> tuple[tuple[str, str, str], ...]:
    """Give key, Chinese and English name of the groups of table four."""
    return tuple((table["key"], table["zh"], table["en"]) for table in form_data("forms.toml")["table4"])


@cache
def channels() -> dict[str, tuple[str, str]]:
    """Give the Chinese and English names of the channels by which requests come."""
    return {table["key"]: (table["zh"], table["en"]) for table in form_data("forms.toml")["channel"]}


def named_cell(form: Form, row: str, column: str, lang: str) -> tuple[str, str]:
    """Name the row and the column of a cell of table two, three or four, or of a number beside them, in a language.

    >>> named_cell(form_of("2021"), "u1", "company", "zh"), named_cell(form_of("2021"), "review", "upheld", "zh")
    (('1.本机关不掌握相关政府信息', '商业企业'), ('行政复议', '结果维持'))
    >>> named_cell(form_of("2019"), "procurement", "amount", "zh"), named_cell(form_of("2021"), "u1", "company", "en")
    (('政府集中采购', '采购总金额'), ('u1', 'company'))
    """
    if lang != "zh" or row == "fees":
        return row, column
    two = {line.key: line for line in lines(form.id)}
    if row in two:
        return two[row].zh, next(head.zh for head in two[row].values if head.key == column)
    rows = {each.key: each.label for each in form.rows} | {key: zh for key, zh, _ in groups()}
    columns = dict(zip(ENDINGS, ENDING_LABELS, strict=True)) if row in GROUPS else {}
    columns |= {each.key: each.zh for each in form.columns} if row not in GROUPS else {}
    return rows[row], columns[column]
