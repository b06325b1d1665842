"""A report as a Word file, a spreadsheet, a CSV file, a PDF or our own JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from deadlines.errors import Reason
from workflows.reports.errors import ReportError
from workflows.reports.form import form_of, forms
from workflows.reports.grid import Grid, spread
from workflows.reports.layout import said, table_four, table_two
from workflows.reports.reading.paper import ReadReport, check_archive

_MOST_PAGES = 60
_MOST_CELLS = 200_000


def read_docx(path: Path) -> ReadReport:
    """Read a Word file: merged cells are followed, paragraphs are the prose."""
    check_archive(path)
    try:
        from docx import Document  # noqa: PLC0415  # an extra

        document = Document(str(path))
    except (KeyError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    grids = tuple(tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in document.tables)
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    title = next((text.strip() for text in paragraphs if text.strip()), "")
    return ReadReport(path.name, grids, "\n".join(paragraphs), title)


def read_sheet(path: Path) -> ReadReport:
    """Read every sheet of a workbook as one table; merged cells are followed."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  # an extra

    check_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        grids = tuple(_of_sheet(path, book.get_sheet_by_name(name)) for name in book.sheet_names)
    except CalamineError as error:
        raise _unreadable(path, str(error)) from error
    prose = "\n".join(row[0] for grid in grids for row in grid if len(set(filter(None, row))) == 1)
    return ReadReport(path.name, grids, prose, next((line for line in prose.split("\n") if line.strip()), ""))


def _of_sheet(path: Path, sheet: Any) -> Grid:
    if sheet.height * sheet.width > _MOST_CELLS:
        raise _unreadable(path, f"{sheet.height} x {sheet.width}")
    rows = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for at in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[at]))):
                rows[at][column] = rows[top][left]
    return tuple(map(tuple, rows))


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def read_csv(path: Path, raw: bytes) -> ReadReport:
    """Read table three as a grid: the first row the columns, the first cells the labels."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _unreadable(path, "encoding")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter))
    return ReadReport(path.name, (rows,), "")


def read_json(path: Path, raw: bytes) -> ReadReport:
    """Read what ``disclosure report annual --json`` writes."""
    try:
        data = json.loads(raw)
        labels = {column.key: column.zh for column in form_of("2021").columns}
        head = ("", *(labels[key] for key in data["table3"]["cols"]))
        rows = {row.key: row.label for form in forms().values() for row in form.rows}
        three = [head]
        three += [(rows[row["key"]], *(said(cell) for cell in row["cells"])) for row in data["table3"]["rows"]]
        grids = [tuple(three), *_other_tables(data)]
        title = data.get("title") or f"{data['year']}年政府信息公开工作年度报告"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, f"{type(error).__name__} {error}") from error
    prose = data.get("prose") or ""
    return ReadReport(
        path.name, tuple(grids), prose if isinstance(prose, str) else "\n".join(map(str, prose.values())), title
    )


def _other_tables(data: dict[str, Any]) -> list[Grid]:
    two, four = data.get("table2"), data.get("table4")
    grids: list[Grid] = []
    if two:
        grids.append(spread(table_two(two)))
    if four:
        grids.append(spread(table_four(lambda group, ending: said(four[group][ending]))))
    return grids


def read_pdf(path: Path) -> ReadReport:
    """Read the tables of a PDF with ruled lines; a table broken over pages is put together."""
    try:
        import pdfplumber  # noqa: PLC0415  # an extra
    except ModuleNotFoundError:
        raise ReportError(
            str(path),
            Reason(
                "report.no_pdf",
                "读取 PDF 需要另装：python -m pip install 'disclosure-workflows[pdf]'",
                "a PDF needs the extra: python -m pip install 'disclosure-workflows[pdf]'",
            ),
        ) from None
    rows: list[tuple[str, ...]] = []
    words: list[str] = []
    try:
        with pdfplumber.open(path) as document:
            for page in document.pages[:_MOST_PAGES]:
                words.append(page.extract_text() or "")
                for table in page.extract_tables():
                    rows += [tuple(cell or "" for cell in row) for row in table]
    except Exception as error:
        raise _unreadable(path, type(error).__name__) from error
    prose = "\n".join(words)
    return ReadReport(path.name, (tuple(rows),) if rows else (), prose, prose.strip().partition("\n")[0])


def _unreadable(path: Path, why: str) -> ReportError:
    return ReportError(
        str(path), Reason("report.unreadable", f"读不了这个文件（{why}）", f"the file cannot be read ({why})")
    )
