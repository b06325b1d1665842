"""Which alarms will fire: read from the clocks as they stand, claiming and changing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from workflows.alarms.climb import Armed, LadderStep, climb, worded
from workflows.alarms.files import ladders
from workflows.alarms.ladder import LadderBook
from workflows.office.desk import Desk

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


def coming_alarms(
    desk: Desk, through: datetime, *, limit: int = MOST, book: LadderBook | None = None
) -> tuple[ComingAlarm, ...]:
    """List the alarms from the earliest through an instant, by time; missed ones come first.

    At most ``limit`` clocks are looked at.
    """
    found = _found(desk, through, limit, book or ladders())
    return tuple(sorted(found, key=lambda one: (one.at, one.case_id, one.clock)))


def _found(desk: Desk, through: datetime, limit: int, book: LadderBook) -> Iterator[ComingAlarm]:
    for due in desk.store.coming(desk.agency, through, limit):
        row, clock = due.row, due.clock
        if clock.due is None or clock.next_at is None:
            continue
        flow, basis = desk.flow(row.flow), desk.basis(row.place)
        way = climb(book, flow, row.place, clock.clock, clock.due, clock.earliest, basis.calendar)
        literal = flow.clocks_by_id[clock.clock]
        for step in way.from_stand(Armed(clock.rung, clock.next_at), through) if way else ():
            yield _coming(
                step, row.case_id, clock.clock, basis.place.label(literal.id, literal.zh), literal.en, str(clock.due)
            )


def _coming(step: LadderStep, case_id: str, clock: str, zh: str, en: str, due: str) -> ComingAlarm:
    rung = worded(step)
    return ComingAlarm(case_id, clock, zh, en, due, step.at, step.id, rung.colour, rung.to, rung.zh, rung.en)
