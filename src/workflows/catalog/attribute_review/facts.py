"""The facts that commands bring in the review of a document's attribute."""

from __future__ import annotations

from workflows.flows.parts import Field

PROACTIVE = "proactive"
ON_REQUEST = "on_request"
WITHHELD = "withheld"
REDACTED = "redacted"
ATTRIBUTES = (PROACTIVE, ON_REQUEST, WITHHELD, REDACTED)
"""主动公开、依申请公开、不予公开、删减后公开; which of them are in use is the place's option ``attributes``."""

OPEN_ATTRIBUTES = frozenset({PROACTIVE, REDACTED})
POLICY_CLASSES = frozenset({"policy", "normative"})

GROUNDS = (
    "state_secret",
    "law_forbids",
    "security_and_stability",
    "third_party",
    "internal_affairs",
    "process",
    "enforcement_file",
)
"""Grounds of articles 14 to 16, in the order of table 三 of the annual report."""

CLASSES = (
    "general",
    "policy",
    "normative",
    "licence",
    "penalty",
    "enforcement",
    "budget",
    "service_guide",
)
ORIGINS = ("own", "government_draft", "joint", "forwarded")

TITLE = Field("title", "text", "文件标题", "title of the document")
CLASS = Field("document_class", "code", "文件种类", "class of document", choices=CLASSES)
ORIGIN = Field("origin", "code", "文件来源", "where the document comes from", choices=ORIGINS)
CO_ISSUERS = Field("co_issuer_count", "int", "联合发文的其他机关数", "number of co-issuing agencies")
SOURCE_ATTRIBUTE = Field(
    "source_attribute", "code", "来文的公开属性", "attribute of the forwarded document", choices=ATTRIBUTES
)

ATTRIBUTE = Field("attribute", "code", "公开属性", "attribute", choices=ATTRIBUTES)
ATTRIBUTE_MAYBE = Field("attribute", "code", "公开属性", "attribute", choices=ATTRIBUTES, optional=True)
GROUND = Field("ground", "code", "不予公开的法定情形", "statutory ground", choices=GROUNDS)
GROUND_MAYBE = Field("ground", "code", "不予公开的法定情形", "statutory ground", choices=GROUNDS, optional=True)
REASON = Field("reason", "text", "理由", "reason")
REASON_MAYBE = Field("reason", "text", "理由", "reason", optional=True)
INTERPRETATION_MAYBE = Field(
    "interpretation_plan", "text", "解读方案和解读材料", "plan and text of the interpretation", optional=True
)

RETURN_REASON = Field("return_reason", "text", "退文理由", "why the file is returned")
CO_ISSUER = Field("co_issuer", "text", "联合发文机关", "co-issuing agency")
CO_OPINION = Field(
    "co_issuer_opinion", "code", "联合发文机关意见", "opinion of the co-issuer", choices=("agrees", "disagrees")
)
OBJECTION = Field("objection", "text", "审查意见", "objection to the attribute")
SECRET_LEVEL = Field(
    "secret_level", "code", "密级", "level of secrecy", choices=("top_secret", "secret", "confidential")
)
REFERRED_TO = Field("referred_to", "text", "报请确定的主管部门或者保密行政管理部门", "authority asked to decide")
RULING = Field("ruling", "code", "确定结果", "ruling", choices=("secret", "not_secret"))
DEIDENTIFIED = Field("deidentified_items", "text", "去标识化的内容", "what was de-identified")
EXEMPTION = Field(
    "exemption",
    "code",
    "不作去标识化的情形",
    "why names stay",
    choices=("penalty_publicity", "mandatory_disclosure"),
)
DISCLOSE_BASIS = Field(
    "disclose_basis", "code", "仍予公开的依据", "why it is public all the same", choices=("consent", "public_interest")
)
SIGNED_INTERPRETATION = Field(
    "signed_interpretation", "text", "同步审签的解读方案和材料", "interpretation signed with the document"
)

ISSUED_ON = Field("issued_on", "day", "成文日期", "date of the document")
NUMBER = Field("number", "text", "发文字号", "document number")
LABEL = Field("label", "text", "印制的公开属性标识", "attribute label as printed")
NEXT_REVIEW = Field("next_review_on", "day", "下次评估截止日", "last day for the next evaluation", planned=True)

ADDRESS = Field("address", "text", "公开网址", "address where it is published")
CHANNELS = Field(
    "channels",
    "codes",
    "公开渠道",
    "channels",
    choices=("website", "gazette", "press_conference", "press", "broadcast", "new_media", "reading_place"),
)
INTERPRETATION_ADDRESS = Field("interpretation_address", "text", "解读材料网址", "address of the interpretation")
INTERPRETED_BY = Field(
    "interpretation_kind", "code", "解读材料来源", "whose interpretation", choices=("own", "reposted")
)
INTERPRETED_OWN = Field("interpretation_kind", "code", "解读材料来源", "whose interpretation", choices=("own",))
INTERPRETATION_FORM = Field(
    "interpretation_form",
    "code",
    "解读形式",
    "form of the interpretation",
    choices=("text", "picture", "video", "press_conference", "interview", "expert"),
    optional=True,
)
INTERPRETER = Field("interpreter", "text", "解读人", "who interprets", optional=True)
SILENCE_REASON = Field("no_answer_reason", "text", "不再等待的理由", "why no answer is waited for any longer")
GAZETTE_ISSUE = Field("gazette_issue", "text", "政府公报期号", "issue of the gazette")
LEDGER_NUMBER = Field("ledger_number", "text", "主动公开文件台账编号", "number in the open-document ledger")
LEDGER_FINDING = Field("ledger_finding", "text", "台账核对结果", "finding of the check of the ledger")

FINDING = Field("finding", "text", "评估结论", "finding of the evaluation")
NEW_ATTRIBUTE = Field("new_attribute", "code", "拟变更的公开属性", "new attribute", choices=ATTRIBUTES)
CHANGE_REASON = Field("change_reason", "text", "变更理由", "reason of the change")
CHANGE_CAUSE = Field(
    "change_cause",
    "code",
    "变更事由",
    "what the change rests on",
    choices=("circumstances", "declassified", "request", "self_check"),
)
OPENING_REVIEW = Field(
    "opening_review", "text", "公开前的保密和隐私审查意见", "opinion on secrecy and privacy before it is opened"
)
OPENED_ON = Field(
    "opened_on", "day", "批准变更公开属性之日", "day the change was approved", answers=("OpenedUp", "OpenedInPart")
)
SUCCESSOR_MAYBE = Field("successor", "text", "修改、废止依据的文件", "document that changes it", optional=True)
ANNOTATION = Field("annotation", "text", "原文件上的标注", "annotation on the original")
WITHDRAWAL_REASON = Field("withdrawal_reason", "text", "公开说明的理由", "reason published with the withdrawal")
ARCHIVE = Field("archive", "text", "接收档案馆", "archive that receives it")
