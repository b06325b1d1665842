"""The sweep: raises every alarm that is due, and records the deemed outcome of every clock that has lapsed.

One batch is one transaction: it claims clocks by index, writes the alarms as events, moves each clock to its next
rung and puts the messages into the outbox. A crash undoes the batch and the next sweep finds it again; what is due is
told by the present instant, so a sweep that comes late catches up. Several sweepers share the work: what one holds the
others pass over, and where one writer keeps all others waiting each decides without a lock, and writes if no case has
moved on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from attrs import evolve as changed
from attrs import field, fields, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import DeadlinesError
from workflows.alarms.climb import LAPSE, Armed, Climb, Ring, climb, due_rings
from workflows.alarms.files import ladders
from workflows.alarms.ladder import LadderBook
from workflows.cases.case import Case, ClockState, evolve, replay
from workflows.cases.events import ALARM, Event
from workflows.cases.listed import CaseRow
from workflows.cases.template import EventTemplate
from workflows.decisions import corrections
from workflows.decisions.clocks import recounted
from workflows.decisions.decide import decide
from workflows.decisions.times import entered
from workflows.errors import BadFacts, CommandSeen, Refused, VersionConflict, WorkflowsError
from workflows.flows.flow import Flow
from workflows.flows.parts import Lapse
from workflows.office.case_cache import CaseCache, StoredCase
from workflows.office.desk import Desk, not_before
from workflows.office.office import Office
from workflows.places.place import Basis
from workflows.store.calendars import calendar_text
from workflows.store.port import Commit, DueAlarm, Effect, Rearm, Transaction
from workflows.values import instant_of
from workflows.worker.ringing import BY, AlarmMessage, alarm_effects, alarm_event, alarm_key, alarm_message

BATCH = 1000

PATIENCE = 2
"""How often a sweep may find that another was faster before it locks first, so that none can be."""

HELD_FOR = timedelta(hours=1)
"""When a clock that could not be handled is looked at again."""

_ROW = tuple(part.name for part in fields(CaseRow))

_VALUES = attrgetter(*_ROW)

_SEQ = _ROW.index("seq")


@frozen
class Held:
    """A clock that could not be handled now, with the reason; it is tried again after ``HELD_FOR``."""

    case_id: str
    clock: str
    why: str


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
class _Job:
    """One claimed clock: the alarms to raise, and where it stands afterwards."""

    due: DueAlarm
    rings: tuple[Ring, ...]
    then: Armed

    @property
    def lapses(self) -> bool:
        return any(one.step.id == LAPSE for one in self.rings)


@frozen
class _Told:
    """What all alarms that are alike say: their event, the key it is recorded under, and their message."""

    event: EventTemplate
    key: str
    message: AlarmMessage


@frozen(eq=False)
class _Batch:
    """The work on one transaction. ``stand`` has each case as this transaction leaves it, with its head."""

    desk: Desk
    book: LadderBook
    now: datetime
    channels: Collection[str] | None
    seen: frozenset[tuple[str, str]]
    flows: dict[str, Flow] = field(factory=dict)
    bases: dict[str, Basis] = field(factory=dict)
    held: list[Held] = field(factory=list)
    again: list[Rearm] = field(factory=list)
    effects: list[Effect] = field(factory=list)
    calendars: dict[str, WorkCalendar] = field(factory=dict)
    rung: dict[tuple[object, ...], tuple[tuple[Ring, ...], Armed]] = field(factory=dict)
    told: dict[tuple[object, ...], _Told] = field(factory=dict)
    stand: dict[str, tuple[CaseRow, str]] = field(factory=dict)
    raised: str = field(init=False)

    @raised.default
    def _raised(self) -> str:
        return self.now.isoformat()

    def flow(self, name: str) -> Flow:
        if name not in self.flows:
            self.flows[name] = self.desk.flow(name)
        return self.flows[name]

    def basis(self, place: str) -> Basis:
        if place not in self.bases:
            self.bases[place] = self.desk.basis(place)
        return self.bases[place]

    def message(self, due: DueAlarm, one: Ring) -> AlarmMessage:
        return alarm_message(self.flow(due.row.flow), self.basis(due.row.place).place, self.channels, due, one)


def sweep(
    desk: Desk,
    *,
    limit: int = BATCH,
    channels: Collection[str] | None = None,
    book: LadderBook | None = None,
    now: datetime | None = None,
) -> Swept:
    """Raise the alarms that are due, one batch in one transaction.

    Args:
        desk: Whose clocks.
        limit: How many clocks at most.
        channels: Only these channels are told; None for all that the ladder names.
        book: The ladders; those of the library if None.
        now: The present instant; the clock of the desk tells if None.
    """
    seen: frozenset[tuple[str, str]] = frozenset()
    lost = 0
    while True:
        batch = _Batch(desk, book or ladders(), now or desk.clock.now(), channels, seen)
        try:
            swept = _swept(batch, limit, hold=lost >= PATIENCE)
            if swept is not None:
                return swept
            lost = PATIENCE
        except CommandSeen as known:
            # an alarm with this key is in the history already: its clock only needs to move on
            if (known.case_id, known.key) in seen:
                raise
            seen |= {(known.case_id, known.key)}
        except VersionConflict:
            if lost >= PATIENCE:
                raise
        lost += 1


def sweep_all(
    office: Office,
    *,
    limit: int = BATCH,
    channels: Collection[str] | None = None,
    book: LadderBook | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Swept:
    """Sweep batch after batch until nothing is due."""
    total = Swept()
    while not stop():
        one = sweep(office.desk, limit=limit, channels=channels, book=book)
        total = total.plus(one)
        if one.claimed < limit:
            break
    return total


def _swept(batch: _Batch, limit: int, *, hold: bool) -> Swept | None:
    """Give what one transaction did; None, and nothing done, if it must lock first."""
    desk = batch.desk
    with desk.store.begin() as work:
        dues = work.claim(desk.agency, batch.now, limit, hold=hold)
        if not dues:
            return Swept()
        jobs = [job for due in dues if (job := _planned(batch, due)) is not None]
        if not hold and (batch.again or not all(job.rings for job in jobs)):
            return None  # what writes no event cannot tell by the write that its case has moved on
        work.rearm(desk.agency, batch.again)
        reminders = [job for job in jobs if not job.lapses]
        _remind(batch, work, reminders)
        lapsed = _lapse(batch, work, [job for job in jobs if job.lapses])
        if batch.effects:
            work.enqueue(desk.agency, batch.effects, new=True)
    for version, calendar in batch.calendars.items():
        desk.store.remember_calendar(version, calendar_text(calendar))
        desk.cache.calendars.add(version)
    raised = sum(len(job.rings) for job in reminders) + lapsed
    latest = max((one.late for job in jobs for one in job.rings), default=timedelta())
    return Swept(len(dues), raised, lapsed, latest, tuple(batch.held))


def _planned(batch: _Batch, due: DueAlarm) -> _Job | None:
    clock, row = due.clock, due.row
    # very many clocks are due alike: what is due on one is worked out once
    alike = (row.flow, row.place, clock.clock, clock.due, clock.earliest, clock.rung, clock.next_at)
    if alike not in batch.rung:
        try:
            batch.rung[alike] = _rung(batch, due)
        except (DeadlinesError, WorkflowsError) as error:
            batch.again.append(_later(batch, due))
            batch.held.append(Held(due.case_id, due.clock.clock, str(error)))
            return None
    rings, then = batch.rung[alike]
    if batch.seen:
        rings = tuple(one for one in rings if (row.case_id, alarm_key(due, one)) not in batch.seen)
    return _Job(due, rings, then)


def _rung(batch: _Batch, due: DueAlarm) -> tuple[tuple[Ring, ...], Armed]:
    clock = due.clock
    way = _way(batch, due)
    if way is None or clock.next_at is None:
        return (), Armed(clock.rung, None)
    return due_rings(way, Armed(clock.rung, clock.next_at), batch.now)


def _way(batch: _Batch, due: DueAlarm) -> Climb | None:
    clock = due.clock
    if clock.due is None:
        return None
    calendar = batch.basis(due.row.place).calendar
    return climb(batch.book, batch.flow(due.row.flow), due.row.place, clock.clock, clock.due, clock.earliest, calendar)


def _hold(batch: _Batch, work: Transaction, due: DueAlarm, why: str) -> None:
    _put_off(batch, work, due)
    batch.held.append(Held(due.case_id, due.clock.clock, why))


def _put_off(batch: _Batch, work: Transaction, due: DueAlarm) -> None:
    work.rearm(batch.desk.agency, (_later(batch, due),))


def _later(batch: _Batch, due: DueAlarm) -> Rearm:
    """Look at a clock again later, so that it neither blocks the others nor is forgotten."""
    clock = due.clock
    return Rearm(due.case_id, clock.clock, clock.key, clock.rung, batch.now + HELD_FOR)


def _remind(batch: _Batch, work: Transaction, jobs: Sequence[_Job]) -> None:
    """Record reminders without reading a history: each case at most once in one write, then the next alarm of it."""
    agency = batch.desk.agency
    rearms = [_rearm(job) for job in jobs]
    for wave in _waves(jobs):
        work.write(agency, [_reminder(batch, due, one) for due, one in wave])
    work.rearm(agency, rearms)


def _reminder(batch: _Batch, due: DueAlarm, one: Ring) -> Commit:
    before, head = batch.stand.get(due.case_id) or (due.row, due.head)
    row, told = _next(before), _telling(batch, due, one)
    link = told.event.seal(batch.desk.agency, row.case_id, row.seq, head)
    batch.stand[row.case_id] = row, link.digest
    batch.effects.extend(alarm_effects(row, told.message, batch.raised))
    return Commit(row=row, expected=before.seq, events=(), sealed=(link,), key=told.key, head=head, plain=True)


def _next(row: CaseRow) -> CaseRow:
    """Give a row one event later: nothing else of a case changes by an alarm. Faster than a general evolve."""
    values = list(_VALUES(row))
    values[_SEQ] += 1
    return CaseRow(*values)


def _waves(jobs: Sequence[_Job]) -> Iterator[list[tuple[DueAlarm, Ring]]]:
    """Give the alarms in as few lists as possible, no case twice in one."""
    queues: dict[str, list[tuple[DueAlarm, Ring]]] = {}
    for job in jobs:
        queues.setdefault(job.due.case_id, []).extend((job.due, one) for one in job.rings)
    depth = max(map(len, queues.values()), default=0)
    for n in range(depth):
        yield [queue[n] for queue in queues.values() if n < len(queue)]


def _rearm(job: _Job) -> Rearm:
    clock = job.due.clock
    return Rearm(job.due.case_id, clock.clock, clock.key, job.then.rung, job.then.next_at)


def _telling(batch: _Batch, due: DueAlarm, one: Ring) -> _Told:
    row, clock = due.row, due.clock
    # by identity: the rings of clocks that are due alike are one object, kept as long as the batch
    alike = (row.flow, row.place, row.state, row.outcome, clock.clock, clock.key, clock.due, clock.armed_by, id(one))
    told = batch.told.get(alike)
    if told is None:
        event = EventTemplate.of(alarm_event(row.case_id, row.seq, row, due, one, batch.now))
        told = batch.told[alike] = _Told(event, alarm_key(due, one), batch.message(due, one))
    return told


def _lapse(batch: _Batch, work: Transaction, jobs: Sequence[_Job]) -> int:
    """Record lapses and their deemed outcomes, a case at most once in one write; give how many there were."""
    agency, count = batch.desk.agency, 0
    queues: dict[str, list[_Job]] = {}
    for job in jobs:
        queues.setdefault(job.due.case_id, []).append(job)
    for n in range(max(map(len, queues.values()), default=0)):
        commits = []
        for queue in queues.values():
            commit = _lapsed(batch, work, queue[n]) if n < len(queue) else None
            if commit is not None:
                commits.append(commit)
                count += bool(commit.key)
        if commits:
            heads = work.write(agency, commits)
            for commit, head in zip(commits, heads, strict=True):
                batch.stand[commit.row.case_id] = commit.row, head
    return count


def _lapsed(batch: _Batch, work: Transaction, job: _Job) -> Commit | None:
    """Give what one lapse writes, None if nothing: it is held, or an earlier event has moved or stopped the clock."""
    due, agency = job.due, batch.desk.agency
    clock = due.clock
    one = next(one for one in job.rings if one.step.id == LAPSE)
    loaded = work.load(agency, due.case_id)
    if loaded.head != batch.stand.get(due.case_id, (due.row, due.head))[1]:
        return None  # a command came between the claim and the lock: the next sweep sees what it left
    case = replay(loaded.events)
    flow, basis = batch.flow(case.flow), batch.basis(case.place)
    state = case.clock(clock.clock, clock.key)
    if state is None or state.status != "running":
        return None
    try:
        events = _deemed(batch, flow, case, state, basis, due, one)
    except (Refused, BadFacts, DeadlinesError) as error:
        _hold(batch, work, due, str(error))
        return None
    if not events:
        _put_off(batch, work, due)
        return None
    # before the write: a clock that the outcome arms anew has its next alarm from there
    work.rearm(agency, (_rearm(job),))
    is_lapse = events[0].type == ALARM
    key = alarm_key(due, one) if is_lapse else ""
    commit, after = _desk_within(batch, basis).commit_for(flow, StoredCase(case, loaded.head), events, basis, key=key)
    batch.desk.cache.forget(after.id)
    if is_lapse:
        row = changed(commit.row, seq=events[0].seq)
        batch.effects.extend(alarm_effects(row, batch.message(due, one), events[0].recorded.isoformat()))
    return commit


def _desk_within(batch: _Batch, basis: Basis) -> Desk:
    """Give a desk that keeps no calendar of its own accord: that would be a second transaction inside this one."""
    desk, version = batch.desk, basis.calendar.version
    if version not in desk.cache.calendars:
        batch.calendars[version] = basis.calendar
    return changed(desk, cache=CaseCache(calendars={*desk.cache.calendars, version}))


def _deemed(
    batch: _Batch, flow: Flow, case: Case, state: ClockState, basis: Basis, due: DueAlarm, one: Ring
) -> tuple[Event, ...]:
    """Decide what a lapse leads to: the deemed outcome, or a due date counted anew, or nothing while it is a forecast.

    Raises:
        Refused: The flow does not let the system record the outcome.
    """
    recorded = not_before(batch.now, case)
    if state.certainty == "forecast":
        if recounted(state, flow, basis) is not None:
            return corrections.recompute(flow, case, on=batch.now, by=BY, basis=basis, recorded=recorded)
        return ()  # nobody loses a right by a guess: wait for the notice
    alarm = changed(alarm_event(case.id, case.seq + 1, case, due, one, batch.now), recorded=recorded)
    literal = flow.clocks_by_id[state.clock]
    if not isinstance(literal.lapse, Lapse):
        return (alarm,)
    # it lapsed when the law says, however late the sweep and whatever was written meanwhile
    on = max(one.step.at, instant_of(entered(case)))
    payload = {flow.tasks_by_id[literal.task].key: state.key} if literal.task else {}
    told = evolve(case, alarm)
    deemed = decide(
        flow, told, literal.lapse.command, on=on, by=BY, basis=basis, payload=payload, recorded=max(recorded, on)
    )
    return (alarm, *deemed)
