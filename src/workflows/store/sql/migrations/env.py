"""How Alembic reaches the database: through the engine that the office opened, all in one transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from workflows.store.sql.tables import VERSION_TABLE, metadata

_ONE_AT_A_TIME = 0x64775F736368656D
"""The number of the lock, the word dw_schem in ASCII."""


def _run(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN")
        if engine.dialect.name == "postgresql":  # two that come at once would both make the first table
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
        context.run_migrations()
        connection.exec_driver_sql("COMMIT")


_run(context.config.attributes["engine"])
