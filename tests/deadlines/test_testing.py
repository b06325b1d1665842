"""The strategies draw what they promise, and Hypothesis finds them by type."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.day_loop import due_by_day_loop
from deadlines.counting.due import Deadline
from deadlines.counting.timeline import Extended, Restarted, Resumed, Suspended, Timeline
from deadlines.law.readings import Readings
from deadlines.law.rules import BEFORE, Rule
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, WorkingDays
from deadlines.testing import calendars, days, readings, rules, terms, timelines

TYPES = (
    WorkCalendar,
    Rule,
    Timeline,
    Readings,
    Deadline,
    WorkingDays,
    CalendarDays,
    Months,
    Hours,
    FixedDate,
)


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=5)
@given(data=st.data())
def test_every_registered_type_is_drawn_by_its_type(kind: type, data: st.DataObject) -> None:
    """from_type gives a value of the type asked for."""
    assert isinstance(data.draw(st.from_type(kind)), kind)


@given(st.data())
def test_days_lie_inside_their_calendar(data: st.DataObject) -> None:
    """Every day drawn has an answer."""
    calendar = data.draw(calendars())
    assert calendar.covers(data.draw(days(calendar)))


@given(st.data())
def test_the_loop_gives_the_date_of_a_deadline_drawn(data: st.DataObject) -> None:
    """A deadline can be checked with nothing but itself."""
    deadline = data.draw(st.from_type(Deadline))
    assert deadline.due == due_by_day_loop(deadline.rule, deadline.timeline, deadline.calendar, deadline.choices)


@given(st.data())
def test_rules_of_any_term_have_valid_timelines(data: st.DataObject) -> None:
    """A timeline drawn for a rule starts and can be counted."""
    calendar, rule = data.draw(calendars()), data.draw(rules(terms()))
    timeline = data.draw(timelines(rule, calendar))
    assert timeline.start is not None
    due_by_day_loop(rule, timeline, calendar)


def test_the_strategies_reach_what_matters() -> None:
    """Each kind of term, fact and choice can be drawn."""
    quick = settings(max_examples=2000, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    for kind in (WorkingDays, CalendarDays, Months, Hours, FixedDate, Reasonable):
        assert isinstance(find(terms(), lambda term, kind=kind: isinstance(term, kind), settings=quick), kind)
    assert BEFORE == find(rules(), lambda rule: rule.direction == BEFORE, settings=quick).direction
    facts = st.from_type(Timeline).map(lambda timeline: timeline.facts)
    for fact in (Suspended, Resumed, Restarted, Extended):
        assert find(facts, lambda given, fact=fact: any(isinstance(each, fact) for each in given), settings=quick)
    assert (
        "again" == find(readings(), lambda taken: taken.second_correction == "again", settings=quick).second_correction
    )


ASKED = """
from hypothesis import strategies as st
from deadlines import Deadline
st.from_type(Deadline).validate()
print(st.from_type(Deadline))
"""


@pytest.mark.parametrize(
    "first", ["import hypothesis", "import deadlines.testing", "from deadlines.testing import calendars"]
)
def test_strategies_are_known_whatever_is_imported_first(first: str) -> None:
    """In a fresh interpreter; the entry point of Hypothesis leads back to the module that imports Hypothesis."""
    ran = subprocess.run([sys.executable, "-c", first + ASKED], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "deadlines()\n"
