"""重大决策预公开: the literal. Its moves are in ``participation.py`` and ``deciding.py``."""

from __future__ import annotations

from workflows.catalog.label_files import read_labels
from workflows.catalog.prepublication import articles as a
from workflows.catalog.prepublication import guards as g
from workflows.catalog.prepublication.befalling import BEFALLING
from workflows.catalog.prepublication.deciding import DISCUSSING, EXECUTING, LEGALITY
from workflows.catalog.prepublication.participation import ARGUING, COMMENTING, HEARING, PLANNING
from workflows.flows.flow import Flow
from workflows.flows.parts import AGENCY, Clock, Outcome, Overdue, Role, State, Task

_LIABLE = a.DECISIONS + "第三十八条至第四十一条"

CLOCKS = (
    Clock(
        "comment",
        "decision.comment",
        "public",
        "公开征求意见期限",
        "time for comments",
        lapse=Overdue(a.DECISIONS + "第十五条第一款", "期满，可以结束征求意见", "it is over and may be closed"),
    ),
    Clock(
        "comment_shortened",
        "decision.comment.shortened",
        "public",
        "缩短的征求意见期限",
        "shortened time for comments",
        lapse=Overdue(a.DECISIONS + "第十五条第一款", "期满，可以结束征求意见", "it is over and may be closed"),
    ),
    Clock(
        "hearing",
        "decision.hearing",
        AGENCY,
        "听证材料送达期限",
        "last day for the materials of the hearing",
        lapse=Overdue(g.HEARING_ARTICLE, "应当推迟听证会", "the hearing must be postponed"),
    ),
    Clock(
        "legality",
        "decision.legality",
        "legal_office",
        "合法性审查时间",
        "time for the legality review",
        lapse=Overdue(a.DECISIONS + "第二十六条第二款", "审查时间已有保证", "the least time has been given"),
    ),
    Clock(
        "publish",
        "foi.proactive",
        AGENCY,
        "决策公布期限",
        "term for publishing the decision",
        lapse=Overdue(_LIABLE, "责令改正，追究责任", "an order to correct; accountability"),
    ),
)

STATES = (
    State("proposed", "决策事项建议", "matter proposed", kind="waiting", waits_for="office"),
    State("preparing", "起草决策草案", "draft being prepared", kind="waiting", waits_for="handler"),
    State("drafted", "草案待公布", "draft to be published", kind="waiting", waits_for="disclosure_office"),
    State("commenting", "公开征求意见", "open for comments", kind="waiting", waits_for="public"),
    State("studying", "研究采纳意见", "opinions being studied", kind="waiting", waits_for="handler"),
    State(
        "legality_review", "合法性审查", "legality review", kind="waiting", waits_for="legal_office", clock="legality"
    ),
    State("ready", "待集体讨论", "ready for discussion", kind="waiting", waits_for="office"),
    State("meeting", "会议已安排", "meeting arranged", kind="waiting", waits_for="head"),
    State(
        "decided", "已决定，待公布", "decided, to be published", kind="waiting", waits_for="disclosure_office",
        clock="publish",
    ),
    State("to_archive", "待归档", "to be archived", kind="waiting", waits_for="office"),
    State("in_execution", "执行中", "being carried out", kind="waiting", waits_for="handler"),
    State("execution_suspended", "中止执行", "execution suspended", kind="waiting", waits_for="head"),
    State("evaluating", "决策后评估", "being evaluated", kind="waiting", waits_for="evaluator"),
    State("suspended", "程序中止", "procedure suspended", kind="waiting", waits_for="head"),
    State("not_listed", "未启动", "not started", kind="end"),
    State("exempt", "不适用程序", "exempt", kind="end"),
    State("terminated", "程序终止", "procedure stopped", kind="end"),
    State("not_adopted", "未通过", "not adopted", kind="end"),
    State("stopped", "停止执行", "execution stopped", kind="end"),
    State("completed", "执行完毕", "carried out", kind="end"),
)  # fmt: skip

FLOW = Flow(
    id="prepublication",
    version="2019",
    zh="重大决策预公开",
    en="prior publication of a major decision",
    article=a.DECISIONS,
    initial="proposed",
    opened_by=("handler", "office", "head"),
    corrected_by=("office", "handler", "head"),
    roles=(
        Role("handler", "决策承办单位", "unit that prepares the decision"),
        Role("office", "决策机关办公室", "office of the decision body"),
        Role("disclosure_office", "政府信息公开工作机构", "disclosure office"),
        Role("legal_office", "法制机构", "legal office"),
        Role("head", "负责人", "head of the decision body"),
    ),
    states=STATES,
    outcomes=(
        Outcome("not_listed", "未启动", "not started", a.STARTING),
        Outcome("exempt", "不适用程序", "exempt from the procedure", a.DECISIONS + "第三条第二款"),
        Outcome("terminated", "程序终止", "procedure stopped", a.STARTING),
        Outcome("not_adopted", "未通过", "not adopted", a.DECISIONS + "第三十条"),
        Outcome("stopped", "停止执行", "execution stopped", a.DECISIONS + "第三十七条"),
        Outcome("completed", "执行完毕", "carried out", a.DECISIONS + "第三十四条"),
    ),
    clocks=CLOCKS,
    tasks=(
        Task(
            "opinion",
            "公众意见",
            "opinion of the public",
            party="handler",
            key="opinion_no",
            article=a.DECISIONS + "第十八条",
        ),
    ),
    guards=g.GUARDS,
    moves=(*PLANNING, *COMMENTING, *HEARING, *ARGUING, *LEGALITY, *DISCUSSING, *EXECUTING),
    labels=read_labels(__file__),
    befalling=BEFALLING,
)

FLOWS = (FLOW,)
