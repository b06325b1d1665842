"""What happens outside: mail, text messages, webhooks. At least once; the id of the effect makes it idempotent.

>>> from workflows.store.port import Effect
>>> sent = []
>>> class Print:
...     def deliver(self, agency, effect):
...         sent.append(effect.id)
>>> deliver({"mail": Print()}, "office", Effect("A-1:7:mail", "A-1", 7, "mail"))
>>> sent
['A-1:7:mail']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from workflows.store.port import Effect
from workflows.worker.channels.errors import EffectFailed, NoRecipient, UnknownChannel, WrongSettings

__all__ = ["Channel", "Channels", "EffectFailed", "NoRecipient", "UnknownChannel", "WrongSettings", "deliver"]


class Channel(Protocol):
    """One way to the outside."""

    def deliver(self, agency: str, effect: Effect) -> None:
        """Deliver one effect, or raise; it may be called again with the same effect."""


Channels = Mapping[str, Channel]


def deliver(channels: Channels, agency: str, effect: Effect) -> None:
    """Deliver an effect by the channel that it is named after; what follows a full stop in the name is free.

    Raises:
        UnknownChannel: There is no such channel here.
        EffectFailed: It could not be delivered; try again later.
        NoRecipient: Nobody to deliver it to.
    """
    channel = channels.get(effect.name.partition(".")[0])
    if channel is None:
        raise UnknownChannel(effect.id, effect.name, tuple(channels))
    channel.deliver(agency, effect)
