"""Regional days over the national ones: they add days off and days worked, and a missing year is no answer."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notices.files import all_notices, horizon, regions
from deadlines.errors import CalendarGapError, DataError

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
    ],
)
def test_each_region_has_its_days(region: str, day: str, working: bool) -> None:
    """One day off and one day worked of each region's notices, as they read, against the national calendar."""
    assert working == china(region).is_workday(date.fromisoformat(day))
    assert working != china().is_workday(date.fromisoformat(day))


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


def test_a_region_is_answered_only_over_its_unbroken_years() -> None:
    """No notice of Xinjiang for 2021 was found, so its calendar begins in 2022 and refuses before."""
    assert date(2022, 1, 1) == china("cn-xj").first
    with pytest.raises(CalendarGapError):
        china("cn-xj").is_workday(date(2021, 12, 31))


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
        china("cn-sh")
    assert (
        "regions: cn-sh: no such region; choose one of cn-bj, cn-gx, cn-hb, cn-nx, cn-sc-liangshan, cn-xj, "
        "cn-xz-lhasa, cn-yn-chuxiong, cn-zj-hangzhou, cn-zj-jingning"
    ) == str(caught.value)


def test_a_region_without_any_known_notice_is_refused() -> None:
    """In 2010 nothing of Ningxia's days was known, so the national calendar must be asked for by name."""
    with pytest.raises(DataError) as caught:
        china("cn-nx", date(2010, 6, 1))
    assert (
        "notices: cn-nx: no notice of 宁夏回族自治区 known on 2010-06-01: use the national calendar or add one"
    ) == str(caught.value)
