"""Published reports drawn as pages, Word files, sheets and CSV in the manners that agencies have."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from docx import Document

ROOT = Path(__file__).parents[2]
PINGTAN: dict[str, Any] = json.loads((ROOT / "tests/workflows/reports/pingtan.json").read_text(encoding="utf-8"))
KEYS: list[str] = PINGTAN["keys"]
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
LABELS = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
    "（七）总计",
    "四、结转下年度继续办理",
]
GROUPS = {4: ("（三）不予公开", 8), 12: ("（四）无法提供", 3), 15: ("（五）不予处理", 5), 20: ("（六）其他处理", 3)}
ENDINGS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def rows_of(year: str, form: str = "2021") -> list[list[int]]:
    """Give the numbers of a published report; in the form of 2019 the three other results are one row."""
    rows = [list(row) for row in PINGTAN["reports"][year]["rows"]]
    return rows if form == "2021" else folded(rows)


def folded(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """Fold the three rows of other results into one."""
    other = [sum(cells) for cells in zip(*rows[20:23], strict=True)]
    return [*map(list, rows[:20]), other, *map(list, rows[23:])]


def keys_of(form: str) -> list[str]:
    """Give the keys of the rows of a form."""
    return KEYS if form == "2021" else [*KEYS[:20], "o", *KEYS[23:]]


def html_of(
    rows: Sequence[Sequence[object]],
    *,
    year: str = "2024",
    form: str = "2021",
    prose: str = "",
    two: Mapping[str, Any] | None = None,
    four: Sequence[object] | None = None,
    spell: Mapping[object, str] | None = None,
    relabel: Mapping[str, str] | None = None,
) -> str:
    """Draw a page with the spans of the official form; ``spell`` writes a number otherwise, ``relabel`` a label."""
    spell, relabel = spell or {}, relabel or {}

    def cells(row: Sequence[object]) -> str:
        return "".join(f"<td><p><span>{spell.get(cell, cell)}</span></p></td>" for cell in row)

    def label(text: str) -> str:
        return relabel.get(text, text)

    out = ["<html><head><meta charset='utf-8'><title>门户</title></head><body>"]
    out.append(f"<h1>某机关{year}年政府信息公开工作年度报告</h1>")
    out.append("<table><tr><td>索引号</td><td>A-1</td><td>发布日期</td><td>2025-01-20</td></tr></table>")
    out.append(f"<p>一、总体情况</p><p>{prose}</p>")
    if two:
        out.append(html_of_two(two))
    out.append(
        "<table><tr><td colspan='3' rowspan='3'>"
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan='7'>申请人情况</td></tr><tr><td rowspan='2'>自然人</td><td colspan='5'>法人或其他组织</td>"
        "<td rowspan='2'>总计</td></tr><tr>" + "".join(f"<td>{name}</td>" for name in COLUMNS[1:6]) + "</tr>"
    )
    labels = LABELS if form == "2021" else [*LABELS[:20], "（六）其他处理", *LABELS[23:]]
    groups = GROUPS if form == "2021" else {at: group for at, group in GROUPS.items() if at < 20}
    last = len(labels) - 2
    inside = {at + n for at, (_, size) in groups.items() for n in range(size)}
    for n, row in enumerate(rows):
        line = "<tr>"
        if n in {0, 1, len(labels) - 1}:
            line += f"<td colspan='3'>{label(labels[n])}</td>"
        else:
            if n == 2:
                line += f"<td rowspan='{last - 1}'>三、本年度办理结果</td>"
            if n in groups:
                name, size = groups[n]
                line += f"<td rowspan='{size}'>{label(name)}</td>"
            span = "" if n in inside else " colspan='2'"
            line += f"<td{span}>{label(labels[n])}</td>"
        out.append(line + cells(row) + "</tr>")
    out.append("</table>")
    if four is not None:
        heads = "".join(f"<td>{ending}</td>" for ending in ENDINGS)
        out.append(
            "<table><tr><td colspan='5'>行政复议</td><td colspan='10'>行政诉讼</td></tr><tr>"
            + "".join(f"<td rowspan='2'>{ending}</td>" for ending in ENDINGS)
            + "<td colspan='5'>未经复议直接起诉</td><td colspan='5'>复议后起诉</td></tr><tr>"
            + heads * 2
            + f"</tr><tr>{cells(four)}</tr></table>"
        )
    out.append("</body></html>")
    return "".join(out)


def html_of_two(two: Mapping[str, Any]) -> str:
    """Draw table two in the form of 2021."""
    made = "".join(f"<td>{n}</td>" for n in two["documents"])
    return (
        "<table><tr><td colspan='4'>第二十条第（一）项</td></tr>"
        "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
        f"<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>规范性文件</td>{made}</tr>"
        "<tr><td colspan='4'>第二十条第（五）项</td></tr>"
        "<tr><td>信息内容</td><td colspan='3'>本年处理决定数量</td></tr>"
        f"<tr><td>行政许可</td><td colspan='3'>{two['licences']}</td></tr>"
        f"<tr><td>行政处罚</td><td colspan='3'>{two['penalties']}</td></tr>"
        f"<tr><td>行政强制</td><td colspan='3'>{two['coercion']}</td></tr>"
        "<tr><td>信息内容</td><td colspan='3'>本年收费金额（单位：万元）</td></tr>"
        f"<tr><td>行政事业性收费</td><td colspan='3'>{two['charges']}</td></tr></table>"
    )


def csv_of(rows: Sequence[Sequence[object]]) -> str:
    """Draw table three as CSV: the first row the columns, the first cells the labels."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["", *COLUMNS])
    writer.writerows([label, *row] for label, row in zip(LABELS, rows, strict=True))
    return out.getvalue()


def json_of(rows: Sequence[Sequence[int]], year: int) -> str:
    """Write table three as the command does."""
    keys = ["natural_person", "company", "research", "public_welfare", "legal_service", "other", "total"]
    table = [{"key": key, "code": "", "label": "", "cells": row} for key, row in zip(KEYS, rows, strict=True)]
    return json.dumps({"schema": "disclosure.report.annual/1", "year": year, "table3": {"cols": keys, "rows": table}})


def docx_of(path: Path, rows: Sequence[Sequence[object]], year: str = "2024") -> None:
    """Write a Word file with the merged heads of the official form."""
    document = Document()
    document.add_paragraph(f"某机关{year}年政府信息公开工作年度报告")
    table = document.add_table(rows=3 + len(rows), cols=10)
    table.cell(0, 0).merge(
        table.cell(2, 2)
    ).text = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    table.cell(0, 3).merge(table.cell(0, 9)).text = "申请人情况"
    table.cell(1, 3).merge(table.cell(2, 3)).text = "自然人"
    table.cell(1, 4).merge(table.cell(1, 8)).text = "法人或其他组织"
    table.cell(1, 9).merge(table.cell(2, 9)).text = "总计"
    for n, name in enumerate(COLUMNS[1:6]):
        table.cell(2, 4 + n).text = name
    for n, (label, row) in enumerate(zip(LABELS, rows, strict=True), start=3):
        table.cell(n, 0).merge(table.cell(n, 2)).text = label
        for at, cell in enumerate(row, start=3):
            table.cell(n, at).text = str(cell)
    document.save(str(path))


def xlsx_of(path: Path, rows: Sequence[Sequence[object]], year: str = "2024") -> None:
    """Write a workbook with merged heads, numbers as numbers."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("表三")
        sheet.merge_range(0, 0, 0, 9, f"某机关{year}年政府信息公开工作年度报告")
        sheet.merge_range(1, 0, 2, 2, "（勾稽关系）")
        sheet.merge_range(1, 3, 2, 3, "自然人")
        sheet.merge_range(1, 4, 1, 8, "法人或其他组织")
        sheet.merge_range(1, 9, 2, 9, "总计")
        for n, name in enumerate(COLUMNS[1:6]):
            sheet.write(2, 4 + n, name)
        for n, (label, row) in enumerate(zip(LABELS, rows, strict=True), start=3):
            sheet.merge_range(n, 0, n, 2, label)
            for at, cell in enumerate(row, start=3):
                sheet.write(n, at, cell)
