"""What holds for every test: it leaves no connection to a database open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

_open: dict[int, object] = {}


def _opened(connection: object, _record: object) -> None:
    _open[id(connection)] = connection


def _closed(connection: object, _record: object = None) -> None:
    _open.pop(id(connection), None)


event.listen(Pool, "connect", _opened)
event.listen(Pool, "close", _closed)
event.listen(Pool, "close_detached", _closed)


@pytest.fixture(autouse=True)
def _no_connection_is_left() -> Iterator[None]:
    """Set up before every other fixture of a test, so that it looks when all of them are done.

    Python 3.13 reports what the garbage collector has to close as an error of whatever test runs then.
    """
    before = set(_open)
    yield
    left = [connection for key, connection in _open.items() if key not in before]
    assert [repr(connection) for connection in left if _is_open(connection)] == []


def _is_open(connection: object) -> bool:
    if isinstance(connection, sqlite3.Connection):
        try:
            return connection.total_changes >= 0
        except sqlite3.ProgrammingError:  # closed before the pool ever had it
            return False
    return not getattr(connection, "closed", False)
