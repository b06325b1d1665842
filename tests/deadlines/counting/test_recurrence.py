"""Duties that come back, on the day they fall due, and quotas, on every day of their period."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from deadlines import china
from deadlines.counting.recurrence import (
    Occurrence,
    Quota,
    QuotaStanding,
    Recurrence,
    RecurrenceError,
    Status,
    longest_gap,
)
from deadlines.errors import CalendarGapError

CHINA = china()
D = date.fromisoformat


def first(count: int, recurrence: Recurrence, **given: Any) -> list[str]:
    """Give the first due days as text."""
    return [each.due.isoformat() for each in islice(recurrence.occurrences(**given), count)]


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (Recurrence("daily", D("2024-02-28")), ["2024-02-28", "2024-02-29", "2024-03-01"]),
        (Recurrence("weekly", D("2024-02-28")), ["2024-02-28", "2024-03-06", "2024-03-13"]),
        (Recurrence("weekly", D("2024-02-28"), every=2), ["2024-02-28", "2024-03-13", "2024-03-27"]),
        (Recurrence("monthly", D("2024-01-28")), ["2024-01-28", "2024-02-28", "2024-03-28"]),
        (Recurrence("monthly", D("2023-01-29")), ["2023-01-29", "2023-02-28", "2023-03-29"]),
        (Recurrence("monthly", D("2024-01-30")), ["2024-01-30", "2024-02-29", "2024-03-30"]),
        (Recurrence("monthly", D("2024-01-31")), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        (Recurrence("monthly", D("2024-01-31"), every=2), ["2024-01-31", "2024-03-31", "2024-05-31"]),
        (Recurrence("quarterly", D("2024-03-31")), ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
        (Recurrence("quarterly", D("2024-01-10")), ["2024-01-10", "2024-04-10", "2024-07-10"]),
        (Recurrence("yearly", D("2024-01-31")), ["2024-01-31", "2025-01-31", "2026-01-31"]),
        (Recurrence("yearly", D("2024-02-29")), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        (Recurrence("yearly", D("2024-06-01"), every=2), ["2024-06-01", "2026-06-01", "2028-06-01"]),
    ],
)
def test_days_by_the_rule(recurrence: Recurrence, expected: list[str]) -> None:
    """Each turn is counted from the first day; a month without that day has its last day instead."""
    assert expected == first(len(expected), recurrence)


@given(
    st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.sampled_from([("monthly", 1), ("quarterly", 3), ("yearly", 12)])
)
def test_every_turn_is_so_many_months_after_the_first_day(start: date, kind: tuple[str, int]) -> None:
    """The turns agree with whole months added to the first day."""
    frequency, months = kind
    expected = [(start + relativedelta(months=months * i)).isoformat() for i in range(14)]
    assert expected == first(14, Recurrence(frequency, start))


def test_a_rest_day_may_roll_onto_a_working_day() -> None:
    """31 March 2024 is a Sunday, 30 June too; 30 September 2023 a day off until 6 October, worked on the 7th."""
    rolling = Recurrence("quarterly", D("2023-09-30"), roll="next_working_day")
    expected = ["2023-10-07", "2024-01-02", "2024-04-01", "2024-07-01"]
    assert expected == first(4, rolling, calendar=CHINA)
    assert Occurrence(1, D("2023-09-30"), D("2023-10-07")) == next(rolling.occurrences(CHINA))


def test_a_duty_may_end() -> None:
    """The last day by the rule belongs to the duty."""
    ending = Recurrence("monthly", D("2024-01-31"), until=D("2024-03-31"))
    assert ["2024-01-31", "2024-02-29", "2024-03-31"] == first(9, ending)
    assert Occurrence(3, D("2024-03-31"), D("2024-03-31")) == ending.next(D("2024-03-30"))
    assert ending.next(D("2024-03-31")) is None
    once = Recurrence("monthly", D("2024-01-31"), until=D("2024-01-31"))
    assert ["2024-01-31"] == first(9, once)


def test_between_takes_the_day_after_the_roll() -> None:
    """A turn belongs to the window into which it rolled; both ends of the window belong to it."""
    rolling = Recurrence("quarterly", D("2023-09-30"), roll="next_working_day")
    assert (Occurrence(1, D("2023-09-30"), D("2023-10-07")),) == rolling.between(
        D("2023-10-07"), D("2023-10-07"), CHINA
    )
    assert () == rolling.between(D("2023-09-30"), D("2023-10-06"), CHINA)
    monthly = Recurrence("monthly", D("2024-01-31"))
    assert [2, 3] == [each.number for each in monthly.between(D("2024-02-29"), D("2024-03-31"))]
    assert [] == list(monthly.between(D("2023-01-01"), D("2024-01-30")))


def test_next_is_never_the_day_asked() -> None:
    """next(after) lies after the day, also by its roll."""
    monthly = Recurrence("monthly", D("2024-01-31"))
    assert Occurrence(1, D("2024-01-31"), D("2024-01-31")) == monthly.next(D("2023-06-01"))
    assert Occurrence(2, D("2024-02-29"), D("2024-02-29")) == monthly.next(D("2024-01-31"))
    rolling = Recurrence("quarterly", D("2023-09-30"), roll="next_working_day")
    assert Occurrence(1, D("2023-09-30"), D("2023-10-07")) == rolling.next(D("2023-10-06"), CHINA)
    assert Occurrence(2, D("2023-12-30"), D("2024-01-02")) == rolling.next(D("2023-10-07"), CHINA)


def test_a_roll_needs_a_calendar_that_covers_it() -> None:
    """No calendar, or none that reaches: refused, never left unrolled."""
    rolling = Recurrence("yearly", D("2026-06-01"), roll="next_working_day")
    with pytest.raises(RecurrenceError) as caught:
        next(rolling.occurrences())
    assert "roll 'next_working_day': rolls onto working days: give the calendar to roll on" == str(caught.value)
    with pytest.raises(CalendarGapError):
        rolling.next(D("2026-06-01"), CHINA)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"frequency": "hourly"}, "frequency 'hourly': take one of daily, weekly, monthly, quarterly, yearly"),
        ({"every": 0}, "every 0: give a whole number, 1 or more"),
        ({"every": True}, "every True: give a whole number, 1 or more"),
        ({"until": D("2024-01-30")}, "until '2024-01-30': is before the first day 2024-01-31"),
        ({"roll": "previous"}, "roll 'previous': take one of none, next_working_day"),
    ],
)
def test_a_recurrence_that_no_duty_could_have_is_refused(given: dict[str, Any], message: str) -> None:
    """The refusal names the field, the value and what is possible."""
    with pytest.raises(RecurrenceError) as caught:
        Recurrence(**{"frequency": "monthly", "first": D("2024-01-31"), **given})
    assert message == str(caught.value)
    assert next(iter(given)) == caught.value.key


@pytest.mark.parametrize(
    ("on", "done", "status"),
    [
        ("2024-01-30", None, Status.UPCOMING),
        ("2024-01-31", None, Status.DUE_TODAY),
        ("2024-02-01", None, Status.OVERDUE),
        ("2024-02-01", "2024-01-31", Status.DONE),
        ("2024-02-01", "2024-02-01", Status.DONE_LATE),
        ("2024-02-01", "2024-02-02", Status.OVERDUE),
        ("2024-01-31", "2024-01-31", Status.DONE),
        ("2024-01-30", "2024-01-31", Status.UPCOMING),
    ],
)
def test_a_turn_has_one_status_on_every_day(on: str, done: str | None, status: Status) -> None:
    """What was done later is not known on the day."""
    assert status is Occurrence(1, D("2024-01-31"), D("2024-01-31")).status(D(on), D(done) if done else None)


@pytest.mark.parametrize(
    ("period", "day", "start", "end"),
    [
        ("week", "2024-03-03", "2024-02-26", "2024-03-03"),
        ("week", "2024-03-04", "2024-03-04", "2024-03-10"),
        ("month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("quarter", "2024-03-31", "2024-01-01", "2024-03-31"),
        ("quarter", "2024-04-01", "2024-04-01", "2024-06-30"),
        ("quarter", "2024-12-31", "2024-10-01", "2024-12-31"),
        ("year", "2024-12-31", "2024-01-01", "2024-12-31"),
    ],
)
def test_the_bounds_of_a_period(period: str, day: str, start: str, end: str) -> None:
    """Weeks begin on Monday, quarters in January, April, July and October."""
    assert (D(start), D(end)) == Quota(1, period).bounds(D(day))


@pytest.mark.parametrize(
    ("on", "done", "missing", "left", "status"),
    [
        ("2024-01-01", [], 2, 365, Status.UPCOMING),
        ("2024-06-01", ["2024-03-01", "2023-12-31"], 1, 213, Status.UPCOMING),
        ("2024-12-31", ["2024-03-01"], 1, 0, Status.DUE_TODAY),
        ("2024-06-01", ["2024-03-01", "2024-06-01"], 0, 213, Status.DONE),
        ("2024-06-01", ["2024-03-01", "2024-06-02"], 1, 213, Status.UPCOMING),
        ("2024-06-01", ["2024-01-01", "2024-03-01", "2024-04-01"], 0, 213, Status.DONE),
    ],
)
def test_a_quota_of_two_a_year(on: str, done: list[str], missing: int, left: int, status: Status) -> None:
    """Only what was done in the period and up to the day counts."""
    standing = Quota(2, "year").standing([D(day) for day in done], D(on))
    assert (missing, left, status) == (standing.missing, standing.remaining_days, standing.status)


def test_the_history_of_a_quota() -> None:
    """A week that was missed stays overdue, whatever is done later."""
    days = [D("2024-03-04"), D("2024-03-05"), D("2024-03-11"), D("2024-03-19"), D("2024-03-20")]
    assert (
        QuotaStanding(D("2024-03-04"), D("2024-03-10"), 2, 2, 0, 0, Status.DONE),
        QuotaStanding(D("2024-03-11"), D("2024-03-17"), 1, 2, 1, 0, Status.OVERDUE),
        QuotaStanding(D("2024-03-18"), D("2024-03-24"), 1, 2, 1, 5, Status.UPCOMING),
    ) == Quota(2, "week").history(iter(days), D("2024-03-06"), D("2024-03-19"))


@pytest.mark.parametrize(
    ("least", "period", "message"),
    [
        (0, "year", "least 0: give a whole number, 1 or more"),
        (True, "year", "least True: give a whole number, 1 or more"),
        (1, "decade", "period 'decade': take one of week, month, quarter, year"),
    ],
)
def test_a_quota_that_no_duty_could_have_is_refused(least: int, period: str, message: str) -> None:
    """The refusal names the field, the value and what is possible."""
    with pytest.raises(RecurrenceError) as caught:
        Quota(least, period)
    assert message == str(caught.value)


def test_the_longest_gap() -> None:
    """Between neighbours in time, in whatever order they were recorded."""
    assert timedelta(days=10) == longest_gap([D("2024-03-20"), D("2024-03-01"), D("2024-03-11")])
    assert longest_gap([D("2024-03-20")]) is None
