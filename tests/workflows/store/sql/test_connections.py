"""Connections handed from command to command: few are kept, a lost one takes the others with it, any number serves."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import ProgrammingError
from threading import Thread

import pytest
from sqlalchemy import event

from workflows.store.errors import StoreBusy
from workflows.store.sql.connections import KEPT, Connections
from workflows.store.sql.engines import connect, url_of


def connections_on(tmp_path: Path, most: int = 15, patience_seconds: float = 30.0) -> tuple[Connections, list[object]]:
    """Give connections to a file, and the list of all connections ever made."""
    engine = connect(url_of(f"sqlite:///{tmp_path / 'office.db'}"))
    made: list[object] = []
    event.listen(engine, "connect", lambda connection, _record: made.append(connection))
    return Connections(engine, most, patience_seconds), made


def test_one_connection_serves_one_command_after_the_other(tmp_path: Path) -> None:
    """Nothing is opened anew while one waits."""
    connections, made = connections_on(tmp_path)
    first = connections.take()
    connections.give(first)
    assert first is connections.take()
    assert 1 == len(made)
    connections.give(first)
    connections.close()


def test_few_are_kept(tmp_path: Path) -> None:
    """Of six used at once four stay at hand, the others are free for queries."""
    connections, made = connections_on(tmp_path)
    used = [connections.take() for _ in range(6)]
    assert (6, 6) == (len(made), len({id(raw.dbapi_connection) for raw in used}))
    for raw in used:
        connections.give(raw)
    pool = connections.engine.pool
    assert (4, KEPT) == (KEPT, pool.checkedout())  # type: ignore[attr-defined]
    connections.close()
    assert 0 == pool.checkedout()  # type: ignore[attr-defined]


def test_a_lost_connection_takes_those_that_wait_with_it(tmp_path: Path) -> None:
    """A server that restarts has dropped them all: the next command opens a new one, and does not fail again."""
    connections, made = connections_on(tmp_path)
    lost, waiting = connections.take(), connections.take()
    connections.give(waiting)
    lost.invalidate()
    connections.give(lost)
    fresh = connections.take()
    assert 3 == len(made)
    assert fresh.dbapi_connection is made[2]
    connections.give(fresh)
    connections.close()


def test_who_finds_none_free_waits_its_turn(tmp_path: Path) -> None:
    """One connection is enough for twenty threads, one after the other."""
    connections, made = connections_on(tmp_path, most=1)
    done: list[int] = []

    def work(n: int) -> None:
        raw = connections.take()
        done.append(n)
        connections.give(raw)

    threads = [Thread(target=work, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert list(range(20)) == sorted(done)
    assert 1 == len(made)
    connections.close()


def test_who_waits_too_long_is_told_why(tmp_path: Path) -> None:
    """Nobody else is accused: the connections are this process's own, and the next one given back serves again."""
    connections, _ = connections_on(tmp_path, most=2, patience_seconds=0.05)
    used = [connections.take(), connections.take()]
    with pytest.raises(StoreBusy, match=r"none of 2 connections of this process was free in 0\.05 s"):
        connections.take()
    connections.give(used[0])
    assert used[0] is connections.take()
    for raw in used:
        connections.give(raw)
    connections.close()


def test_a_connection_that_cannot_be_opened_takes_no_place(tmp_path: Path) -> None:
    """Every later attempt may try as well."""
    connections, _ = connections_on(tmp_path / "missing", most=1, patience_seconds=0.05)
    for _ in range(3):
        with pytest.raises(Exception, match="the file cannot be opened"):
            connections.take()


def test_what_is_in_use_at_the_end_is_ended_when_it_comes_back(tmp_path: Path) -> None:
    """It would be kept otherwise, open, by connections that everybody takes for closed."""
    connections, made = connections_on(tmp_path)
    used, waiting = connections.take(), connections.take()
    connections.give(waiting)
    connections.close()
    connections.give(used)
    for connection in made:
        with pytest.raises(ProgrammingError, match="closed database"):
            connection.execute("SELECT 1")  # type: ignore[attr-defined]
    again = connections.take()
    assert 3 == len(made)
    connections.give(again)
    connections.close()
