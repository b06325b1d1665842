"""XML spreadsheets of 2003, as office systems still export them, with the suffix .xml or .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

from attrs import frozen

from workflows.ledger.cells import ErrorValue, Uncalculated
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.merges import Merge, Spreading
from workflows.ledger.formats.parts import CHUNK, DAMAGED, SAVE_AGAIN, Progress, TagEvent, attribute, local, tag_events
from workflows.ledger.formats.sheet import Book, NumberedRows, Sheet
from workflows.ledger.formats.text import detect_encoding

_MARK = re.compile(
    r"<(?:\w+:)?Worksheet\s[^>]*?Name=[\"'](?P<name>[^\"']*)[\"'][^>]*>|<(?:\w+:)?Visible>\s*Sheet(?:Very)?Hidden"
)
_LONGEST_MARK = 1024
_COLUMNS = 16_384


def open_xml2003(path: Path) -> Book:
    """Open a workbook: its sheets are found, none is read yet."""
    encoding = detect_encoding(path).name
    size = path.stat().st_size
    sheets = tuple(
        Sheet(name, visible, _Reading(path, encoding, at).rows, size)
        for at, (name, visible) in enumerate(_sheets(path, encoding))
    )
    return Book(sheets, lambda: None)


def _sheets(path: Path, encoding: str) -> list[tuple[str, bool]]:
    """Find the names of the sheets, and whether they are shown, without reading them."""
    sheets: list[tuple[str, bool]] = []
    tail, before, seen = "", 0, -1
    with path.open(encoding=encoding, errors="replace") as file:
        while chunk := file.read(CHUNK):
            text = tail + chunk
            for found in _MARK.finditer(text):
                if before + found.start() <= seen:
                    continue
                seen = before + found.start()
                if found["name"] is not None:
                    sheets.append((unescape(found["name"]), True))
                elif sheets:
                    sheets[-1] = (sheets[-1][0], False)
            tail = text[-_LONGEST_MARK:]
            before += len(text) - len(tail)
    return sheets


@frozen(slots=True, eq=False)
class _Reading:
    """Reads one sheet, the one that stands at ``at`` in the file."""

    path: Path
    encoding: str
    at: int

    def rows(self, progress: Progress) -> NumberedRows:
        """Give the rows of the sheet that have content."""
        try:
            with self.path.open(encoding=self.encoding) as file:
                yield from _spread(_rows_of(self.at, tag_events(str(self.path), file, progress)))
        except (UnicodeDecodeError, ValueError) as error:
            raise RegisterError(str(self.path), DAMAGED, SAVE_AGAIN) from error


def _rows_of(at: int, read: Iterator[TagEvent]) -> Iterator[Element]:
    sheet = -1
    held: Element | None = None
    for step, element in read:
        tag = local(element.tag)
        if tag == "Worksheet" and step == "start":
            sheet += 1
        elif tag == "Worksheet" and sheet == at:
            return
        elif tag == "Table":
            held = element
        elif tag == "Row" and step == "end" and held is not None:
            if sheet == at:
                yield element
            held.clear()


def _spread(rows: Iterator[Element]) -> NumberedRows:
    spreading = Spreading.of(())
    line = 0
    for row in rows:
        index = attribute(row, "Index")
        line = int(index) if index.isdigit() else line + 1
        cells, merges = _cells(row, line)
        spreading.merges.extend(merges)
        yield line, spreading.over(line, cells)
        span = attribute(row, "Span")
        line += int(span) if span.isdigit() else 0


def _cells(row: Element, line: int) -> tuple[list[object], list[Merge]]:
    cells: list[object] = []
    merges: list[Merge] = []
    at = -1
    for cell in row:
        if local(cell.tag) != "Cell":
            continue
        index = attribute(cell, "Index")
        at = int(index) - 1 if index.isdigit() else at + 1
        if at >= _COLUMNS:
            raise ValueError(index)
        cells.extend([None] * (at - len(cells)))
        cells.append(_value(cell))
        across, down = (attribute(cell, name, "0") for name in ("MergeAcross", "MergeDown"))
        if int(across) or int(down):
            merges.append(Merge(line, at, line + int(down), at + int(across)))
        at += int(across)
    return cells, merges


def _value(cell: Element) -> object:
    data = next((child for child in cell if local(child.tag) == "Data"), None)
    text = "" if data is None else "".join(data.itertext())
    formula = attribute(cell, "Formula")
    if not text:
        return Uncalculated(formula) if formula and data is None else None
    kind = attribute(data, "Type") if data is not None else ""
    if kind == "Error":
        return ErrorValue(text)
    if kind == "DateTime":
        moment = datetime.fromisoformat(text)
        return moment if moment.time() != datetime.min.time() else moment.date()
    if kind == "Number":
        number = float(text)
        return int(number) if number.is_integer() else number
    return text
