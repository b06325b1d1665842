"""The statistics of a year as a page and as a workbook."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from workflows.reports.handling import Told, ToldTable, plot_words, summary, tables_of, title_of
from workflows.reports.plot import months_svg
from workflows.reports.statistics import Statistics

_STYLE = (
    "body{font-family:FangSong,STFangsong,'Noto Serif CJK SC',serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "h1{text-align:center;font-size:1.5em}h2{font-size:1.1em;margin-top:1.6em}svg{width:100%;height:auto}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.3em .5em;text-align:right}"
    "th:first-child,td:first-child,td:last-child:nth-child(9){text-align:left}thead{background:#f0f0f0}"
    "@media print{body{margin:0;max-width:none}table,svg{break-inside:avoid}}"
)


def statistics_page(figures: Statistics) -> str:
    """Write the statistics as one page without anything from outside; the plot stands in it."""
    title = escape(title_of(figures))
    body = "".join(f"<h2>{escape(table.title)}</h2>{_table(table)}" for table in tables_of(figures))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{escape(summary(figures))}</p>"
        f"{months_svg(figures.months, *plot_words(figures))}{body}</body></html>\n"
    )


def _table(table: ToldTable) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(_said(value))}</td>' for value in row)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _said(value: Told) -> str:
    if value is None or value == "":
        return "—"
    return f"{value:g}" if isinstance(value, float) else str(value)


def write_statistics(figures: Statistics, path: Path) -> None:
    """Write the statistics as a workbook: a sheet for each table, numbers as numbers, a chart of the months."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  an extra

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for table in tables_of(figures):
            sheet = _sheet(book, table, title_of(figures))
        sheet.insert_chart("E3", _chart(book, table.title, len(table.rows), plot_words(figures)))


def _sheet(book: Any, table: ToldTable, title: str) -> Any:
    cell = book.add_format({"border": 1, "valign": "vcenter"})
    head = book.add_format({"border": 1, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F0F0F0"})
    top = book.add_format({"bold": True, "font_size": 14})
    sheet = book.add_worksheet(table.title)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_column(0, 0, 36 if len(table.heads) > 3 else 10)  # noqa: PLR2004  the months have short names
    sheet.set_column(1, len(table.heads) - 1, 12)
    sheet.write_string(0, 0, f"{title}（{table.title}）", top)
    for at, text in enumerate(table.heads):
        sheet.write_string(1, at, text, head)
    for n, row in enumerate(table.rows, start=2):
        for at, value in enumerate(row):
            if isinstance(value, str) or value is None:
                sheet.write_string(n, at, value or "—", cell)
            else:
                sheet.write_number(n, at, value, cell)
    return sheet


def _chart(book: Any, sheet: str, months: int, words: tuple[str, str]) -> Any:
    """Draw the months as the plot does: hatched and full bars with their numbers above."""
    chart = book.add_chart({"type": "column"})
    for column, fill in (
        (1, {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#1D70B8", "bg_color": "#FFFFFF"}}),
        (2, {"fill": {"color": "#1D70B8"}}),
    ):
        chart.add_series(
            {
                "name": [sheet, 1, column],
                "categories": [sheet, 2, 0, months + 1, 0],
                "values": [sheet, 2, column, months + 1, column],
                "data_labels": {"value": True},
                "border": {"color": "#1D70B8"},
                **fill,
            }
        )
    chart.set_title({"name": words[0], "name_font": {"size": 12}})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 760, "height": 320})
    return chart
