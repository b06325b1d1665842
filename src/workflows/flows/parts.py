"""The words a flow is written in: states, moves, clocks, sub-tasks, guards. Values only, no behaviour."""

# ruff: noqa: D102  # Parts has the fields of Flow, whose docstring tells what each is

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from attrs import field, frozen

from workflows.cases.case import Case
from workflows.flows.act import Act
from workflows.flows.world_event import WorldEvent

SAME = "="
"""Target of a move that stays in the state it came from."""

ANY_OPEN = ("*",)
"""Sources of a move that is possible in every state but the ends."""

ALL = "*"
"""Every clock and every sub-task, in ``Stop(ALL)``."""

AGENCY = "agency"
"""The party that the agency itself is."""

SYSTEM = "system"
"""The role that gives the commands of lapsed clocks; every flow has it."""

StateKind = Literal["open", "waiting", "end"]

FieldKind = Literal["text", "code", "codes", "int", "bool", "day", "instant"]


@frozen
class Role:
    """Someone who acts in a flow."""

    id: str
    zh: str
    en: str


@frozen
class Outcome:
    """One way in which a case can end; an axis apart from the state. ``code`` is its place in a report."""

    id: str
    zh: str
    en: str
    article: str
    code: str = ""


@frozen
class State:
    """Where a case can be. A ``waiting`` state names the party waited for, or the clock that bounds the wait."""

    id: str
    zh: str
    en: str
    kind: StateKind = "open"
    waits_for: str = ""
    clock: str = ""


@frozen
class Field:
    """One fact that a command brings; it is stored on the case under its name.

    ``code`` is one of ``choices``, ``codes`` a tuple of them, ``day`` a date, ``instant`` an aware datetime.
    A ``personal`` text never enters a history that an office keeps: a reference stands there in its place.

    A day or an instant lies in the past: not after the act that brings it, and not before what it ``answers``, the
    events of some types (``EventType``, or ``EventType:fact`` where several are told apart by a fact); the last of
    them counts. One that is ``planned`` lies ahead: not before the act.
    """

    name: str
    kind: FieldKind
    zh: str
    en: str
    choices: tuple[str, ...] = ()
    optional: bool = False
    personal: bool = field(default=False, repr=False)
    planned: bool = False
    answers: tuple[str, ...] = ()


@frozen
class ChoiceLabel:
    """What something is called in both languages."""

    zh: str
    en: str


@frozen
class Need:
    """A fact that a condition wants where another fact is, or has among it, one of some values."""

    fact: str
    when: str
    values: tuple[str | bool, ...]

    def holds(self, given: object) -> bool:
        """Tell whether the other fact, None if it is not given, makes it needed.

        >>> Need("ground", "attribute", ("withheld",)).holds("withheld")
        True
        """
        return any(one in self.values for one in given) if isinstance(given, tuple) else given in self.values


@frozen
class Guard:
    """A condition, read as a sentence that is true when the move is possible.

    ``test`` gets the case and the act. ``reads_payload`` tells that the answer depends on the payload, so that it
    cannot be asked before a command is given. ``about`` tells the soundness check what the guard means, such as
    ``("lapsed", "reply")``; without it the check tries both answers. ``needs`` are the facts that it wants of
    what is given: forms ask for them, and a refusal names those that were left out. ``could_hold`` tells from the case
    alone, for a condition on the payload, whether any facts could make it hold: where none could, the move is not
    offered.
    """

    id: str
    zh: str
    en: str
    article: str
    test: Callable[[Case, Act], bool] = field(eq=False, repr=False)
    reads_payload: bool = False
    about: tuple[str, ...] = ()
    needs: tuple[Need, ...] = field(default=(), repr=False)
    could_hold: Callable[[Case, Act], bool] | None = field(default=None, eq=False, repr=False)


@frozen
class Lapse:
    """When the clock lapses, the system gives this command: the deemed outcome."""

    command: str


@frozen
class Overdue:
    """When the clock lapses the case stays where it is, overdue; what that leads to, with its article."""

    article: str
    zh: str
    en: str


@frozen
class Clock:
    """A term that runs on a case for one party.

    ``rule`` is a rule id of ``deadlines``. ``extensions`` is how many times it may be extended. ``warn`` are the
    fractions of the term after which the case is in the warning band. A clock with ``task`` runs once per sub-task.
    """

    id: str
    rule: str
    party: str
    zh: str
    en: str
    lapse: Lapse | Overdue
    extensions: int = 0
    warn: tuple[float, ...] = (0.75,)
    task: str = ""


@frozen
class Task:
    """A sub-task of which several may be open at once, each with its key and its own clock.

    ``key`` names the payload field that tells one from another. While any is open, the clocks in ``suspends`` are
    suspended for ``cause``, a suspension cause of their rules.
    """

    id: str
    zh: str
    en: str
    party: str
    key: str
    article: str
    clock: str = ""
    suspends: tuple[str, ...] = ()
    cause: str = ""


@frozen
class Start:
    """Start a clock anew.

    ``on`` names the fact that holds the origin (else the day of the act); ``term`` the fact that holds the number of
    working days which the agency set, or the last day it named: for a rule with a reasonable term, or for a longer
    floor or a shorter ceiling than the law's. ``beyond`` names a clock that it stands in for: it may not end before.
    """

    clock: str
    on: str = ""
    term: str = ""
    beyond: str = ""


@frozen
class Stop:
    """Stop a clock if it is on; ``ALL`` stops every clock and closes every sub-task."""

    clock: str
    cause: str = ""


@frozen
class Suspend:
    """Suspend a clock for a cause."""

    clock: str
    cause: str


@frozen
class Resume:
    """End a suspension for a cause."""

    clock: str
    cause: str


@frozen
class Restart:
    """Run the full term anew for a cause, suspended or stopped as it may be; ``on`` as in ``Start``.

    ``term`` names the fact that holds the last day, or the number of working days, which an order sets in place of the
    full term. ``asked`` is the type of the event by which the agency asked for what now came, and ``notice`` the clock
    by which it had to ask. ``ends_pauses`` ends every suspension: what was asked before does not stop an order's term.
    """

    clock: str
    cause: str
    on: str = ""
    term: str = ""
    asked: str = ""
    notice: str = ""
    ends_pauses: bool = False


@frozen
class Extend:
    """Extend a clock; ``term`` names the fact that holds the number of units, else as much as the rule allows."""

    clock: str
    term: str = ""


@frozen
class OpenTask:
    """Open a sub-task under the key in the payload, and suspend what it suspends."""

    task: str


@frozen
class CloseTask:
    """Close the sub-task with the key in the payload, stop its clock, and resume what nothing else suspends.

    What it suspended resumes when the clock of the sub-task was over, however late it is closed.
    """

    task: str


@frozen
class CloseEarlier:
    """Let a sub-task that is closed already have ended on the day of this act: a late record of what came in time."""

    task: str


ClockEffect = Start | Stop | Suspend | Resume | Restart | Extend | OpenTask | CloseTask | CloseEarlier


@frozen
class Move:
    """One thing that may happen: who may ask for it where, on which conditions, and what it does.

    Several moves may share a command and a source if their guards exclude each other (one has in ``unless`` what
    the other has in ``guards``) or if ``order`` tells which is tried first.

    Args:
        command: Imperative, snake_case: what is asked for.
        sources: States it is possible in, or ``ANY_OPEN``.
        target: State it leads to, or ``SAME``.
        by: Roles that may ask for it.
        event: Past tense, CamelCase: what has happened then.
        article: Its legal basis.
        guards: Ids of guards that must all hold.
        unless: Ids of guards of which none may hold.
        order: Which of several possible moves is tried first; low before high.
        requires: Facts that the command brings.
        effects: What it does to clocks and sub-tasks, in this order.
        sets: Facts with fixed values, such as ``(("corrected", True),)``.
        outcome: Outcome it gives the case; empty leaves it as it was.
        outcome_from: Name of the ``code`` fact that gives the outcome.
        reopens: It leaves an end state.
        follows: Events that it rests on beside the state, written as ``Field.answers``: it does not happen before the
            last of them.
    """

    command: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    event: str
    zh: str
    en: str
    article: str
    guards: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    order: int = 0
    requires: tuple[Field, ...] = ()
    effects: tuple[ClockEffect, ...] = ()
    sets: tuple[tuple[str, str | int | bool], ...] = ()
    outcome: str = ""
    outcome_from: str = ""
    reopens: bool = False
    follows: tuple[str, ...] = ()


EVIDENCE = Field("record_evidence", "text", "补录的凭证", "evidence of what is written down late", optional=True)
"""What every move takes that is written down after the day on which it happened."""


class Parts(Protocol):
    """What the checks read of a flow."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def article(self) -> str: ...
    @property
    def initial(self) -> str: ...
    @property
    def opened_by(self) -> tuple[str, ...]: ...
    @property
    def states(self) -> tuple[State, ...]: ...
    @property
    def moves(self) -> tuple[Move, ...]: ...
    @property
    def clocks(self) -> tuple[Clock, ...]: ...
    @property
    def tasks(self) -> tuple[Task, ...]: ...
    @property
    def guards(self) -> tuple[Guard, ...]: ...
    @property
    def roles(self) -> tuple[Role, ...]: ...
    @property
    def outcomes(self) -> tuple[Outcome, ...]: ...
    @property
    def corrected_by(self) -> tuple[str, ...]: ...
    @property
    def befalling(self) -> tuple[WorldEvent, ...]: ...
    @property
    def labels(self) -> Mapping[str, Mapping[str, ChoiceLabel]]: ...


def expanded_sources(parts: Parts, move: Move) -> tuple[str, ...]:
    """Give the states a move starts in, ``ANY_OPEN`` spelled out."""
    if move.sources == ANY_OPEN:
        return tuple(state.id for state in parts.states if state.kind != "end")
    return move.sources
