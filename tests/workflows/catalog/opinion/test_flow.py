"""政务舆情回应: every scenario comes out as written, and together they leave no move, guard or effect unproved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import rulebook
from deadlines.calendars.calendar import WorkCalendar
from helpers import permissions, scenarios
from helpers.scenarios import Scenario
from workflows import Basis, Case, Flow, decide, evolve, open_case
from workflows.cases.events import Occasion
from workflows.catalog import flow
from workflows.catalog.opinion.compliance import RULES
from workflows.catalog.opinion.fields import GRADES, UPPER
from workflows.decisions.compliance import RULES as CORE
from workflows.errors import BadFacts
from workflows.flows.mutants import mutants
from workflows.flows.parts import SAME
from workflows.flows.soundness import prove
from workflows.places.files import place
from workflows.places.place import Place
from workflows.testing import machine_for

SCENARIOS = scenarios.of("opinion")
FLOW = flow("opinion@2016")
YEARS = WorkCalendar.from_days(first=date(2016, 1, 1), last=date(2045, 12, 31))
BOOK = rulebook()
OFFICE = scenarios.actor("opinion_office:sun")
DUTY = scenarios.actor("responsible:huan")
SUPERIOR = scenarios.actor("superior:fu")


def do(one: Flow, case: Case, command: str, on: Any, by: Any, where: Place, **payload: Any) -> Case:
    """Decide and evolve."""
    for event in decide(one, case, command, Occasion(on, by), basis=Basis(YEARS, BOOK, where), payload=payload):
        case = evolve(case, event)
    return case


def returned_without_a_term(one: Flow) -> Case:
    """Run a message in a place that has answers reviewed but sets no term: returned to be answered, without a clock."""
    where = Place(id="elsewhere", zh="某地", en="Elsewhere", options={"message_answers_reviewed_by": "superior"})
    day = date(2024, 3, 1)
    case = evolve(None, open_case(one, "M-1", Occasion(day, OFFICE), place=where)[0])
    message = {"forwarded_on": day, "mailbox": "website", "message_number": "1", "summary": "噪声"}
    case = do(one, case, "receive_message", day, OFFICE, where, **message)
    case = do(one, case, "submit_answer", day, DUTY, where, answer="已办")
    return do(one, case, "return_answer", day, SUPERIOR, where, answer_return_reason="补充")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.id)
def test_scenario(scenario: Scenario) -> None:
    """Each step leads to the state, the due instants and the refusals that the file names."""
    assert () == scenarios.run(scenario, FLOW).faults


def test_an_answer_may_be_returned_where_there_is_no_term() -> None:
    """The message goes back to the department; no clock is invented."""
    case = returned_without_a_term(FLOW)
    assert ("answering", "AnswerReturned", ()) == (case.state, case.events[-1].type, case.clocks)


def test_every_move_is_made_from_somewhere() -> None:
    """No source of any move is without a scenario that starts there."""
    made = {move for scenario in SCENARIOS for move in scenarios.run(scenario, FLOW).moves}
    literal = {(source, m.command, m.event) for m in FLOW.moves for source in m.sources}
    made.add(("answer_submitted", "return_answer", returned_without_a_term(FLOW).events[-1].type))
    assert set() == literal - made


def test_every_guard_refuses_or_decides() -> None:
    """Each guard has a scenario in which it says no; the others only choose between two ways of the same command."""
    refusing = {guard for scenario in SCENARIOS for guard in scenarios.run(scenario, FLOW).refusals}
    choosing = {"grade_is_upper", "conference_held", "place_sets_message_term", "release_published", "is_message"}
    choosing |= {"lapsed_release", "lapsed_conference", "lapsed_other"}
    assert choosing == {guard.id for guard in FLOW.guards} - refusing


def test_it_is_sound() -> None:
    """The exhaustive search finds no fault."""
    assert () == prove(FLOW).faults


def test_permissions_are_those_reviewed() -> None:
    """Role x state x command is the table under permissions/."""
    assert permissions.path(FLOW).read_text(encoding="utf-8") == permissions.table(FLOW)


def test_deletion_is_noticed() -> None:
    """Without any one move, guard or clock effect, the proof or a scenario fails."""
    alive = [mutant.name for mutant in mutants(FLOW) if mutant.flow is not None and not _noticed(mutant.flow)]
    assert [] == alive


def _noticed(mutant: Flow) -> bool:
    if any(scenarios.run(scenario, mutant).faults for scenario in SCENARIOS):
        return True
    try:
        return returned_without_a_term(mutant).clocks != ()
    except Exception:  # noqa: BLE001  # any failure notices the deletion
        return True


def test_upper_grades_are_the_first_two() -> None:
    """特别重大 and 重大 are the upper grades, of five."""
    assert (("grave", "major"), 5) == (UPPER, len(GRADES))


@given(
    st.datetimes(datetime(2017, 1, 1), datetime(2025, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # given a zone
    st.lists(st.sampled_from(GRADES), min_size=1, max_size=6),
)
def test_regrading_keeps_the_origin(start: datetime, grades: list[str]) -> None:
    """However often the grade changes, the hours run from the same instant: +5 and +24, or +48."""
    where = place("cn")
    case = evolve(None, open_case(FLOW, "O-1", Occasion(start, OFFICE))[0])
    case = do(
        FLOW, case, "record_detection", start, OFFICE, where, detected_at=start, origin="event", source="a", summary="b"
    )
    facts = {"veracity": "true", "responsibility": "sector", "department": "c"}
    case = do(FLOW, case, "assess", start, OFFICE, where, grade=grades[0], **facts)
    for hours, grade in enumerate(grades[1:], 1):
        on = start + timedelta(hours=hours)
        case = do(FLOW, case, "regrade", on, OFFICE, where, grade=grade, regrade_reason="复核")
    upper = {"release": start + timedelta(hours=5), "conference": start + timedelta(hours=24)}
    expected = upper if grades[-1] in ("grave", "major") else {"other": start + timedelta(hours=48)}
    assert expected == scenarios.standing(case)


def test_a_date_is_no_instant() -> None:
    """A detection without an instant is refused."""
    day = date(2024, 3, 1)
    case = evolve(None, open_case(FLOW, "O-2", Occasion(day, OFFICE))[0])
    with pytest.raises(BadFacts, match="fact 'detected_at' is 2024-03-01, not instant"):
        do(FLOW, case, "record_detection", day, OFFICE, place("cn"), detected_at=day, origin="event")


def test_moves_that_stay_change_no_clock() -> None:
    """Progress, partners, accountability: recorded without touching an hour."""
    for command in ("publish_progress", "inform_partners", "hold_accountable"):
        for move in (move for move in FLOW.moves if move.command == command):
            assert (SAME, ()) == (move.target, move.effects)


TestPromises = machine_for(FLOW, Basis(YEARS, BOOK), date(2024, 3, 1), rules=(*CORE, *RULES)).TestCase
TestPromisesInShanwei = machine_for(
    FLOW, Basis(YEARS, BOOK, place("shanwei")), date(2018, 9, 3), rules=(*CORE, *RULES)
).TestCase
