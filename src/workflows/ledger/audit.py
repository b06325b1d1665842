"""Every row of a register to exactly one verdict, as a stream.

There are four ways to a verdict, each faster and narrower than the one below it; a row takes the first that can
judge it, and property tests hold that all give the same:

1. ``by_columns``: rows that are plainly in time are counted in stretches, without a verdict of their own;
2. ``by_tables.verdict_of_two_days``: receipt and reply alone, looked up;
3. ``by_tables.verdict_of_common_steps``: one pair of steps and an extension, by arithmetic on tables;
4. ``verdict.assess``: every row, through the facts and :func:`deadlines.counting.due`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter

from attrs import frozen

from workflows.ledger.by_columns import PlainRows
from workflows.ledger.by_tables import verdict_of_common_steps, verdict_of_two_days
from workflows.ledger.clock import LegalBasis
from workflows.ledger.days import Day, Unreadable, read_day
from workflows.ledger.fields import DAYS
from workflows.ledger.mapping import Columns
from workflows.ledger.reading import BrokenLines, Piece
from workflows.ledger.remembered import Remembered
from workflows.ledger.request import BAD, Finding, RequestDays, Verdict
from workflows.ledger.tables import Tables
from workflows.ledger.tally import Entry, Tally, tallied
from workflows.ledger.verdict import assess

_Cells = Sequence[object]
_Judging = Callable[[_Cells], Verdict | None]
Surveying = Callable[[Iterable[Piece], Tally], Iterator[Entry]]


@frozen(slots=True, eq=False)
class _FastWays:
    """What the fast ways look things up in."""

    tables: Tables
    plain: PlainRows | None

    @classmethod
    def of(cls, columns: Columns, law: LegalBasis, on: date) -> _FastWays | None:
        """Build the look-ups; None for a calendar whose readings need the careful way."""
        tables = Tables.of(law)
        return None if tables is None else cls(tables, PlainRows.of(columns, tables, on))


def audit(pieces: Iterable[Piece], columns: Columns, law: LegalBasis, on: date) -> Iterator[Entry]:
    """Judge every row of a register, one after another.

    Blank rows are left out; every other row gives exactly one entry, a bad one with its reasons.

    Args:
        pieces: Rows with the line they start on, see :func:`workflows.ledger.reading.open_register`.
        columns: Which column is which.
        law: The rules and the calendar.
        on: The day on which requests not yet answered are looked at.
    """
    return _audited(pieces, columns, _judging(columns, law, on, _FastWays.of(columns, law, on)))


def audit_by_facts(pieces: Iterable[Piece], columns: Columns, law: LegalBasis, on: date) -> Iterator[Entry]:
    """Judge every row by the careful way alone; the entries are those of :func:`audit`."""
    return _audited(pieces, columns, _judging(columns, law, on, None))


def survey(pieces: Iterable[Piece], columns: Columns, law: LegalBasis, on: date, tally: Tally) -> Iterator[Entry]:
    """Judge every row, but give only those with something to say; all are counted in the tally.

    Rows in time under every reading, with nothing to remark, are counted in stretches.
    """
    return surveyor(columns, law, on)(pieces, tally)


def surveyor(columns: Columns, law: LegalBasis, on: date) -> Surveying:
    """Build what surveys pieces; it remembers days between calls, so one serves for a whole register."""
    fast = _FastWays.of(columns, law, on)
    plain = None if fast is None else fast.plain
    judged = _judging(columns, law, on, fast)

    def surveyed(pieces: Iterable[Piece], tally: Tally) -> Iterator[Entry]:
        for piece in pieces:
            if isinstance(piece, BrokenLines):
                entries: Iterator[Entry] = iter((_lost(piece),))
            else:
                left = range(len(piece.rows)) if plain is None else plain.count(piece.rows, tally)
                rows = ((piece.lines[at], piece.rows[at]) for at in left)
                entries = _entries(rows, columns, judged)
            yield from tallied(entries, tally)

    return surveyed


def _audited(pieces: Iterable[Piece], columns: Columns, judged: _Judging) -> Iterator[Entry]:
    for piece in pieces:
        if isinstance(piece, BrokenLines):
            yield _lost(piece)
        else:
            yield from _entries(zip(piece.lines, piece.rows, strict=True), columns, judged)


def _lost(piece: BrokenLines) -> Entry:
    broken = Finding("unreadable_lines", (str(piece.line), str(piece.last_line), piece.why.zh, piece.why.en))
    return Entry(piece.line, "", Verdict(BAD, findings=(broken,)), (), piece.last_line)


def _entries(rows: Iterable[tuple[int, _Cells]], columns: Columns, judged: _Judging) -> Iterator[Entry]:
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


def _fitted(cells: _Cells, width: int) -> list[object]:
    """Fill a short row with blanks; drop blank cells past the headers."""
    fitted = list(cells)
    while len(fitted) > width and _text(fitted[-1]) == "":
        fitted.pop()
    return fitted + [""] * (width - len(fitted))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _picker(columns: Columns) -> Callable[[_Cells], tuple[object, ...]]:
    """Take the day cells of a row in the order of ``DAYS``, blank where the register has no such column."""
    indexes = columns.day_indexes()
    if -1 not in indexes:
        return itemgetter(*indexes)
    present = [at for at in indexes if at >= 0]
    blank = len(present)
    order = itemgetter(*(present.index(at) if at >= 0 else blank for at in indexes))
    take = itemgetter(*present) if len(present) > 1 else lambda cells: (cells[present[0]],)
    return lambda cells: order((*take(cells), ""))


def _judging(columns: Columns, law: LegalBasis, on: date, fast: _FastWays | None) -> _Judging:
    """Build the function from the cells of a row to its verdict, None for a row without content."""
    pick = _picker(columns)
    day_of = Remembered(read_day).__getitem__

    def judged(cells: _Cells) -> Verdict | None:
        two = None if fast is None or fast.plain is None else fast.plain.two_days(cells)
        if fast is not None and two is not None:
            verdict = verdict_of_two_days(*two, fast.tables, on)
            if verdict is not None:
                return verdict
        days = tuple(map(day_of, pick(cells)))
        if fast is not None:
            verdict = verdict_of_common_steps(days, fast.tables, on)
            if verdict is not None:
                return verdict
        received, *rest = days
        steps = [day for day in rest if not isinstance(day, Unreadable)]
        if received is None or isinstance(received, Unreadable) or len(steps) < len(rest):
            return _unusable(days, columns) if any(_text(cell) for cell in cells) else None
        return assess(RequestDays(received, *steps), law, on)

    return judged


def _unusable(days: Sequence[Day], columns: Columns) -> Verdict:
    findings = [
        Finding("unreadable_day", (columns.header_of(name), day.cell, day.why, day.why_en))
        for name, day in zip(DAYS, days, strict=True)
        if isinstance(day, Unreadable)
    ]
    if days[0] is None:
        findings.insert(0, Finding("receipt_missing", (columns.header_of("received"),)))
    received = days[0] if isinstance(days[0], date) else None
    return Verdict(BAD, received=received, findings=tuple(findings))
