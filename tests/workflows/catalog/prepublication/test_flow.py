"""重大决策预公开: scenarios of its clauses, who may do what, deletions, compliance rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.catalog_checks import CatalogFlow, Tamper, any_order, breaches, history, on, put, renamed, without
from helpers.scenarios import basis_of
from workflows import Actor, GuardFailed, decide, evolve, replay
from workflows.cases.events import Occasion
from workflows.catalog.prepublication.compliance import RULES
from workflows.catalog.prepublication.flow import FLOW

BASIS = basis_of("cn", "", None)

TestAnyOrder = any_order(FLOW, date(2024, 1, 8), RULES)


def test_every_open_state_waits_for_somebody() -> None:
    """There is no state in which nobody is named."""
    assert [] == [state.id for state in FLOW.states if state.kind != "end" and not state.waits_for]


def test_no_way_to_a_decision_around_the_legality_review() -> None:
    """A meeting is arranged only in ``ready``, and ``ready`` is entered from the review or from where it was left."""
    assert {"ready"} == {source for m in FLOW.moves if m.command == "arrange_meeting" for source in m.sources}
    into = {(source, move.command) for move in FLOW.moves if move.target == "ready" for source in move.sources}
    assert {
        ("legality_review", "pass_legality"),
        ("legality_review", "pass_with_risk"),
        ("meeting", "postpone_meeting"),
        ("suspended", "resume_procedure"),
    } == into


@given(days=st.integers(1, 120), reason=st.sampled_from(["", "情况紧急"]))
@settings(deadline=None)
def test_thirty_days_or_a_published_reason(days: int, reason: str) -> None:
    """A draft may be announced until any day thirty days off or later; an earlier one needs its reason."""
    start = date(2024, 3, 1)
    until = start + timedelta(days=days)
    case = replay(history(FLOW, "listed"))
    payload: dict[str, str | date] = {
        "draft_address": "c",
        "basis_address": "y",
        "explanation_address": "s",
        "comment_way": "邮箱",
        "comments_until": until,
        **({"shortening_reason": reason} if reason else {}),
    }
    by = Actor("disclosure_office", "qian")
    if days < 30 and not reason:
        with pytest.raises(GuardFailed, match="is shorter than the least the law allows") as refused:
            decide(FLOW, case, "publish_draft", Occasion(start, by), basis=BASIS, payload=payload)
        assert "《重大行政决策程序暂行条例》第十五条第一款" == refused.value.article
        return
    (event,) = decide(FLOW, case, "publish_draft", Occasion(start, by), basis=BASIS, payload=payload)
    case = evolve(case, event)
    assert {until} == {clock.due for clock in case.clocks if clock.status == "running"}
    with pytest.raises(GuardFailed, match="the announced time for comments is over"):
        decide(FLOW, case, "close_comments", Occasion(until, Actor("handler", "li")), basis=BASIS)
    (closed,) = decide(
        FLOW, case, "close_comments", Occasion(until + timedelta(days=1), Actor("handler", "li")), basis=BASIS
    )
    assert "studying" == closed.state


@given(ahead=st.integers(1, 60), before=st.integers(-5, 60))
@settings(deadline=None)
def test_materials_seven_days_before_the_hearing(ahead: int, before: int) -> None:
    """Materials are in time if they arrived seven or more days before the hearing, on any days of the week."""
    start = date(2024, 4, 2)
    hearing = start + timedelta(days=ahead)
    case = replay(event for event in history(FLOW, "studied") if event.type != "HearingAnnounced")
    li = Actor("handler", "li")
    announced = {"hearing_on": hearing, "selection_rule": "抽签", "participants": "名单"}
    (event,) = decide(FLOW, case, "announce_hearing", Occasion(start, li), basis=BASIS, payload=announced)
    case = evolve(case, event)
    reached = {"materials_reached_on": hearing - timedelta(days=before)}
    late = hearing + timedelta(days=10)
    if before >= 7:
        (event,) = decide(FLOW, case, "deliver_materials", Occasion(late, li), basis=BASIS, payload=reached)
        assert "HearingMaterialsDelivered" == event.type
    else:
        with pytest.raises(GuardFailed, match="the materials reached the participants in time"):
            decide(FLOW, case, "deliver_materials", Occasion(late, li), basis=BASIS, payload=reached)


TAMPERED: list[tuple[str, Tamper, str, str]] = [
    (
        "published",
        on("CommentsClosed", date(2024, 3, 31)),
        "comment_time",
        "征求意见应至2024-03-31，2024-03-31即结束 / comments should have run through 2024-03-31",
    ),
    (
        "commenting",
        put("DraftPublished", comments_until=date(2024, 3, 30)),
        "shortening",
        "公布的截止日2024-03-30早于2024-03-31，没有说明理由 / 2024-03-30 is before 2024-03-31 and no reason is given",
    ),
    (
        "commenting",
        put("DraftPublished", basis_address=None),
        "draft_complete",
        "公布草案时缺basis_address / published without basis_address",
    ),
    ("reviewed", without("OpinionNotAdopted"), "opinions", "意见2没有处理 / opinion 2 was not dealt with"),
    (
        "reviewed",
        put("OpinionNotAdopted", adoption_reason=None),
        "opinion_reason",
        "意见2未予采纳而没有理由 / not adopted without a reason",
    ),
    (
        "hearing",
        put("HearingMaterialsDelivered", materials_reached_on=date(2024, 4, 14)),
        "hearing_materials",
        "材料应于2024-04-13前送达，实为2024-04-14 / materials due 2024-04-13 arrived 2024-04-14",
    ),
    (
        "decided",
        without("HearingHeld"),
        "hearing",
        "依法应当听证而没有听证 / no hearing was held though the law demands it",
    ),
    (
        "decided",
        without("ExpertsHeard"),
        "experts",
        "专业性、技术性较强而没有专家论证 / a professional matter without experts",
    ),
    (
        "decided",
        put("ExpertsHeard", experts_independent=False),
        "expert_interest",
        "论证专家有利害关系 / the experts have an interest",
    ),
    (
        "decided",
        put("RiskAssessed", risk_level="uncontrollable"),
        "risk",
        "风险结论为uncontrollable即作出决策 / decided with risk uncontrollable",
    ),
    (
        "decided",
        renamed("LegalityPassed", "LegalityFailed"),
        "legality",
        "未经合法性审查通过即讨论决定 / decided without having passed the legality review",
    ),
    (
        "passed-early",
        put("LegalityPassedEarly", early_reason=None),
        "legality_time",
        "合法性审查时间应至2024-04-30 / the review should have had until 2024-04-30",
    ),
    (
        "decided",
        renamed("DraftRevised", "DraftChangedMaterially"),
        "republished",
        "重大修改后没有重新公布 / not published again after a material change",
    ),
    (
        "decided",
        put("DecisionAdopted", head_spoke_last=False),
        "head_last",
        "行政首长没有末位发表意见 / the head did not speak last",
    ),
    (
        "decided",
        put("DecisionAdopted", difference_reason=None),
        "majority",
        "与多数意见不一致而没有说明理由 / differs from the majority without a reason",
    ),
    (
        "decided",
        renamed("OpenMeetingArranged", "ClosedMeetingArranged"),
        "invited",
        "涉及重大民生而没有邀请列席 / nobody was invited to a matter of livelihood",
    ),
    (
        "published",
        without("PartyCommitteeAsked"),
        "party",
        "出台前没有向同级党委请示报告 / the party committee was not asked first",
    ),
    (
        "published",
        put("DecisionPublished", interpretation_address=None),
        "linked",
        "公布时缺interpretation_address / published without interpretation_address",
    ),
    (
        "published",
        put("DecisionPublished", channels=("website",)),
        "channels",
        "没有在gazette公布 / not published in gazette",
    ),
    ("not-public", put("CommentsExempted", reason=None), "exempt", "不履行程序而没有理由 / exempt without a reason"),
    (
        "evaluated",
        without("ProcedureArchived"),
        "archive",
        "执行结束而没有归档 / carried out without an archive",
    ),
    (
        "evaluated",
        put("EvaluationStarted", post_evaluator="甲研究院"),
        "evaluator",
        "甲研究院既是决策前评估的主要承担者又承担决策后评估 / 甲研究院 evaluated before and after",
    ),
]


class TestPrepublication(CatalogFlow):
    """Everything that is asked of a flow with scenarios and rules."""

    flow, rules, area, opened, tampered = FLOW, RULES, "decision", date(2024, 1, 8), TAMPERED


def test_links_must_go_both_ways() -> None:
    """A decision published with both accounts but without links is a breach of its own."""
    events = put("DecisionPublished", linked_both_ways=False)(history(FLOW, "published"))
    why = "公布时缺相互链接 / published without links"
    assert [("decision.linked", why)] == breaches(FLOW, events, RULES, BASIS)
