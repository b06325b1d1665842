"""The statements of the hot path: written once with SQLAlchemy, compiled once per dialect, run by the driver itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.sql.functions import FunctionElement

from workflows.store.checks import LONGEST
from workflows.store.sql.codec import Row
from workflows.store.sql.tables import asides, cases, clocks, commands, effects, events, persons, sweeps, titles

_TYPE = '"type":"'

GIVEN = "{given}"
"""Stands in a statement for a list of rows."""

_UPDATES_FROM = (3, 33)
"""The version of SQLite that first updates from a list."""


@frozen
class Prepared:
    """A statement as the driver takes it, with the names of its parameters in order.

    ``table`` is what it inserts into; ``many`` does the same for many rows at once: on PostgreSQL an update of rows
    given as columns, on SQLite for rows given as a list in the place of ``GIVEN``.
    """

    sql: str
    names: tuple[str, ...]
    table: str = ""
    many: str = ""

    def given(self, **values: Any) -> Row:
        """Give the parameters in the order of the statement."""
        return tuple([values[name] for name in self.names])


@frozen
class Statements:
    """Every statement of the hot path for one dialect."""

    insert_case: Prepared
    move_case: Prepared
    step_case: Prepared
    note_case: Prepared
    insert_event: Prepared
    insert_clock: Prepared
    move_clock: Prepared
    drop_clock: Prepared
    insert_command: Prepared
    insert_effect: Prepared
    insert_person: Prepared
    insert_title: Prepared
    drop_titles: Prepared
    read_events: Prepared
    read_head: Prepared
    read_summaries: Prepared
    claim: Prepared
    claim_apart: Prepared | None
    count_coming: Prepared
    next_alarm: Prepared
    sweep_state: Prepared
    rearm: Prepared
    begin: str

    def summaries_of(self, agency: str, case_ids: Sequence[str]) -> tuple[Prepared, Row]:
        """Give the reading of some cases, each with its last event and its clocks, and its parameters."""
        prepared = self.read_summaries
        if GIVEN not in prepared.sql:
            return prepared, prepared.given(p_agency=agency, p_case_ids=list(case_ids))
        return evolve(prepared, sql=prepared.sql.replace(GIVEN, ", ".join("?" * len(case_ids)))), (agency, *case_ids)


MOVES = ("flow", "state", "outcome", "seq", "head", "is_open", "standing", "due_last", "warn_at", "waits_for")

NOTES = ("title", "case_number", "assignee", "applicant")

CLOCK_VALUES = tuple(c.name for c in clocks.c if c.name not in {"agency", "case_id", "clock", "clock_key"})


_NONE, _ONE = literal_column("0", Integer), literal_column("1", Integer)

_PARTS = literal_column("32", Integer)
"""Parts of what is due from which one that claims without a lock takes one, by lot: few get the same."""

_IS_ARMED = (clocks.c.agency == bindparam("p_agency"), clocks.c.next_at.is_not(None))

_IS_DUE = (*_IS_ARMED, clocks.c.next_at <= bindparam("p_now"))

_OF_CASE = (cases.c.agency == clocks.c.agency) & (cases.c.case_id == clocks.c.case_id)

_END = (
    select(events.c.digest)
    .where(events.c.agency == cases.c.agency, events.c.case_id == cases.c.case_id, events.c.seq == cases.c.seq)
    .scalar_subquery()
)
"""The digest of the last event: that of the row, or the case is not to be touched."""

_LIMIT = bindparam("p_limit", type_=Integer)


def _due(limit: ColumnElement[int]) -> Select[Any]:
    joined = select(*cases.c, *clocks.c, _END).join(cases, _OF_CASE).where(*_IS_DUE)
    # by the instant alone, as the index is: to sort the very many of one instant would cost more than all the rest
    return joined.order_by(clocks.c.next_at).limit(limit).offset(_NONE)


_LAST_SWEEP = select(sweeps.c.swept_at).where(sweeps.c.agency == bindparam("p_agency")).scalar_subquery()

_ASIDES = select(func.count()).select_from(asides).where(asides.c.agency == bindparam("p_agency")).scalar_subquery()


@lru_cache(maxsize=64)
def coming_query(name: str, driver: str, limit: int) -> Prepared:
    """Compile the list of what is due; with its limit spelled out, PostgreSQL need not plan it anew each time."""
    return _prepared(_due(literal_column(str(limit), Integer)), _dialect(name, driver))


def _due_apart() -> Select[Any]:
    """Select one part of what is due, the keys first: to pass over the other parts touches the index alone."""
    near = select(_ONE).where(*_IS_DUE).limit(_LIMIT * _PARTS).offset(_NONE).subquery()
    parts = select(func.max(_ONE, func.count() // _LIMIT)).select_from(near).scalar_subquery()
    part = func.abs(func.random()) % parts
    keys = select(*clocks.primary_key).where(*_IS_DUE).order_by(clocks.c.next_at).limit(_LIMIT).offset(part * _LIMIT)
    part_of = keys.subquery()
    of_key = and_(*(clocks.c[column.name] == part_of.c[column.name] for column in clocks.primary_key))
    joined = part_of.join(clocks, of_key).join(cases, _OF_CASE)
    return select(*cases.c, *clocks.c, _END).select_from(joined).order_by(clocks.c.next_at)


def _summaries(name: str) -> Select[Any]:
    """Select cases by their ids: an array on PostgreSQL, a list of values on SQLite."""
    last = and_(events.c.agency == cases.c.agency, events.c.case_id == cases.c.case_id, events.c.seq == cases.c.seq)
    given: ColumnElement[bool] = (
        cases.c.case_id.in_([literal_column(GIVEN)])
        if name == "sqlite"
        else cases.c.case_id == any_(bindparam("p_case_ids", type_=ARRAY(String)))
    )
    arming = events.alias("arming")
    armed = and_(
        arming.c.agency == clocks.c.agency, arming.c.case_id == clocks.c.case_id, arming.c.seq == clocks.c.armed_by
    )
    joined = cases.outerjoin(events, last).outerjoin(clocks, _OF_CASE).outerjoin(arming, armed)
    wanted = select(*cases.c, events.c.body, arming.c.body, *clocks.c).select_from(joined)
    return wanted.where(cases.c.agency == bindparam("p_agency"), given).order_by(clocks.c.clock, clocks.c.clock_key)


def _insert(table: Table, dialect: Dialect, name: str) -> Prepared:
    """Prepare the insert of one row, and on SQLite of many."""
    row = _prepared(insert(table), dialect, [column.name for column in table.c], table.name)
    return evolve(row, many=f"{row.sql.partition('VALUES ')[0]}VALUES {GIVEN}") if name == "sqlite" else row


@lru_cache(maxsize=8)
def statements(name: str, driver: str) -> Statements:
    """Compile the statements for a dialect, such as ``("sqlite", "pysqlite")``."""
    dialect = _dialect(name, driver)
    at_case = (cases.c.agency == bindparam("p_agency"), cases.c.case_id == bindparam("p_case_id"))
    of_clock = (
        clocks.c.agency == bindparam("p_agency"),
        clocks.c.case_id == bindparam("p_case_id"),
        clocks.c.clock == bindparam("p_clock"),
        clocks.c.clock_key == bindparam("p_clock_key"),
    )
    of_event = (events.c.agency == bindparam("p_agency"), events.c.case_id == bindparam("p_case_id"))
    of_title = (titles.c.agency == bindparam("p_agency"), titles.c.case_id == bindparam("p_case_id"))
    expected = (cases.c.seq == bindparam("p_seq"), cases.c.head == bindparam("p_head"))

    due = _due(_LIMIT)

    return Statements(
        insert_case=_insert(cases, dialect, name),
        move_case=_update(cases, _prepared(update(cases).where(*at_case, *expected), dialect, MOVES), name),
        step_case=_update(cases, _prepared(update(cases).where(*at_case, *expected), dialect, ("seq", "head")), name),
        note_case=_prepared(update(cases).where(*at_case), dialect, NOTES),
        insert_event=_insert(events, dialect, name),
        insert_clock=_insert(clocks, dialect, name),
        move_clock=_update(clocks, _prepared(update(clocks).where(*of_clock), dialect, CLOCK_VALUES), name),
        drop_clock=_prepared(delete(clocks).where(*of_clock), dialect),
        insert_command=_insert(commands, dialect, name),
        insert_effect=_insert(effects, dialect, name),
        insert_person=_insert(persons, dialect, name),
        insert_title=_insert(titles, dialect, name),
        drop_titles=_prepared(delete(titles).where(*of_title), dialect),
        read_events=_prepared(
            select(events.c.seq, events.c.body, events.c.algorithm, events.c.digest)
            .where(*of_event)
            .order_by(events.c.seq),
            dialect,
        ),
        count_coming=_prepared(select(func.count()).where(*_IS_DUE), dialect),
        sweep_state=_prepared(select(_LAST_SWEEP, _ASIDES), dialect),
        next_alarm=_prepared(select(func.min(clocks.c.next_at)).where(*_IS_ARMED), dialect),
        claim=_prepared(due.with_for_update(skip_locked=True), dialect),
        claim_apart=_prepared(_due_apart(), dialect) if name == "sqlite" else None,
        read_head=_prepared(select(cases.c.seq, cases.c.head).where(*at_case), dialect),
        read_summaries=_prepared(_summaries(name), dialect),
        rearm=_update(clocks, _prepared(update(clocks).where(*of_clock), dialect, ("rung", "next_at")), name),
        begin="BEGIN IMMEDIATE" if name == "sqlite" else "BEGIN",
    )


_ARRAYS = {SmallInteger: "int2", Integer: "int4", BigInteger: "int8", String: "text", Text: "text"}


def _update(table: Table, row: Prepared, name: str) -> Prepared:
    """Add to an update of one row the update of many: from arrays on PostgreSQL, from a list of values on SQLite."""
    if name == "sqlite":
        return row if sqlite3.sqlite_version_info < _UPDATES_FROM else evolve(row, many=_from_values(table, row))
    kinds = [_ARRAYS[type(table.c[column.removeprefix("p_")].type)] for column in row.names]
    given = ", ".join(f"%s::{kind}[]" for kind in kinds)
    values = ", ".join(f"v{i}" for i in range(len(kinds)))
    sets = ", ".join(f"{column} = v{i}" for i, column in enumerate(row.names) if not column.startswith("p_"))
    finds = " AND ".join(
        f"{table.name}.{column.removeprefix('p_')} = v{i}"
        for i, column in enumerate(row.names)
        if column.startswith("p_")
    )
    many = f"UPDATE {table.name} SET {sets} FROM unnest({given}) AS given({values}) WHERE {finds}"  # noqa: S608
    return evolve(row, many=many)


def _from_values(table: Table, row: Prepared) -> str:
    sets = ", ".join(f"{name} = column{i}" for i, name in enumerate(row.names, start=1) if not name.startswith("p_"))
    finds = " AND ".join(
        f"{table.name}.{name.removeprefix('p_')} = column{i}"
        for i, name in enumerate(row.names, start=1)
        if name.startswith("p_")
    )
    return f"UPDATE {table.name} SET {sets} FROM (VALUES {GIVEN}) WHERE {finds}"  # noqa: S608


def _dialect(name: str, driver: str) -> Dialect:
    dialect: Dialect = registry.load(f"{name}.{driver}")(paramstyle="qmark" if name == "sqlite" else "format")
    return dialect


def _prepared(
    statement: ClauseElement, dialect: Dialect, keys: Sequence[str] | None = None, table: str = ""
) -> Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=list(keys) if keys else None)
    names: Sequence[str] = getattr(compiled, "positiontup", None) or ()
    return Prepared(str(compiled), tuple(names), table)


class type_of(FunctionElement[str]):  # noqa: N801  # it reads as the function that it is in a statement
    """The type of an event, from its text as stored; a quotation mark inside a text is always escaped there."""

    inherit_cache = True
    type = String()
    name = "type_of"


@compiles(type_of, "sqlite")
def _type_on_sqlite(element: type_of, compiler: SQLCompiler, **given: Any) -> str:
    body = compiler.process(element.clauses, **given)
    rest = f"substr({body}, instr({body}, '{_TYPE}') + {len(_TYPE)}, {LONGEST})"
    return f"substr({rest}, 1, instr({rest}, '\"') - 1)"


@compiles(type_of, "postgresql")
def _type_on_postgresql(element: type_of, compiler: SQLCompiler, **given: Any) -> str:
    body = compiler.process(element.clauses, **given)
    return f"split_part(split_part({body}, '{_TYPE}', 2), '\"', 1)"
