"""What sweeps leave behind beside alarms: when they came, and the cases that they had to set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, text, update
from sqlalchemy.engine import Connection

from deadlines.errors import Reason
from workflows.store.alarms import Aside, AsideKind
from workflows.store.sql.tables import asides, clocks
from workflows.values import instant_from, micros

_CODE = "aside"

_NO_CLOCK = "."


def kept(connection: Connection, agency: str, limit: int) -> tuple[Aside, ...]:
    """Give cases that are set aside."""
    own = asides.c
    query = select(own.case_id, own.kind, own.clock, own.clock_key, own.why, own.why_en, own.since)
    query = query.where(own.agency == agency).order_by(own.case_id, own.kind, own.clock, own.clock_key).limit(limit)
    return tuple(
        [
            Aside(
                case_id=case_id,
                kind=kind,
                why=Reason(_CODE, zh, en),
                since=instant_from(since),
                clock="" if clock == _NO_CLOCK else clock,
                key=key[1:],
            )
            for case_id, kind, clock, key, zh, en, since in connection.execute(query)
        ]
    )


def put(connection: Connection, agency: str, found: Sequence[Aside]) -> None:
    """Keep cases as set aside, in place of what was kept of them before."""
    rows = {
        (agency, aside.case_id, aside.kind, aside.clock or _NO_CLOCK, f".{aside.key}"): (
            aside.why.zh,
            aside.why.en,
            micros(aside.since),
        )
        for aside in found
    }
    names = [column.name for column in asides.c]
    connection.execute(_PUT, [dict(zip(names, (*at, *values), strict=True)) for at, values in rows.items()])


_PUT = text(
    "INSERT INTO dw_aside (agency, case_id, kind, clock, clock_key, why, why_en, since) "
    "VALUES (:agency, :case_id, :kind, :clock, :clock_key, :why, :why_en, :since) "
    "ON CONFLICT (agency, case_id, kind, clock, clock_key) "
    "DO UPDATE SET why = excluded.why, why_en = excluded.why_en, since = excluded.since"
)
"""Two processes may set aside the same case at once; SQLite and PostgreSQL say this alike."""

_SWEPT = text(
    "INSERT INTO dw_sweep (agency, swept_at) VALUES (:agency, :swept_at) "
    "ON CONFLICT (agency) DO UPDATE SET swept_at = excluded.swept_at"
)


def take(connection: Connection, agency: str, found: Sequence[Aside]) -> None:
    """Forget that cases were set aside."""
    for aside in found:
        connection.execute(delete(asides).where(_is(agency, aside)))


def _is(agency: str, aside: Aside) -> Any:
    own = asides.c
    return and_(
        own.agency == agency,
        own.case_id == aside.case_id,
        own.kind == aside.kind,
        own.clock == (aside.clock or _NO_CLOCK),
        own.clock_key == f".{aside.key}",
    )


def look_again(connection: Connection, agency: str, at: datetime, kind: AsideKind = "clock") -> None:
    """Let the clocks set aside for one reason be due at an instant, if they would only be looked at later."""
    own, theirs = asides.c, clocks.c
    held = select(own.case_id).where(
        own.agency == agency,
        own.kind == kind,
        own.case_id == theirs.case_id,
        own.clock == theirs.clock,
        own.clock_key == theirs.clock_key,
    )
    later = and_(theirs.agency == agency, theirs.next_at > micros(at), held.exists())
    connection.execute(update(clocks).where(later).values(next_at=micros(at)))
    connection.execute(delete(asides).where(own.agency == agency, own.kind == kind))


def swept(connection: Connection, agency: str, at: datetime) -> None:
    """Keep when the clocks were swept."""
    connection.execute(_SWEPT, {"agency": agency, "swept_at": micros(at)})
