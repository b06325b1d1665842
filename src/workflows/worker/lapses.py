"""Lapses of a sweep: each with its deemed outcome, decided on the history of its case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from attrs import evolve as changed

from deadlines.errors import Reason
from workflows.alarms.climb import LAPSE, Ring
from workflows.cases.case import Case, ClockState, evolve, replay
from workflows.cases.events import ALARM, Event, Occasion
from workflows.decisions import corrections
from workflows.decisions.counts import recounted
from workflows.decisions.decide import decide
from workflows.decisions.times import entered
from workflows.flows.flow import Flow
from workflows.flows.parts import Lapse
from workflows.office.asides import why_aside
from workflows.office.case_cache import CaseCache, StoredCase
from workflows.office.desk import Desk, not_before
from workflows.places.place import Basis
from workflows.store.alarms import DueAlarm
from workflows.store.port import Commit, StoredHistory, Transaction
from workflows.values import instant_of
from workflows.worker.ringing import BY, alarm_effects, alarm_event, alarm_key
from workflows.worker.sweep_batch import Job, SweepBatch

UNSWEPT = timedelta(days=90)
"""How long after the last record of a case its first sweep ever may come before the time of the machine is in doubt.

A term of the law is weeks; where there was no sweep before, nothing else tells.
"""


def record_lapses(batch: SweepBatch, work: Transaction, jobs: Sequence[Job]) -> int:
    """Record lapses and their deemed outcomes, a case at most once in one write; give how many there were."""
    agency, count = batch.desk.agency, 0
    queues: dict[str, list[Job]] = {}
    for job in jobs:
        queues.setdefault(job.due.case_id, []).append(job)
    for n in range(max(map(len, queues.values()), default=0)):
        commits = []
        for queue in queues.values():
            commit = _handled(batch, work, queue[n]) if n < len(queue) else None
            if commit is not None:
                commits.append(commit)
                count += bool(commit.key)
        if commits:
            heads = work.write(agency, commits)
            for commit, head in zip(commits, heads, strict=True):
                batch.stand[commit.row.case_id] = commit.row, head
    return count


def _handled(batch: SweepBatch, work: Transaction, job: Job) -> Commit | None:
    """Give what one lapse writes; a case that cannot be handled is held, and the others go on."""
    if batch.doubt.clock is not None:
        work.rearm(batch.desk.agency, (batch.hold(job.due, batch.doubt.clock, "clock"),))
        return None
    try:
        return _lapsed(batch, work, job)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others go on
        work.rearm(batch.desk.agency, (batch.hold(job.due, why_aside(error)),))
        return None


def _lapsed(batch: SweepBatch, work: Transaction, job: Job) -> Commit | None:
    """Give what one lapse writes, None if nothing: it is held, or an earlier event has moved or stopped the clock."""
    due, agency = job.due, batch.desk.agency
    clock = due.clock
    ring = next(ring for ring in job.rings if ring.step.id == LAPSE)
    loaded = work.load(agency, due.case_id)
    if loaded.head != batch.stand.get(due.case_id, (due.row, due.head))[1]:
        return None  # a command came between the claim and the lock: the next sweep sees what it left
    case = replay(loaded.events)
    flow, basis = batch.flow(case.flow), batch.basis(case.place)
    state = case.clock(clock.clock, clock.key)
    if state is None or state.status != "running":
        if due.case_id not in batch.stand:
            work.rearm(agency, (batch.hold(due, _NOT_RUNNING),))
        return None
    if _is_long_ago(batch, case):
        work.rearm(agency, (batch.hold(due, _long_ago(batch, case), "clock"),))
        return None
    events = _deemed(batch, flow, case, state, basis, due, ring)
    if not events:
        work.rearm(agency, (batch.later(due),))
        return None
    return _commit(batch, work, job, loaded, case, events, ring)


_NOT_RUNNING = Reason(
    "row.not_running",
    "索引中的期限在案件记录里没有运行（disclosure verify history 查明，disclosure db repair 重建）",
    "its row runs, its history does not (see: disclosure verify history, disclosure db repair)",
)


def _is_long_ago(batch: SweepBatch, case: Case) -> bool:
    doubt = batch.doubt
    return doubt.never_swept and not doubt.is_confirmed and batch.now - case.events[-1].recorded > UNSWEPT


def _long_ago(batch: SweepBatch, case: Case) -> Reason:
    days, last = (batch.now - case.events[-1].recorded).days, case.events[-1].recorded
    return Reason(
        "sweep.first_long_after",
        f"本机关从未巡检，系统时间比该案最后一条记录（{last:%Y-%m-%d}）晚 {days} 天，未登记法定后果；"
        "请核对系统时间，无误的运行 disclosure alarms run --confirm-clock",
        f"nothing was ever swept here, and the clock of the machine is {days} days past the last record of the case "
        f"({last:%Y-%m-%d}): nothing was deemed; check the clock, then run disclosure alarms run --confirm-clock",
    )


def _commit(
    batch: SweepBatch,
    work: Transaction,
    job: Job,
    loaded: StoredHistory,
    case: Case,
    events: tuple[Event, ...],
    ring: Ring,
) -> Commit:
    flow, basis, due = batch.flow(case.flow), batch.basis(case.place), job.due
    is_lapse = events[0].type == ALARM
    key = alarm_key(due, ring) if is_lapse else ""
    before = StoredCase(case, loaded.head)
    commit, after = _desk_within(batch, basis).commit_for(flow, before, events, basis, key=key)
    # before the write: a clock that the outcome arms anew has its next alarm from there
    work.rearm(batch.desk.agency, (job.rearm,))
    batch.desk.cache.forget(after.id)
    if is_lapse:
        row = changed(commit.row, seq=events[0].seq)
        batch.effects.extend(alarm_effects(row, batch.message(due, ring), events[0].recorded.isoformat()))
    return commit


def _desk_within(batch: SweepBatch, basis: Basis) -> Desk:
    """Give a desk that keeps no calendar of its own accord: that would be a second transaction inside this one."""
    desk, version = batch.desk, basis.calendar.version
    if version not in desk.cache.calendars:
        batch.calendars[version] = basis.calendar
    return changed(desk, cache=CaseCache(calendars={*desk.cache.calendars, version}))


def _deemed(
    batch: SweepBatch, flow: Flow, case: Case, state: ClockState, basis: Basis, due: DueAlarm, ring: Ring
) -> tuple[Event, ...]:
    """Decide what a lapse leads to: the deemed outcome, or a due date counted anew, or nothing while it is a forecast.

    Raises:
        Refused: The flow does not let the system record the outcome.
    """
    recorded = not_before(batch.now, case)
    if state.certainty == "forecast":
        if recounted(state, flow, basis) is not None:
            return corrections.recompute(flow, case, Occasion(batch.now, BY, recorded), basis=basis)
        return ()  # nobody loses a right by a guess: wait for the notice
    alarm = changed(alarm_event(case.id, case.seq + 1, case, due, ring, batch.now), recorded=recorded)
    literal = flow.clocks_by_id[state.clock]
    if not isinstance(literal.lapse, Lapse):
        return (alarm,)
    # it lapsed when the law says, however late the sweep and whatever was written meanwhile
    on = max(ring.step.at, instant_of(entered(case)))
    payload = {flow.tasks_by_id[literal.task].key: state.key} if literal.task else {}
    alarmed = evolve(case, alarm)
    deemed = decide(
        flow, alarmed, literal.lapse.command, Occasion(on, BY, max(recorded, on)), basis=basis, payload=payload
    )
    return (alarm, *deemed)
