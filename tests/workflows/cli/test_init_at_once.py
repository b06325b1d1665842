"""Several processes that make the tables of one database at the same moment: all succeed, and there is one schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.store_contract import drop_database, new_database
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.schema import VERSION_TABLE, looked_at, metadata

AT_ONCE = """
import os, sys
from workflows.store.sql.schema import upgraded
waiting, gun = os.pipe()
for _ in range(6):
    if not os.fork():
        os.close(gun)
        os.read(waiting, 1)  # returns for all at once, when the parent closes its end
        try:
            upgraded(sys.argv[1])
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__} {error}\\n")
        os._exit(0)
os.close(gun)
for _ in range(6):
    os.wait()
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_that_make_the_tables_at_once_succeed(kind: str, tmp_path: Path) -> None:
    """Six processes on an empty database: one makes the tables, the others find them."""
    url = f"sqlite:///{tmp_path / 'office.db'}" if kind == "sqlite" else _empty_database()
    try:
        ran = subprocess.run(
            [sys.executable, "-c", AT_ONCE, url], capture_output=True, text=True, check=False, timeout=120
        )
        assert (0, "") == (ran.returncode, ran.stderr)
        assert looked_at(url).is_right
    finally:
        if kind == "postgresql":
            drop_database(url)


def _empty_database() -> str:
    url = new_database()
    engine = connect(url_of(url))
    metadata.drop_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
    engine.dispose()
    return url
