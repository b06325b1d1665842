"""Deadlines against their peers: one day, one due date, ten million days, a whole process.

Run it: python benchmarks/bench_deadlines.py
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import chinese_calendar
import numpy as np
from _harness import Figure, alternating, at_most, faster, process, report, within
from attrs import evolve

from deadlines import WorkCalendar, WorkingDays, china, due, rulebook
from deadlines.counting import columns

DAY = date(2024, 3, 1)
PAIRS = 10_000_000
FIRST_DUE_DATE = """
from datetime import date
from deadlines import china, due, rulebook
day = date(2024, 3, 1)
print(due(rulebook().in_force("foi.reply", day), day, china()).due)
"""
FIRST_HOLIDAY = """
import holidays
from datetime import date
print(date(2024, 3, 1) in holidays.China(years=2024))
"""


def rest_days(calendar: WorkCalendar) -> np.ndarray:
    """Every day that is not worked, as a peer needs them that knows no make-up days."""
    length = (calendar.last - calendar.first).days + 1
    days = (calendar.first + timedelta(days=i) for i in range(length))
    return np.array([day for day in days if not calendar.is_workday(day)], dtype="datetime64[D]")


def natural_loop() -> date:
    """The loop that everyone writes first."""
    day, left = DAY, 20
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    return day


def one_shift(calendar: WorkCalendar, peer: np.busdaycalendar) -> list[Figure]:
    def busday() -> date:
        return np.busday_offset(DAY, 20, roll="backward", busdaycal=peer).item()

    def ours() -> date:
        return calendar.shift(DAY, 20)

    assert ours() == busday() == natural_loop()
    shift, loop = alternating(ours, natural_loop, numbers=(10_000, 5), repeat=41)
    again, numpy_one = alternating(ours, busday, numbers=(10_000, 500), repeat=41)
    return [
        faster("shift(day, 20)", shift, loop, against="loop over chinese_calendar", least=2_000),
        faster("shift(day, 20)", again, numpy_one, against="numpy.busday_offset, one date", least=20),
    ]


def one_due_date(calendar: WorkCalendar) -> list[Figure]:
    rule = rulebook().in_force("foi.reply", DAY)
    long = evolve(rule, term=WorkingDays(400))
    plain, far = alternating(
        lambda: due(rule, DAY, calendar), lambda: due(long, DAY, calendar), numbers=(500, 500), repeat=61
    )
    return [
        at_most("due(rule, day, calendar)", plain, 10e-6),
        within("due over 400 working days", far, plain, against="over 20 working days", most=1.2),
    ]


def ten_million(calendar: WorkCalendar, peer: np.busdaycalendar) -> list[Figure]:
    random = np.random.default_rng(20190515)
    starts = (np.datetime64("2005-01-01") + random.integers(0, 7_500, PAIRS)).astype("datetime64[D]")
    n = random.integers(1, 41, PAIRS)
    out, total = np.empty(PAIRS, dtype="datetime64[D]"), np.empty(PAIRS, dtype=np.int64)
    numbers = starts.view(np.int64)

    def ours() -> object:
        return columns.shift(calendar, starts, n, out=out)

    expected = np.busday_offset(starts, n, roll="backward", busdaycal=peer)
    assert bool((ours() == expected).all())
    columns_time, add = alternating(ours, lambda: np.add(numbers, n, out=total), numbers=(1, 3))
    again, busday = alternating(
        ours, lambda: np.busday_offset(starts, n, roll="backward", busdaycal=peer), numbers=(3, 1), repeat=3
    )
    counted, busday_count = alternating(
        lambda: columns.count(calendar, starts, expected),
        lambda: np.busday_count(starts, expected, busdaycal=peer),
        numbers=(1, 1),
        repeat=3,
    )
    return [
        faster("10 million columns.shift", again, busday, against="numpy.busday_offset", least=50),
        within("10 million columns.shift", columns_time, add, against="numpy.add, same bytes", most=6),
        Figure(
            "10 million columns.count",
            f"{counted * 1e3:.0f} ms",
            f"{busday_count * 1e3:.0f} ms numpy.busday_count",
            f"{busday_count / counted:.0f}x",
            "",
            None,
        ),
    ]


def whole_process() -> list[Figure]:
    ours, peer = alternating(lambda: process(FIRST_DUE_DATE), lambda: process(FIRST_HOLIDAY), numbers=(1, 1), repeat=9)
    return [faster("import and first due date", ours, peer, against="import holidays, ask China once", least=1)]


def main() -> int:
    calendar = china()
    peer = np.busdaycalendar("1111111", holidays=rest_days(calendar))
    figures = [
        *one_shift(calendar, peer),
        *one_due_date(calendar),
        *whole_process(),
        *ten_million(calendar, peer),
    ]
    return report("deadlines", figures)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
