"""One open database: its engine, its statements and its connections, and the few readings that both ends need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import field, frozen
from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import PoolProxiedConnection

from workflows.clock import SystemClock, WallClock
from workflows.store.checks import own_agency
from workflows.store.errors import StoreLost
from workflows.store.port import Dispatcher, SeenCommand
from workflows.store.sql.codec import Row
from workflows.store.sql.connections import Connections
from workflows.store.sql.engines import is_lost, translating
from workflows.store.sql.joined import joined_by
from workflows.store.sql.statements import Prepared, Statements, statements
from workflows.store.sql.tables import cases, commands, events


@frozen(eq=False)
class Database:
    """What a store and its transactions stand on.

    ``sees`` are the agencies that this process may see, None for all; ``dispatcher`` takes effects inside the
    transaction of their command; ``clock`` stamps the outbox.
    """

    engine: Engine
    sees: tuple[str, ...] | None = None
    dispatcher: Dispatcher | None = None
    clock: WallClock = field(factory=SystemClock)
    connections: Connections = field(repr=False)
    statements: Statements = field(init=False, repr=False)
    pipelines: bool = field(init=False, repr=False)

    @connections.default
    def _connections(self) -> Connections:
        return Connections(self.engine)

    @statements.default
    def _statements(self) -> Statements:
        return statements(self.engine.dialect.name, self.engine.dialect.driver)

    @pipelines.default
    def _pipelines(self) -> bool:
        return self.engine.dialect.driver == "psycopg"

    def own(self, agency: str, case_id: str | None = None) -> None:
        """Refuse an agency that this process does not see, and an id that no case can have.

        Raises:
            ForeignAgency: It does not.
            UnknownCase: No case can be called so.
        """
        own_agency(self.sees, agency, case_id)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Lend a connection of SQLAlchemy, outside any transaction."""
        joined = joined_by(self)
        if joined is not None:
            yield joined.connection
            return
        raw = self.connections.take()
        try:
            yield Connection(self.engine, raw)
        except StoreLost:
            if raw.is_valid:  # else SQLAlchemy has seen it by itself
                raw.invalidate()
            raise
        finally:
            self.connections.give(raw)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Lend a connection that sees one state of the database to the end of the block."""
        with self.connected() as connection:
            if joined_by(self) is not None:
                yield connection
                return
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.connection.rollback()

    def take(self) -> PoolProxiedConnection:
        """Give a connection: that of the host's transaction if it was joined, else one that nobody uses."""
        joined = joined_by(self)
        return self.connections.take() if joined is None else joined.raw

    def give(self, raw: PoolProxiedConnection) -> None:
        """Take a connection back; that of the host stays the host's."""
        joined = joined_by(self)
        if joined is None or joined.raw is not raw:
            self.connections.give(raw)

    def all(self, query: Any) -> Sequence[Any]:
        """Run a query of SQLAlchemy."""
        with self.connected() as connection, translating():
            return connection.execute(query).all()

    def read(self, statement: Prepared, values: Row) -> list[Row]:
        """Run a prepared statement, by the driver itself."""
        with translating():
            raw = self.take()
            try:
                driver: Any = raw.dbapi_connection
                cursor = driver.cursor()
                cursor.execute(statement.sql, values)
                return list(cursor.fetchall())
            except Exception as error:
                if is_lost(error):
                    raw.invalidate()
                raise
            finally:
                self.give(raw)


def last_of(connection: Connection, agency: str, case_id: str) -> tuple[int, str]:
    """Give the number and the digest of the last event, 0 and nothing for a case that is not there."""
    own = cases.c
    row = connection.execute(select(own.seq, own.head).where(own.agency == agency, own.case_id == case_id)).first()
    return (row[0], row[1]) if row else (0, "")


def seen_of(connection: Connection, agency: str, case_id: str, key: str) -> SeenCommand | None:
    """Give what a command led to, None if its key is not known."""
    own = commands.c
    at = (own.agency == agency, own.case_id == case_id, own.command_key == key)
    row = connection.execute(select(own.first_seq, own.last_seq, own.command, own.request).where(*at)).first()
    return SeenCommand(row[0], row[1], row[2] or "", row[3] or "") if row else None


def stands_beyond(connection: Connection, agency: str, case_id: str, seq: int) -> bool:
    """Tell whether a history has an event after the last that the row of its case knows."""
    own = events.c
    beyond = select(own.seq).where(own.agency == agency, own.case_id == case_id, own.seq > seq).limit(1)
    return connection.execute(beyond).first() is not None
