"""Checks that flows of the catalog share: scenarios, permissions against ``decide``, histories to tamper with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

import pytest
from attrs import evolve as changed
from hypothesis import settings

from helpers import permissions
from helpers.scenarios import Scenario, basis_of, of, run
from workflows import Actor, Basis, Case, Event, Flow, decide, open_case, replay
from workflows.cases.events import Occasion
from workflows.decisions.compliance import ComplianceRule, find_breaches, history_of
from workflows.errors import BadFacts, NotAllowedHere, NotPermitted, Refused
from workflows.flows.mutants import survivors
from workflows.flows.parts import SYSTEM
from workflows.testing import machine_for

Tamper = Callable[[tuple[Event, ...]], tuple[Event, ...]]


class CatalogFlow:
    """What is asked of a flow with its scenarios and compliance rules; a test class of each flow says which."""

    flow: ClassVar[Flow]
    rules: ClassVar[tuple[ComplianceRule, ...]]
    area: ClassVar[str]
    """What the names of its rules begin with."""

    opened: ClassVar[date]
    """A day on which a case may be opened by a handler."""

    tampered: ClassVar[list[tuple[str, Tamper, str, str]]]
    """Scenario, what is done to its history, the rule that must notice, and what it must say."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test every scenario, or every tampered history."""
        if "scenario" in metafunc.fixturenames:
            metafunc.parametrize("scenario", of(self.flow.id), ids=lambda one: one.id)
        if "tampering" in metafunc.fixturenames:
            metafunc.parametrize("tampering", self.tampered, ids=[row[2] for row in self.tampered])

    def test_scenario(self, scenario: Scenario) -> None:
        """The states, events, due dates and refusals are as the scenario says."""
        assert () == run(scenario, self.flow).faults

    def test_every_move_is_made_by_some_scenario(self) -> None:
        """No event of the flow is missing from the scenarios."""
        made = {event for scenario in of(self.flow.id) for _, _, event in run(scenario, self.flow).moves}
        assert set() == {move.event for move in self.flow.moves} - made

    def test_every_deletion_is_noticed(self) -> None:
        """Each move, each guard of a move and each clock effect, left out in turn, fails the proof or a scenario."""
        alive, count = survivors(self.flow, runners(self.flow))
        assert () == alive
        assert count > len(self.flow.moves)

    def test_permissions_are_as_reviewed(self) -> None:
        """The reviewed table is the flow's own, and ``decide`` admits exactly those roles."""
        assert permissions.path(self.flow).read_text(encoding="utf-8") == permissions.table(self.flow)
        case = replay(open_case(self.flow, "P-1", Occasion(self.opened, Actor("handler", "li"))))
        assert [] == misjudged(self.flow, case, basis_of("cn", "", None), self.opened)

    def test_what_the_flow_lets_happen_breaks_no_rule(self, scenario: Scenario) -> None:
        """The history of every scenario is clean, in the place where it was kept."""
        basis = scenario.basis
        assert [] == breaches(self.flow, run(scenario, self.flow).case.events, self.rules, basis)

    def test_a_tampered_history_is_named(self, tampering: tuple[str, Tamper, str, str]) -> None:
        """What the flow would have refused is found in a history that was kept elsewhere."""
        scenario, tamper, rule, why = tampering
        where = next(one for one in of(self.flow.id) if one.id == scenario).place
        found = breaches(self.flow, tamper(history(self.flow, scenario)), self.rules, basis_of(where, "", None))
        assert [(f"{self.area}.{rule}", why)] == found

    def test_every_rule_has_a_breach(self) -> None:
        """No rule is there that no test has seen broken."""
        assert {rule.id for rule in self.rules} == {f"{self.area}.{rule}" for _, _, rule, _ in self.tampered}


def any_order(flow: Flow, opened: date, rules: tuple[ComplianceRule, ...]) -> Any:
    """Give a test that takes the commands of a flow in any order."""
    case = machine_for(flow, basis_of("cn", "", None), opened, rules=rules).TestCase
    case.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
    return case


def misjudged(flow: Flow, case: Case, basis: Basis, on: date) -> list[tuple[str, str, str]]:
    """Ask ``decide`` for every role, state and command; give what differs from the reviewed table."""
    may = _reviewed(flow)
    roles = (*(role.id for role in flow.roles), SYSTEM)
    asked = [(state.id, command, role) for state in flow.states for command in flow.commands for role in roles]
    return [one for one in asked if _admits(flow, case, basis, on, *one) != (one in may)]


def _reviewed(flow: Flow) -> set[tuple[str, str, str]]:
    rows = [
        line.split("|")
        for line in permissions.path(flow).read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return {
        (cells[1].strip(), command, cells[2].strip()) for cells in rows[1:] for command in cells[3].strip().split(" ")
    }


def _admits(flow: Flow, case: Case, basis: Basis, on: date, state: str, command: str, role: str) -> bool:
    try:
        decide(flow, changed(case, state=state), command, Occasion(on, Actor(role, "x")), basis=basis)
    except (NotAllowedHere, NotPermitted):
        return False
    except (Refused, BadFacts):
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


def breaches(
    flow: Flow, events: tuple[Event, ...], rules: tuple[ComplianceRule, ...], basis: Basis
) -> list[tuple[str, str]]:
    """Judge a history at its end by a flow's own rules."""
    found = find_breaches(history_of(events, flow, basis, events[-1].on), rules)
    assert all(breach.article for breach in found)
    return [(breach.rule, breach.why) for breach in found]
