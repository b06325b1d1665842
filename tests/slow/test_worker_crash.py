"""Workers killed at random moments: each alarm once, each effect at least once, and every repetition under its id.

``DISCLOSURE_THOROUGH=1`` kills hundreds instead of a few, ``DISCLOSURE_KILLS=500`` so many with each engine on each
database; the sums are printed (-rP).
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta

import pytest

from helpers import TESTS
from helpers.sinks import web_sink
from helpers.store_contract import Watch, filled, need_dbos, office_on, postgres, url
from helpers.victims import assert_whole
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cases.events import ALARM
from workflows.office.office import Office
from workflows.store.port import Effect
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI
from workflows.worker.channels.message import delivery_id
from workflows.worker.outbox import deliver_waiting
from workflows.worker.sweep import sweep_all

__all__ = ["postgres", "url"]

THOROUGH = os.environ.get("DISCLOSURE_THOROUGH") == "1"
KILLS = int(os.environ.get("DISCLOSURE_KILLS", "0"))
BATCH = 100
"""Kills per agency: each takes its five minutes until the leases run out, and a day has only so many."""
NOW = datetime(2024, 4, 3, 9, tzinfo=SHANGHAI)
"""The first working day after the due day: one alarm of three channels stands for the four before it."""


def driven(url: str, agency: str, engine: str, port: int, kills: int, seed: int) -> int:
    """Kill workers; give how many cases there were."""
    command = [
        sys.executable,
        "-m",
        "helpers.crash_worker",
        url,
        agency,
        engine,
        str(port),
        NOW.isoformat(),
        str(kills),
        str(seed),
    ]
    done = subprocess.run(command, check=False, cwd=TESTS, capture_output=True, text=True, timeout=60 + 20 * kills)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, int] = json.loads(done.stdout)
    assert told["killed"] == kills
    return told["cases"]


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
    ("engine", "kills"),
    [("outbox", KILLS or (300 if THOROUGH else 8)), ("dbos", KILLS or (60 if THOROUGH else 2))],
)
def test_killed_workers_lose_nothing_and_raise_nothing_twice(url: str, engine: str, kills: int) -> None:
    """Half the cases wait for a correction that lapses, the others are overdue; a new agency every hundred kills."""
    if engine == "dbos":
        need_dbos(url)
    sums: Counter[str] = Counter()
    for seed, first in enumerate(range(0, kills, BATCH)):
        sums += killed_workers(url, engine, min(BATCH, kills - first), seed)
    sys.stdout.write(f"workers on {url.partition(':')[0]} with {engine}: {dict(sums)}\n")


def killed_workers(url: str, engine: str, kills: int, seed: int) -> Counter[str]:
    agency = f"crash-{secrets.token_hex(4)}"
    with web_sink() as sink:
        cases = driven(url, agency, engine, sink.port, kills, seed)
        delivered = sink.ids()
    office = office_on(open_store(url), agency, Watch(), ladder=arming(ladders()))
    events = assert_whole(office)
    raised: Counter[tuple[object, str]] = Counter()
    for n in range(cases):
        history = office.history(f"A-{n}")
        raised.update((event.get("rung"), f"A-{n}") for event in history if event.type == ALARM)
        assert history[-1].type == ("RequestAbandoned" if n % 2 else ALARM)
    assert {("lapse" if n % 2 else "red", f"A-{n}"): 1 for n in range(cases)} == raised
    assert set(delivered) == expected_ids(office, cases)
    assert office.store.waiting_effects(agency) == 0
    assert office.store.failed_effects(agency, 1) == ()
    office.store.close()
    effects = len(set(delivered))
    return Counter(kills=kills, cases=cases, events=events, effects=effects, repeated=len(delivered) - effects)


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
    assert deliver_waiting(office.desk, channels).done == 0
    watch.at += timedelta(minutes=5)
    assert deliver_waiting(office.desk, channels).done == 1
    assert sent == [taken.id]
    assert deliver_waiting(office.desk, channels).done == 0
    office.store.close()
