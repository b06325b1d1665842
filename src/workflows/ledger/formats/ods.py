"""ODS: each sheet a stream of rows; what is repeated without content costs nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

from attrs import frozen

from workflows.ledger.cells import ErrorValue, Uncalculated, shown
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.merges import Merge, Spreading
from workflows.ledger.formats.parts import DAMAGED, SAVE_AGAIN, Progress, attribute, found_in, local, tag_events
from workflows.ledger.formats.sheet import Book, NumberedRows, Sheet

_CONTENT = "content.xml"
_TABLE = re.compile(rb"<(?:\w+:)?table\s[^>]*>")
_HIDDEN = re.compile(
    rb"<(?:\w+:)?style\s[^>]*?name=[\"']([^\"']+)[\"'][^>]*>\s*<(?:\w+:)?table-properties[^>]*display=[\"']false"
)
_NAME = re.compile(rb"(?:\w+:)?(style-)?name=[\"']([^\"']*)[\"']")
_ERROR = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NUM|NULL)[!?]?|(Err|错误)[:：]\s*\d+")
COLUMNS, ROWS = 16_384, 1_048_576
"""A sheet has so many columns and rows and no more."""


def open_ods(path: Path) -> Book:
    """Open a spreadsheet: its sheets are found, none is read yet.

    Raises:
        RegisterError: It is damaged.
    """
    archive = zipfile.ZipFile(path)
    try:
        size = archive.getinfo(_CONTENT).file_size
        sheets = tuple(
            Sheet(name, visible, _Reading(str(path), archive, at).rows, size)
            for at, (name, visible) in enumerate(_tables(archive))
        )
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        archive.close()
        raise RegisterError(str(path), DAMAGED, SAVE_AGAIN) from error
    return Book(sheets, archive.close)


def _tables(archive: zipfile.ZipFile) -> Iterator[tuple[str, bool]]:
    """Find the names of the sheets, and whether they are shown, without reading them."""
    hidden: set[bytes] = set()
    seen: set[bytes] = set()
    with archive.open(_CONTENT) as file:
        for text in found_in(file, b"table"):
            hidden.update(found.group(1) for found in _HIDDEN.finditer(text))
            for found in _TABLE.finditer(text):
                if found.group() not in seen:
                    seen.add(found.group())
                    names = dict(_NAME.findall(found.group()))
                    yield unescape(names.get(b"", b"").decode()), names.get(b"style-", b"") not in hidden


@frozen(slots=True, eq=False)
class _Reading:
    """Reads one sheet, the one that stands at ``at`` in the file."""

    name: str
    archive: zipfile.ZipFile
    at: int

    def rows(self, progress: Progress) -> NumberedRows:
        """Give the rows of the sheet that have content."""
        try:
            with self.archive.open(_CONTENT) as file:
                yield from _spread(_numbered(_rows_of(self.at, tag_events(self.name, file, progress))))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise RegisterError(self.name, DAMAGED, SAVE_AGAIN) from error


def _rows_of(at: int, read: Iterator[tuple[str, Element]]) -> Iterator[Element]:
    """Give the rows of one table; tables inside it are none of its own."""
    table, depth = -1, 0
    held: Element | None = None
    for step, element in read:
        tag = local(element.tag)
        if tag == "table":
            depth += 1 if step == "start" else -1
            if step == "start" and depth == 1:
                table += 1
                held = element
            elif step == "end" and depth == 0 and table == at:
                return
        elif tag == "table-row" and step == "end" and depth == 1 and held is not None:
            if table == at:
                yield element
            held.clear()


def _numbered(rows: Iterator[Element]) -> Iterator[tuple[int, list[object], list[Merge]]]:
    line = 1
    for row in rows:
        times = _times(row, "number-rows-repeated", ROWS)
        cells, merges = _cells(row, line)
        if any(shown(cell) for cell in cells) or merges:
            for again in range(times):
                yield line + again, list(cells), merges if not again else []
        line += times


def _spread(rows: Iterator[tuple[int, list[object], list[Merge]]]) -> NumberedRows:
    spreading = Spreading.of(())
    for line, cells, merges in rows:
        spreading.merges.extend(merges)
        yield line, spreading.over(line, cells)


def _cells(row: Element, line: int) -> tuple[list[object], list[Merge]]:
    cells: list[object] = []
    merges: list[Merge] = []
    at = 0
    for cell in row:
        if local(cell.tag) not in {"table-cell", "covered-table-cell"}:
            continue
        times = _times(cell, "number-columns-repeated", COLUMNS)
        value = _value(cell)
        if value is not None and at < COLUMNS:
            cells.extend([None] * (at - len(cells)))
            cells.extend([value] * min(times, COLUMNS - at))
        down, across = _times(cell, "number-rows-spanned", ROWS), _times(cell, "number-columns-spanned", COLUMNS)
        if down > 1 or across > 1:
            merges.append(Merge(line, at, line + down - 1, at + across - 1))
        at += times
    return cells, merges


def _times(element: Element, name: str, most: int) -> int:
    times = attribute(element, name, "1")
    return min(int(times), most) if times.isdigit() else 1


def _value(cell: Element) -> str | int | float | bool | date | ErrorValue | Uncalculated | None:
    kind = attribute(cell, "value-type")
    text = "\n".join("".join(part.itertext()) for part in cell if local(part.tag) == "p")
    formula = attribute(cell, "formula")
    if _ERROR.fullmatch(text) and (formula or kind != "string"):
        return ErrorValue(text)
    if kind == "date":
        moment = datetime.fromisoformat(attribute(cell, "date-value"))
        return moment if moment.time() != datetime.min.time() else moment.date()
    if kind in {"float", "currency", "percentage"}:
        number = float(attribute(cell, "value"))
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return attribute(cell, "boolean-value") == "true"
    if formula and not kind and not text:
        return Uncalculated(formula.partition(":")[2] or formula)
    return text or None
