"""Moves after the reply, or against silence: reconsideration, suit, redo, publication, archive."""

from __future__ import annotations

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.catalog.request.handling import AT_WORK
from workflows.flows.parts import SAME, Move, Restart, Stop


def _open(law: Law) -> tuple[str, ...]:
    """Give the states in which silence may be complained of: the agency's own term runs there."""
    return (*AT_WORK, "explaining", "judging") if law.has("bulk") else AT_WORK


def _any(law: Law) -> tuple[str, ...]:
    """Give the states in which a remedy may come to its end: all but those of a request not yet registered."""
    waiting = ("awaiting_payment",) if law.has("fee") else ()
    return (*_open(law), "correcting", *waiting, *_ended(law), "withdrawn")


def _ended(law: Law) -> tuple[str, ...]:
    uncorrected = ("uncorrected",) if law.has("correction_term") else ()
    unpaid = ("unpaid",) if law.has("fee") else ()
    return ("replied", *uncorrected, *unpaid)


def reviews(law: Law) -> tuple[Move, ...]:
    """Give the moves of reconsideration: against what was done, and against silence once the term is over."""
    return (
        Move(
            "apply_for_review",
            _ended(law),
            SAME,
            by=("applicant", "third_party", "review_body"),
            event="ReviewApplied",
            zh="申请行政复议",
            en="apply for reconsideration",
            article=law["remedy"],
            guards=("review_is_new",),
            requires=(f.REVIEW_NUMBER,),
        ),
        Move(
            "apply_for_review",
            _open(law),
            SAME,
            by=("applicant", "review_body"),
            event="ReviewApplied",
            zh="对逾期不答复申请行政复议",
            en="apply for reconsideration of silence",
            article=law["remedy"],
            guards=("term_is_over", "review_is_new"),
            requires=(f.REVIEW_NUMBER,),
        ),
        Move(
            "conclude_review",
            _any(law),
            SAME,
            by=("review_body", "disclosure_office"),
            event="ReviewConcluded",
            zh="复议审结",
            en="conclude the reconsideration",
            article=law["remedy"],
            guards=("review_pending",),
            requires=(f.REVIEW_NUMBER, f.REVIEW_RESULT),
        ),
    )


def lawsuits(law: Law) -> tuple[Move, ...]:
    """Give the moves of suits: direct or after reconsideration, as table 4 counts them."""
    return (
        Move(
            "sue",
            _ended(law),
            SAME,
            by=("applicant", "third_party", "court"),
            event="LawsuitFiled",
            zh="提起行政诉讼",
            en="sue",
            article=law["remedy"],
            guards=("lawsuit_is_new", "review_came_first"),
            requires=(f.LAWSUIT_NUMBER, f.LAWSUIT_KIND),
        ),
        Move(
            "sue",
            _open(law),
            SAME,
            by=("applicant", "court"),
            event="LawsuitFiled",
            zh="对逾期不答复提起行政诉讼",
            en="sue over silence",
            article=law["remedy"],
            guards=("term_is_over", "lawsuit_is_new", "review_came_first"),
            requires=(f.LAWSUIT_NUMBER, f.LAWSUIT_KIND),
        ),
        Move(
            "conclude_lawsuit",
            _any(law),
            SAME,
            by=("court", "disclosure_office"),
            event="LawsuitConcluded",
            zh="诉讼审结",
            en="conclude the suit",
            article=law["remedy"],
            guards=("lawsuit_pending",),
            requires=(f.LAWSUIT_NUMBER, f.LAWSUIT_RESULT),
        ),
    )


def redo(law: Law) -> tuple[Move, ...]:
    """Give the moves of a redo: a full new term from the day the order was received."""
    return (
        Move(
            "order_redo",
            _ended(law),
            "handling",
            by=("review_body", "court", "disclosure_office"),
            event="RedoOrdered",
            zh="责令重新答复",
            en="order a new reply",
            article=law["redo"],
            guards=("remedy_corrected",),
            requires=(f.ORDER_NUMBER, f.ORDER_RECEIVED_ON),
            effects=(Restart("reply", "order_to_redo", on="order_received_on"),),
            sets=(("archived", False),),
            reopens=True,
        ),
        Move(
            "order_reply",
            _open(law),
            SAME,
            by=("review_body", "court", "disclosure_office"),
            event="ReplyOrdered",
            zh="责令限期答复",
            en="order a reply where there was silence",
            article=law["redo"],
            guards=("term_is_over", "remedy_corrected"),
            requires=(f.ORDER_NUMBER, f.ORDER_RECEIVED_ON),
            effects=(
                *((Stop("bulk"),) if law.has("bulk") else ()),
                Restart("reply", "order_to_redo", on="order_received_on"),
            ),
        ),
    )


def closing(law: Law) -> tuple[Move, ...]:
    """Give the moves on a closed case: publication of what was given, archive."""
    return (
        Move(
            "propose_publication",
            ("replied",),
            SAME,
            by=("applicant", "disclosure_office"),
            event="PublicationProposed",
            zh="建议转为主动公开",
            en="propose that it be published",
            article=law["proactive"],
            requires=(f.PROPOSAL,),
        ),
        Move(
            "publish",
            ("replied",),
            SAME,
            by=("disclosure_office",),
            event="TurnedProactive",
            zh="转为主动公开",
            en="publish what was given on request",
            article=law["proactive"],
            guards=("disclosed_to_the_applicant",),
            requires=(f.PUBLICATION,),
        ),
        Move(
            "archive",
            (*_ended(law), "withdrawn"),
            SAME,
            by=("disclosure_office",),
            event="CaseArchived",
            zh="归档",
            en="archive the case",
            article=law["archive"],
            unless=("archived", "remedy_pending"),
            requires=(f.ARCHIVE_NUMBER,),
            sets=(("archived", True),),
        ),
    )
