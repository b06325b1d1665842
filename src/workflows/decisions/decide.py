"""From a command to events, or a refusal that cites its article. Pure: nothing is written, no clock is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NoReturn

from deadlines.counting.timeline import Moment
from deadlines.errors import NotInForceError, Reason, TimelineError
from workflows.cases.case import Case
from workflows.cases.events import OPENED, Actor, Event
from workflows.decisions.clocks import changes_of_move
from workflows.decisions.entry import entry
from workflows.decisions.times import FactFault, in_future, out_of_order, unproved, wrong_days
from workflows.errors import BadFacts, GuardFailed, NotAllowedHere, NotPermitted, WrongFlow
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.flows.parts import Field, Guard, Move
from workflows.flows.table import Transition
from workflows.places.place import NATIONAL, Basis, Place
from workflows.values import Value, day_of, instant_of, is_blank

_TYPES: Mapping[str, type] = {
    "text": str,
    "code": str,
    "codes": tuple,
    "int": int,
    "bool": bool,
    "day": date,
    "instant": datetime,
}

_NOTHING: Mapping[str, Value] = {}

_NO_NOTES: Mapping[str, str] = {}


def open_case(
    flow: Flow,
    case_id: str,
    *,
    on: Moment,
    by: Actor,
    agency: str = "",
    place: Place = NATIONAL,
    recorded: datetime | None = None,
    notes: Mapping[str, str] = _NO_NOTES,
) -> tuple[Event, ...]:
    """Open a case in the initial state of a flow, pinned to this version of it.

    ``notes`` are what it is called and who has it, such as ``title`` and ``assignee``; empty ones are left out.

    Raises:
        NotPermitted: The flow does not let this role open a case.
        BadFacts: It would be opened in the future.
    """
    wrong = in_future(on, recorded)
    if wrong:
        raise BadFacts(wrong, case_id=case_id, command="open", state="", article=flow.article)
    if by.role not in flow.opened_by:
        raise NotPermitted(
            role=by.role,
            roles=flow.opened_by,
            case_id=case_id,
            command="open",
            state="",
            article=flow.article,
        )
    named = [(name, text) for name, text in notes.items() if text]
    detail = (("agency", agency), ("place", place.id), ("digest", flow.digest), *named)
    event = Event(
        case_id=case_id,
        seq=1,
        type=OPENED,
        on=on,
        recorded=recorded or instant_of(on),
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
    *,
    on: Moment,
    by: Actor,
    basis: Basis,
    payload: Mapping[str, Value] = _NOTHING,
    recorded: datetime | None = None,
) -> tuple[Event, ...]:
    """Decide what a command leads to on a case.

    Nothing is changed: ``evolve`` the case with the events. Without ``recorded`` the fact counts as written down when
    it happened.

    Args:
        flow: The version of the flow that the case is pinned to.
        case: As it is now.
        command: What is asked for.
        on: When it happened; an aware instant where a clock in hours is touched.
        by: Who asks, in which role.
        basis: Calendar, rules and place that due dates are counted by.
        payload: The facts that the command brings, by name.
        recorded: When it is written down; not before it happened.

    Raises:
        NotAllowedHere: The flow has no such command in this state.
        NotPermitted: The flow gives it to other roles.
        BadFacts: It happened in the future, or a fact lies there, or before what it answers, or lacks its evidence.
        GuardFailed: A condition does not hold, a fact is missing or of another type, it comes before what it rests on,
            or a clock refuses.
        CalendarGapError: A due date lies past the announced days.
    """
    if flow.name != case.flow:
        raise WrongFlow(case.id, case.flow, flow.name)
    act = Act(command, on, by, payload, basis.place, recorded)
    step = choose(flow, case, act)
    if payload or step.needs:
        _check_payload(flow, case, act, step)
    _check_times(flow, case, act, step)
    move = step.move
    try:
        clocks, tasks = changes_of_move(flow, case, move, act, basis)
    except TimelineError as error:
        refuse(flow, case, act, "clock", str(error.why), error.article or move.article)
    except NotInForceError as error:
        refuse(flow, case, act, "clock", f"该规定当时尚未施行或者已经失效 / {error}", move.article)
    late = unproved(case, act, clocks)
    if late is not None:
        _refuse_facts(case, act, (late,), move.article)
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


def allowed(flow: Flow, case: Case, on: Moment, by: Actor, place: Place = NATIONAL) -> tuple[str, ...]:
    """Give the commands that this actor may give now, in the order of the flow. Asking is free.

    A condition on the facts that a command brings counts as possible.
    """
    return tuple(dict.fromkeys(move.command for move in options(flow, case, on, by, place)))


def options(flow: Flow, case: Case, on: Moment, by: Actor, place: Place = NATIONAL) -> tuple[Move, ...]:
    """Give the moves that this actor may make now, with the facts each requires."""
    return tuple(
        step.move
        for command in flow.commands
        for step in flow.table.get((case.state, command), ())
        if by.role in step.by
        and _has_lapsed(flow, case, Act(command, on, by, _NOTHING, place))
        and _failing(step, case, Act(command, on, by, _NOTHING, place), asking=True) is None
    )


def choose(flow: Flow, case: Case, act: Act) -> Transition:
    """Look up the step of the table that a command takes: state, role, guards; due dates are not counted.

    Raises:
        Refused: As ``decide`` would, before it looks at clocks.
    """
    steps = flow.table.get((case.state, act.command), ())
    role = act.by.role
    mine = [step for step in steps if role in step.by]
    if not mine:
        _refuse_role(flow, case, act, steps)
    if act.payload:
        _check_types(flow, case, act, mine)
    if act.command in flow.clocks_by_lapse and not _has_lapsed(flow, case, act):
        clock = flow.clocks_by_lapse[act.command]
        why = f"{clock.zh}尚未届满 / clock {clock.id!r} has not lapsed"
        refuse(flow, case, act, "lapsed", why, mine[0].move.article)
    failed: list[tuple[Guard, bool]] = []
    for step in mine:
        missing = _failing(step, case, act)
        if missing is None:
            return step
        failed.append(missing)
    guard, wanted = min(failed, key=lambda pair: pair[0].reads_payload)
    reason = f"{'not so' if wanted else 'so'}: {guard.zh} / {guard.en}"
    return refuse(flow, case, act, guard.id, reason, guard.article)


def _refuse_role(flow: Flow, case: Case, act: Act, steps: tuple[Transition, ...]) -> NoReturn:
    if not steps:
        _refuse_here(flow, case, act)
    raise NotPermitted(
        role=act.by.role,
        roles=tuple(dict.fromkeys(role for step in steps for role in step.move.by)),
        case_id=case.id,
        command=act.command,
        state=case.state,
        article=steps[0].move.article,
        allowed=allowed(flow, case, act.on, act.by, act.place),
    )


def _failing(step: Transition, case: Case, act: Act, *, asking: bool = False) -> tuple[Guard, bool] | None:
    for guard, test, wanted in step.tests:
        if asking and guard.reads_payload:
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


def _check_times(flow: Flow, case: Case, act: Act, step: Transition) -> None:
    if day_of(act.on) < day_of(case.opened):
        why = f"it happened on {day_of(act.on)}, before the case was opened on {day_of(case.opened)}"
        refuse(flow, case, act, "on", why, step.move.article)
    order = out_of_order(flow, case, act, step)
    if order is not None:
        refuse(flow, case, act, "on", order, step.move.article)
    wrong = in_future(act.on, act.recorded) or (wrong_days(case, act, step.dated) if step.dated else ())
    if wrong:
        _refuse_facts(case, act, wrong, step.move.article)


def _check_types(flow: Flow, case: Case, act: Act, steps: list[Transition]) -> None:
    for name, value in act.payload.items():
        item: Field | None = None
        for step in steps:
            if name in step.takes:
                item = step.takes[name]
        if item is None:
            known = dict.fromkeys(item.name for step in steps for item in step.move.requires)
            takes = ", ".join(known) or "no facts"
            refuse(flow, case, act, "payload", f"unknown fact {name!r}; {takes} expected", steps[0].move.article)
        wrong = _wrong(item, value)
        if wrong:
            refuse(flow, case, act, "payload", f"fact {name!r} is {value!r}, {wrong}", steps[0].move.article)


def _wrong(item: Field, value: Value) -> str:
    """Tell what is wrong with a value, or give an empty string."""
    kind = _TYPES[item.kind]
    if type(value) is not kind:
        return f"not {item.kind}"
    if kind is datetime and getattr(value, "tzinfo", None) is None:
        return "not an aware instant"
    if item.choices:
        strange = [one for one in (value if isinstance(value, tuple) else (value,)) if one not in item.choices]
        if strange:
            return f"not one of {', '.join(item.choices)}"
    return "empty" if value == () or (isinstance(value, str) and is_blank(value)) else ""


def _check_payload(flow: Flow, case: Case, act: Act, step: Transition) -> None:
    move = step.move
    for item in step.needs:
        if item.name not in act.payload:
            why = f"fact {item.name!r} is missing: {item.zh} / {item.en}"
            refuse(flow, case, act, "payload", why, move.article)
    for name in act.payload:
        if name not in step.takes:
            refuse(
                flow, case, act, "payload", f"fact {name!r} does not belong to this case of the command", move.article
            )


def _refuse_facts(case: Case, act: Act, faults: Sequence[FactFault], article: str) -> NoReturn:
    raise BadFacts(faults, case_id=case.id, command=act.command, state=case.state, article=article)


def refuse(flow: Flow, case: Case, act: Act, guard: str, reason: str | Reason, article: str) -> NoReturn:
    """Refuse an act because of a guard, with its article and with what may be done instead.

    Raises:
        GuardFailed: Always.
    """
    raise GuardFailed(
        reason,
        guard=guard,
        case_id=case.id,
        command=act.command,
        state=case.state,
        article=article,
        allowed=allowed(flow, case, act.on, act.by, act.place),
    ) from None


def _refuse_here(flow: Flow, case: Case, act: Act) -> NoReturn:
    moves = [move for move in flow.moves if move.command == act.command]
    if moves:
        places = dict.fromkeys(source for source, command in flow.table if command == act.command)
        reason = f"it is possible in {', '.join(places)}"
    else:
        reason = "the flow has no such command"
    raise NotAllowedHere(
        reason,
        case_id=case.id,
        command=act.command,
        state=case.state,
        article=moves[0].article if moves else flow.article,
        allowed=allowed(flow, case, act.on, act.by, act.place),
    )
