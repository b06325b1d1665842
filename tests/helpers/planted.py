"""Faults planted in the example flow, one at a time, without the check at construction."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from deadlines.errors import Reason
from helpers.example_flow import FLOW
from workflows import Flow
from workflows.flows.parts import ALL, ClockEffect, Move, Resume, Start, State, Stop, Suspend


def with_move(event: str, change: Callable[[Move], Move]) -> Flow:
    """Change the move that gives an event."""
    moves = tuple(change(move) if move.event == event else move for move in FLOW.moves)
    used = {guard for move in moves for guard in (*move.guards, *move.unless)}
    return evolve(FLOW, moves=moves, guards=tuple(g for g in FLOW.guards if g.id in used), proved=False)


def without_effect(event: str, effect: ClockEffect) -> Flow:
    """Drop one effect of the move that gives an event."""
    return with_move(event, lambda move: evolve(move, effects=tuple(e for e in move.effects if e != effect)))


def with_effects(event: str, *effects: ClockEffect) -> Flow:
    """Add effects to the move that gives an event."""
    return with_move(event, lambda move: evolve(move, effects=(*move.effects, *effects)))


def _pausing(resume: bool) -> Flow:
    """Add a pause of the reply clock, with or without the way back."""
    pause = Move(
        "pause",
        ("handling",),
        "paused",
        by=("head",),
        unless=("third_party_open",),
        event="RequestPaused",
        zh="中止",
        en="pause",
        article="第三十三条",
        effects=(Suspend("reply", "pause"),),
    )
    back = Move(
        "go_on",
        ("paused",),
        "handling",
        by=("head",),
        event="RequestGoneOn",
        zh="恢复",
        en="go on",
        article="第三十三条",
        effects=(Resume("reply", "pause"),) if resume else (),
    )
    states = (*FLOW.states, State("paused", "中止", "paused", kind="waiting", waits_for="head"))
    return evolve(FLOW, states=states, moves=(*FLOW.moves, pause, back), proved=False)


def _stranded() -> Flow:
    states = (*FLOW.states, State("shelved", "搁置", "shelved"))
    shelve = Move(
        "shelve",
        ("handling",),
        "shelved",
        by=("handler",),
        event="RequestShelved",
        zh="搁置",
        en="shelve",
        article="第四章",
        effects=(Stop(ALL),),
    )
    moves = tuple(
        evolve(move, sources=("new", "handling", "correcting")) if move.command == "withdraw" else move
        for move in FLOW.moves
    )
    return evolve(FLOW, states=states, moves=(*moves, shelve), proved=False)


SOUND = _pausing(resume=True)

PLANTED: dict[str, tuple[Flow, Reason, tuple[str, ...]]] = {
    "a stop dropped": (
        without_effect("RequestGranted", Stop("reply")),
        Reason(
            "flow.clock_left", "终结状态“replied”下时钟“reply”仍在运行", "clock 'reply' runs in end state 'replied'"
        ),
        ("handler: receive", "handler: reply"),
    ),
    "a stop of everything narrowed": (
        with_move("RequestWithdrawn", lambda move: evolve(move, effects=(Stop("reply"),))),
        Reason(
            "flow.clock_left",
            "终结状态“withdrawn”下时钟“correction”仍在运行",
            "clock 'correction' runs in end state 'withdrawn'",
        ),
        ("handler: receive", "handler: ask_correction", "applicant: withdraw"),
    ),
    "withdrawal leaves a consultation open": (
        with_move(
            "RequestWithdrawn",
            lambda move: evolve(move, effects=(Stop("reply"), Stop("correction"), Stop("third_party"))),
        ),
        Reason(
            "flow.task_left",
            "终结状态“withdrawn”下子事项“third_party”没有了结",
            "sub-task 'third_party' is open in end state 'withdrawn'",
        ),
        ("handler: receive", "handler: consult", "applicant: withdraw"),
    ),
    "a resume dropped": (
        _pausing(resume=False),
        Reason(
            "flow.suspended_for_ever",
            "时钟“reply”在“paused”中止后再不恢复",
            "clock 'reply' is suspended in 'paused' for ever",
        ),
        ("handler: receive", "head: pause"),
    ),
    "the guard against a second extension dropped": (
        with_move("TermExtended", lambda move: evolve(move, guards=("running_reply",))),
        Reason(
            "step.extends_too_often",
            "环节“extend”延长时钟“reply”超过 1 次",
            "move 'extend' extends clock 'reply' more than 1 time(s)",
        ),
        ("handler: receive", "head: extend", "head: extend"),
    ),
    "every exit of a state dropped": (
        _stranded(),
        Reason("flow.stranded", "从状态“shelved”到不了终结状态", "state 'shelved' cannot reach an end"),
        ("handler: receive", "handler: shelve"),
    ),
    "a lapse possible only elsewhere": (
        with_move("RequestAbandoned", lambda move: evolve(move, sources=("handling",))),
        Reason(
            "flow.lapse_impossible",
            "时钟“correction”在“correcting”届满而没有后果",
            "clock 'correction' lapses in 'correcting' without a consequence",
        ),
        ("handler: receive", "handler: ask_correction", "pass correction"),
    ),
    "the lapse of a third party impossible while it is asked": (
        with_move("OpinionTermLapsed", lambda move: evolve(move, unless=("third_party_open",))),
        Reason(
            "flow.lapse_impossible",
            "时钟“third_party”在“handling”届满而没有后果",
            "clock 'third_party' lapses in 'handling' without a consequence",
        ),
        ("handler: receive", "handler: consult", "pass third_party"),
    ),
    "a waiting state whose clock is not started": (
        without_effect("RequestCorrected", Stop("correction")),
        Reason(
            "step.starts_again",
            "环节“ask_correction”起算时钟“correction”，它已在运行",
            "move 'ask_correction' starts clock 'correction', which is already on",
        ),
        ("handler: receive", "handler: ask_correction", "applicant: correct", "handler: ask_correction"),
    ),
    "a wait on a clock that was stopped": (
        with_effects("CorrectionRequested", Stop("correction")),
        Reason(
            "flow.waits_on_stopped",
            "状态“correcting”等待时钟“correction”，它没有运行",
            "state 'correcting' waits on clock 'correction', which is off",
        ),
        ("handler: receive", "handler: ask_correction"),
    ),
    "an end without an outcome": (
        with_move("RequestGranted", lambda move: evolve(move, outcome="")),
        Reason(
            "flow.no_outcome", "到达终结状态“replied”时没有结果", "end state 'replied' is reached without an outcome"
        ),
        ("handler: receive", "handler: reply"),
    ),
    "a reopening without a clock": (
        with_move("RedoOrdered", lambda move: evolve(move, effects=())),
        Reason(
            "flow.reopens_without_clock",
            "环节“order_redo”重新办理而没有时钟",
            "move 'order_redo' reopens without a clock",
        ),
        ("handler: receive", "handler: reply", "head: order_redo"),
    ),
    "a restart of a clock never started": (
        without_effect("RequestReceived", Start("reply")),
        Reason(
            "step.restarts_unstarted",
            "环节“order_redo”重新计算时钟“reply”，它从未起算",
            "move 'order_redo' restarts clock 'reply', which was never started",
        ),
        ("handler: receive", "handler: reply", "head: order_redo"),
    ),
    "a move that is never possible": (
        with_move("RequestCorrected", lambda move: evolve(move, guards=("third_party_open",))),
        Reason(
            "flow.dead_move",
            "通往“handling”的环节“correct”从来不能办",
            "move 'correct' to 'handling' is never possible",
        ),
        (),
    ),
    "a state that nothing leads to": (
        evolve(FLOW, states=(*FLOW.states, State("forgotten", "遗漏", "forgotten")), proved=False),
        Reason("flow.unreachable", "到不了状态“forgotten”", "state 'forgotten' cannot be reached"),
        (),
    ),
    "an extension of a stopped clock": (
        with_move("TermExtended", lambda move: evolve(move, guards=("not_extended_reply",), sources=("correcting",))),
        Reason(
            "step.not_running",
            "环节“extend”延长时钟“reply”，它已经停止",
            "move 'extend' extends clock 'reply', which is stopped",
        ),
        ("handler: receive", "handler: ask_correction", "head: extend"),
    ),
}
"""Name, flow, the fault that must be found, its shortest trace."""
