"""Rows are derived, so they are checked: every edit of them is named, and they are written anew from the history."""
# statements are put together from literals of this file

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from helpers.example_flow import HANDLER
from helpers.store_contract import Watch, agency, filled, office_on, postgres
from workflows import Actor
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.office.derived import differences, repair, row_report
from workflows.office.exchange import export_case, import_case
from workflows.office.office import Office
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep_all

__all__ = ["agency", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, agency: str) -> Iterator[Office]:
    """Two requests with a title, an applicant, a consultation and one alarm behind them."""
    sqlite = f"sqlite:///{tmp_path / 'office.db'}"
    store = open_store(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres"))
    office = office_on(store, agency, Watch(), ladder=arming(ladders()))
    for name in ("A-1", "A-2"):
        filled(office, name, title="预算公开", number="〔2024〕7号", assignee="li", applicant={"name": "张三"})
        office.do(name, "consult", by=HANDLER, payload={"third_party": "甲"})
    yield office
    store.close()


def damage(office: Office, sql: str) -> None:
    with office.store.database.engine.connect() as connection:  # type: ignore[attr-defined]
        connection.execute(text(sql + " WHERE agency = :a AND case_id = 'A-2'"), {"a": office.agency})


EDITS: dict[str, tuple[str, str]] = {
    "state": ("UPDATE dw_case SET state = 'replied'", "state"),
    "flow": ("UPDATE dw_case SET flow = 'other@1'", "flow"),
    "outcome": ("UPDATE dw_case SET outcome = 'disclosed'", "outcome"),
    "number": ("UPDATE dw_case SET seq = seq + 1", "seq"),
    "due": ("UPDATE dw_case SET due_last = 1711987199999999", "due"),
    "warning": ("UPDATE dw_case SET warn_at = 1711987199999999", "warn_at"),
    "standing": ("UPDATE dw_case SET standing = 'ended'", "standing"),
    "waits for": ("UPDATE dw_case SET waits_for = 'applicant'", "waits_for"),
    "title": ("UPDATE dw_case SET title = 'X'", "title"),
    "its number": ("UPDATE dw_case SET case_number = NULL", "number"),
    "assignee": ("UPDATE dw_case SET assignee = 'wang'", "assignee"),
    "applicant": ("UPDATE dw_case SET applicant = NULL", "applicant"),
    "opened": ("UPDATE dw_case SET opened_day = opened_day - 1", "opened"),
    "clock gone": ("DELETE FROM dw_clock", "third_party"),
    "due day": ("UPDATE dw_clock SET due_day = due_day + 2", "third_party.due"),
    "earliest": ("UPDATE dw_clock SET earliest_day = earliest_day + 2", "third_party.earliest"),
    "origin": ("UPDATE dw_clock SET origin_day = origin_day + 2", "third_party.origin"),
    "status": ("UPDATE dw_clock SET status = 'stopped'", "third_party.status"),
    "party": ("UPDATE dw_clock SET party = 'applicant'", "third_party.party"),
    "armed by": ("UPDATE dw_clock SET armed_by = 1", "third_party.armed_by"),
    "rule": ("UPDATE dw_clock SET rule = 'x'", "third_party.rule"),
    "certainty": ("UPDATE dw_clock SET certainty = 'forecast'", "third_party.certainty"),
    "counted": ("UPDATE dw_clock SET counted = 3", "third_party.counted"),
    "no alarm ever": ("UPDATE dw_clock SET next_at = NULL", "third_party.next_at"),
    "pair of the title gone": ("DELETE FROM dw_title", "index of the title"),
    "alarm late": ("UPDATE dw_clock SET next_at = next_at + 86400000000", "third_party.next_at"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_every_edit_of_a_row_is_named_and_mended(office: Office, kind: str) -> None:
    """Nothing differs before, the very field is named, and afterwards the store is what it was."""
    desk, agency = office.desk, office.agency  # the fixture of this name is not meant
    whole = office.store.row(agency, "A-2"), office.store.clocks(agency, "A-2")
    assert () == tuple(row_report(desk))
    sql, what = EDITS[kind]
    damage(office, sql)
    found = tuple(row_report(desk))
    assert {"A-2"} == {one.case_id for one in found}
    assert what in [one.what for one in found]
    assert repair(desk, "A-2")
    assert () == tuple(row_report(desk))
    assert whole == (office.store.row(agency, "A-2"), office.store.clocks(agency, "A-2"))
    assert 3 == office.verify("A-2")


def test_a_due_date_shifted_in_all_rows_alike_is_named(office: Office) -> None:
    """Two working days later, as a recomputation would take it for granted."""
    office.do("A-2", "record_opinion", by=HANDLER, payload={"third_party": "甲"})
    damage(office, "UPDATE dw_case SET due_last = due_last + 172800000000, warn_at = warn_at + 172800000000")
    damage(office, "UPDATE dw_clock SET due_day = due_day + 2, earliest_day = earliest_day + 2")
    assert ["due", "warn_at", "reply.due", "reply.earliest"] == [one.what for one in row_report(office.desk)]
    assert repair(office.desk, "A-2")
    assert () == tuple(row_report(office.desk))


def test_a_row_that_is_gone_is_told_and_comes_back(office: Office) -> None:
    """Its history is there; the list has it again."""
    row = office.store.row(office.agency, "A-2")
    damage(office, "DELETE FROM dw_case")
    assert [("A-2", "row")] == [(one.case_id, one.what) for one in row_report(office.desk)]
    assert repair(office.desk, "A-2")
    assert row == office.store.row(office.agency, "A-2")
    assert () == tuple(row_report(office.desk))


def test_personal_data_that_are_gone_are_told(office: Office) -> None:
    """Deleted is not erased: what was erased keeps its place."""
    damage(office, "DELETE FROM dw_person")
    found = differences(office.desk, "A-2")
    assert [("personal applicant", "personal data, or that they were erased")] == [(one.what, one.due) for one in found]


def test_a_broken_history_is_told_and_left_alone(office: Office) -> None:
    """Rows are never made from what is not proved."""
    damage(office, "UPDATE dw_event SET body = '{'")
    assert [("A-2", "history")] == [(one.case_id, one.what) for one in row_report(office.desk)]
    assert not repair(office.desk, "A-2")


def test_alarms_raised_and_put_off_are_no_differences(office: Office) -> None:
    """Through all reminders of both clocks, day by day, late, and after the lapse."""
    watch = office.clock
    while watch.at < datetime(2024, 4, 20, tzinfo=SHANGHAI):  # type: ignore[attr-defined]
        watch.at += timedelta(hours=17)  # type: ignore[attr-defined]
        sweep_all(office)
        assert () == tuple(row_report(office.desk))


def test_alarms_after_a_voided_entry_are_no_differences(office: Office) -> None:
    """What follows an entry that was voided arms no clock anew."""
    office.note("A-2", by=HANDLER, title="误")
    office.void("A-2", 4, reason="误记", by=HANDLER, approved_by=Actor("head", "wang"))
    watch = office.clock
    watch.at = datetime(2024, 4, 1, tzinfo=SHANGHAI)  # type: ignore[attr-defined]
    sweep_all(office)
    assert "AlarmRaised" in [event.type for event in office.history("A-2")[5:]]
    assert () == tuple(row_report(office.desk))


@pytest.mark.parametrize(
    "edit",
    ["UPDATE dw_command SET first_seq = 90, last_seq = 90", "UPDATE dw_command SET command = 'withdraw'"],
)
def test_a_key_that_led_to_something_else_is_told(office: Office, edit: str) -> None:
    """An edited key would give a second delivery the answer of another command; it cannot be made anew."""
    office.note("A-2", by=HANDLER, title="预算公开二", key="k")
    assert () == tuple(row_report(office.desk))
    damage(office, edit)
    assert [("A-2", "key k")] == [(one.case_id, one.what) for one in row_report(office.desk)]


@pytest.fixture
def alarmed(office: Office) -> Office:
    """The same after the first alarms of the two clocks, with their effects in the outbox."""
    office.clock.at = datetime(2024, 3, 26, 18, tzinfo=SHANGHAI)  # type: ignore[attr-defined]
    sweep_all(office)
    return office


ALARM_EDITS: dict[str, tuple[str, str, bool]] = {
    "key of an alarm gone": ("DELETE FROM dw_command", "key alarm:third_party:", True),
    "key of an alarm moved": ("UPDATE dw_command SET first_seq = 1, last_seq = 1", "key alarm:third_party:", True),
    "effect of another event": ("UPDATE dw_effect SET seq = 90", "effect A-2:", False),
    "effect of another clock": (
        """UPDATE dw_effect SET payload = replace(payload, '"clock"\\:"', '"clock"\\:"x')""",
        ".clock",
        False,
    ),
    "effect of another rung": (
        """UPDATE dw_effect SET payload = replace(payload, '"rung"\\:"', '"rung"\\:"x')""",
        ".rung",
        False,
    ),
    "effect by another channel": ("UPDATE dw_effect SET name = 'other'", ".id", False),
}


@pytest.mark.parametrize("kind", ALARM_EDITS)
def test_edits_of_keys_and_effects_of_alarms_are_named(alarmed: Office, kind: str) -> None:
    """Keys are written anew; what was sent, or is to be sent, is named and left to people."""
    assert () == tuple(row_report(alarmed.desk))
    sql, what, is_mended = ALARM_EDITS[kind]
    damage(alarmed, sql)
    found = tuple(row_report(alarmed.desk))
    assert {"A-2"} == {one.case_id for one in found}
    assert [one.what for one in found if what in one.what]
    assert repair(alarmed.desk, "A-2")
    assert is_mended is (() == tuple(row_report(alarmed.desk)))


def test_an_imported_case_lacks_no_key_of_an_alarm(alarmed: Office, tmp_path: Path) -> None:
    """Its alarms were raised elsewhere: their keys and messages are there."""
    exported = export_case(alarmed.desk, "A-2")
    store = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other = office_on(store, alarmed.agency, alarmed.clock, ladder=arming(ladders()))  # type: ignore[arg-type]
    import_case(other.desk, exported)
    named = [one.what for one in row_report(other.desk)]
    store.close()
    assert [] == [what for what in named if not what.startswith("personal")]
