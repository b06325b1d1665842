"""When an act may have happened: every kind of wrong order and of impossible day, and what may be written down late."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from deadlines import china, rulebook
from deadlines.counting.timeline import Moment
from workflows import Actor, Basis, Case, allowed, decide, evolve, open_case, void
from workflows.cases.events import Occasion
from workflows.catalog import flow
from workflows.decisions.times import entered
from workflows.errors import BadFacts, GuardFailed, NotAllowedHere
from workflows.places.place import NATIONAL
from workflows.values import SHANGHAI

LAW = flow("request@2019")
BASIS = Basis(china(), rulebook(), NATIONAL)
WANG, LI, HEAD, LEGAL = (
    Actor("disclosure_office", "wang"),
    Actor("handler", "li"),
    Actor("head", "zhao"),
    Actor("legal_office", "qian"),
)
SYSTEM, ZHANG = Actor("system"), Actor("applicant", "zhang")
REGISTERED = {
    "channel": "signed_post",
    "receipt_evidence": "EMS 1",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "applicant_name": "张某",
    "contact": "电话",
    "description": "某批复",
    "delivery_form": "纸质",
}


def march(day: int, month: int = 3) -> date:
    """Give a day of spring 2024."""
    return date(2024, month, day)


def do(case: Case, command: str, by: Actor, on: Moment, *, recorded: datetime | None = None, **facts: Any) -> Case:
    """Decide and evolve."""
    for event in decide(LAW, case, command, Occasion(on, by, recorded), basis=BASIS, payload=facts):
        case = evolve(case, event)
    return case


def noon(day: date) -> datetime:
    """Give the noon of a day, when something is written down."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def handling() -> Case:
    """Give a request received on 1 March 2024, in hand since the 4th, due on the 29th."""
    case = evolve(None, open_case(LAW, "A-1", Occasion(march(1), WANG))[0])
    case = do(case, "register", WANG, march(1), received_on=march(1), signed_on=march(1), **REGISTERED)
    return do(case, "accept", WANG, march(4))


def approved(on: date) -> Case:
    """Give a request whose reply was drafted, reviewed and approved on one day."""
    case = do(handling(), "review_secrecy", WANG, on, secrecy="clear", severable=False)
    case = do(case, "draft_reply", LI, on, decision="granted", grounds=("36-2",), how_to_obtain="附件")
    return do(do(case, "pass_review", LEGAL, on, review_opinion="同意"), "approve", HEAD, on)


SENT: dict[str, Any] = {"decision": "granted", "reply_number": "1", "service": "postal", "tells_remedies": True}
EXTENDED: dict[str, Any] = {"extension_reason": "复杂", "notice_way": "邮寄"}


def test_what_moves_a_case_on_is_not_dated_before_it_came_there() -> None:
    """Approved on 15 April, the reply cannot have gone out on 29 March; on the day of the approval it can."""
    case = approved(march(15, 4))
    with pytest.raises(GuardFailed) as refused:
        do(case, "send_reply", LI, march(29), **SENT)
    assert refused.value.guard == "on"
    assert str(refused.value.reason) == ("it rests on ReplyApproved of 2024-04-15 and cannot have happened before it")
    assert do(case, "send_reply", LI, march(15, 4), **SENT).state == "replied"


def test_what_leaves_a_case_where_it_is_may_be_dated_back_as_far_as_it_was_possible() -> None:
    """Told on 28 March, the extension is written down on 29 March, after the draft; before the register it is none."""
    case = approved(march(28))
    assert do(case, "extend", HEAD, march(5), **EXTENDED).clock("reply").due == march(28, 4)  # type: ignore[union-attr]
    with pytest.raises(GuardFailed, match="before the case was opened on 2024-03-01"):
        do(case, "extend", HEAD, date(2024, 2, 29), **EXTENDED)


def test_what_was_not_possible_meanwhile_is_not_dated_back_over_it() -> None:
    """A correction was asked for on 5 March: a letter of the 4th to a third party, told later, was possible then."""
    case = do(handling(), "ask_correction", WANG, march(6), correction_items="名称", correction_days=10)
    with pytest.raises(NotAllowedHere):
        do(case, "consult_third_party", LI, march(5), third_party="甲")
    back = do(case, "correct", ZHANG, march(11), corrected_on=march(11), description="某批复")
    with pytest.raises(GuardFailed, match="it rests on RequestCorrected of 2024-03-11"):
        do(back, "consult_third_party", LI, march(5), third_party="甲")
    assert do(back, "consult_third_party", LI, march(11), third_party="甲").tasks == (("third_party", "甲"),)


def test_a_lapse_does_not_stand_against_what_came_before_it() -> None:
    """Deemed abandoned on 14 March; the corrected request of the 13th, told as of that day, is in time."""
    case = do(handling(), "ask_correction", WANG, march(5), correction_items="名称", correction_days=5)
    case = do(case, "record_correction_served", WANG, march(6), correction_served_on=march(6))
    case = do(case, "deem_uncorrected", SYSTEM, march(14))
    assert entered(case) == march(14)
    facts = {"corrected_on": march(13), "description": "某批复", "record_evidence": "收发章"}
    back = do(case, "correct", WANG, march(13), recorded=noon(march(15)), **facts)
    assert (back.state, back.outcome, back.clock("reply").due) == ("handling", "", march(11, 4))  # type: ignore[union-attr]


def test_a_voided_arrival_is_none() -> None:
    """The approval of 15 April was entered by mistake and voided: the case came where it is by the review of March."""
    case = do(approved(march(28)), "recall_approval", HEAD, march(15, 4), return_reason="误")
    at = Occasion(march(16, 4), WANG, noon(march(16, 4)))
    (event,) = void(LAW, case, case.seq, at, reason="误", approved_by=HEAD, basis=BASIS)
    case = evolve(case, event)
    assert (case.state, entered(case)) == ("approved", march(28))
    assert do(case, "send_reply", LI, march(29), **SENT).events[-1].type == "ReplySent"


def test_of_two_instants_the_earlier_is_before() -> None:
    """Within one day instants tell the order; a day and an instant of it do not."""
    case = do(handling(), "review_secrecy", WANG, noon(march(11)), secrecy="clear", severable=False)
    case = do(case, "draft_reply", LI, noon(march(12)), decision="granted", grounds=("36-2",), how_to_obtain="附件")
    early = noon(march(12)).replace(hour=9)
    with pytest.raises(GuardFailed, match="it rests on ReplyDrafted of 2024-03-12"):
        do(case, "pass_review", LEGAL, early, review_opinion="同意")
    assert do(case, "pass_review", LEGAL, march(12), review_opinion="同意").state == "reviewed"


def _refused(case: Case, command: str, by: Actor, on: Moment, **facts: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(BadFacts) as caught:
        do(case, command, by, on, recorded=noon(march(20, 4)), **facts)
    assert caught.value.article
    return [(fault.field, fault.why.code, fault.why.en) for fault in caught.value.faults]


def test_a_fact_lies_between_what_it_answers_and_the_act() -> None:
    """The letter to the third party went out on 11 March: it cannot have arrived on the 8th, nor on the day after."""
    case = do(handling(), "consult_third_party", LI, march(11), third_party="甲")
    served = {"third_party": "甲"}
    assert _refused(case, "record_third_party_served", LI, march(12), **served, third_party_served_on=march(13)) == [
        (
            "third_party_served_on",
            "time.future",
            (
                "day the third party received the letter 2024-03-13 is after the act on 2024-03-12: what has "
                "not happened cannot be recorded"
            ),
        )
    ]
    assert _refused(case, "record_third_party_served", LI, march(12), **served, third_party_served_on=march(8)) == [
        (
            "third_party_served_on",
            "time.before_cause",
            (
                "day the third party received the letter 2024-03-08 is before ThirdPartyConsulted of 2024-03-11, "
                "which it answers"
            ),
        )
    ]
    on_the_day = do(case, "record_third_party_served", LI, march(12), **served, third_party_served_on=march(11))
    assert on_the_day.clock("third_party", "甲").due == march(1, 4)  # type: ignore[union-attr]


def test_a_fact_answers_the_letter_to_the_one_who_is_named() -> None:
    """The first was asked on the 5th, the second on the 11th: each receipt is measured by its own letter."""
    case = do(handling(), "consult_third_party", LI, march(5), third_party="甲")
    case = do(case, "consult_third_party", LI, march(11), third_party="乙")
    case = do(case, "record_third_party_served", LI, march(12), third_party="甲", third_party_served_on=march(6))
    facts = {"third_party": "乙", "third_party_served_on": march(6)}
    assert [row[:2] for row in _refused(case, "record_third_party_served", LI, march(12), **facts)] == [
        ("third_party_served_on", "time.before_cause")
    ]


def test_an_act_follows_what_it_rests_on_in_the_same_state() -> None:
    """A reconsideration is not concluded before it was applied for."""
    case = do(approved(march(11)), "send_reply", LI, march(12), **SENT)
    case = do(case, "apply_for_review", ZHANG, march(20), review_number="复1")
    with pytest.raises(GuardFailed, match="it rests on ReviewApplied of 2024-03-20"):
        do(case, "conclude_review", WANG, march(19), review_number="复1", review_result="upheld")
    assert do(case, "conclude_review", WANG, march(20), review_number="复1", review_result="upheld").seq == case.seq + 1


def test_what_is_planned_lies_ahead() -> None:
    """A document is not due for its next evaluation before it is issued."""
    law = flow("attribute_review@2019")
    (move, *_) = [m for m in law.moves if m.command == "issue" and any(item.planned for item in m.requires)]
    assert [item.name for item in move.requires if item.planned] == ["next_review_on"]


def test_what_would_have_stopped_a_clock_that_is_over_needs_its_evidence() -> None:
    """Extended on 28 March, as somebody writes on 20 April: the term was over on the 29th."""
    case, late = handling(), noon(march(20, 4))
    with pytest.raises(BadFacts) as caught:
        do(case, "extend", HEAD, march(28), recorded=late, **EXTENDED)
    (fault,) = caught.value.faults
    assert (fault.field, fault.why.code) == ("record_evidence", "time.evidence_needed")
    assert fault.why.en == (
        "it happened on 2024-03-28 and was recorded on 2024-04-20; clock 'reply' was over by then: give the evidence"
    )
    with_it = do(case, "extend", HEAD, march(28), recorded=late, **EXTENDED, record_evidence="邮戳")
    assert with_it.clock("reply").due == march(28, 4)  # type: ignore[union-attr]
    assert with_it.fact("record_evidence") == "邮戳"
    in_time = do(case, "extend", HEAD, march(28), recorded=noon(march(29)), **EXTENDED)
    assert in_time.clock("reply").due == march(28, 4)  # type: ignore[union-attr]


def test_a_case_that_came_into_the_books_late_is_taken_in_as_it_is() -> None:
    """A file of paper, entered in May: its extension of March stops no clock that anybody had watched."""
    case = evolve(None, open_case(LAW, "A-1", Occasion(march(1), WANG, noon(march(6, 5))))[0])
    entry = {"recorded": noon(march(6, 5))}
    case = do(case, "register", WANG, march(1), received_on=march(1), signed_on=march(1), **entry, **REGISTERED)
    case = do(do(case, "accept", WANG, march(4), **entry), "extend", HEAD, march(28), **entry, **EXTENDED)
    assert case.clock("reply").due == march(28, 4)  # type: ignore[union-attr]


def test_what_lapsed_stays_lapsed() -> None:
    """Consulted on 10 April, twelve days late: the case stays overdue, and silence can be complained of."""
    case = do(handling(), "consult_third_party", LI, march(10, 4), third_party="甲")
    state = case.clock("reply")
    assert state is not None
    assert (state.status, state.due, state.lapsed(march(10, 4))) == ("running", march(29), True)
    assert "apply_for_review" in allowed(LAW, case, march(11, 4), ZHANG)


def test_a_consultation_ends_for_the_term_when_its_own_term_is_over() -> None:
    """Received on 6 March, the third party's days are over on the 27th; whatever is written later, and whenever."""
    case = do(handling(), "consult_third_party", LI, march(4), third_party="甲")
    case = do(case, "record_third_party_served", LI, march(6), third_party="甲", third_party_served_on=march(6))
    answer = {"third_party": "甲", "third_party_opinion": "consents"}
    dues = {
        "on the last day": do(case, "record_third_party_opinion", LI, march(27), **answer),
        "silent": do(case, "deem_third_party_silent", SYSTEM, march(28), third_party="甲"),
        "swept late": do(case, "deem_third_party_silent", SYSTEM, march(11, 4), third_party="甲"),
        "answered late": do(case, "record_third_party_opinion", LI, march(10, 4), **answer),
        "not awaited": do(
            case, "stop_waiting_for_third_party", WANG, march(9, 4), third_party="甲", no_answer_reason="x"
        ),
    }
    assert {name: one.clock("reply").due for name, one in dues.items()} == dict.fromkeys(dues, march(24, 4))  # type: ignore[union-attr]


@pytest.mark.parametrize("days", [0, -5])
def test_a_length_of_time_is_a_whole_number(days: int) -> None:
    """No days are no extension."""
    facts = {**EXTENDED, "extension_days": days}
    assert [row[:2] for row in _refused(handling(), "extend", HEAD, march(28), **facts)] == [
        ("extension_days", "term.not_whole")
    ]
