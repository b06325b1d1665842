"""The contract of stores: memory, SQLite and PostgreSQL keep it alike."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve as changed

from deadlines.errors import Reason
from helpers.example_flow import APPLICANT, BASIS, FLOW, HANDLER, HEAD
from helpers.store_contract import DUE, MORNING, Opened, Watch, agency, filled, office_on, opened, postgres
from workflows.cases.case import Case, replay
from workflows.cases.listed import BANDS, ClockRow
from workflows.cases.text import to_dict
from workflows.decisions.bands import band_of
from workflows.decisions.rows import rebuilt, row_of
from workflows.errors import (
    BadFacts,
    BrokenHistory,
    GuardFailed,
    NotAllowedHere,
    UnknownCase,
    Unstorable,
    VersionConflict,
)
from workflows.office.desk import again
from workflows.office.errors import KeyReused, NoKey
from workflows.office.office import Office
from workflows.store.alarms import Rearm
from workflows.store.errors import CommandSeen, ForeignAgency, WrongCursor
from workflows.store.port import Commit, Effect, Query
from workflows.store.sql.store import open_store
from workflows.store.sql.tables import metadata

__all__ = ["agency", "opened", "postgres"]


def test_what_is_written_is_read_back(opened: Opened, agency: str) -> None:
    """Another process reads the very events that one wrote, and the rows that can be had from them."""
    office = filled(office_on(opened(), agency), title="预算", number="〔2024〕1号", assignee="li")
    other = office_on(opened(), agency)
    assert office.history("A-1") == other.history("A-1")
    case = replay(other.store.load(agency, "A-1").events)
    assert row_of(FLOW, case) == other.store.row(agency, "A-1")
    assert rebuilt(FLOW, case, BASIS) == other.store.clocks(agency, "A-1")
    assert DUE == other.store.row(agency, "A-1").due


def test_clocks_of_several_persons_are_listed_as_they_are_rebuilt(opened: Opened, agency: str) -> None:
    """Whoever was consulted first: the order of a list never depends on the order of what happened."""
    office = filled(office_on(opened(), agency))
    for name in ("甲", "乙"):
        office.do("A-1", "consult", by=HANDLER, payload={"third_party": name})
    case = office.desk.load("A-1").case
    rows = office.store.clocks(agency, "A-1")
    assert [("reply", "", 4), ("third_party", "乙", 4), ("third_party", "甲", 3)] == [
        (row.clock, row.key, row.armed_by) for row in rows
    ]
    assert rows == rebuilt(FLOW, case, BASIS)


def test_a_lost_race_names_both_versions(opened: Opened, agency: str) -> None:
    """Of two commands decided on the same event one is written; the other learns what it expected and found."""
    office = filled(office_on(opened(), agency))
    with pytest.raises(VersionConflict) as lost:
        office.do("A-1", "extend", by=HEAD, expected=1)
    assert (1, 2) == (lost.value.expected, lost.value.found)
    before = office.desk.load("A-1")
    office.do("A-1", "extend", by=HEAD)
    commit, _ = office.desk.commit_for(FLOW, before, (changed(before.case.events[-1], seq=3, type="Late"),), BASIS)
    with pytest.raises(VersionConflict) as lost:
        office.store.write(agency, [commit])
    assert (2, 3) == (lost.value.expected, lost.value.found)
    assert 3 == len(office.history("A-1"))


def test_a_case_is_opened_once(opened: Opened, agency: str) -> None:
    """A second opening of the same id is a conflict with version 0."""
    office = filled(office_on(opened(), agency))
    with pytest.raises(VersionConflict) as lost:
        office.open_case("example", "A-1", by=HANDLER)
    assert (0, 2) == (lost.value.expected, lost.value.found)


def test_a_command_delivered_twice_is_one_event(opened: Opened, agency: str) -> None:
    """The second delivery gives the first result, also when the case has moved on and would refuse it."""
    office = office_on(opened(), agency)
    first = office.open_case("example", "A-1", by=HANDLER, key="web-1")
    assert not first.repeated
    assert office.open_case("example", "A-1", by=HANDLER, key="web-1").repeated
    received = office.do("A-1", "receive", by=HANDLER, key="web-2")
    office.do("A-1", "extend", by=HEAD, key="web-3")
    for desk in (office, office_on(opened(), agency)):
        repeated = desk.do("A-1", "receive", by=HANDLER, key="web-2")
        assert repeated.repeated
        assert received.events == repeated.events
        assert received.case == repeated.case
    assert ["CaseOpened", "RequestReceived", "TermExtended"] == [event.type for event in office.history("A-1")]


def test_a_key_is_good_for_one_command(opened: Opened, agency: str) -> None:
    """Another command, other content, another role under it: refused, naming what it was given for; nothing is done."""
    office = filled(office_on(opened(), agency))
    consult = {"third_party": "甲"}
    office.do("A-1", "consult", by=HANDLER, payload=consult, key="k")
    for command, by, payload, named in (
        ("withdraw", APPLICANT, {}, "was given for 'consult' (events 3 to 3), so 'withdraw' was not done"),
        ("gibt es nicht", HANDLER, {}, "was given for 'consult' (events 3 to 3), so 'gibt es nicht' was not done"),
        ("consult", HANDLER, {"third_party": "乙"}, "was given for 'consult' with other content (events 3 to 3)"),
        ("consult", HEAD, consult, "was given for 'consult' with other content (events 3 to 3)"),
    ):
        with pytest.raises(KeyReused) as refused:
            office.do("A-1", command, by=by, payload=payload, key="k")
        assert named in str(refused.value)
        assert "k" == refused.value.key
    with pytest.raises(KeyReused, match="was given for 'consult'"):
        office.note("A-1", by=HANDLER, title="预算", key="k")
    assert office.do("A-1", "consult", by=HANDLER, payload=consult, key="k").repeated
    assert 3 == len(office.history("A-1"))
    office.open_case("example", "A-2", by=HANDLER, title="预算", key="o")
    assert office.open_case("example", "A-2", by=HANDLER, title="预算", key="o").repeated
    with pytest.raises(KeyReused, match="was given for 'open' with other content"):
        office.open_case("example", "A-2", by=HANDLER, title="决算", key="o")


def test_a_known_key_is_told_from_a_lost_race(opened: Opened, agency: str) -> None:
    """The store itself refuses a key it knows, with the events that it led to."""
    office = office_on(opened(), agency)
    office.open_case("example", "A-1", by=HANDLER, key="web-1")
    known = office.desk.load("A-1")
    commit, _ = office.desk.commit_for(
        FLOW, known, (changed(known.case.events[0], seq=2, type="Again"),), BASIS, key="web-1"
    )
    with pytest.raises(CommandSeen) as seen:
        office.store.write(agency, [commit])
    assert (1, 1) == (seen.value.first, seen.value.last)
    assert 1 == len(office.history("A-1"))


def test_a_refusal_writes_nothing(opened: Opened, agency: str) -> None:
    """A refused command leaves history, rows and clocks as they were."""
    office = filled(office_on(opened(), agency))
    before = (office.store.sealed(agency, "A-1"), office.store.row(agency, "A-1"), office.store.clocks(agency, "A-1"))
    with pytest.raises(NotAllowedHere):
        office.do("A-1", "receive", by=HANDLER)
    with pytest.raises(BadFacts):
        office.do("A-1", "consult", by=HANDLER, payload={"third_party": ""})
    after = (office.store.sealed(agency, "A-1"), office.store.row(agency, "A-1"), office.store.clocks(agency, "A-1"))
    assert before == after


def test_a_transaction_is_all_or_nothing(opened: Opened, agency: str) -> None:
    """If one of several cases has moved on, none is written; if the block raises, nothing is."""
    office = filled(filled(office_on(opened(), agency)), "A-2")
    known = [office.desk.load(name) for name in ("A-1", "A-2")]
    commits = [
        office.desk.commit_for(FLOW, one, (changed(one.case.events[-1], seq=3, type="Both", clocks=()),), BASIS)[0]
        for one in known
    ]
    office.do("A-2", "extend", by=HEAD)
    with pytest.raises(VersionConflict):
        office.store.write(agency, commits)
    assert 2 == len(office.history("A-1"))
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(office, commits[0])
    assert 2 == len(office.history("A-1"))
    assert 0 == office.store.waiting_effects(agency)


def _write_and_fail(office: Office, commit: Commit) -> None:
    with office.store.begin() as work:
        work.write(office.agency, [commit])
        work.enqueue(office.agency, [Effect("A-1:3:mail", "A-1", 3, "mail", {})])
        raise ZeroDivisionError


def test_twelve_writers_on_one_case(opened: Opened, agency: str) -> None:
    """Twelve writers at once on one case: each command is written once, in one chain, none lost."""
    filled(office_on(opened(), agency))
    stores = [opened() for _ in range(3)]
    offices = [office_on(stores[n % 3], agency) for n in range(12)]
    failures: list[BaseException] = []

    def write(n: int) -> None:
        try:
            for turn in range(3):
                again(lambda t=turn: offices[n].note("A-1", by=HANDLER, title=f"{n}-{t}"), attempts=500)  # type: ignore[misc]
        except BaseException as error:  # noqa: BLE001  # told to the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == failures
    events = offices[0].history("A-1")
    assert list(range(1, 39)) == [event.seq for event in events]
    assert {f"{n}-{t}" for n in range(12) for t in range(3)} == {event.get("title") for event in events[2:]}
    offices[0].verify("A-1")


def test_agencies_do_not_meet(opened: Opened, agency: str) -> None:
    """Two agencies may use the same number; a process sees its own agency only, unless it is allowed more."""
    filled(office_on(opened(), agency))
    filled(office_on(opened(), f"{agency}-b"), "A-1")
    store = opened(sees=(agency,))
    office = office_on(store, agency)
    with pytest.raises(ForeignAgency) as refused:
        office.at(f"{agency}-b")
    assert (f"{agency}-b", (agency,)) == (refused.value.agency, refused.value.own)
    foreign = f"{agency}-b"
    for look in (
        lambda: store.load(foreign, "A-1"),
        lambda: store.row(foreign, "A-1"),
        lambda: store.summaries(foreign, []),
        lambda: store.find(foreign, Query()),
        lambda: store.clocks(foreign, "A-1"),
        lambda: list(store.heads(foreign)),
        lambda: store.personal(foreign, "A-1"),
        lambda: store.bands(foreign, MORNING),
        lambda: list(store.persons(foreign, DUE)),
        lambda: store.next_alarm(foreign),
        lambda: store.write(foreign, []),
        lambda: store.made_ready(foreign, []),
        lambda: store.write_ready(foreign, store.made_ready(agency, [])),
        lambda: store.seen(foreign, "A-1", "k"),
        lambda: store.waiting_effects(foreign),
        lambda: store.calendars(foreign),
        lambda: list(store.spans(foreign, "x")),
    ):
        with pytest.raises(ForeignAgency):
            look()
    assert 1 == len(office.at(agency).find(Query()).rows)


def test_cases_stand_as_they_are_listed(opened: Opened, agency: str) -> None:
    """How cases stand is what listing, clocks, digest and last event say one by one, of any of them and no others."""
    watch = Watch()
    office = office_on(opened(), agency, watch)
    office.open_case("example", "A-0", by=HANDLER)
    for name in ("A-1", "A'2", '甲"3', "A-4"):
        filled(office, name)
    watch.pass_days(1)
    office.note("A'2", by=HANDLER, title='","recorded":"1999-01-01', assignee="li")
    office.do('甲"3', "consult", by=HANDLER, payload={"third_party": "甲"})
    filled(office_on(opened(), f"{agency}-b", watch), "A-1")
    asked = ['甲"3', "A-0", "A'2", "A-1"]
    stands = opened().summaries(agency, asked)
    assert set(asked) == set(stands)
    assert [2, 0, 1, 1] == [len(stands[name].clocks) for name in asked]
    for name, stand in stands.items():
        assert office.store.row(agency, name) == stand.row
        assert office.store.clocks(agency, name) == stand.clocks
        assert office.store.last(agency, name) == (stand.row.seq, stand.head)
    next_day = MORNING + timedelta(days=1)
    assert [next_day, MORNING, next_day, MORNING] == [stands[name].recorded for name in asked]
    assert {} == office.store.summaries(agency, [])
    with pytest.raises(UnknownCase, match=f"agency {agency!r} has no case 'A-9'"):
        office.store.summaries(agency, ["A-1", "A-9"])


def test_a_case_without_its_last_event_does_not_stand(tmp_path: Path) -> None:
    """An event that is gone is told, as an audit tells it."""
    office = filled(office_on(open_store(f"sqlite:///{tmp_path / 'office.db'}"), "a"))
    with closing(sqlite3.connect(tmp_path / "office.db")) as file, file:
        file.execute("DELETE FROM dw_event WHERE seq = 2")
    with pytest.raises(BrokenHistory, match="further than its events") as broken:
        office.store.summaries("a", ["A-1"])
    assert ("A-1", 2, "truncation") == (broken.value.case_id, broken.value.seq, broken.value.kind)
    office.store.close()


def test_unknown_cases_are_named(opened: Opened, agency: str) -> None:
    """A case that is not there is refused by its number."""
    office = office_on(opened(), agency)
    with pytest.raises(UnknownCase) as refused:
        office.do("A-9", "receive", by=HANDLER)
    assert f"agency {agency!r} has no case 'A-9'; check the number, or open the case first" == str(refused.value)


@pytest.mark.parametrize(
    ("case_id", "why"),
    [
        ("", Reason("id.empty", "没有内容", "it is empty, which some databases take for no value")),
        ("x" * 129, Reason("id.too_long", "有 129 个字，多于 128", "it has 129 characters, more than 128")),
        ("A\n1", Reason("id.control", "含有控制字符", "it holds control characters")),
        (" A-1", Reason("id.blank", "首尾有空格", "it begins or ends with a blank")),
        ("A-1 ", Reason("id.blank", "首尾有空格", "it begins or ends with a blank")),
        ("e\u0301-1", Reason("id.not_nfc", "不是规范形式（NFC）", "it is not in normal form (NFC)")),
    ],
)
def test_names_that_a_database_could_not_keep_are_refused(
    opened: Opened, agency: str, case_id: str, why: Reason
) -> None:
    """An id that one database would change is refused by all."""
    with pytest.raises(Unstorable) as refused:
        office_on(opened(), agency).open_case("example", case_id, by=HANDLER)
    assert f"case id {case_id!r} cannot be stored: {why.en}" == str(refused.value)
    assert why == refused.value.why


def test_no_empty_text_is_stored(opened: Opened, agency: str) -> None:
    """What is empty is stored as no value; keys of clocks have a dot before them."""
    store = opened()
    filled(office_on(store, agency))
    engine = getattr(store, "engine", None)
    if engine is None:
        return
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert "" not in list(row), table.name


def test_clocks_follow_their_case(opened: Opened, agency: str) -> None:
    """A clock has a row while it is not stopped: armed, suspended with its sub-task, armed anew, gone at the end."""
    office = filled(office_on(opened(), agency))
    store = office.store
    assert [("reply", "", DUE, 2)] == [(c.clock, c.key, c.due, c.armed_by) for c in store.clocks(agency, "A-1")]
    office.do("A-1", "consult", by=HANDLER, payload={"third_party": "甲"})
    rows = store.clocks(agency, "A-1")
    assert [("reply", "", "suspended", 3), ("third_party", "甲", "running", 3)] == [
        (c.clock, c.key, c.status, c.armed_by) for c in rows
    ]
    assert rows[0].due is None
    office.do("A-1", "record_opinion", by=HANDLER, payload={"third_party": "甲"})
    assert [("reply", "running", 4)] == [(c.clock, c.status, c.armed_by) for c in store.clocks(agency, "A-1")]
    office.do("A-1", "withdraw", by=APPLICANT)
    assert () == store.clocks(agency, "A-1")
    assert "ended" == store.row(agency, "A-1").standing


def test_alarms_are_claimed_by_instant(opened: Opened, agency: str) -> None:
    """A sweep gets what is due by now, the longest overdue first, and sets the next rung; a command keeps the rung."""

    def ladder(_flow: object, case: Case, clock: ClockRow, _basis: object) -> ClockRow:
        return changed(clock, next_at=MORNING + timedelta(days=1, minutes=int(case.id == "A-2")))

    office = office_on(opened(), agency, ladder=ladder)
    filled(filled(office), "A-2")
    store = office.store
    assert MORNING + timedelta(days=1) == store.next_alarm(agency)
    with store.begin() as work:
        assert () == work.claim(agency, MORNING, 10)
    with store.begin() as work:
        due = work.claim(agency, MORNING + timedelta(days=1), 1)
        assert ["A-1"] == [one.case_id for one in due]
        work.rearm(agency, [Rearm("A-1", "reply", "", 1, MORNING + timedelta(days=9))])
    with store.begin() as work:
        assert ["A-2"] == [one.case_id for one in work.claim(agency, MORNING + timedelta(days=2), 10)]
    office.note("A-1", by=HANDLER, assignee="wang")
    assert [(1, MORNING + timedelta(days=9))] == [(c.rung, c.next_at) for c in store.clocks(agency, "A-1")]


def test_effects_wait_in_the_outbox_once(opened: Opened, agency: str) -> None:
    """An effect is kept with its command, the same id once; what was taken and not done can be put back."""

    def effects(_flow: object, _before: object, _after: object, events: object) -> list[Effect]:
        return [Effect(f"{e.case_id}:{e.seq}:mail", e.case_id, e.seq, "mail", {"to": "处室"}) for e in events]  # type: ignore[attr-defined]

    office = filled(office_on(opened(), agency, effects=effects))
    store = office.store
    with store.begin() as work:
        work.enqueue(agency, [Effect("A-1:1:mail", "A-1", 1, "mail", {"to": "another"})])
    assert 2 == store.waiting_effects(agency)
    with store.begin() as work:
        taken = work.take_effects(agency, 10)
    assert [("A-1:1:mail", "处室"), ("A-1:2:mail", "处室")] == [(e.id, e.payload["to"]) for e in taken]
    with store.begin() as work:
        assert () == work.take_effects(agency, 10)
        work.release_effects(agency, ["A-1:2:mail"])
    assert 1 == store.waiting_effects(agency)


def test_a_dispatcher_gets_effects_inside_the_transaction(opened: Opened, agency: str) -> None:
    """The dispatcher is called before the commit; if it fails, the command is not written either."""
    handed: list[str] = []

    class Failing:
        def enqueue(self, _connection: object, _agency: str, effects: object) -> None:
            handed.extend(effect.id for effect in effects)  # type: ignore[attr-defined]
            if len(handed) > 1:
                raise ZeroDivisionError

    def effects(_flow: object, _before: object, _after: object, events: object) -> list[Effect]:
        return [Effect(f"{e.case_id}:{e.seq}:mail", e.case_id, e.seq, "mail", {}) for e in events]  # type: ignore[attr-defined]

    office = office_on(opened(dispatcher=Failing()), agency, effects=effects)
    office.open_case("example", "A-1", by=HANDLER)
    with pytest.raises(ZeroDivisionError):
        office.do("A-1", "receive", by=HANDLER)
    assert ["A-1:1:mail", "A-1:2:mail"] == handed
    assert 1 == len(office.history("A-1"))
    assert 0 == office.store.waiting_effects(agency)


def test_lists_are_complete_and_paged(opened: Opened, agency: str) -> None:
    """Every page goes on where the last one ended, the nearest due date first, cases without one last."""
    watch = Watch()
    office = office_on(opened(), agency, watch)
    for n in range(7):
        office.open_case("example", f"A-{n}", by=HANDLER, assignee="li" if n % 2 else "wang", number=f"〔2024〕{n}号")
        if n < 5:
            office.do(f"A-{n}", "receive", by=HANDLER)
            watch.pass_days(1)
    ids, after = [], None
    while True:
        page = office.find(Query(), limit=2, after=after)
        ids += [row.case_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert sorted(ids) == [f"A-{n}" for n in range(7)]
    assert ["A-5", "A-6"] == ids[-2:]
    assert ["A-1", "A-3", "A-5"] == sorted(row.case_id for row in office.find(Query(assignee="li")).rows)
    assert ["A-2"] == [row.case_id for row in office.find(Query(number="〔2024〕2号")).rows]
    with pytest.raises(WrongCursor):
        office.find(Query(), after="nonsense")


def test_titles_are_found_by_their_parts(opened: Opened, agency: str) -> None:
    """One character, two or a phrase; in this order, without case; also after the title was changed."""
    office = office_on(opened(), agency)
    office.open_case("example", "A-1", by=HANDLER, title="关于公开2024年部门预算的申请")
    office.open_case("example", "A-2", by=HANDLER, title="PM2.5 监测 Report")
    office.open_case("example", "A-3", by=HANDLER, title="预算公开100%")

    def hits(text: str) -> list[str]:
        return sorted(row.case_id for row in office.find(Query(text=text)).rows)

    assert ["A-1", "A-3"] == hits("预算")
    assert ["A-1"] == hits("部门预算")
    assert [] == hits("算预")
    assert ["A-1"] == hits("申")
    assert ["A-1"] == hits("请")
    assert ["A-2"] == hits("report")
    assert ["A-3"] == hits("%")
    assert ["A-1", "A-2", "A-3"] == hits("")
    office.note("A-1", by=HANDLER, title="撤回的申请")
    assert ["A-3"] == hits("预算")
    assert ["A-1"] == hits("撤回")
    office.note("A-1", by=HANDLER, assignee="wang")
    assert ["A-1"] == hits("撤回")
    assert ["A-1"] == [row.case_id for row in office.find(Query(assignee="wang")).rows]
    office.void("A-1", 2, reason="wrong title", by=HANDLER, approved_by=HEAD)
    assert ["A-1", "A-3"] == hits("预算")
    assert [] == hits("撤回")
    assert ["A-1"] == [row.case_id for row in office.find(Query(assignee="wang")).rows]
    office.void("A-1", 3, reason="wrong person", by=HANDLER, approved_by=HEAD)
    assert [] == [row.case_id for row in office.find(Query(assignee="wang")).rows]


def test_bands_partition_the_open_cases(opened: Opened, agency: str) -> None:
    """At every instant each open case is in one band, the same that the case itself gives, and the counts agree."""
    watch = Watch()
    office = office_on(opened(), agency, watch)
    for name in ("A", "B", "C", "D", "E"):
        office.open_case("example", name, by=HANDLER)
    for name in ("A", "B", "C"):
        office.do(name, "receive", by=HANDLER)
    office.do("B", "consult", by=HANDLER, payload={"third_party": "甲"})
    office.do("C", "ask_correction", by=HANDLER, payload={"correction_days": 10})
    office.do("D", "withdraw", by=APPLICANT)
    cases = {name: replay(office.history(name)) for name in ("A", "B", "C", "D", "E")}
    seen = set()
    for hours in range(0, 24 * 40, 7):
        at = datetime(2024, 3, 5, 11, tzinfo=MORNING.tzinfo) + timedelta(hours=hours)
        listed = {
            row.case_id: band for band in BANDS for row in office.find(Query(band=band, at=at, is_open=None)).rows
        }
        assert {name: band_of(FLOW, case, at) for name, case in cases.items()} == listed
        counts = office.store.bands(agency, at)
        assert 4 == sum(counts.values())
        assert {band: n for band, n in counts.items() if n} == {
            band: list(listed.values()).count(band) for band in set(listed.values()) - {"ended"}
        }
        seen |= set(listed.values())
    assert {"overdue", "due_today", "warning", "on_time", "suspended", "waiting", "no_clock", "ended"} == seen


def test_lists_that_people_ask_for(opened: Opened, agency: str) -> None:
    """Due in the next working days, overdue, and who is waited for."""
    watch = Watch()
    office = filled(office_on(opened(), agency, watch))
    filled(office, "A-2")
    office.do("A-2", "ask_correction", by=HANDLER, payload={"correction_days": 10})
    assert [] == [row.case_id for row in office.due_within(5).rows]
    watch.at = datetime(2024, 3, 29, 9, tzinfo=MORNING.tzinfo)
    assert ["A-1"] == [row.case_id for row in office.due_within(2).rows]
    assert [] == [row.case_id for row in office.due_within(1).rows]
    assert ["A-2"] == [row.case_id for row in office.find(Query(waits_for="applicant")).rows]
    watch.at = datetime(2024, 4, 3, 0, tzinfo=MORNING.tzinfo)
    assert ["A-1"] == [row.case_id for row in office.overdue().rows]


def erased(office: Office, day: date) -> int:
    return len(office.erase_personal(day, by=HANDLER, reason="保存期满", preview=False).persons)


def test_personal_data_stand_apart(opened: Opened, agency: str) -> None:
    """Events hold a reference; the store holds ciphertext; a view masks; erasing leaves the chain whole."""
    store = opened()
    office = office_on(store, agency)
    person = {"name": "张三丰", "phone": "13812345678", "email": "zhang@example.com"}
    office.open_case("example", "A-1", by=HANDLER, title="预算", applicant=person, erase_after=date(2024, 3, 31))
    assert person == office.applicant("A-1")
    assert {"name": "张**", "phone": "138****5678", "email": "z***@example.com"} == office.show("A-1").applicant
    stored = "".join(link.body for link in store.sealed(agency, "A-1")) + repr(store.personal(agency, "A-1"))
    assert not [text for text in (*person.values(), "三丰", "1234") if text in stored]
    assert "applicant" == store.row(agency, "A-1").applicant
    assert [0, 1, 0] == [erased(office, day) for day in (date(2024, 3, 31), date(2024, 4, 1), date(2024, 4, 1))]
    assert office.applicant("A-1") is None
    assert office.show("A-1").applicant is None
    office.verify("A-1")


def test_the_term_of_retention_can_be_set_later(opened: Opened, agency: str) -> None:
    """Without a last day personal data stay; the day may be set when the case has ended."""
    office = office_on(opened(), agency)
    office.open_case("example", "A-1", by=HANDLER, applicant={"name": "张三"})
    assert 0 == erased(office, date(2099, 1, 1))
    office.retain("A-1", date(2024, 12, 31), by=HANDLER, reason="归档")
    assert 1 == erased(office, date(2025, 1, 1))
    with pytest.raises(UnknownCase):
        office.retain("A-2", date(2024, 12, 31), by=HANDLER, reason="归档")


def test_personal_data_need_a_key(opened: Opened, agency: str) -> None:
    """Without a key of the host nothing personal is kept, and the case is not opened either."""
    office = office_on(opened(), agency, keys=None)
    with pytest.raises(NoKey) as refused:
        office.open_case("example", "A-1", by=HANDLER, applicant={"name": "张三"})
    assert "personal data need a key: the office was opened without keys; open the office with keys=Keys(...)" == str(
        refused.value
    )
    assert () == office.find(Query(is_open=None)).rows


def test_a_clock_set_back_never_turns_the_history_back(opened: Opened, agency: str) -> None:
    """What is recorded after the machine's clock was set back bears the instant of the last event, never an earlier."""
    watch = Watch()
    office = filled(office_on(opened(), agency, watch))
    watch.pass_days(-1)
    done = office.do("A-1", "extend", by=HEAD, on=date(2024, 3, 5))
    assert MORNING == done.events[0].recorded
    watch.pass_days(-10)
    with pytest.raises(GuardFailed) as refused:
        office.do("A-1", "consult", by=HANDLER, payload={"third_party": "甲"})
    assert "it happened on 2024-02-23, before the case was opened on 2024-03-05" in refused.value.reason.en


def test_a_stale_memory_is_never_the_answer(opened: Opened, agency: str) -> None:
    """An office that remembers an older case neither refuses nor writes on it."""
    one = filled(office_on(opened(), agency))
    two = office_on(opened(), agency)
    two.do("A-1", "consult", by=HANDLER, payload={"third_party": "甲"})
    done = one.do("A-1", "record_opinion", by=HANDLER, payload={"third_party": "甲"})
    assert 4 == done.case.seq
    two.do("A-1", "withdraw", by=APPLICANT)
    assert () == one.allowed("A-1", by=HANDLER)
    with pytest.raises(NotAllowedHere) as refused:
        one.do("A-1", "extend", by=HEAD)
    assert "withdrawn" == refused.value.state


def test_voiding_gives_back_what_the_index_had(opened: Opened, agency: str) -> None:
    """After a voided entry the rows are those of the history without it."""
    office = filled(office_on(opened(), agency))
    office.do("A-1", "consult", by=HANDLER, payload={"third_party": "甲"})
    seen = office.preview_void("A-1", 3, by=HANDLER, approved_by=HEAD)
    assert [("reply", None, DUE)] == [(m.clock, m.before, m.after) for m in seen.deadlines if m.clock == "reply"]
    done = office.void("A-1", 3, reason="wrong case", by=HANDLER, approved_by=HEAD)
    assert [("reply", DUE)] == [(row.clock, row.due) for row in office.store.clocks(agency, "A-1")]
    assert row_of(FLOW, done.case) == office.store.row(agency, "A-1")
    done = office.void("A-1", 2, reason="not received", by=HANDLER, approved_by=HEAD)
    assert () == office.store.clocks(agency, "A-1")
    row = office.store.row(agency, "A-1")
    assert ("new", "no_clock", None, None) == (row.state, row.standing, row.due, row.warn_at)
    assert row_of(FLOW, done.case) == row


@pytest.mark.parametrize(
    ("notes", "wrong"),
    [
        ({}, "no note is given; give one of title, number, assignee"),
        ({"title": ""}, "note 'title' is empty; give it"),
        ({"applicant": "张三"}, "no note 'applicant'; give one of title, number, assignee"),
        (
            {"assignee": "", "state": "handling"},
            "note 'assignee' is empty; give it; no note 'state'; give one of title, number, assignee",
        ),
    ],
)
def test_a_note_of_nothing_or_of_something_else(opened: Opened, agency: str, notes: dict[str, str], wrong: str) -> None:
    """Who applied is no note: a name would stand in the history for ever."""
    office = filled(office_on(opened(), agency))
    with pytest.raises(BadFacts, match=re.escape(f"'note' in 'handling' has wrong facts: {wrong}") + "$"):
        office.note("A-1", by=HANDLER, **notes)
    assert 2 == len(office.history("A-1"))


def test_links_need_both_cases(opened: Opened, agency: str) -> None:
    """A case is tied to a case that exists."""
    office = filled(office_on(opened(), agency))
    with pytest.raises(UnknownCase):
        office.link("A-1", "review_of", "A-2", by=HANDLER)
    filled(office, "A-2")
    done = office.link("A-1", "review_of", "A-2", by=HANDLER)
    assert [("review_of", "A-2")] == [(link.relation, link.other) for link in done.case.links]


def test_events_are_stored_as_the_core_writes_them(opened: Opened, agency: str) -> None:
    """The text of an event is the JSON of ``to_dict``, nothing more."""
    office = filled(office_on(opened(), agency))
    assert [to_dict(event) for event in office.history("A-1")] == [
        json.loads(link.body) for link in office.store.sealed(agency, "A-1")
    ]


def test_a_commit_must_hang_together(opened: Opened, agency: str) -> None:
    """A store refuses events whose numbers do not follow."""
    office = filled(office_on(opened(), agency))
    case = replay(office.history("A-1"))
    commit = Commit(row=row_of(FLOW, case), expected=2, events=case.events)
    with pytest.raises(Unstorable, match=r"its events \(1, 2\) must be \(\) of the same case"):
        office.store.write(agency, [commit])


def test_calendars_are_kept_once(opened: Opened, agency: str) -> None:
    """The days of a calendar that clocks were counted by are kept under its version."""
    office = filled(office_on(opened(), agency))
    version = BASIS.calendar.version
    assert {version: 1} == office.store.calendars(agency)
    assert [] == list(office.store.spans(agency, version, (date(2024, 4, 3), date(2024, 5, 1))))
    assert 1 == len(list(office.store.spans(agency, version, (DUE, date(2024, 5, 1)))))
    assert office.store.calendar_text(version)
    office.store.remember_calendar(version, "another")
    assert "another" != office.store.calendar_text(version)
    (batch,) = list(office.store.spans(agency, version))
    assert (("A-1",), ("reply",), ("",)) == (batch.case_ids, batch.clocks, batch.keys)
    assert ([19787], [19815], [19815], [20]) == (
        list(batch.origins),
        list(batch.dues),
        list(batch.earliest),
        list(batch.counted),
    )


def test_effects_of_a_case_are_told_whatever_became_of_them(opened: Opened, agency: str) -> None:
    """By event and id; not those of a case whose id only begins alike."""
    office = filled(office_on(opened(), agency))
    wanted = [Effect("A-1:2:mail", "A-1", 2, "mail", {"n": "1"}), Effect("A-1:1:web", "A-1", 1, "web", {})]
    with office.store.begin() as work:
        work.enqueue(agency, [*wanted, Effect("A-10:1:mail", "A-10", 1, "mail", {})])
    with office.store.begin() as work:
        work.finish_effects(agency, ["A-1:2:mail"])
    assert ["A-1:1:web", "A-1:2:mail"] == [one.id for one in office.store.effects_of(agency, "A-1")]
    assert {"n": "1"} == office.store.effects_of(agency, "A-1")[1].payload
