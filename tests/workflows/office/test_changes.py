"""When the world changes: recomputation, one command for many cases, and cases taken in from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from attrs import define
from attrs import evolve as changed
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.loading import china
from helpers.example_flow import APPLICANT, BOOK, FLOW, HANDLER, HEAD, WEEKS
from helpers.store_contract import MORNING, Opened, Watch, agency, opened, postgres
from workflows.cases.events import Actor, Occasion
from workflows.decisions import corrections
from workflows.errors import BadFacts, Refused, VersionConflict, WorkflowsError
from workflows.office import recompute as recomputing
from workflows.office.desk import Desk
from workflows.office.office import Office
from workflows.places.place import Basis
from workflows.store.memory import MemoryStore
from workflows.store.port import EventStore, Query
from workflows.values import SHANGHAI

__all__ = ["agency", "opened", "postgres"]

SYSTEM = Actor("system")


class World:
    """A basis that the test changes."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar

    def __call__(self, _place: str) -> Basis:
        return Basis(self.calendar, BOOK)


def office_in(store: EventStore, agency: str, world: World, watch: Watch) -> Office:
    return Office(Desk(store, agency, watch, lambda _: FLOW, world))


@pytest.fixture
def spring(opened: Opened, agency: str) -> tuple[Office, World, Watch]:
    """Requests of January 2020, counted by the calendar as it was known before the holiday was lengthened."""
    world, watch = World(china(as_known_on=date(2020, 1, 20))), Watch(datetime(2020, 1, 20, 9, tzinfo=SHANGHAI))
    office = office_in(opened(), agency, world, watch)
    for name, received in (("A-1", date(2020, 1, 6)), ("A-2", date(2019, 12, 2)), ("A-3", date(2020, 1, 20))):
        office.open_case("example", name, by=HANDLER, on=received)
        office.do(name, "receive", by=HANDLER, on=received)
    office.open_case("example", "A-4", by=HANDLER, on=date(2020, 1, 6))
    office.do("A-4", "receive", by=HANDLER, on=date(2020, 1, 6))
    office.do("A-4", "withdraw", by=APPLICANT, on=date(2020, 1, 7))
    return office, world, watch


def test_a_lengthened_holiday_moves_the_deadlines_that_span_it(spring: tuple[Office, World, Watch]) -> None:
    """In 2020 the Spring Festival was lengthened to 2 February: 31 January and the make-up 1 February fell away.

    Counted by hand. Received 6 January: 7-10, 13-17, 19-23 January are 14 days; then, as announced first, 31 January,
    1 and 3-6 February; as lengthened, 3-7 and 10 February. Received 20 January: 21-23 January are three; then 31
    January, 1, 3-7, 10-14, 17-21 February, or 3-7, 10-14, 17-21, 24, 25 February.
    """
    office, world, _ = spring
    assert () == office.recompute().moves
    world.calendar = china(as_known_on=date(2020, 2, 1))
    found = office.recompute()
    assert [
        ("A-1", "reply", date(2020, 2, 6), date(2020, 2, 10)),
        ("A-3", "reply", date(2020, 2, 21), date(2020, 2, 25)),
    ] == [(move.case_id, move.clock, move.before, move.after) for move in found.moves]
    assert 0 == found.written
    text = found.moves[0].text()
    assert "届满日由2020-02-06改为2020-02-10" in text
    assert "2020-01-31" in text
    assert "the due date moves from 2020-02-06 to 2020-02-10: " in found.moves[0].text("en")


def test_one_event_per_moved_clock(spring: tuple[Office, World, Watch]) -> None:
    """What the preview listed is written, as events that replay; a second run finds nothing; closed cases stay."""
    office, world, watch = spring
    world.calendar = china(as_known_on=date(2020, 2, 1))
    watch.at = datetime(2020, 2, 3, 9, tzinfo=SHANGHAI)
    done = office.recompute(preview=False)
    assert 2 == done.written
    event = office.history("A-1")[-1]
    assert ("DeadlineRecomputed", date(2020, 2, 10)) == (event.type, event.clocks[0].due)
    assert [date(2020, 2, 10)] == [row.due for row in office.store.clocks(office.agency, "A-1")]
    assert ["CaseOpened", "RequestReceived", "RequestWithdrawn"] == [e.type for e in office.history("A-4")]
    assert () == office.recompute().moves
    for name in ("A-1", "A-2", "A-3", "A-4"):
        office.verify(name)


@define
class Interrupted(Watch):
    """A clock at which, once it is looked at, somebody else acts first."""

    act: Callable[[], object] | None = None

    def now(self) -> datetime:
        """The time, after what the other did."""
        act, self.act = self.act, None
        if act is not None:
            act()
        return self.at


def test_many_transactions_and_another_writer(opened: Opened, agency: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Part by part every moved clock is written once; a case that changes after it was read is counted as it is then.

    Somebody notes A-2 when it has been read with A-1 and A-3: these are written one by one, the others together.
    """
    monkeypatch.setattr(recomputing, "_BATCH", 3)
    monkeypatch.setattr(recomputing, "_ASKED", 2)
    world, watch = World(china(as_known_on=date(2020, 1, 20))), Interrupted(datetime(2020, 2, 3, 9, tzinfo=SHANGHAI))
    office = office_in(opened(), agency, world, watch)
    names = [f"A-{n}" for n in range(1, 8)]
    for name in names:
        office.open_case("example", name, by=HANDLER, on=date(2020, 1, 6))
        office.do(name, "receive", by=HANDLER, on=date(2020, 1, 6))
    other = office_in(office.store, agency, world, Watch(watch.at))
    world.calendar = china(as_known_on=date(2020, 2, 1))
    found = office.recompute()
    watch.act = partial(other.note, "A-2", by=HANDLER, assignee="li")
    assert 7 == recomputing.write_moves(office.desk, found, SYSTEM).written
    whole = ["CaseOpened", "RequestReceived", "CaseNoted", "DeadlineRecomputed"]
    for name in names:
        wanted = whole if name == "A-2" else [kind for kind in whole if kind != "CaseNoted"]
        assert wanted == [event.type for event in office.history(name)]
        assert [date(2020, 2, 10)] == [row.due for row in office.store.clocks(agency, name)]
        office.verify(name)
    assert "li" == office.store.row(agency, "A-2").assignee
    assert () == office.recompute().moves


def test_clocks_of_an_unknown_calendar_are_counted_with_care(opened: Opened, agency: str) -> None:
    """If the days of a calendar were not kept, its clocks are counted one by one, and those that move are found."""
    world, watch = World(china(as_known_on=date(2020, 1, 20))), Watch(datetime(2020, 1, 20, 9, tzinfo=SHANGHAI))
    office = office_in(opened(), agency, world, watch)
    office.desk.cache.calendars.add(world.calendar.version)
    if office.store.calendar_text(world.calendar.version) is not None:
        pytest.skip("another test of this run has kept the calendar")
    office.open_case("example", "A-1", by=HANDLER, on=date(2020, 1, 6))
    office.do("A-1", "receive", by=HANDLER, on=date(2020, 1, 6))
    world.calendar = china(as_known_on=date(2020, 2, 1))
    found = office.recompute()
    assert (1, 1) == (found.running, found.with_care)
    assert [date(2020, 2, 10)] == [move.after for move in found.moves]


def test_a_changed_rule_counts_every_clock(spring: tuple[Office, World, Watch]) -> None:
    """After a change of rules every running clock is counted one by one."""
    office, _, _ = spring
    found = office.recompute(rules_changed=True)
    assert (3, 3, ()) == (found.running, found.with_care, found.moves)


STEPS = (
    ("consult", HANDLER, {"third_party": "甲"}),
    ("record_opinion", HANDLER, {"third_party": "甲"}),
    ("extend", HEAD, {}),
    ("ask_correction", HANDLER, {"correction_days": 7}),
    ("correct", HANDLER, {}),
    ("reply", HANDLER, {"decision": "disclosed"}),
)
DAYS = st.dates(date(2024, 1, 8), date(2024, 5, 31))


def weeks_with(off: set[date], worked: set[date]) -> WorkCalendar:
    return WorkCalendar.from_days(
        first=WEEKS.first,
        last=WEEKS.last,
        off=[day for day in off if day.weekday() < 5],
        worked=[day for day in worked if day.weekday() > 4],
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(DAYS, st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=5)), max_size=6),
    st.sets(DAYS, max_size=4),
    st.sets(DAYS, max_size=4),
)
def test_columns_find_what_a_recount_of_every_case_finds(
    plans: list[tuple[date, list[tuple[tuple[str, Actor, dict[str, object]], int]]]], off: set[date], worked: set[date]
) -> None:
    """Whatever happened and whatever days change: the moves listed are those of counting every open case anew."""
    world, watch = World(WEEKS), Watch(datetime(2024, 6, 3, 9, tzinfo=SHANGHAI))
    office = office_in(MemoryStore(), "a", world, watch)
    for n, (received, steps) in enumerate(plans):
        name, on = f"A-{n}", received
        office.open_case("example", name, by=HANDLER, on=on)
        office.do(name, "receive", by=HANDLER, on=on)
        for (command, by, payload), days in steps:
            on += timedelta(days=days)
            try:
                office.do(name, command, by=by, on=on, payload=payload)  # type: ignore[arg-type]
            except (BadFacts, Refused):
                continue
    world.calendar = weeks_with(off, worked)
    expected = set()
    for n in range(len(plans)):
        case = office.desk.load(f"A-{n}").case
        for event in corrections.recompute(FLOW, case, Occasion(watch.at, SYSTEM), basis=world("cn")):
            for change in event.clocks:
                before = case.clock(change.clock, change.key)
                assert before is not None
                if (before.due, before.earliest) != (change.due, change.earliest):
                    expected.add((case.id, change.clock, change.key, before.due, change.due))
    found = office.recompute(preview=False)
    assert expected == {(m.case_id, m.clock, m.key, m.before, m.after) for m in found.moves}
    assert len(expected) == found.written
    assert all(move.causes for move in found.moves)
    assert () == office.recompute().moves


def reason_of(error: WorkflowsError | None) -> str:
    """Give the reason of a refusal, or the text of another error."""
    return error.reason.zh if isinstance(error, Refused) else error.zh if error else ""


def test_what_if_writes_nothing(opened: Opened, agency: str) -> None:
    """A dry run tells for each case the state, the deadlines that would change or the refusal; the run then does it."""
    office = office_in(opened(), agency, World(WEEKS), Watch())
    for n in range(3):
        office.open_case("example", f"A-{n}", by=HANDLER)
    for n in range(2):
        office.do(f"A-{n}", "receive", by=HANDLER)
    office.do("A-1", "extend", by=HEAD)
    dry = list(office.apply(Query(flow="example@1"), "extend", by=HEAD))
    assert [
        ("A-0", False, date(2024, 4, 2), date(2024, 4, 30)),
        ("A-1", True, None, None),
        ("A-2", True, None, None),
    ] == [
        (
            one.case_id,
            bool(one.refused),
            one.deadlines[0].before if one.deadlines else None,
            one.deadlines[0].after if one.deadlines else None,
        )
        for one in sorted(dry, key=lambda one: one.case_id)
    ]
    assert not any(one.written for one in dry)
    assert 2 == len(office.history("A-0"))
    for _ in range(2):
        done = list(office.apply(["A-0", "A-2", "A-9"], "extend", by=HEAD, dry_run=False, key="batch-1"))
        assert [
            "",
            "“登记”时没有这一步；可在“办理中”时办",
            "没有案件 A-9；全部案件见：disclosure case list",
        ] == [reason_of(one.refused) for one in done]
    assert [False, False, False] == [one.written for one in done]
    assert 3 == len(office.history("A-0"))


def test_histories_are_taken_in(opened: Opened, agency: str) -> None:
    """Cases written elsewhere arrive whole, with rows, clocks and chains; a batch is all or nothing."""
    elsewhere = office_in(MemoryStore(), agency, World(WEEKS), Watch())
    for n in range(250):
        elsewhere.open_case("example", f"A-{n}", by=HANDLER, title=f"预算{n}")
        elsewhere.do(f"A-{n}", "receive", by=HANDLER)
    histories = [elsewhere.history(f"A-{n}") for n in range(250)]
    office = office_in(opened(), agency, World(WEEKS), Watch())
    assert 250 == office.import_histories(histories, batch=240)
    assert elsewhere.store.sealed(agency, "A-249") == office.store.sealed(agency, "A-249")
    assert elsewhere.store.clocks(agency, "A-7") == office.store.clocks(agency, "A-7")
    assert elsewhere.store.row(agency, "A-7") == office.store.row(agency, "A-7")
    assert ["A-77"] == [row.case_id for row in office.find(Query(text="预算77")).rows]
    fresh = [tuple(changed(event, case_id="B-1") for event in histories[0])]
    with pytest.raises(VersionConflict):
        office.import_histories([*fresh, histories[0]])
    assert () == office.find(Query(text="预算0", number="B-1")).rows
    assert (0, "") == office.store.last(agency, "B-1")
    assert MORNING == office.history("A-7")[0].recorded
