"""What a cell of a register says about a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from attrs import frozen

from deadlines.errors import Reason
from workflows.ledger.cells import ErrorValue, Serial1904, Spread, Uncalculated, shown
from workflows.ledger.fields import blanks

_SEPARATED = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*(?:日|号)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_HALF_OF_DAY = r"(?:凌晨|早上|上午|中午|下午|晚上|AM|PM)"
_CLOCK = re.compile(
    rf"T?\s*(?:{_HALF_OF_DAY}\s*)?(?:(?P<hour>\d{{1,2}})\s*"
    r"(?:(?::|点|时)\s*(?:(?P<minute>\d{1,2})(?:\s*(?::|分)\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?))?"
    rf"\s*{_HALF_OF_DAY}?"
)
_ZONE = re.compile(r"(?P<rest>.*\d{1,2}:\d{2}.*?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2})")
_WEEKDAY = re.compile(r"\(?\s*(?:星期|周|礼拜)\s*(?P<weekday>[一二三四五六日天])\s*\)?")
_WEEKDAYS = {sign: at for at, sign in enumerate("一二三四五六日")} | {"天": 6}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
# Spreadsheets count days from here; 1900-02-29, which they believe in, is far before any register.
_SERIAL_ZERO, _SERIAL_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_CHINA = timedelta(hours=8)
_ISO_LENGTH = len("2024-03-01")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_HOURS, _SIXTY = 24, 60

UNKNOWN = Reason("day.unknown", "不是可识别的日期，请写作 2024-03-01", "not a day in a known form; write 2024-03-01")
NO_SUCH_DAY = Reason("day.none", "历法中没有这一天", "no such day in the calendar")
NO_SUCH_TIME = Reason("day.time", "没有这样的时刻", "no such time of day")
OTHER_WEEKDAY = Reason("day.weekday", "星期与日期不符", "a day of another weekday")
ZONED = Reason(
    "day.zone",
    "是带时区的时刻，请写明北京时间的日期",
    "an instant with a zone: give the day it was in China",
)
ERROR_VALUE = Reason("day.error_value", "是表格中的错误值，不是日期", "an error value of the spreadsheet")
UNCALCULATED = Reason(
    "day.formula",
    "是没有存下结果的公式，请在表格软件中打开、重算后另存",
    "a formula without a stored result; open the file in a spreadsheet program and save it again",
)
ACROSS = Reason(
    "day.across",
    "是横跨几列的合并单元格，不知道是哪一列的日期",
    "merged across columns, so that nobody can tell which column it is for",
)


@frozen(slots=True)
class Unreadable:
    """A cell that is no day, and why."""

    cell: str
    why: Reason


Day = date | Unreadable | None
"""What a cell says about a day: the day, why it cannot be read, or nothing."""


def read_day(cell: object) -> Day:
    """Read the day a cell names; None for a blank one.

    Understands 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日, 二〇二四年三月一日, 20240301, spreadsheet days; a time of
    day, Beijing's zone and the right weekday may follow. A year of two digits, a day without a year and an instant
    in another zone are not guessed at.

    >>> read_day("2024年3月1日"), read_day("20240301"), read_day(45352), read_day("无")
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), None)
    >>> read_day("24.3.1").why.en
    'not a day in a known form; write 2024-03-01'
    """
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _within(cell.date(), cell) if cell.tzinfo is None else Unreadable(str(cell), ZONED)
    if isinstance(cell, date):
        return _within(cell, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    if isinstance(cell, str):
        return _from_text(cell)
    return _from_other(cell)


def _from_other(cell: object) -> Day:
    if isinstance(cell, Serial1904):
        return _from_number(cell.number, _SERIAL_ZERO_1904)
    if isinstance(cell, ErrorValue):
        return Unreadable(cell.text, ERROR_VALUE)
    if isinstance(cell, Uncalculated):
        return Unreadable(cell.text, UNCALCULATED)
    if isinstance(cell, Spread):
        day = read_day(cell.value)
        return day if day is None or not cell.across else Unreadable(shown(cell.value), ACROSS)
    return Unreadable(str(cell), UNKNOWN)


def _from_text(cell: str) -> Day:
    if len(cell) == _ISO_LENGTH and cell[4] == cell[7] == "-" and cell.isascii():
        try:
            return _within(date.fromisoformat(cell), cell)
        except ValueError:
            pass  # not quite: the long way says why
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cell)).strip()
    if text in blanks() or cell.strip() in blanks():
        return None
    found = _SEPARATED.match(text) or _COMPACT.match(text)
    if found is not None:
        return _from_parts(tuple(int(part) for part in found.groups()), text[found.end() :], cell)
    chinese = _CHINESE.match(text)
    if chinese is not None:
        return _from_parts(_from_numerals(*chinese.groups()), text[chinese.end() :], cell)
    return _from_number(float(text)) if _SERIAL.fullmatch(text) else Unreadable(cell, UNKNOWN)


def _from_numerals(year: str, month: str, day: str) -> tuple[int, int, int]:
    return int("".join(str(_DIGITS[sign]) for sign in year)), _small_number(month), _small_number(day)


def _small_number(numeral: str) -> int:
    """Read a numeral up to 31; 0 if it is none, which no calendar has."""
    text = numeral.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    parts = [tens or "一", ones or "零"] if ten else ["零", text]
    if any(len(part) != 1 for part in parts):
        return 0
    return _DIGITS[parts[0]] * 10 + _DIGITS[parts[1]]


def _from_parts(parts: tuple[int, ...], rest: str, cell: str) -> date | Unreadable:
    try:
        day = date(*parts)
    except ValueError:
        return Unreadable(cell, NO_SUCH_DAY)
    why = _wrong_rest(day, rest.strip())
    return _within(day, cell) if why is None else Unreadable(cell, why)


def _wrong_rest(day: date, rest: str) -> Reason | None:
    """Check what follows a day: its weekday, a time of day, a zone."""
    zoned = _ZONE.fullmatch(rest)
    if zoned is not None:
        zone = zoned["zone"].replace(":", "")
        if zone == "Z" or timedelta(hours=int(zone[:3]), minutes=int(zone[3:])) != _CHINA:
            return ZONED
        rest = zoned["rest"]
    weekday = _WEEKDAY.match(rest)
    if weekday is not None:
        if _WEEKDAYS[weekday["weekday"]] != day.weekday():
            return OTHER_WEEKDAY
        rest = rest[weekday.end() :].strip()
    if not rest:
        return None
    clock = _CLOCK.fullmatch(rest)
    if clock is None:
        return UNKNOWN
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    return None if hour <= _HOURS and minute < _SIXTY and second < _SIXTY else NO_SUCH_TIME


def _from_number(number: float, zero: date = _SERIAL_ZERO) -> date | Unreadable:
    try:
        whole = int(number)
        if whole == number and _COMPACT.fullmatch(str(whole)):
            return _from_text(str(whole)) or Unreadable(shown(number), UNKNOWN)
        return _within(zero + timedelta(days=whole), shown(number))
    except (OverflowError, ValueError):
        return Unreadable(shown(number), UNKNOWN)


def _within(day: date, cell: object) -> date | Unreadable:
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    why = Reason(
        "day.year",
        f"年份 {day.year} 不在 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间",
        f"the year {day.year} is beyond belief",
    )
    return Unreadable(str(cell), why)


_COUNT = re.compile(r"(?:延长|延期)?\s*(\d{1,3})\s*(?:个)?(?:工作日|工作天)?")


def read_working_days(cell: object) -> int | Unreadable | None:
    """Read a number of working days; None for a blank cell or 0.

    >>> read_working_days("20个工作日"), read_working_days(15), read_working_days("")
    (20, 15, None)
    """
    if isinstance(cell, Spread):
        cell = cell.value
    text = unicodedata.normalize("NFKC", shown(cell))
    if text in blanks():
        return None
    found = _COUNT.fullmatch(text)
    if found is None:
        return Unreadable(text, NO_COUNT)
    return int(found.group(1)) or None


NO_COUNT = Reason("days.unknown", "不是工作日数，请写作 20", "not a number of working days; write 20")
