"""``disclosure due`` and ``disclosure rules``: the day, what it rests on, and refusals in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workflows.cli import main

COMMAND = Path(sys.executable).with_name("disclosure")


@pytest.fixture(autouse=True)
def _own_notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCLOSURE_NOTICES", str(tmp_path / "notices"))
    monkeypatch.setenv("COLUMNS", "120")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


@pytest.mark.parametrize(
    ("args", "due"),
    [
        (["foi.reply", "2022-09-30"], "2022-11-02"),
        (["foi.reply", "2011-06-01"], "2011-06-23"),
        (["foi.reply", "2024年3月1日", "--pause", "2024-03-11..2024-03-20"], "2024-04-10"),
        (["foi.reply", "2023-09-01", "--extend", "2023-10-07"], "2023-11-02"),
        (["foi.reply", "2024-03-01", "--extend", "2024-03-20:10"], "2024-04-15"),  # 3 days off, two days worked between
        (["foi.reply", "2024-03-01", "--order", "2024-05-08"], "2024-06-04"),  # 11 May was worked
        (["foi.reply", "2024-03-01", "--order", "2024-05-08:15"], "2024-05-28"),
        (["foi.reply", "2024-03-01", "--order", "2024-05-08..2024-05-24"], "2024-05-24"),
        (["foi.reply", "2024-03-01", "--pause", "2024-03-11..", "--order", "2024-05-08:15"], "2024-05-28"),
        (["foi.reply", "2012-01-27", "--restart", "2012-02-20"], "2012-03-12"),
        (["foi.correction.notice", "2026-09-18"], "2026-09-29"),
        (["foi.reply", "2015-04-29", "--as-known-on", "2015-05-12"], "2015-05-21"),
        (["message.reply", "2018-09-03", "--place", "shanwei"], "2018-09-10"),
        (["foi.reply", "2024-03-01", "--place", "guiyang"], "2024-03-29"),
    ],
)
def test_due(args: list[str], due: str) -> None:
    """The last day stands first in the text, and in the JSON."""
    text, data = run("due", *args), run("due", *args, "--json")

    assert (text.exit_code, data.exit_code) == (0, 0)
    assert text.output.startswith(due)
    assert due == json.loads(data.output)["due"]


def test_no_place_counts_by_the_rule_of_another() -> None:
    """Shanwei answers messages in five working days; Guiyang has no such rule, and a place that is none is told."""
    other, none = (run("due", "message.reply", "2018-09-03", "--place", place) for place in ("guiyang", "nowhere"))
    assert (other.exit_code, none.exit_code) == (2, 2)
    assert other.stderr == "错误：没有名为 message.reply 的期限；是否指 foi.reply？\n"
    known = "cn、baoshan、county_epb、gansu、gubei、guiyang、jincheng、mep、shandong、shanwei、xingren"
    assert none.stderr == f"错误：place.toml：nowhere：没有地方“nowhere”；现有 {known}\n"


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (
            ["--extend", "2024-03-20:21"],
            "错误：2024-03-20告知延期：延长21个工作日，多于可延长的20个工作日（第三十三条第二款）",
        ),
        (["--extend", "2024-03-20:x"], "错误：“2024-03-20:x”中的“x”不是天数，请写作 2024-03-20:10"),
        (["--extend", "2024-03-20:0"], "错误：“2024-03-20:0”中的“0”不是天数，请写作 2024-03-20:10"),
        (["--order", "2024-05-08:-3"], "错误：“2024-05-08:-3”中的“-3”不是天数，请写作 2024-03-20:10"),
        (["--order", "2024-05-08..2024-05-08"], "错误：责令的末日2024-05-08不在2024-05-08之后"),
        (["--order", "5月"], "错误：“5月”不是日期，请写作 2024-03-01"),
    ],
)
def test_lengths_that_cannot_be(args: list[str], why: str) -> None:
    """An extension beyond the law, a length that is no number, an order that ends before it came."""
    refused = run("due", "foi.reply", "2024-03-01", *args)
    assert refused.exit_code != 0
    assert why in refused.output.replace("\n", "")


def test_an_account_tells_the_length_of_an_order() -> None:
    """The document sets the term, and the account says so."""
    shown = run("due", "foi.reply", "2024-03-01", "--order", "2024-05-08:15", "--explain").output
    assert "责令重新办理，文书所定期限为15个工作日" in shown.replace("\n", "")
    assert "逐日复核：15，与期限15相符" in shown


@pytest.mark.parametrize(
    ("fact", "day", "called"),
    [
        (("--order", "2024-05-08:15"), "2024-05-08  周三", "收到责令之日"),
        (("--order", "2024-05-08..2024-05-24"), "2024-05-08  周三", "收到责令之日"),
        (("--restart", "2024-03-20"), "2024-03-20  周三", "收到补正后的申请之日"),
        (("--restart", "2024-03-20:fee_paid"), "2024-03-20  周三", "信息处理费缴清之日"),
    ],
)
def test_an_account_calls_the_first_day_what_it_is(fact: tuple[str, str], day: str, called: str) -> None:
    """A term that runs anew runs from what let it run anew, and no longer from the request."""
    shown = run("due", "foi.reply", "2024-03-01", *fact, "--explain").output
    assert f"自{called}起算，当日不计入" in shown.replace("\n", "")
    assert f"{day}     —  {called}，不计入" in shown
    assert "收到申请之日" not in shown
    english = run("due", "foi.reply", "2024-03-01", *fact, "--explain", "--lang", "en").output
    assert "receipt of the request" not in english


@pytest.mark.parametrize(
    ("received", "last"), [("2024-05-08", "2024-05-24"), ("2024-05-08", "2024-05-25"), ("2024-05-18", "2024-05-24")]
)
def test_no_reading_moves_a_last_day_that_an_order_names(received: str, last: str) -> None:
    """Neither one of the first day nor one of a receipt on a Saturday: the document says the day."""
    found = json.loads(run("due", "foi.reply", "2024-03-01", "--order", f"{received}..{last}", "--json").output)
    assert (found["due"], found["readings"]) == (last, [])
    counted = json.loads(run("due", "foi.reply", "2024-03-01", "--order", f"{received}:5", "--json").output)
    assert {"start_day", "receipt_on_non_working_day"} & {reading["point"] for reading in counted["readings"]}


def test_json_schema() -> None:
    """The keys of the JSON are a promise."""
    found = json.loads(run("due", "foi.reply", "2024-03-01", "--json", "--explain").output)

    assert found["schema"] == "disclosure.due/1"
    assert list(found) == [
        "schema", "rule", "title", "title_en", "article", "verification", "kind", "term", "term_en", "start", "origin",
        "due", "at", "base_due", "earliest", "latest", "certainty", "suspended_since", "calendar", "readings", "notes",
        "account",
    ]  # fmt: skip
    assert found["readings"][0] == {"point": "start_day", "choice": "counted", "due": "2024-03-28", "refused": None}


def test_explain_accounts_for_every_day() -> None:
    """连云港案: each day from receipt on, with the notice that made 8 October a working day."""
    output = run("due", "foi.reply", "2022-09-30", "--explain").output

    assert "2022-10-08  周六     1  国庆节调休上班〔国办发明电〔2021〕11号〕" in output
    assert "2022-11-02  周三    20   ← 届满日" in output
    assert "逐日复核：20，与期限20相符" in output


def test_suspended_has_no_day() -> None:
    """While the clock stands still no day is named."""
    result = run("due", "foi.reply", "2024-03-01", "--pause", "2024-03-11..")

    assert result.exit_code == 0
    assert "计时中止" in result.output
    assert "自2024-03-11次日起中止，尚无届满日" in result.output


def test_hours_run_from_a_moment() -> None:
    """24 hours on the clock, in Beijing time."""
    assert run("due", "opinion.release", "2024-03-01T17:30", "--lang", "en").output.startswith("2024-03-01 22:30 (Fri)")


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (
            ["foi.replay", "2024-03-01"],
            "错误：没有名为 foi.replay 的期限；是否指 foi.reply、",
        ),
        (["foi.reply", "2008-04-30"], "错误：foi.reply 在 2008-04-30 没有有效的版本；已有版本："),
        (["foi.reply", "2024-02-30"], "错误：“2024-02-30”不是日期，请写作 2024-03-01"),
        (["opinion.release", "2024-03-01"], "错误：opinion.release 以小时计，请写明起算时刻（北京时间）"),
        (["foi.reply", "2024-03-01", "--pause", "2024-03-11"], "错误：“2024-03-11”不是中止区间"),
        (["foi.reply", "2024-03-01", "--region", "cn-xx"], "错误："),
        (
            ["foi.reply", "2024-03-01", "--lang", "en", "--extend", "2024-04-01"],
            "error: Extended on 2024-04-01: the term",
        ),
    ],
)
def test_refusals_are_one_line(args: list[str], line: str) -> None:
    """A refusal is one line on standard error, exit code 2, never a traceback."""
    result = run("due", *args)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1


def test_no_such_option() -> None:
    """A slip in the options is a usage error."""
    assert run("due", "foi.reply", "2024-03-01", "--explian").exit_code == 2


def test_rules_show_article_and_verification() -> None:
    """All rules in one table, one rule in full with all its versions."""
    table, one = run("rules"), run("rules", "foi.reply")

    assert (table.exit_code, one.exit_code) == (0, 0)
    assert "√ 已核对原文　○ 据转载文本　？ 凭记忆，待核对" in table.output
    assert "foi.reply@regulation-2007" in one.output
    assert "《中华人民共和国政府信息公开条例》第三十三条第二款（国务院令第711号）" in one.output


def test_rules_as_json() -> None:
    """Terms as data, with how far they were verified."""
    found = json.loads(run("rules", "foi.reply", "--json").output)

    assert [
        ("cn", "2008-05-01", "2019-05-14", "15个工作日"),
        ("cn", "2019-05-15", None, "20个工作日"),
        ("xingren", "2008-05-01", "2019-05-14", "15个工作日"),
    ] == [(rule["scope"], rule["in_force"], rule["until"], rule["term"]) for rule in found["rules"]]


def test_unknown_rule() -> None:
    """What is near is named."""
    result = run("rules", "foi.repl")

    assert (result.exit_code, result.stderr.startswith("错误：没有名为 foi.repl 的期限；是否指 foi.reply")) == (2, True)


def test_installed_command() -> None:
    """The command as installed, piped: no colour codes, the day first."""
    done = subprocess.run(
        [COMMAND, "due", "foi.reply", "2024-03-01"], capture_output=True, check=True, text=True, encoding="utf-8"
    )

    assert done.stdout.startswith("2024-03-29（周五）")
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_extra_missing() -> None:
    """Without the extra the import says what to install."""
    program = "import sys; sys.modules['click'] = None; import workflows.cli"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "ModuleNotFoundError: the disclosure command needs click, which is not installed; "
        "install the extra: python -m pip install 'disclosure-workflows[cli]'"
    )
