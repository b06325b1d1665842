"""The clock on the wall of an office, and the shape of one that a test or a host sets in its place."""

from __future__ import annotations

from datetime import datetime
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


class WallClock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant, aware."""
