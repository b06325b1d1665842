"""The facts that commands of the opinion flow bring, and the articles that its steps rest on."""

from __future__ import annotations

from workflows.flows.parts import Field

RESPONSE = "国办发〔2016〕61号"
RULES = "国办发〔2016〕80号"
BOTH = "国办发〔2016〕61号、国办发〔2016〕80号"
WHOSE = "国办发〔2016〕61号（属地管理、分级负责、谁主管谁负责）"
NO_REPOST = "国办发〔2016〕61号（不得以转载工作动态、新闻报道、评论文章等充当回应内容）"
ACCOUNT = "国办发〔2016〕61号（通报批评和约谈制度）"
MESSAGES = "地方留言办理规程（如汕环〔2018〕429号4(2)）"

UPPER = ("grave", "major")
GRADES = ("grave", "major", "larger", "ordinary", "not_emergency")
REPOSTS = ("repost_of_work_news", "repost_of_news", "repost_of_commentary")

DETECTED_AT = Field("detected_at", "instant", "时限起算时刻", "the instant from which the hours run")
ORIGIN = Field(
    "origin",
    "code",
    "起算依据（事件发生、发现、舆情出现）",
    "what that instant is: the event, its discovery, or the opinion appearing",
    choices=("event", "discovery", "opinion"),
)
SOURCE = Field("source", "text", "舆情来源", "where it was found")
SUMMARY = Field("summary", "text", "舆情概要", "what it is about")
GRADE = Field("grade", "code", "突发事件级别", "grade of the emergency", choices=GRADES)
VERACITY = Field("veracity", "code", "真伪研判", "whether it is true", choices=("true", "rumour", "mixed", "unclear"))
LIVELIHOOD = Field("livelihood", "bool", "是否民生方面的舆情", "whether it concerns livelihood", optional=True)
RESPONSIBILITY = Field(
    "responsibility",
    "code",
    "责任依据（属地、主管、涉事）",
    "why it is this agency's: territory, sector or involvement",
    choices=("territory", "sector", "involved"),
)
DEPARTMENT = Field("department", "text", "涉事责任部门", "department responsible")
REGRADE_REASON = Field("regrade_reason", "text", "调整级别的理由", "why the grade is changed")
RECEIVER = Field("receiver", "text", "接收单位", "the agency it is transferred to")
TRANSFER_REASON = Field("transfer_reason", "text", "转办理由", "why it is transferred")
DECLINE_REASON = Field("decline_reason", "text", "退回理由", "why the transfer is declined")
REASSESS_REASON = Field("reassess_reason", "text", "更正真伪研判的依据", "what shows that the finding was wrong")
CONFERRED_WITH = Field("conferred_with", "text", "参加会商的单位", "who conferred")
CONCLUSION = Field("conclusion", "text", "会商意见", "what was concluded")
REVIEW_RESULT_NOTE = Field("superior_opinion", "text", "上级审核意见", "what the superior finds")
ELEMENTS = Field(
    "elements",
    "codes",
    "回应写明的内容",
    "what the response says",
    choices=("causes", "solution", "limits", "facts", "measures", "result"),
    optional=True,
)
NO_RESPONSE_REASON = Field("no_response_reason", "text", "不予回应的理由", "why no response is needed")
PARTNERS = Field("partners", "text", "通报的宣传、网信等部门", "the publicity and cyberspace bodies informed")
CONTENT_KIND = Field(
    "content_kind",
    "code",
    "回应内容",
    "kind of content",
    choices=("authoritative", "refutation", *REPOSTS),
)
OUTLET = Field(
    "outlet",
    "code",
    "发布渠道",
    "outlet",
    choices=("website", "new_media", "press_conference", "press", "interview"),
)
PUBLISHED_WHERE = Field("published_where", "text", "发布位置", "where it was published")
SPEAKER = Field("speaker", "code", "发布人", "who speaks", choices=("head", "spokesperson", "other"))
EVALUATION = Field("evaluation", "text", "回应效果评估", "evaluation of the response")
MEASURE = Field(
    "measure",
    "code",
    "问责方式",
    "how it was accounted for",
    choices=("circulated_criticism", "talk", "sanction", "excused_with_reason"),
)
MEASURE_REASON = Field("measure_reason", "text", "问责事由", "what for")
FORWARDED_ON = Field("forwarded_on", "day", "收到转办（交办）通知之日", "day the forwarding notice was received")
MAILBOX = Field(
    "mailbox",
    "code",
    "留言渠道",
    "which mailbox",
    choices=("leader_mailbox", "governor_message", "website", "hotline"),
)
MESSAGE_NUMBER = Field("message_number", "text", "留言编号", "number of the message")
ANSWER = Field("answer", "text", "办理情况及回复意见", "what was done and the answer")
ANSWER_RETURN = Field("answer_return_reason", "text", "退回修改的理由", "why the answer is returned")
