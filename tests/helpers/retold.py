"""The same acts told in another order: written down late, with sweeps, notes and links between.

What happened is a set of acts, each with its day. It is first told as it happened, with the machine noticing every
lapse on its day; then in any order that the flow permits. Both tellings must come to the same case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from attrs import frozen

from deadlines.counting.timeline import Moment
from helpers import scenarios
from helpers.scenarios import Scenario
from workflows import Actor, Basis, Case, Flow, band_of, decide, evolve, link, open_case
from workflows.alarms.climb import lapse_instant
from workflows.decisions.compliance import ComplianceRule, find_breaches, history_of
from workflows.decisions.corrections import note
from workflows.decisions.times import entered
from workflows.errors import BadFacts, Refused
from workflows.flows.parts import EVIDENCE, SYSTEM, Lapse
from workflows.values import instant_of

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
            open_case(
                self.flow, "T-1", on=self.opened_on, by=self.opened_by, place=self.basis.place, recorded=recorded
            )[0],
        )


def tale_of(scenario: Scenario, flow: Flow) -> Tale:
    """Give the acts of people that a scenario makes; what the machine does follows from them."""
    basis = scenarios.basis_of(scenario.place, scenario.region, scenario.known)
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
        case = swept(tale, case, instant_of(deed.on))
        after = written(tale, case, deed, max(instant_of(deed.on), case.events[-1].recorded))
        if after is None:
            return None
        case = after
    return swept(tale, case, tale.end)


def told(tale: Tale, random: Random) -> tuple[Case, tuple[Deed, ...]] | None:
    """Tell it in some order, with sweeps, notes and links between; None if that order is not permitted."""
    case, now = tale.opened(), tale.opened_on
    recorded = instant_of(now)
    left = sorted(tale.deeds, key=lambda _: random.random()) if random.random() < SHUFFLED else list(tale.deeds)
    order: list[Deed] = []
    while left:
        case = _meanwhile(tale, case, recorded, random)
        for deed in _tried(left, random):
            at = max(recorded, instant_of(deed.on))
            after = written(tale, case, deed, at)
            if after is None and random.random() < PATIENT:
                case = swept(tale, case, at)
                after = written(tale, case, deed, at)
            if after is not None:
                case, recorded = after, at + timedelta(hours=random.randrange(3))
                left.remove(deed)
                order.append(deed)
                break
        else:
            return None
        recorded += timedelta(days=random.choice((0, 0, 0, 1, 7)))
    return swept(tale, case, max(tale.end, recorded)), tuple(order)


SHUFFLED, PATIENT = 0.8, 0.5


def _tried(left: Sequence[Deed], random: Random) -> list[Deed]:
    """Give what is left, a few that come next first: whoever keeps books late still keeps them roughly in order."""
    near = sorted(left, key=lambda deed: instant_of(deed.on))[:4]
    random.shuffle(near)
    return [*near, *(deed for deed in left if deed not in near)]


def _meanwhile(tale: Tale, case: Case, at: datetime, random: Random) -> Case:
    """Let the machine look, or somebody leave a note or tie another case."""
    what = random.randrange(5)
    if what == 0:
        return swept(tale, case, at)
    clerk = Actor(tale.flow.roles[0].id, "ban")
    if what == 1:
        return evolve(case, note(case, {"assignee": "chen"}, on=at, by=clerk, recorded=at)[0])
    if what == 2:  # the third of five
        return evolve(case, link(tale.flow, case, "review_of", "X-1", on=at, by=clerk, recorded=at)[0])
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
        tale.flow, case, deed.command, on=deed.on, by=deed.by, basis=tale.basis, payload=payload, recorded=recorded
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
            tale.flow, case, command, on=on, by=Actor(SYSTEM), basis=tale.basis, payload=payload, recorded=max(at, on)
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


def facts_of_day(value: object) -> bool:
    """Tell whether a fact is a day."""
    return isinstance(value, date)
