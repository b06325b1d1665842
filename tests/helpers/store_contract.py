"""What every store must keep, said once: the fixtures that open each adapter, and the offices of the tests over them.

PostgreSQL is the server on loopback if there is one; ``DISCLOSURE_REQUIRE_POSTGRES=1`` makes its absence a failure.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from attrs import define
from sqlalchemy.engine import Engine

from helpers.example_flow import BASIS, FLOW, HANDLER
from workflows.office.desk import Desk
from workflows.office.office import Office
from workflows.office.personal import Keys
from workflows.store.memory import MemoryStore
from workflows.store.port import EventStore
from workflows.store.sql import schema
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI
from workflows.worker.dbos import is_fit

ADAPTERS = ("memory", "sqlite", "postgresql")
SERVER = os.environ.get("DISCLOSURE_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
MORNING = datetime(2024, 3, 5, 10, tzinfo=SHANGHAI)
RING = Keys("2024", {"2024": bytes(range(16))})

Opened = Callable[..., EventStore]


@define
class Watch:
    """A clock that the test sets."""

    at: datetime = MORNING

    def now(self) -> datetime:
        """The time that the test set."""
        return self.at

    def pass_days(self, days: int) -> None:
        """Let days go by; a negative number sets the clock back."""
        self.at += timedelta(days=days)


def new_database() -> str:
    """Make an empty database on the server; skip, or fail where it is required, if there is none."""
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
            name = f"dw_test_{secrets.token_hex(4)}"
            server.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError as error:
        if os.environ.get("DISCLOSURE_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL is required and did not answer: {error}")
        pytest.skip(f"no PostgreSQL on loopback ({str(error).strip().splitlines()[0]}): its store is not tested here")
    url = SERVER.rpartition("/")[0] + f"/{name}"
    engine = connect(url_of(url))
    schema.create(engine)
    engine.dispose()
    return url


def migrated(url: str, revision: str = "head") -> Engine:
    """Give a database with no more in it than the migrations up to one make."""
    engine = connect(url_of(url))
    schema.metadata.drop_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {schema.VERSION_TABLE}")
    schema.upgrade(engine, revision)
    return engine


def drop_database(url: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a scratch database, one for the whole run; each test takes an agency of its own."""
    url = new_database()
    yield url
    drop_database(url)


@pytest.fixture
def agency() -> str:
    """An agency that no other test has."""
    return f"agency-{secrets.token_hex(4)}"


@pytest.fixture(params=ADAPTERS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Opens the adapter under test; a second call sees the same data."""
    made: list[EventStore] = []
    memory = MemoryStore()

    def open_it(**options: Any) -> EventStore:
        if request.param == "memory":
            store: EventStore = MemoryStore(options.get("sees"), options.get("dispatcher"), memory.kept, memory._lock)
        elif request.param == "sqlite":
            store = open_store(f"sqlite:///{tmp_path / 'office.db'}", **options)
        else:
            store = open_store(request.getfixturevalue("postgres"), **options)
        made.append(store)
        return store

    yield open_it
    for store in made:
        store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address of each kind of database, with its tables."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("postgres")
        return address
    address = f"sqlite:///{tmp_path / 'office.db'}"
    open_store(address).close()
    return address


def need_dbos(url: str) -> None:
    """Skip where DBOS cannot run on the SQLite of this Python."""
    if not is_fit(url):
        pytest.skip(f"DBOS does not run on SQLite {sqlite3.sqlite_version} with this Python")


def office_on(store: EventStore, agency: str, watch: Watch | None = None, **options: Any) -> Office:
    """An office over a store with the example flow, its own clock and a ring of keys."""
    keys = options.pop("keys", RING)
    return Office(Desk(store, agency, watch or Watch(), lambda _: FLOW, lambda _: BASIS, keys=keys, **options))


def filled(office: Office, case_id: str = "A-1", **options: Any) -> Office:
    """An office with one request received on the morning of the tests."""
    office.open_case("example", case_id, by=HANDLER, **options)
    office.do(case_id, "receive", by=HANDLER)
    return office


RECEIVED = date(2024, 3, 5)
DUE = date(2024, 4, 2)
"""Twenty working days after the day received, in weeks of plain weekends."""
