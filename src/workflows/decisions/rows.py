"""What a store indexes of a case: derived from its history, and wholly rebuildable from it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Agreed, Extended, Moment, Restarted, Started, start_of
from deadlines.law.readings import MAINSTREAM
from deadlines.law.rules import BEFORE
from deadlines.law.terms import WorkingDays
from workflows.cases.case import Case, ClockState, evolve, voided_seqs
from workflows.cases.events import ALARM, NOTED, NOTES, OPENED, Event
from workflows.cases.listed import CaseRow, ClockRow, Standing
from workflows.flows.flow import Flow
from workflows.flows.parts import AGENCY
from workflows.places.place import Basis
from workflows.values import MICROSECOND, day_of, instant_of, last_micros

_LISTED = (*NOTES, "applicant")

_NOTING = frozenset({OPENED, NOTED})

_PLAIN = (Started, Agreed, Extended)


def warn_at(flow: Flow, state: ClockState, due: Moment) -> datetime:
    """Give the first instant of the warning band of a running clock."""
    share = min(flow.clocks_by_id[state.clock].warn, default=1.0)
    origin = start_of(state.facts)
    for fact in state.facts:
        if type(fact) is Restarted:
            origin = fact.on
    if isinstance(origin, datetime) or isinstance(due, datetime):
        return _warned(share, instant_of(origin), instant_of(due))
    return _warned_of_days(share, origin, due)


@lru_cache(maxsize=4096)
def _warned_of_days(share: float, origin: date, due: date) -> datetime:
    return _warned(share, instant_of(origin), instant_of(due))


def _warned(share: float, origin: datetime, due: datetime) -> datetime:
    whole = max((due - origin) // MICROSECOND, 1_000_000)
    gone = int(share * whole)
    # the band compares a quotient; the product may lie a step beside it
    while gone / whole >= share:
        gone -= 1
    while gone / whole < share:
        gone += 1
    return origin + gone * MICROSECOND


def row_of(flow: Flow, case: Case) -> CaseRow:
    """Give the row of a case. In one pass over its clocks, because every durable command pays for it."""
    due: Moment | None = None
    warns: datetime | None = None
    nearest = 0
    is_ticking = is_mine = False
    for state in case.clocks:
        status = state.status
        if status == "stopped":
            continue
        is_ticking = True
        if flow.clocks_by_id[state.clock].party != AGENCY:
            continue
        is_mine = True
        if state.due is None or status != "running":
            continue
        last, warned = last_micros(state.due), warn_at(flow, state, state.due)
        if due is None or last < nearest:
            due, nearest = state.due, last
        if warns is None or warned < warns:
            warns = warned
    standing = _standing(flow, case, is_running=due is not None, is_mine=is_mine, is_ticking=is_ticking)
    return CaseRow(
        case.agency,
        case.id,
        case.flow,
        case.place,
        case.state,
        case.outcome,
        case.seq,
        day_of(case.opened),
        standing,
        due,
        warns,
        _waits_for(flow, case),
        **_notes(case),
    )


def _standing(flow: Flow, case: Case, *, is_running: bool, is_mine: bool, is_ticking: bool) -> Standing:
    spec = flow.states_by_id[case.state]
    if spec.kind == "end":
        return "ended"
    if is_mine:
        return "running" if is_running else "suspended"
    return "waiting" if is_ticking or spec.waits_for else "no_clock"


def _notes(case: Case, voided: frozenset[int] = frozenset()) -> dict[str, str]:
    notes: dict[str, str] = {}
    for event in case.events:
        if event.voids and not voided:
            return _notes(case, voided_seqs(case.events))
        if event.type in _NOTING and event.seq not in voided:
            notes.update(event.detail)
    return {name: notes[name] for name in _LISTED if name in notes}


def _waits_for(flow: Flow, case: Case) -> str:
    """Name the party that the case waits for: that of the state, else that of the first open sub-task."""
    spec = flow.states_by_id[case.state]
    if spec.kind == "end":
        return ""
    if spec.waits_for:
        return spec.waits_for
    if spec.clock:
        return flow.clocks_by_id[spec.clock].party
    return next((flow.tasks_by_id[task].party for task, _ in case.tasks), "")


@frozen
class ClockChanges:
    """How the clock rows of a case change from one version of it to another."""

    arms: tuple[ClockRow, ...] = ()
    moves: tuple[ClockRow, ...] = ()
    drops: tuple[tuple[str, str], ...] = ()


_UNCHANGED = ClockChanges()


def clock_changes(flow: Flow, before: Case | None, after: Case, basis: Basis) -> ClockChanges:
    """Compare the clocks of a case before and after its new events; what did not change keeps its place on the ladder.

    A clock whose due date and status stay as they were is not armed anew.
    """
    had = () if before is None else before.clocks
    if after.clocks is had:
        return _UNCHANGED
    armed = _armed_since(before, after)
    old = {(state.clock, state.key): state for state in had if state.status != "stopped"}
    arms, moves = [], []
    for state in after.clocks:
        if state.status == "stopped":
            continue
        at = state.clock, state.key
        was = old.pop(at, None)
        if was is None:
            arms.append(clock_row(flow, state, basis, armed.get(at, after.seq)))
        elif at in armed or (was is not state and was != state):
            moves.append(clock_row(flow, state, basis, armed.get(at, after.seq)))
    return ClockChanges(tuple(arms), tuple(moves), tuple(old))


_BY_THE_LAST: Mapping[tuple[str, str], int] = {}


def _armed_since(before: Case | None, after: Case) -> Mapping[tuple[str, str], int]:
    """Give for each clock that several new events changed the number of the last; one event needs no look."""
    new = after.events[before.seq if before else 0 :]
    return _BY_THE_LAST if len(new) <= 1 and not (new and new[0].voids) else _stepped(before, new)


def clock_row(flow: Flow, state: ClockState, basis: Basis, armed_by: int) -> ClockRow:
    """Give the row of one clock that is not stopped."""
    status = "suspended" if state.due is None else state.status
    runs = status == "running"
    return ClockRow(
        state.clock,
        state.key,
        flow.clocks_by_id[state.clock].party,
        status,
        state.due if runs else None,
        state.earliest if runs else None,
        day_of(state.facts[0].on),
        armed_by,
        state.rule,
        state.calendar,
        state.certainty,
        _counted(flow, state, basis) if runs else None,
    )


def rebuilt(flow: Flow, case: Case, basis: Basis) -> tuple[ClockRow, ...]:
    """Give the rows of all clocks of a case from its history alone, by clock and key as every store lists them."""
    armed = armed_by(case.events)
    return tuple(
        clock_row(flow, state, basis, armed[state.clock, state.key])
        for state in sorted(case.clocks, key=_CLOCK_AND_KEY)
        if state.status != "stopped"
    )


_CLOCK_AND_KEY = attrgetter("clock", "key")


def armed_by(events: Sequence[Event]) -> Mapping[tuple[str, str], int]:
    """Give for each clock that has a row the number of the last event that changed it.

    An entry that voids another changes each clock that is not what it was before, though it may not name it; one that
    starts a clock again just as it was changes nothing.
    """
    armed: dict[tuple[str, str], int] = {}
    for event in events:
        if event.voids:
            return _stepped(None, events)
        for change in event.clocks:
            at = change.clock, change.key
            if change.fresh and at in armed:
                return _stepped(None, events)
            armed[at] = event.seq
    return armed


def _stepped(case: Case | None, events: Sequence[Event]) -> Mapping[tuple[str, str], int]:
    """Give the numbers of the last events that changed clocks, by looking at the case after each event."""
    armed: dict[tuple[str, str], int] = {}
    had = {} if case is None else _ticking(case)
    for event in events:
        case = evolve(case, event)
        has = _ticking(case)
        armed.update({at: event.seq for at, state in has.items() if had.get(at) != state})
        at = _alarm_undone(case, event)
        if at in has:
            armed[at] = event.seq
        had = has
    return armed


def _alarm_undone(case: Case, event: Event) -> tuple[str, str] | None:
    """Give the clock of an alarm that an event voids, or counts again: its ladder is climbed anew from there."""
    if not event.voids:
        return None
    while event.voids:
        event = case.events[event.voids - 1]
    return (event.get("clock"), event.get("key")) if event.type == ALARM else None


def _ticking(case: Case) -> dict[tuple[str, str], ClockState]:
    return {(state.clock, state.key): state for state in case.clocks if state.status != "stopped"}


def _counted(flow: Flow, state: ClockState, basis: Basis) -> int | None:
    """Give the working days counted straight from origin to due date, None where a recount needs the whole timeline."""
    due = state.due
    if due is None or isinstance(due, datetime) or state.certainty == "forecast":
        return None
    if basis.readings is not MAINSTREAM and basis.readings != MAINSTREAM:  # compared by value only if need be
        return None
    if not all([isinstance(fact, _PLAIN) for fact in state.facts]):  # noqa: C419  # a list, for speed
        return None
    origin = day_of(state.facts[0].on)
    rule = basis.rule(flow.clocks_by_id[state.clock].rule, origin)
    if not isinstance(rule.term, WorkingDays) or rule.direction == BEFORE:
        return None
    agreed = [fact.term for fact in state.facts if isinstance(fact, Agreed)]
    if agreed and not all(isinstance(term, WorkingDays) for term in agreed):
        return None
    return _straight(basis.calendar, origin, due)


@lru_cache(maxsize=4096)
def _straight(calendar: WorkCalendar, origin: date, due: date) -> int | None:
    days = calendar.count(origin, due)
    return days if days > 0 and calendar.shift(origin, days) == due else None
