"""Which reader a file wants, told by its content; the suffix alone is believed of nobody."""

from __future__ import annotations

import zipfile
from pathlib import Path

from deadlines.errors import Reason
from workflows.reports.errors import ReportError
from workflows.reports.reading.html import read_html
from workflows.reports.reading.paper import ReadReport, checked
from workflows.reports.reading.pdf import read_pdf
from workflows.reports.reading.plain import read_csv, read_json
from workflows.reports.reading.word import read_docx
from workflows.reports.reading.workbook import read_ods, read_xls, read_xlsx

_OLE = b"\xd0\xcf\x11\xe0"
_WORKBOOK = "Workbook".encode("utf-16-le")
"""The stream that makes a file of old office programs a workbook."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_paper(path: Path) -> ReadReport:
    """Read a published report: HTML, DOCX, XLSX, XLS, ODS, CSV, our JSON, or PDF with the extra ``pdf``.

    Raises:
        ReportError: It is none of these, or not one that can be read safely.
    """
    raw = checked(path)
    if raw.startswith(b"PK"):
        return _packed(path)
    if raw.startswith(_OLE):
        return _old_office(path, raw)
    page = raw if not raw.startswith(_UTF16) else raw.decode("utf-16", errors="replace").encode("utf-8-sig")
    head = page[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF"):
        return read_pdf(path)
    if head.startswith(b"{"):
        return read_json(path, raw)
    if head.startswith(b"<") or b"<table" in page.lower():
        return read_html(path, page)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return read_csv(path)
    raise ReportError(
        str(path),
        Reason(
            "report.unknown_kind",
            "认不出是什么文件，请给 .html .docx .xlsx .csv .json 或者 .pdf",
            "its kind is not known; give .html, .docx, .xlsx, .csv, .json or .pdf",
        ),
    )


def _old_office(path: Path, raw: bytes) -> ReadReport:
    if _WORKBOOK in raw:
        return read_xls(path)
    raise ReportError(
        str(path),
        Reason("report.old_office", "是旧版 .doc 文件，请另存为 .docx", "it is an old .doc file: save it as .docx"),
    )


def _packed(path: Path) -> ReadReport:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = set()
    if "word/document.xml" in names:
        return read_docx(path)
    return read_ods(path) if "content.xml" in names else read_xlsx(path)
