"""XLSX written as a stream: rows go to the file as they come, in flat memory and without a temporary folder."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

from attrs import define, field, frozen

from workflows.ledger.cells import column_letters, plain

ROWS, COLUMNS = 1_048_576, 16_384
"""What a sheet holds at most."""
TEXT = 32_767
"""The signs that a cell holds at most."""
PLAIN, HEADER, WRAPPED, DAY, INSTANT, BAD, DOUBTFUL, GOOD, TITLE, LABEL, CENTRED, LEFT = range(12)
"""The styles of cells, in the order of ``_STYLES``."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  days of a calendar
_EXACT = 10**15
"""Whole numbers from here on lose digits in a spreadsheet; they are written as text."""
_CONTROL = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NAME_LENGTH = 31
_ROWS_AT_ONCE = 256
_LEVEL = 3
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


WorkbookRow = tuple[Sequence[tuple[object, int]], int]
"""Values with their styles, and how many lines of text the row is high."""

_LINE, _MARGIN, _HIGHEST = 13, 3, 409
"""Heights in points; a row is at most so high."""


@frozen(slots=True)
class PageSetup:
    """How a sheet is shown and printed.

    ``widths`` are those of the columns in signs, ``frozen`` the columns that stay in sight, ``side_by_side`` the
    columns that go on the first page; the others follow on pages of their own. ``table`` says that the first row
    holds headers: it stays in sight, is repeated on each page and carries a filter. Headers and footers of the page
    are in the code of spreadsheets, such as ``&P``.
    """

    widths: tuple[int, ...]
    frozen: int = 0
    side_by_side: int = 0
    table: bool = True
    footer: str = ""
    scale: int = 100


@define(slots=True, eq=False)
class _Written:
    """A sheet that has been written, for the workbook that names it."""

    name: str
    page: PageSetup
    rows: int = 0
    columns: int = 0


@define(slots=True, eq=False)
class Workbook:
    """A workbook being written; sheets are given to it in any order and named in that of ``names``."""

    archive: zipfile.ZipFile
    names: tuple[str, ...]
    _sheets: dict[str, _Written] = field(factory=dict, init=False)

    def add(self, name: str, page: PageSetup, rows: Iterable[WorkbookRow]) -> None:
        """Write a sheet.

        Raises:
            ValueError: It has more rows than a sheet holds.
        """
        sheet = _Written(name, page)
        self._sheets[name] = sheet
        with self.archive.open(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml", "w", force_zip64=True) as part:
            part.write(_opening(page).encode())
            for text in _rows(sheet, rows):
                part.write(text.encode("utf-8"))
            part.write(_closing(sheet).encode())

    def finish(self) -> None:
        """Write what names the sheets."""
        sheets = [self._sheets[name] for name in self.names]
        for name, text in _parts(sheets):
            self.archive.writestr(name, text)


@contextmanager
def writing(path: Path, names: Sequence[str]) -> Iterator[Workbook]:
    """Write a workbook into a file; on an error the file is left as it is, unfinished, for whoever made it."""
    with path.open("wb") as file:
        sink = _Sink(file)
        archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)  # type: ignore[call-overload]
        try:
            book = Workbook(archive, tuple(names))
            yield book
            book.finish()
            archive.close()
        except BaseException:
            sink.broken = True
            archive.close()
            raise


@define(slots=True, eq=False)
class _Sink:
    """A file that takes nothing more once it is broken, so that an archive can be let go of without another error."""

    file: IO[bytes]
    broken: bool = False

    def write(self, data: bytes) -> int:
        """Write, unless it is broken."""
        return len(data) if self.broken else self.file.write(data)

    def tell(self) -> int:
        """Say where the next byte goes."""
        return self.file.tell()

    def seek(self, at: int, whence: int = 0) -> int:
        """Go to a byte."""
        return at if self.broken else self.file.seek(at, whence)

    def seekable(self) -> bool:
        """Whether it can be gone back in."""
        return True

    def flush(self) -> None:
        """Hand on what was written."""
        if not self.broken:
            self.file.flush()


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Make names of sheets that a spreadsheet program takes: short, without its signs, each once.

    >>> sheet_names(["1/2月", "1/2月", ""])
    ['1_2月', '1_2月 (2)', '表3']
    """
    names: list[str] = []
    for at, name in enumerate(wanted, start=1):
        base = _SHEET_NAME.sub("_", name).strip("'")[:_NAME_LENGTH] or f"表{at}"
        found, again = base, 1
        while found.lower() in {other.lower() for other in names}:
            again += 1
            mark = f" ({again})"
            found = base[: _NAME_LENGTH - len(mark)] + mark
        names.append(found)
    return names


def _rows(sheet: _Written, rows: Iterable[WorkbookRow]) -> Iterator[str]:
    write_cell = _cells()
    held: list[str] = []
    for row, lines in rows:
        sheet.rows += 1
        sheet.columns = max(sheet.columns, len(row))
        if sheet.rows > ROWS:
            raise ValueError(sheet.name)
        height = f' ht="{min(lines * _LINE + _MARGIN, _HIGHEST)}" customHeight="1"' if lines > 1 else ""
        held.append(f'<row r="{sheet.rows}"{height}>')
        for at, (value, style) in enumerate(row):
            if value is not None and value != "":
                held.append(write_cell(at, sheet.rows, value, style))
        held.append("</row>")
        if not sheet.rows % _ROWS_AT_ONCE:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _cells() -> Callable[[int, int, object, int], str]:
    letters = [column_letters(at) for at in range(256)]
    days: dict[date, str] = {}

    def write_cell(at: int, row: int, value: object, style: int) -> str:
        place = f'<c r="{letters[at] if at < len(letters) else column_letters(at)}{row}" s="{style}"'
        if type(value) is str:
            return f'{place} t="inlineStr"><is><t xml:space="preserve">{text_of(value)}</t></is></c>'
        if type(value) is date:
            serial = days.get(value)
            if serial is None:
                serial = days[value] = str((value - _EPOCH.date()).days)
            return f"{place}><v>{serial}</v></c>"
        return _other(place, value)

    return write_cell


def _other(place: str, value: object) -> str:
    if isinstance(value, bool):
        return f'{place} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"{place}><v>{(value - _EPOCH).total_seconds() / 86400!r}</v></c>"
    number = plain(value)
    if isinstance(number, int) and abs(number) < _EXACT:
        return f"{place}><v>{number}</v></c>"
    if isinstance(number, float) and abs(number) < float("inf"):
        return f"{place}><v>{number!r}</v></c>"
    return f'{place} t="inlineStr"><is><t xml:space="preserve">{text_of(str(number))}</t></is></c>'


def text_of(text: str) -> str:
    r"""Write text as a spreadsheet keeps it: signs that XML forbids are escaped, what is too long is cut and says so.

    >>> text_of("a<b"), text_of("a\x00"), text_of("_x0041_")
    ('a&lt;b', 'a_x0000_', '_x005F_x0041_')
    """
    if len(text) > TEXT:
        mark = f"……（共{len(text)}字，此格放不下，全文见 JSON 或 CSV）"
        text = text[: TEXT - len(mark)] + mark
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if _CONTROL.search(text) is None:
        return text
    return _CONTROL.sub(lambda found: _ENTITIES.get(found.group(), f"_x{ord(found.group()):04X}_"), text)


def _opening(page: PageSetup) -> str:
    view = '<sheetView workbookViewId="0"'
    if page.table:
        top = f"{column_letters(page.frozen)}2"
        across = f'xSplit="{page.frozen}" ' if page.frozen else ""
        pane = "bottomRight" if page.frozen else "bottomLeft"
        view += f'><pane {across}ySplit="1" topLeftCell="{top}" activePane="{pane}" state="frozen"/></sheetView>'
    else:
        view += ' showGridLines="0"/>'
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(page.widths, start=1)
    )
    fit = "" if page.side_by_side else '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    height = '<sheetFormatPr defaultRowHeight="16" customHeight="1"/>'
    return f"{_HEAD}<worksheet {_MAIN}>{fit}<sheetViews>{view}</sheetViews>{height}<cols>{columns}</cols><sheetData>"


def _closing(sheet: _Written) -> str:
    page = sheet.page
    text = "</sheetData>"
    if page.table and sheet.rows:
        text += f'<autoFilter ref="{_whole(sheet)}"/>'
    text += f'<printOptions gridLines="{int(page.table)}"/>'
    text += '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    size = f'scale="{page.scale}"' if page.side_by_side else 'fitToWidth="1" fitToHeight="0"'
    text += f'<pageSetup paperSize="9" {size} orientation="{"landscape" if page.table else "portrait"}"/>'
    if page.footer:
        text += f"<headerFooter><oddFooter>{text_of(page.footer)}</oddFooter></headerFooter>"
    if 0 < page.side_by_side < sheet.columns:
        text += (
            f'<colBreaks count="1" manualBreakCount="1">'
            f'<brk id="{page.side_by_side}" max="{ROWS - 1}" man="1"/></colBreaks>'
        )
    return text + "</worksheet>"


def _whole(sheet: _Written) -> str:
    return f"A1:{column_letters(max(sheet.columns, 1) - 1)}{max(sheet.rows, 1)}"


def _parts(sheets: Sequence[_Written]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for at in numbers
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{kinds}</Types>'
    )
    yield "[Content_Types].xml", types
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    whole = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    yield "_rels/.rels", relations + whole
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in numbers
    )
    styles = f'<Relationship Id="rId{len(sheets) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    yield "xl/_rels/workbook.xml.rels", relations + links + styles
    named = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" r:id="rId{at}"/>'
        for at, sheet in zip(numbers, sheets, strict=True)
    )
    workbook = (
        f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{named}</sheets><definedNames>{_names(sheets)}</definedNames></workbook>"
    )
    yield "xl/workbook.xml", workbook
    yield "xl/styles.xml", _styles()


def _names(sheets: Sequence[_Written]) -> str:
    """Name the rows and columns that are repeated on each page, and what the filters are over."""
    text = ""
    for at, sheet in enumerate(sheets):
        if not sheet.page.table or not sheet.rows:
            continue
        own = "'" + text_of(sheet.name).replace("'", "''") + "'"
        whole = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", _whole(sheet))
        text += f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">{own}!{whole}</definedName>'
        columns = f"{own}!$A:${column_letters(sheet.page.frozen - 1)}," if sheet.page.frozen else ""
        text += f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{columns}{own}!$1:$1</definedName>'
    return text


_FONTS = (
    '<font><sz val="10"/><name val="宋体"/></font>',
    '<font><b/><sz val="10"/><name val="宋体"/></font>',
    '<font><b/><sz val="10"/><color rgb="FF9C0006"/><name val="宋体"/></font>',
    '<font><sz val="10"/><color rgb="FF7F6000"/><name val="宋体"/></font>',
    '<font><b/><sz val="16"/><name val="宋体"/></font>',
)
_FILLS = ("FFD9E1F2", "FFFFC7CE", "FFFFF2CC")
_TOP = '<alignment vertical="top" wrapText="1"/>'
_MIDDLE = '<alignment horizontal="center" vertical="top" wrapText="1"/>'
_STYLES: tuple[tuple[int, int, int, str], ...] = (
    (0, 0, 0, '<alignment vertical="top"/>'),
    (0, 1, 2, '<alignment horizontal="center" vertical="center" wrapText="1"/>'),
    (0, 0, 0, _TOP),
    (164, 0, 0, _MIDDLE),
    (165, 0, 0, _MIDDLE),
    (0, 2, 3, _MIDDLE),
    (0, 3, 4, _MIDDLE),
    (0, 0, 0, _MIDDLE),
    (0, 4, 0, '<alignment vertical="center"/>'),
    (0, 1, 0, _TOP),
    (0, 0, 0, _MIDDLE),
    (0, 0, 0, '<alignment horizontal="left" vertical="top"/>'),
)
"""Number format, font, fill and place of each style."""


def _styles() -> str:
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>' for colour in _FILLS
    )
    styles = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyAlignment="1">{place}</xf>'
        for number, font, fill, place in _STYLES
    )
    return (
        f'{_HEAD}<styleSheet {_MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
        f'<fonts count="{len(_FONTS)}">{"".join(_FONTS)}</fonts>'
        f'<fills count="{len(_FILLS) + 2}"><fill><patternFill patternType="none"/></fill>'
        f'<fill><patternFill patternType="gray125"/></fill>{fills}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_STYLES)}">{styles}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
