"""Moves while a request is handled: reasons for bulk, fees, consultations, extension."""

from __future__ import annotations

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.catalog.request.timely import recorded_late_too
from workflows.flows.parts import (
    ALL,
    SAME,
    Extend,
    Move,
    Restart,
    Start,
    Stop,
)

AT_WORK = ("registered", "handling", "drafted", "reviewed", "approved")
"""States in which the agency's own term runs."""


def bulk(law: Law) -> tuple[Move, ...]:
    """Give the moves of article 35: reasons asked for, judged, and a reasonable delay."""
    return (
        Move(
            "ask_reasons",
            ("handling",),
            "explaining",
            by=("disclosure_office",),
            event="ReasonsAsked",
            zh="要求说明理由",
            en="ask the applicant for reasons",
            article=law["bulk"],
            unless=("task_open",),
            requires=(f.VOLUME,),
        ),
        Move(
            "explain",
            ("explaining",),
            "judging",
            by=("applicant", "disclosure_office"),
            event="ReasonsGiven",
            zh="申请人说明理由",
            en="give reasons",
            article=law["bulk"],
            requires=(f.EXPLANATION,),
        ),
        *_judging(law),
    )


def _judging(law: Law) -> tuple[Move, ...]:
    """Give the moves that find the reasons good or not: only good ones can bring a delayed term."""
    return (
        Move(
            "find_unreasonable",
            ("explaining", "judging"),
            "handling",
            by=("disclosure_office",),
            event="ReasonsFoundUnreasonable",
            zh="认定理由不合理或者没有说明理由",
            en="find the reasons unreasonable, or none given",
            article=law["bulk"],
            requires=(f.FINDING,),
            sets=(("reasons_found", "unreasonable"),),
        ),
        Move(
            "find_reasonable",
            ("judging",),
            "handling",
            by=("disclosure_office",),
            event="ReasonsFoundReasonable",
            zh="认定理由合理，在原期限内答复",
            en="find the reasons good and keep the ordinary term",
            article=law["bulk"],
            sets=(("reasons_found", "reasonable"),),
        ),
        Move(
            "delay_reasonably",
            ("judging",),
            "handling",
            by=("disclosure_office", "head"),
            event="ReplyDelayed",
            zh="认定理由合理，确定延迟答复的合理期限并告知申请人",
            en="find the reasons good, fix a reasonable delayed term and tell the applicant",
            article=law["bulk"],
            guards=("running_reply",),
            unless=("lapsed_reply",),
            requires=(f.DELAY_DAYS, f.DELAY_REASONS, f.NOTICE_WAY),
            sets=(("reasons_found", "reasonable"),),
            effects=(Stop("reply"), Start("bulk", term="delay_days", beyond="reply")),
        ),
    )


def fee(law: Law) -> tuple[Move, ...]:
    """Give the moves of the processing fee: notice, receipt of it, payment, lapse."""
    restart = Restart("reply", "fee_paid", on="paid_on", asked="FeeDemanded")
    return (
        *_demanding(law),
        *recorded_late_too(
            Move(
                "pay_fee",
                ("awaiting_payment",),
                "handling",
                by=("applicant", "disclosure_office"),
                event="FeePaid",
                zh="完成缴费",
                en="pay the fee",
                article=law["fee"],
                requires=(f.PAID_ON,),
            ),
            restart,
            clock="fee",
            lapsed="unpaid",
            proved="paid_in_time",
            zh="补录期内完成的缴费",
            en="record late a payment that was made in time",
        ),
        Move(
            "deem_unpaid",
            ("awaiting_payment",),
            "unpaid",
            by=("system",),
            event="FeeNotPaid",
            zh="逾期未缴费，不再处理",
            en="not paid in time: no longer handled",
            article=law["fee"],
            outcome="not_paid",
            effects=(Stop(ALL),),
        ),
    )


def _demanding(law: Law) -> tuple[Move, ...]:
    """Give the moves that demand a fee, once and within the term, and that tell when the applicant was reached."""
    own = ("reply", "bulk") if law.has("bulk") else ("reply",)
    return (
        Move(
            "demand_fee",
            ("handling",),
            "awaiting_payment",
            by=("disclosure_office",),
            event="FeeDemanded",
            zh="收费通知",
            en="demand the processing fee",
            article=law["fee"],
            guards=("fee_measures_in_force", "own_term_runs", "fee_follows_schedule"),
            unless=("fee_demanded", *(f"lapsed_{clock}" for clock in own), "task_open"),
            requires=(f.FEE_METHOD, f.FEE_COUNT, f.FEE_ALREADY, f.FEE_YUAN),
            sets=(("fee_demanded", True),),
            effects=tuple(Stop(clock) for clock in own),
        ),
        Move(
            "record_fee_served",
            ("awaiting_payment",),
            SAME,
            by=("disclosure_office",),
            event="FeeNoticeServed",
            zh="申请人收到收费通知",
            en="record when the applicant received the fee notice",
            article=law["fee"],
            unless=("running_fee",),
            requires=(f.FEE_SERVED_ON,),
            effects=(Start("fee", on="fee_served_on"),),
        ),
    )


def extension(law: Law) -> tuple[Move, ...]:
    """Give the move of the extension: once, by the head, told while the term runs."""
    return (
        Move(
            "extend",
            (*AT_WORK, "explaining", "judging") if law.has("bulk") else AT_WORK,
            SAME,
            by=("head",),
            event="TermExtended",
            zh="批准延长答复期限并告知申请人",
            en="extend the term of reply and tell the applicant",
            article=law["extension"],
            guards=("not_extended_reply", *(("on_reply",) if law.has("bulk") else ())),
            unless=("lapsed_reply",),
            requires=(f.EXTENSION_REASON, f.EXTENSION_DAYS, f.NOTICE_WAY),
            effects=(Extend("reply", term="extension_days"),),
        ),
    )
