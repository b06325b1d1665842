"""Where each cell of a layout comes to stand."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.reports.grid import Cell
from workflows.reports.layout import Layout


def placed(layout: Layout) -> Iterator[tuple[int, int, Cell]]:
    """Give row, column and cell of a layout, with what hangs down from above left out.

    >>> [(row, column) for row, column, _ in placed([[Cell("a", rows=2), Cell("b")], [Cell("c")]])]
    [(0, 0), (0, 1), (1, 1)]
    """
    taken: set[tuple[int, int]] = set()
    for n, row in enumerate(layout):
        column = 0
        for cell in row:
            while (n, column) in taken:
                column += 1
            yield n, column, cell
            taken |= {(n + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            column += cell.columns


def width_of(layout: Layout) -> int:
    """Give the number of columns."""
    return sum(cell.columns for cell in layout[0])
