"""What happens when things break: held locks, a full disk, a lost connection. Defined, and pinned."""

from __future__ import annotations

import resource
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from deadlines.errors import Reason
from helpers import TESTS
from helpers.example_flow import BASIS, FLOW, HANDLER, HEAD
from helpers.store_contract import agency, office_on, postgres, url
from helpers.victims import every_case
from workflows.cases.case import Case
from workflows.cases.events import Event, Occasion
from workflows.decisions.decide import decide
from workflows.errors import Unstorable
from workflows.office.office import Office
from workflows.store.errors import StoreBusy, StoreFull, StoreLost, StoreUnusable, WrongSchema
from workflows.store.port import Commit, Query
from workflows.store.sql import work
from workflows.store.sql.engines import translated
from workflows.store.sql.store import open_store
from workflows.store.sql.tables import metadata
from workflows.store.verify import chain_report

__all__ = ["agency", "postgres", "url"]

_Result = TypeVar("_Result")


def test_a_held_database_is_busy(url: str, agency: str) -> None:
    """A command waits for another process as long as it was told to, then says so; nothing was written."""
    office = office_on(open_store(url, busy_seconds=0.2), agency)
    office.open_case("example", "A-1", by=HANDLER)
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url)  # type: ignore[assignment]
        other.execute("SELECT * FROM dw_case WHERE agency = %s FOR UPDATE", (agency,))  # type: ignore[arg-type]
    with pytest.raises(StoreBusy, match="nothing was written, try again"):
        office.do("A-1", "receive", by=HANDLER)
    assert 1 == len(office.history("A-1"))
    other.rollback()
    other.close()
    assert 2 == office.do("A-1", "receive", by=HANDLER).case.seq
    office.store.close()


def test_a_full_sqlite_disk_is_refused_whole(tmp_path: Path, agency: str) -> None:
    """When the file cannot grow the command is refused, what was there stays, and after making room it goes on."""
    store = open_store(f"sqlite:///{tmp_path / 'office.db'}")
    office = office_on(store, agency)
    with store.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")
    written = 0
    refused = ""
    while not refused:
        try:
            office.open_case("example", f"A-{written}", by=HANDLER, title="预算" * 20)
            written += 1
        except StoreFull as full:
            refused = str(full)
    assert (
        "the database cannot grow (database or disk is full); nothing was written, make room and try again" == refused
    )
    assert written
    assert [f"A-{n}" for n in range(written)] == sorted(every_case(office), key=lambda name: int(name[2:]))
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    office.open_case("example", f"A-{written}", by=HANDLER)
    assert () == chain_report(store, agency).broken
    store.close()


LIMITED = """
import resource
from helpers.example_flow import HANDLER
from helpers.store_contract import office_on
from workflows.store.sql.store import open_store
from workflows.store.errors import StoreFull
office = office_on(open_store({url!r}), "a")
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
n = 0
try:
    while True:
        office.open_case("example", f"A-{{n}}", by=HANDLER, title="x" * 50)
        n += 1
except StoreFull:
    print(n)
"""


def test_a_write_that_the_system_refuses_is_refused_whole(tmp_path: Path) -> None:
    """The same when the operating system itself refuses the write in the middle of it."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    open_store(url).close()
    size = max(path.stat().st_size for path in tmp_path.iterdir()) + 300_000
    code = LIMITED.format(url=url, size=size)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=TESTS, capture_output=True, text=True, check=True, timeout=60
    )
    office = office_on(open_store(url), "a")
    assert int(ran.stdout) == len(list(every_case(office))) > 0
    assert () == chain_report(office.store, "a").broken
    office.store.close()
    assert resource.RLIM_INFINITY == resource.getrlimit(resource.RLIMIT_FSIZE)[0]


def terminate_others(url: str) -> None:
    """End every other connection to the database, as an administrator would."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )


def test_a_connection_lost_while_idle(postgres: str, agency: str) -> None:
    """The next command says that nothing was written; the one after it works."""
    office = office_on(open_store(postgres), agency)
    office.open_case("example", "A-1", by=HANDLER)
    terminate_others(postgres)
    with pytest.raises(StoreLost) as lost:
        office.do("A-1", "receive", by=HANDLER)
    assert not lost.value.in_doubt
    assert "nothing was written, try again" in str(lost.value)
    assert 2 == office.do("A-1", "receive", by=HANDLER).case.seq
    terminate_others(postgres)
    with pytest.raises(StoreLost):
        office.store.load(agency, "A-1")
    assert 2 == len(office.store.load(agency, "A-1").events)
    office.store.close()


def test_a_connection_lost_before_the_commit(postgres: str, agency: str) -> None:
    """When the connection breaks at the commit the answer is in doubt, and the same key settles it."""
    office = office_on(open_store(postgres), agency)
    office.open_case("example", "A-1", by=HANDLER)
    known = office.desk.load("A-1")
    done = office.do("A-1", "receive", by=HANDLER)
    later = office.desk.load("A-1")
    commit, _ = office.desk.commit_for(FLOW, later, _next(office, later.case), BASIS, key="k-1")
    with pytest.raises(StoreLost) as lost:
        _write_and_lose(office, postgres, commit)
    assert lost.value.in_doubt
    assert "give it again with the same key" in str(lost.value)
    assert known.case.seq + 1 == done.case.seq == office.store.last(agency, "A-1")[0]
    assert office.do("A-1", "extend", by=HEAD, key="k-1").events[0].seq == later.case.seq + 1
    office.store.close()


def test_a_connection_lost_at_the_commit_of_a_command(
    postgres: str, agency: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command commits with its last statements: from there on the answer is in doubt, before it is not."""
    office = office_on(open_store(postgres), agency)
    office.open_case("example", "A-1", by=HANDLER)
    monkeypatch.setattr(work, "append", _after_losing(postgres, work.append))
    with pytest.raises(StoreLost) as lost:
        office.do("A-1", "receive", by=HANDLER)
    assert lost.value.in_doubt
    monkeypatch.undo()
    monkeypatch.setattr(work, "lock_cases", _after_losing(postgres, work.lock_cases))
    with pytest.raises(StoreLost) as lost:
        office.do("A-1", "receive", by=HANDLER)
    assert not lost.value.in_doubt
    monkeypatch.undo()
    assert 2 == office.do("A-1", "receive", by=HANDLER).case.seq
    office.store.close()


def _after_losing(postgres: str, write: Callable[..., _Result]) -> Callable[..., _Result]:
    def lost(*args: Any) -> _Result:
        terminate_others(postgres)
        return write(*args)

    return lost


def _write_and_lose(office: Office, postgres: str, commit: Commit) -> None:
    with office.store.begin() as work:
        work.write(office.agency, [commit])
        terminate_others(postgres)


def _next(office: Office, case: Case) -> tuple[Event, ...]:
    return decide(FLOW, case, "extend", Occasion(office.clock.now(), HEAD), basis=BASIS)


def test_what_database_errors_mean() -> None:
    """Errors that a caller can act on are put in the library's words; all others are let through."""
    busy = psycopg.errors.DeadlockDetected("deadlock detected")
    assert isinstance(translated(busy), StoreBusy)
    assert isinstance(translated(psycopg.errors.DiskFull("no space left")), StoreFull)
    lost = translated(psycopg.errors.AdminShutdown("terminating connection"), in_doubt=True)
    assert isinstance(lost, StoreLost)
    assert lost.in_doubt
    refused = translated(psycopg.errors.InvalidPassword("no such login"))
    assert isinstance(refused, StoreUnusable)
    assert refused.why == Reason("store.refused", "服务器拒绝（no such login）", "the server refuses (no such login)")
    assert refused.zh == "数据库不能使用：服务器拒绝（no such login）"
    value = translated(psycopg.errors.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))
    assert isinstance(value, Unstorable)
    assert value.why.code == "value.refused"
    assert value.zh == "值“”不能保存：服务器不收（PostgreSQL text fields cannot contain NUL (0x00) bytes）"
    assert translated(psycopg.errors.UndefinedTable("no table")) is None
    assert translated(KeyError("x")) is None


def test_a_database_without_tables_is_refused(postgres: str, tmp_path: Path) -> None:
    """An empty PostgreSQL database, or one of a later release, is refused with what to run."""
    name = f"dw_test_{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        with pytest.raises(WrongSchema) as refused:
            open_store(postgres.rpartition("/")[0] + f"/{name}")
        assert "the database has schema none, this release needs 0004; run: disclosure db init" == str(refused.value)
    finally:
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    file = tmp_path / "office.db"
    open_store(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as other:
        other.execute("UPDATE dw_schema SET version_num = '9999'")
    other.close()
    with pytest.raises(WrongSchema, match="run: python -m pip install --upgrade disclosure-workflows"):
        open_store(f"sqlite:///{file}")


def test_nothing_personal_is_in_any_message(url: str, agency: str, caplog: pytest.LogCaptureFixture) -> None:
    """Not in the history, the rows, the outbox, the errors or the logs: the person's data are in ciphertext alone."""
    caplog.set_level("DEBUG")
    office = office_on(open_store(url), agency)
    person = {"name": "欧阳张三", "phone": "13812345678", "id_number": "110101199003077758"}
    office.open_case("example", "A-1", by=HANDLER, applicant=person)
    with pytest.raises(Exception, match="expected event 0") as refused:
        office.open_case("example", "A-1", by=HANDLER, applicant=person)
    said = [caplog.text, str(refused.value), repr(refused.value), repr(office), repr(office.find(Query()))]
    engine = office.store.database.engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        said.extend(repr(connection.execute(table.select()).all()) for table in metadata.sorted_tables)
    for value in person.values():
        assert not [text for text in said if value in text]
    office.store.close()
