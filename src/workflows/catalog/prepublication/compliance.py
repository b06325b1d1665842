"""What the law demands of the history of a major decision, whoever kept it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from deadlines.counting.due import due
from deadlines.counting.timeline import Started, Timeline
from workflows.cases.events import Event
from workflows.catalog.rule_files import read_rules
from workflows.decisions.compliance import BreachAt, ComplianceRule, History
from workflows.places.place import rule_for
from workflows.values import Value, day_of

DRAFTS = ("DraftPublished", "DraftPublishedForShorterTime")
PASSED = ("LegalityPassed", "LegalityPassedEarly", "LegalityRiskFlagged")
ANSWERED = ("OpinionAdopted", "OpinionNotAdopted")
DISCUSSED = ("DecisionAdopted", "RevisionAsked", "DraftRejected")


def _own(event: Event, name: str) -> Value | None:
    return next((value for key, value in event.facts if key == name), None)


def _last(history: History, before: Event, *types: str) -> Event | None:
    return next((event for event in reversed(history.of(*types)) if event.seq < before.seq), None)


def _limit(history: History, rule_id: str, start: date) -> date | None:
    """Count a term anew from a day, as the rule in force then has it."""
    rule = rule_for(history.basis.place, history.basis.rulebook, rule_id, start)
    return due(rule, Timeline((Started(start),)), history.basis.calendar, readings=history.basis.readings).due


def _too_short(history: History) -> Iterator[BreachAt]:
    for event in history.of("CommentsClosed"):
        draft = _last(history, event, *DRAFTS)
        if draft is None or _own(draft, "shortening_reason"):
            continue
        least = _limit(history, "decision.comment", day_of(draft.on))
        if least is not None and day_of(event.on) <= least:
            yield event, f"征求意见应至{least}，{day_of(event.on)}即结束 / comments should have run through {least}"


def _announced_too_short(history: History) -> Iterator[BreachAt]:
    for event in history.of(*DRAFTS):
        until, least = _own(event, "comments_until"), _limit(history, "decision.comment", day_of(event.on))
        short = isinstance(until, date) and least is not None and until < least
        if short and not _own(event, "shortening_reason"):
            yield (
                event,
                f"公布的截止日{until}早于{least}，没有说明理由 / {until} is before {least} and no reason is given",
            )


def _draft_incomplete(history: History) -> Iterator[BreachAt]:
    for event in history.of(*DRAFTS):
        missing = [n for n in ("draft_address", "basis_address", "explanation_address") if not _own(event, n)]
        if missing:
            yield event, f"公布草案时缺{'、'.join(missing)} / published without {', '.join(missing)}"


def _opinions_open(history: History) -> Iterator[BreachAt]:
    for event in history.of("LegalityReviewAsked"):
        answers = [(_own(past, "opinion_no"), past.seq) for past in history.of(*ANSWERED) if past.seq < event.seq]
        for opinion in history.of("OpinionRecorded"):
            number = _own(opinion, "opinion_no")
            answered = any(answer == number and seq > opinion.seq for answer, seq in answers)
            if opinion.seq < event.seq and not answered:
                yield event, f"意见{number}没有处理 / opinion {number} was not dealt with"


def _no_reason(history: History) -> Iterator[BreachAt]:
    for event in history.of("OpinionNotAdopted"):
        if not _own(event, "adoption_reason"):
            yield event, f"意见{_own(event, 'opinion_no')}未予采纳而没有理由 / not adopted without a reason"


def _materials_late(history: History) -> Iterator[BreachAt]:
    for event in history.of("HearingHeld"):
        reached = history.facts_until(event).get("materials_reached_on")
        limit = _limit(history, "decision.hearing", day_of(event.on))
        if not isinstance(reached, date) or limit is None or reached > limit:
            yield event, f"材料应于{limit}前送达，实为{reached} / materials due {limit} arrived {reached}"


def _no_hearing(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionAdopted"):
        if history.facts_until(event).get("hearing_by_law") is True and not _last(history, event, "HearingHeld"):
            yield event, "依法应当听证而没有听证 / no hearing was held though the law demands it"


def _no_experts(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionAdopted"):
        heard = _last(history, event, "ExpertsHeard")
        if history.facts_until(event).get("professional") is True and heard is None:
            yield event, "专业性、技术性较强而没有专家论证 / a professional matter without experts"


def _interested_experts(history: History) -> Iterator[BreachAt]:
    for event in history.of("ExpertsHeard"):
        if _own(event, "experts_independent") is not True:
            yield event, "论证专家有利害关系 / the experts have an interest"


def _risk_open(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionAdopted"):
        facts = history.facts_until(event)
        if facts.get("risky") is True and facts.get("risk_level") != "controllable":
            yield event, f"风险结论为{facts.get('risk_level')}即作出决策 / decided with risk {facts.get('risk_level')}"


def _not_reviewed(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionAdopted"):
        last = _last(history, event, *PASSED, "LegalityFailed", "LegalityFileReturned", *DRAFTS)
        if last is None or last.type not in PASSED:
            yield event, "未经合法性审查通过即讨论决定 / decided without having passed the legality review"


def _reviewed_in_haste(history: History) -> Iterator[BreachAt]:
    for event in history.of(*PASSED):
        asked = _last(history, event, "LegalityReviewAsked")
        least = _limit(history, "decision.legality", day_of(asked.on)) if asked else None
        if least is not None and day_of(event.on) < least and not _own(event, "early_reason"):
            yield event, f"合法性审查时间应至{least} / the review should have had until {least}"


def _not_republished(history: History) -> Iterator[BreachAt]:
    for event in history.of("LegalityReviewAsked"):
        changed = _last(history, event, "DraftChangedMaterially", "DecisionAdjusted")
        shown = _last(history, event, *DRAFTS, "CommentsExempted")
        if changed and (shown is None or shown.seq < changed.seq):
            yield event, "重大修改后没有重新公布 / not published again after a material change"


def _head_not_last(history: History) -> Iterator[BreachAt]:
    for event in history.of(*DISCUSSED):
        if _own(event, "head_spoke_last") is not True:
            yield event, "行政首长没有末位发表意见 / the head did not speak last"


def _difference(history: History) -> Iterator[BreachAt]:
    for event in history.of(*DISCUSSED):
        if _own(event, "follows_majority") is False and not _own(event, "difference_reason"):
            yield event, "与多数意见不一致而没有说明理由 / differs from the majority without a reason"


def _nobody_invited(history: History) -> Iterator[BreachAt]:
    for event in history.of("ClosedMeetingArranged", "BroadcastMeetingArranged"):
        facts = history.facts_until(event)
        if facts.get("livelihood") is True and facts.get("exempt_ground", "none") == "none":
            yield event, "涉及重大民生而没有邀请列席 / nobody was invited to a matter of livelihood"


def _party_not_asked(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionPublished", "DecisionKeptUnpublished"):
        asked, decided = _last(history, event, "PartyCommitteeAsked"), _last(history, event, "DecisionAdopted")
        if asked is None or (decided is not None and asked.seq < decided.seq):
            yield event, "出台前没有向同级党委请示报告 / the party committee was not asked first"


def _published_alone(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionPublished"):
        is_exempt = history.facts_until(event).get("exempt_ground", "none") != "none"
        wanted = ("interpretation_address",) if is_exempt else ("adoption_address", "interpretation_address")
        missing = [n for n in wanted if not _own(event, n)]
        if missing or _own(event, "linked_both_ways") is not True:
            yield (
                event,
                f"公布时缺{'、'.join(missing) or '相互链接'} / published without {', '.join(missing) or 'links'}",
            )


def _channels(history: History) -> Iterator[BreachAt]:
    for event in history.of("DecisionPublished"):
        channels = _own(event, "channels")
        missing = [n for n in ("gazette", "website") if not isinstance(channels, tuple) or n not in channels]
        if missing:
            yield event, f"没有在{'、'.join(missing)}公布 / not published in {', '.join(missing)}"


def _exempt_silently(history: History) -> Iterator[BreachAt]:
    for event in history.of("MatterExempted", "CommentsExempted"):
        if not _own(event, "reason"):
            yield event, "不履行程序而没有理由 / exempt without a reason"


def _not_archived(history: History) -> Iterator[BreachAt]:
    for event in history.of("ExecutionCompleted", "ExecutionStopped"):
        if not _last(history, event, "ProcedureArchived"):
            yield event, "执行结束而没有归档 / carried out without an archive"


def _same_evaluator(history: History) -> Iterator[BreachAt]:
    for event in history.of("EvaluationStarted"):
        before, after = history.facts_until(event).get("main_evaluator"), _own(event, "post_evaluator")
        if before is not None and before == after:
            yield event, f"{after}既是决策前评估的主要承担者又承担决策后评估 / {after} evaluated before and after"


RULES: tuple[ComplianceRule, ...] = read_rules(
    __file__,
    "prepublication",
    {
        "decision.comment_time": _too_short,
        "decision.shortening": _announced_too_short,
        "decision.draft_complete": _draft_incomplete,
        "decision.opinions": _opinions_open,
        "decision.opinion_reason": _no_reason,
        "decision.hearing_materials": _materials_late,
        "decision.hearing": _no_hearing,
        "decision.experts": _no_experts,
        "decision.expert_interest": _interested_experts,
        "decision.risk": _risk_open,
        "decision.legality": _not_reviewed,
        "decision.legality_time": _reviewed_in_haste,
        "decision.republished": _not_republished,
        "decision.head_last": _head_not_last,
        "decision.majority": _difference,
        "decision.invited": _nobody_invited,
        "decision.party": _party_not_asked,
        "decision.linked": _published_alone,
        "decision.channels": _channels,
        "decision.exempt": _exempt_silently,
        "decision.archive": _not_archived,
        "decision.evaluator": _same_evaluator,
    },
)
"""Rules of this flow, beside those of ``workflows.decisions.compliance``; what each rests on is in ``rules.toml``."""
