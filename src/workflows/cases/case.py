"""Where a case is: a fold over its history.

``evolve`` is pure and total: it meets no guard, no rule and no calendar. ``replay`` is the same fold over many events,
with voided events left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from attrs import field, frozen

from deadlines.counting.timeline import Fact, Moment, Restarted, Started, Stopped, Timeline
from deadlines.errors import Reason
from workflows.cases.events import KEEPS_STATE, LINKED, OPENED, ClockChange, Event, TaskChange
from workflows.errors import UnreadableHistory
from workflows.values import Value, is_after

ClockStatus = Literal["running", "suspended", "stopped"]


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class ClockState:
    """One clock of a case: its facts as recorded, and the due date as last counted.

    ``key`` tells the clocks of several sub-tasks apart. ``due`` is None while suspended.
    """

    clock: str
    key: str
    facts: tuple[Fact, ...]
    due: Moment | None
    earliest: Moment | None
    rule: str
    calendar: str
    certainty: str = "announced"

    @property
    def status(self) -> ClockStatus:
        """Whether the clock runs, is suspended or has been stopped; past its term nothing suspends it any more."""
        if is_stopped(self.facts):
            return "stopped"
        return "suspended" if self.due is None else "running"

    @property
    def timeline(self) -> Timeline:
        """The facts as ``deadlines`` counts them; a stop before a restart is gone."""
        return timeline_of(self.facts)

    def lapsed(self, on: Moment) -> bool:
        """Tell whether it is running and past due; on the due day it is not."""
        return self.due is not None and is_after(on, self.due) and self.status == "running"


@frozen
class Link:
    """A tie to another case, such as a review of this decision."""

    relation: str
    other: str


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Case:
    """What is known of a case. Equal cases have equal histories."""

    id: str
    flow: str
    agency: str
    place: str
    state: str
    outcome: str
    seq: int
    opened: Moment
    facts: Mapping[str, Value] = field(hash=False)
    clocks: tuple[ClockState, ...] = ()
    tasks: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    events: tuple[Event, ...] = field(default=(), repr=False)

    def clock(self, clock: str, key: str = "") -> ClockState | None:
        """Give a clock, None if it was never started."""
        for state in self.clocks:
            if state.clock == clock and state.key == key:
                return state
        return None

    def open_tasks(self, task: str = "") -> tuple[tuple[str, str], ...]:
        """Give the open sub-tasks as (task, key), of one kind only if ``task`` is given."""
        return tuple(pair for pair in self.tasks if not task or pair[0] == task)

    def fact(self, name: str) -> Value | None:
        """Give a fact, None if no command brought it."""
        return self.facts.get(name)

    def as_recorded(self, at: datetime) -> Case:
        """Give the case as the office knew it: only what was recorded by then.

        Raises:
            UnreadableHistory: Nothing was recorded by then.
        """
        return replay(event for event in self.events if event.recorded <= at)


def is_stopped(facts: tuple[Fact, ...]) -> bool:
    """Tell from its facts, in the order of recording, whether a clock has been stopped and not started again."""
    for fact in reversed(facts):
        kind = type(fact)
        if kind is Stopped:
            return True
        if kind is Started or kind is Restarted:
            return False
    return False


def timeline_of(facts: tuple[Fact, ...]) -> Timeline:
    """Give facts as a timeline, without stops.

    A stop moves no due date, may be undone by a restart, and comes before the start of a term counted backwards.
    """
    return Timeline(tuple([fact for fact in facts if type(fact) is not Stopped]))


def evolve(case: Case | None, event: Event) -> Case:
    """Give the case after one more event.

    Pure and total: any event of a case follows on any state of it. Only the first must be CaseOpened.
    """
    if case is None or event.voids:
        return replay((*(case.events if case else ()), event))
    facts = {**case.facts, **dict(event.facts)} if event.facts else case.facts
    clocks = case.clocks
    if event.clocks:
        ticking = {(state.clock, state.key): state for state in clocks}
        for change in event.clocks:
            ticking[change.clock, change.key] = _moved(ticking.get((change.clock, change.key)), change)
        clocks = tuple(ticking.values())
    tasks = case.tasks
    for task in event.tasks:
        tasks = tuple(pair for pair in tasks if pair != (task.task, task.key))
        if task.is_open:
            tasks = (*tasks, (task.task, task.key))
    keeps = event.type in KEEPS_STATE
    return Case(
        case.id,
        event.flow,
        case.agency,
        case.place,
        case.state if keeps else event.state,
        case.outcome if keeps else event.outcome,
        event.seq,
        case.opened,
        facts,
        clocks,
        tasks,
        (*case.links, _link(event)) if event.type == LINKED else case.links,
        (*case.events, event),
    )


def replay(events: Iterable[Event]) -> Case:
    """Fold a history into a case, voided events left out.

    Raises:
        UnreadableHistory: It is empty or does not begin with CaseOpened.
    """
    history = tuple(events)
    first = history[0] if history else None
    if first is None or first.type != OPENED:
        why = Reason("event.no_opening", "第一条不是登记（CaseOpened）", "no CaseOpened at the start")
        raise UnreadableHistory(first.type if first else "", first.version if first else 0, why)
    return _folded(history, history)


def _folded(history: tuple[Event, ...], counted: Sequence[Event]) -> Case:
    """Fold the events that count, in one pass; begun again without the voided ones where there are any."""
    facts: dict[str, Value] = {}
    clocks: list[ClockChange] = []
    tasks: list[TaskChange] = []
    links: tuple[Link, ...] = ()
    for event in counted:
        if event.voids and counted is history:
            voided = voided_seqs(history)
            return _folded(history, [event for event in history if event.seq not in voided])
        if event.facts:
            facts.update(event.facts)
        if event.clocks:
            clocks += event.clocks
        if event.tasks:
            tasks += event.tasks
        if event.type == LINKED:
            links = (*links, _link(event))
    first, last = history[0], history[-1]
    decided = last if last.type not in KEEPS_STATE and counted is history else _last_decided(counted)
    detail = dict(first.detail)
    return Case(
        first.case_id,
        last.flow,
        detail.get("agency", ""),
        detail.get("place", ""),
        decided.state if decided else "",
        decided.outcome if decided else "",
        last.seq,
        first.on,
        facts,
        _clocks_after(clocks) if clocks else (),
        _tasks_after(tasks) if tasks else (),
        links,
        history,
    )


def _last_decided(events: Sequence[Event]) -> Event | None:
    """Give the last event that says where the case is."""
    for event in reversed(events):
        if event.type not in KEEPS_STATE:
            return event
    return None


def _clocks_after(changes: Iterable[ClockChange]) -> tuple[ClockState, ...]:
    """Give the clocks after some changes, in the order in which they first started."""
    last: dict[tuple[str, str], tuple[ClockChange, tuple[Fact, ...]]] = {}
    for change in changes:
        at = change.clock, change.key
        if at not in last or change.fresh:
            last[at] = change, change.facts
        else:
            last[at] = change, last[at][1] + change.facts
    return tuple(
        [
            ClockState(clock, key, facts, change.due, change.earliest, change.rule, change.calendar, change.certainty)
            for (clock, key), (change, facts) in last.items()
        ]
    )


def _tasks_after(changes: Iterable[TaskChange]) -> tuple[tuple[str, str], ...]:
    """Give the sub-tasks left open, in the order in which they were opened."""
    tasks: dict[tuple[str, str], None] = {}
    for change in changes:
        at = change.task, change.key
        tasks.pop(at, None)
        if change.is_open:
            tasks[at] = None
    return tuple(tasks)


def latest_unvoided(events: Sequence[Event], types: Container[str]) -> Iterator[Event]:
    """Give the events of some types that have not been voided, the last first."""
    voided = voided_seqs(events) if any(event.voids for event in events) else frozenset[int]()
    return (event for event in reversed(events) if event.type in types and event.seq not in voided)


def last_unvoided(events: Sequence[Event], types: Container[str]) -> Event | None:
    """Give the last event of some types that has not been voided."""
    return next(latest_unvoided(events, types), None)


def voided_seqs(events: Iterable[Event]) -> frozenset[int]:
    """Give the numbers of the events that do not count; a voided EventVoided voids nothing."""
    voided: set[int] = set()
    for event in sorted((event for event in events if event.voids), key=lambda event: -event.seq):
        if event.seq not in voided:
            voided.add(event.voids)
    return frozenset(voided)


def _link(event: Event) -> Link:
    return Link(event.get("relation"), event.get("other"))


def _moved(state: ClockState | None, change: ClockChange) -> ClockState:
    return _state(change, change.facts if state is None or change.fresh else state.facts + change.facts)


def _state(change: ClockChange, facts: tuple[Fact, ...]) -> ClockState:
    return ClockState(
        change.clock,
        change.key,
        facts,
        change.due,
        change.earliest,
        change.rule,
        change.calendar,
        change.certainty,
    )
