"""The index of alarms by instant alone, and the table of clocks tidied soon after many of them have moved on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index anew without the case: alarms of one instant then share an entry on PostgreSQL."""
    armed = sa.text("next_at IS NOT NULL")
    op.drop_index("dw_clock_next", "dw_clock")
    op.create_index("dw_clock_next", "dw_clock", ["agency", "next_at"], sqlite_where=armed, postgresql_where=armed)
    if op.get_bind().dialect.name == "postgresql":
        # the entries of clocks that have moved on lie before those to come, and every look passes over them
        op.execute("ALTER TABLE dw_clock SET (autovacuum_vacuum_scale_factor = 0.005)")
