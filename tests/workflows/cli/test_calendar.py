"""``disclosure calendar``: a year on one page, the check, the import of a notice."""

from __future__ import annotations

import json
from pathlib import Path

import chinese_calendar
import pytest
from click.testing import CliRunner, Result

from workflows.cli import main

NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。
二、春节：2月5日（周五）至13日（周六）放假调休，共9天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假调休，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月20日
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISCLOSURE_NOTICES", str(tmp_path / "notices"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "notices"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["calendar", *args])


def test_year_has_signs_and_notices() -> None:
    """Days off, days worked and the days that may still move each have a sign; the notice is named."""
    result = run("2026")

    assert result.exit_code == 0
    assert "16*17*18*19*20*21*22*" in result.output
    assert " 9 10 11 12 13 14+15*" in result.output
    assert "28 29?30?31?" in result.output
    assert "春节    02-15..02-23  02-14 02-28  国办发明电〔2025〕7号  2025-11-04" in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_year_of_a_region() -> None:
    """Guangxi gave 1 April 2017, a make-up day elsewhere, off and worked 8 April."""
    assert "壮族三月三      03-30..04-01  04-08" in run("2017", "--region", "cn-gx").output


def test_year_as_known_on() -> None:
    """Before 26 January 2020 the 31st of January was worked."""
    before, after = run("2020", "--as-known-on", "2020-01-20", "--json"), run("2020", "--json")

    days = [{day["day"] for day in json.loads(found.output)["days"] if not day["working"]} for found in (before, after)]
    assert ["2020-01-31" in known for known in days] == [False, True]


@pytest.mark.parametrize("year", ["2003", "2027"])
def test_years_not_announced_are_refused(year: str) -> None:
    """No guess, no empty grid: the range and what to do."""
    result = run(year)

    assert result.exit_code == 2
    assert result.stderr == (
        "错误：日历 cn 只覆盖 2004-01-01 至 2026-12-31，此外的日子尚无通知，不作推测；"
        "新通知公布后请导入：disclosure calendar import 文件\n"
    )


def test_check_finds_the_one_known_error() -> None:
    """chinese-calendar agrees on every day but one, whose notice is named."""
    result = run("check")

    assert result.exit_code == 0
    assert "2005-12-31  上班  对方已知有误，依据国办发明电〔2005〕35号" in result.output
    assert "√ 没有未说明的差异" in result.output


def test_check_fails_on_another_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which the other calendar differs is shown and sets the exit code."""
    honest = chinese_calendar.is_workday
    monkeypatch.setattr(chinese_calendar, "is_workday", lambda day: honest(day) != (day.isoformat() == "2024-03-01"))

    result = run("check")

    assert result.exit_code == 1
    assert "2024-03-01  上班  依据周末规则" in result.output


def test_import_shows_then_writes(tmp_path: Path, folder: Path) -> None:
    """The year is shown; with --yes it is written and in use the same moment."""
    path = tmp_path / "2027.txt"
    path.write_text(NOTICE_2027, encoding="gb18030")

    shown = run("import", str(path))
    assert (shown.exit_code, folder.exists()) == (2, False)
    assert "春节    02-05..02-13  01-31 02-20" in shown.output
    assert shown.stderr == "错误：没有写入：请核对上表后加 --yes 再次运行\n"

    written = run("import", str(path), "--yes")
    assert written.exit_code == 0
    assert [path.parent.name for path in folder.rglob("*.toml")] == ["cn"]
    due = CliRunner().invoke(main, ["due", "foi.reply", "2026-12-18", "--json"])
    assert (json.loads(due.output)["due"], json.loads(due.output)["certainty"]) == ("2027-01-18", "announced")

    again = run("import", str(path), "--yes")
    assert (again.exit_code, again.output) == (0, "√ 这份通知已在数据中，各日一致，无须导入\n")


def test_import_of_json(tmp_path: Path, folder: Path) -> None:
    """An empty year of holiday-cn is no year without holidays."""
    path = tmp_path / "2027.json"
    path.write_text('{"year": 2027, "papers": [], "days": []}', encoding="utf-8")

    result = run("import", str(path), "--yes")

    assert (result.exit_code, folder.exists()) == (2, False)
    assert result.stderr == "错误：2027.json：days：没有内容：该文件尚无 2027 年的安排，请等待通知\n"


def test_import_refuses_a_wrong_weekday(tmp_path: Path, folder: Path) -> None:
    """A weekday that is not the date's stops the import with the line."""
    path = tmp_path / "2027.txt"
    path.write_text(NOTICE_2027.replace("6月9日（周三）", "6月9日（周四）"), encoding="utf-8")

    result = run("import", str(path), "--yes")

    assert (result.exit_code, folder.exists()) == (2, False)
    assert result.stderr.startswith("错误：2027.txt：第 8 行：2027-06-09 是星期三，不是星期四（原文：五、端午节：")


def test_import_of_a_missing_file() -> None:
    """A path that is wrong is said in one line."""
    result = run("import", "none.txt")

    assert (result.exit_code, result.stderr) == (2, "错误：none.txt：没有这个文件或者文件夹\n")
