"""What a register is read in: stretches of rows, and lines that are no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from attrs import frozen

from deadlines.errors import Reason

BLOCK_ROWS = 4096

SheetRow = Sequence[object]


@frozen(slots=True)
class BrokenLines:
    """Lines that could not be read as a row: from ``line`` to ``last_line``, both included; ``text`` begins them."""

    line: int
    last_line: int
    why: Reason
    text: str = ""


@frozen(slots=True, eq=False)
class RowBlock:
    """Rows in a stretch, with the line that each starts on."""

    lines: Sequence[int]
    rows: Sequence[SheetRow]


Piece = RowBlock | BrokenLines


def blocks(rows: Iterable[tuple[int, SheetRow]], size: int = BLOCK_ROWS) -> Iterator[Piece]:
    """Gather numbered rows into stretches."""
    left = iter(rows)
    while stretch := list(islice(left, size)):
        yield RowBlock([line for line, _ in stretch], [row for _, row in stretch])
