"""The exhaustive check finds what is planted, names it, and shows the shortest way there."""

from __future__ import annotations

from typing import get_args

import pytest
from attrs import evolve

from helpers.example_flow import FLOW
from helpers.planted import PLANTED, SOUND, with_move
from workflows import InvalidFlow
from workflows.flows import soundness
from workflows.flows.soundness import prove, prove_by_days
from workflows.flows.world_event import WorldEvent, WorldEventKind


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


ALL_STATES = tuple(state.id for state in FLOW.states)
CALM = tuple(WorldEvent(kind, ALL_STATES, "无", "nothing") for kind in get_args(WorldEventKind))


@pytest.mark.parametrize(
    ("event", "fault", "trace"),
    [
        (WorldEvent("gone", ("handling",), "失踪", "is gone", ("withdraw",)), "", ()),
        (
            WorldEvent("gone", ("handling",), "失踪", "is gone", ("correct",)),
            "state 'handling' has no answer to gone: is gone",
            ("handler: receive",),
        ),
        (
            WorldEvent("silence", ("replied",), "无人登记", "nobody says anything", ("receive",)),
            "state 'replied' has no answer to silence: nobody says anything",
            ("handler: receive", "handler: reply"),
        ),
        # waiting is an answer where a term lapses: nothing else has to happen first
        (WorldEvent("silence", ("correcting",), "不补正", "does not correct", ("deem_abandoned",)), "", ()),
        # asked only where somebody is waited for
        (
            WorldEvent("silence", ("handling",), "不答复", "does not answer", ("record_opinion",), task="third_party"),
            "",
            (),
        ),
        (
            WorldEvent("silence", ("handling",), "不答复", "does not answer", ("record_opinion",)),
            "state 'handling' has no answer to silence: does not answer",
            ("handler: receive",),
        ),
        (
            WorldEvent("abolition", ("handling",), "撤销", "is abolished", ("extend",), task="third_party"),
            "state 'handling' has no answer to abolition: is abolished",
            ("handler: receive", "handler: consult"),
        ),
    ],
    ids=lambda part: part.en if isinstance(part, WorldEvent) else "",
)
def test_every_event_of_the_world_is_answered(event: WorldEvent, fault: str, trace: tuple[str, ...]) -> None:
    """In every case that gets to the state one of the commands is possible, now or when a term has lapsed."""
    flow = evolve(FLOW, befalling=(*CALM, event), proved=False)
    found = {one.what.en: one.trace for one in prove(flow).faults}
    assert found == ({fault: trace} if fault else {})
    assert found == {one.what.en: one.trace for one in prove_by_days(flow).faults}


def test_a_step_from_a_state_where_it_never_can_be_is_named() -> None:
    """Nothing runs yet in ``new``, so nothing can be extended there; no path leads wrong, so no trace is shown."""
    flow = with_move("TermExtended", lambda move: evolve(move, sources=("new", "handling")))
    (fault,) = prove(flow).faults
    assert (fault.what.code, fault.trace) == ("flow.dead_source", ())
    assert (fault.what.zh, fault.what.en) == (
        "环节“extend”在“new”从来不能办",
        "move 'extend' is never possible in 'new'",
    )


def test_a_flow_that_cannot_be_searched_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example has more than three worlds: the search ends and says so, it never takes a part for the whole."""
    monkeypatch.setattr(soundness, "MOST_WORLDS", 3)
    with pytest.raises(InvalidFlow) as caught:
        prove(FLOW)
    assert caught.value.fault.code == "flow.too_many_worlds"
    assert caught.value.fault.zh == "超过 3 种情形：请拆分流程"
    assert caught.value.fault.en == "more than 3 worlds: split the flow"
