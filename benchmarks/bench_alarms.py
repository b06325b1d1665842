"""Measure the sweep where there are many clocks: idle, in a quiet hour, and when very many are due at one instant.

Run ``python benchmarks/bench_alarms.py``; ``--full`` measures 10 million clocks on PostgreSQL and 1 million on SQLite,
which takes minutes and some gigabytes. A fifth of the clocks is suspended, the others fall due at 690 an hour.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from _harness import Figure, at_most, report
from sqlalchemy import text
from sqlalchemy.engine import Engine

from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.catalog import flow
from workflows.clock import FixedClock
from workflows.office.desk import Desk
from workflows.office.office import Office
from workflows.places.shipped import basis_for
from workflows.store.sql import schema
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI, day_number, micros
from workflows.worker.sweep import sweep, sweep_all

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
AGENCY = "office"
DUE = date(2026, 10, 19)
"""A Monday; its first reminder is five working days before, at nine."""
RUSH = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
QUIET = 690
"""Clocks that are due in an hour apart from the rush."""

_CASE = (
    "INSERT INTO dw_case (agency, case_id, flow, place, state, seq, head, opened_day, is_open, standing, due_last) "
    "SELECT 'office', {id}, :flow, 'cn', 'handling', 2, :head, :opened, 1, 'running', :last FROM {series}"
)
_CLOCK = (
    "INSERT INTO dw_clock (agency, case_id, clock, clock_key, party, status, due_day, earliest_day, origin_day, "
    "armed_by, rule, calendar, certainty, rung, next_at) SELECT 'office', {id}, 'reply', '.', 'agency', "
    "CASE WHEN n > :rush AND n % 5 = 0 THEN 'suspended' ELSE 'running' END, :due, :due, :opened, 2, "
    "'foi.reply@regulation-2019', 'bench', 'announced', 0, CASE WHEN n <= :rush THEN :at WHEN n % 5 = 0 THEN NULL "
    "ELSE :at - 7200000000 + (n * 7919 % :spread) * 1000000 END FROM {series}"
)
_COUNTED = "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s LIMIT :cases) SELECT n FROM s)"
_SERIES = {
    "postgresql": ("'C-' || lpad(n::text, 9, '0')", "generate_series(1, CAST(:cases AS bigint)) AS s(n)"),
    "sqlite": ("printf('C-%09d', n)", _COUNTED),
}


def fill(engine: Engine, cases: int, rush: int) -> None:
    """Put so many cases with a clock each into the tables, without histories: reminders read none."""
    ident, series = _SERIES[engine.dialect.name]
    values = {
        "cases": cases,
        "rush": rush,
        "flow": flow("request").name,
        "head": "0" * 64,
        "opened": day_number(date(2026, 9, 14)),
        "due": day_number(DUE),
        "last": micros(datetime(2026, 10, 20, tzinfo=SHANGHAI)) - 1,
        "at": micros(RUSH),
        "spread": max(cases * 4 // 5 * 3600 // QUIET, 3600),
    }
    with engine.connect() as connection:
        indexes = _without_indexes(connection)
        connection.exec_driver_sql("BEGIN")
        for statement in (_CASE, _CLOCK):
            wanted = statement.format(id=ident, series=series)
            given = {name: value for name, value in values.items() if f":{name}" in wanted}
            connection.execute(text(wanted), given)
        for made in indexes:
            connection.exec_driver_sql(made)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _without_indexes(connection) -> list[str]:
    """Drop the indexes of the two big tables and give the statements that make them again."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('dw_case', 'dw_clock') "
            "AND sql IS NOT NULL"
        ).all()
    else:
        rows = connection.exec_driver_sql(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('dw_case', 'dw_clock') "
            "AND right(indexname, 4) <> 'pkey'"
        ).all()
    for name, _ in rows:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [sql for _, sql in rows]


def office_at(url: str, now: datetime) -> Office:
    """Open an office whose clock stands still."""
    clock = FixedClock(now)
    return Office(Desk(open_store(url, clock=clock), AGENCY, clock, flow, basis_for, arming(ladders())))


def timed(call: Callable[[], object], *, repeat: int = 101) -> float:
    """Seconds of one call, the median."""
    call()
    found = []
    for _ in range(repeat):
        begun = time.perf_counter()
        call()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def rush_hour(url: str, sweepers: int) -> tuple[float, int]:
    """Let so many processes sweep until nothing is due; give the seconds and the number of alarms."""
    fork = multiprocessing.get_context("fork")
    start, raised = fork.Barrier(sweepers + 1), fork.Queue()

    def work() -> None:
        office = office_at(url, RUSH)
        office.flow(flow("request").name)
        office.basis("cn")
        start.wait()
        total = 0
        while (one := sweep(office.desk)).claimed:
            total += one.alarms
        raised.put(total)

    children = [fork.Process(target=work) for _ in range(sweepers)]
    for child in children:
        child.start()
    start.wait()
    begun = time.perf_counter()
    total = sum(raised.get() for _ in children)
    taken = time.perf_counter() - begun
    for child in children:
        child.join()
    return taken, total + sweep_all(office_at(url, RUSH)).alarms


def measure(name: str, url: str, cases: int, rush: int) -> Iterator[Figure]:
    """Fill one database and measure it."""
    engine = connect(url_of(url))
    begun = time.perf_counter()
    fill(engine, cases, rush)
    print(f"{name}: {cases:,} clocks made in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    before, quiet = office_at(url, RUSH - timedelta(hours=2, seconds=1)), RUSH - timedelta(hours=1)
    yield at_most(f"{name}: idle sweep, nothing due of {cases:,}", timed(lambda: sweep(before.desk)), 0.001)
    yield at_most(f"{name}: earliest alarm", timed(lambda: before.store.next_alarm(AGENCY)), 0.001)
    listed = timed(lambda: (before.store.count_coming(AGENCY, RUSH), before.store.coming(AGENCY, RUSH, 200)), repeat=11)
    yield at_most(f"{name}: {rush:,} due at one instant: counted, and a page of 200", listed, 0.050)
    count = before.store.count_coming(AGENCY, quiet)
    counted = timed(lambda: before.store.count_coming(AGENCY, quiet))
    yield at_most(f"{name}: quiet hour, {count:,} clocks counted", counted, 0.001)
    yield at_most(
        f"{name}: quiet hour, the first 20 listed", timed(lambda: before.store.coming(AGENCY, quiet, 20)), 0.001
    )
    due = before.store.count_coming(AGENCY, RUSH)
    taken, alarms = rush_hour(url, 2)
    if alarms != due:
        raise SystemExit(f"{alarms:,} alarms instead of {due:,}")
    yield at_most(f"{name}: {alarms:,} alarms raised by two sweepers", taken, 10 * alarms / 100_000)
    # nothing has tidied up behind them: what has fired must not slow the looks at what comes
    after, hour = office_at(url, RUSH), RUSH + timedelta(hours=1)
    yield at_most(f"{name}: right after it, idle sweep", timed(lambda: sweep(after.desk)), 0.001)
    yield at_most(
        f"{name}: right after it, a quiet hour counted", timed(lambda: after.store.count_coming(AGENCY, hour)), 0.001
    )
    yield at_most(
        f"{name}: right after it, the first 20 listed", timed(lambda: after.store.coming(AGENCY, hour, 20)), 0.001
    )
    after.store.close()
    before.store.close()
    engine.dispose()


@contextmanager
def scratch_database() -> Iterator[str]:
    """A database on the server of this machine, dropped afterwards."""
    import psycopg  # noqa: PLC0415  # an extra

    name = f"dw_bench_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    url = SERVER.rpartition("/")[0] + f"/{name}"
    try:
        engine = connect(url_of(url))
        schema.create(engine)
        engine.dispose()
        yield url
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def main() -> int:
    """Measure what is asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--full", action="store_true", help="10 million clocks on PostgreSQL, 1 million on SQLite")
    asked.add_argument("--cases", type=int, help="how many clocks, on either database")
    asked.add_argument("--rush", type=int, help="how many are due at one instant; default 20,000, with --full 100,000")
    asked.add_argument("--on", choices=("both", "sqlite", "postgresql"), default="both")
    given = asked.parse_args()
    rush = given.rush or (100_000 if given.full else 20_000)
    figures: list[Figure] = []
    if given.on != "postgresql":
        cases = given.cases or (1_000_000 if given.full else 50_000)
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'office.db'}"
            open_store(url).close()
            figures += measure("SQLite", url, cases, min(rush, cases))
    if given.on != "sqlite":
        cases = given.cases or (10_000_000 if given.full else 50_000)
        try:
            with scratch_database() as url:
                figures += measure("PostgreSQL", url, cases, min(rush, cases))
        except ImportError:
            print("psycopg is not installed: PostgreSQL is not measured", file=sys.stderr)
        except OSError as error:
            print(f"no PostgreSQL on loopback ({error}): not measured", file=sys.stderr)
    return 1 if report("Alarms", figures) else 0


if __name__ == "__main__":
    raise SystemExit(main())
