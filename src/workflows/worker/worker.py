"""The worker: sweeps alarms and delivers effects until it is told to stop.

It holds nothing that is not in the database, so it can be killed at any moment and started again; several may run.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from attrs import define, field, frozen

from workflows.alarms.ladder import LadderBook
from workflows.office.office import Office
from workflows.store.errors import StoreFault
from workflows.worker.channels import Channels
from workflows.worker.outbox import Delivered, deliver_waiting
from workflows.worker.sweep import BATCH, Swept, sweep

LOG = logging.getLogger("disclosure.worker")

REVIVED_EVERY = timedelta(minutes=1)


class Durable(Protocol):
    """A durable engine that runs effects: it takes them from the outbox and sees to what a dead worker left."""

    def relay(self, *, limit: int = 500) -> int:
        """Move effects from the outbox to the engine; give how many."""

    def revive(self) -> int:
        """Take up again what a dead worker left under way; give how many."""


@frozen
class Round:
    """What one round of the worker did."""

    swept: Swept
    handed_over: int = 0
    revived: int = 0
    delivered: Delivered = field(factory=Delivered)

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.swept.claimed or self.handed_over or self.delivered != Delivered())


@define(eq=False)
class Worker:
    """Sweeps and delivers for one office; without an engine it delivers from the outbox itself."""

    office: Office
    channels: Channels
    engine: Durable | None = None
    book: LadderBook | None = None
    limit: int = BATCH
    _revived_at: datetime | None = field(default=None, init=False)

    def run_once(self, stop: threading.Event | None = None) -> Round:
        """Do what there is to do now, a batch of each kind; once ``stop`` is set nothing more is delivered."""
        swept = sweep(self.office.desk, limit=self.limit, channels=tuple(self.channels), book=self.book)
        for held in swept.held:
            LOG.error("case %s, clock %s: %s", held.case_id, held.clock, held.why)
        if self.engine is None:
            return Round(swept, delivered=deliver_waiting(self.office.desk, self.channels, stop=stop))
        revived = 0
        now = self.office.clock.now()
        if self._revived_at is None or abs(now - self._revived_at) >= REVIVED_EVERY:
            revived, self._revived_at = self.engine.revive(), now
        return Round(swept, self.engine.relay(), revived)

    def run(
        self, stop: threading.Event, *, poll_seconds: float = 1.0, report: Callable[[Round], None] = lambda _: None
    ) -> None:
        """Go round until told to stop; a database that is busy, full, away or not to be used is waited for.

        Args:
            stop: Set it to stop after the present round.
            poll_seconds: How long to wait when there was nothing to do.
            report: Called after each round that did something.
        """
        while not stop.is_set():
            try:
                done = self.run_once(stop)
            except StoreFault as error:
                LOG.warning("%s", error)
                stop.wait(poll_seconds)
                continue
            if done.is_idle:
                stop.wait(poll_seconds)
            else:
                report(done)
