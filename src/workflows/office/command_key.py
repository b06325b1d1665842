"""The key under which a command was given, with what was asked: a second delivery is told from another command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from attrs import field, frozen

from workflows.office.errors import KeyReused
from workflows.store.port import SeenCommand
from workflows.values import Value


@frozen
class CommandKey:
    """A key given by the host, the command it was given for, and what the command brought."""

    key: str = ""
    command: str = ""
    content: Mapping[str, Value | None] = field(factory=dict, hash=False)

    def request(self, private: frozenset[str] = frozenset()) -> str:
        """Give a digest of what was asked, empty without a key; of personal facts it knows the names alone."""
        if not self.key:
            return ""
        content = {
            name: "" if name in private else str(value) for name, value in self.content.items() if value is not None
        }
        return sha256(json.dumps([self.command, content], ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def check(self, case_id: str, seen: SeenCommand, private: frozenset[str] = frozenset()) -> None:
        """Refuse the key of another command; those kept before what was asked was recorded are taken as they are.

        Raises:
            KeyReused: It was given for another command, or with other content.
        """
        if seen.request and seen.request != self.request(private):
            raise KeyReused(case_id, self.key, seen.command, self.command, seen.first, seen.last)


NO_KEY = CommandKey()
