"""When a clock is due: counted anew from its origin by ``deadlines``; nothing is ever added to a stored due date."""

from __future__ import annotations

from deadlines.counting.due import Deadline, due, last_moment
from deadlines.counting.timeline import Fact, Moment, Started, Stopped
from deadlines.errors import Reason, TimelineError
from deadlines.law.rules import Rule
from workflows.cases.case import ClockState, timeline_of
from workflows.cases.events import ClockChange
from workflows.flows.flow import Flow
from workflows.places.place import Basis
from workflows.values import day_of

MOST_COUNTED = 20_000
"""How many counts a basis remembers before it forgets them all."""


def deadline_of(state: ClockState, flow: Flow, basis: Basis) -> Deadline:
    """Count a clock anew from its origin; explain the result with ``deadlines.counting.explain``.

    Raises:
        TimelineError: The facts contradict the rule or each other.
        CalendarGapError: The count leaves the announced days.
    """
    return due(
        rule_of(flow, basis, state.clock, state.facts),
        timeline_of(state.facts),
        basis.calendar,
        readings=basis.readings,
    )


def recounted(state: ClockState, flow: Flow, basis: Basis) -> ClockChange | None:
    """Give the change of a clock whose due date, counted anew, is another than recorded; None if it is the same."""
    change = change_of(flow, basis, state.clock, state.key, state.facts, (), fresh=False)
    same = (change.due, change.earliest, change.certainty) == (state.due, state.earliest, state.certainty)
    return None if same else change


def change_of(
    flow: Flow, basis: Basis, clock: str, key: str, facts: tuple[Fact, ...], added: tuple[Fact, ...], *, fresh: bool
) -> ClockChange:
    """Give the change that some facts, new or all of them, make to a clock."""
    return ClockChange(clock, key, added, *counted(flow, basis, clock, facts), fresh)


def rule_of(flow: Flow, basis: Basis, clock: str, facts: tuple[Fact, ...]) -> Rule:
    """Give the version of the rule that binds on the day a clock started.

    Raises:
        TimelineError: Nothing started it.
    """
    for fact in facts:
        if type(fact) is Started:
            return basis.rule(flow.clocks_by_id[clock].rule, day_of(fact.on))
    raise TimelineError(
        "Timeline",
        None,
        Reason("clock.not_started", f"“{flow.clocks_by_id[clock].zh}”没有起算", f"nothing started clock {clock!r}"),
    )


_Counted = tuple[Moment | None, Moment | None, str, str, str, str]
"""Due date, earliest due date, versions of rule and calendar, article, certainty: as ``ClockChange`` has them."""


def counted(flow: Flow, basis: Basis, clock: str, facts: tuple[Fact, ...]) -> _Counted:
    """Count a clock; what has only just started is remembered, since many cases start on one day."""
    if len(facts) > 1:
        return _count(flow, basis, clock, facts)
    name = flow.clocks_by_id[clock].rule, facts
    count: _Counted | None = basis.counted.get(name)
    if count is None:
        if len(basis.counted) >= MOST_COUNTED:
            basis.counted.clear()
        count = basis.counted[name] = _count(flow, basis, clock, facts)
    return count


def _count(flow: Flow, basis: Basis, clock: str, facts: tuple[Fact, ...]) -> _Counted:
    rule = rule_of(flow, basis, clock, facts)
    kept = [fact for fact in facts if type(fact) is not Stopped]
    calendar = basis.calendar
    last, first, certainty = last_moment(rule, kept, calendar, readings=basis.readings)
    return last, first, rule.version, calendar.version, rule.citation, certainty
