"""Whatever is given is read into facts, or refused with the names of all that is wrong; the schema of a form agrees."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from workflows import catalog
from workflows.decisions.faults import faults_of
from workflows.errors import BadFacts, NotAllowedHere
from workflows.flows.flow import Flow
from workflows.flows.parts import Field
from workflows.testing import payloads
from workflows.values import SHANGHAI, Value
from workflows.views.forms import CommandForm, form_of
from workflows.views.reading import read, read_form
from workflows.views.schema import json_schema

FLOWS = catalog.flows()
FORMS = tuple(form_of(flow, command) for flow in FLOWS for command in flow.commands)
REQUEST = catalog.flow("request@2019")
ON = date(2024, 3, 5)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text("\ud800\udfff a\u3000无"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
"""Any value that a JSON document can hold, and floats that none should."""


@cache
def validator(flow: str, command: str) -> Draft202012Validator:
    """Give what validates the facts of a command."""
    schema = json_schema(form_of(catalog.flow(flow), command))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def in_json(value: Value) -> Any:
    """Write a fact as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def near_misses(item: Field) -> st.SearchStrategy[Any]:
    """Give values that are almost of the kind of a field, and many that are."""
    choices = list(item.choices) or ["x"]
    return {
        "text": st.sampled_from(["甲", "", " \u200b", "a\ud800", "\n", "a\n", "\U00031350", "\ue000", 5]),
        "code": st.sampled_from([*choices, choices[0].upper(), "", 1, [choices[0]]]),
        "codes": st.lists(st.sampled_from([*choices, "x", 3]), max_size=3) | st.just(choices[0]),
        "int": st.sampled_from([0, -1, 5, 5.0, 5.5, True, "5", 2**53, 2**53 - 1, -(2**53), 1e300, float("nan")]),
        "bool": st.sampled_from([True, False, 0, 1, "true", None]),
        "day": st.sampled_from(
            [
                "2024-02-29",
                "2023-02-29",
                "2024-03-05",
                "2024-3-5",
                "20240305",
                "2024-03-05\n",
                "9999-01-01",
                "1900-02-29",
                "2000-02-29",
                "2024-04-31",
                "2024-12-31",
                "0999-01-01",
                "２０２４-03-05",
                20240305,
            ]
        ),
        "instant": st.sampled_from(
            [
                "2024-03-05T09:00:00+08:00",
                "2024-03-05T09:00:00",
                "2024-03-05T09:00:00Z",
                "2024-03-05 09:00:00Z",
                "2024-03-05T24:00:00Z",
                "2024-02-30T09:00:00Z",
                "2024-03-05T09:00:00.123+08:00",
                "2024-03-05",
            ]
        ),
    }[item.kind]


@st.composite
def mappings(draw: st.DrawFn, form: CommandForm) -> dict[str, Any]:
    """Draw what somebody may give for a command: right, nearly right, or anything."""
    way = draw(st.sampled_from(form.ways))
    mapping = {name: in_json(value) for name, value in draw(payloads(way.step.move, ON)).items()}
    takes = form.takes
    for name in draw(st.lists(st.sampled_from([*takes, "kunlun"]), max_size=3)):
        change = draw(st.sampled_from(["drop", "near", "any"]))
        if change == "drop":
            mapping.pop(name, None)
        elif name in takes and change == "near":
            mapping[name] = draw(near_misses(takes[name]))
        else:
            mapping[name] = draw(ANYTHING)
    return mapping


def told(form: CommandForm, mapping: object, **how: Any) -> dict[str, Value] | tuple[str, ...]:
    """Give the facts, or the fields at fault; each fault says what it is in both languages."""
    try:
        return read_form(form, mapping, **how)
    except BadFacts as wrong:
        found = wrong.faults
    assert found
    for fault in found:
        assert fault.why.code.startswith(("fact.", "facts."))
        assert fault.why.zh.encode()
        assert fault.why.en.encode()
    return tuple(fault.field for fault in found)


@settings(max_examples=400)
@given(st.data())
def test_the_schema_accepts_what_is_read_and_refuses_the_rest(data: st.DataObject) -> None:
    """Of every command of every flow, whatever is given."""
    form = data.draw(st.sampled_from(FORMS))
    mapping = data.draw(mappings(form))
    is_read = isinstance(told(form, mapping), dict)
    assert validator(form.flow.name, form.command).is_valid(mapping) is is_read


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.flow.name}-{form.command}")
def test_what_is_right_is_read_as_it_was(form: CommandForm) -> None:
    """A payload that a way of the form takes comes back as it is: nothing is lost on the way through JSON."""

    @settings(max_examples=15)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        way = data.draw(st.sampled_from(form.ways))
        payload = data.draw(payloads(way.step.move, ON))
        mapping = json.loads(json.dumps({name: in_json(value) for name, value in payload.items()}))
        facts = told(form, mapping)
        if isinstance(facts, dict):
            assert facts == payload
            others = [one.step for one in form.ways]
            assert any(faults_of(facts, one, others) == () for one in others)

    check()


@settings(max_examples=200)
@given(st.data())
def test_texts_are_read_as_their_values_are(data: st.DataObject) -> None:
    """A form that is posted says the same as the JSON of it."""
    form = data.draw(st.sampled_from(FORMS))
    way = data.draw(st.sampled_from(form.ways))
    payload = data.draw(payloads(way.step.move, ON))
    texts: dict[str, Any] = {}
    for name, value in payload.items():
        one = list(value) if isinstance(value, tuple) else str(in_json(value)).lower()
        texts[name] = one if isinstance(one, list) or data.draw(st.booleans()) else [one]
    mapping = {name: in_json(value) for name, value in payload.items()}
    assert told(form, texts, source="texts") == told(form, mapping)


@settings(max_examples=200)
@given(st.sampled_from(FORMS), ANYTHING | st.dictionaries(st.text(), ANYTHING), st.sampled_from(["json", "texts"]))
def test_anything_is_read_or_refused_with_its_fields(form: CommandForm, given_: Any, source: str) -> None:
    """No mapping, and nothing that is no mapping, breaks the reader."""
    found = told(form, given_, source=source)
    if not isinstance(found, dict) and isinstance(given_, dict):
        known = set(map(str, given_)) | set(form.takes)
        assert set(found) <= known


def faults(flow: Flow, command: str, mapping: object, **how: Any) -> list[tuple[str, str]]:
    """Give the fields at fault with what is said of them in Chinese."""
    with pytest.raises(BadFacts) as caught:
        read(flow, command, mapping, **how)
    return [(fault.field, fault.why.zh) for fault in caught.value.faults]


REGISTER = {
    "channel": "in_person",
    "received_on": "2024-03-05",
    "receipt_evidence": "签收单",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "applicant_name": "张三",
    "contact": "13812345678",
    "description": "某项目环评批复",
    "delivery_form": "邮寄",
}


def test_all_faults_are_told_at_once() -> None:
    """What is wrong, what is unknown, what is missing, and what the channel makes needed."""
    given_ = {**REGISTER, "received_on": "2024-02-30", "applicant_kind": "dog", "contact": " ", "colour": "red"}
    del given_["description"]
    assert faults(REQUEST, "register", given_) == [
        ("received_on", "“收到申请之日”（received_on）的值“2024-02-30”不是日期"),
        (
            "applicant_kind",
            (
                "“申请人类别（年度报告表三各列）”（applicant_kind）的值“dog”不在 "
                "natural_person、company、research、public_welfare、legal_service、other 之列"
            ),
        ),
        ("contact", "“联系方式”（contact）没有内容"),
        (
            "colour",
            (
                "不认识的事项“colour”；可写 channel、received_on、receipt_evidence、submitted_on、arrived_on、"
                "signed_on、confirmed_on、request_form、applicant_kind、applicant_name、identity_proof、contact、"
                "description、delivery_form"
            ),
        ),
        ("description", "缺少“所申请信息的名称、文号或者特征描述”（description）"),
        (
            "submitted_on",
            "缺少“提交之日（系统接收之日）”（submitted_on）：“申请渠道”为“当面提交”时须写明（条例第三十一条）",
        ),
    ]


def test_what_a_value_makes_needed_is_needed_of_its_way_alone() -> None:
    """An objection is asked for of a co-issuer who disagrees, and not taken of one who agrees."""
    review = catalog.flow("attribute_review")
    disagrees = {"co_issuer": "市财政局", "co_issuer_opinion": "disagrees"}
    assert faults(review, "record_co_issuer", disagrees) == [("objection", "缺少“审查意见”（objection）")]
    agrees = {"co_issuer": "市财政局", "co_issuer_opinion": "agrees", "objection": "无"}
    assert faults(review, "record_co_issuer", agrees) == [
        ("objection", "“审查意见”（objection）不属于这一步的这种情形")
    ]
    assert read(review, "record_co_issuer", {**disagrees, "objection": "涉密"})["objection"] == "涉密"


@pytest.mark.parametrize(
    ("command", "name", "text", "value"),
    [
        ("register", "received_on", "2024年3月5日", date(2024, 3, 5)),
        ("register", "received_on", " 2024/03/05 ", date(2024, 3, 5)),
        ("register", "received_on", "2024.3.5", date(2024, 3, 5)),
        ("extend", "extension_days", ["+20"], 20),
        ("extend", "notice_way", " 电话 ", " 电话 "),
        ("draft_reply", "other_law_demands_disclosure", "是", True),
        ("draft_reply", "other_law_demands_disclosure", "off", False),
        ("draft_reply", "grounds", "36-2,36-1", ("36-2", "36-1")),
        ("draft_reply", "grounds", ["36-2", "36-1"], ("36-2", "36-1")),
        ("draft_reply", "decision", " granted ", "granted"),
    ],
)
def test_how_people_write_values(command: str, name: str, text: Any, value: Value) -> None:
    """Days in the forms of the country, yes and no in both languages, several codes in one text or many."""
    whole = {
        "register": {**REGISTER, "submitted_on": "2024-03-05"},
        "extend": {"extension_reason": "案情复杂", "notice_way": "电话"},
        "draft_reply": {"decision": "granted", "grounds": "36-2", "how_to_obtain": "邮寄", "reasons": ""},
    }[command]
    assert read(REQUEST, command, {**whole, name: text}, source="texts")[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("received_on", "2024年2月30日"),
        ("received_on", "明天"),
        ("received_on", "45356"),
        ("applicant_kind", "自然人"),
    ],
)
def test_what_is_none_of_it_is_refused_by_name(name: str, text: str) -> None:
    """Nothing is guessed."""
    texts = {**REGISTER, "submitted_on": "2024-03-05", name: text}
    assert [field for field, _ in faults(REQUEST, "register", texts, source="texts")] == [name]


def test_an_instant_without_a_zone_is_beijing_time() -> None:
    """As a page with a field for date and time sends it."""
    texts = {"detected_at": "2024-03-05T09:00", "origin": "event", "source": "微博", "summary": "停水"}
    opinion = catalog.flow("opinion")
    command = next(c for c in opinion.commands if "detected_at" in form_of(opinion, c).takes)
    facts = read(opinion, command, texts, source="texts")
    assert facts["detected_at"] == datetime(2024, 3, 5, 9, tzinfo=SHANGHAI)


def test_what_is_given_twice_is_told() -> None:
    """Two values for what has one."""
    texts = {"extension_reason": ["一", "二"], "notice_way": "电话"}
    assert faults(REQUEST, "extend", texts, source="texts") == [
        ("extension_reason", "“延长期限的理由”（extension_reason）写了不止一次")
    ]


def test_a_personal_value_is_not_repeated() -> None:
    """Errors are logged; what is personal is not in them."""
    with pytest.raises(BadFacts) as caught:
        read(REQUEST, "register", {**REGISTER, "submitted_on": "2024-03-05", "contact": 13812345678})
    assert "13812345678" not in f"{caught.value.zh}{caught.value.en}{caught.value.facts()}"
    assert (
        caught.value.zh == "登记（register）的事项有误：“联系方式”（contact）的值不是文字（条例第二十九条、第四十五条）"
    )


def test_facts_that_are_no_mapping_are_refused() -> None:
    """A list is no object."""
    with pytest.raises(BadFacts) as caught:
        read(REQUEST, "withdraw", ["withdrawal"])
    assert [fault.why.code for fault in caught.value.faults] == ["facts.no_mapping", "fact.missing"]


def test_an_unknown_command_is_no_fault_of_facts() -> None:
    """The flow has no such step."""
    with pytest.raises(NotAllowedHere) as caught:
        read(REQUEST, "fly", {})
    assert caught.value.zh == "“fly”不能办：流程中没有这个命令（条例第四章）"
    assert caught.value.en == "'fly' refused: no such command in the flow (条例第四章); nothing is allowed now"


def test_a_rare_name_is_a_name() -> None:
    """Signs that this Python does not know, or that an office has made, are not blank."""
    facts = read(REQUEST, "register", {**REGISTER, "submitted_on": "2024-03-05", "applicant_name": "\ue000\U00031350"})
    assert facts["applicant_name"] == "\ue000\U00031350"
