"""Text messages by the host's own gateway: one function to write."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from workflows.store.port import Effect
from workflows.worker.channels.errors import EffectFailed, NoRecipient, raised
from workflows.worker.channels.message import delivery_id, message_of, roles_of
from workflows.worker.channels.people import People

CHANNEL = "sms"

Gateway = Callable[[tuple[str, ...], str, str], None]
"""Sends a text to numbers; the third argument is the id by which the gateway can drop a second delivery."""


@frozen
class Sms:
    """Words an effect for a small screen and hands it to the gateway."""

    gateway: Gateway
    people: People

    def deliver(self, agency: str, effect: Effect) -> None:
        """Send one text to all who are told.

        Raises:
            NoRecipient: Nobody has a number.
            EffectFailed: The gateway raised.
        """
        roles = roles_of(effect)
        to = self.people.addresses(CHANNEL, roles, effect.payload.get("assignee", ""))
        if not to:
            raise NoRecipient(effect.id, CHANNEL, roles)
        try:
            self.gateway(to, message_of(effect).subject, delivery_id(agency, effect))
        except Exception as error:  # whatever a host's gateway raises, the effect stays in the queue
            raise EffectFailed(effect.id, CHANNEL, raised(error)) from error
