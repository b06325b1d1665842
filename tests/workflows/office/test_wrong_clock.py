"""What a clock far ahead wrote is found and voided together, and comes again on its own day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from helpers.example_flow import HANDLER
from helpers.store_contract import RING, Watch, agency, filled, office_on, postgres, url
from workflows import Actor
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cli import main
from workflows.office.derived import row_report
from workflows.office.office import Office
from workflows.office.wrong_clock import LateRecords, recorded_after, void_recorded_after
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep_all

__all__ = ["agency", "postgres", "url"]

RIGHT = datetime(2024, 3, 6, 9, tzinfo=SHANGHAI)
AHEAD = datetime(2025, 3, 6, 9, tzinfo=SHANGHAI)
HEAD = Actor("handler", "wang")


@pytest.fixture
def watch() -> Watch:
    """The clock of the machine, on 5 March 2024."""
    return Watch()


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, agency: str, watch: Watch) -> Iterator[Office]:
    """Two requests wait for a correction, two for the reply; swept a year ahead by somebody who confirmed it."""
    sqlite = f"sqlite:///{tmp_path / 'office.db'}"
    store = open_store(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres"))
    office = office_on(store, agency, watch, ladder=arming(ladders()))
    for name in ("A-1", "A-2", "B-1", "B-2"):
        filled(office, name)
    for name in ("A-1", "A-2"):
        office.do(name, "ask_correction", by=HANDLER, payload={"correction_days": 7})
    watch.at = AHEAD
    sweep_all(office, confirm_clock=True)
    watch.at = RIGHT
    yield office
    store.close()


def void_all(office: Office, reason: str = "系统时间错误", approved_by: Actor = HEAD) -> LateRecords:
    return void_recorded_after(office.desk, RIGHT, reason=reason, by=HANDLER, approved_by=approved_by)


def kinds(found: LateRecords) -> list[tuple[str, int, str, bool]]:
    return [(one.case_id, one.event.seq, one.kind, one.is_voidable) for one in found.records]


def types(office: Office, name: str) -> list[str]:
    return [event.type for event in office.history(name)]


def test_what_was_recorded_after_an_instant_is_listed_and_nothing_written(office: Office) -> None:
    """Deemed withdrawals with their alarms, and the alarms of the replies; by case and number."""
    found = recorded_after(office.desk, RIGHT)
    assert [
        ("A-1", 4, "alarm", True),
        ("A-1", 5, "deemed", True),
        ("A-2", 4, "alarm", True),
        ("A-2", 5, "deemed", True),
        ("B-1", 3, "alarm", True),
        ("B-2", 3, "alarm", True),
    ] == kinds(found)
    assert ((), ()) == (found.left, found.voided)
    assert () == recorded_after(office.desk, AHEAD).records
    assert 3 == office.store.row(office.agency, "B-1").seq


def test_voided_together_it_comes_again_on_its_own_day(office: Office, watch: Watch) -> None:
    """The correction lapses after 14 March, the reply due on 2 April is warned of; once each."""
    done = void_all(office)
    assert (6, ()) == (len(done.voided), done.left)
    assert ["correcting", "correcting", "handling", "handling"] == [
        office.store.row(office.agency, name).state for name in ("A-1", "A-2", "B-1", "B-2")
    ]
    voiding = office.history("A-1")[-2:]
    assert [(5, RIGHT), (4, RIGHT)] == [(event.voids, event.recorded) for event in voiding]
    assert () == tuple(row_report(office.desk))
    assert 0 == sweep_all(office).alarms
    for day in (10, 14):
        watch.at = datetime(2024, 3, day, 12, tzinfo=SHANGHAI)
        assert (0, ()) == (sweep_all(office).lapses, sweep_all(office).held)
    watch.at = datetime(2024, 3, 15, 9, tzinfo=SHANGHAI)
    assert 2 == sweep_all(office).lapses
    assert ["AlarmRaised", "RequestAbandoned"] == types(office, "A-1")[-2:]
    watch.at = datetime(2024, 3, 26, 18, tzinfo=SHANGHAI)
    sweep_all(office, confirm_clock=True)
    assert ["EventVoided", "AlarmRaised"] == types(office, "B-1")[-2:]
    assert () == tuple(row_report(office.desk))
    assert all(office.verify(name) for name in ("A-1", "A-2", "B-1", "B-2"))


def test_a_second_time_there_is_nothing_left_to_void(office: Office) -> None:
    """What is voided stays listed as such."""
    void_all(office)
    again = void_all(office)
    assert () == again.voided
    assert [False] * 6 == [one.is_voidable for one in again.records]


def test_what_people_recorded_meanwhile_stays(office: Office, watch: Watch) -> None:
    """It happened; and a case on which it rests is put right without it."""
    watch.at = AHEAD
    office.note("B-1", by=HANDLER, title="预算公开")
    watch.at = RIGHT
    done = void_all(office)
    assert ("B-1", 4, "person", False) in kinds(done)
    assert "预算公开" == office.store.row(office.agency, "B-1").title
    assert ["A-1", "A-1", "A-2", "A-2", "B-1", "B-2"] == [one.case_id for one in done.voided]


def test_one_case_that_cannot_be_read_is_named_and_the_others_are_voided(office: Office) -> None:
    """Its deemed outcome stays until its history is restored."""
    with office.store.database.engine.connect() as connection:  # type: ignore[attr-defined]
        spoil = "UPDATE dw_event SET body = '{' WHERE agency = :a AND case_id = 'A-2' AND seq = 2"
        connection.execute(text(spoil), {"a": office.agency})
    done = void_all(office)
    assert ["A-2"] == [one.case_id for one in done.left]
    assert ["A-1", "A-1", "B-1", "B-2"] == [one.case_id for one in done.voided]


@pytest.mark.parametrize(
    ("reason", "approved_by", "why"),
    [
        ("", HEAD, "a correction needs its reason"),
        ("x", HANDLER, "a second person must approve"),
        ("x", Actor("system", "s"), "role 'system'"),
    ],
)
def test_each_needs_a_reason_and_two_persons(office: Office, reason: str, approved_by: Actor, why: str) -> None:
    """As every correction does: refused for every case, nothing written."""
    done = void_all(office, reason, approved_by)
    assert () == done.voided
    assert ["A-1", "A-2", "B-1", "B-2"] == [one.case_id for one in done.left]
    assert all(why in one.why.en for one in done.left), done.left[0].why.en
    assert 5 == office.store.row(office.agency, "A-1").seq


REGISTERED = {
    "channel": "signed_post",
    "received_on": date(2024, 3, 1),
    "signed_on": date(2024, 3, 1),
    "receipt_evidence": "EMS 1049",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "applicant_name": "张三丰",
    "identity_proof": "110101199003077758",
    "contact": "北京市西城区文津街7号",
    "description": "某项目环评批复",
    "delivery_form": "纸质邮寄",
}


def command(url: str, agency: str, *words: str, code: int) -> Result:
    result = CliRunner().invoke(main, ["db", "clock", *words, "--db", url, "--agency", agency])
    assert code == result.exit_code, result.output + result.stderr
    return result


def test_the_command_lists_first_and_voids_when_told(url: str, agency: str) -> None:  # the fixture
    """On the shipped flow: the alarm of a reply, in text and JSON; found is 1, done is 0, wrong words are 2."""
    watch = Watch(datetime(2024, 3, 1, 10, tzinfo=SHANGHAI))
    desk = Actor("disclosure_office", "li")
    with Office.open(url, agency=agency, clock=watch, keys=RING) as office:
        office.open_case("request", "A-1", by=desk, on=date(2024, 3, 1))
        office.do("A-1", "register", by=desk, on=date(2024, 3, 1), payload=REGISTERED)
        watch.at = AHEAD
        sweep_all(office, confirm_clock=True)
    after = ("--recorded-after", "2024-12-31T00:00")
    listed = command(url, agency, *after, code=1).output
    assert "A-1 3 AlarmRaised 2025-03-06 09:00 提醒\n" in listed
    assert "2 条，其中可以一并撤销的 2 条\n" in listed
    two = ("--void", "--reason", "系统时间错误", "--by", "disclosure_office:li")
    assert "撤销须写明 --reason、--by 和 --approved-by" in command(url, agency, *after, *two, code=2).stderr
    alone = command(url, agency, *after, *two, "--approved-by", "head:li", code=1)
    assert "! A-1: " in alone.stderr
    assert "须由另一人批准" in alone.stderr
    done = json.loads(command(url, agency, *after, *two, "--approved-by", "head:wang", "--json", code=0).output)
    assert ("disclosure.recorded-after/1", agency, "2024-12-31T00:00:00+08:00", []) == (
        done["schema"],
        done["agency"],
        done["after"],
        done["left"],
    )
    assert [("A-1", 3, "alarm", True), ("A-1", 4, "alarm", True)] == [
        (one["case"], one["seq"], one["kind"], one["voided"]) for one in done["records"]
    ]
    assert "提醒，此前已撤销" in command(url, agency, *after, code=0).output
    assert "'x' 不是时刻" in command(url, agency, "--recorded-after", "x", code=2).stderr
