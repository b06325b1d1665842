"""Work in copies of a process: in order, each error in its turn, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from workflows.batches import can_fork, free_cores, made_in_copies

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only"),
    # the run of the tests has threads of its own; what is made here holds no lock
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

HERE = os.getpid


@pytest.fixture(autouse=True)
def _no_file_is_left_open() -> Iterator[None]:
    before = len(list(Path("/proc/self/fd").iterdir()))
    yield
    assert before == len(list(Path("/proc/self/fd").iterdir()))


def is_gone(process: int) -> bool:
    """Tell whether a process has ended, and its end been taken note of."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def told(n: int) -> tuple[int, int]:
    """Tell what it was made of, and in which process."""
    return n, os.getpid()


@pytest.mark.parametrize("at_once", [1, 2, 3, 20])
def test_in_order_and_elsewhere(at_once: int) -> None:
    """The first is made here; each of the others in a process of its own."""
    made = list(made_in_copies(told, range(9), at_once))
    assert list(range(9)) == [n for n, _ in made]
    assert HERE() == made[0][1]
    assert 9 == len({process for _, process in made})
    assert all(is_gone(process) for _, process in made[1:])


def test_nothing_of_nothing() -> None:
    """No items, no processes."""
    assert [] == list(made_in_copies(told, [], 2))


def test_items_are_taken_as_they_are_needed() -> None:
    """When the first is given, as many as are under way beside it have been taken, and no more."""
    taken: list[int] = []

    def items() -> Iterator[int]:
        for n in range(9):
            taken.append(n)
            yield n

    with closing(made_in_copies(told, items(), 2)) as made:
        next(made)
        assert [0, 1, 2] == taken
        next(made)
        assert [0, 1, 2, 3] == taken


def test_a_copy_knows_what_was_looked_up_for_the_first() -> None:
    """It starts as a copy, and what it learns itself stays with it."""
    known: set[str] = set()

    def make(n: int) -> list[str]:
        before = sorted(known)
        known.add(f"looked up for {n}")
        return before

    assert [[], ["looked up for 0"], ["looked up for 0"]] == list(made_in_copies(make, range(3), 2))


@pytest.mark.parametrize("at", [0, 1, 3])
def test_what_cannot_be_made_is_told_in_its_turn(at: int) -> None:
    """The very error comes where the item would have come, after all that stand before it."""
    seen = []

    def make(n: int) -> int:
        if n == at:
            raise KeyError(f"no {n}")
        return n

    with pytest.raises(KeyError, match=f"no {at}"), closing(made_in_copies(make, range(6), 2)) as made:
        seen.extend(made)
    assert list(range(at)) == seen


def killed(n: int, *, first: int) -> tuple[int, int]:
    """Be ended from outside in a copy."""
    if os.getpid() != first:
        os.kill(os.getpid(), signal.SIGKILL)
    return told(n)


def unfit(n: int, *, first: int) -> tuple[int, int, Callable[[], None] | None]:
    """Make in a copy what cannot be handed over."""
    return (*told(n), None if os.getpid() == first else lambda: None)


@pytest.mark.parametrize("make", [killed, unfit])
def test_what_a_copy_could_not_hand_over_is_made_here(make: Callable[..., tuple[int, ...]]) -> None:
    """A copy ended for want of memory loses time, and nothing else."""
    made = list(made_in_copies(partial(make, first=HERE()), range(4), 2))
    assert [(n, HERE()) for n in range(4)] == [one[:2] for one in made]


def test_where_the_ends_of_processes_are_ignored() -> None:
    """A host that lets the system take note of ended processes gets the same."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert list(range(5)) == [n for n, _ in made_in_copies(told, range(5), 2)]
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_system_that_has_no_room_for_a_copy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made before is given or ended, and the error of the system comes as it is."""
    fork, begun = os.fork, [os.getpid()]

    def refused() -> int:
        if len(begun) == 2:
            raise OSError(11, "Resource temporarily unavailable")
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", refused)
    with pytest.raises(OSError, match="Resource temporarily unavailable"):
        list(made_in_copies(told, range(9), 3))
    assert is_gone(begun[1])


def test_closed_early_what_is_under_way_is_ended(tmp_path: Path) -> None:
    """Whoever wants no more waits for no more."""

    def make(n: int) -> int:
        if n:
            (tmp_path / str(n)).write_text(str(os.getpid()))
            time.sleep(600)
        return n

    begun = time.monotonic()
    with closing(made_in_copies(make, range(9), 2)) as made:
        assert 0 == next(made)
        while not all((tmp_path / n).exists() and (tmp_path / n).read_text() for n in "12"):
            time.sleep(0.01)
    assert time.monotonic() - begun < 60
    assert all(is_gone(int((tmp_path / n).read_text())) for n in "12")


@pytest.mark.parametrize("at", [1, 2])
def test_interrupted_while_it_waits_nothing_is_left_behind(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses Ctrl-C while a copy is at work ends it too."""
    begun: list[int] = []
    waited: list[int] = []
    fork, wait = os.fork, os.waitpid

    def noted() -> int:
        begun.append(fork())
        return begun[-1]

    def interrupted(process: int, options: int) -> tuple[int, int]:
        if begun.index(process) + 1 == at and process not in waited:
            waited.append(process)
            raise KeyboardInterrupt
        return wait(process, options)

    monkeypatch.setattr(os, "fork", noted)
    monkeypatch.setattr(os, "waitpid", interrupted)
    seen = []
    with pytest.raises(KeyboardInterrupt), closing(made_in_copies(told, range(9), 2)) as made:
        seen.extend(n for n, _ in made)
    assert list(range(at)) == seen
    assert all(is_gone(process) for process in begun)


def test_only_where_no_other_thread_is() -> None:
    """A lock that another thread held would never be let go in the copy."""
    script = """
import threading
from workflows.batches import can_fork
alone, stop = can_fork(), threading.Event()
other = threading.Thread(target=stop.wait)
other.start()
print(alone, can_fork())
stop.set()
other.join()
print(can_fork())
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ["True False", "True"] == ran.stdout.splitlines()
    assert can_fork() in (True, False)
    assert 1 <= free_cores() <= (os.cpu_count() or 1)
