"""Rows of a case written anew, in place of those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert
from sqlalchemy.engine import Connection

from workflows.cases.listed import CaseRow, ClockRow
from workflows.store.listing import grams
from workflows.store.sql import codec
from workflows.store.sql.tables import cases, clocks, commands, titles


def put(
    connection: Connection,
    agency: str,
    row: CaseRow,
    head: str,
    rows: Sequence[ClockRow],
    keys: Mapping[str, int],
) -> None:
    """Write the row, the clocks and the index of the title of a case, and keys of single events."""
    at = agency, row.case_id
    ticking = [(*at, clock.clock, f".{clock.key}", *codec.clock_values(clock)) for clock in rows]
    named = [(agency, gram, row.case_id) for gram in (grams(row.title) if row.title else ())]
    for table, values in ((cases, [codec.case_values(row, head)]), (clocks, ticking), (titles, named)):
        _replace(connection, table, at, values)
    if keys:
        own = commands.c
        such = (own.agency == agency, own.case_id == row.case_id, own.command_key.in_(keys))
        connection.execute(delete(commands).where(*such))
        names = "agency", "case_id", "command_key", "first_seq", "last_seq"
        made = [dict(zip(names, (*at, key, seq, seq), strict=True)) for key, seq in keys.items()]
        connection.execute(insert(commands), made)


def _replace(connection: Connection, table: Table, at: tuple[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    own = table.c
    connection.execute(delete(table).where(own.agency == at[0], own.case_id == at[1]))
    if rows:
        names = [column.name for column in own]
        connection.execute(insert(table), [dict(zip(names, values, strict=True)) for values in rows])
