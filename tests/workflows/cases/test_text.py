"""The text of an event: written straight, yet byte for byte the JSON of plain data, and read back to the same event."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve as changed
from hypothesis import given
from hypothesis import strategies as st

from deadlines.counting.timeline import Agreed, Extended, Restarted, Resumed, Started, Stopped, Suspended
from deadlines.law.terms import CalendarDays, Hours, Months, WorkingDays
from workflows.cases.events import Actor, ClockChange, Event, TaskChange
from workflows.cases.text import event_from, recorded_in, text_of, to_dict
from workflows.errors import UnreadableHistory

TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)  # every character, quotes, controls and halves too
WORDS = st.sampled_from(["", "reply", "答复", 'a"b\\c', "\n\t\x00\x1f\x7f\u2028", "\U0001f600"]) | TEXTS
CAUSES = WORDS.filter(bool)
INSTANTS = st.datetimes(timezones=st.timezones())
MOMENTS = st.dates() | INSTANTS
TERMS = st.one_of([st.integers(1, 400).map(unit) for unit in (WorkingDays, CalendarDays, Months, Hours)])
FACTS = st.one_of(
    st.builds(Started, MOMENTS),
    st.builds(Suspended, MOMENTS, CAUSES, WORDS),
    st.builds(Resumed, MOMENTS, CAUSES, WORDS),
    st.builds(Restarted, MOMENTS, CAUSES, st.none() | MOMENTS, st.booleans()),
    st.builds(Extended, MOMENTS, st.none() | TERMS, WORDS),
    st.builds(Agreed, MOMENTS, TERMS),
    st.builds(Stopped, MOMENTS, CAUSES),
)
CLOCKS = st.builds(
    ClockChange,
    clock=WORDS,
    key=WORDS,
    facts=st.lists(FACTS, max_size=4).map(tuple),
    due=st.none() | MOMENTS,
    earliest=st.none() | MOMENTS,
    rule=WORDS,
    calendar=WORDS,
    article=WORDS,
    certainty=WORDS,
    fresh=st.booleans(),
)
VALUES = st.one_of(WORDS, st.integers(), st.booleans(), MOMENTS, st.lists(WORDS, max_size=3).map(tuple))


def named(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[tuple[str, Any], ...]]:
    """Values under names, one name now and then given twice."""
    return st.lists(st.tuples(WORDS, values), max_size=3).map(tuple)


def events() -> st.SearchStrategy[Event]:
    """Events that hold anything."""
    return st.builds(
        Event,
        case_id=WORDS,
        seq=st.integers(),
        type=WORDS,
        on=MOMENTS,
        recorded=INSTANTS,
        by=st.builds(Actor, WORDS, WORDS),
        flow=WORDS,
        source=WORDS,
        state=WORDS,
        outcome=WORDS,
        command=WORDS,
        basis=WORDS,
        facts=named(VALUES),
        clocks=st.lists(CLOCKS, max_size=2).map(tuple),
        tasks=st.lists(st.builds(TaskChange, WORDS, WORDS, st.booleans()), max_size=2).map(tuple),
        reopened=st.booleans(),
        voids=st.integers(0, 9),
        detail=named(WORDS),
    )


def plain(event: Event) -> dict[str, Any]:
    """Give an event as plain data, one field after the other: what the text must be the JSON of."""
    data: dict[str, Any] = {
        "case_id": event.case_id,
        "seq": event.seq,
        "type": event.type,
        "version": 1,
        "on": plain_value(event.on),
        "recorded": event.recorded.isoformat(),
        "by": {"role": event.by.role, "name": event.by.name},
        "flow": event.flow,
        "source": event.source,
        "state": event.state,
    }
    lists = {
        "facts": {name: plain_value(value) for name, value in event.facts},
        "clocks": [plain_clock(change) for change in event.clocks],
        "tasks": [{"task": one.task, "key": one.key, "open": one.is_open} for one in event.tasks],
        "detail": dict(event.detail),
    }
    single = {name: getattr(event, name) for name in ("outcome", "command", "basis", "reopened", "voids")}
    return data | {name: value for name, value in (single | lists).items() if value}


def plain_value(value: Any) -> Any:
    """Days and instants say which they are."""
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def plain_clock(change: ClockChange) -> dict[str, Any]:
    """A clock: what is empty is left out, a missing due date is said."""
    data: dict[str, Any] = {"clock": change.clock, "rule": change.rule, "calendar": change.calendar}
    data |= {name: getattr(change, name) for name in ("key", "article", "fresh") if getattr(change, name)}
    data |= {name: plain_value(getattr(change, name)) for name in ("due", "earliest")}
    return data | {"certainty": change.certainty, "facts": [plain_fact(fact) for fact in change.facts]}


def plain_fact(fact: Any) -> dict[str, Any]:
    """A fact: its kind is the name of its class."""
    units = {WorkingDays: "working_days", CalendarDays: "calendar_days", Months: "months", Hours: "hours"}
    data: dict[str, Any] = {"kind": type(fact).__name__.lower(), "on": plain_value(fact.on)}
    data |= {name: getattr(fact, name) for name in ("cause", "key", "approved_by") if getattr(fact, name, "")}
    if getattr(fact, "since", None) is not None:
        data["since"] = plain_value(fact.since)
    if getattr(fact, "late", False):
        data["late"] = True
    if getattr(fact, "term", None) is not None:
        data["term"] = {units[type(fact.term)]: fact.term.n}
    return data


@given(events())
def test_the_text_is_the_json_of_plain_data(event: Event) -> None:
    """Whatever an event holds, its text has the very bytes that the encoder of Python gives."""
    assert json.dumps(plain(event), ensure_ascii=False, separators=(",", ":")) == text_of(event)
    assert json.loads(text_of(event)) == to_dict(event)


@given(events())
def test_an_event_is_read_back_whole(event: Event) -> None:
    """The event that is read from a text has that very text."""
    text = text_of(event)
    read = event_from(text)
    assert text == text_of(read)
    late = [[getattr(fact, "late", None) for fact in change.facts] for change in event.clocks]
    assert late == [[getattr(fact, "late", None) for fact in change.facts] for change in read.clocks]


def test_what_json_cannot_hold_is_refused() -> None:
    """A fact of a strange kind stops the writing; it is not written as something else."""
    event = Event("A-1", 1, "T", date(2024, 3, 1), datetime(2024, 3, 1).astimezone(), Actor("r"), "f@1", "", "new")
    for value in (b"x", {1}, object()):
        with pytest.raises(TypeError):
            text_of(changed(event, facts=(("a", value),)))


def test_the_order_of_the_parts_never_changes() -> None:
    """One event of every part, as it has been stored since the first release."""
    day = date(2024, 3, 1)
    clock = ClockChange("reply", "甲", (Started(day), Agreed(day, WorkingDays(5))), day, None, "r@1", "c", "第三条")
    event = Event(
        "A-1", 2, "T", day, datetime.fromisoformat("2024-03-01T10:00:00+08:00"), Actor("handler", "李"), "f@1", "a",
        "b", "o", "c", "第一条", (("n", 1), ("ok", True), ("list", ("x", "y"))), (clock,),
        (TaskChange("ask", "甲", is_open=True),), True, 1, (("reason", '"'),),
    )  # fmt: skip
    assert text_of(event) == (
        '{"case_id":"A-1","seq":2,"type":"T","version":1,"on":{"day":"2024-03-01"},'
        '"recorded":"2024-03-01T10:00:00+08:00","by":{"role":"handler","name":"李"},"flow":"f@1","source":"a",'
        '"state":"b","outcome":"o","command":"c","basis":"第一条","reopened":true,"voids":1,'
        '"facts":{"n":1,"ok":true,"list":["x","y"]},"clocks":[{"clock":"reply","rule":"r@1","calendar":"c",'
        '"key":"甲","article":"第三条","due":{"day":"2024-03-01"},"earliest":null,"certainty":"announced",'
        '"facts":[{"kind":"started","on":{"day":"2024-03-01"}},'
        '{"kind":"agreed","on":{"day":"2024-03-01"},"term":{"working_days":5}}]}],'
        '"tasks":[{"task":"ask","key":"甲","open":true}],"detail":{"reason":"\\""}}'
    )


TRICKS = ('"recorded":"', '","recorded":"1999-01-01T00:00:00', 'recorded":"', '\\","recorded":"', "recorded")


@given(events(), st.sampled_from(TRICKS), st.sampled_from(TRICKS))
def test_the_instant_of_recording_is_read_without_the_rest(event: Event, trick: str, other: str) -> None:
    """Exactly the one that was recorded, whatever names and values look like the field."""
    tricky = changed(
        event,
        case_id=trick,
        type=other,
        by=Actor(trick, other),
        facts=(("recorded", "1999-01-01T00:00:00+00:00"), (trick, other)),
        detail=(("recorded", other),),
    )
    for one in (event, tricky):
        found = recorded_in(text_of(one))
        assert event_from(text_of(one)).recorded == found
        assert one.recorded.isoformat() == found.isoformat()


@pytest.mark.parametrize("text", ["{}", "", '{"recorded":"soon"}', '{"recorded": "2024-03-05T10:00:00+08:00"}'])
def test_a_text_that_tells_no_instant_is_refused(text: str) -> None:
    """What no office has written is not guessed at."""
    with pytest.raises(UnreadableHistory, match="does not tell when it was recorded"):
        recorded_in(text)
