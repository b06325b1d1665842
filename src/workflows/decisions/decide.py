"""From a command to events, or a refusal that cites its article. Pure: nothing is written, no clock is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NoReturn

from deadlines.counting.timeline import Moment
from deadlines.errors import NotInForceError, Reason, TimelineError
from deadlines.law.terms import TermError
from workflows.cases.case import Case
from workflows.cases.events import OPENED, Actor, ClockChange, Event, Occasion, TaskChange
from workflows.decisions.clocks import changes_of_move
from workflows.decisions.entry import entry
from workflows.decisions.faults import faults_of, left_out
from workflows.decisions.times import in_future, out_of_order, unproved, wrong_days
from workflows.decisions.wording import attempt, condition, elsewhere, titles_of
from workflows.errors import BadFacts, FactFault, GuardFailed, NotAllowedHere, NotPermitted, WrongFlow
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.flows.parts import Guard, Move
from workflows.flows.table import Transition
from workflows.places.place import NATIONAL, Basis, Place
from workflows.values import Value, day_of, plain_name

_NOTHING: Mapping[str, Value] = {}

_NO_NOTES: Mapping[str, str] = {}


def open_case(
    flow: Flow,
    case_id: str,
    occasion: Occasion,
    *,
    agency: str = "",
    place: Place = NATIONAL,
    notes: Mapping[str, str] = _NO_NOTES,
) -> tuple[Event, ...]:
    """Open a case in the initial state of a flow, pinned to this version of it.

    ``notes`` are what it is called and who has it, such as ``title`` and ``assignee``; empty ones are left out.

    Raises:
        NotPermitted: The flow does not let this role open a case.
        BadFacts: It would be opened in the future.
    """
    by = occasion.by
    wrong = in_future(occasion.on, occasion.recorded)
    if wrong:
        raise BadFacts(wrong, attempt(flow, case_id, "open", ""), article=flow.article)
    if by.role not in flow.opened_by:
        raise NotPermitted(
            attempt(flow, case_id, "open", ""),
            role=by.role,
            roles=flow.opened_by,
            titles=titles_of(flow, (by.role, *flow.opened_by)),
            article=flow.article,
        )
    named = [(name, text) for name, text in notes.items() if text]
    detail = (("agency", agency), ("place", place.id), ("digest", flow.digest), *named)
    event = Event(
        case_id=case_id,
        seq=1,
        type=OPENED,
        on=occasion.on,
        recorded=occasion.written,
        by=by,
        flow=flow.name,
        source="",
        state=flow.initial,
        basis=flow.article,
        detail=detail,
    )
    return (event,)


def decide(
    flow: Flow,
    case: Case,
    command: str,
    occasion: Occasion,
    *,
    basis: Basis,
    payload: Mapping[str, Value] = _NOTHING,
) -> tuple[Event, ...]:
    """Decide what a command leads to on a case.

    Nothing is changed: ``evolve`` the case with the events.

    Args:
        flow: The version of the flow that the case is pinned to.
        case: As it is now.
        command: What is asked for.
        occasion: When it happened, an aware instant where a clock in hours is touched; who asks, in which role; when it
            is written down, not before it happened.
        basis: Calendar, rules and place that due dates are counted by.
        payload: The facts that the command brings, by name.

    Raises:
        NotAllowedHere: The flow has no such command in this state.
        NotPermitted: The flow gives it to other roles.
        BadFacts: Facts are missing, of another kind or impossible: in the future, before what they answer, without
            their evidence. All are named at once, before any condition is asked.
        GuardFailed: A condition does not hold, it comes before what it rests on, or a clock refuses.
        CalendarGapError: A due date lies past the announced days.
    """
    if flow.name != case.flow:
        raise WrongFlow(case.id, case.flow, flow.name)
    payload = _as_named_before(flow, case, payload) if payload and flow.tasks else payload
    act = Act(command, occasion.on, occasion.by, payload, basis.place, occasion.recorded)
    step = choose(flow, case, act)
    _check_times(flow, case, act, step)
    move = step.move
    clocks, tasks = _changes(flow, case, move, act, basis)
    facts = (*payload.items(), *move.sets) if payload else move.sets
    outcome = str(payload[move.outcome_from]) if move.outcome_from else move.outcome
    if not (outcome or move.reopens):
        outcome = case.outcome
    event = entry(
        case,
        move.event,
        act,
        state=step.target,
        outcome=outcome,
        basis=move.article,
        facts=facts,
        clocks=clocks,
        tasks=tasks,
        reopened=move.reopens,
    )
    return (event,)


def _changes(
    flow: Flow, case: Case, move: Move, act: Act, basis: Basis
) -> tuple[tuple[ClockChange, ...], tuple[TaskChange, ...]]:
    """Give what a move does to clocks and sub-tasks, or refuse with the reason of whoever counts."""
    try:
        changes = changes_of_move(flow, case, move, act, basis)
    except TimelineError as error:
        refuse(flow, case, act, "clock", error.why, error.article or move.article)
    except TermError as error:
        raise BadFacts(
            _no_term(act, error), attempt(flow, case.id, act.command, case.state), article=move.article
        ) from None
    except NotInForceError as error:
        refuse(flow, case, act, "clock", Reason("act.no_rule", error.zh, error.en), move.article)
    late = unproved(flow, case, act, changes[0])
    if late is not None:
        raise BadFacts((late,), attempt(flow, case.id, act.command, case.state), article=move.article)
    return changes


def _as_named_before(flow: Flow, case: Case, payload: Mapping[str, Value]) -> Mapping[str, Value]:
    """Give facts in which whoever has a sub-task is named as before: a blank more makes nobody another."""
    for task in flow.tasks:
        given = payload.get(task.key)
        if not isinstance(given, str):
            continue
        plain = plain_name(given)
        named = (str(dict(event.facts).get(task.key, "")) for event in case.events)
        known = next((name for name in named if name and plain_name(name) == plain), given)
        if known != given:
            payload = {**payload, task.key: known}
    return payload


def _no_term(act: Act, error: TermError) -> tuple[FactFault, ...]:
    """Name the facts that were meant as a length of time and cannot be one."""
    why = Reason("term.not_whole", error.zh, error.en)
    return tuple(FactFault(name, why) for name, given in act.payload.items() if given is error.n)


def allowed(flow: Flow, case: Case, on: Moment, by: Actor, place: Place = NATIONAL) -> tuple[str, ...]:
    """Give the commands that this actor may give now, in the order of the flow. Asking is free.

    A condition on the facts that a command brings counts as possible.
    """
    return tuple(possible(flow, case, on, by, place))


def options(flow: Flow, case: Case, on: Moment, by: Actor, place: Place = NATIONAL) -> tuple[Move, ...]:
    """Give the moves that this actor may make now, with the facts each requires."""
    offered = possible(flow, case, on, by, place).items()
    return tuple(flow.table[case.state, command][at].move for command, which in offered for at in which)


def possible(flow: Flow, case: Case, on: Moment, by: Actor, place: Place = NATIONAL) -> dict[str, tuple[int, ...]]:
    """Give the commands that this actor may give now, each with the places in the table of the steps that it may be.

    What no facts could make possible is not there: conditions that read the case alone have been asked.
    """
    found: dict[str, tuple[int, ...]] = {}
    for command in flow.commands:
        steps = flow.table.get((case.state, command), ())
        if not any(by.role in step.by for step in steps):
            continue
        act = Act(command, on, by, _NOTHING, place)
        if not _has_lapsed(flow, case, act):
            continue
        which = tuple(at for at, step in enumerate(steps) if by.role in step.by and _is_possible(step, case, act))
        if which:
            found[command] = which
    return found


def _is_possible(step: Transition, case: Case, act: Act) -> bool:
    """Tell whether some facts could make a step possible."""
    return _failing(step, case, act, asking=True) is None and all(case.open_tasks(task) for task in step.closes)


def steps_for(flow: Flow, case: Case, act: Act) -> list[Transition]:
    """Give the steps that a command may be for the role that asks, where the case is.

    Raises:
        NotAllowedHere: The flow has no such command in this state.
        NotPermitted: The flow gives it to other roles.
    """
    steps = flow.table.get((case.state, act.command), ())
    mine = [step for step in steps if act.by.role in step.by]
    if not mine:
        _refuse_role(flow, case, act, steps)
    return mine


def choose(flow: Flow, case: Case, act: Act) -> Transition:
    """Look up the step of the table that a command takes: state, role, facts, guards; due dates are not counted.

    Facts that no step of the command could take are told before any guard speaks.

    Raises:
        Refused: As ``decide`` would, before it looks at clocks.
        BadFacts: A fact is missing, of another kind or impossible.
    """
    mine = steps_for(flow, case, act)
    _check_facts(flow, case, act, mine)
    if act.command in flow.clocks_by_lapse and not _has_lapsed(flow, case, act):
        clock = flow.clocks_by_lapse[act.command]
        why = Reason("clock.not_lapsed", f"{clock.zh}尚未届满", f"clock {clock.id!r} has not lapsed")
        refuse(flow, case, act, "lapsed", why, mine[0].move.article)
    failed: list[tuple[Guard, bool]] = []
    for step in mine:
        failing = _failing(step, case, act)
        if failing is None:
            if len(mine) > 1:
                _check_facts(flow, case, act, [step])
            return step
        failed.append(failing)
    guard, wanted = min(failed, key=lambda pair: pair[0].reads_payload)
    fields = left_out(act.payload, guard) if wanted and guard.needs else ()
    return refuse(flow, case, act, guard.id, condition(flow, guard, wanted=wanted), guard.article, fields)


def _refuse_role(flow: Flow, case: Case, act: Act, steps: tuple[Transition, ...]) -> NoReturn:
    if not steps:
        _refuse_here(flow, case, act)
    roles = tuple(dict.fromkeys(role for step in steps for role in step.move.by))
    raise NotPermitted(
        attempt(flow, case.id, act.command, case.state),
        role=act.by.role,
        roles=roles,
        titles=titles_of(flow, (act.by.role, *roles)),
        article=steps[0].move.article,
        allowed=allowed(flow, case, act.on, act.by, act.place),
    )


def _failing(step: Transition, case: Case, act: Act, *, asking: bool = False) -> tuple[Guard, bool] | None:
    for guard, test, wanted in step.tests:
        if asking and guard.reads_payload:
            if wanted and guard.could_hold is not None and not guard.could_hold(case, act):
                return guard, wanted
            continue
        if bool(test(case, act)) is not wanted:
            return guard, wanted
    return None


def _has_lapsed(flow: Flow, case: Case, act: Act) -> bool:
    """Tell whether the clock has lapsed whose lapse this command is; true for every other command."""
    clock = flow.clocks_by_lapse.get(act.command)
    if clock is None:
        return True
    key = act.payload.get(flow.tasks_by_id[clock.task].key) if clock.task else None
    return any(
        state.lapsed(act.on) for state in case.clocks if state.clock == clock.id and (key is None or state.key == key)
    )


def _check_facts(flow: Flow, case: Case, act: Act, steps: list[Transition]) -> None:
    """Refuse facts that fit none of some steps, with all that stands between them and the nearest.

    Where they fit one of them it is for the guards to say why it may be that one or not.
    """
    at_fault: list[tuple[tuple[FactFault, ...], Transition]] = []
    for step in steps:
        faults = _faults(flow, case, act, step)
        if not faults:
            return
        at_fault.append((faults, step))
    faults, step = at_fault[0] if len(at_fault) == 1 else min(at_fault, key=partial(_distance, case, act))
    raise BadFacts(faults, attempt(flow, case.id, act.command, case.state), article=step.move.article)


def _distance(case: Case, act: Act, wrong: tuple[Sequence[FactFault], Transition]) -> tuple[bool, int]:
    faults, step = wrong
    return _failing(step, case, act, asking=True) is not None, len(faults)


def _faults(flow: Flow, case: Case, act: Act, step: Transition) -> tuple[FactFault, ...]:
    others = flow.table[case.state, act.command]
    faults = faults_of(act.payload, step, others) if act.payload or step.needs else ()
    faults += in_future(act.on, act.recorded)
    return faults + wrong_days(flow, case, act, step.dated) if step.dated else faults


def _check_times(flow: Flow, case: Case, act: Act, step: Transition) -> None:
    opened, happened = day_of(case.opened), day_of(act.on)
    if happened < opened:
        early = Reason(
            "act.before_opening",
            f"发生在 {happened}，早于登记日 {opened}",
            f"it happened on {happened}, before the case was opened on {opened}",
        )
        refuse(flow, case, act, "on", early, step.move.article)
    order = out_of_order(flow, case, act, step)
    if order is not None:
        refuse(flow, case, act, "on", order, step.move.article)


def refuse(
    flow: Flow, case: Case, act: Act, guard: str, reason: Reason, article: str, fields: Sequence[str] = ()
) -> NoReturn:
    """Refuse an act because of a guard, with its article and with what may be done instead.

    Raises:
        GuardFailed: Always.
    """
    raise GuardFailed(
        reason,
        attempt(flow, case.id, act.command, case.state),
        guard=guard,
        fields=fields,
        article=article,
        allowed=allowed(flow, case, act.on, act.by, act.place),
    ) from None


def _refuse_here(flow: Flow, case: Case, act: Act) -> NoReturn:
    moves = [move for move in flow.moves if move.command == act.command]
    raise NotAllowedHere(
        elsewhere(flow, act.command, case.state),
        attempt(flow, case.id, act.command, case.state),
        article=moves[0].article if moves else flow.article,
        allowed=allowed(flow, case, act.on, act.by, act.place),
    )
