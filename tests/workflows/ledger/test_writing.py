"""The full result: complete, safe to open, whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from deadlines import china, rulebook
from workflows.ledger import Entry, LegalBasis, OutputError, Tally, audit, open_register, tallied, write_result
from workflows.ledger.writing import defused

ON = date(2026, 11, 20)
REGISTER = """编号,收件日期,答复日期,备注
=1+1,2024-03-01,2024-03-29,+86 10
二,2024-03-01,2024-04-01,@某
三,24.3.1,,-
"""


@pytest.fixture(scope="module")
def law() -> LegalBasis:
    return LegalBasis(rulebook(), china())


def write(folder: Path, law: LegalBasis, name: str) -> Path:
    """Audit the register above into a file of the given name."""
    path = folder / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    register, tally = open_register(path), Tally()
    with closing(register):
        entries = tallied(audit(register.pieces, register.columns, law, ON), tally)
        write_result(folder / name, entries, register.columns, tally, on=ON, lang="zh")
    return folder / name


def test_csv_holds_every_row_and_no_formula(tmp_path: Path, law: LegalBasis) -> None:
    """Cells that a spreadsheet would run are written as text; the register's own cells follow the verdict."""
    with write(tmp_path, law, "result.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)

    assert ["行号", "申请编号", "标志", "结论"] == head[:4]
    assert ["编号", "收件日期", "答复日期", "备注"] == head[-4:]
    assert [["2", "'=1+1", "√", "按期答复"], ["3", "二", "×", "逾期答复"], ["4", "三", "？", "无法判断"]] == [
        row[:4] for row in rows
    ]
    assert ["'=1+1", "2024-03-01", "2024-03-29", "'+86 10"] == rows[0][-4:]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_defused(cell: str) -> None:
    """Every start of a formula is covered."""
    assert "'" + cell == defused(cell)


def test_json_is_complete(tmp_path: Path, law: LegalBasis) -> None:
    """Schema, a record for each row, and totals that reconcile."""
    found = json.loads(write(tmp_path, law, "result.json").read_text(encoding="utf-8"))

    assert found["schema"] == "disclosure.audit/1"
    assert ["in_time", "late", "bad"] == [row["status"] for row in found["rows"]]
    assert sum(found["totals"]["by_status"].values()) == found["totals"]["rows"] == 3
    late = found["rows"][1]
    assert {"due": "2024-03-29", "days": 1, "rule": "foi.reply@regulation-2019"} == {
        key: late[key] for key in ("due", "days", "rule")
    }
    assert late["cells"] == {"编号": "二", "收件日期": "2024-03-01", "答复日期": "2024-04-01", "备注": "@某"}
    assert found["rows"][0]["readings"] == [
        {"point": "start_day", "choice": "counted", "due": "2024-03-28", "in_time": False}
    ]


def test_xlsx_keeps_text_as_text_and_days_as_days(tmp_path: Path, law: LegalBasis) -> None:
    """A cell that begins with = is text in the sheet, a day is a day."""
    book = CalamineWorkbook.from_path(str(write(tmp_path, law, "result.xlsx")))
    head, first, late, bad = book.get_sheet_by_index(0).to_python()

    assert head[:2] == ["行号", "申请编号"]
    assert first[1] == "=1+1"
    assert (late[3], late[6], late[8]) == ("逾期答复", date(2024, 3, 29), 1.0)
    assert bad[3] == "无法判断"


def test_unknown_suffix(tmp_path: Path, law: LegalBasis) -> None:
    """A format that is not written is refused before anything is done."""
    with pytest.raises(OutputError, match=r"\.pdf is no result format; end it in \.xlsx, \.csv or \.json"):
        write(tmp_path, law, "result.pdf")


def test_missing_folder(tmp_path: Path, law: LegalBasis) -> None:
    """A folder that is not there is refused in one line."""
    with pytest.raises(OutputError, match="cannot be written: No such file or directory; check the folder"):
        write(tmp_path, law, "none/result.csv")


@pytest.mark.parametrize("name", ["result.csv", "result.json", "result.xlsx"])
def test_whole_or_not_at_all(tmp_path: Path, law: LegalBasis, name: str) -> None:
    """A failure half way leaves the old file and no other."""
    old = tmp_path / name
    old.write_text("old", encoding="utf-8")
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    register = open_register(path)

    def failing() -> Iterator[Entry]:
        yield next(audit(register.pieces, register.columns, law, ON))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_result(old, failing(), register.columns, Tally(), on=ON, lang="zh")
    register.close()

    assert old.read_text(encoding="utf-8") == "old"
    assert {"register.csv", name} == {found.name for found in tmp_path.iterdir()}
