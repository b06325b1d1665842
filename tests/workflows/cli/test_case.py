"""``disclosure db``, ``case`` and ``verify`` over a database of their own."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner, Result

from helpers.store_contract import drop_database, migrated, new_database
from workflows.cli import main
from workflows.store.sql import schema
from workflows.store.sql.tables import VERSION_TABLE, metadata


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCLOSURE_DB", "sqlite:///office.db")
    (tmp_path / "key").write_bytes(b"kept elsewhere")


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    assert code == result.exit_code, result.output + result.stderr
    return result


def test_the_database_is_made_checked_and_upgraded() -> None:
    """Init makes the tables, check finds them, a second upgrade changes nothing; a lacking table is told."""
    assert "office.db 不存在或者是空文件；新建请运行 disclosure db init" in run("db", "check", code=2).stderr
    assert "数据库结构：无 → 0004" in run("db", "init").output
    assert "数据库结构 0004，齐全" in run("db", "check").output
    assert "数据库结构：0004 → 0004" in run("db", "upgrade").output
    with sqlite3.connect("office.db") as other:
        other.execute("DROP TABLE dw_title")
    other.close()
    assert "missing dw_title; run: disclosure db upgrade" in run("db", "check", "--lang", "en", code=1).stderr


def opened() -> None:
    run(
        "case",
        "open",
        "request",
        "A-1",
        "--by",
        "disclosure_office:li",
        "--on",
        "2026-03-05",
        "--title",
        "公开年度预算",
    )


def test_a_case_is_opened_in_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is the option's, or that of the environment; one that is none opens nothing."""
    words = ("case", "open", "request", "--by", "disclosure_office:li", "--on", "2026-03-05")
    run(*words, "A-1", "--place", "shanwei")
    monkeypatch.setenv("DISCLOSURE_PLACE", "guiyang")
    run(*words, "A-2")
    assert "没有地方“nowhere”" in run(*words, "A-3", "--place", "nowhere", code=2).stderr
    with sqlite3.connect("office.db") as held:
        found = held.execute("SELECT case_id, place FROM dw_case ORDER BY case_id").fetchall()
    held.close()
    assert found == [("A-1", "shanwei"), ("A-2", "guiyang")]


@pytest.mark.parametrize("words", ["case open", "due", "report annual", "report cases", "report statistics"])
def test_what_opens_or_counts_can_be_told_the_place(words: str) -> None:
    """One option, one environment variable; the rest asks each case where it belongs."""
    held = run(*words.split(), "--help").output
    assert "--place" in held
    assert "DISCLOSURE_PLACE" in held.replace("\n", "")


def test_a_case_is_opened_shown_and_listed() -> None:
    """Open, show, allowed, list and history speak of the same case; a refusal is one line and exit code 2."""
    opened()
    assert "A-1  公开年度预算" in run("case", "show", "A-1").output
    assert "register" in run("case", "allowed", "A-1", "--by", "disclosure_office", "--on", "2026-03-05").output
    assert "A-1" in run("case", "list", "--text", "预算").output
    assert "A-1" not in run("case", "list", "--text", "决算").output
    assert "2026-03-05" in run("case", "history", "A-1").output
    refused = run("case", "do", "A-1", "withdraw", "--by", "nobody", "--on", "2026-03-05", code=2)
    assert "不能由nobody提出，应由申请人、政府信息公开工作机构提出" in refused.stderr
    run("case", "do", "A-1", "withdraw", "--by", "disclosure_office", "--with", "withdrawal", code=2)
    done = run(
        "case", "do", "A-1", "withdraw", "--by", "applicant", "--on", "2026-03-06", "--with", "withdrawal=本人来信"
    )
    assert "已办结" in done.output
    assert "A-1" in run("case", "list", "--band", "ended").output


def test_what_is_shown_is_given_as_data_too() -> None:
    """Each with its schema; the facts of a command are read by the reader of every form."""
    opened()
    shown = json.loads(run("case", "show", "A-1", "--json").output)
    assert (shown["schema"], shown["id"], shown["state_label"]) == ("disclosure.case/1", "A-1", "已提交待登记")
    listed = json.loads(run("case", "list", "--json").output)
    assert (listed["schema"], [row["title"] for row in listed["items"]]) == ("disclosure.page/1", ["公开年度预算"])
    (event,) = json.loads(run("case", "history", "A-1", "--json").output)
    assert (event["schema"], event["sentence"]) == (
        "disclosure.event/1",
        "2026-03-05，政府信息公开工作机构（li）：登记案件",
    )
    allowed = json.loads(
        run("case", "allowed", "A-1", "--by", "disclosure_office", "--on", "2026-03-05", "--json").output
    )
    assert {one["schema"] for one in allowed} == {"disclosure.form/1"}
    assert "register" in {one["command"] for one in allowed}


def test_all_that_is_wrong_with_facts_is_told_at_once() -> None:
    """As a page would tell it: the fact that is unknown, the one of another kind, those that are missing."""
    opened()
    given = ("--with", "channel=in_person", "--with", "received_on=昨天", "--with", "colour=red")
    refused = run("case", "do", "A-1", "register", "--by", "disclosure_office", "--on", "2026-03-05", *given, code=2)
    for said in ("“昨天”不是日期", "不认识的事项“colour”", "缺少“申请形式”（request_form）", "为“当面提交”时须写明"):
        assert said in refused.stderr


def test_histories_are_verified_from_the_command_line() -> None:
    """A whole history passes; after tampering the broken link is named, with exit code 1."""
    opened()
    assert "1 件 1 条记录，0 件有断处" in run("verify", "history").output
    run("verify", "checkpoint", "--out", "heads", code=2)
    run("verify", "checkpoint", "--out", "heads", "--key-file", "key")
    foreign = run("verify", "history", "--checkpoint", "heads", "--key-file", "key", "--agency", "other", code=2)
    assert "检查点属于机关 office，这里核验的是 other；请用 --agency 写明机关" in foreign.stderr
    with sqlite3.connect("office.db") as other:
        other.execute("UPDATE dw_event SET body = replace(body, 'li', 'wang')")
    other.close()
    broken = run("verify", "history", "--checkpoint", "heads", "--key-file", "key", code=1)
    assert "✗ A-1 第1条 被改动" in broken.output
    assert "✗ A-1 event 1 edit" in run("verify", "history", "--case", "A-1", "--lang", "en", code=1).output


def test_a_case_travels_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Export, verify without a database, import elsewhere, bundle for the archive."""
    opened()
    run("case", "export", "A-1", "--out", "a.json")
    assert "office A-1：1 条记录，完整" in run("verify", "export", "a.json").output
    run("case", "bundle", "A-1", "--out", "a.zip", "--paper", "application=a.json")
    assert "校验值全部相符" in run("verify", "bundle", "a.zip").output
    monkeypatch.setenv("DISCLOSURE_DB", "sqlite:///other.db")
    assert "A-1  公开年度预算" in run("case", "import", "a.json").output
    run("case", "import", "a.json", code=2)
    data = json.loads(Path("a.json").read_text(encoding="utf-8"))
    data["events"][0]["body"] = data["events"][0]["body"].replace("li", "wang")
    Path("b.json").write_text(json.dumps(data), encoding="utf-8")
    assert "案件 A-1 第 1 条：被改动" in run("verify", "export", "b.json", code=2).stderr
    assert "0 个变动" in run("case", "recompute").output


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_give_the_tables_of_the_library(tmp_path: Path, kind: str) -> None:
    """From nothing, Alembic makes just the tables and indexes that the library describes; so does the short way."""
    url = new_database() if kind == "postgresql" else f"sqlite:///{tmp_path / 'migrated.db'}"
    engine = migrated(url)
    try:
        schema.check_schema(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
            assert [] == compare_metadata(context, metadata)
        names = [*metadata.tables, *(i.name for t in metadata.tables.values() for i in t.indexes), *_columns()]
        assert [] == [name for name in names if len(str(name)) > 30]
    finally:
        engine.dispose()
        if kind == "postgresql":
            drop_database(url)


def _columns() -> list[str]:
    return [column.name for table in metadata.tables.values() for column in table.columns]
