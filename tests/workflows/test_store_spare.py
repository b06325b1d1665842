"""Connections kept between commands: one serves many, few are kept, and a lost one takes the others with it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event

from workflows.store.sql.connections import MOST, Spare
from workflows.store.sql.engines import connect, url_of


def spare_on(tmp_path: Path) -> tuple[Spare, list[object]]:
    """Give spare connections to a file, and the list of all connections ever made."""
    engine = connect(url_of(f"sqlite:///{tmp_path / 'office.db'}"))
    made: list[object] = []
    event.listen(engine, "connect", lambda connection, _record: made.append(connection))
    return Spare(engine), made


def test_one_connection_serves_one_command_after_the_other(tmp_path: Path) -> None:
    """Nothing is opened anew while one waits."""
    spare, made = spare_on(tmp_path)
    first = spare.take()
    spare.give(first)
    assert first is spare.take()
    assert 1 == len(made)


def test_few_are_kept(tmp_path: Path) -> None:
    """Of six used at once four stay at hand, the others are free for queries."""
    spare, made = spare_on(tmp_path)
    used = [spare.take() for _ in range(6)]
    assert (6, 6) == (len(made), len({id(raw.dbapi_connection) for raw in used}))
    for raw in used:
        spare.give(raw)
    pool = spare.engine.pool
    assert (4, MOST) == (MOST, pool.checkedout())  # type: ignore[attr-defined]
    spare.close()
    assert 0 == pool.checkedout()  # type: ignore[attr-defined]


def test_a_lost_connection_takes_those_that_wait_with_it(tmp_path: Path) -> None:
    """A server that restarts has dropped them all: the next command opens a new one, and does not fail again."""
    spare, made = spare_on(tmp_path)
    lost, waiting = spare.take(), spare.take()
    spare.give(waiting)
    lost.invalidate()
    spare.give(lost)
    fresh = spare.take()
    assert 3 == len(made)
    assert fresh.dbapi_connection is made[2]
    spare.give(fresh)
    spare.close()
