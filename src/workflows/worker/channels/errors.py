"""What can go wrong outside: facts as attributes, the message built from them."""

from __future__ import annotations

from workflows.errors import WorkflowsError


class EffectFailed(WorkflowsError):  # noqa: N818  # named by what it says
    """Report that an effect could not be delivered; it stays in the queue and is tried again."""

    def __init__(self, effect: str, channel: str, why: str) -> None:
        self.effect = effect
        self.channel = channel
        self.why = why
        super().__init__(f"effect {effect!r} by {channel} was not delivered: {why}; it will be tried again")


class NoRecipient(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to deliver to nobody; trying again does not help before somebody is named."""

    def __init__(self, effect: str, channel: str, roles: tuple[str, ...]) -> None:
        self.effect = effect
        self.channel = channel
        self.roles = roles
        super().__init__(
            f"effect {effect!r}: nobody has a {channel} address for {', '.join(roles) or 'no role'}; "
            "name one under [roles] or [people] in the settings of the worker, then retry it"
        )


class UnknownChannel(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse an effect for a channel that this worker does not have."""

    def __init__(self, effect: str, channel: str, known: tuple[str, ...]) -> None:
        self.effect = effect
        self.channel = channel
        self.known = known
        super().__init__(
            f"effect {effect!r} asks for channel {channel!r}; this worker has {', '.join(known) or 'none'}; "
            "add it to the settings of the worker"
        )


class WrongSettings(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse settings that cannot be used."""

    def __init__(self, file: str, key: str, why: str) -> None:
        self.file = file
        self.key = key
        self.why = why
        super().__init__(f"{file}: {key}: {why}")
