"""Recorded histories replay for ever: to the same state, outcome and due dates, whatever the flow has become."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import histories
from workflows.cases.text import from_dict, to_dict

FILES = sorted(histories.FOLDER.glob("*.json"))


def test_there_are_histories() -> None:
    """Every history named in the list has its file."""
    wanted = {f"{name}-{one}.json" for name, ones in histories.RECORDED.items() for one in ones}
    assert wanted <= {path.name for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_replays_to_what_was_recorded(path: Path) -> None:
    """State, outcome, clocks and open sub-tasks are those written down when it was recorded."""
    expected, case, _ = histories.read(path)
    assert expected == histories.summary(case)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_read_is_written_back(path: Path) -> None:
    """An event read and written again is the stored event, key by key."""
    _, case, stored = histories.read(path)
    assert stored == [to_dict(event) for event in case.events]
    assert case.events == tuple(from_dict(event) for event in stored)
