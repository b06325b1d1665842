"""Every scenario under every contrary reading: the dates that move, as a reviewed table, each counted again by a loop.

``cd tests && python -m helpers.contrary`` writes the tables anew; the difference is then reviewed like code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attrs import evolve, fields

from deadlines.counting.day_loop import due_by_day_loop
from deadlines.counting.timeline import Moment, Stopped
from deadlines.errors import CalendarGapError, TimelineError
from deadlines.law.disputes import reading_points
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.terms import Hours, Reasonable
from helpers import TESTS, scenarios
from helpers.scenarios import Scenario
from workflows import Basis, Case, ClockState, Flow, decide, open_case
from workflows import evolve as follow
from workflows.cases.case import timeline_of
from workflows.cases.events import Occasion
from workflows.catalog import flows
from workflows.errors import BadFacts, Refused
from workflows.values import day_of

FOLDER = TESTS / "workflows" / "catalog" / "contrary"

CONTRARY: dict[str, Readings] = {
    f"{point.id}={choice.id}": evolve(MAINSTREAM, **{point.id: choice.id})
    for point in reading_points()
    if point.id in {item.name for item in fields(Readings)}
    for choice in point.contrary
}
"""Each reading that is not the mainstream, by its name."""

EVERYWHERE = frozenset({"start_day=counted"})
"""Readings that move every date by a day: counted again by the loop like the others, but not written down."""

_Last = dict[tuple[str, str], Moment]
"""The last due day of each clock."""


def path(flow: Flow) -> Path:
    """Give the file of a flow's table."""
    return FOLDER / f"{flow.name.replace('@', '-')}.md"


def table(flow: Flow) -> str:
    """Give the dates that a reading moves, scenario by scenario, and the steps that it lets fail."""
    lines = [f"# {flow.name} {flow.zh}", "", "| scenario | reading | what differs |", "| --- | --- | --- |"]
    for scenario in _mine(flow):
        usual = _told(scenario, flow, MAINSTREAM)
        for name, taken in CONTRARY.items():
            told = _told(scenario, flow, taken) if name not in EVERYWHERE else usual
            if told != usual:
                lines.append(f"| {scenario.id} | {name} | {'; '.join(_differences(usual, told))} |")
    return "\n".join(lines) + "\n"


def faults(flow: Flow) -> list[str]:
    """Give the lines of the reviewed table that a flow does not keep, and those that it adds."""
    kept, told = path(flow).read_text(encoding="utf-8").splitlines(), table(flow).splitlines()
    return sorted({*kept} ^ {*told})


def recounted(flow: Flow) -> tuple[list[str], int]:
    """Count every due day of every scenario again, day by day, under every reading; give those that differ."""
    wrong, tried = [], 0
    seen: set[object] = set()
    for scenario in _mine(flow):
        for name, taken in CONTRARY.items():
            basis = _basis(scenario, taken)
            for case in _cases(scenario, flow, basis):
                for clock in case.clocks:
                    if (name, clock) in seen or clock.due is None:
                        continue
                    seen.add((name, clock))
                    expected = _by_loop(flow, basis, clock, taken)
                    if expected is None:
                        continue
                    tried += 1
                    if expected != day_of(clock.due):
                        wrong.append(f"{scenario.id} {name} {clock.clock}: {clock.due}, counted {expected}")
    return wrong, tried


def _by_loop(flow: Flow, basis: Basis, clock: ClockState, taken: Readings) -> date | None:
    facts = tuple(fact for fact in clock.facts if not isinstance(fact, Stopped))
    rule = basis.rule(flow.clocks_by_id[clock.clock].rule, day_of(facts[0].on))
    if isinstance(rule.term, (Hours, Reasonable)):
        return None
    return due_by_day_loop(rule, timeline_of(facts), basis.calendar, taken)


def _mine(flow: Flow) -> list[Scenario]:
    return [one for one in scenarios.of(flow.id) if one.flow == flow.name]


def _basis(scenario: Scenario, taken: Readings) -> Basis:
    usual = scenario.basis
    return Basis(usual.calendar, usual.rulebook, usual.place, readings=taken)


def _cases(scenario: Scenario, flow: Flow, basis: Basis) -> Iterator[Case]:
    """Give the case after each step that can be made under a reading; a step that cannot is left out."""
    opened, by = scenario.opened["on"], scenarios.actor(scenario.opened["by"])
    case = follow(None, open_case(flow, scenario.id, Occasion(opened, by), agency="test", place=basis.place)[0])
    for step in scenario.steps:
        payload = {name: tuple(v) if isinstance(v, list) else v for name, v in step.get("with", {}).items()}
        try:
            by = scenarios.actor(step["by"])
            events = decide(flow, case, step["do"], Occasion(step["on"], by), basis=basis, payload=payload)
        except (Refused, BadFacts, CalendarGapError, TimelineError):
            continue
        for event in events:
            case = follow(case, event)
        yield case


def _told(scenario: Scenario, flow: Flow, taken: Readings) -> tuple[_Last, list[str]]:
    """Give the last due day of each clock, and the steps as events."""
    last: _Last = {}
    made = []
    for case in _cases(scenario, flow, _basis(scenario, taken)):
        made.append(case.events[-1].type)
        last.update({(one.clock, one.key): one.due for one in case.clocks if one.due is not None})
    return last, made


def _differences(usual: tuple[_Last, list[str]], told: tuple[_Last, list[str]]) -> Iterator[str]:
    for at in sorted({*usual[0], *told[0]}):
        if usual[0].get(at) != told[0].get(at):
            yield f"{':'.join(filter(None, at))} {usual[0].get(at)} -> {told[0].get(at)}"
    if usual[1] != told[1]:
        pairs = enumerate(zip(usual[1], told[1], strict=False))
        at = next((n for n, (one, other) in pairs if one != other), min(len(usual[1]), len(told[1])))
        yield f"step {at + 1}: {[*usual[1], '—'][at]} -> {[*told[1], '—'][at]}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in flows():
        path(one).write_text(table(one), encoding="utf-8")
