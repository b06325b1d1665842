"""Kill a process with -9 in the middle of commands, again and again; told on one line what was acknowledged.

Run as a program by ``test_store_faults.py``: forks a child per round, which gives commands and acknowledges each one
after it was answered; the child is killed after a random time. Thousands of rounds: DISCLOSURE_KILLS=2000.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from example_flow import HANDLER
from store_contract import office_on

from workflows.office import Office
from workflows.ports import Effect
from workflows.store.sql import open_store

STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("receive", {}),
    ("consult", {"third_party": "甲"}),
    ("record_opinion", {"third_party": "甲"}),
    ("withdraw", {}),
)


def effects(_flow: object, _before: object, _after: object, events: object) -> list[Effect]:
    return [Effect(f"{e.case_id}:{e.seq}:mail", e.case_id, e.seq, "mail", {}) for e in events]  # type: ignore[attr-defined]


def office_at(url: str, agency: str) -> Office:
    return office_on(open_store(url), agency, effects=effects)


def commands(office: Office, case_id: str) -> list[int]:
    """Give every command of one case under its key; safe to repeat. Give the numbers of the events."""
    done = [
        office.open_case(
            "example", case_id, by=HANDLER, title="预算", applicant={"name": "张三"}, key=f"{case_id}-open"
        )
    ]
    done += [office.do(case_id, name, by=HANDLER, payload=facts, key=f"{case_id}-{name}") for name, facts in STEPS]
    return [event.seq for one in done for event in one.events]


def _child(url: str, agency: str, number: int, pipe: int) -> None:
    office = office_at(url, agency)
    os.write(pipe, b"ready\n")
    for n in range(100_000):
        case_id = f"{number}-{n}"
        office.open_case(
            "example", case_id, by=HANDLER, title="预算", applicant={"name": "张三"}, key=f"{case_id}-open"
        )
        os.write(pipe, f"{case_id} 1\n".encode())
        for seq, (name, facts) in enumerate(STEPS, start=2):
            office.do(case_id, name, by=HANDLER, payload=facts, key=f"{case_id}-{name}")
            os.write(pipe, f"{case_id} {seq}\n".encode())


def _round(url: str, agency: str, number: int, chance: random.Random) -> list[str]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            _child(url, agency, number, writing)
        finally:
            os._exit(1)
    os.close(writing)
    text = b""
    while b"ready\n" not in text:
        part = os.read(reading, 65536)
        if not part:
            os.waitpid(child, 0)
            raise SystemExit(f"round {number}: the child ended before it was ready")
        text += part
    time.sleep(chance.uniform(0, 0.2))
    os.kill(child, signal.SIGKILL)
    while select.select([reading], [], [], 5)[0] and (part := os.read(reading, 65536)):
        text += part
    os.close(reading)
    os.waitpid(child, 0)
    return text.decode().split("\n")[1:-1]


def main(url: str, agency: str, rounds: int) -> None:
    chance = random.Random(rounds)  # noqa: S311  # when to kill, no secret
    acknowledged = [line for number in range(rounds) for line in _round(url, agency, number, chance)]
    sys.stdout.write(json.dumps(acknowledged))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
