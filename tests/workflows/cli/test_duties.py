"""``disclosure duties`` and ``disclosure place`` as they are typed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from workflows.cli import main


@pytest.fixture
def db(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'office.db'}"


def run(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(main, words)


def listed(db: str, *words: str) -> dict[str, dict[str, str]]:
    """The status of every turn, by duty and period."""
    result = run("duties", "list", "--place", "guiyang", "--year", "2017", "--db", db, "--json", *words)
    assert result.exit_code == 0, result.output
    found: dict[str, dict[str, str]] = {}
    for item in json.loads(result.stdout)["items"]:
        found.setdefault(item["id"], {})[item["period"]] = item["status"]
    return found


def test_a_year_from_nothing_to_done(db: str) -> None:
    """Without a database all is open; then one is done, one waived, one set, one triggered."""
    before = listed(db, "--as-of", "2017-11-28")
    assert before["water_source_monthly"]["2017-10"] == "missed"
    assert before["regular_press_conference"] == {"2017": "unset"}
    where = ("--place", "guiyang", "--db", db)
    steps = [
        ("done", "water_source_monthly", "--period", "2017-10", "--evidence", "https://example.gov.cn/10", "--by",
         "handler:li", "--on", "2017-10-30"),
        ("done", "water_source_monthly", "--period", "2017-09", "--evidence", "某环〔2017〕9号", "--by", "handler:li",
         "--on", "2017-10-09"),
        ("none", "incidents_quarterly", "--period", "2017-Q1", "--reason", "没有突发环境事件", "--by",
         "disclosure_office:wang"),
        ("set", "regular_press_conference", "--every", "half_year", "--by", "head:zhao"),
        ("event", "proposal_reply", "--period", "建字8号", "--on", "2017-11-13", "--by", "handler:li"),
    ]  # fmt: skip
    for step in steps:
        result = run("duties", *step, *where)
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("已登记（#")
    after = listed(db)
    assert after["water_source_monthly"]["2017-10"] == "done"
    assert after["water_source_monthly"]["2017-09"] == "late"
    assert after["incidents_quarterly"]["2017-Q1"] == "waived"
    assert set(after["regular_press_conference"]) == {"2017-H1", "2017-H2"}
    assert after["proposal_reply"] == {"建字8号": "missed"}


def test_the_shape_of_an_item(db: str) -> None:
    """``disclosure.duties/1``, field by field."""
    result = run(
        "duties", "list", "--place", "guiyang", "--year", "2017", "--as-of", "2017-11-28", "--db", db, "--json"
    )
    data = json.loads(result.stdout)
    assert {name: data[name] for name in ("schema", "place", "year", "as_of")} == {
        "schema": "disclosure.duties/1",
        "place": "guiyang",
        "year": 2017,
        "as_of": "2017-11-28",
    }
    items = {(item["id"], item["period"]): item for item in data["items"]}
    assert items["water_source_monthly", "2017-10"] == {
        "id": "water_source_monthly",
        "zh": "按月公开全市集中式饮用水水源地水质监测信息",
        "en": "publish the monitored quality of all central drinking water sources every month",
        "clause": "四（一）2",
        "shape": "recurring",
        "period": "2017-10",
        "window": ["2017-10-01", "2017-10-31"],
        "due": "2017-10-31",
        "rolled_from": None,
        "certainty": "announced",
        "status": "missed",
        "evidence": [],
        "reason": "",
        "lead": "市环境监测中心站",
        "with": [],
    }
    week = items["new_media_updates", "2017-W48"]
    assert {name: week[name] for name in ("shape", "need", "have", "per", "status")} == {
        "shape": "quota",
        "need": 2,
        "have": 0,
        "per": "week",
        "status": "pending",
    }


def test_what_may_not_be_recorded_leaves_the_exit_code_2(db: str) -> None:
    """A role that may not, a day in the future, a place without a plan."""
    where = ("--db", db, "--place", "guiyang")
    waived = run(
        "duties", "none", "incidents_quarterly", "--period", "2017-Q1", "--reason", "无", "--by", "web:x", *where
    )
    assert waived.exit_code == 2
    assert "信息中心" in waived.stderr
    done = ("duties", "done", "water_source_monthly", "--period", "2017-10", "--evidence", "x", "--by", "handler:li")
    ahead = run(*done, "--on", "2999-01-01", *where)
    assert ahead.exit_code == 2
    none = run("duties", "list", "--place", "baoshan", "--db", db)
    assert (none.exit_code, "没有方案（plan.toml）" in none.stderr) == (2, True)


def test_the_calendar_file(db: str, tmp_path: Path) -> None:
    """One all-day entry for each turn with a day; names stay the same over runs; nothing personal."""
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    for path in (first, second):
        result = run("duties", "list", "--place", "guiyang", "--year", "2017", "--db", db, "--ics", str(path))
        assert result.exit_code == 0, result.output
    assert first.read_bytes() == second.read_bytes()
    events = Calendar.from_ical(first.read_bytes()).walk("VEVENT")
    water = [event for event in events if "按月公开" in str(event["summary"])]
    assert [event["dtstart"].dt for event in water][:2] == [date(2017, 1, 31), date(2017, 2, 28)]
    assert len({str(event["uid"]) for event in events}) == len(events) == 12 + 4 + 2 + 1 + 52
    assert {len(event.walk("VALARM")) for event in events} == {2}


def test_the_workbook(db: str, tmp_path: Path) -> None:
    """年表, 月历, 任务分解表, read by another reader; a status is a word."""
    path = tmp_path / "2017.xlsx"
    run(
        "duties",
        "list",
        "--place",
        "guiyang",
        "--year",
        "2017",
        "--as-of",
        "2017-11-28",
        "--db",
        db,
        "--xlsx",
        str(path),
    )
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["年表", "月历", "任务分解表"]
    rows = book.get_sheet_by_name("年表").to_python()
    water = next(row for row in rows if "按月公开全市集中式饮用水水源地水质监测信息" in row)
    assert water[3:15] == ["逾期未办"] * 10 + ["待办"] * 2
    assert water[15:19] == [12, 0, 0, 10]
    tasks = book.get_sheet_by_name("任务分解表").to_python()
    assert tasks[2] == ["序号", "工作任务", "具体要求", "牵头", "配合", "时限", "进展", "佐证"]
    months = [row[0] for row in book.get_sheet_by_name("月历").to_python() if str(row[0]).startswith("2017年")]
    assert months == [f"2017年{month}月" for month in range(1, 13)]


@pytest.mark.parametrize("word", ["year", "month", "quota", "tasks"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_other_views(db: str, word: str, lang: str) -> None:
    """Each prints, in both languages, and as JSON with its schema."""
    where = ("--place", "guiyang", "--year", "2017", "--as-of", "2017-11-28", "--db", db)
    assert run("duties", word, *where, "--lang", lang).exit_code == 0
    assert json.loads(run("duties", word, *where, "--json").stdout)["schema"] == f"disclosure.duties.{word}/1"


def test_the_clauses_of_a_plan() -> None:
    """``disclosure.place.clauses/1``; every clause has its words and what serves it, or why nothing does."""
    data = json.loads(run("place", "clauses", "guiyang", "--json").stdout)
    assert (data["schema"], data["source"]) == ("disclosure.place.clauses/1", "004_e3de64c3ca08a861.txt")
    clauses = {clause["id"]: clause for clause in data["clauses"]}
    assert clauses["四（一）2"] == {
        "id": "四（一）2",
        "quote": "按月公开全市集中式饮用水水源地水质监测信息",
        "modality": "must",
        "kind": "duty-recurring",
        "who": ["市环境监测中心站"],
        "n": None,
        "unit": None,
        "period": "monthly",
        "anchor": None,
        "window": None,
        "by_date": None,
        "at": None,
        "served_by": [{"type": "duty", "id": "water_source_monthly"}],
        "status": "served",
        "reason": "",
    }
    assert all(clause["reason"] for clause in clauses.values() if clause["status"] != "served")


def test_a_place_beside_the_law() -> None:
    """``disclosure.place.check/1`` for one place, a list of them for several; exit 0 without findings."""
    result = run("place", "check", "shanwei", "--on", "2026-11-28", "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["ok"], data["findings"]) == (0, True, [])
    entry = next(one for one in data["entries"] if one["entry"] == "foi.annual.department")
    assert (entry["standing"], entry["local"], entry["national"], entry["binds"]) == (
        "lapsed",
        "03-31",
        "01-31",
        "national",
    )
    assert entry["article"] == "《中华人民共和国政府信息公开条例》第四十九条第一款"
    assert len(json.loads(run("place", "check", "--json").stdout)) == len(
        json.loads(run("place", "list", "--json").stdout)["places"]
    )
    assert run("place", "show", "shanwei").exit_code == 0


@pytest.mark.parametrize(
    ("day", "rungs"),
    [
        # November 2017 ends on Thursday the 30th: five, three and one working days before are the 23rd, 27th and 29th
        ("2017-11-23", {("water_source_monthly", "2017-11", "amber-5")}),
        ("2017-11-27", {("water_source_monthly", "2017-11", "amber-3"), ("new_media_updates", "2017-W47", "red")}),
        ("2017-11-29", {("water_source_monthly", "2017-11", "amber-1")}),
        ("2017-11-30", {("water_source_monthly", "2017-11", "due")}),
        ("2017-12-01", {("water_source_monthly", "2017-11", "red")}),
    ],
)
def test_reminders_go_by_the_ladder(db: str, day: str, rungs: set[tuple[str, str, str]]) -> None:
    """5, 3, 1 working days before, on the day, and after it; the week of two posts ends on a Sunday."""
    where = ("--place", "guiyang", "--as-of", day, "--db", db)
    data = json.loads(run("duties", "alarms", *where, "--json").stdout)
    found = {(one["id"], one["period"], one["rung"]) for one in data["alarms"]}
    assert rungs <= found
    assert {one for one in found if one[0] == "water_source_monthly"} == {
        one for one in rungs if one[0] == "water_source_monthly"
    }


def test_a_plan_after_its_year_asks_to_be_confirmed(db: str) -> None:
    """Said once, under the list."""
    output = run("duties", "list", "--place", "guiyang", "--year", "2019", "--db", db).output
    assert output.count("是否继续有待确认：disclosure duties confirm --year 2019") == 1
