"""Counts the rows of a stretch that are plainly in time, column by column and without a Python step for each row.

A row stays when it holds a readable day of receipt, a reply that is in time under every reading, and no other step.
All others are left to be judged one by one; a test holds that the sum is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import compress
from operator import and_, itemgetter, le, not_
from typing import Any

from attrs import frozen

from workflows.ledger.by_tables import Tables
from workflows.ledger.days import DayCache
from workflows.ledger.fields import DAYS
from workflows.ledger.mapping import Columns
from workflows.ledger.tally import Tally

_CELLS_REMEMBERED = 50_000
# Days are compared as ISO text, which sorts like the days; these sort before and after every day.
_NEVER, _ALWAYS = "~", ""


class Remembered(dict[Any, Any]):
    """Computes the value of a key once; forgets all when it grows past a limit, so that memory stays flat."""

    __slots__ = ("compute",)

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        super().__init__()
        self.compute = compute

    def __missing__(self, key: Any) -> Any:
        if len(self) >= _CELLS_REMEMBERED:
            self.clear()
        value = self[key] = self.compute(key)
        return value


@frozen(slots=True, eq=False)
class Sieve:
    """Look-ups from cells to what decides about them."""

    width: int
    received_of: Callable[[Sequence[Any]], Any]
    replied_of: Callable[[Sequence[Any]], Any]
    rest_of: Callable[[Sequence[Any]], Any]
    days: Remembered
    sure_by: Remembered
    rules: Remembered
    blank: Remembered
    day_of: Callable[[Any], Any]

    @classmethod
    def of(cls, columns: Columns, tables: Tables, on: date) -> Sieve | None:
        """Build the look-ups; None for a register without a column of replies."""
        replied = columns.index.get("replied", columns.index.get("posted"))
        if replied is None:
            return None
        received = columns.index["received"]
        rest = [columns.index[name] for name in DAYS if name in columns.index]
        rest = [at for at in rest if at not in {received, replied}]
        day_of = DayCache().__getitem__

        def clock(cell: Any) -> tuple[str, str]:
            day = day_of(cell)
            found = tables.plain_standing(day) if isinstance(day, date) else None
            if found is None or found.sure_by is None:
                return _ALWAYS, ""
            return min(found.sure_by, on).isoformat(), found.rule.version

        return cls(
            width=len(columns.headers),
            received_of=itemgetter(received),
            replied_of=itemgetter(replied),
            rest_of=itemgetter(*rest) if rest else (lambda _: ""),
            days=Remembered(lambda cell: _iso(day_of(cell))),
            sure_by=Remembered(lambda cell: clock(cell)[0]),
            rules=Remembered(lambda cell: clock(cell)[1]),
            blank=Remembered(lambda cells: all(day_of(cell) is None for cell in _each(cells))),
            day_of=day_of,
        )

    def plain_days(self, cells: Sequence[Any]) -> tuple[Any, Any] | None:
        """Give the days of receipt and reply of a row without any other step, None for other rows."""
        if not self.blank[self.rest_of(cells)]:
            return None
        return self.day_of(self.received_of(cells)), self.day_of(self.replied_of(cells))

    def count(self, rows: list[list[Any]], tally: Tally) -> Sequence[int]:
        """Count the plain rows in the tally and give the positions of the others."""
        if set(map(len, rows)) != {self.width}:
            nothing = [""] * self.width
            rows = [row if len(row) == self.width else nothing for row in rows]
        received = list(map(self.received_of, rows))
        replied = list(map(self.days.__getitem__, map(self.replied_of, rows)))
        after = map(le, map(self.days.__getitem__, received), replied)
        before = map(le, replied, map(self.sure_by.__getitem__, received))
        blank = map(self.blank.__getitem__, map(self.rest_of, rows))
        plain = list(map(and_, map(and_, after, before), blank))
        tally.add_in_time(Counter(map(self.rules.__getitem__, compress(received, plain))))
        return list(compress(range(len(rows)), map(not_, plain)))


def _iso(day: Any) -> str:
    return day.isoformat() if isinstance(day, date) else _NEVER


def _each(cells: Any) -> tuple[Any, ...]:
    return cells if isinstance(cells, tuple) else (cells,)
