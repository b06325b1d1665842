"""Tables two, three and four in the shapes of the official form: 14 by 4, 28 by 10, 4 by 15 in that of 2021."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from workflows.reports.figures import Figures
from workflows.reports.form import CARRIED_IN, CARRIED_OUT, ENDINGS, GROUPS, NEW, TOTAL, Form, groups
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

_ENDING_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_LABELS = 3
"""Columns of labels of table three."""


def table_two(table2: Mapping[str, Any] | None) -> Layout:
    """Lay table two out; what nobody has given stays blank."""
    known = table2 or {}

    def three(key: str) -> list[Cell]:
        numbers = known.get(key) or {}
        return [Cell(_said(numbers.get(name))) for name in ("made", "repealed", "in_force")]

    def one(zh: str, key: str) -> list[Cell]:
        return [Cell(zh), Cell(_said(known.get(key)), columns=3)]

    def head(item: str, what: str) -> Layout:
        return [[Cell(f"第二十条第（{item}）项", columns=4)], [Cell("信息内容"), Cell(what, columns=3)]]

    decisions = "本年处理决定数量"
    return [
        [Cell("第二十条第（一）项", columns=4)],
        [Cell("信息内容"), Cell("本年制发件数"), Cell("本年废止件数"), Cell("现行有效件数")],
        [Cell("规章"), *three("rules")],
        [Cell("行政规范性文件"), *three("documents")],
        *head("五", decisions),
        one("行政许可", "licences"),
        *head("六", decisions),
        one("行政处罚", "penalties"),
        one("行政强制", "coercion"),
        *head("八", "本年收费金额（单位：万元）"),
        one("行政事业性收费", "charges"),
    ]


def _said(value: object) -> str:
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
    endings = [Cell(label) for label in _ENDING_LABELS]
    return [
        [Cell("行政复议", columns=5), Cell("行政诉讼", columns=10)],
        [*(Cell(label, rows=2) for label in _ENDING_LABELS), *(Cell(named[key], columns=5) for key in GROUPS[1:])],
        [*endings, *endings],
        [Cell(number(group, ending)) for group in GROUPS for ending in ENDINGS],
    ]


def drafts(figures: Figures) -> dict[str, str]:
    """Draft the prose with the numbers in place, marked as a draft.

    The draft of the other matters tells what was taken for processing information, as the form demands.
    """
    told = {(row.key): figures.count(row.key, TOTAL) for row in figures.form.rows}
    withheld = sum(told[row.key] for row in figures.form.rows if row.group == "（三）不予公开")
    unable = sum(told[row.key] for row in figures.form.rows if row.group == "（四）无法提供")
    unprocessed = sum(told[row.key] for row in figures.form.rows if row.group == "（五）不予处理")
    otherwise = sum(told[row.key] for row in figures.form.rows if row.code.startswith("3.6"))
    suits = figures.ended("direct", TOTAL) + figures.ended("after_review", TOTAL)
    mark = "【草稿，请核对】"
    fees = (
        f"本年度收取信息处理费{figures.fee_yuan}元（{figures.fee_requests}件）。"
        if figures.fee_requests
        else "本年度未收取信息处理费。"
    )
    return {
        "overview": f"{mark}{figures.year}年，新收政府信息公开申请{told[NEW]}件，上年结转{told[CARRIED_IN]}件。"
        f"办结{told[TOTAL]}件，其中予以公开{told['open']}件，部分公开{told['partial']}件，不予公开{withheld}件，"
        f"无法提供{unable}件，不予处理{unprocessed}件，其他处理{otherwise}件；"
        f"结转下年度继续办理{told[CARRIED_OUT]}件。"
        f"政府信息公开行政复议{figures.ended('review', TOTAL)}件，行政诉讼{suits}件。",
        "problems": f"{mark}（请写明存在的主要问题和改进情况）",
        "other": f"{mark}{fees}",
    }


def prose_of(figures: Figures) -> dict[str, str]:
    """Give the prose by section: what the office has written, else the draft."""
    return {name: figures.prose.get(name, draft) for name, draft in drafts(figures).items()}


def title_of(figures: Figures) -> str:
    """Give the title of the report."""
    return f"{figures.agency}{figures.year}年政府信息公开工作年度报告"
