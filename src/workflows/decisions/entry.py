"""One entry of a history: the event that an act leaves in a case."""

from __future__ import annotations

from workflows.cases.case import Case
from workflows.cases.events import ClockChange, Event, TaskChange
from workflows.flows.act import Act
from workflows.values import Value


def entry(
    case: Case,
    kind: str,
    act: Act,
    *,
    flow: str = "",
    state: str = "",
    outcome: str | None = None,
    basis: str = "",
    facts: tuple[tuple[str, Value], ...] = (),
    clocks: tuple[ClockChange, ...] = (),
    tasks: tuple[TaskChange, ...] = (),
    reopened: bool = False,
    voids: int = 0,
    detail: tuple[tuple[str, str], ...] = (),
) -> Event:
    """Give the event that an act adds to a case; flow, state and outcome stay as they are unless they are given.

    Args:
        case: As it is before.
        kind: The type of the event, past tense.
        act: Who did it, when it happened, when it is written down.
        flow: Another version of the flow that the case is pinned to from now on.
        state: Where the case is afterwards.
        outcome: What the case ends with, empty for none.
        basis: The article that it rests on.
        facts: What is stored on the case.
        clocks: What it does to clocks.
        tasks: Sub-tasks opened and closed.
        reopened: It leaves an end state.
        voids: The number of the event that no longer counts.
        detail: What only this type of event holds.
    """
    # by place, in the order of Event: it is on the way of every command, and names cost a tenth of deciding
    return Event(
        case.id,
        case.seq + 1,
        kind,
        act.on,
        act.written,
        act.by,
        flow or case.flow,
        case.state,
        state or case.state,
        case.outcome if outcome is None else outcome,
        act.command,
        basis,
        facts,
        clocks,
        tasks,
        reopened,
        voids,
        detail,
    )
