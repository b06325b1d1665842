"""A bound to the whole of a conversation: the timeout of a socket bounds each read, and what drips is never late."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer


@contextmanager
def bounded(seconds: float, socket_of: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the connection if the block is not done in time.

    Raises:
        TimeoutError: It was not.
    """
    is_over = Event()

    def cut() -> None:
        is_over.set()
        held = socket_of()
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if is_over.is_set():
            raise TimeoutError("timed out") from error
        raise
    finally:
        timer.cancel()
    if is_over.is_set():
        raise TimeoutError("timed out")
