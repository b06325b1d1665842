"""The duties of a year as a workbook that a superior takes: 年表, 月历, 任务分解表."""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from workflows.duties.standing import DONE, LATE, MISSED, PENDING, UNCERTAIN, UNSET, WAIVED, DutyItem
from workflows.duties.tables import WORDS, TaskRow, of_month, task_table, year_table
from workflows.places.clause import DisclosurePlan
from workflows.places.place import Place

_COLOURS = {
    DONE: "#C6E7CE",
    LATE: "#F6D6A8",
    PENDING: "#FFFFFF",
    MISSED: "#F4B6B0",
    WAIVED: "#E3E3E3",
    UNCERTAIN: "#EDEDED",
    UNSET: "#FFF4B8",
}
"""Each status has its word beside the colour."""

_LANDSCAPE_A3 = 8
_LANDSCAPE_A4 = 9


def write_workbook(
    path: Path, place: Place, plan: DisclosurePlan, items: Sequence[DutyItem], year: int, as_of: date
) -> None:
    """Write the three sheets; every status stands as a word."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        styles = _Styles(book)
        title = f"{place.zh}{year}年政务公开职责"
        told = f"依据：《{plan.title}》　截至 {as_of}"
        _year_sheet(book, styles, title, told, items, year)
        _month_sheet(book, styles, title, told, items, year)
        _task_sheet(book, styles, title, told, task_table(plan, items))


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        cell = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.told = book.add_format({"font_size": 10, "italic": True, "align": "right"})
        self.head = book.add_format(cell | {"bold": True, "align": "center", "bg_color": "#DCE6F1"})
        self.text = book.add_format(cell)
        self.number = book.add_format(cell | {"align": "center"})
        self.day = book.add_format(cell | {"valign": "top"})
        self.month = book.add_format({"bold": True, "font_size": 13})
        self.status = {
            status: book.add_format(cell | {"align": "center", "bg_color": colour})
            for status, colour in _COLOURS.items()
        }


def _sheet(book: Any, name: str, styles: _Styles, title: str, told: str, columns: int, paper: int) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.merge_range(0, 0, 0, columns - 1, title, styles.title)
    sheet.set_row(0, 30)
    sheet.merge_range(1, 0, 1, columns - 1, told, styles.told)
    return sheet


def _year_sheet(book: Any, styles: _Styles, title: str, told: str, items: Sequence[DutyItem], year: int) -> None:
    heads = ("条目", "职责", "牵头", *(f"{month}月" for month in range(1, 13)), "应办", "按时", "逾期已办", "逾期未办")
    sheet = _sheet(book, "年表", styles, f"{title}年表", told, len(heads), _LANDSCAPE_A3)
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 18)
    sheet.set_column(3, 14, 9)
    sheet.set_column(15, 18, 8)
    for column, head in enumerate(heads):
        sheet.write_string(2, column, head, styles.head)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    at = 3
    for at, row in enumerate(year_table(items, year), start=3):
        for column, text in enumerate((row.duty.clause, row.duty.zh, row.duty.lead)):
            sheet.write_string(at, column, text, styles.text)
        for column, status in enumerate(row.months, start=3):
            if status is None:
                sheet.write_blank(at, column, None, styles.number)
            else:
                sheet.write_string(at, column, WORDS[status][1], styles.status[status])
        for column, count in enumerate((row.due, row.done, row.late, row.missed), start=15):
            sheet.write_number(at, column, count, styles.number)
        sheet.set_row(at, 30 if len(row.duty.zh) > 22 else 18)  # noqa: PLR2004  # characters in a line
    sheet.autofilter(2, 0, at, len(heads) - 1)


def _month_sheet(book: Any, styles: _Styles, title: str, told: str, items: Sequence[DutyItem], year: int) -> None:
    sheet = _sheet(book, "月历", styles, f"{title}月历", told, 7, _LANDSCAPE_A4)
    sheet.set_column(0, 6, 22)
    row = 2
    for month in range(1, 13):
        days = of_month(items, year, month)
        sheet.write_string(row, 0, f"{year}年{month}月", styles.month)
        for column, name in enumerate("一二三四五六日"):
            sheet.write_string(row + 1, column, f"星期{name}", styles.head)
        row += 2
        for week in months.Calendar().monthdatescalendar(year, month):
            lines = 1
            for column, day in enumerate(week):
                text = _day_text(day, days.get(day, ())) if day.month == month else ""
                lines = max(lines, sum(1 + len(line) // 11 for line in text.splitlines()))
                sheet.write_string(row, column, text, styles.day)
            sheet.set_row(row, 14 * lines + 4)
            row += 1
        row += 1


def _day_text(day: date, own: Sequence[DutyItem]) -> str:
    told = [f"{WORDS[item.status][0]}{item.duty.zh}（{WORDS[item.status][1]}）" for item in own]
    return "\n".join([str(day.day), *told])


def _task_sheet(book: Any, styles: _Styles, title: str, told: str, rows: Sequence[TaskRow]) -> None:
    heads = ("序号", "工作任务", "具体要求", "牵头", "配合", "时限", "进展", "佐证")
    widths = (6, 34, 44, 16, 16, 16, 22, 34)
    sheet = _sheet(book, "任务分解表", styles, f"{title}任务分解表", told, len(heads), _LANDSCAPE_A4)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, styles.head)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    at = 3
    for at, row in enumerate(rows, start=3):
        texts = (row.task, row.demand, row.lead, row.partners, row.time, row.progress, row.evidence)
        sheet.write_number(at, 0, row.number, styles.number)
        lines = 1
        for column, (text, width) in enumerate(zip(texts, widths[1:], strict=True), start=1):
            sheet.write_string(at, column, text, styles.text)
            lines = max(lines, 1 + 2 * len(text) // width)
        sheet.set_row(at, 14 * lines + 4)
    sheet.autofilter(2, 0, at, len(heads) - 1)
