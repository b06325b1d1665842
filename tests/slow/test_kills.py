"""Processes killed with -9 in the middle of commands: what was answered is there, everything else whole or absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from helpers import TESTS
from helpers.kill_rounds import STEPS, commands, office_at
from helpers.store_contract import agency, need_dbos, postgres, url
from helpers.victims import assert_whole, every_case
from workflows.office.office import Office

__all__ = ["agency", "postgres", "url"]

KILLS = int(os.environ.get("DISCLOSURE_KILLS", "20"))


@pytest.mark.parametrize("engine", ["outbox", "dbos"])
def test_kill_minus_nine_loses_nothing(url: str, agency: str, engine: str) -> None:
    """However a process dies: what was answered is there, what was not is whole or absent, and can be given again.

    No event twice, chains whole, rows and clocks those of the history, one effect per event.
    """
    if engine == "dbos":
        need_dbos(url)
    ran = subprocess.run(
        [sys.executable, "-m", "helpers.kill_rounds", url, agency, engine, str(KILLS)],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
        timeout=60 + 2 * KILLS,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    acknowledged = [line.split() for line in json.loads(ran.stdout)]
    assert len(acknowledged) > KILLS
    office = office_at(url, agency, engine)
    for case_id, seq in acknowledged:
        assert office.store.last(agency, case_id)[0] >= int(seq), case_id
    events = assert_whole(office)
    written = {f"{case_id}:{seq}:mail" for case_id, last, _ in office.store.heads(agency) for seq in range(1, last + 1)}
    assert events == len(written)
    assert written == handed_over(office, engine)
    assert 0 <= events - len(acknowledged) <= KILLS  # at most one command per round was written and not answered
    assert [1] * len(list(every_case(office))) == [
        len(office.store.personal(agency, case_id)) for case_id in every_case(office)
    ]
    for number in range(0, KILLS, max(1, KILLS // 10)):
        last_two = [case_id for case_id in every_case(office) if case_id.startswith(f"{number}-")][-2:]
        for case_id in last_two:
            assert list(range(1, len(STEPS) + 2)) == commands(office, case_id)
            assert len(STEPS) + 1 == office.verify(case_id)
    sys.stdout.write(f"commands on {url.partition(':')[0]} with {engine}: {KILLS} kills, {events} events, ")
    sys.stdout.write(f"{len(acknowledged)} acknowledged\n")
    office.store.close()


def handed_over(office: Office, engine: str) -> set[str]:
    """The ids of all effects that wait to be carried out, each once."""
    waiting = office.store.waiting_effects(office.agency)
    if engine == "outbox":
        with office.store.begin() as work:
            taken = work.take_effects(office.agency, waiting + 1, office.clock.now())
        assert waiting == len(taken)
        return {effect.id for effect in taken}
    assert 0 == waiting
    dispatcher = office.store.database.dispatcher  # type: ignore[attr-defined]
    prefix = f"{office.agency}/"
    queued = dispatcher.client.list_workflows(workflow_id_prefix=prefix, status="ENQUEUED", load_input=False)
    dispatcher.close()
    return {flow.workflow_id.removeprefix(prefix) for flow in queued}
