"""The schema of a database: made, checked, upgraded."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

from workflows.store.errors import WrongSchema
from workflows.store.sql.engines import check_engine, check_there, connect, translating, url_of
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


def made_if_new(engine: Engine) -> None:
    """Make the tables in an embedded database of the host that has none of them; a server is set up by command."""
    now = schema_state(engine)
    if engine.dialect.name == "sqlite" and not now.version and len(now.missing) == len(metadata.tables):
        create(engine.execution_options(isolation_level="AUTOCOMMIT"))


def schema_state(engine: Engine) -> SchemaState:
    """Look at what a database has."""
    with engine.connect() as connection:
        return _state_on(connection)


def checked_on(connection: Connection) -> str:
    """Give the version of the tables, as a connection sees them.

    Raises:
        WrongSchema: There are none, or they are of another release.
    """
    now = _state_on(connection)
    if not now.is_right:
        raise WrongSchema(now.version, SCHEMA)
    return now.version


def _state_on(connection: Connection) -> SchemaState:
    found = inspect(connection)
    version = ""
    if found.has_table(VERSION_TABLE):
        rows = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).all()  # noqa: S608
        version = rows[0][0] if rows else ""
    names = set(found.get_table_names())
    return SchemaState(version, tuple(table.name for table in metadata.sorted_tables if table.name not in names))


def check_schema(engine: Engine) -> None:
    """Refuse a database that this release cannot work with.

    Raises:
        WrongSchema: It has no tables, or those of another release.
    """
    with engine.connect() as connection:
        checked_on(connection)


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


def upgraded(at: str | Engine) -> tuple[str, str]:
    """Bring a database to the schema of this release; give the version before and after.

    Args:
        at: Its address, or an engine of the host.
    """
    if isinstance(at, Engine):
        check_engine(at)
        return _upgraded(at.execution_options(isolation_level="AUTOCOMMIT"))
    engine = connect(url_of(at))
    try:
        return _upgraded(engine)
    finally:
        engine.dispose()


def _upgraded(engine: Engine) -> tuple[str, str]:
    with translating():
        before = schema_state(engine).version
        if before > SCHEMA:
            raise WrongSchema(before, SCHEMA)
        upgrade(engine)
        return before, schema_state(engine).version


def include_object(item: object, name: str | None, kind: str, _reflected: object, _compared: object) -> bool:
    """Tell Alembic of a host which objects are the host's: give it to ``context.configure(include_object=...)``.

    >>> include_object(None, "dw_case", "table", True, None), include_object(None, "invoice", "table", True, None)
    (False, True)
    """
    table = name if kind == "table" else getattr(getattr(item, "table", None), "name", "")
    return not str(table or "").startswith("dw_")
