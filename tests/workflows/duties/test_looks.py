"""What a notice moved, and what several applicants asked for."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from deadlines import china
from workflows.cases.events import VOIDED, Actor, Event
from workflows.duties.asked_often import asked_often
from workflows.duties.moved import moved_turns
from workflows.duties.records import Records
from workflows.places.clause import DisclosurePlan, Duty
from workflows.values import SHANGHAI


@pytest.mark.parametrize(
    ("roll", "to"), [("next_working_day", date(2020, 2, 3)), ("previous_working_day", date(2020, 1, 23))]
)
def test_the_notice_of_27_january_2020_moves_the_end_of_january(roll: str, to: date) -> None:
    """国办发明电〔2020〕1号 gave 31 January to 2 February: a Friday was worked as known on the 20th, and off since."""
    duty = Duty("d", "职责", "duty", "一", "原文", "recurring", period="monthly", roll=roll)
    still = Duty("s", "职责", "duty", "二", "原文", "recurring", period="monthly")
    plan = DisclosurePlan("方案", "", "方案", "办公室", None, None, duties=(duty, still))
    found = moved_turns(plan, 2020, china(as_known_on=date(2020, 1, 20)), china(), Records())
    (moved,) = [one for one in found if one.after.period.name == "2020-01"]
    assert (moved.before.due, moved.after.due) == (date(2020, 1, 31), to)
    assert moved.notices == ("国办发明电〔2020〕1号",)
    assert {one.after.duty.id for one in found} == {"d"}


def registered(case: str, description: str, seq: int = 2, kind: str = "RequestRegistered", voids: int = 0) -> Event:
    """A request as registered."""
    at = datetime(2024, 3, 1, 9, tzinfo=SHANGHAI)
    facts = (("description", description),) if description else ()
    return Event(
        case, seq, kind, at, at, Actor("disclosure_office", "王"), "request@2019", "", "", facts=facts, voids=voids
    )


def test_the_same_words_from_several_applicants_are_a_proposal() -> None:
    """Blanks, width and punctuation do not matter; what was voided and what one alone asked for does not count."""
    events = [
        registered("R-1", "某项目环评批复（2023年）"),
        registered("R-2", "某项目环评批复(2023 年)。"),
        registered("R-3", "另一项目的批复"),
        registered("R-4", "某项目环评批复2023年"),
        registered("R-4", "", 3, VOIDED, voids=2),
    ]
    assert [(one.description, one.cases) for one in asked_often(events)] == [
        ("某项目环评批复（2023年）", ("R-1", "R-2"))
    ]
    assert asked_often(events, least=3) == ()
