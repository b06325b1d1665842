"""Runs workers that are killed at random moments, then one to the end. A program of its own, started by tests.

Every round brings new cases, so that there is always work to be killed in. A worker that came to its end before the
signal is not counted; every eighth is killed from its beginning on, not from when it was ready.

Usage: python -m helpers.crash_worker URL AGENCY ENGINE PORT NOW KILLS SEED
"""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime, timedelta
from functools import partial

from attrs import evolve

from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import Watch, filled, office_on
from helpers.victims import READY, Tell, run, run_and_kill
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.clock import FixedClock
from workflows.office.desk import Desk
from workflows.office.office import Office
from workflows.store.memory import MemoryStore
from workflows.store.port import EventStore
from workflows.store.sql.store import open_store
from workflows.worker.channels.webhook import Webhook
from workflows.worker.dbos import launch
from workflows.worker.retry import LEASE
from workflows.worker.worker import Worker

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # of a test
NEW_CASES = {"outbox": 4, "dbos": 6}
LONGEST = {"outbox": 0.12, "dbos": 2.0}
"""Seconds from a worker's start of work to its kill, at most: about as long as the new cases take it."""


def new_cases(store: EventStore, agency: str, first: int, count: int) -> Office:
    """Open cases whose alarms are long due: every second waits for a correction that lapses, the others are overdue."""
    office = office_on(store, agency, Watch(), ladder=arming(ladders()))
    for n in range(first, first + count):
        filled(office, f"A-{n}")
        if n % 2:
            office.do(f"A-{n}", "ask_correction", by=HANDLER, payload={"correction_days": 5})
    return office


def bring(url: str, agency: str, first: int, count: int) -> None:
    """Open new cases in a database."""
    new_cases(open_store(url), agency, first, count).store.close()


def warm(agency: str, now: datetime) -> None:
    """Read calendars, flows and ladders once, before the first fork."""
    office = new_cases(MemoryStore(), agency, 0, 2)
    Worker(Office(evolve(office.desk, clock=FixedClock(now))), {}).run_once()


def work(url: str, agency: str, engine: str, port: str, now: datetime, tell: Tell) -> None:
    """Work until nothing is left."""
    clock = FixedClock(now)
    store = open_store(url, clock=clock)
    office = Office(Desk(store, agency, clock, lambda _: FLOW, lambda _: BASIS, arming(ladders())))
    channels = {name: Webhook(f"http://127.0.0.1:{port}/", SECRET) for name in ("mail", "sms", "webhook")}
    running = launch(office, url, channels, name="worker-1") if engine == "dbos" else None
    worker = Worker(office, channels, running, limit=5)
    tell(READY)
    while not worker.run_once().is_idle:
        tell("turn")
    if running is not None:
        if not running.finish(most_seconds=120):
            raise TimeoutError("something is still queued or under way")
        running.close()


def main(url: str, agency: str, engine: str, port: str, now: str, kills: int, seed: str) -> None:
    """Kill so many workers, then let one finish; each takes up at a later moment, when leases have run out."""
    chance = random.Random(seed)  # noqa: S311  # a test, not a secret
    moment = datetime.fromisoformat(now)
    warm(agency, moment)
    killed = rounds = 0
    while killed < kills:
        if rounds > 3 * kills + 20:
            raise SystemExit(f"only {killed} of {rounds} workers were killed before they had done all their work")
        run(partial(bring, url, agency, rounds * NEW_CASES[engine], NEW_CASES[engine]))
        longest, at_work = LONGEST[engine], rounds % 8 > 0
        fate = run_and_kill(
            partial(work, url, agency, engine, port, moment), chance.uniform(0.001, longest), lines=int(at_work)
        )
        killed += fate.was_killed
        rounds += 1
        moment += LEASE + timedelta(seconds=1)
    run(lambda: work(url, agency, engine, port, moment, lambda _: None))
    sys.stdout.write(json.dumps({"killed": killed, "rounds": rounds, "cases": rounds * NEW_CASES[engine]}))


if __name__ == "__main__":
    main(*sys.argv[1:6], int(sys.argv[6]), sys.argv[7])
