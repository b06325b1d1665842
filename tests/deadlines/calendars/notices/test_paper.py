"""What people have: text in four encodings, a saved page, a Word document; and what is named instead of read."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from deadlines.calendars.notice import NATIONAL, Notice
from deadlines.calendars.notices.files import shipped_notices
from deadlines.calendars.notices.paper import text_of
from deadlines.calendars.notices.text import parse_notice
from deadlines.errors import DataError

PLAIN = (Path(__file__).parent / "texts" / "2026.txt").read_text(encoding="utf-8")
SHIPPED = {each.number: each for each in shipped_notices({NATIONAL})}
NOTICE = SHIPPED["国办发明电〔2025〕7号"]
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(data: bytes, name: str = "n") -> Notice:
    return parse_notice(text_of(data, name), file=name)


def page(body: str, charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>通知_某网</title>'
        "<script>var day = '1月9日放假';</script><style>p { color: red }</style></head>"
        f"<body><div>首页 &gt; 政策</div>{body}<div>相关阅读：<a>全市中小学1月18日起放假</a></div></body></html>"
    )


def paragraphs() -> str:
    """The notice as a site writes it: spans inside the sentences, blanks as entities."""
    lines = [line for line in PLAIN.splitlines() if line.strip()]
    return "".join(f"<p>&nbsp;&nbsp;{line.strip().replace('放假', '<span>放假</span>')}</p>\n" for line in lines)


def document(xml: str, name: str = "word/document.xml") -> bytes:
    held = io.BytesIO()
    with ZipFile(held, "w") as parts:
        parts.writestr(name, xml)
    return held.getvalue()


def word(lines: list[str]) -> bytes:
    """Each line a paragraph in two runs, as Word breaks sentences; one struck out."""
    made = [
        f"<w:p><w:r><w:t>{line[:7]}</w:t></w:r><w:r><w:t>{line[7:]}</w:t></w:r>"
        "<w:del><w:r><w:delText>1月9日放假</w:delText></w:r></w:del></w:p>"
        for line in lines
    ]
    return document(f"<w:document {WORD}><w:body>{''.join(made)}</w:body></w:document>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_in_any_usual_encoding_is_the_same_notice(encoding: str) -> None:
    """The days and the number, whatever the editor wrote."""
    assert (NOTICE.number, NOTICE.holidays) == (
        read(PLAIN.encode(encoding)).number,
        read(PLAIN.encode(encoding)).holidays,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_characters_are_read(encoding: str) -> None:
    """A copy of 2011 with the links of its page around it; the notice has its title in simplified characters."""
    text = (Path(__file__).parent / "cases" / "own-2011-traditional.txt").read_text(encoding="utf-8")
    notice = read(text.encode(encoding))
    ours = SHIPPED["国办发明电〔2010〕40号"]
    assert (ours.number, ours.title, ours.issued, ours.holidays) == (
        notice.number,
        notice.title,
        notice.issued,
        notice.holidays,
    )


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("gbk", "gb18030")])
def test_a_saved_page_is_read_without_what_nobody_sees(charset: str, encoding: str) -> None:
    """Scripts, styles and the title of the window say nothing; links behind the signature add no day."""
    notice = read(page(paragraphs(), charset).encode(encoding), "n.html")
    assert (NOTICE.number, NOTICE.issued, NOTICE.holidays) == (notice.number, notice.issued, notice.holidays)


def test_a_page_of_line_breaks_is_read() -> None:
    """Old sites part paragraphs by <br>."""
    body = "<br>".join(line.strip() for line in PLAIN.splitlines())
    assert NOTICE.holidays == read(page(f"<td>{body}</td>").encode()).holidays


def test_a_word_document_is_read_without_what_was_struck_out() -> None:
    """Runs of one paragraph are one sentence; deleted text is no text."""
    assert NOTICE.holidays == read(word(PLAIN.splitlines()), "n.docx").holidays


def test_a_word_document_whose_numbers_word_made_is_read() -> None:
    """一、二、三 of an automatic list are not in the text: each line begins with its festival."""
    lines = [line.strip().partition("、")[2] if "、" in line[:4] else line for line in PLAIN.splitlines()]
    assert "元旦：" in "".join(line[:3] for line in lines)
    assert NOTICE.holidays == read(word(lines), "n.docx").holidays


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Word 97–2003 (.doc, .wps)"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, kind: str) -> None:
    """The kind of file and what to do, not "no title found"."""
    with pytest.raises(DataError) as caught:
        text_of(data, "n.x")
    assert f"n.x：file：是 {kind}，读不了；请另存为 .docx、网页或文本文件（.txt）" == caught.value.zh
    assert f"n.x: file: is {kind}, which cannot be read: save it as .docx, as a web page or as plain text" == str(
        caught.value
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (document("<a/>", "xl/workbook.xml"), "is no Word document (.docx), or damaged or encrypted: "),
        (b"PK\x03\x04 cut short", "is no Word document (.docx), or damaged or encrypted: "),
        (document('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "declares a document type"),
        (document(" " * ((32 << 20) + 1)), "is too large to be a notice"),
        (b"\x80\x81\x82", "is no text, or in none of UTF-8, UTF-16, GB18030, Big5: save it as UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, why: str) -> None:
    """A spreadsheet, a damaged file, a trap, a file too large, bytes that are no text."""
    with pytest.raises(DataError) as caught:
        text_of(data, "n.docx")
    assert str(caught.value).startswith(f"n.docx: file: {why}")
