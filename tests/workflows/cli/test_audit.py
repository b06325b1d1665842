"""``disclosure audit`` and ``disclosure demo``, as an office runs them."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workflows.cli import main
from workflows.cli.console import Speaker
from workflows.cli.demo import cases_file

COMMAND = Path(sys.executable).with_name("disclosure")
REGISTER = "登记号,收件日期,答复日期\n一,2024-03-01,2024-03-28\n二,2024-03-01,2024-04-01\n三,24.3.1,\n四,2024-03-01,\n"


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISCLOSURE_NOTICES", str(tmp_path / "notices"))
    monkeypatch.setenv("COLUMNS", "80")
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="gb18030")
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["audit", *map(str, args)])


def test_summary(register: Path) -> None:
    """Totals reconcile, the worst and the unusable rows are shown, the exit code says that something was found."""
    result = run(register, "--on", "2024-04-02")

    assert result.exit_code == 1
    assert "register.csv　GB18030　申请编号←登记号、收到日期←收件日期" in result.output
    for line in ("√ 按期答复", "× 逾期答复", "▲ 逾期未答复", "？ 无法判断"):
        assert any(found.startswith(line) and found.rstrip().endswith("1") for found in result.output.splitlines())
    assert "▲ 逾期未答复，迟2个工作日　第5行 四" in result.output
    assert "× 逾期答复，迟1个工作日　第3行 二" in result.output
    assert "“收件日期”的“24.3.1”不是可识别的日期，请写作 2024-03-01" in result.output


def test_all_in_time(tmp_path: Path) -> None:
    """A clean register leaves with 0."""
    path = tmp_path / "clean.csv"
    path.write_text("收到日期,答复日期\n2024-03-01,2024-03-20\n", encoding="utf-8")

    assert run(path, "--on", "2024-04-02").exit_code == 0


def test_json(register: Path) -> None:
    """Standard output is the whole result and nothing else."""
    result = run(register, "--on", "2024-04-02", "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert ["in_time", "late", "bad", "overdue"] == [row["status"] for row in found["rows"]]
    assert found["totals"]["on"] == "2024-04-02"


def test_out(register: Path, tmp_path: Path) -> None:
    """The full result goes to the file asked for."""
    result = run(register, "--on", "2024-04-02", "--out", tmp_path / "result.csv", "--lang", "en")

    with (tmp_path / "result.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert f"full result in {tmp_path / 'result.csv'}" in result.output.replace("\n", "")
    assert ["verdict", "answered in time", "answered late", "cannot be judged", "overdue, not answered"] == [
        row[3] for row in rows
    ]


def test_unclear_columns_are_asked_for(tmp_path: Path) -> None:
    """Without a terminal the refusal shows what was found and what to add; with it the audit runs."""
    path = tmp_path / "unclear.csv"
    path.write_text("签收日期,收到日期,答复日期\n2024-03-01,2024-03-04,2024-04-01\n", encoding="utf-8")

    refused, told = run(path), run(path, "--map", "received=收到日期")

    assert refused.exit_code == 2
    assert refused.stderr == (
        "错误：“签收日期”与“收到日期”都可能是“收到日期”。现有表头：签收日期、收到日期、答复日期；"
        "请写明：--map received=签收日期\n"
    )
    assert told.exit_code == 0


def test_what_was_not_read_is_said(tmp_path: Path) -> None:
    """Lines above the headers are counted aloud."""
    path = tmp_path / "titled.csv"
    path.write_text("某局台账,\n收到日期,答复日期\n2024-03-01,2024-03-20\n", encoding="utf-8")

    assert "表头以上 1 行未读" in run(path, "--on", "2024-04-02").output


def test_at_a_terminal_the_column_is_asked_for(tmp_path: Path) -> None:
    """Where two headers compete, the command asks and goes on with the answer."""
    path = tmp_path / "unclear.csv"
    path.write_text("签收日期,收到日期,答复日期\n2024-03-01,2024-03-04,2024-04-01\n", encoding="utf-8")
    terminal, other = pty.openpty()
    os.write(terminal, b"2\n")

    done = subprocess.run([COMMAND, "audit", path], stdin=other, stdout=subprocess.PIPE, stderr=other, check=False)
    asked = os.read(terminal, 10_000).decode()
    os.close(terminal)
    os.close(other)

    assert "哪一列是“收到日期”？" in asked
    assert (done.returncode, "√ 按期答复" in done.stdout.decode()) == (0, True)


def test_mapping_file(tmp_path: Path) -> None:
    """A mapping file does the same, and --map overrides it."""
    path, mapping = tmp_path / "own.csv", tmp_path / "mapping.toml"
    path.write_text("来文,回文\n2024-03-01,2024-04-01\n", encoding="utf-8")
    mapping.write_text('[columns]\nreceived = "来文"\nreplied = "回文"\n', encoding="utf-8")

    assert run(path, "--mapping", mapping).exit_code == 1


def test_a_register_is_judged_by_the_terms_and_the_calendar_of_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifteen working days instead of twenty, and 三月三: 2024-03-01 ends on 22 March, 2024-04-01 on 25 April."""
    folder = tmp_path / "home" / "places" / "gulou"
    folder.mkdir(parents=True)
    folder.joinpath("place.toml").write_text(
        '[place]\nid = "gulou"\nzh = "鼓楼区"\nen = "Gulou"\nregion = "cn-gx"\n[[term]]\nrule = "foi.reply"\n'
        'unit = "working_days"\nterm = 15\narticle = "细则第三条"\nverification = "memory"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("DISCLOSURE_HOME", str(tmp_path / "home"))
    path, out = tmp_path / "two.csv", tmp_path / "result.xlsx"
    path.write_text("收到日期,答复日期\n2024-03-01,2024-03-25\n2024-04-01,2024-04-25\n", encoding="utf-8")

    assert run(path, "--on", "2024-05-06").exit_code == 0
    found = run(path, "--on", "2024-05-06", "--place", "gulou", "--out", out)
    assert found.exit_code == 1
    assert "审查基准日 2024-05-06　按鼓楼区的期限和日历" in found.output
    assert "× 逾期答复，迟1个工作日　第2行" in found.output
    assert "√ 按期答复　第3行" in found.output
    assert "届满2024-04-25" in found.output
    with zipfile.ZipFile(out) as book:
        about = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.search("按其期限和日历的地方<.*?>鼓楼区<", about)
    monkeypatch.setenv("DISCLOSURE_PLACE", "gulou")
    found = run(path, "--on", "2024-05-06", "--region", "cn-sh", "--lang", "en", "--json")
    assert ["2024-03-22", "2024-04-23"] == [row["due"] for row in json.loads(found.output)["rows"]]
    refused = run(path, "--place", "nope")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "没有地方“nope”；现有 cn、" in refused.stderr


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["none.csv"], "错误：none.csv：没有这个文件；请核对路径\n"),
        (["REGISTER", "--map", "received"], "错误：--map 'received' 不是 字段=表头"),
        (["REGISTER", "--out", "result.pdf"], "错误：result.pdf：结果不能写成这种格式（.pdf）；请以 .xlsx"),
        (["REGISTER", "--region", "cn-xx"], "错误：地区：cn-xx：没有这个地区；可选 cn-bj、"),
    ],
)
def test_refusals_are_one_line(register: Path, args: list[str], line: str) -> None:
    """What cannot be done leaves with 2 and one line."""
    result = run(*[register if arg == "REGISTER" else arg for arg in args])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1


def test_demo_agrees_with_the_courts() -> None:
    """Ten last days and eight outcomes agree; the two rulings that were not seen are not claimed."""
    result = CliRunner().invoke(main, ["demo"])

    assert result.exit_code == 0
    assert "最后一日 10/10 相符；是否逾期 8/8 与法院相符" in result.output.replace("\n", "")
    assert result.output.count("（按期）") == 2
    assert "2022-11-02  周三    20   ← 届满日" in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_demo_ends_with_a_published_report_and_a_damaged_copy() -> None:
    """As published nothing is found; with 49 changed to 52 exactly that cell is named, in both languages."""
    zh = CliRunner().invoke(main, ["demo"]).output
    assert "已发布的年度报告：平潭综合实验区2025年" in zh
    assert "照原样：0 处不符" in zh
    assert zh.count("错在“") == 1
    assert "错在“1.本机关不掌握相关政府信息”的“自然人”：表中 52，应为 49" in zh
    en = CliRunner().invoke(main, ["demo", "--lang", "en"]).output
    assert "wrong: u1, natural_person: 52, should be 49" in en


def test_demo_shows_a_month_of_duties() -> None:
    """October 2017 of Guiyang: one week short, one month to come; the holiday and the made-up entries are told."""
    output = CliRunner().invoke(main, ["demo"]).output
    month = output[output.index("一个月的职责") :]
    assert "贵阳市生态文明委，截至10月27日（登记为示例）" in month
    assert (month.count("√“"), month.count("×“"), month.count("·按")) == (3, 2, 1)
    assert "4 休" in month


def test_demo_in_english_writes_no_file(tmp_path: Path) -> None:
    """The demo leaves nothing behind."""
    before = set(tmp_path.rglob("*"))

    result = CliRunner().invoke(main, ["demo", "--lang", "en"])

    assert "last day: 10 of 10 agree" in result.output
    assert before == set(tmp_path.rglob("*"))


def test_example_is_a_register_like_any_other() -> None:
    """The published cases can be audited by the command itself."""
    result = run(cases_file(Speaker("zh")), "--on", "2026-11-20", "--json")

    found = json.loads(result.stdout)
    assert [row["base_due"] for row in found["rows"]] == [row["cells"]["法院认定最后一日"] for row in found["rows"]]


@pytest.mark.parametrize("colour", [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_no_colour(register: Path, colour: dict[str, str]) -> None:
    """NO_COLOR is respected; the signs remain."""
    result = CliRunner().invoke(main, ["audit", str(register)], env=colour)

    assert "\x1b[3" not in result.output
    assert "× 逾期答复" in result.output
