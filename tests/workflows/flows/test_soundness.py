"""The exhaustive check finds what is planted, names it, and shows the shortest way there."""

from __future__ import annotations

import pytest
from attrs import evolve

from helpers.example_flow import FLOW
from helpers.planted import PLANTED, SOUND
from workflows import InvalidFlow
from workflows.flows.soundness import prove, prove_by_days


def test_the_example_is_sound() -> None:
    """No fault is found in the example, in the quotient and in the full model."""
    assert prove(FLOW).faults == prove_by_days(FLOW).faults == ()


def test_a_pause_with_a_way_back_is_sound() -> None:
    """A pause is no fault in itself: the fault planted beside it is the missing way back."""
    assert prove(SOUND).faults == ()


@pytest.mark.parametrize("name", PLANTED)
def test_planted_fault_is_found_and_named(name: str) -> None:
    """Each planted fault is among those found, with the shortest trace to it."""
    flow, what, trace = PLANTED[name]
    found = {fault.what: fault.trace for fault in prove(flow).faults}
    assert found.get(what) == trace, found


@pytest.mark.parametrize("name", PLANTED)
def test_the_full_model_finds_the_same_faults(name: str) -> None:
    """Telling the warning point and the last day apart finds nothing more and nothing less."""
    flow, _, _ = PLANTED[name]
    assert {f.what for f in prove(flow).faults} == {f.what for f in prove_by_days(flow).faults}


@pytest.mark.parametrize("name", PLANTED)
def test_a_flow_with_the_fault_cannot_be_constructed(name: str) -> None:
    """The same literal is refused when it is to be used."""
    flow, _, _ = PLANTED[name]
    with pytest.raises(InvalidFlow) as caught:
        evolve(flow, proved=True)
    assert caught.value.flow == "example"


def test_the_message_shows_the_way() -> None:
    """The refusal reads as a sentence with the trace."""
    flow, _, _ = PLANTED["a stop dropped"]
    with pytest.raises(InvalidFlow) as caught:
        evolve(flow, proved=True)
    assert str(caught.value) == (
        "flow 'example': clock 'reply' runs in end state 'replied'; reached by: handler: receive > handler: reply"
    )
