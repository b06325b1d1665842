"""The report as a workbook; numbers are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from workflows.reports.drafts import prose_of, title_of
from workflows.reports.figures import Figures
from workflows.reports.layout import SECTIONS, Layout, table_four, table_three, table_two
from workflows.reports.writing.placing import placed, width_of

_PROSE = (SECTIONS[0], SECTIONS[4], SECTIONS[5])


def write_xlsx(figures: Figures, path: Path) -> None:
    """Write the report: a sheet for each table, one for the prose, one for what to look at."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  an extra

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _sheet(book, "表二", title_of(figures), table_two(figures.form, figures.table2), (22,) * 4)
        three = table_three(figures.form, lambda row, column: str(figures.count(row, column)))
        _sheet(book, "表三", title_of(figures), three, (12, 16, 70, *(12,) * 7))
        _sheet(book, "表四", title_of(figures), table_four(lambda g, e: str(figures.ended(g, e))), (9,) * 15)
        _lines(book, "文字", list(zip(_PROSE, prose_of(figures).values(), strict=True)))
        _lines(book, "提示", [(warned.code, warned.text) for warned in figures.warnings])


def _sheet(book: Any, name: str, title: str, layout: Layout, widths: Sequence[float]) -> None:
    cell_format = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    head = book.add_format({"bold": True, "align": "center", "font_size": 14})
    sheet = book.add_worksheet(name)
    columns = width_of(layout)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.merge_range(0, 0, 0, columns - 1, title, head)
    for row, column, cell in placed(layout):
        value = _number(cell.text)
        if cell.rows > 1 or cell.columns > 1:
            end = row + cell.rows, column + cell.columns - 1
            sheet.merge_range(row + 1, column, *end, "", cell_format)
        if value is None:
            sheet.write_string(row + 1, column, cell.text, cell_format)
        else:
            sheet.write_number(row + 1, column, value, cell_format)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _lines(book: Any, name: str, lines: Iterable[tuple[str, str]]) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for n, (head, text) in enumerate(lines):
        sheet.write_string(n, 0, head, wrapped)
        sheet.write_string(n, 1, text, wrapped)
