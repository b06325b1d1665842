"""A register as a stream of rows, each with the line it stands on. Nothing is held in memory but the row at hand."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import IO, Any

from attrs import frozen

from deadlines.errors import Reason
from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.mapping import HEADER_SEARCH_ROWS, Columns, header_row

TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
SHEET_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods"}
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_BREAK = re.compile(r"\r\n|\r|\n")
BLOCK_ROWS = 4096
_DELIMITERS = ",\t;，"
CELL_LIMIT = 1 << 20
"""A cell longer than this is a quotation mark that was never closed."""


@frozen(slots=True)
class BrokenLines:
    """Lines that could not be read as a row: from ``line`` to ``last_line``, both included."""

    line: int
    last_line: int
    why: Reason


@frozen(slots=True, eq=False)
class RowBlock:
    """Rows in a stretch, with the line that each starts on."""

    lines: Sequence[int]
    rows: list[list[Any]]


Piece = RowBlock | BrokenLines
"""What a register is read in: stretches of rows, and lines that are no row."""


@frozen(slots=True)
class Source:
    """A text file that can be opened once more: where it is, how it is written, the line of its first row."""

    path: Path
    encoding: str
    delimiter: str
    first_line: int


@frozen(slots=True, eq=False)
class Register:
    """An opened register: its columns and, once, the rows below its headers.

    ``skipped`` are the lines above the headers; ``encoding`` is empty for a spreadsheet;
    ``other_sheets`` are sheets with content that were not read.
    ``position`` says how far reading has come, ``size`` how far it has to go: bytes, or rows of a sheet.
    ``source`` is the text below the headers, to be opened anew; None for a spreadsheet, or if no row follows them.
    """

    name: str
    columns: Columns
    pieces: Iterator[Piece]
    encoding: str
    skipped: int
    other_sheets: tuple[str, ...]
    size: int
    position: Callable[[], int]
    close: Callable[[], None]
    source: Source | None = None


def open_register(path: Path, asked: Mapping[str, str] | None = None, sheet: str | None = None) -> Register:
    """Open a CSV file or a spreadsheet and find its columns.

    Args:
        path: UTF-8 with or without mark, UTF-16 with mark or GB18030; or XLSX, XLS, ODS.
        asked: RegisterField to header, where the user said so.
        sheet: Name of the sheet; the first one with content if None.

    Raises:
        RegisterError: The file cannot be read.
        MappingError: It is not clear which column is which.
    """
    if not path.is_file():
        raise RegisterError(
            str(path),
            Reason("register.no_file", "没有这个文件", "there is no such file"),
            Reason("then.check_path", "请核对路径", "check the path"),
        )
    if path.suffix.lower() in SHEET_SUFFIXES:
        return _open_sheet(path, asked, sheet)
    if path.suffix.lower() in TEXT_SUFFIXES:
        return _open_text(path, asked)
    known = ", ".join(sorted(TEXT_SUFFIXES | SHEET_SUFFIXES))
    raise RegisterError(
        str(path),
        Reason(
            "register.no_format",
            f"台账不能是这种格式（{path.suffix or '没有后缀'}）",
            f"{path.suffix or 'no suffix'} is no register format",
        ),
        Reason("then.give_one_of", f"请给出 {known} 之一", f"give one of {known}"),
    )


def _open_text(path: Path, asked: Mapping[str, str] | None) -> Register:
    encoding = detect_encoding(path)
    raw = path.open("rb")
    delimiter = _delimiter(raw, encoding)
    text = io.TextIOWrapper(raw, encoding=encoding, newline="")
    try:
        columns, skipped, below, rest = _below_headers(csv_pieces(text, delimiter), asked)
    except BaseException:
        text.close()
        raise
    return Register(
        name=path.name,
        columns=columns,
        pieces=chain([below], rest),
        encoding=encoding,
        skipped=skipped,
        other_sheets=(),
        size=path.stat().st_size,
        position=raw.tell,
        close=text.close,
        source=Source(path, encoding, delimiter, below.lines[0]) if below.lines else None,
    )


_Below = tuple[Columns, int, RowBlock, Iterator[Piece]]


def _below_headers(pieces: Iterator[Piece], asked: Mapping[str, str] | None) -> _Below:
    """Find the headers in the first stretch; give the columns, the lines above them, the rest of it, and the rest."""
    first = next(pieces, RowBlock((), []))
    if isinstance(first, BrokenLines):
        why = Reason(
            "register.no_row",
            f"第{first.line}至{first.last_line}行无法分行读取：{first.why.zh}",
            f"lines {first.line} to {first.last_line} are no row: {first.why}",
        )
        raise MappingError((), unknown=[why])
    at, columns = header_row(first.rows, asked)
    below = RowBlock(first.lines[at + 1 :], first.rows[at + 1 :])
    return columns, first.lines[at] - 1, below, pieces


def csv_pieces(lines: Iterator[str], delimiter: str, size: int = BLOCK_ROWS, first: int = 1) -> Iterator[Piece]:
    """Split lines into rows, ``first`` being the number of the first line.

    What cannot be split is given as broken lines, and reading goes on after it.
    """
    csv.field_size_limit(CELL_LIMIT)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    above = first - 1
    while True:
        block: list[list[Any]] = []
        before, broken = above + rows.line_num, None
        try:
            # Rows read before an error stay in the list.
            block.extend(islice(rows, size))
        except csv.Error as error:
            broken = _why_broken(str(error))
        starts = _lines(block, before, above + rows.line_num, broken=broken is not None)
        if block:
            yield RowBlock(starts[:-1], block)
        if broken is not None:
            yield BrokenLines(starts[-1], max(above + rows.line_num, starts[-1]), broken)
        elif not block:
            return


def _lines(block: list[list[Any]], before: int, after: int, *, broken: bool) -> Sequence[int]:
    """Give the line each row starts on, and the line after the last row; a cell may hold line breaks."""
    if after - before == len(block) and not broken:
        return range(before + 1, after + 2)
    spans = (1 + sum(len(_BREAK.findall(cell)) for cell in row) for row in block)
    return list(accumulate(spans, initial=before + 1))


def _why_broken(error: str) -> Reason:
    if "unexpected end of data" in error or "field larger" in error:
        return Reason("register.quote_open", "引号没有配对", "a quotation mark is opened and never closed")
    if "expected after" in error:
        return Reason(
            "register.quote_inside",
            "引号中又有引号，里面的引号须写两次",
            "a quotation mark stands inside a quoted cell; write it twice",
        )
    return Reason("register.line", f"不能分行（{error}）", error)


def detect_encoding(path: Path) -> str:
    """Tell the encoding of a text file by reading all of it; UTF-8 if it is valid UTF-8, else GB18030.

    Raises:
        RegisterError: It is neither.
    """
    with path.open("rb") as raw:
        start = raw.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise RegisterError(
                str(path),
                Reason(
                    "register.sheet_as_text",
                    "是表格文件，后缀却是文本文件的",
                    "is a spreadsheet with the suffix of a text file",
                ),
                Reason("then.rename_sheet", "请改名为 .xlsx 或 .xls", "rename it to .xlsx or .xls"),
            )
        mark = start.startswith(codecs.BOM_UTF8)
        failures = []
        for encoding in ("utf-8-sig" if mark else "utf-8", "gb18030"):
            raw.seek(0)
            failure = _undecodable(raw, encoding)
            if failure is None:
                return encoding
            failures.append(failure)
    raise RegisterError(
        str(path),
        Reason(
            "register.encoding",
            f"既不是 UTF-8（第 {failures[0]} 字节）也不是 GB18030（第 {failures[1]} 字节）",
            f"is neither UTF-8 (byte {failures[0]}) nor GB18030 (byte {failures[1]})",
        ),
        Reason("then.save_as_utf8", "请另存为 UTF-8", "save it as UTF-8"),
    )


def _undecodable(raw: IO[bytes], encoding: str) -> int | None:
    """Give the offset of the first byte that is not of an encoding, None if all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    at = 0
    while True:
        chunk = raw.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return at + error.start
        if "\x00" in text:
            return at + text.index("\x00")
        if not chunk:
            return None
        at += len(chunk)


def _delimiter(raw: IO[bytes], encoding: str) -> str:
    """Take the separator that stands most often in the first lines."""
    sample = raw.read(_SAMPLE).decode(encoding, "ignore")
    raw.seek(0)
    lines = sample.splitlines()[:HEADER_SEARCH_ROWS]
    best = max(_DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))
    return best if any(best in line for line in lines) else ","


def _open_sheet(path: Path, asked: Mapping[str, str] | None, sheet: str | None) -> Register:
    try:
        import python_calamine as calamine  # noqa: PLC0415  an extra: needed for spreadsheets alone
    except ModuleNotFoundError:
        install = Reason(
            "then.install",
            "请安装：python -m pip install 'disclosure-workflows[xlsx]'",
            "python -m pip install 'disclosure-workflows[xlsx]'",
        )
        raise RegisterError(
            str(path),
            Reason(
                "register.needs_calamine",
                "读取表格文件需要 python-calamine",
                "reading a spreadsheet needs python-calamine",
            ),
            install,
        ) from None
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise RegisterError(
            str(path),
            Reason("register.password", "有密码保护", "is protected by a password"),
            Reason("then.no_password", "请去掉密码后另存", "save it without one"),
        ) from None
    except calamine.CalamineError as error:
        raise RegisterError(
            str(path),
            Reason("register.no_sheet_file", f"不是表格文件（{error}）", f"is no spreadsheet: {error}"),
            Reason("then.save_again", "请重新存为 .xlsx 或 .csv", "save it again as .xlsx or .csv"),
        ) from None
    names = [name for name in book.sheet_names if book.get_sheet_by_name(name).height]
    if sheet is not None and sheet not in book.sheet_names:
        raise RegisterError(
            str(path),
            Reason("register.no_sheet", f"没有工作表“{sheet}”", f"has no sheet {sheet!r}"),
            Reason("then.sheets", f"现有：{'、'.join(book.sheet_names)}", f"it has {', '.join(book.sheet_names)}"),
        )
    if not names:
        raise RegisterError(
            str(path),
            Reason("register.empty_sheet", "没有任何内容", "has no cell with content"),
            Reason("then.check_file", "请核对文件", "check the file"),
        )
    chosen = sheet or names[0]
    page = book.get_sheet_by_name(chosen)
    return _sheet_register(path, asked, page, tuple(name for name in names if name != chosen))


def _sheet_register(path: Path, asked: Mapping[str, str] | None, page: Any, others: tuple[str, ...]) -> Register:
    read = [0]

    def blocks() -> Iterator[Piece]:
        rows = page.iter_rows()
        while block := list(islice(rows, BLOCK_ROWS)):
            first = read[0] + 1
            read[0] += len(block)
            yield RowBlock(range(first, first + len(block)), block)

    columns, skipped, below, rest = _below_headers(blocks(), asked)
    return Register(
        name=f"{path.name}[{page.name}]",
        columns=columns,
        pieces=chain([below], rest),
        encoding="",
        skipped=skipped,
        other_sheets=others,
        size=page.total_height,
        position=lambda: read[0],
        close=lambda: None,
    )
