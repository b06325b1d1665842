"""What ends a command from outside: Ctrl-C, the end of a session, a service that is stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from workflows.cli.console import Speaker

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_SHELL = 128
"""A shell adds this to the number of the signal."""


class Interrupted(BaseException):
    """A signal that asks for the end; no error, so that nothing on the way takes it for one."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)

    @property
    def exit_code(self) -> int:
        """What a shell expects: 130 for Ctrl-C, 143 for a stop, 129 for the end of a session."""
        return _SHELL + self.number


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn a signal into :class:`Interrupted`, once, so that what is under way can be cleared away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, _frame: FrameType | None) -> NoReturn:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    before = {each: signal.signal(each, interrupt) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def say_interrupted(speaker: Speaker) -> None:
    """Say in one line that nothing was written."""
    speaker.err.print(
        speaker.say(
            "已中断，没有写出结果；原有的文件没有改动", "interrupted: nothing was written, old files are untouched"
        ),
        soft_wrap=True,
    )
