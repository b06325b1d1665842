"""Moves from the secrecy review to the reply that goes out."""

from __future__ import annotations

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.flows.parts import ALL, SAME, Move, Stop

GROUNDED = ("grounds_match_decision", "reply_says_what_is_needed", "earlier_steps_done")
CHECKED = (
    *GROUNDED,
    "secrecy_finding_respected",
    "severed_where_possible",
    "third_party_consulted",
    "third_party_objection_respected",
    "no_other_law_demands_disclosure",
)
"""What a draft must meet, in the order in which it is asked."""


def drafting(law: Law) -> tuple[Move, ...]:
    """Give the moves of review, draft and approval."""
    return (
        Move(
            "review_secrecy",
            ("handling",),
            SAME,
            by=("secrecy", "disclosure_office"),
            event="SecrecyReviewed",
            zh="保密审查",
            en="review for secrecy",
            article=law["secrecy"],
            requires=(f.SECRECY, f.SEVERABLE),
            follows=("SecrecyReviewed",),
        ),
        Move(
            "draft_reply",
            ("handling",),
            "drafted",
            by=("handler",),
            event="ReplyDrafted",
            zh="拟办答复",
            en="draft the reply",
            article=law["reply"],
            guards=CHECKED,
            unless=("task_open",),
            requires=f.draft_fields(law),
        ),
        *_review(law),
        *_approval(law),
        Move(
            "tell_third_party",
            ("drafted", "reviewed", "approved"),
            SAME,
            by=("handler", "disclosure_office"),
            event="ThirdPartyTold",
            zh="将决定公开的内容和理由书面告知第三方",
            en="tell the third party in writing what is disclosed and why",
            article=law["third_party_told"],
            requires=(f.THIRD_PARTY,),
        ),
    )


def _review(law: Law) -> tuple[Move, ...]:
    """Give the moves of the review by another than who drafted, and the way back to the drafter."""
    return (
        Move(
            "pass_review",
            ("drafted",),
            "reviewed",
            by=("disclosure_office", "legal_office"),
            event="DraftReviewed",
            zh="审核通过",
            en="pass the draft in review",
            article=law["archive"],
            guards=("another_person_than_ReplyDrafted",),
            requires=(f.REVIEW_OPINION,),
        ),
        Move(
            "return_draft",
            ("drafted", "reviewed"),
            "handling",
            by=("disclosure_office", "legal_office", "head"),
            event="DraftReturned",
            zh="退回重办",
            en="return the draft",
            article=law["archive"],
            requires=(f.RETURN_REASON,),
        ),
    )


def _approval(law: Law) -> tuple[Move, ...]:
    """Give the moves of the head: the approval, and its recall before the reply goes out."""
    return (
        Move(
            "approve",
            ("reviewed",),
            "approved",
            by=("head",),
            event="ReplyApproved",
            zh="批准答复",
            en="approve the reply",
            article=law["reply"],
            guards=("another_person_than_ReplyDrafted",),
        ),
        Move(
            "recall_approval",
            ("approved",),
            "handling",
            by=("head",),
            event="ApprovalRecalled",
            zh="发出前收回批准",
            en="recall the approval before the reply goes out",
            article=law["reply"],
            requires=(f.RETURN_REASON,),
        ),
    )


def sending(law: Law) -> tuple[Move, ...]:
    """Give the moves that send the reply: in time, or late and recorded as late. The day is that of posting."""
    requires = (f.sent_decision(law), f.REPLY_NUMBER, f.SERVICE, f.TELLS_REMEDIES, f.REMEDIES_TOLD)
    guards = ("sends_what_was_approved", "third_party_told", "draft_knows_opinions", "remedies_follow_the_day")
    late = ("lapsed_reply", "lapsed_bulk") if law.has("bulk") else ("lapsed_reply",)
    return (
        *(
            Move(
                "send_reply",
                ("approved",),
                "replied",
                by=("handler", "disclosure_office"),
                event="ReplySentLate",
                zh="逾期发出答复",
                en="send the reply, late",
                article=law["liability"],
                guards=(*guards, lapsed),
                order=order,
                requires=requires,
                outcome_from="decision",
                effects=(Stop(ALL),),
            )
            for order, lapsed in enumerate(late)
        ),
        Move(
            "send_reply",
            ("approved",),
            "replied",
            by=("handler", "disclosure_office"),
            event="ReplySent",
            zh="发出答复",
            en="send the reply",
            article=law["delivery"],
            guards=guards,
            order=len(late),
            requires=requires,
            outcome_from="decision",
            effects=(Stop(ALL),),
        ),
        *_delivery(law),
    )


def _delivery(law: Law) -> tuple[Move, ...]:
    """Give the moves that record how a reply arrived, and that send it again after it came back."""
    return (
        Move(
            "record_delivery",
            ("replied",),
            SAME,
            by=("handler", "disclosure_office"),
            event="DeliveryRecorded",
            zh="登记送达结果",
            en="record how the reply arrived",
            article=law["delivery"],
            requires=(f.DELIVERY_RESULT,),
            sets=(("archived", False),),
            follows=("DeliveryRecorded", "ReplySentAgain"),
        ),
        Move(
            "resend_reply",
            ("replied",),
            SAME,
            by=("handler", "disclosure_office"),
            event="ReplySentAgain",
            zh="退回后重新送达",
            en="send the reply again after it came back",
            article=law["delivery"],
            guards=("reply_came_back",),
            requires=(f.SERVICE, f.RESEND_REASON),
            sets=(("delivery_result", "sent_again"), ("archived", False)),
            follows=("DeliveryRecorded", "ReplySentAgain"),
        ),
    )
