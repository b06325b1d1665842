"""Odd inputs through every public door: taken or refused in our own words, alike in memory and on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.odd_inputs import inputs
from helpers.store_contract import agency, filled, office_on, postgres
from workflows.errors import WorkflowsError
from workflows.office.derived import row_report
from workflows.office.office import Office
from workflows.store.errors import StoreFault
from workflows.store.memory import MemoryStore
from workflows.store.sql.store import open_store
from workflows.store.verify import chain_report

__all__ = ["agency", "postgres"]

AT_LEAST = 853


@pytest.fixture
def offices(tmp_path: Path, postgres: str, agency: str) -> Iterator[dict[str, Office]]:
    """The same two cases in memory and on both databases."""
    stores = {
        "memory": MemoryStore(),
        "sqlite": open_store(f"sqlite:///{tmp_path / 'office.db'}"),
        "postgresql": open_store(postgres),
    }
    found = {kind: filled(office_on(store, agency)) for kind, store in stores.items()}
    yield {kind: filled(office, "A-2") for kind, office in found.items()}
    for store in stores.values():
        store.close()


def test_no_odd_input_ends_in_a_raw_error(offices: dict[str, Office]) -> None:
    """Each is tried on all three in turn; afterwards every chain is whole and every row that of its history."""
    raw, unlike, tried, told = [], [], 0, []
    for name, door, value in inputs():
        verdicts = {}
        for kind, office in offices.items():
            try:
                door(office, value)
            except StoreFault as fault:
                raw.append((name, repr(value)[:40], kind, f"{type(fault).__name__} {fault}"[:200]))
            except WorkflowsError as refused:
                verdicts[kind] = refused.code
                told += (str(refused), refused.zh, repr(refused.data()))
            except Exception as error:  # noqa: BLE001  # what the test looks for
                raw.append((name, repr(value)[:40], kind, f"{type(error).__name__} {error}"[:200]))
            else:
                verdicts[kind] = "taken"
        tried += 1
        if len(set(verdicts.values())) > 1:
            unlike.append((name, repr(value)[:40], verdicts))
    assert tried > 2 * AT_LEAST
    assert raw == []
    assert all(told)
    assert unlike == []
    for office in offices.values():
        assert chain_report(office.store, office.agency).broken == ()
        assert list(row_report(office.desk)) == []
