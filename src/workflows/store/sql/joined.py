"""A transaction of the host that a store has joined: its commands are kept or undone with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from attrs import frozen
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from deadlines.errors import Reason
from workflows.errors import VersionConflict
from workflows.store.errors import StoreUnusable
from workflows.store.sql.engines import check_driver, is_overtaken

_POINT = "disclosure"

_JOINED: ContextVar[Mapping[int, Joined]] = ContextVar("disclosure_joined")
"""By store: which transaction this thread or task works in."""

_NONE: Mapping[int, Joined] = {}


@frozen
class Marks:
    """How a unit of work begins, is kept, and is undone; each a list of statements."""

    begin: str
    keep: str
    undo: tuple[str, ...] = ()


JOINED_MARKS = Marks(f"SAVEPOINT {_POINT}", f"RELEASE {_POINT}", (f"ROLLBACK TO {_POINT}", f"RELEASE {_POINT}"))
"""Inside a transaction of the host a unit of work is a savepoint: what is refused undoes itself alone."""


@frozen(eq=False)
class Joined:
    """A transaction of the host, as its connection holds it."""

    connection: Connection
    raw: PoolProxiedConnection


def joined_by(owner: object) -> Joined | None:
    """Give the transaction that a store works in, None if it makes its own."""
    return _JOINED.get(_NONE).get(id(owner))


@contextmanager
def joining(owner: object, connection: object, dialect: str) -> Iterator[None]:
    """Let a store work in the transaction of a connection until the end of the block.

    Raises:
        StoreUnusable: It is no connection that could be joined; why, and what to give instead.
        VersionConflict: Another transaction was faster, as the database found in the block.
    """
    joined = _looked_at(connection, dialect)
    token = _JOINED.set({**_JOINED.get(_NONE), id(owner): joined})
    try:
        yield
    except DBAPIError as error:
        if is_overtaken(error):
            raise VersionConflict("", 0, 0) from error
        raise
    finally:
        _JOINED.reset(token)


def _looked_at(connection: object, dialect: str) -> Joined:
    """Begin the transaction if the host has not, and refuse what cannot be joined."""
    if not isinstance(connection, Connection):
        kind = type(connection).__name__
        zh = f"{kind} 不是 SQLAlchemy 的同步 Connection；异步的主机请用 await connection.run_sync(…)"
        en = f"{kind} is no synchronous Connection of SQLAlchemy; in an async host use await connection.run_sync(...)"
        raise StoreUnusable(Reason("store.no_connection", zh, en))
    if not connection.dialect.is_async:
        check_driver(connection.engine.url, connection.dialect.driver)
    if connection.dialect.name != dialect:
        zh = f"主机的连接是 {connection.dialect.name}，本机关的数据在 {dialect}；须是同一个数据库"
        en = f"the connection is of {connection.dialect.name}, the office is kept in {dialect}: join the same database"
        raise StoreUnusable(Reason("store.other_database", zh, en))
    if not connection.in_transaction():
        connection.exec_driver_sql("SELECT 1")  # begins, as SQLAlchemy sees it
    raw = connection.connection
    driver: Any = raw.driver_connection
    begun = getattr(driver, "in_transaction", None)
    if dialect == "sqlite" and begun is False and getattr(driver, "isolation_level", "") is not None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver by itself begins at the first change alone
    elif begun is False or getattr(driver, "autocommit", False) is True:
        zh = "该连接逐句提交（AUTOCOMMIT），没有事务可以加入"
        en = "the connection commits each statement (AUTOCOMMIT): there is nothing to join"
        raise StoreUnusable(Reason("store.autocommit", zh, en))
    return Joined(connection, raw)
