"""Long work in parts: while one part is written, the next one is made ready beside it."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import TypeVar

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
