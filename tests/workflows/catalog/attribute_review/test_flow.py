"""公文公开属性审查: scenarios of its clauses, who may do what, deletions, compliance rules."""

from __future__ import annotations

from datetime import date

import pytest

from helpers.catalog_checks import CatalogFlow, Tamper, any_order, breaches, by, history, put, renamed, without
from helpers.scenarios import basis_of
from workflows import NATIONAL, Place
from workflows.catalog.attribute_review.compliance import RULES
from workflows.catalog.attribute_review.facts import ATTRIBUTES
from workflows.catalog.attribute_review.flow import FLOW
from workflows.catalog.attribute_review.questions import attributes_of, label_of
from workflows.flows.parts import SAME
from workflows.places.files import place

BASIS = basis_of("cn", "", None)

TestAnyOrder = any_order(FLOW, date(2024, 3, 1), RULES)


def test_every_wait_names_its_party_and_every_end_is_quiet() -> None:
    """Only the draft itself waits for nobody in particular; moves that stay in an end state touch no clock."""
    assert ["drafting"] == [s.id for s in FLOW.states if s.kind != "end" and not s.waits_for]
    ends = {state.id for state in FLOW.states if state.kind == "end"}
    assert [] == [m.command for m in FLOW.moves if m.target == SAME and set(m.sources) & ends and m.effects]


def test_the_attribute_is_fixed_at_issue() -> None:
    """After issue only an approved change, a stopped publication and a take-down write the attribute."""
    before = {"drafting", "returned", "disputed", "secrecy_review", "secrecy_referred", "privacy_review"}
    writes = {
        (source, move.command)
        for move in FLOW.moves
        for source in move.sources
        if "attribute" in {item.name for item in move.requires} | {name for name, _ in move.sets}
    }
    after = {("change_proposed", "approve_change"), ("to_publish", "stop_publication")}
    after |= {(source, "take_down") for source in ("published", "public", "to_annotate", "annotated")}
    assert after == {(source, command) for source, command in writes if source not in before}


@pytest.mark.parametrize(
    ("where", "attribute", "label"),
    [
        ("cn", "proactive", "（信息公开属性：主动公开）"),
        ("cn", "withheld", "（信息公开属性：不予公开）"),
        ("cn", "on_request", "（信息公开属性：依申请公开）"),
        ("shanwei", "proactive", "公开方式：主动公开"),
        ("shanwei", "withheld", "公开方式：不公开"),
        ("baoshan", "redacted", "此件删减后公开"),
    ],
)
def test_labels_are_those_of_the_place(where: str, attribute: str, label: str) -> None:
    """Seed 001 prints （信息公开属性：主动公开）, seed 003 公开方式：主动公开."""
    assert label == label_of(attribute, place(where))


def test_three_attributes_or_four() -> None:
    """The nation and 汕尾 have three attributes, 保山 four; an option of another type is not taken."""
    assert ("proactive", "on_request", "withheld") == attributes_of(NATIONAL)
    assert ("proactive", "on_request", "withheld") == attributes_of(place("shanwei"))
    assert ATTRIBUTES == attributes_of(place("baoshan"))
    assert ("proactive", "on_request", "withheld") == attributes_of(
        Place("x", "某地", "X", options={"attributes": "x"})
    )


TAMPERED: list[tuple[str, Tamper, str, str]] = [
    (
        "own-published",
        put("FileSubmitted", attribute=None),
        "stated",
        "印发时没有明确公开属性 / issued without an attribute",
    ),
    (
        "on-request",
        put("FileSubmitted", reason=None),
        "reasoned",
        "拟定为on_request而没有说明理由 / not simply public and no reason is given",
    ),
    (
        "withheld",
        put("FileSubmitted", ground=None),
        "grounded",
        "不予公开而没有法定情形 / withheld without a statutory ground",
    ),
    (
        "withheld",
        put("DocumentDescribed", document_class="policy"),
        "pre_reviewed",
        "不公开的政策性文件报批前未送公开工作机构审查 / the disclosure office did not review it first",
    ),
    (
        "own-published",
        without("SecrecyCleared"),
        "secrecy",
        "公开前没有经过保密审查 / published without a secrecy review",
    ),
    (
        "own-published",
        without("PrivacyCleared"),
        "privacy",
        "公开前没有审查个人隐私和第三方权益 / published without a privacy review",
    ),
    ("opened-up", put("OpenedUp", opening_review=None), "opening", "变更为公开前没有审查 / opened without a review"),
    (
        "own-published",
        by("DocumentApproved", "li"),
        "four_eyes",
        "li审签自己送核的文件 / li signed his own file",
    ),
    (
        "shanwei-policy",
        put("PolicyApproved", signed_interpretation=None),
        "signed_together",
        "文件审签时没有同步审签解读 / signed without its interpretation",
    ),
    (
        "policy-interpreted-later",
        without("InterpretationPublished"),
        "interpreted",
        "政策性文件没有解读 / a policy without an interpretation",
    ),
    (
        "policy-interpreted-later",
        put("InterpretationPublished", interpretation_kind="reposted"),
        "own_words",
        "以转载代替自身解读 / a repost instead of an interpretation",
    ),
    (
        "own-published",
        put("DocumentIssued", label="不公开"),
        "label",
        "标识“不公开”与公开属性proactive不符 / label '不公开' does not show 'proactive'",
    ),
    (
        "own-published",
        put("DocumentDescribed", document_class="licence"),
        "term",
        "应起算licence期限，实为['publish'] / clock 'licence' should have started",
    ),
    (
        "policy-interpreted-later",
        without("GazettePublished"),
        "gazette",
        "规范性文件没有在政府公报刊登 / a normative document that is not in the gazette",
    ),
    (
        "own-published",
        without("LedgerEntered"),
        "ledger",
        "没有列入主动公开文件台账 / not in the open-document ledger",
    ),
    (
        "opened-up",
        put("FileSubmitted", ground="state_secret"),
        "declassified",
        "国家秘密未解密即公开 / a state secret was opened before it was declassified",
    ),
    (
        "repeal",
        put("RepealAnnotated", annotation=None),
        "annotated",
        "原文件上没有标注 / nothing is annotated on the original",
    ),
    (
        "penalty",
        put("PenaltyWithdrawn", withdrawal_reason=None),
        "withdrawal_explained",
        "撤回处罚信息没有公开说明理由 / withdrawn without publishing why",
    ),
    (
        "on-request",
        put("DocumentDescribed", origin="forwarded", source_attribute="withheld"),
        "source",
        "来文为withheld，转发件为on_request / the source is withheld, the forwarding document on_request",
    ),
    (
        "own-published",
        put("DocumentDescribed", origin="joint", co_issuer_count=2),
        "co_issuers",
        "2个联合发文机关只征求了0个 / 0 of 2 co-issuers were heard",
    ),
]


class TestAttributeReview(CatalogFlow):
    """Everything that is asked of a flow with scenarios and rules."""

    flow, rules, area, opened, tampered = FLOW, RULES, "attribute", date(2024, 3, 1), TAMPERED


def test_rules_judge_only_their_flow() -> None:
    """A rule of this flow finds nothing in the history of another."""
    events = renamed("DocumentIssued", "DocumentIssued")(history(FLOW, "own-published"))
    assert {"attribute_review"} == {rule.flow for rule in RULES}
    assert [] == breaches(FLOW, events, RULES, BASIS)
