"""The plain way: the worker takes effects from the outbox and delivers them itself. Needs nothing but the database.

An effect is lent for a few minutes. A worker that dies while delivering leaves it to the next one, so it is delivered
at least once, and every attempt carries the same id.
"""

from __future__ import annotations

import time  # noqa: TID251  # how long a delivery takes, not what time it is
from datetime import timedelta
from threading import Event, Thread

from attrs import frozen

from deadlines.errors import Reason
from workflows.office.desk import Desk
from workflows.store.port import Effect
from workflows.worker.channels import Channels, deliver
from workflows.worker.channels.errors import EffectFailed
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


TURN = timedelta(minutes=2)
"""How long one turn delivers; what it has lent and not begun by then waits again at once."""

PATIENCE = timedelta(minutes=1)
"""How long one delivery may take in all, whatever drips in meanwhile: turn and patience are shorter than a loan."""

_LOOK = 0.05
"""Seconds after which a worker that delivers looks whether it is told to stop."""


def deliver_waiting(desk: Desk, channels: Channels, *, limit: int = 20, stop: Event | None = None) -> Delivered:
    """Deliver the oldest effects that wait, each noted as soon as it is out.

    Args:
        desk: Whose effects.
        channels: The ways to the outside.
        limit: How many at most; they are lent together.
        stop: Once it is set nothing more is begun, and what is under way is left to the next worker.
    """
    now, end = desk.clock.now(), time.monotonic() + TURN.total_seconds()
    with desk.store.begin() as work:
        effects = work.take_effects(desk.agency, limit, now, now + LEASE)
    total = Delivered()
    for at, effect in enumerate(effects):
        if time.monotonic() >= end or (stop is not None and stop.is_set()):
            with desk.store.begin() as work:
                work.postpone_effects(desk.agency, [left.id for left in effects[at:]], desk.clock.now())
            break
        total = total.plus(_delivered(desk, channels, effect, stop))
    return total


def _delivered(desk: Desk, channels: Channels, effect: Effect, stop: Event | None) -> Delivered:
    try:
        _deliver_in_time(channels, desk.agency, effect, stop)
    except _Stopped:
        return Delivered()
    except Exception as error:  # noqa: BLE001  # whatever a channel raises, the effect must be accounted for
        is_final = note_failure(desk, effect, str(error), desk.clock.now(), passing=is_passing(error))
        return Delivered(failed=1) if is_final else Delivered(postponed=1)
    with desk.store.begin() as work:
        work.finish_effects(desk.agency, (effect.id,))
    return Delivered(done=1)


class _Stopped(Exception):  # noqa: N818  # nothing is wrong: the effect stays lent, and is delivered again
    """A delivery was left because the worker is told to stop."""


def _deliver_in_time(channels: Channels, agency: str, effect: Effect, stop: Event | None) -> None:
    """Deliver beside the worker, so that an endpoint that hangs or drips holds neither the turn nor the end."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            deliver(channels, agency, effect)
        except BaseException as error:  # noqa: BLE001  # raised again where the worker waits
            failed.append(error)

    beside = Thread(target=work, name=f"deliver {effect.id}", daemon=True)
    end = time.monotonic() + PATIENCE.total_seconds()
    beside.start()
    while beside.is_alive():
        if stop is not None and stop.is_set():
            raise _Stopped
        if time.monotonic() >= end:
            seconds = int(PATIENCE.total_seconds())
            why = Reason("effect.too_long", f"{seconds} 秒内没有送完", f"it was not done within {seconds} seconds")
            raise EffectFailed(effect.id, effect.name, why)
        beside.join(_LOOK)
    if failed:
        raise failed[0]
