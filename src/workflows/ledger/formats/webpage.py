"""Web pages with a table, as office systems export them, mostly with the suffix .xls; and archives of one page."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from attrs import define, frozen

from deadlines.errors import Reason
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.merges import Merge, Spreading
from workflows.ledger.formats.parts import BOMB, CHUNK, SAVE_AGAIN, Progress
from workflows.ledger.formats.sheet import Book, NumberedRows, Sheet
from workflows.ledger.formats.text import detect_encoding

_PENDING_LIMIT = 1 << 22
_SPAN_LIMIT = 65_536
_MHT_LIMIT = 1 << 28
_CELLS = frozenset({"td", "th"})
_NO_TEXT = frozenset({"script", "style"})


def open_html(path: Path) -> Book:
    """Open a web page: each of its tables is a sheet."""
    encoding = detect_encoding(path).name

    def read() -> Iterator[str]:
        with path.open(encoding=encoding, errors="replace") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    return _book(str(path), read)


def open_mht(path: Path) -> Book:
    """Open a web archive: each table of its first page is a sheet."""
    if path.stat().st_size > _MHT_LIMIT:
        raise RegisterError(str(path), BOMB, SAVE_AGAIN)
    whole = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    pages = [part.get_content() for part in whole.walk() if part.get_content_type() == "text/html"]
    tables = [page for page in pages if "<table" in page.lower()]
    return _book(str(path), lambda: iter(tables))


def _book(name: str, read: Callable[[], Iterator[str]]) -> Book:
    counts: dict[int, int] = {}
    for table, _ in _tables(name, read()):
        counts[table] = counts.get(table, 0) + 1
    if not counts:
        raise RegisterError(
            name,
            Reason("register.no_table", "是网页（HTML），其中没有表格", "is a web page (HTML) without a table"),
            Reason(
                "register.no_table.then",
                "请在表格软件中打开后另存为 .xlsx",
                "open it in a spreadsheet program and save it as .xlsx",
            ),
        )
    sheets = tuple(
        Sheet(f"表{table}", True, _Reading(name, read, table).rows, rows, ragged=True)  # noqa: FBT003  what a page shows is visible
        for table, rows in sorted(counts.items())
    )
    return Book(sheets, lambda: None)


@frozen(slots=True, eq=False)
class _Reading:
    """Reads one table of a page."""

    name: str
    read: Callable[[], Iterator[str]]
    table: int

    def rows(self, progress: Progress) -> NumberedRows:
        """Give the rows of the table."""
        spreading = Spreading.of(())
        above: list[Merge] = []
        line = 0
        for table, row in _tables(self.name, self.read()):
            if table == self.table:
                line += 1
                progress.read = line
                above = [merge for merge in above if merge.last_row >= line]
                cells, merges = _placed(row, line, above)
                spreading.merges.extend(merges)
                above.extend(merge for merge in merges if merge.last_row > line)
                yield line, spreading.over(line, cells)


@frozen(slots=True)
class _Cell:
    text: str
    down: int
    across: int


_Row = tuple[_Cell, ...]


def _placed(row: _Row, line: int, above: list[Merge]) -> tuple[list[object], list[Merge]]:
    """Put the cells of a row where those of rows above, which reach down into it, leave room."""
    taken = {at for merge in above for at in range(merge.first, merge.last + 1)}
    cells: list[object] = []
    merges: list[Merge] = []
    at = 0
    for cell in row:
        while at in taken:
            at += 1
        cells.extend([None] * (at - len(cells)))
        cells.append(cell.text)
        if cell.down > 1 or cell.across > 1:
            merges.append(Merge(line, at, line + cell.down - 1, at + cell.across - 1))
        at += cell.across
    cells.extend([None] * (max((at, *(place + 1 for place in taken))) - len(cells)))
    return cells, merges


def _tables(name: str, chunks: Iterator[str]) -> Iterator[tuple[int, _Row]]:
    """Give the rows of all tables, each with the number of its table."""
    page = _Page()
    for chunk in chunks:
        page.feed(chunk)
        if len(page.rawdata) > _PENDING_LIMIT:
            raise RegisterError(name, BOMB, SAVE_AGAIN)
        yield from page.taken()
    page.close()
    page.end()
    yield from page.taken()


@define(slots=True)
class _Open:
    """A table that has begun and not ended: the row and the cell at hand."""

    number: int
    row: list[_Cell] | None = None
    text: list[str] | None = None
    down: int = 1
    across: int = 1


class _Page(HTMLParser):
    """Reads the tables of a page; one inside another is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Open] = []
        self._rows: list[tuple[int, _Row]] = []
        self._tables = 0
        self._silent = 0

    def taken(self) -> list[tuple[int, _Row]]:
        """Give the rows that were completed since."""
        rows, self._rows = self._rows, []
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag in _NO_TEXT:
            self._silent += 1
        elif tag == "table":
            self._tables += 1
            self._open.append(_Open(self._tables))
        elif self._open and tag == "tr":
            self._end_row(self._open[-1])
            self._open[-1].row = []
        elif self._open and tag in _CELLS:
            table = self._open[-1]
            self._end_cell(table)
            table.row = [] if table.row is None else table.row
            given = dict(attrs)
            table.text = []
            table.down, table.across = _span(given.get("rowspan")), _span(given.get("colspan"))
        elif self._open and tag in {"br", "p"} and self._open[-1].text:
            self._open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell."""
        if tag in _NO_TEXT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in _CELLS:
            self._end_cell(self._open[-1])
        elif self._open and tag == "tr":
            self._end_row(self._open[-1])
        elif self._open and tag == "table":
            self._end_row(self._open.pop())

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self._open and not self._silent and self._open[-1].text is not None:
            self._open[-1].text.append(data)

    def end(self) -> None:
        """End what the page left open."""
        while self._open:
            self._end_row(self._open.pop())

    def _end_cell(self, table: _Open) -> None:
        if table.text is not None and table.row is not None:
            table.row.append(_Cell("".join(table.text).replace("\xa0", " ").strip(), table.down, table.across))
        table.text = None

    def _end_row(self, table: _Open) -> None:
        self._end_cell(table)
        if table.row:
            self._rows.append((table.number, tuple(table.row)))
        table.row = None


def _span(given: str | None) -> int:
    return min(max(int(given), 1), _SPAN_LIMIT) if given and given.isdigit() else 1
