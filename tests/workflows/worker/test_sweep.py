"""Sweeps on every store: alarms once, lapses with their outcome, late sweeps, two sweepers, clocks set back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from attrs import evolve as changed

from deadlines import china
from deadlines.errors import DataError, Reason
from helpers.example_flow import HANDLER, HEAD
from helpers.store_contract import (  # noqa: F401  # fixtures
    DUE,
    Opened,
    Watch,
    agency,
    filled,
    office_on,
    opened,
    postgres,
)
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cases.events import ALARM
from workflows.flows.parts import SYSTEM
from workflows.office.office import Office
from workflows.store.alarms import Rearm
from workflows.values import SHANGHAI
from workflows.worker.sweep import Swept, sweep, sweep_all

ARMED = arming(ladders())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def watch() -> Watch:
    """The clock of the office, on the morning of 5 March 2024."""
    return Watch()


@pytest.fixture
def office(opened: Opened, agency: str, watch: Watch) -> Office:  # noqa: F811
    """An office that arms its clocks."""
    return office_on(opened(), agency, watch, ladder=ARMED)


def alarms(office: Office, case_id: str = "A-1") -> list[str]:
    return [event.get("rung") for event in office.history(case_id) if event.type == ALARM]


def outbox(office: Office) -> list[str]:
    with office.store.begin() as work:
        return [effect.id for effect in work.take_effects(office.agency, 10_000, at("2100-01-01"), at("2100-01-02"))]


def test_the_ladder_is_climbed_day_by_day(office: Office, watch: Watch) -> None:
    """Received on 5 March, due on 2 April: reminders on 26, 28 March, 1, 2, 3 April, supervision on 5 and 12 April."""
    filled(office)
    told = {}
    while watch.at < at("2024-04-13T10:00"):
        raised = sweep_all(office)
        if raised.alarms:
            told[watch.at.strftime("%m-%d")] = alarms(office)[-1]
        watch.pass_days(1)
    assert told == {
        "03-26": "amber-5",
        "03-28": "amber-3",
        "04-01": "amber-1",
        "04-02": "due",
        "04-03": "red",
        "04-05": "supervise",
        "04-12": "supervise.1",
    }


def test_a_sweep_with_nothing_due_does_nothing(office: Office) -> None:
    """The first reminder is three weeks away."""
    filled(office)
    assert sweep_all(office) == Swept()
    assert office.store.next_alarm(office.agency) == at("2024-03-26T09:00")


def test_a_second_sweep_raises_nothing_again(office: Office, watch: Watch) -> None:
    """The clock has moved on in the same transaction."""
    filled(office)
    watch.at = at("2024-03-26T09:00")
    assert sweep(office.desk).alarms == 1
    assert sweep(office.desk) == Swept()
    assert alarms(office) == ["amber-5"]


def test_a_late_sweep_catches_up_and_says_how_late(office: Office, watch: Watch) -> None:
    """Nothing ran from 26 March to 1 April, 11:00: one alarm, two hours late, stands for the two before it."""
    filled(office)
    watch.at = at("2024-04-01T11:00")
    assert sweep_all(office).latest == timedelta(hours=2)
    (event,) = [event for event in office.history("A-1") if event.type == ALARM]
    assert (event.get("rung"), event.get("missed"), event.get("late_seconds")) == ("amber-1", "amber-5 amber-3", "7200")
    assert office.store.next_alarm(office.agency) == at("2024-04-02T09:00")


def test_a_clock_set_back_raises_nothing_twice(office: Office, watch: Watch) -> None:
    """The machine's clock jumps a week back after an alarm, then runs on."""
    filled(office)
    watch.at = at("2024-03-26T09:00")
    sweep_all(office)
    watch.at = at("2024-03-19T09:00")
    assert sweep_all(office) == Swept()
    watch.at = at("2024-03-28T09:00")
    sweep_all(office)
    assert alarms(office) == ["amber-5", "amber-3"]


def test_an_alarm_known_under_its_key_is_not_raised_again(office: Office, watch: Watch) -> None:
    """The index of clocks is put back by hand, as a restored backup of it would: the key in the store still holds."""
    filled(office)
    watch.at = at("2024-03-26T09:00")
    sweep_all(office)
    with office.store.begin() as work:
        work.rearm(office.agency, (Rearm("A-1", "reply", "", 0, at("2024-03-26T09:00")),))
    again = sweep_all(office)
    assert (again.claimed, again.alarms) == (1, 0)
    assert alarms(office) == ["amber-5"]
    assert office.store.next_alarm(office.agency) == at("2024-03-28T09:00")


def test_a_suspended_clock_rings_not_and_a_resumed_one_by_its_new_due_day(office: Office, watch: Watch) -> None:
    """Consulting from 6 to 20 March moves the end, and every rung with it."""
    filled(office)
    office.do("A-1", "consult", by=HANDLER, on=date(2024, 3, 5), payload={"third_party": "p1"})
    watch.at = at("2024-03-21T10:00")
    (row,) = [row for row in office.store.clocks(office.agency, "A-1") if row.clock == "reply"]
    assert row.next_at is None
    office.do("A-1", "record_opinion", by=HANDLER, on=date(2024, 3, 20), payload={"third_party": "p1"})
    (row,) = [row for row in office.store.clocks(office.agency, "A-1") if row.clock == "reply"]
    assert row.due == date(2024, 4, 17)
    assert row.next_at == at("2024-04-10T09:00")


def test_an_extension_moves_the_ladder(office: Office, watch: Watch) -> None:
    """Reminded once, then extended: the next reminder is five working days before the new end, under a new event."""
    filled(office)
    watch.at = at("2024-03-26T09:30")
    sweep_all(office)
    office.do("A-1", "extend", by=HEAD)
    assert office.store.next_alarm(office.agency) == at("2024-04-23T09:00")
    watch.at = at("2024-04-23T09:00")
    sweep_all(office)
    armed = [event.get("armed_by") for event in office.history("A-1") if event.type == ALARM]
    assert armed == ["2", "4"]


def test_a_closed_case_reminds_nobody(office: Office, watch: Watch) -> None:
    """Withdrawn before the first reminder."""
    filled(office)
    office.do("A-1", "withdraw", by=HANDLER)
    watch.at = at("2024-05-01T09:00")
    assert sweep_all(office) == Swept()


def test_a_lapse_records_the_alarm_and_the_deemed_outcome_in_one_commit(office: Office, watch: Watch) -> None:
    """Five working days for a correction end on 12 March; at midnight the request is deemed abandoned."""
    filled(office)
    office.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 5})
    watch.at = at("2024-03-12T23:59:59")
    sweep_all(office)
    assert office.show("A-1").case.state == "correcting"
    watch.at = at("2024-03-13T00:00")
    swept = sweep_all(office)
    assert (swept.alarms, swept.lapses) == (1, 1)
    alarm, deemed = office.history("A-1")[-2:]
    assert (alarm.type, alarm.get("rung")) == (ALARM, "lapse")
    assert (deemed.type, deemed.by.role, deemed.outcome) == ("RequestAbandoned", SYSTEM, "abandoned")
    assert office.store.clocks(office.agency, "A-1") == ()
    assert outbox(office)[-1] == f"A-1:{alarm.seq}:mail"


def test_a_late_lapse_is_dated_when_the_term_ended(office: Office, watch: Watch) -> None:
    """Swept a week late, the outcome is still of the day after the due day, and recorded when it was."""
    filled(office)
    office.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 5})
    watch.at = at("2024-03-20T08:00")
    sweep_all(office)
    deemed = office.history("A-1")[-1]
    assert (deemed.on, deemed.recorded) == (at("2024-03-13T00:00"), at("2024-03-20T08:00"))


def test_a_lapse_of_a_sub_task_closes_it_and_lets_the_reply_run_on(office: Office, watch: Watch) -> None:
    """Two third parties are asked on the same day; both keep silent, and both lapses are in one sweep."""
    filled(office)
    for name in ("p1", "p2"):
        office.do("A-1", "consult", by=HANDLER, payload={"third_party": name})
    watch.at = at("2024-03-27T00:30")
    swept = sweep_all(office)
    assert swept.lapses == 2
    case = office.show("A-1").case
    assert case.tasks == ()
    assert case.clock("reply").status == "running"
    (row,) = office.store.clocks(office.agency, "A-1")
    assert row.next_at is not None
    assert row.next_at > watch.at


def test_a_deemed_outcome_never_rests_on_a_forecast(opened: Opened, agency: str, watch: Watch) -> None:  # noqa: F811
    """The notice of the year is not out: on the likely due day nothing lapses, and the clock is looked at again."""
    office = office_on(opened(), agency, watch, ladder=ARMED)
    known = office.desk.basis("cn")
    early = changed(known, calendar=china(as_known_on=date(2024, 3, 1)))
    office = changed(office, desk=changed(office.desk, basis=lambda _: early))
    watch.at = at("2024-12-30T10:00")
    filled(office)
    office.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 5})
    state = office.show("A-1").case.clock("correction")
    assert state.certainty == "forecast"
    watch.at = datetime.combine(state.due + timedelta(days=1), datetime.min.time(), SHANGHAI)
    swept = sweep_all(office)
    assert (swept.lapses, swept.held) == (0, ())
    assert office.show("A-1").case.state == "correcting"
    assert office.store.next_alarm(agency) == watch.at + timedelta(hours=1)


def test_a_forecast_that_came_out_otherwise_is_counted_anew_instead_of_lapsing(
    opened: Opened,  # noqa: F811
    agency: str,  # noqa: F811
    watch: Watch,
) -> None:
    """The announced Spring Festival of 2025 gave other days: the sweep finds it and moves the clock."""
    store = opened()
    office = office_on(store, agency, watch, ladder=ARMED)
    before = changed(office.desk.basis("cn"), calendar=china(as_known_on=date(2024, 3, 1)))
    after = changed(before, calendar=china(as_known_on=date(2025, 1, 1)))
    guessing = changed(office, desk=changed(office.desk, basis=lambda _: before))
    knowing = changed(office, desk=changed(office.desk, basis=lambda _: after))
    watch.at = at("2025-01-20T10:00")
    filled(guessing)
    guessing.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 8})
    state = guessing.show("A-1").case.clock("correction")
    watch.at = datetime.combine(state.due + timedelta(days=1), datetime.min.time(), SHANGHAI)
    sweep_all(knowing)
    case = knowing.show("A-1").case
    counted = case.clock("correction")
    assert counted.certainty != "forecast"
    assert state.due == date(2025, 2, 5)
    assert counted.due == date(2025, 2, 6)  # by the notice of 12 November 2024: 21-24, 26, 27 January, 5, 6 February
    assert case.events[-1].type == "DeadlineRecomputed"


def test_a_clock_that_cannot_be_handled_is_held_and_the_others_go_on(
    opened: Opened,  # noqa: F811
    agency: str,  # noqa: F811
    watch: Watch,
) -> None:
    """The file of a place cannot be read once: that case is put off by an hour, told of, and nothing is lost."""
    store = opened()
    office = office_on(store, agency, watch, ladder=ARMED)
    filled(office, "A-1")
    filled(office, "A-2")

    calls: list[str] = []

    def basis(_: str) -> object:
        calls.append("asked")
        if len(calls) % 2:  # of each attempt the first; what cannot be handled is tried again under the lock
            raise DataError("place.toml", "cn", Reason("test.unreadable", "不能读取", "cannot be read"))
        return office.desk.basis("cn")

    shaky = changed(office, desk=changed(office.desk, basis=basis))
    watch.at = at("2024-03-26T09:00")
    swept = sweep(shaky.desk)
    (held,) = swept.held
    (other,) = {"A-1", "A-2"} - {held.case_id}
    assert str(held.why) == "place.toml: cn: cannot be read"
    assert (alarms(office, held.case_id), alarms(office, other)) == ([], ["amber-5"])
    watch.at = at("2024-03-26T10:00")
    sweep(office.desk)
    assert alarms(office, held.case_id) == ["amber-5"]


def test_two_sweepers_at_once_raise_each_alarm_once(opened: Opened, agency: str, watch: Watch) -> None:  # noqa: F811
    """Sixty cases, four threads, small batches."""
    offices = [office_on(opened(), agency, watch, ladder=ARMED) for _ in range(4)]
    for n in range(60):
        filled(offices[0], f"A-{n}")
    watch.at = at("2024-03-26T09:00")
    start = Barrier(4)
    failures: list[Exception] = []

    def work(office: Office) -> None:
        start.wait()
        try:
            while sweep(office.desk, limit=7).claimed:
                pass
        except Exception as error:  # noqa: BLE001  # shown below
            failures.append(error)

    threads = [Thread(target=work, args=(office,)) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    sweep_all(offices[0])
    assert Counter(len(alarms(offices[0], f"A-{n}")) for n in range(60)) == {1: 60}
    assert len(outbox(offices[0])) == 60


def test_channels_that_the_worker_does_not_have_are_left_out(office: Office, watch: Watch) -> None:
    """The ladder names mail and text messages a day before; here is only mail. The alarm itself is recorded anyway."""
    filled(office)
    watch.at = at("2024-04-01T09:00")
    sweep_all(office, channels=("mail",))
    assert outbox(office) == ["A-1:3:mail"]


def test_alarms_and_effects_hold_no_personal_data(office: Office, watch: Watch) -> None:
    """Name, contact, title and the name of a third party: none is in any effect, nor in the detail of an alarm."""
    private = ("张三丰", "13912345678", "关于张三丰的档案", "李四有限公司")
    office.open_case(
        "example",
        "A-9",
        by=HANDLER,
        title=private[2],
        applicant={"name": private[0], "phone": private[1]},
        assignee="li",
    )
    office.do("A-9", "receive", by=HANDLER)
    office.do("A-9", "consult", by=HANDLER, payload={"third_party": private[3]})
    watch.at = at("2024-06-03T09:00")
    sweep_all(office)
    with office.store.begin() as work:
        effects = work.take_effects(office.agency, 1000, watch.at, watch.at)
    assert len(effects) > 0
    text = json.dumps([[effect.id, effect.name, dict(effect.payload)] for effect in effects], ensure_ascii=False)
    assert [word for word in private if word in text] == []


def test_what_is_coming_is_listed_without_claiming_it(office: Office) -> None:
    """The preview: two cases within the month, one after, and nothing is raised."""
    filled(office, "A-1")
    filled(office, "A-2")
    listed = office.store.coming(office.agency, at("2024-03-31T00:00"), 10)
    assert {(due.case_id, due.clock.next_at, due.clock.due) for due in listed} == {
        ("A-1", at("2024-03-26T09:00"), DUE),
        ("A-2", at("2024-03-26T09:00"), DUE),
    }
    assert office.store.count_coming(office.agency, at("2024-03-26T08:59")) == 0
    assert office.store.count_coming(office.agency, at("2024-03-26T09:00")) == 2
    assert alarms(office) == []
