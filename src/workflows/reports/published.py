"""A published report as data: its tables found by their rows, wherever they stand and however they are laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import field, frozen

from deadlines.errors import Reason
from workflows.reports.cells import Read, read_cell
from workflows.reports.errors import ReportError
from workflows.reports.form import (
    ENDING_LABELS,
    ENDINGS,
    GROUPS,
    TOTAL,
    Form,
    FormLine,
    FormRow,
    core,
    form_data,
    form_of,
    forms,
    lines,
)
from workflows.reports.grid import Grid
from workflows.reports.reading.paper import ReadReport

_LEAST_ROWS = 8
"""Rows of table three that a grid must show to be taken for it."""

_LEAST_COLUMNS = 5

_LONGEST_LABEL = 80
"""Characters of a label with all that an office may add; what is longer is prose."""

_LIKE_HEADS = {TOTAL, "o", "o3"}
"""Rows of table three whose labels are heads of columns too."""


@frozen
class Three:
    """Table three as it was read: a cell for each row and column that the table has."""

    cells: Mapping[tuple[str, str], Read] = field(hash=False)
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    twice: tuple[str, ...] = ()


@frozen
class Published:
    """A published report: what was read of it."""

    file: str
    title: str
    year: int | None
    form: Form
    three: Three
    two: Mapping[str, Read] = field(hash=False)
    four: Mapping[tuple[str, str], Read] = field(hash=False)
    prose: str = ""
    found_forms: tuple[str, ...] = ()

    def count(self, row: str, column: str) -> int | None:
        """Give a number of table three; None where there is none."""
        cell = self.three.cells.get((row, column))
        return None if cell is None else cell.whole


def published(paper: ReadReport, asked: str = "auto") -> Published:
    """Find the tables of a report.

    Args:
        paper: What was read.
        asked: The version of the form, ``auto`` to be told by the tables.

    Raises:
        ReportError: There is no table three.
    """
    named = form_of(asked) if asked != "auto" else None
    form = named or _form_by_rows(paper.grids)
    three = _three(paper.grids, form)
    if three is None:
        raise ReportError(
            paper.file,
            Reason(
                "report.no_table_three",
                "没有找到表三（收到和处理政府信息公开申请情况），请给含有表格的报告文件",
                "table three (requests received and handled) is missing; give the file that has the tables",
            ),
        )
    title, year = _title(paper)
    signed = _signed(paper.grids)
    return Published(
        file=paper.file,
        title=title,
        year=year,
        form=form,
        three=three,
        two=_two(paper.grids, form.id if len(signed) != 1 else signed[0]),
        four=_four(paper.grids),
        prose=paper.prose,
        found_forms=signed,
    )


def _title(paper: ReadReport) -> tuple[str, int | None]:
    pattern = re.compile(form_data("prose.toml")["title"]["pattern"])
    for text in (paper.title, *paper.prose.split("\n")[:200]):
        match = pattern.search(re.sub(r"\s+", "", text))
        if match:
            return match[0] if text is not paper.title else text.strip(), int(match["year"])
    years = re.search(r"(20\d\d)年", paper.title + paper.prose[:2000])
    return paper.title, int(years[1]) if years else None


def _form_by_rows(grids: Sequence[Grid]) -> Form:
    """Tell the version by the rows of 其他处理: three since 2021, one before."""
    old, new = form_of("2019"), form_of("2021")
    labels = [text for grid in grids for row in grid for text in _labels(row, len(row))]
    if any(new.row(key).fits(text) for key in ("o1", "o2") for text in labels):
        return new
    return old if any(old.row("o").fits(text) for text in labels) else new


def _signed(grids: Sequence[Grid]) -> tuple[str, ...]:
    """Give the versions whose words stand in the heads of table two."""
    heads = {core(text) for grid in grids for row in grid for text in row}
    return tuple(form.id for form in forms().values() if any(sign in head for sign in form.signs for head in heads))


def _labels(row: Sequence[str], end: int) -> Iterator[str]:
    """Give the labels left of the numbers, the nearest first, each once."""
    yield from dict.fromkeys(text for text in map(core, reversed(row[:end])) if 0 < len(text) <= _LONGEST_LABEL)


def _three(grids: Sequence[Grid], form: Form) -> Three | None:
    """Read table three, which may be broken over several tables: what follows goes on with rows not seen before."""
    cells: dict[tuple[str, str], Read] = {}
    seen: list[str] = []
    twice: list[str] = []
    heads: _Heads | None = None
    for grid in grids:
        own = _columns(grid, form)
        places = own or (heads if heads is not None and heads.go_on(grid) else None)
        if places is None:
            continue
        rows, again = _rows(grid, places, form)
        fresh = [key for key in rows if key not in seen]
        if seen and len(rows) - len(fresh) >= _LEAST_ROWS:
            twice.append("table")
            continue
        if own and not rows:
            continue
        heads = heads or places
        twice += again + [key for key in rows if key in seen]
        seen += fresh
        cells.update({(key, column): read for key in fresh for column, read in rows[key].items()})
    if heads is None or len(seen) < _LEAST_ROWS:
        return None
    return Three(cells, tuple(seen), tuple(heads.at), tuple(dict.fromkeys(twice)))


@frozen
class _Heads:
    """For each column of table three the place where it begins, in a table of so many places."""

    at: Mapping[str, int] = field(hash=False)
    width: int

    @property
    def start(self) -> int:
        """Where the numbers begin; left of it stand the labels."""
        return min(self.at.values())

    def go_on(self, grid: Grid) -> bool:
        """Tell whether a table without heads may go on with this one: it is as wide, or lacks some labels."""
        return 0 <= self.width - max(map(len, grid), default=0) < self.start

    def missing(self, line: Sequence[str]) -> int:
        """Tell how many labels a line lacks: below a cell that ended with the page above, it begins further left."""
        lacking = 0
        while lacking < min(self.width - len(line), self.start - 1) and _is_number(line, self.start - 1 - lacking):
            lacking += 1
        return lacking


def _is_number(line: Sequence[str], at: int) -> bool:
    if at >= len(line):
        return False
    read = read_cell(line[at])
    return read.value is not None and not (read.remark and read.blank)


def _rows(grid: Grid, heads: _Heads, form: Form) -> tuple[dict[str, dict[str, Read]], list[str]]:
    """Read the rows of a table by their labels; give those too that stand in it twice."""
    rows: dict[str, dict[str, Read]] = {}
    twice: list[str] = []
    for line in grid:
        less = heads.missing(line)
        row = _row_of(line[: heads.start - less], form)
        if row is None:
            continue
        if row.key not in rows:
            cells = {key: line[at - less] if at - less < len(line) else "" for key, at in heads.at.items()}
            rows[row.key] = {key: read_cell(text) for key, text in cells.items()}
        elif not _is_continued(line, heads.start):
            twice.append(row.key)
    return rows, twice


def _columns(grid: Grid, form: Form) -> _Heads | None:
    """Find the heads of table three, which may stand in several lines above its first row; None if there are none."""
    places: dict[str, int] = {}
    for line in grid:
        heads = [core(text) for text in line]
        if any(row.fits(head) for row in form.rows if row.key not in _LIKE_HEADS for head in heads):
            break
        for column in form.columns:
            at = next((n for n, head in enumerate(heads) if column.fits(head)), None)
            if at is not None:
                places.setdefault(column.key, at)
    if len(places) < _LEAST_COLUMNS:
        return None
    ordered = {column.key: places[column.key] for column in form.columns if column.key in places}
    return _Heads(ordered, max(map(len, grid)))


def _row_of(labels: Sequence[str], form: Form) -> FormRow | None:
    for text in _labels(labels, len(labels)):
        for row in form.rows:
            if row.fits(text):
                return row
    return None


def _is_continued(line: Sequence[str], start: int) -> bool:
    """Tell whether a line goes on with a label that was broken over a page: it has no numbers of its own."""
    return not any(text.strip() for text in line[start:])


def _two(grids: Sequence[Grid], form: str) -> dict[str, Read]:
    """Find the numbers of table two by their lines, under ``documents.made``, ``licences`` and so on.

    Args:
        grids: The tables.
        form: The version whose heads stand in table two, which may be older than that of table three.
    """
    known = lines(form)
    found: dict[str, Read] = {}
    for grid in grids:
        heads: Mapping[str, int] = {}
        for row in grid:
            heads = _heads_of_two(row, known) or heads
            label = core(row[0]) if row else ""
            line = next((line for line in known if line.fits(label)), None)
            values = [text for text in row[1:] if text != row[0]]
            if line is None or len(values) < len(line.values):
                continue
            if line.is_single:
                found.setdefault(line.key, read_cell(values[-1]))
                continue
            names = [head.key for head in line.values]
            at = heads if heads.keys() >= set(names) else dict(zip(names, range(1, len(row)), strict=False))
            for name in names:
                found.setdefault(f"{line.key}.{name}", read_cell(row[at[name]] if at[name] < len(row) else ""))
    return found


def _heads_of_two(row: Sequence[str], known: Sequence[FormLine]) -> dict[str, int]:
    """Give the places of the numbers that a line of heads names."""
    heads = [core(text) for text in row]
    named = {head.key: head for line in known for head in line.values}
    places = {key: next((n for n, text in enumerate(heads) if head.fits(text)), -1) for key, head in named.items()}
    return {key: at for key, at in places.items() if at >= 0}


def _four(grids: Sequence[Grid]) -> dict[tuple[str, str], Read]:
    """Find table four by its heads: three groups of five numbers in one row."""
    names = [(group, ending) for group in GROUPS for ending in ENDINGS]
    for grid in grids:
        heads = [core(text) for row in grid for text in row]
        if not any("行政复议" in head for head in heads):
            continue
        places = _endings(grid)
        rows = [[read_cell(row[at] if at < len(row) else "") for at in places] for row in grid]
        numbers = [
            row for row in rows if len(row) == len(names) and sum(n.value is not None for n in row) > len(GROUPS)
        ]
        told = next((row for row in numbers if not all(n.blank for n in row)), numbers[0] if numbers else None)
        if told is not None:
            return dict(zip(names, told, strict=True))
    return {}


def _endings(grid: Grid) -> list[int]:
    """Give the places of the columns of table four, from its lines of heads."""
    width = max(map(len, grid), default=0)
    labels = {core(label) for label in ENDING_LABELS}
    return [at for at in range(width) if any(at < len(row) and core(row[at]) in labels for row in grid)]


def money(read: Read | None) -> Decimal:
    """Give an amount, 0 where there is none."""
    return Decimal(0) if read is None or read.value is None else read.value


def read_published(path: Path, asked: str = "auto") -> Published:
    """Read a file and find its tables."""
    from workflows.reports.reading.files import read_paper  # noqa: PLC0415  # readers want extras

    return published(read_paper(path), asked)
