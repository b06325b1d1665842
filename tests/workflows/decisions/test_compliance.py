"""Named rules find the breach that was planted in a history, and nothing in a clean one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any

import pytest
from attrs import evolve as changed

from deadlines.counting.timeline import Extended
from helpers.example_flow import APPLICANT, BASIS, FLOW, HANDLER, HEAD
from workflows import Actor, Case, Event, decide, evolve, open_case, replay, void
from workflows.cases.events import Occasion
from workflows.decisions.compliance import RULES, ComplianceRule, event_at, find_breaches, history_of
from workflows.errors import UnreadableHistory

DAY = date(2024, 3, 1)


def do(case: Case, command: str, on: date, by: Actor, **payload: Any) -> Case:
    """Decide and evolve."""
    return reduce(evolve, decide(FLOW, case, command, Occasion(on, by), basis=BASIS, payload=payload), case)


def received() -> Case:
    """Give a case received on 1 March, due on 29 March."""
    return do(replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER))), "receive", DAY, HANDLER)


def replied(on: date) -> tuple[Event, ...]:
    """Give a history that ends with a reply."""
    return do(received(), "reply", on, HANDLER, decision="disclosed").events


def breaches(events: tuple[Event, ...], on: date = date(2024, 3, 29)) -> list[tuple[str, int]]:
    """Judge a history by the rules of the core."""
    return [(breach.rule, breach.seq) for breach in find_breaches(history_of(events, FLOW, BASIS, on), RULES)]


def test_a_clean_history_has_no_breach() -> None:
    """A reply on the due day is in time, also when judged later."""
    assert [] == breaches(replied(date(2024, 3, 29)), date(2024, 6, 1))


def test_a_late_reply_is_named_with_its_days() -> None:
    """A reply on 1 April is one day late; the breach names both days and the article."""
    (breach,) = find_breaches(history_of(replied(date(2024, 4, 1)), FLOW, BASIS, date(2024, 4, 2)), RULES)
    assert ("agency_term_kept", 3) == (breach.rule, breach.seq)
    assert "答复期限于2024-03-29届满，2024-04-01才办结 / term of reply ended on 2024-03-29" == breach.why
    assert breach.article == "《政府信息公开条例》第三十三条第二款"


def test_a_clock_that_no_event_started_is_named() -> None:
    """Asked for by a rule of one's own, of a case that was never received."""
    history = history_of(open_case(FLOW, "A-1", Occasion(DAY, HANDLER)), FLOW, BASIS, DAY)
    with pytest.raises(UnreadableHistory) as refused:
        event_at(history, "reply", "")
    assert ("event.no_start", "时钟“reply”（）没有起算") == (refused.value.why.code, refused.value.why.zh)


def test_an_open_case_past_due_is_a_breach_today() -> None:
    """On the due day there is none, the day after there is one, at the event that started the clock."""
    events = received().events
    assert [] == breaches(events, date(2024, 3, 29))
    assert [("agency_term_kept", 2)] == breaches(events, date(2024, 3, 30))


def test_a_voided_event_does_not_count() -> None:
    """A late reply that was voided is no late reply, but the open case is overdue."""
    case = replay(replied(date(2024, 4, 1)))
    (event,) = void(FLOW, case, 3, Occasion(date(2024, 4, 2), HANDLER), reason="误", approved_by=HEAD, basis=BASIS)
    assert [("agency_term_kept", 2)] == breaches((*case.events, event), date(2024, 4, 2))
    assert [] == breaches((*case.events, event))


def _last(change: Callable[[Event], Event]) -> tuple[Event, ...]:
    events = replied(date(2024, 3, 29))
    return (*events[:-1], change(events[-1]))


def _extended_late() -> tuple[Event, ...]:
    case = do(received(), "extend", date(2024, 3, 20), HEAD)
    last = case.events[-1]
    late = changed(last.clocks[0], facts=(Extended(date(2024, 4, 1)),))
    return (*case.events[:-1], changed(last, on=date(2024, 4, 1), clocks=(late,)))


def _voided_alone() -> tuple[Event, ...]:
    case = do(received(), "withdraw", date(2024, 3, 4), APPLICANT)
    (event,) = void(FLOW, case, 3, Occasion(date(2024, 3, 5), HANDLER), reason="误", approved_by=HEAD, basis=BASIS)
    return (*case.events, changed(event, detail=(("reason", "误"), ("approved_by", HANDLER.name))))


def _left_open() -> tuple[Event, ...]:
    case = do(received(), "consult", date(2024, 3, 4), HANDLER, third_party="甲")
    case = do(case, "withdraw", date(2024, 3, 5), APPLICANT)
    return (*case.events[:-1], changed(case.events[-1], tasks=()))


PLANTED: dict[str, tuple[Callable[[], tuple[Event, ...]], tuple[str, int]]] = {
    "extension_told_in_time": (_extended_late, ("extension_told_in_time", 3)),
    "correction_by_two": (_voided_alone, ("correction_by_two", 4)),
    "recorded_after": (
        lambda: _last(lambda e: changed(e, recorded=datetime(2024, 3, 27, tzinfo=UTC))),
        ("recorded_after", 3),
    ),
    "recorded_in_time": (
        lambda: _last(lambda e: changed(e, recorded=datetime(2024, 4, 2, tzinfo=UTC))),
        ("recorded_in_time", 3),
    ),
    "history_unbroken": (lambda: _last(lambda e: changed(e, seq=7)), ("history_unbroken", 7)),
    "basis_given": (lambda: _last(lambda e: changed(e, basis="")), ("basis_given", 3)),
    "outcome_given": (lambda: _last(lambda e: changed(e, outcome="")), ("outcome_given", 3)),
    "clocks_stopped": (lambda: _last(lambda e: changed(e, clocks=())), ("clocks_stopped", 3)),
    "tasks_closed": (_left_open, ("tasks_closed", 4)),
    "flow_pinned": (lambda: _last(lambda e: changed(e, flow="example@2")), ("flow_pinned", 3)),
    "due_date_recounts": (
        lambda: (
            received().events[0],
            changed(received().events[1], clocks=(changed(received().events[1].clocks[0], due=date(2024, 3, 28)),)),
        ),
        ("due_date_recounts", 2),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_breach_is_found(name: str) -> None:
    """Each rule finds its breach at the event where it shows."""
    events, found = PLANTED[name]
    assert found in breaches(events(), date(2024, 3, 28))


def test_what_was_written_late_is_named_with_its_evidence() -> None:
    """A reply of the last day, written down later: the breach says what proves it; a file of paper is let be."""
    late = datetime(2024, 4, 2, tzinfo=UTC)
    proved = _last(lambda e: changed(e, recorded=late, facts=(*e.facts, ("record_evidence", "邮戳"))))
    (breach,) = find_breaches(history_of(proved, FLOW, BASIS, date(2024, 4, 2)), RULES)
    why = "期限已于2024-03-29届满，2024-04-02才补录，凭证：邮戳 / written on 2024-04-02, after it"
    assert ("recorded_in_time", why) == (breach.rule, breach.why)
    from_paper = tuple(changed(event, recorded=late) for event in proved)
    assert [] == breaches(from_paper, date(2024, 4, 2))


def test_every_rule_of_the_core_is_planted() -> None:
    """No rule is without a history that breaks it."""
    assert {rule.id for rule in RULES} == {*PLANTED, "agency_term_kept"}


def test_a_rule_of_another_flow_is_silent() -> None:
    """A rule that names a flow judges only its cases."""
    rule = ComplianceRule("odd", "怪", "odd", lambda h: [(h.events[0], "always")], flow="other")
    history = history_of(received().events, FLOW, BASIS, DAY)
    assert () == rule.check(history)
    assert 1 == len(changed(rule, flow="example").check(history))
