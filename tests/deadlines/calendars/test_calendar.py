"""Named days of the national calendar, and every refusal of a calendar."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest

from deadlines import china
from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.calendars.day import DAY_OFF, MAKE_UP, WEEKDAY, WEEKEND, CalendarDay
from deadlines.errors import AmbiguousDayError, CalendarGapError, DataError

CHINA = china()
GUANGXI = china("cn-gx")
D = date.fromisoformat
JANUARY = WorkCalendar.from_days(
    first=D("2024-01-01"), last=D("2024-01-31"), off=[D("2024-01-01")], worked=[D("2024-01-06")], region="office"
)

# Four ends of terms that start on one day, counted on three independent calendars that agree.
GOLDEN = [
    ("2019-05-15", "2019-05-24", "2019-06-05", "2019-06-13", "2019-07-11"),
    ("2019-12-30", "2020-01-09", "2020-01-20", "2020-02-04", "2020-03-03"),
    ("2020-01-22", "2020-02-10", "2020-02-20", "2020-02-27", "2020-03-26"),
    ("2022-01-28", "2022-02-11", "2022-02-23", "2022-03-02", "2022-03-30"),
    ("2023-04-21", "2023-05-04", "2023-05-15", "2023-05-22", "2023-06-19"),
    ("2024-09-13", "2024-09-25", "2024-10-11", "2024-10-17", "2024-11-14"),
    ("2025-09-28", "2025-10-14", "2025-10-24", "2025-10-31", "2025-11-28"),
    ("2026-02-12", "2026-02-28", "2026-03-11", "2026-03-18", "2026-04-16"),
    ("2026-04-30", "2026-05-13", "2026-05-25", "2026-06-01", "2026-06-30"),
    ("2026-09-24", "2026-10-12", "2026-10-22", "2026-10-29", "2026-11-26"),
    ("2026-09-30", "2026-10-15", "2026-10-27", "2026-11-03", "2026-12-01"),
]

DERIVED = [
    ("2024-01-15", 20, "2024-02-09", "New Year's Eve of 2024 is worked, so is Sunday 4 February"),
    ("2025-01-02", 20, "2025-02-06", "New Year's Eve of 2025 is off, Sunday 26 January is worked"),
    ("2023-09-01", 20, "2023-10-07", "ends on a Saturday that is worked"),
    ("2023-09-01", 40, "2023-11-02", "the same term twice"),
    ("2025-09-01", 20, "2025-09-28", "ends on a Sunday that is worked"),
    ("2025-09-01", 40, "2025-10-31", "the same term twice"),
    ("2026-01-30", 20, "2026-03-05", "14 and 28 February are worked"),
    ("2026-01-30", 40, "2026-04-02", "the same term twice"),
    ("2026-09-01", 20, "2026-09-29", "Sunday 20 September is worked"),
    ("2026-09-01", 40, "2026-11-02", "the same term twice"),
    ("2026-09-18", 7, "2026-09-29", "a week over the Mid-Autumn Festival"),
    ("2025-09-26", 7, "2025-10-13", "a week over the National Day"),
    ("2019-05-14", 15, "2019-06-04", "the term of 2007 on the last day it binds"),
    ("2019-05-14", 20, "2019-06-12", "the term of 2019 a day too early"),
    ("2019-05-15", 20, "2019-06-13", "the term of 2019 on the first day it binds"),
    ("2019-05-15", 40, "2019-07-11", "the same term twice"),
    ("2026-12-03", 20, "2026-12-31", "the last day announced"),
    ("2024-04-01", 7, "2024-04-11", "the last day to ask for a correction"),
    ("2024-04-19", 20, "2024-05-20", "after a correction was received"),
    ("2024-06-03", 20, "2024-07-02", "before a fee is paid"),
    ("2024-03-13", 15, "2024-04-03", "the time of a third party"),
]


@pytest.mark.parametrize(("start", "seven", "fifteen", "twenty", "forty"), GOLDEN)
def test_golden_terms(start: str, seven: str, fifteen: str, twenty: str, forty: str) -> None:
    """The ends on which three calendars agree."""
    ends = [CHINA.shift(D(start), n).isoformat() for n in (7, 15, 20, 40)]
    assert [seven, fifteen, twenty, forty] == ends


@pytest.mark.parametrize(("start", "n", "end", "why"), DERIVED)
def test_derived_terms(start: str, n: int, end: str, why: str) -> None:
    """Terms over the festivals, counted by hand."""
    assert end == CHINA.shift(D(start), n).isoformat(), why
    assert n == CHINA.count(D(start), D(end)), why


@pytest.mark.parametrize(
    ("region", "start", "n", "national", "regional"),
    [
        ("cn-gx", "2017-03-20", 15, "2017-04-11", "2017-04-13"),
        ("cn-gx", "2024-04-01", 20, "2024-04-29", "2024-05-06"),
        ("cn-nx", "2019-05-20", 20, "2019-06-18", "2019-06-20"),
        ("cn-xz-lhasa", "2025-02-10", 20, "2025-03-10", "2025-03-14"),
        ("cn-bj", "2014-10-24", 15, "2014-11-14", "2014-11-18"),
    ],
)
def test_regional_terms(region: str, start: str, n: int, national: str, regional: str) -> None:
    """A region adds days off and days worked over the national ones."""
    ends = (CHINA.shift(D(start), n), china(region).shift(D(start), n))
    assert (D(national), D(regional)) == ends


@pytest.mark.parametrize(
    ("start", "n", "known_on", "before", "after"),
    [
        ("2020-01-20", 20, "2020-01-25", "2020-02-21", "2020-02-25"),
        ("2019-04-26", 3, "2019-03-21", "2019-05-02", "2019-04-30"),
    ],
)
def test_as_known_on(start: str, n: int, known_on: str, before: str, after: str) -> None:
    """A notice in mid-year moves a date, but not for those who could not know it."""
    ends = (china(as_known_on=D(known_on)).shift(D(start), n), CHINA.shift(D(start), n))
    assert (D(before), D(after)) == ends


def test_a_saturday_worked_on_new_years_eve_of_2005() -> None:
    """国办发明电〔2005〕35号 had 31 December 2005 worked, which chinese-calendar 1.11.0 has wrong."""
    assert CHINA.is_workday(D("2005-12-31"))


@pytest.mark.parametrize(
    ("day", "following", "or_same", "previous", "or_same_before"),
    [
        ("2024-01-01", "2024-01-02", "2024-01-02", None, None),
        ("2024-01-05", "2024-01-06", "2024-01-05", "2024-01-04", "2024-01-05"),
        ("2024-01-06", "2024-01-08", "2024-01-06", "2024-01-05", "2024-01-06"),
        ("2024-01-07", "2024-01-08", "2024-01-08", "2024-01-06", "2024-01-06"),
        ("2024-01-31", None, "2024-01-31", "2024-01-30", "2024-01-31"),
    ],
)
def test_neighbours(
    day: str, following: str | None, or_same: str, previous: str | None, or_same_before: str | None
) -> None:
    """The forms with or_same may give the day itself; where no neighbour is announced none is given."""

    def ask(question: str) -> str | None:
        try:
            answer: date = getattr(JANUARY, question)(D(day))
        except CalendarGapError:
            return None
        return answer.isoformat()

    answers = [ask(name) for name in ("next", "next_or_same", "previous", "previous_or_same")]
    assert [following, or_same, previous, or_same_before] == answers


def test_a_whole_month_can_be_walked_in_both_directions() -> None:
    """January 2024 without New Year's Day and with one Saturday has 23 working days."""
    worked = JANUARY.workdays()
    assert 23 == len(worked)
    assert (D("2024-01-02"), D("2024-01-31")) == (worked[0], worked[-1])
    assert (D("2024-01-31"), D("2024-01-02")) == (
        JANUARY.shift(D("2024-01-01"), 23),
        JANUARY.shift(D("2024-01-31"), -22),
    )
    assert (0, 1, 2, 3, 4, 5, 5, 6) == JANUARY.ranks()[:8]
    assert 23 == JANUARY.ranks()[-1]
    assert (False, True, True, False) == tuple(
        JANUARY.is_workday(D(day)) for day in ("2024-01-01", "2024-01-02", "2024-01-06", "2024-01-07")
    )


def test_the_first_day_may_be_worked() -> None:
    """The first day covered is counted like any other, also backwards."""
    week = WorkCalendar.from_days(first=D("2024-01-02"), last=D("2024-01-05"))
    assert week.is_workday(D("2024-01-02"))
    assert D("2024-01-02") == week.shift(D("2024-01-03"), -1)
    assert (1, 2, 3, 4) == week.ranks()


@pytest.mark.parametrize(
    ("kind", "day", "working"),
    [
        (DAY_OFF, "2024-01-01", False),
        (WEEKDAY, "2024-01-02", True),
        (MAKE_UP, "2024-01-06", True),
        (WEEKEND, "2024-01-07", False),
    ],
)
def test_each_day_says_why(kind: str, day: str, working: bool) -> None:
    """A day is an ordinary weekday or weekend, or named as off or worked by someone."""
    source = "office" if kind in {DAY_OFF, MAKE_UP} else ""
    assert CalendarDay(D(day), working=working, kind=kind, source=source, region="office") == JANUARY.day(D(day))


def test_days_are_both_ends_included() -> None:
    """days(a, b) goes from a to b."""
    found = [(each.day.isoformat(), each.working) for each in JANUARY.days(D("2024-01-05"), D("2024-01-07"))]
    assert [("2024-01-05", True), ("2024-01-06", True), ("2024-01-07", False)] == found
    assert [] == list(JANUARY.days(D("2024-01-07"), D("2024-01-06")))


def test_another_weekend() -> None:
    """Friday and Saturday rest where the weekend is theirs."""
    gulf = WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-01-31"), weekend={4, 5})
    assert frozenset({4, 5}) == gulf.weekend
    assert D("2024-01-07") == gulf.next(D("2024-01-04"))


def test_covers() -> None:
    """Both ends belong to the range."""
    days = ("2023-12-31", "2024-01-01", "2024-01-31", "2024-02-01")
    assert [False, True, True, False] == [JANUARY.covers(D(day)) for day in days]


GAP = (
    "calendar 'office' covers 2024-01-01 to 2024-01-31 and cannot say whether {} is a working day. "
    "Once the notice for {} is published, import it: disclosure calendar import FILE"
)


@pytest.mark.parametrize("question", ["is_workday", "day", "next", "next_or_same", "previous", "previous_or_same"])
@pytest.mark.parametrize(("day", "year"), [("2023-12-31", 2023), ("2024-02-01", 2024)])
def test_a_day_outside_is_refused(question: str, day: str, year: int) -> None:
    """No notice, no answer: the message names the day, the range and what to do."""
    with pytest.raises(CalendarGapError) as caught:
        getattr(JANUARY, question)(D(day))
    assert GAP.format(day, year) == str(caught.value)
    assert ("office", D(day), D("2024-01-01"), D("2024-01-31")) == (
        caught.value.region,
        caught.value.day,
        caught.value.first,
        caught.value.last,
    )


@pytest.mark.parametrize(
    ("day", "n"), [("2024-01-01", 24), ("2024-01-31", 1), ("2024-01-31", -23), ("2024-01-02", -1), ("2024-01-01", -1)]
)
def test_an_answer_outside_is_refused(day: str, n: int) -> None:
    """A shift past either end names the step, not a guess."""
    with pytest.raises(CalendarGapError) as caught:
        JANUARY.shift(D(day), n)
    assert GAP.format(f"the day reached by {n} working days from {day}", 2025) == str(caught.value)


def test_a_term_past_the_last_notice_is_refused() -> None:
    """Twenty working days from 4 December 2026 need the notice for 2027."""
    with pytest.raises(CalendarGapError, match=r"covers .* to 2026-12-31 .* Once the notice for 2027 is published"):
        CHINA.shift(D("2026-12-04"), 20)


@pytest.mark.parametrize(("after", "through"), [("2023-12-31", "2024-01-05"), ("2024-01-05", "2024-02-01")])
def test_a_count_that_leaves_the_range_is_refused(after: str, through: str) -> None:
    """Both days of a count must be covered."""
    with pytest.raises(CalendarGapError):
        JANUARY.count(D(after), D(through))


def test_a_count_backwards_is_negative() -> None:
    """Reversed days give the same count with the other sign."""
    assert (4, -4, 0) == (
        JANUARY.count(D("2024-01-01"), D("2024-01-05")),
        JANUARY.count(D("2024-01-05"), D("2024-01-01")),
        JANUARY.count(D("2024-01-05"), D("2024-01-05")),
    )


def test_zero_working_days_have_no_meaning() -> None:
    """On a rest day "the same working day" has two answers."""
    with pytest.raises(AmbiguousDayError) as caught:
        JANUARY.shift(D("2024-01-07"), 0)
    assert (
        "0 working days from 2024-01-07 is ambiguous: "
        "use next_or_same, previous_or_same or is_workday to say which day is meant"
    ) == str(caught.value)


@pytest.mark.parametrize("n", [1.0, True, "1"])
def test_a_step_must_be_a_whole_number(n: object) -> None:
    """One and a half working days, or True of them, is a mistake in the caller."""
    with pytest.raises(TypeError) as caught:
        JANUARY.shift(D("2024-01-02"), n)  # type: ignore[arg-type]
    assert f"n must be an int, not {n!r}" == str(caught.value)


@pytest.mark.parametrize("moment", [datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02"])
@pytest.mark.parametrize("question", ["is_workday", "day", "next", "covers"])
def test_an_instant_is_no_day(question: str, moment: object) -> None:
    """The day of an instant depends on the place, so the caller has to say it."""
    with pytest.raises(TypeError) as caught:
        getattr(JANUARY, question)(moment)
    assert f"give a date, not {moment!r}: which day an instant falls on depends on the place" == str(caught.value)


def test_a_day_both_off_and_worked_is_refused() -> None:
    """Contradictory days are named before anything is built."""
    both = [D("2024-01-09"), D("2024-01-06")]
    with pytest.raises(DataError) as caught:
        WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-01-31"), off=both, worked=both)
    assert "own: worked: 2024-01-06 is both a day off and a day worked" == str(caught.value)


def test_a_special_day_outside_is_refused() -> None:
    """A day off that the range does not hold is a mistake in the range or in the day."""
    with pytest.raises(DataError) as caught:
        WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-01-31"), off=[D("2024-02-01")])
    assert "own: special: 2024-02-01 is outside 2024-01-01 to 2024-01-31" == str(caught.value)


def test_an_empty_range_is_refused() -> None:
    """A range has at least one day."""
    with pytest.raises(DataError) as caught:
        WorkCalendar.from_days(first=D("2024-01-02"), last=D("2024-01-01"))
    assert "own: last: 2024-01-01 is before first 2024-01-02" == str(caught.value)
    assert 1 == len(WorkCalendar.from_days(first=D("2024-01-02"), last=D("2024-01-02")).ranks())


def test_a_calendar_cannot_be_changed() -> None:
    """What was computed on a calendar stays true of it."""
    with pytest.raises(AttributeError, match="WorkCalendar is immutable: first cannot be set"):
        JANUARY.first = D("2023-01-01")
    with pytest.raises(AttributeError, match="WorkCalendar is immutable: first cannot be deleted"):
        del JANUARY.first


def test_calendars_with_the_same_days_are_equal() -> None:
    """Equality is of days, not of objects; a pickled calendar is the same calendar."""
    again = WorkCalendar.from_days(
        first=D("2024-01-01"), last=D("2024-01-31"), off=[D("2024-01-01")], worked=[D("2024-01-06")], region="office"
    )
    other = WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-01-31"), off=[D("2024-01-01")], region="office")
    assert JANUARY == again == pickle.loads(pickle.dumps(JANUARY))  # noqa: S301
    assert hash(JANUARY) == hash(again)
    assert other != JANUARY
    assert JANUARY != "office"
    assert JANUARY.version == again.version != other.version
    assert 12 == len(JANUARY.version)


def _no_outlook(calendar: WorkCalendar) -> Outlook:
    return Outlook(calendar, calendar, calendar, calendar, calendar)


def test_a_pickled_calendar_keeps_everything() -> None:
    """Region, days, knowledge, base and outlook survive a process boundary."""
    whole = WorkCalendar(
        region="region",
        first=D("2024-01-01"),
        last=D("2024-01-31"),
        special={D("2024-01-02"): CalendarDay(D("2024-01-02"), working=False, kind=DAY_OFF, name="节", notice="1号")},
        weekend={4, 5},
        as_known_on=D("2023-12-01"),
        revisable_from=D("2024-01-30"),
        base=JANUARY,
        look=_no_outlook,
    )
    again = pickle.loads(pickle.dumps(whole))  # noqa: S301
    assert whole == again
    for name in ("region", "first", "last", "as_known_on", "revisable_from", "base", "version", "weekend"):
        assert getattr(whole, name) == getattr(again, name), name
    assert whole.special_days() == again.special_days()
    assert _no_outlook(again) == again.outlook()
    assert whole.day(D("2024-01-02")).name == "节"


def test_a_calendar_looks_ahead_once_and_only_when_asked() -> None:
    """The outlook is costly, so it is computed when first needed, and kept."""
    asked = []

    def look(calendar: WorkCalendar) -> Outlook:
        asked.append(calendar)
        return _no_outlook(calendar)

    looking = JANUARY.carrying(look=look)
    assert [] == asked
    first = looking.outlook()
    assert first is looking.outlook()
    assert [looking] == asked
    assert JANUARY.outlook() is None


def test_carrying_changes_nothing_but_what_is_carried() -> None:
    """The same days, laid over a base."""
    carried = GUANGXI.carrying(base=JANUARY)
    assert GUANGXI == carried
    assert JANUARY is carried.base
    assert GUANGXI.base is not JANUARY
    assert GUANGXI.ranks() == carried.ranks()
    assert carried.outlook() is None


def test_the_version_names_the_days() -> None:
    """Any difference in region, range, weekend or days is another version; knowledge alone is not."""
    base: dict[str, Any] = {"first": D("2024-01-01"), "last": D("2024-01-31")}
    others: list[dict[str, Any]] = [
        {"region": "elsewhere"},
        {"last": D("2024-01-30")},
        {"first": D("2024-01-02")},
        {"weekend": {6}},
        {"off": [D("2024-01-02")]},
        {"off": [D("2024-01-03")]},
        {"worked": [D("2024-01-06")]},
        {"worked": [D("2024-01-02")]},
        {"off": [D("2024-01-06")]},
    ]
    versions = {WorkCalendar.from_days(**{**base, **other}).version for other in [{}, *others]}
    assert 1 + len(others) == len(versions)
    two = {D("2024-01-02"), D("2024-01-03")}
    assert WorkCalendar.from_days(**base, off=sorted(two)) == WorkCalendar.from_days(**base, off=sorted(two)[::-1])
    # Pinned, since histories store it: a change of the text that is hashed would orphan them.
    assert "f17979ed9590" == WorkCalendar.from_days(**base, off=two, worked=[D("2024-01-06")]).version
    assert hash(WorkCalendar.from_days(**base)) != hash(WorkCalendar.from_days(**base, off=two))


def test_a_subclass_of_date_is_a_date() -> None:
    """The careful path gives what the fast one gives, up to the ends of the calendar."""

    class Stamp(date):
        pass

    for day, n in ((1, 1), (1, 23), (2, 1), (30, 1)):
        assert JANUARY.shift(date(2024, 1, day), n) == JANUARY.shift(Stamp(2024, 1, day), n)
    assert D("2024-01-02") == JANUARY.shift(Stamp(2024, 1, 1), 1)
    assert D("2024-01-31") == JANUARY.shift(Stamp(2024, 1, 1), 23)


def test_the_special_days_are_a_copy() -> None:
    """Changing the answer does not change the calendar."""
    JANUARY.special_days().clear()
    assert {D("2024-01-01"), D("2024-01-06")} == set(JANUARY.special_days())


def test_repr_names_region_range_and_version() -> None:
    """What a calendar is shows in a traceback."""
    assert f"<WorkCalendar office 2024-01-01..2024-01-31 {JANUARY.version}>" == repr(JANUARY)
    known = china(as_known_on=D("2024-06-01"))
    assert "as_known_on=2024-06-01" in repr(known)


def test_a_calendar_of_ones_own_has_no_outlook() -> None:
    """Only a calendar built from notices can tell what the next one may decide."""
    assert JANUARY.outlook() is None
