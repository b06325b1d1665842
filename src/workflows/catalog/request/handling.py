"""Moves while a request is handled: reasons for bulk, fees, consultations, extension."""

from __future__ import annotations

from workflows.catalog.request import fields as f
from workflows.catalog.request.data import Law
from workflows.flows.parts import ALL, SAME, CloseTask, Extend, Move, OpenTask, Restart, Start, Stop

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
            effects=(Stop("reply"), Start("bulk", term="delay_days")),
        ),
    )


def fee(law: Law) -> tuple[Move, ...]:
    """Give the moves of the processing fee: notice, receipt of it, payment, lapse."""
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
            guards=("fee_measures_in_force", "running_reply", "fee_follows_schedule"),
            unless=("fee_demanded", "lapsed_reply", "task_open"),
            requires=(f.FEE_METHOD, f.FEE_COUNT, f.FEE_ALREADY, f.FEE_YUAN),
            sets=(("fee_demanded", True),),
            effects=(Stop("reply"),),
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
        Move(
            "pay_fee",
            ("awaiting_payment",),
            "handling",
            by=("applicant", "disclosure_office"),
            event="FeePaid",
            zh="完成缴费",
            en="pay the fee",
            article=law["fee"],
            unless=("lapsed_fee",),
            requires=(f.PAID_ON,),
            effects=(Stop("fee"), Restart("reply", "fee_paid", on="paid_on")),
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


def third_parties(law: Law) -> tuple[Move, ...]:
    """Give the moves of consulting third parties; not every version gives them a term."""
    consult = (
        Move(
            "consult_third_party",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="ThirdPartyConsulted",
            zh="书面征求第三方意见",
            en="consult a third party in writing",
            article=law["third_party"],
            requires=(f.THIRD_PARTY,),
            effects=(OpenTask("third_party"),),
        ),
        Move(
            "record_third_party_opinion",
            ("handling",),
            SAME,
            by=("third_party", "handler", "disclosure_office"),
            event="ThirdPartyAnswered",
            zh="收到第三方意见",
            en="record the opinion of a third party",
            article=law["third_party"],
            guards=("third_party_open",),
            requires=(f.THIRD_PARTY, f.THIRD_PARTY_OPINION),
            effects=(CloseTask("third_party"),),
        ),
        Move(
            "stop_waiting_for_third_party",
            ("handling",),
            SAME,
            by=("disclosure_office",),
            event="ThirdPartyNotAwaited",
            zh="第三方无法联系，不再等待",
            en="stop waiting for a third party that cannot be reached",
            article=law["third_party"],
            guards=("third_party_open",),
            requires=(f.THIRD_PARTY, f.NO_ANSWER),
            effects=(CloseTask("third_party"),),
        ),
    )
    if not law.has("third_party_term"):
        return consult
    return (
        *consult,
        Move(
            "record_third_party_served",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="ThirdPartyServed",
            zh="第三方收到征求意见书",
            en="record when the third party received the letter",
            article=law["third_party"],
            guards=("third_party_open",),
            requires=(f.THIRD_PARTY, f.THIRD_PARTY_SERVED_ON),
            effects=(Start("third_party", on="third_party_served_on"),),
        ),
        Move(
            "deem_third_party_silent",
            ("handling",),
            SAME,
            by=("system",),
            event="ThirdPartySilent",
            zh="第三方逾期未提出意见，由行政机关决定",
            en="the third party kept silent: the agency decides",
            article=law["third_party"],
            requires=(f.THIRD_PARTY,),
            effects=(CloseTask("third_party"),),
        ),
    )


def co_producers(law: Law) -> tuple[Move, ...]:
    """Give the moves of consulting co-producers, whose silence is consent."""
    return (
        Move(
            "consult_co_producer",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="CoProducerConsulted",
            zh="征求共同制作机关意见",
            en="consult a co-producing agency",
            article=law["co_producer"],
            requires=(f.CO_PRODUCER,),
            effects=(OpenTask("co_producer"),),
        ),
        Move(
            "record_co_producer_served",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="CoProducerServed",
            zh="共同制作机关收到征求意见书",
            en="record when the co-producer received the letter",
            article=law["co_producer"],
            guards=("co_producer_open",),
            requires=(f.CO_PRODUCER, f.CO_PRODUCER_SERVED_ON),
            effects=(Start("co_producer", on="co_producer_served_on"),),
        ),
        Move(
            "record_co_producer_opinion",
            ("handling",),
            SAME,
            by=("co_producer", "handler", "disclosure_office"),
            event="CoProducerAnswered",
            zh="收到共同制作机关意见",
            en="record the opinion of a co-producer",
            article=law["co_producer"],
            guards=("co_producer_open",),
            requires=(f.CO_PRODUCER, f.CO_PRODUCER_OPINION),
            effects=(CloseTask("co_producer"),),
        ),
        Move(
            "deem_co_producer_consent",
            ("handling",),
            SAME,
            by=("system",),
            event="CoProducerDeemedToConsent",
            zh="共同制作机关逾期未提出意见，视为同意公开",
            en="the co-producer kept silent: deemed to consent",
            article=law["co_producer"],
            requires=(f.CO_PRODUCER,),
            effects=(CloseTask("co_producer"),),
        ),
    )


def other_agencies(law: Law) -> tuple[Move, ...]:
    """Give the moves of consulting other agencies; no version gives them a term."""
    return (
        Move(
            "consult_other_agency",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="OtherAgencyConsulted",
            zh="征求其他机关意见",
            en="consult another agency",
            article=law["other_agency"],
            requires=(f.OTHER_AGENCY,),
            effects=(OpenTask("other_agency"),),
        ),
        Move(
            "record_other_agency_opinion",
            ("handling",),
            SAME,
            by=("other_agency", "handler", "disclosure_office"),
            event="OtherAgencyAnswered",
            zh="收到其他机关意见",
            en="record the opinion of another agency",
            article=law["other_agency"],
            guards=("other_agency_open",),
            requires=(f.OTHER_AGENCY, f.OTHER_AGENCY_OPINION),
            effects=(CloseTask("other_agency"),),
        ),
        Move(
            "stop_waiting_for_other_agency",
            ("handling",),
            SAME,
            by=("disclosure_office",),
            event="OtherAgencyNotAwaited",
            zh="其他机关未答复，不再等待",
            en="stop waiting for another agency",
            article=law["other_agency"],
            guards=("other_agency_open",),
            requires=(f.OTHER_AGENCY, f.NO_ANSWER),
            effects=(CloseTask("other_agency"),),
        ),
    )


def extension(law: Law) -> tuple[Move, ...]:
    """Give the move of the extension: once, by the head, told while the term runs."""
    return (
        Move(
            "extend",
            AT_WORK,
            SAME,
            by=("head",),
            event="TermExtended",
            zh="批准延长答复期限并告知申请人",
            en="extend the term of reply and tell the applicant",
            article=law["extension"],
            guards=("not_extended_reply", "running_reply"),
            unless=("lapsed_reply",),
            requires=(f.EXTENSION_REASON, f.NOTICE_WAY),
            effects=(Extend("reply"),),
        ),
    )
