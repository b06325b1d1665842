"""Regional days over the national ones: they add days off and days worked, and a missing year is no answer."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notices.files import all_notices, horizon, regions
from deadlines.calendars.regions import open_years
from deadlines.errors import DataError

GAZETTE = all_notices(Path(__file__).parent / "no such folder")  # not the folder of whoever runs the tests


@cache
def china(region: str | None = None, as_known_on: date | None = None) -> WorkCalendar:
    return calendar_from(GAZETTE, horizon=horizon(), regions=regions(), region=region, as_known_on=as_known_on)


@pytest.mark.parametrize(
    ("region", "known", "start", "term", "national", "regional"),
    [
        pytest.param("cn-gx", None, "2017-03-20", 15, "2017-04-11", "2017-04-13", id="D50 广西 2017"),
        pytest.param("cn-gx", None, "2024-04-01", 20, "2024-04-29", "2024-05-06", id="D53 广西 2024"),
        pytest.param("cn-nx", None, "2019-05-20", 20, "2019-06-18", "2019-06-20", id="D55 宁夏 2019"),
        pytest.param("cn-xz-lhasa", None, "2025-02-10", 20, "2025-03-10", "2025-03-14", id="D58 拉萨 2025"),
        pytest.param("cn-bj", None, "2014-10-24", 15, "2014-11-14", "2014-11-18", id="D61 北京 2014"),
    ],
)
def test_a_term_in_a_region_ends_later(
    region: str, known: date | None, start: str, term: int, national: str, regional: str
) -> None:
    """Terms counted by hand with and without the region's days."""
    begin = date.fromisoformat(start)
    assert national == china().shift(begin, term).isoformat()
    assert regional == china(region, known).shift(begin, term).isoformat()


@pytest.mark.parametrize(
    ("region", "day", "working"),
    [
        ("cn-gx", "2017-04-01", False),  # the national make-up Saturday, off in Guangxi
        ("cn-gx", "2017-04-08", True),  # and worked a week later
        ("cn-gx", "2018-04-15", True),
        ("cn-gx", "2022-04-02", False),
        ("cn-xj", "2025-06-10", False),
        ("cn-nx", "2021-07-19", False),
        ("cn-sc-liangshan", "2023-10-07", False),
        ("cn-sc-liangshan", "2023-08-06", True),
        ("cn-yn-chuxiong", "2024-07-31", False),
        ("cn-zj-jingning", "2026-06-30", False),
        ("cn-bj", "2008-08-08", False),
        ("cn-bj", "2014-11-15", True),
        ("cn-zj-hangzhou", "2016-09-05", False),
        ("cn-zj-hangzhou", "2016-09-11", True),
        ("cn-hb", "2020-02-13", False),
        ("cn-sh", "2010-04-30", False),
        ("cn-sh", "2014-05-21", False),
        ("cn-sh", "2018-11-06", False),
        ("cn-sh", "2018-11-11", True),
        ("cn-sh", "2019-11-05", False),
        ("cn-sh", "2019-11-02", True),
        ("cn-sc-liangshan", "2024-11-30", True),
        ("cn-sc-liangshan", "2021-07-31", True),
        ("cn-yn-chuxiong", "2019-12-25", False),
        ("cn-xz-lhasa", "2023-02-18", True),
    ],
)
def test_each_region_has_its_days(region: str, day: str, working: bool) -> None:
    """One day off and one day worked of each region's notices, as they read, against the national calendar."""
    assert working == china(region).is_workday(date.fromisoformat(day))
    assert working != china().is_workday(date.fromisoformat(day))


def test_guangxi_called_its_holiday_of_2020_off() -> None:
    """三月三 of 2020 was to be on 26 and 27 March; on 5 March it was cancelled."""
    before, after = china("cn-gx", date(2020, 3, 4)), china("cn-gx", date(2020, 3, 5))
    assert [False, False] == [before.is_workday(date(2020, 3, day)) for day in (26, 27)]
    assert [True, True] == [after.is_workday(date(2020, 3, day)) for day in (26, 27)]


def test_work_begins_again_when_the_notice_says() -> None:
    """Hubei went back to work on 14 February 2020, Guangxi on 21 April 2026 (not the 22nd, as one data set has it)."""
    assert date(2020, 2, 14) == china("cn-hb").shift(date(2020, 1, 23), 1)
    assert date(2026, 4, 21) == china("cn-gx").shift(date(2026, 4, 16), 1)


def test_a_regional_day_names_the_regional_notice() -> None:
    """Who asks why learns that the region decided, since when, and how well that is verified."""
    day = china("cn-gx").day(date(2017, 4, 1))
    assert ("cn-gx", "壮族三月三", date(2017, 2, 10), "text") == (
        day.region,
        day.name,
        day.known_since,
        day.verification,
    )


def test_a_year_without_a_notice_of_the_region_is_answered_as_the_nation_has_it_and_left_open() -> None:
    """No notice of Xinjiang for 2021 was found: that year counts as for the nation, 2022 as announced."""
    xinjiang = china("cn-xj")
    assert date(2004, 1, 1) == xinjiang.first
    assert xinjiang.is_workday(date(2021, 7, 20))  # 古尔邦节 that year
    assert (2021 in xinjiang.open_years, 2022 in xinjiang.open_years) == (True, False)
    why = xinjiang.open_years[2021].why
    command = "disclosure calendar import"
    assert f"没有新疆维吾尔自治区2021年的通知，按全国通知回答；取得后请导入：{command} 文件 --region cn-xj" == why.zh
    nation = "no notice of Xinjiang for 2021 is known, so it is answered as the nation has it"
    assert f"{nation}; import it: {command} FILE --region cn-xj" == why.en


@pytest.mark.parametrize(
    ("region", "year", "why"),
    [
        ("cn-xz-lhasa", 2025, "notices of Lhasa for 2025 are known only in part (without the Shoton Festival)"),
        ("cn-xj", 2013, "notices of Xinjiang for 2013 are known only in part (without Eid al-Adha)"),
        (
            "cn-sc-liangshan",
            2022,
            (
                "notices of Liangshan for 2022 are known only in part (only the Torch Festival was found, not the Day "
                "of Ethnic Unity, the founding day and the Yi New Year)"
            ),
        ),
    ],
)
def test_what_is_missing_is_said_in_english_too(region: str, year: int, why: str) -> None:
    """Festivals by their English names, else the English note of the notice."""
    assert f"the {why}" == china(region).open_years[year].why.en


@pytest.mark.parametrize("region", sorted(regions()))
def test_no_english_reason_of_an_open_year_is_chinese(region: str) -> None:
    """Whatever notice or festival it is about; the Chinese one is."""
    for year in china(region).open_years.values():
        assert year.why.en.isascii()
        assert "年" in year.why.zh


def test_a_notice_without_an_english_note_is_pointed_to() -> None:
    """Such as one of the office's own."""
    place = evolve(regions()["cn-nx"], id="cn-x", partial=(2016,))
    known = [evolve(one, region="cn-x", note_en="") for one in GAZETTE if (one.region, one.year) == ("cn-nx", 2016)]
    found = open_years(place, known, [2016])[2016].why
    assert found.en == "the notices of Ningxia for 2016 are known only in part (see the notices)"


@pytest.mark.parametrize(
    ("region", "year", "why"),
    [
        ("cn-xz-lhasa", 2025, "西藏自治区拉萨市2025年的通知只知道一部分（缺雪顿节）"),
        ("cn-yn-chuxiong", 2025, "云南省楚雄彝族自治州2025年的通知只知道一部分（缺彝族年）"),
        ("cn-xj", 2013, "新疆维吾尔自治区2013年的通知只知道一部分（缺古尔邦节）"),
        (
            "cn-nx",
            2016,
            (
                "宁夏回族自治区2016年的通知只知道一部分（"
                "转载文本抹去了年份，其余各节日期与2016年全国通知相合；开斋节一条不在文中。文号未查到）"
            ),
        ),
    ],
)
def test_a_year_known_in_part_is_left_open_and_says_what_is_missing(region: str, year: int, why: str) -> None:
    """Nobody may take such a year for announced."""
    calendar = china(region)
    assert why == calendar.open_years[year].why.zh
    assert "calendar.partial_regional_notice" == calendar.open_years[year].why.code


def test_the_nation_and_a_region_of_single_leaves_leave_no_year_open() -> None:
    """Shanghai gave leave four times; no notice is missing in the other years."""
    assert {} == china().open_years == china("cn-sh").open_years == china("cn-gx").open_years


@pytest.mark.parametrize("region", sorted(regions()))
def test_no_region_ever_added_more_than_its_bounds_say(region: str) -> None:
    """The bounds of open years rest on these numbers: no known year may exceed them."""
    place, added = regions()[region], {}
    for notice in GAZETTE:
        if notice.region == region:
            added.setdefault(notice.year, []).extend(working for working, _ in notice.days().values())
    if place.yearly:
        assert place.most_off >= max(given.count(False) for given in added.values())
        assert place.most_worked >= max(given.count(True) for given in added.values())
    else:
        assert (0, 0) == (place.most_off, place.most_worked)


def test_guangxi_had_no_days_of_its_own_before_2014() -> None:
    """A region whose own days began in a known year follows the nation before it."""
    assert date(2004, 1, 1) == china("cn-gx").first


def test_a_year_after_the_last_regional_notice_may_be_revised_whole() -> None:
    """The day before Guangxi's notice of 2017 that year is answered as the nation has it, revisable from 1 January."""
    unaware = china("cn-gx", date(2017, 2, 9))
    assert date(2017, 1, 1) == unaware.revisable_from
    assert unaware.is_workday(date(2017, 3, 30))
    assert date(2017, 12, 29) == china("cn-gx", date(2017, 2, 10)).revisable_from


def test_an_unknown_region_is_refused_with_the_known_ones() -> None:
    """The message lists what can be asked for."""
    with pytest.raises(DataError) as caught:
        china("cn-tj")
    assert (
        "regions: cn-tj: no such region; choose one of cn-bj, cn-gx, cn-hb, cn-nx, cn-sc-liangshan, cn-sh, cn-xj, "
        "cn-xz-lhasa, cn-yn-chuxiong, cn-zj-hangzhou, cn-zj-jingning"
    ) == str(caught.value)


def test_a_region_without_any_known_notice_is_answered_as_the_nation_has_it() -> None:
    """In 2010 nothing of Ningxia's days was known: every year is left open."""
    then, nation = china("cn-nx", date(2010, 6, 1)), china(as_known_on=date(2010, 6, 1))
    assert nation.workdays() == then.workdays()
    assert list(range(2004, 2011)) == sorted(then.open_years)
