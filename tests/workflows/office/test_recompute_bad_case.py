"""A recomputation goes on beside a case that cannot be counted, and never seals a date that only the rows tell."""
# ruff: noqa: S608  # statements are put together from literals of this file

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from attrs import evolve as changed
from sqlalchemy import text

from deadlines import WorkCalendar
from helpers.example_flow import BASIS, HANDLER
from helpers.store_contract import Watch, agency, office_on, postgres
from workflows import Basis
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.office.office import Office
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI

__all__ = ["agency", "postgres"]

FIRST, LAST = BASIS.calendar.first, BASIS.calendar.last
NOTICE = Basis(WorkCalendar.from_days(first=FIRST, last=LAST, off=[date(2024, 5, 1)]), BASIS.rulebook)
"""1 May 2024, a Wednesday, is off: twenty working days after 8 April end on 7 May instead of the 6th."""


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, agency: str) -> Iterator[Office]:
    """Three requests received on 8 April 2024."""
    sqlite = f"sqlite:///{tmp_path / 'office.db'}"
    store = open_store(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres"))
    watch = Watch(datetime.combine(date(2024, 4, 8), time(10), SHANGHAI))
    office = office_on(store, agency, watch, ladder=arming(ladders()))
    for name in ("A-1", "A-2", "A-3"):
        office.open_case("example", name, by=HANDLER)
        office.do(name, "receive", by=HANDLER)
    yield office
    store.close()


def damage(office: Office, sql: str) -> None:
    with office.store.database.engine.connect() as connection:  # type: ignore[attr-defined]
        connection.execute(text(sql), {"a": office.agency})


def noticed(office: Office) -> Office:
    return changed(office, desk=changed(office.desk, basis=lambda _: NOTICE))


CASE = " WHERE agency = :a AND case_id = 'A-2'"

UNREADABLE = {
    "newer version": """UPDATE dw_event SET body = replace(body, '"version"\\:1', '"version"\\:2')""" + CASE,
    "spoilt": "UPDATE dw_event SET body = '{'" + CASE,
    "first event gone": "DELETE FROM dw_event" + CASE + " AND seq = 1",
    "all gone": "DELETE FROM dw_event" + CASE,
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("rules_changed", [False, True])
def test_the_others_are_moved_all_the_same(office: Office, kind: str, *, rules_changed: bool) -> None:
    """By columns and one by one; the one that cannot be read is named and kept as set aside."""
    damage(office, UNREADABLE[kind])
    done = noticed(office).recompute(preview=False, rules_changed=rules_changed)
    # a clock that ran straight through is told from the event that began it, and the first of all is not read
    wanted = (3, []) if kind == "first event gone" and not rules_changed else (2, ["A-2"])
    assert wanted == (done.written, [aside.case_id for aside in done.asides])
    for name in ("A-1", "A-3"):
        assert date(2024, 5, 7) == office.store.row(office.agency, name).due
        assert "DeadlineRecomputed" == noticed(office).history(name)[-1].type
    assert [(aside.case_id, aside.kind) for aside in done.asides] == [
        (aside.case_id, aside.kind) for aside in office.store.asides(office.agency)
    ]


@pytest.mark.parametrize("days", [2, -2])
def test_a_date_that_the_history_does_not_tell_is_never_sealed(office: Office, days: int) -> None:
    """Somebody shifts all days of a row by two working days: what is written rests on the event that began it."""
    damage(
        office,
        f"UPDATE dw_clock SET origin_day = origin_day + {days}, due_day = due_day + {days}, "
        f"earliest_day = earliest_day + {days}" + CASE,
    )
    moved = 86_400_000_000 * days
    damage(office, f"UPDATE dw_case SET due_last = due_last + {moved}, warn_at = warn_at + {moved}" + CASE)
    noticed(office).recompute(preview=False)
    for name in ("A-1", "A-2", "A-3"):
        change = office.history(name)[-1].clocks[0]
        assert ("DeadlineRecomputed", date(2024, 5, 7)) == (office.history(name)[-1].type, change.due)
        office.verify(name)
