"""Many rows at once: whatever way a database takes them, they are the rows that it takes one by one."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import MORNING, Opened, agency, office_on, opened, postgres
from workflows.cases.events import Occasion
from workflows.decisions.corrections import link
from workflows.decisions.decide import decide, open_case
from workflows.office.case_cache import StoredCase
from workflows.store.sql.batch import MANY, execute, in_bulk
from workflows.store.sql.statements import Prepared, statements
from workflows.store.sql.store import open_store

__all__ = ["agency", "opened", "postgres"]

STRANGE = ("甲", "NULL", "", '"', "\\", '\\"', "{a,b}", " a ", "'", "公开，年报", "\U0001f600", "a\\nb")
"""Texts that an array or a copy could take for something else."""


@pytest.mark.parametrize("rows", [MANY - 1, MANY, 1001])
def test_sqlite_takes_lists_of_values(rows: int, tmp_path: Path) -> None:
    """However few values it takes in one statement, every row arrives once, as it is."""
    open_store(f"sqlite:///{tmp_path}/office.db").close()
    connection = sqlite3.connect(tmp_path / "office.db")
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 500)
    given = [("a", f"A-{i:05}", 1, STRANGE[i % len(STRANGE)], "sm3", f"{i:064x}") for i in range(rows)]
    in_bulk(connection.cursor(), statements("sqlite", "pysqlite").insert_event, given)
    assert given == connection.execute("SELECT * FROM dw_event ORDER BY case_id").fetchall()
    connection.close()


def values(step: Prepared, agency: str, i: int, *, moved: bool) -> tuple[Any, ...]:
    """A clock of some case, each column of its own kind, some of them empty, before or after a move."""
    text = STRANGE[i % len(STRANGE)]
    kinds: dict[str, Any] = {
        "agency": agency,
        "case_id": f"A-{i}",
        "clock": "reply",
        "clock_key": f".{text}",
        "party": text if moved else "agency",
        "due_at": -(2**62) + i if moved else None,
        "earliest_day": None if moved else i,
        "next_at": i if moved and i % 2 else None,
    }
    texts = {"status", "rule", "calendar", "certainty"}
    names = [name.removeprefix("p_") for name in step.names]
    return tuple([kinds[name] if name in kinds else (f"{name}{text}"[:12] if name in texts else i) for name in names])


def test_postgresql_takes_copies_and_arrays(postgres: str, agency: str) -> None:
    """Clocks copied in and moved by arrays are those inserted and moved one by one; every row is told to have moved."""
    own = statements("postgresql", "psycopg")
    with psycopg.connect(postgres, autocommit=True) as connection:
        found = []
        for run, name in ((in_bulk, f"{agency}-many"), (execute, f"{agency}-one")):
            run(
                connection.cursor(),
                own.insert_clock,
                [values(own.insert_clock, name, i, moved=False) for i in range(MANY)],
            )
            moves = [values(own.move_clock, name, i, moved=True) for i in range(MANY)]
            assert MANY == sum(cursor.rowcount for cursor in run(connection.cursor(), own.move_clock, moves))
            clocks = connection.execute("SELECT * FROM dw_clock WHERE agency = %s ORDER BY case_id", (name,)).fetchall()
            found.append([row[1:] for row in clocks])
        assert found[0] == found[1]
        assert {f".{text}" for text in STRANGE} == {row[2] for row in found[0]}
        assert set(STRANGE) == {row[3] for row in found[0]}


def test_a_case_that_comes_twice_among_many(opened: Opened, agency: str) -> None:
    """Its second commit rests on its first, in the same transaction; the others arrive as well."""
    office = office_on(opened(), agency)
    histories = [open_case(FLOW, f"A-{i}", Occasion(MORNING, HANDLER), agency=agency) for i in range(MANY)]
    office.import_histories(histories)
    desk, commits = office.desk, []
    for i in range(MANY):
        known = desk.load(f"A-{i}")
        events = decide(FLOW, known.case, "receive", Occasion(MORNING, HANDLER), basis=BASIS)
        commit, case = desk.commit_for(FLOW, known, events, BASIS)
        commits.append(commit)
    links = link(FLOW, case, "review_of", "A-0", Occasion(MORNING, HANDLER))
    commits.append(desk.commit_for(FLOW, StoredCase(case, ""), links, BASIS)[0])
    heads = desk.store.write(agency, commits)
    assert [(f"A-{MANY - 1}", 3, heads[-1])] == [last for last in desk.store.heads(agency) if last[1] != 2]
    assert ["CaseOpened", "RequestReceived", "CaseLinked"] == [one.type for one in office.history(f"A-{MANY - 1}")]
    assert date(2024, 4, 2) == desk.store.clocks(agency, "A-7")[0].due
