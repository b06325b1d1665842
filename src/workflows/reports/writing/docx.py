"""The report as a Word file in the official table shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workflows.reports.drafts import prose_of, title_of
from workflows.reports.figures import Figures
from workflows.reports.layout import SECTIONS, Layout, table_four, table_three, table_two
from workflows.reports.writing.placing import placed, width_of

_NUMBERED = re.compile(r"[一二四]、|（二）|\d\.\D")
"""Labels that begin at the left, one below the other; heads and numbers stand in the middle."""

_WIDTHS_TWO = (39.0,) * 4
_WIDTHS_THREE = (12.0, 16.0, 44.0, *(12.0,) * 7)
_WIDTHS_FOUR = (10.4,) * 15
"""Millimetres of the columns; the text of the page is 156 wide."""

_BODY, _TITLE, _HEADING = "仿宋_GB2312", "方正小标宋简体", "黑体"


def write_docx(figures: Figures, path: Path) -> None:
    """Write the report; the tables are 14 by 4, 28 by 10 and 4 by 15 in the form of 2021, see ``layout``."""
    from docx import Document  # noqa: PLC0415  # an extra
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    prose = prose_of(figures)

    def say(text: str, font: str, size: float, *, is_centred: bool = False) -> None:
        paragraph = document.add_paragraph()
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(2 * size)
        paragraph.paragraph_format.space_before = Pt(12 if font != _BODY else 0)
        paragraph.paragraph_format.space_after = Pt(6)
        paragraph.paragraph_format.keep_with_next = font == _HEADING
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        _named(run, font)

    say(title_of(figures), _TITLE, 22, is_centred=True)
    say(SECTIONS[0], _HEADING, 16)
    say(prose["overview"], _BODY, 16)
    say(SECTIONS[1], _HEADING, 16)
    _table(document, table_two(figures.form, figures.table2), _WIDTHS_TWO)
    say(SECTIONS[2], _HEADING, 16)
    _table(document, table_three(figures.form, lambda row, column: str(figures.count(row, column))), _WIDTHS_THREE)
    say(SECTIONS[3], _HEADING, 16)
    _table(document, table_four(lambda group, ending: str(figures.ended(group, ending))), _WIDTHS_FOUR)
    for title, name in ((SECTIONS[4], "problems"), (SECTIONS[5], "other")):
        say(title, _HEADING, 16)
        say(prose[name], _BODY, 16)
    document.save(str(path))


def _named(run: Any, font: str) -> None:
    """Name a font for Latin and for East Asian text: Word looks at both."""
    from docx.oxml.ns import qn  # noqa: PLC0415  # an extra

    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001  # python-docx has no other way


def _table(document: Any, layout: Layout, widths: Sequence[float]) -> None:
    """Write a table with fixed widths in millimetres; no row is parted by a page, labels begin at the left."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT  # noqa: PLC0415  # an extra
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    table = document.add_table(rows=len(layout), cols=width_of(layout), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # python-docx has no other way
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for at, column_at, cell in placed(layout):
        place = table.cell(at, column_at)
        if cell.rows > 1 or cell.columns > 1:
            place = place.merge(table.cell(at + cell.rows - 1, column_at + cell.columns - 1))
        place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = place.paragraphs[0]
        is_label = _NUMBERED.match(cell.text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_label else WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(cell.text)
        run.font.size = Pt(9)
        _named(run, _BODY)
