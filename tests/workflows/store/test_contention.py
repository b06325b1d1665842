"""Forty threads on one case, or forty deliveries of one key, finish whatever the number of connections."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from threading import Barrier, Thread

import pytest

from helpers.example_flow import HANDLER
from helpers.store_contract import agency, filled, office_on, postgres
from workflows.errors import VersionConflict
from workflows.office.office import Office
from workflows.store.sql.store import open_store

__all__ = ["agency", "postgres"]

THREADS = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind."""
    sqlite = f"sqlite:///{tmp_path / 'office.db'}"
    return sqlite if request.param == "sqlite" else request.getfixturevalue("postgres")


def at_once(office: Office, keys: list[str]) -> Counter[str]:
    """How the same command ended in each thread, one key for each."""
    start, ended = Barrier(len(keys)), []

    def work(key: str) -> None:
        start.wait()
        try:
            done = office.note("A-1", by=HANDLER, title="预算", key=key)
        except VersionConflict:
            ended.append("lost")
        except Exception as error:  # noqa: BLE001  # shown by the test
            ended.append(f"{type(error).__name__} {error}")
        else:
            ended.append("repeated" if done.repeated else "done")

    threads = [Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(ended)


@pytest.mark.parametrize("connections", [1, 2, 15])
def test_forty_threads_on_one_case_finish(url: str, agency: str, connections: int) -> None:
    """Each is done or lost its race; nobody waits for a connection that only he could give back."""
    office = filled(office_on(open_store(url, connections=connections), agency))
    began = time.monotonic()
    ended = at_once(office, [f"k{n}" for n in range(THREADS)])
    assert THREADS == ended["done"] + ended["lost"], ended
    assert ended["done"] >= 1
    assert 2 + ended["done"] == office.store.last(agency, "A-1")[0]
    assert 25 > time.monotonic() - began
    office.verify("A-1")
    office.close()


@pytest.mark.parametrize("connections", [1, 2, 15])
def test_forty_deliveries_of_one_key_are_one_command(url: str, agency: str, connections: int) -> None:
    """One is done, all others are told what it led to."""
    office = filled(office_on(open_store(url, connections=connections), agency))
    began = time.monotonic()
    assert {"done": 1, "repeated": THREADS - 1} == dict(at_once(office, ["k"] * THREADS))
    assert 3 == office.store.last(agency, "A-1")[0]
    assert 25 > time.monotonic() - began
    office.close()
