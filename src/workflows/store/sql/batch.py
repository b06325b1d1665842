"""What commits write, sorted by statement: many cases cost as many statements as one, and locks have one order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from attrs import define, field

from workflows.cases.chain import Sealed, seal
from workflows.store.checks import check_commit
from workflows.store.listing import grams
from workflows.store.port import Commit, Effect
from workflows.store.sql import codec
from workflows.store.sql.codec import Row
from workflows.store.sql.statements import GIVEN, Prepared, Statements

MANY = 200
"""From this many rows on, rows are inserted together: PostgreSQL takes a copy, SQLite long lists of values."""


_MOVES = ("move_case", "step_case")

_LOCKS = ("insert_case", *_MOVES)
"""The statements that write the rows of cases, in their order: who has written these holds the cases."""

_REST = (
    "note_case",
    "insert_command",
    "insert_event",
    "drop_clock",
    "move_clock",
    "insert_clock",
    "insert_person",
    "drop_titles",
    "insert_title",
)


@define(eq=False)
class Batch:
    """What commits write, sorted by statement."""

    rows: dict[str, list[Row]] = field(factory=dict)
    """By the name of the statement, as ``Statements`` has it; only those that are needed."""
    rests_on: list[tuple[str, str, int, str]] = field(factory=list)
    """For each commit the case, the key of the command, and number and digest of the event that it follows."""
    effects: list[Effect] = field(factory=list)
    are_new: bool = True
    """Every effect is of an event in the same commit, so that none can be known."""
    repeats: bool = False
    """A case comes twice, and its second commit rests on its first: then rows are written one after the other."""

    def add(self, statement: str, row: Row) -> None:
        """Add a row for a statement."""
        if statement in self.rows:
            self.rows[statement].append(row)
        else:
            self.rows[statement] = [row]

    def extend(self, statement: str, rows: list[Row]) -> None:
        """Add rows for a statement, if there are any."""
        if rows:
            self.rows.setdefault(statement, []).extend(rows)

    @property
    def is_large(self) -> bool:
        """Whether some statement has rows that are better written together."""
        return any(len(rows) >= MANY for rows in self.rows.values())


def gathered(
    agency: str, commits: Sequence[Commit], head_of: Callable[[Commit], str] = attrgetter("head")
) -> tuple[Batch, tuple[str, ...]]:
    """Give what commits write and the new heads; ``head_of`` finds the digest that one follows if it does not say.

    Raises:
        Unstorable: A name cannot be kept, or the parts of a commit name different cases.
    """
    batch = Batch()
    heads: dict[str, str] = {}
    given = []
    for commit in commits:
        check_commit(agency, commit)
        case_id = commit.row.case_id
        before = heads.get(case_id, commit.head)
        if commit.expected and not before:
            before = head_of(commit)
        batch.repeats |= case_id in heads
        sealed = commit.sealed or seal(agency, commit.events, before)
        heads[case_id] = head = sealed[-1].digest
        given.append(head)
        _collect(batch, agency, commit, before, sealed)
    return batch, tuple(given)


def _collect(batch: Batch, agency: str, commit: Commit, before: str, sealed: Sequence[Sealed]) -> None:
    row, expected = commit.row, commit.expected
    at = agency, row.case_id
    head = sealed[-1].digest
    batch.rests_on.append((row.case_id, commit.key, expected, commit.head))
    if commit.effects:
        batch.effects.extend(commit.effects)
        batch.are_new &= _is_of(commit)
    if commit.plain:
        batch.add("step_case", (row.seq, head, *at, expected, before))
    elif expected:
        batch.add("move_case", (*codec.case_moves(row, head), *at, expected, before))
    else:
        batch.add("insert_case", codec.case_values(row, head))
    if commit.noted:
        batch.add("note_case", (*codec.case_notes(row), *at))
    if commit.retitled:
        batch.add("drop_titles", at)
    if row.title and (commit.retitled or not expected):
        batch.extend("insert_title", [(agency, gram, row.case_id) for gram in grams(row.title)])
    for link in sealed:
        batch.add("insert_event", (*at, link.seq, link.body, link.algorithm, link.digest))
    if commit.key:
        asked = commit.command or None, commit.request or None
        batch.add("insert_command", (*at, commit.key, expected + 1, row.seq, *asked))
    _collect_parts(batch, at, commit)


def _collect_parts(batch: Batch, at: tuple[str, str], commit: Commit) -> None:
    for clock in commit.arms:
        batch.add("insert_clock", (*at, clock.clock, f".{clock.key}", *codec.clock_values(clock)))
    for clock in commit.moves:
        batch.add("move_clock", (*codec.clock_values(clock), *at, clock.clock, f".{clock.key}"))
    for name, key in commit.drops:
        batch.add("drop_clock", (*at, name, f".{key}"))
    for kept in commit.personal:
        batch.add("insert_person", (*at, *codec.person_values(kept)))


def _is_of(commit: Commit) -> bool:
    """Tell whether the effects of a commit are of its own events."""
    own = range(commit.expected + 1, commit.row.seq + 1)
    return all(
        effect.seq in own and effect.id.startswith(f"{commit.row.case_id}:{effect.seq}:") for effect in commit.effects
    )


def lock_cases(driver: Any, own: Statements, batch: Batch, begin: str) -> bool:
    """Write the rows of the cases, on PostgreSQL in one round trip; tell whether all that were to move on did."""
    if _goes_together(driver, batch):
        with driver.pipeline():
            ran = _lock(driver, own, batch, begin)
    else:
        ran = _lock(driver, own, batch, begin)
    # in a round trip of several statements nothing is known before its end
    wanted = sum([len(batch.rows[name]) for name in _MOVES if name in batch.rows])
    return sum([int(cursor.rowcount) for cursor in ran]) == wanted


def _lock(driver: Any, own: Statements, batch: Batch, begin: str) -> list[Any]:
    """Give the cursors that move cases on."""
    if begin:
        driver.cursor().execute(begin)
    ran: list[Any] = []
    for name in _LOCKS:
        if name in batch.rows:
            cursors = _run(driver.cursor(), own, batch, name)
            if name in _MOVES:
                ran += cursors
    return ran


def append(driver: Any, own: Statements, batch: Batch, end: str) -> None:
    """Write everything else, on PostgreSQL in one round trip with the commit."""
    if _goes_together(driver, batch):
        with driver.pipeline():
            _append(driver.cursor(), own, batch, end)
    else:
        _append(driver.cursor(), own, batch, end)


def _append(cursor: Any, own: Statements, batch: Batch, end: str) -> None:
    for name in _REST:
        if name in batch.rows:
            _run(cursor, own, batch, name)
    if end:
        cursor.execute(end)


def _goes_together(driver: Any, batch: Batch) -> bool:
    """Tell whether statements go in one round trip: a driver can, and they are few, since a copy is one of its own."""
    return hasattr(driver, "pipeline") and (batch.repeats or not batch.is_large)


def _run(cursor: Any, own: Statements, batch: Batch, name: str) -> list[Any]:
    rows, step = batch.rows[name], getattr(own, name)
    return execute(cursor, step, rows) if batch.repeats else in_bulk(cursor, step, rows)


def execute(cursor: Any, step: Prepared, rows: list[Row]) -> list[Any]:
    """Run a statement for some rows; give the cursor, which knows how many rows it met."""
    if len(rows) == 1:
        cursor.execute(step.sql, rows[0])
    else:
        cursor.executemany(step.sql, rows)
    return [cursor]


def in_bulk(cursor: Any, step: Prepared, rows: list[Row]) -> list[Any]:
    """Run a statement for some rows, many of them together; give the cursors, which know how many rows they met."""
    if len(rows) < MANY or not (step.table or step.many):
        return execute(cursor, step, rows)
    if not hasattr(cursor, "copy"):
        return list(_in_lists(cursor.connection, step, rows))
    if step.many:
        cursor.execute(step.many, [_array(column) for column in zip(*rows, strict=True)])
        return [cursor]
    with cursor.copy(f"COPY {step.table} ({', '.join(step.names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return [cursor]


def _array(column: Sequence[Any]) -> str:
    """Give a column as PostgreSQL writes an array: several times faster than value by value through the driver.

    Most columns repeat a few values.
    """
    elements = {value: _element(value) for value in set(column)}
    return "{" + ",".join([elements[value] for value in column]) + "}"


def _element(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_lists(connection: sqlite3.Connection, step: Prepared, rows: list[Row]) -> Iterator[sqlite3.Cursor]:
    """Run a statement for as many rows as SQLite takes at a time: other threads go on while it works."""
    row = f"({', '.join('?' * len(step.names))})"
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // len(step.names)
    for at in range(0, len(rows), most):
        part = rows[at : at + most]
        values = ", ".join([row] * len(part))
        yield connection.execute(step.many.replace(GIVEN, values), tuple(chain.from_iterable(part)))
