"""What a durable command costs: against the bare driver writing the same rows, and against eventsourcing 9.

    python benchmarks/bench_store.py commands          # one command, one durable commit, ratios round by round
    python benchmarks/bench_store.py import            # cases taken in per second
    python benchmarks/bench_store.py recompute [N]     # a new notice over N open clocks (default 1,000,000)
    python benchmarks/bench_store.py growth [N ...]    # cost of a command with 10^4, 10^5, 10^6 cases, as JSON

SQLite files are made in BENCH_DIR (default: here). On a disk with slow commits all sides cost the same; a folder in
memory shows what the software costs.

PostgreSQL is the server at DISCLOSURE_POSTGRES (default: loopback); without one its lines are left out.
Every ratio is the median over rounds that alternate between the sides, because machines are never quiet.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
from _harness import Figure, duration, report
from attrs import evolve as changed

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from _peers import LIFE, Diary, bare, events_alone, ours, rows_of, same_rows

from deadlines.calendars.calendar import WorkCalendar
from helpers.example_flow import BOOK, FLOW, HANDLER, WEEKS
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cases.case import evolve
from workflows.cases.events import Occasion
from workflows.decisions.decide import decide, open_case
from workflows.office.desk import Desk, no_ladder
from workflows.office.office import Office
from workflows.places.place import Basis
from workflows.store.sql import schema
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI

SERVER = os.environ.get("DISCLOSURE_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
NOW = datetime(2024, 3, 5, 10, tzinfo=SHANGHAI)
BASIS = Basis(WEEKS, BOOK)


class Fixed:
    def now(self):
        return NOW


def office_on(store, agency="a", basis=BASIS, ladder=no_ladder, clock=None):
    return Office(Desk(store, agency, clock or Fixed(), lambda _: FLOW, lambda _: basis, ladder))


def postgres():
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
            name = f"dw_bench_{secrets.token_hex(4)}"
            server.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        return None
    url = SERVER.rpartition("/")[0] + f"/{name}"
    engine = connect(url_of(url))
    schema.create(engine)
    engine.dispose()
    return url


def drop(url):
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


# -- one command, one durable commit


def measure(sides, rounds=12, n=40):
    """Take cases through their life side by side, command by command; give the seconds of each command, by round."""
    seen = {name: [] for name in sides}
    for turn in range(rounds):
        order = list(sides) if turn % 2 else list(reversed(sides))
        for name in order:
            lives = [sides[name](f"{turn}-{i}") for i in range(n)]
            took = []
            for _ in ("open", *LIFE):
                start = time.perf_counter()
                for life in lives:
                    next(life)
                took.append((time.perf_counter() - start) / n)
            seen[name].append(took)
    return seen


PARTS = {"open": slice(0, 1), "receive": slice(1, 2), "life": slice(0, None)}
"""What is told apart: the first two commands, and the mean of all of them."""


def seconds(seen, name, part):
    """Give the mean seconds of a command in some part of the life, by round."""
    return [statistics.mean(took[PARTS[part]]) for took in seen[name]]


def ratio(seen, name, part, to):
    """Give how many times faster one side is than another."""
    pairs = zip(seconds(seen, name, part), seconds(seen, to, part), strict=True)
    return statistics.median(other / own for own, other in pairs)


def told(title, seen):
    """Print commands per second, and the share of what the bare driver does."""
    print(f"\n{title + ', commands per second':<44}{'':>4}share of the bare driver")
    print(f"{'':<24}" + "".join(f"{part:>9}" for part in PARTS) + "".join(f"{part:>9}" for part in PARTS))
    for name in seen:
        rates = [1 / statistics.median(seconds(seen, name, part)) for part in PARTS]
        shares = [ratio(seen, name, part, "bare driver") for part in PARTS]
        print(f"{name:<24}" + "".join(f"{r:>9,.0f}" for r in rates) + "".join(f"{s:>9.2f}" for s in shares))


def promised(title, seen, peers):
    """Give the figures that were promised; of a peer that has no target, how it compares."""
    own = {part: duration(statistics.median(seconds(seen, OURS, part))) for part in PARTS}
    for part in PARTS:
        share = ratio(seen, OURS, part, "bare driver")
        other = duration(statistics.median(seconds(seen, "bare driver", part)))
        yield Figure(f"{title}: {part}", own[part], f"{other} bare", f"{share:.2f}", ">= 0.5", share >= 0.5)
    for name, least in peers.items():
        times = ratio(seen, OURS, "life", name)
        target, ok = (f">= {least}x", times >= least) if least else ("", None)
        other = duration(statistics.median(seconds(seen, name, "life")))
        yield Figure(f"{title}: life, {name}", own["life"], other, f"{times:.2f}x", target, ok)


OURS, ALONE, WHOLE = "this library", "eventsourcing 9, events", "eventsourcing 9, rows"


def commands():
    """Measure both databases; give the number of promises that were not kept."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as tmp:
        store = open_store(f"sqlite:///{tmp}/rows.db")
        rows = rows_of(store, office_on(store, clock=Diary()))
        store.close()
        seen = measure(_on_sqlite(tmp, rows))
        told("SQLite, FULL", seen)
        figures = list(promised("SQLite", seen, {WHOLE: 1.5, ALONE: None}))
        with scratch("PostgreSQL", tmp) as url:
            if url:
                seen = measure(_on_postgres(url, rows))
                told("PostgreSQL", seen)
                figures += promised("PostgreSQL", seen, {ALONE: 1.5})
    print()
    return report("One command, one durable commit", figures)


def _offices(url):
    at, apart = (office_on(open_store(url), agency, clock=Diary()) for agency in ("o", "c"))
    return {OURS: ours(at), "…reading every time": ours(apart, forgetful=True)}


def _on_sqlite(tmp, rows):
    file = f"{tmp}/bench.db"
    open_store(f"sqlite:///{file}").close()
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    alone, kept = ({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{tmp}/{n}.db"} for n in "ek")
    return {
        "bare driver": bare(connection, "?", "BEGIN IMMEDIATE", rows),
        **_offices(f"sqlite:///{file}"),
        WHOLE: same_rows(f"{tmp}/rows-too.db", rows),
        ALONE: events_alone(alone, rows),
        "…keeping the object": events_alone(kept, rows, kept=True),
    }


def _on_postgres(url, rows):
    where = psycopg.conninfo.conninfo_to_dict(url)
    served = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": where["dbname"],
        "POSTGRES_HOST": where["host"],
        "POSTGRES_PORT": where.get("port", "5432"),
        "POSTGRES_USER": where["user"],
        "POSTGRES_PASSWORD": where.get("password", ""),
    }
    return {
        "bare driver": bare(psycopg.connect(url, autocommit=True), "%s", "BEGIN", rows),
        **_offices(url),
        ALONE: events_alone(served, rows),
        "…keeping the object": events_alone(served, rows, kept=True),
    }


# -- import, recompute, growth


def histories(n, step="receive", spread=400, prefix="C"):
    """Made once per day of receipt, then renamed: what is measured is taking in, not deciding."""
    models = []
    for offset in range(spread):
        on = date(2024, 1, 2) + timedelta(days=offset)
        (first,) = open_case(FLOW, "X", Occasion(on, HANDLER), agency="a")
        (second,) = decide(FLOW, evolve(None, first), step, Occasion(on, HANDLER), basis=BASIS)
        models.append(tuple(changed(one, recorded=NOW) for one in (first, second)))
    for i in range(n):
        name = f"{prefix}-{i:08d}"
        yield tuple(changed(event, case_id=name) for event in models[i % spread])


@contextlib.contextmanager
def scratch(kind, tmp):
    """Give the address of an empty database of a kind, None without a server; it is gone afterwards."""
    if kind == "SQLite":
        yield f"sqlite:///{tmp}/big-{secrets.token_hex(3)}.db"
        return
    url = postgres()
    try:
        yield url
    finally:
        if url:
            drop(url)


def stores(tmp):
    for kind in ("SQLite", "PostgreSQL"):
        with scratch(kind, tmp) as url:
            if url:
                yield kind, url


def bring_in(n=100_000, rounds=5):
    """Take the same cases in for one agency after another; other work on the machine only ever slows a round down."""
    whole = list(histories(n))
    kinds = {"opened": [history[:1] for history in whole], "opened and received": whole}
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as tmp:
        for name, url in stores(tmp):
            store = open_store(url)
            for title, cases in kinds.items():
                rates = sorted(n / _taken_in(store, cases, f"{title} {turn}") for turn in range(rounds))
                told = f"{rates[-1]:>10,.0f} cases/s, median {rates[rounds // 2]:,.0f}, slowest {rates[0]:,.0f}"
                print(f"{name:<12} {title:<22} {told}")
            store.close()


def _taken_in(store, cases, agency):
    made = [(_of(history[0], agency), *history[1:]) for history in cases]
    office = office_on(store, agency)
    start = time.perf_counter()
    office.import_histories(made, batch=5000)
    return time.perf_counter() - start


def fill(url, n, spread=400, at_once=250):
    """Multiply the rows of a few hundred real cases; only names differ, so digests are those of the models.

    A transaction holds ``at_once`` copies of each model: all ten million in one would need their room on disk twice.
    """
    store = open_store(url)
    models = "models"
    office_on(store, models).import_histories(
        [(_of(first, models), second) for first, second in histories(spread, prefix="M")]
    )
    tables = ("dw_case", "dw_event", "dw_clock")
    with store.database.engine.connect() as connection:
        rows = {t: connection.exec_driver_sql(f"SELECT * FROM {t} WHERE agency = '{models}'").all() for t in tables}
        forms = {table: [_form(row, models) for row in found] for table, found in rows.items()}
        driver = connection.connection.dbapi_connection
        cursor = driver.cursor()
        for turn in range(0, n // spread, at_once):
            turns = range(turn, min(turn + at_once, n // spread))
            cursor.execute(store.database.statements.begin)
            for table, found in forms.items():
                _multiply(store, cursor, table, found, [each * spread for each in turns])
            cursor.execute("COMMIT")
        cursor.execute(store.database.statements.begin)
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE agency = '{models}'")
        cursor.execute("COMMIT")
        if store.database.pipelines:
            cursor.execute("ANALYZE")
    return store


def _form(row, agency):
    """Give the number of a model, its row, and the columns that hold its name, split where the name stands."""
    places = [
        (at, value.replace(f'"{agency}"', '"a"').split(row[1]))
        for at, value in enumerate(row)
        if at > 1 and isinstance(value, str) and row[1] in value
    ]
    return int(row[1][2:]), ["a", *row[1:]], places


def _multiply(store, cursor, table, forms, starts):
    def made():
        for start in starts:
            for number, model, places in forms:
                row = model.copy()
                row[1] = name = f"C-{start + number:08d}"
                for at, parts in places:
                    row[at] = name.join(parts)
                yield row

    if store.database.pipelines:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in made():
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(forms[0][1]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", made())


def _of(event, agency):
    return changed(event, detail=(("agency", agency), *event.detail[1:]))


def recompute(n=1_000_000):
    off = [date(2024, 10, day) for day in (1, 2, 3, 4, 7)]
    new = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, off=off, worked=[date(2024, 9, 29)])
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as tmp:
        for name, url in stores(tmp):
            store = fill(url, n)
            before = peak()
            office = office_on(store, basis=Basis(new, BOOK), ladder=arming(ladders()))
            start = time.perf_counter()
            found = office.recompute()
            took = time.perf_counter() - start
            moved = len(found.moves)
            print(f"{name}: {found.running:,} clocks, {moved:,} move: {took:.1f} s, peak {peak()} MB (before {before})")
            start = time.perf_counter()
            done = office.recompute(preview=False)
            took = time.perf_counter() - start
            print(f"{name}: … and {done.written:,} events written: {took:.1f} s in all, peak {peak()} MB")
            store.close()


def peak():
    """Give the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def growth(sizes=(10_000, 100_000, 1_000_000), rounds=10, n=100):
    """Time commands on cases all over stores of every size, in turn, so that a slow minute slows all of them alike."""
    points = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR", ".")) as tmp:
        for kind in ("SQLite", "PostgreSQL"):
            with contextlib.ExitStack() as kept:
                urls = {size: kept.enter_context(scratch(kind, tmp)) for size in sizes}
                if None in urls.values():
                    continue
                for size, url in urls.items():
                    fill(url, size).close()
                    settle(url)
                for url in urls.values():
                    warm(url)
                medians = _in_turn(urls, rounds, n)
            for size, ms in medians.items():
                points.append({"store": kind, "cases": size, "ms": round(ms, 3)})
                print(f"{kind:<12} {size:>10,} cases: {ms:.2f} ms a command, the case read first", file=sys.stderr)
    return points


def _in_turn(urls, rounds, n):
    """Give the median of a command's milliseconds for each size; no case is met twice, and the first round warms up."""
    offices = {size: office_on(open_store(url)) for size, url in urls.items()}
    times = {size: [] for size in urls}
    for turn in range(rounds + 1):
        for size, office in offices.items():
            for i in range(turn * n, turn * n + n):
                one = f"C-{(i * 104_729_123 + 13) % size:08d}"
                start = time.perf_counter()
                office.note(one, by=HANDLER, assignee="li")
                took = time.perf_counter() - start
                office.desk.cache.forget(one)
                if turn:
                    times[size].append(took)
    for office in offices.values():
        office.store.close()
    return {size: statistics.median(took) * 1000 for size, took in times.items()}


def settle(url):
    """Do now what the database would do in the background, or at the next commit, while commands are timed."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(_file(url))) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("VACUUM ANALYZE")
            server.execute("CHECKPOINT")


def warm(url):
    """Read the whole store once, as it is in memory where an office works all day.

    Else the figure is how long a disk takes to find what nobody has read since it was written.
    """
    if url.startswith("sqlite"):
        with _file(url).open("rb", buffering=0) as whole:
            while whole.read(1 << 24):
                pass
    else:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
            ours = "relname LIKE 'dw\\_%' AND relkind IN ('r', 'i')"
            server.execute(f"SELECT sum(pg_prewarm(oid, 'read')) FROM pg_class WHERE {ours}")


def _file(url):
    return Path(url.removeprefix("sqlite:///"))


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "commands"
    numbers = [int(text.replace(",", "").replace("_", "")) for text in sys.argv[2:]]
    match what:
        case "commands":
            sys.exit(bool(commands()))
        case "import":
            bring_in(*numbers)
        case "recompute":
            recompute(*numbers)
        case "growth":
            print(json.dumps(growth(tuple(numbers)) if numbers else growth()))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
