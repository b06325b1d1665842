"""XLSX: each sheet a stream of rows, in flat memory, whatever stands far away in it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from attrs import define, frozen

from workflows.ledger.cells import ErrorValue, Serial1904, Uncalculated
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.merges import Merge, Spreading
from workflows.ledger.formats.parts import (
    BOMB,
    DAMAGED,
    SAVE_AGAIN,
    Progress,
    attribute,
    found_in,
    local,
    tag_events,
)
from workflows.ledger.formats.sheet import Book, NumberedRows, Sheet
from workflows.ledger.remembered import Remembered

_STRINGS_LIMIT = 1 << 28
"""Characters of shared strings that are held in memory."""
_BASE_1900, _BASE_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  days of a calendar
_DAY_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the built-in formats of days and times, those of Chinese versions among them (ECMA-376, 18.8.30)."""
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")

COLUMNS = 16_384
"""A sheet has so many columns and no more."""
_LETTERS = 4

XlsxCell = str | int | float | bool | date | ErrorValue | Serial1904 | Uncalculated | None


def open_xlsx(path: Path) -> Book:
    """Open a workbook: its sheets are found, none is read yet.

    Raises:
        RegisterError: It is damaged.
    """
    archive = zipfile.ZipFile(path)
    try:
        return _book(str(path), archive)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        archive.close()
        raise RegisterError(str(path), DAMAGED, SAVE_AGAIN) from error
    except BaseException:
        archive.close()
        raise


def _book(name: str, archive: zipfile.ZipFile) -> Book:
    main = _workbook_part(name, archive)
    names: list[tuple[str, bool, str]] = []
    base_1904 = False
    for step, element in _all(name, archive, main):
        if step == "end" and local(element.tag) == "sheet":
            visible = element.get("state", "visible") == "visible"
            names.append((element.get("name", ""), visible, attribute(element, "id")))
        elif step == "end" and local(element.tag) == "workbookPr":
            base_1904 = element.get("date1904", "") in {"1", "true"}
    targets = _targets(name, archive, main)
    shared = _Shared(name, archive, main, targets, base_1904=base_1904)
    sheets = []
    for title, visible, key in names:
        kind, part = targets.get(key, ("", ""))
        if kind == "worksheet" and part in archive.namelist():
            size = archive.getinfo(part).file_size
            sheets.append(Sheet(title, visible, _Reading(name, archive, part, shared).rows, size))
    return Book(tuple(sheets), archive.close)


def _workbook_part(name: str, archive: zipfile.ZipFile) -> str:
    for kind, part in _targets(name, archive, "").values():
        if kind == "officeDocument":
            return part
    return "xl/workbook.xml"


def _targets(name: str, archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Read what a part refers to: kind and path, by identifier."""
    folder, _, file = part.rpartition("/")
    relations = join(folder, "_rels", f"{file}.rels")
    if relations not in archive.namelist():
        return {}
    found = {}
    for step, element in _all(name, archive, relations):
        if step == "end" and local(element.tag) == "Relationship":
            target = element.get("Target", "")
            whole = target[1:] if target.startswith("/") else normpath(join(folder, target))
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], whole)
    return found


def _all(name: str, archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, Element]]:
    with archive.open(part) as file:
        yield from tag_events(name, file, Progress(0))


@define(slots=True, eq=False)
class _Shared:
    """What the sheets of a workbook share, read when the first of them is: strings, and which styles are of days."""

    name: str
    archive: zipfile.ZipFile
    main: str
    targets: Mapping[str, tuple[str, str]]
    base_1904: bool
    _strings: list[str] | None = None
    _days: frozenset[str] | None = None

    @property
    def strings(self) -> list[str]:
        """The shared strings."""
        if self._strings is None:
            part = self._part("sharedStrings")
            self._strings = [] if part is None else self._read_strings(part)
        return self._strings

    @property
    def day_styles(self) -> frozenset[str]:
        """The styles that show a number as a day."""
        if self._days is None:
            part = self._part("styles")
            self._days = frozenset() if part is None else _day_styles(_all(self.name, self.archive, part))
        return self._days

    def _part(self, kind: str) -> str | None:
        known = set(self.archive.namelist())
        return next((part for found, part in self.targets.values() if found == kind and part in known), None)

    def _read_strings(self, part: str) -> list[str]:
        strings: list[str] = []
        held = 0
        root: Element | None = None
        for step, element in _all(self.name, self.archive, part):
            if root is None:
                root = element
            if step == "end" and local(element.tag) == "si":
                strings.append(_rich_text(element))
                held += len(strings[-1])
                root.clear()
                if held > _STRINGS_LIMIT:
                    raise RegisterError(self.name, BOMB, SAVE_AGAIN)
        return strings


def _day_styles(read: Iterator[tuple[str, Element]]) -> frozenset[str]:
    own: dict[str, str] = {}
    styles: list[str] = []
    inside = False
    for step, element in read:
        tag = local(element.tag)
        if tag == "cellXfs":
            inside = step == "start"
        elif step == "end" and tag == "numFmt":
            own[element.get("numFmtId", "")] = element.get("formatCode", "")
        elif step == "end" and tag == "xf" and inside:
            styles.append(element.get("numFmtId", "0"))
    return frozenset(str(at) for at, number in enumerate(styles) if _of_days(number, own.get(number)))


def _of_days(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdigit() and int(number) in _DAY_FORMATS
    return re.search(r"[ymdhs]", _NO_DATE.sub("", code.lower())) is not None and code.lower() != "general"


def _rich_text(element: Element) -> str:
    """Join the runs of a text, without its phonetic guide."""
    texts = []
    for child in element:
        tag = local(child.tag)
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            texts += [run.text or "" for run in child if local(run.tag) == "t"]
    return "".join(texts)


@frozen(slots=True, eq=False)
class _Reading:
    """Reads one sheet."""

    name: str
    archive: zipfile.ZipFile
    part: str
    shared: _Shared

    def rows(self, progress: Progress) -> NumberedRows:
        """Give the rows of the sheet that have content."""
        spreading = Spreading.of(self._merges())
        cells_of = _cells(self.shared)
        held: Element | None = None
        line = 0
        try:
            with self.archive.open(self.part) as file:
                for step, element in tag_events(self.name, file, progress):
                    if held is None:
                        held = element if local(element.tag) == "sheetData" else None
                    elif step == "end" and element.tag.endswith("}row"):
                        number = element.get("r", "")
                        line = int(number) if number.isdigit() else line + 1
                        cells = cells_of(element)
                        held.clear()
                        if cells or spreading.merges:
                            yield line, spreading.over(line, cells)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, IndexError) as error:
            raise RegisterError(self.name, DAMAGED, SAVE_AGAIN) from error

    def _merges(self) -> Iterator[Merge]:
        """Find merged cells, which the file names behind the rows that they cover."""
        seen: set[bytes] = set()
        with self.archive.open(self.part) as file:
            for text in found_in(file, b"mergeCell"):
                for found in _MERGE.finditer(text):
                    if found.group() not in seen:
                        seen.add(found.group())
                        first, first_row, last, last_row = (value.decode() for value in found.groups())
                        yield Merge(int(first_row), _column(first), int(last_row), _column(last))


def _column(letters: str) -> int:
    at = 0
    for letter in letters[:_LETTERS]:
        at = at * 26 + ord(letter) - ord("A") + 1
    if not 0 < at <= COLUMNS:
        raise ValueError(letters)
    return at - 1


def _cells(shared: _Shared) -> Callable[[Element], list[object]]:
    """Build what reads the cells of a row."""
    value_of = _values(shared)
    column_of = Remembered(_column)

    def cells_of(row: Element) -> list[object]:
        cells: list[object] = []
        at = -1
        for cell in row:
            ref = cell.get("r")
            at = at + 1 if ref is None else column_of[ref.rstrip("0123456789")]
            value = value_of(cell)
            if value is None:
                continue
            if at >= len(cells):
                cells.extend([None] * (at - len(cells)))
                cells.append(value)
            else:
                cells[at] = value
        return cells

    return cells_of


def _values(shared: _Shared) -> Callable[[Element], XlsxCell]:
    """Build what reads a cell by its type."""
    strings, days = shared.strings, shared.day_styles
    base = _BASE_1904 if shared.base_1904 else _BASE_1900
    day_of: Remembered[str, XlsxCell] = Remembered(lambda text: _day(float(text), base))
    number_of: Callable[[str], XlsxCell] = _number if not shared.base_1904 else lambda text: Serial1904(float(text))

    def value_of(cell: Element) -> XlsxCell:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_rich_text(child) for child in cell if local(child.tag) == "is")
        text, formula = None, None
        for child in cell:
            if child.tag.endswith("}v"):
                text = child.text or ""
            elif child.tag.endswith("}f"):
                formula = child.text or ""
        if formula is not None and (text is None or (text == "" and kind != "str")):
            return Uncalculated(f"={formula}" if formula else "=")
        if text is None or (text == "" and kind != "str"):
            return None
        if kind == "n":
            return day_of[text] if cell.get("s") in days else number_of(text)
        return _of_kind(kind, text, strings)

    return value_of


def _of_kind(kind: str, text: str, strings: list[str]) -> XlsxCell:
    if kind == "s":
        return strings[int(text)]
    if kind == "str":
        return text
    if kind == "e":
        return ErrorValue(text)
    if kind == "b":
        return text in {"1", "true"}
    if kind == "d":
        moment = datetime.fromisoformat(text)
        return moment if moment.time() != datetime.min.time() else moment.date()
    raise ValueError(kind)


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        number = float(text)
        return int(number) if number.is_integer() else number


def _day(serial: float, base: datetime) -> XlsxCell:
    try:
        moment = base + timedelta(days=int(serial), seconds=round(serial % 1 * 86400))
    except (OverflowError, ValueError):
        return serial
    return moment if serial % 1 else moment.date()
