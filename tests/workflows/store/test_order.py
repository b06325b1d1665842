"""Names in the order of their bytes on every database, whatever language the server speaks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from helpers.example_flow import HANDLER
from helpers.store_contract import SERVER, drop_database, migrated, new_database, office_on, postgres
from workflows.store.memory import MemoryStore
from workflows.store.port import EventStore, Query
from workflows.store.sql import schema
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.store import open_store
from workflows.store.sql.tables import metadata

__all__ = ["postgres"]

CASES = ("a-1", "B-1", "A-2", "中-1", "啊-1", "é-1", "z-1")
IN_BYTES = ["A-2", "B-1", "a-1", "z-1", "é-1", "中-1", "啊-1"]
"""By hand: capitals before small letters, é (C3) before both characters, 中 (E4 B8) before 啊 (E5 95)."""
IN_CHINESE = ["啊-1", "中-1", "a-1", "A-2", "B-1", "é-1", "z-1"]
"""As a Chinese dictionary has them, by pinyin and whatever the case; not as any list of the library may be ordered."""


@pytest.fixture(scope="module")
def chinese(postgres: str) -> Iterator[str]:
    """The address of a database that orders texts as Chinese readers do, made without tables."""
    name = f"dw_test_{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as server:
        try:
            server.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh'"
            )
        except psycopg.Error as error:
            pytest.skip(f"this PostgreSQL speaks no Chinese: {error}")
    url = SERVER.rpartition("/")[0] + f"/{name}"
    yield url
    drop_database(url)


def filled(store: EventStore) -> None:
    office = office_on(store, "a")
    for name in CASES:
        office.open_case("example", name, by=HANDLER, assignee="li")


def check_order(store: EventStore) -> None:
    """Pages, and the way through all cases, have one order."""
    office = office_on(store, "a")
    first = office.find(Query(assignee="li"), limit=3)
    rest = office.find(Query(assignee="li"), limit=9, after=first.after)
    assert [row.case_id for row in (*first.rows, *rest.rows)] == IN_BYTES
    assert [case_id for case_id, _, _ in store.heads("a")] == IN_BYTES


def test_in_memory_and_on_sqlite(tmp_path: object) -> None:
    """The order that every other database must have."""
    for store in (MemoryStore(), open_store(f"sqlite:///{tmp_path}/office.db")):
        filled(store)
        check_order(store)
        store.close()


def test_on_a_server_that_speaks_chinese(chinese: str) -> None:
    """Made by this release, the lists are those of SQLite; the server itself would order otherwise."""
    engine = migrated(chinese, "head")
    with engine.connect() as connection:
        own = text("SELECT v FROM unnest(CAST(:names AS text[])) AS v ORDER BY v")
        assert list(connection.execute(own, {"names": list(CASES)}).scalars()) == IN_CHINESE
    engine.dispose()
    store = open_store(chinese)
    filled(store)
    check_order(store)
    store.close()


def test_a_database_of_an_earlier_release_is_brought_to_this_order(chinese: str) -> None:
    """Its cases stay, and their lists are in the new order."""
    engine = migrated(chinese, "head")
    made = open_store(chinese)
    filled(made)
    made.close()
    with engine.connect() as connection:
        kept = {table: connection.execute(table.select()).all() for table in metadata.sorted_tables}
    before = migrated(chinese, "0002")
    with before.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for table, rows in kept.items():
            for row in rows:
                connection.execute(table.insert(), [dict(row._mapping)])
        connection.exec_driver_sql("COMMIT")
        own = text("SELECT case_id FROM dw_case ORDER BY case_id")
        assert list(connection.execute(own).scalars()) == IN_CHINESE
    schema.upgrade(before)
    before.dispose()
    engine.dispose()
    store = open_store(chinese)
    check_order(store)
    for name in CASES:
        assert 1 == office_on(store, "a").verify(name)
    store.close()


def test_migrations_give_the_collations_of_the_library() -> None:
    """Every text of limited length is compared by bytes, made the long way or the short one."""
    asked = (
        "SELECT table_name, column_name, data_type, character_maximum_length, collation_name "
        "FROM information_schema.columns WHERE table_name LIKE 'dw_%' AND table_name <> 'dw_schema' ORDER BY 1, 2"
    )
    url = new_database()
    try:
        engine = connect(url_of(url))
        with engine.connect() as connection:
            short = connection.execute(text(asked)).all()
        engine.dispose()
        engine = migrated(url, "head")
        with engine.connect() as connection:
            assert short == connection.execute(text(asked)).all()
        engine.dispose()
    finally:
        drop_database(url)
    texts = [row for row in short if row[2] == "character varying"]
    assert 48 == len(texts)
    assert {"C"} == {row[4] for row in texts}
