"""One case that cannot be handled stops no other: it is named, set aside, looked at again, and the rest goes on."""
# ruff: noqa: S608  # statements are put together from literals of this file

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve as changed
from sqlalchemy import text

from helpers.example_flow import HANDLER
from helpers.store_contract import Watch, agency, filled, office_on, postgres
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.errors import UnknownFlow
from workflows.office.office import Office
from workflows.store.errors import StoreFault
from workflows.store.sql.store import SqlStore, open_store
from workflows.store.sql.tables import clocks
from workflows.store.sql.work import SqlTransaction
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep, sweep_all

__all__ = ["agency", "postgres"]

ARMED = arming(ladders())
LAPSED = datetime(2024, 3, 15, 9, tzinfo=SHANGHAI)
"""Asked on 5 March to correct within seven working days: 14 March was the last."""

CASE = " WHERE agency = :a AND case_id = 'A-2'"

DAMAGE = {
    "version of a newer release": (
        """UPDATE dw_event SET body = replace(body, '"version"\\:1', '"version"\\:2')""" + CASE + " AND seq = 3"
    ),
    "no JSON": "UPDATE dw_event SET body = '***'" + CASE + " AND seq = 2",
    "no object": "UPDATE dw_event SET body = '[]'" + CASE + " AND seq = 2",
    "ill-typed": """UPDATE dw_event SET body = replace(body, '"by"\\:{', '"by"\\:{"x"\\:1,')""" + CASE + " AND seq = 2",
    "first event gone": "DELETE FROM dw_event" + CASE + " AND seq = 1",
    "last event gone": "DELETE FROM dw_event" + CASE + " AND seq = 3",
    "all events gone": "DELETE FROM dw_event" + CASE,
    "head of the row changed": "UPDATE dw_case SET head = 'x'" + CASE,
    "number of the row changed": "UPDATE dw_case SET seq = 2" + CASE,
    "flow gone": "UPDATE dw_case SET flow = 'gone@1'" + CASE,
    "flow that fails": "UPDATE dw_case SET flow = 'fails@1'" + CASE,
    "clock gone from the flow": "UPDATE dw_clock SET clock = 'gone'" + CASE,
    "due day out of range": "UPDATE dw_clock SET due_day = 2000000000" + CASE,
    "next alarm out of range": "UPDATE dw_clock SET next_at = -9000000000000000000" + CASE,
    "event beyond the row": (
        "INSERT INTO dw_event (agency, case_id, seq, body, algorithm, digest) "
        "SELECT agency, case_id, 4, body, algorithm, digest FROM dw_event" + CASE + " AND seq = 3"
    ),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, agency: str) -> Iterator[Office]:
    """Three requests whose correction has lapsed, and one that only has an alarm due."""
    sqlite = f"sqlite:///{tmp_path / 'office.db'}"
    store = open_store(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres"))
    yield waiting(store, agency)
    store.close()


def waiting(store: SqlStore, agency: str) -> Office:
    office = office_on(store, agency, Watch(), ladder=ARMED)
    find = office.desk.flow
    office = changed(office, desk=changed(office.desk, flow=lambda name: _found(find, name)))
    for name in ("A-1", "A-2", "A-3"):
        filled(office, name)
        office.do(name, "ask_correction", by=HANDLER, payload={"correction_days": 7})
    return office


def _found(find: Any, name: str) -> Any:
    if name.startswith("fails"):
        raise ZeroDivisionError("no share")
    if name.startswith("gone"):
        raise UnknownFlow(name, ("example",))
    return find(name)


def damage(office: Office, sql: str) -> None:
    with office.store.database.engine.connect() as connection:  # type: ignore[attr-defined]
        connection.execute(text(sql), {"a": office.agency})


@pytest.mark.parametrize("kind", DAMAGE)
def test_the_others_lapse_all_the_same(office: Office, kind: str) -> None:
    """Whatever is wrong with one of three: it is named and set aside, and there is no spinning."""
    damage(office, DAMAGE[kind])
    office.clock.at = LAPSED  # type: ignore[attr-defined]
    swept = sweep_all(office)
    assert ["A-2"] == sorted({held.case_id for held in swept.held})
    assert 2 == swept.lapses
    for name in ("A-1", "A-3"):
        assert ["AlarmRaised", "RequestAbandoned"] == [event.type for event in office.history(name)][-2:]
    (aside,) = office.store.asides(office.agency)
    assert ("A-2", "sweep", LAPSED) == (aside.case_id, aside.kind, aside.since)
    assert aside.why.zh
    assert aside.why.en
    assert aside.why.zh != aside.why.en
    if kind == "flow that fails":
        assert {held.why.code for held in swept.held} == {"case.unforeseen"}
        assert aside.why.zh == "处理时出错（ZeroDivisionError no share）"
        assert aside.why.en == "it failed with ZeroDivisionError no share"
    assert 0 == sweep(office.desk).claimed


def test_a_clock_that_its_history_has_stopped_is_told_and_not_looked_at_for_ever(office: Office) -> None:
    """The correction came, and somebody put the row of its term back."""
    office.do("A-2", "correct", by=HANDLER)
    names = ", ".join(column.name for column in clocks.c)
    of_two = names.replace("case_id", "'A-2'")
    damage(
        office,
        f"INSERT INTO dw_clock ({names}) SELECT {of_two} FROM dw_clock WHERE agency = :a AND case_id = 'A-1'",
    )
    office.clock.at = LAPSED  # type: ignore[attr-defined]
    (held,) = sweep_all(office).held
    assert ("A-2", "correction") == (held.case_id, held.clock)
    assert "its row runs, its history does not" in held.why.en
    assert 0 == sweep(office.desk).claimed


def test_a_case_that_is_mended_is_taken_up_again(office: Office) -> None:
    """An hour later, and nothing is left aside."""
    damage(office, DAMAGE["version of a newer release"])
    office.clock.at = LAPSED  # type: ignore[attr-defined]
    (held,) = sweep_all(office).held
    assert "case 'A-2', event 3: cannot read event 'CorrectionRequested' version 2" in held.why.en
    assert "案件 A-2 第 3 条：读不了 CorrectionRequested（2）" in held.why.zh
    mended = DAMAGE["version of a newer release"].replace(":1", ":9").replace(":2", ":1").replace(":9", ":2")
    damage(office, mended)
    office.clock.at = LAPSED + timedelta(hours=1)  # type: ignore[attr-defined]
    swept = sweep_all(office)
    assert [] == [held.why.en for held in swept.held]
    assert 1 == swept.lapses
    assert () == office.store.asides(office.agency)


def test_reminders_go_out_beside_a_broken_case(office: Office) -> None:
    """A reminder is written from the rows; one whose row does not fit its history is not."""
    filled(office, "B-1")
    filled(office, "B-2")
    damage(office, "UPDATE dw_case SET head = 'x' WHERE agency = :a AND case_id = 'B-2'")
    office.clock.at = datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)  # type: ignore[attr-defined]
    swept = sweep_all(office)
    assert ["B-2"] == [held.case_id for held in swept.held]
    assert "AlarmRaised" == office.history("B-1")[-1].type


def test_a_database_that_fails_is_no_bad_case(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is set aside, and the sweep says so."""

    class Gone(StoreFault):
        code = "gone"

        def __init__(self) -> None:
            super().__init__("没有了", "it is gone")

    def gone(*_: object) -> None:
        raise Gone

    office.clock.at = LAPSED  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(SqlTransaction, "load", gone)
        with pytest.raises(Gone):
            sweep_all(office)
    assert () == office.store.asides(office.agency)
    assert 3 == sweep_all(office).lapses
