"""What is to be said of a row beside the days of its request: cells not read, and rows that are no request."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

from attrs import evolve

from deadlines.errors import Reason
from workflows.ledger.cells import Spread, shown
from workflows.ledger.days import UNKNOWN, Day, Unreadable, read_day
from workflows.ledger.fields import (
    DAYS,
    EXTENSION_DAYS,
    fields,
    is_footer,
    no_words,
    same_day_words,
    tidy,
    unanswered_words,
    yes_words,
)
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


def said_in_words(days: Sequence[Day]) -> Sequence[Day]:
    """Read a reply that is told in words: none yet, or on the day of receipt; in every other column words stay unread.

    Nothing is guessed at: 未答复 beside a day on which the reply was sent, or 当日 beside another day that could be
    meant, is told to be unclear.
    """
    received, replied = days[0], days[_REPLIED]
    if not isinstance(replied, Unreadable) or replied.why is not UNKNOWN:
        return days
    words = unicodedata.normalize("NFKC", replied.cell).strip()
    others = [day for at, day in enumerate(days) if at not in {0, _REPLIED}]
    found: Day = replied
    if words in unanswered_words():
        found = None if days[_POSTED] is None else Unreadable(replied.cell, YET_SENT)
    elif words in same_day_words():
        is_plain = isinstance(received, date) and not any(others)
        found = received if is_plain else Unreadable(replied.cell, WHICH_DAY)
    return (*days[:_REPLIED], found, *days[_REPLIED + 1 :])


_REPLIED, _POSTED = DAYS.index("replied"), DAYS.index("posted")

YET_SENT = Reason(
    "day.yet_sent",
    "与本行的寄出日期矛盾，请核实后写明日期",
    "contradicts the day of dispatch in the same row; look it up and write the day",
)

WHICH_DAY = Reason(
    "day.which",
    "不知与本行的哪一日同日，请写明日期",
    "may be the same day as any other of the row; write the day",
)


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
