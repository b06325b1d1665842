"""One sentence says why a due date moved."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve, fields

from deadlines import Extended, Readings, Resumed, Suspended, Timeline, china, difference, due, rulebook
from deadlines.law.disputes import reading_points
from deadlines.law.readings import ReadingPoint

REPLY = rulebook().in_force("foi.reply", date(2024, 3, 1))


def test_a_notice_moved_the_date() -> None:
    """The extension of Spring Festival 2020 moved a term received on 20 January."""
    start = date(2020, 1, 20)
    moved = difference(due(REPLY, start, china(as_known_on=start)), due(REPLY, start, china()))
    assert (moved.before, moved.after, moved.moved) == (date(2020, 2, 21), date(2020, 2, 25), True)
    assert moved.text("zh") == ("届满日由2020-02-21改为2020-02-25：国办发明电〔2020〕1号规定2020-01-31、2020-02-01放假")
    assert moved.text("en") == (
        "the due date moves from 2020-02-21 to 2020-02-25: 国办发明电〔2020〕1号 makes 2020-01-31, 2020-02-01 off"
    )


def test_a_fact_moved_the_date() -> None:
    """A consultation recorded later."""
    plain = Timeline.starting(date(2024, 3, 1))
    consulted = plain.adding(
        Suspended(date(2024, 3, 11), "third_party_consultation"), Resumed(date(2024, 3, 25), "third_party_consultation")
    )
    moved = difference(due(REPLY, plain, china()), due(REPLY, consulted, china()))
    assert moved.text("zh") == (
        "届满日由2024-03-29改为2024-04-15：新增事实“2024-03-11中止（征求第三方意见）”；"
        "新增事实“2024-03-25恢复计算（征求第三方意见）”"
    )
    back = difference(due(REPLY, consulted, china()), due(REPLY, plain, china()))
    assert [cause.en for cause in back.causes] == [
        "the fact 'suspended on 2024-03-11 (consulting a third party)' was removed",
        "the fact 'resumed on 2024-03-25 (consulting a third party)' was removed",
    ]


def test_a_rule_moved_the_date() -> None:
    """The regulation of 2019 instead of that of 2007."""
    start = date(2019, 5, 14)
    old = rulebook().in_force("foi.reply", start)
    moved = difference(due(old, start, china()), due(REPLY, start, china()))
    assert moved.text("en") == (
        "the due date moves from 2019-06-04 to 2019-06-12: "
        "the rule is foi.reply@regulation-2019 instead of foi.reply@regulation-2007"
    )


def test_a_reading_moved_the_date() -> None:
    """The start day counted."""
    start = date(2024, 3, 1)
    moved = difference(due(REPLY, start, china()), due(REPLY, start, china(), readings=Readings(start_day="counted")))
    assert moved.text("zh") == (
        "届满日由2024-03-29改为2024-03-28：争议点“收到申请当日是否计入期限？”（start_day）"
        "由“不计入，自下一个工作日起算”改采“计入，收到当日（非工作日则次一工作日）为第一日”"
    )
    assert moved.text("en") == (
        "the due date moves from 2024-03-29 to 2024-03-28: the disputed point 'Is the day of receipt counted?' "
        "(start_day) is read as 'counted: the day of receipt is day 1' instead of "
        "'not counted: day 1 is the next working day'"
    )


MOVING = [point for point in reading_points() if point.id in {field.name for field in fields(Readings)}]


@pytest.mark.parametrize("point", MOVING, ids=lambda point: point.id)
def test_every_disputed_point_is_named_in_words(point: ReadingPoint) -> None:
    """Whatever is read otherwise is told by question and answer, in both languages."""
    assert point.contrary
    for choice in point.contrary:
        before = due(REPLY, date(2024, 3, 1), china())
        after = evolve(before, choices=Readings(**{point.id: choice.id}))
        (cause,) = difference(before, after).causes
        assert all(words in cause.zh for words in (point.question, point.choice(point.default).zh, choice.zh))
        assert all(words in cause.en for words in (point.question_en, point.choice(point.default).en, choice.en))


def test_a_fact_without_effect_is_named_as_such() -> None:
    """An extension within the same day range would move; a zero-length suspension does not."""
    plain = Timeline.starting(date(2024, 3, 1))
    nothing = plain.adding(
        Suspended(date(2024, 3, 11), "third_party_consultation"), Resumed(date(2024, 3, 11), "third_party_consultation")
    )
    kept = difference(due(REPLY, plain, china()), due(REPLY, nothing, china()))
    assert not kept.moved
    assert kept.text("en") == (
        "the due date stays 2024-03-29, although "
        "the fact 'suspended on 2024-03-11 (consulting a third party)' was added; "
        "the fact 'resumed on 2024-03-11 (consulting a third party)' was added"
    )
    same = difference(due(REPLY, plain, china()), due(REPLY, plain, china()))
    assert same.text("zh") == "届满日不变，仍为2024-03-29"


def test_a_clock_that_stands_still_is_named() -> None:
    """Suspended and not resumed."""
    plain = Timeline.starting(date(2024, 3, 1), Extended(date(2024, 3, 5)))
    still = plain.adding(Suspended(date(2024, 3, 11), "third_party_consultation"))
    moved = difference(due(REPLY, plain, china()), due(REPLY, still, china()))
    assert moved.text("zh").startswith("届满日由2024-04-28改为中止中：")


def test_an_approved_extension_names_who_approved_it() -> None:
    """Twenty working days after 29 March 2024: 7 and 28 April are worked, 4 to 6 April are off."""
    plain = Timeline.starting(date(2024, 3, 1))
    longer = plain.adding(Extended(date(2024, 3, 20), approved_by="局长"))
    moved = difference(due(REPLY, plain, china()), due(REPLY, longer, china()))
    assert moved.text("zh") == "届满日由2024-03-29改为2024-04-28：新增事实“2024-03-20告知延期（局长批准）”"
    assert moved.text("en").endswith("the fact 'extended on 2024-03-20 (approved by 局长)' was added")


def test_a_clock_that_stands_still_has_no_days_that_a_notice_could_move() -> None:
    """Suspended before and after: the notice of 27 January 2020 is no cause of anything yet."""
    start = date(2020, 1, 20)
    waiting = Timeline.starting(start, Suspended(date(2020, 1, 22), "third_party_consultation"))
    same = difference(due(REPLY, waiting, china(as_known_on=start)), due(REPLY, waiting, china()))
    assert (same.moved, same.causes) == (False, ())
    assert same.text("zh") == "届满日不变，仍为中止中"
    assert same.text("en") == "the due date stays suspended"
