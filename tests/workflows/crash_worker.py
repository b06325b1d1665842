"""Runs workers that are killed at random moments, then one to the end. A program of its own, started by tests.

Usage: crash_worker.py URL AGENCY ENGINE PORT NOW KILLS SEED
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta

from example_flow import BASIS, FLOW

from workflows.alarms import arming
from workflows.desk import Desk
from workflows.effects.webhook import Webhook
from workflows.ladders import ladders
from workflows.office import Office
from workflows.store.sql import open_store
from workflows.system_clock import FixedClock
from workflows.worker import Worker

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # of a test


def child(url: str, agency: str, engine: str, port: str, now: str) -> None:
    """Work until nothing is left."""
    clock = FixedClock(datetime.fromisoformat(now))
    store = open_store(url, clock=clock)
    office = Office(Desk(store, agency, clock, lambda _: FLOW, lambda _: BASIS, arming(ladders())))
    channels = {name: Webhook(f"http://127.0.0.1:{port}/", SECRET) for name in ("mail", "sms", "webhook")}
    if engine == "outbox":
        worker = Worker(office, channels, limit=5)
        while not worker.turn().is_idle:
            pass
        return
    from workflows.dispatch.durable import launch  # noqa: PLC0415

    running = launch(office, url, channels, name="worker-1")
    worker = Worker(office, channels, running, limit=5)
    while not worker.turn().is_idle:
        pass
    if not running.finish(most_seconds=120):
        os._exit(3)
    running.close()


def main(url: str, agency: str, engine: str, port: str, now: str, kills: str, seed: str) -> int:
    """Kill so many workers, then let one finish; each takes up at a later moment, when leases have run out."""
    chance = random.Random(seed)  # noqa: S311  # a test, not a secret
    longest = 0.25 if engine == "outbox" else 2.0
    moment = datetime.fromisoformat(now)
    for n in range(int(kills) + 1):
        pid = os.fork()
        if not pid:
            child(url, agency, engine, port, moment.isoformat())
            os._exit(0)
        if n < int(kills):
            time.sleep(chance.uniform(0.02, longest))
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if n == int(kills):
            return os.waitstatus_to_exitcode(status)
        moment += timedelta(minutes=6)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
