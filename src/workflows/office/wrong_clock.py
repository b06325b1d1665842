"""What was recorded after an instant, as by a machine whose time was far ahead, found and voided together.

Deemed outcomes that came too early are voided, and the alarms that were raised too early with them, so that both come
again on their own day. What people recorded meanwhile is listed and left alone: it happened, whatever the clock said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from attrs import evolve as changed
from attrs import field, frozen

from deadlines.errors import Reason
from workflows.cases.case import Case, evolve, replay, voided_seqs
from workflows.cases.events import ALARM, KEEPS_STATE, OPENED, VOIDED, Actor, Event, Occasion
from workflows.decisions import corrections
from workflows.flows.flow import Flow
from workflows.flows.parts import SYSTEM
from workflows.office.asides import why_aside
from workflows.office.command_key import NO_KEY
from workflows.office.desk import Desk, again
from workflows.places.place import Basis
from workflows.store.checks import check_actor, check_moment

LateKind = Literal["deemed", "alarm", "person", "system"]
"""A deemed outcome, an alarm, what a person recorded, and what the system derived from other records."""


@frozen
class LateRecord:
    """One event recorded after an instant; ``is_voidable`` tells that it would be voided with the others."""

    case_id: str
    event: Event
    kind: LateKind
    is_voided: bool

    @property
    def is_voidable(self) -> bool:
        """Whether it is of those that a wrong clock writes of its own accord, and not voided yet."""
        return self.kind in {"deemed", "alarm"} and not self.is_voided


@frozen
class SetAsideCase:
    """A case that could not be read, or of which nothing could be voided, and why; the others were handled."""

    case_id: str
    why: Reason


@frozen
class LateRecords:
    """What was recorded after an instant, by case and number; ``voided`` is what was voided of it just now."""

    after: datetime
    records: tuple[LateRecord, ...]
    left: tuple[SetAsideCase, ...] = ()
    voided: tuple[LateRecord, ...] = field(default=())


def recorded_after(desk: Desk, after: datetime) -> LateRecords:
    """List the events of all cases that were recorded after an instant; nothing is written.

    Raises:
        WrongInput: It is no instant.
    """
    check_moment("after", after)
    records: list[LateRecord] = []
    left: list[SetAsideCase] = []
    for case_id in [case_id for case_id, _, _ in desk.store.heads(desk.agency)]:
        try:
            case = replay(desk.store.load(desk.agency, case_id).events)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others are listed
            left.append(SetAsideCase(case_id, why_aside(error)))
        else:
            records += _late(case, after)
    return LateRecords(after, tuple(records), tuple(left))


def void_recorded_after(desk: Desk, after: datetime, *, reason: str, by: Actor, approved_by: Actor) -> LateRecords:
    """Void the deemed outcomes and alarms recorded after an instant, all those of a case or none of them.

    Raises:
        WrongInput: It is no instant, or an actor has no role.
    """
    for actor in (by, approved_by):
        check_actor(actor)
    found = recorded_after(desk, after)
    left, voided = list(found.left), list[LateRecord]()
    for case_id in dict.fromkeys(record.case_id for record in found.records if record.is_voidable):

        def decision(flow: Flow, case: Case, now: datetime, basis: Basis) -> tuple[Event, ...]:
            return _voided(flow, case, after, now, basis, reason, by, approved_by)

        desk.cache.forget(case_id)  # a sweep may have written since: what is not seen would not be voided
        try:
            done = again(lambda: desk.change(case_id, decision, NO_KEY, None))  # noqa: B023  # called at once
        except Exception as error:  # noqa: BLE001  # one case that cannot be put right stops no other
            left.append(SetAsideCase(case_id, why_aside(error)))
            continue
        gone = {event.voids for event in done.events}
        voided += [record for record in found.records if record.case_id == case_id and record.event.seq in gone]
    return changed(found, left=tuple(left), voided=tuple(voided))


def _late(case: Case, after: datetime) -> Iterator[LateRecord]:
    voided = voided_seqs(case.events)
    for event in case.events:
        if event.recorded > after:
            yield LateRecord(case.id, event, _kind(event), event.seq in voided)


def _kind(event: Event) -> LateKind:
    if event.by.role != SYSTEM or event.type in {OPENED, VOIDED}:
        return "person"
    if event.type == ALARM:
        return "alarm"
    return "system" if event.type in KEEPS_STATE else "deemed"


def _voided(
    flow: Flow, case: Case, after: datetime, now: datetime, basis: Basis, reason: str, by: Actor, approved_by: Actor
) -> tuple[Event, ...]:
    """Void the latest first; each entry is recorded now, not when the clock was wrong."""
    wrong = [record.event.seq for record in _late(case, after) if record.is_voidable]
    gone = voided_seqs(case.events) | set(wrong)
    recorded = max(now, *(event.recorded for event in case.events if event.seq not in gone))
    events: list[Event] = []
    for seq in reversed(wrong):
        at = Occasion(now, by, recorded)
        events += corrections.void(flow, case, seq, at, reason=reason, approved_by=approved_by, basis=basis)
        case = evolve(case, events[-1])
    return tuple(events)
