"""What every reader gives: tables as grids of text, and the prose around them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from attrs import frozen

from deadlines.errors import Reason
from workflows.reports.errors import ReportError
from workflows.reports.grid import Grid

MIB = 1 << 20
MOST_BYTES = 10 * MIB
"""A report with every picture taken out has some 100 KiB; what is larger is another thing."""

MOST_UNPACKED = 64 * MIB
MOST_PARTS = 2000
MOST_TEXT = 16 * MIB
"""The text of a report with all its markup has about one MiB."""


@frozen
class ReadReport:
    """A report as it was read: its tables in order, its prose, its headings."""

    file: str
    grids: tuple[Grid, ...]
    prose: str
    title: str = ""


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


def _bomb(path: Path, most: int) -> ReportError:
    return ReportError(
        str(path),
        Reason(
            "report.bomb",
            f"解压后超过 {most // MIB} 兆字节或者 {MOST_PARTS} 个部分，不予打开",
            f"it unpacks to more than {most // MIB} MiB or {MOST_PARTS} parts and is not opened",
        ),
    )


def check_archive(path: Path, main: str = "") -> None:
    """Refuse a packed file that unpacks to too much, above all its ``main`` part, or declares entities of its own.

    Raises:
        ReportError: It does, or it is no archive at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _bomb(path, MOST_UNPACKED)
            if any(part.filename == main and part.file_size > MOST_TEXT for part in parts):
                raise _bomb(path, MOST_TEXT)
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


def unreadable(path: Path, zh: str, en: str) -> ReportError:
    """Give the refusal of a file that is of a known kind and cannot be read."""
    return ReportError(
        str(path), Reason("report.unreadable", f"读不了这个文件（{zh}）", f"the file cannot be read ({en})")
    )
