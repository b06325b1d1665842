"""Opens the store at an address, and finds the keys that belong to it."""

from __future__ import annotations

from pathlib import Path
from secrets import token_bytes

from workflows.clock import WallClock
from workflows.errors import NoDatabase
from workflows.office.key_file import own_keys
from workflows.office.personal import Keyring, Keys
from workflows.store.memory import MemoryStore
from workflows.store.port import Dispatcher, EventStore

MEMORY = "memory:"

EMBEDDED = "sqlite:///office.db"

_FILE = "sqlite:///"


def store_and_keys(
    url: str, sees: tuple[str, ...], dispatcher: Dispatcher | None, clock: WallClock, keys: Keyring | None
) -> tuple[EventStore, Keyring | None]:
    """Open a store; an embedded database has keys of its own beside it, made on first use, unless others are given.

    Raises:
        NoDatabase: The packages that speak to a database are not installed.
        WrongSchema: The database has no tables, or those of another release.
    """
    if url == MEMORY:
        return MemoryStore(sees, dispatcher), keys or Keys("memory", {"memory": token_bytes(16)})
    try:
        from workflows.store.sql.store import open_store  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as missing:
        raise NoDatabase(str(missing.name)) from None

    store = open_store(url, sees=sees, dispatcher=dispatcher, clock=clock)
    try:
        if keys is None and url.startswith(_FILE):
            keys = own_keys(Path(url.removeprefix(_FILE)))
    except BaseException:
        store.close()
        raise
    return store, keys
