"""Every step of every scenario made again: a day after its fact, without each of its facts, and held against tables."""

from __future__ import annotations

import pytest

from helpers import again, reviewed
from workflows import Flow
from workflows.catalog import flows

EVERY = pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.name)


@EVERY
def test_tables_are_as_reviewed(flow: Flow) -> None:
    """Clocks, effects, facts, sets, outcomes and articles; after a change run ``helpers.reviewed`` and review it."""
    assert reviewed.path(flow).read_text(encoding="utf-8") == reviewed.table(flow)


@EVERY
def test_an_act_entered_a_day_after_its_fact_moves_no_date(flow: Flow) -> None:
    """Received on Friday and registered on Monday: the days are counted from Friday."""
    faults, tried = again.late_acts(flow)
    assert [] == faults
    assert tried >= 10


@EVERY
def test_each_clock_runs_from_what_was_reviewed(flow: Flow) -> None:
    """From the fact or from the act, by its rule and article, for its cause."""
    faults, tried = again.origins(flow)
    assert [] == faults
    assert tried >= 15


@EVERY
def test_no_required_fact_can_be_left_out(flow: Flow) -> None:
    """Each in turn."""
    faults, tried = again.left_out(flow)
    assert [] == faults
    assert tried >= 150


@EVERY
def test_each_step_writes_what_was_reviewed(flow: Flow) -> None:
    """Where it leads, what it sets, its outcome and article, who is waited for then."""
    faults, tried = again.written(flow)
    assert [] == faults
    assert tried >= 100
