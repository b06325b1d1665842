"""Which reader a file wants, told by its content; the suffix alone is believed of nobody."""

from __future__ import annotations

import zipfile
from pathlib import Path

from deadlines.errors import Reason
from workflows.reports.errors import ReportError
from workflows.reports.reading.html import read_html
from workflows.reports.reading.office import read_csv, read_docx, read_json, read_pdf, read_sheet
from workflows.reports.reading.paper import ReadReport, checked

_OLE = b"\xd0\xcf\x11\xe0"


def read_paper(path: Path) -> ReadReport:
    """Read a published report: HTML, DOCX, XLSX, CSV, our JSON, or PDF with the extra ``pdf``.

    Raises:
        ReportError: It is none of these, or not one that can be read safely.
    """
    raw = checked(path)
    head = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if raw.startswith(b"PK"):
        return _packed(path)
    if head.startswith(b"%PDF"):
        return read_pdf(path)
    if head.startswith(_OLE):
        raise ReportError(
            str(path),
            Reason(
                "report.old_office",
                "是旧版 .doc 或 .xls 文件，请另存为 .docx 或 .xlsx",
                "it is an old .doc or .xls file: save it as .docx or .xlsx",
            ),
        )
    if head.startswith(b"{"):
        return read_json(path, raw)
    if head.startswith(b"<") or b"<table" in raw.lower():
        return read_html(path, raw)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return read_csv(path, raw)
    raise ReportError(
        str(path),
        Reason(
            "report.unknown_kind",
            "认不出是什么文件，请给 .html .docx .xlsx .csv .json 或者 .pdf",
            "its kind is not known; give .html, .docx, .xlsx, .csv, .json or .pdf",
        ),
    )


def _packed(path: Path) -> ReadReport:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = {"word/document.xml"} if path.suffix.lower() == ".docx" else set()
    return read_docx(path) if "word/document.xml" in names else read_sheet(path)
