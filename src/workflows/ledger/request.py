"""What one row of a register says happened, and what was made of it."""

from __future__ import annotations

from datetime import date

from attrs import frozen

IN_TIME = "in_time"
LATE = "late"
OPEN = "open"
OVERDUE = "overdue"
SUSPENDED = "suspended"
WAITING = "waiting"
CLOSED = "closed"
UNRECORDED = "unrecorded"
BAD = "bad"
NO_REQUEST = "no_request"

STATUSES = (IN_TIME, LATE, OPEN, OVERDUE, UNRECORDED, SUSPENDED, WAITING, CLOSED, BAD, NO_REQUEST)
"""Every row is in exactly one of these. ``late`` was answered late, ``overdue`` is not answered at all.

``unrecorded`` is past its due date in a register that does not keep replies; ``no_request`` is a row of sums, of
headers again, or with content beyond the headers alone.
"""


@frozen(slots=True)
class RequestDays:
    """The days of one request; ``received`` is day zero, the rest may be missing.

    ``posted`` is the day the reply was handed to the post and counts before ``replied``, the day printed on it.
    ``extension_days`` is the length of the extension in working days, ``extended_until`` the last day that was told;
    without either the extension is as long as the law allows.
    """

    received: date
    posted: date | None = None
    replied: date | None = None
    withdrawn: date | None = None
    correction_noticed: date | None = None
    corrected: date | None = None
    second_correction: date | None = None
    extended: date | None = None
    third_party_sent: date | None = None
    third_party_answered: date | None = None
    other_agency_sent: date | None = None
    other_agency_answered: date | None = None
    co_producer_sent: date | None = None
    co_producer_answered: date | None = None
    fee_noticed: date | None = None
    fee_paid: date | None = None
    extended_until: date | None = None
    submitted: date | None = None
    extension_days: int | None = None

    @property
    def answered(self) -> date | None:
        """The day that decides whether the reply was in time."""
        return self.posted or self.replied

    @property
    def ended(self) -> date | None:
        """The day after which nothing is counted any more."""
        return self.answered or self.withdrawn


@frozen(slots=True)
class Finding:
    """Something missing, late, impossible or doubtful: a code, what it is about, and the article it rests on.

    ``values`` are the days and names of its sentence, in order; see ``wording``.
    """

    code: str
    values: tuple[str, ...] = ()
    article: str = ""


@frozen(slots=True)
class Reversal:
    """A contrary reading of a disputed point under which the verdict is the opposite; no ``due`` if no term runs."""

    point: str
    choice: str
    due: date | None
    in_time: bool


@frozen(slots=True)
class Verdict:
    """What the law makes of one request on a day.

    ``days`` counts working days: late by so many (``late``, ``overdue``), or so many left (``open``);
    None where it means nothing or the calendar ends before.
    ``base_due`` is the end of the term without its extension. ``reversals`` are the readings that would reverse it.
    """

    status: str
    received: date | None = None
    due: date | None = None
    base_due: date | None = None
    ended: date | None = None
    days: int | None = None
    article: str = ""
    rule: str = ""
    certainty: str = ""
    findings: tuple[Finding, ...] = ()
    reversals: tuple[Reversal, ...] = ()


class Impossible(Exception):  # noqa: N818  not an error of the program: what a row says cannot have happened
    """Carries the findings that make a row unusable; caught row by row, never seen outside."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(", ".join(finding.code for finding in findings))
