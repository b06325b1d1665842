"""Counts the rows of a stretch that are plainly in time, column by column and without a Python step for each row.

A row is plain when it holds a readable day of receipt, a reply that is in time under every reading, and no other
step. All others are left to be judged one by one; a test holds that the sum is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import compress
from operator import and_, itemgetter, le, not_
from typing import TypeGuard

from attrs import frozen

from workflows.ledger.cells import Spread
from workflows.ledger.days import Day, read_day
from workflows.ledger.fields import DAYS
from workflows.ledger.mapping import Columns
from workflows.ledger.remembered import Remembered
from workflows.ledger.tables import Tables
from workflows.ledger.tally import Tally

# Days are compared as ISO text, which sorts like the days; these sort before and after every day.
_NEVER, _ALWAYS = "~", ""

_Cells = Sequence[object]


@frozen(slots=True, eq=False)
class PlainRows:
    """Look-ups from the cells of a plain row to what decides about it."""

    width: int
    received_of: Callable[[_Cells], object]
    replied_of: Callable[[_Cells], object]
    rest_of: Callable[[_Cells], object]
    days: Remembered[object, Day]
    texts: Remembered[object, str]
    sure_by: Remembered[object, str]
    rules: Remembered[object, str]
    blank: Remembered[object, bool]

    @classmethod
    def of(cls, columns: Columns, tables: Tables, on: date) -> PlainRows | None:
        """Build the look-ups; None for a register without a column of replies."""
        replied = columns.index.get("replied", columns.index.get("posted"))
        if replied is None:
            return None
        received = columns.index["received"]
        rest = [columns.index[name] for name in DAYS if name in columns.index]
        rest = [at for at in rest if at not in {received, replied}] + list(columns.watched)
        days = Remembered(read_day)

        def clock(cell: object) -> tuple[str, str]:
            day = days[cell]
            found = tables.plain_clock(day) if isinstance(day, date) else None
            if found is None or found.sure_by is None:
                return _ALWAYS, ""
            return min(found.sure_by, on).isoformat(), found.rule.version

        return cls(
            width=len(columns.headers),
            received_of=itemgetter(received),
            replied_of=itemgetter(replied),
            rest_of=itemgetter(*rest) if rest else (lambda _: ""),
            days=days,
            texts=Remembered(lambda cell: _NEVER if isinstance(cell, Spread) else _iso(days[cell])),
            sure_by=Remembered(lambda cell: clock(cell)[0]),
            rules=Remembered(lambda cell: clock(cell)[1]),
            blank=Remembered(lambda cells: all(days[cell] is None for cell in _each(cells))),
        )

    def two_days(self, cells: _Cells) -> tuple[Day, Day] | None:
        """Give the days of receipt and reply of a row without any other step, None for other rows."""
        if not self.blank[self.rest_of(cells)]:
            return None
        return self.days[self.received_of(cells)], self.days[self.replied_of(cells)]

    def count(self, rows: Sequence[_Cells], tally: Tally) -> Sequence[int]:
        """Count the plain rows in the tally and give the positions of the others."""
        if set(map(len, rows)) != {self.width}:
            nothing = [""] * self.width
            rows = [row if len(row) == self.width else nothing for row in rows]
        received = list(map(self.received_of, rows))
        replied = list(map(self.texts.__getitem__, map(self.replied_of, rows)))
        after = map(le, map(self.texts.__getitem__, received), replied)
        before = map(le, replied, map(self.sure_by.__getitem__, received))
        blank = map(self.blank.__getitem__, map(self.rest_of, rows))
        plain = list(map(and_, map(and_, after, before), blank))
        tally.add_in_time(Counter(map(self.rules.__getitem__, compress(received, plain))))
        return list(compress(range(len(rows)), map(not_, plain)))


def _iso(day: Day) -> str:
    return day.isoformat() if isinstance(day, date) else _NEVER


def _each(cells: object) -> tuple[object, ...]:
    return cells if _is_tuple(cells) else (cells,)


def _is_tuple(cells: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(cells, tuple)
