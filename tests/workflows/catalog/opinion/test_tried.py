"""政务舆情回应 as a court would try it: what must be possible, refused or named, and due when.

Each was tried on the flow from outside; ``by`` names what it rests on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from helpers.tried import NOT_DONE, Tried, by, instant

D = date
FIRST, BEGAN = D(2024, 3, 1), instant(2024, 3, 1, 8)

MO, OO, RS, HD, RC = "monitor:m", "opinion_office:o", "responsible:r", "head:h", "receiver:x"
ORI = {"origin": "event", "source": "微博", "summary": "x"}
AS = {"responsibility": "involved", "department": "某局"}
REL = {"content_kind": "authoritative", "outlet": "website", "published_where": "网站"}
REFUTE = {"content_kind": "refutation", "outlet": "website", "published_where": "网站"}


def opinion(at: datetime = BEGAN, grade: str = "major", veracity: str = "true", place: str = "cn") -> Tried:
    """Give an opinion that is assessed."""
    k = Tried("opinion@2016", at, MO, place=place)
    k.do("record_detection", MO, at, detected_at=at, **ORI)
    k.do("assess", OO, at, grade=grade, veracity=veracity, **AS)
    return k


def message(day: date = FIRST, mailbox: str = "leader_mailbox") -> Tried:
    """Give a message in a mailbox."""
    k = Tried("opinion@2016", day, OO, place="shanwei")
    k.do("receive_message", OO, day, forwarded_on=day, mailbox=mailbox, message_number="1", summary="x")
    return k


def published_after_reassessment(k: Tried, command: str, on: datetime, veracity: str, facts: dict[str, Any]) -> None:
    """Publish at once; or first put right on the file whether it is true, and then publish."""
    try:
        k.do(command, RS, on, **facts)
    except NOT_DONE:
        given = dict(veracity=veracity, grade=k.case.fact("grade"), **AS)
        assert k.by_fact("veracity", (OO, HD, RS), on, **given), "no step puts right whether it is true"
        k.do(command, RS, on, **facts)


@by("61号起算时刻")
def test_detected_in_the_future() -> None:
    """The hours do not run from the future."""
    at = instant(2024, 3, 1, 8)
    k = Tried("opinion@2016", at, MO)
    k.refused_or_named(at, k.step("record_detection", MO, at, detected_at=instant(2024, 3, 5, 8), **ORI))


@by("61号；seed 000二（三）")
def test_thought_true_found_rumour() -> None:
    """What was thought true is found a rumour and refuted."""
    k = opinion(grade="ordinary", veracity="true")
    published_after_reassessment(k, "publish_response", instant(2024, 3, 2, 7), "rumour", REFUTE)


@by("汕尾4（2）")
def test_message_of_another_department() -> None:
    """A message of another department is sent on."""
    k = message()
    ways = k.exits(D(2024, 3, 4), OO, RS, HD, "superior:s") - {"submit_answer", "answer_message", "escalate_message"}
    assert ways, "a message that came to the wrong office can only be answered"


@by("汕尾4（2）")
def test_answer_published_without_the_superiors_review() -> None:
    """No answer goes out without the review of the superior."""
    k = message()
    k.do("submit_answer", RS, D(2024, 3, 4), answer="x")
    k.refused_or_named(D(2024, 3, 4), k.step("answer_message", OO, D(2024, 3, 4), published_where="网站"))


@by("61号")
def test_regraded_up_after_evaluation() -> None:
    """It grows worse after the evaluation."""
    k = opinion(grade="ordinary")
    k.do("publish_response", RS, instant(2024, 3, 2, 8), **REL)
    k.do("evaluate", OO, instant(2024, 3, 3, 8), evaluation="x")
    ways = k.exits(instant(2024, 3, 3, 9), OO, HD, MO) - {"close"}
    assert ways, "only to close it"


@by("61号")
def test_receiver_sends_it_back_after_accepting() -> None:
    """The receiver sends it back after all."""
    k = opinion(grade="ordinary")
    k.do("transfer", OO, instant(2024, 3, 1, 9), receiver="县局", transfer_reason="属地")
    k.do("accept_transfer", RC, instant(2024, 3, 1, 10))
    assert k.exits(instant(2024, 3, 2, 10), OO, MO, HD, RC), "nothing leads back"


@by("61号")
def test_downgrade_to_dismiss() -> None:
    """Nobody lowers a grade to dismiss it five minutes later."""
    k = opinion()
    k.refused_or_named(
        instant(2024, 3, 1, 13),
        k.step("regrade", HD, instant(2024, 3, 1, 12), grade="ordinary", regrade_reason="x"),
        k.step("dismiss", HD, instant(2024, 3, 1, 12, 5), no_response_reason="x"),
    )


@by("61号问责")
def test_late_excused_by_the_same_head() -> None:
    """Nobody excuses his own lateness."""
    k = opinion(grade="ordinary")
    k.do("publish_response", HD, instant(2024, 3, 5, 8), **REL)
    k.do("evaluate", OO, instant(2024, 3, 6, 8), evaluation="x")
    k.refused_or_named(
        instant(2024, 3, 6, 10),
        k.step("hold_accountable", HD, instant(2024, 3, 6, 9), measure="excused_with_reason", measure_reason="忙"),
        k.step("close", HD, instant(2024, 3, 6, 10)),
    )


@by("61号")
def test_regraded_up_and_down_and_up() -> None:
    """What was published in time stays in time."""
    k = opinion()
    k.do("publish_release", RS, instant(2024, 3, 1, 11), **REL)
    k.do("regrade", OO, instant(2024, 3, 1, 14), grade="larger", regrade_reason="x")
    k.do("regrade", OO, instant(2024, 3, 1, 16), grade="major", regrade_reason="y")
    assert k.case.state == "briefing" or k.due("release") is None or k.band(instant(2024, 3, 1, 16)) != "overdue", (
        k.case.state,
        k.due("release"),
    )


@by("seed 003 4（1）")
def test_partners_informed_before_the_grade_is_fixed() -> None:
    """Partners are told before the grade is known."""
    at = instant(2024, 3, 1, 8)
    k = Tried("opinion@2016", at, MO)
    k.do("record_detection", MO, at, detected_at=at, **ORI)
    k.do("inform_partners", OO, instant(2024, 3, 1, 8, 30), partners="网信办")


@by("80号；61号")
def test_major_whole_way() -> None:
    """A major opinion from detection to close."""
    k = opinion()
    k.do("publish_release", RS, instant(2024, 3, 1, 12), **REL)
    k.do("hold_conference", HD, instant(2024, 3, 2, 7), speaker="head", published_where="x")
    k.do("publish_progress", RS, instant(2024, 3, 3, 7), **REL)
    k.do("evaluate", OO, instant(2024, 3, 9, 7), evaluation="x")
    k.do("close", HD, instant(2024, 3, 9, 8))


@by("61号")
def test_transfer_does_not_stop_the_hours() -> None:
    """A transfer stops no hours."""
    k = opinion()
    k.do("transfer", OO, instant(2024, 3, 1, 9), receiver="县局", transfer_reason="属地")
    assert k.due("release") == instant(2024, 3, 1, 13)
    assert k.band(instant(2024, 3, 1, 14)) == "overdue"
