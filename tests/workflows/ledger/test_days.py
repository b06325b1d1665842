"""What a cell of a register says about a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workflows.ledger.days import Unreadable, read_day
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
        ("2024-03-01T16:30:00+08:00", "an instant with a zone: give the day it was in China"),
        (datetime(2024, 3, 1, tzinfo=UTC), "an instant with a zone: give the day it was in China"),
        (float("nan"), "not a day in a known form; write 2024-03-01"),
        (True, "not a day in a known form; write 2024-03-01"),
    ],
)
def test_guesses_nothing(cell: object, why: str) -> None:
    """What is not surely one day is refused with the reason."""
    found = read_day(cell)

    assert isinstance(found, Unreadable)
    assert why == found.why_en


def test_cache_stays_small() -> None:
    """The cache forgets rather than grow with the file."""
    cache = Remembered(read_day, limit=10)
    for day in range(1, 29):
        assert date(2024, 3, day) == cache[f"2024-03-{day:02}"]

    assert len(cache) <= 10
