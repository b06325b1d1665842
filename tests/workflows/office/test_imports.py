"""Cases taken in batch by batch: each batch whole or not at all, whatever stands beside it."""

from __future__ import annotations

import pytest
from attrs import evolve as changed

from helpers.example_flow import HANDLER, WEEKS
from helpers.store_contract import Opened, agency, office_on, opened, postgres
from workflows.cases.events import Event
from workflows.errors import UnreadableHistory, Unstorable, VersionConflict
from workflows.office.case_cache import StoredCase
from workflows.store.errors import ForeignAgency
from workflows.store.memory import MemoryStore
from workflows.store.port import Effect

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
        office.import_histories([histories[1], mixed], batch=1)
    assert [0, 2] == [office.store.last(agency, f"A-{i}")[0] for i in range(2)]


def test_what_is_taken_in_is_what_was_written_elsewhere(opened: Opened, agency: str) -> None:
    """Events, rows and clocks are those of the office they come from, and the chains hold."""
    histories = received(agency, 7)
    here, elsewhere = office_on(opened(), agency), office_on(MemoryStore(), agency)
    elsewhere.import_histories(histories)
    assert 7 == here.import_histories(iter(histories), batch=2)
    for i, history in enumerate(histories):
        name = f"A-{i}"
        assert history == here.history(name)
        assert 2 == here.verify(name)
        assert elsewhere.store.row(agency, name) == here.store.row(agency, name)
        assert elsewhere.store.clocks(agency, name) == here.store.clocks(agency, name)
    assert {WEEKS.version: 7} == here.store.calendars(agency)


def test_only_what_a_store_made_ready_is_written(opened: Opened, agency: str) -> None:
    """Something else is refused, not guessed at."""
    store = opened()
    with pytest.raises(TypeError, match="list was not made ready by a store of this kind"):
        store.write_ready(agency, [])


def test_only_what_needs_no_reading_is_made_ready(opened: Opened, agency: str) -> None:
    """What rests on an event that must be looked up first is refused, as is what does not belong together."""
    (history,) = received(agency, 1)
    store = opened()
    office = office_on(MemoryStore(), agency)
    first, _ = office.desk.commit_for(office.flow("example"), None, history[:1], office.basis("cn"))
    with pytest.raises(Unstorable, match="it is not new, so it is made ready only with the digest that it follows"):
        store.made_ready(agency, [changed(first, expected=1)])
    with pytest.raises(Unstorable, match="of the same case and agency"):
        store.made_ready(agency, [changed(first, row=changed(first.row, agency="other"))])
    with pytest.raises(ForeignAgency):
        opened(sees=(f"{agency}-other",)).made_ready(agency, [first])


def test_what_was_made_ready_may_have_effects_and_may_come_late(opened: Opened, agency: str) -> None:
    """Its effects wait in the outbox; where the case has moved on meanwhile nothing is written."""
    store, office = opened(), office_on(MemoryStore(), agency)
    flow, basis = office.flow("example"), office.basis("cn")
    ((opening, receiving),) = received(agency, 1)
    first, _ = office.desk.commit_for(flow, None, (opening,), basis)
    mail = Effect("A-0:1:mail", "A-0", 1, "mail", {"to": "li"})
    store.write_ready(agency, store.made_ready(agency, [changed(first, effects=(mail,))]))
    assert 1 == store.waiting_effects(agency)
    known = StoredCase.of(store.load(agency, "A-0"))
    second, _ = office.desk.commit_for(flow, known, (receiving,), basis)
    ready, again = (store.made_ready(agency, [second]) for _ in range(2))
    store.write_ready(agency, ready)
    with pytest.raises(VersionConflict) as late:
        store.write_ready(agency, again)
    assert ("A-0", 1, 2) == (late.value.case_id, late.value.expected, late.value.found)
    assert (opening, receiving) == store.load(agency, "A-0").events
