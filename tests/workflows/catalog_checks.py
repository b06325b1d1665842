"""Checks that two flows of the catalog share: permissions against ``decide``, histories to tamper with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import evolve as changed
from permissions import path
from scenarios import Scenario, of, run

from workflows import Actor, Basis, Case, Event, Flow, decide
from workflows.compliance import Rule, audit, history_of
from workflows.errors import NotAllowedHere, NotPermitted, Refused
from workflows.literals import SYSTEM

Tamper = Callable[[tuple[Event, ...]], tuple[Event, ...]]


def misjudged(flow: Flow, case: Case, basis: Basis, on: date) -> list[tuple[str, str, str]]:
    """Ask ``decide`` for every role, state and command; give what differs from the reviewed table."""
    may = _reviewed(flow)
    roles = (*(role.id for role in flow.roles), SYSTEM)
    asked = [(state.id, command, role) for state in flow.states for command in flow.commands for role in roles]
    return [one for one in asked if _admits(flow, case, basis, on, *one) != (one in may)]


def _reviewed(flow: Flow) -> set[tuple[str, str, str]]:
    rows = [line.split("|") for line in path(flow).read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {
        (cells[1].strip(), command, cells[2].strip()) for cells in rows[1:] for command in cells[3].strip().split(" ")
    }


def _admits(flow: Flow, case: Case, basis: Basis, on: date, state: str, command: str, role: str) -> bool:
    try:
        decide(flow, changed(case, state=state), command, on=on, by=Actor(role, "x"), basis=basis)
    except (NotAllowedHere, NotPermitted):
        return False
    except Refused:
        return True
    return True


def runners(flow: Flow) -> list[Callable[[Flow], None]]:
    """Give each scenario of a flow as a function that fails if a flow does not behave as written.

    A scenario that others begin with is left out: they run its steps.
    """

    def runner(scenario: Scenario) -> Callable[[Flow], None]:
        def check(one: Flow) -> None:
            assert () == run(scenario, one).faults

        return check

    told = of(flow.id)
    begun = [one for one in told if any(one.steps == other.steps[: len(one.steps)] for other in told if other != one)]
    return [runner(scenario) for scenario in told if scenario not in begun]


def history(flow: Flow, scenario_id: str) -> tuple[Event, ...]:
    """Give the history that a scenario leads to."""
    scenario = next(scenario for scenario in of(flow.id) if scenario.id == scenario_id)
    return run(scenario, flow).case.events


def put(kind: str, **facts: object) -> Tamper:
    """Change facts of the last event of a type; None takes a fact away."""

    def tamper(events: tuple[Event, ...]) -> tuple[Event, ...]:
        at = max(number for number, event in enumerate(events) if event.type == kind)
        new = {**dict(events[at].facts), **facts}
        kept = tuple((name, value) for name, value in new.items() if value is not None)
        return (*events[:at], changed(events[at], facts=kept), *events[at + 1 :])  # type: ignore[arg-type]

    return tamper


def by(kind: str, name: str) -> Tamper:
    """Let another person have done the last event of a type."""

    def tamper(events: tuple[Event, ...]) -> tuple[Event, ...]:
        at = max(number for number, event in enumerate(events) if event.type == kind)
        return (*events[:at], changed(events[at], by=Actor(events[at].by.role, name)), *events[at + 1 :])

    return tamper


def on(kind: str, day: date) -> Tamper:
    """Move the last event of a type to another day."""

    def tamper(events: tuple[Event, ...]) -> tuple[Event, ...]:
        at = max(number for number, event in enumerate(events) if event.type == kind)
        return (*events[:at], changed(events[at], on=day), *events[at + 1 :])

    return tamper


def renamed(kind: str, other: str) -> Tamper:
    """Let the last event of a type be of another type."""

    def tamper(events: tuple[Event, ...]) -> tuple[Event, ...]:
        at = max(number for number, event in enumerate(events) if event.type == kind)
        return (*events[:at], changed(events[at], type=other), *events[at + 1 :])

    return tamper


def without(*kinds: str) -> Tamper:
    """Leave out every event of some types."""
    return lambda events: tuple(event for event in events if event.type not in kinds)


def breaches(flow: Flow, events: tuple[Event, ...], rules: tuple[Rule, ...], basis: Basis) -> list[tuple[str, str]]:
    """Judge a history at its end by a flow's own rules."""
    found = audit(history_of(events, flow, basis, events[-1].on), rules)
    assert all(breach.article for breach in found)
    return [(breach.rule, breach.why) for breach in found]
