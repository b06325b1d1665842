"""The facts that commands bring in the procedure of a major decision."""

from __future__ import annotations

from workflows.flows.parts import Field

MATTER = Field("matter", "text", "决策事项", "matter")
CATEGORY = Field(
    "category",
    "code",
    "事项类别",
    "category of the matter",
    choices=("public_policy", "plan", "resources", "public_project", "other"),
)
CATALOGUE_ADDRESS = Field("catalogue_address", "text", "目录公布网址", "address of the published catalogue")
PARTY_AGREED = Field("party_agreed", "bool", "经同级党委同意", "the party committee agreed")
REASON = Field("reason", "text", "理由", "reason")
EXEMPT_SCOPE = Field(
    "exempt_scope",
    "code",
    "不适用的情形",
    "why the procedure does not apply",
    choices=("macro_control", "legislation", "emergency_measures", "other_law"),
)
EXEMPT_GROUND = Field(
    "exempt_ground",
    "code",
    "不公开征求意见的情形",
    "why no comments are asked for",
    choices=("not_public_by_law", "other_law"),
)

DRAFT = Field("draft", "text", "决策草案", "draft of the decision")
BASIS = Field("decision_basis", "text", "决策依据", "basis of the decision")
EXPLANATION = Field("explanation", "text", "起草说明", "explanation of the draft")
PROFESSIONAL = Field("professional", "bool", "专业性、技术性较强", "professional or technical matter")
RISKY = Field("risky", "bool", "可能对社会稳定、公共安全造成不利影响", "may harm stability or public safety")
HEARING_BY_LAW = Field("hearing_by_law", "bool", "法律、法规、规章规定应当听证", "the law demands a hearing")
LIVELIHOOD = Field("livelihood", "bool", "涉及重大民生、社会关注度高", "major matter of people's livelihood")

DRAFT_ADDRESS = Field("draft_address", "text", "草案公布网址", "address of the published draft")
BASIS_ADDRESS = Field("basis_address", "text", "决策依据公布网址", "address of the published basis")
EXPLANATION_ADDRESS = Field("explanation_address", "text", "说明公布网址", "address of the published explanation")
COMMENT_WAY = Field("comment_way", "text", "提出意见的途径", "how to comment")
COMMENTS_UNTIL = Field("comments_until", "day", "征求意见截止日", "last day for comments", planned=True)
SHORTENING_REASON = Field(
    "shortening_reason", "text", "缩短期限的说明（同时公布）", "published reason why the time is shorter"
)
SHORTENING_REASON_MAYBE = Field(
    "shortening_reason",
    "text",
    "缩短期限的说明（同时公布）",
    "published reason why the time is shorter",
    optional=True,
)

OPINION = Field("opinion_no", "text", "意见编号", "number of the opinion")
OPINION_FROM = Field(
    "opinion_from",
    "code",
    "意见来源",
    "whose opinion",
    choices=("citizen", "organisation", "enterprise", "deputy", "agency"),
)
SUMMARY = Field("opinion_summary", "text", "意见摘要", "summary of the opinion")
ADOPTION = Field("adoption", "code", "采纳情况", "whether it is adopted", choices=("adopted", "partly", "not_adopted"))
ADOPTION_REASON = Field("adoption_reason", "text", "未予采纳的理由", "reason for not adopting")
FEEDBACK_ADDRESS = Field("feedback_address", "text", "意见采纳情况公布网址", "address of the published feedback")

HEARING_ON = Field("hearing_on", "day", "听证会日期", "day of the hearing", planned=True)
SELECTION = Field("selection_rule", "text", "听证参加人遴选办法（已公布）", "published rule of selection")
PARTICIPANTS = Field("participants", "text", "听证参加人名单（已公布）", "published list of participants")
MATERIALS_ON = Field("materials_reached_on", "day", "材料送达日", "day on which materials reached them")
HEARING_OFF = Field(
    "hearing_off_notice", "text", "取消原定听证的告知", "how the participants were told that the hearing is off"
)
HEARING_RECORD = Field("hearing_record", "text", "听证笔录", "record of the hearing")
HEARING_SIGNED = Field("hearing_signed", "bool", "参加人签字确认", "signed by the participants")

EXPERT_OPINION = Field("expert_opinion", "text", "论证意见", "opinion of the experts")
EXPERTS_SIGNED = Field("experts_signed", "bool", "专家签名", "signed by the experts")
EXPERTS_INDEPENDENT = Field(
    "experts_independent", "bool", "与决策事项无直接利害关系", "the experts have no direct interest"
)
RISK_REPORT = Field("risk_report", "text", "风险评估报告", "risk report")
RISK_LEVEL = Field("risk_level", "code", "风险结论", "level of risk", choices=("controllable", "uncontrollable"))
EVALUATOR = Field("main_evaluator", "text", "决策前评估的主要承担者", "main evaluator before the decision")
CHANGE_SUMMARY = Field("change_summary", "text", "修改内容", "what was changed")
NOT_MATERIAL = Field("not_material", "text", "不属于重大修改的理由", "why the change is not material")

LEGALITY_FILE = Field("legality_file", "text", "送审材料", "file for the legality review")
LEGALITY_OPINION = Field("legality_opinion", "text", "合法性审查意见", "opinion on legality")
EARLY_REASON = Field("early_reason", "text", "提前审结的说明", "why the review ended early")
RISK_FLAG = Field("legality_risk", "text", "探索性改革的法律风险提示", "legal risk of an exploratory reform")
RETURN_REASON = Field("return_reason", "text", "退回理由", "why the file is returned")

MEETING_ON = Field("meeting_on", "day", "会议日期", "day of the meeting", planned=True)
OPENNESS = Field(
    "openness", "code", "会议公开方式", "openness of the meeting", choices=("invited", "broadcast", "closed")
)
OPENNESS_REASON = Field("openness_reason", "text", "不公开的理由", "why the meeting is closed")
INVITED = Field(
    "invited",
    "codes",
    "邀请列席人员",
    "invited attendees",
    choices=("stakeholders", "public", "experts", "media", "deputies"),
)
COMMENT_REPORT = Field(
    "comment_report", "text", "意见收集和采纳情况的说明", "account of the opinions and their adoption"
)
DISCUSSION = Field("discussion_record", "text", "集体讨论记录", "record of the discussion")
HEAD_LAST = Field("head_spoke_last", "bool", "行政首长末位发表意见", "the head spoke last")
MAJORITY = Field("follows_majority", "bool", "与多数意见一致", "the decision follows the majority")
DIFFERENCE_MAYBE = Field(
    "difference_reason", "text", "与多数意见不一致的理由", "reason for differing from the majority", optional=True
)
ATTENDEES_MAYBE = Field("attendees", "text", "实际列席人员", "who attended by invitation", optional=True)

PARTY_OPINION = Field("party_opinion", "text", "党委的意见", "what the party committee says")
STOP_RECORD = Field(
    "stop_record", "text", "停止执行所经法定程序的记录", "record of the statutory procedure by which it is stopped"
)
PARTY_REPORT = Field("party_report", "text", "向同级党委请示报告", "report to the party committee")
DECISION_ADDRESS = Field("decision_address", "text", "决策公布网址", "address of the decision")
ADOPTION_ADDRESS = Field("adoption_address", "text", "意见采纳情况说明网址", "address of the account of adoption")
INTERPRETATION_ADDRESS = Field("interpretation_address", "text", "解读材料网址", "address of the interpretation")
LINKED = Field("linked_both_ways", "bool", "决策文本与采纳情况、解读相互链接", "linked both ways")
CHANNELS = Field(
    "channels",
    "codes",
    "公布渠道",
    "channels",
    choices=("gazette", "website", "local_newspaper", "press_conference", "new_media"),
)
ARCHIVE_NUMBER = Field("archive_number", "text", "档号", "archive number")

EVALUATION_CAUSE = Field(
    "evaluation_cause",
    "code",
    "决策后评估的情形",
    "why it is evaluated",
    choices=("below_target", "many_opinions", "needed"),
)
POST_EVALUATOR = Field("post_evaluator", "text", "决策后评估的承担者", "evaluator after the decision")
EVALUATION = Field("evaluation_report", "text", "评估报告", "evaluation report")
RESULT = Field("execution_result", "text", "执行结果", "result of the execution")
