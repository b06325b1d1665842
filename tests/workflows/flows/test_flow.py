"""A wrong flow cannot be constructed, and the table is what the machine does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from deadlines.errors import Reason
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


WRONG: list[tuple[dict[str, Any], Reason]] = [
    (
        {"initial": "nowhere"},
        Reason("flow.initial_unknown", "起始状态“nowhere”不是状态", "initial state 'nowhere' is not a state"),
    ),
    (
        {"states": (*FLOW.states, FLOW.states[0])},
        Reason("flow.twice", "状态“new”定义了 2 次", "state 'new' is defined 2 times"),
    ),
    (
        {"states": states("new", zh="")},
        Reason("flow.no_name", "状态“new”没有中文和英文名称", "state 'new' has no name in Chinese and English"),
    ),
    ({"article": ""}, Reason("flow.no_article", "流程没有写明依据的条款", "the flow names no article")),
    (
        {"opened_by": ("clerk",)},
        Reason("flow.opened_by_unknown", "登记人“clerk”不是角色", "opened by unknown role 'clerk'"),
    ),
    ({"opened_by": ()}, Reason("flow.opened_by_nobody", "没有角色可以登记案件", "nobody may open a case")),
    (
        {"corrected_by": ("clerk",)},
        Reason("flow.corrected_by_unknown", "更正人“clerk”不是角色", "corrected by unknown role 'clerk'"),
    ),
    (
        {"roles": (*FLOW.roles, Role("system", "系统", "system"))},
        Reason("flow.role_built_in", "角色“system”是自带的，不必定义", "role 'system' is built in; do not define it"),
    ),
    (
        {"states": states("correcting", waits_for="", clock="")},
        Reason(
            "flow.waits_for_nothing",
            "等待状态“correcting”既没有时钟，也没有所等的人",
            "waiting state 'correcting' has neither a clock nor a party it waits for",
        ),
    ),
    (
        {"states": states("correcting", clock="fee")},
        Reason(
            "flow.state_clock_unknown",
            "状态“correcting”所写的时钟“fee”不存在",
            "state 'correcting' names unknown clock 'fee'",
        ),
    ),
    (
        {"states": tuple(evolve(one, kind="open") if one.kind == "end" else one for one in FLOW.states)},
        Reason("flow.no_end", "没有终结状态", "no state is an end"),
    ),
    (
        {"moves": move("RequestReceived", target="gone")},
        Reason(
            "move.target_unknown", "环节“receive”通往不存在的状态“gone”", "move 'receive' leads to unknown state 'gone'"
        ),
    ),
    (
        {"moves": move("RequestReceived", sources=("gone",))},
        Reason(
            "move.source_unknown",
            "环节“receive”始于不存在的状态“gone”",
            "move 'receive' starts in unknown state 'gone'",
        ),
    ),
    (
        {"moves": move("RequestReceived", sources=())},
        Reason("move.no_source", "环节“receive”没有起点", "move 'receive' starts nowhere"),
    ),
    (
        {"moves": move("RedoOrdered", reopens=False)},
        Reason(
            "move.leaves_end",
            "环节“order_redo”离开终结状态“replied”，却不是重新办理",
            "move 'order_redo' leaves end state 'replied' but does not reopen",
        ),
    ),
    (
        {"moves": move("RequestReceived", reopens=True)},
        Reason(
            "move.reopens_open",
            "环节“receive”从“new”重新办理，而它不是终结状态",
            "move 'receive' reopens from 'new', which is not an end",
        ),
    ),
    (
        {"moves": move("RedoOrdered", target="withdrawn")},
        Reason(
            "move.reopens_into_end",
            "环节“order_redo”重新办理，却通往终结状态“withdrawn”",
            "move 'order_redo' reopens into end state 'withdrawn'",
        ),
    ),
    (
        {"moves": move("RequestReceived", command="Receive")},
        Reason("move.command", "环节“Receive”不是 snake_case", "move 'Receive' is not snake_case"),
    ),
    *(
        (
            {"moves": move("RequestReceived", event=name)},
            Reason(
                "move.event",
                f"环节“receive”的记录“{name}”是保留的，或者不是 CamelCase",
                f"move 'receive' gives event '{name}', which is reserved or not CamelCase",
            ),
        )
        for name in (
            *("CaseOpened", "CaseLinked", "CaseMigrated", "CaseNoted"),
            *("EventVoided", "DeadlineRecomputed", "AlarmRaised"),
        )
    ),
    (
        {"moves": move("RequestReceived", article="")},
        Reason(
            "move.no_name",
            "环节“receive”缺中文或者英文名称，或者条款",
            "move 'receive' lacks its Chinese or English name or its article",
        ),
    ),
    (
        {"moves": move("RequestReceived", by=("clerk",))},
        Reason(
            "move.role_unknown", "环节“receive”的角色“clerk”不存在", "move 'receive' is given to unknown role 'clerk'"
        ),
    ),
    (
        {"moves": move("RequestReceived", by=())},
        Reason("move.by_nobody", "环节“receive”没有角色可以办理", "move 'receive' is given to nobody"),
    ),
    (
        {"moves": move("RequestReceived", guards=("odd",))},
        Reason("move.guard_unknown", "环节“receive”的条件“odd”不存在", "move 'receive' uses unregistered guard 'odd'"),
    ),
    (
        {"moves": move("RequestReceived", outcome="odd")},
        Reason("move.outcome_unknown", "环节“receive”的结果“odd”不存在", "move 'receive' gives unknown outcome 'odd'"),
    ),
    (
        {"moves": move("RequestGranted", outcome_from="reasons")},
        Reason(
            "move.outcome_from",
            "环节“reply”的结果取自“reasons”，它不是必需的、取值为已知结果的代码",
            "move 'reply' takes its outcome from 'reasons', not a required code of known outcomes",
        ),
    ),
    (
        {"moves": move("RequestReceived", effects=(Start("fee"),))},
        Reason("move.clock_unknown", "环节“receive”的时钟“fee”不存在", "move 'receive' names unknown clock 'fee'"),
    ),
    (
        {"moves": move("RequestReceived", effects=(OpenTask("odd"),))},
        Reason("move.task_unknown", "环节“receive”无此子事项“odd”", "move 'receive' names unknown sub-task 'odd'"),
    ),
    (
        {"moves": move("OpinionReceived", requires=())},
        Reason(
            "move.task_key",
            "环节“record_opinion”涉及子事项“third_party”，却不要求其标识“third_party”",
            "move 'record_opinion' names sub-task 'third_party' but does not require its key 'third_party'",
        ),
    ),
    (
        {"moves": move("RequestReceived", effects=(Start("third_party"),))},
        Reason(
            "move.clock_key",
            "环节“receive”起算子事项的时钟“third_party”，却不要求其标识“third_party”",
            "move 'receive' starts clock 'third_party' of a sub-task but does not require its key 'third_party'",
        ),
    ),
    (
        {"clocks": clock("reply", extensions=0)},
        Reason(
            "move.no_extension",
            "环节“extend”延长时钟“reply”，它不可延长",
            "move 'extend' extends clock 'reply', which allows no extension",
        ),
    ),
    (
        {"moves": move("RequestReceived", effects=(Start("reply", on="odd"),))},
        Reason(
            "move.reads_unknown",
            "环节“receive”：对时钟“reply”的作用要读“odd”，没有命令带来它",
            "move 'receive': effect on clock 'reply' reads 'odd', which no command brings",
        ),
    ),
    (
        {"moves": move("RequestGranted", unless=("third_party_open",))},
        Reason(
            "move.overlap",
            "“handling”中的几个环节“reply”重叠：请给出互相排除的条件，或者写明次序",
            "moves 'reply' in 'handling' overlap: give them excluding guards or an order",
        ),
    ),
    (
        {"moves": move("OpinionReceived", requires=(PARTY, Field("decision", "int", "数", "number")))},
        Reason(
            "flow.two_kinds",
            "事项“decision”在一个环节是 int，在另一个环节是 code",
            "fact 'decision' is int in one move and code in another",
        ),
    ),
    (
        {"moves": move("OpinionReceived", requires=(PARTY, Field("kind", "code", "类", "kind")))},
        Reason("flow.no_choices", "事项“kind”是代码，却没有可选的值", "fact 'kind' is a code without choices"),
    ),
    (
        {"clocks": (*FLOW.clocks, evolve(FLOW.clocks[0], id="fee"))},
        Reason("flow.never_started", "时钟“fee”从不起算", "clock 'fee' is never started"),
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
        Reason("flow.never_stopped", "时钟“fee”从不停止", "clock 'fee' is never stopped"),
    ),
    (
        {"clocks": clock("reply", warn=(2.0,))},
        Reason(
            "flow.warn_fraction",
            "时钟“reply”在 (2.0,) 处预警：应为 0 与 1 之间的分数",
            "clock 'reply' warns at (2.0,): fractions lie between 0 and 1",
        ),
    ),
    (
        {"clocks": clock("third_party", task="odd")},
        Reason(
            "flow.clock_task_unknown",
            "时钟“third_party”所属的子事项“odd”不存在",
            "clock 'third_party' belongs to unknown sub-task 'odd'",
        ),
    ),
    (
        {"clocks": clock("reply", lapse=Overdue("", "", ""))},
        Reason(
            "flow.no_consequence",
            "时钟“reply”届满没有后果：请写明条款和后果",
            "clock 'reply' lapses without a consequence: name the article and what follows",
        ),
    ),
    (
        {"clocks": clock("reply", lapse=Lapse("odd"))},
        Reason(
            "flow.lapse_unknown",
            "时钟“reply”届满时的命令“odd”不存在",
            "clock 'reply' lapses into unknown command 'odd'",
        ),
    ),
    (
        {"clocks": clock("reply", lapse=Lapse("withdraw"))},
        Reason(
            "flow.lapse_by_others",
            "时钟“reply”届满时的命令“withdraw”只能由“system”作出",
            "command 'withdraw' of the lapse of clock 'reply' must be given to 'system' alone",
        ),
    ),
    (
        {"clocks": clock("reply", lapse=Lapse("deem_abandoned"))},
        Reason(
            "flow.lapse_shared",
            "命令“deem_abandoned”是几个时钟届满时的命令：reply、correction",
            "command 'deem_abandoned' is the lapse of several clocks: reply, correction",
        ),
    ),
    (
        {"tasks": (evolve(FLOW.tasks[0], clock="odd"),)},
        Reason(
            "flow.task_clock_unknown",
            "子事项“third_party”所写的时钟“odd”不存在",
            "sub-task 'third_party' names unknown clock 'odd'",
        ),
    ),
    (
        {"tasks": (evolve(FLOW.tasks[0], clock="reply"),)},
        Reason(
            "flow.task_clock_elsewhere",
            "子事项“third_party”的时钟“reply”没有写明属于它",
            "clock 'reply' of sub-task 'third_party' does not name it as its task",
        ),
    ),
    (
        {"tasks": (evolve(FLOW.tasks[0], suspends=("odd",)),)},
        Reason(
            "flow.suspends_unknown",
            "子事项“third_party”所中止的时钟“odd”不存在",
            "sub-task 'third_party' suspends unknown clock 'odd'",
        ),
    ),
    (
        {"tasks": (evolve(FLOW.tasks[0], cause=""),)},
        Reason(
            "flow.no_cause",
            "子事项“third_party”中止时钟，却没有写明事由",
            "sub-task 'third_party' suspends clocks without a cause",
        ),
    ),
    (
        {"moves": move("ThirdPartyConsulted", effects=(Start("third_party"),))},
        Reason("flow.never_opened", "子事项“third_party”从不开启", "sub-task 'third_party' is never opened"),
    ),
    (
        {
            "moves": tuple(
                evolve(one, effects=tuple(e for e in one.effects if e != CloseTask("third_party")))
                for one in FLOW.moves
            )
        },
        Reason("flow.never_closed", "子事项“third_party”从不了结", "sub-task 'third_party' is never closed"),
    ),
    (
        {"guards": (*FLOW.guards, Guard("idle", "闲", "idle", "一", lambda _case, _act: True))},
        Reason("flow.guard_unused", "条件“idle”没有环节用到", "guard 'idle' guards no move"),
    ),
    (
        {"outcomes": (*FLOW.outcomes, Outcome("disclosed", "公开", "disclosed", "一"))},
        Reason("flow.twice", "结果“disclosed”定义了 2 次", "outcome 'disclosed' is defined 2 times"),
    ),
]


@pytest.mark.parametrize(("change", "fault"), WRONG, ids=lambda part: str(part)[:40])
def test_a_wrong_literal_is_refused_with_its_fault(change: dict[str, Any], fault: Reason) -> None:
    """Each fault in the literal is refused by its pinned message, at construction."""
    with pytest.raises(InvalidFlow) as caught:
        evolve(FLOW, **change)
    assert caught.value.fault == fault
    assert str(caught.value) == f"flow 'example': {fault.en}"
    assert caught.value.zh == f"流程 example：{fault.zh}"


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
