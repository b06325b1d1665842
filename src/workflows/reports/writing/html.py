"""The report as a page that a portal can publish."""

from __future__ import annotations

from html import escape

from workflows.reports.drafts import prose_of, title_of
from workflows.reports.figures import Figures
from workflows.reports.layout import SECTIONS, Layout, table_four, table_three, table_two

_STYLE = (
    "body{font-family:FangSong,serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}td{border:1px solid;padding:.3em;text-align:center}"
    "h1{text-align:center}@media print{body{margin:0;max-width:none}}"
)


def page(figures: Figures) -> str:
    """Write the report as one page without anything from outside."""
    prose = prose_of(figures)
    title = escape(title_of(figures))
    parts = [
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>",
        f"<h2>{SECTIONS[0]}</h2><p>{escape(prose['overview'])}</p><h2>{SECTIONS[1]}</h2>",
        table(table_two(figures.form, figures.table2)),
        f"<h2>{SECTIONS[2]}</h2>",
        table(table_three(figures.form, lambda row, column: str(figures.count(row, column)))),
        f"<h2>{SECTIONS[3]}</h2>",
        table(table_four(lambda group, ending: str(figures.ended(group, ending)))),
        f"<h2>{SECTIONS[4]}</h2><p>{escape(prose['problems'])}</p>",
        f"<h2>{SECTIONS[5]}</h2><p>{escape(prose['other'])}</p></body></html>\n",
    ]
    return "".join(parts)


def table(layout: Layout) -> str:
    """Write a table with its spans."""
    rows = []
    for row in layout:
        cells = []
        for cell in row:
            spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            cells.append(f"<td{spans}>{escape(cell.text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"
