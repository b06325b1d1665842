"""What click says around every command: in Chinese first, and its own words for those who ask for English."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from workflows.cli import NOUNS, main
from workflows.cli.frame import Context, Nouns
from workflows.cli.typed import OF_CLICK, words


@pytest.mark.parametrize(
    ("line", "usage", "why"),
    [
        ("due", "due [OPTIONS] RULE DATE", "缺少参数 RULE"),
        ("due foi.reply 2024-03-01 x y", "due [OPTIONS] RULE DATE", "多出的参数：x y"),
        ("case do A-1 receive", "case do [OPTIONS] CASE_ID WHAT", "缺少选项 --by"),
        ("case list --limit x", "case list [OPTIONS]", "--limit 的值不对：x 不是整数"),
        ("calendar 1900", "calendar year [OPTIONS] YEAR", "YEAR 的值不对：1900 不在 1949<=x<=2200 之内"),
        ("verify history --checkpoint none", "verify history [OPTIONS]", "--checkpoint 的值不对：没有文件 none"),
        ("worker --engine celery", "worker [OPTIONS]", "--engine 的值不对：“celery”不在 dbos、outbox 之列"),
        ("--nothing", "[OPTIONS] COMMAND [ARGS]...", "没有选项 --nothing"),
    ],
)
def test_what_cannot_be_understood(line: str, usage: str, why: str) -> None:
    """How the command is called, where its help is, and what is wrong; exit code 2, nothing on standard output."""
    result = CliRunner().invoke(main, line.split(), prog_name="disclosure")
    path = " ".join(["disclosure", *usage.partition("[")[0].split()])
    rest = usage[usage.index("[") :]
    assert f"用法 Usage: {path} {rest}\n说明见：{path} --help\n错误：{why}\n" == result.stderr
    assert (2, "") == (result.exit_code, result.stdout)


@pytest.mark.parametrize(("option", "why"), [("--pause", "要有值"), ("--json=x", "没有值")])
def test_an_option_without_its_value(option: str, why: str) -> None:
    """Click does not say of which command; one line remains."""
    result = CliRunner().invoke(main, ["due", "foi.reply", "2024-03-01", option], prog_name="disclosure")
    assert (2, f"错误：选项 {option.partition('=')[0]} 后面{why}\n") == (result.exit_code, result.stderr)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "错误：值不对：'soon' 不是时刻，请写作 2024-03-01T10:00"),
        ("en", "'soon' is not an instant, write 2024-03-01T10:00"),
    ],
)
def test_an_instant_that_is_none(lang: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How to write one is told with it."""
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["db", "init"], prog_name="disclosure")
    line = f"case do A-1 register --by handler:li --at soon --lang {lang}"
    result = CliRunner().invoke(main, line.split(), prog_name="disclosure")
    assert (2, True) == (result.exit_code, result.stderr.splitlines()[-1].endswith(said))


def test_a_name_that_is_nearly_right() -> None:
    """Some versions of click name what may have been meant, others do not; none does it in English."""
    result = CliRunner().invoke(main, ["calender"], prog_name="disclosure")
    last = result.stderr.splitlines()[-1]
    assert last in {"错误：没有命令 calender", "错误：没有命令 calender；是否指 calendar？"}
    result = CliRunner().invoke(main, ["due", "foi.reply", "2024-03-01", "--expla"], prog_name="disclosure")
    last = result.stderr.splitlines()[-1]
    assert last.startswith("错误：没有选项 --expla；是否指 ")
    assert "--explain" in last


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("No such option: --expla Did you mean --explain?", "没有选项 --expla；是否指 --explain？"),
        ("No such option: --l (Possible options: --lang, --last)", "没有选项 --l；是否指 --lang、--last 之一？"),
        ("No such option '--l'. (Did you mean one of: '--a', '--b'?)", "没有选项 --l；是否指 --a、--b 之一？"),
        ("Missing argument 'A'. Choose from:\n\tzh,\n\ten", "缺少参数 A；可写：zh、en"),
        ("Missing option '--by'. Choose from:\n\thandler", "缺少选项 --by；可写：handler"),
        ("Got unexpected extra argument (x)", "多出的参数：x"),
        ("Invalid value: 'x' is not a valid float.", "值不对：x 不是数"),
    ],
)
def test_what_other_versions_of_click_say(said: str, zh: str) -> None:
    """The versions differ in their words; the oldest supported one and the newest are known."""
    assert zh == words(said)


@pytest.mark.parametrize("how", ["--lang en", "--lang=en", ""])
def test_english_for_those_who_ask(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the option, wherever it stands, or by the environment: then click speaks for itself."""
    if not how:
        monkeypatch.setenv("DISCLOSURE_LANG", "en")
    result = CliRunner().invoke(main, ["due", *how.split()], prog_name="disclosure")
    assert "Error: Missing argument 'RULE'." == result.stderr.splitlines()[-1]
    assert 2 == result.exit_code


@pytest.mark.parametrize("line", ["--help", "due -h", "case --help", "case do --help", "calendar year --help"])
def test_the_headings_of_a_help_text(line: str) -> None:
    """Both languages at every depth; the text of a command is its own."""
    result = CliRunner().invoke(main, line.split(), prog_name="disclosure")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("用法 Usage: disclosure")
    assert "选项 Options:" in lines
    assert any(line.endswith("显示本说明。Show this message and exit.") for line in lines)
    assert ("命令 Commands:" in lines) is (line in {"--help", "case --help"})
    assert not [line for line in lines if line in {"Options:", "Commands:", "Usage:"}]
    assert 0 == result.exit_code


def test_a_group_that_is_given_nothing_shows_its_help() -> None:
    """It is no refusal: no line says that something is wrong."""
    result = CliRunner().invoke(main, ["case"], prog_name="disclosure")
    assert "用法 Usage: disclosure case" in result.output
    assert "错误" not in result.output


def test_an_error_of_the_system_is_told_in_chinese(tmp_path: Path) -> None:
    """Which file, and why; in English the words of the system."""
    missing = str(tmp_path / "none.txt")
    result = CliRunner().invoke(main, ["calendar", "import", missing])
    assert f"错误：{missing}：没有这个文件或者文件夹\n" == result.stderr
    result = CliRunner().invoke(main, ["calendar", "import", str(tmp_path)])
    assert f"错误：{tmp_path}：这是文件夹，不是文件\n" == result.stderr
    result = CliRunner().invoke(main, ["calendar", "import", missing, "--lang", "en"])
    assert f"error: {missing}: No such file or directory\n" == result.stderr


def test_every_word_of_click_on_the_command_line_is_known() -> None:
    """A sentence that this version of click refuses with, and that no phrase knows, is found here."""
    said = set()
    for name in ("core", "exceptions", "parser", "types"):
        tree = ast.parse((Path(click.__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
        said |= {
            node.args[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "_" and isinstance(node.args[0], ast.Constant)
        }
    met = [text for text in said if text.startswith(("Missing", "No such", "Option {"))]
    known = " ".join(OF_CLICK)
    assert 6 <= len(met)
    assert [] == [text for text in met if text.partition("{")[0].rstrip(" .:'\"") not in known]


def test_every_command_that_opens_an_office_or_counts_asks_for_the_place(tmp_path: Path) -> None:
    """By ``--place`` or ``DISCLOSURE_PLACE``; a place that is not there is refused by each of them."""
    asked, silent = [], []
    for path, command in _commands(main, ()):
        names = {parameter.name: parameter for parameter in command.params}
        if {"url", "agency"} & set(names) or path in {"due", "audit"}:
            place = names.get("place")
            (silent if place is None else asked).append(path)
            assert place is None or place.envvar == "DISCLOSURE_PLACE", path
    assert ["db init", "db upgrade"] == sorted(path for path in silent if not path.startswith("keys "))
    assert len(asked) >= 25
    assert {"audit", "case list", "case recompute", "alarms run", "alarms preview", "worker"} <= set(asked)
    url = f"sqlite:///{tmp_path / 'office.db'}"
    assert CliRunner().invoke(main, ["db", "init", "--db", url]).exit_code == 0
    for typed in ("case list", "case recompute", "alarms run", "worker --failed", "verify history"):
        result = CliRunner().invoke(main, [*typed.split(), "--db", url], env={"DISCLOSURE_PLACE": "nope"})
        assert (result.exit_code, result.stdout) == (2, ""), typed
        assert result.stderr.startswith("错误：place.toml：nope：没有地方“nope”；现有 cn、"), typed


def _commands(group: click.Group, above: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


def test_a_noun_is_imported_when_it_is_asked_for() -> None:
    """A due day needs no office and no audit; the help lists every noun with one line all the same."""
    program = (
        "import sys; from workflows.cli import main; main(['due', 'foi.reply', '2024-03-01'], standalone_mode=False); "
        "print({'workflows.cli.' + noun for noun in ('case', 'audit', 'report', 'worker')} & set(sys.modules))"
    )
    done = subprocess.run(  # our own program
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "set()"
    lines = CliRunner().invoke(main, ["--help"], prog_name="disclosure").stdout.splitlines()
    named = [line.split(maxsplit=1) for line in lines[lines.index("命令 Commands:") + 1 :] if line.strip()]
    assert [name for name, _ in named] == sorted(NOUNS)
    assert all(said for _, said in named)


def test_an_extra_is_imported_when_it_is_used() -> None:
    """Neither a due day nor the command of reports loads a reader or writer of office files; writing a page neither."""
    extras = {"lxml", "docx", "xlsxwriter", "pdfplumber", "xlrd", "python_calamine"}
    program = (
        "import sys; from workflows.cli import main; main(['due', 'foi.reply', '2024-03-01'], standalone_mode=False); "
        f"extras = {sorted(extras)}; print([name for name in extras if name in sys.modules]); "
        "import workflows.cli.report, workflows.reports.writing.docx, workflows.reports.writing.xlsx; "
        "print([name for name in extras if name in sys.modules])"
    )
    done = subprocess.run(  # our own program
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-2:] == ["[]", "[]"]
    assert all(find_spec(name) for name in extras), "an extra that is not installed is never imported"


def test_a_noun_can_be_added_and_taken_away() -> None:
    """As any command of click: what is added stands in the same frame."""
    nouns = Nouns("workflows.cli", ["due", "rules"])
    nouns["own"] = click.Command("own")
    del nouns["rules"]
    assert (list(nouns), len(nouns)) == (["due", "own"], 2)
    assert nouns["own"].context_class is Context
    assert nouns["due"].context_class is Context
    with pytest.raises(KeyError):
        nouns["rules"]
