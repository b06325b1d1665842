"""The tools for testing flows find what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from attrs import evolve
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from helpers.example_flow import APPLICANT, BASIS, FLOW, HANDLER, HEAD, SYSTEM
from helpers.planted import PLANTED
from workflows import Actor, Flow, Refused, allowed
from workflows.cases.events import Event
from workflows.clock import stopwatch
from workflows.decisions.compliance import Citation, ComplianceRule, History
from workflows.flows.mutants import mutants, survivors
from workflows.flows.parts import Stop
from workflows.flows.soundness import prove
from workflows.testing import done, follow, machine_for, opened, run_for

DAY = date(2024, 3, 1)


def _corrected(flow: Flow) -> None:
    case = done(flow, opened(flow, DAY), "receive", on=DAY, by=HANDLER, basis=BASIS)
    case = done(flow, case, "ask_correction", on=date(2024, 3, 5), by=HANDLER, basis=BASIS, correction_days=10)
    assert case.clocks[0].status == "stopped"
    lapsed = done(flow, case, "deem_abandoned", on=date(2024, 3, 20), by=SYSTEM, basis=BASIS)
    assert lapsed.outcome == "abandoned"
    case = done(flow, case, "correct", on=date(2024, 3, 12), by=APPLICANT, basis=BASIS)
    assert case.clocks[0].due == date(2024, 4, 9)
    case = done(flow, case, "reply", on=date(2024, 4, 9), by=HANDLER, basis=BASIS, decision="disclosed")
    assert case.outcome == "disclosed"
    case = done(flow, case, "order_redo", on=date(2024, 6, 3), by=HEAD, basis=BASIS)
    assert case.clocks[0].due == date(2024, 7, 1)


def _consulted(flow: Flow) -> None:
    case = done(flow, opened(flow, DAY), "receive", on=DAY, by=HANDLER, basis=BASIS)
    case = done(flow, case, "consult", on=date(2024, 3, 11), by=HANDLER, basis=BASIS, third_party="甲")
    assert case.clocks[0].due is None
    for command in ("reply", "ask_correction"):
        assert command not in allowed(flow, case, date(2024, 3, 11), HANDLER)
    with pytest.raises(Refused):
        done(flow, case, "extend", on=date(2024, 3, 12), by=HEAD, basis=BASIS)
    silent = done(flow, case, "deem_silent", on=date(2024, 4, 2), by=SYSTEM, basis=BASIS, third_party="甲")
    assert silent.clocks[0].due == date(2024, 4, 22)
    case = done(flow, case, "record_opinion", on=date(2024, 3, 20), by=HANDLER, basis=BASIS, third_party="甲")
    case = done(flow, case, "extend", on=date(2024, 3, 21), by=HEAD, basis=BASIS)
    assert case.clocks[0].due == date(2024, 5, 7)
    refused = done(
        flow, case, "reply", on=date(2024, 4, 9), by=HANDLER, basis=BASIS, decision="withheld", reasons="国家秘密"
    )
    assert refused.outcome == "withheld"
    gone = done(flow, case, "withdraw", on=date(2024, 4, 9), by=APPLICANT, basis=BASIS)
    assert gone.outcome == "withdrawn"


def test_no_mutant_of_the_example_survives() -> None:
    """Every move, guard and effect deleted from the example is noticed by the proof or by two scenarios."""
    alive, count = survivors(FLOW, [_corrected, _consulted])
    assert ((), 34) == (alive, count)


def test_some_mutants_cannot_even_be_constructed() -> None:
    """The proof alone refuses a stop deleted from the way to an end, and says why."""
    refused = {mutant.name: mutant.refused for mutant in mutants(FLOW) if mutant.flow is None}
    assert "clock 'reply' runs in end state 'replied'" in refused[f"9 reply -> replied: {Stop('reply')} deleted"]


RUNNABLE = [
    "a stop dropped",
    "a stop of everything narrowed",
    "withdrawal leaves a consultation open",
    "a resume dropped",
    "every exit of a state dropped",
    "a lapse possible only elsewhere",
    "an end without an outcome",
    "a reopening without a clock",
]


@pytest.mark.parametrize("name", RUNNABLE)
def test_a_trace_can_be_run(name: str) -> None:
    """The trace of a fault is a scenario: run on the faulty flow, it ends in the state that the fault names."""
    flow, what, trace = PLANTED[name]
    if name == "a resume dropped":
        trace = trace[:1]  # its rule book knows no pause: the count itself would refuse it
    case = follow(flow, trace, BASIS, DAY)
    assert case.seq > 1
    named = [state.id for state in flow.states if f"{state.id!r}" in what.en]
    assert name == "a resume dropped" or not named or case.state in named


def test_the_promises_fail_on_a_faulty_flow() -> None:
    """The state machine of a flow that leaves a clock running finds it."""
    flow, _, _ = PLANTED["a stop dropped"]
    machine = machine_for(flow, BASIS, DAY)
    quick = settings(max_examples=400, database=None, derandomize=True, phases=(Phase.generate,), deadline=None)
    with pytest.raises(AssertionError, match="no clock is on in an end state"):
        run_state_machine_as_test(machine, settings=quick)


def test_a_draft_is_not_proved() -> None:
    """A draft can be looked at; its faults are those of the proof."""
    draft = evolve(FLOW, moves=FLOW.moves[:-1], proved=False)
    assert () == prove(draft).faults
    assert Actor("head") not in {Actor(role) for move in draft.moves for role in move.by if move.reopens}


TestExample = machine_for(FLOW, BASIS, DAY).TestCase
"""Any order of commands by any role on any day: the library's promises hold after each step."""
TestExample.settings = settings(max_examples=30, stateful_step_count=25, deadline=None, derandomize=True)


def _no_reply_at_all(history: History) -> Iterator[tuple[Event, str]]:
    for event in history.of("RequestGranted", "RequestRefused"):
        yield event, ""


RULE = ComplianceRule(
    "silent", "不得答复", "nobody replies", _no_reply_at_all, "example", (Citation("院规第一条", "text"),)
)


def test_own_rules_are_checked_beside_those_of_the_core_and_a_failure_is_a_scenario() -> None:
    """A rule that gives no reason is found; so is a breach of the core, which it no longer replaces."""
    machine = machine_for(FLOW, BASIS, DAY, rules=[RULE])
    assert {rule.id for rule in machine.judged_by} > {"silent", "agency_term_kept"}  # type: ignore[attr-defined]
    with pytest.raises(AssertionError) as failed:
        run_state_machine_as_test(machine, settings=settings(max_examples=300, phases=[Phase.generate], database=None))
    lines = str(failed.value).splitlines()
    assert lines[0].startswith("a breach names its article and reason")
    assert lines[1].endswith("handler: CaseOpened")
    assert any("handler: Request" in line and "decision=" in line for line in lines[2:])


def test_a_machine_ends_with_its_seconds() -> None:
    """Whatever Hypothesis would still like to try."""
    passed = stopwatch()
    run_for(machine_for(FLOW, BASIS, DAY), 0.5)
    assert 0.5 <= passed() < 30
