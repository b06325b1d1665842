"""Disputed points are named choices: the default, the contrary date, and the data that says who holds which."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import fields

from deadlines import (
    Extended,
    Readings,
    Restarted,
    Resumed,
    Suspended,
    Timeline,
    china,
    due,
    rulebook,
)
from deadlines.counting.due import _CONTRARY
from deadlines.errors import Reason
from deadlines.law.disputes import reading_point, reading_points

REPLY = rulebook().in_force("foi.reply", date(2024, 4, 1))
CORRECTED = "corrected_request_received"


def test_every_choice_that_moves_a_date_is_told_in_the_data() -> None:
    """Points that act on the count have a field; their default is the first choice taken in code."""
    acting = {point.id: point for point in reading_points() if point.stage in {"count", "receipt", "calendar"}}
    for item in fields(Readings):
        point = acting[item.name]
        assert item.default == point.default, item.name


def test_every_contrary_choice_is_tried() -> None:
    """A choice of the data that is not the default is among those that ``readings()`` tries."""
    tried = {(point, choice) for point, choice, _ in _CONTRARY}
    named = {item.name for item in fields(Readings)}
    told = {(point.id, choice.id) for point in reading_points() if point.id in named for choice in point.contrary}
    assert tried == told


def test_a_second_correction_restarts_nothing_and_is_flagged() -> None:
    """Art. 30 says once: the term runs from the first corrected request, 19 April 2024."""
    timeline = Timeline.starting(
        date(2024, 4, 1), Restarted(date(2024, 4, 19), CORRECTED), Restarted(date(2024, 5, 6), CORRECTED)
    )
    deadline = due(REPLY, timeline, china())
    assert deadline.due == date(2024, 5, 20)
    assert deadline.notes == (
        Reason(
            "plan.no_effect",
            "2024-05-06 的“收到补正后的申请”依读法 once 不生效力",
            "corrected_request_received of 2024-05-06 has no effect under the reading 'once'",
        ),
    )
    contrary = {(reading.point, reading.choice): reading.due for reading in deadline.readings()}
    assert contrary["second_correction", "again"] == date(2024, 5, 31)


def test_a_late_correction_notice_keeps_its_effect_unless_read_otherwise() -> None:
    """Noticed on working day 8, 12 April 2024; read strictly the term runs from receipt."""
    late = Restarted(date(2024, 4, 19), CORRECTED, since=date(2024, 4, 12), late=True)
    deadline = due(REPLY, Timeline.starting(date(2024, 4, 1), late), china())
    assert deadline.due == date(2024, 5, 20)
    contrary = {(reading.point, reading.choice): reading.due for reading in deadline.readings()}
    assert contrary["late_correction_notice", "no_effect"] == date(2024, 4, 29)
    assert contrary["correction_effect", "none"] == date(2024, 4, 29)
    assert contrary["correction_effect", "suspend"] == date(2024, 5, 9)


def test_time_with_a_co_producer_may_be_read_as_counted() -> None:
    """Art. 33(3) names other agencies; art. 34 leaves nothing out."""
    timeline = Timeline.starting(
        date(2024, 3, 1),
        Suspended(date(2024, 3, 11), "co_producer_consultation"),
        Resumed(date(2024, 3, 25), "co_producer_consultation"),
    )
    deadline = due(REPLY, timeline, china())
    assert deadline.due == date(2024, 4, 15)
    contrary = {(reading.point, reading.choice): reading.due for reading in deadline.readings()}
    assert contrary["co_producer_time", "counted"] == date(2024, 3, 29)


def test_a_reading_under_which_a_fact_would_be_void_says_why() -> None:
    """Without the restart the extension of 15 May came after the term had ended on 29 April."""
    timeline = Timeline.starting(date(2024, 4, 1), Restarted(date(2024, 4, 19), CORRECTED), Extended(date(2024, 5, 15)))
    deadline = due(REPLY, timeline, china())
    assert deadline.due == date(2024, 6, 18)
    (void,) = [reading for reading in deadline.readings() if reading.choice == "none"]
    assert (void.due, str(void.refused)) == (
        None,
        (
            "Extended on 2024-05-15: the term had already ended on 2024-04-29; "
            "the person must be told before that (第三十三条第二款)"
        ),
    )


@pytest.mark.parametrize(
    ("point", "choice", "zh"),
    [
        ("second_correction", "again", "第二次补正仍重新计算"),
        ("co_producer_time", "counted", "不扣除，第三十四条没有写扣除"),
    ],
)
def test_the_words_of_a_reading_are_data(point: str, choice: str, zh: str) -> None:
    """What the user sees is told in the data, with its source."""
    found = reading_point(point).choice(choice)
    assert found.zh == zh
    assert found.source
