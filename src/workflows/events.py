"""What happened to a case: past tense, versioned, carrying results and never recipes.

An event holds the new state, the facts, and for each clock that it moved the dated facts and the due date with the
versions of the rule and of the calendar it was counted by. Replay meets no guard, no rule and no calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from deadlines.terms import CalendarDays, CountedTerm, Hours, Months, WorkingDays
from deadlines.timeline import Agreed, Extended, Fact, Moment, Restarted, Resumed, Started, Stopped, Suspended
from workflows.errors import UnreadableHistory

OPENED = "CaseOpened"
LINKED = "CaseLinked"
MIGRATED = "CaseMigrated"
VOIDED = "EventVoided"
RECOMPUTED = "DeadlineRecomputed"
ALARM = "AlarmRaised"
NOTED = "CaseNoted"

KEEPS_STATE = frozenset({LINKED, VOIDED, RECOMPUTED, ALARM, NOTED})
"""Types that leave state and outcome alone."""

VERSION = 1
"""Of the shape of an event; older shapes are lifted by ``UPCASTERS`` when they are read."""

Value = str | int | bool | date | datetime | tuple[str, ...]
"""What a fact may hold."""


@frozen
class Actor:
    """Who did it, and in which role of the flow."""

    role: str
    name: str = ""


@frozen
class ClockChange:
    """What an event did to one clock: the facts it added and the due date that follows.

    ``due`` is None while the clock is suspended. ``fresh`` starts the clock anew, forgetting earlier facts.
    ``rule`` is the version of the rule and ``calendar`` that of the calendar it was counted by.
    """

    clock: str
    key: str
    facts: tuple[Fact, ...]
    due: Moment | None
    earliest: Moment | None
    rule: str
    calendar: str
    article: str = ""
    certainty: str = "announced"
    fresh: bool = False


@frozen
class TaskChange:
    """A sub-task opened or closed."""

    task: str
    key: str
    is_open: bool


@frozen
class Event:
    """One thing that happened to a case.

    ``on`` is when it happened (a day, or an aware instant), ``recorded`` when it was written down.
    ``seq`` counts from 1 within the case. ``detail`` holds what only some types have: ``agency``, ``place`` and
    ``digest`` of CaseOpened; ``relation`` and ``other`` of CaseLinked; ``reason`` and ``approved_by`` of EventVoided;
    ``title``, ``number``, ``assignee``, ``applicant`` (a reference) of CaseOpened and CaseNoted.
    """

    case_id: str
    seq: int
    type: str
    on: Moment
    recorded: datetime
    by: Actor
    flow: str
    source: str
    state: str
    outcome: str = ""
    command: str = ""
    basis: str = ""
    facts: tuple[tuple[str, Value], ...] = ()
    clocks: tuple[ClockChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    reopened: bool = False
    voids: int = 0
    detail: tuple[tuple[str, str], ...] = ()
    version: int = field(default=VERSION)

    def get(self, name: str) -> str:
        """Give a detail by name, or an empty string."""
        for key, value in self.detail:
            if key == name:
                return value
        return ""


UPCASTERS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From each older version, how to lift a stored event to the next one."""

_TERMS: Mapping[str, type[CountedTerm]] = {
    "working_days": WorkingDays,
    "calendar_days": CalendarDays,
    "months": Months,
    "hours": Hours,
}
_TERM_NAMES = {kind: name for name, kind in _TERMS.items()}
_FACTS: Mapping[str, type[Fact]] = {
    "started": Started,
    "suspended": Suspended,
    "resumed": Resumed,
    "restarted": Restarted,
    "extended": Extended,
    "agreed": Agreed,
    "stopped": Stopped,
}
_FACT_NAMES = {kind: name for name, kind in _FACTS.items()}


def to_dict(event: Event) -> dict[str, Any]:
    """Give an event as plain data that JSON can hold; what is empty is left out."""
    data: dict[str, Any] = {
        "case_id": event.case_id,
        "seq": event.seq,
        "type": event.type,
        "version": event.version,
        "on": _value_out(event.on),
        "recorded": event.recorded.isoformat(),
        "by": {"role": event.by.role, "name": event.by.name},
        "flow": event.flow,
        "source": event.source,
        "state": event.state,
    }
    for name in ("outcome", "command", "basis", "reopened", "voids"):
        if getattr(event, name):
            data[name] = getattr(event, name)
    if event.facts:
        data["facts"] = {name: _value_out(value) for name, value in event.facts}
    if event.clocks:
        data["clocks"] = [_clock_out(change) for change in event.clocks]
    if event.tasks:
        data["tasks"] = [{"task": t.task, "key": t.key, "open": t.is_open} for t in event.tasks]
    if event.detail:
        data["detail"] = dict(event.detail)
    return data


def from_dict(
    data: Mapping[str, Any], upcasters: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] | None = None
) -> Event:
    """Read an event back, lifting older versions one step at a time.

    Raises:
        UnreadableHistory: The version is newer than this library, has no upcaster, or something is missing.
    """
    lifted = _lift(dict(data), UPCASTERS if upcasters is None else upcasters)
    try:
        return Event(
            case_id=lifted["case_id"],
            seq=lifted["seq"],
            type=lifted["type"],
            version=lifted["version"],
            on=_value_in(lifted["on"]),
            recorded=datetime.fromisoformat(lifted["recorded"]),
            by=Actor(**lifted["by"]),
            flow=lifted["flow"],
            source=lifted["source"],
            state=lifted["state"],
            outcome=lifted.get("outcome", ""),
            command=lifted.get("command", ""),
            basis=lifted.get("basis", ""),
            reopened=lifted.get("reopened", False),
            voids=lifted.get("voids", 0),
            facts=tuple((name, _value_in(value)) for name, value in lifted.get("facts", {}).items()),
            clocks=tuple(_clock_in(change) for change in lifted.get("clocks", ())),
            tasks=tuple(TaskChange(t["task"], t["key"], t["open"]) for t in lifted.get("tasks", ())),
            detail=tuple(lifted.get("detail", {}).items()),
        )
    except (KeyError, TypeError, ValueError) as error:
        why = f"{type(error).__name__} {error}"
        raise UnreadableHistory(str(lifted.get("type")), lifted.get("version"), why) from error


def _lift(data: dict[str, Any], upcasters: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]) -> dict[str, Any]:
    while data.get("version") != VERSION:
        version = data.get("version")
        if not isinstance(version, int) or version not in upcasters:
            why = f"this library reads version {VERSION} and has no upcaster from it"
            raise UnreadableHistory(str(data.get("type")), version, why)
        data = {**upcasters[version](data), "version": version + 1}
    return data


def _value_out(value: Value) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple):
        return list(value)
    return value


def _value_in(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "instant" in value:
            return datetime.fromisoformat(value["instant"])
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


def _clock_out(change: ClockChange) -> dict[str, Any]:
    data: dict[str, Any] = {"clock": change.clock, "rule": change.rule, "calendar": change.calendar}
    for name in ("key", "article", "fresh"):
        if getattr(change, name):
            data[name] = getattr(change, name)
    for name in ("due", "earliest"):
        moment = getattr(change, name)
        data[name] = None if moment is None else _value_out(moment)
    data["certainty"] = change.certainty
    data["facts"] = [_fact_out(fact) for fact in change.facts]
    return data


def _clock_in(data: Mapping[str, Any]) -> ClockChange:
    return ClockChange(
        clock=data["clock"],
        key=data.get("key", ""),
        facts=tuple(_fact_in(fact) for fact in data["facts"]),
        due=None if data["due"] is None else _value_in(data["due"]),
        earliest=None if data["earliest"] is None else _value_in(data["earliest"]),
        rule=data["rule"],
        calendar=data["calendar"],
        article=data.get("article", ""),
        certainty=data["certainty"],
        fresh=data.get("fresh", False),
    )


def _fact_out(fact: Fact) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": _FACT_NAMES[type(fact)], "on": _value_out(fact.on)}
    for name in ("cause", "key", "approved_by"):
        if getattr(fact, name, ""):
            data[name] = getattr(fact, name)
    since = getattr(fact, "since", None)
    if since is not None:
        data["since"] = _value_out(since)
    term = getattr(fact, "term", None)
    if term is not None:
        data["term"] = {_TERM_NAMES[type(term)]: term.n}
    return data


def _fact_in(data: Mapping[str, Any]) -> Fact:
    given: dict[str, Any] = {name: data[name] for name in ("cause", "key", "approved_by") if name in data}
    given["on"] = _value_in(data["on"])
    if "since" in data:
        given["since"] = _value_in(data["since"])
    if "term" in data:
        ((unit, n),) = data["term"].items()
        given["term"] = _TERMS[unit](n)
    return _FACTS[data["kind"]](**given)
