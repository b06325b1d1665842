"""The office: loads a case, lets the pure core decide, and writes what follows in one transaction.

>>> from datetime import date
>>> from workflows import Actor
>>> office = Office.open("memory:")  # or "sqlite:///office.db", or "postgresql://..."
>>> clerk = Actor("handler", "li")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve as changed
from attrs import frozen

from deadlines.counting.timeline import Moment
from deadlines.home import LeftOut
from workflows import catalog
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cases.events import Actor, Event
from workflows.cases.listed import Band
from workflows.clock import SystemClock, WallClock
from workflows.decisions import corrections
from workflows.decisions.compliance import Breach
from workflows.decisions.decide import allowed as core_allowed
from workflows.flows.flow import Flow
from workflows.office import acts, erasure, lists
from workflows.office.case_cache import CaseCache
from workflows.office.desk import ArmClock, Desk, Done, NameEffects, no_effects, occasion
from workflows.office.erasure import Erasure, Resealed, resealed
from workflows.office.extension import breaches, left_out
from workflows.office.hooks import OnCommand, Permit, actor_of, anybody_may, nobody_hears
from workflows.office.imports import import_histories
from workflows.office.opening import EMBEDDED, opened_desk
from workflows.office.personal import Keyring
from workflows.office.readiness import Readiness, readiness
from workflows.office.selections import CommandForAll, Result, do_all, what_if
from workflows.office.view import View, applicant_of, shown
from workflows.places.place import NATIONAL, Basis
from workflows.places.shipped import basis_for
from workflows.store.checks import own_agency
from workflows.store.port import Dispatcher, EventStore, Page, Query
from workflows.store.verify import verified
from workflows.values import Value

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from workflows.office.recompute import Recomputation
    from workflows.views.options import Option
    from workflows.views.reading import Source


_NOTHING: Mapping[str, Value] = {}
_SYSTEM = Actor("system")


@frozen(eq=False)
class Office:
    """One agency's desk over a store; made by ``Office.open``, safe to share between threads."""

    desk: Desk
    place: str = NATIONAL.id
    home: Path | None = None
    people: Callable[[Any], Iterable[Actor]] | None = None

    @classmethod
    def open(
        cls,
        url: str | Engine | None = None,
        *,
        agency: str = "office",
        place: str = NATIONAL.id,
        clock: WallClock | None = None,
        sees: tuple[str, ...] | None = (),
        dispatcher: Dispatcher | None = None,
        flow: Callable[[str], Flow] | None = None,
        basis: Callable[[str], Basis] | None = None,
        keys: Keyring | None = None,
        ladder: ArmClock | None = None,
        effects: NameEffects = no_effects,
        home: Path | None = None,
        on_command: OnCommand = nobody_hears,
        people: Callable[[Any], Iterable[Actor]] | None = None,
        permits: Permit = anybody_may,
    ) -> Office:
        """Open an office on a database; without an address on ``office.db`` in this folder, which is made if need be.

        Args:
            url: ``sqlite:///file``, ``postgresql://user@host/base``, ``memory:``, or an engine of the host, whose pool,
                schema and TLS are then its own.
            agency: Whose cases these are; part of every key.
            place: Whose local terms and labels bind, such as ``shanwei``.
            clock: Tells the time; the system's if None.
            sees: Other agencies that this process may see; None for all.
            dispatcher: Takes effects inside the transaction of their command.
            flow: Finds a flow by name; if None among those of the library and of the home.
            basis: Finds what is counted by in a place; if None from the library and the home.
            keys: Encrypt personal data; without them none can be kept. An embedded database has a key file of
                its own beside it, made on first use; give your own keys wherever others can copy both.
            ladder: Sets the first alarm of a clock that is armed; None for the reminder ladders of the library.
            effects: Names what is to be done outside after a command.
            home: The office's own folder, see ``deadlines.home``; that of ``DISCLOSURE_HOME`` if None. What cannot be
                used of it is left out, see ``left_out``.
            on_command: Hears of every command, done or refused; see ``workflows.office.hooks.kept_in``.
            people: Maps a user of the host to actors, one for each role; see ``actor``.
            permits: Asked after the role whether this person may, such as the assignee of a case alone.

        Raises:
            WrongSchema: The database has no tables, or those of another release.
        """
        desk = opened_desk(
            url or EMBEDDED,
            agency,
            sees=sees,
            clock=clock or SystemClock(),
            dispatcher=dispatcher,
            flow=flow or partial(catalog.flow, home=home),
            basis=basis or partial(basis_for, home=home),
            keys=keys,
            ladder=ladder or arming(ladders(home=home)),
            effects=effects,
            on_command=on_command,
            permits=permits,
        )
        return cls(desk, place, home, people)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Tell which files of the office's own cannot be used, and why; all else goes on without them.

        >>> Office.open("memory:").left_out()
        ()
        """
        return left_out(self.home)

    def actor(self, user: object, role: str = "") -> Actor:
        """Give who a user of the host is here; one with several roles chooses one in the call.

        Raises:
            NoRole: The user has no such role, none at all, or several and none was chosen.
        """
        return actor_of(() if self.people is None else self.people(user), role)

    def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            StoreFault: It does not give any, or its tables are of another release.
        """
        self.store.ping()

    def ready(self) -> Readiness:
        """Tell whether tables, key, calendar and rows are as they must be.

        Raises:
            StoreFault: The database does not answer, or its tables are of another release.
        """
        return readiness(self.desk, self.place, self.left_out())

    @contextmanager
    def within(self, connection: Connection) -> Iterator[Office]:
        """Join a transaction of the host: what is done in the block is kept or undone with it, effects and alarms too.

        A connection of SQLAlchemy to the same database; in an async host inside ``await connection.run_sync(...)``.

        Raises:
            StoreUnusable: It cannot be joined.
            VersionConflict: Another transaction was faster.
        """
        with self.desk.within(connection):
            yield self

    def close(self) -> None:
        """Let go of the connections to the database, for every desk on this store; ``with`` does it at its end.

        A command that is given later opens them anew, so that a host can let go of them while it is idle or forks.

        >>> with Office.open("memory:") as office:
        ...     office.bands()["overdue"]
        0
        """
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def store(self) -> EventStore:
        """Where the histories are kept."""
        return self.desk.store

    @property
    def agency(self) -> str:
        """Whose cases these are."""
        return self.desk.agency

    @property
    def clock(self) -> WallClock:
        """What tells the time."""
        return self.desk.clock

    def flow(self, name: str) -> Flow:
        """Find a flow by name."""
        return self.desk.flow(name)

    def basis(self, place: str) -> Basis:
        """Find what is counted by in a place."""
        return self.desk.basis(place)

    def at(self, agency: str, place: str = "") -> Office:
        """Give the desk of another agency on the same store.

        Raises:
            ForeignAgency: This process may not see it.
        """
        own_agency(self.store.sees, agency)
        desk = changed(self.desk, agency=agency, cache=CaseCache())
        return changed(self, desk=desk, place=place or self.place)

    def open_case(
        self,
        flow: str,
        case_id: str,
        *,
        by: Actor,
        on: Moment | None = None,
        title: str = "",
        number: str = "",
        assignee: str = "",
        applicant: Mapping[str, str] | None = None,
        erase_after: date | None = None,
        key: str = "",
    ) -> Done:
        """Open a case; personal data go into ``applicant``, never into title or number.

        Raises:
            NotPermitted: The flow does not let this role open a case.
            VersionConflict: There is a case of this id.
            NoKey: Personal data were given to an office without keys.
        """
        notes = {"title": title, "number": number, "assignee": assignee}
        personal = (applicant, erase_after)
        return acts.open_case(
            self.desk, self.place, flow, case_id, by=by, on=on, notes=notes, personal=personal, key=key
        )

    def do(
        self,
        case_id: str,
        command: str,
        *,
        by: Actor,
        on: Moment | None = None,
        payload: Mapping[str, Value] = _NOTHING,
        key: str = "",
        expected: int | None = None,
    ) -> Done:
        """Give a command: decided, written and committed, or refused with nothing written.

        Args:
            case_id: Which case.
            command: What is asked for.
            by: Who asks, in which role.
            on: When it happened; now if None.
            payload: The facts that the command brings.
            key: Makes a command that is delivered twice one event; the second delivery gives the first result.
            expected: The number of the last event that the asker saw; None if any will do.

        Raises:
            Refused: The flow, a role, a condition or a clock stands against it.
            VersionConflict: The case has moved on: past ``expected``, or while this was being decided; see ``again``.
            UnknownCase: The agency has no such case.
        """
        return acts.do(self.desk, case_id, command, by=by, on=on, payload=payload, key=key, expected=expected)

    def allowed(self, case_id: str, *, by: Actor, on: Moment | None = None) -> tuple[str, ...]:
        """Give the commands that this actor may give now."""
        case = self.desk.fresh(case_id).case
        at = occasion(self.clock.now(), case, by, on)
        found = core_allowed(self.flow(case.flow), case, at.on, by, self.basis(case.place).place)
        return tuple(command for command in found if self.desk.permits(by, case, command) is None)

    def options(self, case_id: str, by: Actor, *, on: Moment | None = None) -> tuple[Option, ...]:
        """Give what this actor may do now, with articles and forms; what no facts could make possible is not there."""
        from workflows.office import asked  # noqa: PLC0415  # forms are read when they are asked for

        return asked.options(self.desk, case_id, by, on)

    def read(
        self, case_id: str, command: str, given: object, *, by: Actor, on: Moment | None = None, source: Source = "json"
    ) -> dict[str, Value]:
        """Read what is given for a command into the facts that ``do`` takes; see ``workflows.views.reading.read``."""
        from workflows.office import asked  # noqa: PLC0415  # forms are read when they are asked for

        return asked.read(self.desk, case_id, command, given, by, on, source)

    def show(self, case_id: str, on: Moment | None = None) -> View:
        """Show a case: where it stands, in which time band, the applicant masked, or left out without the key.

        Raises:
            UnknownCase: The agency has no such case.
        """
        return shown(self.desk, case_id, on)

    def flow_of(self, case_id: str) -> Flow:
        """Give the flow of a case, without reading its history.

        Raises:
            UnknownCase: The agency has no such case.
        """
        return self.flow(self.store.row(self.agency, case_id).flow)

    def history(self, case_id: str) -> tuple[Event, ...]:
        """Give all that happened to a case, voided entries included."""
        return self.desk.fresh(case_id).case.events

    def applicant(self, case_id: str) -> dict[str, str] | None:
        """Give the personal data of a case in clear, None if there are none or all are erased; ``NoKey`` without it."""
        return applicant_of(self.desk, case_id)

    def retain(self, case_id: str, through: date, *, by: Actor, reason: str) -> Done:
        """Set the last day on which the personal data of a case are kept; ``BadFacts`` without a reason or data."""
        return erasure.retain(self.desk, case_id, through, by=by, reason=reason)

    def erase_personal(
        self, on: date | None = None, *, by: Actor, reason: str, case_id: str = "", preview: bool = True
    ) -> Erasure:
        """List the personal data whose term ended before a day, or all of one case; with ``preview=False`` erase them.

        Each history keeps who erased and why, and stays whole; ``BadFacts`` without a reason.
        """
        return erasure.erase(self.desk, on, by=by, reason=reason, case_id=case_id, preview=preview)

    def reseal_personal(self) -> Resealed:
        """Encrypt all personal data anew under the newest key of the host; ``NoKey`` if there is none."""
        return resealed(self.store, self.desk.keys, (self.agency,))

    def find(self, query: Query, *, limit: int = 50, after: str | None = None) -> Page:
        """List cases, the nearest due date first."""
        return lists.find(self.desk, query, limit=limit, after=after)

    def due_within(
        self, working_days: int, *, assignee: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page:
        """List open cases due from today through the n-th working day after it."""
        return lists.due_within(self.desk, self.place, working_days, assignee=assignee, limit=limit, after=after)

    def overdue(self, *, limit: int = 50, after: str | None = None) -> Page:
        """List the cases past due, the longest overdue first."""
        return lists.overdue(self.desk, limit=limit, after=after)

    def bands(self, query: Query | None = None) -> Mapping[Band, int]:
        """Count the open cases, or those of a list, by time band; each is in exactly one."""
        return lists.bands(self.desk, query)

    def note(self, case_id: str, *, by: Actor, on: Moment | None = None, key: str = "", **notes: str) -> Done:
        """Set title, number or assignee of a case; state and clocks stay as they are.

        Raises:
            ValueError: A note has another name or is empty.
        """
        return acts.note(self.desk, case_id, notes, by=by, on=on, key=key)

    def void(
        self,
        case_id: str,
        seq: int,
        *,
        reason: str,
        by: Actor,
        approved_by: Actor,
        on: Moment | None = None,
        key: str = "",
        expected: int | None = None,
    ) -> Done:
        """Void an event with a reason and a second person; see ``preview_void`` first.

        Raises:
            Refused: The roles, the second person, or a later event stand against it.
        """
        return acts.void(
            self.desk, case_id, seq, reason=reason, by=by, approved_by=approved_by, on=on, key=key, expected=expected
        )

    def preview_void(self, case_id: str, seq: int, *, by: Actor, approved_by: Actor) -> corrections.Consequences:
        """Show what voiding an event would change; nothing is written."""
        return acts.preview_void(self.desk, case_id, seq, by=by, approved_by=approved_by)

    def link(self, case_id: str, relation: str, other: str, *, by: Actor, on: Moment | None = None) -> Done:
        """Tie a case to another of the agency, such as ``("review_of", "FOI-2024-17")``.

        Raises:
            UnknownCase: One of the two does not exist.
        """
        return acts.link(self.desk, case_id, relation, other, by=by, on=on)

    def recompute(self, *, preview: bool = True, by: Actor = _SYSTEM, rules_changed: bool = False) -> Recomputation:
        """List the open deadlines that a new notice or rule moves, and why; with ``preview=False`` write them too.

        Closed cases never change. Clocks that no changed day touches are not looked at.
        """
        from workflows.office import recompute as recomputing  # noqa: PLC0415  # needs the extra columns

        found = recomputing.what_moves(self.desk, self.place, rules_changed=rules_changed, home=self.home)
        return found if preview else recomputing.write_moves(self.desk, found, by)

    def apply(
        self,
        selection: Query | Iterable[str],
        command: str,
        *,
        by: Actor,
        on: Moment | None = None,
        payload: Mapping[str, Value] = _NOTHING,
        key: str = "",
        dry_run: bool = True,
    ) -> Iterator[Result]:
        """Give one command to many cases, or only tell what it would lead to in each; a result per case."""
        request = CommandForAll(command, by, on, payload, key)
        return (what_if if dry_run else do_all)(self.desk, selection, request)

    def import_histories(self, histories: Iterable[Sequence[Event]], *, batch: int = 2000) -> int:
        """Take in cases from elsewhere as histories, ``batch`` in one transaction; give how many.

        Histories are the events of each case in order, taken as they are needed.

        Raises:
            VersionConflict: One of them is there already; its batch is not written, those before it are.
        """
        return import_histories(self.desk, histories, batch)

    def breaches(self, case_id: str) -> tuple[Breach, ...]:
        """Judge a case by the rules of the core, of its flow and of the office's own.

        Raises:
            UnknownCase: The agency has no such case.
        """
        return tuple(breaches(self.desk, self.desk.fresh(case_id).case, self.home))

    def verify(self, case_id: str) -> int:
        """Prove the chain of a case whole; give how many events it has.

        Raises:
            BrokenHistory: At the first broken link.
        """
        return verified(self.store, self.agency, case_id)
