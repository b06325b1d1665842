"""An office's own flow, place, days, rule, ladder and compliance: by library, command and worker."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.own_home import filled_home
from helpers.sinks import mail_sink
from helpers.store_contract import Watch
from workflows import Actor
from workflows.cli import main
from workflows.errors import UnknownFlow
from workflows.office.office import Office
from workflows.values import SHANGHAI

HANDLER = Actor("handler", "li")
OFFICE = Actor("disclosure_office", "wang")
DUE = date(2024, 3, 25)
"""Ten working days after Friday 8 March, of which the fifth, 15 March, is a day off in Gulou alone."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DISCLOSURE_NOTICES")
    monkeypatch.setenv("DISCLOSURE_DB", f"sqlite:///{tmp_path / 'office.db'}")
    assert run("flow", "new", "hotline", "--home", str(tmp_path / "own"))
    return filled_home(tmp_path / "own")


@pytest.fixture
def watch() -> Watch:
    return Watch(datetime(2024, 3, 8, 9, tzinfo=SHANGHAI))


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    assert code == result.exit_code, result.output
    return result


def began(home: Path, watch: Watch) -> None:
    """Open a request, and a case of the office's own flow that its clock runs in."""
    file = home.with_name("office.db")
    with Office.open(f"sqlite:///{file}", place="gulou", home=home, clock=watch) as office:
        assert office.left_out() == ()
        office.open_case("request", "R-1", by=OFFICE)
        office.open_case("hotline", "H-1", by=HANDLER, assignee="li", title="路灯不亮")
        assert office.do("H-1", "accept", by=HANDLER).case.clock("answer").due == DUE
        assert office.breaches("R-1")[0].rule == "title_given"
        assert office.breaches("H-1") == ()


def settings(folder: Path, port: int) -> str:
    path = folder / "worker.toml"
    mail = f'[mail]\nhost="127.0.0.1"\nport={port}\nsender="foi@office.test"\n[people.li]\nmail="li@office.test"\n'
    path.write_text(mail, encoding="utf-8")
    return str(path)


def test_all_of_it_is_used_by_library_command_and_worker(
    home: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given by argument to the library and to a command, by the environment to all."""
    began(home, watch)
    listed = run("case", "list", "--home", str(home))
    assert "H-1   路灯不亮  转办中        2024-03-25  li" in listed.output
    assert listed.stderr == ""
    monkeypatch.setenv("DISCLOSURE_HOME", str(home))
    assert "hotline@1" in run("flow", "list").output
    assert "√ hotline@1  无缺陷" in run("flow", "check", "hotline").output
    assert "gulou" in run("place", "list").output
    assert "hotline.answer@hotline  答复" in run("rules", "hotline.answer").output
    assert "2024-03-25（周一）" in run("due", "hotline.answer", "2024-03-08", "--region", "cn-gulou").output
    assert "✗ R-1 title_given" in run("verify", "compliance", code=1).output
    assert "鼓审〔2024〕3号" in run("verify", "compliance", "R-1", code=1).output
    with mail_sink() as sink:
        run("worker", "--settings", settings(home.parent, sink.port), "--engine", "outbox", "--once")
        assert "热线件还有2个工作日" in str(sink.mails[0]["subject"])


TYPOS = {
    "flow": ("catalog/hotline/flow.py", "FLOW = Flow(", "FLOW = Flow(nonsense=1,", "catalog/hotline"),
    "flow that is no Python": ("catalog/hotline/flow.py", "FLOW = Flow(", "FLOW = Flow)", "catalog/hotline"),
    "flow with a dead end": ("catalog/hotline/flow.py", "effects=(Stop(ALL),),", "", "catalog/hotline"),
    "place": ("places/gulou/place.toml", "[offices]", "[ofices]", "places/gulou/place.toml"),
    "rule": ("instruments/hotline.toml", '"working_days"', '"workign_days"', "instruments/hotline.toml"),
    "notice": ("notices/cn-gulou/2024-2.toml", "2024-03-15", "2024-03-35", "notices/cn-gulou/2024-2.toml"),
    "region": ("notices/regions.toml", "yearly", "yeerly", "notices"),
    "ladder": ("alarms/gulou.toml", "amber", "ember", "alarms/gulou.toml"),
    "compliance rule": ("catalog/request/compliance.py", "RULES = (", "RULES = [", "catalog/request"),
}


@pytest.mark.parametrize("kind", TYPOS)
def test_a_typo_leaves_the_rest_working(home: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """It is named, and disables only itself: other cases are listed, shown, swept and counted."""
    name, right, wrong, told = TYPOS[kind]
    began(home, watch)
    path = home / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    monkeypatch.setenv("DISCLOSURE_HOME", str(home))
    listed = run("case", "list")
    assert listed.output.count("H-1") == listed.output.count("R-1") == 1
    faults = [line for line in listed.stderr.splitlines() if line.startswith("! 没有采用")]
    assert any(str(home / told) in line for line in faults), listed.stderr
    assert "已提交待登记" in listed.output
    assert "已提交待登记" in run("case", "show", "R-1").output
    assert "√ request@2019  无缺陷" in run("flow", "check", "request").output
    run("case", "open", "request", "R-2", "--by", "disclosure_office:wang")
    run("alarms", "preview")
    with mail_sink() as sink:
        run("worker", "--settings", settings(home.parent, sink.port), "--engine", "outbox", "--once")
    run("report", "annual", "--year", "2024", "--json")
    with Office.open(f"sqlite:///{home.with_name('office.db')}") as office:
        assert [fault.file for fault in office.left_out()] != []
        assert sum(office.bands().values()) == 3


def test_what_was_left_out_says_why_where_it_is_asked_for(home: Path) -> None:
    """Not that it is unknown: the file, the line and the reason."""
    (home / "catalog/hotline/flow.py").write_text("FLOWS = (\n1 / 0,\n)", encoding="utf-8")
    told = run("flow", "show", "hotline", "--home", str(home), code=2).stderr.splitlines()[-1]
    assert told == "错误：hotline/flow.py：第 2 行：不能使用（ZeroDivisionError: division by zero）"
    (home / "catalog/hotline/flow.py").write_text("FLOWS = (1,)", encoding="utf-8")
    told = run("flow", "show", "hotline", "--home", str(home), code=2).stderr.splitlines()[-1]
    assert told == "错误：hotline/flow.py：FLOWS：须是 Flow 的列表"
    with Office.open("memory:", home=home) as office, pytest.raises(UnknownFlow, match="no flow 'hotlain'"):
        office.open_case("hotlain", "H-1", by=HANDLER)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("catalog/request/flow.py", "本库已有这个流程；请另取名称"),
        ("catalog/hotline/flow.py", "hotline/flow.py：id：无：流程的 id 须是文件夹的名称"),
        ("catalog/nothing/x.txt", "须以英文名称命名，内有 flow.py（流程）或者 compliance.py（合规规则）"),
        ("places/shanwei/place.toml", "本库已有这个地方；请另取名称"),
        ("instruments/guiyang-2017.toml", "本库已有这个名称的文件；请另取名称"),
        ("plases/gulou/place.toml", "没有人读这个文件夹；可以有 alarms、catalog、instruments、notices、places"),
    ],
)
def test_names_that_are_taken_or_that_nobody_reads_are_told(home: Path, name: str, told: str) -> None:
    """Nothing lies in a home unread."""
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_text("FLOWS = ()", encoding="utf-8")
    with Office.open("memory:", home=home) as office:
        assert any(told in fault.error.zh for fault in office.left_out())


def test_a_home_that_is_not_there_is_named() -> None:
    """A path typed wrong is told with every command, and the library still works."""
    listed = run("flow", "list", "--home", "/nowhere/at/all")
    assert "! 没有采用 /nowhere/at/all：" in listed.stderr
    assert "request@2019" in listed.output


@pytest.mark.parametrize("noun", ["flow", "place"])
def test_new_changes_nothing_that_is_there(home: Path, noun: str) -> None:
    """What an office has written is never written over."""
    name = {"flow": "hotline", "place": "gulou"}[noun]
    assert "已经有了，没有改动" in run(noun, "new", name, "--home", str(home), code=2).stderr
    assert "请用小写英文字母、数字和下划线，字母开头" in run(noun, "new", "a-b", "--home", str(home), code=2).stderr
    assert "请用 --home 或者 DISCLOSURE_HOME 指明自己的文件夹" in run(noun, "new", "fresh", code=2).stderr


def test_a_new_place_passes_its_checks(home: Path) -> None:
    """As it is written, before anybody has changed it."""
    made = run("place", "new", "xicheng", "--home", str(home))
    assert made.stderr == ""
    assert "√ xicheng" in run("place", "check", "xicheng", "--home", str(home)).output
