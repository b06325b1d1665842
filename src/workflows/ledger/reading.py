"""A register as a stream of rows, each with the line it stands on. Nothing is held in memory but the rows at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from attrs import evolve, field, frozen

from deadlines.errors import Reason
from workflows.ledger.cells import column_letters, shown
from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.formats.kinds import NAMES, Kind, kind_of, suffix_is_wrong
from workflows.ledger.formats.ods import open_ods
from workflows.ledger.formats.parts import Progress
from workflows.ledger.formats.sheet import Book, Sheet
from workflows.ledger.formats.text import DELIMITERS, Encoding, TextRows, TextSource, detect_encoding
from workflows.ledger.formats.webpage import open_html, open_mht
from workflows.ledger.formats.xls import open_xls
from workflows.ledger.formats.xlsx import open_xlsx
from workflows.ledger.formats.xml2003 import open_xml2003
from workflows.ledger.headers import HEADER_SEARCH_ROWS
from workflows.ledger.mapping import NOTHING_ASKED, Asked, Columns, find_headers, looked_into
from workflows.ledger.pieces import BrokenLines, Piece, RowBlock, SheetRow, blocks
from workflows.ledger.request import Finding

ALL_SHEETS = "*"
"""Asks for every sheet that has a header row."""
_BOOKS: dict[Kind, Callable[[Path], Book]] = {
    "xlsx": open_xlsx,
    "ods": open_ods,
    "xls": open_xls,
    "html": open_html,
    "mht": open_mht,
    "xml2003": open_xml2003,
}


@frozen(slots=True, eq=False)
class Register:
    """An opened register: its columns and, once, the rows below its headers.

    ``skipped`` are the lines above the headers; ``encoding`` is empty for a spreadsheet, ``sheet`` for a text.
    ``other_sheets`` are sheets with content that were not read. ``notes`` is what was found in opening it.
    ``position`` says how far reading has come, ``size`` how far it has to go: bytes, or rows of a sheet.
    ``source`` is the text below the headers, to be opened anew; None for a spreadsheet, or if no row follows them.
    """

    path: Path
    columns: Columns
    pieces: Iterator[Piece]
    skipped: int
    size: int
    position: Callable[[], int]
    close: Callable[[], None]
    sheet: str = ""
    encoding: str = ""
    other_sheets: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = field(default=())
    source: TextSource | None = None

    @property
    def name(self) -> str:
        """The name of the file, and of the sheet."""
        return f"{self.path.name}[{self.sheet}]" if self.sheet else self.path.name


def open_register(
    path: Path, asked: Asked = NOTHING_ASKED, sheet: str | None = None, delimiter: str | None = None
) -> Register:
    """Open a text or a spreadsheet, tell its kind by its content, and find its columns.

    Args:
        path: UTF-8, UTF-16 with mark or GB18030, with any usual separator; XLSX, XLS, ODS, a web page or XML of 2003.
        asked: What the user said of the columns.
        sheet: Name of the sheet; the first visible one with a header row if None.
        delimiter: What separates the cells of a text; the one under which a header row appears if None.

    Raises:
        RegisterError: The file cannot be read.
        MappingError: It is not clear which column is which.
    """
    return open_registers(path, asked, () if sheet is None else (sheet,), delimiter)[0]


def open_registers(
    path: Path, asked: Asked = NOTHING_ASKED, sheets: Sequence[str] = (), delimiter: str | None = None
) -> tuple[Register, ...]:
    """Open several sheets of a spreadsheet, each a register: those named, or all that have a header row for ``*``.

    Raises:
        RegisterError: The file cannot be read, or has no such sheet.
        MappingError: It is not clear which column is which.
    """
    kind = kind_of(path)
    notes = (Finding("kind_of_file", (path.suffix, *NAMES[kind])),) if suffix_is_wrong(path, kind) else ()
    if kind == "text":
        if sheets:
            why = Reason("register.no_sheets", "是文本，没有工作表", "is text and has no sheets")
            raise RegisterError(
                str(path), why, Reason("register.no_sheets.then", "请去掉 --sheet", "leave out --sheet")
            )
        return (_open_text(path, asked, delimiter, notes),)
    book = _BOOKS[kind](path)
    try:
        opened = _open_sheets(path, book, asked, sheets)
    except BaseException:
        book.close()
        raise
    return tuple(evolve(register, notes=(*notes, *register.notes)) for register in opened)


def _open_text(path: Path, asked: Asked, delimiter: str | None, notes: tuple[Finding, ...]) -> Register:
    encoding = detect_encoding(path)
    tried = [TextRows(path, encoding.name, sign) for sign in ([delimiter] if delimiter else DELIMITERS)]
    refused: MappingError | None = None
    for rows in tried:
        try:
            start = _below_headers(rows.pieces(), asked, grid=False)
        except MappingError as refusal:
            rows.close()
            if refused is None or _better(refusal, refused):
                refused = refusal
            continue
        except BaseException:
            rows.close()
            raise
        return Register(
            path=path,
            columns=start.columns,
            pieces=start.pieces,
            skipped=start.skipped,
            size=path.stat().st_size,
            position=rows.position,
            close=rows.close,
            encoding=encoding.name,
            notes=(*notes, *_undecodable(encoding)),
            source=rows.source(start.first_line) if start.first_line else None,
        )
    raise refused or MappingError((), missing=["received"])


def _better(refusal: MappingError, other: MappingError) -> bool:
    return (refusal.recognised, len(refusal.headers)) > (other.recognised, len(other.headers))


def _undecodable(encoding: Encoding) -> Iterator[Finding]:
    if encoding.bad:
        lines = "、".join(str(line) for line in encoding.bad_lines)
        yield Finding("undecodable_bytes", (lines, str(encoding.bad), encoding.name.upper()))


@frozen(slots=True, eq=False)
class _Start:
    """The columns of a register, the lines above its headers, and what was read and what is left below them."""

    columns: Columns
    skipped: int
    read: tuple[Piece, ...]
    rest: Iterator[Piece]

    @property
    def pieces(self) -> Iterator[Piece]:
        """What stands below the headers."""
        return chain(self.read, self.rest)

    @property
    def first_line(self) -> int:
        """The line below the headers, 0 if there is none."""
        first = next(iter(self.read), None)
        return 0 if first is None else first.line if isinstance(first, BrokenLines) else first.lines[0]


def _below_headers(pieces: Iterator[Piece], asked: Asked, *, grid: bool) -> _Start:
    """Find the headers among the first rows; what is no row above them is part of a title."""
    read: list[Piece] = []
    rows: list[SheetRow] = []
    lines: list[int] = []
    for piece in pieces:
        read.append(piece)
        if isinstance(piece, RowBlock):
            rows.extend(piece.rows)
            lines.extend(piece.lines)
        if len(rows) >= HEADER_SEARCH_ROWS or len(read) > HEADER_SEARCH_ROWS:
            break
    found = find_headers(rows, asked)
    columns = looked_into(evolve(found.columns, grid=grid), rows[found.below :])
    after = tuple(_after(lines[found.below - 1], read))
    return _Start(columns, lines[found.first_row] - 1, after, pieces)


def _after(line: int, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give what stands below a line."""
    for piece in pieces:
        if isinstance(piece, BrokenLines):
            if piece.line > line:
                yield piece
            continue
        at = next((at for at, own in enumerate(piece.lines) if own > line), len(piece.lines))
        if at < len(piece.lines):
            yield RowBlock(piece.lines[at:], piece.rows[at:])


def _open_sheets(path: Path, book: Book, asked: Asked, sheets: Sequence[str]) -> tuple[Register, ...]:
    known = {sheet.name: sheet for sheet in book.sheets}
    for name in sheets:
        if name not in known and name != ALL_SHEETS:
            raise RegisterError(
                str(path),
                Reason("register.no_sheet", f"没有工作表“{name}”", f"has no sheet {name!r}"),
                Reason("register.no_sheet.then", f"现有：{'、'.join(known)}", f"it has {', '.join(known)}"),
            )
    wanted = [known[name] for name in sheets if name != ALL_SHEETS]
    if ALL_SHEETS in sheets:
        opened = [_tried(path, book, sheet, asked) for sheet in book.sheets]
        found = [register for register in opened if register is not None]
    elif wanted:
        found = [_opened(path, book, sheet, asked) for sheet in wanted]
    else:
        first = next((register for sheet in book.sheets if (register := _tried(path, book, sheet, asked))), None)
        found = [] if first is None else [first]
    if not found:
        raise _no_headers(path, book, asked)
    names = {register.sheet for register in found}
    others = tuple(_shown_name(sheet) for sheet in book.sheets if sheet.name not in names and _has_content(sheet))
    return (*found[:-1], evolve(found[-1], other_sheets=others, close=book.close))


def _shown_name(sheet: Sheet) -> str:
    return sheet.name if sheet.visible else f"{sheet.name}（隐藏）"


def _tried(path: Path, book: Book, sheet: Sheet, asked: Asked) -> Register | None:
    """Open a sheet that everybody sees; None if it has no headers of a register."""
    if not sheet.visible:
        return None
    try:
        return _opened(path, book, sheet, asked)
    except MappingError as refusal:
        if refusal.recognised:
            raise
        return None


def _no_headers(path: Path, book: Book, asked: Asked) -> Exception:
    """Say of the sheet that looks most like a register why it is none."""
    refused: MappingError | None = None
    for sheet in book.sheets:
        if not sheet.visible or not _has_content(sheet):
            continue
        try:
            _opened(path, book, sheet, asked)
        except MappingError as refusal:
            if refused is None or _better(refusal, refused):
                refused = refusal
    if refused is not None:
        return refused
    why = Reason("register.blank", "没有一张看得见的工作表有内容", "has no visible sheet with content")
    return RegisterError(str(path), why, Reason("register.blank.then", "请核对文件", "check the file"))


def _opened(path: Path, book: Book, sheet: Sheet, asked: Asked) -> Register:
    progress = Progress(sheet.size)
    rows = sheet.rows(progress)
    try:
        start = _below_headers(blocks(rows), asked, grid=not sheet.ragged)
    except MappingError as refusal:
        if len(book.sheets) == 1:
            raise
        raise refusal.on_sheet(sheet.name) from refusal
    columns = start.columns
    return Register(
        path=path,
        columns=columns,
        pieces=_on_grid(start.pieces, len(columns.headers)) if columns.grid else start.pieces,
        skipped=start.skipped,
        size=progress.size,
        position=lambda: progress.read,
        close=lambda: None,
        sheet=sheet.name,
    )


def _on_grid(pieces: Iterator[Piece], width: int) -> Iterator[Piece]:
    """Fill the rows of a sheet up to the width of its headers."""
    blank = [None] * width
    for piece in pieces:
        if isinstance(piece, RowBlock):
            yield RowBlock(
                piece.lines, [row if len(row) >= width else [*row, *blank[len(row) :]] for row in piece.rows]
            )
        else:
            yield piece


def _has_content(sheet: Sheet) -> bool:
    with closing(sheet.rows(Progress(sheet.size))) as rows:  # type: ignore[type-var]  # a generator, which can be closed
        return any(any(shown(cell) for cell in row) for _, row in rows)


def strays(line: int, cells: Sequence[object], width: int) -> tuple[str, ...]:
    """Name the cells of a row that have content and stand beyond the headers."""
    return tuple(f"{column_letters(at)}{line}" for at in range(width, len(cells)) if shown(cells[at]))
