"""XLS, the binary workbooks of Excel 97 to 2003."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, cast

from attrs import frozen

from deadlines.errors import Reason
from workflows.ledger.cells import ErrorValue
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.merges import Merge, Spreading
from workflows.ledger.formats.parts import DAMAGED, SAVE_AGAIN, Progress
from workflows.ledger.formats.sheet import Book, NumberedRows, Sheet

_EMPTY, _NUMBER, _DAY, _BOOLEAN, _ERROR = 0, 2, 3, 4, 5
"""The types of cells, as xlrd numbers them."""


class _Page(Protocol):
    """What is used of a sheet of xlrd."""

    nrows: int
    merged_cells: list[tuple[int, int, int, int]]

    def row_types(self, rowx: int) -> list[int]:
        """Give the types of the cells of a row."""

    def row_values(self, rowx: int) -> list[str | float]:
        """Give their values."""


def open_xls(path: Path) -> Book:
    """Open a workbook: its sheets are found, none is read yet.

    Raises:
        RegisterError: It is damaged or protected, or the package that reads it is not installed.
    """
    try:
        import xlrd  # type: ignore[import-untyped]  # noqa: PLC0415  an extra: needed for this format alone
    except ModuleNotFoundError:
        raise RegisterError(
            str(path),
            Reason("register.needs_xlrd", "读取旧版 .xls 需要 xlrd", "reading an old .xls needs xlrd"),
            Reason(
                "register.needs_xlrd.then",
                "请运行 python -m pip install 'disclosure-workflows[xlsx]'，或另存为 .xlsx",
                "python -m pip install 'disclosure-workflows[xlsx]', or save it as .xlsx",
            ),
        ) from None
    try:
        book = xlrd.open_workbook(
            str(path), logfile=io.StringIO(), on_demand=True, formatting_info=True, ragged_rows=True
        )
        sheets = tuple(
            Sheet(name, book._sheet_visibility[at] == 0, _Reading(str(path), book, at).rows, 1)  # noqa: SLF001  xlrd tells it of read sheets alone
            for at, name in enumerate(book.sheet_names())
        )
    except Exception as error:
        protected = "encrypted" in str(error)
        why = (
            Reason("register.password", "有密码保护，不能读取", "is protected by a password") if protected else DAMAGED
        )
        raise RegisterError(str(path), why, SAVE_AGAIN) from error
    return Book(sheets, book.release_resources)


@frozen(slots=True, eq=False)
class _Reading:
    """Reads one sheet."""

    name: str
    book: object
    at: int

    def rows(self, progress: Progress) -> NumberedRows:
        """Give the rows of the sheet that have content."""
        import xlrd  # noqa: PLC0415  the same extra

        try:
            page = cast("_Page", self.book.sheet_by_index(self.at))  # type: ignore[attr-defined]
            spreading = Spreading.of(
                Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in page.merged_cells
            )
            progress.size = page.nrows
            for row in range(page.nrows):
                progress.read = row + 1
                cells = list(_cells(page, row, self.book.datemode, xlrd))  # type: ignore[attr-defined]
                if cells:
                    yield row + 1, spreading.over(row + 1, cells)
        except RegisterError:
            raise
        except GeneratorExit:
            raise
        except Exception as error:
            raise RegisterError(self.name, DAMAGED, SAVE_AGAIN) from error


def _cells(page: _Page, row: int, datemode: int, xlrd: object) -> Iterator[object]:
    for kind, value in zip(page.row_types(row), page.row_values(row), strict=True):
        if kind == _NUMBER:
            number = float(value)
            yield int(number) if number.is_integer() else number
        elif kind == _DAY:
            yield _day(float(value), datemode, xlrd)
        elif kind == _BOOLEAN:
            yield bool(value)
        elif kind == _ERROR:
            yield ErrorValue(xlrd.error_text_from_code.get(int(value), "#ERR"))  # type: ignore[attr-defined]
        else:
            yield value or None


def _day(serial: float, datemode: int, xlrd: object) -> date | float:
    try:
        moment: datetime = xlrd.xldate.xldate_as_datetime(serial, datemode)  # type: ignore[attr-defined]
    except (ValueError, OverflowError):
        return serial
    return moment if serial % 1 else moment.date()
