"""A host's engine and a host's transaction: what is done within is kept or undone with it, effects and alarms too."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import SERVER, Watch, drop_database, filled, new_database
from workflows.errors import Refused, UnknownCase, VersionConflict
from workflows.office.office import Office
from workflows.store.errors import StoreUnusable
from workflows.store.port import Effect, Query
from workflows.store.sql.engines import check_driver, url_of
from workflows.store.sql.schema import include_object, upgraded
from workflows.store.sql.tables import SCHEMA
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep_all

COUNTS = ("dw_case", "dw_event", "dw_clock", "dw_effect", "dw_command", "invoice")


def one_effect(_flow: Any, _before: Any, after: Any, events: Any) -> list[Effect]:
    return [Effect(f"{after.id}:{events[-1].seq}:mail", after.id, events[-1].seq, "mail")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    url = new_database()
    yield url.replace("postgresql://", "postgresql+psycopg://")
    drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'host.db'}"
    return str(request.getfixturevalue("server"))


@pytest.fixture
def host(address: str) -> Iterator[Engine]:
    """An engine of the host with a table of its own."""
    engine = create_engine(address, pool_size=2, max_overflow=0, pool_timeout=5)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS invoice"))
        connection.execute(text("CREATE TABLE invoice (number INTEGER PRIMARY KEY)"))
    yield engine
    engine.dispose()


@pytest.fixture
def office(host: Engine, request: pytest.FixtureRequest) -> Office:
    agency = str(abs(hash(request.node.name)))
    return opened(host, agency)


def opened(at: Engine | str, agency: str) -> Office:
    """An office on the small flow of the tests, which names an effect for every command."""
    return Office.open(at, agency=agency, clock=Watch(), effects=one_effect, flow=lambda _: FLOW, basis=lambda _: BASIS)


def counts(office: Office, host: Engine) -> dict[str, int]:
    """Count what there is of an agency, and the rows of the host."""
    found = {}
    with host.connect() as connection:
        for table in COUNTS:
            where = "" if table == "invoice" else " WHERE agency = :a"
            found[table] = connection.execute(
                text(f"SELECT count(*) FROM {table}{where}"),  # noqa: S608  # tables of this file
                {"a": office.agency},
            ).scalar()
    return found


def worked(office: Office, connection: Connection) -> None:
    """A row of the host, then a case with a clock, a key and an effect, and another row."""
    connection.execute(text("INSERT INTO invoice VALUES (1)"))
    with office.within(connection) as inside:
        inside.open_case("example", "A-1", by=HANDLER)
        office.do("A-1", "receive", by=HANDLER, key="k-1")
        assert inside.show("A-1").case.seq == 2
    connection.execute(text("INSERT INTO invoice VALUES (2)"))


NOTHING = dict.fromkeys(COUNTS, 0)
ALL = {"dw_case": 1, "dw_event": 2, "dw_clock": 1, "dw_effect": 2, "dw_command": 1, "invoice": 2}


def test_the_host_commits_and_both_are_there(office: Office, host: Engine) -> None:
    """Rows of the host, case, clock with its alarm, key and effects; the chain is whole."""
    with host.begin() as connection:
        worked(office, connection)
    assert counts(office, host) == ALL
    assert office.store.next_alarm(office.agency) == datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)
    assert office.verify("A-1") == 2
    assert office.show("A-1").case.clock("reply").due == date(2024, 4, 2)


def test_the_host_rolls_back_and_nothing_stays(office: Office, host: Engine) -> None:
    """Neither rows nor what the office remembers: the same case can be opened again, with other facts."""
    with host.connect() as connection:
        worked(office, connection)
        connection.rollback()
    assert counts(office, host) == NOTHING
    with pytest.raises(UnknownCase):
        office.show("A-1")
    assert office.open_case("example", "A-1", by=HANDLER, title="另一件").case.seq == 1
    assert office.do("A-1", "receive", by=HANDLER).case.seq == 2
    assert office.find(Query()).rows[0].title == "另一件"


def test_a_refusal_undoes_itself_alone(office: Office, host: Engine) -> None:
    """The transaction of the host goes on after a refusal, a lost race and a case that is there already."""
    with host.begin() as connection:
        worked(office, connection)
        with office.within(connection):
            with pytest.raises(Refused):
                office.do("A-1", "receive", by=HANDLER)
            with pytest.raises(VersionConflict):
                office.open_case("example", "A-1", by=HANDLER, title="x")
            with pytest.raises(VersionConflict):
                office.do("A-1", "reply", by=HANDLER, payload={"decision": "granted"}, expected=1)
            assert office.do("A-1", "receive", by=HANDLER, key="k-1").repeated
        connection.execute(text("INSERT INTO invoice VALUES (3)"))
    assert counts(office, host) == {**ALL, "invoice": 3}


def test_lists_sweeps_and_recomputation_work_within(office: Office, host: Engine) -> None:
    """Everything that the office does, it does in the host's transaction."""
    with host.connect() as connection:
        worked(office, connection)
        with office.within(connection):
            assert sum(office.bands().values()) == 1
            assert office.recompute(preview=False).running == 1
            sweep_all(office)
        connection.rollback()
    assert counts(office, host) == NOTHING


def test_other_threads_do_not_work_in_it(office: Office, host: Engine) -> None:
    """Only who stands in the block has joined: another thread sees nothing of it before it is kept."""
    seen: list[int] = []
    with host.connect() as connection:
        worked(office, connection)
        with office.within(connection):
            other = threading.Thread(target=lambda: seen.append(sum(office.bands().values())))
            other.start()
            other.join()
            assert sum(office.bands().values()) == 1
    assert seen == [0]


def test_a_serialisation_failure_is_a_conflict(server: str) -> None:
    """Two transactions of the host, both repeatable, that rest on the same case: the second is told to look again."""
    host = create_engine(server, isolation_level="REPEATABLE READ")
    office = opened(host, "serial")
    filled(office)
    with host.connect() as one, host.connect() as two:
        two.execute(text("SELECT count(*) FROM dw_case"))
        with office.within(one):
            office.note("A-1", by=HANDLER, title="第一")
        one.commit()
        with office.within(two), pytest.raises(VersionConflict) as lost:
            office.note("A-1", by=HANDLER, title="第二")
        assert lost.value.case_id == "A-1"
        two.rollback()
    assert office.find(Query()).rows[0].title == "第一"
    host.dispose()


def test_a_kill_between_the_two_leaves_nothing(office: Office, host: Engine, address: str) -> None:
    """The process dies after the command and before the host's commit: neither of the two is there."""
    child = os.fork()
    if child == 0:  # pragma: no cover
        engine = create_engine(address)
        connection = engine.connect()
        worked(opened(engine, office.agency), connection)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert counts(office, host) == NOTHING
    with host.begin() as connection:
        worked(office, connection)
    assert counts(office, host) == ALL


def test_the_pool_of_the_host_keeps_its_connections_as_they_were(office: Office, host: Engine) -> None:
    """Each goes back at once, with its own way of committing; close() leaves the engine alone."""
    filled(office)
    assert host.pool.checkedout() == 0  # type: ignore[attr-defined]
    office.close()
    with host.connect() as connection:
        connection.execute(text("INSERT INTO invoice VALUES (7)"))
        connection.rollback()
        assert connection.execute(text("SELECT count(*) FROM invoice")).scalar() == 0


def test_the_schema_of_the_host_s_engine_is_followed(server: str) -> None:
    """By the search path: of an engine, and of an address."""
    plain = create_engine(server)
    with plain.begin() as connection:
        connection.execute(text("CREATE SCHEMA foi"))
    engine = create_engine(server, connect_args={"options": "-csearch_path=foi"})
    assert upgraded(engine) == ("", SCHEMA)
    filled(opened(engine, "in-schema"))
    with opened(f"{server}?options=-csearch_path%3Dfoi", "in-schema") as office:
        assert office.show("A-1").case.seq == 2
    with plain.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM foi.dw_case")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM public.dw_case WHERE agency = 'in-schema'")).scalar() == 0
    engine.dispose()
    plain.dispose()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda: create_engine("mysql+pymysql://h/x", module=sqlite3), "mysql+pymysql is not spoken here; write"),
        (
            lambda: create_async_engine("postgresql+psycopg://h/x"),
            'AsyncEngine is no synchronous Engine; give create_engine("postgresql+psycopg://…")',
        ),
        (lambda: 7, "int is no synchronous Engine; give create_engine"),
        (
            lambda: create_engine(
                "postgresql+psycopg://h/x", execution_options={"schema_translate_map": {None: "foi"}}
            ),
            'schema_translate_map is not followed; use connect_args={"options": "-csearch_path=…"}',
        ),
    ],
)
def test_an_engine_that_cannot_be_spoken_to_is_refused(given: Any, told: str) -> None:
    """In one line, with what works."""
    with pytest.raises(StoreUnusable) as refused:
        Office.open(given())
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("named", "works"),
    [
        ("postgresql+psycopg2", "postgresql+psycopg://…"),
        ("postgresql+asyncpg", "postgresql+psycopg://…"),
        ("postgresql+pg8000", "postgresql+psycopg://…"),
        ("postgresql+nonsense", "postgresql+psycopg://…"),
        ("sqlite+aiosqlite", "sqlite:///…"),
        ("mysql", "postgresql+psycopg://… / sqlite:///…"),
        ("oracle+cx_oracle", "postgresql+psycopg://… / sqlite:///…"),
    ],
)
def test_a_driver_that_is_not_spoken_is_refused_by_the_one_that_works(named: str, works: str) -> None:
    """Whether or not it is installed, in an address as in an engine, and without the password."""
    told = f"the database cannot be used: {named} is not spoken here; write {works}"
    with pytest.raises(StoreUnusable) as refused:
        check_driver(make_url(f"{named}://h/x"), named.partition("+")[2])
    assert str(refused.value) == told
    with pytest.raises(StoreUnusable) as refused:
        Office.open(f"{named}://clerk:secret@127.0.0.1:1/x")
    assert str(refused.value) == told


def test_both_ways_to_name_a_server_are_spoken() -> None:
    """With its driver or without; the old name of the kind as well."""
    for named in ("postgres", "postgresql", "postgresql+psycopg"):
        assert url_of(f"{named}://h/x").drivername == "postgresql+psycopg"


def test_what_cannot_be_joined_is_refused(office: Office, host: Engine, tmp_path: Path) -> None:
    """Another database, a connection that commits by itself, something that is none, an office in memory."""
    other = create_engine(f"sqlite:///{tmp_path / 'other.db'}" if host.dialect.name == "postgresql" else SERVER_URL)
    with other.connect() as connection, pytest.raises(StoreUnusable, match="join the same database"):
        office.within(connection).__enter__()
    own = host.execution_options(isolation_level="AUTOCOMMIT")
    with own.connect() as connection, pytest.raises(StoreUnusable, match="commits each statement"):
        office.within(connection).__enter__()
    with pytest.raises(StoreUnusable, match="in an async host use await connection"):
        office.within("x").__enter__()  # type: ignore[arg-type]
    with host.connect() as connection, pytest.raises(StoreUnusable, match="what is kept in memory joins none"):
        Office.open("memory:").within(connection).__enter__()
    other.dispose()


def test_an_async_host_joins_by_run_sync(server: str) -> None:
    """With psycopg, asynchronous: committed and rolled back like any other."""

    async def both() -> tuple[int, int]:
        engine = create_async_engine(server)
        office = opened(server, "async")
        async with engine.connect() as connection:
            await connection.run_sync(lambda own: _filled_within(office, own, "A-1"))
            await connection.rollback()
        async with engine.begin() as connection:
            await connection.run_sync(lambda own: _filled_within(office, own, "A-2"))
        await engine.dispose()
        found = [row.case_id for row in office.find(Query()).rows]
        office.close()
        return len(found), found == ["A-2"]

    assert asyncio.run(both()) == (1, True)


def _filled_within(office: Office, connection: Connection, case_id: str) -> None:
    with office.within(connection):
        filled(office, case_id)


SERVER_URL = SERVER.replace("postgresql://", "postgresql+psycopg://")


@pytest.mark.parametrize("given", [True, False])
def test_the_alembic_of_the_host_leaves_our_tables_alone(host: Engine, given: bool) -> None:
    """With ``include_object`` its autogenerate proposes nothing for them; without it, it would drop them."""
    Office.open(host)
    own = MetaData()
    Table("invoice", own, Column("number", Integer, primary_key=True))
    Table("receipt", own, Column("number", Integer, primary_key=True))
    with host.connect() as connection:
        options = {"include_object": include_object} if given else {}
        proposed = compare_metadata(MigrationContext.configure(connection, opts=options), own)
    steps = [repr(step) for step in proposed]
    assert sum("add_table" in step and "receipt" in step for step in steps) == 1
    assert any("remove_table" in step and "'dw_case'" in step for step in steps) != given
    assert any("dw_" in step for step in steps) != given
