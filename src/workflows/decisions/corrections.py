"""Corrections and what comes from outside: events voided, cases linked, deadlines recomputed, alarms recorded.

A wrong entry is never edited. It is voided by an event with a reason and a second person, the case is replayed
without it, and what that changes can be seen beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn

from attrs import evolve as changed
from attrs import frozen

from deadlines.counting.timeline import Moment
from deadlines.errors import TimelineError
from workflows.cases.case import Case, evolve, replay, voided_seqs
from workflows.cases.events import (
    ALARM,
    KEEPS_STATE,
    LINKED,
    NOTED,
    NOTES,
    OPENED,
    RECOMPUTED,
    VOIDED,
    Actor,
    Event,
)
from workflows.decisions.clocks import recounted
from workflows.decisions.decide import allowed, refuse
from workflows.decisions.entry import entry
from workflows.errors import NotPermitted
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.places.place import Basis


@frozen
class MovedDeadline:
    """A deadline before and after; None where there is none."""

    clock: str
    key: str
    before: Moment | None
    after: Moment | None


Dues = Mapping[tuple[str, str], Moment | None]
"""Clock and key to the due date, None while it is suspended."""

_ABSENT = object()


def moved_deadlines(before: Dues, after: Dues) -> tuple[MovedDeadline, ...]:
    """Give the deadlines that differ; a clock that is in one alone differs too."""
    return tuple(
        MovedDeadline(*at, before.get(at), after.get(at))
        for at in dict.fromkeys((*before, *after))
        if before.get(at, _ABSENT) != after.get(at, _ABSENT)
    )


@frozen
class Consequences:
    """What voiding an event would change."""

    event: Event
    state_before: str
    state_after: str
    outcome_before: str
    outcome_after: str
    deadlines: tuple[MovedDeadline, ...]
    facts_lost: tuple[str, ...]
    alarms: tuple[int, ...]


def void(
    flow: Flow,
    case: Case,
    seq: int,
    *,
    reason: str,
    on: Moment,
    by: Actor,
    approved_by: Actor,
    basis: Basis,
    recorded: datetime | None = None,
) -> tuple[Event, ...]:
    """Void an event: the case is as if it had not happened, and the history keeps both.

    Later events must still follow without it; otherwise void them first, the latest first.

    Raises:
        NotPermitted: The flow lets other roles correct.
        GuardFailed: No reason, no second person, no such event, or a later event rests on it.
    """
    act = Act("void", on, by, recorded=recorded)
    _check_people(flow, case, act, approved_by)
    if not reason.strip():
        _refuse(flow, case, act, "reason", "a correction needs its reason")
    wrong = _target(flow, case, seq, act)
    detail = (("reason", reason), ("approved_by", approved_by.name), ("approved_role", approved_by.role))
    event = entry(case, VOIDED, act, basis=flow.article, voids=seq, detail=detail)
    after = replay((*case.events, event))
    _check_chain(flow, case, after, wrong, act)
    try:
        clocks = tuple(change for state in after.clocks if (change := recounted(state, flow, basis)) is not None)
    except TimelineError as error:
        _refuse(flow, case, act, "clock", f"later facts rest on event {seq}: {error.why}; void those first")
    return (changed(event, state=after.state, outcome=after.outcome, clocks=clocks),)


def preview_void(
    flow: Flow, case: Case, seq: int, *, on: Moment, by: Actor, approved_by: Actor, basis: Basis
) -> Consequences:
    """Show what voiding an event would change, before it is committed.

    Raises:
        Refused: As ``void`` would.
    """
    (event,) = void(flow, case, seq, reason="preview", on=on, by=by, approved_by=approved_by, basis=basis)
    after = evolve(case, event)
    return Consequences(
        event=next(past for past in case.events if past.seq == seq),
        state_before=case.state,
        state_after=after.state,
        outcome_before=case.outcome,
        outcome_after=after.outcome,
        deadlines=moved_deadlines(
            {(state.clock, state.key): state.due for state in case.clocks},
            {(state.clock, state.key): state.due for state in after.clocks},
        ),
        facts_lost=tuple(name for name in case.facts if after.facts.get(name) != case.facts[name]),
        alarms=tuple(past.seq for past in case.events if past.type == ALARM and past.seq > seq),
    )


def link(
    flow: Flow,
    case: Case,
    relation: str,
    other: str,
    *,
    on: Moment,
    by: Actor,
    recorded: datetime | None = None,
) -> tuple[Event, ...]:
    """Tie a case to another, such as ``("review_of", "FOI-2024-17")``. State and clocks stay as they are."""
    act = Act("link", on, by, recorded=recorded)
    if not relation or not other or other == case.id:
        _refuse(flow, case, act, "link", f"a link needs a relation and another case, not {relation!r} to {other!r}")
    return (entry(case, LINKED, act, detail=(("relation", relation), ("other", other))),)


def note(
    case: Case, notes: Mapping[str, str], *, on: Moment, by: Actor, recorded: datetime | None = None
) -> tuple[Event, ...]:
    """Set title, number or assignee of a case. State and clocks stay as they are.

    Raises:
        ValueError: A note has another name or is empty.
    """
    wrong = [name for name, text in notes.items() if name not in NOTES or not text]
    if wrong or not notes:
        raise ValueError(f"note {wrong or '(none)'}: give title=, number= or assignee=, not empty")
    return (entry(case, NOTED, Act("note", on, by, recorded=recorded), detail=tuple(notes.items())),)


def recompute(
    flow: Flow, case: Case, *, on: Moment, by: Actor, basis: Basis, recorded: datetime | None = None
) -> tuple[Event, ...]:
    """Count every clock that is not stopped anew; give an event if a due date moved, nothing otherwise.

    Cases in an end state never change.
    """
    if flow.states_by_id[case.state].kind == "end":
        return ()
    ticking = (state for state in case.clocks if state.status != "stopped")
    clocks = tuple(change for state in ticking if (change := recounted(state, flow, basis)) is not None)
    if not clocks:
        return ()
    return (entry(case, RECOMPUTED, Act("recompute", on, by, recorded=recorded), clocks=clocks),)


def _check_people(flow: Flow, case: Case, act: Act, approved_by: Actor) -> None:
    by = act.by
    for actor in (by, approved_by):
        if actor.role not in flow.corrected_by:
            raise NotPermitted(
                role=actor.role,
                roles=flow.corrected_by,
                case_id=case.id,
                command="void",
                state=case.state,
                article=flow.article,
                allowed=allowed(flow, case, act.on, by),
            )
    if not by.name or not approved_by.name or by.name == approved_by.name:
        why = f"a second person must approve: {by.name!r} asks and {approved_by.name!r} approves"
        _refuse(flow, case, act, "second_person", why)


def _target(flow: Flow, case: Case, seq: int, act: Act) -> Event:
    wrong = next((event for event in case.events if event.seq == seq), None)
    if wrong is None:
        _refuse(flow, case, act, "event", f"it has no event {seq}; it has 1 to {case.seq}")
    if wrong.type == OPENED:
        _refuse(flow, case, act, "event", "its opening cannot be voided; end the case instead")
    if wrong.type in (RECOMPUTED, ALARM):
        _refuse(flow, case, act, "event", f"event {seq} is {wrong.type}, a consequence; void its cause")
    if seq in voided_seqs(case.events):
        _refuse(flow, case, act, "event", f"event {seq} is already voided")
    return wrong


def _check_chain(flow: Flow, case: Case, after: Case, wrong: Event, act: Act) -> None:
    """Refuse to leave a later event that started in another state, or a clock or sub-task open in an end state."""
    voided = voided_seqs(after.events)
    state = ""
    for event in after.events:
        if event.seq in voided or event.type in KEEPS_STATE:
            continue
        if event.source != state:
            why = f"event {event.seq} {event.type} started in {event.source!r}, where the case would not have been"
            _refuse(flow, case, act, "event", f"{why}; void it before event {wrong.seq}")
        state = event.state
    left = [f"clock {clock.clock!r}" for clock in after.clocks if clock.status != "stopped"]
    left += [f"sub-task {task!r} of {key!r}" for task, key in after.tasks]
    if left and flow.states_by_id[after.state].kind == "end":
        why = f"{', '.join(left)} would be left open in the end state {after.state!r}"
        _refuse(flow, case, act, "event", f"{why}; void the event that ended the case before event {wrong.seq}")


def _refuse(flow: Flow, case: Case, act: Act, guard: str, why: str) -> NoReturn:
    refuse(flow, case, act, guard, why, flow.article)
