"""A clock that ran straight through is moved from the rows of its case: just what reading its history leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from attrs import define, field, frozen
from attrs import evolve as changed
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Started
from deadlines.errors import DeadlinesError
from deadlines.law.readings import Readings
from deadlines.law.rules import RuleBook
from deadlines.law.terms import WorkingDays
from helpers.example_flow import APPLICANT, BOOK, FLOW, HANDLER, HEAD, WEEKS
from helpers.store_contract import Opened, Watch, agency, opened, postgres
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.alarms.ladder import LadderBook
from workflows.cases.case import Case
from workflows.cases.chain import Sealed
from workflows.cases.events import ALARM, RECOMPUTED, Actor, Event
from workflows.cases.listed import CaseRow, ClockRow
from workflows.cases.text import event_from
from workflows.errors import BadFacts, Refused
from workflows.flows.flow import Flow
from workflows.flows.parts import Field, Start
from workflows.office import recompute as recomputing
from workflows.office.desk import Desk, no_ladder
from workflows.office.office import Office
from workflows.office.recompute_rows import RowRecount
from workflows.places.place import Basis, Place
from workflows.store.memory import MemoryStore
from workflows.store.memory_work import Kept
from workflows.store.port import CaseSummary, Commit, Effect, EventStore, StoredHistory
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep_all

__all__ = ["agency", "opened", "postgres"]

SYSTEM = Actor("system")
ARMED = arming(ladders())
NOTICE = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, off=[date(2024, 5, 1)])
"""Weeks of five days, but 1 May 2024, a Wednesday, is off."""


def by_history(flow: Flow, case: Case, row: ClockRow, basis: Basis) -> ClockRow:
    """Arm a clock as every office does, by a hook that may look at anything: so every history must be read."""
    return ARMED(flow, case, row, basis)


class World:
    """A basis that the test changes."""

    def __init__(self, calendar: WorkCalendar = WEEKS) -> None:
        self.basis = Basis(calendar, BOOK)
        self.elsewhere: dict[str, Basis] = {}

    def __call__(self, place: str) -> Basis:
        return self.elsewhere.get(place, self.basis)


@frozen(eq=False)
class Reading:
    """A store that notes of which cases the histories or only the rows are read, and which are written."""

    store: EventStore
    read: list[str] = field(factory=list)
    stood: list[str] = field(factory=list)
    written: list[str] = field(factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def load_many(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, StoredHistory]:
        """Give what the store gives."""
        self.read.extend(case_ids)
        return self.store.load_many(agency, case_ids)

    def summaries(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, CaseSummary]:
        """Give what the store gives."""
        self.stood.extend(case_ids)
        return self.store.summaries(agency, case_ids)

    def made_ready(self, agency: str, commits: Sequence[Commit]) -> object:
        """Make ready as the store does."""
        self.written.extend(commit.row.case_id for commit in commits)
        return self.store.made_ready(agency, commits)


def office_in(
    store: EventStore, agency: str, world: Callable[[str], Basis], watch: Watch, flow: Flow = FLOW, **hooks: Any
) -> Office:
    hooks.setdefault("ladder", ARMED)
    return Office(Desk(store, agency, watch, lambda _: flow, world, **hooks))


def twin(store: MemoryStore) -> MemoryStore:
    """A second store with the same content."""
    kept = store.kept
    return MemoryStore(
        kept=Kept(
            *[
                dict(table)
                for table in (
                    kept.rows,
                    kept.heads,
                    kept.events,
                    kept.clocks,
                    kept.commands,
                    kept.effects,
                    kept.personal,
                    kept.calendars,
                )
            ]
        )
    )


_Left = tuple[CaseRow, tuple[ClockRow, ...], tuple[Sealed, ...]]


def left_in(office: Office) -> dict[str, _Left]:
    """All that is kept of every case; each chain is whole."""
    found = {}
    for case_id, _, _ in office.store.heads(office.agency):
        office.verify(case_id)
        sealed = office.store.sealed(office.agency, case_id)
        found[case_id] = (
            office.store.row(office.agency, case_id),
            office.store.clocks(office.agency, case_id),
            sealed,
        )
    return found


def receive(office: Office, watch: Watch, case_id: str, on: date) -> None:
    watch.at = datetime.combine(on, time(10), SHANGHAI)
    office.open_case("example", case_id, by=HANDLER)
    office.do(case_id, "receive", by=HANDLER)


_Step = tuple[str, Actor, dict[str, object]]
STEPS: dict[str, _Step] = {
    "consult": ("consult", HANDLER, {"third_party": "甲"}),
    "opinion": ("record_opinion", HANDLER, {"third_party": "甲"}),
    "extend": ("extend", HEAD, {}),
    "correction": ("ask_correction", HANDLER, {"correction_days": 7}),
    "correct": ("correct", HANDLER, {}),
    "reply": ("reply", HANDLER, {"decision": "disclosed"}),
    "redo": ("order_redo", HEAD, {}),
}


def step(office: Office, watch: Watch, case_id: str, name: str, on: date) -> None:
    watch.at = max(watch.at, datetime.combine(on, time(11), SHANGHAI))
    if name == "note":
        office.note(case_id, by=HANDLER, assignee="li", title="预算")
    else:
        command, by, payload = STEPS[name]
        office.do(case_id, command, by=by, payload=payload)  # type: ignore[arg-type]


# -- the same as from the history


RECEIVED = st.dates(date(2024, 3, 11), date(2024, 5, 24))
CHANGED = st.dates(date(2024, 3, 11), date(2024, 6, 21))
PLANS = st.lists(
    st.tuples(RECEIVED, st.lists(st.tuples(st.sampled_from([*STEPS, "note"]), st.integers(0, 9)), max_size=3)),
    min_size=1,
    max_size=6,
)


def filled(plans: Sequence[tuple[date, Sequence[tuple[str, int]]]], watch: Watch) -> MemoryStore:
    """Cases received and handled as planned, on the days planned; what is not possible is left out."""
    store = MemoryStore()
    office = office_in(store, "a", World(), watch)
    for n, (received, steps) in enumerate(plans):
        receive(office, watch, f"A-{n}", received)
        on = received
        for name, days in steps:
            on += timedelta(days=days)
            try:
                step(office, watch, f"A-{n}", name, on)
            except (BadFacts, Refused):
                continue
    return store


def recomputed(office: Office) -> object:
    """How many events were written, or what stood against it."""
    try:
        return office.recompute(preview=False).written
    except DeadlinesError as error:
        return str(error)


@given(
    PLANS,
    st.sets(CHANGED, max_size=4),
    st.sets(CHANGED, max_size=4),
    st.none() | st.dates(date(2024, 6, 3), date(2024, 7, 31)),
    st.none() | st.dates(date(2024, 4, 1), date(2024, 5, 31)),
    st.datetimes(datetime(2024, 4, 15), datetime(2024, 6, 20)),  # noqa: DTZ001  # the zone comes below
)
def test_rows_lead_to_what_histories_lead_to(
    plans: list[tuple[date, list[tuple[str, int]]]],
    off: set[date],
    worked: set[date],
    revisable_from: date | None,
    swept: date | None,
    now: datetime,
) -> None:
    """Whatever happened, whatever alarms were raised, whatever days change and when: both ways leave the same."""
    watch = Watch()
    store = filled(plans, watch)
    if swept is not None:
        watch.at = datetime.combine(swept, time(12), SHANGHAI)
        sweep_all(office_in(store, "a", World(), watch))
    other = twin(store)
    watch.at = now.replace(tzinfo=SHANGHAI)
    world = World(
        WorkCalendar.from_days(
            first=WEEKS.first,
            last=WEEKS.last,
            off=[day for day in off if day.weekday() < 5],
            worked=[day for day in worked if day.weekday() > 4],
            revisable_from=revisable_from,
        )
    )
    quick = office_in(store, "a", world, watch)
    careful = office_in(other, "a", world, watch, ladder=by_history)
    assert recomputed(careful) == recomputed(quick)
    assert left_in(careful) == left_in(quick)
    assert other.kept.calendars == store.kept.calendars


MANY: dict[str, Sequence[tuple[str, date]]] = {
    "plain": (),
    "alike": (),
    "noted": (("note", date(2024, 4, 9)),),
    "consulted": (("consult", date(2024, 4, 10)),),
    "resumed": (("consult", date(2024, 4, 10)), ("opinion", date(2024, 4, 12))),
    "extended": (("extend", date(2024, 4, 10)),),
    "restarted": (("correction", date(2024, 4, 10)), ("correct", date(2024, 4, 11))),
    "correcting": (("correction", date(2024, 4, 25)),),
    "replied": (("reply", date(2024, 4, 12)),),
    "redone": (("reply", date(2024, 4, 12)), ("redo", date(2024, 4, 15))),
}


def many(store: EventStore, agency: str, ladder: Any) -> Office:
    """One case of each kind, and one that has an alarm behind it, before the notice about 1 May."""
    world, watch = World(), Watch()
    office = office_in(store, agency, world, watch, ladder=ladder)
    receive(office, watch, "alarmed", date(2024, 4, 3))
    for name in MANY:
        receive(office, watch, name, date(2024, 4, 8))
    for name, steps in MANY.items():
        for what, on in steps:
            step(office, watch, name, what, on)
    watch.at = datetime(2024, 4, 25, 9, 30, tzinfo=SHANGHAI)
    sweep_all(office)
    watch.at = datetime(2024, 4, 25, 12, tzinfo=SHANGHAI)
    world.basis = Basis(NOTICE, BOOK)
    return office


def test_every_store_is_left_the_same(opened: Opened, agency: str) -> None:
    """Plain cases from their rows, all others from their histories; as if all histories had been read, in memory.

    Received 8 April 2024, twenty days of five-day weeks end on Monday 6 May, without 1 May on Tuesday 7 May.
    Received 3 April they end on 1 May itself, now on 2 May; the first reminder had been due on 24 April at nine.
    """
    careful = many(MemoryStore(), agency, by_history)
    plain = many(opened(), agency, ARMED)
    store = Reading(plain.store)
    office = Office(changed(plain.desk, store=store))
    found = office.recompute(preview=False)
    assert careful.recompute(preview=False).written == found.written == 10
    assert left_in(careful) == left_in(office)
    assert [move.case_id for move in found.moves] == store.written
    assert {"plain", "alike", "noted"} == set(store.written) - set(store.read)
    assert not {"resumed", "restarted", "redone"} & set(store.stood)
    for name in ("plain", "alike", "noted"):
        assert RECOMPUTED == office.history(name)[-1].type
        (clock,) = store.clocks(agency, name)
        assert (date(2024, 5, 7), 20, NOTICE.version) == (clock.due, clock.counted, clock.calendar)
        # five working days before: 6 May, 3 May, 2 May, 30 April, 29 April
        assert (0, datetime(2024, 4, 29, 9, tzinfo=SHANGHAI)) == (clock.rung, clock.next_at)
    assert ("li", "预算") == (store.row(agency, "noted").assignee, store.row(agency, "noted").title)
    assert [ALARM, RECOMPUTED] == [event.type for event in office.history("alarmed")][-2:]
    assert date(2024, 5, 2) == store.row(agency, "alarmed").due
    assert store.calendar_text(NOTICE.version) is not None
    assert () == office.recompute().moves


# -- which way is gone


@define
class Scene:
    """One case or two before the notice about 1 May, and what they are recomputed with."""

    store: MemoryStore = field(factory=MemoryStore)
    watch: Watch = field(factory=Watch)
    world: World = field(factory=World)
    flow: Flow = FLOW
    hooks: dict[str, Any] = field(factory=lambda: {"ladder": ARMED})
    rules_changed: bool = False
    between: Callable[[Office], object] = lambda _: None

    def office(self, store: EventStore | None = None, **hooks: Any) -> Office:
        """An office on the store, or on another."""
        return office_in(store or self.store, "a", self.world, self.watch, self.flow, **(self.hooks | hooks))

    def do(self, what: str, day: int, case_id: str = "A-1") -> None:
        """Give a command on a day of April."""
        step(self.office(), self.watch, case_id, what, date(2024, 4, day))

    def notice(self, calendar: WorkCalendar = NOTICE, **more: Any) -> None:
        """Announce other days, on the morning of 22 April."""
        self.watch.at = datetime(2024, 4, 22, 9, tzinfo=SHANGHAI)
        self.world.basis = Basis(calendar, more.pop("book", BOOK), **more)

    def written(self, office: Office) -> object:
        """How many events are written, or what sets the case aside; other things may happen after the listing."""
        found = office.recompute(rules_changed=self.rules_changed)
        before = self.world.basis, self.watch.at
        self.between(office)
        try:
            done = recomputing.write_moves(office.desk, found, SYSTEM)
        finally:
            self.world.basis, self.watch.at = before
        return " ".join(f"{aside.case_id} {aside.why.code}: {aside.why.en}" for aside in done.asides) or done.written


def received(scene: Scene) -> Scene:
    receive(scene.office(), scene.watch, "A-1", date(2024, 4, 8))
    return scene


def book(*, version: str = "regulation-2019", days: int = 20, more: int = 20) -> RuleBook:
    """The rules with another length of the reply and of its extension."""
    (reply,) = BOOK.versions("foi.reply")
    assert reply.extension is not None
    other = changed(
        reply,
        instrument=changed(reply.instrument, id=version),
        term=WorkingDays(days),
        extension=changed(reply.extension, at_most=WorkingDays(more)),
    )
    rest = [rule for name in ("foi.correction.apply", "foi.third_party") for rule in BOOK.versions(name)]
    return RuleBook((other, *rest))


def plain(scene: Scene) -> None:
    received(scene).notice()


def noted(scene: Scene) -> None:
    received(scene).do("note", 9)
    scene.notice()


def at_once(scene: Scene) -> None:
    received(scene).notice()
    scene.watch.at = datetime(2024, 4, 8, 10, tzinfo=SHANGHAI)


def without_ladder(scene: Scene) -> None:
    scene.hooks["ladder"] = no_ladder
    received(scene).notice()


def without_steps(scene: Scene) -> None:
    scene.hooks["ladder"] = arming(LadderBook(()))
    received(scene).notice()


def two_places(scene: Scene) -> None:
    """In the town 30 April is off as well: each case is counted by the days of its own place."""
    town = Place("town", "镇", "town")
    scene.world.elsewhere["town"] = Basis(WEEKS, BOOK, town)
    received(scene)
    receive(changed(scene.office(), place="town"), scene.watch, "A-2", date(2024, 4, 8))
    scene.notice()
    both = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, off=[date(2024, 4, 30), date(2024, 5, 1)])
    scene.world.elsewhere["town"] = Basis(both, BOOK, town)


def two_clocks(scene: Scene) -> None:
    received(scene).do("consult", 10)
    scene.notice()


def resumed(scene: Scene) -> None:
    received(scene).do("consult", 10)
    scene.do("opinion", 12)
    scene.notice()


def extended(scene: Scene) -> None:
    received(scene).do("extend", 10)
    scene.notice()


def restarted(scene: Scene) -> None:
    received(scene).do("correction", 10)
    scene.do("correct", 11)
    scene.notice()


def rung_reached(scene: Scene) -> None:
    received(scene).notice()
    scene.watch.at = datetime(2024, 4, 29, 9, tzinfo=SHANGHAI)  # five working days before 7 May


def clock_set_back(scene: Scene) -> None:
    received(scene).notice()
    scene.watch.at = datetime(2024, 4, 8, 9, 59, tzinfo=SHANGHAI)


def effects_named(scene: Scene) -> None:
    def effects(_: Flow, __: Case | None, after: Case, events: tuple[Event, ...]) -> list[Effect]:
        return [Effect(f"{after.id}:{event.seq}:mail", after.id, event.seq, "mail", {}) for event in events]

    received(scene).notice()
    scene.hooks["effects"] = effects


def another_hook(scene: Scene) -> None:
    received(scene).notice()
    scene.hooks["ladder"] = by_history


def another_version(scene: Scene) -> None:
    """Fifteen days and five more are no longer the same as twenty, once the term itself is twenty."""
    scene.world.basis = Basis(WEEKS, book(days=15, more=5))
    received(scene).do("extend", 10)
    scene.notice(book=book(version="regulation-2030", more=5))


def another_length(scene: Scene) -> None:
    received(scene).notice(book=book(days=15))


def other_readings(scene: Scene) -> None:
    received(scene).notice(readings=Readings(start_day="counted"))


def no_rule(scene: Scene) -> None:
    received(scene).notice()
    scene.between = lambda _: scene.notice(book=RuleBook(BOOK.versions("foi.third_party")))


def no_days(scene: Scene) -> None:
    received(scene).notice()
    days = WorkCalendar.from_days(first=WEEKS.first, last=date(2024, 5, 6), off=[date(2024, 5, 1)])
    scene.between = lambda _: scene.notice(days)


def forecast(scene: Scene) -> None:
    """Between listing and writing it is said that days from 6 May on may change: that moves nothing."""
    received(scene).notice()
    later = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, revisable_from=date(2024, 5, 6))
    scene.between = lambda _: scene.notice(later)


def another_party(scene: Scene) -> None:
    clocks = [changed(clock, party="applicant") if clock.id == "reply" else clock for clock in FLOW.clocks]
    scene.flow = changed(FLOW, clocks=tuple(clocks))
    received(scene).notice()


def own_length(scene: Scene) -> None:
    """Ten days and ten more are twenty, but the ten now end before the extension was told: it came too late."""
    days = Field("days", "int", "天数", "days")
    start = [
        changed(move, requires=(days,), effects=(Start("reply", term="days"),)) if move.command == "receive" else move
        for move in FLOW.moves
    ]
    scene.flow = changed(FLOW, moves=tuple(start))
    scene.world.basis = Basis(WEEKS, book(more=10))
    office = scene.office()
    scene.watch.at = datetime(2024, 4, 8, 10, tzinfo=SHANGHAI)
    for name, given_days in (("A-0", 20), ("A-1", 10)):
        office.open_case("example", name, by=HANDLER)
        office.do(name, "receive", by=HANDLER, payload={"days": given_days})
    scene.do("extend", 22)
    scene.notice(
        WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, worked=[date(2024, 4, 13)]), book=book(more=10)
    )
    scene.watch.at = datetime(2024, 4, 23, 9, tzinfo=SHANGHAI)


def begun_at_an_instant(scene: Scene) -> None:
    """As a history from elsewhere may have it: such a clock cannot be counted anew."""
    receive(scene.office(), scene.watch, "A-0", date(2024, 4, 8))
    opening, receipt = received(Scene()).office().history("A-1")
    (clock,) = receipt.clocks
    began = changed(clock, facts=(Started(datetime(2024, 4, 8, 15, tzinfo=SHANGHAI)),))
    scene.office().import_histories([(opening, changed(receipt, clocks=(began,)))])
    scene.notice()


def rules_changed(scene: Scene) -> None:
    received(scene).notice()
    scene.rules_changed = True


def calendar_not_kept(scene: Scene) -> None:
    received(scene).notice()
    scene.store.kept.calendars.clear()


def extended_meanwhile(scene: Scene) -> None:
    received(scene).notice()
    scene.between = lambda office: office.do("A-1", "extend", by=HEAD)


def recomputed_meanwhile(scene: Scene) -> None:
    received(scene).notice()
    scene.between = lambda office: office.recompute(preview=False)


def ended_meanwhile(scene: Scene) -> None:
    received(scene).notice()
    scene.between = lambda office: office.do("A-1", "withdraw", by=APPLICANT)


def moved_by_others_meanwhile(scene: Scene) -> None:
    """A process that knows of another notice, about 2 May, has moved the clock to the same day before."""
    received(scene).notice()
    other = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, off=[date(2024, 5, 2), date(2024, 5, 3)])

    def act(office: Office) -> None:
        before = scene.world.basis
        scene.notice(other)
        office.recompute(preview=False)
        scene.world.basis = before

    scene.between = act


def moved_and_back_meanwhile(scene: Scene) -> None:
    """Two notices later it is due on the same day as before, but counted by other days."""
    received(scene).notice()
    last = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, off=[date(2024, 6, 3)])

    def act(office: Office) -> None:
        before = scene.world.basis
        for calendar in (NOTICE, last):
            scene.notice(calendar)
            office.recompute(preview=False)
        scene.world.basis = before

    scene.between = act


def begun_anew_meanwhile(scene: Scene) -> None:
    """A process that has not heard of the notice corrects the day of receipt."""
    received(scene).notice()

    def act(office: Office) -> None:
        before = scene.world.basis
        scene.notice(WEEKS)
        office.void("A-1", 2, reason="日期有误", by=HANDLER, approved_by=HEAD)
        office.do("A-1", "receive", by=HANDLER, on=date(2024, 4, 9))
        scene.world.basis = before

    scene.between = act


FROM_ROWS = {plain: 1, noted: 1, at_once: 1, without_ladder: 1, without_steps: 1, two_places: 2}
FROM_HISTORY = {
    two_clocks: 1,
    resumed: 1,
    extended: 1,
    restarted: 1,
    rung_reached: 1,
    clock_set_back: 1,
    effects_named: 1,
    another_hook: 1,
    another_version: 1,
    another_length: 1,
    other_readings: 0,
    no_rule: "A-1 unknown_rule: ",
    no_days: "A-1 calendar_gap: ",
    forecast: 0,
    another_party: 1,
    own_length: "A-1 timeline: Extended on 2024-04-22",
    begun_at_an_instant: "A-1 timeline: Started on 2024-04-08T15:00:00+08:00",
    rules_changed: 1,
    calendar_not_kept: 1,
    extended_meanwhile: 0,
    recomputed_meanwhile: 0,
    ended_meanwhile: 0,
    moved_by_others_meanwhile: 1,
    moved_and_back_meanwhile: 1,
    begun_anew_meanwhile: 1,
}


def both_ways(prepare: Callable[[Scene], None]) -> tuple[object, list[str]]:
    """What was written, or stood against it, and whose histories were read; both ways leave the same."""
    scene = Scene()
    prepare(scene)
    other, reading = twin(scene.store), Reading(scene.store)
    careful, quick = scene.office(other, ladder=_looking(scene)), scene.office(reading)  # type: ignore[arg-type]
    wanted = scene.written(careful)
    found = scene.written(quick)
    assert wanted == found
    assert left_in(careful) == left_in(quick)
    assert other.kept.effects == scene.store.kept.effects
    return found, reading.read


def _looking(scene: Scene) -> Any:
    """The same hook as a function, of which nothing is known."""

    def hook(*given: Any) -> ClockRow:
        row: ClockRow = scene.hooks["ladder"](*given)
        return row

    return hook


@pytest.mark.parametrize("prepare", FROM_ROWS)
def test_plain_cases_load_no_history(prepare: Callable[[Scene], None]) -> None:
    """One clock of the agency that ran straight through is moved without its history."""
    assert (FROM_ROWS[prepare], []) == both_ways(prepare)


@pytest.mark.parametrize("prepare", FROM_HISTORY)
def test_what_rows_do_not_tell_is_read(prepare: Callable[[Scene], None]) -> None:
    """In each of these cases the history is read, and what comes of it is what always came of it."""
    wanted = FROM_HISTORY[prepare]
    found, read = both_ways(prepare)
    assert read[-1:] == ["A-1"]
    assert found == wanted if isinstance(wanted, int) else str(found).startswith(str(wanted)), found


def test_another_writer_between_reading_and_writing(opened: Opened, agency: str) -> None:
    """Who stands another way when it is written is counted anew as it stands then; the others of its part as well."""
    world, watch = World(), Watch()
    office = office_in(opened(), agency, world, watch)
    for name in ("A-1", "A-2", "A-3"):
        receive(office, watch, name, date(2024, 4, 8))
    watch.at = datetime(2024, 4, 22, 9, tzinfo=SHANGHAI)
    world.basis = Basis(NOTICE, BOOK)
    found = office.recompute()
    store = Interrupted(office.store, partial(office.do, "A-2", "extend", by=HEAD))
    desk = changed(office.desk, store=store)
    assert 2 == recomputing.write_moves(desk, found, SYSTEM).written
    wanted = {"A-1": date(2024, 5, 7), "A-2": date(2024, 6, 4), "A-3": date(2024, 5, 7)}
    assert wanted == {name: office.store.row(agency, name).due for name in wanted}
    assert ["TermExtended", RECOMPUTED, RECOMPUTED] == [office.history(n)[-1].type for n in ("A-2", "A-1", "A-3")]
    for name in wanted:
        office.verify(name)


@frozen(eq=False)
class Interrupted:
    """A store at which somebody else acts when cases have been read."""

    store: EventStore
    act: Callable[[], object]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def summaries(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, CaseSummary]:
        """Give how cases stood before the other acted."""
        found = self.store.summaries(agency, case_ids)
        self.act()
        return found


def test_cases_in_two_places_are_counted_apart() -> None:
    """Twenty days from 8 April end on 7 May without 1 May, on 8 May without 30 April too."""
    scene = Scene()
    two_places(scene)
    office = scene.office()
    office.recompute(preview=False)
    assert [date(2024, 5, 7), date(2024, 5, 8)] == [office.store.row("a", name).due for name in ("A-1", "A-2")]


@pytest.mark.parametrize("other", [{"flow": "example@2"}, {"state": "new"}, {"outcome": "disclosed"}, {"seq": 7}])
def test_an_event_says_where_its_own_case_stands(other: dict[str, Any]) -> None:
    """Cases that are due alike but stand in different places have different events."""
    scene = Scene()
    received(scene).notice()
    first = scene.store.summaries("a", ["A-1"])["A-1"]
    second = changed(first, row=changed(first.row, case_id="A-2", **other))
    straight = RowRecount(scene.office().desk, SYSTEM, scene.watch.at)
    for stand in (first, second, first):
        commit = straight.commit(stand)
        assert commit is not None
        event = event_from(commit.sealed[0].body)
        row = stand.row
        found = (event.case_id, event.flow, event.source, event.state, event.outcome, event.seq)
        assert (row.case_id, row.flow, row.state, row.state, row.outcome, row.seq + 1) == found
        assert [row.seq + 1] == [clock.armed_by for clock in commit.moves]


def test_only_one_clock_is_told_of() -> None:
    """Rows of two clocks, or of none, tell nothing, even if they are alike."""
    scene = Scene()
    received(scene).notice()
    stand = scene.store.summaries("a", ["A-1"])["A-1"]
    straight = RowRecount(scene.office().desk, SYSTEM, scene.watch.at)
    for clocks in ((), stand.clocks * 2):
        assert straight.commit(changed(stand, clocks=clocks)) is None


def test_only_a_clock_that_ran_straight_through() -> None:
    """Under another reading of the law a row never says that its clock ran straight through: nothing is told."""
    scene = Scene()
    off = [date(2024, 5, day) for day in (1, 2, 3)]
    days = WorkCalendar.from_days(first=WEEKS.first, last=WEEKS.last, off=off)
    received(scene).notice(days, readings=Readings(start_day="counted"))
    stand = scene.store.summaries("a", ["A-1"])["A-1"]
    (clock,) = stand.clocks
    straight = RowRecount(scene.office().desk, SYSTEM, scene.watch.at)
    assert straight.commit(changed(stand, clocks=(changed(clock, counted=None),))) is None
    assert 1 == scene.office().recompute(preview=False).written
