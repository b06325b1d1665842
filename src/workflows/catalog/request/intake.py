"""Moves from the receipt of a request to the start of its handling: receipt, register, correction."""

from __future__ import annotations

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.flows.parts import ALL, ANY_OPEN, SAME, Move, Restart, Start, Stop


def intake(law: Law) -> tuple[Move, ...]:
    """Give the moves of receipt and register, which all versions share but for the clock of the notice."""
    notice = law.has("correction_term")
    clocks = (Start("reply", on="received_on"), *((Start("correction_notice", on="received_on"),) if notice else ()))
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
            requires=(
                f.channel(law),
                f.RECEIVED_ON,
                f.RECEIPT_EVIDENCE,
                f.SUBMITTED_ON,
                f.ARRIVED_ON,
                f.SIGNED_ON,
                f.CONFIRMED_ON,
                f.REQUEST_FORM,
                f.APPLICANT_KIND,
                f.APPLICANT_NAME,
                f.IDENTITY_PROOF,
                f.CONTACT,
                f.DESCRIPTION,
                f.DELIVERY_FORM,
            ),
            effects=clocks,
        ),
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
        Move(
            "reply_on_the_spot",
            ("registered",),
            "replied",
            by=("disclosure_office",),
            event="RepliedOnTheSpot",
            zh="当场答复",
            en="reply on the spot: it is public already",
            article=law["on_the_spot"],
            unless=("lapsed_reply",),
            requires=(f.HOW_TO_OBTAIN,),
            outcome="granted",
            effects=(Stop(ALL),),
        ),
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


def correction(law: Law) -> tuple[Move, ...]:
    """Give the moves of the correction, with a term or without one."""
    return _timed_correction(law) if law.has("correction_term") else _open_correction(law)


def _timed_correction(law: Law) -> tuple[Move, ...]:
    """Give the moves of a correction with a term: asked for once, and its lapse is deemed abandonment."""
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
            unless=("correction_asked", "task_open"),
            requires=(f.CORRECTION_ITEMS, f.CORRECTION_DAYS),
            sets=(("correction_asked", True),),
            effects=(Stop("correction_notice"), Stop("reply"), *((Stop("bulk"),) if law.has("bulk") else ())),
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
        Move(
            "correct",
            ("correcting",),
            "handling",
            by=("applicant", "disclosure_office"),
            event="RequestCorrected",
            zh="补正",
            en="correct the request",
            article=law["correction"],
            unless=("lapsed_correction",),
            requires=(f.CORRECTED_ON, f.DESCRIPTION),
            effects=(Stop("correction"), Restart("reply", "corrected_request_received", on="corrected_on")),
        ),
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
            effects=(Stop("correction"), Restart("reply", "corrected_request_received", on="corrected_on")),
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
            effects=(Restart("reply", "corrected_request_received", on="corrected_on"),),
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
            unless=("task_open",),
            requires=(f.CORRECTION_ITEMS,),
            sets=(("correction_asked", True),),
            effects=(Stop("reply"), *((Stop("bulk"),) if law.has("bulk") else ())),
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
            effects=(Restart("reply", "corrected_request_received", on="corrected_on"),),
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
            requires=(f.UNCLEAR_REASONS,),
            outcome="still_unclear",
        ),
    )
