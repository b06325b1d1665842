"""``disclosure report check`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from helpers.histories import FOLDER
from helpers.papers import html_of, rows_of
from workflows.cases.text import from_dict
from workflows.cli import main
from workflows.office.office import Office


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A report with one wrong cell."""
    rows = rows_of("2024")
    rows[12][0] = 78
    path = tmp_path / "年报.html"
    path.write_text(html_of(rows), encoding="utf-8")
    return path


def test_the_wrong_cell_is_named(page: Path) -> None:
    """The identities that break, then the cell with what would fit; exit 1."""
    result = CliRunner().invoke(main, ["report", "check", str(page)])
    assert result.exit_code == 1
    assert "✗ T3.results 自然人：各项办理结果之和220，与总计217不符" in result.output
    assert "✗ T3.row 1.本机关不掌握相关政府信息：六类申请人之和78，与本行总计75不符" in result.output
    cell = next(line for line in result.output.splitlines() if line.split()[:1] == ["1.本机关不掌握相关政府信息"])
    assert cell.split() == ["1.本机关不掌握相关政府信息", "自然人", "78", "75"]
    assert "2 处错误，0 处提示" in result.output


def test_in_english(page: Path) -> None:
    """The same in English."""
    result = CliRunner().invoke(main, ["report", "check", str(page), "--lang", "en"])
    assert "T3.row u1: the six kinds of applicants add up to 78, the total of the row is 75" in result.output


def test_json_and_a_clean_report(tmp_path: Path) -> None:
    """JSON on stdout; a report without error exits with 0, a warning counts under --strict alone."""
    path = tmp_path / "a.html"
    path.write_text(html_of(rows_of("2024"), prose="结转下年度继续办理2件。"), encoding="utf-8")
    result = CliRunner().invoke(main, ["report", "check", str(path), "--json"])
    assert result.exit_code == 0
    assert [finding["rule"] for finding in json.loads(result.output)["findings"]] == ["W.text"]
    assert CliRunner().invoke(main, ["report", "check", str(path), "--strict"]).exit_code == 1


def test_a_folder_of_reports(page: Path, tmp_path: Path) -> None:
    """Each file in turn: one is right, one has a wrong cell, one is none; the list as a workbook, exit 1."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.html").write_text(html_of(rows_of("2024")), encoding="utf-8")
    (folder / "b.html").write_bytes(page.read_bytes())
    (folder / "c.html").write_text("<p>x</p>", encoding="utf-8")
    told = CliRunner().invoke(main, ["report", "check", str(folder), "--out", str(tmp_path / "list.xlsx")])
    assert (told.exit_code, "3 份，2 份有问题" in told.output) == (1, True)
    rows = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx")).get_sheet_by_name("问题清单").to_python()
    assert [row[:3] for row in rows[1:]] == [
        ["b.html", "2024", "T3.results"],
        ["b.html", "2024", "T3.row"],
        ["b.html", "2024", ""],
        ["c.html", "", ""],
    ]
    assert rows[3][3:] == ["1.本机关不掌握相关政府信息", "自然人", "应改为 75"]
    refused = CliRunner().invoke(main, ["report", "check", str(page), "--out", str(tmp_path / "x.xlsx")])
    assert (refused.exit_code, "--out 只用于文件夹" in refused.output) == (2, True)
    refused = CliRunner().invoke(main, ["report", "check", str(folder), "--json"])
    assert (refused.exit_code, "核对文件夹时不能用" in refused.output) == (2, True)


def test_a_file_without_the_tables(tmp_path: Path) -> None:
    """One line and exit 2."""
    path = tmp_path / "a.html"
    path.write_text("<html><p>x</p></html>", encoding="utf-8")
    result = CliRunner().invoke(main, ["report", "check", str(path)])
    assert result.exit_code == 2
    assert "错误：a.html：没有找到表三（收到和处理政府信息公开申请情况），请给含有表格的报告文件" in result.output


@pytest.fixture
def database(tmp_path: Path) -> str:
    """An office with fourteen recorded lives."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    office = Office.open(url, agency="test")
    files = sorted(FOLDER.glob("request-*.json"))
    office.import_histories([[from_dict(e) for e in json.loads(file.read_text())["events"]] for file in files])
    office.desk.store.close()
    return url


def run(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["report", *words])


def test_the_annual_report_in_every_format(database: str, tmp_path: Path) -> None:
    """JSON as others rely on it; files that the check passes; warned of what is missing, exit 0."""
    told = run("annual", "--year", "2024", "--db", database, "--agency", "test", "--json", "--as-of", "2025-01-20")
    data = json.loads(told.output)
    assert (told.exit_code, data["schema"], data["as_of"]) == (0, "disclosure.report.annual/1", "2025-01-20")
    assert (len(data["table3"]["rows"]), data["table2"]) == (25, None)
    assert data["table3"]["rows"][0] == {
        "key": "new",
        "code": "1",
        "label": "一、本年新收政府信息公开申请数量",
        "cells": [12, 0, 0, 0, 0, 0, 12],
    }
    assert data["table4"]["review"] == {"upheld": 1, "corrected": 2, "other": 0, "pending": 0, "total": 3}
    assert data["fees"] == {"requests": 1, "yuan": "380"}
    assert [warning["code"] for warning in data["warnings"]] == ["ended_again", "table2_missing", "prose_missing"]
    for suffix in ("docx", "xlsx", "html", "json"):
        out = tmp_path / f"report.{suffix}"
        made = run("annual", "--year", "2024", "--db", database, "--agency", "test", "--out", str(out))
        assert made.exit_code == 0, made.output
        assert run("check", str(out)).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("report*")) == [
        "report.docx",
        "report.html",
        "report.json",
        "report.xlsx",
    ]


def test_a_cell_names_its_cases(database: str) -> None:
    """As many as the number in it."""
    told = run("cases", "--year", "2024", "--cell", "d5:natural_person", "--db", database, "--agency", "test", "--json")
    assert json.loads(told.output) == {
        "schema": "disclosure.report.cases/1",
        "row": "d5",
        "col": "natural_person",
        "cases": ["archived-again-after-redo", "review-comes-first"],
    }
    review = run("cases", "--year", "2024", "--cell", "review:corrected", "--db", database, "--agency", "test")
    assert review.output.split() == ["archived-again-after-redo", "silence"]
    wrong = run("cases", "--year", "2024", "--cell", "d9:total", "--db", database, "--agency", "test")
    assert wrong.exit_code == 2
    assert "没有单元格 d9:total" in wrong.output


def test_a_snapshot_is_compared(database: str, tmp_path: Path) -> None:
    """What corrections changed since, cell by cell with the cases that came and went; exit 1."""
    kept = tmp_path / "kept.json"
    words = ("annual", "--year", "2024", "--db", database, "--agency", "test")
    run(*words, "--as-of", "2024-03-20", "--out", str(kept))
    later = run(*words, "--against", str(kept))
    assert later.exit_code == 1
    line = next(
        line for line in later.output.splitlines() if line.split()[:2] == ["（一）予以公开", "自然人"] and "+" in line
    )
    assert line.split()[2:5] == ["0", "3", "+article-15-public-interest"]
    data = json.loads(run(*words, "--against", str(kept), "--json").output)
    changed = next(each for each in data["changed"] if (each["row"], each["col"]) == ("open", "natural_person"))
    assert (changed["table"], changed["then"], changed["now"], changed["went"]) == (3, 0, 3, [])
    same = run(*words, "--as-of", "2024-03-20", "--against", str(kept))
    assert (same.exit_code, "与留存的报告没有不同" in same.output) == (0, True)


def test_table_two_is_compared_with_the_snapshot_and_returns_are_in_the_sums(database: str, tmp_path: Path) -> None:
    """A number put right in the facts is listed by its names; sums are compared with sums."""
    facts, kept, folder = tmp_path / "facts.toml", tmp_path / "kept.json", tmp_path / "returns"
    folder.mkdir()
    words = ("annual", "--year", "2018", "--db", database, "--agency", "test", "--facts", str(facts))
    facts.write_text("[table2]\nlicences = {before = 8, change = -1, decisions = 7}\n", encoding="utf-8")
    run("annual", "--year", "2018", "--db", database, "--agency", "other", "--out", str(folder / "a.json"))
    sums = (*words, "--returns", str(folder))
    run(*sums, "--out", str(kept))
    assert "与留存的报告没有不同" in run(*sums, "--against", str(kept)).output
    run(*words, "--out", str(kept))
    facts.write_text("[table2]\nlicences = {before = 8, change = -2, decisions = 7}\n", encoding="utf-8")
    told = run(*words, "--against", str(kept))
    assert told.exit_code == 1
    assert ["行政许可", "本年增/减", "-1", "-2"] in [line.split() for line in told.output.splitlines()]
    changed = json.loads(run(*words, "--against", str(kept), "--json").output)["changed"]
    assert changed == [{"table": 2, "row": "licences", "col": "change", "then": -1, "now": -2, "came": [], "went": []}]


@pytest.fixture
def two_agencies(database: str) -> str:
    """The same fourteen lives at two agencies of one database."""
    office = Office.open(database, agency="other")
    files = sorted(FOLDER.glob("request-*.json"))
    texts = [file.read_text(encoding="utf-8").replace('"agency": "test"', '"agency": "other"') for file in files]
    office.import_histories([[from_dict(event) for event in json.loads(text)["events"]] for text in texts])
    office.desk.store.close()
    return database


def test_all_agencies_of_a_database_are_added(two_agencies: str) -> None:
    """Sums, cases with their agency, statistics; what one agency sees alone is half of it."""
    words = ("--year", "2024", "--db", two_agencies, "--all-agencies")
    data = json.loads(run("annual", *words, "--json").output)
    assert (data["agency"], data["table3"]["rows"][0]["cells"]) == ("全部机关", [24, 0, 0, 0, 0, 0, 24])
    assert data["table4"]["review"]["total"] == 6
    cases = json.loads(run("cases", *words, "--cell", "d5:total", "--json").output)["cases"]
    assert cases == [
        f"{agency}/{case}"
        for agency in ("other", "test")
        for case in ("archived-again-after-redo", "review-comes-first")
    ]
    assert json.loads(run("statistics", *words, "--json").output)["received"] == 24
    alone = json.loads(run("annual", "--year", "2024", "--db", two_agencies, "--agency", "other", "--json").output)
    assert alone["table3"]["rows"][0]["cells"][6] == 12


def test_returns_of_departments_are_added(database: str, tmp_path: Path) -> None:
    """A return and our own; who is missing is said; one that is none, twice there or wrong is refused."""
    words = ("annual", "--year", "2024", "--db", database)
    folder = tmp_path / "returns"
    folder.mkdir()
    run(*words, "--agency", "test", "--out", str(folder / "a.json"))
    (folder / "scan.pdf").write_bytes(b"%PDF")
    (tmp_path / "due.txt").write_text("test\n水利局  # 没有报\n", encoding="utf-8")
    told = run(*words, "--returns", str(folder), "--expected", str(tmp_path / "due.txt"), "--json")
    data = json.loads(told.output)
    assert (told.exit_code, data["table3"]["rows"][0]["cells"][6]) == (1, 12)
    assert [(w["code"], w["cases"]) for w in data["warnings"] if w["code"].startswith("return")] == [
        ("return_missing", ["水利局"]),
        ("return_not_read", ["scan.pdf"]),
    ]
    assert "test：1件在本年又有结果" in next(w["text"] for w in data["warnings"] if w["code"] == "ended_again")
    twice = run(*words, "--agency", "test", "--returns", str(folder))
    assert (twice.exit_code, "同一机关的报告有两份：test" in twice.output) == (2, True)
    kept = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    kept["table3"]["rows"][0]["cells"][0] += 1
    del kept["sha256"]
    (folder / "a.json").write_text(json.dumps(kept))
    broken = run(*words, "--returns", str(folder))
    assert (broken.exit_code, "a.json：2021年格式的勾稽关系不成立：T3.balance" in broken.output) == (2, True)
    (folder / "a.json").write_text("{}")
    refused = run(*words, "--returns", str(folder))
    assert (refused.exit_code, "a.json：不是 disclosure.report.annual/1 的 JSON" in refused.output) == (2, True)


def test_a_format_that_cannot_be_written(database: str, tmp_path: Path) -> None:
    """Nothing is left behind."""
    out = tmp_path / "a.odt"
    told = run("annual", "--year", "2024", "--db", database, "--agency", "test", "--out", str(out))
    assert (told.exit_code, "写不了 .odt" in told.output, list(tmp_path.glob("*a*odt"))) == (2, True, [])


def test_statistics_and_their_plot(database: str, tmp_path: Path) -> None:
    """The share in time, the median, the plot as a file."""
    svg = tmp_path / "months.svg"
    words = ("statistics", "--year", "2024", "--db", database, "--agency", "test")
    data = json.loads(run(*words, "--svg", str(svg), "--json").output)
    assert (data["received"], data["whole"]["ended"]) == (12, 7)
    assert data["whole"]["in_time_percent"] == 80.0
    assert "逐月收到和办结的申请" in svg.read_text(encoding="utf-8")
    told = run(*words)
    assert "2024年收到 12 件（上年 0 件）" in told.output
    assert next(line.split() for line in told.output.splitlines() if line.startswith("予以公开"))[:6] == [
        "予以公开", "3", "0", "3", "2", "66.7",
    ]  # fmt: skip
    assert " 3 收到 ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ 12" in told.output


def test_statistics_as_files(database: str, tmp_path: Path) -> None:
    """A page, a workbook, data, a drawing; read by lxml and calamine, the same numbers; another suffix is refused."""
    words = ("statistics", "--year", "2024", "--db", database, "--agency", "test", "--out")
    for suffix in ("html", "xlsx", "json", "svg"):
        assert run(*words, str(tmp_path / f"a.{suffix}")).exit_code == 0
    root = lxml_html.parse(str(tmp_path / "a.html")).getroot()
    tables = [[[td.text_content() for td in tr] for tr in table.iter("tr")] for table in root.iter("table")]
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    sheets = [book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names]
    assert book.sheet_names == ["全年", "按办理结果", "按承办单位", "按申请渠道", "按月"]
    shown = [[[f"{cell:g}" if isinstance(cell, float) else cell for cell in row] for row in sheet] for sheet in sheets]
    assert [[row[: len(table[0])] for row in sheet] for sheet, table in zip(shown, tables, strict=True)] == tables
    assert tables[0][1] == ["2024", "7", "0", "5", "4", "80", "16", "37", "replied-late-after-delay"]
    assert ["3月", "12", "5"] in tables[4]
    assert root.find(".//{*}svg") is not None
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    refused = run(*words, str(tmp_path / "a.odt"))
    assert (refused.exit_code, "写不了 .odt" in refused.output, (tmp_path / "a.odt").exists()) == (2, True, False)
