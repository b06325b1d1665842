"""Sweeps that decide before they lock, on SQLite: they write what a sweep that locks first would have written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from attrs import evolve as changed
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from deadlines.errors import DataError, Reason
from helpers.example_flow import APPLICANT, HANDLER, HEAD
from helpers.store_contract import Watch, agency, drop_database, filled, migrated, new_database, office_on, postgres  # noqa: F401
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.alarms.ladder import LadderBook
from workflows.cases import chain
from workflows.cases.events import ALARM, Actor, Event
from workflows.cases.template import EventTemplate
from workflows.errors import VersionConflict
from workflows.office.office import Office
from workflows.places.place import Basis
from workflows.store.alarms import Claimed, Rearm
from workflows.store.errors import StoreBusy, StoreLost
from workflows.store.port import Commit
from workflows.store.sql import schema
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.store import open_store
from workflows.store.sql.work import SqlTransaction
from workflows.values import SHANGHAI
from workflows.worker.sweep import Swept, sweep, sweep_all

ARMED = arming(ladders())
FIRST = datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)
"""When a request received on 5 March 2024 reminds for the first time."""


@pytest.fixture
def watch() -> Watch:
    """The clock of both offices."""
    return Watch()


@pytest.fixture
def office(tmp_path: Path, watch: Watch) -> Iterator[Office]:
    """An office on a file."""
    with office_on(open_store(f"sqlite:///{tmp_path / 'office.db'}"), "a", watch, ladder=ARMED) as opened:
        yield opened


def rungs(office: Office, case_id: str = "A-1") -> list[str]:
    return [event.get("rung") for event in office.history(case_id) if event.type == ALARM]


def interrupted(office: Office, between: Callable[[Office], object]) -> Office:
    """The same office, where another process does something once, after the claim and before the write."""
    done: list[object] = []
    url = str(office.store.database.engine.url)  # type: ignore[attr-defined]

    def basis(place: str) -> Basis:
        if not done:
            done.append(place)
            with office_on(open_store(url), "a", office.clock, ladder=ARMED) as other:
                between(other)
        return office.desk.basis(place)

    return changed(office, desk=changed(office.desk, basis=basis))


def test_another_sweep_between_claim_and_write_leaves_one_alarm(office: Office, watch: Watch) -> None:
    """Two sweepers decided on the same clock; the second finds the case moved on and has nothing left to do."""
    filled(office)
    watch.at = FIRST
    assert sweep_all(interrupted(office, lambda other: sweep(other.desk))) == Swept()
    assert rungs(office) == ["amber-5"]


def test_a_part_of_a_batch_taken_by_another_leaves_the_rest(office: Office, watch: Watch) -> None:
    """The other sweeper took one of three clocks: the batch is decided anew for the other two."""
    for name in ("A-1", "A-2", "A-3"):
        filled(office, name)
    watch.at = FIRST
    assert sweep(interrupted(office, lambda other: sweep(other.desk, limit=1)).desk).alarms == 2
    assert [rungs(office, name) for name in ("A-1", "A-2", "A-3")] == [["amber-5"]] * 3


def test_an_extension_between_claim_and_write_is_heeded(office: Office, watch: Watch) -> None:
    """The term was extended meanwhile: the reminder of the old term is not recorded."""
    filled(office)
    watch.at = FIRST
    assert sweep_all(interrupted(office, lambda other: other.do("A-1", "extend", by=HEAD))) == Swept()
    assert rungs(office) == []
    assert office.store.next_alarm("a") == datetime(2024, 4, 23, 9, tzinfo=SHANGHAI)


def test_a_correction_between_claim_and_lapse_is_heeded(office: Office, watch: Watch) -> None:
    """A correction of the last day is entered, and a new one asked for, while the lapse is decided on: none lapses."""
    filled(office)
    office.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 5})
    watch.at = datetime(2024, 3, 13, 0, 30, tzinfo=SHANGHAI)

    def correct(other: Office) -> None:
        given = {"record_evidence": "收件章"}
        other.do("A-1", "correct", by=APPLICANT, on=date(2024, 3, 12), payload=given)
        other.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 5})

    swept = sweep_all(interrupted(office, correct))
    assert (swept.alarms, swept.lapses, swept.held) == (0, 0, ())
    case = office.show("A-1").case
    assert (case.state, case.outcome, case.clock("correction").due) == ("correcting", "", date(2024, 3, 20))


def test_a_clock_is_put_off_only_under_the_lock(office: Office, watch: Watch) -> None:
    """The term was extended, and only then the file of the place could not be read: the new first alarm stands."""
    filled(office)
    watch.at = FIRST

    def extend(other: Office) -> None:
        other.do("A-1", "extend", by=HEAD)
        raise DataError("place.toml", "cn", Reason("test.unreadable", "不能读取", "cannot be read"))

    assert sweep(interrupted(office, extend).desk) == Swept()
    assert office.store.next_alarm("a") == datetime(2024, 4, 23, 9, tzinfo=SHANGHAI)


def test_a_clock_without_a_ladder_is_let_go_only_under_the_lock(office: Office, watch: Watch) -> None:
    """Nobody is to be reminded of it, and the term was extended meanwhile: its new first alarm stands."""
    filled(office)
    watch.at = FIRST
    extended = interrupted(office, lambda other: other.do("A-1", "extend", by=HEAD))
    assert sweep(extended.desk, book=LadderBook(())) == Swept()
    assert office.store.next_alarm("a") == datetime(2024, 4, 23, 9, tzinfo=SHANGHAI)
    assert sweep(office.desk, book=LadderBook(()), now=datetime(2024, 4, 23, 9, tzinfo=SHANGHAI)).claimed == 1
    assert office.store.next_alarm("a") is None


def test_a_case_that_moved_after_a_claim_without_a_lock_cannot_be_written(office: Office, watch: Watch) -> None:
    """The claim locks nothing, so a command goes on; the write then refuses, and the transaction is undone."""
    filled(office)
    watch.at = FIRST

    def late() -> None:
        with office.store.begin() as work:
            (due,) = work.look_for("a", FIRST, 10)
            office.do("A-1", "extend", by=HEAD)
            event = Event("A-1", 3, ALARM, FIRST, FIRST, Actor("system"), due.row.flow, due.row.state, due.row.state)
            work.write("a", [Commit(changed(due.row, seq=3), 2, (event,), head=due.head, plain=True)])

    with pytest.raises(VersionConflict, match="expected event 2, found 3"):
        late()
    assert [event.type for event in office.history("A-1")][2:] == ["TermExtended"]


def test_claims_without_a_lock_each_get_one_part(office: Office) -> None:
    """Ten clocks are due, two to a claim: five parts by lot, none of them cut otherwise."""
    for n in range(10):
        filled(office, f"A-{n}")
    found = set()
    for _ in range(200):
        with office.store.begin() as work:
            found.add(tuple(due.case_id for due in work.look_for("a", FIRST, 2)))
    assert found == {("A-0", "A-1"), ("A-2", "A-3"), ("A-4", "A-5"), ("A-6", "A-7"), ("A-8", "A-9")}


def test_a_sweep_that_is_outrun_again_and_again_locks_first(
    office: Office, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes to the case between each claim and write: the third time the sweep holds the lock."""
    filled(office)
    watch.at = FIRST
    url = str(office.store.database.engine.url)  # type: ignore[attr-defined]
    other = office_on(open_store(url, busy_seconds=0.0), "a", watch, ladder=ARMED)
    refused: list[bool] = []
    claims = {"claim": SqlTransaction.claim, "look_for": SqlTransaction.look_for}

    def outrun(name: str, work: SqlTransaction, at: datetime, limit: int) -> tuple[Claimed, ...]:
        dues = claims[name](work, "a", at, limit)
        try:
            other.note("A-1", by=HANDLER, assignee=f"li-{len(refused)}")
        except StoreBusy:
            refused.append(True)
        else:
            refused.append(False)
        return dues

    for name in claims:
        monkeypatch.setattr(SqlTransaction, name, lambda work, _, at, limit, name=name: outrun(name, work, at, limit))
    assert sweep(office.desk).alarms == 1
    other.close()
    assert refused == [False, False, True]
    assert rungs(office) == ["amber-5"]


@pytest.mark.parametrize("then", [None, FIRST + timedelta(days=9)])
def test_very_many_clocks_are_armed_at_once_as_one_by_one(
    postgres: str,  # noqa: F811
    agency: str,  # noqa: F811
    then: datetime | None,
) -> None:
    """From 200 on PostgreSQL takes whole columns: 201 clocks armed anew stand as one armed alone does."""
    names = [f"A-{n}" for n in range(202)]
    store = open_store(postgres)
    engine = store.database.engine
    with engine.connect() as connection:
        connection.execute(
            text(
                "INSERT INTO dw_clock (agency, case_id, clock, clock_key, party, status, origin_day, armed_by, rule, "
                "calendar, certainty, rung, next_at) VALUES (:agency, :case_id, 'reply', :key, 'agency', 'running', 1, "
                "2, 'r', 'c', 'announced', 0, 1000000)"
            ),
            [{"agency": agency, "case_id": name, "key": '."甲\\{,'} for name in names],
        )
    rearms = [Rearm(name, "reply", '"甲\\{,', 40_000, then) for name in names]
    with store.begin() as work:
        work.rearm(agency, rearms[:1])
        work.rearm(agency, rearms[1:])
    found = {(c.key, c.rung, c.next_at) for name in names for c in store.clocks(agency, name)}
    assert found == {('"甲\\{,', 40_000, then)}
    store.close()


def test_a_poll_with_nothing_due_takes_no_lock(office: Office, watch: Watch) -> None:
    """While a command holds the database's one lock, a poll that finds nothing due does not wait for it."""
    filled(office)
    impatient = open_store(str(office.store.database.engine.url), busy_seconds=0.0)  # type: ignore[attr-defined]
    with office.store.begin() as work:
        work.rearm("a", ())
        work.connection  # noqa: B018  # begins it
        assert sweep(office_on(impatient, "a", watch, ladder=ARMED).desk) == Swept()
    impatient.close()


def test_a_poll_whose_connection_was_cut_works_the_next_time(postgres: str, agency: str) -> None:  # noqa: F811
    """The server ended the connections: one poll says so, the next has a new one."""
    office = office_on(open_store(postgres), agency)
    assert sweep(office.desk) == Swept()
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
    with pytest.raises(StoreLost):
        sweep(office.desk)
    assert sweep(office.desk) == Swept()
    office.store.close()


def test_an_alarm_is_stored_as_ever(office: Office, watch: Watch) -> None:
    """The text of an alarm, to the last character; old histories and digests rest on it."""
    filled(office)
    watch.at = FIRST + timedelta(seconds=61)
    sweep(office.desk)
    flow, head = office.history("A-1")[0].flow, office.store.sealed("a", "A-1")[1].digest
    link = office.store.sealed("a", "A-1")[2]
    assert link.body == (
        '{"case_id":"A-1","seq":3,"type":"AlarmRaised","version":1,"on":{"instant":"2024-03-26T09:01:01+08:00"},'
        '"recorded":"2024-03-26T09:01:01+08:00","by":{"role":"system","name":""},'
        f'"flow":"{flow}","source":"handling","state":"handling","command":"alarm","detail":{{"clock":"reply","key":"",'
        '"rung":"amber-5","armed_by":"2","at":"2024-03-26T09:00:00+08:00","late_seconds":"61"}}'
    )
    assert link.digest == chain.digest(link.algorithm, "a", "A-1", 3, head, link.body)


@given(
    names=st.tuples(st.text(max_size=8), st.text(max_size=8)),
    numbers=st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)),
    outcome=st.text(max_size=5),
    detail=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3),
)
def test_alike_events_are_sealed_as_if_each_was_written(
    names: tuple[str, str], numbers: tuple[int, int], outcome: str, detail: list[tuple[str, str]]
) -> None:
    """Whatever the case is called: text and digest are those of the event sealed by itself."""
    by = Actor("system")
    first, second = (
        Event(name, seq, ALARM, FIRST, FIRST, by, "flow", "a", "b", outcome, "alarm", detail=tuple(detail))
        for name, seq in zip(names, numbers, strict=True)
    )
    sealed = EventTemplate.of(first).seal("agency", second.case_id, second.seq, "head")
    assert (sealed,) == chain.seal("agency", [second], "head")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_of_the_first_release_keeps_its_alarms(tmp_path: Path, kind: str) -> None:
    """Made by the first migration and filled, then upgraded: the index is by instant alone and finds the alarm."""
    url = new_database() if kind == "postgresql" else f"sqlite:///{tmp_path / 'old.db'}"
    engine = connect(url_of(url))
    try:
        _made_by_the_first_migration(engine.url.render_as_string(hide_password=False))
        schema.upgrade(engine)
        (index,) = inspect(engine).get_indexes("dw_clock")
        assert (index["name"], index["column_names"]) == ("dw_clock_next", ["agency", "next_at"])
        store = open_store(url)
        assert store.next_alarm("a") == datetime(1970, 1, 1, 8, 0, 1, tzinfo=SHANGHAI)
        store.close()
        if kind == "postgresql":
            with engine.connect() as connection:
                found = connection.execute(text("SELECT reloptions FROM pg_class WHERE relname = 'dw_clock'")).scalar()
            assert found == ["autovacuum_vacuum_scale_factor=0.005"]
    finally:
        engine.dispose()
        if kind == "postgresql":
            drop_database(url)


def _made_by_the_first_migration(url: str) -> None:
    engine = migrated(url, "0001")
    (index,) = inspect(engine).get_indexes("dw_clock")
    assert index["column_names"] == ["agency", "next_at", "case_id"]
    with engine.connect() as connection:
        connection.execute(
            text(
                "INSERT INTO dw_clock (agency, case_id, clock, clock_key, party, status, origin_day, armed_by, rule, "
                "calendar, certainty, rung, next_at) VALUES ('a', 'A-1', 'reply', '.', 'agency', 'running', 1, 2, "
                "'r', 'c', 'announced', 0, 1000000)"
            )
        )
    engine.dispose()
