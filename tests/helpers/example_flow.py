"""A small flow that the tests of the core share: a request, its correction, its consultations, its reply."""

from __future__ import annotations

from datetime import date

from deadlines.calendars.calendar import WorkCalendar
from deadlines.law.rules import Instrument, Rule, RuleBook, RuleExtension, RuleRestart, RuleSuspension
from deadlines.law.terms import Reasonable, WorkingDays
from workflows import Actor, Basis, Flow
from workflows.flows.guards import brings, each_once, not_extended, running, task_open
from workflows.flows.parts import (
    ALL,
    ANY_OPEN,
    SAME,
    Clock,
    CloseTask,
    Extend,
    Field,
    Lapse,
    Move,
    OpenTask,
    Outcome,
    Overdue,
    Restart,
    Role,
    Start,
    State,
    Stop,
    Task,
)

HANDLER = Actor("handler", "li")
HEAD = Actor("head", "wang")
APPLICANT = Actor("applicant", "zhang")
SYSTEM = Actor("system")

NOT_EXTENDED = not_extended("reply", article="第三十三条第二款")
RUNNING = running("reply", article="第三十三条第二款")
CONSULTING = task_open("third_party", article="第三十二条")
REFUSING = brings("decision", "withheld", zh="不予公开", en="the decision is to withhold", article="第三十六条第三项")

PARTY = Field("third_party", "text", "第三方", "third party")

FLOW = Flow(
    id="example",
    version="1",
    zh="示例",
    en="Example",
    article="第四章",
    initial="new",
    opened_by=("handler",),
    corrected_by=("handler", "head"),
    roles=(
        Role("handler", "承办人", "handler"),
        Role("head", "负责人", "head"),
        Role("applicant", "申请人", "applicant"),
    ),
    states=(
        State("new", "登记", "registered"),
        State("handling", "办理中", "being handled"),
        State(
            "correcting", "待补正", "waiting for correction", kind="waiting", waits_for="applicant", clock="correction"
        ),
        State("replied", "已答复", "replied", kind="end"),
        State("abandoned", "视为放弃", "deemed abandoned", kind="end"),
        State("withdrawn", "已撤回", "withdrawn", kind="end"),
    ),
    outcomes=(
        Outcome("disclosed", "予以公开", "disclosed", "第三十六条第二项", code="R3.1"),
        Outcome("withheld", "不予公开", "withheld", "第三十六条第三项", code="R3.3"),
        Outcome("abandoned", "逾期不补正", "not corrected in time", "第三十条", code="R3.6.1"),
        Outcome("withdrawn", "申请人撤回", "withdrawn by the applicant", "第四章", code="R3.7.3"),
    ),
    clocks=(
        Clock(
            "reply",
            "foi.reply",
            "agency",
            "答复期限",
            "term of reply",
            lapse=Overdue("第五十一条", "申请人可以举报或者申请复议", "the applicant may complain or ask for review"),
            extensions=1,
        ),
        Clock(
            "correction",
            "foi.correction.apply",
            "applicant",
            "补正期限",
            "term of correction",
            lapse=Lapse("deem_abandoned"),
        ),
        Clock(
            "third_party",
            "foi.third_party",
            "third_party",
            "第三方意见期限",
            "term of the third party",
            lapse=Lapse("deem_silent"),
            task="third_party",
        ),
    ),
    tasks=(
        Task(
            "third_party",
            "第三方意见征询",
            "consultation of a third party",
            party="third_party",
            key="third_party",
            article="第三十二条",
            clock="third_party",
            suspends=("reply",),
            cause="third_party_consultation",
        ),
    ),
    guards=each_once(NOT_EXTENDED, RUNNING, CONSULTING, REFUSING),
    moves=(
        Move(
            "receive",
            ("new",),
            "handling",
            by=("handler",),
            event="RequestReceived",
            zh="收到申请",
            en="receive the request",
            article="第三十一条",
            effects=(Start("reply"),),
        ),
        Move(
            "ask_correction",
            ("handling",),
            "correcting",
            by=("handler",),
            event="CorrectionRequested",
            zh="通知补正",
            en="ask for a correction",
            article="第三十条",
            unless=(CONSULTING.id,),
            requires=(Field("correction_days", "int", "补正期限（工作日）", "term for correction in working days"),),
            effects=(Stop("reply"), Start("correction", term="correction_days")),
        ),
        Move(
            "correct",
            ("correcting",),
            "handling",
            by=("applicant", "handler"),
            event="RequestCorrected",
            zh="补正",
            en="correct the request",
            article="第三十条",
            effects=(Stop("correction"), Restart("reply", "corrected_request_received")),
        ),
        Move(
            "deem_abandoned",
            ("correcting",),
            "abandoned",
            by=("system",),
            event="RequestAbandoned",
            zh="视为放弃申请",
            en="deem the request abandoned",
            article="第三十条",
            outcome="abandoned",
            effects=(Stop(ALL),),
        ),
        Move(
            "consult",
            ("handling",),
            SAME,
            by=("handler",),
            event="ThirdPartyConsulted",
            zh="征求第三方意见",
            en="consult a third party",
            article="第三十二条",
            requires=(PARTY,),
            effects=(OpenTask("third_party"), Start("third_party")),
        ),
        Move(
            "record_opinion",
            ("handling",),
            SAME,
            by=("handler",),
            event="OpinionReceived",
            zh="收到第三方意见",
            en="record the opinion of a third party",
            article="第三十二条",
            requires=(PARTY,),
            effects=(CloseTask("third_party"),),
        ),
        Move(
            "deem_silent",
            ("handling",),
            SAME,
            by=("system",),
            event="OpinionTermLapsed",
            zh="第三方逾期未答复",
            en="the third party kept silent",
            article="第三十二条",
            requires=(PARTY,),
            effects=(CloseTask("third_party"),),
        ),
        Move(
            "extend",
            ("handling",),
            SAME,
            by=("head",),
            event="TermExtended",
            zh="延长答复期限",
            en="extend the term of reply",
            article="第三十三条第二款",
            guards=(NOT_EXTENDED.id, RUNNING.id),
            effects=(Extend("reply"),),
        ),
        Move(
            "reply",
            ("handling",),
            "replied",
            by=("handler",),
            event="RequestRefused",
            zh="答复不予公开",
            en="reply that it is withheld",
            article="第三十六条第三项",
            guards=(REFUSING.id,),
            unless=(CONSULTING.id,),
            requires=(
                Field("decision", "code", "答复类型", "kind of reply", choices=("disclosed", "withheld")),
                Field("reasons", "text", "理由", "reasons"),
            ),
            outcome="withheld",
            effects=(Stop("reply"),),
        ),
        Move(
            "reply",
            ("handling",),
            "replied",
            by=("handler",),
            event="RequestGranted",
            zh="答复予以公开",
            en="reply with the information",
            article="第三十六条第二项",
            unless=(REFUSING.id, CONSULTING.id),
            requires=(Field("decision", "code", "答复类型", "kind of reply", choices=("disclosed", "withheld")),),
            outcome="disclosed",
            effects=(Stop("reply"),),
        ),
        Move(
            "withdraw",
            ANY_OPEN,
            "withdrawn",
            by=("applicant", "handler"),
            event="RequestWithdrawn",
            zh="撤回申请",
            en="withdraw the request",
            article="第四章",
            outcome="withdrawn",
            effects=(Stop(ALL),),
        ),
        Move(
            "order_redo",
            ("replied",),
            "handling",
            by=("head",),
            event="RedoOrdered",
            zh="责令重新答复",
            en="order a new reply",
            article="行政复议法第六十四条",
            reopens=True,
            effects=(Restart("reply", "order_to_redo"),),
        ),
    ),
)

REGULATION = Instrument(
    id="regulation-2019",
    title="政府信息公开条例",
    title_en="Regulation on Open Government Information",
    number="国务院令第711号",
    promulgated=date(2019, 4, 3),
    in_force=date(2019, 5, 15),
    verification="text",
    sources=("test",),
)


def _rule(name: str, article: str, term: WorkingDays | Reasonable, **more: object) -> Rule:
    return Rule(
        id=name,
        title=name,
        title_en=name,
        article=article,
        instrument=REGULATION,
        kind="ceiling",
        term=term,
        start="收到之日",
        start_en="receipt",
        verification="text",
        **more,  # type: ignore[arg-type]
    )


BOOK = RuleBook(
    (
        _rule(
            "foi.reply",
            "第三十三条第二款",
            WorkingDays(20),
            suspensions=(RuleSuspension("third_party_consultation", "第三十三条第三款", "text"),),
            restarts=(
                RuleRestart("corrected_request_received", "第三十条", "text"),
                RuleRestart("order_to_redo", "行政复议法第六十四条", "text"),
            ),
            extension=RuleExtension(WorkingDays(20), 1, "负责人", "before_expiry", "第三十三条第二款", "text"),
        ),
        _rule("foi.correction.apply", "第三十条", Reasonable()),
        _rule("foi.third_party", "第三十二条", WorkingDays(15)),
    )
)

WEEKS = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2027, 12, 31))
"""Every Monday to Friday is worked, so that days can be counted on a wall calendar."""

BASIS = Basis(WEEKS, BOOK)
