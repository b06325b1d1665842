"""The steps that scenarios make, one by one, so that each can be made again with one thing changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Extended, Fact, Moment, Restarted, Started
from helpers import scenarios
from helpers.reviewed import ON, rows
from helpers.scenarios import Scenario
from workflows import Actor, Basis, Case, Event, Flow, decide, evolve
from workflows.cases.events import ClockChange, Occasion
from workflows.catalog import flow as flow_named
from workflows.decisions.rows import row_of
from workflows.errors import BadFacts, NotPermitted, Refused
from workflows.flows.parts import SYSTEM
from workflows.values import day_of

NOT_DONE = (Refused, BadFacts)
"""What ``decide`` answers instead of events."""


@frozen
class Made:
    """One step of a scenario: the case before it, the step as the file has it, its facts, and the case after it."""

    scenario: Scenario
    number: int
    step: Mapping[str, Any]
    payload: Mapping[str, Any]
    before: Case
    after: Case
    basis: Basis

    @property
    def name(self) -> str:
        """Give where it stands, for a message."""
        return f"{self.scenario.id} step {self.number} {self.step['do']}"

    def again(
        self,
        flow: Flow,
        *,
        on: Moment | None = None,
        payload: Mapping[str, Any] | None = None,
        by: Actor | None = None,
    ) -> Case:
        """Make the step on the same case with one thing changed.

        Raises:
            Refused: The flow stands against it.
            BadFacts: A fact does.
        """
        events = decide(
            flow,
            self.before,
            self.step["do"],
            Occasion(on or self.step["on"], by or scenarios.actor(self.step["by"])),
            basis=self.basis,
            payload=self.payload if payload is None else payload,
        )
        case = self.before
        for event in events:
            case = evolve(case, event)
        return case


@cache
def made(name: str) -> tuple[Made, ...]:
    """Give every step that a scenario of a flow makes, those of a base once."""
    law = flow_named(name)
    seen: set[str] = set()
    found = []
    for scenario in scenarios.of(law.id):
        if scenario.flow != name:
            continue
        head = repr((scenario.place, scenario.options, scenario.region, scenario.known, scenario.opened))
        for number, one in enumerate(_steps(scenario, law), 1):
            head += repr(one.step)
            if head not in seen:
                seen.add(head)
                found.append(Made(scenario, number, one.step, one.payload, one.before, one.after, one.basis))
    return tuple(found)


def _steps(scenario: Scenario, law: Flow) -> Iterator[Made]:
    ran = scenarios.run(scenario, law)
    basis = scenario.basis
    steps = [step for step in scenario.steps if "refused" not in step]
    for step, before, after in zip(steps, ran.cases, ran.cases[1:], strict=False):
        payload = {name: tuple(v) if isinstance(v, list) else v for name, v in step.get("with", {}).items()}
        yield Made(scenario, 0, step, payload, before, after, basis)


def a_day_later(on: Moment, calendar: WorkCalendar) -> Moment:
    """Give the next working day, or the same time on the next day."""
    return on + timedelta(days=1) if isinstance(on, datetime) else calendar.next(on)


def late_acts(flow: Flow) -> tuple[list[str], int]:
    """Make each step that brings a day one working day after it; give the dates that move, and how many were made.

    What a fact says is the day that counts, whenever it is entered.
    """
    faults, tried = [], 0
    for one in made(flow.name):
        if not any(isinstance(value, date) for value in one.payload.values()):
            continue
        try:
            case = one.again(flow, on=a_day_later(one.step["on"], one.basis.calendar))
        except NOT_DONE:
            continue
        tried += 1
        was, now = standing(one.after), standing(case)
        faults += [
            f"{one.name}: {at} {was.get(at)} -> {now.get(at)}" for at in {*was, *now} if was.get(at) != now.get(at)
        ]
    return faults, tried


def origins(flow: Flow) -> tuple[list[str], int]:
    """Hold what each step does to clocks against the reviewed table: kind, day, cause, rule, article."""
    effects = rows(flow, "effects")
    rules = {row[0]: row for row in rows(flow, "clocks")}
    redated = {(row[0], row[1]) for row in effects if row[3] == "CloseEarlier"}
    faults, tried = [], 0
    for one in made(flow.name):
        try:
            case = one.again(flow, on=a_day_later(one.step["on"], one.basis.calendar))
        except NOT_DONE:
            continue
        event = case.events[-1]
        changes = [] if (event.command, event.type) in redated else event.clocks
        for change in changes:
            for fact in change.facts:
                kind = _KINDS.get(type(fact))
                if kind is None:
                    continue
                tried += 1
                told = [row for row in effects if _is_of(event, change.clock, kind, row)]
                wrong = [list(_origin_faults(one, case, change, fact, row, rules[change.clock])) for row in told]
                if [] not in wrong:
                    faults += min(wrong, key=len, default=[f"{one.name}: {kind} of {change.clock} was not reviewed"])
    return faults, tried


_KINDS: Mapping[type[Fact], str] = {Started: "Start", Restarted: "Restart", Extended: "Extend"}
"""The effect that each fact of a clock comes from."""


def _is_of(event: Event, clock: str, kind: str, row: list[str]) -> bool:
    return (row[0], row[1], row[3], row[4]) == (event.command, event.type, kind, clock) and (
        event.source in row[2].split() or row[2] == "*"
    )


def _origin_faults(
    one: Made, case: Case, change: ClockChange, fact: Any, row: list[str], clock: list[str]
) -> Iterator[str]:
    wanted = case.events[-1].on if row[5] == "the act" else case.facts.get(row[5])
    if wanted is None:
        yield f"{one.name}: nothing brings {row[5]}"
        return
    same = wanted if isinstance(fact.on, datetime) else day_of(wanted)  # type: ignore[arg-type]
    if fact.on != same:
        yield f"{one.name}: {change.clock} runs from {fact.on}, {row[5]} is {same}"
    cause = getattr(fact, "cause", "")
    if cause and f"cause={cause}" not in row[6].split():
        yield f"{one.name}: {change.clock} restarts for {cause}, reviewed: {row[6]}"
    if not change.rule.startswith(f"{clock[1]}@"):
        yield f"{one.name}: {change.clock} is counted by {change.rule}, reviewed: {clock[1]}"
    if one.scenario.place == "cn" and clock[2] not in {change.article, ""} and day_of(one.step["on"]).year == ON.year:
        yield f"{one.name}: {change.clock} cites {change.article}, reviewed: {clock[2]}"


def left_out(flow: Flow) -> tuple[list[str], int]:
    """Leave out each fact that was reviewed as required, in turn; give those that are not missed."""
    required = {(row[0], row[1]): [name.partition(":")[0] for name in row[5].split()] for row in rows(flow, "moves")}
    faults, tried = [], 0
    for one in made(flow.name):
        event = one.after.events[-1]
        for name in required[event.command, event.type]:
            if name not in one.payload:
                continue
            tried += 1
            try:
                one.again(flow, payload={other: value for other, value in one.payload.items() if other != name})
            except NOT_DONE:
                continue
            faults.append(f"{one.name}: goes on without {name}")
    return faults, tried


def written(flow: Flow) -> tuple[list[str], int]:
    """Hold what each step writes against the reviewed table: where it leads, what it sets, its outcome and article."""
    reviewed: dict[tuple[str, str], list[list[str]]] = {}
    for row in rows(flow, "moves"):
        reviewed.setdefault((row[0], row[1]), []).append(row)
    waits = {row[0]: row[2] for row in rows(flow, "states")}
    faults, tried = [], 0
    for one in made(flow.name):
        try:
            case = one.again(flow)
        except NOT_DONE as error:
            faults.append(f"{one.name}: {error}")
            continue
        tried += 1
        event = case.events[-1]
        if not any(_is_written(event, one.before, row) for row in reviewed.get((event.command, event.type), ())):
            faults.append(f"{one.name}: {event.source} -> {event.state} {event.outcome} {event.basis} was not reviewed")
        state = flow.states_by_id[case.state]
        if state.kind != "end" and waits[case.state] and row_of(flow, case).waits_for != waits[case.state]:
            faults.append(f"{one.name}: {case.state} waits for {row_of(flow, case).waits_for}")
    return faults, tried


def by_others(flow: Flow) -> tuple[list[str], int]:
    """Let each role ask for each step that it may not ask for, or may; give where the reviewed table says otherwise."""
    may: dict[tuple[str, str], list[list[str]]] = {}
    for row in rows(flow, "moves"):
        may.setdefault((row[0], row[1]), []).append(row)
    faults, tried = [], 0
    for one in made(flow.name):
        event, person = one.after.events[-1], scenarios.actor(one.step["by"])
        ways = [row for row in may[event.command, event.type] if event.source in row[2].split() or row[2] == "*"]
        for role in (*(role.id for role in flow.roles), SYSTEM):
            tried += 1
            wanted = any(role in row[10].split() for row in ways)
            try:
                case = one.again(flow, by=Actor(role, person.name))
            except NotPermitted:
                found = False
            except NOT_DONE:  # who it is may matter beside the role
                continue
            else:
                found = case.events[-1].type == event.type
            if found != wanted and not (found and len(ways) > 1):
                faults.append(f"{one.name}: by {role} {'goes on' if found else 'is refused'}")
    return faults, tried


def _is_written(event: Event, before: Case, row: list[str]) -> bool:
    sources, target = row[2].split(), row[3].split()[0]
    facts = {name: str(value) for name, value in event.facts}
    sets = dict(pair.split("=", 1) for pair in row[7].split())
    outcome = facts.get(row[8].removeprefix("from "), "") if row[8].startswith("from ") else row[8]
    if not outcome and not event.reopened:
        outcome = before.outcome
    return (
        (event.source in sources or sources == ["*"])
        and event.state in {target, event.source if target == "=" else target}
        and event.basis == row[4]
        and event.reopened == row[3].endswith("(reopens)")
        and all(facts.get(name) == value for name, value in sets.items())
        and event.outcome == outcome
    )


def standing(case: Case) -> dict[tuple[str, str], Moment | str | None]:
    """Give each clock with its due day, or that it has stopped."""
    return {(one.clock, one.key): "stopped" if one.status == "stopped" else one.due for one in case.clocks}
