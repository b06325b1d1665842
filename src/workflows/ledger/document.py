"""The result of an audit as a document that an officer can file: what was looked at and how, the totals, every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path

from attrs import frozen

from deadlines.law.wording import Lang
from workflows.ledger.cells import shown
from workflows.ledger.mapping import Columns
from workflows.ledger.reading import Register
from workflows.ledger.records import HEAD, flat, head, used_columns
from workflows.ledger.request import BAD, IN_TIME, LATE, OVERDUE, STATUSES, UNRECORDED
from workflows.ledger.tally import Entry, Tally
from workflows.ledger.wording import SYMBOL, finding_text, status_text
from workflows.ledger.workbook import (
    BAD as BAD_STYLE,
)
from workflows.ledger.workbook import (
    CENTRED,
    DAY,
    DOUBTFUL,
    GOOD,
    HEADER,
    INSTANT,
    LABEL,
    LEFT,
    PLAIN,
    TITLE,
    WRAPPED,
    PageSetup,
    WorkbookRow,
    sheet_names,
    writing,
)

_VERDICT_WIDTHS = (6, 18, 5, 12, 11, 11, 11, 11, 7, 7, 34, 30, 22)
_VERDICT_STYLES = (CENTRED, WRAPPED, CENTRED, GOOD, DAY, DAY, DAY, DAY, CENTRED, CENTRED, WRAPPED, WRAPPED, WRAPPED)
_STATUS_COLUMNS = (2, 3)
_STATUS_STYLES = {LATE: BAD_STYLE, OVERDUE: BAD_STYLE, UNRECORDED: BAD_STYLE, BAD: DOUBTFUL}
_SAMPLE = 200
_NARROWEST, _WIDEST, _DAY_WIDTH = 7, 32, 11
_SCALE = 63
_WIDE_SIGN = 0x1100
"""Signs from here on are about twice as wide as Latin letters."""
_LABELS = {
    "title": ("依申请公开登记台账审查结果", "Audit of a register of disclosure requests"),
    "about": ("审查说明", "about"),
    "rows": ("审查结果", "audit"),
    "file": ("台账文件", "register"),
    "sheet": ("工作表", "sheet"),
    "on": ("审查基准日", "looked at on"),
    "made": ("制作日期", "made on"),
    "by": ("制作", "made by"),
    "place": ("按其期限和日历的地方", "place whose terms and calendar bind"),
    "known": ("放假通知已公布至", "days announced until"),
    "rules": ("适用的规定", "rules applied"),
    "skipped": ("表头以上未读的行", "lines above the headers, not read"),
    "used": ("使用的列", "columns used"),
    "unused": ("没有使用的列", "columns not used"),
    "others": ("没有读的工作表", "sheets not read"),
    "note": ("须注意", "note"),
    "repeated": ("编号重复的行", "rows whose number is repeated"),
    "totals": ("合计", "totals"),
    "total": ("合计（读入的行）", "total (rows read)"),
    "reversible": ("其中换一种理解结论即相反", "of these, reversed by another reading"),
    "none": ("无", "none"),
    "page": ("第 &P 页，共 &N 页", "page &P of &N"),
}


@frozen(slots=True)
class About:
    """What a result says of itself: the day looked at, the day it was made and by what, how far days are known.

    ``place`` is the name of the one whose terms and calendar bind; empty for the nation.
    """

    on: date
    made: date
    by: str
    known_until: date
    place: str = ""


@frozen(slots=True, eq=False)
class Audited:
    """One register and its rows, judged as they are taken."""

    register: Register
    entries: Iterable[Entry]


def write_document(path: Path, parts: Sequence[Audited], tally: Tally, about: About, lang: Lang) -> None:
    """Write a workbook: a sheet that says what was looked at and the totals, then one for each register.

    Raises:
        ValueError: A register has more rows than a sheet holds.
    """
    titles = [part.register.sheet or _label("rows", lang) for part in parts]
    titles = [_label("rows", lang)] if len(parts) == 1 else titles
    names = sheet_names([_label("about", lang), *titles])
    with writing(path, names) as book:
        for name, part in zip(names[1:], parts, strict=True):
            first = list(islice(entries := iter(part.entries), _SAMPLE))
            columns = part.register.columns
            footer = f"&L{_escaped(part.register.name)}　{_label('on', lang)} {about.on}&R{_label('page', lang)}"
            widths = (*_VERDICT_WIDTHS, *_own_widths(columns, first))
            page = PageSetup(widths, frozen=2, side_by_side=len(HEAD), footer=footer, scale=_SCALE)
            book.add(name, page, _rows(columns, chain(first, entries), widths, lang))
        page = PageSetup(widths=(28, 90), table=False)
        book.add(names[0], page, ((row, _lines(row, page.widths)) for row in _about(parts, tally, about, lang)))


def _label(key: str, lang: Lang) -> str:
    zh, en = _LABELS[key]
    return zh if lang == "zh" else en


def _escaped(text: str) -> str:
    return text.replace("&", "&&")


def _rows(columns: Columns, entries: Iterable[Entry], widths: Sequence[int], lang: Lang) -> Iterator[WorkbookRow]:
    names = [(name, HEADER) for name in head(columns, lang)]
    yield names, _lines(names, widths)
    for entry in entries:
        row: list[tuple[object, int]] = list(zip(flat(entry, lang), _VERDICT_STYLES, strict=True))
        style = _STATUS_STYLES.get(entry.verdict.status)
        if style is not None:
            for at in _STATUS_COLUMNS:
                row[at] = (row[at][0], style)
        row.extend([(cell, _own_style(cell)) for cell in entry.cells])
        yield row, _lines(row, widths)


def _lines(row: Sequence[tuple[object, int]], widths: Sequence[int]) -> int:
    """Count the lines of text that the highest cell of a row takes in its column."""
    most = 1
    for (value, _), width in zip(row, widths, strict=False):
        # No text is wider than two columns a sign, so that short ones need not be measured.
        if type(value) is str and (len(value) * 2 > width or "\n" in value):
            most = max(most, sum(-(-_text_width(line) // (width - 1)) or 1 for line in value.split("\n")))
    return most


def _text_width(text: str) -> int:
    """Count the width of a text in Latin letters: Chinese signs take three bytes and two columns."""
    return (len(text.encode("utf-8", "surrogatepass")) + len(text) + 1) // 2


def _own_style(cell: object) -> int:
    if type(cell) is str or cell is None:
        return WRAPPED
    if isinstance(cell, datetime):
        return INSTANT
    return DAY if isinstance(cell, date) else PLAIN if isinstance(cell, (int, float)) else WRAPPED


def _own_widths(columns: Columns, entries: Sequence[Entry]) -> list[int]:
    """Choose a width for each column of the register by its header and its first cells."""
    return [
        max(_width(header), *(_width(entry.cells[at]) for entry in entries if at < len(entry.cells)), _NARROWEST)
        if entries
        else max(_width(header), _NARROWEST)
        for at, header in enumerate(columns.headers)
    ]


def _width(cell: object) -> int:
    if isinstance(cell, date):
        return _DAY_WIDTH if type(cell) is date else _DAY_WIDTH + 6
    signs = sum(2 if ord(sign) >= _WIDE_SIGN else 1 for sign in shown(cell)[:_WIDEST])
    return min(signs + 2, _WIDEST)


def _about(parts: Sequence[Audited], tally: Tally, about: About, lang: Lang) -> Iterator[list[tuple[object, int]]]:
    def line(key: str, *values: object) -> list[tuple[object, int]]:
        return [(_label(key, lang), LABEL), *((value, DAY if isinstance(value, date) else WRAPPED) for value in values)]

    yield [(_label("title", lang), TITLE)]
    yield []
    yield line("file", parts[0].register.path.name)
    yield line("on", about.on.isoformat())
    yield line("made", about.made.isoformat())
    yield line("by", about.by)
    if about.place:
        yield line("place", about.place)
    yield line("known", about.known_until.isoformat())
    yield line("rules", "、".join(sorted(tally.by_rule)) or _label("none", lang))
    for part in parts:
        yield []
        yield from _about_register(part.register, lang)
    yield []
    yield [(_label("totals", lang), LABEL)]
    for status in STATUSES:
        if tally.by_status[status] or status in {IN_TIME, LATE, OVERDUE, BAD}:
            yield [(f"{SYMBOL[status]} {status_text(status, lang)}", WRAPPED), (tally.by_status[status], LEFT)]
    yield [(_label("total", lang), LABEL), (tally.rows, LEFT)]
    yield [(_label("reversible", lang), WRAPPED), (tally.reversible, LEFT)]
    if tally.repeated:
        more = "……" if tally.repeated > len(tally.repeated_lines) else ""
        yield line("repeated", f"{tally.repeated}：{'、'.join(tally.repeated_lines)}{more}")


def _about_register(register: Register, lang: Lang) -> Iterator[list[tuple[object, int]]]:
    if register.sheet:
        yield [(_label("sheet", lang), LABEL), (register.sheet, WRAPPED)]
    if register.skipped:
        yield [(_label("skipped", lang), LABEL), (str(register.skipped), WRAPPED)]
    for at, (field, column) in enumerate(used_columns(register.columns, lang)):
        yield [("" if at else _label("used", lang), LABEL), (f"{field} ← {column}", WRAPPED)]
    unused = "、".join(register.columns.unused) or _label("none", lang)
    yield [(_label("unused", lang), LABEL), (unused, WRAPPED)]
    if register.other_sheets:
        yield [(_label("others", lang), LABEL), ("、".join(register.other_sheets), WRAPPED)]
    for note in register.notes:
        yield [(_label("note", lang), LABEL), (finding_text(note, lang), WRAPPED)]
