"""Reminders of a sweep: recorded from the rows alone, without reading a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import cast

from attrs import fields, frozen

from workflows.alarms.climb import Ring
from workflows.cases.listed import CaseRow
from workflows.cases.template import EventTemplate
from workflows.store.alarms import DueAlarm
from workflows.store.port import Commit, Transaction
from workflows.worker.ringing import AlarmMessage, alarm_effects, alarm_event, alarm_key
from workflows.worker.sweep_batch import Job, SweepBatch

_ROW = tuple(part.name for part in fields(CaseRow))

_VALUES = attrgetter(*_ROW)

_SEQ = _ROW.index("seq")


@frozen
class _Told:
    """What all alarms that are alike say: their event, the key it is recorded under, and their message."""

    event: EventTemplate
    key: str
    message: AlarmMessage


def remind(batch: SweepBatch, work: Transaction, jobs: Sequence[Job]) -> None:
    """Record reminders: each case at most once in one write, then the next alarm of it."""
    agency = batch.desk.agency
    rearms = [job.rearm for job in jobs]
    for wave in _waves(jobs):
        work.write(agency, [_reminder(batch, due, ring) for due, ring in wave])
    work.rearm(agency, rearms)


def _reminder(batch: SweepBatch, due: DueAlarm, ring: Ring) -> Commit:
    before, head = batch.stand.get(due.case_id) or (due.row, due.head)
    row, reminder = _next(before), _telling(batch, due, ring)
    link = reminder.event.seal(batch.desk.agency, row.case_id, row.seq, head)
    batch.stand[row.case_id] = row, link.digest
    batch.effects.extend(alarm_effects(row, reminder.message, batch.now.isoformat()))
    return Commit(row=row, expected=before.seq, events=(), sealed=(link,), key=reminder.key, head=head, plain=True)


def _next(row: CaseRow) -> CaseRow:
    """Give a row one event later: nothing else of a case changes by an alarm. Faster than a general evolve."""
    values = list(_VALUES(row))
    values[_SEQ] += 1
    return CaseRow(*values)


def _waves(jobs: Sequence[Job]) -> Iterator[list[tuple[DueAlarm, Ring]]]:
    """Give the alarms in as few lists as possible, no case twice in one."""
    queues: dict[str, list[tuple[DueAlarm, Ring]]] = {}
    for job in jobs:
        queues.setdefault(job.due.case_id, []).extend((job.due, ring) for ring in job.rings)
    depth = max(map(len, queues.values()), default=0)
    for n in range(depth):
        yield [queue[n] for queue in queues.values() if n < len(queue)]


def _telling(batch: SweepBatch, due: DueAlarm, ring: Ring) -> _Told:
    row, clock = due.row, due.clock
    # by identity: the rings of clocks that are due alike are one object, kept as long as the batch
    alike = (row.flow, row.place, row.state, row.outcome, clock.clock, clock.key, clock.due, clock.armed_by, id(ring))
    reminder = batch.reminders.get(alike)
    if reminder is None:
        event = EventTemplate.of(alarm_event(row.case_id, row.seq, row, due, ring, batch.now))
        reminder = batch.reminders[alike] = _Told(event, alarm_key(due, ring), batch.message(due, ring))
    return cast("_Told", reminder)
