"""An act leaves one event, which says who, when, and when it was written down; all else stays as it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from helpers.example_flow import BASIS, FLOW, HANDLER
from workflows import Actor, Case, Event, evolve, open_case
from workflows.cases.events import NOTED, VOIDED, Occasion
from workflows.decisions.corrections import Dues, MovedDeadline, moved_deadlines
from workflows.decisions.entry import entry
from workflows.flows.act import Act
from workflows.values import SHANGHAI

AT = datetime(2024, 3, 4, 16, 30, tzinfo=SHANGHAI)


def opened() -> Case:
    """Open the example."""
    (event,) = open_case(FLOW, "A-1", Occasion(date(2024, 3, 1), HANDLER), agency="a", place=BASIS.place)
    return evolve(None, event)


def test_what_is_not_said_stays_as_it_was() -> None:
    """Flow, state and outcome of the case; the next number; the command and who gave it."""
    case = opened()
    assert entry(case, NOTED, Act("note", date(2024, 3, 4), HANDLER, recorded=AT)) == Event(
        case_id="A-1",
        seq=2,
        type="CaseNoted",
        on=date(2024, 3, 4),
        recorded=AT,
        by=HANDLER,
        flow=FLOW.name,
        source=FLOW.initial,
        state=FLOW.initial,
        outcome="",
        command="note",
    )


def test_each_part_goes_to_its_place() -> None:
    """No two parts are exchanged: each has a value of its own here."""
    act = Act("void", AT, Actor("head", "wang"))
    event = entry(
        opened(),
        VOIDED,
        act,
        flow="example@2",
        state="elsewhere",
        outcome="done",
        basis="第一条",
        facts=(("a", 1),),
        clocks=(),
        tasks=(),
        reopened=True,
        voids=1,
        detail=(("reason", "x"),),
    )
    assert (event.flow, event.state, event.outcome, event.basis) == ("example@2", "elsewhere", "done", "第一条")
    assert (event.facts, event.reopened, event.voids, event.detail) == ((("a", 1),), True, 1, (("reason", "x"),))
    assert event.recorded == event.on == AT


@pytest.mark.parametrize(
    ("on", "recorded", "written"),
    [
        (date(2024, 3, 4), None, datetime(2024, 3, 4, tzinfo=SHANGHAI)),
        (AT, None, AT),
        (date(2024, 3, 4), AT, AT),
    ],
)
def test_without_an_instant_it_is_written_down_when_it_happened(
    on: date | datetime, recorded: datetime | None, written: datetime
) -> None:
    """A day begins at midnight in Beijing."""
    assert Act("note", on, HANDLER, recorded=recorded).written == written


MARCH, APRIL = date(2024, 3, 29), date(2024, 4, 1)


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ({("reply", ""): MARCH}, {("reply", ""): MARCH}, ()),
        ({("reply", ""): MARCH}, {("reply", ""): APRIL}, (MovedDeadline("reply", "", MARCH, APRIL),)),
        ({("reply", ""): MARCH}, {("reply", ""): None}, (MovedDeadline("reply", "", MARCH, None),)),
        ({("reply", ""): MARCH}, {}, (MovedDeadline("reply", "", MARCH, None),)),
        ({}, {("task", "b"): APRIL}, (MovedDeadline("task", "b", None, APRIL),)),
        ({("task", "b"): None}, {}, (MovedDeadline("task", "b", None, None),)),
        ({("task", "b"): None}, {("task", "b"): None}, ()),
    ],
)
def test_deadlines_that_differ(before: Dues, after: Dues, moved: tuple[MovedDeadline, ...]) -> None:
    """By date, by suspension, or by being there at all."""
    assert moved_deadlines(before, after) == moved
