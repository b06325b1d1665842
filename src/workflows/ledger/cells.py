"""What a cell of a register may hold beside text, a number and a day; what cannot be read is never empty."""

from __future__ import annotations

from datetime import date, datetime, time

from attrs import frozen

Plain = str | int | float | bool | None


@frozen(slots=True)
class ErrorValue:
    """An error that the spreadsheet program left in a cell, such as ``#REF!``."""

    text: str

    def __str__(self) -> str:
        return self.text


@frozen(slots=True)
class Uncalculated:
    """A formula whose result the file does not hold."""

    text: str

    def __str__(self) -> str:
        return self.text


@frozen(slots=True)
class Serial1904:
    """A bare number in a workbook that counts days from 1904."""

    number: float

    def __str__(self) -> str:
        return number_text(self.number)


@frozen(slots=True)
class Spread:
    """A cell inside merged cells that shows nothing: ``value`` stands in the first of them, ``ref`` names them all.

    ``across`` says that they lie across columns: then nobody can tell which column the value is for.
    """

    value: object
    ref: str
    across: bool = False

    def __str__(self) -> str:
        return ""


def shown(cell: object) -> str:
    """Give the text of a cell as the register shows it.

    >>> shown(3.0), shown(2.024e17), shown(None), shown(ErrorValue("#N/A"))
    ('3', '202400000000000000', '', '#N/A')
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return number_text(cell)
    return "" if cell is None else str(cell).strip()


def number_text(number: float) -> str:
    """Write a number without an exponent or a needless fraction."""
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def plain(cell: object) -> Plain:
    """Give a cell as a plain value for JSON: days in ISO form, whole numbers without a fraction."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if cell is None or isinstance(cell, (str, int, float)):
        return cell
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return str(cell)


def column_letters(at: int) -> str:
    """Name a column as spreadsheets do, from its place, 0 being the first.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
