"""The audit of a published report: what is wrong is named, what is right passes, what could harm is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from helpers.papers import (
    KEYS,
    PINGTAN,
    csv_of,
    docx_of,
    html_of,
    json_of,
    keys_of,
    rows_of,
    xlsx_of,
)
from workflows.reports.cells import read_cell
from workflows.reports.check import Audit, audit_report, audited
from workflows.reports.errors import ReportError
from workflows.reports.published import published
from workflows.reports.reading.html import read_html

COLUMNS = ["natural_person", "company", "research", "public_welfare", "legal_service", "other", "total"]
YEARS = ("2022", "2023", "2024", "2025")


def check_html(text: str) -> Audit:
    """Check a page that stands in no file."""
    return audited(published(read_html(Path("page.html"), text.encode())))


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rules(audit: Audit) -> list[tuple[str, str, str]]:
    """Give rule, row and column of each finding."""
    return [(finding.rule, finding.row, finding.col) for finding in audit.findings]


def named(audit: Audit) -> list[tuple[str, str, int | None, int]]:
    """Give the cells that are named."""
    return [(suspect.row, suspect.col, suspect.read, suspect.fits) for suspect in audit.suspects]


@pytest.mark.parametrize("year", YEARS)
def test_a_report_as_published_passes(year: str) -> None:
    """Four real reports: no error, no warning, all three tables read."""
    report = PINGTAN["reports"][year]
    audit = check_html(html_of(rows_of(year), year=year, two=report, four=report["table4"]))
    assert rules(audit) == []
    assert audit.suspects == ()
    assert audit.notes == ()
    assert audit.report.year == int(year)
    assert audit.report.form.id == "2021"
    assert str(audit.report.two["charges"].value) == report["charges"]
    assert [cell.whole for cell in audit.report.four.values()] == report["table4"]


def test_the_form_of_2019_is_told_by_its_rows() -> None:
    """Other results are one row; a year after 2021 makes it a warning."""
    audit = check_html(html_of(rows_of("2019", "2019"), year="2019", form="2019"))
    assert (audit.report.form.id, len(audit.report.three.rows), rules(audit)) == ("2019", 23, [])
    late = check_html(html_of(rows_of("2019", "2019"), year="2023", form="2019"))
    assert [(f.rule, f.text) for f in late.findings] == [
        ("W.form", "2023年度的报告用了2019年格式，应当用2021年格式（国办公开办函〔2021〕30号）")
    ]


@pytest.mark.parametrize(("form", "year"), [*(("2021", year) for year in YEARS), ("2019", "2019")])
@pytest.mark.parametrize("change", [1, 9, -1])
def test_every_changed_cell_is_named(form: str, year: str, change: int) -> None:
    """175 cells of each report in the form of 2021 and 161 of 2019: exactly that cell, what was read and what fits."""
    right = rows_of(year, form)
    report = check_html(html_of(right, year=year, form=form)).report
    missed: list[tuple[str, str]] = []
    tried = 0
    for n, key in enumerate(keys_of(form)):
        for m, column in enumerate(COLUMNS):
            if (written := right[n][m] + change) < 0:
                continue
            tried += 1
            cells = {**report.three.cells, (key, column): read_cell(str(written))}
            if named(audited(evolve(report, three=evolve(report.three, cells=cells)))) != [
                (key, column, written, right[n][m])
            ]:
                missed.append((key, column))
    assert missed == []
    assert (
        tried == {1: 7 * len(right), 9: 7 * len(right), -1: sum(cell > 0 for cells in right for cell in cells)}[change]
    )


@pytest.mark.parametrize(("form", "year"), [("2021", "2025"), ("2019", "2019")])
def test_a_changed_cell_of_each_row_is_named_in_the_page(form: str, year: str) -> None:
    """The same through the page: in each row another column."""
    right = rows_of(year, form)
    for n, key in enumerate(keys_of(form)):
        rows = [list(row) for row in right]
        rows[n][n % 7] += 1
        audit = check_html(html_of(rows, year=year, form=form))
        assert named(audit) == [(key, COLUMNS[n % 7], right[n][n % 7] + 1, right[n][n % 7])]


@given(
    st.sampled_from(YEARS),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 6), st.integers(1, 400)), min_size=2, max_size=2),
)
def test_two_wrong_cells_are_never_passed(year: str, changes: Sequence[tuple[int, int, int]]) -> None:
    """Whatever two cells say too much, an identity is broken."""
    rows = rows_of(year)
    for n, m, change in changes:
        rows[n][m] += change
    assert check_html(html_of(rows, year=year)).findings


def test_two_wrong_cells_apart_are_both_named() -> None:
    """They are off by different amounts, in different rows and columns."""
    rows = rows_of("2024")
    rows[2][0] += 1
    rows[12][1] += 5
    assert named(check_html(html_of(rows))) == [("open", "natural_person", 72, 71), ("u1", "company", 5, 0)]


def test_two_wrong_cells_apart_that_are_off_alike_cannot_be_told_from_their_crossings() -> None:
    """Both are off by 5: each row fits either column, so no cell is named, and every identity is said."""
    rows = rows_of("2024")
    rows[2][0] += 5
    rows[3][1] += 5
    audit = check_html(html_of(rows))
    assert (rules(audit), audit.suspects) == (
        [
            ("T3.results", "total", "natural_person"),
            ("T3.results", "total", "company"),
            ("T3.row", "open", "total"),
            ("T3.row", "partial", "total"),
        ],
        (),
    )


def test_a_cell_that_would_be_below_zero_is_not_named() -> None:
    """Three wrong cells: one alone would explain them, a company's state secret of -1, and no report has that."""
    rows = rows_of("2024")
    rows[2][1] += 1
    rows[2][0] -= 1
    rows[4][0] += 1
    audit = check_html(html_of(rows))
    assert (rules(audit), audit.suspects) == (
        [("T3.results", "total", "company"), ("T3.row", "d1", "total")],
        (),
    )


@given(st.integers(2, 22), st.integers(2, 22), st.sampled_from(YEARS))
def test_two_rows_exchanged_say_nothing(one: int, other: int, year: str) -> None:
    """No identity can know it, so nothing is said."""
    rows = rows_of(year)
    rows[one], rows[other] = rows[other], rows[one]
    audit = check_html(html_of(rows, year=year))
    assert (rules(audit), audit.suspects) == ([], ())


def test_an_identity_broken_as_published_is_the_only_one_found() -> None:
    """One request too many in a column and in its total: the balance of both, and no cell alone explains it."""
    rows = rows_of("2024")
    rows[0][0] += 1
    rows[0][6] += 1
    audit = check_html(html_of(rows))
    assert rules(audit) == [("T3.balance", "total", "natural_person"), ("T3.balance", "total", "total")]
    assert audit.suspects == ()
    assert audit.findings[0].text == "自然人：新收加上年结转为218，总计加结转下年为217，应当相等"


@pytest.mark.parametrize("nothing", ["", "&nbsp;", "/", "-", "——", "0.00", "无", "　"])
def test_nothing_in_its_spellings_is_read_as_zero_and_said(nothing: str) -> None:
    """150 cells of the report of 2024 are zero."""
    audit = check_html(html_of(rows_of("2024"), spell={0: nothing}))
    assert rules(audit) == []
    assert next((note.code, note.count) for note in audit.notes) == ("blank_as_zero", 150)


@pytest.mark.parametrize(
    ("read", "written"),
    [(217, "2</span>\n<span>17"), (217, "２１７"), (217, "217件"), (217, "&nbsp;217 "), (75, "75（含转办2件）")],
)
def test_a_number_in_its_spellings(read: int, written: str) -> None:
    """Split over two pieces, full width, with its unit, with a remark."""
    audit = check_html(html_of(rows_of("2024"), spell={read: written}))
    assert (rules(audit), audit.report.count("new", "natural_person")) == ([], 217)


def test_a_remark_in_a_cell_is_left_out_and_said() -> None:
    """It stands where it was read."""
    audit = check_html(html_of(rows_of("2024"), spell={29: "29（其中修订16件）"}))
    assert [(note.code, note.row, note.col, note.text) for note in audit.notes][:2] == [
        ("remark_in_cell", "partial", "natural_person", "(其中修订16件)"),
        ("remark_in_cell", "partial", "total", "(其中修订16件)"),
    ]


def test_labels_in_their_variants() -> None:
    """Other numbering, other quotation marks, no number at all, a label broken in the middle."""
    audit = check_html(
        html_of(
            rows_of("2024"),
            relabel={
                "1.属于国家秘密": "1、属于国家秘密",
                "3.危及“三安全一稳定”": '3．危及"三安全一稳定"',
                "一、本年新收政府信息公开申请数量": "本年新收政府信息公开申请数量",
                "（四）无法提供": "（四）无<br>法提供",
                "2.没有现成信息需要另行制作": "2.没有现成信息需要<br>另行制作",
            },
        )
    )
    assert (rules(audit), len(audit.report.three.rows)) == ([], 25)


@pytest.mark.parametrize(("written", "fits"), [("若干", 71), ("7.1", 71), ("-71", 71)])
def test_what_is_no_count_is_an_error_and_named(written: str, fits: int) -> None:
    """A word, a fraction, a number below zero."""
    rows: list[list[object]] = [list(row) for row in rows_of("2024")]
    rows[2][0] = written
    audit = check_html(html_of(rows))
    assert rules(audit) == [("T.integer", "open", "natural_person")]
    assert [(row, col, right) for row, col, _, right in named(audit)] == [("open", "natural_person", fits)]


def test_a_row_that_is_missing_or_twice() -> None:
    """Each is said by its label."""
    page = html_of(rows_of("2024"))
    without = check_html(page.replace("四、结转下年度继续办理", "五、备注"))
    assert [(f.rule, f.row, f.text) for f in without.findings] == [
        ("T.missing", "carried_out", "表三缺少“四、结转下年度继续办理”一行")
    ]
    twice = check_html(html_of(rows_of("2024"), relabel={"7.属于行政执法案卷": "1.属于国家秘密"}))
    assert ("T.twice", "d1", "") in rules(twice)


def test_carry_over_and_documents_in_force(tmp_path: Path) -> None:
    """2024 carries nothing on; 2025 says 2 carried in. 440 + 58 - 45 is not 546."""
    before = PINGTAN["reports"]["2024"]
    old = saved(tmp_path, "2024.html", html_of(rows_of("2024"), two=before))
    rows = rows_of("2025")
    for column, more in ((0, 2), (6, 2)):
        rows[1][column] += more
        rows[24][column] += more
    new = saved(tmp_path, "2025.html", html_of(rows, year="2025", two=PINGTAN["reports"]["2025"]))
    audit = audit_report(new, old)
    assert [(f.rule, f.col, f.left, f.right) for f in audit.findings] == [
        ("Y.carry", "natural_person", 0, 2),
        ("Y.carry", "total", 0, 2),
        ("W.flow", "in_force", 453, 546),
    ]
    assert audit.is_wrong()


def test_four_years_as_published_carry_on() -> None:
    """2022 had 1 carried in and carries 0 on: it is what goes out that the next year has to take in."""
    reports = [published(read_html(Path("a.html"), html_of(rows_of(year), year=year).encode())) for year in YEARS]
    found = [audited(new, old).findings for old, new in pairwise(reports)]
    assert found == [(), (), ()]


def test_a_group_of_table_four() -> None:
    """Four results and a total that is not their sum."""
    audit = check_html(html_of(rows_of("2024"), four=[2, 1, 3, 1, 8, *[0] * 10]))
    assert [(f.rule, f.row, f.left, f.right, f.text) for f in audit.findings] == [
        ("T4.group", "review", 7, 8, "行政复议：四种结果之和7，与总计8不符")
    ]


FOUR = PINGTAN["reports"]["2024"]["table4"]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("2024年，共收到政府信息公开申请218件，结转下年度继续办理0件。", []),
        ("新收政府信息公开申请218件，上年结转0件，办结218件，行政复议7件，行政诉讼19件。", []),
        ("收到政府信息公开申请219件。", [("W.text", 219, 218)]),
        ("结转下年度继续办理2件。", [("W.text", 2, 0)]),
        ("予以公开71件，部分公开29件，不予公开39件，无法提供75件，不予处理1件，其他处理3件。", []),
        ("不予公开38件。", [("W.text", 38, 39)]),
        ("行政复议8件；行政诉讼19件。", [("W.text", 8, 7)]),
        ("其中通过网络收到政府信息公开申请30件。", []),
        ("２０２４年收到政府信息公开申请２１９件。", [("W.text", 219, 218)]),
        ("本年度收取信息处理费120元。但全年未收取信息处理费。", [("W.fee", "120", "0")]),
        ("未收取信息处理费。", []),
        ("数据统计截至2024年12月20日。", [("W.cutoff", "截至2024年12月20日", "12-31")]),
        ("数据统计截至2024年12月31日。", []),
    ],
)
def test_the_prose_is_held_against_the_tables(prose: str, expected: list[tuple[str, object, object]]) -> None:
    """Numbers, fees and the last day; a number of a part is not compared."""
    audit = check_html(html_of(rows_of("2024"), prose=prose, four=FOUR))
    assert [(f.rule, f.left, f.right) for f in audit.findings] == expected
    assert not audit.is_wrong()
    assert audit.is_wrong(strict=True) == bool(expected)


def test_received_may_count_what_was_carried_in() -> None:
    """In 2022 the prose said 75: 74 new and 1 carried in."""
    audit = check_html(html_of(rows_of("2022"), year="2022", prose="收到政府信息公开申请75件。"))
    assert rules(audit) == []


WRITERS: dict[str, Callable[[Path], None]] = {
    "a.csv": lambda path: path.write_text(csv_of(wrong()), encoding="utf-8-sig") and None,
    "b.csv": lambda path: path.write_text(csv_of(wrong()), encoding="gb18030") and None,
    "a.json": lambda path: path.write_text(json_of(wrong(), 2024)) and None,
    "a.docx": lambda path: docx_of(path, wrong()),
    "a.xlsx": lambda path: xlsx_of(path, wrong()),
    "as-page.xls": lambda path: path.write_text(html_of(wrong()), encoding="utf-8") and None,
    "gb.html": lambda path: path.write_bytes(html_of(wrong()).replace("utf-8", "gb2312").encode("gb18030")) and None,
}


def wrong() -> list[list[int]]:
    """Give the report of 2024 with one request too many among those not held."""
    rows = rows_of("2024")
    rows[KEYS.index("u1")][0] += 3
    return rows


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_names_the_same_cell(name: str, tmp_path: Path) -> None:
    """A suffix alone is believed of nobody."""
    WRITERS[name](tmp_path / name)
    assert named(audit_report(tmp_path / name)) == [("u1", "natural_person", 78, 75)]


def packed(parts: dict[str, bytes]) -> bytes:
    """Pack parts into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "no-tables.html": (b"<html><p>x</p></html>", "report.no_table_three", "没有找到表三"),
    "empty.html": (b"", "report.empty", "文件是空的"),
    "large.html": (b"<td>" * (5 << 20), "report.too_large", "超过 10 兆"),
    "many.html": (b"<table><tr><td>1</td></tr></table>" * 600, "report.too_many_cells", "不是一份年度报告"),
    "entities.html": (ENTITIES + b"<html>&b;</html>", "report.entities", "实体"),
    "entities.docx": (packed({"word/document.xml": ENTITIES + b"<w>&b;</w>"}), "report.entities", "实体"),
    "bomb.xlsx": (packed({"xl/worksheets/sheet1.xml": b"0" * (65 << 20)}), "report.bomb", "不予打开"),
    "cut.xlsx": (packed({"[Content_Types].xml": b"x"})[:60], "report.no_archive", "打不开"),
    "old.doc": (b"\xd0\xcf\x11\xe0old", "report.old_office", ".docx"),
    "other.json": (b'{"a": 1}', "report.unreadable", "读不了"),
    "broken.json": (b"{", "report.unreadable", "读不了"),
    "noise.bin": (bytes(range(256)), "report.unknown_kind", "认不出"),
    "broken.pdf": (b"%PDF-1.4 nothing", "report.unreadable", "读不了"),
    "deep.html": (b"<div>" * 200_000, "report.no_table_three", "没有找到表三"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_report_or_could_harm_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """Each with its reason in both languages."""
    content, code, zh = REFUSED[name]
    with pytest.raises(ReportError) as refused:
        audit_report(saved(tmp_path, name, content))
    why = refused.value.facts()["why"]
    assert (why["code"], zh in refused.value.zh, "\n" in refused.value.zh) == (code, True, False)


def test_what_an_audit_gives_as_data() -> None:
    """The shape that others rely on."""
    data = check_html(html_of(wrong())).to_dict()
    assert data["schema"] == "disclosure.report.check/1"
    assert (data["form"], data["year"], data["title"]) == ("2021", 2024, "某机关2024年政府信息公开工作年度报告")
    assert data["read"] == {"table2": False, "table3": True, "table4": False}
    assert data["table3"]["cols"] == COLUMNS
    assert [row["key"] for row in data["table3"]["rows"]] == KEYS
    assert data["table3"]["rows"][12]["cells"] == [78, 0, 0, 0, 0, 0, 75]
    assert data["suspects"] == [{"row": "u1", "col": "natural_person", "read": 78, "fits": 75, "table": 3}]
    assert [finding["rule"] for finding in data["findings"]] == ["T3.results", "T3.row"]
    assert json.loads(json.dumps(data)) == data
