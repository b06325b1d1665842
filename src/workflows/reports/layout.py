"""Tables two, three and four in the shapes of the official form.

14 by 4, 28 by 10 and 4 by 15 in that of 2021; 18 by 4, 26 by 10 and 4 by 15 in that of 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from workflows.reports.form import (
    CARRIED_IN,
    CARRIED_OUT,
    ENDING_LABELS,
    ENDINGS,
    GROUPS,
    NEW,
    Form,
    FormLine,
    Head,
    groups,
    lines,
)
from workflows.reports.grid import Cell

Layout = list[list[Cell]]

SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
"""The six sections of the form; the second to the fourth are tables."""

_LABELS = 3
"""Columns of labels of table three."""


_NUMBERS_TWO = 3
"""Columns of numbers of table two; a line that has fewer numbers lets the last of them span the rest."""


def table_two(form: Form, table2: Mapping[str, Any] | None) -> Layout:
    """Lay table two out: by items of article 20 a head, a line of heads, the lines; what nobody gave stays blank."""
    rows: Layout = []
    for item, members in groupby(lines(form.id), lambda line: line.item):
        inside = list(members)
        rows.append([Cell(f"第二十条第（{item}）项", columns=1 + _NUMBERS_TWO)])
        rows.append(_line_two("信息内容", [head.zh for head in inside[0].values]))
        rows += [_line_two(line.zh, [_written(line, head, table2 or {}) for head in line.values]) for line in inside]
    return rows


def _line_two(label: str, texts: Sequence[str]) -> list[Cell]:
    *before, last = texts
    return [Cell(label), *map(Cell, before), Cell(last, columns=_NUMBERS_TWO - len(before))]


def _written(line: FormLine, head: Head, table2: Mapping[str, Any]) -> str:
    """Write a number of table two; one in yuan has its unit beside it, since the head of the form has none."""
    text = said(number_two(line, head, table2))
    return f"{text}元" if text and head.kind == "yuan" else text


def number_two(line: FormLine, head: Head, table2: Mapping[str, Any]) -> int | str | None:
    """Give a number of table two; None where nobody has given it."""
    found = table2.get(line.key)
    number: int | str | None = found if line.is_single or found is None else found.get(head.key)
    return number


def said(value: object) -> str:
    """Write a value; what is not there is blank."""
    return "" if value is None else str(value)


def table_three(form: Form, number: Callable[[str, str], str]) -> Layout:
    """Lay table three out; ``number`` gives the text of a cell by row and column."""
    columns = [column.key for column in form.columns]
    inner = form.columns[1:-1]
    rows: Layout = [
        [
            Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", columns=_LABELS, rows=3),
            Cell("申请人情况", columns=len(columns)),
        ],
        [Cell("自然人", rows=2), Cell("法人或其他组织", columns=len(inner)), Cell("总计", rows=2)],
        [Cell(column.zh) for column in inner],
    ]
    results = [row for row in form.rows if row.key not in {NEW, CARRIED_IN, CARRIED_OUT}]

    def numbers(key: str) -> list[Cell]:
        return [Cell(number(key, column)) for column in columns]

    rows += [[Cell(form.row(key).label, columns=_LABELS), *numbers(key)] for key in (NEW, CARRIED_IN)]
    first = [Cell("三、本年度办理结果", rows=len(results))]
    for group, members in groupby(results, lambda row: row.group):
        inside = list(members)
        for n, row in enumerate(inside):
            labels = [Cell(row.label)] if group else [Cell(row.label, columns=2)]
            above = [Cell(group, rows=len(inside))] if group and not n else []
            rows.append([*first, *above, *labels, *numbers(row.key)])
            first = []
    rows.append([Cell(form.row(CARRIED_OUT).label, columns=_LABELS), *numbers(CARRIED_OUT)])
    return rows


def table_four(number: Callable[[str, str], str]) -> Layout:
    """Lay table four out."""
    named = {key: zh for key, zh, _ in groups()}
    endings = [Cell(label) for label in ENDING_LABELS]
    return [
        [Cell("行政复议", columns=5), Cell("行政诉讼", columns=10)],
        [*(Cell(label, rows=2) for label in ENDING_LABELS), *(Cell(named[key], columns=5) for key in GROUPS[1:])],
        [*endings, *endings],
        [Cell(number(group, ending)) for group in GROUPS for ending in ENDINGS],
    ]
