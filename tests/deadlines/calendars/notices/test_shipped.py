"""The notices as shipped, against the law's own table, other people's data and the day each was known."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import NATIONAL, calendar_from, refuse_incomplete
from deadlines.calendars.notices.files import all_notices, horizon, regions, shipped_notices

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]

# Counted from the notices themselves, 2004 to 2026.
WORKDAYS = {
    2004: 252,
    2005: 251,
    2006: 251,
    2007: 249,
    2008: 251,
    2009: 250,
    2010: 250,
    2011: 250,
    2012: 249,
    2013: 250,
    2014: 250,
    2015: 249,
    2016: 250,
    2017: 249,
    2018: 250,
    2019: 250,
    2020: 249,
    2021: 250,
    2022: 249,
    2023: 249,
    2024: 251,
    2025: 248,
    2026: 248,
}

# 文号, 成文日期, 公布日期, 放假天数, 上班天数 (what each notice said when it came out).
NOTICES = [
    (2006, "国办发明电〔2005〕35号", "2005-12-16", "2005-12-22", 24, 7),
    (2007, "国办发明电〔2006〕49号", "2006-12-14", "2006-12-18", 24, 8),
    (2008, "国办发明电〔2007〕52号", "2007-12-15", "2007-12-18", 29, 6),
    (2009, "国办发明电〔2008〕42号", "2008-12-04", "2008-12-10", 27, 6),
    (2010, "国办发明电〔2009〕27号", "2009-12-08", "2009-12-08", 29, 8),
    (2011, "国办发明电〔2010〕40号", "2010-12-09", "2010-12-10", 29, 5),
    (2012, "国办发明电〔2011〕45号", "2011-12-05", "2011-12-06", 27, 7),
    (2013, "国办发明电〔2012〕33号", "2012-12-08", "2012-12-10", 29, 12),
    (2014, "国办发明电〔2013〕28号", "2013-12-11", "2013-12-11", 22, 5),
    (2015, "国办发明电〔2014〕28号", "2014-12-16", "2014-12-16", 23, 4),
    (2015, "国发明电〔2015〕1号", "2015-05-13", "2015-05-13", 3, 1),
    (2016, "国办发明电〔2015〕18号", "2015-12-10", "2015-12-10", 24, 6),
    (2017, "国办发明电〔2016〕17号", "2016-12-01", "2016-12-01", 24, 5),
    (2018, "国办发明电〔2017〕12号", "2017-11-30", "2017-11-30", 23, 6),
    (2019, "国办发明电〔2018〕15号", "2018-12-04", "2018-12-06", 21, 5),
    (2019, "国办发明电〔2019〕3号", "2019-03-22", "2019-03-22", 4, 2),
    (2020, "国办发明电〔2019〕16号", "2019-11-21", "2019-11-21", 27, 7),
    (2020, "国办发明电〔2020〕1号", "2020-01-26", "2020-01-27", 3, 0),
    (2021, "国办发明电〔2020〕27号", "2020-11-25", "2020-11-25", 31, 7),
    (2022, "国办发明电〔2021〕11号", "2021-10-25", "2021-10-25", 31, 7),
    (2023, "国办发明电〔2022〕16号", "2022-12-08", "2022-12-08", 27, 7),
    (2024, "国办发明电〔2023〕7号", "2023-10-25", "2023-10-25", 28, 8),
    (2025, "国办发明电〔2024〕12号", "2024-11-12", "2024-11-12", 28, 5),
    (2026, "国办发明电〔2025〕7号", "2025-11-04", "2025-11-04", 33, 6),
]


GAZETTE = all_notices(Path(__file__).parent / "no such folder")  # not the folder of whoever runs the tests


@cache
def china(region: str | None = None, as_known_on: date | None = None) -> WorkCalendar:
    return calendar_from(GAZETTE, horizon=horizon(), regions=regions(), region=region, as_known_on=as_known_on)


@pytest.fixture(scope="module")
def national() -> WorkCalendar:
    return china()


def test_every_year_has_the_workdays_its_notice_gives(national: WorkCalendar) -> None:
    """The number of working days of each year is the one counted from the notices."""
    counted = Counter(day.year for day in EVERY_DAY if national.is_workday(day))
    assert WORKDAYS == dict(counted)


def test_chinesecalendar_agrees_on_every_day_but_one(national: WorkCalendar) -> None:
    """The package of version 1.11.0 has 31 December 2005 as a day off; 国办发明电〔2005〕35号 has it worked."""
    differing = [day for day in EVERY_DAY if national.is_workday(day) != chinese_calendar.is_workday(day)]
    assert [date(2005, 12, 31)] == differing


def test_holidays_agrees_on_every_day(national: WorkCalendar) -> None:
    """The holidays package says the same for all 8,401 days from 2004 to 2026."""
    theirs = holidays.country_holidays("CN", years=range(2004, 2027))
    assert len(EVERY_DAY) == 8401
    assert [] == [day for day in EVERY_DAY if national.is_workday(day) != theirs.is_working_day(day)]


@pytest.mark.parametrize(("year", "number", "issued", "published", "off", "worked"), NOTICES)
def test_each_national_notice_is_there_as_published(
    year: int, number: str, issued: str, published: str, off: int, worked: int
) -> None:
    """Number, both dates and the count of days are those of the notice itself, before any amendment."""
    found = {each.number: each for each in shipped_notices({NATIONAL})}[number]
    states = Counter(working for working, _ in found.days().values())
    assert (year, issued, published, off, worked) == (
        found.year,
        str(found.issued),
        str(found.published),
        states[False],
        states[True],
    )


def test_no_national_notice_is_missing_from_the_table() -> None:
    """The table above is all there is, and each annual notice arranges every festival."""
    shipped = shipped_notices({NATIONAL})
    assert {number for _, number, *_ in NOTICES} == {each.number for each in shipped}
    assert list(shipped) == [refuse_incomplete(each) for each in shipped]


def test_every_notice_names_a_source_and_a_region_that_is_described() -> None:
    """A day must be traceable: each file has a source, each folder an entry in regions.toml."""
    shipped = shipped_notices()
    assert all(each.sources for each in shipped)
    assert set(regions()) | {NATIONAL} == {each.region for each in shipped}


def test_days_of_2004_and_2005_say_that_they_come_from_a_package(national: WorkCalendar) -> None:
    """Where no notice file exists the source is named, and nobody claims to know since when."""
    new_year = national.day(date(2005, 1, 3))
    assert ("chinesecalendar " + chinese_calendar.__version__, None, "secondary") == (
        new_year.source,
        new_year.known_since,
        new_year.verification,
    )


def test_a_day_says_why_and_by_which_notice(national: WorkCalendar) -> None:
    """The Saturday that the first notice of 2020 worked was freed by the second."""
    before = china(as_known_on=date(2020, 1, 26)).day(date(2020, 2, 1))
    after = national.day(date(2020, 2, 1))
    assert (True, "make_up", "春节", "国办发明电〔2019〕16号", date(2019, 11, 21)) == (
        before.working,
        before.kind,
        before.name,
        before.notice,
        before.known_since,
    )
    assert (False, "day_off", "春节", "国办发明电〔2020〕1号", date(2020, 1, 27)) == (
        after.working,
        after.kind,
        after.name,
        after.notice,
        after.known_since,
    )


@pytest.mark.parametrize(
    ("start", "term", "day_before", "before", "known", "after"),
    [
        # D70: the epidemic extension; D73: May Day 2019.
        (date(2020, 1, 20), 20, date(2020, 1, 26), date(2020, 2, 21), date(2020, 1, 27), date(2020, 2, 25)),
        (date(2019, 4, 26), 3, date(2019, 3, 21), date(2019, 5, 2), date(2019, 3, 22), date(2019, 4, 30)),
    ],
)
def test_a_notice_counts_from_the_day_it_was_public(
    start: date, term: int, day_before: date, before: date, known: date, after: date
) -> None:
    """The day before publication the old date stands, from publication on the new one."""
    assert before == china(as_known_on=day_before).shift(start, term)
    assert after == china(as_known_on=known).shift(start, term)


def test_victory_day_was_unknown_until_it_was_announced() -> None:
    """3 September 2015 was a working day until 13 May 2015."""
    assert china(as_known_on=date(2015, 5, 12)).is_workday(date(2015, 9, 3))
    assert not china(as_known_on=date(2015, 5, 13)).is_workday(date(2015, 9, 3))


@pytest.mark.parametrize("day", [date(2006, 12, 30), date(2007, 12, 29), date(2011, 12, 31), date(2018, 12, 29)])
def test_late_december_was_moved_by_the_next_notice(day: date) -> None:
    """Each of these Saturdays was worked only by the next year's notice, and stood as revisable before it."""
    before = china(as_known_on=day.replace(day=1, month=11))
    assert not before.is_workday(day)
    assert before.revisable_from is not None
    assert before.revisable_from <= day
    assert china().is_workday(day)


def test_the_horizon_is_the_end_of_the_last_announced_year_and_its_last_days_may_move() -> None:
    """After 31 December 2026 nothing is answered; from 29 December on it may still be revised."""
    now = china()
    assert (date(2004, 1, 1), date(2026, 12, 31), date(2026, 12, 29)) == (now.first, now.last, now.revisable_from)
