"""What can go wrong outside: facts as attributes, the message built from them."""

from __future__ import annotations

from deadlines.errors import Reason
from workflows.errors import WorkflowsError


class EffectFailed(WorkflowsError):  # noqa: N818  # named by what it says
    """Report that an effect could not be delivered; it stays in the queue and is tried again."""

    code = "effect_failed"
    host_class = "busy"

    def __init__(self, effect: str, channel: str, why: Reason) -> None:
        self.effect = effect
        self.channel = channel
        self.why = why
        super().__init__(
            f"通知 {effect} 经 {channel} 未能送出：{why.zh}；稍后再试",
            f"effect {effect!r} by {channel} was not delivered: {why}; it will be tried again",
        )


def raised(error: Exception) -> Reason:
    """Give what a server or a gateway failed with as a reason."""
    what = f"{type(error).__name__} {error}"
    return Reason("effect.raised", f"出错：{what}", what)


class NoRecipient(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to deliver to nobody; trying again does not help before somebody is named."""

    code = "no_recipient"
    host_class = "bad_input"

    def __init__(self, effect: str, channel: str, roles: tuple[str, ...]) -> None:
        self.effect = effect
        self.channel = channel
        self.roles = roles
        super().__init__(
            f"通知 {effect}：没有人有 {'、'.join(roles) or '（未写明角色）'} 的 {channel} 地址；"
            "请在 worker 的设置 [roles] 或者 [people] 中写明，再重试",
            f"effect {effect!r}: nobody has a {channel} address for {', '.join(roles) or 'no role'}; "
            "name one under [roles] or [people] in the settings of the worker, then retry it",
        )


class UnknownChannel(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse an effect for a channel that this worker does not have."""

    code = "unknown_channel"
    host_class = "bad_input"

    def __init__(self, effect: str, channel: str, known: tuple[str, ...]) -> None:
        self.effect = effect
        self.channel = channel
        self.known = known
        super().__init__(
            f"通知 {effect} 要经 {channel} 送出，这里只有 {'、'.join(known) or '无'}；请在 worker 的设置中补上",
            f"effect {effect!r} asks for channel {channel!r}; this worker has {', '.join(known) or 'none'}; "
            "add it to the settings of the worker",
        )


class WrongSettings(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse settings that cannot be used."""

    code = "wrong_settings"
    host_class = "broken_data"

    def __init__(self, file: str, key: str, why: Reason) -> None:
        self.file = file
        self.key = key
        self.why = why
        super().__init__(f"{file}：{'文件' if key == 'the file' else key}：{why.zh}", f"{file}: {key}: {why}")
