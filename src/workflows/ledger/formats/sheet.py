"""What every kind of spreadsheet gives: sheets, each of which is read once, as a stream of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from workflows.ledger.formats.parts import Progress
from workflows.ledger.pieces import SheetRow

NumberedRows = Iterator[tuple[int, SheetRow]]


@frozen(slots=True, eq=False)
class Sheet:
    """One sheet: rows come with their number in the sheet, those without content are left out.

    ``ragged`` says that a row may lack cells because it is only a part of one, as in a web page; in a grid every
    cell has its place.
    """

    name: str
    visible: bool
    rows: Callable[[Progress], NumberedRows]
    size: int
    ragged: bool = False


@frozen(slots=True, eq=False)
class Book:
    """The sheets of a file in their order; ``close`` lets go of the file."""

    sheets: tuple[Sheet, ...]
    close: Callable[[], None]
