"""The clock on the wall of an office, and the shape of one that a test or a host sets in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import Protocol

from attrs import frozen

from workflows.values import SHANGHAI


@frozen
class SystemClock:
    """Tells the time of this machine, in Asia/Shanghai whatever zone the machine is set to."""

    def now(self) -> datetime:
        """Give the present instant."""
        return datetime.now(SHANGHAI)


@frozen
class FixedClock:
    """Tells one time for ever: for tests, trials and recalculations."""

    at: datetime

    def now(self) -> datetime:
        """Give that time."""
        return self.at


def stopwatch() -> Callable[[], float]:
    """Start a watch; what it gives tells how many seconds have passed since."""
    began = perf_counter()
    return lambda: perf_counter() - began


class WallClock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant, aware."""
