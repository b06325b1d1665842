"""A report as a workbook: the same streams of rows as a register, whatever stands far away in a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from workflows.ledger.cells import Spread, shown
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.ods import open_ods
from workflows.ledger.formats.parts import Progress
from workflows.ledger.formats.sheet import Book, Sheet
from workflows.ledger.formats.xls import open_xls
from workflows.ledger.formats.xlsx import open_xlsx
from workflows.reports.grid import TALLEST, WIDEST, Grid
from workflows.reports.reading.paper import ReadReport, check_archive, unreadable

_MOST_SHEETS = 40


def read_xlsx(path: Path) -> ReadReport:
    """Read every sheet of a workbook as one table; merged cells are followed."""
    check_archive(path)
    return _read(path, open_xlsx)


def read_ods(path: Path) -> ReadReport:
    """Read every sheet of an OpenDocument spreadsheet."""
    check_archive(path)
    return _read(path, open_ods)


def read_xls(path: Path) -> ReadReport:
    """Read every sheet of a workbook of Excel 97 to 2003."""
    return _read(path, open_xls)


def _read(path: Path, opened: Callable[[Path], Book]) -> ReadReport:
    try:
        book = opened(path)
        try:
            grids = tuple(_grid(sheet) for sheet in book.sheets[:_MOST_SHEETS])
        finally:
            book.close()
    except RegisterError as error:
        raise unreadable(path, error.why.zh, error.why.en) from error
    prose = "\n".join(text for grid in grids for row in grid for text in _told(row))
    return ReadReport(path.name, grids, prose, next((line for line in prose.split("\n") if line.strip()), ""))


def _grid(sheet: Sheet) -> Grid:
    rows = islice(sheet.rows(Progress(0)), TALLEST)
    return tuple(tuple(_text(cell) for cell in row[:WIDEST]) for _, row in rows)


def _text(cell: object) -> str:
    return shown(cell.value if isinstance(cell, Spread) else cell)


def _told(row: Sequence[str]) -> Iterator[str]:
    """Give what is prose in a row: a text that stands alone, or beside its heading, rather than among numbers."""
    texts = list(dict.fromkeys(text for text in row if text))
    if len(texts) <= 2:  # noqa: PLR2004  a heading and its text
        yield from texts
