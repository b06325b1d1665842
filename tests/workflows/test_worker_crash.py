"""Workers killed at random moments: each alarm once, each effect at least once, and every repetition under its id.

``DISCLOSURE_THOROUGH=1`` kills hundreds instead of a few.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from example_flow import HANDLER
from sinks import web_sink
from store_contract import Watch, filled, office_on, postgres  # noqa: F401  # a fixture

from workflows.alarms import arming
from workflows.dispatch.outbox import deliver_waiting
from workflows.effects.message import delivery_id
from workflows.events import ALARM
from workflows.ladders import ladders
from workflows.moments import SHANGHAI
from workflows.office import Office
from workflows.ports import Effect
from workflows.store import chain
from workflows.store.sql import open_store
from workflows.sweep import sweep_all

THOROUGH = os.environ.get("DISCLOSURE_THOROUGH") == "1"
DRIVER = Path(__file__).parent / "crash_worker.py"
NOW = datetime(2024, 4, 3, 9, tzinfo=SHANGHAI)
"""The first working day after the due day: one alarm of three channels stands for the four before it."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    return request.getfixturevalue("postgres")


def driven(url: str, agency: str, engine: str, port: int, kills: int) -> None:
    command = [sys.executable, str(DRIVER), url, agency, engine, str(port), NOW.isoformat(), str(kills), "7"]
    paths = os.pathsep.join((str(DRIVER.parent), str(DRIVER.parents[2] / "src")))
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr[-3000:]


def expected_ids(office: Office, cases: int) -> set[str]:
    found = set()
    for n in range(cases):
        for event in office.history(f"A-{n}"):
            if event.type == ALARM:
                channels = ("mail",) if event.get("rung") == "lapse" else ("mail", "sms", "webhook")
                case, seq = event.case_id, event.seq
                found |= {
                    delivery_id(office.agency, Effect(f"{case}:{seq}:{name}", case, seq, name)) for name in channels
                }
    return found


@pytest.mark.parametrize(
    ("engine", "cases", "kills"),
    [
        ("outbox", 400 if THOROUGH else 40, 300 if THOROUGH else 8),
        ("dbos", 100 if THOROUGH else 6, 60 if THOROUGH else 2),
    ],
)
def test_killed_workers_lose_nothing_and_raise_nothing_twice(url: str, engine: str, cases: int, kills: int) -> None:
    """Half the cases wait for a correction that lapses, the others are overdue."""
    agency = f"crash-{secrets.token_hex(4)}"
    office = office_on(open_store(url), agency, Watch(), ladder=arming(ladders()))
    for n in range(cases):
        filled(office, f"A-{n}")
        if n % 2:
            office.do(f"A-{n}", "ask_correction", by=HANDLER, payload={"correction_days": 5})
    with web_sink() as sink:
        driven(url, agency, engine, sink.port, kills)
        delivered = sink.ids()
    raised = Counter()
    for n in range(cases):
        history = office.history(f"A-{n}")
        raised.update((event.get("rung"), f"A-{n}") for event in history if event.type == ALARM)
        assert history[-1].type == ("RequestAbandoned" if n % 2 else ALARM)
        links = office.store.sealed(agency, f"A-{n}")
        assert chain.seal(agency, history, "")[-1].digest == links[-1].digest
    assert set(raised.values()) == {1}
    assert {rung for rung, _ in raised} == {"red", "lapse"}
    assert set(delivered) == expected_ids(office, cases)
    assert office.store.waiting_effects(agency) == 0
    office.store.close()


def test_a_crash_after_the_commit_and_before_the_effect_leaves_it_to_the_next(url: str) -> None:
    """Taken and never delivered: the lease runs out, and another worker delivers under the same id."""
    agency, watch = f"crash-{secrets.token_hex(4)}", Watch()
    office = office_on(open_store(url), agency, watch, ladder=arming(ladders()))
    filled(office)
    watch.at = datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)
    sweep_all(office)
    with office.store.begin() as work:
        (taken,) = work.take_effects(agency, 10, watch.at, watch.at + timedelta(minutes=5))
    sent: list[str] = []

    class Channel:
        def deliver(self, _: str, effect: Effect) -> None:
            sent.append(effect.id)

    channels = {"mail": Channel()}
    assert deliver_waiting(office, channels).done == 0
    watch.at += timedelta(minutes=5)
    assert deliver_waiting(office, channels).done == 1
    assert sent == [taken.id]
    assert deliver_waiting(office, channels).done == 0
    office.store.close()
