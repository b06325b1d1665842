"""Opens the store at an address, and finds the keys that belong to it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from secrets import token_bytes
from typing import Any

from workflows.clock import WallClock
from workflows.office.desk import Desk
from workflows.office.key_file import own_keys
from workflows.office.personal import Keyring, Keys
from workflows.store.errors import NoDatabase
from workflows.store.memory import MemoryStore
from workflows.store.port import Dispatcher, EventStore

MEMORY = "memory:"

EMBEDDED = "sqlite:///office.db"


def store_and_keys(
    url: object, sees: tuple[str, ...] | None, dispatcher: Dispatcher | None, clock: WallClock, keys: Keyring | None
) -> tuple[EventStore, Keyring | None]:
    """Open a store; an embedded database has keys of its own beside it, made with it, unless others are given.

    Where the database is there and its key file is not, none is made: only what needs a key is refused then.

    Raises:
        NoDatabase: The packages that speak to a database are not installed.
        WrongSchema: The database has no tables, or those of another release.
    """
    if url == MEMORY:
        return MemoryStore(sees, dispatcher), keys or Keys("memory", {"memory": token_bytes(16)})
    try:
        from workflows.store.sql.engines import has_content, sqlite_file  # noqa: PLC0415  # an extra
        from workflows.store.sql.host import store_on  # noqa: PLC0415  # the same
        from workflows.store.sql.store import open_store  # noqa: PLC0415  # the same
    except ModuleNotFoundError as missing:
        raise NoDatabase(str(missing.name)) from None

    if not isinstance(url, str):
        return store_on(url, sees=sees, dispatcher=dispatcher, clock=clock), keys
    file = sqlite_file(url)
    if keys is None and file is not None and not has_content(file):
        keys = made_first(file)
    store = open_store(url, sees=sees, dispatcher=dispatcher, clock=clock)
    try:
        if keys is None and file is not None:
            keys = own_keys(file, may_make=False)
    except BaseException:
        store.close()
        raise
    return store, keys


def made_first(file: Path) -> Keyring | None:
    """Make the key before the database: who finds the database finds the key, whatever dies in between."""
    if file.is_dir():  # to open the database says so, as it does where nothing can be written
        return None
    with suppress(OSError):
        return own_keys(file)
    return None


def opened_desk(
    url: object,
    agency: str,
    *,
    sees: tuple[str, ...] | None,
    clock: WallClock,
    dispatcher: Dispatcher | None,
    keys: Keyring | None,
    **parts: Any,
) -> Desk:
    """Open a store and give the desk of an agency on it; ``parts`` are those of ``Desk``."""
    seen = None if sees is None else (agency, *sees)
    store, own_keys = store_and_keys(url, seen, dispatcher, clock, keys)
    return Desk(store, agency, clock, keys=own_keys, **parts)
