"""Connections: how each database is opened, and what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from workflows.errors import StoreBusy, StoreFull, StoreLost, WorkflowsError

POSTGRESQL = "postgresql+psycopg"

BUSY = frozenset({"55P03", "40P01", "40001", "57014"})
"""SQLSTATE of locks not had in time, deadlocks, and statements cancelled."""

FULL = frozenset({"53100", "53200"})


def url_of(text: str | URL) -> URL:
    """Read the address of a database; PostgreSQL is spoken to with psycopg 3, whatever the address says of drivers."""
    url = make_url(text)
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername=POSTGRESQL)
    return url


def connect(url: URL, *, busy_seconds: float = 30.0, connections: int = 15) -> Engine:
    """Make an engine whose connections commit only when told to.

    Args:
        url: Of a SQLite file or a PostgreSQL database.
        busy_seconds: How long a command waits for another process before it is refused.
        connections: How many there can be at once.
    """
    pool = {"pool_size": connections, "max_overflow": 0, "pool_timeout": busy_seconds}
    if url.get_backend_name() == "sqlite":
        waits: dict[str, Any] = {"timeout": busy_seconds}
        engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, connect_args=waits, **pool)
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    waits = {"options": f"-c lock_timeout={int(busy_seconds * 1000)}"}
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, connect_args=waits, **pool)


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # a command that was answered must survive a power cut
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def is_lost(error: BaseException) -> bool:
    """Tell whether an error means that the connection is gone."""
    return isinstance(error, StoreLost) or isinstance(translated(error), StoreLost)


def translated(error: BaseException, *, in_doubt: bool = False) -> WorkflowsError | None:
    """Give an error of a database in the words of the library, None if it is none that a caller could act on."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, PoolTimeout):
        return StoreBusy(f"no connection was free: {error}")
    why = " ".join(str(orig).split())
    if isinstance(orig, sqlite3.OperationalError):
        return _of_sqlite(orig, why)
    state = getattr(orig, "sqlstate", None)
    if state in BUSY:
        return StoreBusy(why)
    if state in FULL:
        return StoreFull(why)
    if type(orig).__name__ in _LOST or (state or "").startswith(("08", "57P")):
        return StoreLost(why, in_doubt=in_doubt)
    return None


_LOST = frozenset({"OperationalError", "AdminShutdown", "CrashShutdown", "InterfaceError", "ConnectionTimeout"})

_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _of_sqlite(error: sqlite3.OperationalError, why: str) -> WorkflowsError | None:
    primary = error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else None
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(why)
    if primary in _NO_ROOM or "unable to open" in why:
        return StoreFull(why)
    return None


@contextmanager
def translating(*, in_doubt: bool = False) -> Iterator[None]:
    """Let errors of the database out in the words of the library."""
    try:
        yield
    except Exception as error:
        found = None if isinstance(error, WorkflowsError) else translated(error, in_doubt=in_doubt)
        if found is None:
            raise
        raise found from error


def is_duplicate(error: BaseException) -> bool:
    """Tell whether an error means that a key is taken."""
    orig: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(orig, sqlite3.IntegrityError):
        return True
    return getattr(orig, "sqlstate", None) == "23505"
