"""Tables as they are laid out: cells that span several places, and the same with a text at each place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

WIDEST = 64
"""Columns of a table; a cell that claims to span more spans this many."""

TALLEST = 500

Grid = tuple[tuple[str, ...], ...]
"""A table as rows of texts, one for each place: a cell that spans several stands at each of them."""


@frozen
class Cell:
    """A cell of a table as it is written: its text and how far it spans."""

    text: str
    columns: int = 1
    rows: int = 1


def spread(rows: Iterable[Sequence[Cell]]) -> Grid:
    """Lay cells out so that each place has a text: spans are followed to the right and down.

    >>> spread([[Cell("a", rows=2), Cell("b", columns=2)], [Cell("c"), Cell("d")]])
    (('a', 'b', 'b'), ('a', 'c', 'd'))
    """
    grid: list[list[str]] = []
    hanging: dict[int, tuple[str, int]] = {}
    for row in list(rows)[:TALLEST]:
        line: list[str] = []
        cells = iter(row)
        cell = next(cells, None)
        while cell is not None or len(line) in hanging:
            at = len(line)
            if at in hanging:
                text, left = hanging.pop(at)
                line.append(text)
                if left > 1:
                    hanging[at] = (text, left - 1)
                continue
            assert cell is not None  # noqa: S101  # the loop has ended otherwise
            for _ in range(max(1, min(cell.columns, WIDEST - at))):
                if cell.rows > 1:
                    hanging[len(line)] = (cell.text, cell.rows - 1)
                line.append(cell.text)
            cell = next(cells, None)
        grid.append(line)
    return tuple(map(tuple, grid))
