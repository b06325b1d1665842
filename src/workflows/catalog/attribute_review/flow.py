"""公文公开属性审查: the literal. Its moves are in ``drafting.py`` and ``publishing.py``."""

from __future__ import annotations

from workflows.catalog.attribute_review import articles as a
from workflows.catalog.attribute_review import guards as g
from workflows.catalog.attribute_review.befalling import BEFALLING
from workflows.catalog.attribute_review.drafting import DRAFTING, REVIEWING
from workflows.catalog.attribute_review.publishing import AFTERWARDS, ISSUING, KEEPING, PUBLISHING, STOPPING
from workflows.catalog.label_files import read_labels
from workflows.flows.flow import Flow
from workflows.flows.parts import AGENCY, Clock, Outcome, Overdue, Role, State, Task

_LATE = Overdue(
    "政府信息公开条例第四十七条、第五十一条、第五十三条",
    "责令改正，可举报、申请复议或者起诉",
    "an order to correct; complaint, reconsideration or suit",
)
_ENFORCEMENT_LATE = Overdue("国办发〔2018〕118号", "按行政执法责任制追究责任", "accountability for enforcement")


def _publication(clock_id: str, rule: str, zh: str, en: str, lapse: Overdue) -> Clock:
    return Clock(clock_id, rule, AGENCY, zh, en, lapse=lapse)


CLOCKS = (
    _publication("publish", "foi.proactive", "主动公开期限", "term of publication", _LATE),
    _publication("licence", "enforcement.licence", "许可决定公开期限", "term for a licence", _ENFORCEMENT_LATE),
    _publication("penalty", "enforcement.penalty", "处罚决定公开期限", "term for a penalty", _ENFORCEMENT_LATE),
    _publication(
        "enforcement", "enforcement.result", "执法决定公开期限", "term for an enforcement decision", _ENFORCEMENT_LATE
    ),
    _publication(
        "budget",
        "budget.publish",
        "预决算公开期限",
        "term for a budget",
        Overdue("预算法第九十三条", "责令改正，处分责任人员", "an order to correct, discipline"),
    ),
    _publication(
        "guide",
        "guide.change",
        "办事指南变更公开期限",
        "term for a changed service guide",
        Overdue("汕环〔2018〕429号三", "列入督查", "the office inspects it"),
    ),
    Clock(
        "interpretation",
        "interpretation.publish",
        AGENCY,
        "解读材料公布期限",
        "term of the interpretation",
        lapse=Overdue("政务公开考核评估", "计入考核", "counted in the assessment"),
    ),
    Clock("re_review", "foi.reevaluation", AGENCY, "定期评估期限", "term of the next evaluation", lapse=_LATE),
    Clock("annotate", "foi.proactive", AGENCY, "原文件标注期限", "term of the annotation", lapse=_LATE),
    Clock(
        "withdraw",
        "enforcement.withdrawal",
        AGENCY,
        "撤回处罚信息期限",
        "term of the withdrawal",
        lapse=Overdue("行政处罚法第四十八条第二款", "责令改正", "an order to correct"),
    ),
)

STATES = (
    State("drafting", "拟制", "being drafted"),
    State("checking", "办公室核文", "checked by the office", kind="waiting", waits_for="office"),
    State("returned", "已退文", "returned to the drafter", kind="waiting", waits_for="handler"),
    State("consulting", "联合发文协商", "co-issuers are consulted", kind="waiting", waits_for="co_issuer"),
    State(
        "pre_review",
        "公开工作机构审查",
        "reviewed by the disclosure office",
        kind="waiting",
        waits_for="disclosure_office",
    ),
    State("disputed", "属性待裁定", "attribute in dispute", kind="waiting", waits_for="head"),
    State("secrecy_review", "保密审查", "secrecy review", kind="waiting", waits_for="secrecy"),
    State(
        "secrecy_referred", "报请确定密级", "referred to the authority", kind="waiting", waits_for="secrecy_authority"
    ),
    State(
        "privacy_review", "个人信息和第三方权益审查", "privacy review", kind="waiting", waits_for="disclosure_office"
    ),
    State("approval", "待审签", "waiting for signature", kind="waiting", waits_for="head"),
    State("approved", "待印发", "waiting for issue", kind="waiting", waits_for="office"),
    State("to_publish", "待公开", "to be published", kind="waiting", waits_for="disclosure_office"),
    State("published", "已公开，后续事项办理中", "published, being followed up", kind="waiting", waits_for="office"),
    State("public", "公开中", "public", kind="end"),
    State("on_request", "依申请公开", "on request", kind="waiting", waits_for="disclosure_office", clock="re_review"),
    State("withheld", "不予公开", "withheld", kind="waiting", waits_for="disclosure_office", clock="re_review"),
    State("change_proposed", "变更属性待批", "change of attribute proposed", kind="waiting", waits_for="head"),
    State("to_annotate", "待标注", "to be annotated", kind="waiting", waits_for="disclosure_office", clock="annotate"),
    State("to_withdraw", "待撤回", "to be withdrawn", kind="waiting", waits_for="disclosure_office", clock="withdraw"),
    State("annotated", "已标注废止、失效", "annotated as repealed or lapsed", kind="end"),
    State("never_published", "公开前废止、失效", "repealed or lapsed before publication", kind="end"),
    State("withdrawn", "处罚信息已撤回", "penalty withdrawn", kind="end"),
    State("not_issued", "未印发", "not issued", kind="end"),
    State("transferred", "已移交档案馆", "transferred to an archive", kind="end"),
)

FLOW = Flow(
    id="attribute_review",
    version="2019",
    zh="公文公开属性审查",
    en="review of a document's disclosure attribute",
    article="政府信息公开条例第十三条至第二十六条；国办发〔2016〕80号",
    initial="drafting",
    opened_by=("handler",),
    corrected_by=("office", "disclosure_office", "head"),
    roles=(
        Role("handler", "承办人", "drafter"),
        Role("office", "办公室", "office"),
        Role("disclosure_office", "政府信息公开工作机构", "disclosure office"),
        Role("secrecy", "保密审查机构", "secrecy reviewer"),
        Role("head", "负责人", "head"),
    ),
    states=STATES,
    outcomes=(
        Outcome("disclosed", "已公开", "disclosed, whole or redacted", "政府信息公开条例第十九条"),
        Outcome("amended", "已修改，标注后继续公开", "amended, annotated and public", a.ANNOTATING),
        Outcome("repealed", "已废止", "repealed", a.ANNOTATING),
        Outcome("lapsed", "已失效", "lapsed", a.ANNOTATING),
        Outcome("withdrawn", "处罚信息已撤回", "penalty withdrawn", "行政处罚法第四十八条第二款"),
        Outcome("not_issued", "未印发", "not issued", a.SIGNING),
        Outcome("transferred", "已移交档案馆", "transferred to an archive", "档案法移交的规定"),
    ),
    clocks=CLOCKS,
    tasks=(
        Task(
            "co_issuer",
            "征求联合发文机关意见",
            "consultation of a co-issuer",
            party="co_issuer",
            key="co_issuer",
            article=a.CO_ISSUING,
        ),
    ),
    guards=g.GUARDS,
    moves=(*DRAFTING, *REVIEWING, *ISSUING, *PUBLISHING, *STOPPING, *AFTERWARDS, *KEEPING),
    labels=read_labels(__file__),
    befalling=BEFALLING,
)

FLOWS = (FLOW,)
