"""Connections kept at hand between commands.

To check a connection out of the pool of SQLAlchemy and in again takes some thirty calls, a good part of what a command
costs beside its commit. A few are therefore checked out once, and passed from one command to the next.
"""

from __future__ import annotations

from collections import deque

from attrs import field, frozen
from sqlalchemy.engine import Engine
from sqlalchemy.pool import PoolProxiedConnection

from workflows.store.sql.engines import speaking

MOST = 4
"""How many are kept while nobody uses them; fewer than the pool may hold, so that queries always find one."""


@frozen(eq=False)
class Spare:
    """The connections of one engine that wait for the next command; safe to share between threads."""

    engine: Engine
    _kept: deque[PoolProxiedConnection] = field(factory=deque, init=False, repr=False)

    def take(self) -> PoolProxiedConnection:
        """Give a connection that nobody uses.

        Raises:
            WorkflowsError: None can be had; in the words of the library.
        """
        try:
            return self._kept.pop()
        except IndexError:
            with speaking():
                return self.engine.raw_connection()

    def give(self, raw: PoolProxiedConnection) -> None:
        """Take a connection back. Where one was lost, as when a server restarts, the others have gone with it."""
        if raw.is_valid and len(self._kept) < MOST:
            self._kept.append(raw)
            return
        if not raw.is_valid:
            self.close()
        raw.close()

    def close(self) -> None:
        """Let go of all that nobody uses, here and in the pool."""
        while self._kept:
            self._kept.pop().close()
        self.engine.dispose()
