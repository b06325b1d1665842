"""A store on SQLite or PostgreSQL, through SQLAlchemy Core.

SQLite is the embedded default: one file, WAL, ``synchronous=FULL``. PostgreSQL serves many processes at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import and_, delete, func, or_, select, tuple_
from sqlalchemy.engine import URL

from deadlines.errors import Reason
from workflows.cases.chain import Sealed
from workflows.cases.listed import Band, CaseRow, ClockRow
from workflows.cases.text import data_from, history_from
from workflows.clock import SystemClock, WallClock
from workflows.errors import UnknownCase
from workflows.store.alarms import Aside, Claimed, SweepState
from workflows.store.checks import check_query, check_whole
from workflows.store.port import (
    CaseSummary,
    Commit,
    Dispatcher,
    Effect,
    Page,
    Personal,
    Query,
    SeenCommand,
    Spans,
    StoredHistory,
)
from workflows.store.sql import asides, codec, purging, schema
from workflows.store.sql.batch import Batch, gathered
from workflows.store.sql.codec import Row
from workflows.store.sql.connections import MOST, Connections
from workflows.store.sql.database import Database, last_of, seen_of
from workflows.store.sql.engines import connect, has_content, sqlite_file, translating, url_of
from workflows.store.sql.find import band_counts, effects_of, found, indexed, orphans_query
from workflows.store.sql.joined import joining
from workflows.store.sql.statements import coming_query, type_of
from workflows.store.sql.tables import calendars, cases, clocks, effects, events, persons
from workflows.store.sql.work import SqlTransaction, begun
from workflows.values import day_number, instant_from, micros

_BATCH = 50_000
_PAGE = 10_000  # events read at once: some six megabytes of text


def open_store(
    url: str | URL,
    *,
    sees: tuple[str, ...] | None = None,
    dispatcher: Dispatcher | None = None,
    clock: WallClock | None = None,
    busy_seconds: float = 30.0,
    connections: int = MOST,
) -> SqlStore:
    """Open a database; a SQLite file that does not exist is made, with its tables.

    Args:
        url: Such as ``sqlite:///office.db`` or ``postgresql://user@host/office``.
        sees: Agencies that this process may see; None for all.
        dispatcher: Takes effects inside the transaction of their command.
        clock: Stamps the outbox; the system's if None.
        busy_seconds: How long a command waits for another process, or for a connection, before it is refused.
        connections: How many threads may work in the database at once; the others wait their turn.

    Raises:
        WrongSchema: The database has no tables, or those of another release.
    """
    address = url_of(url)
    engine = connect(address, busy_seconds=busy_seconds, connections=connections)
    file = sqlite_file(address)
    try:
        with translating():
            if file is not None and not has_content(file):
                schema.create(engine)
            schema.check_schema(engine)
    except BaseException:
        engine.dispose()
        raise
    waiting = Connections(engine, connections, busy_seconds)
    return SqlStore(Database(engine, sees, dispatcher, clock or SystemClock(), waiting))


@frozen(eq=False)
class SqlStore:
    """Keeps histories in a database; made by ``open_store``."""

    database: Database

    @property
    def sees(self) -> tuple[str, ...] | None:
        """The agencies that this process may see, None for all."""
        return self.database.sees

    @property
    def file(self) -> Path | None:
        """The SQLite file, None on a server."""
        return sqlite_file(self.database.engine.url)

    def begin(self) -> SqlTransaction:
        """Open a transaction; the database is not touched before the first statement."""
        return begun(self.database)

    def ping(self) -> str:
        """Ask for the version of the tables."""
        with self.database.connected() as connection, translating():
            return schema.checked_on(connection)

    def within(self, connection: object) -> AbstractContextManager[None]:
        """Work in the transaction of a connection until the end of the block."""
        return joining(self.database, connection, self.database.engine.dialect.name)

    def write(self, agency: str, commits: Sequence[Commit]) -> tuple[str, ...]:
        """Write in a transaction of its own."""
        with self.begin() as work:
            return work.write(agency, commits, is_last=True)

    def made_ready(self, agency: str, commits: Sequence[Commit]) -> Batch:
        """Give what commits write."""
        self.database.own(agency)
        check_whole(commits)
        return gathered(agency, commits)[0]

    def write_ready(self, agency: str, ready: object) -> None:
        """Write what was made ready."""
        self.database.own(agency)
        if not isinstance(ready, Batch):
            raise TypeError(f"{type(ready).__name__} was not made ready by a store of this kind")
        with self.begin() as work:
            work.put(agency, ready, is_last=True)

    def load_many(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, StoredHistory]:
        """Give several histories at once."""
        self.database.own(agency)
        query = select(events.c.case_id, events.c.body, events.c.digest).where(
            events.c.agency == agency, events.c.case_id.in_(case_ids)
        )
        rows: dict[str, list[Any]] = {case_id: [] for case_id in case_ids}
        for row in self.database.all(query.order_by(events.c.case_id, events.c.seq)):
            rows[row[0]].append(row)
        missing = next((case_id for case_id, entries in rows.items() if not entries), None)
        if missing is not None:
            raise UnknownCase(agency, missing)
        return {
            case_id: StoredHistory(history_from(case_id, [row[1] for row in entries]), entries[-1][2])
            for case_id, entries in rows.items()
        }

    def summaries(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, CaseSummary]:
        """Give how several cases stand, in one query."""
        self.database.own(agency)
        summaries = codec.summaries_from(self.database.read(*self.database.statements.summaries_of(agency, case_ids)))
        missing = next((case_id for case_id in case_ids if case_id not in summaries), None)
        if missing is not None:
            raise UnknownCase(agency, missing)
        return summaries

    def load(self, agency: str, case_id: str) -> StoredHistory:
        """Give the events of a case in order."""
        rows = self._events(agency, case_id)
        return StoredHistory(history_from(case_id, [row[1] for row in rows]), rows[-1][3])

    def sealed(self, agency: str, case_id: str) -> tuple[Sealed, ...]:
        """Give the events of a case as stored."""
        return tuple(Sealed(*row) for row in self._events(agency, case_id))

    def _events(self, agency: str, case_id: str) -> list[Row]:
        self.database.own(agency, case_id)
        rows = self.database.read(self.database.statements.read_events, (agency, case_id))
        if not rows:
            raise UnknownCase(agency, case_id)
        return rows

    def orphans(self, agency: str) -> tuple[str, ...]:
        """Give the cases that have a history and no row."""
        self.database.own(agency)
        return tuple([found[0] for found in self.database.all(orphans_query(agency))])

    def last(self, agency: str, case_id: str) -> tuple[int, str]:
        """Give the number and the digest of the last event, 0 and nothing for a case that is not there."""
        self.database.own(agency, case_id)
        with self.database.connected() as connection, translating():
            return last_of(connection, agency, case_id)

    def seen(self, agency: str, case_id: str, key: str) -> SeenCommand | None:
        """Give what a command led to, None if its key is not known."""
        self.database.own(agency, case_id)
        with self.database.connected() as connection, translating():
            return seen_of(connection, agency, case_id, key)

    def data_of(self, agency: str, types: Collection[str]) -> Iterator[Mapping[str, Any]]:
        """Go through the events of some types as data, in pages; the type is told from the text as it is stored."""
        self.database.own(agency)
        own, after = events.c, ("", 0)
        named = type_of(own.body).in_(sorted(types))
        while True:
            query = select(own.case_id, own.seq, own.body).where(
                own.agency == agency, tuple_(own.case_id, own.seq) > tuple_(*after), named
            )
            rows = self.database.all(query.order_by(own.case_id, own.seq).limit(_PAGE))
            yield from (data_from(row[2]) for row in rows)
            if len(rows) < _PAGE:
                return
            after = (rows[-1][0], rows[-1][1])

    def case_agencies(self) -> tuple[str, ...]:
        """Give the agencies that have cases."""
        names = [row[0] for row in self.database.all(select(cases.c.agency).distinct().order_by(cases.c.agency))]
        return tuple(name for name in names if self.sees is None or name in self.sees)

    def heads(self, agency: str) -> Iterator[tuple[str, int, str]]:
        """Go through the last events of all cases, in pages so that no reader holds the database for long."""
        self.database.own(agency)
        after = ""
        while True:
            own = cases.c
            query = select(own.case_id, own.seq, own.head).where(own.agency == agency, own.case_id > after)
            rows = self.database.all(query.order_by(cases.c.case_id).limit(_BATCH))
            yield from ((row[0], row[1], row[2]) for row in rows)
            if len(rows) < _BATCH:
                return
            after = rows[-1][0]

    def row(self, agency: str, case_id: str) -> CaseRow:
        """Give a case as listed."""
        self.database.own(agency, case_id)
        rows = self.database.all(select(*cases.c).where(cases.c.agency == agency, cases.c.case_id == case_id))
        if not rows:
            raise UnknownCase(agency, case_id)
        return codec.case_row_from(rows[0])

    def find(self, agency: str, query: Query, *, limit: int = 50, after: str | None = None) -> Page:
        """List cases, the nearest due date first."""
        self.database.own(agency)
        check_query(query, limit)
        with self.database.connected() as connection, translating():
            return found(connection, agency, query, limit, after)

    def bands(self, agency: str, at: datetime, query: Query | None = None) -> Mapping[Band, int]:
        """Count the cases of each time band."""
        self.database.own(agency)
        with self.database.connected() as connection, translating():
            return band_counts(connection, agency, at, query or Query())

    def indexed(self, agency: str, case_id: str) -> tuple[frozenset[str], Mapping[str, SeenCommand]]:
        """Give how a title is found, and commands by their keys."""
        self.database.own(agency, case_id)
        with self.database.connected() as connection, translating():
            return indexed(connection, agency, case_id)

    def effects_of(self, agency: str, case_id: str) -> tuple[Effect, ...]:
        """Give all effects of a case."""
        self.database.own(agency, case_id)
        with self.database.connected() as connection, translating():
            return effects_of(connection, agency, case_id)

    def clocks(self, agency: str, case_id: str) -> tuple[ClockRow, ...]:
        """Give the clocks of a case as indexed."""
        self.database.own(agency, case_id)
        query = select(*clocks.c).where(clocks.c.agency == agency, clocks.c.case_id == case_id)
        return tuple(
            codec.clock_row_from(row[2:])
            for row in self.database.all(query.order_by(clocks.c.clock, clocks.c.clock_key))
        )

    def calendars(self, agency: str) -> Mapping[str, int]:
        """Name the calendars that running clocks were counted by."""
        self.database.own(agency)
        query = select(clocks.c.calendar, func.count()).where(clocks.c.agency == agency, clocks.c.due_day.is_not(None))
        return dict(sorted((row[0], row[1]) for row in self.database.all(query.group_by(clocks.c.calendar))))

    def spans(self, agency: str, calendar: str, touching: tuple[date, date] | None = None) -> Iterator[Spans]:
        """Go through the running clocks in days of one calendar: one pass over one snapshot, in batches."""
        self.database.own(agency)
        own = clocks.c
        earliest, counted = func.coalesce(own.earliest_day, own.due_day), func.coalesce(own.counted, 0)
        query = (
            select(own.case_id, own.clock, own.clock_key, own.origin_day, own.due_day, earliest, counted)
            .where(own.agency == agency, own.calendar == calendar, own.due_day.is_not(None))
            .execution_options(yield_per=_BATCH)
        )
        if touching is not None:
            first, last = (day_number(day) for day in touching)
            # a term counted backwards is due before its origin
            forwards = and_(own.origin_day <= last, own.due_day >= first)
            backwards = and_(own.due_day <= last, own.origin_day >= first)
            query = query.where(or_(forwards, backwards, own.earliest_day != own.due_day))
        with self.database.snapshot() as connection, translating():
            for rows in connection.execute(query).partitions():
                columns = list(zip(*rows, strict=True))
                columns[2] = tuple([name[1:] for name in columns[2]])
                yield Spans(*columns)

    def next_alarm(self, agency: str) -> datetime | None:
        """Give the earliest alarm to come."""
        self.database.own(agency)
        ((first,),) = self.database.read(self.database.statements.next_alarm, (agency,))
        return None if first is None else instant_from(first)

    def sweep_state(self, agency: str) -> SweepState:
        """Give when the clocks were last swept, and how many cases are set aside."""
        self.database.own(agency)
        statement = self.database.statements.sweep_state
        ((last, count),) = self.database.read(statement, statement.given(p_agency=agency))
        return SweepState(None if last is None else instant_from(last), int(count))

    def asides(self, agency: str, limit: int = 1000) -> tuple[Aside, ...]:
        """Give cases that are set aside."""
        self.database.own(agency)
        with self.database.connected() as connection, translating():
            return asides.kept(connection, agency, limit)

    def personal(self, agency: str, case_id: str) -> tuple[Personal, ...]:
        """Give the personal data of a case as stored."""
        self.database.own(agency, case_id)
        query = select(*persons.c).where(persons.c.agency == agency, persons.c.case_id == case_id)
        return tuple(codec.person_from(row[2:]) for row in self.database.all(query.order_by(persons.c.ref)))

    def persons(self, agency: str, over_on: date | None = None) -> Iterator[tuple[str, Personal]]:
        """Go through the personal data that are not erased, in pages."""
        self.database.own(agency)
        own, after = persons.c, ("", "")
        wanted = [own.agency == agency, own.sealed.is_not(None)]
        if over_on is not None:
            wanted.append(own.erase_after < day_number(over_on))
        while True:
            page = select(*own).where(*wanted, tuple_(own.case_id, own.ref) > tuple_(*after))
            rows = self.database.all(page.order_by(own.case_id, own.ref).limit(_PAGE))
            yield from ((row[1], codec.person_from(row[2:])) for row in rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1][1], rows[-1][2]

    def agencies(self) -> tuple[str, ...]:
        """Name the agencies that have personal data here."""
        named = [row[0] for row in self.database.all(select(persons.c.agency).distinct().order_by(persons.c.agency))]
        return tuple([name for name in named if self.sees is None or name in self.sees])

    def purge(self) -> Reason | None:
        """Take what was erased out of file and log too."""
        if self.file is None:
            return purging.ON_A_SERVER
        with self.database.connected() as connection, translating():
            return purging.emptied(connection)

    def waiting_effects(self, agency: str) -> int:
        """Count the effects that wait."""
        self.database.own(agency)
        query = select(func.count()).select_from(effects)
        ((count,),) = self.database.all(query.where(effects.c.agency == agency, effects.c.taken_at.is_(None)))
        return int(count)

    def failed_effects(self, agency: str, limit: int) -> tuple[tuple[Effect, str], ...]:
        """Give effects that were set aside."""
        self.database.own(agency)
        own = effects.c
        query = (
            select(own.effect_id, own.case_id, own.seq, own.name, own.payload, own.attempts, own.failed)
            .where(own.agency == agency, own.failed.is_not(None))
            .order_by(own.queued_at, own.effect_id)
            .limit(limit)
        )
        return tuple([(codec.effect_from(row[:6]), row[6]) for row in self.database.all(query)])

    def coming(self, agency: str, through: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give the clocks whose next alarm is due through an instant."""
        self.database.own(agency)
        statement = coming_query(self.database.engine.dialect.name, self.database.engine.dialect.driver, limit)
        rows = self.database.read(statement, statement.given(p_agency=agency, p_now=micros(through)))
        return tuple([codec.due_alarm_from(row) for row in rows])

    def count_coming(self, agency: str, through: datetime) -> int:
        """Count the clocks whose next alarm is due through an instant."""
        self.database.own(agency)
        statement = self.database.statements.count_coming
        ((count,),) = self.database.read(statement, statement.given(p_agency=agency, p_now=micros(through)))
        return int(count)

    def remember_calendar(self, version: str, text: str) -> None:
        """Keep the days of a calendar, once."""
        if self.calendar_text(version) is None:
            with self.begin() as work:
                work.replace_calendar(delete(calendars).where(calendars.c.version == version), version, text)

    def calendar_text(self, version: str) -> str | None:
        """Give the days of a calendar."""
        rows = self.database.all(select(calendars.c.days).where(calendars.c.version == version))
        return rows[0][0] if rows else None

    def close(self) -> None:
        """Let go of connections."""
        self.database.connections.close()
