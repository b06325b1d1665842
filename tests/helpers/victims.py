"""Processes that are killed with -9 at a random moment, and what their database must hold afterwards.

They are forked from a parent that has everything imported and no database open, so that a kill costs a moment and not
the start of Python.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator

from attrs import evolve, frozen

from helpers.example_flow import BASIS, FLOW
from workflows.cases.case import replay
from workflows.decisions.rows import rebuilt, row_of
from workflows.office.office import Office
from workflows.store.verify import chain_report

READY = "ready"

Tell = Callable[[str], object]


@frozen
class Fate:
    """What a process said after it was ready, and whether the signal ended it or it had come to its end before."""

    said: tuple[str, ...]
    was_killed: bool


def run_and_kill(work: Callable[[Tell], None], after: float, *, lines: int = 1) -> Fate:
    """Fork a process for some work and kill it after some seconds.

    Args:
        work: What it does; it tells what it has done, and first ``READY``.
        after: Seconds from when it told enough.
        lines: How much it must have told before: 1 for ``READY`` alone, 0 counts the seconds from its beginning.

    Raises:
        SystemExit: The process failed by itself.
    """
    if threading.active_count() > 1:
        raise SystemExit("a process with threads cannot be forked safely")
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    text = b""
    while text.count(b"\n") < lines and (part := os.read(reading, 65536)):
        text += part
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    while select.select([reading], [], [], 5)[0] and (part := os.read(reading, 65536)):
        text += part
    os.close(reading)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, -signal.SIGKILL}:
        raise SystemExit(f"a process ended by itself with {code}")
    return Fate(tuple(text.decode().split("\n")[1:-1]), code != 0)


def run(work: Callable[[], None]) -> None:
    """Fork a process for some work and let it finish.

    Raises:
        SystemExit: It failed.
    """
    child = os.fork()
    if not child:
        _work(lambda _: work(), None)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise SystemExit(f"a process that nobody killed ended with {code}")


def _work(work: Callable[[Tell], None], writing: int | None) -> None:
    code = 1
    try:
        work(lambda line: os.write(writing, f"{line}\n".encode()) if writing is not None else None)
        code = 0
    finally:
        if code:
            import traceback  # noqa: PLC0415  # only when something went wrong

            traceback.print_exc()
        os._exit(code)


def every_case(office: Office) -> Iterator[str]:
    """The names of all cases of an office."""
    for case_id, _, _ in office.store.heads(office.agency):
        yield case_id


def assert_whole(office: Office) -> int:
    """Chains unbroken, rows and clocks those of the histories; give how many events there are."""
    store, agency = office.store, office.agency
    assert () == chain_report(store, agency).broken
    events = 0
    for case_id in every_case(office):
        case = replay(office.history(case_id))
        assert row_of(FLOW, case) == store.row(agency, case_id)
        clocks = tuple(evolve(clock, rung=0, next_at=None) for clock in store.clocks(agency, case_id))
        assert rebuilt(FLOW, case, BASIS) == clocks
        events += case.seq
    return events
