"""An entry of a history as other programs are given it, and as a sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from deadlines.counting.timeline import Moment
from workflows.cases.case import voided_seqs
from workflows.cases.events import ALARM, LINKED, MIGRATED, NOTED, VOIDED, Actor, ClockChange, Event
from workflows.flows.flow import Flow
from workflows.places.place import NATIONAL, Place
from workflows.values import day_of
from workflows.views.cases import facts_data, task_data
from workflows.views.shapes import ClockChangeData, EventData, PersonData
from workflows.views.words import Words, clock_words, event_words, outcome_words, role_words, state_words

NAMELESS = frozenset({"applicant", "third_party"})
"""Roles whose names are personal: those who ask, and those whose rights are touched."""

_NOBODY: frozenset[int] = frozenset()


def history_data(
    flow: Flow, events: Iterable[Event], place: Place = NATIONAL, *, personal: bool = False
) -> tuple[EventData, ...]:
    """Give all that happened to a case, voided entries marked."""
    history = tuple(events)
    voided = voided_seqs(history)
    return tuple(event_data(flow, event, place, voided=voided, personal=personal) for event in history)


def event_data(
    flow: Flow,
    event: Event,
    place: Place = NATIONAL,
    *,
    voided: frozenset[int] = _NOBODY,
    personal: bool = False,
) -> EventData:
    """Give one entry; what is personal is left out unless it is asked for.

    ``voided`` are the numbers of the entries of its case that do not count.
    """
    title = event_words(flow, event.type, event.command, place)
    source, state = state_words(flow, event.source, place), state_words(flow, event.state, place)
    ending = outcome_words(flow, event.outcome, place)
    zh, en = sentence(flow, event, place, personal=personal)
    return EventData(
        case=event.case_id,
        seq=event.seq,
        type=event.type,
        label=title[0],
        label_en=title[1],
        sentence=zh,
        sentence_en=en,
        on=event.on,
        recorded=event.recorded,
        by=person_data(flow, event.by, place, personal=personal),
        flow=event.flow,
        source=event.source,
        source_label=source[0],
        source_label_en=source[1],
        state=event.state,
        state_label=state[0],
        state_label_en=state[1],
        outcome=event.outcome,
        outcome_label=ending[0],
        outcome_label_en=ending[1],
        command=event.command,
        basis=event.basis,
        facts=facts_data(flow, event.facts, place, personal=personal),
        clocks=tuple(_change(flow, change, place) for change in event.clocks),
        tasks=tuple(task_data(flow, task.task, task.key, place, is_open=task.is_open) for task in event.tasks),
        reopened=event.reopened,
        voids=event.voids,
        voided=event.seq in voided,
        detail=dict(event.detail),
    )


def person_data(flow: Flow, by: Actor, place: Place = NATIONAL, *, personal: bool = False) -> PersonData:
    """Give who did it; the name of whoever asks or is affected is left out unless it is asked for."""
    zh, en = role_words(flow, by.role, place)
    return PersonData(by.role, zh, en, by.name if personal or by.role not in NAMELESS else "")


def _change(flow: Flow, change: ClockChange, place: Place) -> ClockChangeData:
    zh, en = clock_words(flow, change.clock, place)
    return ClockChangeData(
        change.clock,
        change.key,
        zh,
        en,
        change.due,
        change.earliest,
        change.certainty,
        change.rule,
        change.calendar,
        change.article,
    )


def sentence(flow: Flow, event: Event, place: Place = NATIONAL, *, personal: bool = False) -> Words:
    """Say in both languages what happened, on which day, by whom, and which due dates followed.

    >>> from datetime import date
    >>> from workflows import Actor, open_case
    >>> from workflows.cases.events import Occasion
    >>> from workflows.catalog import flow
    >>> when = Occasion(date(2024, 3, 1), Actor("disclosure_office", "王"))
    >>> (opened,) = open_case(flow("request"), "A-1", when)
    >>> sentence(flow("request"), opened)[0]
    '2024-03-01，政府信息公开工作机构（王）：登记案件'
    """
    who = person_data(flow, event.by, place, personal=personal)
    name_zh, name_en = (f"（{who.name}）", f" ({who.name})") if who.name else ("", "")
    parts = [event_words(flow, event.type, event.command, place), *_particulars(flow, event, place)]
    day = day_of(event.on)
    return (
        f"{day}，{who.role_label}{name_zh}：{'；'.join(zh for zh, _ in parts)}",
        f"{day}, {who.role_label_en}{name_en}: {'; '.join(en for _, en in parts)}",
    )


def _particulars(flow: Flow, event: Event, place: Place) -> Iterator[Words]:
    own = _OF_TYPES.get(event.type)
    if own is not None:
        yield from own(flow, event, place)
    if event.outcome and event.source != event.state:
        zh, en = outcome_words(flow, event.outcome, place)
        yield f"结果：{zh}", f"outcome: {en}"
    for change in event.clocks:
        zh, en = clock_words(flow, change.clock, place)
        key_zh, key_en = (f"（{change.key}）", f" ({change.key})") if change.key else ("", "")
        after = _due_words(change.due)
        yield f"{zh}{key_zh}{after[0]}", f"{en}{key_en} {after[1]}"


def _due_words(due: Moment | None) -> Words:
    return ("中止", "is suspended") if due is None else (f"至 {due} 届满", f"is due {due}")


def _voided(_flow: Flow, event: Event, _place: Place) -> Iterator[Words]:
    yield f"第 {event.voids} 条", f"entry {event.voids}"
    yield f"理由：{event.get('reason')}", f"reason: {event.get('reason')}"


def _linked(_flow: Flow, event: Event, _place: Place) -> Iterator[Words]:
    other = f"{event.get('relation')} {event.get('other')}"
    yield other, other


def _noted(_flow: Flow, event: Event, _place: Place) -> Iterator[Words]:
    titles = {"title": ("名称", "title"), "number": ("文号", "number"), "assignee": ("承办人", "assignee")}
    for name, text in event.detail:
        zh, en = titles.get(name, (name, name))
        yield f"{zh}：{text}", f"{en}: {text}"


def _raised(flow: Flow, event: Event, place: Place) -> Iterator[Words]:
    yield clock_words(flow, event.get("clock"), place)


def _migrated(_flow: Flow, event: Event, _place: Place) -> Iterator[Words]:
    yield f"{event.get('from')} → {event.flow}", f"{event.get('from')} -> {event.flow}"


_OF_TYPES: Mapping[str, Callable[[Flow, Event, Place], Iterator[Words]]] = {
    VOIDED: _voided,
    LINKED: _linked,
    NOTED: _noted,
    ALARM: _raised,
    MIGRATED: _migrated,
}
"""What the events of every flow say beside their title; those of ``DeadlineRecomputed`` are its clocks."""
