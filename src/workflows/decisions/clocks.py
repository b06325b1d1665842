"""What a move does to the clocks and sub-tasks of a case: dated facts, from which each clock is counted anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import evolve

from deadlines.counting.timeline import Agreed, Extended, Fact, Moment, Restarted, Resumed, Started, Stopped, Suspended
from deadlines.errors import Reason, TimelineError
from deadlines.law.terms import CalendarDays, Hours, WorkingDays
from workflows.cases.case import Case, is_stopped, last_unvoided
from workflows.cases.events import ClockChange, TaskChange
from workflows.decisions.counts import change_of, counted, rule_of
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.flows.parts import (
    ALL,
    ClockEffect,
    CloseEarlier,
    CloseTask,
    Extend,
    Move,
    OpenTask,
    Restart,
    Resume,
    Start,
    Stop,
    Suspend,
    Task,
)
from workflows.places.place import Basis
from workflows.values import Value, day_of, is_after, is_before


def changes_of_move(
    flow: Flow, case: Case, move: Move, act: Act, basis: Basis
) -> tuple[tuple[ClockChange, ...], tuple[TaskChange, ...]]:
    """Work out what a move does to the clocks and sub-tasks of a case.

    Raises:
        TimelineError: An effect contradicts the clock's facts or its rule.
    """
    if not move.effects:
        return (), ()
    desk = _Changes(flow, case, act, basis)
    for effect in move.effects:
        _WORK[type(effect)](desk, effect)
    added = desk.added
    changes = [_closed(desk, at, added[at]) for at in desk.facts if at in added]
    return tuple(changes), tuple(desk.changes)


_At = tuple[str, str]
"""A clock and its key."""


class _Changes:
    """The work on one move: the facts of each clock so far, and those that the move adds."""

    __slots__ = ("act", "added", "basis", "case", "changes", "facts", "flow", "fresh", "tasks")

    def __init__(self, flow: Flow, case: Case, act: Act, basis: Basis) -> None:
        self.flow = flow
        self.case = case
        self.act = act
        self.basis = basis
        self.facts: dict[_At, tuple[Fact, ...]] = {(state.clock, state.key): state.facts for state in case.clocks}
        self.added: dict[_At, tuple[Fact, ...]] = {}
        self.fresh: set[_At] = set()
        self.tasks = dict.fromkeys(case.tasks)
        self.changes: list[TaskChange] = []

    def start(self, at: _At, facts: tuple[Fact, ...]) -> None:
        """Start a clock, forgetting what it was before."""
        self.facts[at] = self.added[at] = facts
        self.fresh.add(at)

    def add(self, at: _At, *facts: Fact) -> None:
        """Add facts to a clock that has some."""
        self.facts[at] += facts
        self.added[at] = self.added[at] + facts if at in self.added else facts


def _key(desk: _Changes, task: str) -> str:
    return str(desk.act.payload[desk.flow.tasks_by_id[task].key]) if task else ""


def _at(desk: _Changes, clock: str) -> _At:
    task = desk.flow.clocks_by_id[clock].task
    return clock, _key(desk, task) if task else ""


def _moment(desk: _Changes, clock: str, name: str = "") -> Moment:
    """Give the moment of an effect as the clock's rule takes it: an instant for hours, a day for all else."""
    given: Value | Moment | None = _fact(desk, name) if name else desk.act.on
    if type(given) is date:
        return given
    if not isinstance(given, date):
        why = Reason(
            "clock.origin_no_day",
            f"期限“{clock}”的日期取自“{name}”，其值{given}不是日期",
            f"the fact {name!r} that dates clock {clock!r} is {given!r}, not a day",
        )
        raise TimelineError("Started", None, why)
    day = day_of(given)
    rule = desk.basis.rule(desk.flow.clocks_by_id[clock].rule, day)
    return given if isinstance(rule.term, Hours) else day


def _fact(desk: _Changes, name: str) -> Value | None:
    payload = desk.act.payload
    return payload[name] if name in payload else desk.case.facts.get(name)


def _start(desk: _Changes, effect: Start) -> None:
    at, on = _at(desk, effect.clock), _moment(desk, effect.clock, effect.on)
    was = desk.facts.get(at) if at[1] else None
    if was is not None and not is_stopped(was):
        since = was[0].on
        raise TimelineError(
            "Started",
            on,
            Reason(
                "clock.started_already",
                f"该期限已自{since}起计算，只登记一次；日期有误的，先更正原记录",
                f"clock {effect.clock!r} has run since {since}: void that entry to put its day right",
            ),
        )
    given = _fact(desk, effect.term) if effect.term else None
    agreed = (Agreed(on, _agreed(effect.term, given, on)),) if given is not None else ()
    desk.start(at, (Started(on), *agreed))
    if effect.beyond:
        _check_beyond(desk, at, effect.beyond)


def _check_beyond(desk: _Changes, at: _At, other: str) -> None:
    """Refuse a term in place of another that would end before it."""
    state = desk.case.clock(other)
    ends = counted(desk.flow, desk.basis, at[0], desk.facts[at])[0]
    if state is None or state.due is None or ends is None or not is_before(ends, state.due):
        return
    raise TimelineError(
        "Agreed",
        None,
        Reason(
            "clock.ends_before_another",
            f"所定期限{ends}届满，早于原期限{state.due}：延迟的期限不应提前届满",
            f"the term would end on {ends}, before the term that it replaces, {state.due}",
        ),
    )


def _agreed(name: str, given: Value, on: Moment) -> WorkingDays | CalendarDays:
    """Give the length that the agency set: a number of working days, or the calendar days up to a last day it named."""
    if type(given) is int:
        return WorkingDays(given)
    if type(given) is date:
        if given <= day_of(on):
            why = Reason(
                "clock.last_day_before_start",
                f"最后一日“{name}”为 {given}，不在起算日 {day_of(on)} 之后",
                f"the last day {name!r} is {given}, not after the start on {day_of(on)}",
            )
            raise TimelineError("Agreed", on, why)
        return CalendarDays((given - day_of(on)).days)
    why = Reason(
        "clock.no_length",
        f"“{name}”的值{given}既不是工作日数，也不是最后一日",
        f"the fact {name!r} is {given!r}, neither a number of working days nor a last day",
    )
    raise TimelineError("Agreed", on, why)


def _stop(desk: _Changes, effect: Stop) -> None:
    if effect.clock == ALL:
        for task, key in tuple(desk.tasks):
            _close(desk, task, key)
    for at, facts in desk.facts.items():
        if effect.clock in (ALL, at[0]) and not is_stopped(facts):
            desk.add(at, Stopped(_like(desk.act.on, facts), effect.cause or desk.act.command))


def _suspend(desk: _Changes, effect: Suspend) -> None:
    _add(desk, effect.clock, Suspended(_moment(desk, effect.clock), effect.cause))


def _resume(desk: _Changes, effect: Resume) -> None:
    _add(desk, effect.clock, Resumed(_moment(desk, effect.clock), effect.cause))


def _like(on: Moment, facts: tuple[Fact, ...]) -> Moment:
    """Give a moment in the kind that a clock's facts have."""
    if not isinstance(facts[0].on, datetime):
        return day_of(on)
    if not isinstance(on, datetime):
        why = Reason(
            "clock.needs_instant",
            "该期限以小时计：请给出带时区的时刻",
            "this clock runs in hours: give the instant as an aware datetime",
        )
        raise TimelineError("Stopped", on, why)
    return on


def _add(desk: _Changes, clock: str, *facts: Fact) -> None:
    at = _at(desk, clock)
    if at not in desk.facts:
        zh = desk.flow.clocks_by_id[clock].zh
        why = Reason("clock.never_started", f"“{zh}”没有起算", f"clock {clock!r} was never started")
        raise TimelineError(type(facts[0]).__name__, facts[0].on, why)
    desk.add(at, *facts)


def _restart(desk: _Changes, effect: Restart) -> None:
    on = _moment(desk, effect.clock, effect.on)
    before = desk.facts.get(_at(desk, effect.clock), ())
    since = _asked_on(desk, effect, before)
    state = desk.case.clock(effect.notice) if effect.notice else None
    is_first = not any(isinstance(fact, Restarted) for fact in before)
    late = is_first and since is not None and state is not None and state.due is not None and is_after(since, state.due)
    ordered = desk.act.payload.get(effect.term)
    term = None if ordered is None else _agreed(effect.term, ordered, on)
    facts: list[Fact] = [Resumed(on, effect.cause)] if _is_suspended_for(before, effect.cause, "") else []
    _add(
        desk,
        effect.clock,
        *facts,
        Restarted(on, effect.cause, since, late=late, term=term, ends_pauses=effect.ends_pauses),
    )


def _asked_on(desk: _Changes, effect: Restart, before: tuple[Fact, ...]) -> Moment | None:
    """Give the day on which the agency asked for what now came; None if the clock had been stopped before that."""
    paused = [fact for fact in before if isinstance(fact, (Suspended, Stopped))]
    if not effect.asked:
        return paused[-1].on if paused else None
    asked = last_unvoided(desk.case.events, (effect.asked,))
    if asked is None or not before:
        return None
    on = _like(asked.on, before)
    return None if is_stopped(before) and is_before(paused[-1].on, on) else on


def _extend(desk: _Changes, effect: Extend) -> None:
    on = _moment(desk, effect.clock)
    n = desk.act.payload.get(effect.term)
    term = None
    if isinstance(n, int):
        rule = rule_of(desk.flow, desk.basis, effect.clock, desk.facts.get(_at(desk, effect.clock), ()))
        term = (type(rule.extension.at_most) if rule.extension else WorkingDays)(n)
    _add(desk, effect.clock, Extended(on, term, desk.act.by.name))


def _open_task(desk: _Changes, effect: OpenTask) -> None:
    task, key = effect.task, _key(desk, effect.task)
    spec = desk.flow.tasks_by_id[task]
    if (task, key) in desk.tasks:
        why = Reason(
            "task.already_open", f"对{key}的“{spec.zh}”已在办理", f"sub-task {task!r} is already open for {key!r}"
        )
        raise TimelineError("Suspended", desk.act.on, why, spec.article)
    desk.tasks[task, key] = None
    desk.changes.append(TaskChange(task, key, is_open=True))
    for clock in spec.suspends:
        facts = desk.facts.get((clock, ""))
        if facts is None or is_stopped(facts):
            continue
        if rule_of(desk.flow, desk.basis, clock, facts).suspension(spec.cause) is None:
            continue  # this version of the law lets the time run on
        desk.add((clock, ""), Suspended(_like(desk.act.on, facts), spec.cause, f"{task}:{key}"))


def _close_task(desk: _Changes, effect: CloseTask) -> None:
    _close(desk, effect.task, _key(desk, effect.task))


def _close(desk: _Changes, task: str, key: str) -> None:
    spec = desk.flow.tasks_by_id[task]
    if (task, key) not in desk.tasks:
        why = Reason("task.not_open", f"对{key}的“{spec.zh}”没有在办理", f"sub-task {task!r} is not open for {key!r}")
        raise TimelineError("Resumed", desk.act.on, why, spec.article)
    del desk.tasks[task, key]
    desk.changes.append(TaskChange(task, key, is_open=False))
    pause, over = f"{task}:{key}", _over(desk, spec, key)
    for clock in spec.suspends:
        facts = desk.facts.get((clock, ""), ())
        if _is_suspended_for(facts, spec.cause, pause):
            desk.add((clock, ""), Resumed(_like(over, facts), spec.cause, pause))
    clocks = desk.flow.clocks_by_id
    for at, facts in desk.facts.items():
        if at[1] == key and clocks[at[0]].task == task and not is_stopped(facts):
            desk.add(at, Stopped(_like(desk.act.on, facts), desk.act.command))


def _over(desk: _Changes, spec: Task, key: str) -> Moment:
    """Give the moment at which a sub-task was over: when it is closed, but not after the last day of its clock."""
    state = desk.case.clock(spec.clock, key) if spec.clock else None
    if state is None or state.due is None or not is_before(state.due, desk.act.on):
        return desk.act.on
    return state.due


def _close_earlier(desk: _Changes, effect: CloseEarlier) -> None:
    spec, key = desk.flow.tasks_by_id[effect.task], _key(desk, effect.task)
    pause = f"{spec.id}:{key}"
    for clock in spec.suspends:
        facts = desk.facts.get((clock, ""), ())
        ended = [fact for fact in facts if isinstance(fact, Resumed) and (fact.cause, fact.key) == (spec.cause, pause)]
        if ended and not is_stopped(facts) and is_before(desk.act.on, ended[-1].on):
            on = _like(desk.act.on, facts)
            desk.start((clock, ""), tuple(evolve(fact, on=on) if fact is ended[-1] else fact for fact in facts))


_WORK: Mapping[type[ClockEffect], Callable[[_Changes, Any], None]] = {
    Start: _start,
    Stop: _stop,
    Suspend: _suspend,
    Resume: _resume,
    Restart: _restart,
    Extend: _extend,
    OpenTask: _open_task,
    CloseTask: _close_task,
    CloseEarlier: _close_earlier,
}
"""What each effect does to the desk."""


def _is_suspended_for(facts: tuple[Fact, ...], cause: str, key: str) -> bool:
    """Tell whether the last suspension of this name has not been followed by its resumption."""
    for fact in reversed(facts):
        if isinstance(fact, (Suspended, Resumed)) and fact.key == key and fact.cause == cause:
            return isinstance(fact, Suspended)
    return False


def _closed(desk: _Changes, at: _At, added: tuple[Fact, ...]) -> ClockChange:
    clock, key = at
    old = desk.case.clock(clock, key) if len(added) == 1 and isinstance(added[0], Stopped) else None
    if old is not None:  # a stop moves no due date
        return ClockChange(clock, key, added, old.due, old.earliest, old.rule, old.calendar, "", old.certainty)
    return change_of(desk.flow, desk.basis, clock, key, desk.facts[at], added, fresh=at in desk.fresh)
