"""What an office has of its own, and what of it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deadlines import loading
from deadlines.home import LeftOut
from workflows import catalog
from workflows.alarms import files as alarm_files
from workflows.alarms.climb import Arming
from workflows.alarms.ladder import LadderBook
from workflows.cases.case import Case
from workflows.decisions.compliance import Breach, find_breaches, history_of
from workflows.office.desk import Desk
from workflows.places import files as place_files


def left_out(home: Path | None = None) -> tuple[LeftOut, ...]:
    """Tell which files of the office's own cannot be used: notices, rules, ladders, places, flows; all else is used.

    Args:
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.
    """
    readers = (loading.left_out, alarm_files.left_out, place_files.left_out, catalog.left_out)
    return tuple(fault for reader in readers for fault in reader(home))


def book_of(desk: Desk) -> LadderBook:
    """Give the ladders by which a desk arms its clocks, those of the library if it arms them in a way of its own."""
    return desk.ladder.book if isinstance(desk.ladder, Arming) else alarm_files.ladders()


def breaches(desk: Desk, case: Case, home: Path | None = None) -> Iterator[Breach]:
    """Judge a case by the rules of the core, of its flow and of the office's own."""
    flow, basis = desk.flow(case.flow), desk.basis(case.place)
    history = history_of(case.events, flow, basis, desk.clock.now())
    yield from find_breaches(history, catalog.compliance_rules(flow, home))
