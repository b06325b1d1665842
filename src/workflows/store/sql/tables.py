"""The tables, said once for all databases.

Days are numbers of days since 1970-01-01 and instants microseconds since then in UTC: no database changes them.
Nothing is ever stored as an empty text, names have at most 30 bytes, texts are JSON only to this library.
"""

from __future__ import annotations

from sqlalchemy import DDL, BigInteger, Column, Index, Integer, MetaData, SmallInteger, String, Table, Text, event

from workflows.store.checks import LONGEST

SCHEMA = "0004"
"""The migration that these tables are the result of."""

VERSION_TABLE = "dw_schema"

ROOM = "ALTER TABLE dw_case SET (fillfactor = 85)"
"""Room in each page on PostgreSQL, so that a command's update of a case touches no index."""

TIDY = "ALTER TABLE dw_clock SET (autovacuum_vacuum_scale_factor = 0.005)"
"""On PostgreSQL the index entries of clocks that have moved on are swept up early: they lie before those to come."""

metadata = MetaData()


def _text(length: int = LONGEST) -> String:
    """Give a text of limited length, compared byte by byte on every database.

    PostgreSQL would else order it by the language of the server: other lists than on SQLite, and slower.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _agency() -> Column[str]:
    return Column("agency", _text(), primary_key=True)


def _case_id() -> Column[str]:
    return Column("case_id", _text(), primary_key=True)


cases = Table(
    "dw_case",
    metadata,
    _agency(),
    _case_id(),
    Column("flow", _text(), nullable=False),
    Column("place", _text(), nullable=False),
    Column("state", _text(), nullable=False),
    Column("outcome", _text()),
    Column("seq", Integer, nullable=False),
    Column("head", _text(64), nullable=False),
    Column("opened_day", Integer, nullable=False),
    Column("is_open", SmallInteger, nullable=False),
    Column("standing", _text(16), nullable=False),
    Column("due_last", BigInteger, nullable=False),
    Column("warn_at", BigInteger),
    Column("waits_for", _text()),
    Column("title", Text),
    Column("case_number", _text()),
    Column("assignee", _text()),
    Column("applicant", _text()),
    sqlite_with_rowid=False,
)
"""One row per case. ``due_last`` is the last instant of its nearest due date, 2**62 where there is none."""

events = Table(
    "dw_event",
    metadata,
    _agency(),
    _case_id(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("algorithm", _text(8), nullable=False),
    Column("digest", _text(64), nullable=False),
)
"""The history. ``body`` is the event as hashed; it is never changed."""

event.listen(cases, "after_create", DDL(ROOM).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]

clocks = Table(
    "dw_clock",
    metadata,
    _agency(),
    _case_id(),
    Column("clock", _text(), primary_key=True),
    Column("clock_key", _text(LONGEST + 1), primary_key=True),
    Column("party", _text(), nullable=False),
    Column("status", _text(16), nullable=False),
    Column("due_day", Integer),
    Column("due_at", BigInteger),
    Column("earliest_day", Integer),
    Column("earliest_at", BigInteger),
    Column("origin_day", Integer, nullable=False),
    Column("armed_by", Integer, nullable=False),
    Column("rule", _text(), nullable=False),
    Column("calendar", _text(32), nullable=False),
    Column("certainty", _text(16), nullable=False),
    Column("counted", Integer),
    Column("rung", Integer, nullable=False),
    Column("next_at", BigInteger),
    sqlite_with_rowid=False,
)
"""One row per clock that is not stopped. ``clock_key`` has a dot before it, so that no key is empty."""

event.listen(clocks, "after_create", DDL(TIDY).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]

commands = Table(
    "dw_command",
    metadata,
    _agency(),
    _case_id(),
    Column("command_key", _text(), primary_key=True),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("command", _text()),
    Column("request", _text(64)),
    sqlite_with_rowid=False,
)
"""What each command led to that was given under a key: a second delivery finds it here.

``request`` is a digest of what was asked, so that another command under the same key is told from a second delivery;
null where none was given, as for alarms.
"""

effects = Table(
    "dw_effect",
    metadata,
    _agency(),
    Column("effect_id", _text(2 * LONGEST), primary_key=True),
    Column("case_id", _text(), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("name", _text(), nullable=False),
    Column("payload", Text, nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("taken_at", BigInteger),
    Column("lent_until", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failed", Text),
)
"""The outbox. ``taken_at`` is set once a dispatcher has it, or it was delivered or set aside: then ``failed`` says why.

``lent_until`` is when it waits again although a worker has it: that worker may have died.
"""

persons = Table(
    "dw_person",
    metadata,
    _agency(),
    _case_id(),
    Column("ref", _text(), primary_key=True),
    Column("sealed", Text),
    Column("cipher", _text(), nullable=False),
    Column("erase_after", Integer),
)
"""Personal data, encrypted; ``sealed`` is null once erased."""

titles = Table(
    "dw_title",
    metadata,
    _agency(),
    Column("gram", _text(8), primary_key=True),
    _case_id(),
    sqlite_with_rowid=False,
)
"""Pairs of characters of titles: the full-text index that every database can have."""

asides = Table(
    "dw_aside",
    metadata,
    _agency(),
    _case_id(),
    Column("kind", _text(16), primary_key=True),
    Column("clock", _text(), primary_key=True),
    Column("clock_key", _text(LONGEST + 1), primary_key=True),
    Column("why", Text, nullable=False),
    Column("why_en", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Cases that could not be handled, set aside so that the others go on. Where no clock is meant, ``clock`` is a dot."""

sweeps = Table(
    "dw_sweep",
    metadata,
    Column("agency", _text(), primary_key=True),
    Column("swept_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""When the clocks of an agency were last swept: a sweep long after it has a wrong clock, or a quiet office."""

calendars = Table(
    "dw_calendar",
    metadata,
    Column("version", _text(32), primary_key=True),
    Column("days", Text, nullable=False),
)
"""The days of each calendar that something was counted by."""

Index("dw_case_due", cases.c.agency, cases.c.is_open, cases.c.due_last, cases.c.case_id)

_PARTIAL = {"mine": cases.c.assignee, "waits": cases.c.waits_for}

for _name, _column in _PARTIAL.items():
    Index(
        f"dw_case_{_name}",
        cases.c.agency,
        _column,
        cases.c.is_open,
        cases.c.due_last,
        cases.c.case_id,
        sqlite_where=_column.is_not(None),
        postgresql_where=_column.is_not(None),
    )

Index(
    "dw_case_number",
    cases.c.agency,
    cases.c.case_number,
    sqlite_where=cases.c.case_number.is_not(None),
    postgresql_where=cases.c.case_number.is_not(None),
)

Index(
    "dw_clock_next",
    clocks.c.agency,
    clocks.c.next_at,
    sqlite_where=clocks.c.next_at.is_not(None),
    postgresql_where=clocks.c.next_at.is_not(None),
)

Index(
    "dw_effect_waits",
    effects.c.agency,
    effects.c.queued_at,
    sqlite_where=effects.c.taken_at.is_(None),
    postgresql_where=effects.c.taken_at.is_(None),
)

Index("dw_person_over", persons.c.agency, persons.c.erase_after)
