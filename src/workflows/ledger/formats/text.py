"""A register as text: CSV, TSV and their kin, in the encodings that offices use."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import IO

from attrs import define, field, frozen

from deadlines.errors import Reason
from workflows.ledger.errors import RegisterError
from workflows.ledger.pieces import BLOCK_ROWS, BrokenLines, Piece, RowBlock, SheetRow

DELIMITERS = (",", "\t", ";", "，", "|")
"""Tried in turn; the one under which a header row appears is taken."""
CELL_LIMIT = 1 << 20
"""A cell longer than this is a quotation mark that was never closed."""
_CHUNK = 1 << 20
_BREAK = re.compile(r"\r\n|\r|\n")
_BAD_IN = 50
"""At most one character in so many may be undecodable before a file counts as no text of an encoding."""
_BAD_LINES_NAMED = 5
_TEXT_KEPT = 1000

NEVER_CLOSED = Reason("row.quote_open", "引号没有闭合", "a quotation mark is opened and never closed")
INSIDE = Reason(
    "row.quote_inside",
    "引号内又有引号，应写作两个",
    "a quotation mark stands inside a quoted cell; write it twice",
)
FRAGMENT = Reason(
    "row.fragment",
    "引号之后的残行，不作为一行判断",
    "a fragment after a quotation mark, not judged as a row",
)


def _as_surrogates(error: UnicodeError) -> tuple[str, int]:
    """Keep each byte that is not of the encoding as a lone surrogate, whatever the byte is followed by."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(chr(byte if byte < _HIGH else _SURROGATE + byte) for byte in lost), error.end


_HIGH, _SURROGATE = 0x80, 0xDC00
_KEPT = "register.surrogates"
codecs.register_error(_KEPT, _as_surrogates)


@frozen(slots=True)
class Encoding:
    """How a text is encoded; ``bad_lines`` are the first lines with bytes that are not, ``bad`` counts those bytes."""

    name: str
    bad: int = 0
    bad_lines: tuple[int, ...] = ()


def open_lines(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open a text; a byte that is not of the encoding becomes a lone surrogate, so that it is seen and not lost."""
    # Closed by whoever reads it to its end.
    return path.open(encoding=encoding, newline="", errors=_KEPT)


def detect_encoding(path: Path) -> Encoding:
    """Tell the encoding of a text file by reading all of it: UTF-8 if it fits better than GB18030.

    Raises:
        RegisterError: It is neither.
    """
    with path.open("rb") as raw:
        start = raw.read(4)
        marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        utf8 = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
        for name in ("utf-16",) if marked else (utf8, "gb18030"):
            if _fits(raw, name):
                return Encoding(name)
        if marked:
            return _tried(raw, "utf-16")[0]
        return _better(path, _tried(raw, utf8), _tried(raw, "gb18030"))


def _fits(raw: IO[bytes], name: str) -> bool:
    """Tell whether a file is of an encoding to its last byte."""
    raw.seek(0)
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        while chunk := raw.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _better(path: Path, utf8: tuple[Encoding, int], gbk: tuple[Encoding, int]) -> Encoding:
    """Choose the encoding that fits better, if one fits nearly."""
    best, read = min(utf8, gbk, key=lambda found: found[0].bad)
    if best.bad * _BAD_IN > read:
        raise _neither(path, utf8[0], gbk[0])
    return best


def _neither(path: Path, utf8: Encoding, gbk: Encoding) -> RegisterError:
    return RegisterError(
        str(path),
        Reason(
            "register.encoding",
            f"既不是 UTF-8（第{utf8.bad_lines[0]}行）也不是 GB18030（第{gbk.bad_lines[0]}行）",
            f"is neither UTF-8 (line {utf8.bad_lines[0]}) nor GB18030 (line {gbk.bad_lines[0]})",
        ),
        Reason("then.save_as_utf8", "请另存为 UTF-8", "save it as UTF-8"),
    )


def _tried(raw: IO[bytes], name: str) -> tuple[Encoding, int]:
    """Decode all of a file; give what did not fit, and how many characters were read."""
    raw.seek(0)
    decoder = codecs.getincrementaldecoder(name)(_KEPT)
    line, bad, read = 1, 0, 0
    lines: list[int] = []
    while True:
        chunk = raw.read(_CHUNK)
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii() and (found := _undecodable(text)):
            bad += len(found)
            lines.extend(line + text.count("\n", 0, at) for at in found[:_BAD_LINES_NAMED])
        read += len(text)
        line += text.count("\n")
        if not chunk:
            return Encoding(name, bad, tuple(dict.fromkeys(lines))[:_BAD_LINES_NAMED]), read


def _undecodable(text: str) -> list[int]:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return [at for at, sign in enumerate(text) if "\udc80" <= sign <= "\udcff"]
    return []


@define(slots=True, eq=False)
class RowReader:
    """Splits lines into rows, the first line being number ``line``; what cannot be split is given as broken lines.

    After a row that cannot be split reading goes on with the line below its first, so that one quotation mark
    swallows one line. Until the line on which that was noticed a row with a quotation mark in it is a fragment.
    """

    source: Iterator[str]
    delimiter: str
    line: int = 1
    """The line that the next row starts on."""
    doubtful_until: int = 0
    _back: deque[str] = field(factory=deque, init=False)
    _taken: list[str] = field(factory=list, init=False)
    _rows: Iterator[list[str]] | None = field(default=None, init=False)
    _ended: bool = field(default=False, init=False)

    def pieces(self, size: int = BLOCK_ROWS) -> Iterator[Piece]:
        """Give stretches of at most ``size`` rows, and broken lines."""
        csv.field_size_limit(CELL_LIMIT)
        while not self._ended:
            yield from self._next(1 if self.line <= self.doubtful_until else size)

    def _feed(self) -> Iterator[str]:
        back, taken = self._back, self._taken
        while back:
            taken.append(back.popleft())
            yield taken[-1]
        for line in self.source:
            taken.append(line)
            yield line

    def _next(self, size: int) -> Iterator[Piece]:
        if self._rows is None:
            self._rows = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)
        first, taken = self.line, self._taken
        taken.clear()
        block: list[list[str]] = []
        why: Reason | None = None
        try:
            # Rows read before an error stay in the list.
            block.extend(islice(self._rows, size))
        except csv.Error as error:
            why = _why_broken(str(error))
        starts = _lines(block, first, len(taken), broken=why is not None)
        self.line = starts[-1]
        if block:
            yield self._judged(block, starts)
        if why is not None:
            yield self._broken(taken[self.line - first :], why)
        elif not block:
            self._ended = True

    def _judged(self, block: list[list[str]], starts: Sequence[int]) -> Piece:
        if starts[0] <= self.doubtful_until and any('"' in cell for row in block for cell in row):
            return BrokenLines(starts[0], starts[-1] - 1, FRAGMENT, self.delimiter.join(block[0])[:_TEXT_KEPT])
        return RowBlock(starts[:-1], block)

    def _broken(self, lines: list[str], why: Reason) -> BrokenLines:
        """Give the first of the lines that are no row; the others are read anew."""
        broken = BrokenLines(self.line, self.line, why, "".join(lines[:1]).rstrip("\r\n")[:_TEXT_KEPT])
        self.doubtful_until = max(self.doubtful_until, self.line + len(lines) - 1)
        self._back.extendleft(reversed(lines[1:]))
        self._rows = None
        self.line += 1
        return broken


def csv_pieces(
    lines: Iterable[str], delimiter: str, size: int = BLOCK_ROWS, first: int = 1, doubtful_until: int = 0
) -> Iterator[Piece]:
    """Split lines into rows, ``first`` being the number of the first line."""
    return RowReader(iter(lines), delimiter, first, doubtful_until).pieces(size)


def _lines(block: Sequence[SheetRow], first: int, taken: int, *, broken: bool) -> Sequence[int]:
    """Give the line each row starts on, and the line after the last row; a cell may hold line breaks."""
    if taken == len(block) and not broken:
        return range(first, first + taken + 1)
    spans = (1 + sum(len(_BREAK.findall(str(cell))) for cell in row) for row in block)
    return list(accumulate(spans, initial=first))


def _why_broken(error: str) -> Reason:
    if "unexpected end of data" in error or "field larger" in error:
        return NEVER_CLOSED
    if "expected after" in error:
        return INSIDE
    return Reason("row.broken", f"不是一行表格（{error}）", error)


@frozen(slots=True)
class TextSource:
    """A text file that can be opened once more: where it is, how it is written, the line of its first row.

    ``doubtful_until`` is the line up to which a row with a quotation mark is a fragment.
    """

    path: Path
    encoding: str
    delimiter: str
    first_line: int
    doubtful_until: int = 0


@define(slots=True, eq=False)
class TextRows:
    """The rows of a text file under one separator, and how many bytes of it have been read."""

    path: Path
    encoding: str
    delimiter: str
    _text: io.TextIOWrapper | None = field(default=None, init=False)
    _reader: RowReader | None = field(default=None, init=False)

    def pieces(self) -> Iterator[Piece]:
        """Give the rows from the first line on."""
        self.close()
        self._text = open_lines(self.path, self.encoding)
        self._reader = RowReader(self._text, self.delimiter)
        return self._reader.pieces()

    def source(self, first_line: int) -> TextSource:
        """Say how the rows from a line on can be read anew."""
        until = 0 if self._reader is None else self._reader.doubtful_until
        return TextSource(self.path, self.encoding, self.delimiter, first_line, until)

    def position(self) -> int:
        """Count the bytes read."""
        return 0 if self._text is None or self._text.closed else self._text.buffer.tell()  # type: ignore[attr-defined]  # a file, which can tell

    def close(self) -> None:
        """Close the file."""
        if self._text is not None:
            self._text.close()
