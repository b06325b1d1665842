"""What a person does to a case at a desk: opens it, gives a command, notes, voids, links. One transaction each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from deadlines.counting.timeline import Moment
from deadlines.errors import ErrorAsData
from workflows.cases.case import Case
from workflows.cases.events import Actor, Event, Occasion
from workflows.clock import stopwatch
from workflows.decisions import corrections
from workflows.decisions.decide import decide as core_decide
from workflows.decisions.decide import open_case as core_open
from workflows.decisions.wording import attempt
from workflows.errors import VersionConflict
from workflows.flows.flow import Flow
from workflows.office.command_key import NO_KEY, CommandKey, asked
from workflows.office.desk import Desk, Done, occasion, occasion_of
from workflows.office.errors import NotYours
from workflows.office.hooks import LOG, Heard
from workflows.office.personal import encrypted
from workflows.places.place import Basis
from workflows.store.errors import CommandSeen
from workflows.store.port import Personal
from workflows.values import Value

APPLICANT = "applicant"
"""The reference under which an applicant's personal data are kept."""


def _opened(
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


def open_case(desk: Desk, place: str, flow: str, case_id: str, *, by: Actor, **given: Any) -> Done:
    """Open a case; ``given`` is as ``_opened`` takes it."""
    return heard(desk, case_id, "open", by, lambda: _opened(desk, place, flow, case_id, by=by, **given))


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
        events = core_decide(flow, case, command, occasion(now, case, by, on), basis=basis, payload=payload)
        check_permitted(desk, flow, case, command, by)
        return events

    key_of = asked(key, command, on, by, payload)
    return heard(desk, case_id, command, by, lambda: desk.change(case_id, decision, key_of, expected))


def check_permitted(desk: Desk, flow: Flow, case: Case, command: str, by: Actor) -> None:
    """Ask the host whether this person may, where the flow lets the role.

    Raises:
        NotYours: The host says why not.
    """
    why = desk.permits(by, case, command)
    if why is not None:
        article = next((move.article for move in flow.moves if move.command == command), flow.article)
        raise NotYours(why, attempt(flow, case.id, command, case.state), article=article)


def note(desk: Desk, case_id: str, notes: Mapping[str, str], *, by: Actor, on: Moment | None, key: str) -> Done:
    """Set title, number or assignee."""

    def decision(flow: Flow, case: Case, now: datetime, _basis: Basis) -> tuple[Event, ...]:
        check_permitted(desk, flow, case, "note", by)
        return corrections.note(case, notes, occasion(now, case, by, on))

    asked = CommandKey(key, "note", {"on": on, "role": by.role, **notes})
    return heard(desk, case_id, "note", by, lambda: desk.change(case_id, decision, asked, None))


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
        events = corrections.void(flow, case, seq, at, reason=reason, approved_by=approved_by, basis=basis)
        check_permitted(desk, flow, case, "void", by)
        return events

    voiding = CommandKey(key, "void", {"on": on, "role": by.role, "seq": seq, "reason": reason})
    return heard(desk, case_id, "void", by, lambda: desk.change(case_id, decision, voiding, expected))


def preview_void(desk: Desk, case_id: str, seq: int, *, by: Actor, approved_by: Actor) -> corrections.Consequences:
    """Show what voiding an event would change."""
    case = desk.fresh(case_id).case
    flow, basis = desk.flow(case.flow), desk.basis(case.place)
    at = Occasion(desk.clock.now(), by)
    return corrections.preview_void(flow, case, seq, at, approved_by=approved_by, basis=basis)


def link(desk: Desk, case_id: str, relation: str, other: str, *, by: Actor, on: Moment | None) -> Done:
    """Tie a case to another of the agency."""

    def decision(flow: Flow, case: Case, now: datetime, _basis: Basis) -> tuple[Event, ...]:
        check_permitted(desk, flow, case, "link", by)
        return corrections.link(flow, case, relation, other, occasion(now, case, by, on))

    def tied() -> Done:
        if other != case_id:
            desk.store.row(desk.agency, other)
        return desk.change(case_id, decision, NO_KEY, None)

    return heard(desk, case_id, "link", by, tied)


def heard(desk: Desk, case_id: str, command: str, by: Actor, act: Callable[[], Done]) -> Done:
    """Do something, and tell the host what came of it, whatever that is."""
    passed = stopwatch()
    try:
        done = act()
    except Exception as error:
        kind = error.host_class if isinstance(error, ErrorAsData) else "failed"
        _tell(desk, case_id, command, by, kind, passed(), error)
        raise
    _tell(desk, case_id, command, by, "repeated" if done.repeated else "done", passed(), seq=done.case.seq)
    return done


def _tell(
    desk: Desk,
    case_id: str,
    command: str,
    by: Actor,
    outcome: str,
    seconds: float,
    error: Exception | None = None,
    *,
    seq: int = 0,
) -> None:
    """Tell the host and the log; a hook that fails is logged, and changes nothing of what was answered."""
    code, article = getattr(error, "code", ""), getattr(error, "article", "")
    LOG.info("%s %s by %s: %s %s %.1f ms", case_id, command, by.role, outcome, code, seconds * 1000)
    told = Heard(
        desk.clock.now(),
        desk.agency,
        case_id,
        command,
        by.role,
        by.name,
        outcome,
        code,
        article,
        seq,
        round(seconds, 6),
    )
    try:
        desk.on_command(told)
    except Exception:  # noqa: BLE001  # whatever it raises, the command was answered
        LOG.exception("the hook on_command failed")
