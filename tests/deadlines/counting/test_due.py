"""Due dates that courts held or that were counted by hand, and each way in which facts move them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve

from deadlines import china, rulebook
from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.counting.due import ANNOUNCED, FORECAST, REVISABLE, Reading, due
from deadlines.counting.explain import explain
from deadlines.counting.steps import last_day
from deadlines.counting.timeline import (
    Agreed,
    Extended,
    Fact,
    Restarted,
    Resumed,
    Started,
    Stopped,
    Suspended,
    Timeline,
)
from deadlines.errors import CalendarGapError, Reason, TimelineError
from deadlines.law.readings import Readings
from deadlines.law.rules import Instrument, Rule, RuleExtension, RuleRestart, RuleSuspension
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, Term, WorkingDays

CHINA = china()
D = date.fromisoformat
THIRD = "third_party_consultation"
LAW = Instrument("law", "某法", "A law", "", D("2000-01-01"), D("2000-01-01"), "memory", ())


def rule(term: Term = WorkingDays(20), **parts: Any) -> Rule:  # noqa: B008
    """Invent a rule with the pauses, restarts and extension of a reply to a request."""
    most = evolve(term, n=20) if isinstance(term, (WorkingDays, CalendarDays)) else None
    given: dict[str, Any] = {
        "suspensions": (RuleSuspension(THIRD, "第三条", "memory"),),
        "restarts": tuple(
            RuleRestart(cause, "第四条", "memory")
            for cause in ("corrected_request_received", "fee_paid", "order_to_redo")
        ),
        "extension": RuleExtension(most, 1, "负责人", "", "第五条", "memory") if most else None,
    }
    law = parts.pop("instrument", LAW)
    return Rule("r", "期限", "Term", "第二条", law, "ceiling", term, "起", "s", "memory", **{**given, **parts})


def clock(start: str, *facts: Fact) -> Timeline:
    """Start a clock on a day."""
    return Timeline.starting(D(start), *facts)


@pytest.mark.parametrize(
    ("case", "received", "last"),
    [
        ("指导案例26号", "2011-06-01", "2011-06-23"),
        ("连云港某区住建局案", "2022-09-30", "2022-11-02"),
        ("某案（周日电子邮件）", "2017-06-19", "2017-07-10"),
        ("桐政复字〔2015〕24号", "2015-06-25", "2015-07-16"),
        ("(2017)皖0181行初28号", "2016-10-13", "2016-11-03"),
        ("(2013)沪高行终字第73号, from the correction", "2012-02-20", "2012-03-12"),
        ("(2013)沪高行终字第85号", "2013-02-28", "2013-03-21"),
        ("(2014)沪高行终字第87号", "2012-11-21", "2012-12-12"),
        ("(2017)沪01行终629号", "2017-01-25", "2017-02-21"),
        ("(2014)沪二中行终字第191号", "2013-12-10", "2013-12-31"),
    ],
)
def test_last_days_that_courts_held(case: str, received: str, last: str) -> None:
    """The rule in force on the day of receipt gives the last day of the published case."""
    start = D(received)
    assert last == str(due(rulebook().in_force("foi.reply", start), start, CHINA).due), case


SENT, CAME = Suspended(D("2024-03-11"), THIRD), Resumed(D("2024-03-25"), THIRD)


@pytest.mark.parametrize(
    ("facts", "choice", "last"),
    [
        ((), {}, "2024-03-29"),
        ((SENT, CAME), {}, "2024-04-15"),
        ((SENT, Resumed(D("2024-04-03"), THIRD)), {}, "2024-04-24"),
        ((SENT, CAME), {"consultation_dispatch_day": "excluded"}, "2024-04-16"),
        ((), {"start_day": "counted"}, "2024-03-28"),
        ((SENT,), {}, None),
        ((Suspended(D("2024-03-29"), THIRD),), {}, "2024-03-29"),
        ((Suspended(D("2024-03-28"), THIRD),), {}, None),
        ((Extended(D("2024-03-29")),), {}, "2024-04-28"),
        ((Extended(D("2024-03-29"), WorkingDays(5)),), {}, "2024-04-08"),
        ((Extended(D("2024-03-08"), WorkingDays(5)),), {"extension_from": "notice_day"}, "2024-03-15"),
        ((Restarted(D("2024-03-08"), "order_to_redo"),), {}, "2024-04-08"),
        ((Stopped(D("2024-03-05"), "answered"),), {}, "2024-03-29"),
        ((SENT, CAME), {"start_day": "counted"}, "2024-04-12"),
        (
            (Suspended(D("2024-03-01"), THIRD), Resumed(D("2024-03-04"), THIRD)),
            {"start_day": "counted"},
            "2024-03-29",
        ),
        (
            (Suspended(D("2024-03-01"), THIRD),),
            {"start_day": "counted", "consultation_dispatch_day": "excluded"},
            None,
        ),
    ],
)
def test_what_moves_a_term_of_twenty_working_days(
    facts: tuple[Fact, ...], choice: dict[str, Any], last: str | None
) -> None:
    """Twenty working days from Friday 1 March 2024."""
    found = due(rule(), clock("2024-03-01", *facts), CHINA, readings=Readings(**choice)).due
    assert last == (found and found.isoformat())


@pytest.mark.parametrize(
    ("term", "start", "parts", "last"),
    [
        (CalendarDays(30), "2024-01-15", {}, "2024-02-14"),
        (CalendarDays(60), "2024-08-06", {}, "2024-10-05"),
        (CalendarDays(60), "2024-08-06", {"roll": "next_working_day"}, "2024-10-08"),
        (CalendarDays(7), "2024-05-20", {"direction": "before"}, "2024-05-13"),
        (WorkingDays(7), "2024-05-20", {"direction": "before"}, "2024-05-10"),
        (Months(1), "2024-01-31", {}, "2024-02-29"),
        (Months(1), "2024-03-31", {"direction": "before"}, "2024-02-29"),
        (Months(6), "2024-08-31", {}, "2025-02-28"),
        (Months(6), "2024-04-05", {"roll": "next_working_day"}, "2024-10-08"),
        (FixedDate(1, 31, 1), "2024-05-20", {}, "2025-01-31"),
        (FixedDate(3, 31), "2024-05-20", {}, "2024-03-31"),
    ],
)
def test_other_units(term: Term, start: str, parts: dict[str, Any], last: str) -> None:
    """Natural days, months and fixed dates, with and without a roll, forward and back."""
    deadline = due(rule(term, **parts), D(start), CHINA)
    assert (D(last), D(last)) == (deadline.due, deadline.base_due)


@pytest.mark.parametrize(
    ("term", "parts", "last"),
    [
        (WorkingDays(7), {"direction": "before"}, "2024-05-11"),
        (WorkingDays(1), {"direction": "before"}, "2024-05-20"),
        (WorkingDays(1), {}, "2024-05-20"),
        (CalendarDays(7), {"direction": "before"}, "2024-05-14"),
        (CalendarDays(7), {}, "2024-05-26"),
        (Months(1), {}, "2024-06-19"),
        (Months(1), {"direction": "before"}, "2024-04-21"),
    ],
)
def test_where_the_start_day_counts(term: Term, parts: dict[str, Any], last: str) -> None:
    """The contrary reading of the first day moves the end one day towards the start."""
    assert D(last) == due(rule(term, **parts), D("2024-05-20"), CHINA, readings=Readings(start_day="counted")).due


def test_a_notice_while_the_applicant_is_waited_for_comes_in_time() -> None:
    """Fee asked for on 27 August 2020 and paid on 24 September: a correction asked for between them restarts the term.

    The term from receipt would have ended on 8 September; counted day by day from 17 October it ends on 13 November.
    """
    facts = (
        Restarted(D("2020-09-24"), "fee_paid", since=D("2020-08-27")),
        Restarted(D("2020-10-17"), "corrected_request_received", since=D("2020-09-21")),
    )
    found = due(rulebook().in_force("foi.reply", D("2020-08-11")), clock("2020-08-11", *facts), CHINA)

    assert D("2020-11-13") == found.due


def test_a_start_day_of_rest_is_not_counted_even_where_start_days_count() -> None:
    """Sunday 19 May 2024 is no working day under any reading."""
    counted = Readings(start_day="counted")
    assert D("2024-05-20") == due(rule(WorkingDays(1)), D("2024-05-19"), CHINA, readings=counted).due


def test_a_start_day_left_out_is_not_counted() -> None:
    """Dispatched on the day of receipt, and both disputed days read the other way: the day goes once, not twice."""
    facts = clock("2024-03-01", Suspended(D("2024-03-01"), THIRD), Resumed(D("2024-03-04"), THIRD))
    both = Readings(start_day="counted", consultation_dispatch_day="excluded")
    for term in (WorkingDays(5), CalendarDays(7)):
        assert D("2024-03-11") == due(rule(term), facts, CHINA, readings=both).due


def test_a_start_day_that_rolled_into_a_pause_is_not_counted() -> None:
    """Received on Saturday, consulted until Monday: under both contrary readings day 1 is Tuesday."""
    facts = clock("2024-03-02", Suspended(D("2024-03-02"), THIRD), Resumed(D("2024-03-04"), THIRD))
    both = Readings(start_day="counted", receipt_on_non_working_day="next_working_day")
    assert D("2024-03-11") == due(rule(WorkingDays(5)), facts, CHINA, readings=both).due
    assert D("2024-03-09") == due(rule(CalendarDays(5)), facts, CHINA, readings=both).due


def test_a_pause_that_ends_on_the_day_of_a_restart_leaves_that_day_out() -> None:
    """Friday 15 March 2024 would be day 1 under the contrary reading; the third party was asked until that day.

    The twentieth working day after it is Monday 15 April: four to six April are off, Sunday the seventh is worked.
    """
    counted = Readings(start_day="counted")
    asked, again = Suspended(D("2024-03-04"), THIRD), Restarted(D("2024-03-15"), "corrected_request_received")
    both = clock("2024-03-01", asked, again, Resumed(D("2024-03-15"), THIRD))
    assert D("2024-04-15") == due(rule(WorkingDays(20)), both, CHINA, readings=counted).due
    assert D("2024-04-12") == due(rule(WorkingDays(20)), clock("2024-03-01", again), CHINA, readings=counted).due
    earlier = clock("2024-03-01", asked, Resumed(D("2024-03-14"), THIRD), again)
    assert D("2024-04-12") == due(rule(WorkingDays(20)), earlier, CHINA, readings=counted).due
    assert D("2024-04-15") == due(rule(WorkingDays(20)), both, CHINA).due


@pytest.mark.parametrize(("begun", "last"), [("2024-03-28", "2024-04-12"), ("2024-03-29", "2024-03-29")])
def test_a_pause_from_the_last_day_on_comes_too_late(begun: str, last: str) -> None:
    """What begins after the last day leaves nothing out; what begins a day earlier still does."""
    facts = clock("2024-03-01", Suspended(D(begun), THIRD), Resumed(D("2024-04-11"), THIRD))
    assert D(last) == due(rule(CalendarDays(28)), facts, CHINA).due


def test_a_day_counted_in_hours_is_refused() -> None:
    """The walk over days never meets hours; if it did it would say so."""
    with pytest.raises(TimelineError) as caught:
        last_day(rule(), D("2024-03-01"), Hours, 5, (), CHINA, Readings())
    assert "Timeline on 2024-03-01: 5 hours do not end on a day" == str(caught.value)


def test_receipt_on_a_rest_day_may_be_read_as_the_next_working_day() -> None:
    """Received on Saturday: day 1 is Monday, under the contrary reading Tuesday."""
    late = Readings(receipt_on_non_working_day="next_working_day")
    assert D("2024-03-04") == due(rule(WorkingDays(1)), D("2024-03-02"), CHINA).due
    assert D("2024-03-05") == due(rule(WorkingDays(1)), D("2024-03-02"), CHINA, readings=late).due


def test_a_pause_before_the_day_counted_from_gives_nothing_back() -> None:
    """A pause over the weekend of receipt, or before an extension counted from its notice, takes no day away."""
    late = Readings(receipt_on_non_working_day="next_working_day")
    weekend = clock("2024-03-02", Suspended(D("2024-03-02"), THIRD), Resumed(D("2024-03-03"), THIRD))
    for term, last in ((WorkingDays(5), "2024-03-11"), (CalendarDays(5), "2024-03-09")):
        assert D(last) == due(rule(term), weekend, CHINA, readings=late).due
    told = clock("2024-03-01", SENT, CAME, Extended(D("2024-04-01"), WorkingDays(5)))
    assert D("2024-04-09") == due(rule(), told, CHINA, readings=Readings(extension_from="notice_day")).due


@pytest.mark.parametrize(
    ("choice", "last"),
    [
        ({}, "2024-05-20"),
        ({"correction_effect": "suspend"}, "2024-05-10"),
        ({"correction_effect": "none"}, "2024-04-29"),
    ],
)
def test_a_correction_restarts_or_pauses_or_does_nothing(choice: dict[str, Any], last: str) -> None:
    """Received 1 April 2024, correction asked for on the 11th, corrected on the 19th."""
    facts = clock("2024-04-01", Restarted(D("2024-04-19"), "corrected_request_received", since=D("2024-04-11")))
    deadline = due(rule(), facts, CHINA, readings=Readings(**choice))
    assert D(last) == deadline.due
    expected = (
        ("corrected_request_received of 2024-04-19 has no effect under the reading 'none'",)
        if last == "2024-04-29"
        else ()
    )
    assert expected == tuple(map(str, deadline.notes))
    assert D("2024-04-19" if not choice else "2024-04-01") == deadline.origin


@pytest.mark.parametrize(("choice", "last"), [({}, "2024-05-20"), ({"fee_effect": "suspend"}, "2024-05-10")])
def test_a_fee_restarts_or_pauses(choice: dict[str, Any], last: str) -> None:
    """Fee asked for on 11 April 2024 and paid on the 19th."""
    facts = clock("2024-04-01", Restarted(D("2024-04-19"), "fee_paid", since=D("2024-04-11")))
    assert D(last) == due(rule(), facts, CHINA, readings=Readings(**choice)).due


@pytest.mark.parametrize(
    ("choice", "last"),
    [
        ({}, "2024-04-22"),
        ({"second_correction": "again"}, "2024-05-20"),
        ({"late_correction_notice": "no_effect"}, "2024-03-29"),
        ({"late_correction_notice": "no_effect", "second_correction": "again"}, "2024-05-20"),
    ],
)
def test_of_two_corrections_only_the_first_is_beyond_dispute(choice: dict[str, Any], last: str) -> None:
    """Corrected on 22 March, asked for too late, and again on 19 April, asked for in time."""
    cause = "corrected_request_received"
    facts = clock("2024-03-01", Restarted(D("2024-03-22"), cause, late=True), Restarted(D("2024-04-19"), cause))
    assert D(last) == due(rule(), facts, CHINA, readings=Readings(**choice)).due


def test_the_time_of_a_co_producer_may_be_read_as_counted() -> None:
    """Article 34 does not say that it is left out; other consultations stay out under that reading."""
    co_producer = "co_producer_consultation"
    asked = rule(suspensions=(RuleSuspension(co_producer, "第三十四条", "memory"), RuleSuspension(THIRD, "", "memory")))
    facts = clock("2024-03-01", Suspended(D("2024-03-11"), co_producer), Resumed(D("2024-03-25"), co_producer))
    counted = Readings(co_producer_time="counted")
    assert D("2024-04-15") == due(asked, facts, CHINA).due
    assert D("2024-03-29") == due(asked, facts, CHINA, readings=counted).due
    assert D("2024-04-15") == due(asked, clock("2024-03-01", SENT, CAME), CHINA, readings=counted).due


def test_an_order_to_redo_restarts_under_every_reading() -> None:
    """Only corrections and fees are disputed."""
    facts = clock("2024-04-01", Restarted(D("2024-04-19"), "order_to_redo", since=D("2024-04-11")))
    contrary = Readings(correction_effect="none", fee_effect="suspend")
    assert D("2024-05-20") == due(rule(), facts, CHINA, readings=contrary).due


@pytest.mark.parametrize("cause", ["corrected_request_received", "fee_paid"])
@pytest.mark.parametrize(
    ("asked", "choice", "last"),
    [
        ("2024-03-29", {}, "2024-05-20"),
        ("2024-04-01", {}, "2024-03-29"),
        ("2024-04-01", {"notice_after_lapse": "restart"}, "2024-05-20"),
    ],
)
def test_what_is_asked_for_after_the_end_revives_no_term(
    cause: str, asked: str, choice: dict[str, Any], last: str
) -> None:
    """Received 1 March 2024, last day 29 March; asked for on that day or after it, received on 19 April."""
    facts = clock("2024-03-01", Restarted(D("2024-04-19"), cause, since=D(asked)))
    deadline = due(rule(), facts, CHINA, readings=Readings(**choice))
    assert D(last) == deadline.due
    late = (f"{cause} of 2024-04-19 restarts nothing: asked for after the term ended on 2024-03-29",)
    assert (late if last == "2024-03-29" else ()) == tuple(map(str, deadline.notes))


def test_a_consultation_that_was_open_when_it_was_asked_keeps_the_term_alive() -> None:
    """The letter went out on 28 March, the opinion came on 12 April: what was asked on 8 April is in time."""
    pause = (Suspended(D("2024-03-28"), THIRD), Resumed(D("2024-04-12"), THIRD))
    facts = clock("2024-03-01", *pause, Restarted(D("2024-04-19"), "corrected_request_received", since=D("2024-04-08")))
    assert D("2024-05-20") == due(rule(), facts, CHINA).due


def test_an_order_has_its_own_term() -> None:
    """Ordered on 19 April 2024 to answer within ten working days: 7 May, with 28 April worked and 1 to 5 May off."""
    facts = clock("2024-03-01", Restarted(D("2024-04-19"), "order_to_redo", term=WorkingDays(10)))
    deadline = due(rule(), facts, CHINA)
    assert D("2024-05-07") == deadline.due
    account = explain(deadline)
    assert ("责令重新办理，文书所定期限为10个工作日", 10) == (account.steps[0].zh, account.recount())


@pytest.mark.parametrize(
    ("sent", "ends", "last"),
    [("2024-04-10", True, "2024-05-20"), ("2024-04-10", False, None), ("2024-04-19", True, None)],
)
def test_an_order_ends_what_was_asked_before_it(sent: str, ends: bool, last: str | None) -> None:
    """Asked on the 10th and not answered: an order of 19 April ends it, unless asked that day."""
    order = Restarted(D("2024-04-19"), "order_to_redo", ends_pauses=ends)
    deadline = due(rule(), clock("2024-04-01", Suspended(D(sent), THIRD), order), CHINA)
    assert (None if last is None else D(last)) == deadline.due
    answered = clock("2024-04-01", Suspended(D("2024-04-10"), THIRD), order, Resumed(D("2024-04-26"), THIRD))
    assert D("2024-05-20" if ends else "2024-05-27") == due(rule(), answered, CHINA).due


def test_hours_are_natural_hours_from_an_instant() -> None:
    """48 hours over a weekend and a change of clocks are 48 hours."""
    shanghai = timezone(timedelta(hours=8))
    begun = datetime(2024, 3, 1, 17, 30, tzinfo=shanghai)
    deadline = due(rule(Hours(48)), begun, CHINA)
    assert datetime(2024, 3, 3, 17, 30, tzinfo=shanghai) == deadline.at
    assert (shanghai, D("2024-03-03"), D("2024-03-03")) == (deadline.at.tzinfo, deadline.due, deadline.base_due)
    assert 1 == deadline.remaining(D("2024-03-02"))


def test_a_fixed_date_may_be_read_as_the_next_working_day() -> None:
    """31 March 2024 is a Sunday."""
    rolled = Readings(fixed_date_roll="next_working_day")
    assert D("2024-04-01") == due(rule(FixedDate(3, 31)), D("2024-01-20"), CHINA, readings=rolled).due


def test_a_reasonable_term_is_the_one_the_agency_set() -> None:
    """The last length set counts."""
    facts = clock("2024-03-01", Agreed(D("2024-03-01"), WorkingDays(5)), Agreed(D("2024-03-04"), WorkingDays(10)))
    assert D("2024-03-15") == due(rule(Reasonable()), facts, CHINA).due


def test_a_region_may_be_read_as_working() -> None:
    """Under the contrary reading a regional day off is a working day, and readings() says so."""
    guangxi = china("cn-gx")
    deadline = due(rule(), D("2024-04-01"), guangxi)
    assert D("2024-05-06") == deadline.due
    assert D("2024-04-29") == due(rule(), D("2024-04-01"), guangxi, readings=Readings(regional_holiday="worked")).due
    assert Reading("regional_holiday", "worked", D("2024-04-29")) in deadline.readings()


def test_readings_are_listed_with_the_date_each_gives() -> None:
    """Received on a Saturday, consulted and extended: three disputed points would move the date."""
    facts = clock("2024-03-02", SENT, CAME, Extended(D("2024-04-01"), WorkingDays(5)))
    deadline = due(rule(), facts, CHINA)
    assert D("2024-04-22") == deadline.due
    assert (
        Reading("extension_from", "notice_day", D("2024-04-09")),
        Reading("consultation_dispatch_day", "excluded", D("2024-04-23")),
        Reading("receipt_on_non_working_day", "next_working_day", D("2024-04-23")),
    ) == deadline.readings()


def test_a_reading_that_voids_a_fact_says_so() -> None:
    """Told on the last day: in time, but too late where the start day counts."""
    deadline = due(rule(), clock("2024-03-01", Extended(D("2024-03-29"))), CHINA)
    found = {each.point: each for each in deadline.readings()}
    assert (
        Reading(
            "start_day",
            "counted",
            None,
            Reason(
                "timeline.extended_too_late",
                "2024-03-29告知延期：期限已于 2024-03-28 届满；延期须在届满前告知（第五条）",
                "Extended on 2024-03-29: the term had already ended on 2024-03-28; "
                "the person must be told before that (第五条)",
            ),
        )
        == found["start_day"]
    )


@pytest.mark.parametrize("told", ["2024-03-30", "2024-04-15"])
def test_an_extension_told_too_late_is_refused(told: str) -> None:
    """After the end of the base term nothing is left to extend."""
    with pytest.raises(TimelineError) as caught:
        due(rule(), clock("2024-03-01", Extended(D(told))), CHINA)
    assert (
        f"Extended on {told}: the term had already ended on 2024-03-29; the person must be told before that (第五条)"
    ) == str(caught.value)


def test_past_the_announced_days_a_plain_calendar_refuses() -> None:
    """Without an outlook nothing is forecast."""
    short = WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-01-31"))
    with pytest.raises(CalendarGapError):
        due(rule(), D("2024-01-15"), short)


def test_a_date_that_may_still_change_is_revisable() -> None:
    """From the first day that a notice may still move, the date is not certain."""
    open_end = WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-12-31"), revisable_from=D("2024-12-25"))
    assert [ANNOUNCED, REVISABLE, REVISABLE] == [
        due(rule(), D(start), open_end).certainty for start in ("2024-11-26", "2024-11-27", "2024-11-28")
    ]
    revisable = due(rule(), D("2024-11-28"), open_end)
    assert (revisable.due, revisable.due) == (revisable.earliest, revisable.latest)


@pytest.mark.parametrize(
    ("term", "on", "left"),
    [
        (WorkingDays(20), "2024-03-28", 1),
        (WorkingDays(20), "2024-03-29", 0),
        (WorkingDays(20), "2024-04-01", -1),
        (CalendarDays(28), "2024-03-28", 1),
        (CalendarDays(28), "2024-04-01", -3),
    ],
)
def test_what_remains(term: Term, on: str, left: int) -> None:
    """In the unit of the term, the day itself not counted, negative once overdue."""
    assert left == due(rule(term), D("2024-03-01"), CHINA).remaining(D(on))


def test_while_suspended_nothing_remains() -> None:
    """No due date exists, so no count to it either."""
    deadline = due(rule(), clock("2024-03-01", SENT), CHINA)
    assert (None, None, D("2024-03-11")) == (deadline.due, deadline.base_due, deadline.suspended_since)
    with pytest.raises(TimelineError) as caught:
        deadline.remaining(D("2024-03-12"))
    assert "Suspended on 2024-03-11: the clock stands still: no due date exists yet" == str(caught.value)
    assert due(rule(), clock("2024-03-01", SENT, CAME), CHINA).suspended_since is None
    assert due(rule(), D("2024-03-01"), CHINA).suspended_since is None


def test_a_deadline_keeps_what_it_was_computed_from() -> None:
    """Everything needed to compute it again, or to explain it."""
    taken = Readings(start_day="counted")
    asked = rule()
    deadline = due(asked, D("2024-03-01"), CHINA, readings=taken)
    assert (asked, Timeline((Started(D("2024-03-01")),)), CHINA, taken) == (
        deadline.rule,
        deadline.timeline,
        deadline.calendar,
        deadline.choices,
    )
    assert (deadline.due, deadline.due, ANNOUNCED, None) == (
        deadline.earliest,
        deadline.latest,
        deadline.certainty,
        deadline.at,
    )
    assert CHINA is deadline.counted_on


def test_a_doubt_about_the_law_is_a_note() -> None:
    """A version in force for certain only until a day says so after it."""
    doubtful = evolve(LAW, uncertain_until=D("2026-08-14"), note="新法施行")
    asked = rule(instrument=doubtful)
    assert () == due(asked, D("2026-08-14"), CHINA).notes
    assert (
        Reason(
            "rule.uncertain",
            "《某法》第二条：确定有效仅至 2026-08-14。新法施行",
            "《某法》第二条: in force for certain only until 2026-08-14. 新法施行",
        ),
    ) == due(asked, D("2026-08-17"), CHINA).notes


def test_an_agreed_term_in_hours_needs_an_instant() -> None:
    """A reasonable term that was set in hours cannot run from a day."""
    facts = clock("2024-03-01", Agreed(D("2024-03-01"), Hours(5)))
    with pytest.raises(TimelineError) as caught:
        due(rule(Reasonable(), suspensions=()), facts, CHINA)
    assert "Started on 2024-03-01: a term in hours starts at an instant, not on a day" == str(caught.value)


def test_a_term_set_in_days_may_run_from_an_instant() -> None:
    """A reasonable term may start at an instant before anyone knows its unit; its day is the day there."""
    shanghai = timezone(timedelta(hours=8))
    begun = datetime(2024, 3, 1, 23, tzinfo=shanghai)
    facts = Timeline.starting(begun, Agreed(begun, WorkingDays(5)))
    assert D("2024-03-08") == due(rule(Reasonable()), facts, CHINA).due


def year(number: int, worked: frozenset[int], look: Outlook | None = None) -> WorkCalendar:
    """Make a calendar to the end of a year that works on some weekdays, and plainly before December 2024."""
    begin, end = D("2024-01-01"), date(number, 12, 31)
    days = (begin + timedelta(days=i) for i in range((end - begin).days + 1))
    off = [day for day in days if day >= D("2024-12-25") and day.weekday() < 5 and day.weekday() not in worked]
    calendar = WorkCalendar.from_days(first=begin, last=end, off=off, revisable_from=D("2024-12-25"))
    return calendar if look is None else calendar.carrying(look=lambda _: look)


WEEK = frozenset(range(5))
OUTLOOK = Outlook(
    likely=year(2025, frozenset({0, 1, 2, 3})),
    soonest=year(2025, WEEK),
    slowest=year(2025, frozenset({0, 1, 2})),
    most_worked=year(2025, WEEK),
    least_worked=year(2025, frozenset({0, 1})),
)
LOOKING = year(2024, WEEK, OUTLOOK)


@pytest.mark.parametrize(
    ("start", "n", "facts", "likely", "earliest", "latest"),
    [
        # Eight of ten working days lie before the first undecided day, a Wednesday.
        ("2024-12-12", 16, (), "2025-01-07", "2025-01-03", "2025-01-13"),
        ("2024-12-24", 6, (), "2025-01-02", "2025-01-01", "2025-01-07"),
        # A count that begins on an undecided day has wider bounds.
        ("2024-12-25", 6, (), "2025-01-06", "2025-01-02", "2025-01-14"),
        # So has one that leaves out undecided days.
        (
            "2024-12-12",
            14,
            (Suspended(D("2024-12-20"), THIRD), Resumed(D("2024-12-25"), THIRD)),
            "2025-01-08",
            "2025-01-06",
            "2025-01-21",
        ),
        (
            "2024-12-12",
            16,
            (Suspended(D("2024-12-20"), THIRD), Resumed(D("2024-12-24"), THIRD)),
            "2025-01-09",
            "2025-01-07",
            "2025-01-15",
        ),
    ],
)
def test_past_the_last_notice_a_date_is_bounded(
    start: str, n: int, facts: tuple[Fact, ...], likely: str, earliest: str, latest: str
) -> None:
    """The likely calendar gives the date, the others its bounds; counted on fingers over four imagined weeks."""
    deadline = due(rule(WorkingDays(n)), clock(start, *facts), LOOKING)
    assert (FORECAST, likely, earliest, latest) == (
        deadline.certainty,
        str(deadline.due),
        str(deadline.earliest),
        str(deadline.latest),
    )
    assert OUTLOOK.likely is deadline.counted_on
    assert deadline.due == deadline.base_due


def test_while_suspended_past_the_last_notice_nothing_is_due() -> None:
    """An open pause has no end to forecast."""
    facts = clock("2024-12-12", Suspended(D("2024-12-20"), THIRD))
    deadline = due(rule(WorkingDays(30)), facts, LOOKING)
    assert (None, None, None) == (deadline.due, deadline.earliest, deadline.latest)


def test_a_revisable_date_has_bounds_where_the_calendar_can_look_ahead() -> None:
    """The announced calendar gives the date, the outlook its bounds."""
    deadline = due(rule(WorkingDays(9)), D("2024-12-12"), LOOKING)
    assert (REVISABLE, "2024-12-25", "2024-12-25", "2024-12-25") == (
        deadline.certainty,
        str(deadline.due),
        str(deadline.earliest),
        str(deadline.latest),
    )
    later = due(rule(WorkingDays(10)), D("2024-12-12"), LOOKING)
    assert ("2024-12-26", "2024-12-26", "2024-12-30") == (str(later.due), str(later.earliest), str(later.latest))
    assert LOOKING is later.counted_on
    hours = due(rule(Hours(24)), datetime(2024, 12, 25, 9, tzinfo=UTC), LOOKING)
    assert (REVISABLE, datetime(2024, 12, 26, 9, tzinfo=UTC)) == (hours.certainty, hours.at)


def test_no_fixed_first_undecided_day_means_the_last_announced_one() -> None:
    """A calendar that names no revisable day is undecided after its end."""
    sure = WorkCalendar.from_days(first=D("2024-01-01"), last=D("2024-12-31")).carrying(look=lambda _: OUTLOOK)
    inside, at_end = (due(rule(WorkingDays(4)), D(day), sure) for day in ("2024-12-30", "2024-12-31"))
    assert ("2025-01-07", "2025-01-14") == (str(inside.latest), str(at_end.latest))


@pytest.mark.parametrize(("start", "n", "certainty"), [("2024-12-12", 10, REVISABLE), ("2024-12-12", 16, FORECAST)])
def test_an_uncertain_deadline_keeps_what_it_was_computed_from(start: str, n: int, certainty: str) -> None:
    """Also where a notice is still to come, and where the term was extended."""
    taken, asked = Readings(fee_effect="suspend"), rule(WorkingDays(n - 2))
    facts = clock(start, Extended(D("2024-12-13"), WorkingDays(2)))
    deadline = due(asked, facts, LOOKING, readings=taken)
    assert (certainty, asked, facts, taken) == (
        deadline.certainty,
        deadline.rule,
        deadline.timeline,
        deadline.choices,
    )
    assert LOOKING is deadline.calendar
    assert (D(start), WorkingDays(2)) == (deadline.origin, deadline.plan.extension)
    plain = due(rule(WorkingDays(n)), D(start), LOOKING)
    assert (plain.due, plain.earliest, plain.latest) == (deadline.due, deadline.earliest, deadline.latest)
    assert deadline.base_due is not None
    assert deadline.base_due != deadline.due


def test_an_extension_told_between_two_possible_ends_bounds_the_date_by_the_earlier_end() -> None:
    """Where the notice to come would have ended the term before the person was told, the extension is void there."""
    facts = clock("2024-12-12", Extended(D("2025-01-02"), WorkingDays(2)))
    deadline = due(rule(WorkingDays(14)), facts, LOOKING)
    assert ("2025-01-02", "2025-01-07", "2025-01-01", "2025-01-13") == (
        str(deadline.base_due),
        str(deadline.due),
        str(deadline.earliest),
        str(deadline.latest),
    )
    with pytest.raises(TimelineError, match="the term had already ended on 2025-01-02"):
        due(rule(WorkingDays(14)), clock("2024-12-12", Extended(D("2025-01-03"), WorkingDays(2))), LOOKING)
