"""The plain way: the worker takes effects from the outbox and delivers them itself. Needs nothing but the database.

An effect is lent for a few minutes. A worker that dies while delivering leaves it to the next one, so it is delivered
at least once, and every attempt carries the same id.
"""

from __future__ import annotations

from attrs import frozen

from workflows.office.desk import Desk
from workflows.worker.channels import Channels, deliver
from workflows.worker.retry import LEASE, is_passing, note_failure


@frozen
class Delivered:
    """What became of the effects that were taken."""

    done: int = 0
    postponed: int = 0
    failed: int = 0

    def plus(self, other: Delivered) -> Delivered:
        """Give the sum of two."""
        return Delivered(self.done + other.done, self.postponed + other.postponed, self.failed + other.failed)


def deliver_waiting(desk: Desk, channels: Channels, *, limit: int = 20) -> Delivered:
    """Deliver the oldest effects that wait, each noted as soon as it is out.

    Args:
        desk: Whose effects.
        channels: The ways to the outside.
        limit: How many at most; they are lent together, so not more than can be delivered within the lease.
    """
    now = desk.clock.now()
    with desk.store.begin() as work:
        effects = work.take_effects(desk.agency, limit, now, now + LEASE)
    done = postponed = failed = 0
    for effect in effects:
        try:
            deliver(channels, desk.agency, effect)
        except Exception as error:  # noqa: BLE001  # whatever a channel raises, the effect must be accounted for
            now = desk.clock.now()
            is_final = note_failure(desk, effect, str(error), now, passing=is_passing(error))
            failed, postponed = failed + is_final, postponed + (not is_final)
        else:
            with desk.store.begin() as work:
                work.finish_effects(desk.agency, (effect.id,))
            done += 1
    return Delivered(done, postponed, failed)
