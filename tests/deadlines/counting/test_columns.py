"""Whole columns of days give what the scalar calendar gives, and refuse what it refuses, with the position."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import china
from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting import columns
from deadlines.counting.columns import ColumnGapError, NotADayError
from deadlines.errors import AmbiguousDayError, CalendarGapError
from deadlines.testing import calendars

CHINA = china()
JANUARY = WorkCalendar.from_days(
    first=date(2024, 1, 1), last=date(2024, 1, 31), off=[date(2024, 1, 1)], worked=[date(2024, 1, 6)], region="office"
)
INSIDE = st.dates(date(2021, 1, 1), date(2022, 12, 31))


def column(*days: Any) -> Any:
    """Make a column of days."""
    return np.array(days, dtype="datetime64[D]")


@given(calendars(), st.lists(st.tuples(INSIDE, st.integers(-80, 80).filter(bool)), min_size=1, max_size=30))
def test_shift_equals_the_scalar_shift(calendar: WorkCalendar, pairs: list[tuple[date, int]]) -> None:
    """Forward, back and mixed."""
    starts, steps = column(*(day for day, _ in pairs)), np.array([n for _, n in pairs])
    expected = [calendar.shift(day, n) for day, n in pairs]
    assert expected == columns.shift(calendar, starts, steps).tolist()


@given(calendars(), st.lists(INSIDE, min_size=1, max_size=30), st.integers(-80, 80).filter(bool))
def test_one_step_serves_all_starts(calendar: WorkCalendar, days: list[date], n: int) -> None:
    """A single n is taken for every start."""
    assert [calendar.shift(day, n) for day in days] == columns.shift(calendar, column(*days), n).tolist()


@given(calendars(), st.lists(st.tuples(INSIDE, INSIDE), min_size=1, max_size=30))
def test_count_and_is_workday_equal_the_scalar_ones(calendar: WorkCalendar, pairs: list[tuple[date, date]]) -> None:
    """Counts in both directions, and each day asked by itself."""
    after, through = (column(*side) for side in zip(*pairs, strict=True))
    assert [calendar.count(a, b) for a, b in pairs] == columns.count(calendar, after, through).tolist()
    assert [calendar.is_workday(a) for a, _ in pairs] == columns.is_workday(calendar, after).tolist()


def test_every_pair_of_a_small_calendar_has_the_scalar_answer_or_refusal() -> None:
    """All starts in and around January, all steps that could lead anywhere."""
    for day in (date(2023, 12, 29) + timedelta(days=i) for i in range(38)):
        for n in range(-26, 27):
            try:
                expected: object = JANUARY.shift(day, n)
            except (CalendarGapError, AmbiguousDayError) as refusal:
                expected = refusal.__class__.__name__
            try:
                found: object = columns.shift(JANUARY, column(day), n).tolist()[0]
            except ColumnGapError:
                found = "CalendarGapError"
            except AmbiguousDayError:
                found = "AmbiguousDayError"
            assert expected == found, (day, n)


def test_columns_longer_than_a_block_are_answered_to_the_end() -> None:
    """Seven thousand days of China, repeated over several blocks."""
    few = np.arange(np.datetime64("2005-01-01"), np.datetime64("2024-01-01"), dtype="datetime64[D]")
    once = [CHINA.shift(day, 20) for day in few.tolist()]
    starts = np.tile(few, 12)
    assert starts.size > 2 * columns._BLOCK
    found = columns.shift(CHINA, starts, 20)
    assert bool((np.tile(column(*once), 12) == found).all())
    assert {20} == set(columns.count(CHINA, starts, found).tolist())


def test_shapes_broadcast_and_are_kept() -> None:
    """Two starts against three steps give six answers; one start gives one."""
    starts = column("2024-01-02", "2024-01-05").reshape(2, 1)
    assert [
        [date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 5)],
        [date(2024, 1, 6), date(2024, 1, 8), date(2024, 1, 9)],
    ] == columns.shift(JANUARY, starts, np.array([1, 2, 3])).tolist()
    assert date(2024, 1, 3) == columns.shift(JANUARY, np.datetime64("2024-01-02"), 1).item()
    assert [[3], [0]] == columns.count(JANUARY, starts, np.datetime64("2024-01-05")).tolist()
    assert [[True], [True]] == columns.is_workday(JANUARY, starts).tolist()


def test_strided_columns_are_read_in_order() -> None:
    """Every second day of a column."""
    starts = column("2024-01-02", "2024-01-31", "2024-01-05", "2024-01-31")[::2]
    assert [date(2024, 1, 3), date(2024, 1, 6)] == columns.shift(JANUARY, starts, np.array([1, 9, 1, 9])[::2]).tolist()


def test_an_empty_column_has_an_empty_answer() -> None:
    """Nothing asked, nothing answered."""
    assert [] == columns.shift(JANUARY, column(), 1).tolist()
    assert [] == columns.count(JANUARY, column(), column()).tolist()
    assert [] == columns.is_workday(JANUARY, column()).tolist()


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64, np.uint8])
def test_any_width_of_n(kind: type) -> None:
    """Narrow columns of n need no conversion."""
    assert [date(2024, 1, 3)] == columns.shift(JANUARY, column("2024-01-02"), np.array([1], dtype=kind)).tolist()


def test_out_is_filled_and_given_back() -> None:
    """A caller's own array takes the answer."""
    own = np.empty(1, dtype="datetime64[D]")
    assert own is columns.shift(JANUARY, column("2024-01-02"), 1, out=own)
    assert [date(2024, 1, 3)] == own.tolist()


def test_an_out_of_another_shape_or_kind_is_refused() -> None:
    """Nothing is silently written elsewhere."""
    starts = column("2024-01-02", "2024-01-03")
    frozen = np.empty(2, dtype="datetime64[D]")
    frozen.flags.writeable = False
    for wrong in (column("2024-01-02"), np.empty(2, dtype="int64"), np.empty(4, dtype="datetime64[D]")[::2], frozen):
        with pytest.raises(ValueError, match="out must be") as caught:
            columns.shift(JANUARY, starts, 1, out=wrong)
        assert "out must be a writable, contiguous datetime64[D] array of shape (2,)" == str(caught.value)
    with pytest.raises(ValueError, match="out overlaps") as overlap:
        columns.shift(JANUARY, starts, 1, out=starts)
    assert "out overlaps a column that is still to be read: give an array of its own" == str(overlap.value)


GAP = (
    "{}: calendar 'office' covers 2024-01-01 to 2024-01-31 and cannot say whether {} is a working day. "
    "Once the notice for {} is published, import it: disclosure calendar import FILE"
)


@pytest.mark.parametrize("position", [0, 2, 40_000])
def test_a_gap_names_the_first_position(position: int) -> None:
    """The first start that cannot be answered, in whatever block, and the later ones do not matter."""
    starts = np.full(70_000, np.datetime64("2024-01-02"), dtype="datetime64[D]")
    starts[[position, 60_000]] = np.datetime64("2024-02-01")
    with pytest.raises(ColumnGapError) as caught:
        columns.shift(JANUARY, starts, 1)
    assert (("starts", position, date(2024, 2, 1))) == (caught.value.column, caught.value.position, caught.value.day)
    assert GAP.format(f"starts[{position}]", "2024-02-01", 2024) == str(caught.value)
    for name, ask in (
        ("days", lambda: columns.is_workday(JANUARY, starts)),
        ("after", lambda: columns.count(JANUARY, starts, column("2024-01-02"))),
        ("through", lambda: columns.count(JANUARY, column("2024-01-02"), starts)),
    ):
        with pytest.raises(ColumnGapError) as other:
            ask()
        assert (name, position) == (other.value.column, other.value.position)


def test_an_answer_outside_names_the_step() -> None:
    """A start may be covered and its answer not."""
    with pytest.raises(ColumnGapError) as caught:
        columns.shift(JANUARY, column("2024-01-02", "2024-01-31"), np.array([1, 1]))
    asked = "the day reached by 1 working days from 2024-01-31"
    assert GAP.format("starts[1]", asked, 2025) == str(caught.value)


@pytest.mark.parametrize("n", [2**62, -(2**62), 2**63 - 1, -(2**63), 2**41, -(2**41)])
def test_no_step_is_long_enough_to_come_round_again(n: int) -> None:
    """Steps that overflow 64 bits are refused like any that leaves the calendar."""
    for day in ("2024-01-02", "2024-01-31"):
        with pytest.raises(ColumnGapError):
            columns.shift(JANUARY, column(day), n)
        with pytest.raises(ColumnGapError):
            columns.shift(JANUARY, column(day, day), np.array([n, n]))


@pytest.mark.parametrize("day", ["-5000-01-01", "20000-01-01", "0001-01-01", "9999-12-31"])
def test_days_that_no_date_can_hold_are_refused(day: str) -> None:
    """Numpy reaches further than the calendar of Python."""
    with pytest.raises(ColumnGapError) as caught:
        columns.shift(JANUARY, column("2024-01-02", day), 1)
    assert 1 == caught.value.position
    with pytest.raises(ColumnGapError):
        columns.is_workday(JANUARY, column(day))


def test_a_missing_day_is_refused() -> None:
    """NaT in, no NaT out."""
    days = column("2024-01-03", "NaT")
    message = "{}[1] is NaT: fill in or leave out the missing days before asking"
    for name, ask in (
        ("starts", lambda: columns.shift(JANUARY, days, 1)),
        ("starts", lambda: columns.shift(JANUARY, days, -1)),
        ("days", lambda: columns.is_workday(JANUARY, days)),
        ("after", lambda: columns.count(JANUARY, days, days)),
    ):
        with pytest.raises(NotADayError) as caught:
            ask()
        assert message.format(name) == str(caught.value)
        assert (name, 1) == (caught.value.column, caught.value.position)


def test_zero_steps_have_no_meaning() -> None:
    """Alone, and among others."""
    days = column("2024-01-02", "2024-01-03")
    with pytest.raises(AmbiguousDayError) as caught:
        columns.shift(JANUARY, days, np.array([-1, 0]) + 1)
    assert (
        "n[0] = 0 working days from 2024-01-02 is ambiguous: "
        "use next_or_same, previous_or_same or is_workday to say which day is meant"
    ) == str(caught.value)
    with pytest.raises(AmbiguousDayError):
        columns.shift(JANUARY, days, 0)


@pytest.mark.parametrize(
    "days",
    [np.array(["2024-01-02T00:00"], dtype="datetime64[m]"), np.array([19724]), ["2024-01-02"], [date(2024, 1, 2)]],
)
def test_only_columns_of_days_are_read(days: Any) -> None:
    """The day of an instant depends on the place."""
    with pytest.raises(TypeError) as caught:
        columns.is_workday(JANUARY, days)
    kind = np.asarray(days).dtype
    assert f"days must be datetime64[D], not {kind}: which day an instant falls on depends on the place" == str(
        caught.value
    )


@pytest.mark.parametrize("n", [1.0, True, "1", np.array([1], dtype=np.uint64)])
def test_only_whole_steps_are_read(n: Any) -> None:
    """No halves, no flags, no text, nothing that 64 bits cannot hold."""
    with pytest.raises(TypeError) as caught:
        columns.shift(JANUARY, column("2024-01-02"), n)
    assert f"n must be whole numbers that fit 64 bits, not {np.asarray(n).dtype}" == str(caught.value)
