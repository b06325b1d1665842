"""A case as a list shows it: its row, its clocks, its band."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import frozen

from deadlines.counting.timeline import Moment

Band = Literal["overdue", "due_today", "warning", "on_time", "suspended", "waiting", "no_clock", "ended"]

BANDS: tuple[Band, ...] = (
    "overdue",
    "due_today",
    "warning",
    "on_time",
    "suspended",
    "waiting",
    "no_clock",
    "ended",
)
"""Most urgent first."""


Standing = Literal["running", "suspended", "waiting", "no_clock", "ended"]
"""What decides the time band: ``running`` means that a clock of the agency runs and the due date tells the rest."""


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class ClockRow:
    """One clock of a case as the store indexes it; a stopped clock has no row.

    ``armed_by`` is the number of the event that last changed it; ``rung`` the place on the reminder ladder that comes
    next; ``next_at`` the instant of the next alarm, None while there is none.
    ``origin`` is its first dated day. ``counted`` is the number of working days from the origin to the due date if
    the clock ran straight through, None if anything stood in between or the term is of another kind.
    """

    clock: str
    key: str
    party: str
    status: str
    due: Moment | None
    earliest: Moment | None
    origin: date
    armed_by: int
    rule: str
    calendar: str
    certainty: str = "announced"
    counted: int | None = None
    rung: int = 0
    next_at: datetime | None = None


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class CaseRow:
    """One case as the store lists it; everything in it can be had again from the history.

    ``due`` is the nearest due date of the agency's own running clocks, ``warn_at`` the first instant of the warning
    band. ``applicant`` is the reference to personal data, never the data.
    """

    agency: str
    case_id: str
    flow: str
    place: str
    state: str
    outcome: str
    seq: int
    opened: date
    standing: Standing
    due: Moment | None = None
    warn_at: datetime | None = None
    waits_for: str = ""
    title: str = ""
    number: str = ""
    assignee: str = ""
    applicant: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the case is not in an end state."""
        return self.standing != "ended"
