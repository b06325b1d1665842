"""Moves of the response to public opinion: detection, assessment, response, follow-up."""

from __future__ import annotations

from typing import Any

from workflows.catalog.opinion import fields as f
from workflows.flows.parts import ALL, SAME, Move, Start, Stop

OFFICE = ("opinion_office",)
DUTY = ("responsible", "opinion_office")
URGENT = (Stop("other"), Start("release", on="detected_at"), Start("conference", on="detected_at"))
ORDINARY = (Stop("release"), Stop("conference"), Start("other", on="detected_at"))
ASSESSED = (f.GRADE, f.VERACITY, f.RESPONSIBILITY, f.DEPARTMENT, f.LIVELIHOOD)
PUBLISHED = (f.CONTENT_KIND, f.OUTLET, f.PUBLISHED_WHERE, f.ELEMENTS)
LATE = (("late", True),)


def _sent_back_after_acceptance() -> tuple[Move, ...]:
    """Give what follows when a receiver sends back what it had accepted: the hours run from the first instant."""
    zh, en = "接收单位确认后又退回，重新办理", "the receiver sends back what it had accepted"
    declined: dict[str, Any] = {
        "command": "decline_transfer",
        "sources": ("transferred",),
        "by": ("receiver", "opinion_office"),
        "event": "TransferDeclined",
        "requires": (f.DECLINE_REASON,),
        "reopens": True,
    }
    return (
        Move(
            **declined,
            target="detected",
            zh=zh,
            en=en,
            article=f.WHOSE,
            unless=("is_message",),
            effects=(Start("other", on="detected_at"),),
        ),
        Move(
            **declined,
            target="answering",
            zh=f"{zh}（留言，本地规定期限）",
            en=f"{en}: a message with a term of the place",
            article=f.MESSAGES,
            guards=("is_message", "place_sets_message_term"),
            effects=(Start("message", on="forwarded_on"),),
        ),
        Move(
            **declined,
            target="answering",
            zh=f"{zh}（留言）",
            en=f"{en}: a message",
            article=f.MESSAGES,
            guards=("is_message",),
            unless=("place_sets_message_term",),
        ),
    )


DETECTION: tuple[Move, ...] = (
    Move(
        "record_detection",
        ("noticed",),
        "detected",
        by=("monitor", "opinion_office"),
        event="OpinionDetected",
        zh="登记舆情及起算时刻",
        en="record the opinion and the instant from which the hours run",
        article=f.RESPONSE,
        requires=(f.DETECTED_AT, f.ORIGIN, f.SOURCE, f.SUMMARY),
        effects=(Start("other", on="detected_at"),),
    ),
    Move(
        "assess",
        ("detected",),
        "urgent",
        by=OFFICE,
        event="OpinionAssessed",
        zh="研判：特别重大、重大突发事件",
        en="assess: an emergency of the two upper grades",
        article=f.BOTH,
        guards=("grade_is_upper",),
        requires=ASSESSED,
        effects=URGENT,
    ),
    Move(
        "assess",
        ("detected",),
        "responding",
        by=OFFICE,
        event="OpinionAssessed",
        zh="研判：其他政务舆情",
        en="assess: other opinion",
        article=f.RESPONSE,
        unless=("grade_is_upper",),
        requires=ASSESSED,
        effects=ORDINARY,
    ),
    Move(
        "transfer",
        ("detected", "responding", "urgent"),
        "transferring",
        by=OFFICE,
        event="OpinionTransferred",
        zh="转有权单位办理",
        en="transfer it to the agency it belongs to",
        article=f.WHOSE,
        requires=(f.RECEIVER, f.TRANSFER_REASON),
    ),
    Move(
        "accept_transfer",
        ("transferring",),
        "transferred",
        by=("receiver", "opinion_office"),
        event="TransferAccepted",
        zh="接收单位确认接收",
        en="the receiver accepts it",
        article=f.WHOSE,
        outcome="transferred",
        effects=(Stop(ALL),),
    ),
    Move(
        "decline_transfer",
        ("transferring",),
        "detected",
        by=("receiver", "opinion_office"),
        event="TransferDeclined",
        zh="接收单位退回",
        en="the receiver declines it",
        article=f.WHOSE,
        requires=(f.DECLINE_REASON,),
    ),
    *_sent_back_after_acceptance(),
    Move(
        "dismiss",
        ("detected", "responding"),
        "dismissed",
        by=("head",),
        event="OpinionDismissed",
        zh="认定无需回应",
        en="find that no response is needed",
        article=f.RESPONSE,
        unless=("emergency_is_upper", "lowered_by_the_same_person"),
        requires=(f.NO_RESPONSE_REASON,),
        outcome="no_response",
        effects=(Stop(ALL),),
    ),
)


def _published(
    command: str, source: str, target: str, clock: str, event: str, zh: str, en: str, article: str
) -> tuple[Move, ...]:
    """Give a response twice: late, recorded as late, and in time."""
    guards = ("answers_in_own_words", "content_matches_veracity", "says_what_the_place_demands")
    by = (*DUTY, "head")
    done = (("release_published", True),) if clock == "release" else ()
    return (
        Move(
            command,
            (source,),
            target,
            by=by,
            event=f"{event}Late",
            zh=f"逾期{zh}",
            en=f"{en}, late",
            article=article,
            guards=(*guards, f"lapsed_{clock}"),
            requires=PUBLISHED,
            sets=(*LATE, *done),
            effects=(Stop(clock),),
        ),
        Move(
            command,
            (source,),
            target,
            by=by,
            event=event,
            zh=zh,
            en=en,
            article=article,
            guards=guards,
            unless=(f"lapsed_{clock}",),
            requires=PUBLISHED,
            sets=done,
            effects=(Stop(clock),),
        ),
    )


RESPONDING: tuple[Move, ...] = (
    Move(
        "confer",
        ("detected", "urgent", "briefing", "responding", "following"),
        SAME,
        by=(*DUTY, "head"),
        event="OpinionConferred",
        zh="会商",
        en="confer with the departments concerned",
        article=f.RESPONSE,
        requires=(f.CONFERRED_WITH, f.CONCLUSION),
    ),
    Move(
        "reassess",
        ("urgent", "briefing", "responding", "following", "evaluated"),
        SAME,
        by=(*OFFICE, "head"),
        event="VeracityReassessed",
        zh="更正真伪研判",
        en="put right whether it is true",
        article=f.RESPONSE,
        requires=(f.VERACITY, f.REASSESS_REASON),
        follows=("VeracityReassessed",),
    ),
    Move(
        "inform_partners",
        ("detected", "urgent", "briefing", "responding", "following"),
        SAME,
        by=OFFICE,
        event="PartnersInformed",
        zh="与宣传、网信等部门联动",
        en="inform the publicity and cyberspace bodies",
        article=f.RESPONSE,
        requires=(f.PARTNERS,),
    ),
    *_published(
        "publish_release",
        "urgent",
        "briefing",
        "release",
        "ReleasePublished",
        "发布权威信息",
        "publish authoritative information",
        f.RULES,
    ),
    *_published(
        "publish_response",
        "responding",
        "following",
        "other",
        "ResponsePublished",
        "予以回应",
        "publish the response",
        f.RESPONSE,
    ),
    Move(
        "hold_conference",
        ("briefing",),
        "following",
        by=(*DUTY, "head"),
        event="ConferenceHeldLate",
        zh="逾期举行新闻发布会",
        en="hold the press conference, late",
        article=f.BOTH,
        guards=("lapsed_conference",),
        requires=(f.SPEAKER, f.PUBLISHED_WHERE),
        sets=(("conference_held", True), ("late", True)),
        effects=(Stop("conference"),),
    ),
    Move(
        "hold_conference",
        ("briefing",),
        "following",
        by=(*DUTY, "head"),
        event="ConferenceHeld",
        zh="举行新闻发布会",
        en="hold the press conference",
        article=f.BOTH,
        unless=("lapsed_conference",),
        requires=(f.SPEAKER, f.PUBLISHED_WHERE),
        sets=(("conference_held", True),),
        effects=(Stop("conference"),),
    ),
    Move(
        "publish_progress",
        ("briefing", "following"),
        SAME,
        by=(*DUTY, "head"),
        event="ProgressPublished",
        zh="根据工作进展持续发布权威信息",
        en="publish further information as work proceeds",
        article=f.BOTH,
        guards=("answers_in_own_words",),
        requires=PUBLISHED,
    ),
)


def _regraded(
    source: str,
    target: str,
    zh: str,
    en: str,
    *,
    guards: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    effects: tuple[Start | Stop, ...] = (),
) -> Move:
    return Move(
        "regrade",
        (source,),
        target,
        by=("opinion_office", "head"),
        event="OpinionRegraded",
        zh=zh,
        en=en,
        article=f.BOTH,
        guards=guards,
        unless=unless,
        follows=("OpinionRegraded",),
        requires=(f.GRADE, f.REGRADE_REASON),
        effects=effects,
    )


_UP = ("grade_is_upper",)


def _after_the_response(source: str) -> tuple[Move, ...]:
    """Give the changes of grade after the response; what was published in time stays done."""
    return (
        _regraded(
            source,
            "briefing",
            "回应后升级：已发布权威信息，按原起点适用二十四小时",
            "raise the grade after authoritative information was published",
            guards=(*_UP, "release_published"),
            unless=("conference_held",),
            effects=URGENT[2:],
        ),
        _regraded(
            source,
            "urgent",
            "回应后升级：按原起点适用五小时、二十四小时",
            "raise the grade after the response",
            guards=_UP,
            unless=("conference_held", "release_published"),
            effects=URGENT[1:],
        ),
        _regraded(
            source,
            SAME,
            "调整级别，已举行新闻发布会",
            "change the grade after the press conference",
            guards=(*_UP, "conference_held"),
        ),
        _regraded(source, SAME, "调整级别，已经回应", "change the grade after the response", unless=_UP),
    )


REGRADING: tuple[Move, ...] = (
    _regraded(
        "responding", "urgent", "升级：按原起点适用五小时、二十四小时", "raise the grade", guards=_UP, effects=URGENT
    ),
    _regraded("responding", SAME, "调整级别，时限不变", "change the grade, same term", unless=_UP),
    _regraded("urgent", SAME, "调整级别，时限不变", "change the grade, same terms", guards=_UP),
    _regraded("urgent", "responding", "降级：按原起点适用四十八小时", "lower the grade", unless=_UP, effects=ORDINARY),
    _regraded("briefing", SAME, "调整级别，时限不变", "change the grade, same term", guards=_UP),
    _regraded(
        "briefing",
        "following",
        "降级：已发布权威信息，不再要求新闻发布会",
        "lower the grade after the release",
        unless=_UP,
        effects=(Stop("conference"),),
    ),
    *_after_the_response("following"),
    *_after_the_response("evaluated"),
)
