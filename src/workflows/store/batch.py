"""What commits write, sorted by statement: many cases cost as many statements as one, and locks have one order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from attrs import define, field

from workflows.ports import Commit, Effect, Sealed
from workflows.store import codec
from workflows.store.chain import seal
from workflows.store.checks import check_commit
from workflows.store.listing import grams
from workflows.store.statements import GIVEN, Prepared, Row, Statements

MANY = 200
"""From this many rows on, rows are inserted together: PostgreSQL takes a copy, SQLite long lists of values."""


@define(eq=False)
class Batch:
    """What commits write, sorted by statement."""

    new_cases: list[Row] = field(factory=list)
    moves: list[Row] = field(factory=list)
    steps: list[Row] = field(factory=list)
    notes: list[Row] = field(factory=list)
    events: list[Row] = field(factory=list)
    new_clocks: list[Row] = field(factory=list)
    clock_moves: list[Row] = field(factory=list)
    clock_drops: list[Row] = field(factory=list)
    commands: list[Row] = field(factory=list)
    persons: list[Row] = field(factory=list)
    no_titles: list[Row] = field(factory=list)
    titles: list[Row] = field(factory=list)
    rests_on: list[tuple[str, str, int, str]] = field(factory=list)
    """For each commit the case, the key of the command, and number and digest of the event that it follows."""
    effects: list[Effect] = field(factory=list)
    are_new: bool = True
    """Every effect is of an event in the same commit, so that none can be known."""
    repeats: bool = False
    """A case comes twice, and its second commit rests on its first: then rows are written one after the other."""


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
    row = commit.row
    at = agency, row.case_id
    head = sealed[-1].digest
    batch.rests_on.append((row.case_id, commit.key, commit.expected, commit.head))
    if commit.effects:
        batch.effects.extend(commit.effects)
        batch.are_new &= _is_of(commit)
    if commit.plain:
        batch.steps.append((row.seq, head, *at, commit.expected, before))
    elif commit.expected:
        batch.moves.append((*codec.case_moves(row, head), *at, commit.expected, before))
        if commit.retitled:
            batch.notes.append((*codec.case_notes(row), *at))
            batch.no_titles.append(at)
    else:
        batch.new_cases.append(codec.case_values(row, head))
    if row.title and (commit.retitled or not commit.expected):
        batch.titles.extend((agency, gram, row.case_id) for gram in grams(row.title))
    for link in sealed:
        batch.events.append((*at, link.seq, link.body, link.algorithm, link.digest))
    _collect_clocks(batch, at, commit)
    for kept in commit.personal:
        batch.persons.append((*at, *codec.person_values(kept)))
    if commit.key:
        batch.commands.append((*at, commit.key, commit.expected + 1, row.seq))


def _is_of(commit: Commit) -> bool:
    """Tell whether the effects of a commit are of its own events."""
    own = range(commit.expected + 1, commit.row.seq + 1)
    return all(
        effect.seq in own and effect.id.startswith(f"{commit.row.case_id}:{effect.seq}:") for effect in commit.effects
    )


def _collect_clocks(batch: Batch, at: tuple[str, str], commit: Commit) -> None:
    for clock in commit.arms:
        batch.new_clocks.append((*at, clock.clock, f".{clock.key}", *codec.clock_values(clock)))
    for clock in commit.moves:
        batch.clock_moves.append((*codec.clock_values(clock), *at, clock.clock, f".{clock.key}"))
    for name, key in commit.drops:
        batch.clock_drops.append((*at, name, f".{key}"))


def lock_cases(driver: Any, own: Statements, batch: Batch, begin: str) -> int:
    """Write the rows of the cases, on PostgreSQL in one round trip; give how many cases moved."""
    steps = ((own.insert_case, batch.new_cases), (own.move_case, batch.moves), (own.step_case, batch.steps))
    ran = _run(driver, steps, begin, "", one_by_one=batch.repeats)
    return sum(int(cursor.rowcount) for cursors in ran[bool(batch.new_cases) :] for cursor in cursors)


def append(driver: Any, own: Statements, batch: Batch, end: str) -> None:
    """Write everything else, on PostgreSQL in one round trip with the commit."""
    steps = (
        (own.note_case, batch.notes),
        (own.insert_command, batch.commands),
        (own.insert_event, batch.events),
        (own.drop_clock, batch.clock_drops),
        (own.move_clock, batch.clock_moves),
        (own.insert_clock, batch.new_clocks),
        (own.insert_person, batch.persons),
        (own.drop_titles, batch.no_titles),
        (own.insert_title, batch.titles),
    )
    _run(driver, steps, "", end, one_by_one=batch.repeats)


def _run(
    driver: Any, steps: Sequence[tuple[Prepared, list[Row]]], first: str, last: str, *, one_by_one: bool
) -> list[list[Any]]:
    if not one_by_one and any(len(rows) >= MANY for _, rows in steps):
        return _one_by_one(driver, steps, first, last, in_bulk)
    if not hasattr(driver, "pipeline"):
        return _one_by_one(driver, steps, first, last, execute)
    with driver.pipeline():
        return _one_by_one(driver, steps, first, last, execute)


def _one_by_one(
    driver: Any, steps: Sequence[tuple[Prepared, list[Row]]], first: str, last: str, run: Callable[..., list[Any]]
) -> list[list[Any]]:
    if first:
        driver.cursor().execute(first)
    ran = [run(driver.cursor(), step, rows) for step, rows in steps if rows]
    if last:
        driver.cursor().execute(last)
    return ran


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
