"""Work in parts: the next part is made while one is used, in order, and nothing is left behind."""

from __future__ import annotations

import gc
import threading
from contextlib import closing

import pytest

from workflows.batches import in_parts, made_ahead, seldom_collected


def test_the_next_is_made_while_one_is_used() -> None:
    """When the first is given, the second is under way in another thread, and the third has not been taken."""
    taken, made = [], []
    is_made = threading.Event()

    def items() -> list[int]:
        for n in range(4):
            taken.append((n, threading.current_thread()))
            yield n

    def make(n: int) -> int:
        made.append((n, threading.current_thread()))
        if n == 1:
            is_made.set()
        return n * 10

    with closing(made_ahead(make, items())) as parts:
        assert 0 == next(parts)
        assert is_made.wait(10)
        assert [0, 1] == [n for n, _ in taken]
        assert [10, 20, 30] == list(parts)
    here = threading.current_thread()
    assert {here} == {thread for _, thread in taken}
    assert here not in {thread for _, thread in made}


def test_what_cannot_be_made_is_told_in_its_turn() -> None:
    """An error comes where the part would have come, after all that stand before it."""
    seen = []
    with pytest.raises(ZeroDivisionError), closing(made_ahead(lambda n: 6 // n, [3, 2, 0, 1])) as parts:
        seen.extend(parts)
    assert [2, 3] == seen


def test_no_thread_is_left_behind() -> None:
    """Closed early or run to its end, its thread is gone."""
    before = threading.active_count()
    with closing(made_ahead(str, range(9))) as parts:
        next(parts)
    assert before == threading.active_count()
    assert [[0, 1], [2]] == list(in_parts(range(3), 2))
    assert before == threading.active_count()


def test_the_collector_of_cycles_rests_only_meanwhile() -> None:
    """The thresholds are as before once the last who asked is done; a collector that was off stays off."""
    before = gc.get_threshold()
    first, second = seldom_collected(), seldom_collected()
    first.__enter__()
    second.__enter__()
    assert 500_000 <= gc.get_threshold()[0]
    first.__exit__(None, None, None)
    assert 500_000 <= gc.get_threshold()[0]
    second.__exit__(None, None, None)
    assert before == gc.get_threshold()
    gc.set_threshold(0)
    try:
        with seldom_collected():
            assert 0 == gc.get_threshold()[0]
    finally:
        gc.set_threshold(*before)


def _failing() -> None:
    with seldom_collected():
        raise KeyError


def test_the_collector_of_cycles_works_again_after_an_error() -> None:
    """What fails meanwhile leaves no trace."""
    before = gc.get_threshold()
    with pytest.raises(KeyError):
        _failing()
    assert before == gc.get_threshold()
