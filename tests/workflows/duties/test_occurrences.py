"""When a duty is due: literal days, and a walk over every day that shares no code with the library."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import china
from deadlines.calendars.calendar import WorkCalendar
from workflows.duties.occurrences import Interval, turns
from workflows.duties.periods import periods
from workflows.places.clause import Anchor, Duty

DAY = timedelta(days=1)
NOT_ANNOUNCED = date(2024, 6, 1)


def duty(**given: object) -> Duty:
    """A duty of some shape."""
    return Duty("d", "职责", "duty", "一", "原文", **{"shape": "recurring", **given})  # type: ignore[arg-type]


def label(kind: str, day: date) -> str:
    """Name the period that a day lies in, from the day alone."""
    if kind == "weekly":
        return f"{day.isocalendar().year}-W{day.isocalendar().week:02}"
    names = {
        "daily": f"{day}",
        "monthly": f"{day.year}-{day.month:02}",
        "quarterly": f"{day.year}-Q{'111222333444'[day.month - 1]}",
        "half_yearly": f"{day.year}-H{'111111222222'[day.month - 1]}",
        "yearly": f"{day.year}",
    }
    return names[kind]


@given(
    kind=st.sampled_from(["daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly"]),
    year=st.integers(1990, 2080),
)
def test_periods_are_those_of_a_walk_over_every_day(kind: str, year: int) -> None:
    """No gap, no double: three years walked day by day, those of the middle one compared."""
    days = [date(year - 1, 1, 1) + DAY * n for n in range(1096)]
    spans = [(name, list(own)) for name, own in groupby(days, lambda day: label(kind, day))]
    walked = [(name, own[0], own[-1]) for name, own in spans if name.startswith(f"{year}")]
    found = [(period.name, period.first, period.last) for period in periods(kind, year)]
    assert found == walked
    following = next(iter(periods(kind, year + 1)))
    assert all(later[1] - earlier[2] == DAY for earlier, later in pairwise(found))
    assert following.first - found[-1][2] == DAY


@pytest.mark.parametrize(
    ("wanted", "year", "days"),
    [
        (duty(period="quarterly"), 2017, ["2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31"]),
        (duty(period="half_yearly"), 2024, ["2024-06-30", "2024-12-31"]),
        (
            duty(period="quarterly", anchor=Anchor(day=15)),
            2018,
            ["2018-01-15", "2018-04-15", "2018-07-15", "2018-10-15"],
        ),
        (
            duty(period="quarterly", anchor=Anchor(after_days=10)),
            2018,
            ["2018-04-10", "2018-07-10", "2018-10-10", "2019-01-10"],
        ),
        (duty(period="yearly", anchor=Anchor(month=2, day=30)), 2023, ["2023-02-28"]),
        (duty(shape="report", due="12-20"), 2018, ["2018-12-20"]),
        (duty(shape="report", due="2018-12-20"), 2018, ["2018-12-20"]),
        (duty(shape="report", due="2018-12-20"), 2019, []),
        (duty(shape="window", window=("11-01", "11-10")), 2020, ["2020-11-10"]),
        (duty(shape="permanent", period="permanent"), 2020, ["2020-12-31"]),
        (duty(shape="event"), 2020, []),
        (duty(period="irregular"), 2020, []),
        (duty(period="n_yearly", every=3), 2019, ["2019-12-31"]),
        (duty(period="n_yearly", every=3), 2018, []),
    ],
)
def test_literal_days(wanted: Duty, year: int, days: list[str]) -> None:
    """Every shape, with the days counted by hand; three years from 2017 end with 2019."""
    assert [turn.due.isoformat() for turn in turns(wanted, year, china(), since=2017)] == days


@pytest.mark.parametrize(
    ("roll", "anchor", "due", "rolled_from"),
    [
        # 6 October 2024 is a Sunday within the holiday of 1 to 7 October; 29 September (Sunday) was worked
        ("next_working_day", Anchor(day=6), "2024-10-08", "2024-10-06"),
        ("previous_working_day", Anchor(day=6), "2024-09-30", "2024-10-06"),
        ("none", Anchor(day=6), "2024-10-06", None),
        # 12 October 2024, a Saturday, was worked
        ("next_working_day", Anchor(day=12), "2024-10-12", None),
    ],
)
def test_nothing_rolls_unless_the_plan_says_so(roll: str, anchor: Anchor, due: str, rolled_from: str | None) -> None:
    """国办发明电〔2023〕7号: off from 1 to 7 October, worked on 29 September and 12 October."""
    turn = turns(duty(period="monthly", anchor=anchor, roll=roll), 2024, china())[9]
    assert (turn.period.name, turn.due.isoformat()) == ("2024-10", due)
    assert (turn.rolled_from.isoformat() if turn.rolled_from else None) == rolled_from


def test_working_days_after_the_period() -> None:
    """Five working days after September 2024: 8, 9, 10, 11 and 12 October, the last a make-up Saturday."""
    turn = turns(duty(period="monthly", anchor=Anchor(after_working_days=5)), 2024, china())[8]
    assert (turn.due.isoformat(), turn.certainty) == ("2024-10-12", "announced")


def test_past_the_last_notice_a_rolled_day_is_a_forecast() -> None:
    """What was not announced is never told as if it were."""
    known: WorkCalendar = china(as_known_on=NOT_ANNOUNCED)
    certainties = {turn.certainty for turn in turns(duty(period="monthly", roll="next_working_day"), 2026, known)}
    assert certainties == {"forecast"}
    assert {turn.certainty for turn in turns(duty(period="monthly"), 2026, known)} == {"announced"}


def test_the_interval_that_an_office_sets_takes_the_place_of_the_plan() -> None:
    """定期: nothing is due before it is set; then by the 10th of each second month of a quarter."""
    wanted = duty(period="irregular")
    interval = Interval("quarterly", Anchor(month=2, day=10))
    days = [turn.due.isoformat() for turn in turns(wanted, 2017, china(), interval=interval)]
    assert days == ["2017-02-10", "2017-05-10", "2017-08-10", "2017-11-10"]
