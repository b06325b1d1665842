"""When a step of a major decision is possible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from workflows.cases.case import Case, latest_unvoided
from workflows.catalog.prepublication.articles import DECISIONS, LINKING, MEETINGS, STARTING
from workflows.flows.act import Act
from workflows.flows.guards import brings, each_once, fact_is, reached, running, task_open
from workflows.flows.parts import Guard, Need
from workflows.values import day_of, is_another

HEARING_ARTICLE = DECISIONS + "第十六条"

TO_BE_ASKED_AGAIN = (("hearing", "none"), ("experts_done", False), ("risk_level", "not_assessed"))
"""What another draft has not been through: hearing, experts, risk."""


def _guard(
    name: str,
    zh: str,
    en: str,
    article: str,
    test: Callable[[Case, Act], bool],
    *,
    reads: bool = False,
    needs: tuple[Need, ...] = (),
) -> Guard:
    return Guard(name, zh, en, article, test, reads_payload=reads, needs=needs)


def _comment_term_over(case: Case, act: Act) -> bool:
    return any(state.clock in {"comment", "comment_shortened"} and state.lapsed(act.on) for state in case.clocks)


def _hearing_satisfied(case: Case, _act: Act) -> bool:
    return not case.facts.get("hearing_by_law") or case.facts.get("hearing") == "held"


def _materials_in_time(case: Case, act: Act) -> bool:
    clock, on = case.clock("hearing"), act.get("materials_reached_on")
    return clock is not None and clock.due is not None and isinstance(on, date) and on <= day_of(clock.due)


def _is_hearing_day(case: Case, act: Act) -> bool:
    return case.facts.get("hearing_on") == day_of(act.on)


def _hearing_ahead(_case: Case, act: Act) -> bool:
    on = act.get("hearing_on")
    return isinstance(on, date) and on > day_of(act.on)


def _experts_satisfied(case: Case, _act: Act) -> bool:
    return not case.facts.get("professional") or case.facts.get("experts_done") is True


def _risk_satisfied(case: Case, _act: Act) -> bool:
    return not case.facts.get("risky") or case.facts.get("risk_level") == "controllable"


def _must_invite(case: Case, _act: Act) -> bool:
    return case.facts.get("livelihood") is True and case.facts.get("exempt_ground", "none") == "none"


def _later_last_day(case: Case, act: Act) -> bool:
    until = act.get("comments_until")
    dues = [state.due for name in ("comment", "comment_shortened") if (state := case.clock(name)) is not None]
    running = [day_of(due) for due in dues if due is not None]
    return isinstance(until, date) and bool(running) and until > max(running)


def _hearing_later(case: Case, act: Act) -> bool:
    before, on = case.facts.get("hearing_on"), act.get("hearing_on")
    return isinstance(before, date) and isinstance(on, date) and on > before


def _another_reviewer(case: Case, act: Act) -> bool:
    """Tell whether who reviews is none of those who made the draft or sent it."""
    drafting = ("DraftCompleted", "DraftRevised", "DraftChangedMaterially", "LegalityReviewAsked")
    return all(is_another(event.by.name, act.by.name) for event in latest_unvoided(case.events, drafting))


def _comments_exempt(case: Case, _act: Act) -> bool:
    return case.facts.get("exempt_ground", "none") != "none"


def _is_secret(case: Case, _act: Act) -> bool:
    return case.facts.get("exempt_ground") == "not_public_by_law"


def _meeting_held(case: Case, act: Act) -> bool:
    meeting = case.facts.get("meeting_on")
    return isinstance(meeting, date) and meeting <= day_of(act.on)


def _another_evaluator(case: Case, act: Act) -> bool:
    return act.get("post_evaluator") != case.facts.get("main_evaluator")


PARTY_AGREES = brings(
    "party_agreed",
    value=True,
    zh="目录经同级党委同意",
    en="the party committee agreed to the catalogue",
    article=DECISIONS + "第三条第三款",
)
SHORTENED = _guard(
    "gives_shortening_reason",
    "公布时说明了缩短期限的理由",
    "the reason for the shorter time is published with the draft",
    DECISIONS + "第十五条第一款",
    lambda _case, act: bool(act.get("shortening_reason")),
    reads=True,
)
COMMENT_TERM_OVER = _guard(
    "comment_term_over",
    "公布的征求意见期限已届满",
    "the announced time for comments is over",
    DECISIONS + "第十五条第一款",
    _comment_term_over,
)
LATER_LAST_DAY = _guard(
    "later_last_day",
    "新的截止日晚于原截止日",
    "the new last day is later than the announced one",
    DECISIONS + "第十五条第一款",
    _later_last_day,
    reads=True,
)
SHORTENED_RUNS = running("comment_shortened", article=DECISIONS + "第十五条第一款")
OPINIONS_OPEN = task_open("opinion", article=DECISIONS + "第十八条")
ADOPTED = brings("adoption", "adopted", zh="意见已采纳", en="the opinion is adopted", article=DECISIONS + "第十八条")

ANNOUNCED = fact_is("hearing", "announced", zh="听证会已公告", en="a hearing is announced", article=HEARING_ARTICLE)
READY = fact_is(
    "hearing", "ready", zh="听证材料已送达", en="the materials reached the participants", article=HEARING_ARTICLE
)
HEARING_AHEAD = _guard(
    "hearing_ahead", "听证会日期在公告之后", "the hearing lies ahead", HEARING_ARTICLE, _hearing_ahead, reads=True
)
MATERIALS_IN_TIME = _guard(
    "materials_in_time",
    "材料在期限内送达听证参加人",
    "the materials reached the participants in time",
    DECISIONS + "第十六条第三款",
    _materials_in_time,
    reads=True,
)
HEARING_DAY = _guard(
    "is_hearing_day", "今日为公告的听证会日期", "it is the announced day", HEARING_ARTICLE, _is_hearing_day
)
HEARING_LATER = _guard(
    "hearing_later",
    "只能推迟，不能提前",
    "the hearing is moved back, never forward",
    HEARING_ARTICLE,
    _hearing_later,
    reads=True,
)
HEARING_SIGNED = brings(
    "hearing_signed",
    value=True,
    zh="听证笔录经参加人签字确认",
    en="the record is signed by the participants",
    article=DECISIONS + "第十七条",
)
HEARING_DEMANDED = _guard(
    "hearing_demanded",
    "依法应当听证",
    "the law demands a hearing",
    HEARING_ARTICLE,
    lambda case, _act: case.facts.get("hearing_by_law") is True,
)
HEARING_SATISFIED = _guard(
    "hearing_satisfied",
    "依法应当听证的已举行听证会",
    "a hearing demanded by law was held",
    HEARING_ARTICLE,
    _hearing_satisfied,
)

EXPERTS_INDEPENDENT = brings(
    "experts_independent",
    value=True,
    zh="参加论证的专家与决策事项无直接利害关系",
    en="the experts have no direct interest",
    article=DECISIONS + "第二十条",
)
EXPERTS_SIGNED = brings(
    "experts_signed",
    value=True,
    zh="专家在论证意见上签名",
    en="the experts signed their opinion",
    article=DECISIONS + "第十九条第二款",
)
EXPERTS_SATISFIED = _guard(
    "experts_satisfied",
    "专业性、技术性较强的已经专家论证",
    "a professional matter was argued by experts",
    DECISIONS + "第十九条",
    _experts_satisfied,
)
RISK_SATISFIED = _guard(
    "risk_satisfied",
    "需要风险评估的，风险可控",
    "a risky matter was assessed and its risk can be controlled",
    DECISIONS + "第二十二条、第二十四条",
    _risk_satisfied,
)
ANOTHER_REVIEWER = _guard(
    "another_reviewer",
    "审查人不是起草、修改、送审的人",
    "who reviews the draft has neither made nor sent it",
    DECISIONS + "第二十五条",
    _another_reviewer,
)
LEGALITY_TIME = reached("legality", article=DECISIONS + "第二十六条第二款")

MUST_INVITE = _guard(
    "must_invite",
    "涉及重大民生、社会关注度高的议题应当邀请有关人员列席",
    "people must be invited to a matter of livelihood",
    MEETINGS,
    _must_invite,
)
CLOSED = brings("openness", "closed", zh="会议不公开", en="the meeting is closed", article=MEETINGS)
BROADCAST = brings("openness", "broadcast", zh="会议直播", en="the meeting is broadcast", article=MEETINGS)
MEETING_HELD = _guard(
    "meeting_day_has_come", "会议日期已到", "the day of the meeting has come", DECISIONS + "第三十条", _meeting_held
)
HEAD_LAST = brings(
    "head_spoke_last",
    value=True,
    zh="行政首长末位发表意见",
    en="the head spoke last",
    article=DECISIONS + "第三十条第二款",
)
DIFFERENCE_EXPLAINED = _guard(
    "difference_explained",
    "与多数意见不一致的，在会上说明理由",
    "a decision against the majority is explained in the meeting",
    DECISIONS + "第三十条第二款",
    lambda _case, act: act.get("follows_majority") is True or bool(act.get("difference_reason")),
    reads=True,
    needs=(Need("difference_reason", "follows_majority", (False,)),),
)
ATTENDANCE = _guard(
    "attendance_recorded",
    "邀请列席的，记录实际列席人员",
    "who attended by invitation is recorded",
    MEETINGS,
    lambda case, act: case.facts.get("openness") != "invited" or bool(act.get("attendees")),
    reads=True,
)
REPORTED = fact_is(
    "reported",
    value=True,
    zh="已按规定向同级党委请示报告",
    en="the party committee was asked",
    article=DECISIONS + "第三十一条",
)
SECRET = _guard(
    "not_to_be_public",
    "依法不予公开的决策",
    "a decision that is not to be public by law",
    DECISIONS + "第十四条",
    _is_secret,
)
COMMENTS_EXEMPT = _guard(
    "comments_exempt",
    "依法没有公开征求意见",
    "no comments were asked for, by law",
    DECISIONS + "第十四条第一款",
    _comments_exempt,
)
ARCHIVED = fact_is(
    "archived",
    value=True,
    zh="全过程材料已归档",
    en="the record is archived",
    article=DECISIONS + "第三十三条",
)
IN_GAZETTE = brings(
    "channels", "gazette", zh="在政府公报公布", en="it is in the gazette", article=DECISIONS + "第三十二条"
)
ON_SITE = brings(
    "channels",
    "website",
    zh="在政府网站公布",
    en="it is on the government web site",
    article=DECISIONS + "第三十二条",
)
LINKED = brings(
    "linked_both_ways",
    value=True,
    zh="决策文本与采纳情况、解读材料相互链接",
    en="decision, account of adoption and interpretation link to each other",
    article=LINKING,
)
ANOTHER_EVALUATOR = _guard(
    "another_evaluator",
    "决策后评估的承担者不是决策前评估的主要承担者",
    "the evaluator is not the main one before the decision",
    DECISIONS + "第三十六条",
    _another_evaluator,
    reads=True,
)
SUSPENDED_FROM = {
    state: fact_is(
        "suspended_from",
        state,
        zh=f"程序中止于“{zh}”",
        en=f"the procedure was suspended in {state}",
        article=STARTING,
    )
    for state, zh in (("preparing", "起草"), ("drafted", "草案待公布"), ("studying", "研究意见"))
}

GUARDS = each_once(
    PARTY_AGREES, SHORTENED, COMMENT_TERM_OVER, OPINIONS_OPEN, ADOPTED,
    ANNOUNCED, READY, HEARING_AHEAD, MATERIALS_IN_TIME, HEARING_DAY, HEARING_SIGNED,
    HEARING_LATER, LATER_LAST_DAY, SHORTENED_RUNS, ANOTHER_REVIEWER, COMMENTS_EXEMPT, ARCHIVED,
    HEARING_DEMANDED, HEARING_SATISFIED, EXPERTS_INDEPENDENT, EXPERTS_SIGNED, EXPERTS_SATISFIED, RISK_SATISFIED,
    LEGALITY_TIME, MUST_INVITE, CLOSED, BROADCAST, MEETING_HELD, HEAD_LAST, DIFFERENCE_EXPLAINED, ATTENDANCE,
    REPORTED, SECRET, IN_GAZETTE, ON_SITE, LINKED, ANOTHER_EVALUATOR, *SUSPENDED_FROM.values(),
)  # fmt: skip
