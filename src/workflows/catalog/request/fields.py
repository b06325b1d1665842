"""The facts that commands of the request flow bring. One name, one meaning, in every move."""

from __future__ import annotations

from attrs import evolve

from workflows.catalog.request.data import REMEDIES, Law, decisions, grounds
from workflows.flows.parts import EVIDENCE, Field

RECEIVED_ON = Field("received_on", "day", "收到申请之日", "day of receipt")
SUBMITTED_ON = Field(
    "submitted_on", "day", "提交之日（系统接收之日）", "day handed in or taken by the system", optional=True
)
ARRIVED_ON = Field("arrived_on", "day", "信函到达公开机构之日", "day the letter reached the office", optional=True)
SIGNED_ON = Field("signed_on", "day", "行政机关签收之日", "day the agency signed", optional=True)
CONFIRMED_ON = Field("confirmed_on", "day", "双方确认之日", "day both sides confirmed", optional=True)
RECEIPT_EVIDENCE = Field("receipt_evidence", "text", "收到日期的凭证", "evidence of the day of receipt")
REQUEST_FORM = Field(
    "request_form",
    "code",
    "申请形式",
    "form of the request",
    choices=("written", "electronic", "oral"),
)
APPLICANT_KIND = Field(
    "applicant_kind",
    "code",
    "申请人类别（年度报告表三各列）",
    "kind of applicant, a column of table 3",
    choices=("natural_person", "company", "research", "public_welfare", "legal_service", "other"),
)
APPLICANT_NAME = Field("applicant_name", "text", "申请人姓名或者名称", "name of the applicant", personal=True)
IDENTITY_PROOF = Field("identity_proof", "text", "身份证明", "proof of identity", optional=True, personal=True)
CONTACT = Field("contact", "text", "联系方式", "contact", personal=True)
DESCRIPTION = Field("description", "text", "所申请信息的名称、文号或者特征描述", "what is asked for")
DELIVERY_FORM = Field("delivery_form", "text", "获取信息的方式、途径", "form and way in which it is wanted")

CONTACT_RESULT = Field(
    "contact_result", "code", "联系结果", "result of the contact", choices=("reached", "not_reached")
)

CORRECTION_ITEMS = Field("correction_items", "text", "需要补正的事项", "what has to be corrected")
CORRECTION_DAYS = Field("correction_days", "int", "合理的补正期限（工作日）", "term for correction in working days")
_ASKED = ("CorrectionRequested",)
CORRECTION_SERVED_ON = Field(
    "correction_served_on", "day", "申请人收到补正通知之日", "day the applicant received the notice", answers=_ASKED
)
CORRECTED_ON = Field(
    "corrected_on", "day", "收到补正的申请之日", "day the corrected request was received", answers=_ASKED
)
PROOF_OF_DAY = evolve(EVIDENCE, optional=False)
JUST_CAUSE = Field("just_cause", "text", "逾期补正的正当理由", "just cause for correcting late")
UNCLEAR_REASONS = Field("reasons", "text", "理由", "reasons")
FINDING = Field("finding", "text", "认定的理由", "why it is found so")

VOLUME = Field("volume", "text", "申请数量、频次", "number and frequency of the requests")
EXPLANATION = Field("explanation", "text", "申请人说明的理由", "the reasons the applicant gave")
DELAY_DAYS = Field("delay_days", "int", "延迟答复的合理期限（工作日）", "reasonable delay in working days")
DELAY_REASONS = Field("delay_reasons", "text", "不能按期答复的理由", "why the ordinary term cannot be kept")

FEE_METHOD = Field(
    "fee_method", "code", "计费方式（按件或者按量，不并用）", "by item or by page", choices=("item", "page")
)
FEE_COUNT = Field("fee_count", "int", "计费件数或者页数", "number of items or pages")
FEE_ALREADY = Field("fee_already", "int", "同一自然月内已申请件数", "items already filed in the month", optional=True)
FEE_YUAN = Field("fee_yuan", "int", "应缴金额（元）", "yuan to pay")
_DEMANDED = ("FeeDemanded",)
FEE_SERVED_ON = Field(
    "fee_served_on", "day", "申请人收到收费通知之日", "day the applicant received the fee notice", answers=_DEMANDED
)
PAID_ON = Field("paid_on", "day", "完成缴费之日", "day the payment was complete", answers=_DEMANDED)

THIRD_PARTY = Field("third_party", "text", "第三方", "third party")
THIRD_PARTY_SERVED_ON = Field(
    "third_party_served_on",
    "day",
    "第三方收到征求意见书之日",
    "day the third party received the letter",
    answers=("ThirdPartyConsulted:third_party",),
)
THIRD_PARTY_OPINION = Field(
    "third_party_opinion",
    "code",
    "第三方意见",
    "opinion of the third party",
    choices=("consents", "objects_with_grounds", "objects_without_grounds"),
)
CO_PRODUCER = Field("co_producer", "text", "共同制作机关", "co-producing agency")
CO_PRODUCER_SERVED_ON = Field(
    "co_producer_served_on",
    "day",
    "共同制作机关收到征求意见书之日",
    "day the co-producer received the letter",
    answers=("CoProducerConsulted:co_producer",),
)
CO_PRODUCER_OPINION = Field(
    "co_producer_opinion", "code", "共同制作机关意见", "opinion of the co-producer", choices=("consents", "objects")
)
OTHER_AGENCY = Field("other_agency", "text", "其他机关", "other agency")
OTHER_AGENCY_OPINION = Field("other_agency_opinion", "text", "其他机关意见", "opinion of the other agency")
AGAIN_REASON = Field("again_reason", "text", "再次征求意见的理由", "why the same one is asked again", optional=True)
NO_ANSWER = Field("no_answer_reason", "text", "不再等待的理由", "why no answer is waited for any longer")

SECRECY = Field(
    "secrecy",
    "code",
    "保密审查结论",
    "finding of the secrecy review",
    choices=("clear", "state_secret", "forbidden_by_law", "endangers_safety", "uncertain"),
)
SEVERABLE = Field("severable", "bool", "能否作区分处理", "whether it can be severed")
EXTENSION_REASON = Field("extension_reason", "text", "延长期限的理由", "why the term is extended")
EXTENSION_DAYS = Field(
    "extension_days", "int", "延长的工作日数（不写即按最长）", "working days added, the most if none", optional=True
)
NOTICE_WAY = Field("notice_way", "text", "告知申请人的方式", "how the applicant was told")


def channel(law: Law) -> Field:
    """Give the field of the channel by which a request came, as a version of the regulation knows them."""
    return Field("channel", "code", "申请渠道", "channel", choices=law.channels)


def registration(law: Law) -> tuple[Field, ...]:
    """Give what the register holds of a request."""
    return (
        channel(law),
        RECEIVED_ON,
        RECEIPT_EVIDENCE,
        SUBMITTED_ON,
        ARRIVED_ON,
        SIGNED_ON,
        CONFIRMED_ON,
        REQUEST_FORM,
        APPLICANT_KIND,
        APPLICANT_NAME,
        IDENTITY_PROOF,
        CONTACT,
        DESCRIPTION,
        DELIVERY_FORM,
    )


def draft_fields(law: Law) -> tuple[Field, ...]:
    """Give what a draft brings: the decision, its grounds, and what these want in the reply."""
    return (
        Field("decision", "code", "答复类型", "kind of reply", choices=decisions(law)),
        Field("grounds", "codes", "依据条款", "grounds", choices=grounds(law)),
        Field("reasons", "text", "理由", "reasons", optional=True),
        Field("how_to_obtain", "text", "获取的方式、途径和时间", "how, where and when to obtain it", optional=True),
        Field(
            "discretion_reasons", "text", "裁量不予公开的理由", "why the discretion is used to withhold", optional=True
        ),
        Field("public_interest_reasons", "text", "公共利益的理由", "reasons of public interest", optional=True),
        Field("search_account", "text", "检索情况", "account of the search", optional=True),
        Field("earlier_reply", "text", "此前的答复", "the earlier reply", optional=True),
        Field("competent_agency", "text", "负责公开的机关及联系方式", "competent agency and contact", optional=True),
        Field(
            "other_law_demands_disclosure",
            "bool",
            "法律、法规、规章规定应当公开",
            "a law, regulation or rule demands disclosure",
            optional=True,
        ),
    )


REVIEW_OPINION = Field("review_opinion", "text", "审核意见", "opinion of the review")
RETURN_REASON = Field("return_reason", "text", "退回理由", "why the draft is returned")


def sent_decision(law: Law) -> Field:
    """Give the field of the decision as sent, from which the outcome follows."""
    return Field("decision", "code", "答复类型", "kind of reply", choices=decisions(law))


REPLY_NUMBER = Field("reply_number", "text", "答复文号", "number of the reply")
SERVICE = Field(
    "service",
    "code",
    "送达方式",
    "way of service",
    choices=("direct", "entrusted", "postal", "electronic", "public_notice"),
)
TELLS_REMEDIES = Field("tells_remedies", "bool", "是否告知救济途径和期限", "whether remedies and terms are told")
REMEDIES_TOLD = Field(
    "remedies",
    "code",
    "告知的救济途径和期限（依文书之日）",
    "the remedies and terms that are told, by the day of the letter",
    choices=tuple(dict.fromkeys(remedy.id for remedy in REMEDIES)),
    optional=True,
)
ON_THE_SPOT_REMEDIES = evolve(TELLS_REMEDIES, optional=True)
HOW_TO_OBTAIN = Field("how_to_obtain", "text", "获取的方式、途径", "how to obtain it")
DELIVERY_RESULT = Field("delivery_result", "code", "送达结果", "result of the delivery", choices=("signed", "returned"))
RESEND_REASON = Field(
    "resend_reason", "text", "重新寄出的原因（更正的地址等）", "why it is sent again: the right address"
)

REVIEW_NUMBER = Field("review_number", "text", "复议案号", "number of the reconsideration")
RESULTS = ("upheld", "corrected", "other")
REVIEW_RESULT = Field(
    "review_result", "code", "复议结果（表四）", "result of the reconsideration, as in table 4", choices=RESULTS
)
LAWSUIT_NUMBER = Field("lawsuit_number", "text", "诉讼案号", "number of the lawsuit")
LAWSUIT_KIND = Field(
    "lawsuit_kind", "code", "起诉类型（表四）", "kind of suit, as in table 4", choices=("direct", "after_review")
)
LAWSUIT_RESULT = Field(
    "lawsuit_result", "code", "诉讼结果（表四）", "result of the suit, as in table 4", choices=RESULTS
)
ORDER_NUMBER = Field("order_number", "text", "责令重作的文书号", "number of the order to redo")
ORDER_RECEIVED_ON = Field(
    "order_received_on",
    "day",
    "收到文书之日",
    "day the order was received",
    answers=("ReviewConcluded", "LawsuitConcluded"),
)
ORDER_UNTIL = Field(
    "order_until",
    "day",
    "文书所定期限的末日（不写即完整期限）",
    "last day of the term that the order sets, a full term if none",
    optional=True,
    planned=True,
)
CHANGE_REASON = Field("change_reason", "text", "自行改变原答复的理由", "why the agency changes its own reply")
PROPOSAL = Field("proposal", "text", "建议主动公开的理由", "why it should be published")
PUBLICATION = Field("publication", "text", "公开位置", "where it was published")
ARCHIVE_NUMBER = Field("archive_number", "text", "档号", "number in the archive")
WITHDRAWAL = Field("withdrawal", "text", "撤回的意思表示", "the withdrawal")
