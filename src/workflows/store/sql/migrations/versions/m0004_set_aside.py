"""Cases set aside, the last sweep of each agency, and what was asked under the key of a command."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NAME = 128


def _text(length: int = _NAME) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the two tables; commands given before have no record of what was asked."""
    op.create_table(
        "dw_aside",
        sa.Column("agency", _text(), nullable=False),
        sa.Column("case_id", _text(), nullable=False),
        sa.Column("kind", _text(16), nullable=False),
        sa.Column("clock", _text(), nullable=False),
        sa.Column("clock_key", _text(_NAME + 1), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("why_en", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "kind", "clock", "clock_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dw_sweep",
        sa.Column("agency", _text(), nullable=False),
        sa.Column("swept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency"),
        sqlite_with_rowid=False,
    )
    op.add_column("dw_command", sa.Column("command", _text()))
    op.add_column("dw_command", sa.Column("request", _text(64)))
