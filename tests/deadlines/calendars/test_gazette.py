"""Notices to calendars: overriding, contradictions, horizons, files and folders."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import chinese_calendar.constants
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import Holiday, Horizon, Notice, Region, calendar_from, refuse_incomplete
from deadlines.calendars.notices import files as notice_files
from deadlines.calendars.notices.files import (
    all_notices,
    fill_years,
    horizon,
    notice_from_toml,
    shipped_notices,
    user_folder,
    user_notices,
)
from deadlines.calendars.notices.holiday_cn import notice_from_holiday_cn
from deadlines.calendars.notices.saving import notice_to_toml, save_notice
from deadlines.data_files import Table
from deadlines.errors import DataError

DECEMBER_29 = Horizon(12, 29)


def annual(year: int, *off: date, number: str = "", worked: tuple[date, ...] = (), known: date | None = None) -> Notice:
    holidays = (Holiday("元旦", off or (date(year, 1, 1),), worked),)
    known = known or date(year - 1, 12, 1)
    return Notice(number=number or f"N{year}", title="t", kind="annual", year=year, published=known, holidays=holidays)


# An invented notice for 2027, each festival with the weekdays off that are statutory or worked for.
WHOLE_2027 = (
    Holiday("元旦", (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))),
    Holiday("春节", tuple(date(2027, 2, day) for day in range(5, 13)), (date(2027, 1, 31), date(2027, 2, 20))),
    Holiday("清明节", (date(2027, 4, 5),)),
    Holiday("劳动节", tuple(date(2027, 5, day) for day in range(1, 6)), (date(2027, 4, 25),)),
    Holiday("端午节", (date(2027, 6, 9),)),
    Holiday("中秋节", (date(2027, 9, 15),)),
    Holiday("国庆节", tuple(date(2027, 10, day) for day in range(1, 8)), (date(2027, 9, 26), date(2027, 10, 9))),
)
NEW_YEAR_EARLY = Holiday("元旦", (date(2026, 12, 31), date(2027, 1, 1)), (date(2027, 1, 2),))
NOTICE_2027 = Notice(
    number="国办发明电〔2026〕9号", title="t", kind="annual", year=2027, sources=("s",), holidays=WHOLE_2027
)


def amendment(number: str, published: date, *, off: tuple[date, ...] = (), worked: tuple[date, ...] = ()) -> Notice:
    holidays = (Holiday("春节", off, worked),)
    return Notice(
        number=number, title="t", kind="amendment", year=published.year, published=published, holidays=holidays
    )


def calendar(*notices: Notice, as_known_on: date | None = None) -> WorkCalendar:
    return calendar_from(notices, horizon=DECEMBER_29, as_known_on=as_known_on)


def test_a_later_notice_overrides_an_earlier_one_on_the_days_it_names_only() -> None:
    """The order in which notices are given does not matter, the order of publication does."""
    base = annual(2020, date(2020, 1, 24), worked=(date(2020, 2, 1),))
    late = amendment("A", date(2020, 1, 27), off=(date(2020, 2, 1),))
    for notices in ((base, late), (late, base)):
        built = calendar(*notices)
        assert not built.is_workday(date(2020, 2, 1))
        assert not built.is_workday(date(2020, 1, 24))


def test_the_latest_of_two_amendments_wins() -> None:
    """A second change of the same day replaces the first."""
    first = amendment("A", date(2020, 3, 1), off=(date(2020, 5, 4),))
    second = amendment("B", date(2020, 3, 2), worked=(date(2020, 5, 4),))
    assert calendar(annual(2020), second, first).is_workday(date(2020, 5, 4))


def test_two_notices_of_one_day_that_contradict_each_other_are_refused() -> None:
    """Neither is later, so nobody can say which one holds."""
    first = amendment("A", date(2020, 3, 1), off=(date(2020, 5, 4),))
    second = amendment("B", date(2020, 3, 1), worked=(date(2020, 5, 4),))
    with pytest.raises(DataError) as caught:
        calendar(annual(2020), first, second)
    assert "B: 2020-05-04: B says worked, A of the same day says off: correct one of them" == str(caught.value)


def test_two_annual_notices_for_one_year_are_refused() -> None:
    """A year has one annual notice; a change of it is an amendment."""
    with pytest.raises(DataError) as caught:
        calendar(annual(2020), annual(2020, number="other"))
    assert "other: year: other and N2020 both arrange 2020: remove one of them" == str(caught.value)


def test_the_same_number_twice_is_refused() -> None:
    """A number names one notice."""
    with pytest.raises(DataError) as caught:
        calendar(annual(2020), annual(2021, number="N2020"))
    assert "N2020: number: N2020 is there twice, also in memory" == str(caught.value)


def test_a_year_without_a_notice_between_two_others_is_refused() -> None:
    """A gap is an error, never a year of plain weekends."""
    with pytest.raises(DataError) as caught:
        calendar(annual(2020), annual(2022))
    assert "notices: 2021: no notice arranges 2021, though 2022 has one: add it" == str(caught.value)


def test_before_the_first_notice_was_public_nothing_is_known() -> None:
    """The day is in the message, so that one sees why."""
    with pytest.raises(DataError) as caught:
        calendar(annual(2020), as_known_on=date(2019, 11, 30))
    assert "notices: year: no annual notice is known on 2019-11-30, so no day can be answered" == str(caught.value)


def test_a_notice_is_known_from_its_publication_not_from_its_date_of_issue() -> None:
    """Issued on 4 December, published on the 6th: on the 5th an office could not know it."""
    holidays = (Holiday("元旦", (date(2020, 1, 1),)),)
    notice = Notice(
        number="N",
        title="t",
        kind="annual",
        year=2020,
        issued=date(2019, 12, 4),
        published=date(2019, 12, 6),
        holidays=holidays,
    )
    assert not notice.known_by(date(2019, 12, 5))
    assert notice.known_by(date(2019, 12, 6))


def test_a_notice_without_any_date_counts_as_known_after_its_year() -> None:
    """Nobody can say when the public learned of it, so it is used only where it cannot have been unknown."""
    notice = Notice(number="N", title="t", kind="annual", year=2020, holidays=(Holiday("元旦", (date(2020, 1, 1),)),))
    assert not notice.known_by(date(2020, 12, 31))
    assert notice.known_by(date(2021, 1, 1))


def test_the_next_notice_settles_the_december_before_it() -> None:
    """Late December is revisable until the next year is announced; then the next one is."""
    assert date(2020, 12, 29) == calendar(annual(2020)).revisable_from
    assert date(2021, 12, 29) == calendar(annual(2020), annual(2021)).revisable_from


def test_the_region_overrides_the_nation_whichever_is_later() -> None:
    """A regional make-up day stays worked though a national notice of a later day has it off."""
    place = Region(id="cn-x", name="x", name_en="x", yearly=False)
    own = Notice(
        number="R",
        title="t",
        kind="regional",
        region="cn-x",
        year=2020,
        published=date(2020, 1, 2),
        holidays=(Holiday("三月三", (), (date(2020, 5, 4),)),),
    )
    late = amendment("A", date(2020, 3, 1), off=(date(2020, 5, 4),))
    built = calendar_from((annual(2020), own, late), horizon=DECEMBER_29, region="cn-x", regions={"cn-x": place})
    assert built.is_workday(date(2020, 5, 4))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "weekly"}, "N: kind: 'weekly' is none of annual, amendment, regional"),
        ({"verification": "rumour"}, "N: verification: 'rumour' is none of text, secondary, memory"),
        ({"number": ""}, "notice: number: empty: a notice is known by its number"),
        ({"kind": "regional"}, "N: kind: 'regional' does not fit the region 'cn'"),
        (
            {"issued": date(2020, 1, 2), "published": date(2020, 1, 1)},
            "N: published: 2020-01-01 is before issued 2020-01-02",
        ),
        ({"holidays": ()}, "N: holiday: no day off and no day worked: not announced"),
        (
            {"holidays": (Holiday("元旦", (date(2021, 1, 1),)),)},
            "N: 元旦: 2021-01-01 lies outside 2020 and the December before it: a wrong year?",
        ),
        (
            {"holidays": (Holiday("元旦", (date(2020, 1, 1),), (date(2020, 1, 1),)),)},
            "N: 元旦: 2020-01-01 is given twice, off under 元旦 and worked under 元旦",
        ),
    ],
)
def test_a_notice_that_contradicts_itself_cannot_be_made(change: dict[str, object], message: str) -> None:
    """Each refusal names the notice, the field and the reason."""
    fields: dict[str, object] = {
        "number": "N",
        "title": "t",
        "kind": "annual",
        "year": 2020,
        "holidays": (Holiday("元旦", (date(2020, 1, 1),)),),
    }
    with pytest.raises(DataError) as caught:
        Notice(**(fields | change))  # type: ignore[arg-type]
    assert message == str(caught.value)


def test_an_annual_notice_that_lacks_a_festival_is_refused() -> None:
    """A text cut short would otherwise pass for a whole year."""
    with pytest.raises(DataError) as caught:
        refuse_incomplete(annual(2020))
    assert "N2020: holiday: 2020 without 春节、清明节、劳动节、端午节、中秋节、国庆节: is the text complete?" == str(
        caught.value
    )


def test_every_shipped_notice_survives_writing_and_reading() -> None:
    """TOML out and in gives the same notice."""
    for notice in shipped_notices():
        again = notice_from_toml(notice_to_toml(notice), file="again", region=notice.region)
        assert notice == again


@given(st.text(min_size=1).filter(lambda text: text.strip() and text.isprintable()))
def test_any_printable_text_survives_writing_and_reading(text: str) -> None:
    """Quotes, backslashes and any script come back as they were."""
    notice = annual(2020, number=text)
    back = notice_from_toml(notice_to_toml(notice).replace("[[holiday]]", 'sources = ["s"]\n[[holiday]]', 1), file="f")
    assert text == back.number


GOOD = """[notice]
number = "N"
title = "t"
kind = "annual"
year = 2020
verification = "text"
sources = ["s"]
[[holiday]]
name = "元旦"
off = ["2020-01-01"]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("number", "nomber", "f: notice.nomber: unknown key; the keys here are "),
        ("name", "nane", "f: holiday[1].nane: unknown key; the keys here are name, off, worked"),
        ('"2020-01-01"', '"2020-02-30"', "f: holiday[1].off: '2020-02-30' is not a day or a range; "),
        (
            '"2020-01-01"',
            '"2020-01-03..2020-01-01"',
            "f: holiday[1].off: '2020-01-03..2020-01-01' ends before it begins",
        ),
        ('"2020-01-01"', '"2020-01-01", "2020-01-01"', "f: 元旦: 2020-01-01 is given twice, off under 元旦 and off"),
        ("2020\n", '"2020"\n', "f: notice.year: '2020' is not a whole number of 1949 or more"),
        ("year = 2020", "year = 2020\nissued = 2019-13-01", "f: toml: cannot be read: "),
        ("year = 2020", 'year = 2020\nissued = "2019-12-01"', "f: notice.issued: '2019-12-01' is not a day; "),
        ('sources = ["s"]', "", "f: notice.sources: missing; add it"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_file_key_and_reason(old: str, new: str, message: str) -> None:
    """A user who edits a notice by hand learns what is wrong and where."""
    with pytest.raises(DataError) as caught:
        notice_from_toml(GOOD.replace(old, new, 1), file="f")
    assert str(caught.value).startswith(message)


def test_the_users_folder_is_the_named_one_else_the_data_folder() -> None:
    """DISCLOSURE_NOTICES wins; else XDG_DATA_HOME; else the home folder."""
    assert Path("/a") == user_folder({"DISCLOSURE_NOTICES": "/a", "XDG_DATA_HOME": "/b"})
    assert Path("/b/disclosure-workflows/notices") == user_folder({"XDG_DATA_HOME": "/b"})
    assert Path("~/.local/share/disclosure-workflows/notices").expanduser() == user_folder({})


def test_a_folder_that_is_not_there_holds_no_notices(tmp_path: Path) -> None:
    """Nobody has to make the folder first."""
    assert () == user_notices(tmp_path / "none")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A mistyped variable is not read as an empty folder."""
    file = tmp_path / "notices"
    file.write_text("")
    with pytest.raises(DataError) as caught:
        user_notices(file)
    assert f"{file}: DISCLOSURE_NOTICES: is a file, not a folder of notices" == str(caught.value)


def test_a_saved_notice_is_read_back_and_nothing_else_is_left(tmp_path: Path) -> None:
    """Saving twice changes nothing, and no half-written file stays behind."""
    first = save_notice(NOTICE_2027, tmp_path)
    assert first == save_notice(NOTICE_2027, tmp_path)
    assert tmp_path / "cn" / "2027-国办发明电-2026-9号.toml" == first
    assert (NOTICE_2027,) == user_notices(tmp_path)
    assert [first] == [each for each in tmp_path.rglob("*") if each.is_file()]


def test_another_notice_of_the_same_number_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    """Nothing is overwritten silently."""
    first = evolve(NOTICE_2027, number="N")
    path = save_notice(first, tmp_path)
    other = evolve(first, holidays=(Holiday("元旦", (date(2027, 1, 1),)), *WHOLE_2027[1:]))
    with pytest.raises(DataError) as caught:
        save_notice(other, tmp_path)
    assert f"{path}: number: N is there already and differs: remove that file first" == str(caught.value)
    assert (first,) == user_notices(tmp_path)


def test_a_file_of_the_same_name_is_never_replaced(tmp_path: Path) -> None:
    """Two numbers may make one file name; the second is refused."""
    one = Notice(number="N-1", title="t", kind="amendment", year=2027, sources=("s",), holidays=annual(2027).holidays)
    two = Notice(number="N/1", title="t", kind="amendment", year=2027, sources=("s",), holidays=annual(2027).holidays)
    path = save_notice(one, tmp_path)
    with pytest.raises(DataError) as caught:
        save_notice(two, tmp_path)
    assert f"{path}: file: is there already and holds another notice: remove it first" == str(caught.value)
    assert [path] == [each for each in tmp_path.rglob("*") if each.is_file()]


def test_a_second_notice_for_a_year_is_refused_before_it_is_written(tmp_path: Path) -> None:
    """The folder never gets a notice with which no calendar can be built."""
    path = save_notice(evolve(NOTICE_2027, number="N"), tmp_path)
    other = evolve(NOTICE_2027, number="M")
    with pytest.raises(DataError) as caught:
        save_notice(other, tmp_path)
    assert "M: year: M and N both arrange 2027: remove one of them" == str(caught.value)
    assert [path] == [each for each in tmp_path.rglob("*") if each.is_file()]


def test_a_notice_that_skips_a_year_is_refused_before_it_is_written(tmp_path: Path) -> None:
    """A notice for 2028 without one for 2027 would make every calendar fail."""
    notice = Notice(
        number="N", title="t", kind="annual", year=2028, sources=("s",), holidays=annual(2028).holidays, checked="x"
    )
    with pytest.raises(DataError) as caught:
        save_notice(notice, tmp_path)
    assert "notices: 2027: no notice arranges 2027, though 2028 has one: add it" == str(caught.value)
    assert [] == list(tmp_path.iterdir())


def test_a_notice_that_contradicts_a_shipped_one_is_refused_before_it_is_written(tmp_path: Path) -> None:
    """The first day on which the two differ is named."""
    notice = Notice(
        number="N", title="t", kind="annual", year=2026, sources=("s",), holidays=annual(2026).holidays, checked="x"
    )
    with pytest.raises(DataError) as caught:
        save_notice(notice, tmp_path)
    assert (
        "notice: N: differs on 2026-01-02 from 国办发明电〔2025〕7号 in notices/cn/2026.toml: correct or remove it"
    ) == str(caught.value)


def test_a_file_that_is_no_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    """One broken file in the user's folder is named, never skipped."""
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "bad.toml").write_text("notice = [", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        user_notices(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/cn/bad.toml: toml: cannot be read: ")


def test_the_horizon_rests_on_days_that_notices_really_decided() -> None:
    """Each day of the evidence was decided by the notice named, in the December before its year."""
    text = (files("deadlines") / "data" / "notices" / "cn" / "horizon.toml").read_text(encoding="utf-8")
    decided = {each.number: each.days() for each in shipped_notices({"cn"})}
    evidence = tomllib.loads(text)["evidence"]
    assert [True] * 6 == [each["day"] in decided[each["notice"]] for each in evidence]
    assert Horizon(12, 29) == horizon()


def test_no_notice_reached_back_further_than_the_horizon() -> None:
    """A notice of an earlier December day would make the horizon wrong."""
    back = [day for each in shipped_notices({"cn"}) for day in each.days() if day.year < each.year]
    assert date(2007, 12, 29) == min(back, key=lambda day: (day.month, day.day))


def test_a_horizon_that_its_evidence_does_not_bear_is_refused() -> None:
    """The number and the days it rests on cannot drift apart."""
    table = {"horizon": {"month": 12, "day": 30}, "evidence": [{"day": date(2007, 12, 29)}]}
    with pytest.raises(DataError) as caught:
        notice_files._horizon(Table("h", "", table))
    assert "h: horizon: the earliest day in evidence is 12-29: correct one of them" == str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"yearly": "true"}, "r: cn-x.yearly: 'true' is not true or false"),
        ({"partial": ["2020"]}, "r: cn-x.partial: ['2020'] is not a list of years"),
    ],
)
def test_a_region_that_cannot_be_read_is_refused(change: dict[str, object], message: str) -> None:
    """A text where a flag belongs is not read as no."""
    entry: dict[str, object] = {"name": "x", "name_en": "x", "basis": "x", "yearly": True}
    with pytest.raises(DataError) as caught:
        notice_files._region(Table("r", "cn-x", entry | change))
    assert message == str(caught.value)


def test_without_chinesecalendar_the_years_it_fills_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No silent loss of 2004 and 2005."""
    monkeypatch.setitem(sys.modules, "chinese_calendar.constants", None)
    with pytest.raises(DataError) as caught:
        fill_years(shipped_notices())
    assert str(caught.value).startswith("chinesecalendar: constants: cannot be read: ")


def test_a_write_that_breaks_leaves_no_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice appears whole or not at all."""
    notice = NOTICE_2027

    def broken(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        save_notice(notice, tmp_path)
    assert () == user_notices(tmp_path)
    assert [] == [each for each in tmp_path.rglob("*") if each.is_file()]


def test_the_users_notice_for_the_next_year_extends_the_calendar(tmp_path: Path) -> None:
    """An office that imports the notice for 2027 can count into it the same hour."""
    save_notice(evolve(NOTICE_2027, number="N27", holidays=(NEW_YEAR_EARLY, *WHOLE_2027[1:])), tmp_path)
    built = calendar_from(all_notices(tmp_path), horizon=horizon())
    assert date(2027, 12, 31) == built.last
    assert "N27" == built.day(date(2026, 12, 31)).notice


def test_a_users_copy_of_a_shipped_notice_is_dropped_and_a_different_one_refused(tmp_path: Path) -> None:
    """What was imported early makes no trouble when a release brings it; a contradiction does."""
    shipped = next(each for each in shipped_notices() if each.number == "国发明电〔2015〕1号")
    path = save_notice(shipped, tmp_path)
    assert len(all_notices(tmp_path)) == len(all_notices(tmp_path / "none"))
    path.write_text(path.read_text(encoding="utf-8").replace("2015-09-05", "2015-09-04"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        all_notices(tmp_path)
    assert (
        f"{path}: 国发明电〔2015〕1号: differs on 2015-09-05 from 国发明电〔2015〕1号 in "
        "notices/cn/2015-victory-day.toml: correct or remove it"
    ) == str(caught.value)


def test_chinesecalendar_fills_only_the_years_without_a_notice() -> None:
    """2004 and 2005 today; nothing for 2027, whose data it does not hold."""
    assert [2004, 2005] == [each.year for each in fill_years(shipped_notices())]


def test_a_newer_chinesecalendar_extends_the_calendar_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data for 2027 make a year, with the days it sets in the last days of 2026, marked with its source."""
    constants = chinese_calendar.constants
    names = {each.chinese.removesuffix("节"): each.value for each in constants.Holiday}
    for each in (NEW_YEAR_EARLY, *WHOLE_2027[1:]):
        for table, days in ((constants.holidays, each.off), (constants.workdays, each.worked)):
            for day in days:
                monkeypatch.setitem(table, day, names[each.name.removesuffix("节")])
    built = calendar_from(all_notices(Path("/nonexistent")), horizon=horizon())
    assert date(2027, 12, 31) == built.last
    assert not built.is_workday(date(2026, 12, 31))
    assert "清明节" == built.day(date(2027, 4, 5)).name
    assert built.day(date(2027, 10, 1)).source.startswith("chinesecalendar ")


def test_half_a_year_in_chinesecalendar_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year it knows in part is no year."""
    monkeypatch.setitem(chinese_calendar.constants.holidays, date(2027, 1, 1), "New Year's Day")
    with pytest.raises(DataError) as caught:
        fill_years(shipped_notices())
    assert str(caught.value).endswith(
        ": 2027: holds part of the year only: 2027-10-01 is no holiday in it; add the notice"
    )


def holiday_cn(year: int, days: list[tuple[str, str, bool]]) -> str:
    listed = [{"name": name, "date": day, "isOffDay": off} for name, day, off in days]
    return json.dumps({"year": year, "papers": ["p"], "days": listed})


SEVEN = [
    ("元旦", "2027-01-01", True),
    ("春节", "2027-02-05", True),
    ("春节", "2027-02-06", True),
    ("春节", "2027-02-07", True),
    ("春节", "2027-02-08", True),
    ("春节", "2027-02-09", True),
    ("春节", "2027-02-10", True),
    ("清明节", "2027-04-05", True),
    ("“五一”", "2027-05-01", True),
    ("“五一”", "2027-05-02", True),
    ("“五一”", "2027-05-03", True),
    ("“五一”", "2027-05-04", True),
    ("端午节", "2027-06-09", True),
    ("中秋节", "2027-09-15", True),
    ("国庆节", "2027-10-01", True),
    ("国庆节", "2027-10-02", True),
    ("国庆节", "2027-10-03", True),
    ("国庆节", "2027-10-04", True),
    ("国庆节", "2027-10-05", True),
]


def test_a_holiday_cn_file_becomes_an_annual_notice() -> None:
    """Its papers are the sources; a weekday it lists as worked is no make-up day."""
    text = holiday_cn(
        2027, [*SEVEN, ("元旦", "2027-01-04", True), ("元旦", "2027-01-09", False), ("春节", "2027-02-15", False)]
    )
    notice = notice_from_holiday_cn(text, file="2027.json")
    assert (2027, "holiday-cn 2027", ("holiday-cn", "p")) == (notice.year, notice.number, notice.sources)
    assert "劳动节" == notice.days()[date(2027, 5, 1)][1]
    assert [date(2027, 1, 9)] == [day for day, (working, _) in notice.days().items() if working]
    assert 20 == sum(not working for working, _ in notice.days().values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "f: json: cannot be read: "),
        ("[]", "f: json: is not a holiday-cn year file; its top is a table with year, papers and days"),
        (holiday_cn(2027, []), "f: days: empty: 2027 is not announced in this file; wait for the notice"),
        (holiday_cn(2027, SEVEN[:14]), "f: holiday: 2027 without 国庆节: is the text complete?"),
        (holiday_cn(2027, [("元旦", "1.1", True)]), "f: days[1].date: '1.1' is not a day; write 2027-01-01"),
        (
            holiday_cn(2027, SEVEN).replace("true", "1", 1),
            "f: days[1].isOffDay: 1 is not true or false",
        ),
    ],
)
def test_a_holiday_cn_file_that_announces_nothing_is_refused(text: str, message: str) -> None:
    """An empty list means not announced, never a year without holidays."""
    with pytest.raises(DataError) as caught:
        notice_from_holiday_cn(text, file="f")
    assert str(caught.value).startswith(message)
