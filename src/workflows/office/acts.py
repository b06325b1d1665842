"""What a person does to a case at a desk: opens it, gives a command, notes, voids, links. One transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from deadlines.counting.timeline import Moment
from workflows.cases.case import Case
from workflows.cases.events import Actor, Event, Occasion
from workflows.decisions import corrections
from workflows.decisions.decide import decide as core_decide
from workflows.decisions.decide import open_case as core_open
from workflows.errors import VersionConflict
from workflows.flows.flow import Flow
from workflows.office.command_key import NO_KEY, CommandKey, asked
from workflows.office.desk import Desk, Done, occasion, occasion_of
from workflows.office.personal import encrypted
from workflows.places.place import Basis
from workflows.store.errors import CommandSeen
from workflows.store.port import Personal
from workflows.values import Value

APPLICANT = "applicant"
"""The reference under which an applicant's personal data are kept."""


def open_case(
    desk: Desk,
    place: str,
    flow: str,
    case_id: str,
    *,
    by: Actor,
    on: Moment | None,
    notes: Mapping[str, str],
    personal: tuple[Mapping[str, str] | None, date | None],
    key: str,
) -> Done:
    """Open a case; ``notes`` are its title, number and assignee, ``personal`` the applicant and its last day."""
    definition, basis = desk.flow(flow), desk.basis(place)
    now = desk.clock.now()
    applicant, erase_after = personal
    apart: tuple[Personal, ...] = ()
    if applicant is not None:
        apart = (encrypted(desk.keys, desk.agency, case_id, APPLICANT, applicant, erase_after),)
    kept = {**notes, APPLICANT: APPLICANT if apart else ""}
    when = occasion_of(by, on, now, now)
    events = core_open(definition, case_id, when, agency=desk.agency, place=basis.place, notes=kept)
    opening = CommandKey(key, "open", {"flow": flow, "on": on, "role": by.role, **notes})
    try:
        return desk.written(definition, None, events, opening, personal=apart, basis=basis)
    except (CommandSeen, VersionConflict):
        before = desk.first(case_id, opening)
        if before is None:
            raise
        return before


def do(
    desk: Desk,
    case_id: str,
    command: str,
    *,
    by: Actor,
    on: Moment | None,
    payload: Mapping[str, Value],
    key: str,
    expected: int | None,
) -> Done:
    """Give a command."""

    def decision(flow: Flow, case: Case, now: datetime, basis: Basis) -> tuple[Event, ...]:
        return core_decide(flow, case, command, occasion(now, case, by, on), basis=basis, payload=payload)

    return desk.change(case_id, decision, asked(key, command, on, by, payload), expected)


def note(desk: Desk, case_id: str, notes: Mapping[str, str], *, by: Actor, on: Moment | None, key: str) -> Done:
    """Set title, number or assignee."""

    def decision(_flow: Flow, case: Case, now: datetime, _basis: Basis) -> tuple[Event, ...]:
        return corrections.note(case, notes, occasion(now, case, by, on))

    return desk.change(case_id, decision, CommandKey(key, "note", {"on": on, "role": by.role, **notes}), None)


def void(
    desk: Desk,
    case_id: str,
    seq: int,
    *,
    reason: str,
    by: Actor,
    approved_by: Actor,
    on: Moment | None,
    key: str,
    expected: int | None,
) -> Done:
    """Void an event."""

    def decision(flow: Flow, case: Case, now: datetime, basis: Basis) -> tuple[Event, ...]:
        at = occasion(now, case, by, on)
        return corrections.void(flow, case, seq, at, reason=reason, approved_by=approved_by, basis=basis)

    voiding = CommandKey(key, "void", {"on": on, "role": by.role, "seq": seq, "reason": reason})
    return desk.change(case_id, decision, voiding, expected)


def preview_void(desk: Desk, case_id: str, seq: int, *, by: Actor, approved_by: Actor) -> corrections.Consequences:
    """Show what voiding an event would change."""
    case = desk.fresh(case_id).case
    flow, basis = desk.flow(case.flow), desk.basis(case.place)
    at = Occasion(desk.clock.now(), by)
    return corrections.preview_void(flow, case, seq, at, approved_by=approved_by, basis=basis)


def link(desk: Desk, case_id: str, relation: str, other: str, *, by: Actor, on: Moment | None) -> Done:
    """Tie a case to another of the agency."""
    if other != case_id:
        desk.store.row(desk.agency, other)

    def decision(flow: Flow, case: Case, now: datetime, _basis: Basis) -> tuple[Event, ...]:
        return corrections.link(flow, case, relation, other, occasion(now, case, by, on))

    return desk.change(case_id, decision, NO_KEY, None)
