"""What a cell of a register says about a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workflows.ledger.cells import ErrorValue, Serial1904, Spread, Uncalculated
from workflows.ledger.days import Unreadable, read_day, read_working_days
from workflows.ledger.remembered import Remembered

FIRST_OF_MARCH = date(2024, 3, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-01",
        "2024-3-1",
        "2024/3/1",
        "2024.3.1",
        "2024年3月1日",
        "2024 年 3 月 1 日",
        "２０２４年３月１日",
        "20240301",
        "  2024-03-01  ",
        "2024-03-01 09:30",
        "2024/3/1 9:30:00",
        "2024-03-01T09:30:15",
        "2024年3月1日 上午9时30分",
        45352,
        45352.0,
        45352.75,
        "45352",
        20240301,
        20240301.0,
        "2024-03-01T16:30:00+08:00",
        "2024-03-01T00:00+0800",
        "2024年3月1日上午9时",
        "2024年3月1日下午",
        "2024-03-01（周五）",
        "2024-03-01 星期五 9:30",
        "2024-03-01\u200b",
        "二〇二四年三月一日",
        "二○二四年三月一日",
        "二零二四年三月一号",
        Spread("2024-03-01", "C2:C4"),
        Serial1904(43890),
        FIRST_OF_MARCH,
        datetime(2024, 3, 1, 23, 59),  # noqa: DTZ001  what a spreadsheet holds has no zone
    ],
)
def test_reads_every_common_form(cell: object) -> None:
    """One day, however an office writes it."""
    assert FIRST_OF_MARCH == read_day(cell)


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "—", "/", "无", "N/A", "不适用"])
def test_blank_means_nothing_happened(cell: object) -> None:
    """A placeholder is no day and no error."""
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("24.3.1", "not a day in a known form; write 2024-03-01"),
        ("3月1日", "not a day in a known form; write 2024-03-01"),
        ("2024-03-01起", "not a day in a known form; write 2024-03-01"),
        ("合计", "not a day in a known form; write 2024-03-01"),
        ("2024-02-30", "no such day in the calendar"),
        ("1899-12-31", "the year 1899 is beyond belief"),
        (12, "the year 1900 is beyond belief"),
        ("2024-03-01T16:30:00Z", "an instant with a zone: give the day it was in China"),
        ("2024-03-01T16:30:00+09:00", "an instant with a zone: give the day it was in China"),
        ("2024-03-01T16:30:00-0800", "an instant with a zone: give the day it was in China"),
        ("2024-03-01 99:99", "no such time of day"),
        ("2024-03-01 9:75", "no such time of day"),
        ("2024-03-01（周四）", "a day of another weekday"),
        ("二〇二四年二月三十日", "no such day in the calendar"),
        ("二〇二四年十三月一日", "no such day in the calendar"),
        ("二〇二四年三月", "not a day in a known form; write 2024-03-01"),
        ("民国113年3月1日", "not a day in a known form; write 2024-03-01"),
        ("03/01/2024", "not a day in a known form; write 2024-03-01"),
        ("2024-03-01至2024-03-05", "not a day in a known form; write 2024-03-01"),
        ("同上", "not a day in a known form; write 2024-03-01"),
        (ErrorValue("#REF!"), "an error value of the spreadsheet"),
        (
            Uncalculated("=A1"),
            "a formula without a stored result; open the file in a spreadsheet program and save it again",
        ),
        (
            Spread(FIRST_OF_MARCH, "C2:D2", across=True),
            "merged across columns, so that nobody can tell which column it is for",
        ),
        (datetime(2024, 3, 1, tzinfo=UTC), "an instant with a zone: give the day it was in China"),
        (float("nan"), "not a day in a known form; write 2024-03-01"),
        (True, "not a day in a known form; write 2024-03-01"),
    ],
)
def test_guesses_nothing(cell: object, why: str) -> None:
    """What is not surely one day is refused with the reason."""
    found = read_day(cell)

    assert isinstance(found, Unreadable)
    assert why == found.why.en


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("二〇二三年十二月三十一日", date(2023, 12, 31)),
        ("二〇二四年十月廿日", date(2024, 10, 20)),
        ("二〇二四年十一月十日", date(2024, 11, 10)),
    ],
)
def test_reads_numerals(cell: str, day: date) -> None:
    """Months and days beyond ten are read too."""
    assert day == read_day(cell)


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("20", 20),
        (20, 20),
        (20.0, 20),
        ("15个工作日", 15),
        ("延长１０个工作日", 10),
        ("", None),
        ("0", None),
        ("无", None),
    ],
)
def test_reads_working_days(cell: object, days: int | None) -> None:
    """The length of an extension, as a number or in words."""
    assert days == read_working_days(cell)


@pytest.mark.parametrize("cell", ["一个月", "20天", "2024-04-01", "-5", "二十"])
def test_no_number_of_working_days(cell: str) -> None:
    """What is no number of working days is not guessed at: 20天 may be days of another kind."""
    assert isinstance(read_working_days(cell), Unreadable)


def test_cache_stays_small() -> None:
    """The cache forgets rather than grow with the file."""
    cache = Remembered(read_day, limit=10)
    for day in range(1, 29):
        assert date(2024, 3, day) == cache[f"2024-03-{day:02}"]

    assert len(cache) <= 10
