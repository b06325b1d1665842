"""The key under which a command was given, with what was asked: a second delivery is told from another command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from attrs import field, frozen

from deadlines.counting.timeline import Moment
from deadlines.errors import Reason
from workflows.cases.events import Actor
from workflows.errors import WrongInput
from workflows.office.errors import KeyReused
from workflows.store.checks import check_actor, check_text
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


def asked(key: str, command: str, on: Moment | None, by: Actor, facts: Mapping[str, Value]) -> CommandKey:
    """Give the key of a command with what it brings.

    Raises:
        WrongInput: The command is no text, or its facts have no names.
    """
    check_text("command", command)
    if command is None or not isinstance(facts, Mapping):
        why = Reason("input.no_facts", "须写明命令，事项须有名称", "a command has a name, and facts by name")
        raise WrongInput("payload", "..." if command else command, why)
    check_actor(by)
    return CommandKey(key, command, {"on": on, "role": by.role, **{f".{name}": value for name, value in facts.items()}})


NO_KEY = CommandKey()
