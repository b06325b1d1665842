"""Events as text and back: the very text that is stored, hashed and proved.

The text is written in one pass, straight from the event, because every durable command pays for it. What it holds is
JSON without blanks; what is empty is left out. Its bytes never change: old digests must verify.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

from deadlines.counting.timeline import Agreed, Extended, Fact, Moment, Restarted, Resumed, Started, Stopped, Suspended
from deadlines.errors import Reason
from deadlines.law.terms import UNITS
from workflows.cases.events import VERSION, Actor, ClockChange, Event, TaskChange
from workflows.cases.listed import ClockRow
from workflows.errors import UnreadableHistory
from workflows.values import Value

UPCASTERS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From each older version, how to lift a stored event to the next one."""

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Writes plain data as JSON without blanks, as every text in a store is written."""

_TERM_NAMES = {kind: name for name, kind in UNITS.items()}

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


def beginning(case_id: str, seq: int) -> str:
    """Give how the text of an event begins: with what tells it from events that say the same of other cases."""
    return f'{{"case_id":{quoted(case_id)},"seq":{seq},'


def text_of(event: Event) -> str:
    """Give an event as the text that is stored and hashed."""
    by, recorded = event.by, event.recorded.isoformat()
    # most commands are written down at the very instant at which they happen
    on = f'{{"instant":"{recorded}"}}' if event.on is event.recorded else _moment(event.on)
    text = (
        f'{beginning(event.case_id, event.seq)}"type":{quoted(event.type)},'
        f'"version":{event.version},"on":{on},"recorded":"{recorded}",'
        f'"by":{{"role":{quoted(by.role)},"name":{quoted(by.name)}}},"flow":{quoted(event.flow)},'
        f'"source":{quoted(event.source)},"state":{quoted(event.state)}'
    )
    if event.outcome:
        text += f',"outcome":{quoted(event.outcome)}'
    if event.command:
        text += f',"command":{quoted(event.command)}'
    if event.basis:
        text += f',"basis":{quoted(event.basis)}'
    if event.reopened:
        text += ',"reopened":true'
    if event.voids:
        text += f',"voids":{event.voids}'
    if event.facts:
        # a fact that is given twice keeps its first place and its last value
        facts = [f"{quoted(name)}:{_value(value)}" for name, value in dict(event.facts).items()]
        text += f',"facts":{{{",".join(facts)}}}'
    if event.clocks:
        text += f',"clocks":[{",".join([_clock(change) for change in event.clocks])}]'
    if event.tasks:
        text += f',"tasks":[{",".join([_task(change) for change in event.tasks])}]'
    if event.detail:
        detail = [f"{quoted(name)}:{quoted(value)}" for name, value in dict(event.detail).items()]
        text += f',"detail":{{{",".join(detail)}}}'
    return text + "}"


def _moment(moment: Moment) -> str:
    kind = "instant" if isinstance(moment, datetime) else "day"
    return f'{{"{kind}":"{moment.isoformat()}"}}'


def _value(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    return _moment(value) if isinstance(value, date) else compact(value)


def _clock(change: ClockChange) -> str:
    text = f'{{"clock":{quoted(change.clock)},"rule":{quoted(change.rule)},"calendar":{quoted(change.calendar)}'
    if change.key:
        text += f',"key":{quoted(change.key)}'
    if change.article:
        text += f',"article":{quoted(change.article)}'
    if change.fresh:
        text += ',"fresh":true'
    due = "null" if change.due is None else _moment(change.due)
    earliest = due if change.earliest is change.due else "null" if change.earliest is None else _moment(change.earliest)
    facts = ",".join([_fact(fact) for fact in change.facts])
    return f'{text},"due":{due},"earliest":{earliest},"certainty":{quoted(change.certainty)},"facts":[{facts}]}}'


def tells_start(text: str, row: ClockRow) -> bool:
    """Tell whether a stored event says that the clock of a row started on its origin, and is due when the row says.

    Told from the text as it is written, so that very many rows can be compared with the history without reading it.
    """
    if row.due is None:
        return False
    change = ClockChange(
        row.clock, row.key, (Started(row.origin),), row.due, row.earliest, row.rule, row.calendar, "", row.certainty
    )
    whole = _clock(change)
    head, due, tail = whole.partition(',"due":')
    return f'"version":{VERSION},' in text and head in text and f"{due}{tail}" in text


def _task(change: TaskChange) -> str:
    is_open = "true" if change.is_open else "false"
    return f'{{"task":{quoted(change.task)},"key":{quoted(change.key)},"open":{is_open}}}'


def _fact(fact: Fact) -> str:
    text = f'{{"kind":"{_FACT_NAMES[type(fact)]}","on":{_moment(fact.on)}'
    if type(fact) is Started:
        return text + "}"
    for name in ("cause", "key", "approved_by"):
        given = getattr(fact, name, "")
        if given:
            text += f',"{name}":{quoted(given)}'
    since = getattr(fact, "since", None)
    if since is not None:
        text += f',"since":{_moment(since)}'
    if getattr(fact, "late", False):
        text += ',"late":true'
    if getattr(fact, "ends_pauses", False):
        text += ',"ends_pauses":true'
    term = getattr(fact, "term", None)
    if term is not None:
        text += f',"term":{{"{_TERM_NAMES[type(term)]}":{term.n}}}'
    return text + "}"


def to_dict(event: Event) -> dict[str, Any]:
    """Give an event as plain data that JSON can hold; what is empty is left out."""
    data: dict[str, Any] = json.loads(text_of(event))
    return data


_RECORDED = '"recorded":"'


def recorded_in(text: str) -> datetime:
    """Give the instant at which an event was recorded from its stored text, without reading the rest.

    Exact: a quotation mark inside a value is written with a backslash, and the field stands before all names given
    by others.

    Raises:
        UnreadableHistory: It has no such field, or no instant there.

    >>> recorded_in('{"case_id":"A-1","seq":1,"recorded":"2024-03-05T10:00:00+08:00","by":{}}').isoformat()
    '2024-03-05T10:00:00+08:00'
    """
    recorded = text.partition(_RECORDED)[2].partition('"')[0]
    try:
        return datetime.fromisoformat(recorded)
    except ValueError as error:
        zh, en = f"“{recorded}”说不出何时登记", f"{recorded!r} does not tell when it was recorded"
        raise UnreadableHistory("", 0, Reason("event.not_recorded", zh, en)) from error


def data_from(text: str) -> Mapping[str, Any]:
    """Read the data of an event back from its stored text, in the version of this library; days stay as written.

    Whoever counts a few facts of very many events is served in a quarter of the time.

    Raises:
        UnreadableHistory: It is no text of an event, or of a version that cannot be lifted.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = Reason("event.no_json", f"不是 JSON（{error}）", f"no JSON ({error})")
        raise UnreadableHistory("", 0, why) from error
    if not isinstance(data, dict):
        raise UnreadableHistory("", 0, Reason("event.no_object", "不是一条记录", "it is no record"))
    return data if data.get("version") == VERSION else _lift(data, UPCASTERS)


def event_from(text: str) -> Event:
    """Read an event back from its stored text.

    Raises:
        UnreadableHistory: It is no text of an event.
    """
    return from_dict(data_from(text))


def history_from(case_id: str, texts: Iterable[str]) -> tuple[Event, ...]:
    """Read the events of a case back from their stored texts.

    Raises:
        UnreadableHistory: One cannot be read; it is named.
    """
    events: list[Event] = []
    try:
        for text in texts:
            events.append(event_from(text))  # noqa: PERF401  # how far it came tells which one failed
    except UnreadableHistory as error:
        raise error.of(case_id, len(events) + 1) from error
    return tuple(events)


def from_dict(
    data: Mapping[str, Any], upcasters: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] | None = None
) -> Event:
    """Read an event back, lifting older versions one step at a time.

    Raises:
        UnreadableHistory: The version is newer than this library, has no upcaster, or something is missing.
    """
    lifted = data
    if data.get("version") != VERSION:
        lifted = _lift(dict(data), UPCASTERS if upcasters is None else upcasters)
    get = lifted.get
    try:
        return Event(
            lifted["case_id"],
            lifted["seq"],
            lifted["type"],
            _value_in(lifted["on"]),
            datetime.fromisoformat(lifted["recorded"]),
            Actor(**lifted["by"]),
            lifted["flow"],
            lifted["source"],
            lifted["state"],
            get("outcome", ""),
            get("command", ""),
            get("basis", ""),
            tuple([(name, _value_in(value)) for name, value in lifted["facts"].items()]) if "facts" in lifted else (),
            tuple([_clock_in(change) for change in lifted["clocks"]]) if "clocks" in lifted else (),
            tuple([TaskChange(t["task"], t["key"], t["open"]) for t in lifted["tasks"]]) if "tasks" in lifted else (),
            get("reopened", False),
            get("voids", 0),
            tuple(lifted["detail"].items()) if "detail" in lifted else (),
            lifted["version"],
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        what = f"{type(error).__name__} {error}"
        why = Reason("event.ill_formed", f"内容不合格式（{what}）", what)
        raise UnreadableHistory(str(lifted.get("type")), lifted.get("version"), why) from error


def _lift(data: dict[str, Any], upcasters: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]) -> dict[str, Any]:
    while data.get("version") != VERSION:
        version = data.get("version")
        if not isinstance(version, int) or version not in upcasters:
            why = Reason(
                "event.version",
                f"本版本读第 {VERSION} 版，没有从它升级的办法",
                f"this library reads version {VERSION} and has no upcaster from it",
            )
            raise UnreadableHistory(str(data.get("type")), version, why)
        data = {**upcasters[version](data), "version": version + 1}
    return data


def _value_in(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, Mapping)):  # dict first, for speed
        if "instant" in value:
            return datetime.fromisoformat(value["instant"])
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


def _clock_in(data: Mapping[str, Any]) -> ClockChange:
    due, earliest = data["due"], data["earliest"]
    return ClockChange(
        data["clock"],
        data.get("key", ""),
        tuple([_fact_in(fact) for fact in data["facts"]]),
        None if due is None else _value_in(due),
        None if earliest is None else _value_in(earliest),
        data["rule"],
        data["calendar"],
        data.get("article", ""),
        data["certainty"],
        data.get("fresh", False),
    )


def _fact_in(data: Mapping[str, Any]) -> Fact:
    kind, on = _FACTS[data["kind"]], _value_in(data["on"])
    if kind is Started:
        return Started(on)
    given: dict[str, Any] = {name: data[name] for name in ("cause", "key", "approved_by") if name in data}
    given["on"] = on
    if "since" in data:
        given["since"] = _value_in(data["since"])
    for name in ("late", "ends_pauses"):
        if name in data:
            given[name] = data[name]
    if "term" in data:
        ((unit, n),) = data["term"].items()
        given["term"] = UNITS[unit](n)
    return kind(**given)
