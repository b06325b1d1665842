"""The text of a notice as people have it: a text file in any usual encoding, a saved web page, a Word document.

Takes bytes and opens no file. What it cannot read it names, and says what to do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from deadlines.errors import DataError, Reason

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DOCUMENT = "word/document.xml"

_LARGEST = 32 << 20
"""Bytes of text beyond which a document is no notice."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_OTHERS = ("gb18030", "big5")

_TELLING = re.compile(r"放假|通知|上班|調休|节|節|办公|辦公")

_PAGE = re.compile(r"<(?:!doctype\s+html|html|body|div|p|br|table|span)\b", re.IGNORECASE)

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)

_UNSEEN = {"script", "style", "noscript", "template", "title", "head"}

_FLOWING = {"a", "b", "strong", "em", "i", "u", "span", "font", "sup", "sub", "o:p", "st1:chsdate", "small", "big"}

_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Word 97–2003 (.doc, .wps)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


def text_of(data: bytes, file: str) -> str:
    """Give the text of a notice: of a text file (UTF-8, UTF-16, GB18030, Big5), an HTML page, or a .docx.

    Args:
        data: What the file holds.
        file: Name shown in refusals.

    Raises:
        DataError: It is a picture, a PDF, an old Word document, or in no encoding known.

    >>> text_of("<html><body><p>一、元旦：1月1日放假</p></body></html>".encode("gb18030"), "notice.html")
    '一、元旦：1月1日放假'
    """
    for sign, kind in _FOREIGN:
        if data.startswith(sign):
            raise DataError(
                file,
                "file",
                Reason(
                    "notice.foreign_format",
                    f"是 {kind}，读不了；请另存为 .docx、网页或文本文件（.txt）",
                    f"is {kind}, which cannot be read: save it as .docx, as a web page or as plain text",
                ),
            )
    if data.startswith(b"PK"):
        return "\n".join(_paragraphs(_document(data, file)))
    text = _decoded(data, file)
    return _text_of_page(text) if _PAGE.search(text) else text


def _document(data: bytes, file: str) -> bytes:
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            if parts.getinfo(_DOCUMENT).file_size > _LARGEST:
                raise DataError(
                    file, "file", Reason("notice.too_large", "太大，不是一份通知", "is too large to be a notice")
                )
            document = parts.read(_DOCUMENT)
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        why = Reason(
            "notice.no_document",
            "不是 Word 文档（.docx），或者已损坏、加密；请另存为 .docx 或文本文件（.txt）",
            "is no Word document (.docx), or damaged or encrypted: save it as .docx or as plain text",
        )
        raise DataError(file, "file", why) from error
    # Word writes none; a document that declares entities was made to be swallowed whole.
    if b"<!DOCTYPE" in document:
        raise DataError(file, "file", Reason("notice.doctype", "含有文档类型声明，不读", "declares a document type"))
    return document


def _paragraphs(document: bytes) -> Iterator[str]:
    """Give the paragraphs of a Word document, without what was struck out."""
    for paragraph in ET.fromstring(document).iter(f"{_WORD}p"):  # noqa: S314 - no entities, see _document
        signs = []
        for part in paragraph.iter():
            if part.tag == f"{_WORD}t":
                signs.append(part.text or "")
            elif part.tag in {f"{_WORD}br", f"{_WORD}cr"}:
                signs.append("\n")
            elif part.tag == f"{_WORD}tab":
                signs.append(" ")
        yield "".join(signs)


def _decoded(data: bytes, file: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _CHARSET.search(data[:4096])
    named = declared[1].decode("ascii", errors="replace").lower() if declared else ""
    best, found = 0, ""
    for encoding in ("utf-8", *({"gb2312": ("gb18030",), "gbk": ("gb18030",)}.get(named, ())), *_OTHERS):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        # GB18030 takes nearly any bytes for text: what reads like a notice is one.
        words = len(_TELLING.findall(text))
        if encoding == "utf-8" or words > best:
            best, found = words, text
        if encoding == "utf-8":
            return text
    if found:
        return found
    raise DataError(
        file,
        "file",
        Reason(
            "notice.no_encoding",
            "不是文本文件，或者编码不是 UTF-8、UTF-16、GB18030、Big5；请另存为 UTF-8 文本",
            "is no text, or in none of UTF-8, UTF-16, GB18030, Big5: save it as UTF-8 text",
        ),
    )


class _Page(HTMLParser):
    """Gathers what a reader of a page sees, one block a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.signs: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # as the base has it
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag not in _FLOWING:
            self.signs.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag not in _FLOWING:
            self.signs.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.signs.append(" ".join(data.split("\n")) if data.strip() else " ")


def _text_of_page(page: str) -> str:
    reader = _Page()
    reader.feed(page)
    reader.close()
    lines = (line.strip(" \t\r\u3000\xa0") for line in "".join(reader.signs).split("\n"))
    return "\n".join(line for line in lines if line)
