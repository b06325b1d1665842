"""Every step of every scenario made again: a day after its fact, without each of its facts, and held against tables."""

from __future__ import annotations

import pytest

from helpers import again, contrary, reviewed
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
def test_each_step_is_for_those_who_were_reviewed(flow: Flow) -> None:
    """Every role asks for every step; of several moves of one command each is for its own."""
    faults, tried = again.by_others(flow)
    assert [] == faults
    assert tried >= 300


@EVERY
def test_dates_under_every_contrary_reading_are_as_reviewed(flow: Flow) -> None:
    """A reading moves the dates that it must and no other; after a change run ``helpers.contrary`` and review it."""
    assert [] == contrary.faults(flow)


@EVERY
def test_dates_under_every_contrary_reading_are_those_of_a_loop_over_days(flow: Flow) -> None:
    """Each due day of each step of each scenario, under each reading."""
    faults, tried = contrary.recounted(flow)
    assert [] == faults
    assert tried >= (0 if flow.id == "opinion" else 100)


@EVERY
def test_each_step_writes_what_was_reviewed(flow: Flow) -> None:
    """Where it leads, what it sets, its outcome and article, who is waited for then."""
    faults, tried = again.written(flow)
    assert [] == faults
    assert tried >= 100
