"""Kill a process with -9 in the middle of commands, again and again; told on one line what was acknowledged.

Run as a program by ``slow/test_kills.py``: forks a child per round, which gives commands and acknowledges
each one after it was answered; the child is killed a random time after a random answer.
Thousands of rounds: DISCLOSURE_KILLS=2000.

Usage: python -m helpers.kill_rounds URL AGENCY ENGINE ROUNDS
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from functools import partial

from helpers.example_flow import HANDLER
from helpers.store_contract import office_on
from helpers.victims import READY, Tell, run, run_and_kill
from workflows.cases.events import Event
from workflows.office.office import Office
from workflows.store.memory import MemoryStore
from workflows.store.port import Effect
from workflows.store.sql.store import open_store
from workflows.worker.dbos import DbosDispatcher, launch

STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("receive", {}),
    ("consult", {"third_party": "甲"}),
    ("record_opinion", {"third_party": "甲"}),
    ("withdraw", {}),
)


def effects(_flow: object, _before: object, _after: object, events: Sequence[Event]) -> list[Effect]:
    return [Effect(f"{e.case_id}:{e.seq}:mail", e.case_id, e.seq, "mail", {}) for e in events]


def office_at(url: str, agency: str, engine: str = "outbox") -> Office:
    """An office whose commands put their effects into the outbox, or hand them to DBOS in their own transaction."""
    dispatcher = DbosDispatcher.on(url) if engine == "dbos" else None
    return office_on(open_store(url, dispatcher=dispatcher), agency, effects=effects)


def commands(office: Office, case_id: str) -> list[int]:
    """Give every command of one case under its key; safe to repeat. Give the numbers of the events."""
    done = [
        office.open_case(
            "example", case_id, by=HANDLER, title="预算", applicant={"name": "张三"}, key=f"{case_id}-open"
        )
    ]
    done += [office.do(case_id, name, by=HANDLER, payload=facts, key=f"{case_id}-{name}") for name, facts in STEPS]
    return [event.seq for one in done for event in one.events]


def _round(url: str, agency: str, engine: str, number: int, tell: Tell) -> None:
    office = office_at(url, agency, engine)
    tell(READY)
    for n in range(100_000):
        case_id = f"{number}-{n}"
        office.open_case(
            "example", case_id, by=HANDLER, title="预算", applicant={"name": "张三"}, key=f"{case_id}-open"
        )
        tell(f"{case_id} 1")
        for seq, (name, facts) in enumerate(STEPS, start=2):
            office.do(case_id, name, by=HANDLER, payload=facts, key=f"{case_id}-{name}")
            tell(f"{case_id} {seq}")


def _tables_of_dbos(url: str, agency: str) -> None:
    office = office_at(url, agency)
    launch(office, url, {}).close()
    office.store.close()


def main(url: str, agency: str, engine: str, rounds: int) -> None:
    """Kill one process after the other, and print what they acknowledged."""
    chance = random.Random(rounds)  # noqa: S311  # when to kill, no secret
    commands(office_on(MemoryStore(), agency, effects=effects), "warm")  # calendars and flows are read once, here
    if engine == "dbos":
        run(partial(_tables_of_dbos, url, agency))
    acknowledged: list[str] = []
    for number in range(rounds):
        told = chance.randint(1, 7)  # however slow the machine is, so many commands were answered
        fate = run_and_kill(partial(_round, url, agency, engine, number), chance.uniform(0, 0.03), lines=told)
        acknowledged += fate.said
    sys.stdout.write(json.dumps(acknowledged))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
