"""What the office needs from outside: a store for histories, a dispatcher for effects, a clock.

Adapters are chosen by the host; the contract each must keep is one test suite.
The agency is part of every key: a process sees its own agency unless it is told otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from attrs import field, frozen

from deadlines.errors import Reason
from workflows.cases.chain import Sealed
from workflows.cases.events import Event
from workflows.cases.listed import Band, CaseRow, ClockRow
from workflows.store.alarms import Aside, Claimed, Rearm, SweepState

LONGEST_LOAN = timedelta(minutes=90)
"""No effect is lent or postponed for longer: one that seems to be was so by a clock that was far ahead."""


@frozen
class Effect:
    """One thing to do outside, once: its id is ``case:seq:name``. ``attempts`` counts how often it was taken."""

    id: str
    case_id: str
    seq: int
    name: str
    payload: Mapping[str, str] = field(factory=dict, hash=False)
    attempts: int = 0


@frozen
class Personal:
    """Personal data of one person in a case, kept apart from the history; ``ref`` is what events hold instead.

    ``ciphertext`` is None once it is erased; ``cipher`` names algorithm and key.
    """

    ref: str
    ciphertext: str | None
    cipher: str
    erase_after: date | None = None


@frozen
class SeenCommand:
    """What a command led to that was given under a key; ``request`` is a digest of what was asked, empty if unknown."""

    first: int
    last: int
    command: str = ""
    request: str = ""


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Commit:
    """All that one command writes to one case.

    ``expected`` is the number of the last event the decision rests on, 0 for a new case; ``head`` its digest if the
    caller has it. ``arms`` are clocks that had no row, ``moves`` those that had one, ``drops`` (clock, key) of rows to
    go. ``key`` makes a command that is delivered twice one event; ``command`` and ``request``, a digest of what was
    asked, tell another command under the same key. ``sealed`` stands in the place of ``events``
    where their texts are made already, as when a case is restored.
    ``plain`` tells that nothing of the row has changed but its number, as when an alarm is recorded.
    ``noted`` tells that title, number or assignee may have changed, ``retitled`` that the title may have.
    """

    row: CaseRow
    expected: int
    events: tuple[Event, ...]
    arms: tuple[ClockRow, ...] = ()
    moves: tuple[ClockRow, ...] = ()
    drops: tuple[tuple[str, str], ...] = ()
    effects: tuple[Effect, ...] = ()
    personal: tuple[Personal, ...] = ()
    key: str = ""
    command: str = ""
    request: str = ""
    head: str = ""
    sealed: tuple[Sealed, ...] = ()
    noted: bool = False
    retitled: bool = False
    plain: bool = False


@frozen
class StoredHistory:
    """A history as read, with the digest of its last event."""

    events: tuple[Event, ...]
    head: str


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class CaseSummary:
    """How a case stands, without its history: as listed, its clocks, and the digest and instant of its last event.

    ``armings`` has for each clock the text of the event that armed it, empty where there is none.
    """

    row: CaseRow
    head: str
    clocks: tuple[ClockRow, ...]
    recorded: datetime
    armings: tuple[str, ...] = ()


@frozen
class Query:
    """What to list; every field that is given narrows the list. Days are compared with the due day, both included.

    ``band`` needs ``at``, the instant for which the time bands are told apart. ``order`` is one of ``ORDERS``.
    """

    assignee: str | None = None
    waits_for: str | None = None
    flow: str | None = None
    state: str | None = None
    number: str | None = None
    text: str | None = None
    due_from: date | None = None
    due_through: date | None = None
    is_open: bool | None = True
    band: Band | None = None
    at: datetime | None = None
    order: Literal["due", "latest", "case"] = "due"


@frozen
class Page:
    """A part of a list; ``after`` is the cursor to give for the next part, None at the end."""

    rows: tuple[CaseRow, ...]
    after: str | None


@frozen
class Spans:
    """Running clocks in days, as columns of equal length; days are numbers of days since 1970-01-01.

    ``counted`` is 0 where a recount needs the whole timeline.
    """

    case_ids: Sequence[str]
    clocks: Sequence[str]
    keys: Sequence[str]
    origins: Sequence[int]
    dues: Sequence[int]
    earliest: Sequence[int]
    counted: Sequence[int]


class Transaction(Protocol):
    """One unit of work: all of it is kept, or nothing."""

    @property
    def connection(self) -> object:
        """The SQLAlchemy connection inside the transaction, None in memory; for dispatchers that enqueue by SQL."""

    def load(self, agency: str, case_id: str) -> StoredHistory:
        """Give a history as this transaction sees it."""

    def write(self, agency: str, commits: Sequence[Commit]) -> tuple[str, ...]:
        """Append to several cases; give the new heads.

        Raises:
            VersionConflict: A case has moved on since it was read.
            CommandSeen: The key of a command is known.
            BrokenHistory: The head is not the one that the caller read.
        """

    def claim(self, agency: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give clocks whose alarm is due by now, the longest overdue first; another sweep does not get their cases."""

    def look_for(self, agency: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give some of the clocks whose alarm is due, and leave their cases free where one writer stops all."""

    def rearm(self, agency: str, rearms: Sequence[Rearm]) -> None:
        """Set rung and next alarm of clocks."""

    def set_aside(self, agency: str, asides: Sequence[Aside]) -> None:
        """Keep which cases could not be handled, the last reason for each."""

    def taken_up(self, agency: str, asides: Sequence[Aside]) -> None:
        """Forget that cases were set aside."""

    def look_again(self, agency: str, at: datetime) -> None:
        """Let the clocks that were held because of the time of the machine be due at an instant."""

    def restate(
        self, agency: str, row: CaseRow, head: str, clocks: Sequence[ClockRow], keys: Mapping[str, int]
    ) -> None:
        """Put row, clocks and some keys of single events of a case in place of those that are there."""

    def retain(self, agency: str, case_id: str, refs: Sequence[str], through: date) -> None:
        """Set the last day on which personal data are kept."""

    def erase(self, agency: str, case_id: str, refs: Sequence[str]) -> int:
        """Erase personal data; give how many were there."""

    def reseal(self, agency: str, case_id: str, before: Personal, after: Personal) -> bool:
        """Put personal data in place of the same under another key; tell whether they were still as they were read."""

    def swept(self, agency: str, at: datetime) -> None:
        """Keep when the clocks were swept."""

    def enqueue(self, agency: str, effects: Sequence[Effect]) -> None:
        """Put effects into the outbox; an id that is known is left alone."""

    def enqueue_new(self, agency: str, effects: Sequence[Effect]) -> None:
        """Put effects of events into the outbox that were appended in this transaction, so that no id can be known."""

    def take_effects(
        self, agency: str, limit: int, now: datetime | None = None, until: datetime | None = None
    ) -> tuple[Effect, ...]:
        """Give the oldest effects that wait, and mark them as taken; another process does not get the same.

        With ``now`` and ``until`` they are only lent: unless finished they wait again from ``until`` on.
        """

    def finish_effects(self, agency: str, ids: Sequence[str]) -> None:
        """Note that lent effects were delivered: they never wait again."""

    def postpone_effects(self, agency: str, ids: Sequence[str], until: datetime) -> None:
        """Let lent effects wait again from an instant on."""

    def fail_effects(self, agency: str, ids: Sequence[str], why: str) -> None:
        """Set effects aside until somebody releases them."""

    def release_effects(self, agency: str, ids: Sequence[str]) -> None:
        """Put effects that were taken or set aside back among those that wait."""


class EventStore(Protocol):
    """Keeps histories; loses nothing, invents nothing. Every method refuses an agency that is not its own."""

    @property
    def sees(self) -> tuple[str, ...] | None:
        """The agencies that this process may see, None for all."""

    def ping(self) -> str:
        """Ask for an answer: the version of the tables, empty where there are none.

        Raises:
            StoreFault: There is no answer, or the tables are of another release.
        """

    def within(self, connection: object) -> AbstractContextManager[None]:
        """Work in a transaction of the host until the end of the block; it alone keeps or undoes what is done there.

        Raises:
            StoreUnusable: It cannot be joined.
        """

    def begin(self) -> AbstractContextManager[Transaction]:
        """Open a transaction; it commits at the end of the block, or undoes everything if the block raises."""

    def load(self, agency: str, case_id: str) -> StoredHistory:
        """Give the events of a case in order.

        Raises:
            UnknownCase: The agency has no such case.
        """

    def load_many(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, StoredHistory]:
        """Give several histories at once.

        Raises:
            UnknownCase: The agency lacks one of the cases.
        """

    def summaries(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, CaseSummary]:
        """Give how several cases stand, without reading their histories.

        Raises:
            UnknownCase: The agency lacks one of the cases.
            BrokenHistory: A last event is gone.
        """

    def write(self, agency: str, commits: Sequence[Commit]) -> tuple[str, ...]:
        """Write in a transaction of its own; as ``Transaction.write``."""

    def made_ready(self, agency: str, commits: Sequence[Commit]) -> object:
        """Give what commits write, such as ``pickle`` takes it, so that another thread or process can make it.

        Nothing is read: a case that is not new must come with the digest that it follows.

        Raises:
            Unstorable: It does not, a name cannot be kept, or the parts of a commit name different cases.
        """

    def write_ready(self, agency: str, ready: object) -> None:
        """Write what ``made_ready`` gave, in a transaction of its own; as ``Transaction.write``."""

    def seen(self, agency: str, case_id: str, key: str) -> SeenCommand | None:
        """Give what a command led to, None if the key is not known."""

    def sealed(self, agency: str, case_id: str) -> tuple[Sealed, ...]:
        """Give the events of a case as stored, with their digests."""

    def data_of(self, agency: str, types: Collection[str]) -> Iterator[Mapping[str, Any]]:
        """Go through the events of some types over all cases as data, by case and number, in batches."""

    def case_agencies(self) -> tuple[str, ...]:
        """Give the agencies that have cases, of those that this process may see."""

    def heads(self, agency: str) -> Iterator[tuple[str, int, str]]:
        """Go through (case, number of the last event, its digest) of all cases, by case."""

    def orphans(self, agency: str) -> tuple[str, ...]:
        """Give the cases that have a history and no row."""

    def last(self, agency: str, case_id: str) -> tuple[int, str]:
        """Give number and digest of the last event as the case row has them, 0 and nothing for an unknown case."""

    def row(self, agency: str, case_id: str) -> CaseRow:
        """Give a case as listed.

        Raises:
            UnknownCase: The agency has no such case.
        """

    def find(self, agency: str, query: Query, *, limit: int = 50, after: str | None = None) -> Page:
        """List cases by index, the nearest due date first, cases without one last."""

    def bands(self, agency: str, at: datetime, query: Query | None = None) -> Mapping[Band, int]:
        """Count the cases of each time band: the open ones, or those of a query whatever band it names."""

    def indexed(self, agency: str, case_id: str) -> tuple[frozenset[str], Mapping[str, SeenCommand]]:
        """Give the pairs of characters by which the title of a case is found, and its commands by their keys."""

    def effects_of(self, agency: str, case_id: str) -> tuple[Effect, ...]:
        """Give all effects whose id begins with a case and a colon, whatever became of them, by event and id."""

    def clocks(self, agency: str, case_id: str) -> tuple[ClockRow, ...]:
        """Give the clocks of a case as indexed, by clock and key."""

    def calendars(self, agency: str) -> Mapping[str, int]:
        """Name the versions of calendars that running clocks were counted by, with the number of such clocks."""

    def spans(self, agency: str, calendar: str, touching: tuple[date, date] | None = None) -> Iterator[Spans]:
        """Go through the running clocks in days that were counted by a version of a calendar, in batches.

        With ``touching`` only those whose span meets these days (both included), or whose due day is not yet certain.
        """

    def next_alarm(self, agency: str) -> datetime | None:
        """Give the instant of the earliest alarm to come."""

    def sweep_state(self, agency: str) -> SweepState:
        """Give when the clocks were last swept, and how many cases are set aside."""

    def asides(self, agency: str, limit: int = 1000) -> tuple[Aside, ...]:
        """Give cases that are set aside, by case and kind."""

    def personal(self, agency: str, case_id: str) -> tuple[Personal, ...]:
        """Give the personal data of a case as stored: encrypted, or erased."""

    def persons(self, agency: str, over_on: date | None = None) -> Iterator[tuple[str, Personal]]:
        """Go through the personal data that are not erased, with their cases; only those that are over on a day."""

    def agencies(self) -> tuple[str, ...]:
        """Name the agencies that have personal data here, of those that this process may see."""

    def purge(self) -> Reason | None:
        """Take what was erased out of file and log too; say where it may still be, None if nowhere that is known."""

    def waiting_effects(self, agency: str) -> int:
        """Count the effects that wait in the outbox."""

    def failed_effects(self, agency: str, limit: int) -> tuple[tuple[Effect, str], ...]:
        """Give effects that were set aside, the oldest first, and why."""

    def coming(self, agency: str, through: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give the clocks whose next alarm is due through an instant, the earliest first, claiming nothing."""

    def count_coming(self, agency: str, through: datetime) -> int:
        """Count the clocks whose next alarm is due through an instant."""

    def remember_calendar(self, version: str, text: str) -> None:
        """Keep the days of a calendar under its version, once."""

    def calendar_text(self, version: str) -> str | None:
        """Give what was kept under a version."""

    def close(self) -> None:
        """Let go of connections."""


class Dispatcher(Protocol):
    """Runs effects on a durable engine of the host."""

    def enqueue(self, connection: object, agency: str, effects: Iterable[Effect]) -> None:
        """Hand effects over inside the transaction of the command; the same id twice is one effect."""
