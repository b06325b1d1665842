"""What the search of a flow walks through: worlds with a few clocks and sub-tasks, and the ways between them."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from attrs import frozen

from deadlines.errors import Reason
from workflows.flows.parts import (
    SYSTEM,
    Clock,
    Extend,
    Restart,
    Resume,
    Start,
    Suspend,
)
from workflows.flows.table import Transition

_T = TypeVar("_T")

OFF, ON, STOPPED = 0, 1, 2

WITHIN, BEYOND = 1, 2

YES_OR_NO = 2

UNSET = ""

OTHER = "*"

MOST_TASKS = 2


class Ticking(NamedTuple):
    """One abstract clock: off, on or stopped; how far; extended how often; suspended for what."""

    status: int = OFF
    phase: int = 0
    extended: int = 0
    causes: frozenset[str] = frozenset()


class Sub(NamedTuple):
    """One abstract sub-task: open or not; its clock off, within (1) or beyond (2)."""

    is_open: bool
    clock: int


class World(NamedTuple):
    """One abstract state of a case."""

    state: str
    has_outcome: bool
    clocks: tuple[Ticking, ...]
    tasks: tuple[tuple[Sub, ...], ...]
    facts: tuple[str, ...]


class Wrong(Exception):  # noqa: N818  # never leaves this package
    """An effect that makes no sense in this world; ``why`` follows the name of its move."""

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(why.en)


@frozen
class Edge:
    """One way on from a world: a step of the flow, or time passing for a clock. ``fault`` if it makes no sense."""

    label: str
    world: World
    step: Transition | None = None
    fault: Reason | None = None


def after_effect(ticking: Ticking, effect: object, last: int, clock: Clock) -> Ticking | None:
    """Give a clock after an effect; None if the count would refuse it."""
    match effect:
        case Start(on=origin):
            if ticking.status == ON and not origin:
                raise Wrong(
                    Reason(
                        "step.starts_again",
                        f"起算时钟“{clock.id}”，它已在运行",
                        f"starts clock {clock.id!r}, which is already on",
                    )
                )
            return Ticking(ON)
        case Suspend(cause=cause):
            _must_be_on(ticking, clock, "suspends")
            return None if cause in ticking.causes else ticking._replace(causes=ticking.causes | {cause})
        case Resume(cause=cause):
            _must_be_on(ticking, clock, "resumes")
            return ticking._replace(causes=ticking.causes - {cause}) if cause in ticking.causes else None
        case Restart(cause=cause, ends_pauses=ends_pauses):
            if ticking.status == OFF:
                raise Wrong(
                    Reason(
                        "step.restarts_unstarted",
                        f"重新计算时钟“{clock.id}”，它从未起算",
                        f"restarts clock {clock.id!r}, which was never started",
                    )
                )
            return Ticking(ON, 0, 0, frozenset() if ends_pauses else ticking.causes - {cause})
        case Extend():
            _must_be_on(ticking, clock, "extends")
            if ticking.extended >= clock.extensions:
                raise Wrong(
                    Reason(
                        "step.extends_too_often",
                        f"延长时钟“{clock.id}”超过 {clock.extensions} 次",
                        f"extends clock {clock.id!r} more than {clock.extensions} time(s)",
                    )
                )
            return None if ticking.phase == last else ticking._replace(phase=0, extended=ticking.extended + 1)
    raise TypeError(effect)


_VERBS = {"suspends": "中止", "resumes": "恢复", "extends": "延长"}


def _must_be_on(ticking: Ticking, clock: Clock, verb: str) -> None:
    if ticking.status != ON:
        zh, en = ("没有起算", "off") if ticking.status == OFF else ("已经停止", "stopped")
        raise Wrong(
            Reason(
                "step.not_running",
                f"{_VERBS[verb]}时钟“{clock.id}”，它{zh}",
                f"{verb} clock {clock.id!r}, which is {en}",
            )
        )


def step_label(step: Transition) -> str:
    """Give the words of a step in a trace: its first role and its command."""
    role = step.move.by[0] if step.move.by else SYSTEM
    return f"{role}: {step.move.command}"


def put(items: tuple[_T, ...], at: int, item: _T) -> tuple[_T, ...]:
    """Give items with another one in a place."""
    return (*items[:at], item, *items[at + 1 :])


def swap(subs: tuple[Sub, ...], old: Sub, new: Sub) -> tuple[Sub, ...]:
    """Give sub-tasks, sorted, with one in the place of another."""
    left = list(subs)
    left.remove(old)
    return tuple(sorted((*left, new)))
