"""The words for what is in a case, in both languages: those of its own flow, those of its own place first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from workflows.cases.listed import Band
from workflows.flows.flow import Flow
from workflows.flows.parties import PARTIES
from workflows.flows.parts import EVIDENCE, SYSTEM, Move
from workflows.places.place import NATIONAL, Place
from workflows.values import SHANGHAI, Value

Words = tuple[str, str]
"""Chinese and English."""

BAND_WORDS: Mapping[Band, Words] = {
    "overdue": ("逾期", "overdue"),
    "due_today": ("今日届满", "due today"),
    "warning": ("即将届满", "warning"),
    "on_time": ("正常", "on time"),
    "suspended": ("中止", "suspended"),
    "waiting": ("等待", "waiting"),
    "no_clock": ("无期限", "no clock"),
    "ended": ("已办结", "ended"),
}
"""What each time band is called."""

BAND_SYMBOLS: Mapping[Band, str] = {
    "overdue": "■",
    "due_today": "▲",
    "warning": "▲",
    "on_time": "●",
    "suspended": "⏸",
    "waiting": "…",
    "no_clock": "○",
    "ended": "✓",
}
"""The sign that stands beside the word, for whoever sees no colours."""

_SYSTEM_WORDS = ("系统", "system")


def state_words(flow: Flow, state: str, place: Place = NATIONAL) -> Words:
    """Name a state; one that the flow does not know keeps its id.

    >>> from workflows.catalog import flow
    >>> state_words(flow("request"), "handling")
    ('办理中', 'being handled')
    """
    found = flow.states_by_id.get(state)
    return (place.label(state, state), state) if found is None else (place.label(state, found.zh), found.en)


def outcome_words(flow: Flow, outcome: str, place: Place = NATIONAL) -> Words:
    """Name an outcome, nothing for none."""
    found = next((ending for ending in flow.outcomes if ending.id == outcome), None)
    return (outcome, outcome) if found is None else (place.label(outcome, found.zh), found.en)


def flow_words(flow: Flow, place: Place = NATIONAL) -> Words:
    """Name a flow."""
    return place.label(flow.id, flow.zh), flow.en


def clock_words(flow: Flow, clock: str, place: Place = NATIONAL) -> Words:
    """Name a clock."""
    found = flow.clocks_by_id.get(clock)
    return (clock, clock) if found is None else (place.label(clock, found.zh), found.en)


def role_words(flow: Flow, role: str, place: Place = NATIONAL) -> Words:
    """Name a role by its office in the place."""
    if role == SYSTEM:
        return _SYSTEM_WORDS
    found = next((one for one in flow.roles if one.id == role), None)
    return (place.office(role, role), role) if found is None else (place.office(role, found.zh), found.en)


def party_words(flow: Flow, party: str, place: Place = NATIONAL) -> Words:
    """Name whom a clock binds or a state waits for: a role of the flow, else the general word."""
    if any(role.id == party for role in flow.roles):
        return role_words(flow, party, place)
    return place.office(party, PARTIES.get(party, party)), party.replace("_", " ")


def command_words(flow: Flow, command: str, place: Place = NATIONAL, moves: Sequence[Move] = ()) -> Words:
    """Name a command: as its moves say if they agree in a part, else by the first of them.

    >>> from workflows.catalog import flow
    >>> command_words(flow("request"), "register")
    ('登记', 'register the request')
    """
    found = moves or [move for move in flow.moves if move.command == command]
    if not found:
        return place.label(command, command), command
    shortest = min(found, key=lambda move: len(move.zh))
    return place.label(command, shortest.zh), shortest.en


def event_words(flow: Flow, event: str, command: str = "", place: Place = NATIONAL) -> Words:
    """Name what happened: by the move that it comes from, else by what every flow knows."""
    move = _moves_by_event(flow).get((event, command))
    if move is not None:
        return place.label(event, move.zh), move.en
    return _EVENTS.get(event, (event, event))


@lru_cache(maxsize=64)
def _moves_by_event(flow: Flow) -> Mapping[tuple[str, str], Move]:
    """Give the first move of each event, by event and command and by the event alone."""
    found: dict[tuple[str, str], Move] = {}
    for move in flow.moves:
        found.setdefault((move.event, move.command), move)
        found.setdefault((move.event, ""), move)
    return found


_EVENTS: Mapping[str, Words] = {
    "CaseOpened": ("登记案件", "opened the case"),
    "CaseLinked": ("关联案件", "linked the case"),
    "CaseMigrated": ("转换流程", "moved to another version of the flow"),
    "CaseNoted": ("记载名称和承办人", "noted title and assignee"),
    "EventVoided": ("撤销记录", "voided an entry"),
    "DeadlineRecomputed": ("重算期限", "recomputed the deadlines"),
    "AlarmRaised": ("提醒", "raised an alarm"),
}
"""The events of every flow."""


def fact_words(flow: Flow, name: str, place: Place = NATIONAL) -> Words:
    """Name a fact; one that a move sets by itself keeps its id."""
    item = flow.fields_by_name.get(name) or (EVIDENCE if name == EVIDENCE.name else None)
    return (name, name) if item is None else (place.label(name, item.zh), item.en)


def value_words(flow: Flow, name: str, value: Value, place: Place = NATIONAL) -> Words:
    """Say the value of a fact: a choice by its label, yes or no, a day as it is written.

    >>> from workflows.catalog import flow
    >>> value_words(flow("request"), "applicant_kind", "company")
    ('商业企业', 'commercial enterprise')
    """
    if isinstance(value, tuple):
        parts = [value_words(flow, name, one, place) for one in value]
        return "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)
    item = flow.fields_by_name.get(name)
    if isinstance(value, bool):
        label = flow.label_of(name, value)
        return label.zh, label.en
    if isinstance(value, str) and item is not None and item.choices:
        label = flow.label_of(name, value)
        return place.label(value, label.zh), label.en
    if isinstance(value, datetime):
        text = f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return text, text
    return str(value), str(value)
