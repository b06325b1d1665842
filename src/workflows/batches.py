"""Long work in parts: while one part is written, the next one is made ready beside it."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import IO, Generic, NoReturn, TypeVar

from attrs import define

_Item = TypeVar("_Item")

_Made = TypeVar("_Made")


BETWEEN_COLLECTIONS = 500_000
"""Objects made before cycles are looked for, where there are none to find."""


class _Rest:
    """How many ask for rest, and what the thresholds were before the first of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.asking = 0
        self.before = gc.get_threshold()


_rest = _Rest()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the search for cycles of objects rest meanwhile: histories have none, and it takes a seventh of the time.

    A process that has turned it off, or made it rarer still, keeps it so.
    """
    with _rest.lock:
        _rest.asking += 1
        if _rest.asking == 1:
            _rest.before = first, *others = gc.get_threshold()
            if first:
                gc.set_threshold(max(first, BETWEEN_COLLECTIONS), *others)
    try:
        yield
    finally:
        with _rest.lock:
            _rest.asking -= 1
            if not _rest.asking:
                gc.set_threshold(*_rest.before)


def in_parts(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Cut items into lists of a size; the last may be shorter.

    >>> list(in_parts("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def made_ahead(make: Callable[[_Item], _Made], items: Iterable[_Item]) -> Generator[_Made, None, None]:
    """Give what is made of each item, in order; the one that comes next is made in a thread while one is used.

    Items are taken where this is called. Close it when no more is wanted.

    >>> list(made_ahead(str.upper, ["a", "b"]))
    ['A', 'B']
    """
    ready: Future[_Made] | None = None
    with ThreadPoolExecutor(1, "ahead") as beside:
        for item in items:
            following = beside.submit(make, item)
            if ready is not None:
                yield ready.result()
            ready = following
        if ready is not None:
            yield ready.result()


def free_cores() -> int:
    """Count the cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Tell whether this process may be copied: no other thread could hold a lock at that moment."""
    return sys.platform == "linux" and threading.active_count() == 1


def made_in_copies(
    make: Callable[[_Item], _Made], items: Iterable[_Item], at_once: int
) -> Generator[_Made, None, None]:
    """Give what is made of each item, in order; ``at_once`` processes make those that come next while one is used.

    The first item is made here, so that every copy knows what it took to look up. What a copy could not make, or
    could not hand over, is made here in its turn: an error comes where the item would have come. Items are taken
    where this is called. Close it when no more is wanted.

    Args:
        make: What it gives must be such as ``pickle`` takes.
        items: What to make something of.
        at_once: Processes under way while what one made is used.
    """
    ready: deque[_Here[_Item, _Made] | _Copy[_Item, _Made]] = deque()
    try:
        for n, item in enumerate(items):
            ready.append(_Copy.begun(make, item) if n else _Here(make, item))
            if len(ready) > at_once:
                yield ready[0].result()
                ready.popleft()
        while ready:
            yield ready[0].result()
            ready.popleft()
    finally:
        for one in ready:
            one.end()


class _Here(Generic[_Item, _Made]):
    """What was made in this process."""

    def __init__(self, make: Callable[[_Item], _Made], item: _Item) -> None:
        self.made = make(item)

    def result(self) -> _Made:
        return self.made

    def end(self) -> None:
        """Leave nothing behind: there is nothing."""


@define
class _Copy(Generic[_Item, _Made]):
    """A process that makes something of one item, and the file in memory into which it writes that."""

    make: Callable[[_Item], _Made]
    item: _Item
    file: IO[bytes]
    process: int
    """0 once its end has been taken note of."""

    @classmethod
    def begun(cls, make: Callable[[_Item], _Made], item: _Item) -> _Copy[_Item, _Made]:
        file = os.fdopen(os.memfd_create("made"), "w+b")
        try:
            process = os.fork()
        except OSError:
            file.close()
            raise
        if not process:
            _hand_over(make, item, file)
        return cls(make, item, file, process)

    def result(self) -> _Made:
        ended = self._wait()
        with self.file as made:
            if ended == 0:
                made.seek(0)
                found: _Made = pickle.load(made)  # noqa: S301  # written by a copy of this very process
                return found
        return self.make(self.item)

    def end(self) -> None:
        """Stop making it, if it is still being made: it is no longer wanted."""
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            self._wait()
        self.file.close()

    def _wait(self) -> int | None:
        """Wait for its end; None if somebody else has taken note of that, so that nobody can tell how it went."""
        try:
            _, status = os.waitpid(self.process, 0)
        except ChildProcessError:
            status = None
        self.process = 0
        return status


def _hand_over(make: Callable[[_Item], _Made], item: _Item, file: IO[bytes]) -> NoReturn:
    """Make it in the copy and end: no error is told here, since the process that waits meets the same one."""
    status = 1
    try:
        gc.disable()
        with file:
            pickle.dump(make(item), file, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)
