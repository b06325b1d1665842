"""A register is read whatever its encoding, and no line is lost in silence."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter

from deadlines.errors import Reason
from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.reading import BrokenLines, Register, RowBlock, csv_pieces, detect_encoding, open_register

TEXT = "编号,收到日期,答复日期\n一号,2024-03-01,2024-03-29\n"


def rows(register: Register) -> list[tuple[int, list[object]]]:
    """Flatten a register into lines and cells."""
    found: list[tuple[int, list[object]]] = []
    for piece in register.pieces:
        assert isinstance(piece, RowBlock)
        found += zip(piece.lines, piece.rows, strict=True)
    register.close()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_reads_every_encoding(tmp_path: Path, encoding: str) -> None:
    """The same register in four encodings gives the same rows."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT, encoding=encoding)

    assert detect_encoding(path) == encoding
    assert rows(open_register(path)) == [(2, ["一号", "2024-03-01", "2024-03-29"])]


def test_encoding_is_told_by_the_whole_file(tmp_path: Path) -> None:
    """One GB18030 character far down decides."""
    path = tmp_path / "register.csv"
    path.write_bytes(b"received,replied\n" + b"2024-03-01,2024-03-29\n" * 60_000 + "2024年3月1日,\n".encode("gb18030"))

    assert detect_encoding(path) == "gb18030"


def test_neither_encoding(tmp_path: Path) -> None:
    """Bytes of no encoding are refused with the place."""
    path = tmp_path / "register.csv"
    path.write_bytes(b"a,b\n\xff\xff\xff")

    with pytest.raises(RegisterError, match=r"is neither UTF-8 \(byte 4\) nor GB18030 \(byte 4\); save it as UTF-8"):
        detect_encoding(path)


@pytest.mark.parametrize("mark", ["\t", ";", "，"])
def test_other_separators(tmp_path: Path, mark: str) -> None:
    """The separator is taken from the first lines."""
    path = tmp_path / "register.csv"
    path.write_text(TEXT.replace(",", mark), encoding="utf-8")

    assert rows(open_register(path)) == [(2, ["一号", "2024-03-01", "2024-03-29"])]


def test_lines_are_those_of_the_file() -> None:
    """A line break inside a cell moves the lines that follow."""
    text = '编号,收到日期\n"一\n号",2024-03-01\n\n二号,2024-03-04\n'
    pieces = list(csv_pieces(StringIO(text, newline=""), ","))

    (block,) = pieces
    assert isinstance(block, RowBlock)
    assert list(block.lines) == [1, 2, 4, 5]
    assert block.rows[1] == ["一\n号", "2024-03-01"]


def test_open_quotation_mark_is_reported_with_its_lines() -> None:
    """The rows before it are kept, the lines it swallows are named."""
    text = '编号,收到日期\n一号,2024-03-01\n"二号,2024-03-04\n三号,2024-03-05\n'

    before, broken = list(csv_pieces(StringIO(text, newline=""), ","))

    assert isinstance(before, RowBlock)
    assert before.rows == [["编号", "收到日期"], ["一号", "2024-03-01"]]
    assert broken == BrokenLines(
        3, 4, Reason("register.quote_open", "引号没有配对", "a quotation mark is opened and never closed")
    )


def test_reading_goes_on_after_a_broken_line() -> None:
    """A stray mark costs its own line only."""
    text = '编号,收到日期\n"一"号,2024-03-01\n二号,2024-03-04\n'

    first, broken, last = list(csv_pieces(StringIO(text, newline=""), ","))

    assert isinstance(first, RowBlock)
    assert broken == BrokenLines(
        2,
        2,
        Reason(
            "register.quote_inside",
            "引号中又有引号，里面的引号须写两次",
            "a quotation mark stands inside a quoted cell; write it twice",
        ),
    )
    assert isinstance(last, RowBlock)
    assert (list(last.lines), last.rows) == ([3], [["二号", "2024-03-04"]])


def test_reads_a_sheet(tmp_path: Path) -> None:
    """Days of a spreadsheet arrive as days, and sheets left aside are named."""
    path = tmp_path / "register.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, other = book.add_worksheet("台账"), book.add_worksheet("说明")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(1, 0, ["编号", "收到日期"])
    sheet.write_string(2, 0, "一号")
    sheet.write_datetime(2, 1, date(2024, 3, 1), day)
    other.write_string(0, 0, "填表说明")
    book.close()

    register = open_register(path)

    assert register.other_sheets == ("说明",)
    assert rows(register) == [(3, ["一号", date(2024, 3, 1)])]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("none.csv", None, "there is no such file; check the path"),
        ("register.docx", b"x", ".docx is no register format; give one of .csv"),
        ("register.xlsx", b"no zip", "is no spreadsheet"),
        ("register.csv", b"PK\x03\x04....", "is a spreadsheet with the suffix of a text file; rename it"),
    ],
)
def test_refuses_what_is_no_register(tmp_path: Path, name: str, content: bytes | None, why: str) -> None:
    """Each refusal says what the file is and what to do."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(RegisterError, match=why):
        open_register(path)


def test_empty_file(tmp_path: Path) -> None:
    """A file without rows has no column of receipt."""
    path = tmp_path / "register.csv"
    path.write_bytes(b"")

    with pytest.raises(MappingError, match="no column is known to be received; the headers are: none"):
        open_register(path)
