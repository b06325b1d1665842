"""What a sweep takes from a store, and what it leaves there: clocks whose alarm is due, and cases set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import frozen

from deadlines.errors import Reason
from workflows.cases.listed import CaseRow, ClockRow


@frozen
class DueAlarm:
    """One clock whose alarm is due, with its case and the digest of the case's last event.

    Claimed by a sweep, its case is locked until the transaction ends.
    """

    case_id: str
    clock: ClockRow
    row: CaseRow
    head: str


@frozen
class UnreadableAlarm:
    """A clock that is due, of which the row, or the end of the history of its case, cannot be read; ``why`` says it."""

    case_id: str
    clock: str
    key: str
    rung: int
    why: Reason


Claimed = DueAlarm | UnreadableAlarm


AsideKind = Literal["sweep", "clock", "recompute"]
"""In what a case could not be handled: a sweep, a sweep whose own time is in doubt, a recomputation."""


@frozen
class Aside:
    """A case, or one clock of it, set aside so that the others go on; ``since`` is the last time it was tried."""

    case_id: str
    kind: AsideKind
    why: Reason
    since: datetime
    clock: str = ""
    key: str = ""


@frozen
class SweepState:
    """When the clocks of an agency were last swept, None if never, and how many cases are set aside."""

    last: datetime | None
    asides: int


@frozen
class Rearm:
    """Where a clock stands on the reminder ladder after an alarm; ``next_at`` None at the end of the ladder."""

    case_id: str
    clock: str
    key: str
    rung: int
    next_at: datetime | None
