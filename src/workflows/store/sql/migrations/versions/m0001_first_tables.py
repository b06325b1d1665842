"""The first tables: cases, events, clocks, commands, effects, persons, titles, calendars."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _calendar()
    _case()
    _clock()
    _command()
    _effect()
    _event()
    _person()
    _title()


def _where(condition: str) -> dict[str, Any]:
    """Give the condition of a partial index, for the databases that have such."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _calendar() -> None:
    op.create_table(
        "dw_calendar",
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )


def _case() -> None:
    op.create_table(
        "dw_case",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("flow", sa.String(length=128), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("outcome", sa.String(length=128)),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("opened_day", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.SmallInteger(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("due_last", sa.BigInteger(), nullable=False),
        sa.Column("warn_at", sa.BigInteger()),
        sa.Column("waits_for", sa.String(length=128)),
        sa.Column("title", sa.Text()),
        sa.Column("case_number", sa.String(length=128)),
        sa.Column("assignee", sa.String(length=128)),
        sa.Column("applicant", sa.String(length=128)),
        sa.PrimaryKeyConstraint("agency", "case_id"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # room in each page, so that a command's update of a case touches no index
        op.execute("ALTER TABLE dw_case SET (fillfactor = 85)")
    op.create_index("dw_case_due", "dw_case", ["agency", "is_open", "due_last", "case_id"])
    op.create_index(
        "dw_case_mine",
        "dw_case",
        ["agency", "assignee", "is_open", "due_last", "case_id"],
        **_where("assignee IS NOT NULL"),
    )
    op.create_index("dw_case_number", "dw_case", ["agency", "case_number"], **_where("case_number IS NOT NULL"))
    op.create_index(
        "dw_case_waits",
        "dw_case",
        ["agency", "waits_for", "is_open", "due_last", "case_id"],
        **_where("waits_for IS NOT NULL"),
    )


def _clock() -> None:
    op.create_table(
        "dw_clock",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("clock", sa.String(length=128), nullable=False),
        sa.Column("clock_key", sa.String(length=129), nullable=False),
        sa.Column("party", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("due_day", sa.Integer()),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("earliest_day", sa.Integer()),
        sa.Column("earliest_at", sa.BigInteger()),
        sa.Column("origin_day", sa.Integer(), nullable=False),
        sa.Column("armed_by", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=128), nullable=False),
        sa.Column("calendar", sa.String(length=32), nullable=False),
        sa.Column("certainty", sa.String(length=16), nullable=False),
        sa.Column("counted", sa.Integer()),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("agency", "case_id", "clock", "clock_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("dw_clock_next", "dw_clock", ["agency", "next_at", "case_id"], **_where("next_at IS NOT NULL"))


def _command() -> None:
    op.create_table(
        "dw_command",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("command_key", sa.String(length=128), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "command_key"),
        sqlite_with_rowid=False,
    )


def _effect() -> None:
    op.create_table(
        "dw_effect",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("effect_id", sa.String(length=256), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("lent_until", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Text()),
        sa.PrimaryKeyConstraint("agency", "effect_id"),
    )
    op.create_index("dw_effect_waits", "dw_effect", ["agency", "queued_at"], **_where("taken_at IS NULL"))


def _event() -> None:
    op.create_table(
        "dw_event",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("agency", "case_id", "seq"),
    )


def _person() -> None:
    op.create_table(
        "dw_person",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("ref", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.Column("cipher", sa.String(length=128), nullable=False),
        sa.Column("erase_after", sa.Integer()),
        sa.PrimaryKeyConstraint("agency", "case_id", "ref"),
    )
    op.create_index("dw_person_over", "dw_person", ["agency", "erase_after"])


def _title() -> None:
    op.create_table(
        "dw_title",
        sa.Column("agency", sa.String(length=128), nullable=False),
        sa.Column("gram", sa.String(length=8), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("agency", "gram", "case_id"),
        sqlite_with_rowid=False,
    )
