"""History is the case: replay, two times, voiding, storing, upcasting."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any

import pytest
from hypothesis import given

from deadlines.calendars.calendar import WorkCalendar
from helpers.example_flow import APPLICANT, BASIS, FLOW, HANDLER, HEAD, WEEKS
from workflows import (
    Actor,
    Basis,
    Case,
    Event,
    GuardFailed,
    NotPermitted,
    UnreadableHistory,
    decide,
    evolve,
    from_dict,
    link,
    open_case,
    preview_void,
    recompute,
    replay,
    to_dict,
    void,
)
from workflows.cases.events import ALARM, RECOMPUTED, Occasion
from workflows.decisions.corrections import MovedDeadline, note
from workflows.decisions.entry import entry
from workflows.errors import BadFacts
from workflows.flows.act import Act
from workflows.testing import histories

DAY = date(2024, 3, 1)


def do(case: Case, command: str, on: date, by: Actor, recorded: datetime | None = None, **payload: Any) -> Case:
    """Decide and evolve."""
    return reduce(evolve, decide(FLOW, case, command, Occasion(on, by, recorded), basis=BASIS, payload=payload), case)


def consulted() -> Case:
    """Give a case received on 1 March, a third party asked on 11 and answering on 20 March."""
    case = replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER), agency="district"))
    case = do(case, "receive", DAY, HANDLER)
    case = do(case, "consult", date(2024, 3, 11), HANDLER, third_party="甲")
    return do(case, "record_opinion", date(2024, 3, 20), HANDLER, third_party="甲")


@given(history=histories(FLOW, BASIS, DAY))
def test_replay_is_the_fold(history: tuple[Event, ...]) -> None:
    """Replaying a history and evolving event by event give the same case."""
    folded: Case | None = None
    for event in history:
        folded = evolve(folded, event)
    assert folded == replay(history)


@given(history=histories(FLOW, BASIS, DAY))
def test_events_survive_json(history: tuple[Event, ...]) -> None:
    """Stored as JSON and read back, a history is the same history."""
    assert history == tuple(from_dict(json.loads(json.dumps(to_dict(event)))) for event in history)


def test_two_times() -> None:
    """A fact of 4 March recorded on 8 March was unknown to the office on 7 March."""
    case = replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER)))
    case = do(case, "receive", DAY, HANDLER)
    case = do(case, "withdraw", date(2024, 3, 4), APPLICANT, recorded=datetime(2024, 3, 8, 1, tzinfo=UTC))
    assert "handling" == case.as_recorded(datetime(2024, 3, 7, tzinfo=UTC)).state
    assert "withdrawn" == case.as_recorded(datetime(2024, 3, 9, tzinfo=UTC)).state


def test_voiding_shows_its_consequences_first() -> None:
    """Without the late answer of 20 March, the consultation is open again and the reply clock stands still."""
    case = consulted()
    seen = preview_void(FLOW, case, 4, Occasion(date(2024, 3, 21), HANDLER), approved_by=HEAD, basis=BASIS)
    # Seven working days, 12 to 20 March, had been left out of the term that would end on 29 March.
    assert (MovedDeadline("reply", "", date(2024, 4, 9), None),) == seen.deadlines
    (event,) = void(
        FLOW, case, 4, Occasion(date(2024, 3, 21), HANDLER), reason="录错日期", approved_by=HEAD, basis=BASIS
    )
    after = evolve(case, event)
    assert ((("third_party", "甲"),), None, 5) == (after.tasks, after.clocks[0].due, after.seq)
    assert case.events == after.events[:-1]


def test_a_voided_step_can_be_taken_again() -> None:
    """The opinion in truth came on 15 March: four working days are left out, 12 to 15 March."""
    case = consulted()
    case = reduce(
        evolve,
        void(FLOW, case, 4, Occasion(date(2024, 3, 21), HANDLER), reason="录错日期", approved_by=HEAD, basis=BASIS),
        case,
    )
    case = do(case, "record_opinion", date(2024, 3, 15), HANDLER, third_party="甲")
    assert date(2024, 4, 4) == case.clocks[0].due


def test_voiding_a_voiding_brings_the_event_back() -> None:
    """What was voided by mistake counts again."""
    case = consulted()
    for seq in (4, 5):
        case = reduce(
            evolve,
            void(FLOW, case, seq, Occasion(date(2024, 3, 21), HANDLER), reason="误", approved_by=HEAD, basis=BASIS),
            case,
        )
    assert (date(2024, 4, 9), ()) == (case.clocks[0].due, case.tasks)


def test_a_correction_leaves_no_clock_behind_an_end() -> None:
    """A consultation voided before the reply cannot come back after it: nobody would ever close it."""
    case = replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER)))
    case = do(do(case, "receive", DAY, HANDLER), "consult", date(2024, 3, 11), HANDLER, third_party="甲")
    people = {"reason": "误", "approved_by": HEAD, "basis": BASIS}
    case = evolve(case, *void(FLOW, case, 3, Occasion(date(2024, 3, 12), HANDLER), **people))
    case = do(case, "reply", date(2024, 3, 13), HANDLER, decision="disclosed")
    with pytest.raises(GuardFailed) as caught:
        void(FLOW, case, 4, Occasion(date(2024, 3, 14), HANDLER), **people)
    assert caught.value.reason.en == (
        "clock 'third_party', sub-task 'third_party' of '甲' would be left open in the end state 'replied'; "
        "void the event that ended the case before event 4"
    )


VOID_REFUSED = [
    (4, HANDLER, Actor("head", "li"), "误", "a second person must approve: 'li' asks and 'li' approves"),
    (4, HANDLER, HEAD, " ", "a correction needs its reason"),
    (9, HANDLER, HEAD, "误", "it has no event 9; it has 1 to 5"),
    (1, HANDLER, HEAD, "误", "its opening cannot be voided; end the case instead"),
    (
        2,
        HANDLER,
        HEAD,
        "误",
        "event 3 ThirdPartyConsulted started in 'handling', where the case would not have been; void it before event 2",
    ),
    (3, HANDLER, HEAD, "误", "later facts rest on event 3: "),
    (5, HANDLER, HEAD, "误", "correction.consequence 第 5 条（DeadlineRecomputed）是随其他记录而生的；请撤销其原因"),
]


@pytest.mark.parametrize(("seq", "by", "second", "reason", "why"), VOID_REFUSED)
def test_voiding_refused(seq: int, by: Actor, second: Actor, reason: str, why: str) -> None:
    """A correction needs a reason, a second person, and nothing that rests on the event."""
    case = consulted()
    case = evolve(case, entry(case, RECOMPUTED, Act("recompute", date(2024, 3, 20), Actor("system"))))
    with pytest.raises(GuardFailed) as caught:
        void(FLOW, case, seq, Occasion(date(2024, 3, 21), by), reason=reason, approved_by=second, basis=BASIS)
    told = caught.value.reason
    assert any(text.startswith(why) for text in (told.en, f"{told.code} {told.zh}"))
    assert "第四章" == caught.value.article


def test_only_named_roles_correct() -> None:
    """The applicant may not void, nor approve."""
    with pytest.raises(NotPermitted):
        void(FLOW, consulted(), 4, Occasion(DAY, APPLICANT), reason="误", approved_by=HEAD, basis=BASIS)


def test_links_change_nothing_else() -> None:
    """A link is kept and moves neither state nor clock."""
    case = consulted()
    linked = evolve(case, link(FLOW, case, "review_of", "B-2", Occasion(date(2024, 3, 21), HANDLER))[0])
    assert [("review_of", "B-2")] == [(tie.relation, tie.other) for tie in linked.links]
    assert (case.state, case.clocks) == (linked.state, linked.clocks)
    with pytest.raises(GuardFailed, match="a link needs a relation and another case"):
        link(FLOW, case, "review_of", "A-1", Occasion(DAY, HANDLER))


@pytest.mark.parametrize(
    ("notes", "code", "zh"),
    [
        ({}, "note.none", "没有写明任何一项；可写 title, number, assignee"),
        ({"mood": "好"}, "note.unknown", "没有“mood”这一项；可写 title, number, assignee"),
        ({"title": ""}, "note.empty", "“title”没有内容；请写明"),
    ],
)
def test_a_note_says_something(notes: dict[str, str], code: str, zh: str) -> None:
    """Title, number or assignee, each with its text."""
    with pytest.raises(BadFacts) as caught:
        note(consulted(), notes, Occasion(DAY, HANDLER))
    (fault,) = caught.value.faults
    assert (code, zh) == (fault.why.code, fault.why.zh)


def test_an_alarm_changes_nothing() -> None:
    """An alarm is a line of the history."""
    case = consulted()
    event = entry(case, ALARM, Act("alarm", date(2024, 4, 9), Actor("system")), detail=(("rung", "due"),))
    after = evolve(case, event)
    assert (case.state, case.clocks, 5) == (after.state, after.clocks, after.seq)
    assert "due" == event.get("rung")


def test_a_new_notice_moves_open_deadlines_only() -> None:
    """With 4 and 5 April off, the term that ended on 9 April ends on 11 April; an ended case stays."""
    case = consulted()
    festival = WorkCalendar.from_days(
        first=WEEKS.first, last=WEEKS.last, off=(date(2024, 4, 4), date(2024, 4, 5)), worked=()
    )
    basis = Basis(festival, BASIS.rulebook)
    (event,) = recompute(FLOW, case, Occasion(date(2024, 3, 21), HEAD), basis=basis)
    assert date(2024, 4, 11) == evolve(case, event).clocks[0].due
    assert () == recompute(FLOW, case, Occasion(date(2024, 3, 21), HEAD), basis=BASIS)
    ended = do(case, "withdraw", date(2024, 3, 21), APPLICANT)
    assert () == recompute(FLOW, ended, Occasion(date(2024, 3, 21), HEAD), basis=basis)


def test_old_events_are_lifted_one_version_at_a_time() -> None:
    """An event of version -1 passes both upcasters; one without an upcaster is refused by name."""
    data = to_dict(consulted().events[1])
    old = {**data, "version": -1, "state": "working"}
    upcasters = {-1: lambda d: {**d, "state": d["state"] + "!"}, 0: lambda d: {**d, "state": "handling"}}
    assert consulted().events[1] == from_dict(old, upcasters)
    with pytest.raises(UnreadableHistory) as caught:
        from_dict({**data, "version": 7})
    assert str(caught.value) == (
        "cannot read event 'RequestReceived' version 7: this library reads version 1 and has no upcaster from it; "
        "upgrade disclosure-workflows or add an upcaster"
    )


def test_a_broken_history_is_refused() -> None:
    """A history begins with its opening; an event with a part missing is named."""
    with pytest.raises(UnreadableHistory, match="no CaseOpened at the start"):
        replay(consulted().events[1:])
    data = to_dict(consulted().events[1])
    del data["state"]
    with pytest.raises(UnreadableHistory, match="KeyError 'state'"):
        from_dict(data)
