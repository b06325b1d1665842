"""Connections: how each database is opened, and what its errors mean."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection

from deadlines.errors import Reason
from workflows.errors import Unstorable, WorkflowsError
from workflows.store.errors import StoreBusy, StoreFull, StoreLost, StoreUnusable

POSTGRESQL = "postgresql+psycopg"

BUSY = frozenset({"55P03", "40P01", "40001", "57014"})
"""SQLSTATE of locks not had in time, deadlocks, and statements cancelled."""

OVERTAKEN = "40001"

SPOKEN = {"sqlite": ("sqlite", "pysqlite"), "postgresql": ("psycopg",)}
"""The drivers that are spoken, by database."""

FULL = frozenset({"53100", "53200"})


def url_of(text: str | URL) -> URL:
    """Read the address of a database; PostgreSQL is spoken to with psycopg 3, named or not.

    Raises:
        StoreUnusable: It is none, names another driver, or is of a kind that no office can be kept in.
    """
    try:
        url = make_url(text)
        backend, _, driver = url.drivername.partition("+")
    except (ArgumentError, ValueError) as error:
        raise _no_address(text) from error
    if backend in {"postgres", "postgresql"}:
        if driver:
            check_driver(url, driver)
        return url.set(drivername=POSTGRESQL)
    check_driver(url, driver or backend)
    is_plain = url.database not in _NO_FILES and not str(url.database).startswith("file:") and not url.query
    if is_plain and not url.host:
        return url
    raise _no_address(text)


_NO_FILES = frozenset({None, "", ":memory:"})


def _no_address(text: str | URL) -> StoreUnusable:
    shown = _PASSWORD.sub("***", str(text))
    return StoreUnusable(
        Reason(
            "store.no_address",
            f"“{shown}”不是能用的数据库地址；请写 sqlite:///文件，或者 postgresql://用户@主机/库",
            f"{shown!r} is no address that can be used; write sqlite:///FILE or postgresql://USER@HOST/NAME",
        )
    )


_PASSWORD = re.compile(r"(?<=:)(?!//)[^/:]*(?=@)|(?<=password=)[^&]*")
"""A password in an address is never shown."""


def check_driver(url: URL, driver: str) -> None:
    """Refuse a database or a driver that is not spoken here, naming the one that works.

    Raises:
        StoreUnusable: It is.
    """
    kind = url.get_backend_name()
    if driver in SPOKEN.get(kind, ()):
        return
    works = {"postgresql": f"{POSTGRESQL}://…", "sqlite": "sqlite:///…"}.get(kind, f"{POSTGRESQL}://… / sqlite:///…")
    zh, en = f"不能用 {url.drivername}；请写作 {works}", f"{url.drivername} is not spoken here; write {works}"
    raise StoreUnusable(Reason("store.driver", zh, en))


def check_engine(engine: object) -> Engine:
    """Refuse what is no engine of the host that could be used, naming what to give.

    Raises:
        StoreUnusable: It is none: asynchronous, of another driver, or with mapped schemas.
    """
    if not isinstance(engine, Engine):
        kind, works = type(engine).__name__, f'create_engine("{POSTGRESQL}://…")'
        zh, en = f"{kind} 不是同步的 Engine；请给 {works}", f"{kind} is no synchronous Engine; give {works}"
        raise StoreUnusable(Reason("store.no_engine", zh, en))
    check_driver(engine.url, engine.dialect.driver)
    if engine.get_execution_options().get("schema_translate_map"):
        works = 'connect_args={"options": "-csearch_path=…"}'
        zh, en = f"不能用 schema_translate_map；请用 {works}", f"schema_translate_map is not followed; use {works}"
        raise StoreUnusable(Reason("store.schema_map", zh, en))
    return engine


def is_overtaken(error: BaseException) -> bool:
    """Tell whether the database found that another transaction was faster: a serialisation failure."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    return getattr(orig, "sqlstate", None) == OVERTAKEN


def connect(url: URL, *, busy_seconds: float = 30.0, connections: int = 15) -> Engine:
    """Make an engine whose connections commit only when told to.

    Args:
        url: Of a SQLite file or a PostgreSQL database.
        busy_seconds: How long a command waits for another process before it is refused.
        connections: How many there can be at once.
    """
    pool = {"pool_size": connections, "max_overflow": 0, "pool_timeout": busy_seconds}
    if url.get_backend_name() == "sqlite":
        waits: dict[str, Any] = {"timeout": busy_seconds}
        engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, connect_args=waits, **pool)
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    asked = url.query.get("options", ())
    own = (asked,) if isinstance(asked, str) else asked
    waits = {"options": " ".join((*own, f"-c lock_timeout={int(busy_seconds * 1000)}"))}
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, connect_args=waits, **pool)


def committing(raw: PoolProxiedConnection) -> None:
    """Let a connection of the host commit each statement by itself: a store begins and ends by statements."""
    driver: Any = raw.driver_connection
    if isinstance(driver, sqlite3.Connection):
        if "disclosure" not in raw.info:
            _set_up_sqlite(driver, None)
        raw.info["disclosure"], driver.isolation_level = driver.isolation_level, None
    else:
        raw.info["disclosure"], driver.autocommit = driver.autocommit, True


def as_it_was(raw: PoolProxiedConnection) -> None:
    """Give a connection back its own way of committing."""
    driver: Any = raw.driver_connection
    way = "isolation_level" if isinstance(driver, sqlite3.Connection) else "autocommit"
    setattr(driver, way, raw.info["disclosure"])


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        # a command that was answered must survive a power cut
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        # what is erased is overwritten, whatever this SQLite was built to do
        connection.execute("PRAGMA secure_delete=ON")
    except sqlite3.Error:
        connection.close()  # nobody else would, and the file would stay open
        raise


def is_lost(error: BaseException) -> bool:
    """Tell whether an error means that the connection is gone."""
    return isinstance(error, StoreLost) or isinstance(translated(error), StoreLost)


def translated(error: BaseException, *, in_doubt: bool = False) -> WorkflowsError | None:
    """Give an error of a database in the words of the library, None if it is none that a caller could act on."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, PoolTimeout):
        why = Reason("store.pool_empty", f"没有空闲的连接：{error}", f"no connection was free: {error}")
        return StoreBusy(why)
    words = " ".join(str(orig).split())
    if isinstance(orig, sqlite3.DatabaseError):
        return _of_sqlite(orig, words)
    return _of_server(orig, words, in_doubt=in_doubt)


def _quoted(words: str) -> Reason:
    """Give the words of a database as a reason; they have no Chinese."""
    return Reason("store.words", words, words)


def _of_server(error: BaseException | None, words: str, *, in_doubt: bool) -> WorkflowsError | None:
    state, kind = getattr(error, "sqlstate", None) or "", type(error).__name__
    found: WorkflowsError | None = None
    if state in BUSY:
        found = StoreBusy(_quoted(words))
    elif state in FULL:
        found = StoreFull(_quoted(words))
    elif state.startswith(_UNUSABLE) or (not state and _TURNED_AWAY.search(words)):
        found = StoreUnusable(Reason("store.refused", f"服务器拒绝（{words}）", f"the server refuses ({words})"))
    elif kind in _LOST or state.startswith(("08", "57P")):
        found = StoreLost(_quoted(words), in_doubt=in_doubt)
    elif state.startswith("22") or "NUL (0x00)" in words:
        reason = Reason("value.refused", f"服务器不收（{words}）", f"the server refuses it ({words})")
        found = Unstorable("value", "", reason)
    return found


_LOST = frozenset({"OperationalError", "AdminShutdown", "CrashShutdown", "InterfaceError", "ConnectionTimeout"})

_UNUSABLE = ("25006", "28", "3D", "42501", "XX")
"""SQLSTATE of a read-only server, a login or a database that there is not, a right that is missing, spoilt data."""

_TURNED_AWAY = re.compile(
    r"(?:role|database) \".*\" does not exist|authentication failed|no password supplied|no pg_hba.conf entry"
    "|connection option"
)
"""The same while connecting, where the driver has no SQLSTATE: its words and those of a server that speaks English."""

_SPOILT = Reason(
    "store.spoilt",
    "文件已损坏或者不是数据库；请从备份恢复",
    "the file is spoilt or no database; restore it from a backup",
)

_READ_ONLY = Reason("store.read_only", "文件或者所在文件夹不可写", "the file or its folder cannot be written to")

_NOT_OPENED = Reason(
    "store.not_opened",
    "打不开该文件：请核对路径、文件夹是否存在及权限",
    "the file cannot be opened: check the path, whether its folder exists, and the rights",
)

_DISK = Reason("store.disk", "磁盘读写出错", "the disk fails to read or write")

_FAULTS = {
    sqlite3.SQLITE_CORRUPT: _SPOILT,
    sqlite3.SQLITE_NOTADB: _SPOILT,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_PERM: _NOT_OPENED,
    sqlite3.SQLITE_AUTH: _NOT_OPENED,
    sqlite3.SQLITE_IOERR: _DISK,
}


def _of_sqlite(error: sqlite3.DatabaseError, words: str) -> WorkflowsError | None:
    primary = error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else None
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(_quoted(words))
    if primary == sqlite3.SQLITE_FULL or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_WRITE:
        return StoreFull(_quoted(words))
    fault = _FAULTS.get(primary) if primary is not None else None
    return None if fault is None else StoreUnusable(fault)


def sqlite_file(url: str | URL) -> Path | None:
    """Give the file of an embedded database, None on a server.

    >>> sqlite_file("sqlite:///office.db"), sqlite_file("postgresql://host/office")
    (PosixPath('office.db'), None)
    """
    address = url_of(url)
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def has_content(file: Path) -> bool:
    """Tell whether there is a file that is not empty."""
    return file.is_file() and file.stat().st_size > 0


def check_there(url: str) -> None:
    """Refuse a SQLite file that is not there or empty: who only looks never makes a database.

    Raises:
        StoreUnusable: It is.
    """
    file = sqlite_file(url)
    if file is not None and file.is_dir():
        why = Reason(
            "store.folder", f"{file} 是文件夹，不是数据库文件", f"{file} is a folder, not the file of a database"
        )
        raise StoreUnusable(why)
    if file is not None and not has_content(file):
        zh, en = f"{file} 不存在或者是空文件", f"{file} is not there, or is empty"
        todo = "disclosure db init"
        raise StoreUnusable(Reason("store.not_there", f"{zh}；新建请运行 {todo}", f"{en}; to make it: {todo}"))


@contextmanager
def translating(*, in_doubt: bool = False) -> Iterator[None]:
    """Let errors of the database out in the words of the library."""
    try:
        yield
    except Exception as error:
        found = None if isinstance(error, WorkflowsError) else translated(error, in_doubt=in_doubt)
        if found is None:
            raise
        raise found from error


def is_duplicate(error: BaseException) -> bool:
    """Tell whether an error means that a key is taken."""
    orig: Any = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(orig, sqlite3.IntegrityError):
        return True
    return getattr(orig, "sqlstate", None) == "23505"
