"""Cases taken in batch by batch: each batch whole or not at all, whatever stands beside it."""

from __future__ import annotations

import pytest
from attrs import evolve as changed
from example_flow import HANDLER, WEEKS
from store_contract import Opened, agency, office_on, opened, postgres

from workflows.errors import UnreadableHistory, VersionConflict
from workflows.events import Event
from workflows.store.memory import MemoryStore

__all__ = ["agency", "opened", "postgres"]


def received(agency: str, n: int) -> list[tuple[Event, ...]]:
    """Histories of some cases that were opened and received elsewhere."""
    elsewhere = office_on(MemoryStore(), agency)
    for i in range(n):
        elsewhere.open_case("example", f"A-{i}", by=HANDLER)
        elsewhere.do(f"A-{i}", "receive", by=HANDLER)
    return [elsewhere.history(f"A-{i}") for i in range(n)]


def test_a_history_that_cannot_be_read_stops_its_own_batch(opened: Opened, agency: str) -> None:
    """The batches before it are kept, of its own nothing, and those after it are not begun."""
    histories = received(agency, 9)
    office = office_on(opened(), agency)
    with pytest.raises(UnreadableHistory, match="no CaseOpened at the start"):
        office.import_histories([*histories[:5], histories[5][1:], *histories[6:]], batch=2)
    assert [2, 2, 2, 2, 0, 0, 0, 0, 0] == [office.store.last(agency, f"A-{i}")[0] for i in range(9)]
    assert {WEEKS.version: 4} == office.store.calendars(agency)
    assert 0 == office.import_histories([])


def test_a_case_that_is_there_stops_its_own_batch(opened: Opened, agency: str) -> None:
    """The database refuses the second batch whole; the first is kept."""
    histories = received(agency, 6)
    office = office_on(opened(), agency)
    with pytest.raises(VersionConflict, match="A-1"):
        office.import_histories([*histories[:2], histories[2], histories[1], *histories[4:]], batch=2)
    assert [2, 2, 0, 0, 0, 0] == [office.store.last(agency, f"A-{i}")[0] for i in range(6)]


def test_events_of_two_cases_are_no_history(opened: Opened, agency: str) -> None:
    """The texts are made before the store sees them; it still looks whose they are."""
    histories = received(agency, 2)
    office = office_on(opened(), agency)
    mixed = histories[0][0], changed(histories[1][1], case_id="A-1")
    with pytest.raises(ValueError, match="of the same case"):
        office.import_histories([mixed])
