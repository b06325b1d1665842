"""Whatever stands where a database should: one line that says what it is, exit code 2, no traceback, nothing made."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from helpers.store_contract import postgres  # noqa: F401  # a fixture, known by its name
from workflows import Actor
from workflows.cli import main
from workflows.office.office import Office

DESK = Actor("disclosure_office", "li")

LOOKING = (
    ("case", "show", "A-1"),
    ("case", "list"),
    ("case", "history", "A-1"),
    ("case", "allowed", "A-1", "--by", "handler"),
    ("case", "do", "A-1", "accept", "--by", "handler"),
    ("case", "export", "A-1", "--out", "out.json"),
    ("case", "recompute"),
    ("alarms", "run"),
    ("alarms", "preview"),
    ("verify", "history"),
    ("verify", "checkpoint", "--out", "heads", "--key-file", "key"),
    ("worker", "--failed"),
    ("db", "check"),
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key").write_bytes(b"kept elsewhere")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--db", "sqlite:///office.db"])


def assert_refused(result: Result, why: str, code: int = 2) -> None:
    assert (code, True) == (result.exit_code, isinstance(result.exception, SystemExit))
    assert why in result.stderr
    assert "Traceback" not in result.stderr
    assert 1 == len(result.stderr.strip().splitlines())


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_who_only_looks_makes_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    """No database, no key beside it; a job that watches sees red when everything is gone."""
    assert_refused(run(*words), "office.db 不存在或者是空文件；新建请运行 disclosure db init")
    assert ["key"] == [file.name for file in tmp_path.iterdir()]
    Path("office.db").touch()
    assert_refused(run(*words), "office.db 不存在或者是空文件")
    assert 0 == Path("office.db").stat().st_size


def _no_database() -> None:
    Path("office.db").write_bytes(bytes(range(256)) * 32)


def _spoilt() -> None:
    assert 0 == run("db", "init").exit_code
    whole = Path("office.db").read_bytes()
    Path("office.db").write_bytes(whole[:1024] + b"\xff" * (len(whole) - 1024))


def _cut() -> None:
    assert 0 == run("db", "init").exit_code
    Path("office.db").write_bytes(Path("office.db").read_bytes()[:700])


BROKEN: dict[str, tuple[Callable[[], object], str]] = {
    "no database": (_no_database, "文件已损坏或者不是数据库；请从备份恢复"),
    "spoilt": (_spoilt, "文件已损坏或者不是数据库；请从备份恢复"),
    "cut": (_cut, "文件已损坏或者不是数据库；请从备份恢复"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_database_is_said(kind: str) -> None:
    """By every command, the one that checks and the one that upgrades included."""
    make, why = BROKEN[kind]
    make()
    for words in (*LOOKING, ("db", "upgrade"), ("case", "open", "request", "A-1", "--by", "disclosure_office")):
        assert_refused(run(*words), why)


def test_no_case_is_no_clean_bill(tmp_path: Path) -> None:
    """An empty database, or the name of another agency, is a finding."""
    assert 0 == run("db", "init").exit_code
    result = run("verify", "history", "--agency", "gibt-es-nicht")
    assert 1 == result.exit_code
    assert "机关 gibt-es-nicht 在此没有任何案件：请核对 --db 与 --agency" in result.stderr
    assert tmp_path.exists()


def test_a_folder_or_a_path_that_is_not_there_is_no_full_disk() -> None:
    """Told apart: a path that cannot be opened, and a disk without room."""
    result = CliRunner().invoke(main, ["db", "init", "--db", "sqlite:///missing/office.db"])
    assert_refused(result, "打不开该文件：请核对路径、文件夹是否存在及权限")
    Path("folder").mkdir()
    result = CliRunner().invoke(main, ["db", "init", "--db", "sqlite:///folder"])
    assert_refused(result, "打不开该文件")


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_folder_is_no_database(words: tuple[str, ...]) -> None:
    """It is there and has content: what is wrong with it is said."""
    Path("folder").mkdir()
    result = CliRunner().invoke(main, [*words, "--db", "sqlite:///folder"])
    assert_refused(result, "数据库不能使用：folder 是文件夹，不是数据库文件")


@pytest.mark.parametrize("wrong", [{"username": "nobody_here"}, {"database": "no_base_here"}], ids=str)
def test_a_login_or_a_base_that_there_is_not_is_no_lost_connection(wrong: dict[str, str], postgres: str) -> None:  # noqa: F811  # the fixture
    """Trying again does not help, so nobody is told to."""
    address = make_url(postgres).set(**wrong).render_as_string(hide_password=False)
    result = CliRunner().invoke(main, ["db", "check", "--db", address])
    assert_refused(result, "数据库不能使用：服务器拒绝（")
    assert "请再试" not in result.stderr


HEAD = b'{"format":"disclosure-case/1","agency":"office","case_id":'

FILES: dict[str, bytes] = {
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe{}",
    "empty": b"",
    "brackets": b"[" * 200_000,
    "a list": b"[]",
    "a number": b"7",
    "no format": b"{}",
    "a surrogate": HEAD
    + b'"\\ud800","head":"x","events":[{"seq":1,"algorithm":"sha256","digest":"x","body":"\\ud800"}]}',
    "infinity": HEAD + b'"A","head":"x","events":[{"seq":Infinity}]}',
}


@pytest.mark.parametrize("kind", FILES)
def test_files_that_are_no_exports(kind: str) -> None:
    """Imported or proved: refused in a line, and no database is made for them."""
    Path("file").write_bytes(FILES[kind])
    for words in (("case", "import", "file", "--db", "sqlite:///office.db"), ("verify", "export", "file")):
        result = CliRunner().invoke(main, list(words))
        assert (2, True) == (result.exit_code, isinstance(result.exception, SystemExit)), result.output
        assert "Traceback" not in result.stderr
        assert "没有预料到" not in result.stderr


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", bytes(range(64))])
def test_files_that_are_no_bundles(content: bytes) -> None:
    """Refused in a line."""
    Path("file").write_bytes(content)
    result = CliRunner().invoke(main, ["verify", "bundle", "file"])
    assert_refused(result, "不是完好的卷")


def test_an_empty_key_signs_nothing() -> None:
    """A checkpoint signed with nothing proves nothing."""
    assert 0 == run("db", "init").exit_code
    Path("key").write_bytes(b"")
    result = run("verify", "checkpoint", "--out", "heads", "--key-file", "key")
    assert 2 == result.exit_code
    assert "签名密钥是空的" in result.stderr
    assert not Path("heads").exists()


@pytest.mark.parametrize(("version", "code"), [("9999", 2), ("0003", 2)])
def test_the_tables_of_another_release_are_told(version: str, code: int) -> None:
    """Newer or older: every command that looks says so in a line; one that upgrades refuses the newer."""
    assert 0 == run("db", "init").exit_code
    with sqlite3.connect("office.db") as other:
        other.execute("UPDATE dw_schema SET version_num = ?", (version,))
    other.close()
    for words in LOOKING:
        result = run(*words)
        expected = 1 if words == ("db", "check") else code
        assert (expected, True) == (result.exit_code, isinstance(result.exception, SystemExit)), (words, result.stderr)
        assert version in result.stderr
        assert "Traceback" not in result.stderr
    if version == "9999":
        assert_refused(run("db", "upgrade"), version)


def _with_applicants() -> None:
    with Office.open("sqlite:///office.db") as office:
        for number in range(5):
            office.open_case("request", f"A-{number}", by=DESK, applicant={"name": f"欧阳{number}"})


def _applicants() -> list[dict[str, str] | None]:
    with Office.open("sqlite:///office.db") as office:
        return [office.applicant(f"A-{number}") for number in range(5)]


NAMES = [{"name": f"欧阳{number}"} for number in range(5)]


def test_several_rotations_at_once_lose_nothing() -> None:
    """Four processes: each text is under a key that is there, and all are read."""
    _with_applicants()
    rotate = [Path(sys.executable).with_name("disclosure"), "keys", "rotate", "--db", "sqlite:///office.db"]
    running = [subprocess.Popen(rotate, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [one.communicate(timeout=120) for one in running]
    assert [] == [err for _, err in told if "Traceback" in err or "没有预料到" in err]
    assert {0} >= {one.returncode for one in running} - {1, 2}
    assert NAMES == _applicants()
    assert 0 == run("keys", "list").exit_code


def test_a_rotation_that_dies_half_way_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the new key is in the file and before anything is under it; and the next one ends it."""
    _with_applicants()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("workflows.cli.keys.resealed", dies)
        assert 0 != run("keys", "rotate", "--forget-old").exit_code
    assert NAMES == _applicants()
    assert 0 == run("keys", "rotate", "--forget-old").exit_code
    assert NAMES == _applicants()
