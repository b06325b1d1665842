"""What must hold for every calendar, rule and timeline, checked against a loop over days."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from deadlines import china, rulebook
from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.day_loop import due_by_day_loop
from deadlines.counting.due import due, last_moment
from deadlines.counting.explain import explain
from deadlines.counting.timeline import Extended, Restarted, Resumed, Started, Suspended, Timeline
from deadlines.errors import AmbiguousDayError, CalendarGapError, TimelineError
from deadlines.law.readings import Readings
from deadlines.law.rules import AFTER, Rule
from deadlines.testing import calendars, counted_terms, days, overlaid_calendars, readings, rules, terms, timelines

ONE_DAY = timedelta(days=1)
CAUSE = "third_party_consultation"
MIDDLE = st.dates(date(2021, 1, 1), date(2022, 12, 31))
STEPS = st.integers(-80, 80).filter(bool)


@given(calendars(), MIDDLE, STEPS)
def test_shift_agrees_with_a_walk_from_day_to_day(calendar: WorkCalendar, day: date, n: int) -> None:
    """shift(day, n) is the |n|-th working day that a walk meets."""
    step, met, at = (ONE_DAY if n > 0 else -ONE_DAY), 0, day
    while met < abs(n):
        at += step
        met += calendar.day(at).working
    assert at == calendar.shift(day, n)


@given(calendars(), st.data())
def test_count_agrees_with_a_sum_over_days(calendar: WorkCalendar, data: st.DataObject) -> None:
    """count(a, b) is the number of working days in (a, b]."""
    a, b = sorted((data.draw(MIDDLE), data.draw(MIDDLE)))
    expected = sum(calendar.day(a + timedelta(days=i)).working for i in range(1, (b - a).days + 1))
    assert expected == calendar.count(a, b)
    assert -expected == calendar.count(b, a)


@given(calendars(), MIDDLE, st.integers(1, 80))
def test_count_undoes_shift_forward(calendar: WorkCalendar, day: date, n: int) -> None:
    """There are exactly n working days after a day up to its n-th."""
    assert n == calendar.count(day, calendar.shift(day, n))


@given(calendars(), MIDDLE, st.integers(1, 40), st.integers(1, 40))
def test_two_shifts_in_one_direction_are_one(calendar: WorkCalendar, day: date, m: int, n: int) -> None:
    """Shifts in one direction add up."""
    assert calendar.shift(day, m + n) == calendar.shift(calendar.shift(day, m), n)
    assert calendar.shift(day, -m - n) == calendar.shift(calendar.shift(day, -m), -n)


@given(calendars(), MIDDLE, st.integers(1, 40))
def test_a_shift_back_undoes_a_shift_from_a_working_day(calendar: WorkCalendar, day: date, n: int) -> None:
    """Working days are numbered without gaps."""
    worked = calendar.next_or_same(day)
    assert worked == calendar.shift(calendar.shift(worked, n), -n)


@given(calendars(), MIDDLE)
def test_every_answer_is_a_working_day_and_the_nearest(calendar: WorkCalendar, day: date) -> None:
    """Next and previous never give their argument, the or_same forms give it exactly when it is worked."""
    assert calendar.previous(day) < day < calendar.next(day)
    assert 1 == calendar.count(day, calendar.next(day))
    expected = (day, day) if calendar.day(day).working else (calendar.next(day), calendar.previous(day))
    assert expected == (calendar.next_or_same(day), calendar.previous_or_same(day))


@given(calendars(), st.data())
def test_is_workday_says_what_the_day_says(calendar: WorkCalendar, data: st.DataObject) -> None:
    """The table and the reason for a day never contradict each other."""
    day = data.draw(days(calendar))
    assert calendar.day(day).working == calendar.is_workday(day)


@given(st.data())
def test_a_day_loop_agrees_with_every_count(data: st.DataObject) -> None:
    """Due equals a naive walk for every term, roll, direction, pause, restart, extension and reading."""
    calendar = data.draw(calendars() | overlaid_calendars())
    rule = data.draw(rules(terms()))
    timeline = data.draw(timelines(rule, calendar))
    taken = data.draw(st.just(Readings()) | readings())
    try:
        expected = due_by_day_loop(rule, timeline, calendar, taken)
    except TimelineError:
        with pytest.raises(TimelineError, match=r"the term had already ended|a term that an order set"):
            due(rule, timeline, calendar, readings=taken)
        return
    assert expected == due(rule, timeline, calendar, readings=taken).due


@given(st.data())
def test_the_count_without_an_account_gives_the_same(data: st.DataObject) -> None:
    """last_moment and due agree on every date, bound, certainty and refusal, whatever the order of the facts."""
    calendar = data.draw(calendars() | overlaid_calendars())
    rule = data.draw(rules(terms()))
    timeline = data.draw(timelines(rule, calendar))
    taken = data.draw(st.just(Readings()) | readings())
    facts = data.draw(st.permutations(timeline.facts))
    try:
        full = due(rule, timeline, calendar, readings=taken)
    except TimelineError as refusal:
        with pytest.raises(TimelineError, match=f"^{re.escape(str(refusal))}$"):
            last_moment(rule, facts, calendar, readings=taken)
        return
    expected = full.at or full.due, full.at or full.earliest, full.certainty
    assert expected == last_moment(rule, facts, calendar, readings=taken)


@given(st.data())
def test_an_account_counted_again_gives_the_term(data: st.DataObject) -> None:
    """Line by line, under every combination of readings: what is shown as counted is what the term asks for."""
    calendar = data.draw(calendars() | overlaid_calendars())
    rule = data.draw(rules())
    timeline = data.draw(timelines(rule, calendar))
    taken = data.draw(st.just(Readings()) | readings())
    try:
        deadline = due(rule, timeline, calendar, readings=taken)
    except TimelineError:
        return
    if deadline.due is not None:
        account = explain(deadline)
        assert account.total() == account.recount()
        assert sorted({line.day for line in account.lines}) == sorted(line.day for line in account.lines)
        assert deadline.due == account.lines[-1].day


@pytest.mark.parametrize("start", [date(2026, 11, 2), date(2026, 12, 18), date(2027, 1, 5), date(2027, 9, 20)])
def test_the_count_without_an_account_knows_what_is_not_announced(start: date) -> None:
    """Where a notice is still to come, it bounds and marks a date as due does; the last notice is that of 2026."""
    calendar = china(as_known_on=date(2026, 10, 1))
    rule = rulebook().in_force("foi.reply", start)
    full = due(rule, start, calendar)
    assert (full.due, full.earliest, full.certainty) == last_moment(rule, [Started(start)], calendar)
    assert {True: "announced", False: "forecast"}[start < date(2026, 12, 1)] == full.certainty


@given(st.data())
def test_readings_list_each_contrary_date_that_differs(data: st.DataObject) -> None:
    """deadline.readings() shows the date that due gives under that one contrary choice, and only if it differs."""
    calendar = data.draw(overlaid_calendars())
    rule = data.draw(rules())
    timeline = data.draw(timelines(rule, calendar))
    deadline = due(rule, timeline, calendar)
    for reading in deadline.readings():
        other = evolve(Readings(), **{reading.point: reading.choice})
        if reading.refused:
            with pytest.raises(TimelineError):
                due(rule, timeline, calendar, readings=other)
        else:
            assert reading.due == due_by_day_loop(rule, timeline, calendar, other)
            assert reading.due != deadline.due


def _with(calendar: WorkCalendar, day: date, *, worked: bool) -> WorkCalendar:
    special = calendar.special_days()
    off = {each for each, entry in special.items() if not entry.working and each != day}
    on = {each for each, entry in special.items() if entry.working and each != day}
    (on if worked else off).add(day)
    return WorkCalendar.from_days(
        first=calendar.first, last=calendar.last, weekend=calendar.weekend, off=off, worked=on
    )


@given(st.data())
def test_a_day_off_never_makes_a_date_earlier_and_a_worked_day_never_later(data: st.DataObject) -> None:
    """More rest never shortens a term that counts forward from its start, more work never lengthens it."""
    calendar = data.draw(calendars())
    rule = data.draw(rules().filter(lambda rule: rule.direction == AFTER))
    start, day = data.draw(MIDDLE), data.draw(days(calendar))
    before = due(rule, start, calendar).due
    assert before is not None
    rested = due(rule, start, _with(calendar, day, worked=False)).due
    laboured = due(rule, start, _with(calendar, day, worked=True)).due
    assert rested is not None
    assert laboured is not None
    assert laboured <= before <= rested


@given(st.data())
def test_a_pause_of_no_length_changes_nothing(data: st.DataObject) -> None:
    """A consultation answered on the day it was sent takes no day, wherever it lies."""
    calendar, rule, timeline = _clock(data)
    start = timeline.start
    day = start + timedelta(days=data.draw(st.integers(0, 90)))
    key = data.draw(st.sampled_from(["", "new"]))
    longer = timeline.adding(Suspended(day, CAUSE, key), Resumed(day, CAUSE, key))
    assert due(rule, timeline, calendar).due == due(rule, longer, calendar).due


@given(st.data())
def test_splitting_a_pause_changes_nothing(data: st.DataObject) -> None:
    """Two pauses that touch are one pause, under one key or two, unless an order ends the first alone."""
    calendar, rule, timeline = _clock(data)
    assume(not any(fact.ends_pauses for fact in timeline.of(Restarted)))  # type: ignore[union-attr]
    whole, parts = timeline, timeline
    begun = timeline.start + timedelta(days=data.draw(st.integers(0, 60)))
    middle = begun + timedelta(days=data.draw(st.integers(0, 20)))
    over = middle + timedelta(days=data.draw(st.integers(0, 20)))
    second = data.draw(st.sampled_from(["new", "newer"]))
    whole = timeline.adding(Suspended(begun, CAUSE, "new"), Resumed(over, CAUSE, "new"))
    parts = timeline.adding(
        Suspended(begun, CAUSE, "new"),
        Resumed(middle, CAUSE, "new"),
        Suspended(middle, CAUSE, second),
        Resumed(over, CAUSE, second),
    )
    assume(len({begun, middle, over}) == 3)
    assert due(rule, whole, calendar).due == due(rule, parts, calendar).due


@given(st.data())
def test_the_order_of_recording_changes_nothing(data: st.DataObject) -> None:
    """A fact recorded late moves the date as much as one recorded at once."""
    calendar, rule, timeline = _clock(data)
    shuffled = Timeline(tuple(data.draw(st.permutations(timeline.facts))))
    assert timeline == shuffled
    assert due(rule, timeline, calendar) == due(rule, shuffled, calendar)


@given(st.data())
def test_a_longer_pause_never_makes_a_date_earlier(data: st.DataObject) -> None:
    """Time that is not counted can only move the end away."""
    calendar, rule, timeline = _clock(data)
    begun = timeline.start + timedelta(days=data.draw(st.integers(0, 60)))
    short, extra = data.draw(st.integers(0, 20)), data.draw(st.integers(1, 20))
    ends = [
        due(
            rule,
            timeline.adding(Suspended(begun, CAUSE, "new"), Resumed(begun + timedelta(days=n), CAUSE, "new")),
            calendar,
        ).due
        for n in (short, short + extra)
    ]
    # No date at all, under a pause still open, is later than any date.
    assert (ends[0] or date.max) <= (ends[1] or date.max)


@given(st.data())
def test_an_extension_adds_to_the_term(data: st.DataObject) -> None:
    """A term of n extended by m ends where a term of n + m ends."""
    calendar = data.draw(calendars())
    rule = data.draw(rules().filter(lambda rule: rule.extension is not None))
    assert rule.extension is not None
    start = data.draw(MIDDLE)
    longer = evolve(rule, term=evolve(rule.term, n=rule.term.n + rule.extension.at_most.n))  # type: ignore[union-attr]
    assert due(longer, start, calendar).due == due(rule, Timeline.starting(start, Extended(start)), calendar).due


@given(st.data())
def test_a_restart_forgets_what_came_before(data: st.DataObject) -> None:
    """After a restart the date is that of a clock that started on the day of the restart."""
    calendar = data.draw(calendars())
    rule = data.draw(rules(counted_terms()).filter(lambda rule: rule.direction == AFTER))
    start = data.draw(MIDDLE)
    begun, over, again = sorted(start + timedelta(days=data.draw(st.integers(0, 40))) for _ in range(3))
    facts = (Suspended(begun, CAUSE), Resumed(over, CAUSE), Restarted(again, "order_to_redo"))
    assert due(rule, again, calendar).due == due(rule, Timeline.starting(start, *facts), calendar).due


@given(calendars(), st.data())
def test_outside_its_range_a_calendar_refuses(calendar: WorkCalendar, data: st.DataObject) -> None:
    """No day before the first or after the last has an answer."""
    far = timedelta(days=data.draw(st.integers(1, 400)))
    for day in (calendar.first - far, calendar.last + far):
        for ask in (calendar.is_workday, calendar.day, calendar.next, calendar.previous, calendar.next_or_same):
            with pytest.raises(CalendarGapError):
                ask(day)
    with pytest.raises(AmbiguousDayError):
        calendar.shift(calendar.first, 0)


def _clock(data: st.DataObject) -> tuple[WorkCalendar, Rule, Timeline]:
    calendar = data.draw(calendars())
    rule = data.draw(rules(counted_terms()).filter(lambda rule: rule.direction == AFTER))
    timeline = data.draw(timelines(rule, calendar))
    return calendar, rule, timeline.without(*timeline.of(Extended))
