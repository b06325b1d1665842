"""Cases and histories as other programs are given them: whole, in the words of flow and place, without persons."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import china, rulebook
from workflows import Actor, Office, catalog
from workflows.cases.case import Case, evolve, replay
from workflows.clock import FixedClock
from workflows.decisions.bands import band_of
from workflows.decisions.rows import row_of
from workflows.errors import NotPermitted
from workflows.flows.flow import Flow
from workflows.office.personal import Keys
from workflows.office.shown import consequences_of, history_of, page_of, preview_of
from workflows.places.files import place as place_named
from workflows.places.place import Basis
from workflows.store.port import Query
from workflows.testing import done, histories, opened
from workflows.values import SHANGHAI
from workflows.views.cases import case_data
from workflows.views.events import history_data, sentence
from workflows.views.outcomes import error_data
from workflows.views.plain import from_data, to_data
from workflows.views.shapes import CaseData, ConsequencesData, ErrorData, EventData, PageData, PreviewData

FLOWS = catalog.flows()
REQUEST = catalog.flow("request@2019")
FIRST = {"request@2007": date(2018, 3, 5)}
CLERK, LI, HEAD = Actor("disclosure_office", "王"), Actor("handler", "李"), Actor("head", "赵")
REGISTERED = {
    "channel": "signed_post",
    "received_on": date(2024, 3, 5),
    "signed_on": date(2024, 3, 5),
    "receipt_evidence": "EMS 1049",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "applicant_name": "欧阳某某",
    "contact": "13812345678",
    "description": "某项目环评批复",
    "delivery_form": "邮寄",
}
PERSONAL = ("欧阳某某", "13812345678")


@cache
def basis_of(place: str) -> Basis:
    """Give what a place counts by."""
    return Basis(china(), rulebook(), place_named(place)) if place else Basis(china(), rulebook())


def through_json(shape: type[Any], value: Any) -> Any:
    """Write a value as JSON and read it back."""
    return from_data(shape, json.loads(json.dumps(to_data(value), ensure_ascii=False)))


@settings(max_examples=60)
@given(st.data())
def test_whatever_happened_is_given_whole_and_comes_back(data: st.DataObject) -> None:
    """Cases of every flow, nationwide and in Shanwei, with every event of their histories."""
    flow = data.draw(st.sampled_from(FLOWS))
    basis = basis_of(data.draw(st.sampled_from(["", "shanwei"])))
    events = data.draw(histories(flow, basis, FIRST.get(flow.name, date(2024, 3, 5)), most=6))
    case = replay(events)
    on = events[-1].on
    shown = case_data(flow, case, row_of(flow, case), band_of(flow, case, on), on, basis)
    assert through_json(CaseData, shown) == shown
    assert [clock.clock for clock in shown.clocks] == [state.clock for state in case.clocks]
    assert {fact.name for fact in shown.facts} == set(case.facts) - flow.personal
    told = history_data(flow, events, basis.place)
    for one, event in zip(told, events, strict=True):
        assert through_json(EventData, one) == one
        assert one.sentence.startswith(f"{one.on:%Y-%m-%d}，{one.by.role_label}")
        assert event.type not in one.sentence
        assert {fact.name for fact in one.facts} == {name for name, _ in event.facts} - flow.personal


def registered() -> Case:
    """Give a request that came by post on 5 March 2024, a Tuesday."""
    case = opened(REQUEST, date(2024, 3, 5), basis=basis_of(""))
    return done(REQUEST, case, "register", on=date(2024, 3, 5), by=CLERK, basis=basis_of(""), **REGISTERED)


def accepted() -> Case:
    """Give the same, accepted the day after, so that nothing but the reply is waited for."""
    return done(REQUEST, registered(), "accept", on=date(2024, 3, 6), by=CLERK, basis=basis_of(""))


def shown(case: Case, on: date, flow: Flow = REQUEST, place: str = "", **how: Any) -> dict[str, Any]:
    """Give a case as data on a day."""
    basis = basis_of(place)
    return to_data(case_data(flow, case, row_of(flow, case), band_of(flow, case, on), on, basis, **how))


def test_a_request_under_way() -> None:
    """Twenty working days from 5 March: Qingming is off and the Sunday after it worked, so 2 April; nine are gone."""
    data = shown(accepted(), date(2024, 3, 18))
    wanted = {
        "schema": "disclosure.case/1",
        "id": "T-1",
        "flow": "request@2019",
        "flow_label": "政府信息依申请公开（2019年条例）",
        "state": "handling",
        "state_label": "办理中",
        "state_label_en": "being handled",
        "band": "on_time",
        "band_text": "剩11个工作日",
        "band_text_en": "11 working days left",
        "symbol": "●",
        "due": "2024-04-02",
        "certainty": "announced",
        "waits_for": "handler",
        "waits_for_label": "承办人",
        "with": "",
        "opened": "2024-03-05",
        "seq": 3,
    }
    assert {name: data[name] for name in wanted} == wanted
    (clock,) = [one for one in data["clocks"] if one["clock"] == "reply"]
    assert (clock["status"], clock["due"], clock["counted"], clock["remaining"]) == ("running", "2024-04-02", 9, 11)
    assert (clock["label"], clock["party_label"], clock["text"]) == ("答复期限", "行政机关", "剩11个工作日")
    kind = next(fact for fact in data["facts"] if fact["name"] == "applicant_kind")
    assert kind == {
        "name": "applicant_kind",
        "label": "申请人类别（年度报告表三各列）",
        "label_en": "kind of applicant, a column of table 3",
        "value": "natural_person",
        "text": "自然人",
        "text_en": "natural person",
    }


@pytest.mark.parametrize(
    ("on", "band", "text"),
    [
        (date(2024, 3, 5), "on_time", "剩20个工作日"),
        (date(2024, 4, 1), "warning", "剩1个工作日"),
        (date(2024, 4, 2), "due_today", "今日届满"),
        (date(2024, 4, 3), "overdue", "逾期1个工作日"),
        (date(2024, 4, 8), "overdue", "逾期3个工作日"),
    ],
)
def test_how_much_time_is_left(on: date, band: str, text: str) -> None:
    """4 to 6 April 2024 were days off and Sunday the 7th was worked."""
    data = shown(accepted(), on)
    assert (data["band"], data["band_text"]) == (band, text)


def test_a_consultation_suspends_and_says_since_when() -> None:
    """No due date is invented while the term stands still."""
    basis = basis_of("")
    on = date(2024, 3, 11)
    case = done(REQUEST, accepted(), "consult_third_party", on=on, by=LI, basis=basis, third_party="某公司")
    data = shown(case, date(2024, 3, 12))
    clocks = {one["clock"]: one for one in data["clocks"]}
    assert (clocks["reply"]["status"], clocks["reply"]["due"]) == ("suspended", None)
    assert (clocks["reply"]["text"], clocks["reply"]["suspended_since"]) == ("中止", "2024-03-11")
    assert (clocks["reply"]["remaining"], clocks["reply"]["counted"]) == (None, None)
    assert [(one["task"], one["key"], one["label"]) for one in data["tasks"]] == [
        ("third_party", "某公司", "征求第三方意见")
    ]
    assert (data["band"], data["band_text"]) == ("suspended", "中止")


def test_the_words_are_those_of_the_place() -> None:
    """In Shanwei what is sent up for a check is 书面报市政府审核, and the office is 局办公室."""
    flow, place = catalog.flow("attribute_review"), place_named("shanwei")
    case = opened(flow, date(2024, 3, 5), basis=basis_of("shanwei"))
    data = shown(case, date(2024, 3, 5), flow, "shanwei")
    (event,) = history_data(flow, case.events, place)
    assert data["state_label"] == "拟制"
    assert event.by.role_label == "承办科（室）"
    assert history_data(flow, case.events)[0].by.role_label == "承办人"


def test_persons_are_left_out_unless_they_are_asked_for() -> None:
    """Neither facts nor sentences name whoever asked."""
    case = registered()
    (withdrawn,) = [
        one
        for one in done(
            REQUEST,
            case,
            "withdraw",
            on=date(2024, 3, 6),
            by=Actor("applicant", "欧阳某某"),
            basis=basis_of(""),
            withdrawal="不再需要",
        ).events
        if one.command == "withdraw"
    ]
    case = evolve(case, withdrawn)
    told = json.dumps(
        [shown(case, date(2024, 3, 6)), *map(to_data, history_data(REQUEST, case.events))], ensure_ascii=False
    )
    assert not [word for word in PERSONAL if word in told]
    whole = json.dumps(
        [
            shown(case, date(2024, 3, 6), personal=True),
            *map(to_data, history_data(REQUEST, case.events, personal=True)),
        ],
        ensure_ascii=False,
    )
    assert all(word in whole for word in PERSONAL)


def office() -> Office:
    """Open an office in memory on 18 March 2024, with a request and a document."""
    found = Office.open(
        "memory:", clock=FixedClock(datetime(2024, 3, 18, 9, tzinfo=SHANGHAI)), keys=Keys("k", {"k": bytes(16)})
    )
    found.open_case("request@2019", "R-1", by=CLERK, on=date(2024, 3, 5), title="环评批复", assignee="李")
    found.do("R-1", "register", by=CLERK, on=date(2024, 3, 5), payload=REGISTERED)
    found.do("R-1", "accept", by=CLERK, on=date(2024, 3, 6))
    found.open_case("attribute_review", "D-1", by=LI, on=date(2024, 3, 6))
    return found


def test_sentences() -> None:
    """What happened, in both languages, with the due date that followed."""
    told = history_of(office().desk, "R-1")
    assert [one.sentence for one in told[:2]] == [
        "2024-03-05，政府信息公开工作机构（王）：登记案件",
        "2024-03-05，政府信息公开工作机构（王）：登记；答复期限至 2024-04-02 届满；补正告知期限至 2024-03-14 届满",
    ]
    assert told[1].sentence_en == (
        "2024-03-05, disclosure office (王): register the request; term of reply is due 2024-04-02; "
        "term for asking for a correction is due 2024-03-14"
    )
    assert (told[1].voided, told[1].by.name, told[1].source_label) == (False, "王", "已提交待登记")


def test_what_every_flow_knows_is_said_too() -> None:
    """A note, a link and an entry voided say what was noted, linked and voided."""
    desk = office()
    desk.note("R-1", by=CLERK, on=date(2024, 3, 6), assignee="周")
    desk.link("R-1", "led_to", "D-1", by=CLERK, on=date(2024, 3, 6))
    desk.void("R-1", 3, reason="录入有误", by=CLERK, approved_by=HEAD, on=date(2024, 3, 7))
    told = history_of(desk.desk, "R-1")
    assert [one.sentence.partition("：")[2] for one in told[3:]] == [
        "记载名称和承办人；承办人：周",
        "关联案件；led_to D-1",
        "撤销记录；第 3 条；理由：录入有误",
    ]
    assert [one.voided for one in told] == [False, False, True, False, False, False]


def test_a_page_of_cases() -> None:
    """Nearest due date first, as the list has it; the cursor goes on to the next."""
    desk = office()
    page = page_of(desk.desk, desk.find(Query(is_open=True), limit=1))
    assert [(row.id, row.band_text, row.with_, row.title) for row in page.items] == [
        ("R-1", "剩11个工作日", "李", "环评批复")
    ]
    assert page.next
    assert through_json(PageData, page) == page
    (second,) = page_of(desk.desk, desk.find(Query(is_open=True), limit=1, after=page.next)).items
    assert (second.id, second.band, second.due) == ("D-1", "no_clock", None)


def test_a_case_whose_flow_is_not_there_is_listed_by_its_ids() -> None:
    """One case of another's flow does not hide the others."""
    known = office()

    def lost(name: str) -> Flow:
        raise catalog.UnknownFlow(name, ()) if name.startswith("attribute") else KeyError(name)

    desk = Office.open("memory:").desk
    row = known.store.row("office", "D-1")
    page = known.find(Query(is_open=True))
    from attrs import evolve as changed  # noqa: PLC0415  # beside its only use

    shown_ = page_of(changed(known.desk, flow=lambda name: REQUEST if "request" in name else lost(name)), page)
    assert [(one.id, one.state_label) for one in shown_.items] == [("R-1", "办理中"), ("D-1", row.state)]
    assert desk is not known.desk


def test_consequences_and_previews() -> None:
    """What voiding would change, and what a command would lead to in many cases, a refusal among them."""
    desk = office()
    desk.open_case("request@2019", "R-2", by=CLERK, on=date(2024, 3, 5))
    desk.do("R-2", "register", by=CLERK, on=date(2024, 3, 5), payload=REGISTERED)
    found = consequences_of(desk.desk, "R-2", desk.preview_void("R-2", 2, by=CLERK, approved_by=HEAD))
    assert through_json(ConsequencesData, found) == found
    assert (found.state_before.label, found.state_after.label) == ("已登记待审查", "已提交待登记")
    moved = {one.clock: (one.label, one.before, one.after) for one in found.deadlines}
    assert moved == {
        "reply": ("答复期限", date(2024, 4, 2), None),
        "correction_notice": ("补正告知期限", date(2024, 3, 14), None),
    }
    assert [(one.id, one.label) for one in found.facts_lost if one.id == "contact"] == [("contact", "联系方式")]
    results = desk.apply(["R-1", "D-1"], "withdraw", by=Actor("applicant"), payload={"withdrawal": "统一撤回"})
    preview = preview_of(desk.desk, "withdraw", results)
    assert through_json(PreviewData, preview) == preview
    done_, refused = preview.results
    assert (done_.state_after.label if done_.state_after else "", done_.refused) == ("已撤回", None)
    assert refused.refused is not None
    assert (refused.refused.code, refused.refused.host_class) == ("not_allowed_here", "refused")


def test_a_refusal_as_data() -> None:
    """Its code, its class for the host, both texts, the article, and what is allowed instead."""
    desk = office()
    with pytest.raises(NotPermitted) as caught:
        desk.do("R-1", "withdraw", by=LI, on=date(2024, 3, 18))
    data = error_data(caught.value)
    assert through_json(ErrorData, data) == data
    assert (data.code, data.host_class, data.guard) == ("not_permitted", "not_permitted", "")
    assert data.facts["role"] == "handler"
    assert (data.zh, data.en) == (caught.value.zh, caught.value.en)


def test_the_sentence_of_one_event_needs_no_office() -> None:
    """A page that has the event and the flow can say it."""
    event = registered().events[1]
    assert sentence(REQUEST, event)[1].startswith("2024-03-05, disclosure office (王): register the request")
