"""Merged cells: what stands in the first of them is spread over the rows that they cover."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field, frozen

from workflows.ledger.cells import Spread, column_letters, shown

_WIDEST = 1024
"""Cells across which a merged cell is spread; a title may lie over all columns of a sheet."""


@frozen(slots=True, order=True)
class Merge:
    """Merged cells, from row and column to row and column, both included; the first row is 1, the first column 0."""

    first_row: int
    first: int
    last_row: int
    last: int

    @property
    def ref(self) -> str:
        """The name that a spreadsheet program gives them."""
        return f"{column_letters(self.first)}{self.first_row}:{column_letters(self.last)}{self.last_row}"


@define(slots=True, eq=False)
class Spreading:
    """Spreads merged cells over the rows of a sheet, which come in order."""

    merges: list[Merge] = field(factory=list)
    _active: list[tuple[Merge, object]] = field(factory=list, init=False)
    _next: int = field(default=0, init=False)

    @classmethod
    def of(cls, merges: Iterable[Merge]) -> Spreading:
        """Spread these."""
        return cls(sorted(merges))

    def over(self, line: int, cells: list[object]) -> list[object]:
        """Fill the cells of a row that are merged with a cell of content."""
        if self._next >= len(self.merges) and not self._active:
            return cells
        while self._next < len(self.merges) and self.merges[self._next].first_row <= line:
            merge = self.merges[self._next]
            self._next += 1
            value = cells[merge.first] if merge.first_row == line and merge.first < len(cells) else None
            if shown(value):
                self._active.append((merge, value))
        self._active = [item for item in self._active if item[0].last_row >= line]
        for merge, value in self._active:
            _fill(cells, line, merge, value)
        return cells


def _fill(cells: list[object], line: int, merge: Merge, value: object) -> None:
    last = min(merge.last, merge.first + _WIDEST)
    cells.extend([None] * (last + 1 - len(cells)))
    across = merge.last > merge.first
    for at in range(merge.first, last + 1):
        if line > merge.first_row or at > merge.first:
            cells[at] = Spread(value, merge.ref, across=across)
