"""Texts compared byte by byte on PostgreSQL, whatever the language of the server: lists as on SQLite, and faster."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_NAME = 128
_TEXTS = {
    "dw_calendar": {"version": 32},
    "dw_case": {
        "agency": _NAME,
        "case_id": _NAME,
        "flow": _NAME,
        "place": _NAME,
        "state": _NAME,
        "outcome": _NAME,
        "head": 64,
        "standing": 16,
        "waits_for": _NAME,
        "case_number": _NAME,
        "assignee": _NAME,
        "applicant": _NAME,
    },
    "dw_clock": {
        "agency": _NAME,
        "case_id": _NAME,
        "clock": _NAME,
        "clock_key": _NAME + 1,
        "party": _NAME,
        "status": 16,
        "rule": _NAME,
        "calendar": 32,
        "certainty": 16,
    },
    "dw_command": {"agency": _NAME, "case_id": _NAME, "command_key": _NAME},
    "dw_effect": {"agency": _NAME, "effect_id": 2 * _NAME, "case_id": _NAME, "name": _NAME},
    "dw_event": {"agency": _NAME, "case_id": _NAME, "algorithm": 8, "digest": 64},
    "dw_person": {"agency": _NAME, "case_id": _NAME, "ref": _NAME, "cipher": _NAME},
    "dw_title": {"agency": _NAME, "gram": 8, "case_id": _NAME},
}


def upgrade() -> None:
    """Give every text of limited length the collation of its bytes; one statement a table makes its indexes once."""
    if op.get_bind().dialect.name != "postgresql":
        return  # SQLite compares by bytes already
    for table, texts in _TEXTS.items():
        changes = ", ".join(f'ALTER COLUMN {name} TYPE varchar({length}) COLLATE "C"' for name, length in texts.items())
        op.execute(f"ALTER TABLE {table} {changes}")
