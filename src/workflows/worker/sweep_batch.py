"""What one transaction of a sweep works on: the clocks that it claimed, what each asks for, and what had to be held."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from attrs import field, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import Reason
from workflows.alarms.climb import LAPSE, Armed, Climb, Ring, climb, due_rings
from workflows.alarms.ladder import LadderBook
from workflows.cases.listed import CaseRow
from workflows.flows.flow import Flow
from workflows.office.asides import why_aside
from workflows.office.desk import Desk
from workflows.places.place import Basis
from workflows.store.alarms import Aside, AsideKind, Claimed, DueAlarm, Rearm, UnreadableAlarm
from workflows.store.port import Effect
from workflows.worker.ringing import AlarmMessage, alarm_key, alarm_message

HELD_FOR = timedelta(hours=1)
"""When a clock that could not be handled is looked at again."""


@frozen
class Held:
    """A clock that could not be handled now, with the reason; it is tried again after ``HELD_FOR``."""

    case_id: str
    clock: str
    why: Reason
    key: str = ""
    kind: AsideKind = "sweep"


@frozen
class Swept:
    """What sweeps did: alarms raised, clocks lapsed, the greatest lateness, and what could not be handled."""

    claimed: int = 0
    alarms: int = 0
    lapses: int = 0
    latest: timedelta = timedelta()
    held: tuple[Held, ...] = ()

    def plus(self, other: Swept) -> Swept:
        """Give the sum of two."""
        return Swept(
            self.claimed + other.claimed,
            self.alarms + other.alarms,
            self.lapses + other.lapses,
            max(self.latest, other.latest),
            self.held + other.held,
        )


@frozen
class Job:
    """One claimed clock: the alarms to raise, and where it stands afterwards."""

    due: DueAlarm
    rings: tuple[Ring, ...]
    then: Armed

    @property
    def lapses(self) -> bool:
        """Whether the clock has lapsed."""
        return any(ring.step.id == LAPSE for ring in self.rings)

    @property
    def rearm(self) -> Rearm:
        """Where its clock stands afterwards, as the store keeps it."""
        clock = self.due.clock
        return Rearm(self.due.case_id, clock.clock, clock.key, self.then.rung, self.then.next_at)


@frozen
class Doubt:
    """What a sweep does not trust: the time of the machine, and cases whose write the store refused as broken."""

    clock: Reason | None = None
    broken: dict[str, Reason] = field(factory=dict)
    seen: frozenset[tuple[str, str]] = frozenset()
    """Alarms that are in a history already: case and key."""
    never_swept: bool = False
    is_confirmed: bool = False


@frozen(eq=False)
class SweepBatch:
    """The work on one transaction. ``stand`` has each case as this transaction leaves it, with its head."""

    desk: Desk
    book: LadderBook
    now: datetime
    channels: Collection[str] | None
    doubt: Doubt
    flows: dict[str, Flow] = field(factory=dict)
    bases: dict[str, Basis] = field(factory=dict)
    held: list[Held] = field(factory=list)
    again: list[Rearm] = field(factory=list)
    effects: list[Effect] = field(factory=list)
    calendars: dict[str, WorkCalendar] = field(factory=dict)
    rung: dict[tuple[object, ...], tuple[tuple[Ring, ...], Armed]] = field(factory=dict)
    reminders: dict[tuple[object, ...], object] = field(factory=dict)
    stand: dict[str, tuple[CaseRow, str]] = field(factory=dict)

    def flow(self, name: str) -> Flow:
        """Find a flow, once."""
        if name not in self.flows:
            self.flows[name] = self.desk.flow(name)
        return self.flows[name]

    def basis(self, place: str) -> Basis:
        """Find what is counted by in a place, once."""
        if place not in self.bases:
            self.bases[place] = self.desk.basis(place)
        return self.bases[place]

    def message(self, due: DueAlarm, ring: Ring) -> AlarmMessage:
        """Word an alarm."""
        return alarm_message(self.flow(due.row.flow), self.basis(due.row.place).place, self.channels, due, ring)

    def hold(self, due: DueAlarm, why: Reason, kind: AsideKind = "sweep") -> Rearm:
        """Set a clock aside; give when it is looked at again, so that it neither blocks the others nor is forgotten."""
        clock = due.clock
        self.held.append(Held(due.case_id, clock.clock, why, clock.key, kind))
        return self.later(due)

    def later(self, due: DueAlarm) -> Rearm:
        """Give when a clock is looked at again."""
        clock = due.clock
        return Rearm(due.case_id, clock.clock, clock.key, clock.rung, self.now + HELD_FOR)

    def asides(self) -> tuple[Aside, ...]:
        """Give what was held as a store keeps it."""
        return tuple(
            Aside(case_id=held.case_id, kind=held.kind, why=held.why, since=self.now, clock=held.clock, key=held.key)
            for held in self.held
        )


def planned(batch: SweepBatch, claimed: Iterable[Claimed]) -> list[Job]:
    """Give what there is to do for each clock; one that cannot be told of is held."""
    jobs = []
    for due in claimed:
        if isinstance(due, UnreadableAlarm):
            batch.held.append(Held(due.case_id, due.clock, due.why, due.key))
            batch.again.append(Rearm(due.case_id, due.clock, due.key, due.rung, batch.now + HELD_FOR))
        elif due.case_id in batch.doubt.broken:
            batch.again.append(batch.hold(due, batch.doubt.broken[due.case_id]))
        elif (job := _planned(batch, due)) is not None:
            jobs.append(job)
    return jobs


def _planned(batch: SweepBatch, due: DueAlarm) -> Job | None:
    clock, row = due.clock, due.row
    # very many clocks are due alike: what is due on one is worked out once
    alike = (row.flow, row.place, clock.clock, clock.due, clock.earliest, clock.rung, clock.next_at)
    if alike not in batch.rung:
        try:
            batch.rung[alike] = _rung(batch, due)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others go on
            batch.again.append(batch.hold(due, why_aside(error)))
            return None
    rings, then = batch.rung[alike]
    if batch.doubt.seen:
        rings = tuple(ring for ring in rings if (row.case_id, alarm_key(due, ring)) not in batch.doubt.seen)
    return Job(due, rings, then)


def _rung(batch: SweepBatch, due: DueAlarm) -> tuple[tuple[Ring, ...], Armed]:
    clock = due.clock
    way = _way(batch, due)
    if way is None or clock.next_at is None:
        return (), Armed(clock.rung, None)
    return due_rings(way, Armed(clock.rung, clock.next_at), batch.now)


def _way(batch: SweepBatch, due: DueAlarm) -> Climb | None:
    clock = due.clock
    if clock.due is None:
        return None
    calendar = batch.basis(due.row.place).calendar
    return climb(batch.book, batch.flow(due.row.flow), due.row.place, clock.clock, clock.due, clock.earliest, calendar)
