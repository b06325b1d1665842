"""Registers in the formats that office systems export beside CSV and XLSX: the same rows from each."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from workflows.ledger.cells import ErrorValue, Spread, Uncalculated
from workflows.ledger.errors import RegisterError
from workflows.ledger.reading import Register, open_register, open_registers

FIRST = date(2024, 3, 1)
PAGE = """<html><head><meta charset="{charset}"><style>td {{ mso-number-format: "\\@"; }}</style></head><body>
<table><tr><td>填表说明</td></tr></table>
<table border=1><thead><tr><th rowspan=2>编号</th><th colspan="2">日期 &amp; 时间</th></tr>
<tr><td>收到日期<td>答复日期</tr></thead>
<tr><td>一<br>号</td><td>2024-03-01</td><td rowspan="2">2024-03-20</td></tr>
<tr><td>二</td><td>2024-03-04</td></tr>
<tr><td>三</td><td>2024-03-05</td></tr></table></body></html>"""
XML = """<?xml version="1.0" encoding="{charset}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">收到日期</Data></Cell>
<Cell><Data ss:Type="String">答复日期</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>
</Worksheet>
<Worksheet ss:Name="台账&amp;登记"><Table>
<Row ss:Index="2"><Cell><Data ss:Type="String">编号</Data></Cell><Cell><Data ss:Type="String">收到日期</Data></Cell>
<Cell><Data ss:Type="String">答复日期</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="DateTime">2024-03-01T00:00:00.000</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="DateTime">2024-03-20T00:00:00.000</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="Error">#REF!</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">0.5</Data></Cell><Cell ss:Formula="=R[-1]C"></Cell></Row>
</Table></Worksheet></Workbook>"""
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:automatic-styles>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>
</style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="旧" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string">
<text:p>收到日期</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="台账" table:style-name="ta1">
<table:table-row><table:table-cell office:value-type="string"><text:p>编号</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>收到日期</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>答复日期</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-03-01"><text:p>3月1日</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-03-20" table:number-rows-spanned="2">
<text:p>3月20日</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/>
<table:table-cell table:formula="of:=[.B9]" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row>
<table:table-row><table:table-cell/><table:table-cell table:formula="of:=[.B1]"/></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def rows(register: Register) -> list[tuple[int, list[object]]]:
    """Flatten a register into lines and cells."""
    found = [
        (line, list(row))
        for piece in register.pieces
        for line, row in zip(piece.lines, piece.rows, strict=True)  # type: ignore[union-attr]
    ]
    register.close()
    return found


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
@pytest.mark.parametrize("suffix", [".html", ".xls"])
def test_web_page(tmp_path: Path, charset: str, suffix: str) -> None:
    """A page with several tables: the one with headers, its rows with their numbers, cells over several rows spread."""
    path = tmp_path / f"register{suffix}"
    path.write_bytes(PAGE.format(charset=charset).encode("gb18030" if charset == "gb2312" else charset))

    register = open_register(path)

    assert ("表2", ("表1",)) == (register.sheet, register.other_sheets)
    assert rows(register) == [
        (3, ["一\n号", "2024-03-01", "2024-03-20"]),
        (4, ["二", "2024-03-04", Spread("2024-03-20", "C3:C4")]),
        (5, ["三", "2024-03-05"]),
    ]


def test_web_archive(tmp_path: Path) -> None:
    """A page saved as a single file, as Excel does."""
    page = PAGE.format(charset="utf-8").replace("=", "=3D")
    path = tmp_path / "register.mht"
    path.write_text(
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; '
        f'charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n{page}\n--x--\n',
        encoding="utf-8",
    )

    assert [line for line, _ in rows(open_register(path))] == [3, 4, 5]


def test_tables_inside_tables(tmp_path: Path) -> None:
    """A table that only lays out another is a table of its own."""
    path = tmp_path / "register.html"
    inner = "<table><tr><td>收到日期</td><td>答复日期</td></tr><tr><td>2024-03-01</td><td></td></tr></table>"
    path.write_text(f"<table><tr><td>菜单</td><td>{inner}</td></tr></table>", encoding="utf-8")

    assert rows(open_register(path)) == [(2, ["2024-03-01", ""])]


@pytest.mark.parametrize("charset", ["UTF-8", "GB2312"])
@pytest.mark.parametrize("suffix", [".xml", ".xls"])
def test_xml_of_2003(tmp_path: Path, charset: str, suffix: str) -> None:
    """Named places, merged cells, errors, formulas without a value and hidden sheets."""
    path = tmp_path / f"register{suffix}"
    path.write_bytes(XML.format(charset=charset).encode("gb18030" if charset == "GB2312" else charset))

    register = open_register(path)

    assert ("台账&登记", ("旧（隐藏）",), 1) == (register.sheet, register.other_sheets, register.skipped)
    assert rows(register) == [
        (3, [1, FIRST, date(2024, 3, 20)]),
        (4, [None, ErrorValue("#REF!"), Spread(date(2024, 3, 20), "C3:C4")]),
        (5, [0.5, Uncalculated("=R[-1]C"), None]),
    ]


def open_document(path: Path, content: str) -> Path:
    """Pack a content into a spreadsheet of OpenDocument."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def test_open_document(tmp_path: Path) -> None:
    """Rows that are repeated without content cost nothing, those with content are repeated."""
    register = open_register(open_document(tmp_path / "register.ods", ODS))

    assert ("台账", ("旧（隐藏）",)) == (register.sheet, register.other_sheets)
    assert rows(register) == [
        (2, [1, FIRST, date(2024, 3, 20)]),
        (3, [None, ErrorValue("#REF!"), Spread(date(2024, 3, 20), "C2:C3")]),
        (4, [None, ErrorValue("#REF!"), None]),
        (5, [None, Uncalculated("=[.B1]"), None]),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("register.xml", XML.format(charset="UTF-8")[:-60]),
        ("register.xml", XML.format(charset="UTF-8").replace('Index="2"', 'Index="99999"')),
    ],
)
def test_damaged_xml(tmp_path: Path, name: str, content: str) -> None:
    """What cannot be read to its end is refused in one sentence."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    with pytest.raises(RegisterError, match="is damaged and cannot be read to its end"):
        rows(open_register(path))


@pytest.mark.parametrize("content", [ODS[:-400], ODS.replace("2024-03-01", "2024-03-99")])
def test_damaged_open_document(tmp_path: Path, content: str) -> None:
    """The same of a spreadsheet of OpenDocument."""
    with pytest.raises(RegisterError, match="is damaged and cannot be read to its end"):
        rows(open_register(open_document(tmp_path / "register.ods", content)))


def test_every_sheet_of_a_page(tmp_path: Path) -> None:
    """Each table with headers is a register."""
    path = tmp_path / "register.html"
    table = "<table><tr><td>收到日期</td><td>答复日期</td></tr><tr><td>2024-03-01</td><td></td></tr></table>"
    path.write_text(f"<body>{table}{table}</body>", encoding="utf-8")

    assert [register.sheet for register in open_registers(path, sheets=["*"])] == ["表1", "表2"]
