"""Moves from the receipt of a request to the start of its handling: receipt, register, correction."""

from __future__ import annotations

from typing import Any

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.catalog.request.reply import GROUNDED
from workflows.catalog.request.timely import recorded_late_too
from workflows.flows.parts import ALL, ANY_OPEN, SAME, Move, Restart, Start, Stop


def intake(law: Law) -> tuple[Move, ...]:
    """Give the moves of receipt and register, which all versions share but for the clock of the notice."""
    notice = (Start("correction_notice", on="received_on"),) if law.has("correction_term") else ()
    return (
        Move(
            "contact_applicant",
            ("submitted",),
            SAME,
            by=("disclosure_office",),
            event="ApplicantContacted",
            zh="联系申请人确认收到",
            en="contact the applicant to confirm receipt",
            article=law["receipt"],
            requires=(f.CONTACT_RESULT,),
        ),
        *_registering(law, notice),
        Move(
            "accept",
            ("registered",),
            "handling",
            by=("disclosure_office",),
            event="RequestAccepted",
            zh="受理交办",
            en="accept it as clear and hand it to a handler",
            article=law["examine"],
            effects=(Stop("correction_notice"),) if notice else (),
        ),
        *_on_the_spot(law),
        Move(
            "withdraw",
            ANY_OPEN,
            "withdrawn",
            by=("applicant", "disclosure_office"),
            event="RequestWithdrawn",
            zh="撤回申请",
            en="withdraw the request",
            article=law["withdrawal"],
            requires=(f.WITHDRAWAL,),
            outcome="other",
            effects=(Stop(ALL),),
        ),
    )


def _registering(law: Law, notice: tuple[Start, ...]) -> tuple[Move, ...]:
    """Give the moves of the register: the term of reply begins with it, unless an order has begun it already."""
    return (
        Move(
            "register",
            ("submitted",),
            "registered",
            by=("disclosure_office",),
            event="RequestRegistered",
            zh="登记",
            en="register the request",
            article=law["register"],
            guards=("received_under_this_version", "receipt_day_follows_channel"),
            unless=("began_reply",),
            requires=f.registration(law),
            effects=(Start("reply", on="received_on"), *notice),
        ),
        Move(
            "register",
            ("submitted",),
            "registered",
            by=("disclosure_office",),
            event="RequestRegistered",
            zh="登记（已被责令限期答复）",
            en="register the request, with a reply ordered already",
            article=law["register"],
            guards=("received_under_this_version", "receipt_day_follows_channel", "began_reply"),
            requires=f.registration(law),
            effects=notice,
        ),
    )


def _on_the_spot(law: Law) -> tuple[Move, ...]:
    """Give the moves of a reply on the spot: with a decision that withholds nothing, or none for what is public."""
    same: dict[str, Any] = {
        "sources": ("registered",),
        "target": "replied",
        "by": ("disclosure_office",),
        "event": "RepliedOnTheSpot",
        "article": law["on_the_spot"],
        "effects": (Stop(ALL),),
    }
    return (
        Move(
            "reply_on_the_spot",
            **same,
            zh="当场答复（写明答复类型和依据）",
            en="reply on the spot, with decision and grounds",
            guards=("brings_a_decision", "withholds_nothing", *GROUNDED, "remedies_follow_the_day"),
            unless=("lapsed_reply",),
            requires=(*f.draft_fields(law), f.ON_THE_SPOT_REMEDIES, f.REMEDIES_TOLD),
            outcome_from="decision",
        ),
        Move(
            "reply_on_the_spot",
            **same,
            zh="当场答复",
            en="reply on the spot: it is public already",
            unless=("brings_a_decision", "lapsed_reply"),
            requires=(f.HOW_TO_OBTAIN, f.ON_THE_SPOT_REMEDIES, f.REMEDIES_TOLD),
            outcome="granted",
        ),
    )


def correction(law: Law) -> tuple[Move, ...]:
    """Give the moves of the correction, with a term or without one."""
    return _timed_correction(law) if law.has("correction_term") else _open_correction(law)


def _over(law: Law) -> tuple[str, ...]:
    """Give the conditions that stand against asking the applicant: a term of the agency's own that is over."""
    return ("lapsed_reply", *(("lapsed_bulk",) if law.has("bulk") else ()))


def _pausing(law: Law) -> tuple[Stop, ...]:
    """Give what asking the applicant does to the agency's own terms."""
    return (Stop("reply"), *((Stop("bulk"),) if law.has("bulk") else ()))


def _restarting(law: Law) -> Restart:
    notice = "correction_notice" if law.has("correction_term") else ""
    cause = "corrected_request_received"
    return Restart("reply", cause, on="corrected_on", asked="CorrectionRequested", notice=notice)


def _timed_correction(law: Law) -> tuple[Move, ...]:
    """Give the moves of a correction with a term: asked for once, and its lapse is deemed abandonment."""
    restart = _restarting(law)
    return (
        *_asking_once(law),
        *recorded_late_too(
            Move(
                "correct",
                ("correcting",),
                "handling",
                by=("applicant", "disclosure_office"),
                event="RequestCorrected",
                zh="补正",
                en="correct the request",
                article=law["correction"],
                requires=(f.CORRECTED_ON, f.DESCRIPTION),
            ),
            restart,
            clock="correction",
            lapsed="uncorrected",
            proved="corrected_in_time",
            zh="补录期内收到的补正",
            en="record late a correction that came in time",
        ),
        *_not_corrected_in_time(law, restart),
    )


def _asking_once(law: Law) -> tuple[Move, ...]:
    """Give the moves that ask for a correction, once, and that tell when the applicant was reached."""
    return (
        Move(
            "ask_correction",
            ("registered", "handling"),
            "correcting",
            by=("disclosure_office",),
            event="CorrectionRequested",
            zh="一次性告知补正",
            en="ask once for a correction",
            article=law["correction"],
            unless=("correction_asked", "task_open", *_over(law)),
            requires=(f.CORRECTION_ITEMS, f.CORRECTION_DAYS),
            sets=(("correction_asked", True),),
            effects=(Stop("correction_notice"), *_pausing(law)),
        ),
        Move(
            "record_correction_served",
            ("correcting",),
            SAME,
            by=("disclosure_office",),
            event="CorrectionNoticeServed",
            zh="申请人收到补正通知",
            en="record when the applicant received the notice",
            article=law["correction"],
            unless=("running_correction",),
            requires=(f.CORRECTION_SERVED_ON,),
            effects=(Start("correction", on="correction_served_on", term="correction_days"),),
        ),
    )


def _not_corrected_in_time(law: Law, restart: Restart) -> tuple[Move, ...]:
    """Give the moves when the term of a correction is over: for just cause it is accepted, else it is abandonment."""
    return (
        Move(
            "accept_late_correction",
            ("correcting",),
            "handling",
            by=("disclosure_office",),
            event="LateCorrectionAccepted",
            zh="有正当理由的逾期补正",
            en="accept a late correction for just cause",
            article=law["correction"],
            guards=("lapsed_correction",),
            requires=(f.CORRECTED_ON, f.DESCRIPTION, f.JUST_CAUSE),
            effects=(Stop("correction"), restart),
        ),
        Move(
            "accept_late_correction",
            ("uncorrected",),
            "handling",
            by=("disclosure_office",),
            event="LateCorrectionAccepted",
            zh="有正当理由的逾期补正",
            en="accept a late correction for just cause",
            article=law["correction"],
            requires=(f.CORRECTED_ON, f.DESCRIPTION, f.JUST_CAUSE),
            effects=(restart,),
            sets=(("archived", False),),
            reopens=True,
        ),
        Move(
            "deem_uncorrected",
            ("correcting",),
            "uncorrected",
            by=("system",),
            event="RequestNotCorrected",
            zh="逾期不补正，视为放弃申请",
            en="not corrected in time: deemed abandoned",
            article=law["correction"],
            outcome="not_corrected",
            effects=(Stop(ALL),),
        ),
    )


def _open_correction(law: Law) -> tuple[Move, ...]:
    """Give the moves of a correction without a term: the text names no single notice and no lapse either."""
    return (
        Move(
            "ask_correction",
            ("registered", "handling"),
            "correcting",
            by=("disclosure_office",),
            event="CorrectionRequested",
            zh="告知作出更改、补充",
            en="tell the applicant to change or supplement the request",
            article=law["correction"],
            unless=("task_open", *_over(law)),
            requires=(f.CORRECTION_ITEMS,),
            sets=(("correction_asked", True),),
            effects=_pausing(law),
        ),
        Move(
            "correct",
            ("correcting",),
            "handling",
            by=("applicant", "disclosure_office"),
            event="RequestCorrected",
            zh="更改、补充",
            en="change or supplement the request",
            article=law["correction"],
            requires=(f.CORRECTED_ON, f.DESCRIPTION),
            effects=(_restarting(law),),
        ),
        Move(
            "close_as_unclear",
            ("correcting",),
            "replied",
            by=("disclosure_office",),
            event="ClosedAsUnclear",
            zh="未更改、补充，按内容不明确办结",
            en="close it as unclear: it was not changed or supplemented",
            article=law["correction"],
            guards=("remedies_follow_the_day",),
            requires=(f.UNCLEAR_REASONS, f.ON_THE_SPOT_REMEDIES, f.REMEDIES_TOLD),
            outcome="still_unclear",
        ),
    )
