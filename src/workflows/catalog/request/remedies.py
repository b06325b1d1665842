"""Moves after the reply, or against silence: reconsideration, suit, redo, publication, archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.catalog.request.handling import AT_WORK
from workflows.flows.parts import SAME, Move, Restart, Start, Stop


def _silent(law: Law) -> tuple[str, ...]:
    """Give the states in which silence may be complained of once the term is over: all that are registered and open."""
    bulk = ("explaining", "judging") if law.has("bulk") else ()
    return (*AT_WORK, *bulk, *_awaiting(law))


def _awaiting(law: Law) -> tuple[str, ...]:
    """Give the states in which the applicant is waited for."""
    return ("correcting", *(("awaiting_payment",) if law.has("fee") else ()))


def _ended(law: Law) -> tuple[str, ...]:
    uncorrected = ("uncorrected",) if law.has("correction_term") else ()
    unpaid = ("unpaid",) if law.has("fee") else ()
    return ("replied", *uncorrected, *unpaid)


_NOT_FILED = (("archived", False),)
"""What comes after the archive is not in the file yet."""
_ORDER: Mapping[str, Any] = {
    "by": ("review_body", "court", "disclosure_office"),
    "requires": (f.ORDER_NUMBER, f.ORDER_RECEIVED_ON, f.ORDER_UNTIL),
}
_BY_ORDER = Restart("reply", "order_to_redo", on="order_received_on", term="order_until", ends_pauses=True)
"""The term of an order ends every pause."""


def reviews(law: Law) -> tuple[Move, ...]:
    """Give the moves of reconsideration: against what was done, against silence, and before a request is registered."""
    apply: dict[str, Any] = {
        "command": "apply_for_review",
        "target": SAME,
        "event": "ReviewApplied",
        "article": law["remedy"],
        "requires": (f.REVIEW_NUMBER,),
        "sets": _NOT_FILED,
    }
    return (
        Move(
            **apply,
            sources=_ended(law),
            by=("applicant", "third_party", "review_body"),
            zh="申请行政复议",
            en="apply for reconsideration",
            guards=("review_is_new",),
        ),
        Move(
            **apply,
            sources=("submitted", "withdrawn"),
            by=("applicant", "review_body"),
            zh="对不予登记或者所登记的撤回申请行政复议",
            en="apply for reconsideration of a register refused, or of a withdrawal that is denied",
            guards=("review_is_new",),
        ),
        Move(
            **apply,
            sources=_silent(law),
            by=("applicant", "review_body"),
            zh="对逾期不答复申请行政复议",
            en="apply for reconsideration of silence",
            guards=("term_is_over", "review_is_new"),
        ),
        _review_concluded(law),
    )


def _review_concluded(law: Law) -> Move:
    return Move(
        "conclude_review",
        ("submitted", *_silent(law), *_ended(law), "withdrawn"),
        SAME,
        by=("review_body", "disclosure_office"),
        event="ReviewConcluded",
        zh="复议审结",
        en="conclude the reconsideration",
        article=law["remedy"],
        guards=("review_pending",),
        requires=(f.REVIEW_NUMBER, f.REVIEW_RESULT),
        sets=_NOT_FILED,
        follows=("ReviewApplied:review_number",),
    )


def lawsuits(law: Law) -> tuple[Move, ...]:
    """Give the moves of suits: direct or after reconsideration, as table 4 counts them."""
    sue: dict[str, Any] = {
        "command": "sue",
        "target": SAME,
        "event": "LawsuitFiled",
        "article": law["remedy"],
        "requires": (f.LAWSUIT_NUMBER, f.LAWSUIT_KIND),
        "sets": _NOT_FILED,
    }
    return (
        Move(
            **sue,
            sources=_ended(law),
            by=("applicant", "third_party", "court"),
            zh="提起行政诉讼",
            en="sue",
            guards=("lawsuit_is_new", "review_came_first"),
            unless=("own_review_pending",),
        ),
        Move(
            **sue,
            sources=("submitted", "withdrawn"),
            by=("applicant", "court"),
            zh="对不予登记或者所登记的撤回提起行政诉讼",
            en="sue over a register refused, or over a withdrawal that is denied",
            guards=("lawsuit_is_new", "review_came_first"),
            unless=("own_review_pending",),
        ),
        Move(
            **sue,
            sources=_silent(law),
            by=("applicant", "court"),
            zh="对逾期不答复提起行政诉讼",
            en="sue over silence",
            guards=("term_is_over", "lawsuit_is_new", "review_came_first"),
            unless=("own_review_pending",),
        ),
        _lawsuit_concluded(law),
    )


def _lawsuit_concluded(law: Law) -> Move:
    return Move(
        "conclude_lawsuit",
        ("submitted", *_silent(law), *_ended(law), "withdrawn"),
        SAME,
        by=("court", "disclosure_office"),
        event="LawsuitConcluded",
        zh="诉讼审结",
        en="conclude the suit",
        article=law["remedy"],
        guards=("lawsuit_pending",),
        requires=(f.LAWSUIT_NUMBER, f.LAWSUIT_RESULT),
        sets=_NOT_FILED,
        follows=("LawsuitFiled:lawsuit_number",),
    )


def redo(law: Law) -> tuple[Move, ...]:
    """Give the moves of a redo: on order, with the order's own term or a full one, or of the agency's own accord."""
    return (*_done_again(law), *_ordered(law))


def _done_again(law: Law) -> tuple[Move, ...]:
    """Give the moves that open a closed request to answer it anew."""
    return (
        Move(
            "order_redo",
            (*_ended(law), "withdrawn"),
            "handling",
            **_ORDER,
            event="RedoOrdered",
            zh="责令重新答复",
            en="order a new reply",
            article=law["redo"],
            guards=("remedy_corrected", "began_reply"),
            effects=(_BY_ORDER,),
            sets=(("correction_asked", False), ("archived", False)),
            reopens=True,
        ),
        _registered_on_order(law),
        Move(
            "change_own_reply",
            ("replied",),
            "handling",
            by=("head",),
            event="OwnReplyWithdrawn",
            zh="自行改变原答复，重新答复",
            en="withdraw the reply of its own accord, to give another",
            article=law["own_change"],
            requires=(f.CHANGE_REASON,),
            effects=(Restart("reply", "own_change"),),
            sets=_NOT_FILED,
            reopens=True,
        ),
    )


def _registered_on_order(law: Law) -> Move:
    """Give the move where what was withdrawn before the register, they say, was not: the reply runs from the order."""
    return Move(
        "order_redo",
        ("withdrawn",),
        "submitted",
        **_ORDER,
        event="RegisterOrdered",
        zh="责令登记并答复（登记前所登记的撤回不成立）",
        en="order a request to be registered and answered whose withdrawal before the register does not stand",
        article=law["redo"],
        guards=("remedy_corrected",),
        unless=("began_reply",),
        effects=(Start("reply", on="order_received_on"), _BY_ORDER),
        sets=_NOT_FILED,
        reopens=True,
    )


def _ordered(law: Law) -> tuple[Move, ...]:
    """Give the moves of an order to answer where there was silence, in whatever state the request lies."""
    bulk = (Stop("bulk"),) if law.has("bulk") else ()
    correction = (Stop("correction"),) if law.has("correction_term") else ()
    paying = (Stop("fee"),) if law.has("fee") else ()
    order: dict[str, Any] = {
        **_ORDER,
        "command": "order_reply",
        "event": "ReplyOrdered",
        "article": law["redo"],
        "guards": ("remedy_corrected",),
    }
    return (
        Move(
            **order,
            sources=tuple(state for state in _silent(law) if state not in _awaiting(law)),
            target=SAME,
            zh="责令限期答复",
            en="order a reply where there was silence",
            effects=(*bulk, _BY_ORDER),
        ),
        Move(
            **order,
            sources=_awaiting(law),
            target="handling",
            zh="责令限期答复，不再等待申请人",
            en="order a reply while the applicant is waited for",
            effects=(*correction, *paying, _BY_ORDER),
            sets=(("correction_asked", False),),
        ),
        Move(
            **order,
            sources=("submitted",),
            target=SAME,
            zh="责令限期登记并答复",
            en="order a request to be registered and answered",
            effects=(Start("reply", on="order_received_on"), _BY_ORDER),
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
            sets=_NOT_FILED,
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
            sets=_NOT_FILED,
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
