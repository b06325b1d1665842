"""What it costs to give a command inside a transaction of the host, against the office's own transaction.

    python benchmarks/bench_joined.py

Both commit once for each command, on a disk: SQLite files are made in BENCH_DIR (default: here).
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from _harness import alternating, report, within
from sqlalchemy import create_engine

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import drop_database, new_database
from workflows.clock import FixedClock
from workflows.office.office import Office
from workflows.values import SHANGHAI

NOW = FixedClock(datetime(2024, 3, 5, 10, tzinfo=SHANGHAI))


def measured(what, url):
    own = Office.open(url, clock=NOW, flow=lambda _: FLOW, basis=lambda _: BASIS)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if url.startswith("sqlite"):
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous=FULL")  # as the office has it
    ids = itertools.count()

    def acts(case):
        return (
            lambda: own.open_case("example", case, by=HANDLER),
            lambda: own.do(case, "receive", by=HANDLER),
        )

    def alone():
        case = f"A-{next(ids)}"
        for act in acts(case):
            act()

    with engine.connect() as connection:
        if url.startswith("sqlite"):
            connection.exec_driver_sql("PRAGMA synchronous=FULL")
            connection.commit()

        def joined():
            case = f"B-{next(ids)}"
            for act in acts(case):
                with connection.begin(), own.within(connection):
                    act()

        alone(), joined()
        ours, bound = alternating(joined, alone, numbers=(60, 60), repeat=9)
    own.close()
    engine.dispose()
    return within(f"open a case and receive it, {what}", ours, bound, against="outside", most=1.2)


def main():
    base = os.environ.get("BENCH_DIR", ".")
    with tempfile.TemporaryDirectory(dir=base) as folder:
        figures = [measured("SQLite", f"sqlite:///{folder}/office.db")]
    server = new_database()
    try:
        figures.append(measured("PostgreSQL", server))
    finally:
        drop_database(server)
    return report("A command inside a transaction of the host", figures)


if __name__ == "__main__":
    sys.exit(main())
