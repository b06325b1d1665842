"""The words for what is in a case, in both languages: those of its own flow, those of its own place first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workflows.cases.listed import Band
from workflows.flows.flow import Flow
from workflows.flows.parts import SYSTEM, Move
from workflows.flows.render.phrases import PARTIES
from workflows.places.place import NATIONAL, Place

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
    move = next((one for one in flow.moves if one.event == event and command in {"", one.command}), None)
    if move is not None:
        return place.label(event, move.zh), move.en
    return _EVENTS.get(event, (event, event))


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
