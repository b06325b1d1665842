"""Terms: one type per meaning, and no length that a law could not mean."""

from __future__ import annotations

import pytest

from deadlines.errors import DeadlinesError
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, TermError, WorkingDays

COUNTED = [(WorkingDays, "working days"), (CalendarDays, "calendar days"), (Months, "months"), (Hours, "hours")]


@pytest.mark.parametrize(("kind", "unit"), COUNTED)
@pytest.mark.parametrize("n", [0, -1, 1.0, True, "7", None])
def test_a_length_that_is_no_whole_number_above_zero_is_refused(kind: type, unit: str, n: object) -> None:
    """The refusal shows the value and the unit, and is a ValueError too."""
    with pytest.raises(TermError) as caught:
        kind(n)
    assert f"{n!r} {unit} is not a term: give a whole number, 1 or more" == str(caught.value)
    assert (unit, n) == (caught.value.unit, caught.value.n)
    assert isinstance(caught.value, (DeadlinesError, ValueError))


@pytest.mark.parametrize(("kind", "unit"), COUNTED)
def test_one_is_the_shortest_term(kind: type, unit: str) -> None:
    """A term of one unit is a term."""
    assert 1 == kind(1).n, unit


def test_equal_numbers_of_different_units_are_different_terms() -> None:
    """Ten working days are not ten days."""
    assert 4 == len({WorkingDays(10), CalendarDays(10), Months(10), Hours(10)})
    assert WorkingDays(10) != CalendarDays(10)
    assert WorkingDays(10) == WorkingDays(10)


def test_a_term_cannot_be_changed() -> None:
    """A term is a value."""
    with pytest.raises(AttributeError):
        WorkingDays(10).n = 11  # type: ignore[misc]


def test_a_fixed_date_is_of_the_same_year_unless_it_says_so() -> None:
    """years_after counts from the year of the start."""
    assert FixedDate(1, 31, 0) == FixedDate(month=1, day=31)
    assert Reasonable() == Reasonable()
