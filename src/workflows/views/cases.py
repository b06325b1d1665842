"""A case, its row and its clocks as other programs are given them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Fact, Moment, Restarted, Resumed, Started, Suspended
from deadlines.errors import CalendarGapError, Reason
from workflows.cases.case import Case, ClockState
from workflows.cases.listed import Band, CaseRow
from workflows.flows.flow import Flow
from workflows.flows.parts import AGENCY
from workflows.places.place import NATIONAL, Basis, Place
from workflows.values import Value, day_of, is_after
from workflows.views.shapes import CaseData, ClockData, FactData, LinkData, NamedPart, RowData, TaskData
from workflows.views.words import (
    BAND_SYMBOLS,
    BAND_WORDS,
    Words,
    clock_words,
    fact_words,
    flow_words,
    outcome_words,
    party_words,
    state_words,
    value_words,
)


def row_data(
    flow: Flow | None, row: CaseRow, band: Band, on: Moment, basis: Basis | None, certainty: str | None = None
) -> RowData:
    """Give the row of a case at a moment; without its flow or what it is counted by, in its ids.

    Args:
        flow: The flow of the case.
        row: As the store lists it.
        band: Its time band at the moment.
        on: The moment.
        basis: What the case is counted by: its place gives the words, its calendar the working days that are left.
        certainty: How certain the due date is, where that is known.
    """
    place = NATIONAL if basis is None else basis.place
    party = _said(party_words, flow, row.waits_for, place)
    zh, en = _band_words(band, row.due, on, None if basis is None else basis.calendar, party)
    state = _said(state_words, flow, row.state, place)
    ending = _said(outcome_words, flow, row.outcome, place)
    titles = (row.flow, row.flow) if flow is None else flow_words(flow, place)
    return RowData(
        agency=row.agency,
        id=row.case_id,
        number=row.number,
        title=row.title,
        flow=row.flow,
        flow_label=titles[0],
        flow_label_en=titles[1],
        place=row.place,
        state=row.state,
        state_label=state[0],
        state_label_en=state[1],
        outcome=row.outcome,
        outcome_label=ending[0],
        outcome_label_en=ending[1],
        band=band,
        band_text=zh,
        band_text_en=en,
        symbol=BAND_SYMBOLS[band],
        due=row.due,
        certainty=certainty,
        waits_for=row.waits_for,
        waits_for_label=party[0],
        waits_for_label_en=party[1],
        with_=row.assignee,
        opened=row.opened,
        seq=row.seq,
    )


def _said(say: Callable[[Flow, str, Place], Words], flow: Flow | None, part: str, place: Place) -> Words:
    return (part, part) if flow is None or not part else say(flow, part, place)


def case_data(
    flow: Flow,
    case: Case,
    row: CaseRow,
    band: Band,
    on: Moment,
    basis: Basis,
    *,
    applicant: Mapping[str, str] | None = None,
    unread: Reason | None = None,
    personal: bool = False,
) -> CaseData:
    """Give a case at a moment; personal facts are left out unless they are asked for.

    ``applicant`` is given on as it is: give it masked.
    """
    certainty = next((state.certainty for state in _own(flow, case) if state.due == row.due), None)
    return CaseData(
        row=row_data(flow, row, band, on, basis, certainty),
        clocks=tuple(clock_data(flow, state, on, basis) for state in case.clocks),
        tasks=tuple(task_data(flow, task, key, basis.place) for task, key in case.tasks),
        links=tuple(LinkData(link.relation, link.other) for link in case.links),
        facts=facts_data(flow, case.facts.items(), basis.place, personal=personal),
        applicant=applicant,
        unread=unread,
    )


def clock_data(flow: Flow, state: ClockState, on: Moment, basis: Basis) -> ClockData:
    """Give a clock of a case at a moment, with the working days counted and left where it runs straight."""
    party = flow.clocks_by_id[state.clock].party
    named, whose = clock_words(flow, state.clock, basis.place), party_words(flow, party, basis.place)
    status = state.status
    since = _suspended_since(state) if status == "suspended" else None
    remaining = _days_left(basis.calendar, on, state.due) if status == "running" else None
    zh, en = _clock_words(state, on, remaining)
    return ClockData(
        clock=state.clock,
        key=state.key,
        label=named[0],
        label_en=named[1],
        party=party,
        party_label=whose[0],
        party_label_en=whose[1],
        status=status,
        due=state.due,
        earliest=state.earliest,
        certainty=state.certainty,
        text=zh,
        text_en=en,
        suspended_since=since,
        counted=_days_counted(basis.calendar, state, on) if status == "running" else None,
        remaining=remaining,
        rule=state.rule,
        calendar=state.calendar,
    )


def task_data(flow: Flow, task: str, key: str, place: Place, *, is_open: bool = True) -> TaskData:
    """Give a sub-task."""
    found = flow.tasks_by_id.get(task)
    zh, en = (task, task) if found is None else (place.label(task, found.zh), found.en)
    return TaskData(task, key, zh, en, is_open)


def facts_data(
    flow: Flow, facts: Iterable[tuple[str, Value]], place: Place, *, personal: bool = False
) -> tuple[FactData, ...]:
    """Give facts with their words; personal ones are left out unless they are asked for."""
    return tuple(_facts(flow, facts, place, personal=personal))


def _facts(flow: Flow, facts: Iterable[tuple[str, Value]], place: Place, *, personal: bool) -> Iterator[FactData]:
    for name, value in facts:
        if name in flow.personal and not personal:
            continue
        zh, en = fact_words(flow, name, place)
        text, text_en = value_words(flow, name, value, place)
        yield FactData(name, zh, en, plain_value(value), text, text_en)


def plain_value(value: Value) -> str | int | bool | list[str]:
    """Give a fact as JSON has it.

    >>> plain_value(date(2024, 3, 1)), plain_value(("36-1", "37"))
    ('2024-03-01', ['36-1', '37'])
    """
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def named(part: str, words: Words) -> NamedPart:
    """Give an id with its words."""
    return NamedPart(part, *words)


def _own(flow: Flow, case: Case) -> Iterator[ClockState]:
    return (
        state for state in case.clocks if state.status == "running" and flow.clocks_by_id[state.clock].party == AGENCY
    )


def _band_words(band: Band, due: Moment | None, on: Moment, calendar: WorkCalendar | None, party: Words) -> Words:
    """Say where a case stands in time: how many working days are left or gone, or what is waited for."""
    if band == "waiting" and party[0]:
        return f"等待{party[0]}", f"waiting for {party[1]}"
    if due is None or band in {"due_today", "suspended", "no_clock", "ended", "waiting"}:
        return BAND_WORDS[band]
    return _left_words(on, due, None if calendar is None else _days_left(calendar, on, due))


def _left_words(on: Moment, due: Moment, days: int | None) -> Words:
    if days is None:
        return f"{due}届满", f"due {due}"
    if is_after(on, due):
        return f"逾期{abs(days)}个工作日", f"{abs(days)} working days overdue"
    if day_of(on) == day_of(due):
        return BAND_WORDS["due_today"]
    return f"剩{days}个工作日", f"{days} working days left"


def _clock_words(state: ClockState, on: Moment, remaining: int | None) -> Words:
    if state.status == "stopped":
        return "已停止", "stopped"
    if state.due is None or state.status == "suspended":
        return BAND_WORDS["suspended"]
    return _left_words(on, state.due, remaining)


def _days_left(calendar: WorkCalendar, on: Moment, due: Moment | None) -> int | None:
    """Count the working days from a moment to a due date, below nothing where it is past; None past every notice."""
    if due is None:
        return None
    first, last = day_of(on), day_of(due)
    try:
        return calendar.count(first, last)
    except CalendarGapError:
        look = calendar.outlook()
    try:
        return None if look is None else look.likely.count(first, last)
    except CalendarGapError:
        return None


_INTERRUPTS = (Suspended, Resumed, Restarted)


def _days_counted(calendar: WorkCalendar, state: ClockState, on: Moment) -> int | None:
    """Count the working days gone since the start of a clock that nothing has interrupted."""
    if any(isinstance(fact, _INTERRUPTS) for fact in state.facts):
        return None
    start = _start(state.facts)
    try:
        return None if start is None else calendar.count(day_of(start), day_of(on))
    except CalendarGapError:
        return None


def _start(facts: tuple[Fact, ...]) -> Moment | None:
    return next((fact.on for fact in reversed(facts) if isinstance(fact, Started)), None)


def _suspended_since(state: ClockState) -> date | datetime | None:
    return next((fact.on for fact in reversed(state.facts) if isinstance(fact, Suspended)), None)
