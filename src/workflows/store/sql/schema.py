"""The schema of a database: made, checked, upgraded."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from workflows.store.errors import WrongSchema
from workflows.store.sql.engines import check_there, connect, translating, url_of
from workflows.store.sql.tables import SCHEMA, VERSION_TABLE, metadata

MIGRATIONS = Path(__file__).parent / "migrations"


@frozen
class SchemaState:
    """What a database has: the version of its schema, and what is missing or too much."""

    version: str
    missing: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether this release can work with it."""
        return self.version == SCHEMA and not self.missing


def create(engine: Engine) -> None:
    """Make all tables in an empty database, as if every migration had been run."""
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN")
        metadata.create_all(connection)
        if not inspect(connection).has_table(VERSION_TABLE):
            connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:v)"), {"v": SCHEMA})  # noqa: S608
        connection.exec_driver_sql("COMMIT")


def schema_state(engine: Engine) -> SchemaState:
    """Look at what a database has."""
    with engine.connect() as connection:
        tables = inspect(connection)
        version = ""
        if tables.has_table(VERSION_TABLE):
            rows = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).all()  # noqa: S608
            version = rows[0][0] if rows else ""
        names = set(tables.get_table_names())
        return SchemaState(version, tuple(table.name for table in metadata.sorted_tables if table.name not in names))


def check_schema(engine: Engine) -> None:
    """Refuse a database that this release cannot work with.

    Raises:
        WrongSchema: It has no tables, or those of another release.
    """
    now = schema_state(engine)
    if not now.is_right:
        raise WrongSchema(now.version, SCHEMA)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a database to the schema of this release with Alembic, from nothing or from any earlier one."""
    from alembic import command  # noqa: PLC0415  # only this function needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.upgrade(config, revision)


def looked_at(url: str) -> SchemaState:
    """Look at what the database at an address has."""
    check_there(url)
    engine = connect(url_of(url))
    try:
        with translating():
            return schema_state(engine)
    finally:
        engine.dispose()


def upgraded(url: str) -> tuple[str, str]:
    """Bring the database at an address to the schema of this release; give the version before and after."""
    engine = connect(url_of(url))
    try:
        with translating():
            before = schema_state(engine).version
            if before > SCHEMA:
                raise WrongSchema(before, SCHEMA)
            upgrade(engine)
            return before, schema_state(engine).version
    finally:
        engine.dispose()
