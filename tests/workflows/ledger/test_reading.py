"""A register is read whatever its encoding, separator and kind, and no line and no cell is lost in silence."""

from __future__ import annotations

import sys
import zipfile
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter

from workflows.ledger.cells import ErrorValue, Spread, Uncalculated
from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.formats.text import FRAGMENT, INSIDE, NEVER_CLOSED, Encoding, csv_pieces, detect_encoding
from workflows.ledger.pieces import BrokenLines, RowBlock
from workflows.ledger.reading import Register, open_register, open_registers
from workflows.ledger.wording import finding_text

TEXT = "编号,收到日期,答复日期\n一号,2024-03-01,2024-03-29\n"
FIRST = date(2024, 3, 1)


def rows(register: Register) -> list[tuple[int, list[object]]]:
    """Flatten a register into lines and cells."""
    found: list[tuple[int, list[object]]] = []
    for piece in register.pieces:
        assert isinstance(piece, RowBlock)
        found += [(line, list(row)) for line, row in zip(piece.lines, piece.rows, strict=True)]
    register.close()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_reads_every_encoding(tmp_path: Path, encoding: str) -> None:
    """The same register in four encodings gives the same rows."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT, encoding=encoding)

    assert (encoding, 0) == (detect_encoding(path).name, detect_encoding(path).bad)
    assert rows(open_register(path)) == [(2, ["一号", "2024-03-01", "2024-03-29"])]


def test_encoding_is_told_by_the_whole_file(tmp_path: Path) -> None:
    """One GB18030 character far down decides."""
    path = tmp_path / "register.csv"
    path.write_bytes(b"received,replied\n" + b"2024-03-01,2024-03-29\n" * 60_000 + "2024年3月1日,\n".encode("gb18030"))

    assert detect_encoding(path) == Encoding("gb18030")


def test_neither_encoding(tmp_path: Path) -> None:
    """Bytes of no encoding are refused with the line."""
    path = tmp_path / "register.csv"
    path.write_bytes(b"a,b\n\xff\xff\xff")

    with pytest.raises(RegisterError, match=r"is neither UTF-8 \(line 2\) nor GB18030 \(line 2\); save it as UTF-8"):
        detect_encoding(path)


@pytest.mark.parametrize(("encoding", "lost"), [("utf-8", b"\xe5\xbc"), ("gb18030", b"\xff")])
def test_one_bad_byte_costs_its_cell_alone(tmp_path: Path, encoding: str, lost: bytes) -> None:
    """The rows are all there, and the line is named."""
    path = tmp_path / "register.csv"
    many = "".join(f"第{number}号,2024-03-01,2024-03-29\n" for number in range(40))
    path.write_bytes((TEXT + many).encode(encoding) + "末".encode(encoding) + lost + b",2024-03-01,2024-03-29\n")

    register = open_register(path)
    last_line, last = rows(register)[-1]

    assert (43, ["2024-03-01", "2024-03-29"]) == (last_line, last[1:])
    assert str(last[0]).startswith("末")
    note = finding_text(register.notes[0], "zh")
    assert note == f"第43行等处有{len(lost)}个字节不是 {encoding.upper()}，照原样保留"
    assert detect_encoding(path) == Encoding(encoding, len(lost), (43,))


def test_a_stray_nul_is_kept(tmp_path: Path) -> None:
    """A NUL in a name is no reason to refuse a register."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT + "二\0号,2024-03-01,\n", encoding="utf-8")

    assert rows(open_register(path))[1] == (3, ["二\0号", "2024-03-01", ""])


@pytest.mark.parametrize("mark", ["\t", ";", "，", "|"])
def test_other_separators(tmp_path: Path, mark: str) -> None:
    """The separator is the one under which a header row appears."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT.replace(",", mark), encoding="utf-8")

    assert rows(open_register(path)) == [(2, ["一号", "2024-03-01", "2024-03-29"])]


def test_text_outvotes_no_separator(tmp_path: Path) -> None:
    """Commas in what people write do not decide, however many."""
    path = tmp_path / "register.csv"
    path.write_text("编号\t内容\t收到日期\t答复日期\n1\t甲,乙,丙，丁；戊\t2024-03-01\t\n", encoding="utf-8")

    assert rows(open_register(path)) == [(2, ["1", "甲,乙,丙，丁；戊", "2024-03-01", ""])]


def test_separator_that_nobody_would_try(tmp_path: Path) -> None:
    """One can be given."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT.replace(",", "^"), encoding="utf-8")

    with pytest.raises(MappingError):
        open_register(path)
    assert rows(open_register(path, delimiter="^")) == [(2, ["一号", "2024-03-01", "2024-03-29"])]


def test_lines_are_those_of_the_file() -> None:
    """A line break inside a cell moves the lines that follow."""
    text = '编号,收到日期\n"一\n号",2024-03-01\n\n二号,2024-03-04\n'
    pieces = list(csv_pieces(StringIO(text, newline=""), ","))

    (block,) = pieces
    assert isinstance(block, RowBlock)
    assert list(block.lines) == [1, 2, 4, 5]
    assert block.rows[1] == ["一\n号", "2024-03-01"]


def test_a_line_that_the_parser_refuses_is_named() -> None:
    """A line break where no line ends, which no file gives but a caller may."""
    (broken,) = (piece for piece in csv_pieces(["一\r二,1\n", "三,2\n"], ",") if isinstance(piece, BrokenLines))
    assert (broken.line, broken.why.code) == (1, "row.broken")
    assert broken.why.zh.startswith("不是一行表格（new-line character seen in unquoted field")


def split(text: str) -> list[tuple[int, object]]:
    """Split a text into rows and broken lines, each with its line."""
    found: list[tuple[int, object]] = []
    for piece in csv_pieces(StringIO(text, newline=""), ","):
        if isinstance(piece, BrokenLines):
            found.append((piece.line, piece.why))
        else:
            found += zip(piece.lines, piece.rows, strict=True)
    return found


def test_open_quotation_mark_costs_its_line() -> None:
    """The line is named, and reading goes on with the next."""
    assert split('一,1\n"二,2\n三,3\n四,4\n') == [
        (1, ["一", "1"]),
        (2, NEVER_CLOSED),
        (3, ["三", "3"]),
        (4, ["四", "4"]),
    ]


def test_quotation_mark_inside() -> None:
    """A stray mark costs its own line only."""
    assert split('编号,日期\n"一"号,1\n二,2\n') == [(1, ["编号", "日期"]), (2, INSIDE), (3, ["二", "2"])]


def test_fragments_after_a_broken_quotation_are_no_rows() -> None:
    """What was inside the quotation when it broke is judged only if no mark is left in it."""
    text = '一,"甲\n乙"丙,2024-03-01\n丁",2024-03-02\n二,2\n'

    assert split(text) == [(1, INSIDE), (2, FRAGMENT), (3, ['丁"', "2024-03-02"]), (4, ["二", "2"])]


def test_marks_after_the_break_are_read_again() -> None:
    """A quotation further down is whole again."""
    text = '一,"甲\n二,"乙\n乙",2\n三,3\n'
    found = split(text)

    assert found == [(1, INSIDE), (2, ["二", "乙\n乙", "2"]), (4, ["三", "3"])]


def sheet(path: Path, **rows_of: list[list[object]]) -> Path:
    """Write a workbook: the sheets by their names, with rows of plain values; a hidden one is named ``…_hidden``."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, cells in rows_of.items():
            page = book.add_worksheet(name.removesuffix("_hidden"))
            for at, row in enumerate(cells):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    elif cell is not None:
                        page.write(at, column, cell)
            if name.endswith("_hidden"):
                page.hide()
            else:
                page.activate()
    return path


HEADS: list[object] = ["编号", "收到日期", "答复日期"]


def test_reads_a_sheet(tmp_path: Path) -> None:
    """Days of a spreadsheet arrive as days, numbers as they were typed, and sheets left aside are named."""
    path = sheet(
        tmp_path / "register.xlsx", 台账=[[], HEADS, ["一号", FIRST, None], [7, FIRST, 0.5]], 说明=[["填表说明"]], 空=[]
    )

    register = open_register(path)

    assert ("台账", ("说明",), 1) == (register.sheet, register.other_sheets, register.skipped)
    assert rows(register) == [(3, ["一号", FIRST, None]), (4, [7, FIRST, 0.5])]


def test_the_first_sheet_that_everybody_sees(tmp_path: Path) -> None:
    """A hidden sheet and a cover are passed over, and named."""
    path = sheet(
        tmp_path / "register.xlsx",
        旧_hidden=[HEADS, ["旧", FIRST, None]],
        说明=[["填表说明：收到日期以签收为准"]],
        台账=[HEADS, ["一", FIRST, None]],
    )

    register = open_register(path)

    assert ("台账", ("旧（隐藏）", "说明")) == (register.sheet, register.other_sheets)
    assert open_register(path, sheet="旧").sheet == "旧"


def test_a_register_that_is_unclear_is_not_passed_over(tmp_path: Path) -> None:
    """The first sheet has headers of a register: what is unclear there is asked, the second is not taken instead."""
    path = sheet(tmp_path / "register.xlsx", 今年=[["收到日期", "申请人"], [FIRST, "甲"]], 去年=[HEADS])

    with pytest.raises(MappingError, match=r"sheet '今年' .*no column is known to be replied"):
        open_register(path)


def test_several_sheets(tmp_path: Path) -> None:
    """Those that are named, or all that have headers; a hidden one only by its name."""
    path = sheet(
        tmp_path / "register.xlsx",
        一月=[HEADS, ["一", FIRST, None]],
        二月=[["依申请公开"], HEADS, ["二", FIRST, None]],
        说明=[["说明"]],
        旧_hidden=[HEADS],
    )

    assert [register.sheet for register in open_registers(path, sheets=["*"])] == ["一月", "二月"]
    named = open_registers(path, sheets=["二月", "旧"])
    assert [register.sheet for register in named] == ["二月", "旧"]
    assert named[-1].other_sheets == ("一月", "说明")


def test_unknown_sheet(tmp_path: Path) -> None:
    """A slip in the name of a sheet is refused with the names."""
    path = sheet(tmp_path / "register.xlsx", 台账=[HEADS])

    with pytest.raises(RegisterError, match="has no sheet '台帐'; it has 台账"):
        open_register(path, sheet="台帐")


def test_a_workbook_without_content_is_refused(tmp_path: Path) -> None:
    """What is hidden is no register either."""
    path = sheet(tmp_path / "register.xlsx", 台账=[], 旧_hidden=[HEADS])

    with pytest.raises(RegisterError) as refused:
        open_register(path)
    assert (refused.value.why.code, refused.value.then.code) == ("register.blank", "register.blank.then")
    assert refused.value.zh == f"{path}：没有一张看得见的工作表有内容；请核对文件"
    assert refused.value.en == f"{path}: has no visible sheet with content; check the file"


def test_an_old_workbook_wants_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what to install."""
    monkeypatch.setitem(sys.modules, "xlrd", None)
    path = tmp_path / "register.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

    with pytest.raises(RegisterError) as refused:
        open_register(path)
    assert (refused.value.why.code, refused.value.then.code) == ("register.needs_xlrd", "register.needs_xlrd.then")
    assert refused.value.zh == (
        f"{path}：读取旧版 .xls 需要 xlrd；请运行 python -m pip install 'disclosure-workflows[xlsx]'，或另存为 .xlsx"
    )


def test_a_text_has_no_sheets(tmp_path: Path) -> None:
    """--sheet is not passed over in silence."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT, encoding="utf-8")

    with pytest.raises(RegisterError, match="is text and has no sheets"):
        open_register(path, sheet="台账")


def test_cells_that_hold_no_value(tmp_path: Path) -> None:
    """An error is an error and a formula without a result a formula, not a blank; merged cells know each other."""
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADS)
        page.write_formula(1, 1, "=A9", day, "#REF!")
        page.write_formula(2, 1, "=A9", day, "")
        page.merge_range(3, 1, 5, 1, "", day)
        page.write_datetime(3, 1, datetime(2024, 3, 1), day)  # noqa: DTZ001
        page.merge_range(6, 1, 6, 2, "", day)
        page.write_datetime(6, 1, datetime(2024, 3, 1), day)  # noqa: DTZ001
    cells = [row[1:] for _, row in rows(open_register(path))]

    assert cells[:2] == [[ErrorValue("#REF!"), None], [Uncalculated("=A9"), None]]
    assert [row[0] for row in cells[2:5]] == [FIRST, Spread(FIRST, "B4:B6"), Spread(FIRST, "B4:B6")]
    assert cells[5] == [FIRST, Spread(FIRST, "B7:C7", across=True)]


def test_days_counted_from_1904(tmp_path: Path) -> None:
    """A workbook of an old Macintosh counts from another day."""
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        page.write_datetime(1, 1, datetime(2024, 3, 1), book.add_format({"num_format": "yyyy/m/d"}))  # noqa: DTZ001

    assert rows(open_register(path))[0][1][1] == FIRST


@pytest.mark.parametrize(
    ("number_format", "is_day"),
    [
        ("yyyy年m月d日", True),
        ('yyyy"年"m"月"', True),
        ("[$-804]yyyy-mm-dd", True),
        ('0"天"', False),
        ("[Red]0.00", False),
        ("G/通用格式", False),
    ],
)
def test_which_formats_are_of_days(tmp_path: Path, number_format: str, *, is_day: bool) -> None:
    """A number is a day where its format shows one."""
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        page.write_number(1, 1, 45352, book.add_format({"num_format": number_format}))

    assert rows(open_register(path))[0][1][1] == (FIRST if is_day else 45352)


def repacked(path: Path, change: dict[str, tuple[bytes, bytes]]) -> Path:
    """Change bytes in the parts of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, (before, after) in change.items():
        assert before in parts[name]
        parts[name] = parts[name].replace(before, after)
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_without_names_of_their_places(tmp_path: Path) -> None:
    """Places may be left out; then cells and rows follow each other."""
    path = sheet(tmp_path / "register.xlsx", 台账=[HEADS, ["一", FIRST, None]])
    whole = zipfile.ZipFile(path).read(SHEET)
    found = [name for name in (b'r="A1"', b'r="B1"', b'r="C1"', b'r="1"') if name in whole]
    for name in found:
        repacked(path, {SHEET: (name, b"")})

    assert rows(open_register(path)) == [(2, ["一", FIRST, None])]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'r="B2"', b'r="ZZZZZ2"'),
        (b"</sheetData>", b"<"),
        (b"<sheetData>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><sheetData>"),
        (b't="s"', b't="q"'),
        (b"<v>0</v>", b"<v>99999</v>"),
    ],
)
def test_a_damaged_sheet_stops_the_audit(tmp_path: Path, before: bytes, after: bytes) -> None:
    """What cannot be read to its end is refused in one sentence, with no word of the machinery."""
    path = repacked(sheet(tmp_path / "register.xlsx", 台账=[HEADS, ["一", FIRST, None]]), {SHEET: (before, after)})

    with pytest.raises(RegisterError) as refused:
        rows(open_register(path))
    assert refused.value.zh.endswith("文件已损坏，不能读完；请在表格软件中打开后另存")


def test_stray_cells_cost_nothing(tmp_path: Path) -> None:
    """A cell in the last corner of a sheet is a row of its own, with its line."""
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        page.write_string(1_048_575, 16_383, "x")

    (last,) = rows(open_register(path))
    assert (1_048_576, 16_384) == (last[0], len(last[1]))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("none.csv", None, "there is no such file; check the path"),
        ("register.csv", b"", "is empty; check the file"),
        ("register.pdf", b"%PDF-1.7", "is a file of kind PDF, no register; save it as .xlsx or .csv"),
        ("register.xlsx", b"PK\x03\x04no zip", "is damaged: File is not a zip file"),
        ("register.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1no book", "is damaged and cannot be read to its end"),
        ("register.csv", bytes(range(256)) * 9 + bytes(999), "is neither text nor a known spreadsheet"),
        ("register.xls", b"<html><body>nothing</body></html>", "is a web page .HTML. without a table"),
        (
            "register.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password",
        ),
    ],
)
def test_refuses_what_is_no_register(tmp_path: Path, name: str, content: bytes | None, why: str) -> None:
    """Each refusal says what the file is and what to do."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(RegisterError, match=why):
        open_register(path)


def test_folder(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(RegisterError, match="is no file"):
        open_register(tmp_path)


@pytest.mark.parametrize("name", ["register.csv", "register.dat", "register.xls"])
def test_content_decides_not_the_suffix(tmp_path: Path, name: str) -> None:
    """Text under any name is read as text; where the suffix says otherwise it is told."""
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8")

    register = open_register(path)

    assert rows(register) == [(2, ["一号", "2024-03-01", "2024-03-29"])]
    assert [note.code for note in register.notes] == (["kind_of_file"] if name.endswith(".xls") else [])


def test_no_rows_at_all(tmp_path: Path) -> None:
    """Without a header row no column is known."""
    path = tmp_path / "register.csv"
    path.write_text("甲\n乙\n", encoding="utf-8")

    with pytest.raises(MappingError, match="no column is known to be received"):
        open_register(path)
