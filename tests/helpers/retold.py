"""The same acts told in another order: written down late, with sweeps, notes and links between.

What happened is a set of acts, each with its day. It is first told as it happened, with the machine noticing every
lapse on its day; then in any order that the flow permits. Both tellings must come to the same case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from attrs import evolve as evolved
from attrs import frozen

from deadlines.counting.timeline import Moment
from helpers import scenarios
from helpers.scenarios import Scenario
from workflows import Actor, Basis, Case, Flow, band_of, decide, evolve, link, open_case
from workflows.alarms.climb import lapse_instant
from workflows.cases.events import Occasion
from workflows.catalog import flow as flow_named
from workflows.decisions.compliance import ComplianceRule, find_breaches, history_of
from workflows.decisions.corrections import note
from workflows.decisions.times import entered
from workflows.errors import BadFacts, Refused
from workflows.flows.parts import EVIDENCE, SYSTEM, Lapse
from workflows.values import day_of, instant_of

OFTEN = 2
"""How many times an act is drawn into one history."""

TRIES = 60
"""How many acts are tried at a moment until one can happen."""

_Way = tuple[str, Actor, tuple[tuple[str, Any], ...]]

OF_THE_BOOKS = frozenset({"recorded_in_time", "recorded_after"})
"""Rules that judge when something was written down: these may differ."""


@frozen
class Deed:
    """One act as it happened: whoever writes it down, and whenever."""

    command: str
    by: Actor
    on: Moment
    payload: Mapping[str, Any]


@frozen
class Tale:
    """What happened to one case."""

    flow: Flow
    basis: Basis
    opened_on: Moment
    opened_by: Actor
    deeds: tuple[Deed, ...]

    @property
    def end(self) -> datetime:
        """Give a moment after all of it, when every term of a consultation is over as well."""
        last = max(instant_of(deed.on) for deed in self.deeds) if self.deeds else instant_of(self.opened_on)
        return last + timedelta(days=45)

    def opened(self) -> Case:
        """Open the case."""
        recorded = instant_of(self.opened_on)
        return evolve(
            None,
            open_case(self.flow, "T-1", Occasion(self.opened_on, self.opened_by, recorded), place=self.basis.place)[0],
        )


def tale_of(scenario: Scenario, flow: Flow) -> Tale:
    """Give the acts of people that a scenario makes; what the machine does follows from them."""
    basis = scenario.basis
    deeds = tuple(
        Deed(step["do"], scenarios.actor(step["by"]), step["on"], _facts(step))
        for step in scenario.steps
        if "refused" not in step and not step["by"].startswith(SYSTEM)
    )
    opened = scenario.opened
    return Tale(flow, basis, opened["on"], scenarios.actor(opened["by"]), deeds)


def _facts(step: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in step.get("with", {}).items()}


def as_it_happened(tale: Tale) -> Case | None:
    """Tell it day by day, each lapse noticed at once; None if it cannot have happened so."""
    case = tale.opened()
    for deed in sorted(tale.deeds, key=lambda deed: instant_of(deed.on)):
        after = _next(tale, case, deed)
        if after is None:
            return None
        case = after
    return swept(tale, case, tale.end)


def orders(tale: Tale, random: Random) -> Iterator[tuple[Case, tuple[Deed, ...]]]:
    """Tell it in other orders, two neighbours changed at a time; only what the flow permits is given.

    Which of two acts of one moment came first is a part of what happened, and stays.
    """
    order = sorted(tale.deeds, key=lambda deed: instant_of(deed.on))
    places = list(range(len(order) - 1))
    random.shuffle(places)
    for at in places:
        if order[at].on == order[at + 1].on:
            continue
        other = [*order[:at], order[at + 1], order[at], *order[at + 2 :]]
        case = told(tale, other, random)
        if case is not None:
            order = other
            yield case, tuple(order)


def told(tale: Tale, order: Sequence[Deed], random: Random) -> Case | None:
    """Tell it in an order, with sweeps, notes and links between; None if that order is not permitted."""
    case, recorded = tale.opened(), instant_of(tale.opened_on)
    for deed in order:
        case = _meanwhile(tale, case, recorded, random)
        recorded = max(recorded, instant_of(deed.on))
        after = written(tale, case, deed, recorded)
        if after is None:  # what lapsed meanwhile may have to be noticed first
            after = written(tale, swept(tale, case, recorded), deed, recorded)
        if after is None:
            return None
        case = after
        recorded += timedelta(days=random.choice((0, 0, 0, 1, 7)), hours=random.randrange(3))
    return swept(tale, case, max(tale.end, recorded))


def _meanwhile(tale: Tale, case: Case, at: datetime, random: Random) -> Case:
    """Let the machine look, or somebody leave a note or tie another case."""
    what = random.randrange(5)
    if what == 0:
        return swept(tale, case, at)
    clerk = Actor(tale.flow.roles[0].id, "ban")
    if what == 1:
        return evolve(case, note(case, {"assignee": "chen"}, Occasion(at, clerk, at))[0])
    if what == 2:  # the third of five
        return evolve(case, link(tale.flow, case, "review_of", "X-1", Occasion(at, clerk, at))[0])
    return case


def written(tale: Tale, case: Case, deed: Deed, recorded: datetime) -> Case | None:
    """Write an act down, with evidence where it comes too late without; None if the flow does not permit it."""
    try:
        return _after(tale, case, deed, recorded, deed.payload)
    except BadFacts as wrong:
        if [fault.field for fault in wrong.faults] != [EVIDENCE.name]:
            return None
    except Refused:
        return None
    try:
        return _after(tale, case, deed, recorded, {**deed.payload, EVIDENCE.name: "邮戳"})
    except (BadFacts, Refused):
        return None


def _after(tale: Tale, case: Case, deed: Deed, recorded: datetime, payload: Mapping[str, Any]) -> Case:
    for event in decide(
        tale.flow, case, deed.command, Occasion(deed.on, deed.by, recorded), basis=tale.basis, payload=payload
    ):
        case = evolve(case, event)
    return case


def swept(tale: Tale, case: Case, at: datetime) -> Case:
    """Let the machine notice every lapse there is, the earliest first."""
    while True:
        over = sorted(_lapsed(tale, case, at), key=lambda one: one[0])
        if not over:
            return case
        since, command, payload = over[0]
        on = max(since, instant_of(entered(case)))
        deemed = decide(
            tale.flow, case, command, Occasion(on, Actor(SYSTEM), max(at, on)), basis=tale.basis, payload=payload
        )
        for event in deemed:
            case = evolve(case, event)


def _lapsed(tale: Tale, case: Case, at: datetime) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    for state in case.clocks:
        clock = tale.flow.clocks_by_id[state.clock]
        if isinstance(clock.lapse, Lapse) and state.due is not None and state.lapsed(at):
            key = {tale.flow.tasks_by_id[clock.task].key: state.key} if clock.task else {}
            yield lapse_instant(state.due), clock.lapse.command, key


def comes_to(tale: Tale, case: Case, rules: Sequence[ComplianceRule]) -> dict[str, object]:
    """Give what a telling comes to: state, outcome, every clock, open sub-tasks, band, breaches by rule."""
    history = history_of(case.events, tale.flow, tale.basis, tale.end)
    return {
        "state": case.state,
        "outcome": case.outcome,
        "clocks": {
            (one.clock, one.key): (one.status, None if one.status == "stopped" else one.due) for one in case.clocks
        },
        "tasks": sorted(case.tasks),
        "band": band_of(tale.flow, case, tale.end),
        "breaches": sorted({b.rule for b in find_breaches(history, rules)} - OF_THE_BOOKS),
    }


@cache
def _acts(name: str) -> tuple[_Way, ...]:
    """Give the acts of people in the scenarios of a flow, each once; days are told by their distance from the act."""
    law = flow_named(name)
    found: dict[str, _Way] = {}
    for scenario in tellable(law):
        for deed in tale_of(scenario, law).deeds:
            facts = tuple((fact, _distance(value, deed.on)) for fact, value in deed.payload.items())
            found[repr((deed.command, facts))] = deed.command, deed.by, facts
    return tuple(found.values())


def _distance(value: Any, on: Moment) -> Any:
    if isinstance(value, datetime):
        return value - instant_of(on)
    return (value - day_of(on)).days if isinstance(value, date) else value


def _at(flow: Flow, name: str, value: Any, on: Moment) -> Any:
    kind = flow.fields_by_name[name].kind
    if kind == "instant":
        return instant_of(on) + value
    return day_of(on) + timedelta(days=value) if kind == "day" else value


def drawn(flow: Flow, random: Random, *, more: int = 10) -> Tale:
    """Draw what may happen to a case: it begins as a scenario does, and goes on with acts of all of them."""
    begun = tale_of(random.choice(tellable(flow)), flow)
    deeds = sorted(begun.deeds, key=lambda deed: instant_of(deed.on))
    case, tale = begun.opened(), evolved(begun, deeds=())
    for deed in deeds[: max(random.randint(0, len(deeds)) for _ in range(3))]:
        after = _next(tale, case, deed)
        if after is None:
            break
        case, tale = after, evolved(tale, deeds=(*tale.deeds, deed))
    on = case.events[-1].on
    for _ in range(more):
        on = _later(on, random)
        case = swept(tale, case, instant_of(on))
        done = Counter(deed.command for deed in tale.deeds)
        ways = [act for act in _acts(flow.name) if flow.table.get((case.state, act[0])) and done[act[0]] < OFTEN]
        for command, by, facts in _ordered(flow, case, ways, random):
            deed = Deed(command, by, on, {name: _at(flow, name, value, on) for name, value in facts})
            after = written(tale, case, deed, instant_of(on))
            if after is not None:
                case, tale = after, evolved(tale, deeds=(*tale.deeds, deed))
                break
    return tale


def _next(tale: Tale, case: Case, deed: Deed) -> Case | None:
    case = swept(tale, case, instant_of(deed.on))
    return written(tale, case, deed, max(instant_of(deed.on), case.events[-1].recorded))


@cache
def tellable(flow: Flow) -> tuple[Scenario, ...]:
    """Give the scenarios of a flow that happen where only the national law holds."""
    return tuple(one for one in scenarios.of(flow.id) if one.flow == flow.name and one.place == "cn")


def _ordered(flow: Flow, case: Case, ways: Sequence[_Way], random: Random) -> list[_Way]:
    """Give what may happen now in the order to be tried; half the time what keeps the case where it is comes first."""
    drawn_ways = random.sample(ways, k=len(ways))
    if random.random() < 0.5:
        return drawn_ways[:TRIES]
    keeps = {command for command, _, _ in ways if _keeps(flow, case, command)}
    return sorted(drawn_ways, key=lambda way: way[0] not in keeps)[:TRIES]


def _keeps(flow: Flow, case: Case, command: str) -> bool:
    return all(step.target == case.state for step in flow.table[case.state, command])


def _later(on: Moment, random: Random) -> Moment:
    if isinstance(on, datetime):
        return on + timedelta(hours=random.choice((1, 1, 3, 8)))
    return on + timedelta(days=random.choice((0, 1, 1, 1, 2, 3, 5)))
