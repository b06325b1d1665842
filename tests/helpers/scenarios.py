"""Run a scenarios.toml against a flow: each step a command, with the state and every due date that must follow.

A file holds ``[[scenario]]`` tables::

    [[scenario]]
    id = "correction-restarts"
    claim = "A corrected request starts a full new term."
    source = "条例第三十条"                 # for a clause of the seeds: "seed 003, 6(2)①"
    flow = "request@2019"
    place = "cn"                            # default
    options = {}                            # what the place chooses beside its own options
    region = ""                             # calendar overlay, default none
    known = 2024-03-01                      # the calendar as announced by this day, default: all notices
    open = { on = 2024-03-01, by = "handler:li" }
    base = "other-scenario-id"              # instead of open: begin with the steps of that scenario

    [[scenario.step]]
    on = 2024-03-04                         # a day, or an instant with offset
    by = "applicant:zhang"                  # role:name
    do = "correct"
    with = { text = "…" }                   # facts; arrays become tuples
    state = "handling"                      # optional: what must follow
    event = "RequestCorrected"
    outcome = ""
    due = { reply = 2024-04-01, "third_party:甲" = "suspended" }   # all clocks that are not stopped, no more
    tasks = ["third_party:甲"]              # all sub-tasks that are open
    band = "on_time"                        # on the day of the step
    refused = "reason (article)"            # instead of all these: the command is refused with this message

``faults`` returns what did not come out as written; ``used`` tells which moves, guards and refusals a run touched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve as changed
from attrs import field, frozen

from deadlines import china, rulebook
from helpers import ROOT
from workflows import Actor, Basis, Case, Flow, decide, evolve, open_case
from workflows.cases.events import Occasion
from workflows.decisions.bands import band_of
from workflows.errors import BadFacts, GuardFailed, Refused
from workflows.places.files import place

CATALOG = ROOT / "src" / "workflows" / "catalog"


@frozen
class Scenario:
    """One scenario of a file, its base already put before its own steps."""

    id: str
    claim: str
    source: str
    flow: str
    place: str
    region: str
    known: date | None
    opened: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def basis(self) -> Basis:
        """Give calendar, rules and place of it."""
        return basis_of(self.place, self.region, self.known, self.options)


@frozen
class Ran:
    """What a run came to: the faults found, the case at the end, the moves made and the guards that refused."""

    faults: tuple[str, ...]
    case: Case
    moves: tuple[tuple[str, str, str], ...] = ()
    refusals: tuple[str, ...] = ()
    cases: tuple[Case, ...] = field(default=(), repr=False)


def read(path: Path) -> tuple[Scenario, ...]:
    """Read a file of scenarios."""
    with path.open("rb") as stream:
        tables = tomllib.load(stream)["scenario"]
    by_id: dict[str, Mapping[str, Any]] = {}
    for table in tables:
        assert table["id"] not in by_id, f"{path.name}: scenario {table['id']!r} is there twice"
        by_id[table["id"]] = table
    return tuple(_scenario(table, by_id) for table in tables)


def of(flow: str) -> tuple[Scenario, ...]:
    """Read the scenarios of a flow of the catalog."""
    return read(CATALOG / flow / "scenarios.toml")


def _scenario(table: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Scenario:
    steps = tuple(table.get("step", ()))
    top: Mapping[str, Any] = table
    while "base" in top:
        top = by_id[top["base"]]
        steps = (*top.get("step", ()), *steps)
    return Scenario(
        id=table["id"],
        claim=table["claim"],
        source=table["source"],
        flow=top["flow"],
        place=table.get("place", top.get("place", "cn")),
        region=table.get("region", top.get("region", "")),
        known=table.get("known", top.get("known")),
        opened=top["open"],
        steps=steps,
        options=tuple(table.get("options", top.get("options", {})).items()),
    )


@cache
def basis_of(place_id: str, region: str, known: date | None, options: tuple[tuple[str, Any], ...] = ()) -> Basis:
    """Give calendar, rules and place of a scenario; its rules are those that ship."""
    where = place(place_id)
    if options:
        where = changed(where, options={**where.options, **dict(options)})
    return Basis(china(region or None, as_known_on=known), rulebook(), where)


def actor(text: str) -> Actor:
    """Read ``role:name``."""
    role, _, name = text.partition(":")
    return Actor(role, name)


def run(scenario: Scenario, flow: Flow, *, book: Any = None) -> Ran:
    """Run a scenario and collect what did not come out as written."""
    basis = scenario.basis
    if book is not None:
        basis = Basis(basis.calendar, book, basis.place)
    first = open_case(
        flow,
        scenario.id,
        Occasion(scenario.opened["on"], actor(scenario.opened["by"])),
        agency="test",
        place=basis.place,
    )
    case = evolve(None, first[0])
    faults: list[str] = []
    moves: list[tuple[str, str, str]] = []
    refusals: list[str] = []
    cases = [case]
    for number, step in enumerate(scenario.steps, 1):
        where = f"{scenario.id} step {number} {step['do']}"
        payload = {name: _value(value) for name, value in step.get("with", {}).items()}
        try:
            events = decide(
                flow, case, step["do"], Occasion(step["on"], actor(step["by"])), basis=basis, payload=payload
            )
        except (Refused, BadFacts) as error:
            if isinstance(error, GuardFailed):
                refusals.append(error.guard)
            faults.extend(_differs(where, "refused", step.get("refused", ""), message(error)))
            continue
        except Exception as error:  # noqa: BLE001  # a flow with a part deleted may fail in any way
            faults.append(f"{where}: {type(error).__name__}: {error}")
            break
        faults.extend(_differs(where, "refused", step.get("refused", ""), ""))
        moves.extend((event.source, event.command, event.type) for event in events)
        for event in events:
            case = evolve(case, event)
        cases.append(case)
        faults.extend(_compare(where, flow, step, case))
    return Ran(tuple(faults), case, tuple(moves), tuple(refusals), tuple(cases))


def message(error: Refused | BadFacts) -> str:
    """Give the part of a refusal that a scenario pins: the reason in both languages and the article.

    A condition is told by its own words: ``not so: 中文 / English``.
    """
    if isinstance(error, BadFacts):
        zh, en = ("; ".join(fault.why.text(lang) for fault in error.faults) for lang in ("zh", "en"))
        return f"{zh} / {en} ({error.article})"
    zh, en = error.reason.zh, error.reason.en
    if error.reason.code in _CONDITIONS:
        sign, start, end = _CONDITIONS[error.reason.code]
        assert (zh[: len(start)], zh[-len(end) :], en[: len(sign)]) == (start, end, sign)
        zh = f"{sign}{zh[len(start) : -len(end)]}"
        en = en.removeprefix(sign)
    return f"{zh} / {en} ({error.article})"


_CONDITIONS = {
    "condition.not_so": ("not so: ", "尚不符合“", "”"),
    "condition.so": ("so: ", "已属“", "”的情形"),
}


def standing(case: Case) -> dict[str, Any]:
    """Give every clock that is not stopped: its due date, or ``suspended``."""
    return {
        _name(state.clock, state.key): "suspended" if state.status == "suspended" else state.due
        for state in case.clocks
        if state.status != "stopped"
    }


def _compare(where: str, flow: Flow, step: Mapping[str, Any], case: Case) -> list[str]:
    last = case.events[-1]
    found: dict[str, Any] = {
        "state": case.state,
        "event": last.type,
        "outcome": case.outcome,
        "due": standing(case),
        "tasks": [_name(task, key) for task, key in case.tasks],
        "band": band_of(flow, case, step["on"]),
        "basis": last.basis,
        "facts": {name: case.facts.get(name) for name in step.get("facts", {})},
    }
    return [fault for name in found if name in step for fault in _differs(where, name, step[name], found[name])]


def _differs(where: str, what: str, expected: Any, actual: Any) -> list[str]:
    return [] if expected == actual else [f"{where}: {what} should be {expected!r}, is {actual!r}"]


def _name(name: str, key: str) -> str:
    return f"{name}:{key}" if key else name


def _value(value: Any) -> Any:
    assert not isinstance(value, datetime) or value.tzinfo, f"{value} has no offset"
    return tuple(value) if isinstance(value, list) else value
