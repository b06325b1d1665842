"""The sweep: raises every alarm that is due, and records the deemed outcome of every clock that has lapsed.

One batch is one transaction: it claims clocks by index, writes the alarms as events, moves each clock to its next
rung and puts the messages into the outbox. A crash undoes the batch and the next sweep finds it again; what is due is
told by the present instant, so a sweep that comes late catches up. Several sweepers share the work: what one holds the
others pass over, and where one writer keeps all others waiting each decides without a lock, and writes if no case has
moved on meanwhile.

What is wrong with one case stops no other: it is set aside with its reason and looked at again in an hour. And a
machine whose time is wrong must not deem anything: where the last sweep is long ago, alarms are raised but outcomes
are held until somebody has looked at the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from attrs import evolve as changed

from deadlines.errors import Reason
from workflows.alarms.ladder import LadderBook
from workflows.errors import BrokenHistory, VersionConflict
from workflows.office.desk import Desk
from workflows.office.extension import book_of
from workflows.office.office import Office
from workflows.store.alarms import Aside, SweepState
from workflows.store.calendars import calendar_text
from workflows.store.errors import CommandSeen, StoreBusy, StoreFull
from workflows.worker.lapses import record_lapses
from workflows.worker.reminders import remind
from workflows.worker.sweep_batch import Doubt, Held, Job, SweepBatch, Swept, planned

__all__ = ["BATCH", "Held", "Swept", "sweep", "sweep_all"]

BATCH = 1000

PATIENCE = 2
"""How often a sweep may find that another was faster before it locks first, so that none can be."""

TRUSTED = timedelta(days=7)
"""How long after the last sweep the time of the machine is taken as it is."""

BEAT = timedelta(hours=1)
"""How exactly it is kept when the last sweep came."""


def sweep(
    desk: Desk,
    *,
    limit: int = BATCH,
    channels: Collection[str] | None = None,
    book: LadderBook | None = None,
    now: datetime | None = None,
    confirm_clock: bool = False,
) -> Swept:
    """Raise the alarms that are due, one batch in one transaction.

    Args:
        desk: Whose clocks.
        limit: How many clocks at most.
        channels: Only these channels are told; None for all that the ladder names.
        book: The ladders; those of the desk if None.
        now: The present instant; the clock of the desk tells if None.
        confirm_clock: Somebody has looked at the clock: it is right though the last sweep is long ago.
    """
    at = now or desk.clock.now()
    state = desk.store.sweep_state(desk.agency)
    doubt = Doubt(
        clock=None if confirm_clock else _in_doubt(state.last, at),
        never_swept=state.last is None,
        is_confirmed=confirm_clock,
    )
    lost = 0
    while True:
        batch = SweepBatch(desk, book or book_of(desk), at, channels, doubt)
        try:
            swept = _swept(batch, limit, state, hold=lost >= PATIENCE)
            if swept is not None:
                _beat(batch, state)
                return swept
            lost = PATIENCE
        except CommandSeen as known:
            # an alarm with this key is in the history already: its clock only needs to move on
            if (known.case_id, known.key) in doubt.seen:
                raise
            doubt = changed(doubt, seen=doubt.seen | {(known.case_id, known.key)})
        except BrokenHistory as broken:
            if broken.case_id in doubt.broken:
                raise
            doubt.broken[broken.case_id] = Reason(broken.code, broken.zh, broken.en)
            lost = PATIENCE
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
    confirm_clock: bool = False,
) -> Swept:
    """Sweep batch after batch until nothing is due; ``confirm_clock`` tells that the time of the machine is right."""
    total = Swept()
    while not stop():
        swept = sweep(office.desk, limit=limit, channels=channels, book=book, confirm_clock=confirm_clock)
        total = total.plus(swept)
        if swept.claimed < limit:
            break
    return total


def _in_doubt(last: datetime | None, now: datetime) -> Reason | None:
    """Say why the time of the machine is not to be trusted, None if it is."""
    if last is None or now - last <= TRUSTED:
        return None
    days = (now - last).days
    return Reason(
        "sweep.long_after",
        f"系统时间（{now:%Y-%m-%d %H:%M}）比上次巡检（{last:%Y-%m-%d %H:%M}）晚 {days} 天，未登记法定后果；"
        "请核对系统时间，无误的运行 disclosure alarms run --confirm-clock",
        f"the clock of the machine ({now:%Y-%m-%d %H:%M}) is {days} days past the last sweep ({last:%Y-%m-%d %H:%M}): "
        "nothing was deemed; check the clock, then run disclosure alarms run --confirm-clock",
    )


def _swept(batch: SweepBatch, limit: int, state: SweepState, *, hold: bool) -> Swept | None:
    """Give what one transaction did; None, and nothing done, if it must lock first."""
    desk = batch.desk
    with desk.store.begin() as work:
        if state.asides and batch.doubt.clock is None:
            work.look_again(desk.agency, batch.now)
        claimed = (work.claim if hold else work.look_for)(desk.agency, batch.now, limit)
        if not claimed:
            return Swept()
        jobs = planned(batch, claimed)
        if not hold and (batch.again or not all(job.rings for job in jobs)):
            return None  # what writes no event cannot tell by the write that its case has moved on
        work.rearm(desk.agency, batch.again)
        reminders = [job for job in jobs if not job.lapses]
        remind(batch, work, reminders)
        lapsed = record_lapses(batch, work, [job for job in jobs if job.lapses])
        if batch.effects:
            work.enqueue_new(desk.agency, batch.effects)
        if state.asides:
            work.taken_up(desk.agency, [_aside(batch, job) for job in jobs])
        work.set_aside(desk.agency, batch.asides())
    for version, calendar in batch.calendars.items():
        desk.store.remember_calendar(version, calendar_text(calendar))
        desk.cache.calendars.add(version)
    raised = sum(len(job.rings) for job in reminders) + lapsed
    latest = max((ring.late for job in jobs for ring in job.rings), default=timedelta())
    return Swept(len(claimed), raised, lapsed, latest, tuple(batch.held))


def _aside(batch: SweepBatch, job: Job) -> Aside:
    clock = job.due.clock
    return Aside(
        case_id=job.due.case_id, kind="sweep", why=Reason("", "", ""), since=batch.now, clock=clock.clock, key=clock.key
    )


def _beat(batch: SweepBatch, state: SweepState) -> None:
    """Keep that a sweep came, if the time of the machine is to be trusted; not worth waiting for another writer."""
    is_new = state.last is None or not timedelta() <= batch.now - state.last < BEAT
    if not is_new or batch.doubt.clock is not None or any(held.kind == "clock" for held in batch.held):
        return
    desk = batch.desk
    with suppress(StoreBusy, StoreFull), desk.store.begin() as work:
        work.swept(desk.agency, batch.now)
