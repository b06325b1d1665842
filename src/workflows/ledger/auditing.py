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
from typing import Any

from attrs import evolve, frozen

from workflows.ledger.basis import LegalBasis
from workflows.ledger.by_columns import PlainRows
from workflows.ledger.by_tables import verdict_of_common_steps, verdict_of_two_days
from workflows.ledger.cells import Spread, shown
from workflows.ledger.days import Day, Unreadable, read_day, read_working_days
from workflows.ledger.fields import DAYS, EXTENSION_DAYS, no_words
from workflows.ledger.mapping import Columns
from workflows.ledger.numbers import Numbers
from workflows.ledger.pieces import BrokenLines, Piece, RowBlock, SheetRow
from workflows.ledger.reading import strays
from workflows.ledger.remembered import Remembered
from workflows.ledger.request import BAD, NO_REQUEST, Finding, RequestDays, Verdict
from workflows.ledger.rows import remarking, said_in_words, unusable
from workflows.ledger.tables import Tables
from workflows.ledger.tally import REPEATED, Entry, Tally, tallied
from workflows.ledger.verdict import assess

_Judging = Callable[[SheetRow], Verdict | None]
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


def audit(pieces: Iterable[Piece], columns: Columns, law: LegalBasis, on: date, sheet: str = "") -> Iterator[Entry]:
    """Judge every row of a register, one after another.

    Blank rows are left out; every other row gives exactly one entry, a bad one with its reasons.

    Args:
        pieces: Rows with the line they start on, see :func:`workflows.ledger.reading.open_register`.
        columns: Which column is which.
        law: The rules and the calendar.
        on: The day on which requests not yet answered are looked at.
        sheet: The sheet that each entry is to name, where there are several.
    """
    return _audited(pieces, columns, _judging(columns, law, on, _FastWays.of(columns, law, on)), sheet)


def audit_by_facts(pieces: Iterable[Piece], columns: Columns, law: LegalBasis, on: date) -> Iterator[Entry]:
    """Judge every row by the careful way alone; the entries are those of :func:`audit`."""
    return _audited(pieces, columns, _judging(columns, law, on, None), "")


def survey(
    pieces: Iterable[Piece], columns: Columns, law: LegalBasis, on: date, tally: Tally, sheet: str = ""
) -> Iterator[Entry]:
    """Judge every row, but give only those with something to say; all are counted in the tally.

    Rows in time under every reading, with nothing to remark, are counted in stretches.
    """
    numbers = Numbers.of(columns)
    return surveyor(columns, law, on, sheet)(
        pieces if numbers is None else _numbered(pieces, numbers, tally, sheet), tally
    )


def _numbered(pieces: Iterable[Piece], numbers: Numbers, tally: Tally, sheet: str) -> Iterator[Piece]:
    """Count the numbers that come again while rows pass."""
    for piece in pieces:
        if isinstance(piece, RowBlock):
            numbers.count(numbers.stretch(piece), tally, sheet)
        yield piece


def surveyor(columns: Columns, law: LegalBasis, on: date, sheet: str = "") -> Surveying:
    """Build what surveys pieces; it remembers days between calls, so one serves for a whole register.

    Numbers that come again are left to the caller, who sees all pieces in their order.
    """
    fast = _FastWays.of(columns, law, on)
    plain = None if fast is None else fast.plain
    judged = _judging(columns, law, on, fast)

    def surveyed(pieces: Iterable[Piece], tally: Tally) -> Iterator[Entry]:
        for piece in pieces:
            if isinstance(piece, BrokenLines):
                entries: Iterator[Entry] = iter((_lost(piece, sheet),))
            else:
                left = range(len(piece.rows)) if plain is None else plain.count(piece.rows, tally)
                rows = ((piece.lines[at], piece.rows[at]) for at in left)
                entries = _entries(rows, columns, judged, sheet)
            yield from tallied(entries, tally)

    return surveyed


def _audited(pieces: Iterable[Piece], columns: Columns, judged: _Judging, sheet: str) -> Iterator[Entry]:
    numbers = Numbers.of(columns)
    for piece in pieces:
        if isinstance(piece, BrokenLines):
            yield _lost(piece, sheet)
            continue
        again = set() if numbers is None else set(numbers.again(numbers.stretch(piece)))
        for entry in _entries(zip(piece.lines, piece.rows, strict=True), columns, judged, sheet):
            yield _repeated(entry) if entry.line in again else entry


def _lost(piece: BrokenLines, sheet: str) -> Entry:
    broken = Finding("unreadable_lines", (_lines(piece.line, piece.last_line), piece.why.zh, piece.why.en))
    return Entry(piece.line, "", Verdict(BAD, findings=(broken,)), (piece.text,), piece.last_line, sheet)


def _lines(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _repeated(entry: Entry) -> Entry:
    finding = Finding(REPEATED, (entry.id,))
    return evolve(entry, verdict=evolve(entry.verdict, findings=(*entry.verdict.findings, finding)))


def _entries(rows: Iterable[tuple[int, SheetRow]], columns: Columns, judged: _Judging, sheet: str) -> Iterator[Entry]:
    id_at = columns.index.get("id", -1)
    width = len(columns.headers)
    for line, row in rows:
        cells, verdict = (row, None) if len(row) == width else _fitted(line, row, columns)
        if verdict is None:
            verdict = judged(cells[:width] if len(cells) > width else cells)
        if verdict is not None:
            number = shown(_value(cells[id_at])) if 0 <= id_at < len(cells) else ""
            yield Entry(line, number, verdict, cells, 0, sheet)


def _value(cell: object) -> object:
    return cell.value if isinstance(cell, Spread) else cell


def _fitted(line: int, row: SheetRow, columns: Columns) -> tuple[SheetRow, Verdict | None]:
    """Fit a row to the headers; outside a grid a row of another length is a part of one."""
    width, beyond = len(columns.headers), strays(line, row, len(columns.headers))
    blank = not any(shown(cell) for cell in row[:width])
    if columns.grid and beyond and blank:
        return row, Verdict(NO_REQUEST, findings=(Finding("stray_cells", ("、".join(beyond[:_STRAYS_NAMED]),)),))
    if not columns.grid and beyond:
        extra = Finding("too_many_cells", (str(len(row)), str(width)))
        return row, Verdict(BAD, findings=(extra,))
    if not columns.grid and len(row) < columns.least and not blank:
        few = Finding("too_few_cells", (str(len(row)), str(columns.least)))
        return row, Verdict(BAD, findings=(few,))
    fitted = list(row if columns.grid else row[:width])
    return fitted + [None] * (width - len(fitted)), None


_STRAYS_NAMED = 5


def _picker(columns: Columns) -> Callable[[SheetRow], tuple[object, ...]]:
    """Take the day cells of a row in the order of ``DAYS``, blank where the register has no such column."""
    indexes = columns.day_indexes()
    present = [at for at in indexes if at >= 0]
    blank = len(present)
    order = itemgetter(*(present.index(at) if at >= 0 else blank for at in indexes))
    take = itemgetter(*present) if len(present) > 1 else lambda cells: (cells[present[0]],)
    return lambda cells: order((*take(cells), ""))


def _judging(columns: Columns, law: LegalBasis, on: date, fast: _FastWays | None) -> _Judging:
    """Build the function from the cells of a row to its verdict, None for a row without content."""
    pick = _picker(columns)
    day_of = Remembered(read_day).__getitem__
    remarked = remarking(columns)
    watched = columns.watched

    def judged(cells: SheetRow) -> Verdict | None:
        two = None if fast is None or fast.plain is None else fast.plain.two_days(cells)
        if fast is not None and two is not None:
            verdict = verdict_of_two_days(*two, fast.tables, on)
            if verdict is not None:
                return verdict if remarked is None else remarked(verdict, cells)
        days: Sequence[Day] = tuple(map(day_of, pick(cells)))
        if Unreadable in map(type, days):
            days = said_in_words(days)
        plain = fast is not None and not any(shown(cells[at]) not in no_words() for at in watched)
        verdict = verdict_of_common_steps(days, fast.tables, on) if fast is not None and plain else None
        if verdict is None:
            verdict = _with_care(days, cells, columns, law, on)
        return verdict if remarked is None or verdict is None else remarked(verdict, cells)

    return judged


def _with_care(days: Sequence[Day], cells: SheetRow, columns: Columns, law: LegalBasis, on: date) -> Verdict | None:
    """Judge a row by its facts; None for a row without content."""
    received, *rest = days
    steps = [day for day in rest if not isinstance(day, Unreadable)]
    at = columns.index.get(EXTENSION_DAYS)
    longer = None if at is None else read_working_days(cells[at])
    if not isinstance(received, date) or len(steps) < len(rest) or isinstance(longer, Unreadable):
        return unusable(days, longer, cells, columns)
    named: dict[str, Any] = dict(zip(DAYS[1:], steps, strict=True))
    request = RequestDays(received, **named)
    return assess(request if longer is None else evolve(request, extension_days=longer), law, on)
