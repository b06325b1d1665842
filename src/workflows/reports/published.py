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
from workflows.reports.form import ENDINGS, GROUPS, Form, FormRow, Label, core, form_data, form_of, forms, lines
from workflows.reports.grid import Grid
from workflows.reports.reading.paper import ReadReport

_LEAST_ROWS = 8
"""Rows of table three that a grid must show to be taken for it."""

_LEAST_COLUMNS = 5


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
    return Published(
        paper.file, title, year, form, three, _two(paper.grids), _four(paper.grids), paper.prose, _signed(paper.grids)
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
    yield from dict.fromkeys(text for text in map(core, reversed(row[:end])) if text)


def _three(grids: Sequence[Grid], form: Form) -> Three | None:
    tables = [table for grid in grids if (table := _as_three(grid, form)) is not None]
    if not tables:
        return None
    first, *more = tables
    return Three(first.cells, first.rows, first.columns, (*first.twice, *(["table"] if more else [])))


def _as_three(grid: Grid, form: Form) -> Three | None:
    """Read a grid as table three; None if it is another table."""
    places = _columns(grid, form.columns)
    if len(places) < _LEAST_COLUMNS:
        return None
    start = min(places.values())
    cells: dict[tuple[str, str], Read] = {}
    seen: list[str] = []
    twice: list[str] = []
    for line in grid:
        row = _row_of(line[:start], form)
        if row is None:
            continue
        if row.key in seen:
            if not _is_continued(line, start):
                twice.append(row.key)
            continue
        seen.append(row.key)
        for column, at in places.items():
            cells[row.key, column] = read_cell(line[at] if at < len(line) else "")
    if len(seen) < _LEAST_ROWS:
        return None
    return Three(cells, tuple(seen), tuple(places), tuple(twice))


def _columns(grid: Grid, wanted: Sequence[Label]) -> dict[str, int]:
    """Find the row of heads: for each column the place where it begins."""
    best: dict[str, int] = {}
    for line in grid:
        heads = [core(text) for text in line]
        places: dict[str, int] = {}
        for column in wanted:
            at = next((n for n, head in enumerate(heads) if column.fits(head)), None)
            if at is not None:
                places[column.key] = at
        if len(places) > len(best):
            best = places
    return best


def _row_of(labels: Sequence[str], form: Form) -> FormRow | None:
    for text in _labels(labels, len(labels)):
        for row in form.rows:
            if row.fits(text):
                return row
    return None


def _is_continued(line: Sequence[str], start: int) -> bool:
    """Tell whether a line goes on with a label that was broken over a page: it has no numbers of its own."""
    return not any(text.strip() for text in line[start:])


def _two(grids: Sequence[Grid]) -> dict[str, Read]:
    """Find the numbers of table two by their lines, under ``documents.made``, ``licences`` and so on."""
    found: dict[str, Read] = {}
    for grid in grids:
        for row in grid:
            label = core(row[0]) if row else ""
            line = next((line for line in lines() if line.fits(label)), None)
            values = [text for text in row[1:] if text != row[0]]
            if line is None or len(values) < len(line.values):
                continue
            if len(line.values) == 1:
                found.setdefault(line.key, read_cell(values[-1]))
            else:
                for name, text in zip(line.values, values, strict=False):
                    found.setdefault(f"{line.key}.{name}", read_cell(text))
    return found


def _four(grids: Sequence[Grid]) -> dict[tuple[str, str], Read]:
    """Find table four by its heads: three groups of five numbers in one row."""
    wanted = len(GROUPS) * len(ENDINGS)
    for grid in grids:
        heads = {core(text) for row in grid for text in row}
        if not any("行政复议" in head for head in heads) or not any("结果维持" in head for head in heads):
            continue
        for row in reversed(grid):
            numbers = [read_cell(text) for text in row][-wanted:]
            if len(numbers) == wanted and all(number.value is not None for number in numbers):
                names = [(group, ending) for group in GROUPS for ending in ENDINGS]
                return dict(zip(names, numbers, strict=True))
    return {}


def money(read: Read | None) -> Decimal:
    """Give an amount, 0 where there is none."""
    return Decimal(0) if read is None or read.value is None else read.value


def read_published(path: Path, asked: str = "auto") -> Published:
    """Read a file and find its tables."""
    from workflows.reports.reading.files import read_paper  # noqa: PLC0415  # readers want extras

    return published(read_paper(path), asked)
