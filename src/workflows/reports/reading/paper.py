"""What every reader gives: tables as grids of text, and the prose around them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from deadlines.errors import Reason
from workflows.reports.errors import ReportError

MIB = 1 << 20
MOST_BYTES = 10 * MIB
"""A report with every picture taken out has some 100 KiB; what is larger is another thing."""

MOST_UNPACKED = 64 * MIB
MOST_PARTS = 2000
WIDEST = 64
"""Columns of a table; a cell that claims to span more spans this many."""

TALLEST = 500

Grid = tuple[tuple[str, ...], ...]
"""A table as rows of texts, one for each place: a cell that spans several stands at each of them."""


@frozen
class Paper:
    """A report as it was read: its tables in order, its prose, its headings."""

    file: str
    grids: tuple[Grid, ...]
    prose: str
    title: str = ""


@frozen
class Cell:
    """A cell of a table as it is written: its text and how far it spans."""

    text: str
    columns: int = 1
    rows: int = 1


def spread(rows: Iterable[Sequence[Cell]]) -> Grid:
    """Lay cells out so that each place has a text: spans are followed to the right and down.

    >>> spread([[Cell("a", rows=2), Cell("b", columns=2)], [Cell("c"), Cell("d")]])
    (('a', 'b', 'b'), ('a', 'c', 'd'))
    """
    grid: list[list[str]] = []
    hanging: dict[int, tuple[str, int]] = {}
    for row in list(rows)[:TALLEST]:
        line: list[str] = []
        cells = iter(row)
        cell = next(cells, None)
        while cell is not None or len(line) in hanging:
            at = len(line)
            if at in hanging:
                text, left = hanging.pop(at)
                line.append(text)
                if left > 1:
                    hanging[at] = (text, left - 1)
                continue
            assert cell is not None  # noqa: S101  # the loop has ended otherwise
            for _ in range(max(1, min(cell.columns, WIDEST - at))):
                if cell.rows > 1:
                    hanging[len(line)] = (cell.text, cell.rows - 1)
                line.append(cell.text)
            cell = next(cells, None)
        grid.append(line)
    return tuple(map(tuple, grid))


def checked(path: Path) -> bytes:
    """Give the bytes of a file that is there and not too large.

    Raises:
        ReportError: It is not, with the reason.
    """
    if not path.is_file():
        raise ReportError(str(path), Reason("report.no_file", "没有这个文件，请检查路径", "there is no such file"))
    size = path.stat().st_size
    if not size:
        raise ReportError(str(path), Reason("report.empty", "文件是空的", "the file is empty"))
    if size > MOST_BYTES:
        raise ReportError(
            str(path),
            Reason(
                "report.too_large",
                f"文件有 {size // MIB} 兆字节，超过 {MOST_BYTES // MIB} 兆：年度报告不会这么大，请只给报告一页",
                f"the file has {size // MIB} MiB, more than {MOST_BYTES // MIB}: no annual report is that large; "
                "give the page of the report alone",
            ),
        )
    return path.read_bytes()


def too_many(path: Path, tables: int, cells: int) -> ReportError:
    """Give the refusal of a file with more tables or cells than any report has."""
    return ReportError(
        str(path),
        Reason(
            "report.too_many_cells",
            f"表格超过 {tables} 个或者单元格超过 {cells} 个，不是一份年度报告",
            f"it has more than {tables} tables or {cells} cells: it is no annual report",
        ),
    )


def check_archive(path: Path) -> None:
    """Refuse a packed file that unpacks to too much, or declares entities of its own.

    Raises:
        ReportError: It does, or it is no archive at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise ReportError(
                    str(path),
                    Reason(
                        "report.bomb",
                        f"解压后超过 {MOST_UNPACKED // MIB} 兆字节或者 {MOST_PARTS} 个部分，不予打开",
                        f"it unpacks to more than {MOST_UNPACKED // MIB} MiB or {MOST_PARTS} parts and is not opened",
                    ),
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        check_entities(path, stream.read(4096))
    except zipfile.BadZipFile:
        raise ReportError(
            str(path),
            Reason("report.no_archive", "不是完整的文件，打不开", "it is not a whole file and cannot be opened"),
        ) from None


def check_entities(path: Path, head: bytes) -> None:
    """Refuse a text that declares entities: expanding them can fill any memory, and no report needs them.

    Raises:
        ReportError: It does.
    """
    if b"<!ENTITY" in head.replace(b"\0", b"").upper():
        raise ReportError(
            str(path),
            Reason(
                "report.entities", "声明了自己的实体（<!ENTITY>），不予读取", "it declares entities and is not read"
            ),
        )
