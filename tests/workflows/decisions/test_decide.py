"""Decisions on the example flow: due dates counted on a wall calendar, refusals with pinned messages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve as changed

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Moment, Stopped
from deadlines.errors import CalendarGapError, TimelineError
from helpers.example_flow import APPLICANT, BASIS, BOOK, FLOW, HANDLER, HEAD, PARTY, SYSTEM
from workflows import (
    Actor,
    Basis,
    Case,
    GuardFailed,
    NotAllowedHere,
    NotPermitted,
    Refused,
    WrongFlow,
    allowed,
    band_of,
    decide,
    evolve,
    open_case,
    replay,
)
from workflows.cases.events import Occasion
from workflows.decisions.counts import rule_of
from workflows.errors import BadFacts
from workflows.flows.parts import SAME, Field, Move, Resume, Start, Suspend


def new(on: Moment = date(2024, 3, 1)) -> Case:
    """Open the case."""
    return replay(open_case(FLOW, "A-1", Occasion(on, HANDLER), agency="district"))


def do(case: Case, command: str, on: Moment, by: Actor, **payload: Any) -> Case:
    """Decide and evolve."""
    for event in decide(FLOW, case, command, Occasion(on, by), basis=BASIS, payload=payload):
        case = evolve(case, event)
    return case


def received() -> Case:
    """Give a case received on Friday 1 March 2024."""
    return do(new(), "receive", date(2024, 3, 1), HANDLER)


def due(case: Case, clock: str = "reply", key: str = "") -> Moment | None:
    """Give the due date of a clock."""
    state = case.clock(clock, key)
    assert state is not None
    return state.due


def test_twenty_working_days() -> None:
    """From Friday 1 March, four weeks of five days end on Friday 29 March."""
    assert date(2024, 3, 29) == due(received())


def test_correction_runs_the_full_term_anew() -> None:
    """The notice stops the reply clock, the corrected request of Tuesday 12 March gives twenty days: 9 April."""
    case = do(received(), "ask_correction", date(2024, 3, 5), HANDLER, correction_days=10)
    assert (date(2024, 3, 19), "stopped") == (due(case, "correction"), case.clocks[0].status)
    case = do(case, "correct", date(2024, 3, 12), APPLICANT)
    assert (date(2024, 4, 9), "running", "stopped") == (due(case), case.clocks[0].status, case.clocks[1].status)


def test_no_correction_is_deemed_abandoned_only_when_the_term_is_over() -> None:
    """On the due day the lapse is refused; the day after it gives the deemed outcome."""
    case = do(received(), "ask_correction", date(2024, 3, 5), HANDLER, correction_days=10)
    with pytest.raises(GuardFailed) as caught:
        do(case, "deem_abandoned", date(2024, 3, 19), SYSTEM)
    assert str(caught.value) == (
        "case 'A-1': 'deem_abandoned' in 'correcting' refused: "
        "clock 'correction' has not lapsed (第三十条); nothing is allowed now"
    )
    assert caught.value.zh == "案件 A-1：视为放弃申请（deem_abandoned）不能办：补正期限尚未届满（第三十条）"
    case = do(case, "deem_abandoned", date(2024, 3, 20), SYSTEM)
    assert ("abandoned", "abandoned") == (case.state, case.outcome)


def test_two_consultations_suspend_until_the_last_is_closed() -> None:
    """Asked on 11 and 12 March, answered on 15 and 20 March: seven working days (12 to 20 March) are left out."""
    case = do(received(), "consult", date(2024, 3, 11), HANDLER, third_party="甲")
    case = do(case, "consult", date(2024, 3, 12), HANDLER, third_party="乙")
    assert (None, "suspended") == (due(case), case.clocks[0].status)
    assert date(2024, 4, 1) == due(case, "third_party", "甲")
    case = do(case, "record_opinion", date(2024, 3, 15), HANDLER, third_party="甲")
    assert (None, (("third_party", "乙"),)) == (due(case), case.tasks)
    case = do(case, "record_opinion", date(2024, 3, 20), HANDLER, third_party="乙")
    assert (date(2024, 4, 9), ()) == (due(case), case.tasks)


def test_the_silence_of_each_third_party_lapses_on_its_own_day() -> None:
    """Fifteen days after 11 March end on 1 April; the other asked a day later still has its last day then."""
    case = do(received(), "consult", date(2024, 3, 11), HANDLER, third_party="甲")
    case = do(case, "consult", date(2024, 3, 12), HANDLER, third_party="乙")
    with pytest.raises(GuardFailed) as caught:
        do(case, "deem_silent", date(2024, 4, 2), SYSTEM, third_party="乙")
    assert caught.value.guard == "lapsed"
    case = do(case, "deem_silent", date(2024, 4, 2), SYSTEM, third_party="甲")
    assert (("third_party", "乙"),) == case.tasks


def test_extension_counts_from_the_origin() -> None:
    """Twenty and twenty days from 1 March end on Friday 26 April."""
    case = do(received(), "extend", date(2024, 3, 20), HEAD)
    assert date(2024, 4, 26) == due(case)
    with pytest.raises(GuardFailed) as caught:
        do(case, "extend", date(2024, 3, 21), HEAD)
    assert str(caught.value) == (
        "case 'A-1': 'extend' in 'handling' refused: not so: "
        "clock 'reply' has not used up its extensions (第三十三条第二款); nothing is allowed now"
    )
    assert caught.value.zh == (
        "案件 A-1：延长答复期限（extend）不能办：尚不符合“答复期限尚未用尽延期次数”（第三十三条第二款）"
    )


def test_extension_told_too_late_is_refused_with_the_article() -> None:
    """What the count refuses, the decision refuses: the term ended on 29 March."""
    with pytest.raises(GuardFailed) as caught:
        do(received(), "extend", date(2024, 4, 1), HEAD)
    assert ("clock", "第三十三条第二款") == (caught.value.guard, caught.value.article)
    assert "ended on 2024-03-29" in caught.value.reason.en


def test_state_and_outcome_are_two_axes() -> None:
    """Withheld and disclosed both end in ``replied``; a reopening clears the outcome and starts a clock."""
    withheld = do(received(), "reply", date(2024, 3, 8), HANDLER, decision="withheld", reasons="国家秘密")
    disclosed = do(received(), "reply", date(2024, 3, 8), HANDLER, decision="disclosed")
    assert [("replied", "withheld"), ("replied", "disclosed")] == [(c.state, c.outcome) for c in (withheld, disclosed)]
    again = do(withheld, "order_redo", date(2024, 6, 3), HEAD)
    assert ("handling", "", date(2024, 7, 1)) == (again.state, again.outcome, due(again))
    assert again.events[-1].reopened


REFUSED: list[tuple[str, Actor, dict[str, Any], type[Refused], str]] = [
    (
        "receive",
        HANDLER,
        {},
        NotAllowedHere,
        (
            "case 'A-1': 'receive' in 'handling' refused: it is possible in new (第三十一条); "
            "allowed now: ask_correction, consult, reply, withdraw"
        ),
    ),
    (
        "fly",
        APPLICANT,
        {},
        NotAllowedHere,
        "case 'A-1': 'fly' in 'handling' refused: the flow has no such command (第四章); allowed now: withdraw",
    ),
    (
        "extend",
        APPLICANT,
        {},
        NotPermitted,
        (
            "case 'A-1': 'extend' in 'handling' refused: role 'applicant' may not; the flow names head "
            "(第三十三条第二款); allowed now: withdraw"
        ),
    ),
    (
        "record_opinion",
        HANDLER,
        {"third_party": "甲"},
        GuardFailed,
        (
            "case 'A-1': 'record_opinion' in 'handling' refused: sub-task 'third_party' is not open for '甲' "
            "(第三十二条); allowed now: ask_correction, consult, reply, withdraw"
        ),
    ),
]


@pytest.mark.parametrize(("command", "by", "payload", "kind", "message"), REFUSED)
def test_refusals(command: str, by: Actor, payload: dict[str, Any], kind: type[Refused], message: str) -> None:
    """Each refusal says what, why, under which article, and what is allowed instead; nothing has happened."""
    case = received()
    offered = allowed(FLOW, case, date(2024, 3, 8), by)
    with pytest.raises(kind) as caught:
        do(case, command, date(2024, 3, 8), by, **payload)
    wanted = message.replace("ask_correction, consult, reply, withdraw", ", ".join(offered))
    assert wanted == str(caught.value)
    assert received() == case


BAD: list[tuple[str, Actor, Moment, dict[str, Any], dict[str, str], str, str]] = [
    (
        "consult",
        HANDLER,
        date(2024, 3, 8),
        {},
        {"third_party": "fact.missing"},
        "案件 A-1：征求第三方意见（consult）的事项有误：缺少“第三方”（third_party）（第三十二条）",
        "case 'A-1': 'consult' in 'handling' has wrong facts: fact 'third_party' is missing: third party (第三十二条)",
    ),
    (
        "consult",
        HANDLER,
        date(2024, 3, 8),
        {"third_party": 3},
        {"third_party": "fact.type"},
        "案件 A-1：征求第三方意见（consult）的事项有误：“第三方”（third_party）的值“3”不是文字（第三十二条）",
        "case 'A-1': 'consult' in 'handling' has wrong facts: fact 'third_party' is 3, not text (第三十二条)",
    ),
    (
        "consult",
        HANDLER,
        date(2024, 3, 8),
        {"third_party": " "},
        {"third_party": "fact.empty"},
        "案件 A-1：征求第三方意见（consult）的事项有误：“第三方”（third_party）没有内容（第三十二条）",
        "case 'A-1': 'consult' in 'handling' has wrong facts: fact 'third_party' is ' ', empty (第三十二条)",
    ),
    (
        "consult",
        HANDLER,
        date(2024, 3, 8),
        {"mood": "bad", "day": 3},
        {"mood": "fact.unknown", "day": "fact.unknown", "third_party": "fact.missing"},
        (
            "案件 A-1：征求第三方意见（consult）的事项有误：不认识的事项“mood”；可写 third_party；"
            "不认识的事项“day”；可写 third_party；缺少“第三方”（third_party）（第三十二条）"
        ),
        (
            "case 'A-1': 'consult' in 'handling' has wrong facts: unknown fact 'mood'; third_party expected; "
            "unknown fact 'day'; third_party expected; fact 'third_party' is missing: third party (第三十二条)"
        ),
    ),
    (
        "reply",
        HANDLER,
        date(2024, 3, 8),
        {"decision": "maybe"},
        {"decision": "fact.no_choice"},
        (
            "案件 A-1：“reply”的事项有误：“答复类型”（decision）的值“maybe”不在 disclosed、withheld 之列"
            "（第三十六条第二项）"
        ),
        (
            "case 'A-1': 'reply' in 'handling' has wrong facts: fact 'decision' is 'maybe', not one of disclosed, "
            "withheld (第三十六条第二项)"
        ),
    ),
    (
        "reply",
        HANDLER,
        date(2024, 3, 8),
        {"decision": "disclosed", "reasons": "x"},
        {"reasons": "fact.not_here"},
        "案件 A-1：“reply”的事项有误：“理由”（reasons）不属于这一步的这种情形（第三十六条第二项）",
        (
            "case 'A-1': 'reply' in 'handling' has wrong facts: fact 'reasons' does not belong to this case of the "
            "command (第三十六条第二项)"
        ),
    ),
    (
        "extend",
        HEAD,
        date(2024, 4, 2),
        {"reasons": "x"},
        {"reasons": "fact.unknown"},
        "案件 A-1：延长答复期限（extend）的事项有误：不认识的事项“reasons”；可写 （没有事项）（第三十三条第二款）",
        (
            "case 'A-1': 'extend' in 'handling' has wrong facts: unknown fact 'reasons'; no facts expected "
            "(第三十三条第二款)"
        ),
    ),
]
"""Command, actor, day, facts brought; the code of each fault by its fact, and the text in both languages."""


@pytest.mark.parametrize(("command", "by", "on", "payload", "codes", "zh", "en"), BAD)
def test_facts_at_fault_are_named_all_at_once(
    command: str, by: Actor, on: Moment, payload: dict[str, Any], codes: dict[str, str], zh: str, en: str
) -> None:
    """It is bad input and no refusal by law; nothing has happened."""
    case = received()
    with pytest.raises(BadFacts) as caught:
        do(case, command, on, by, **payload)
    assert codes == {fault.field: fault.why.code for fault in caught.value.faults}
    assert (zh, en, "bad_input") == (caught.value.zh, caught.value.en, caught.value.host_class)
    assert not isinstance(caught.value, Refused)
    assert received() == case


def test_a_fault_in_a_fact_is_told_before_a_condition_of_the_law() -> None:
    """Extended once the term may not be extended again; asked with a fact that it does not take, that is told first."""
    case = do(received(), "extend", date(2024, 3, 20), HEAD)
    with pytest.raises(GuardFailed):
        do(case, "extend", date(2024, 3, 21), HEAD)
    with pytest.raises(BadFacts):
        do(case, "extend", date(2024, 3, 21), HEAD, mood="bad")


def test_what_is_wrong_with_a_personal_fact_does_not_repeat_it() -> None:
    """Errors are logged, and a name or a number does not belong into a log."""
    move = changed(
        next(move for move in FLOW.moves if move.command == "consult"),
        requires=(changed(PARTY, personal=True),),
    )
    flow = changed(FLOW, moves=tuple(move if other.command == "consult" else other for other in FLOW.moves))
    with pytest.raises(BadFacts) as caught:
        decide(
            flow,
            received(),
            "consult",
            Occasion(date(2024, 3, 8), HANDLER),
            basis=BASIS,
            payload={"third_party": 110101199003071234},
        )
    assert "110101" not in f"{caught.value.data()}"
    assert "“第三方”（third_party）的值不是文字" in caught.value.zh


def test_times_that_cannot_be() -> None:
    """Nothing happens before the case was opened, nor after it was recorded; nor is a case opened in the future."""
    with pytest.raises(GuardFailed, match="before the case was opened on 2024-03-01"):
        do(new(), "receive", date(2024, 2, 29), HANDLER)
    with pytest.raises(BadFacts, match="on: 2024-03-04 is later than 2024-03-01 08:00:00"):
        decide(
            FLOW,
            new(),
            "receive",
            Occasion(date(2024, 3, 4), HANDLER, datetime(2024, 3, 1, 8, tzinfo=UTC)),
            basis=BASIS,
        )
    with pytest.raises(BadFacts, match="'open' in '' has wrong facts: on: 2024-03-02 is later than 2024-03-01 08:00"):
        open_case(FLOW, "A-1", Occasion(date(2024, 3, 2), HANDLER, datetime(2024, 3, 1, 8, tzinfo=UTC)))


def test_a_clock_of_a_law_to_come_is_refused() -> None:
    """The regulation binds from 15 May 2019: the day before, its term cannot start; the refusal says why."""
    with pytest.raises(GuardFailed) as caught:
        do(new(date(2019, 5, 14)), "receive", date(2019, 5, 14), HANDLER)
    assert str(caught.value) == (
        "case 'A-1': 'receive' in 'new' refused: rule 'foi.reply' is not in force on "
        "2019-05-14; its versions: foi.reply@regulation-2019 2019-05-15... Ask for a day inside one of them, or add "
        "the instrument that governs this day (第三十一条); allowed now: receive, withdraw"
    )
    weeks = WorkCalendar.from_days(first=date(2019, 1, 1), last=date(2019, 12, 31))
    first = date(2019, 5, 15)
    (event,) = decide(FLOW, new(first), "receive", Occasion(first, HANDLER), basis=Basis(weeks, BOOK))
    assert date(2019, 6, 12) == event.clocks[0].due


def test_a_case_is_opened_with_its_notes() -> None:
    """What it is called stands in its first event; what is empty is left out."""
    notes = {"title": "关于某项目环评批复", "number": "", "assignee": "li"}
    (event,) = open_case(FLOW, "A-3", Occasion(date(2024, 3, 1), HANDLER), agency="district", notes=notes)
    assert (("title", "关于某项目环评批复"), ("assignee", "li")) == event.detail[3:]


def test_another_flow_is_refused() -> None:
    """A case is pinned to the version it was opened under."""
    with pytest.raises(WrongFlow) as caught:
        decide(changed(FLOW, version="2"), new(), "receive", Occasion(date(2024, 3, 1), HANDLER), basis=BASIS)
    assert str(caught.value) == (
        "case 'A-1' is pinned to flow 'example@1', not 'example@2'; pass the pinned flow or migrate the case"
    )


def test_only_named_roles_open_a_case() -> None:
    """The flow says who may open."""
    with pytest.raises(NotPermitted) as caught:
        open_case(FLOW, "A-2", Occasion(date(2024, 3, 1), APPLICANT))
    assert ("第四章", ("handler",)) == (caught.value.article, caught.value.roles)


def test_missing_days_are_no_refusal() -> None:
    """A calendar that ends is missing data, and raises as such."""
    with pytest.raises(CalendarGapError):
        do(new(date(2027, 12, 20)), "receive", date(2027, 12, 20), HANDLER)


def test_asking_is_free() -> None:
    """What the handler may do in each state, in the order of the flow; payload guards count as possible.

    Nobody's opinion is recorded while nobody has been asked.
    """
    case = received()
    assert ("ask_correction", "consult", "reply", "withdraw") == allowed(FLOW, case, date(2024, 3, 4), HANDLER)
    assert ("extend",) == allowed(FLOW, case, date(2024, 3, 4), HEAD)
    assert () == allowed(FLOW, case, date(2024, 3, 4), SYSTEM)
    case = do(case, "consult", date(2024, 3, 4), HANDLER, third_party="甲")
    assert ("deem_silent",) == allowed(FLOW, case, date(2024, 3, 26), SYSTEM)
    assert "record_opinion" in allowed(FLOW, case, date(2024, 3, 4), HANDLER)


def test_bands_of_a_reply_term() -> None:
    """On time, warning after three quarters, due on the day, overdue the day after, suspended, waiting, ended."""
    case = received()
    days = [date(2024, 3, 1), date(2024, 3, 22), date(2024, 3, 28), date(2024, 3, 29), date(2024, 3, 30)]
    assert ["on_time", "warning", "warning", "due_today", "overdue"] == [band_of(FLOW, case, day) for day in days]
    asked = do(case, "consult", date(2024, 3, 4), HANDLER, third_party="甲")
    assert "suspended" == band_of(FLOW, asked, date(2024, 3, 30))
    waiting = do(case, "ask_correction", date(2024, 3, 4), HANDLER, correction_days=5)
    assert "waiting" == band_of(FLOW, waiting, date(2024, 3, 5))
    ended = do(case, "withdraw", date(2024, 3, 4), APPLICANT)
    assert "ended" == band_of(FLOW, ended, date(2024, 5, 5))
    assert "no_clock" == band_of(FLOW, new(), date(2024, 3, 1))


@pytest.mark.parametrize(
    ("kind", "given", "effects", "code", "zh"),
    [
        (
            "text",
            "半年",
            (Start("correction", term="span"),),
            "clock.no_length",
            "案件 A-1：定期限（plan）不能办：“span”的值半年既不是工作日数，也不是最后一日（第三十条）",
        ),
        (
            "text",
            "半年",
            (Start("reply", on="span"),),
            "clock.origin_no_day",
            "案件 A-1：定期限（plan）不能办：期限“reply”的日期取自“span”，其值半年不是日期（第三十条）",
        ),
        (
            "instant",
            datetime(2024, 3, 4, 9),  # noqa: DTZ001  # what is refused
            (),
            "fact.no_zone",
            "案件 A-1：定期限（plan）的事项有误：“期限”（span）的值“2024-03-04 09:00:00”没有时区（第三十条）",
        ),
    ],
)
def test_a_fact_that_no_clock_can_run_on_is_refused(
    kind: str, given: object, effects: tuple[Start, ...], code: str, zh: str
) -> None:
    """A length is days or a last day, an origin is a day, an instant has a zone."""
    span = Field("span", kind, "期限", "span")  # type: ignore[arg-type]
    move = Move("plan", ("new",), SAME, by=("handler",), event="TermPlanned", zh="定期限", en="set a term",
                article="第三十条", requires=(span,), effects=effects)  # fmt: skip
    flow, on = changed(FLOW, moves=(*FLOW.moves, move), proved=False), Occasion(date(2024, 3, 4), HANDLER)
    with pytest.raises((GuardFailed, BadFacts)) as caught:
        decide(flow, new(), "plan", on, basis=BASIS, payload={"span": given})  # type: ignore[dict-item]
    error = caught.value
    why = error.faults[0].why if isinstance(error, BadFacts) else error.reason
    assert (code, zh) == (why.code, error.zh.partition("；")[0])


def test_a_clock_that_nothing_started_has_no_rule() -> None:
    """Its facts begin with its start, whatever a spoilt history says."""
    with pytest.raises(TimelineError) as caught:
        rule_of(FLOW, BASIS, "reply", (Stopped(date(2024, 3, 4), "reply"),))
    assert ("clock.not_started", "“答复期限”没有起算") == (caught.value.why.code, caught.value.zh)


def test_a_move_may_suspend_and_resume_a_clock_itself() -> None:
    """Paused on Monday 4 March and resumed on the 11th, five working days are left out: 29 March becomes 5 April."""
    calls = {
        "pause": Suspend("reply", "third_party_consultation"),
        "resume": Resume("reply", "third_party_consultation"),
    }
    moves = tuple(
        Move(name, ("handling",), "handling", by=("handler",), event=f"Clock{name.title()}", zh="停", en="stop",
             article="第三十三条第三款", effects=(effect,))
        for name, effect in calls.items()
    )  # fmt: skip
    flow, case = changed(FLOW, moves=(*FLOW.moves, *moves), proved=False), received()
    (paused,) = decide(flow, case, "pause", Occasion(date(2024, 3, 4), HANDLER), basis=BASIS)
    case = evolve(case, paused)
    assert due(case) is None
    (resumed,) = decide(flow, case, "resume", Occasion(date(2024, 3, 11), HANDLER), basis=BASIS)
    assert due(evolve(case, resumed)) == date(2024, 4, 5)
