"""One transaction on a database: what a command writes, what a sweep claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, NoReturn, Self

from attrs import define
from sqlalchemy import ColumnElement, Delete, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.pool import PoolProxiedConnection

from workflows.cases.chain import beyond_last, head_moved
from workflows.cases.listed import CaseRow, ClockRow
from workflows.cases.text import history_from
from workflows.errors import UnknownCase, VersionConflict, WorkflowsError
from workflows.store.alarms import Aside, Claimed, Rearm
from workflows.store.errors import CommandSeen, StoreLost
from workflows.store.port import LONGEST_LOAN, Commit, Effect, Personal, StoredHistory
from workflows.store.sql import asides, codec, restated
from workflows.store.sql.batch import Batch, append, gathered, in_bulk, lock_cases
from workflows.store.sql.codec import Row
from workflows.store.sql.database import Database, last_of, seen_of, stands_beyond
from workflows.store.sql.engines import is_duplicate, is_overtaken, translated, translating
from workflows.store.sql.joined import JOINED_MARKS, Marks, joined_by
from workflows.store.sql.statements import Prepared, Statements
from workflows.store.sql.tables import calendars, effects, persons
from workflows.values import day_number, micros

_NAMED = 200
"""Effects named in one statement: older databases take few values in one."""


@define(eq=False)
class SqlTransaction:
    """A unit of work; begun at the first statement."""

    database: Database
    raw: PoolProxiedConnection
    marks: Marks
    begun: bool = False
    in_doubt: bool = False
    opened: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The SQLAlchemy connection inside the transaction."""
        if self.opened is None:
            self.opened = Connection(self.database.engine, self.raw)
        self._begin()
        return self.opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None and not self.begun:  # what was written is committed already
            self._release()
            return
        try:
            if error is None:
                self._end()
        except BaseException as failed:
            self._fail(failed)
            raise
        else:
            if error is not None:
                self._fail(error)
        finally:
            self._release()

    def _end(self) -> None:
        """Commit."""
        self.in_doubt = True
        self._driver.cursor().execute(self.marks.keep)
        self.begun = self.in_doubt = False

    def _fail(self, error: BaseException) -> None:
        """Undo; a connection that cannot even do that is thrown away, and the database undoes it.

        Raises:
            WorkflowsError: What the error of the database means.
        """
        known = None if isinstance(error, WorkflowsError) else translated(error, in_doubt=self.in_doubt)
        try:
            if self.begun:
                self._undo()
            elif isinstance(known, StoreLost):
                self.raw.invalidate()
        except Exception:  # noqa: BLE001  # whatever it is, the first error is the one to report
            self.raw.invalidate()
        if known is not None:
            raise known from error

    def _undo(self) -> None:
        """Undo this unit of work; inside a transaction of the host that alone."""
        if not self.marks.undo:
            self._driver.rollback()
        for statement in self.marks.undo:
            self._driver.cursor().execute(statement)

    def _release(self) -> None:
        """Give the connection back."""
        self.database.give(self.raw)

    def load(self, agency: str, case_id: str) -> StoredHistory:
        """Give a history as this transaction sees it."""
        self.database.own(agency)
        self._begin()
        rows = self._read(self._statements.read_events, (agency, case_id))
        if not rows:
            raise UnknownCase(agency, case_id)
        return StoredHistory(history_from(case_id, [row[1] for row in rows]), rows[-1][3])

    def write(self, agency: str, commits: Sequence[Commit], *, is_last: bool = False) -> tuple[str, ...]:
        """Append to several cases; ``is_last`` ends the transaction with it."""
        self.database.own(agency)
        batch, heads = gathered(agency, commits, partial(self._head, agency))
        self.put(agency, batch, is_last=is_last)
        return heads

    def put(self, agency: str, batch: Batch, *, is_last: bool) -> None:
        """Write what commits were gathered to; ``is_last`` ends the transaction with it.

        The cases are locked first, all in one order; where one has moved on, nothing else is tried.
        """
        driver, own = self.raw.dbapi_connection, self.database.statements
        begin = "" if self.begun else self.marks.begin
        ends = is_last and not batch.effects
        self.begun = True
        try:
            if not lock_cases(driver, own, batch, begin):
                self._refuse(agency, batch)
            self.in_doubt = ends
            append(driver, own, batch, self.marks.keep if ends else "")
            self.begun, self.in_doubt = not ends, False
        except Exception as error:
            if is_duplicate(error):
                self._explain(agency, batch)
            if is_overtaken(error):
                case_id, _, expected, _ = batch.rests_on[0]
                raise VersionConflict(case_id, expected, expected) from error
            raise
        if batch.effects:
            (self.enqueue_new if batch.are_new else self.enqueue)(agency, batch.effects)

    def _refuse(self, agency: str, batch: Batch) -> NoReturn:
        """Refuse what rests on a case that has moved on."""
        self._explain(agency, batch)
        case_id, _, expected, _ = batch.rests_on[0]
        raise VersionConflict(case_id, expected, expected)

    def _head(self, agency: str, commit: Commit) -> str:
        case_id = commit.row.case_id
        self._begin()
        rows = self._read(self._statements.read_head, (agency, case_id))
        if not rows:
            raise VersionConflict(case_id, commit.expected, 0)
        return str(rows[0][1])

    def _explain(self, agency: str, batch: Batch) -> None:
        """Say which case had moved on or which command was known, once this transaction is undone.

        On the same connection: to ask for a second one while others wait for the first could wait for ever.
        """
        self._undo()
        self.begun = False
        connection = self.opened or Connection(self.database.engine, self.raw)
        for case_id, key, _, _ in batch.rests_on:
            seen = seen_of(connection, agency, case_id, key) if key else None
            if seen:
                raise CommandSeen(case_id, key, seen.first, seen.last)
        for case_id, _, expected, read in batch.rests_on:
            seq, head = last_of(connection, agency, case_id)
            if seq != expected:
                raise VersionConflict(case_id, expected, seq)
            if read and head != read:
                raise head_moved(case_id, seq)
            if stands_beyond(connection, agency, case_id, seq):
                raise beyond_last(case_id, seq)

    def claim(self, agency: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give clocks whose alarm is due; their cases are locked, those that others hold are passed over."""
        if not self._any_due(agency, now):
            return ()
        self._begin()
        return self._due(self._statements.claim, agency, now, limit)

    def look_for(self, agency: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give clocks whose alarm is due, without a lock where one writer keeps all waiting, by lot."""
        apart = self._statements.claim_apart
        if apart is None:
            return self.claim(agency, now, limit)
        return self._due(apart, agency, now, limit) if self._any_due(agency, now) else ()

    def _any_due(self, agency: str, now: datetime) -> bool:
        """Look at the index before a transaction begins: most polls find nothing due."""
        self.database.own(agency)
        if self.begun:
            return True
        ((first,),) = self._read(self._statements.next_alarm, (agency,))
        return first is not None and first <= micros(now)

    def _due(self, prepared: Prepared, agency: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
        rows = self._read(prepared, prepared.given(p_agency=agency, p_now=micros(now), p_limit=limit))
        return tuple([codec.due_alarm_from(row) for row in rows])

    def rearm(self, agency: str, rearms: Sequence[Rearm]) -> None:
        """Set rung and next alarm of clocks."""
        self.database.own(agency)
        if not rearms:
            return
        self._begin()
        rows = [
            (to.rung, None if to.next_at is None else micros(to.next_at), agency, to.case_id, to.clock, f".{to.key}")
            for to in rearms
        ]
        in_bulk(self._driver.cursor(), self._statements.rearm, rows)

    def set_aside(self, agency: str, cases: Sequence[Aside]) -> None:
        """Keep which cases could not be handled."""
        self.database.own(agency)
        if cases:
            asides.put(self.connection, agency, cases)

    def taken_up(self, agency: str, cases: Sequence[Aside]) -> None:
        """Forget that cases were set aside."""
        self.database.own(agency)
        if cases:
            asides.take(self.connection, agency, cases)

    def look_again(self, agency: str, at: datetime) -> None:
        """Let the clocks held because of the time of the machine be due at an instant."""
        self.database.own(agency)
        asides.look_again(self.connection, agency, at)

    def restate(
        self, agency: str, row: CaseRow, head: str, clocks: Sequence[ClockRow], keys: Mapping[str, int]
    ) -> None:
        """Put row and clocks of a case in place of those that are there."""
        self.database.own(agency)
        restated.put(self.connection, agency, row, head, clocks, keys)

    def retain(self, agency: str, case_id: str, refs: Sequence[str], through: date) -> None:
        """Set the last day on which personal data are kept."""
        self._persons(agency, case_id, refs, erase_after=day_number(through))

    def erase(self, agency: str, case_id: str, refs: Sequence[str]) -> int:
        """Erase personal data."""
        return self._persons(agency, case_id, refs, persons.c.sealed.is_not(None), sealed=None)

    def reseal(self, agency: str, case_id: str, before: Personal, after: Personal) -> bool:
        """Put personal data in place of the same under another key."""
        same = persons.c.sealed == before.ciphertext
        return self._persons(agency, case_id, (before.ref,), same, sealed=after.ciphertext, cipher=after.cipher) == 1

    def _persons(
        self, agency: str, case_id: str, refs: Sequence[str], *such: ColumnElement[bool], **values: Any
    ) -> int:
        self.database.own(agency)
        own = persons.c
        at = (own.agency == agency, own.case_id == case_id, own.ref.in_(refs), *such)
        return int(self.connection.execute(update(persons).where(*at).values(**values)).rowcount)

    def swept(self, agency: str, at: datetime) -> None:
        """Keep when the clocks were swept."""
        self.database.own(agency)
        asides.swept(self.connection, agency, at)

    def enqueue(self, agency: str, effects: Sequence[Effect]) -> None:
        """Put effects into the outbox, and hand them to the dispatcher if there is one."""
        self.database.own(agency)
        self._put_out(agency, self._unknown(agency, {effect.id: effect for effect in effects}))

    def enqueue_new(self, agency: str, effects: Sequence[Effect]) -> None:
        """Do the same with effects of which no id can be known, without looking."""
        self.database.own(agency)
        self._put_out(agency, list({effect.id: effect for effect in effects}.values()))

    def _put_out(self, agency: str, fresh: Sequence[Effect]) -> None:
        if not fresh:
            return
        self._begin()
        dispatcher = self.database.dispatcher
        now = micros(self.database.clock.now())
        taken = None if dispatcher is None else now
        rows = [(agency, *codec.effect_values(effect), now, taken, None, 0, None) for effect in fresh]
        in_bulk(self._driver.cursor(), self._statements.insert_effect, rows)
        if dispatcher is not None:
            dispatcher.enqueue(self.connection, agency, fresh)

    def _unknown(self, agency: str, wanted: dict[str, Effect]) -> list[Effect]:
        self._begin()
        query = select(effects.c.effect_id).where(effects.c.agency == agency, effects.c.effect_id.in_(wanted))
        known = {row[0] for row in self.connection.execute(query)}
        return [effect for name, effect in wanted.items() if name not in known]

    def take_effects(
        self, agency: str, limit: int, now: datetime | None = None, until: datetime | None = None
    ) -> tuple[Effect, ...]:
        """Give the oldest effects that wait, and mark them as taken, or as lent until an instant."""
        self.database.own(agency)
        self._begin()
        own = effects.c
        query = select(own.effect_id, own.case_id, own.seq, own.name, own.payload, own.attempts).where(
            own.agency == agency, own.taken_at.is_(None)
        )
        if now is not None:
            waits = or_(
                own.lent_until.is_(None), own.lent_until <= micros(now), own.lent_until > micros(now + LONGEST_LOAN)
            )
            query = query.where(waits)
        query = query.order_by(own.queued_at, own.case_id, own.seq, own.effect_id).limit(limit)
        rows = self.connection.execute(query.with_for_update(skip_locked=True)).all()
        found = tuple([codec.effect_from((*row[:5], row[5] + 1)) for row in rows])
        taken = None if until is not None else micros(self.database.clock.now())
        lent = None if until is None else micros(until)
        self._mark(agency, [effect.id for effect in found], taken_at=taken, lent_until=lent, attempts=own.attempts + 1)
        return found

    def finish_effects(self, agency: str, ids: Sequence[str]) -> None:
        """Note that effects were delivered."""
        self._mark(agency, ids, taken_at=micros(self.database.clock.now()), lent_until=None, failed=None)

    def postpone_effects(self, agency: str, ids: Sequence[str], until: datetime) -> None:
        """Let effects wait again from an instant on."""
        self._mark(agency, ids, taken_at=None, lent_until=micros(until))

    def fail_effects(self, agency: str, ids: Sequence[str], why: str) -> None:
        """Set effects aside."""
        self._mark(agency, ids, taken_at=micros(self.database.clock.now()), lent_until=None, failed=why)

    def release_effects(self, agency: str, ids: Sequence[str]) -> None:
        """Put effects back among those that wait."""
        self._mark(agency, ids, taken_at=None, lent_until=None, failed=None)

    def _mark(self, agency: str, ids: Sequence[str], **values: Any) -> None:
        self.database.own(agency)
        self._begin()
        for at in range(0, len(ids), _NAMED):
            part = ids[at : at + _NAMED]
            change = update(effects).where(effects.c.agency == agency, effects.c.effect_id.in_(part))
            self.connection.execute(change.values(**values))

    def replace_calendar(self, removal: Delete, version: str, text: str) -> None:
        """Keep the days of a calendar under its version, in place of the same days kept by another process."""
        self._begin()
        self.connection.execute(removal)
        self.connection.execute(insert(calendars).values(version=version, days=text))

    @property
    def _driver(self) -> Any:
        return self.raw.dbapi_connection

    @property
    def _statements(self) -> Statements:
        return self.database.statements

    def _begin(self) -> None:
        if not self.begun:
            self._driver.cursor().execute(self.marks.begin)
            self.begun = True

    def _read(self, statement: Prepared, values: Row) -> list[Row]:
        with translating():
            cursor = self._driver.cursor()
            cursor.execute(statement.sql, values)
            return list(cursor.fetchall())


def begun(database: Database) -> SqlTransaction:
    """Open a unit of work: a transaction of its own, or a savepoint in that of the host, if it was joined."""
    joined = joined_by(database)
    if joined is not None:
        return SqlTransaction(database, joined.raw, JOINED_MARKS, opened=joined.connection)
    return SqlTransaction(database, database.connections.take(), Marks(database.statements.begin, "COMMIT"))
