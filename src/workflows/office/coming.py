"""Which alarms will fire: read from the clocks as they stand, claiming and changing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from deadlines.errors import DeadlinesError, Reason
from workflows.alarms.climb import Armed, LadderStep, climb, worded
from workflows.alarms.ladder import LadderBook
from workflows.errors import WorkflowsError
from workflows.office.desk import Desk
from workflows.office.extension import book_of
from workflows.store.alarms import DueAlarm, UnreadableAlarm

MOST = 100_000


@frozen
class ComingAlarm:
    """One alarm to come: of which case and clock, when, for whom, in which words."""

    case_id: str
    clock: str
    clock_zh: str
    clock_en: str
    due: str
    at: datetime
    rung: str
    colour: str
    to: tuple[str, ...]
    zh: str
    en: str


@frozen
class ComingAlarms:
    """The alarms to come by time, and the clocks that cannot be told of."""

    alarms: tuple[ComingAlarm, ...]
    unreadable: tuple[UnreadableAlarm, ...] = ()


def coming_alarms(desk: Desk, through: datetime, *, limit: int = MOST, book: LadderBook | None = None) -> ComingAlarms:
    """List the alarms from the earliest through an instant, by time; missed ones come first.

    At most ``limit`` clocks are looked at.
    """
    found: list[ComingAlarm] = []
    unreadable: list[UnreadableAlarm] = []
    for due in desk.store.coming(desk.agency, through, limit):
        if isinstance(due, UnreadableAlarm):
            unreadable.append(due)
            continue
        try:
            found.extend(_of_clock(desk, due, through, book or book_of(desk)))
        except (DeadlinesError, WorkflowsError) as error:
            why = Reason(error.code, error.zh, error.en)
            unreadable.append(UnreadableAlarm(due.case_id, due.clock.clock, due.clock.key, due.clock.rung, why))
    return ComingAlarms(
        tuple(sorted(found, key=lambda alarm: (alarm.at, alarm.case_id, alarm.clock))), tuple(unreadable)
    )


def _of_clock(desk: Desk, due: DueAlarm, through: datetime, book: LadderBook) -> Iterator[ComingAlarm]:
    row, clock = due.row, due.clock
    if clock.due is None or clock.next_at is None:
        return
    flow, basis = desk.flow(row.flow), desk.basis(row.place)
    way = climb(book, flow, row.place, clock.clock, clock.due, clock.earliest, basis.calendar)
    literal = flow.clocks_by_id[clock.clock]
    for step in way.from_stand(Armed(clock.rung, clock.next_at), through) if way else ():
        yield _coming(
            step, row.case_id, clock.clock, basis.place.label(literal.id, literal.zh), literal.en, str(clock.due)
        )


def _coming(step: LadderStep, case_id: str, clock: str, zh: str, en: str, due: str) -> ComingAlarm:
    rung = worded(step)
    return ComingAlarm(
        case_id=case_id,
        clock=clock,
        clock_zh=zh,
        clock_en=en,
        due=due,
        at=step.at,
        rung=step.id,
        colour=rung.colour,
        to=rung.to,
        zh=rung.zh,
        en=rung.en,
    )
