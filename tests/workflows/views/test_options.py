"""What is offered can be done by some facts; what no facts could make possible is not offered."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import china, rulebook
from workflows import Actor, Office, catalog
from workflows.cases.case import Case, replay
from workflows.clock import FixedClock
from workflows.decisions.decide import allowed
from workflows.errors import BadFacts, GuardFailed, NotAllowedHere, NotPermitted
from workflows.office.personal import Keys
from workflows.places.place import Basis
from workflows.testing import actors, done, histories, opened
from workflows.values import SHANGHAI
from workflows.views.options import options_of

BASIS = Basis(china(), rulebook())
REQUEST = catalog.flow("request@2019")
APPLICANT, CLERK, LI = Actor("applicant", "张"), Actor("disclosure_office", "王"), Actor("handler", "李")
REVIEWER, COURT = Actor("review_body", "孙"), Actor("court", "周")
DAY = date(2024, 3, 5)
REGISTERED = {
    "channel": "signed_post",
    "received_on": DAY,
    "signed_on": DAY,
    "receipt_evidence": "EMS 1049",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "applicant_name": "张三",
    "contact": "13812345678",
    "description": "某项目环评批复",
    "delivery_form": "邮寄",
}


def handled() -> Case:
    """Give a request that has been registered and accepted on 5 March 2024."""
    case = opened(REQUEST, DAY, basis=BASIS)
    case = done(REQUEST, case, "register", on=DAY, by=CLERK, basis=BASIS, **REGISTERED)
    return done(REQUEST, case, "accept", on=DAY, by=CLERK, basis=BASIS)


def offered(case: Case, by: Actor, on: date = date(2024, 3, 11)) -> set[str]:
    """Give the commands that are offered to somebody."""
    return {option.command for option in options_of(REQUEST, case, on, by)}


@pytest.mark.parametrize("who", ["third_party", "co_producer", "other_agency"])
def test_nobody_answers_who_was_not_asked(who: str) -> None:
    """An opinion is recorded of those who have been asked; whoever is not waited for is not given up."""
    case = handled()
    record, give_up = f"record_{who}_opinion", f"stop_waiting_for_{who}"
    assert {record, give_up} & offered(case, LI) == set()
    asked = done(REQUEST, case, f"consult_{who}", on=DAY, by=LI, basis=BASIS, **{who: "某单位"})
    assert record in offered(asked, LI)
    assert f"consult_{who}" in offered(case, LI)


def test_a_review_is_concluded_when_one_is_pending() -> None:
    """There is none before it is applied for, and none after it is concluded."""
    case = done(REQUEST, handled(), "withdraw", on=DAY, by=APPLICANT, basis=BASIS, withdrawal="不再需要")
    assert "conclude_review" not in offered(case, REVIEWER)
    assert "conclude_lawsuit" not in offered(case, COURT)
    case = done(REQUEST, case, "apply_for_review", on=DAY, by=APPLICANT, basis=BASIS, review_number="复1")
    assert "conclude_review" in offered(case, REVIEWER)
    case = done(
        REQUEST, case, "conclude_review", on=DAY, by=REVIEWER, basis=BASIS, review_number="复1", review_result="upheld"
    )
    assert "conclude_review" not in offered(case, REVIEWER)


def test_silence_goes_to_reconsideration_before_court() -> None:
    """Since 2024 no suit over silence without a review; after one a suit is offered."""
    late = date(2024, 4, 8)
    case = handled()
    assert "apply_for_review" in offered(case, APPLICANT, late)
    assert "sue" not in offered(case, APPLICANT, late)


def test_no_co_issuer_answers_who_was_not_asked() -> None:
    """In the review of a document too."""
    flow = catalog.flow("attribute_review")
    described = {"title": "通知", "document_class": "general", "origin": "joint", "co_issuer_count": 1}
    case = opened(flow, DAY, basis=BASIS)
    case = done(flow, case, "describe", on=DAY, by=LI, basis=BASIS, **described)
    case = done(flow, case, "submit_file", on=DAY, by=LI, basis=BASIS, attribute="proactive")
    case = done(flow, case, "accept_file", on=DAY, by=Actor("office", "钱"), basis=BASIS)
    assert "record_co_issuer" not in {option.command for option in options_of(flow, case, DAY, LI)}
    asked = done(flow, case, "consult_co_issuer", on=DAY, by=LI, basis=BASIS, co_issuer="市财政局")
    assert "record_co_issuer" in {option.command for option in options_of(flow, asked, DAY, LI)}


@settings(max_examples=40)
@given(st.data())
def test_options_are_what_is_allowed_with_their_forms(data: st.DataObject) -> None:
    """In every flow: the same commands, each for a role that asks, with the article of what is possible now."""
    flow = data.draw(st.sampled_from(catalog.flows()))
    first = date(2018, 3, 5) if flow.name == "request@2007" else DAY
    case = replay(data.draw(histories(flow, BASIS, first, most=6)))
    on = case.events[-1].on
    for by in actors(flow):
        found = options_of(flow, case, on, by)
        assert tuple(option.command for option in found) == allowed(flow, case, on, by)
        for option in found:
            assert by.role in option.roles
            assert option.article
            assert (option.zh, option.en) == (option.form.zh, option.form.en)
            assert {way.step.source for way in option.form.ways} == {case.state}


def office() -> Office:
    """Open an office in memory on 18 March 2024, with a request that has just come in."""
    found = Office.open(
        "memory:", clock=FixedClock(datetime(2024, 3, 18, 9, tzinfo=SHANGHAI)), keys=Keys("k", {"k": bytes(16)})
    )
    found.open_case("request@2019", "R-1", by=CLERK, on=DAY)
    return found


def test_an_office_reads_what_it_offers() -> None:
    """From the option to the form, from the form to the facts, from the facts to the event."""
    desk = office()
    option = next(one for one in desk.options("R-1", CLERK, on=DAY) if one.command == "register")
    assert [item.name for item in option.form.fields][:2] == ["channel", "received_on"]
    texts = {name: str(value) for name, value in REGISTERED.items()}
    facts = desk.read("R-1", "register", texts, by=CLERK, on=DAY, source="texts")
    assert facts == REGISTERED
    assert desk.do("R-1", "register", by=CLERK, on=DAY, payload=facts).case.state == "registered"


def test_a_refusal_names_the_facts_that_its_condition_wants() -> None:
    """Given to the office without a form, the channel in person has no day: the guard speaks, and names the fact."""
    given_ = {name: value for name, value in REGISTERED.items() if name != "signed_on"}
    with pytest.raises(GuardFailed) as caught:
        office().do("R-1", "register", by=CLERK, on=DAY, payload={**given_, "channel": "in_person"})
    assert (caught.value.guard, caught.value.fields) == ("receipt_day_follows_channel", ("submitted_on",))


def test_an_office_says_first_whether_the_command_is_possible() -> None:
    """Where it is not, or not for this role, nobody is asked for facts; else the faults name the case."""
    desk = office()
    with pytest.raises(NotAllowedHere):
        desk.read("R-1", "draft_reply", {}, by=LI)
    with pytest.raises(NotPermitted):
        desk.read("R-1", "register", {}, by=LI)
    with pytest.raises(BadFacts) as caught:
        desk.read("R-1", "withdraw", {}, by=APPLICANT)
    assert caught.value.zh == (
        "案件 R-1：撤回申请（withdraw）的事项有误：缺少“撤回的意思表示”（withdrawal）（条例第四章（条文未规定撤回，"
        "申请人可以处分其申请））"
    )
    assert (caught.value.case_id, caught.value.state) == ("R-1", "submitted")
