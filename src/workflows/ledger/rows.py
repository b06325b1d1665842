"""What is to be said of a row beside the days of its request: cells not read, and rows that are no request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from attrs import evolve

from workflows.ledger.cells import Spread, shown
from workflows.ledger.days import Day, Unreadable, read_day
from workflows.ledger.fields import DAYS, EXTENSION_DAYS, fields, is_footer, no_words, tidy, yes_words
from workflows.ledger.mapping import Columns
from workflows.ledger.pieces import SheetRow
from workflows.ledger.request import BAD, NO_REQUEST, OVERDUE, UNRECORDED, Finding, Verdict

Remarking = Callable[[Verdict, SheetRow], Verdict]


def remarking(columns: Columns) -> Remarking | None:
    """Build what looks at the cells of a row that its days do not tell of; None where a register has no such cells."""
    if not (columns.grid or columns.flags or columns.asleep) and columns.keeps_replies:
        return None
    matters = {
        at: [columns.index[name] for name in DAYS if _is_of(name, matter, columns)]
        for at, matter in columns.flags.items()
    }
    days = [(name, columns.index[name]) for name in DAYS if name in columns.index]

    def remarked(verdict: Verdict, cells: SheetRow) -> Verdict:
        found = [
            Finding("merged_cell", (name, cell.ref))
            for name, at in days
            if isinstance(cell := cells[at], Spread) and read_day(cell) is not None
        ]
        found += [
            Finding("flag_without_day", (columns.label(at), shown(cells[at])))
            for at, days_at in matters.items()
            if shown(cells[at]) in yes_words() and all(read_day(cells[day]) is None for day in days_at)
        ]
        unread = [
            Finding("column_not_read", (columns.label(at), shown(cells[at])))
            for at in (*columns.asleep, *columns.flags)
            if shown(cells[at]) not in no_words() and not (at in columns.flags and shown(cells[at]) in yes_words())
        ]
        status = verdict.status
        if unread and status != NO_REQUEST:
            status = BAD
        elif status == OVERDUE and not columns.keeps_replies:
            status = UNRECORDED
        if not found and not unread and status == verdict.status:
            return verdict
        return evolve(verdict, status=status, findings=(*verdict.findings, *found, *unread))

    return remarked


def _is_of(name: str, matter: str, columns: Columns) -> bool:
    return name in columns.index and fields()[name].about == matter


def unusable(days: Sequence[Day], longer: int | Unreadable | None, cells: SheetRow, columns: Columns) -> Verdict | None:
    """Say why a row cannot be judged, or that it is no request; None for a row without content."""
    texts = [shown(cell) for cell in cells]
    first = next((text for text in texts if text), None)
    if first is None:
        return None
    if not any(isinstance(day, date) for day in days):
        if is_footer(first):
            return Verdict(NO_REQUEST, findings=(Finding("footer_row", (first,)),))
        if all(tidy(texts[at]) == columns.headers[at] for at in columns.index.values()):
            return Verdict(NO_REQUEST, findings=(Finding("headers_again"),))
    findings = [
        Finding("unreadable_day", (columns.header_of(name), cell.cell, cell.why.zh, cell.why.en))
        for name, cell in (*zip(DAYS, days, strict=True), (EXTENSION_DAYS, longer))
        if isinstance(cell, Unreadable)
    ]
    if days[0] is None:
        findings.insert(0, Finding("receipt_missing", (columns.header_of("received"),)))
    received = days[0] if isinstance(days[0], date) else None
    return Verdict(BAD, received=received, findings=tuple(findings))
