"""What kind of file a register is, by its content; a suffix may be wrong."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from deadlines.errors import Reason
from workflows.ledger.errors import RegisterError

Kind = Literal["xlsx", "ods", "xls", "html", "mht", "xml2003", "text"]

SUFFIXES: dict[Kind, frozenset[str]] = {
    "xlsx": frozenset({".xlsx", ".xlsm"}),
    "ods": frozenset({".ods"}),
    "xls": frozenset({".xls", ".et"}),
    "html": frozenset({".html", ".htm"}),
    "mht": frozenset({".mht", ".mhtml"}),
    "xml2003": frozenset({".xml"}),
    "text": frozenset({".csv", ".tsv", ".txt"}),
}
NAMES: dict[Kind, tuple[str, str]] = {
    "xlsx": ("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    "ods": ("OpenDocument 表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    "xls": ("旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)"),
    "html": ("网页（HTML）", "a web page (HTML)"),
    "mht": ("单个文件网页（MHT）", "a web archive (MHT)"),
    "xml2003": ("XML 表格 2003", "an XML spreadsheet of 2003"),
    "text": ("文本（CSV）", "text (CSV)"),
}
_SAMPLE = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_NUL_IN = 20
"""A text may hold a stray NUL; a file with more than one byte in so many is no text."""


def kind_of(path: Path) -> Kind:
    """Tell the kind of a register by its content.

    Raises:
        RegisterError: It is there but no register, or is not there.
    """
    if not path.exists():
        raise _refused(path, "missing", "没有这个文件", "there is no such file", "请核对路径", "check the path")
    if not path.is_file():
        raise _refused(path, "no_file", "不是文件", "is no file", "请核对路径", "check the path")
    with path.open("rb") as raw:
        start = raw.read(_SAMPLE)
    if not start.strip():
        raise _refused(path, "empty", "是空文件", "is empty", "请核对文件", "check the file")
    if start.startswith(b"PK"):
        return _of_zip(path)
    if start.startswith(_OLE):
        return _of_ole(path)
    for mark, name in _OTHERS:
        if start.startswith(mark):
            raise _not_a_table(path, name)
    return _of_text(path, start)


def _of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise _refused(
            path, "damaged", "文件已损坏，无法打开", f"is damaged: {error}", "请重新获取或另存", "get it anew"
        ) from None
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise _not_a_table(path, ".xlsb")
    raise _not_a_table(path, "Word（.docx）" if "word/document.xml" in names else "ZIP")


def _of_ole(path: Path) -> Kind:
    if _ENCRYPTED in path.read_bytes():
        raise _refused(
            path,
            "password",
            "有密码保护，不能读取",
            "is protected by a password",
            "请取消密码后另存",
            "save it without one",
        )
    return "xls"


def _of_text(path: Path, start: bytes) -> Kind:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = start.decode("utf-16", errors="replace").lower()
    else:
        if start.count(b"\x00") * _NUL_IN > len(start):
            raise _refused(
                path,
                "binary",
                "不是文本，也不是认得的表格文件",
                "is neither text nor a known spreadsheet",
                "请在表格软件中另存为 .xlsx 或 UTF-8 的 .csv",
                "save it as .xlsx, or as .csv in UTF-8",
            )
        head = start.decode("latin-1").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<?xml" in head[:200]:
        return "xml2003"
    if re.search(r"^(mime-version:|content-type:\s*multipart/related)", head.lstrip(), re.MULTILINE) and (
        "multipart/related" in head
    ):
        return "mht"
    if head.lstrip("\ufeff\xef\xbb\xbf \t\r\n").startswith("<") and re.search(
        r"<(html|table|body|head|meta|tr)\b", head
    ):
        return "html"
    return "text"


def suffix_is_wrong(path: Path, kind: Kind) -> bool:
    """Tell whether a file has the suffix of another kind."""
    suffix = path.suffix.lower()
    return any(suffix in known for known in SUFFIXES.values()) and suffix not in SUFFIXES[kind]


def _not_a_table(path: Path, name: str) -> RegisterError:
    return _refused(
        path,
        "other_kind",
        f"是 {name} 文件，不是登记台账",
        f"is a file of kind {name}, no register",
        "请在表格软件中另存为 .xlsx 或 .csv",
        "save it as .xlsx or .csv",
    )


def _refused(path: Path, code: str, zh: str, en: str, then_zh: str, then_en: str) -> RegisterError:
    return RegisterError(
        str(path), Reason(f"register.{code}", zh, en), Reason(f"register.{code}.then", then_zh, then_en)
    )
