"""Past the last notice: the days the law gives, what a notice may decide, and the bounds that follow."""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from itertools import accumulate, combinations, product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notices.files import horizon, regions, shipped_notices
from deadlines.calendars.outlook.files import forecast_practice, holiday_laws, laws_of, look_ahead, practice_of
from deadlines.calendars.outlook.forecast import _bounds, _groups, _slowest, _soonest, _span, _steps, outlook
from deadlines.calendars.outlook.practice import Arrangement, arrangements
from deadlines.calendars.outlook.statutory import YearlyDay, law_of, statutory_days
from deadlines.counting.due import ANNOUNCED, FORECAST, REVISABLE, Deadline, due
from deadlines.counting.timeline import Resumed, Started, Suspended, Timeline
from deadlines.data_files import Table, read_data
from deadlines.errors import DataError
from deadlines.law.instruments import rule_book
from deadlines.law.terms import WorkingDays
from helpers.errors import told

LAST = date(2026, 12, 31)
NOTICES = shipped_notices()


def calendar(region: str | None = None, as_known_on: date | None = date(2026, 11, 22)) -> WorkCalendar:
    """The shipped notices alone, so that a later release of chinesecalendar changes no test."""
    built = calendar_from(NOTICES, horizon=horizon(), region=region, regions=regions(), as_known_on=as_known_on)
    base = calendar(None, as_known_on) if region else None
    return built.carrying(base=base, look=look_ahead)


CN = calendar()
LOOK = look_ahead(CN)
FIVE = (LOOK.likely, LOOK.soonest, LOOK.slowest, LOOK.most_worked, LOOK.least_worked)


def ask(start: date, term: int, days: WorkCalendar = CN) -> Deadline:
    rule = rule_book(("foi.reply",)).in_force("foi.reply", date(2020, 1, 1))
    return due(evolve(rule, term=WorkingDays(term)), Timeline.starting(start), days)


def bounds(start: date, term: int, days: WorkCalendar = CN) -> tuple[str, date | None, date | None, date | None]:
    found = ask(start, term, days)
    return found.certainty, found.earliest, found.due, found.latest


# --- the days the law gives ---


def test_the_statutory_days_of_2027() -> None:
    """Read from the law and a printed lunar calendar: thirteen days."""
    month_days = [f"{day:%m-%d}" for day in statutory_days(holiday_laws()[-1], 2027)]
    spring, autumn = ["02-05", "02-06", "02-07", "02-08"], ["09-15", "10-01", "10-02", "10-03"]
    assert ["01-01", *spring, "04-05", "05-01", "05-02", "06-09", *autumn] == month_days


@pytest.mark.parametrize("year", range(2008, 2027))
def test_every_statutory_day_is_off_in_the_notice_of_its_year(year: int) -> None:
    """The law, the lunar calendar and the solar term agree with what was announced."""
    notice = next(each for each in NOTICES if (each.region, each.year, each.kind) == ("cn", year, "annual"))
    off = {day for holiday in notice.holidays for day in holiday.off}
    # The eve of 2024 was worked and the law of 2013 does not give it.
    assert set() == set(statutory_days(law_of(holiday_laws(), year), year)) - off


def test_the_solar_term_agrees_with_another_library() -> None:
    """清明 and the lunar days, year by year to 2060."""
    chinese = pytest.importorskip("holidays.calendars.chinese")._ChineseLunisolar()
    for year in range(1999, 2061):
        assert chinese.qingming_date(year)[0] == YearlyDay("term").in_year(year)
        assert chinese.lunar_new_year_date(year)[0] == YearlyDay("lunar", 1, 1).in_year(year)
        assert chinese.dragon_boat_date(year)[0] == YearlyDay("lunar", 5, 5).in_year(year)
        assert chinese.mid_autumn_date(year)[0] == YearlyDay("lunar", 8, 15).in_year(year)


@pytest.mark.parametrize(
    ("year", "known_on", "law"),
    [
        (2025, date(2024, 11, 9), "2013"),
        (2025, date(2024, 11, 10), "2024"),
        (2024, date(2024, 11, 10), "2013"),
        (2014, date(2013, 12, 10), "2007"),
        (2014, date(2013, 12, 11), "2013"),
        (2008, date(2007, 12, 13), "1999"),
        (2008, date(2007, 12, 14), "2007"),
        (2030, None, "2024"),
    ],
)
def test_the_version_known_on_the_day_governs(year: int, known_on: date | None, law: str) -> None:
    """A revision is not foreseen, and binds from its 1 January."""
    assert law == law_of(holiday_laws(), year, known_on).id


def test_a_year_before_every_version_is_refused() -> None:
    with pytest.raises(DataError) as refusal:
        law_of(holiday_laws(), 1999)
    assert "statutory_days.toml: 1999: no version known on None governs 1999" == str(refusal.value)


def test_a_year_past_the_lunar_tables_is_refused() -> None:
    with pytest.raises(DataError) as refusal:
        YearlyDay("lunar", 1, 1).in_year(2100)
    message = "statutory_days.toml: 2100: no lunar day can be found: year out of range [1900, 2100)"
    assert message == str(refusal.value)


# --- what an office sees ---


def test_the_last_day_of_the_year_is_certain_but_revisable() -> None:
    """D30: 1 January 2027 is a Friday, so its block is Friday to Sunday and December loses nothing."""
    assert (REVISABLE, LAST, LAST, LAST) == bounds(date(2026, 12, 3), 20)


def test_the_day_after_is_a_forecast() -> None:
    """D39: the twentieth working day is the first of 2027, Monday 4 January whatever the block."""
    monday = date(2027, 1, 4)
    assert (FORECAST, monday, monday, monday) == bounds(date(2026, 12, 4), 20)


def test_a_date_before_the_horizon_is_announced() -> None:
    day = date(2026, 12, 28)
    assert (ANNOUNCED, day, day, day) == bounds(date(2026, 11, 30), 20)


@pytest.mark.parametrize(
    ("term", "earliest", "likely", "latest"),
    [
        # From Monday 28 December 2026: 3 days to the 31st, 5 in each full week of January, 23 by the 29th.
        (23, date(2027, 1, 29), date(2027, 1, 29), date(2027, 1, 29)),
        # Sat 30 and Sun 31 January may both be worked, or neither; the likely one is the Sunday.
        (24, date(2027, 1, 30), date(2027, 1, 31), date(2027, 2, 1)),
        (25, date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 2)),
        # Earliest: both worked, then 1 to 3 February. Latest: off 4 to 11, worked 12 and Saturday 13.
        # Likely: off from the eve, the 5th, for eight days, so 31 January and 1 to 4 February.
        (28, date(2027, 2, 3), date(2027, 2, 4), date(2027, 2, 13)),
        # Whatever the block, four weekdays in all are given off: everything ends before Monday 15.
        (30, date(2027, 2, 15), date(2027, 2, 15), date(2027, 2, 15)),
    ],
)
def test_around_the_spring_festival_of_2027(term: int, earliest: date, likely: date, latest: date) -> None:
    """Reasoned by hand: 6 February 2027, a Saturday, is the first day of the year; the law gives the 5th to the 8th."""
    assert (FORECAST, earliest, likely, latest) == bounds(date(2026, 12, 28), term)


def test_the_likely_days_of_2027() -> None:
    """By the rules published with the notice for 2025: 8, 5 and 7 days, 3 for one day, alone on a Wednesday."""
    likely = LOOK.likely.special_days()
    off = [f"{day:%m-%d}" for day, said in sorted(likely.items()) if day.year == 2027 and not said.working]
    worked = [f"{day:%m-%d}" for day, said in sorted(likely.items()) if day.year == 2027 and said.working]
    assert [
        *("01-01", "01-02", "01-03"),
        *("02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11", "02-12"),
        *("04-03", "04-04", "04-05"),
        *("05-01", "05-02", "05-03", "05-04", "05-05"),
        "06-09",
        "09-15",
        *("10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"),
    ] == off
    assert ["01-31", "02-13", "05-08", "09-26", "10-09"] == worked


def test_the_likely_days_keep_to_six_days_of_work_on_end() -> None:
    """办法第七条: with 13 and 14 February both worked, 2027 would have seven days on end."""
    days = [date(2027, 1, 1) + timedelta(days=i) for i in range(3 * 365)]
    runs = accumulate(days, lambda run, day: run + 1 if LOOK.likely.is_workday(day) else 0, initial=0)
    assert 6 == max(runs)


def test_a_forecast_day_names_its_festival_and_no_notice() -> None:
    """Nobody shall take a forecast for an announcement."""
    eve = LOOK.likely.day(date(2027, 2, 5))
    assert (False, "day_off", "春节", "", None) == (eve.working, eve.kind, eve.name, eve.notice, eve.known_since)
    assert ("forecast", "forecast") == (eve.source, eve.verification)
    assert "春节" == LOOK.likely.day(date(2027, 1, 31)).name
    assert "国庆节" == LOOK.likely.day(date(2027, 9, 26)).name


def test_the_outlook_reaches_three_years_and_then_refuses() -> None:
    """At least two years past the horizon."""
    assert {date(2029, 12, 31)} == {each.last for each in FIVE}


def test_a_mid_autumn_inside_the_national_day_makes_one_block_of_eight_days() -> None:
    """3 October 2028 is the Mid-Autumn Festival; its third statutory day falls twice, so four are owed."""
    block = [
        day for day in (date(2028, 9, 30) + timedelta(days=i) for i in range(12)) if not LOOK.likely.is_workday(day)
    ]
    assert [date(2028, 10, i) for i in range(1, 9)] == block


def test_a_count_that_begins_past_the_horizon_takes_the_wide_bounds() -> None:
    """The narrow calendars bound counts from the horizon; from 31 January the make-up days may all lie ahead.

    Off 6 to 12 February with Saturday 13 worked, the eighth day after 31 January is the 16th.
    """
    start = date(2027, 1, 31)
    assert date(2027, 2, 18) == LOOK.soonest.shift(start, 8)
    found = ask(start, 8)
    assert found.earliest is not None
    assert found.latest is not None
    assert FORECAST == found.certainty
    assert (LOOK.most_worked.shift(start, 8), LOOK.least_worked.shift(start, 8)) == (found.earliest, found.latest)
    assert found.earliest <= date(2027, 2, 16) <= found.latest


def test_a_pause_that_is_still_open_in_december_is_bounded() -> None:
    """A suspension that reaches past the horizon takes the wide bounds as well, and the due date lies between."""
    rule = rule_book(("foi.reply",)).in_force("foi.reply", date(2020, 1, 1))
    facts = Timeline(
        (
            Started(date(2026, 12, 1)),
            Suspended(date(2026, 12, 10), "third_party_consultation"),
            Resumed(date(2027, 1, 6), "third_party_consultation"),
        )
    )
    found = due(rule, facts, CN)
    assert found.earliest is not None
    assert found.due is not None
    assert found.latest is not None
    assert FORECAST == found.certainty
    assert found.earliest <= found.due <= found.latest


# --- the bounds are exact, and are calendars ---


def every_arrangement(year: int, ids: tuple[str, ...]) -> list[tuple[Arrangement, ...]]:
    practice = forecast_practice()
    festivals = [each for each in practice.festivals if each.id in ids]
    law = law_of(holiday_laws(), year)

    def rest(day: date) -> bool:
        return day.weekday() > 4

    def movable(day: date) -> bool:
        return day >= date(year - 1, 12, 29)

    return list(product(*(arrangements(practice, each, law, year, rest=rest, movable=movable) for each in festivals)))


def worked_days(chosen: tuple[Arrangement, ...], through: date) -> Iterator[list[date]]:
    """Every calendar that a choice of arrangements allows, as its working days after 28 December 2026."""
    off = {day for each in chosen for day in each.off}
    span = [date(2026, 12, 29) + timedelta(days=i) for i in range((through - date(2026, 12, 28)).days)]
    plain = [day for day in span if day.weekday() < 5 and day not in off]
    for made in product(*(combinations(each.candidates, each.make_up) for each in chosen)):
        yield sorted({*plain, *(day for days in made for day in days)})


def test_the_bounds_are_reached_by_brute_force_on_every_day_to_march() -> None:
    """All arrangements of New Year and Spring Festival 2027, all their make-up days: no slack and no miss."""
    through = date(2027, 3, 1)
    calendars = [
        days for chosen in every_arrangement(2027, ("new_year", "spring")) for days in worked_days(chosen, through)
    ]
    assert 28 == len(calendars)
    for n in range(1, 39):
        reached = {days[n - 1] for days in calendars}
        assert min(reached) == LOOK.soonest.shift(date(2026, 12, 28), n)
        assert max(reached) == LOOK.slowest.shift(date(2026, 12, 28), n)
    for i in range((through - date(2026, 12, 28)).days):
        day = date(2026, 12, 29) + timedelta(days=i)
        assert any(day in days for days in calendars) == LOOK.most_worked.is_workday(day)
        assert all(day in days for days in calendars) == LOOK.least_worked.is_workday(day)


def test_the_sums_of_the_festivals_rise_by_one_day_at_most() -> None:
    """So the sums are calendars as they stand, and bounding them again changes nothing.

    Where festivals could share a make-up day, a sum would rise by two; the smoothing keeps the bound then.
    """
    span = _span(CN, CN, forecast_practice())
    made = _bounds(span, _groups(CN, span, holiday_laws(), forecast_practice()), ())
    for rank, smooth in ((made.upper, _soonest), (made.lower, _slowest)):
        assert {0, 1} == {after - before for before, after in zip([0, *rank], rank, strict=False)}
        assert rank == smooth(rank)


@given(st.lists(st.integers(-1, 2), min_size=1, max_size=40))
def test_a_smoothed_bound_is_a_calendar_and_the_tightest_one(rises: list[int]) -> None:
    """No calendar under an upper bound rises above the smoothed one; likewise from below."""
    rank = list(accumulate(rises))
    size = len(rank)
    calendars = [list(accumulate(steps)) for steps in product((0, 1), repeat=min(size, 9))]
    rank = rank[:9]
    under = [each for each in calendars if all(a <= b for a, b in zip(each, rank, strict=True))]
    over = [each for each in calendars if all(a >= b for a, b in zip(each, rank, strict=True))]
    if under:
        assert [max(column) for column in zip(*under, strict=True)] == _soonest(rank)
    if over:
        assert [min(column) for column in zip(*over, strict=True)] == _slowest(rank)
    assert size >= len(_steps(rank))


STARTS = st.dates(date(2026, 6, 1), date(2026, 12, 28))


@given(STARTS, st.integers(1, 400))
def test_earliest_is_before_due_is_before_latest(start: date, term: int) -> None:
    found = ask(start, term)
    assert found.earliest is not None
    assert found.due is not None
    assert found.latest is not None
    assert found.earliest <= found.due <= found.latest
    assert (found.certainty == ANNOUNCED) == (found.due < date(2026, 12, 29))


@given(st.dates(date(2026, 12, 29), date(2028, 6, 1)), st.integers(1, 300))
def test_the_wide_bounds_enclose_every_other_calendar_between_any_two_days(start: date, term: int) -> None:
    for each in (LOOK.likely, LOOK.soonest, LOOK.slowest):
        assert LOOK.most_worked.shift(start, term) <= each.shift(start, term) <= LOOK.least_worked.shift(start, term)


@given(st.data())
def test_any_combination_of_arrangements_lies_in_the_bounds(data: st.DataObject) -> None:
    """A notice drawn at random from all that are possible, over all of 2027."""
    chosen = []
    for festival in ("new_year", "spring", "qingming", "labour", "dragon_boat", "national"):
        found = [each for (each,) in every_arrangement(2027, (festival,))]
        chosen.append(data.draw(st.sampled_from(found)))
    made = {
        day for each in chosen for day in data.draw(st.sampled_from(list(combinations(each.candidates, each.make_up))))
    }
    off = {day for each in chosen for day in each.off}
    rank = 0
    for i in range(360):
        day = date(2026, 12, 29) + timedelta(days=i)
        rank += day in made or (day.weekday() < 5 and day not in off)
        start = date(2026, 12, 28)
        assert LOOK.slowest.count(start, day) <= rank <= LOOK.soonest.count(start, day)


@pytest.mark.parametrize("known_on", [date(2007, 12, 14), date(2012, 6, 1), date(2019, 1, 1), date(2024, 11, 9)])
def test_the_outlook_leaves_the_announced_days_alone(known_on: date) -> None:
    """All five calendars equal the announced one up to the first day that may still be revised."""
    known = calendar(as_known_on=known_on)
    assert known.revisable_from is not None
    look = look_ahead(known)
    days = (known.first + timedelta(days=i) for i in range((known.revisable_from - known.first).days))
    for day in days:
        want = known.is_workday(day)
        for each in (look.likely, look.soonest, look.slowest, look.most_worked, look.least_worked):
            assert want == each.is_workday(day)


def test_2008_was_foreseen_from_the_law_made_the_day_before_its_notice() -> None:
    """On 14 December 2007: Spring Festival from the eve, 31 December off, 29 December worked in exchange."""
    look = look_ahead(calendar(as_known_on=date(2007, 12, 14)))
    assert [29, 30, 31] == [day for day in (29, 30, 31) if look.likely.covers(date(2007, 12, day))]
    assert [True, False, False] == [look.likely.is_workday(date(2007, 12, day)) for day in (29, 30, 31)]
    assert not look.likely.is_workday(date(2008, 2, 6))


def test_a_calendar_with_its_outlook_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(CN))  # noqa: S301 - our own bytes
    assert LOOK.likely == again.outlook().likely
    assert LOOK.slowest == again.outlook().slowest


# --- regions ---


def test_a_region_is_bounded_by_its_own_past_within_its_own_season() -> None:
    """Guangxi rests in March and April: January is as for the nation, by June up to four days more are open.

    2017 gave three days off, of which one was a national make-up day, and worked one Saturday for it;
    one more is kept in reserve.
    """
    look = look_ahead(calendar("cn-gx"))
    start = date(2026, 12, 28)
    january, may = date(2027, 2, 12), date(2027, 6, 30)
    assert LOOK.slowest.count(start, january) == look.slowest.count(start, january)
    assert LOOK.soonest.count(start, january) == look.soonest.count(start, january)
    assert 4 == LOOK.slowest.count(start, may) - look.slowest.count(start, may)
    assert 1 == look.soonest.count(start, may) - LOOK.soonest.count(start, may)
    assert not look.least_worked.is_workday(date(2027, 4, 9))  # the third of the third month
    assert LOOK.least_worked.is_workday(date(2027, 7, 9)) == look.least_worked.is_workday(date(2027, 7, 9))


@pytest.mark.parametrize(
    ("region", "years"),
    [
        ("cn-gx", (2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024, 2025, 2026)),
        ("cn-xj", (2024, 2025, 2026)),
        ("cn-nx", (2021, 2022, 2023, 2024, 2025, 2026)),
        ("cn-zj-jingning", (2022, 2023, 2024, 2025, 2026)),
    ],
)
def test_the_days_of_a_region_lay_in_the_bounds_of_its_past(region: str, years: tuple[int, ...]) -> None:
    """From the day before the national notice, whole years; the amended 2020 and years without a past left out."""
    truth = calendar(region)
    for year in years:
        notice = next(each for each in NOTICES if (each.region, each.year) == ("cn", year))
        assert notice.known_since is not None
        known = calendar(region, notice.known_since - timedelta(days=1))
        assert known.revisable_from is not None
        start = max(known.revisable_from, date(year - 1, 1, 1)) - timedelta(days=1)
        start = max(start, truth.first)
        look = look_ahead(known)
        for i in range((date(year, 12, 28) - start).days):
            day = start + timedelta(days=i)
            counted = truth.count(start, day)
            assert look.slowest.count(start, day) <= counted <= look.soonest.count(start, day), (region, day)


def test_a_leave_given_once_is_not_expected_again() -> None:
    """Hangzhou rested for the summit of 2016; nothing follows for 2027."""
    look = look_ahead(calendar("cn-zj-hangzhou"))
    start = date(2026, 12, 28)
    assert LOOK.slowest.count(start, date(2028, 1, 1)) == look.slowest.count(start, date(2028, 1, 1))


def test_a_region_without_any_known_day_of_its_own_is_bounded_by_its_festivals() -> None:
    """Jingning's one known year by November 2020 had its festival on a Sunday: nothing to learn from.

    Its two festivals give at most two days each off and two days worked, anywhere in the year.
    """
    nation, local = calendar(as_known_on=date(2020, 11, 24)), calendar("cn-zj-jingning", date(2020, 11, 24))
    start, end = date(2020, 12, 1), date(2021, 12, 31)
    wide, own = look_ahead(nation), look_ahead(local)
    assert 4 == wide.slowest.count(start, end) - own.slowest.count(start, end)
    assert 2 == own.soonest.count(start, end) - wide.soonest.count(start, end)


# --- refusals of data ---


def test_a_calendar_that_ends_within_a_year_is_refused() -> None:
    short = WorkCalendar.from_days(first=date(2026, 1, 1), last=date(2026, 6, 30))
    with pytest.raises(DataError) as refusal:
        look_ahead(short)
    assert "own: last: 2026-06-30 does not end a year: notices arrange whole years" == str(refusal.value)


def test_a_year_that_no_block_fits_is_refused() -> None:
    practice = forecast_practice()
    bare = evolve(practice, festivals=tuple(evolve(each, blocks=()) for each in practice.festivals))
    with pytest.raises(DataError) as refusal:
        outlook(CN, holiday_laws(), bare)
    assert "forecast.toml: new_year: no block fits 2027 under 国务院令第795号: add the block that does" == str(
        refusal.value
    )


def test_a_year_without_a_likely_block_is_refused() -> None:
    practice = forecast_practice()
    festivals = tuple(
        evolve(each, blocks=tuple(evolve(block, likely=frozenset()) for block in each.blocks))
        for each in practice.festivals
    )
    with pytest.raises(DataError) as refusal:
        outlook(CN, holiday_laws(), evolve(practice, festivals=festivals))
    assert "forecast.toml: new_year: no block that fits 2027 is likely under 国务院令第795号: mark one" == str(
        refusal.value
    )


def changed(name: str, old: str, new: str) -> Table:
    """A data file with one place altered."""
    text = (files("deadlines") / "data" / name).read_text(encoding="utf-8")
    assert old in text
    return Table(name, "", tomllib.loads(text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("length = 3", "lenght = 3", "pool[1].block[1].lenght: unknown key; the keys here are evidence, laws, "),
        ("weekdays = [1]", "weekdays = [8]", "pool[1].block[1].weekdays: [8] is not a list of weekdays, 1 for Monday"),
        ("start = -2", "start = '-2'", "pool[1].block[1].start: '-2' is not a whole number"),
        ('"2024"]', '"2025"]', "pool[1].block[1].likely: '2025' is no version of the law; they are 1999, 2007, 2013"),
        ('evidence = ["2007元旦"]', "", "pool[1].block[2].evidence: None is not a list; write [] where it was never"),
        ('evidence = ["2007元旦"]', "evidence = []", "pool[1].block[2].why: missing; add it"),
        ("before = 3, after = 3, seen_before = 1", "before = 0, after = 3, seen_before = 1", "make_up.before: 0 days,"),
        ("same_side_cost = 2.5", "same_side_cost = '2.5'", "same_side_cost: '2.5' is not a number"),
        ("reach_years = 3", "reach_years = 1", "reach_years: 1 is not a whole number of 2 or more"),
        ('pool = "one_day"', 'pool = "oneday"', "festival[1].pool: 'oneday' is none of one_day"),
    ],
)
def test_a_wrong_forecast_file_is_refused_with_its_place(old: str, new: str, message: str) -> None:
    with pytest.raises(DataError) as refusal:
        practice_of(changed("forecast.toml", old, new), holiday_laws())
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("in_force = 2014-01-01", "in_force = 2014-01-02", "version[3].in_force: 2014-01-02 does not follow the last"),
        ("until = 2013-12-31\n", "", "version[3].in_force: 2014-01-01 does not follow the last day of 2007, None"),
        ('worked_in_a_row_article = "第七条"', "", "version[4].worked_in_a_row_article: missing; add it"),
        ('verification = "secondary"', 'verification = "heard"', "version[1].verification: 'heard' is none of text,"),
        ("month = 5, day = 1 }", "month = 5, day = 32 }", "version[1].days[5].day: month 5 day 32 does not exist"),
        ('calendar = "term"', 'calendar = "sun"', "version[2].days[5].calendar: 'sun' is none of solar, lunar, term"),
        (
            "days = [",
            "days = []\nworked_in_a_row_article = [",
            "outlook.no_days statutory_days.toml：version[1].days：缺少；请列明放假日",
        ),
    ],
)
def test_a_wrong_file_of_the_law_is_refused_with_its_place(old: str, new: str, message: str) -> None:
    with pytest.raises(DataError) as refusal:
        laws_of(changed("statutory_days.toml", old, new))
    assert any(message in text for text in told(refusal.value))


def test_every_block_rests_on_a_notice_or_says_why_it_is_there() -> None:
    """And what it rests on is true: the notice of that year arranged that festival so."""
    top = read_data("forecast.toml")
    names = {"元旦": "new_year", "春节": "spring", "清明": "qingming", "端午": "dragon_boat", "中秋": "mid_autumn"}
    names |= {"劳动节": "labour", "国庆节": "national"}
    practice = {each.id: each for each in forecast_practice().festivals}
    said: dict[int, dict[date, bool]] = {}
    for notice in NOTICES:
        if notice.region == "cn" and notice.number != "国办发明电〔2020〕1号":
            said.setdefault(notice.year, {}).update({day: worked for day, (worked, _) in notice.days().items()})
    blocks = [block for table in (*top.tables("pool"), *top.tables("festival")) for block in table.tables("block")]
    checked = 0
    for block in blocks:
        for seen in block.data["evidence"]:
            year, festival = int(seen[:4]), practice[names[seen[4:]]]
            anchor = festival.anchor.in_year(year)
            assert anchor.isoweekday() in block.data["weekdays"], seen
            first = anchor + timedelta(days=block.data["start"])
            for i in range(block.data["length"]):
                day = first + timedelta(days=i)
                assert not said[year].get(day, day.weekday() < 5), (seen, day)
            checked += 1
    assert 120 < checked
