"""What happened to a case: past tense, versioned, carrying results and never recipes.

An event holds the new state, the facts, and for each clock that it moved the dated facts and the due date with the
versions of the rule and of the calendar it was counted by. Replay meets no guard, no rule and no calendar.
"""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from deadlines.counting.timeline import Fact, Moment
from workflows.values import Value, instant_of

OPENED = "CaseOpened"

LINKED = "CaseLinked"

MIGRATED = "CaseMigrated"

VOIDED = "EventVoided"

RECOMPUTED = "DeadlineRecomputed"

ALARM = "AlarmRaised"

NOTED = "CaseNoted"

RETAINED = "RetentionSet"

ERASED = "PersonalDataErased"

NOTES = ("title", "number", "assignee")
"""What a case is called and who has it: what CaseOpened may and CaseNoted does set."""

KEEPS_STATE = frozenset({LINKED, VOIDED, RECOMPUTED, ALARM, NOTED, RETAINED, ERASED})
"""Types that leave state and outcome alone."""

BUILT_IN = frozenset({OPENED, MIGRATED, *KEEPS_STATE})
"""Types that mean something to every case: no move of a flow may give one of these names to its own event."""

VERSION = 1
"""Of the shape of an event; older shapes are lifted by ``text.UPCASTERS`` when they are read."""


@frozen
class Actor:
    """Who did it, and in which role of the flow."""

    role: str
    name: str = ""


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class ClockChange:
    """What an event did to one clock: the facts it added and the due date that follows.

    ``due`` is None while the clock is suspended. ``fresh`` starts the clock anew, forgetting earlier facts.
    ``rule`` is the version of the rule and ``calendar`` that of the calendar it was counted by.
    """

    clock: str
    key: str
    facts: tuple[Fact, ...]
    due: Moment | None
    earliest: Moment | None
    rule: str
    calendar: str
    article: str = ""
    certainty: str = "announced"
    fresh: bool = False


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Occasion:
    """When something happens to a case and through whom: the day or instant, the actor, and the instant of recording.

    Without ``recorded`` it counts as written down when it happened.

    >>> from datetime import date
    >>> str(Occasion(date(2024, 5, 6), Actor("handler", "li")).written)
    '2024-05-06 00:00:00+08:00'
    """

    on: Moment
    by: Actor
    recorded: datetime | None = None

    @property
    def written(self) -> datetime:
        """When it is written down."""
        return self.recorded or instant_of(self.on)


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class TaskChange:
    """A sub-task opened or closed."""

    task: str
    key: str
    is_open: bool


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Event:
    """One thing that happened to a case.

    ``on`` is when it happened (a day, or an aware instant), ``recorded`` when it was written down.
    ``seq`` counts from 1 within the case. ``detail`` holds what only some types have: ``agency``, ``place`` and
    ``digest`` of CaseOpened; ``relation`` and ``other`` of CaseLinked; ``reason`` and ``approved_by`` of EventVoided;
    ``title``, ``number``, ``assignee``, ``applicant`` (a reference) of CaseOpened and CaseNoted;
    ``reason`` and ``refs`` of RetentionSet and PersonalDataErased, ``through`` of the former.
    """

    case_id: str
    seq: int
    type: str
    on: Moment
    recorded: datetime
    by: Actor
    flow: str
    source: str
    state: str
    outcome: str = ""
    command: str = ""
    basis: str = ""
    facts: tuple[tuple[str, Value], ...] = ()
    clocks: tuple[ClockChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    reopened: bool = False
    voids: int = 0
    detail: tuple[tuple[str, str], ...] = ()
    version: int = field(default=VERSION)

    def get(self, name: str) -> str:
        """Give a detail by name, or an empty string."""
        for key, value in self.detail:
            if key == name:
                return value
        return ""
