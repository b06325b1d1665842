"""Connections passed from one command to the next, at most so many at once.

To check a connection out of the pool of SQLAlchemy and in again takes some thirty calls, a good part of what a command
costs beside its commit. So they are checked out once and handed on. Whoever has one never asks for a second: then even
a single connection serves any number of threads, each in its turn.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from threading import BoundedSemaphore

from attrs import Factory, field, frozen
from sqlalchemy.engine import Engine
from sqlalchemy.pool import PoolProxiedConnection

from deadlines.errors import Reason
from workflows.store.errors import StoreBusy
from workflows.store.sql.engines import as_it_was, committing, translating

MOST = 15
"""Connections in use at once; PostgreSQL allows a hundred for all processes together."""

KEPT = 4
"""How many are kept while nobody uses them."""


@frozen(eq=False)
class Connections:
    """The connections of one engine; safe to share between threads."""

    engine: Engine
    most: int = MOST
    patience_seconds: float = 30.0
    is_host: bool = False
    """The engine is the host's: each connection goes back to its pool at once, as it came."""
    _kept: deque[PoolProxiedConnection] = field(factory=deque, init=False, repr=False)
    _lent: set[PoolProxiedConnection] = field(factory=set, init=False, repr=False)
    _free: BoundedSemaphore = field(
        default=Factory(lambda self: BoundedSemaphore(self.most), takes_self=True), init=False, repr=False
    )

    def take(self) -> PoolProxiedConnection:
        """Give a connection that nobody uses.

        Raises:
            WorkflowsError: None can be had; in the words of the library.
        """
        if not self._free.acquire(timeout=self.patience_seconds):
            why = Reason(
                "store.none_free",
                f"本进程的 {self.most} 个连接 {self.patience_seconds:g} 秒内都没有空出",
                f"none of {self.most} connections of this process was free in {self.patience_seconds:g} s",
            )
            raise StoreBusy(why)
        try:
            raw = self._kept.pop()
        except IndexError:
            try:
                with translating():
                    raw = self.engine.raw_connection()
                    if self.is_host:
                        committing(raw)
            except BaseException:
                self._free.release()
                raise
        self._lent.add(raw)
        return raw

    def give(self, raw: PoolProxiedConnection) -> None:
        """Take a connection back. Where one was lost, as when a server restarts, the others have gone with it."""
        try:
            if not raw.is_valid:
                self.close()
            elif raw not in self._lent:
                raw.detach()  # its pool is gone: nobody else would end it
            elif self.is_host:
                as_it_was(raw)
            elif len(self._kept) < KEPT:
                self._lent.discard(raw)
                self._kept.append(raw)
                return
            self._lent.discard(raw)
            raw.close()
        finally:
            self._free.release()

    def close(self) -> None:
        """Let go of all: what nobody uses at once, here and in the pool, what is in use when it is given back."""
        self._lent.clear()
        with suppress(IndexError):  # as soon as another thread has taken the last one
            while True:
                self._kept.pop().close()
        if not self.is_host:
            self.engine.dispose()
