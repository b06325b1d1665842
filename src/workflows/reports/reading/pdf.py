"""A report as a PDF with ruled lines; it is read in a process of its own, which is ended if it takes too long.

What a page of a PDF costs cannot be told before it is read: a small file can draw millions of lines.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deadlines.errors import Reason
from workflows.reports.errors import ReportError
from workflows.reports.reading.paper import ReadReport, unreadable

_MOST_PAGES = 60
_SECONDS = 7
"""Time at work that the process may take, where the system can say so; an official report takes one second."""
_WAIT = 40
"""Seconds after which it is ended on any system, however busy the machine is with other things."""
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)
_BYTES = 2 << 30
"""Memory that the process may take, where the system can say so."""


def read_pdf(path: Path) -> ReadReport:
    """Read the tables of a PDF with ruled lines; a table broken over pages is put together.

    Raises:
        ReportError: The extra ``pdf`` is not installed, or the file cannot be read, or not in time.
    """
    if find_spec("pdfplumber") is None:
        raise ReportError(
            str(path),
            Reason(
                "report.no_pdf",
                "读取 PDF 需要另装：python -m pip install 'disclosure-workflows[pdf]'",
                "a PDF needs the extra: python -m pip install 'disclosure-workflows[pdf]'",
            ),
        )
    try:
        done = subprocess.run(  # noqa: S603  this Python and this module
            [sys.executable, "-m", __name__, str(path.absolute())], capture_output=True, timeout=_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise _endless(path) from None
    if _OUT_OF_TIME and done.returncode == -_OUT_OF_TIME:
        raise _endless(path)
    if done.returncode:
        raise unreadable(path, "PDF 已损坏或者有密码", "the PDF is damaged or has a password")
    read = json.loads(done.stdout)
    rows = tuple(tuple(row) for row in read["rows"])
    prose = str(read["prose"])
    return ReadReport(path.name, (rows,) if rows else (), prose, prose.strip().partition("\n")[0])


def _endless(path: Path) -> ReportError:
    return unreadable(
        path,
        f"{_SECONDS} 秒没有读完，线条或者文字过多，请给网页或者 Word 文件",
        f"not read within {_SECONDS} seconds: too many lines or texts; give the page or the Word file",
    )


def _pages(path: str) -> dict[str, Any]:
    """Give the rows of all tables, and the words, in the process of its own."""
    import pdfplumber  # noqa: PLC0415  # an extra

    rows: list[list[str]] = []
    words: list[str] = []
    with pdfplumber.open(path) as document:
        for page in document.pages[:_MOST_PAGES]:
            tables = page.find_tables()
            outside = page
            for table in tables:
                rows += [[cell or "" for cell in row] for row in table.extract()]
                outside = outside.outside_bbox(table.bbox, strict=False)
            words.append(outside.extract_text() or "")
    return {"rows": rows, "prose": "\n".join(words)}


def _bounded() -> None:
    """Bound the memory and the time of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))


if __name__ == "__main__":
    _bounded()
    sys.stdout.buffer.write(json.dumps(_pages(sys.argv[1])).encode())
