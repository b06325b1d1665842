"""政务舆情回应 as a flow. Hours are natural hours from an instant that the office states; no text fixes it."""

from __future__ import annotations

from workflows.catalog.label_files import read_labels
from workflows.catalog.opinion import fields as f
from workflows.catalog.opinion import guards as g
from workflows.catalog.opinion.befalling import BEFALLING
from workflows.catalog.opinion.following import FOLLOW_UP, MESSAGES
from workflows.catalog.opinion.moves import DETECTION, REGRADING, RESPONDING
from workflows.flows.flow import Flow
from workflows.flows.guards import each_once, lapsed
from workflows.flows.parts import AGENCY, Clock, Outcome, Overdue, Role, State

_CONSEQUENCE = Overdue(
    f.ACCOUNT,
    "超时未回应的，通报批评、约谈；回应仍须作出，并记为超时",
    "circulated criticism or a talk; the response is still due and is recorded as late",
)

OPINION = Flow(
    id="opinion",
    version="2016",
    zh="政务舆情回应",
    en="Response to public opinion",
    article=f.BOTH,
    initial="noticed",
    opened_by=("monitor", "opinion_office"),
    corrected_by=("opinion_office", "head"),
    roles=(
        Role("monitor", "舆情监测人员", "monitor"),
        Role("opinion_office", "舆情回应工作机构", "opinion office"),
        Role("responsible", "涉事责任部门", "department responsible"),
        Role("head", "主要负责人", "head of the agency"),
        Role("receiver", "接收单位", "receiving agency"),
        Role("superior", "上级机关", "superior agency"),
    ),
    states=(
        State("noticed", "已发现待登记", "noticed, to be recorded", waits_for="opinion_office"),
        State("detected", "已登记待研判", "recorded, to be assessed", waits_for="opinion_office"),
        State("transferring", "待接收单位确认", "waiting for the receiver", kind="waiting", waits_for="receiver"),
        State("urgent", "待发布权威信息", "authoritative information due", waits_for="responsible", clock="release"),
        State("briefing", "待举行新闻发布会", "press conference due", waits_for="responsible", clock="conference"),
        State("responding", "待回应", "response due", waits_for="responsible", clock="other"),
        State("following", "持续发布", "following up", waits_for="responsible"),
        State("evaluated", "已评估待办结", "evaluated, to be closed", waits_for="head"),
        State("answering", "留言办理中", "message being answered", waits_for="responsible"),
        State(
            "answer_submitted",
            "回复意见待上级审核",
            "answer under review by the superior",
            kind="waiting",
            waits_for="superior",
        ),
        State("closed", "已办结", "closed", kind="end"),
        State("dismissed", "无需回应", "no response needed", kind="end"),
        State("transferred", "已转办", "transferred", kind="end"),
        State("answered", "留言已回复", "message answered", kind="end"),
    ),
    outcomes=(
        Outcome("responded", "已回应", "responded", f.RESPONSE),
        Outcome("no_response", "无需回应", "no response needed", f.RESPONSE),
        Outcome("transferred", "已转办", "transferred", f.WHOSE),
        Outcome("answered", "已回复留言", "message answered", f.MESSAGES),
    ),
    clocks=(
        Clock("release", "opinion.release", AGENCY, "权威信息发布时限", "hours to the release", lapse=_CONSEQUENCE),
        Clock(
            "conference",
            "opinion.conference",
            AGENCY,
            "新闻发布会时限",
            "hours to the conference",
            lapse=_CONSEQUENCE,
        ),
        Clock("other", "opinion.other", AGENCY, "回应时限", "hours to the response", lapse=_CONSEQUENCE),
        Clock(
            "message",
            g.MESSAGE_RULE,
            AGENCY,
            "留言办理期限",
            "term of answering a message",
            lapse=Overdue(f.MESSAGES, "逾期计入考核，仍须回复", "it counts in the assessment; the answer is still due"),
        ),
    ),
    guards=each_once(
        g.BRINGS_UPPER,
        g.IS_UPPER,
        g.OWN_WORDS,
        g.MATCHES_VERACITY,
        g.CONFERENCE_HELD,
        g.ACCOUNTED,
        g.PLACE_SETS_TERM,
        g.PLACE_REVIEWS,
        g.RELEASE_PUBLISHED,
        g.APPROVED,
        g.SUPERIOR_AGREES,
        g.IS_MESSAGE,
        g.LOWERED_ALONE,
        g.EXCUSES_ONESELF,
        g.SAYS_WHAT_IS_WANTED,
        lapsed("release", article=f.RULES),
        lapsed("conference", article=f.BOTH),
        lapsed("other", article=f.RESPONSE),
    ),
    moves=(*DETECTION, *RESPONDING, *REGRADING, *FOLLOW_UP, *MESSAGES),
    labels=read_labels(__file__),
    befalling=BEFALLING,
)

FLOWS: tuple[Flow, ...] = (OPINION,)
"""Every version, the newest last."""
