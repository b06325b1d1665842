"""Time bands: every open case is in exactly one of them, on the due day too. Derived, never stored."""

from __future__ import annotations

from datetime import timedelta

from deadlines.counting.timeline import Moment, Restarted, Started
from workflows.cases.case import Case, ClockState
from workflows.cases.listed import BANDS, Band
from workflows.flows.flow import Flow
from workflows.flows.parts import AGENCY
from workflows.values import day_of, instant_of


def band_of(flow: Flow, case: Case, on: Moment) -> Band:
    """Give the time band of a case at a moment.

    The agency's own clocks decide, the most urgent first; ``suspended`` if they all stand still, ``waiting`` if only
    another party's clock runs or a party is waited for, ``no_clock`` if nothing runs at all.
    """
    if flow.states_by_id[case.state].kind == "end":
        return "ended"
    ticking = [state for state in case.clocks if state.status != "stopped"]
    mine = [state for state in ticking if flow.clocks_by_id[state.clock].party == AGENCY]
    bands = {clock_band(flow, state, on) for state in mine}
    for band in BANDS[:4]:
        if band in bands:
            return band
    if mine:
        return "suspended"
    return "waiting" if ticking or flow.states_by_id[case.state].waits_for else "no_clock"


def clock_band(flow: Flow, state: ClockState, on: Moment) -> Band:
    """Give the time band of one clock that has not been stopped."""
    if state.due is None or state.status == "suspended":
        return "suspended"
    if state.lapsed(on):
        return "overdue"
    if day_of(on) == day_of(state.due):
        return "due_today"
    return (
        "warning"
        if _share_gone(state, state.due, on) >= min(flow.clocks_by_id[state.clock].warn, default=1.0)
        else "on_time"
    )


def _share_gone(state: ClockState, due: Moment, on: Moment) -> float:
    origin = next(fact.on for fact in reversed(state.facts) if isinstance(fact, (Started, Restarted)))
    whole = instant_of(due) - instant_of(origin)
    return (instant_of(on) - instant_of(origin)) / max(whole, timedelta(seconds=1))
