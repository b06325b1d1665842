"""A form says what a command takes, in both languages; what one value makes needed; and its own place's words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import catalog
from workflows.errors import InvalidFlow
from workflows.flows.flow import Flow
from workflows.flows.parts import ChoiceLabel
from workflows.places.files import place as place_named
from workflows.testing import payloads
from workflows.views.forms import CommandForm, form_of
from workflows.views.schema import json_schema, openapi_component

FLOWS = catalog.flows()
REQUEST = catalog.flow("request@2019")
FORMS = tuple(form_of(flow, command) for flow in FLOWS for command in flow.commands)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_choice_has_a_label_in_both_languages(flow: Flow) -> None:
    """No page ever shows an id for want of a word, and no Chinese label is an English one."""
    wanting = []
    for item in {item.name: item for move in flow.moves for item in move.requires}.values():
        for choice in item.choices:
            label = flow.label_of(item.name, choice)
            is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in label.zh)
            is_english = any("a" <= sign <= "z" for sign in label.en)
            if not (is_chinese and is_english and choice not in {label.zh, label.en} - {"true", "secret", "text"}):
                wanting.append((item.name, choice, label))
    assert [one for one in wanting if one[1] not in one[2].en] == []
    assert [one for one in wanting if one[2].zh == one[1]] == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_no_two_choices_of_a_fact_have_the_same_label(flow: Flow) -> None:
    """Whoever chooses by the word chooses one thing."""
    for name in flow.labels:
        labels = flow.labels[name].values()
        assert len({label.zh for label in labels}) == len({label.en for label in labels}) == len(labels), name


@pytest.mark.parametrize(
    ("fact", "choice", "zh"),
    [
        ("applicant_kind", "company", "商业企业"),
        ("applicant_kind", "public_welfare", "社会公益组织"),
        ("review_result", "upheld", "结果维持"),
        ("lawsuit_kind", "direct", "未经复议直接起诉"),
        ("decision", "granted", "予以公开"),
        ("grounds", "36-1", "所申请公开信息已经主动公开（条例第三十六条第一项）"),
        ("secrecy", "endangers_safety", "公开后可能危及国家安全、公共安全、经济安全、社会稳定"),
    ],
)
def test_labels_are_the_words_of_the_law(fact: str, choice: str, zh: str) -> None:
    """As the annual report's form of 国办公开办函〔2021〕30号 and 条例第十四条 have them."""
    assert REQUEST.label_of(fact, choice).zh == zh


@pytest.mark.parametrize(
    ("labels", "fault"),
    [
        ({"colour": {}}, "labels are given for 'colour', which no command brings"),
        (
            {"channel": {"owl": ChoiceLabel("猫头鹰", "owl")}},
            "fact 'channel' has no choice 'owl', which is given a label",
        ),
    ],
)
def test_a_label_of_nothing_is_a_fault_of_the_flow(labels: dict[str, dict[str, ChoiceLabel]], fault: str) -> None:
    """A misspelt id does not pass in silence."""
    with pytest.raises(InvalidFlow, match=fault):
        Flow(
            **{
                name: getattr(REQUEST, name)
                for name in ("id", "version", "zh", "en", "article", "initial", "opened_by", "states", "moves")
            },
            roles=REQUEST.roles,
            outcomes=REQUEST.outcomes,
            clocks=REQUEST.clocks,
            tasks=REQUEST.tasks,
            guards=REQUEST.guards,
            labels=labels,
        )


def test_labels_change_no_digest() -> None:
    """A case that is open under a flow stays under it when a word is put right."""
    digests = {flow.name: flow.digest for flow in FLOWS}
    assert digests == {
        "attribute_review@2019": "c2f871f48bf72c75",
        "opinion@2016": "822327ae7b24c7ed",
        "prepublication@2019": "053c6e473589bb92",
        "request@2007": "5952f17c342098b9",
        "request@2019": "b5ba7607e2277fbc",
    }


def demands(form: CommandForm) -> dict[str, str]:
    """Give for each fact what is demanded."""
    return {item.name: item.demand for item in form.fields}


def test_the_form_of_a_registration() -> None:
    """In the order of the register, each day needed by its channel, the person written and never shown."""
    form = form_of(REQUEST, "register")
    assert (form.zh, form.en, form.article) == ("登记", "register the request", "条例第二十九条、第四十五条")
    assert form.roles == ("disclosure_office",)
    assert demands(form) == {
        "channel": "required",
        "received_on": "required",
        "receipt_evidence": "required",
        "submitted_on": "needed_if",
        "arrived_on": "optional",
        "signed_on": "needed_if",
        "confirmed_on": "needed_if",
        "request_form": "required",
        "applicant_kind": "required",
        "applicant_name": "required",
        "identity_proof": "optional",
        "contact": "required",
        "description": "required",
        "delivery_form": "required",
        "record_evidence": "optional",
    }
    fields = {item.name: item for item in form.fields}
    assert [item.name for item in form.fields if item.personal] == ["applicant_name", "identity_proof", "contact"]
    (needed,) = fields["confirmed_on"].needed_if
    assert (needed.fact, needed.values) == ("channel", ("ordinary_post", "internet", "email", "fax"))
    assert needed.article == "条例第三十一条"
    assert fields["contact"].help_zh == "个人信息，加密另存，不再显示"
    assert fields["received_on"].help_en == "not after the act"
    assert [(one.id, one.zh) for one in fields["channel"].choices][:2] == [
        ("in_person", "当面提交"),
        ("signed_post", "邮寄（需签收）"),
    ]


def test_what_is_given_settles_what_is_needed() -> None:
    """Once the channel is known, its day is needed and the others are not."""
    form = form_of(REQUEST, "register").given({"channel": "signed_post"})
    told = demands(form)
    assert (told["signed_on"], told["submitted_on"], told["confirmed_on"]) == ("required", "optional", "optional")


def test_what_is_given_settles_the_way() -> None:
    """A joint document counts its co-issuers; another has none to count."""
    form = form_of(catalog.flow("attribute_review"), "describe")
    assert demands(form)["co_issuer_count"] == "needed_if"
    assert demands(form.given({"origin": "joint"}))["co_issuer_count"] == "required"
    assert "co_issuer_count" not in demands(form.given({"origin": "own"}))


@pytest.mark.parametrize(
    ("command", "fact", "needed"),
    [
        ("answer_opinion", "adoption_reason", ("adoption", ("partly", "not_adopted"))),
        ("arrange_meeting", "openness_reason", ("openness", ("closed",))),
        ("arrange_meeting", "invited", ("openness", ("invited",))),
        ("adopt_decision", "difference_reason", ("follows_majority", (False,))),
    ],
)
def test_values_that_make_a_fact_needed(command: str, fact: str, needed: tuple[str, tuple[str | bool, ...]]) -> None:
    """What is not adopted in full gets its reason; a meeting that is neither closed nor broadcast has guests."""
    form = form_of(catalog.flow("prepublication"), command)
    (condition,) = next(item for item in form.fields if item.name == fact).needed_if
    assert (condition.fact, condition.values) == needed


def test_the_words_are_those_of_the_place() -> None:
    """Shanwei says 不公开 where the nation says 不予公开, and calls the mailbox of the leader its mayor's."""
    shanwei = place_named("shanwei")
    review, opinion = catalog.flow("attribute_review"), catalog.flow("opinion")

    def label(flow: Flow, command: str, fact: str, choice: str) -> str:
        form = form_of(flow, command, shanwei)
        field = next(item for item in form.fields if item.name == fact)
        return next(one.zh for one in field.choices if one.id == choice)

    assert label(review, "submit_file", "attribute", "withheld") == "不公开"
    assert label(opinion, "receive_message", "mailbox", "leader_mailbox") == "市长信箱"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.flow.name}-{form.command}")
def test_every_command_has_a_whole_form(form: CommandForm) -> None:
    """Titles in both languages, an article, roles, and evidence of what is written down late."""
    assert form.zh
    assert form.en
    assert form.article
    assert form.roles
    assert all(item.zh and item.en for item in form.fields)
    assert "record_evidence" in demands(form)
    names = {item.name for item in form.fields}
    assert all(needed.fact in names for item in form.fields for needed in item.needed_if)


@settings(max_examples=100)
@given(st.data())
def test_a_form_given_facts_demands_no_less_than_the_flow(data: st.DataObject) -> None:
    """What a form calls required once all is given is in every payload that its ways could take."""
    form = data.draw(st.sampled_from(FORMS))
    way = data.draw(st.sampled_from(form.ways))
    payload = data.draw(payloads(way.step.move, date(2024, 3, 5)))
    settled = form.given(payload)
    if way in settled.ways and len(settled.ways) == 1:
        needs = {item.name for item in way.step.needs}
        assert needs <= {item.name for item in settled.fields if item.demand == "required"}
    assert all(needed.fact not in payload for item in settled.fields for needed in item.needed_if)


def test_the_schema_of_a_withdrawal() -> None:
    """Whole, as OpenAPI has it."""
    schema = openapi_component(form_of(REQUEST, "withdraw"))["request.2019.withdraw"]
    assert {name: schema[name] for name in ("title", "type", "required", "additionalProperties")} == {
        "title": "撤回申请",
        "type": "object",
        "required": ["withdrawal"],
        "additionalProperties": False,
    }
    assert list(schema["properties"]) == ["withdrawal", "record_evidence"]
    assert {**json_schema(form_of(REQUEST, "withdraw"))} == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
    }


def test_personal_facts_are_written_only() -> None:
    """In the schema too."""
    properties = json_schema(form_of(REQUEST, "register"))["properties"]
    assert [name for name, one in properties.items() if one.get("writeOnly")] == [
        "applicant_name",
        "identity_proof",
        "contact",
    ]
    assert properties["channel"]["oneOf"][0] == {
        "const": "in_person",
        "title": "当面提交",
        "x-title-en": "handed in in person",
    }
