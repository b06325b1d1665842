"""What a cell of a register says about a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from attrs import frozen

from workflows.ledger.fields import blanks

_SEPARATED = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*(?:日|号)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CLOCK = re.compile(
    r"[T\s]*(?:上午|下午|AM|PM)?\s*\d{1,2}(?::|时|点)\d{1,2}(?:(?::|分)\d{1,2}(?:\.\d+)?)?\s*(?:分|秒)?"
)
_ZONE = re.compile(r".*\d{1,2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$")
# Spreadsheets count days from here; 1900-02-29, which they believe in, is far before any register.
_SERIAL_ZERO = date(1899, 12, 30)
_ISO_LENGTH = len("2024-03-01")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@frozen(slots=True)
class Unreadable:
    """A cell that is no day, and why."""

    cell: str
    why: str
    why_en: str


Day = date | Unreadable | None
"""What a cell says about a day: the day, why it cannot be read, or nothing."""


def read_day(cell: object) -> Day:
    """Read the day a cell names; None for a blank one.

    Understands 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 20240301, spreadsheet days and a time of day after any.
    A year of two digits, a day without a year and an instant with a zone are not guessed at.

    >>> read_day("2024年3月1日"), read_day("20240301"), read_day(45352), read_day("无")
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), None)
    >>> read_day("24.3.1").why_en
    'not a day in a known form; write 2024-03-01'
    """
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _within(cell.date(), cell) if cell.tzinfo is None else _zoned(str(cell))
    if isinstance(cell, date):
        return _within(cell, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    return _from_text(str(cell))


def _from_text(cell: str) -> Day:
    if len(cell) == _ISO_LENGTH and cell[4] == cell[7] == "-" and cell.isascii():
        try:
            return _within(date.fromisoformat(cell), cell)
        except ValueError:
            pass  # not quite: the long way says why
    text = unicodedata.normalize("NFKC", cell).strip()
    if text in blanks() or cell.strip() in blanks():
        return None
    found = _SEPARATED.match(text) or _COMPACT.match(text)
    if found is None:
        return _from_number(float(text)) if _SERIAL.fullmatch(text) else _unknown(cell)
    return _from_parts(found, text, cell)


def _from_parts(found: re.Match[str], text: str, cell: str) -> date | Unreadable:
    rest = text[found.end() :].strip()
    if rest and _ZONE.fullmatch(text):
        return _zoned(cell)
    if rest and _CLOCK.fullmatch(rest) is None:
        return _unknown(cell)
    year, month, day = (int(part) for part in found.groups())
    try:
        return _within(date(year, month, day), cell)
    except ValueError:
        return Unreadable(cell, "历法中没有这一天", "no such day in the calendar")


def _from_number(number: float) -> date | Unreadable:
    try:
        whole = int(number)
        if whole == number and _COMPACT.fullmatch(str(whole)):
            return _from_text(str(whole)) or _unknown(str(number))
        return _within(_SERIAL_ZERO + timedelta(days=whole), number)
    except (OverflowError, ValueError):
        return _unknown(str(number))


def _within(day: date, cell: object) -> date | Unreadable:
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    return Unreadable(
        str(cell), f"年份 {day.year} 不在 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间", f"the year {day.year} is beyond belief"
    )


def _unknown(cell: str) -> Unreadable:
    return Unreadable(cell, "不是可识别的日期，请写作 2024-03-01", "not a day in a known form; write 2024-03-01")


def _zoned(cell: str) -> Unreadable:
    return Unreadable(
        cell, "是带时区的时刻，请写明北京时间的日期", "an instant with a zone: give the day it was in China"
    )
