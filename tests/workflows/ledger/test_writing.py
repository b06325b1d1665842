"""The full result: complete, safe to open, fit to be filed, whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from python_calamine import CalamineWorkbook

from deadlines import china, rulebook
from workflows.ledger import (
    About,
    Audited,
    Entry,
    JsonResult,
    LegalBasis,
    OutputError,
    Tally,
    audit,
    open_registers,
    refuse_own,
    tallied,
    workbook,
    write_result,
)
from workflows.ledger.workbook import COLUMNS, ROWS, sheet_names, text_of
from workflows.ledger.writing import defused

ON = date(2026, 11, 20)
ABOUT = About(ON, date(2026, 11, 21), "disclosure-workflows 9.9", date(2026, 12, 31))
REGISTER = """编号,收件日期,答复日期,备注,备注,
=1+1,2024-03-01,2024-03-29,+86 10,甲,乙
二,2024-03-01,2024-04-01,@某,,
三,24.3.1,,-,,
"""


@pytest.fixture(scope="module")
def law() -> LegalBasis:
    return LegalBasis(rulebook(), china())


def write(folder: Path, law: LegalBasis, name: str, text: str = REGISTER) -> Path:
    """Audit a register into a file of the given name."""
    path = folder / "register.csv"
    path.write_text(text, encoding="utf-8")
    (register,), tally = open_registers(path), Tally()
    with closing(register):
        entries = tallied(audit(register.pieces, register.columns, law, ON), tally)
        write_result(folder / name, [Audited(register, entries)], tally, ABOUT, "zh")
    return folder / name


def test_csv_holds_every_row_and_no_formula(tmp_path: Path, law: LegalBasis) -> None:
    """Cells that a spreadsheet would run are written as text; the register's own cells follow the verdict."""
    with write(tmp_path, law, "result.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)

    assert ["行号", "申请编号", "标志", "结论"] == head[:4]
    assert ["编号", "收件日期", "答复日期", "备注", "备注", ""] == head[-6:]
    assert [["2", "'=1+1", "√", "按期答复"], ["3", "二", "×", "逾期答复"], ["4", "三", "？", "无法判断"]] == [
        row[:4] for row in rows
    ]
    assert ["'=1+1", "2024-03-01", "2024-03-29", "'+86 10", "甲", "乙"] == rows[0][-6:]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_defused(cell: str) -> None:
    """Every start of a formula is covered."""
    assert "'" + cell == defused(cell)


def test_json_is_complete(tmp_path: Path, law: LegalBasis) -> None:
    """Schema, how the register was read, a record for each row with every cell, and totals that reconcile."""
    found = json.loads(write(tmp_path, law, "result.json").read_text(encoding="utf-8"))

    assert (found["schema"], found["made"]) == ("disclosure.audit/1", "2026-11-21")
    assert found["registers"] == [
        {
            "file": "register.csv",
            "sheet": "",
            "encoding": "utf-8",
            "skipped": 0,
            "columns": {"id": "编号", "received": "收件日期", "replied": "答复日期"},
            "unused": ["备注", "备注#5", "#6"],
            "other_sheets": [],
            "notes": [],
        }
    ]
    assert ["in_time", "late", "bad"] == [row["status"] for row in found["rows"]]
    assert sum(found["totals"]["by_status"].values()) == found["totals"]["rows"] == 3
    late = found["rows"][1]
    assert {"due": "2024-03-29", "days": 1, "rule": "foi.reply@regulation-2019"} == {
        key: late[key] for key in ("due", "days", "rule")
    }
    assert found["rows"][0]["cells"] == {
        "编号": "=1+1",
        "收件日期": "2024-03-01",
        "答复日期": "2024-03-29",
        "备注": "+86 10",
        "备注#5": "甲",
        "#6": "乙",
    }
    assert found["rows"][0]["readings"] == [
        {"point": "start_day", "choice": "counted", "due": "2024-03-28", "in_time": False}
    ]


def test_cells_of_rows_that_cannot_be_judged_are_kept(tmp_path: Path, law: LegalBasis) -> None:
    """A row with a cell too many, a part of a row and a broken line are in the result as they stand."""
    text = '编号,收件日期,答复日期\n一,2024-03-01,,多\n二,2024-03-01\n"三,2024-03-01\n'
    rows = json.loads(write(tmp_path, law, "result.json", text).read_text(encoding="utf-8"))["rows"]

    assert [list(row["cells"].values()) for row in rows] == [
        ["一", "2024-03-01", "", "多"],
        ["二", "2024-03-01"],
        ['"三,2024-03-01'],
    ]


def test_bytes_that_are_no_text_are_written_all_the_same(tmp_path: Path, law: LegalBasis) -> None:
    """A byte of no encoding does not stop the result in any format."""
    path = tmp_path / "register.csv"
    path.write_bytes(("编号,收件日期,答复日期\n" + "一二三四,2024-03-01,\n" * 20).encode() + b"\xe5\xbc,2024-03-01,\n")

    for name in ("result.json", "result.csv", "result.xlsx"):
        (register,), tally = open_registers(path), Tally()
        with closing(register):
            entries = tallied(audit(register.pieces, register.columns, law, ON), tally)
            write_result(tmp_path / name, [Audited(register, entries)], tally, ABOUT, "zh")
    rows = json.loads((tmp_path / "result.json").read_bytes())["rows"]
    assert rows[-1]["cells"]["编号"] == "\udce5\udcbc"


def test_xlsx_keeps_text_as_text_and_days_as_days(tmp_path: Path, law: LegalBasis) -> None:
    """A cell that begins with = is text in the sheet, a day is a day."""
    book = CalamineWorkbook.from_path(str(write(tmp_path, law, "result.xlsx")))
    head, first, late, bad = book.get_sheet_by_name("审查结果").to_python()

    assert head[:2] == ["行号", "申请编号"]
    assert first[1] == "=1+1"
    assert (late[3], late[6], late[8]) == ("逾期答复", date(2024, 3, 29), 1.0)
    assert bad[3] == "无法判断"


def test_xlsx_says_what_was_looked_at(tmp_path: Path, law: LegalBasis) -> None:
    """The first sheet holds file, days, columns used and not used, and totals."""
    book = CalamineWorkbook.from_path(str(write(tmp_path, law, "result.xlsx")))
    rows = [[cell for cell in row if cell != ""] for row in book.get_sheet_by_index(0).to_python()]

    for row in (
        ["依申请公开登记台账审查结果"],
        ["台账文件", "register.csv"],
        ["审查基准日", "2026-11-20"],
        ["制作日期", "2026-11-21"],
        ["制作", "disclosure-workflows 9.9"],
        ["放假通知已公布至", "2026-12-31"],
        ["适用的规定", "foi.reply@regulation-2019"],
        ["使用的列", "申请编号 ← 编号"],
        ["收到日期 ← 收件日期"],
        ["没有使用的列", "备注、备注#5、#6"],
        ["× 逾期答复", 1.0],
        ["合计（读入的行）", 3.0],
    ):
        assert row in rows


def parts(path: Path) -> dict[str, str]:
    """Read the parts of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_xlsx_is_laid_out_for_paper(tmp_path: Path, law: LegalBasis) -> None:
    """Headers stay in sight and are repeated on each page, a filter is set, A4 lies across; the first sheet stands."""
    found = parts(write(tmp_path, law, "result.xlsx"))
    sheet, book = found["xl/worksheets/sheet2.xml"], found["xl/workbook.xml"]

    for text in (*found.values(),):
        fromstring(text)  # noqa: S314  made by ourselves
    assert '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:S4"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'orientation="portrait"' in found["xl/worksheets/sheet1.xml"]
    assert '<brk id="13"' in sheet
    assert "&amp;L" in sheet
    assert "'审查结果'!$A:$B,'审查结果'!$1:$1</definedName>" in book
    assert "'审查结果'!$A$1:$S$4</definedName>" in book
    widths = [int(width) for width in re.findall(r'width="(\d+)"', sheet)]
    assert len(widths) == 19
    assert min(widths[13:]) >= 7
    assert 'wrapText="1"' in found["xl/styles.xml"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a&b<c>", "a&amp;b&lt;c&gt;"),
        ("\x00\x1f\ufffe\ud800", "_x0000__x001F__xFFFE__xD800_"),
        ("_x0041_", "_x005F_x0041_"),
        ("行\n行", "行\n行"),
    ],
)
def test_text_in_xlsx(text: str, written: str) -> None:
    """What XML forbids is escaped as spreadsheets do."""
    assert written == text_of(text)


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    """A spreadsheet program would call the file damaged otherwise."""
    cut = text_of("长" * 40_000)

    assert len(cut) == 32_767
    assert cut.endswith("……（共40000字，此格放不下，全文见 JSON 或 CSV）")


def test_numbers_stay_as_they_were(tmp_path: Path, law: LegalBasis) -> None:
    """No exponent, no fraction, and a long number keeps its digits."""
    text = "编号,收件日期,答复日期\n20240000000000123,2024-03-01,\n"
    found = parts(write(tmp_path, law, "result.xlsx", text))["xl/worksheets/sheet2.xml"]

    assert ">20240000000000123</t>" in found


def test_names_of_sheets() -> None:
    """A spreadsheet program takes no name twice, none longer than 31 signs, and some signs not at all."""
    names = sheet_names(["审查说明", "审查说明", "a" * 40, "A" * 40, "[x]:*?/\\", "'引'"])

    assert names == ["审查说明", "审查说明 (2)", "a" * 31, "A" * 27 + " (2)", "_x______", "引"]
    assert (ROWS, COLUMNS) == (1_048_576, 16_384)


def test_several_sheets(tmp_path: Path, law: LegalBasis) -> None:
    """Each sheet is a sheet of the result; in CSV a column says which, and columns of one name stand together."""
    path = tmp_path / "register.html"
    table = "<table><tr><td>{}</td><td>{}</td></tr><tr><td>2024-03-01</td><td>2024-03-20</td></tr></table>"
    path.write_text(table.format("收到日期", "答复日期") + table.format("答复日期", "收件日期"), encoding="utf-8")

    for name in ("result.xlsx", "result.csv", "result.json"):
        registers, tally = open_registers(path, sheets=["*"]), Tally()
        audited = [
            Audited(own, tallied(audit(own.pieces, own.columns, law, ON, own.sheet), tally)) for own in registers
        ]
        write_result(tmp_path / name, audited, tally, ABOUT, "zh")

    assert CalamineWorkbook.from_path(str(tmp_path / "result.xlsx")).sheet_names == ["审查说明", "表1", "表2"]
    with (tmp_path / "result.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert (head[0], head[-3:]) == ("工作表", ["收到日期", "答复日期", "收件日期"])
    assert [[row[0], *row[-3:]] for row in rows] == [
        ["表1", "2024-03-01", "2024-03-20", ""],
        ["表2", "", "2024-03-01", "2024-03-20"],
    ]
    assert [row["sheet"] for row in json.loads((tmp_path / "result.json").read_text("utf-8"))["rows"]] == ["表1", "表2"]


def test_json_beside_a_file(tmp_path: Path, law: LegalBasis) -> None:
    """Both are written in one reading."""
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    (register,), tally, stream = open_registers(path), Tally(), io.StringIO()
    with closing(register):
        entries = tallied(audit(register.pieces, register.columns, law, ON), tally)
        both = JsonResult(stream, [Audited(register, entries)], ABOUT)
        write_result(tmp_path / "result.csv", both.parts, tally, ABOUT, "zh")
        both.end(tally)

    assert json.loads(stream.getvalue())["totals"]["rows"] == 3
    assert (tmp_path / "result.csv").read_text("utf-8-sig").count("\n") == 4


def test_unknown_suffix(tmp_path: Path, law: LegalBasis) -> None:
    """A format that is not written is refused before anything is done."""
    with pytest.raises(OutputError, match=r"\.pdf is no result format; end it in \.xlsx, \.csv or \.json"):
        write(tmp_path, law, "result.pdf")


def test_missing_folder(tmp_path: Path, law: LegalBasis) -> None:
    """A folder that is not there is refused in one line."""
    with pytest.raises(OutputError, match="cannot be written: No such file or directory; check the folder"):
        write(tmp_path, law, "none/result.csv")


@pytest.mark.parametrize("link", ["same", "hard", "soft"])
def test_never_over_the_register(tmp_path: Path, link: str) -> None:
    """A result is never written over what is read, by whatever name it goes."""
    register, other = tmp_path / "register.csv", tmp_path / "result.csv"
    register.write_text(REGISTER, encoding="utf-8")
    if link == "hard":
        os.link(register, other)
    elif link == "soft":
        other.symlink_to(register)
    else:
        other = register.parent / "." / register.name

    with pytest.raises(OutputError, match="is the very file that is read"):
        refuse_own(other, tmp_path / "mapping.toml", register)
    refuse_own(tmp_path / "another.csv", register)


@pytest.mark.parametrize(
    ("number", "code", "zh"),
    [
        (errno.ENOSPC, "output.full", "空间不足，写不下；请腾出空间后重试；原有结果没有改动"),
        (errno.EDQUOT, "output.full", "空间不足，写不下；请腾出空间后重试；原有结果没有改动"),
        (errno.EFBIG, "output.full", "空间不足，写不下；请腾出空间后重试；原有结果没有改动"),
        (errno.EROFS, "output.unwritable", "不能写入（Read-only file system）；请核对文件夹及其权限"),
    ],
)
def test_a_disk_that_refuses(tmp_path: Path, number: int, code: str, zh: str) -> None:
    """A full one is told from one that may not be written."""
    register = tmp_path / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    (read,) = open_registers(register)

    def failing() -> Iterator[Entry]:
        raise OSError(number, os.strerror(number))
        yield

    with closing(read), pytest.raises(OutputError) as refused:
        write_result(tmp_path / "result.csv", [Audited(read, failing())], Tally(), ABOUT, "zh")
    assert refused.value.why.code == code
    assert refused.value.zh.endswith(zh)


def test_more_rows_than_a_sheet_holds(tmp_path: Path, law: LegalBasis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut off: the file is refused, and a format without the limit is named."""
    monkeypatch.setattr(workbook, "ROWS", 2)
    with pytest.raises(OutputError) as refused:
        write(tmp_path, law, "result.xlsx")
    assert (refused.value.why.code, refused.value.then.code) == ("output.too_many_rows", "then.csv")
    assert refused.value.zh.endswith("一张表最多 1048576 行，台账的行数更多；请写成 .csv")
    assert not (tmp_path / "result.xlsx").exists()


@pytest.mark.parametrize("name", ["result.csv", "result.json", "result.xlsx"])
def test_whole_or_not_at_all(tmp_path: Path, law: LegalBasis, name: str) -> None:
    """A failure half way leaves the old file and no other."""
    old = tmp_path / name
    old.write_text("old", encoding="utf-8")
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    (register,) = open_registers(path)

    def failing() -> Iterator[Entry]:
        yield next(audit(register.pieces, register.columns, law, ON))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_result(old, [Audited(register, failing())], Tally(), ABOUT, "zh")
    register.close()

    assert old.read_text(encoding="utf-8") == "old"
    assert {"register.csv", name} == {found.name for found in tmp_path.iterdir()}
