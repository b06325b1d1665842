"""What the pictures and tables say about effects, roles and conditions."""

from __future__ import annotations

from workflows.flows.flow import Flow
from workflows.flows.parties import PARTIES
from workflows.flows.parts import (
    ALL,
    SYSTEM,
    Clock,
    ClockEffect,
    CloseEarlier,
    CloseTask,
    Extend,
    Lapse,
    Move,
    OpenTask,
    Restart,
    Resume,
    Start,
    Stop,
    Suspend,
)
from workflows.places.place import NATIONAL, Place


def role_zh(flow: Flow, role: str, place: Place = NATIONAL) -> str:
    """Give the title of a role, the place's own if it has one."""
    known = {each.id: each.zh for each in flow.roles} | {SYSTEM: "系统"}
    return place.office(role, known.get(role, role))


def party_zh(flow: Flow, party: str, place: Place = NATIONAL) -> str:
    """Name a party: by its role in the flow, else by the general word."""
    return role_zh(flow, party, place) if party in {role.id for role in flow.roles} else PARTIES.get(party, party)


def who(flow: Flow, move: Move, place: Place = NATIONAL) -> str:
    """Give the titles of all who may make a move."""
    return "、".join(role_zh(flow, role, place) for role in move.by)


def conditions(flow: Flow, move: Move) -> str:
    """Give the conditions of a move as one phrase."""
    yes = [flow.guards_by_id[guard].zh for guard in move.guards]
    no = [f"并非：{flow.guards_by_id[guard].zh}" for guard in move.unless]
    return "；".join((*yes, *no))


def effect_zh(flow: Flow, effect: ClockEffect) -> str:  # noqa: PLR0911  # one per effect
    """Say what an effect does."""
    match effect:
        case OpenTask(task=task):
            return f"开始“{flow.tasks_by_id[task].zh}”"
        case CloseTask(task=task):
            return f"结束“{flow.tasks_by_id[task].zh}”"
        case CloseEarlier(task=task):
            return f"“{flow.tasks_by_id[task].zh}”改自更早之日结束"
        case Stop(clock=clock):
            return "停止全部期限" if clock == ALL else f"停止“{flow.clocks_by_id[clock].zh}”"
        case Start(clock=clock):
            return f"起算“{flow.clocks_by_id[clock].zh}”"
        case Restart(clock=clock):
            return f"重新计算“{flow.clocks_by_id[clock].zh}”"
        case Extend(clock=clock):
            return f"延长“{flow.clocks_by_id[clock].zh}”"
        case Suspend(clock=clock):
            return f"中止“{flow.clocks_by_id[clock].zh}”"
        case Resume(clock=clock):
            return f"恢复“{flow.clocks_by_id[clock].zh}”"


def lapse_zh(flow: Flow, clock: Clock) -> str:
    """Say what the lapse of a clock leads to."""
    if isinstance(clock.lapse, Lapse):
        command = clock.lapse.command
        move = next(move for move in flow.moves if move.command == command)
        return f"{move.zh}（{move.article}）"
    return f"{clock.lapse.zh}（{clock.lapse.article}）"


def outcome_zh(flow: Flow, move: Move) -> str:
    """Name the outcome that a move gives."""
    if move.outcome_from:
        return f"依“{flow.fields_by_name[move.outcome_from].zh}”"
    return next((ending.zh for ending in flow.outcomes if ending.id == move.outcome), "")
