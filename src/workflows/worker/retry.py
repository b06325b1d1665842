"""When an effect that failed is tried again, and when it is set aside."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflows.office.desk import Desk
from workflows.store.port import Effect
from workflows.worker.channels.errors import EffectFailed

LEASE = timedelta(minutes=5)
"""How long a worker has for an effect that it took; then another may take it."""

FIRST_WAIT = timedelta(seconds=30)

LONGEST_WAIT = timedelta(hours=1)

MOST_ATTEMPTS = 30
"""About a day of trying; after that a person looks at it: ``disclosure worker --failed``."""


def wait_after(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: twice as long each time, an hour at most.

    >>> [wait_after(n) // timedelta(seconds=1) for n in (1, 2, 3, 9)]
    [30, 60, 120, 3600]
    """
    doublings = min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_passing(error: Exception) -> bool:
    """Tell whether trying again may help: the outside failed, not the settings or the effect."""
    return isinstance(error, EffectFailed)


def note_failure(desk: Desk, effect: Effect, why: str, now: datetime, *, passing: bool) -> bool:
    """Postpone an effect that failed, or set it aside if trying again cannot help; tell whether it is set aside."""
    is_final = not passing or effect.attempts >= MOST_ATTEMPTS
    with desk.store.begin() as work:
        if is_final:
            work.fail_effects(desk.agency, (effect.id,), why)
        else:
            work.postpone_effects(desk.agency, (effect.id,), now + wait_after(effect.attempts))
    return is_final
