"""Manners in which agencies publish the same tables: each is read whole, and none changes what is found."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document
from docx.oxml.ns import qn

from helpers.papers import COLUMNS, LABELS, PINGTAN, csv_of, docx_of, html_of, rows_of
from workflows.reports.check import Audit, audit_report, audited
from workflows.reports.errors import ReportError
from workflows.reports.published import published
from workflows.reports.reading import pdf
from workflows.reports.reading.html import read_html

REPORT = PINGTAN["reports"]["2024"]
PAGE = html_of(rows_of("2024"), two=REPORT, four=REPORT["table4"])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
BREAK = PAGE.index("<tr><td rowspan='3'>（四）无法提供")
HEADS = re.search(r"<table><tr><td colspan='3' rowspan='3'>.*?</tr><tr>.*?</tr><tr>.*?</tr>", PAGE)
assert HEADS is not None


def every_number(write: Callable[[str], str]) -> str:
    """Write each number of the page in another way."""
    return re.sub(r"<span>(\d+)</span>", lambda number: write(number[1]), PAGE)


VARIANTS = {
    "heads in two lines without spans": PAGE.replace("<td rowspan='2'>自然人</td>", "<td>自然人</td>")
    .replace("<td rowspan='2'>总计</td></tr><tr><td>商业", "<td>总计</td></tr><tr><td></td><td>商业")
    .replace("<td>其他</td></tr><tr><td colspan='3'>一、", "<td>其他</td><td></td></tr><tr><td colspan='3'>一、"),
    "all cells are heads": PAGE.replace("<td", "<th").replace("</td>", "</th>"),
    "a frame around the page": PAGE.replace("<h1>", "<table><tr><td><h1>").replace("</body>", "</td></tr></table>"),
    "a table of its own around each number": every_number("<table><tbody><tr><td>{}</td></tr></table>".format),
    "full width": every_number(lambda number: number.translate(WIDE)),
    "blanks that nobody sees": every_number("\u200b{}\u3000".format),
    "digits apart": PAGE.replace(">217<", ">2 1 7<"),
    "digits as entities": every_number(lambda number: "".join(f"&#{ord(digit)};" for digit in number)),
    "a note as a raised sign": PAGE.replace("<span>217</span>", "217<sup>1</sup>"),
    "a note as a circled number": PAGE.replace("<span>217</span>", "217②"),
    "a fraction of nothing": PAGE.replace("<span>217</span>", "217.00"),
    "the last blank cells are not there": re.sub(r"(?:<td><p><span>0</span></p></td>)+</tr>", "</tr>", PAGE),
    "tags that are never closed": PAGE.replace("</td>", "").replace("</tr>", "").replace("</p>", ""),
    "broken over two tables": f"{PAGE[:BREAK]}</table><p>— 3 —</p><table>{PAGE[BREAK:]}",
    "broken over two tables with heads again": f"{PAGE[:BREAK]}</table>{HEADS[0]}{PAGE[BREAK:]}",
    "a copy that nobody sees": PAGE.replace("</body>", f"<div style='display: none'>{PAGE}</div>"),
    "a group broken in two": PAGE.replace("<td rowspan='8'>（三）不予公开", "<td rowspan='3'>（三）不予").replace(
        "<td>4.保护", "<td rowspan='5'>公开</td><td>4.保护"
    ),
    "a line of blanks below table four": PAGE.replace("</table></body>", f"<tr>{'<td></td>' * 15}</tr></table>"),
    "table two with wider cells": PAGE.replace("<td>62</td>", "<td colspan='2'>62</td>")
    .replace("<td>本年制发件数</td>", "<td colspan='2'>本年制发件数</td>")
    .replace("<td>规章</td><td>0</td>", "<td>规章</td><td colspan='2'>0</td>"),
}
LABELLED = {
    "二、上年结转政府信息公开申请数量": ("二、上一年结转政府信息公开申请数量", "2、上年度结转申请"),
    "3.危及“三安全一稳定”": ("3.危及三个安全一个稳定", "（3）危及“三安全、一稳定”"),
    "2.其他法律行政法规禁止公开": ("2．其他法律、行政法规禁止公开",),
    "1.本机关不掌握相关政府信息": ("①本机关不掌握相关信息",),
    "（七）总计": ("七、合计", "(七)总 计"),
    "四、结转下年度继续办理": ("四、结转下一年度继续办理", "四、转下年度继续办理（截至12月31日）"),
    "自然人": ("自 然 人", "自然人（公民）"),
    "科研机构": ("科研<br>单位",),
    "社会公益组织": ("公益组织",),
}
LABELLED_PAGES = {
    f"{label} as {other}": PAGE.replace(f">{label}<", f">{other}<")
    for label, others in LABELLED.items()
    for other in others
}


def check(page: str) -> Audit:
    """Check a page that stands in no file."""
    return audited(published(read_html(Path("page.html"), page.encode())))


@pytest.mark.parametrize("name", [*VARIANTS, *LABELLED_PAGES])
def test_a_manner_of_publishing_changes_nothing(name: str) -> None:
    """No finding, all three tables, and the numbers are those of the report."""
    page = {**VARIANTS, **LABELLED_PAGES}[name]
    assert page != PAGE
    audit = check(page)
    assert audit.findings == ()
    rows = [[audit.report.count(key, column) for column in COLUMN_KEYS] for key in PINGTAN["keys"]]
    assert rows == rows_of("2024")
    assert [cell.whole for cell in audit.report.four.values()] == REPORT["table4"]
    two = {name: str(cell.value) for name, cell in audit.report.two.items()}
    assert (two["documents.made"], two["documents.repealed"], two["documents.in_force"]) == ("62", "33", "440")
    assert (two["licences"], two["charges"]) == ("4529", "18651.06")


COLUMN_KEYS = ["natural_person", "company", "research", "public_welfare", "legal_service", "other", "total"]


def test_totals_left_blank_are_each_named() -> None:
    """As published for 2019 by an office of a city: no total of any result; 24 cells of one column are to be filled."""
    rows: list[list[object]] = [list(row) for row in rows_of("2024")]
    for row in rows[2:23]:
        row[6] = ""
    filled = {key: row[6] for key, row in zip(PINGTAN["keys"], rows_of("2024"), strict=True) if row[6]}
    leaves = {key: n for key, n in filled.items() if key not in {"new", "carried_in", "total", "carried_out"}}
    audit = check(html_of(rows))
    assert {(cell.row, cell.fits) for cell in audit.suspects} == set(leaves.items())
    assert {cell.col for cell in audit.suspects} == {"total"}


def test_two_wrong_cells_of_one_row_are_both_named() -> None:
    """One too many among natural persons, one too few among companies: the total of the row still holds."""
    rows = rows_of("2024")
    rows[2][0] += 1
    rows[2][1] += 2
    audit = check(html_of(rows))
    assert [(cell.row, cell.col, cell.fits) for cell in audit.suspects] == [
        ("open", "natural_person", 71),
        ("open", "company", 0),
    ]


def test_a_word_in_table_four_is_no_count() -> None:
    """The table is read all the same, and the cell is named."""
    audit = check(html_of(rows_of("2024"), four=["若干", *REPORT["table4"][1:]]))
    assert [(f.rule, f.table, f.row, f.col, f.text) for f in audit.findings] == [
        ("T.integer", 4, "review", "upheld", "“行政复议”的“结果维持”不是件数")
    ]
    # 7 in all, 1 corrected, 3 otherwise, 1 pending
    assert [s.to_dict() for s in audit.suspects] == [
        {"row": "review", "col": "upheld", "read": None, "fits": 2, "table": 4}
    ]


def test_the_one_cell_of_table_four_that_is_no_count_is_named_with_what_fits() -> None:
    """A total by its parts; two of one group, or a part that would be below zero, cannot be known."""
    four: list[object] = list(REPORT["table4"])

    def named(changes: dict[int, object]) -> list[tuple[str, str, int]]:
        cells = [changes.get(n, cell) for n, cell in enumerate(four)]
        return [(s.row, s.col, s.fits) for s in check(html_of(rows_of("2024"), four=cells)).suspects]

    assert named({4: "7.5", 14: "?"}) == [("review", "total", 7), ("after_review", "total", 19)]
    assert named({0: "?", 1: "?"}) == []
    assert named({0: "?", 4: 3}) == []
    assert named({4: 8}) == []


def test_a_table_that_stands_twice_is_said() -> None:
    """A second one in view, equal or not: somebody reads it."""
    assert [f.rule for f in check(PAGE.replace("</body>", PAGE)).findings] == ["T.twice"]


# other files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_as_spreadsheet_programs_save_it(encoding: str, delimiter: str, tmp_path: Path) -> None:
    """«Unicode text» is UTF-16 with tabs; the wrong cell is named in each."""
    rows = rows_of("2024")
    rows[12][0] += 3
    path = tmp_path / "a.txt"
    path.write_text(csv_of(rows).replace(",", delimiter), encoding=encoding)
    assert [(cell.row, cell.col, cell.fits) for cell in audit_report(path).suspects] == [("u1", "natural_person", 75)]


def test_a_page_in_utf_16(tmp_path: Path) -> None:
    """As an old Word saves a page."""
    path = tmp_path / "a.htm"
    path.write_text(PAGE, encoding="utf-16")
    assert audit_report(path).findings == ()


def test_a_word_file_with_changes_tracked_and_notes(tmp_path: Path) -> None:
    """What was deleted is not read, a raised sign is a remark, a table broken over a page goes on."""
    path = tmp_path / "a.docx"
    docx_of(path, rows_of("2024"))
    document = Document(str(path))
    table = document.tables[0]
    paragraph = table.rows[3].cells[3].paragraphs[0]
    paragraph.add_run("1").font.superscript = True
    gone = paragraph.add_run("9")._element
    deleted = paragraph._p.makeelement(qn("w:del"), {})
    paragraph._p.append(deleted)
    deleted.append(gone)
    below = document.add_table(rows=0, cols=10)
    for row in list(table.rows)[15:]:
        below._tbl.append(row._tr)
    document.save(str(path))
    audit = audit_report(path)
    assert (audit.findings, audit.report.count("new", "natural_person")) == ((), 217)
    assert next((note.code, note.row, note.text) for note in audit.notes) == ("remark_in_cell", "new", "(1)")


def test_a_printed_report(tmp_path: Path) -> None:
    """A PDF with ruled lines over two pages, drawn here; the wrong cell is named."""
    rows = rows_of("2024")
    rows[12][0] += 3
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn(rows))
    audit = audit_report(path)
    assert [(cell.row, cell.col, cell.fits) for cell in audit.suspects] == [("u1", "natural_person", 75)]
    assert len(audit.report.three.rows) == 25


def drawn(rows: list[list[int]]) -> bytes:
    """Draw table three as a PDF, without any package: a font of the standard, characters by their number."""
    lines: list[list[str]] = [
        ["", *COLUMNS],
        *([label, *map(str, row)] for label, row in zip(LABELS, rows, strict=True)),
    ]
    edges = [30, 330, *(330 + 60 * n for n in range(1, 8))]
    parts = []
    for page in (lines[:14], lines[14:]):
        top, out = 800, []
        for n, line in enumerate(page):
            low = top - 24 * (n + 1)
            for left, right, text in zip(edges, edges[1:], line, strict=False):
                out.append(f"{left} {low} {right - left} 24 re S")
                if text:
                    codes = text.encode("utf-16-be").hex()
                    out.append(f"BT /F 7 Tf 1 0 0 1 {left + 3} {low + 8} Tm <{codes}> Tj ET")
        parts.append("\n".join(out))
    return pdf_of(parts)


def pdf_of(pages: list[str]) -> bytes:
    """Put pages of drawing into a PDF."""
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        "1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
    )
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]/MediaBox[0 0 800 842]/Resources<</Font<</F 3 0 R>>>>>>",
        "<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        (
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/S/DW 1000/FontDescriptor 5 0 R"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        ),
        (
            "<</Type/FontDescriptor/FontName/S/Flags 4/FontBBox[0 -200 1000 900]/Ascent 800/Descent -200/CapHeight 700"
            "/ItalicAngle 0/StemV 80>>"
        ),
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    for n, page in enumerate(pages):
        objects += [
            f"<</Type/Page/Parent 2 0 R/Contents {8 + 2 * n} 0 R>>",
            f"<</Length {len(page)}>>stream\n{page}\nendstream",
        ]
    out, at = "%PDF-1.4\n", []
    for n, text in enumerate(objects, 1):
        at.append(len(out))
        out += f"{n} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in at)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>startxref\n{len(out)}\n%%EOF"
    return (out + end).encode("ascii")


# what could harm


def far_cell(path: Path) -> None:
    """A sheet of two cells as far apart as can be."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, 1)


def many_paragraphs(path: Path, paragraphs: int) -> None:
    """A Word file of so many paragraphs: small, since they are all alike."""
    docx_of(path, rows_of("2024"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(
        b"<w:tbl>", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * paragraphs + b"<w:tbl>", 1
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def wide_span(path: Path) -> None:
    """A cell that claims to span a hundred million columns."""
    docx_of(path, rows_of("2024"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b'gridSpan w:val="3"', b'gridSpan w:val="99999999"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


HARM: dict[str, tuple[Callable[[Path], object], str]] = {
    "attributes.html": (
        lambda path: path.write_text("<table><tr><td " + " ".join(f"a{n}=1" for n in range(200_000)) + ">"),
        "不是一份年度报告",
    ),
    "far.xlsx": (far_cell, "没有找到表三"),
    "spans.docx": (wide_span, "没有找到表三"),
    "paragraphs.docx": (lambda path: many_paragraphs(path, 500_000), "解压后超过 16 兆字节"),
    "deep.json": (lambda path: path.write_text('{"a":' * 500_000), "读不了这个文件（不是年度报告的 JSON"),
    "quote.csv": (lambda path: path.write_text('a,"' + "b,\n" * 200_000), "读不了这个文件"),
}


@pytest.mark.parametrize("name", HARM)
def test_what_could_harm_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """Each in a process of its own with two GiB of memory and ten seconds of work."""
    make, told = HARM[name]
    make(tmp_path / name)
    code = (
        "import resource, sys; from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (10, 10))\n"
        "from workflows.cli import main; main(['report', 'check', sys.argv[1]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines()), told in done.stderr) == (2, 1, True), done.stderr[-500:]


def test_many_paragraphs_are_passed_over(tmp_path: Path) -> None:
    """The table behind fifty thousand of them is read."""
    path = tmp_path / "a.docx"
    many_paragraphs(path, 50_000)
    assert audit_report(path).findings == ()


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that draws a million lines."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(["0 0 m 600 800 l S\n" * 300_000]))
    monkeypatch.setattr(pdf, "_WAIT", 0.5)
    with pytest.raises(ReportError, match="not read within 7 seconds: too many lines or texts"):
        audit_report(path)


def test_a_pdf_wants_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what to install."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([""]))
    monkeypatch.setattr(pdf, "find_spec", lambda name: None if name == "pdfplumber" else name)
    with pytest.raises(ReportError) as refusal:
        audit_report(path)
    assert refusal.value.why.code == "report.no_pdf"
    assert refusal.value.en == f"{path}: a PDF needs the extra: python -m pip install 'disclosure-workflows[pdf]'"
    assert refusal.value.zh == f"{path}：读取 PDF 需要另装：python -m pip install 'disclosure-workflows[pdf]'"
