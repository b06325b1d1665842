"""Whether an office can work: its tables, its key, how far its calendar reaches, when its rows were swept last."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from deadlines.home import LeftOut
from workflows.office.desk import Desk


@frozen
class Readiness:
    """What a host shows on its page of health.

    ``calendar_through`` is the last day that notices decide; ``rows_swept`` when the rows were last gone through, None
    if never; ``set_aside`` counts the cases that could not be handled then. ``left_out`` are files of the office's own.
    """

    schema: str
    has_key: bool
    calendar_through: date
    rows_swept: datetime | None
    set_aside: int
    left_out: tuple[LeftOut, ...]

    def is_ready(self, through: date) -> bool:
        """Tell whether commands can be given whose terms end on or before a day."""
        return self.calendar_through >= through


def readiness(desk: Desk, place: str, left_out: tuple[LeftOut, ...]) -> Readiness:
    """Look at an office.

    Raises:
        StoreFault: The database does not answer, or its tables are of another release.
    """
    schema = desk.store.ping()
    calendar, state = desk.basis(place).calendar, desk.store.sweep_state(desk.agency)
    return Readiness(schema, desk.keys is not None, calendar.last, state.last, state.asides, left_out)
