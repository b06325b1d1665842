"""The account of a deadline: every day has a reason, and counting again gives the term."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from deadlines import (
    Agreed,
    CalendarDays,
    Extended,
    Months,
    Readings,
    Restarted,
    Resumed,
    Rule,
    Suspended,
    Timeline,
    TimelineError,
    WorkingDays,
    china,
    due,
    explain,
    rulebook,
)
from deadlines.counting.account import COUNTED, REST, ROLLED, START, SUSPENDED

REPLY = rulebook().in_force("foi.reply", date(2024, 3, 1))
CONSULTED = Timeline.starting(
    date(2024, 3, 1),
    Suspended(date(2024, 3, 11), "third_party_consultation"),
    Resumed(date(2024, 3, 25), "third_party_consultation"),
)


def _what(account_lines: object, day: date) -> tuple[str, int | None]:
    (line,) = [line for line in account_lines if line.day == day]  # type: ignore[attr-defined]
    return line.what, line.n


def test_every_day_of_a_suspended_term_has_one_line_with_its_reason() -> None:
    """The days of the third-party case, counted by hand from the 2024 notice."""
    account = explain(due(REPLY, CONSULTED, china()))
    days = [line.day for line in account.lines]
    assert days == [date.fromordinal(n) for n in range(date(2024, 3, 1).toordinal(), date(2024, 4, 15).toordinal() + 1)]
    expected = {
        date(2024, 3, 1): (START, None),
        date(2024, 3, 2): (REST, None),
        date(2024, 3, 4): (COUNTED, 1),
        date(2024, 3, 11): (COUNTED, 6),
        date(2024, 3, 12): (SUSPENDED, None),
        date(2024, 3, 25): (SUSPENDED, None),
        date(2024, 3, 26): (COUNTED, 7),
        date(2024, 4, 4): (REST, None),
        date(2024, 4, 7): (COUNTED, 14),
        date(2024, 4, 15): (COUNTED, 20),
    }
    assert {day: _what(account.lines, day) for day in expected} == expected
    assert account.recount() == 20


def test_a_make_up_day_names_its_notice() -> None:
    """Sunday 7 April 2024 is worked by the notice for 2024."""
    account = explain(due(REPLY, CONSULTED, china()))
    (line,) = [line for line in account.lines if line.day == date(2024, 4, 7)]
    assert line.notice == "国办发明电〔2023〕7号"
    assert line.zh == "清明节调休上班"


def test_the_text_in_chinese_names_the_article_and_how_it_was_verified() -> None:
    """A judge reads the article, the mark and the last day."""
    text = explain(due(REPLY, CONSULTED, china())).text("zh")
    lines = text.splitlines()
    assert lines[1] == ("· 期限不超过20个工作日〔《中华人民共和国政府信息公开条例》第三十三条第二款；已核对原文〕")
    assert lines[-1] == "届满日：2024-04-15（已公布）"
    assert "2024-03-12  周二     —  中止：征求第三方意见〔第三十三条第三款〕" in lines


def test_the_text_in_english_ends_with_the_due_date() -> None:
    """The same account for an English reader."""
    text = explain(due(REPLY, CONSULTED, china())).text("en")
    assert text.splitlines()[-1] == "due: 2024-04-15 (announced)"
    assert "2024-03-12  Tue     —  suspended: consulting a third party〔第三十三条第三款〕" in text.splitlines()


def test_the_data_is_plain_json() -> None:
    """A portal can store and show it."""
    data = explain(due(REPLY, CONSULTED, china())).data()
    assert json.loads(json.dumps(data)) == data
    assert (data["due"], data["rule"], data["certainty"]) == ("2024-04-15", "foi.reply@regulation-2019", "announced")
    assert sum(day["what"] == "counted" for day in data["days"]) == 20


def _with(term: WorkingDays | CalendarDays | Months, roll: str = "next_working_day") -> Rule:
    return evolve(REPLY, term=term, roll=roll, roll_basis="民法典第二百零三条")


@pytest.mark.parametrize(
    ("rule", "timeline", "last", "total"),
    [
        (REPLY, Timeline.starting(date(2023, 9, 1), Extended(date(2023, 9, 20))), date(2023, 11, 2), 40),
        (
            REPLY,
            Timeline.starting(date(2024, 4, 1), Restarted(date(2024, 4, 19), "corrected_request_received")),
            date(2024, 5, 20),
            20,
        ),
        (_with(CalendarDays(60)), Timeline.starting(date(2024, 8, 6)), date(2024, 10, 8), 60),
        (_with(Months(6)), Timeline.starting(date(2024, 8, 31)), date(2025, 2, 28), 6),
        (_with(Months(1)), Timeline.starting(date(2024, 1, 31)), date(2024, 2, 29), 1),
    ],
)
def test_counting_the_account_again_gives_the_term(rule: Rule, timeline: Timeline, last: date, total: int) -> None:
    """For every unit, with extension, restart and roll."""
    deadline = due(rule, timeline, china())
    account = explain(deadline)
    assert (deadline.due, account.recount(), account.total()) == (last, total, total)


def test_a_rolled_last_day_says_so() -> None:
    """5 October 2024 is a Saturday in the National Day week; the term ends on the 8th."""
    account = explain(due(_with(CalendarDays(60)), Timeline.starting(date(2024, 8, 6)), china()))
    tail = [(line.day.day, line.what, line.zh) for line in account.lines[-4:]]
    assert tail == [
        (5, COUNTED, ""),
        (6, ROLLED, "国庆节放假，继续顺延"),
        (7, ROLLED, "国庆节放假，继续顺延"),
        (8, ROLLED, "末日顺延至本日"),
    ]


def test_hours_are_accounted_across_a_change_of_summer_time() -> None:
    """48 natural hours over the night of 29 March 2026, when Berlin clocks skip an hour."""
    berlin = ZoneInfo("Europe/Berlin")
    rule = rulebook().in_force("opinion.other", date(2026, 3, 28))
    deadline = due(rule, Timeline.starting(datetime(2026, 3, 28, 15, 20, tzinfo=berlin)), china())
    account = explain(deadline)
    assert deadline.at == datetime(2026, 3, 30, 16, 20, tzinfo=berlin)
    assert account.recount() == 48
    assert [line.en for line in account.lines[1:]] == [
        "15:20 to 24:00, 8 h 40 min",
        "00:00 to 24:00, 23 h",
        "00:00 to 16:20, 16 h 20 min",
    ]


@pytest.mark.parametrize(
    ("readings", "last", "total"),
    [
        (Readings(start_day="counted"), date(2024, 3, 28), 20),
        (Readings(receipt_on_non_working_day="next_working_day"), date(2024, 3, 29), 20),
    ],
)
def test_an_account_under_a_contrary_reading_still_recounts(readings: Readings, last: date, total: int) -> None:
    """The reading chosen shows in the lines."""
    account = explain(due(REPLY, date(2024, 3, 1), china(), readings=readings))
    assert (account.deadline.due, account.recount()) == (last, total)


def test_receipt_on_a_saturday_read_as_monday() -> None:
    """2 March 2024 is a Saturday: read as received on Monday the 4th, day 1 is the 5th."""
    readings = Readings(receipt_on_non_working_day="next_working_day")
    account = explain(due(REPLY, date(2024, 3, 2), china(), readings=readings))
    assert account.deadline.due == date(2024, 4, 1)
    assert _what(account.lines, date(2024, 3, 4)) == (START, None)
    assert _what(account.lines, date(2024, 3, 5)) == (COUNTED, 1)
    assert account.recount() == 20


def test_a_start_day_that_would_count_and_is_left_out() -> None:
    """Asked on the day of receipt, 1 March 2024, until Monday the 4th: day 1 of five is the 5th, day 5 the 11th."""
    asked = Suspended(date(2024, 3, 1), "third_party_consultation")
    timeline = Timeline.starting(date(2024, 3, 1), asked, Resumed(date(2024, 3, 4), "third_party_consultation"))
    readings = Readings(start_day="counted", consultation_dispatch_day="excluded")
    account = explain(due(evolve(REPLY, term=WorkingDays(5)), timeline, china(), readings=readings))
    assert date(2024, 3, 11) == account.deadline.due
    assert (START, None) == _what(account.lines, date(2024, 3, 1))
    assert (COUNTED, 1) == _what(account.lines, date(2024, 3, 5))
    assert (5, 5) == (account.recount(), account.total())


def test_receipt_on_a_saturday_read_as_monday_which_counts() -> None:
    """Both disputed days read the other way: Monday 4 March 2024 is day 1, Friday the 8th day 5."""
    readings = Readings(start_day="counted", receipt_on_non_working_day="next_working_day")
    account = explain(due(evolve(REPLY, term=WorkingDays(5)), date(2024, 3, 2), china(), readings=readings))
    assert date(2024, 3, 8) == account.deadline.due
    assert [
        ("2024-03-02", START, "收到申请之日，不计入"),
        ("2024-03-03", START, "按所选解释不计入"),
        ("2024-03-04", COUNTED, "按所选解释计入"),
        ("2024-03-05", COUNTED, ""),
    ] == [(line.day.isoformat(), line.what, line.zh) for line in account.lines[:4]]
    assert 5 == account.recount()
    assert "自收到申请之日起算，当日按所选解释计入" in [step.zh for step in account.steps]


def test_months_counted_back_are_counted_again() -> None:
    """A month before 31 March 2024 is 29 February; where the last day of March counts, a day later."""
    back = evolve(_with(Months(1), "none"), direction="before")
    for readings, last in ((Readings(), date(2024, 2, 29)), (Readings(start_day="counted"), date(2024, 3, 1))):
        account = explain(due(back, date(2024, 3, 31), china(), readings=readings))
        assert (last, 1) == (account.deadline.due, account.recount())


def test_extension_read_from_its_notice_counts_the_extension_alone() -> None:
    """Noticed on 20 September 2023, 20 working days run from that day."""
    timeline = Timeline.starting(date(2023, 9, 1), Extended(date(2023, 9, 20)))
    account = explain(due(REPLY, timeline, china(), readings=Readings(extension_from="notice_day")))
    assert account.deadline.due == date(2023, 10, 24)
    assert (account.recount(), account.total()) == (20, 20)


def test_a_suspended_clock_cannot_be_explained() -> None:
    """There is no last day to explain."""
    standing = due(
        REPLY, Timeline.starting(date(2024, 3, 1), Suspended(date(2024, 3, 11), "third_party_consultation")), china()
    )
    with pytest.raises(TimelineError) as refusal:
        explain(standing)
    assert str(refusal.value) == "Suspended on 2024-03-11: the clock stands still: no due date to explain yet"


def test_a_term_the_agency_set_is_explained_with_its_length() -> None:
    """A correction period of 10 working days, set in the notice of 11 April 2024."""
    rule = rulebook().in_force("foi.correction.apply", date(2024, 4, 11))
    timeline = Timeline.starting(date(2024, 4, 11), Agreed(date(2024, 4, 11), WorkingDays(10)))
    account = explain(due(rule, timeline, china()))
    assert account.deadline.due == date(2024, 4, 25)
    assert account.recount() == 10


def test_a_date_fixed_by_law_is_accounted_for_without_counting() -> None:
    """The statistics of enforcement in 2024 are due on 31 January 2025, a Friday; no day counts."""
    rule = rulebook().in_force("enforcement.statistics", date(2024, 3, 1))
    account = explain(due(rule, date(2024, 3, 1), china()))
    assert account.recount() == 0
    assert [(line.what, line.n, line.day) for line in account.lines] == [
        ("start", None, date(2024, 3, 1)),
        ("fixed", None, date(2025, 1, 31)),
    ]
    assert "2025-01-31  周五     —  法定日期" in account.text("zh")
