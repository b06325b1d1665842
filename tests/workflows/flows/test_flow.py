"""A wrong flow cannot be constructed, and the table is what the machine does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from helpers.example_flow import FLOW, PARTY
from workflows import Flow, InvalidFlow
from workflows.cases import events
from workflows.flows.parts import (
    SAME,
    Clock,
    CloseTask,
    Extend,
    Field,
    Guard,
    Lapse,
    Move,
    OpenTask,
    Outcome,
    Overdue,
    Role,
    Start,
    State,
    Stop,
)
from workflows.flows.table import machine


def move(event: str, /, **change: Any) -> tuple[Move, ...]:
    """Change the move that gives an event."""
    return tuple(evolve(one, **change) if one.event == event else one for one in FLOW.moves)


def clock(name: str, **change: Any) -> tuple[Clock, ...]:
    """Change a clock."""
    return tuple(evolve(one, **change) if one.id == name else one for one in FLOW.clocks)


def states(name: str, **change: Any) -> tuple[State, ...]:
    """Change a state."""
    return tuple(evolve(one, **change) if one.id == name else one for one in FLOW.states)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"initial": "nowhere"}, "initial state 'nowhere' is not a state"),
    ({"states": (*FLOW.states, FLOW.states[0])}, "state 'new' is defined 2 times"),
    ({"states": states("new", zh="")}, "state 'new' has no name in Chinese and English"),
    ({"article": ""}, "the flow names no article"),
    ({"opened_by": ("clerk",)}, "opened by unknown role 'clerk'"),
    ({"opened_by": ()}, "nobody may open a case"),
    ({"corrected_by": ("clerk",)}, "corrected by unknown role 'clerk'"),
    ({"roles": (*FLOW.roles, Role("system", "系统", "system"))}, "role 'system' is built in; do not define it"),
    (
        {"states": states("correcting", waits_for="", clock="")},
        "waiting state 'correcting' has neither a clock nor a party it waits for",
    ),
    ({"states": states("correcting", clock="fee")}, "state 'correcting' names unknown clock 'fee'"),
    (
        {"states": tuple(evolve(one, kind="open") if one.kind == "end" else one for one in FLOW.states)},
        "no state is an end",
    ),
    ({"moves": move("RequestReceived", target="gone")}, "move 'receive' leads to unknown state 'gone'"),
    ({"moves": move("RequestReceived", sources=("gone",))}, "move 'receive' starts in unknown state 'gone'"),
    ({"moves": move("RequestReceived", sources=())}, "move 'receive' starts nowhere"),
    (
        {"moves": move("RedoOrdered", reopens=False)},
        "move 'order_redo' leaves end state 'replied' but does not reopen",
    ),
    (
        {"moves": move("RequestReceived", reopens=True)},
        "move 'receive' reopens from 'new', which is not an end",
    ),
    ({"moves": move("RedoOrdered", target="withdrawn")}, "move 'order_redo' reopens into end state 'withdrawn'"),
    ({"moves": move("RequestReceived", command="Receive")}, "move 'Receive' is not snake_case"),
    *(
        (
            {"moves": move("RequestReceived", event=name)},
            f"move 'receive' gives event '{name}', which is reserved or not CamelCase",
        )
        for name in (
            *("CaseOpened", "CaseLinked", "CaseMigrated", "CaseNoted"),
            *("EventVoided", "DeadlineRecomputed", "AlarmRaised"),
        )
    ),
    (
        {"moves": move("RequestReceived", article="")},
        "move 'receive' lacks its Chinese or English name or its article",
    ),
    ({"moves": move("RequestReceived", by=("clerk",))}, "move 'receive' is given to unknown role 'clerk'"),
    ({"moves": move("RequestReceived", by=())}, "move 'receive' is given to nobody"),
    ({"moves": move("RequestReceived", guards=("odd",))}, "move 'receive' uses unregistered guard 'odd'"),
    ({"moves": move("RequestReceived", outcome="odd")}, "move 'receive' gives unknown outcome 'odd'"),
    (
        {"moves": move("RequestGranted", outcome_from="reasons")},
        "move 'reply' takes its outcome from 'reasons', not a required code of known outcomes",
    ),
    (
        {"moves": move("RequestReceived", effects=(Start("fee"),))},
        "move 'receive' names unknown clock 'fee'",
    ),
    (
        {"moves": move("RequestReceived", effects=(OpenTask("odd"),))},
        "move 'receive' names unknown sub-task 'odd'",
    ),
    (
        {"moves": move("OpinionReceived", requires=())},
        "move 'record_opinion' names sub-task 'third_party' but does not require its key 'third_party'",
    ),
    (
        {"moves": move("RequestReceived", effects=(Start("third_party"),))},
        "move 'receive' starts clock 'third_party' of a sub-task but does not require its key 'third_party'",
    ),
    (
        {"clocks": clock("reply", extensions=0)},
        "move 'extend' extends clock 'reply', which allows no extension",
    ),
    (
        {"moves": move("RequestReceived", effects=(Start("reply", on="odd"),))},
        "move 'receive': effect on clock 'reply' reads 'odd', which no command brings",
    ),
    (
        {"moves": move("RequestGranted", unless=("third_party_open",))},
        "moves 'reply' in 'handling' overlap: give them excluding guards or an order",
    ),
    (
        {"moves": move("OpinionReceived", requires=(PARTY, Field("decision", "int", "数", "number")))},
        "fact 'decision' is int in one move and code in another",
    ),
    (
        {"moves": move("OpinionReceived", requires=(PARTY, Field("kind", "code", "类", "kind")))},
        "fact 'kind' is a code without choices",
    ),
    (
        {"clocks": (*FLOW.clocks, evolve(FLOW.clocks[0], id="fee"))},
        "clock 'fee' is never started",
    ),
    (
        {
            "clocks": (*FLOW.clocks, evolve(FLOW.clocks[0], id="fee")),
            "moves": tuple(
                evolve(
                    one,
                    effects=tuple(e for e in one.effects if e != Stop("*"))
                    + ((Start("fee"),) * (one.command == "receive")),
                )
                for one in FLOW.moves
            ),
        },
        "clock 'fee' is never stopped",
    ),
    ({"clocks": clock("reply", warn=(2.0,))}, "clock 'reply' warns at (2.0,): fractions lie between 0 and 1"),
    ({"clocks": clock("third_party", task="odd")}, "clock 'third_party' belongs to unknown sub-task 'odd'"),
    (
        {"clocks": clock("reply", lapse=Overdue("", "", ""))},
        "clock 'reply' lapses without a consequence: name the article and what follows",
    ),
    ({"clocks": clock("reply", lapse=Lapse("odd"))}, "clock 'reply' lapses into unknown command 'odd'"),
    (
        {"clocks": clock("reply", lapse=Lapse("withdraw"))},
        "command 'withdraw' of the lapse of clock 'reply' must be given to 'system' alone",
    ),
    (
        {"clocks": clock("reply", lapse=Lapse("deem_abandoned"))},
        "command 'deem_abandoned' is the lapse of several clocks: reply, correction",
    ),
    ({"tasks": (evolve(FLOW.tasks[0], clock="odd"),)}, "sub-task 'third_party' names unknown clock 'odd'"),
    (
        {"tasks": (evolve(FLOW.tasks[0], clock="reply"),)},
        "clock 'reply' of sub-task 'third_party' does not name it as its task",
    ),
    ({"tasks": (evolve(FLOW.tasks[0], suspends=("odd",)),)}, "sub-task 'third_party' suspends unknown clock 'odd'"),
    ({"tasks": (evolve(FLOW.tasks[0], cause=""),)}, "sub-task 'third_party' suspends clocks without a cause"),
    (
        {"moves": move("ThirdPartyConsulted", effects=(Start("third_party"),))},
        "sub-task 'third_party' is never opened",
    ),
    (
        {
            "moves": tuple(
                evolve(one, effects=tuple(e for e in one.effects if e != CloseTask("third_party")))
                for one in FLOW.moves
            )
        },
        "sub-task 'third_party' is never closed",
    ),
    (
        {"guards": (*FLOW.guards, Guard("idle", "闲", "idle", "一", lambda _case, _act: True))},
        "guard 'idle' guards no move",
    ),
    (
        {"outcomes": (*FLOW.outcomes, Outcome("disclosed", "公开", "disclosed", "一"))},
        "outcome 'disclosed' is defined 2 times",
    ),
]


@pytest.mark.parametrize(("change", "fault"), WRONG, ids=lambda part: str(part)[:40])
def test_a_wrong_literal_is_refused_with_its_fault(change: dict[str, Any], fault: str) -> None:
    """Each fault in the literal is refused by its pinned message, at construction."""
    with pytest.raises(InvalidFlow) as caught:
        evolve(FLOW, **change)
    assert caught.value.fault == fault
    assert str(caught.value) == f"flow 'example': {fault}"


def test_an_order_tells_overlapping_moves_apart() -> None:
    """Two moves whose guards do not exclude each other are accepted once one is tried first."""
    flow = evolve(FLOW, moves=move("RequestGranted", unless=("third_party_open",), order=1))
    assert ["RequestRefused", "RequestGranted"] == [step.move.event for step in flow.table["handling", "reply"]]


def test_the_same_state_is_spelled_out() -> None:
    """A move that stays has its source as target."""
    assert {"handling"} == {step.target for step in FLOW.table["handling", "consult"]}
    assert SAME == next(one.target for one in FLOW.moves if one.command == "consult")


def test_any_open_is_every_state_but_the_ends() -> None:
    """Withdrawal is possible wherever the case has not ended."""
    assert {"new", "handling", "correcting"} == {state for state, command in FLOW.table if command == "withdraw"}


def test_the_digest_tells_flows_apart() -> None:
    """Any change of the literal changes the digest; the same literal has the same."""
    same: Callable[[], Flow] = lambda: evolve(FLOW)  # noqa: E731
    assert FLOW.digest == same().digest
    assert FLOW.digest != evolve(FLOW, version="2").digest


class _Thing:
    """Anything with a state and the guards as methods: what the machine can trigger without a model."""

    def __init__(self, state: str, answers: dict[str, bool]) -> None:
        self.state = state
        for name, answer in answers.items():
            setattr(self, name, lambda _event, answer=answer: answer)


ORACLE = machine(FLOW)


@given(
    start=st.sampled_from([state.id for state in FLOW.states]),
    commands=st.lists(st.sampled_from(FLOW.commands), max_size=8),
    answers=st.fixed_dictionaries({guard.id: st.booleans() for guard in FLOW.guards}),
)
def test_table_is_machine(start: str, commands: list[str], answers: dict[str, bool]) -> None:
    """For any state, commands and answers of the guards, the table leads where the `transitions` machine leads."""
    thing, here = _Thing(start, answers), start
    for command in commands:
        steps = FLOW.table.get((here, command), ())
        taken = next((s for s in steps if all(answers[g.id] == wanted for g, _, wanted in s.tests)), None)
        if steps:
            assert ORACLE.events[command].trigger(thing) == (taken is not None)
        here = taken.target if taken else here
        assert thing.state == here


def test_extension_needs_its_clock() -> None:
    """An effect on a clock that the flow does not have is refused."""
    with pytest.raises(InvalidFlow, match="unknown clock 'fee'"):
        evolve(FLOW, moves=move("TermExtended", effects=(Extend("fee"),)))


def test_every_type_that_the_library_gives_itself_is_reserved() -> None:
    """A move whose event had one of these names would lose its state, as CaseNoted did."""
    given = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, str)}
    assert given == set(events.BUILT_IN)
    assert events.KEEPS_STATE < events.BUILT_IN
