"""A store on an engine of the host, with the host's pool, schema and TLS."""

from __future__ import annotations

from typing import Any

from workflows.store.sql import schema
from workflows.store.sql.connections import MOST, Connections
from workflows.store.sql.database import Database
from workflows.store.sql.engines import check_engine, translating
from workflows.store.sql.store import SqlStore


def store_on(engine: object, **parts: Any) -> SqlStore:
    """Use an engine of the host, with its pool, its schema and its settings; ``parts`` are those of ``Database``.

    Raises:
        StoreUnusable: It is none that could be used: asynchronous, of another driver, or with mapped schemas.
        WrongSchema: The database has no tables, or those of another release.
    """
    own = check_engine(engine)
    with translating():
        schema.made_if_new(own)
        schema.check_schema(own)
    waiting = Connections(own, MOST, is_host=True)
    waiting.give(waiting.take())  # an embedded database is set up now, not while somebody else writes
    return SqlStore(Database(own, connections=waiting, **parts))
