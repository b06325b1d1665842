"""``disclosure report check`` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.papers import html_of, rows_of
from workflows.cli import main


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


def test_a_file_without_the_tables(tmp_path: Path) -> None:
    """One line and exit 2."""
    path = tmp_path / "a.html"
    path.write_text("<html><p>x</p></html>", encoding="utf-8")
    result = CliRunner().invoke(main, ["report", "check", str(path)])
    assert result.exit_code == 2
    assert "错误：a.html：没有找到表三（收到和处理政府信息公开申请情况），请给含有表格的报告文件" in result.output
