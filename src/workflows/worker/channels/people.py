"""Where staff can be reached. Asked when an effect is delivered, so that no address is ever stored with a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from attrs import field, frozen

HANDLER = "handler"

_NONE: Mapping[str, tuple[str, ...]] = {}


class People(Protocol):
    """The directory of the host."""

    def addresses(self, channel: str, roles: tuple[str, ...], assignee: str) -> tuple[str, ...]:
        """Give the addresses of roles on a channel (``mail``: mailboxes, ``sms``: numbers), none if nobody is named."""


@frozen
class Staff:
    """A directory in the settings: the assignee answers for the handler, and roles have addresses of their own."""

    people: Mapping[str, Mapping[str, tuple[str, ...]]] = field(factory=dict, hash=False, repr=False)
    roles: Mapping[str, Mapping[str, tuple[str, ...]]] = field(factory=dict, hash=False, repr=False)

    def addresses(self, channel: str, roles: tuple[str, ...], assignee: str) -> tuple[str, ...]:
        """Give each address once, in the order of the roles.

        >>> staff = Staff({"li": {"mail": ("li@x.test",)}}, {"head": {"mail": ("head@x.test",)}})
        >>> staff.addresses("mail", ("handler", "head"), "li")
        ('li@x.test', 'head@x.test')
        """
        people: dict[str, None] = {}
        for role in roles:
            own = self.people.get(assignee, _NONE).get(channel, ()) if role == HANDLER else ()
            people.update(dict.fromkeys(own or self.roles.get(role, _NONE).get(channel, ())))
        return tuple(people)
