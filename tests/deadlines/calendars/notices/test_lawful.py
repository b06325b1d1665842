"""A notice given as data is measured by the law like one given as text, through every door; and the way out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from deadlines.calendars.notice import NATIONAL, Holiday, Notice
from deadlines.calendars.notices.files import all_notices, fill_years, shipped_notices, user_notices
from deadlines.calendars.notices.lawful import refuse_unlawful
from deadlines.calendars.notices.saving import notice_to_toml, save_notice
from deadlines.errors import DataError
from deadlines.loading import china, left_out
from workflows.cli import main

Days = Mapping[str, tuple[str, str]]

# An invented notice for 2027 as a table: off, worked. Each festival moves as many days as it works.
RIGHT: Days = {
    "元旦": ("01-01..01-03", ""),
    "春节": ("02-05..02-13", "01-31 02-20"),
    "清明节": ("04-03..04-05", ""),
    "劳动节": ("05-01..05-05", "04-25"),
    "端午节": ("06-09", ""),
    "中秋节": ("09-15", ""),
    "国庆节": ("10-01..10-07", "09-26 10-09"),
}

CHECK = "；请核对原文，确实如此的以 checked 写明与何核对过"
LAW = "是法定假日（《放假办法》第二条，国务院令第795号），通知却没有放假"

# What is wrong, in which festival, why, and the code; weekdays and statutory days of 2027 by a wall calendar and
# order 795.
FAULTS = [
    pytest.param(
        {"春节": ("02-06..02-13", "01-31")},
        "春节",
        f"2027-02-05（除夕）{LAW}",
        "notice.statutory_worked",
        id="eve-lost",
    ),
    pytest.param(
        {"劳动节": ("05-02..05-05", "05-01")},
        "劳动节",
        f"2027-05-01（劳动节）{LAW}",
        "notice.statutory_worked",
        id="statutory-worked",
    ),
    pytest.param(
        {"端午节": ("06-10", "")}, "端午节", f"2027-06-09（端午节）{LAW}", "notice.statutory_worked", id="another-day"
    ),
    pytest.param(
        {"元旦": ("02-01..02-03", "")},
        "元旦",
        f"2027-01-01（元旦）{LAW}",
        "notice.statutory_worked",
        id="another-month",
    ),
    pytest.param(
        {"国庆节": ("10-01..10-07", "09-12 10-09")},
        "国庆节",
        "上班日 2027-09-12 离国庆节假期 19 天，历年最远 11 天",
        "notice.make_up_far",
        id="far",
    ),
    pytest.param(
        {"国庆节": ("10-01..10-07", "09-26")},
        "国庆节",
        "国庆节在周一至周五放假 5 天，其中法定假日 3 天，应当调休上班 2 天，写明的却是 1 天",
        "notice.unbalanced",
        id="make-up-lost",
    ),
    pytest.param(
        {"国庆节": ("10-01..10-06", "09-26 10-09")},
        "国庆节",
        "国庆节在周一至周五放假 4 天，其中法定假日 3 天，应当调休上班 1 天，写明的却是 2 天",
        "notice.unbalanced",
        id="day-off-lost",
    ),
    pytest.param(
        {"劳动节": ("05-01..05-02", "")},
        "劳动节",
        "劳动节在周一至周五放假 0 天，法定假日却有 2 天：逢周末的没有补假",
        "notice.unbalanced",
        id="nothing-for-the-weekend",
    ),
    pytest.param(
        {"国庆节": ("10-01..10-04 10-06..10-07", "09-26")},
        "国庆节",
        "国庆节的放假日不相连：缺 2027-10-05",
        "notice.broken_run",
        id="broken-run",
    ),
    pytest.param(
        {"校庆": ("11-01", "")},
        "校庆",
        "校庆在周一至周五放假 1 天，其中法定假日 0 天，应当调休上班 1 天，写明的却是 0 天",
        "notice.unbalanced",
        id="no-festival",
    ),
    pytest.param({"校庆": ("", "11-06")}, "校庆", "校庆没有放假的日子", "notice.no_day_off", id="nothing-but-worked"),
]


def days(text: str) -> Iterator[date]:
    for span in text.split():
        first, _, last = (f"2027-{part}" if part else "" for part in span.partition(".."))
        start = date.fromisoformat(first)
        yield from (start + timedelta(days=n) for n in range((date.fromisoformat(last or first) - start).days + 1))


def notice(changes: Days, checked: str = "") -> Notice:
    holidays = tuple(Holiday(name, tuple(days(off)), tuple(days(worked))) for name, (off, worked) in changes.items())
    return Notice(
        number="国办发明电〔2026〕9号",
        title="t",
        kind="annual",
        year=2027,
        sources=("s",),
        checked=checked,
        holidays=holidays,
    )


def as_json(table: Days) -> str:
    listed = [
        {"name": name, "date": day.isoformat(), "isOffDay": off}
        for name, spans in table.items()
        for off, span in zip((True, False), spans, strict=True)
        for day in days(span)
    ]
    return json.dumps({"year": 2027, "papers": ["p"], "days": listed})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISCLOSURE_NOTICES", str(tmp_path / "notices"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "notices"


def run(path: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["calendar", "import", str(path), "--yes", *args])


def put(folder: Path, text: str) -> None:
    (folder / "cn").mkdir(parents=True, exist_ok=True)
    (folder / "cn" / "2027.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("form", ["json", "toml"])
@pytest.mark.parametrize(("change", "festival", "why"), [pytest.param(*row.values[:3], id=row.id) for row in FAULTS])
def test_no_data_file_is_imported_against_the_law(
    change: Days, festival: str, why: str, form: str, tmp_path: Path, folder: Path
) -> None:
    """The festival, the day, the article; exit code 2, and nothing is written."""
    path = tmp_path / f"2027.{form}"
    table = {**RIGHT, **change}
    path.write_text(as_json(table) if form == "json" else notice_to_toml(notice(table)), encoding="utf-8")

    result = run(path)

    assert (result.exit_code, folder.exists()) == (2, False)
    assert result.stderr == f"错误：2027.{form}：{festival}：{why}{CHECK}\n"


@pytest.mark.parametrize(("change", "festival", "why", "code"), FAULTS)
def test_no_file_of_the_offices_folder_answers_against_the_law(
    change: Days, festival: str, why: str, code: str, folder: Path
) -> None:
    """A file that somebody wrote by hand or copied answers nothing and is named; nor is it ever saved."""
    wrong = notice({**RIGHT, **change})
    put(folder, notice_to_toml(wrong))
    [found] = left_out()
    assert isinstance(found.error, DataError)
    assert (found.error.why.code, found.error.zh) == (code, f"notices/cn/2027.toml：{festival}：{why}{CHECK}")
    assert not china().covers(date(2027, 1, 1))
    with pytest.raises(DataError):
        user_notices()
    (folder / "cn" / "2027.toml").unlink()
    with pytest.raises(DataError) as saved:
        save_notice(wrong)
    assert saved.value.zh == f"国办发明电〔2026〕9号：{festival}：{why}{CHECK}"
    assert user_notices() == ()


def test_a_right_table_is_imported_by_both_forms(tmp_path: Path, folder: Path) -> None:
    """What the faults change is right before; what is given with the command counts for a table too."""
    path = tmp_path / "2027.json"
    path.write_text(as_json(RIGHT), encoding="utf-8")
    result = run(path, "--number", "国办发明电〔2026〕9号")
    assert (result.exit_code, "请核对" in result.stdout) == (0, False), result.stderr
    [saved] = (folder / "cn").iterdir()
    copy = tmp_path / "copy.toml"
    saved.rename(copy)
    assert run(copy, "--published", "2026-11-21").exit_code == 0
    assert china().day(date(2027, 10, 9)).known_since == date(2026, 11, 21)


def test_a_day_worked_too_many_is_shown_where_a_text_says_it_plainly() -> None:
    """Its days and counts agree, so it is no slip: it is shown, and the notice keeps what it was compared with."""
    result = run(Path(__file__).parent / "cases" / "2027.txt")
    assert result.exit_code == 0, result.stderr
    assert (
        "请核对第 6 行：春节在周一至周五放假 5 天，其中法定假日 4 天，应当调休上班 1 天，写明的却是 2 天\n"
    ) in result.stdout
    [kept] = user_notices()
    assert kept.checked == "通知原文逐句读出，各日与所写的星期、天数相符"
    assert china().is_workday(date(2027, 5, 8))


@pytest.mark.parametrize("form", ["json", "toml"])
def test_what_the_paper_does_say_is_taken_in_by_name(form: str, tmp_path: Path) -> None:
    """A new law may be out before this library knows it: whoever read the paper says so, and the notice keeps it."""
    path = tmp_path / f"2027.{form}"
    table = {**RIGHT, "国庆节": ("10-01..10-08", "09-26 10-09")}
    path.write_text(as_json(table) if form == "json" else notice_to_toml(notice(table)), encoding="utf-8")
    assert run(path).exit_code == 2

    result = run(path, "--checked", "与国务院公报 2026 年第 33 号逐字核对")

    assert result.exit_code == 0, result.stderr
    assert (
        "请核对：国庆节在周一至周五放假 6 天，其中法定假日 3 天，应当调休上班 3 天，写明的却是 2 天\n"
    ) in result.stdout
    assert not china().is_workday(date(2027, 10, 8))
    [kept] = user_notices()
    assert kept.checked == "与国务院公报 2026 年第 33 号逐字核对"


def test_a_text_too_is_taken_in_by_name(tmp_path: Path) -> None:
    """The same option, and the line is shown."""
    lines = (Path(__file__).parent / "cases" / "2027.txt").read_text(encoding="utf-8").replace("至7日", "至8日")
    path = tmp_path / "2027.txt"
    path.write_text(lines.replace("（周四）放假调休，共7天", "（周五）放假调休，共8天"), encoding="utf-8")
    refused, taken = run(path), run(path, "--checked", "与公报核对")
    assert refused.exit_code == 2
    assert "国庆节在周一至周五放假 6 天" in refused.stderr
    assert taken.exit_code == 0, taken.stderr
    assert "请核对第 11 行：国庆节在周一至周五放假 6 天" in taken.stdout


def test_a_blank_word_checks_nothing(folder: Path) -> None:
    """Whoever overrides the law says what it was compared with."""
    put(folder, notice_to_toml(notice(RIGHT)).replace('title = "t"', 'title = "t"\nchecked = " "'))
    with pytest.raises(DataError, match=r"notice.checked: ' ' is not a text"):
        user_notices()


def test_every_shipped_notice_holds() -> None:
    """Of the nation since 2006 and of eleven regions; chinesecalendar's 2004 and 2005 too."""
    for each in (*shipped_notices(), *fill_years(shipped_notices())):
        assert refuse_unlawful(each) is each


def test_a_region_may_undo_what_the_nation_arranged_but_not_the_law() -> None:
    """Guangxi worked 8 April 2017, an ordinary Saturday, and may work a weekday; it may not work the 1st of May."""
    own = Notice(
        number="桂政办电〔2027〕1号",
        title="t",
        kind="regional",
        year=2026,
        region="cn-gx",
        sources=("s",),
        holidays=(Holiday("壮族三月三", (date(2026, 4, 17),), (date(2026, 5, 1),)),),
    )
    with pytest.raises(DataError) as caught:
        save_notice(own)
    assert caught.value.zh == (
        "桂政办电〔2027〕1号：壮族三月三：2026-05-01（劳动节）是法定假日（《放假办法》第二条，国务院令第795号），"
        f"通知却没有放假{CHECK}"
    )
    assert refuse_unlawful(evolve(own, holidays=(Holiday("壮族三月三", (), (date(2026, 4, 15),)),)))


def test_a_year_of_a_newer_chinesecalendar_is_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its data past the notices are nobody's notice."""
    off = chinese_calendar.constants.holidays
    for day in (date(2027, 1, 1), date(2027, 10, 1)):
        monkeypatch.setitem(off, day, "New Year's Day" if day.month == 1 else "National Day")
    with pytest.raises(DataError) as caught:
        all_notices(places={NATIONAL})
    assert caught.value.zh.startswith("chinesecalendar ")
    assert f"：国庆节：2027-10-02（国庆节）{LAW}{CHECK}" in caught.value.zh
