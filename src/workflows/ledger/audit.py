"""Every row of a register to exactly one verdict, as a stream."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from operator import itemgetter
from typing import Any

from workflows.ledger.by_columns import Sieve
from workflows.ledger.by_tables import Steps, Tables, quick_standing
from workflows.ledger.clock import Law, Standing
from workflows.ledger.days import DayCache, Unreadable
from workflows.ledger.fields import DAYS
from workflows.ledger.mapping import Columns
from workflows.ledger.reading import Broken, Piece
from workflows.ledger.request import BAD, IN_TIME, LATE, OVERDUE, Finding, Request, Verdict
from workflows.ledger.tally import Entry, Tally, tallied
from workflows.ledger.verdict import assess, judge

ROWS_BETWEEN_COLLECTIONS = 500_000

_Judging = Callable[[Sequence[Any]], Verdict | None]
Surveying = Callable[[Iterable[Piece], Tally], Iterator[Entry]]


def audit(pieces: Iterable[Piece], columns: Columns, law: Law, on: date, *, quick: bool = True) -> Iterator[Entry]:
    """Judge every row of a register, one after another.

    Blank rows are left out; every other row gives exactly one entry, a bad one with its reasons.

    Args:
        pieces: Rows with the line they start on, see :func:`workflows.ledger.reading.open_register`.
        columns: Which column is which.
        law: The rules and the calendar.
        on: The day on which requests not yet answered are looked at.
        quick: Whether common rows may take the fast way; the verdicts are the same.
    """
    tables = Tables.of(law) if quick else None
    judged = _judging(columns, law, on, tables, None if tables is None else Sieve.of(columns, tables, on))
    for piece in pieces:
        if isinstance(piece, Broken):
            yield _lost(piece)
        else:
            yield from _entries(zip(piece.lines, piece.rows, strict=True), columns, judged)


def survey(pieces: Iterable[Piece], columns: Columns, law: Law, on: date, tally: Tally) -> Iterator[Entry]:
    """Judge every row, but give only those with something to say; all are counted in the tally.

    Rows in time under every reading, with nothing to remark, are counted in stretches.
    """
    return surveyor(columns, law, on)(pieces, tally)


def surveyor(columns: Columns, law: Law, on: date) -> Surveying:
    """Build what surveys pieces; it remembers days between calls, so one serves for a whole register."""
    tables = Tables.of(law)
    sieve = None if tables is None else Sieve.of(columns, tables, on)
    judged = _judging(columns, law, on, tables, sieve)

    def surveyed(pieces: Iterable[Piece], tally: Tally) -> Iterator[Entry]:
        for piece in pieces:
            if isinstance(piece, Broken):
                entries: Iterator[Entry] = iter((_lost(piece),))
            else:
                left = range(len(piece.rows)) if sieve is None else sieve.count(piece.rows, tally)
                rows = ((piece.lines[at], piece.rows[at]) for at in left)
                entries = _entries(rows, columns, judged)
            yield from tallied(entries, tally)

    return surveyed


@contextmanager
def at_rest() -> Iterator[None]:
    """Let the garbage collector look less often for a while: rows make no cycles, and a million of them wake it."""
    before = gc.get_threshold()
    gc.set_threshold(ROWS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _lost(piece: Broken) -> Entry:
    broken = Finding("unreadable_lines", (str(piece.line), str(piece.last_line), piece.why))
    return Entry(piece.line, "", Verdict(BAD, findings=(broken,)), (), piece.last_line)


def _entries(rows: Iterable[tuple[int, list[Any]]], columns: Columns, judged: _Judging) -> Iterator[Entry]:
    id_at = columns.index.get("id", -1)
    width = len(columns.headers)
    for line, row in rows:
        cells = row if len(row) == width else _fitted(row, width)
        if len(cells) > width:
            extra = Finding("too_many_cells", (str(len(cells)), str(width)))
            verdict: Verdict | None = Verdict(BAD, findings=(extra,))
        else:
            verdict = judged(cells)
        if verdict is not None:
            yield Entry(line, _text(cells[id_at]) if id_at >= 0 else "", verdict, cells)


def _fitted(cells: Sequence[Any], width: int) -> list[Any]:
    """Fill a short row with blanks; drop blank cells past the headers."""
    fitted = list(cells)
    while len(fitted) > width and _text(fitted[-1]) == "":
        fitted.pop()
    return fitted + [""] * (width - len(fitted))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _picker(columns: Columns) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Take the day cells of a row in the order of ``DAYS``, blank where the register has no such column."""
    indexes = columns.day_indexes()
    if -1 not in indexes:
        return itemgetter(*indexes)
    present = [at for at in indexes if at >= 0]
    blank = len(present)
    order = itemgetter(*(present.index(at) if at >= 0 else blank for at in indexes))
    take = itemgetter(*present) if len(present) > 1 else lambda cells: (cells[present[0]],)
    return lambda cells: order((*take(cells), ""))


def _judging(columns: Columns, law: Law, on: date, tables: Tables | None, sieve: Sieve | None) -> _Judging:
    """Build the function from the cells of a row to its verdict, None for a row without content."""
    pick = _picker(columns)
    day_of = DayCache().__getitem__

    def judged(cells: Sequence[Any]) -> Verdict | None:
        if tables is not None and sieve is not None:
            two = sieve.plain_days(cells)
            verdict = None if two is None else _two_days_verdict(*two, tables, on)
            if verdict is not None:
                return verdict
        days = tuple(map(day_of, pick(cells)))
        if tables is not None:
            verdict = _quick_verdict(days, tables, on)
            if verdict is not None:
                return verdict
        bad = [day for day in days if isinstance(day, Unreadable)]
        if bad or days[0] is None:
            return _unusable(days, columns) if any(_text(cell) for cell in cells) else None
        return assess(Request(*days), law, on)  # type: ignore[arg-type]  # no day is unreadable here

    return judged


def _unusable(days: tuple[Any, ...], columns: Columns) -> Verdict:
    findings = [
        Finding("unreadable_day", (columns.header_of(name), day.cell, day.why, day.why_en))
        for name, day in zip(DAYS, days, strict=True)
        if isinstance(day, Unreadable)
    ]
    if days[0] is None:
        findings.insert(0, Finding("receipt_missing", (columns.header_of("received"),)))
    received = days[0] if isinstance(days[0], date) else None
    return Verdict(BAD, received=received, findings=tuple(findings))


_NOTHING = (None,) * (len(DAYS) - 3)


def _quick_verdict(days: tuple[Any, ...], tables: Tables, on: date) -> Verdict | None:
    """Judge a common row by arithmetic; None for any row that needs care."""
    received, posted, replied = days[:3]
    answered = replied if posted is None else posted
    if not _in_order(received, posted, replied, answered, on):
        return None
    if days[3:] == _NOTHING:
        clock = tables.plain_standing(received)
    else:
        steps = _common_steps(received, answered, days)
        clock = None if steps is None else quick_standing(received, steps, tables)
    if clock is None:
        return None
    return _plain_verdict(clock, received, answered, on, tables) or judge(
        clock, Request(received, posted, replied), tables.law.calendar, on
    )


def _two_days_verdict(received: Any, answered: Any, tables: Tables, on: date) -> Verdict | None:
    """Judge a row of receipt and reply alone; None where the days are not in order or a reading turns it."""
    if type(received) is not date or received > on:
        return None
    if answered is not None and (type(answered) is not date or not received <= answered <= on):
        return None
    clock = tables.plain_standing(received)
    return None if clock is None else _plain_verdict(clock, received, answered, on, tables)


def _plain_verdict(clock: Standing, received: date, answered: date | None, on: date, tables: Tables) -> Verdict | None:
    """Judge where every reading agrees and nothing is to be remarked; None elsewhere."""
    sure, late, last = clock.sure_by, clock.late_after, clock.due
    if sure is None or late is None or last is None:
        return None
    looked = answered or on
    days: int | None = None
    if looked > late and tables.law.calendar.covers(looked):
        status = OVERDUE if answered is None else LATE
        days = tables.rank(looked) - tables.rank(last)
    elif answered is not None and looked <= sure:
        status = IN_TIME
    else:
        return None
    _, article, version = tables.label(clock.rule)
    return Verdict(status, received, last, clock.base_due, answered, days, article, version, clock.certainty)


def _in_order(received: Any, posted: Any, replied: Any, answered: Any, on: date) -> bool:
    """Tell whether a row has a day of receipt and at most one day of reply, each readable and possible."""
    if type(received) is not date or received > on:
        return False
    if posted is not None and replied is not None and posted != replied:
        return False
    return answered is None or (type(answered) is date and received <= answered <= on)


_NOTHING_RARE = (None,) * 8


def _common_steps(received: date, answered: date | None, days: tuple[Any, ...]) -> Steps | None:
    """Sort the days of a row into the steps that arithmetic can follow; None if there are others or out of order."""
    (withdrawn, told, corrected, second, extended, sent, back, other, other_back, *rare, submitted) = days[3:]
    consulted = "third_party_sent"
    if sent is None and back is None:
        sent, back, other, other_back, consulted = other, other_back, None, None, "other_agency_sent"
    if (withdrawn, second, other, other_back, *rare) != _NOTHING_RARE:
        return None
    if submitted is not None and (type(submitted) is not date or submitted > received):
        return None
    latest = answered or date.max
    for day in (told, corrected, extended, sent, back):
        if day is not None and (type(day) is not date or not received <= day <= latest):
            return None
    if not (_paired(told, corrected) and _paired(sent, back)) or (told is not None and sent is not None):
        return None
    return Steps(told, corrected, sent, back, extended, consulted)


def _paired(first: date | None, then: date | None) -> bool:
    """Tell whether two steps are both missing, or both there and in order."""
    if first is None or then is None:
        return first is then
    return first <= then
