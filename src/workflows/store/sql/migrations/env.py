"""How Alembic reaches the database: through the engine that the office opened, all in one transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Engine

from workflows.store.sql.tables import VERSION_TABLE, metadata


def _run(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN")
        context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
        context.run_migrations()
        connection.exec_driver_sql("COMMIT")


_run(context.config.attributes["engine"])
