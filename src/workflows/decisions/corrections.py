"""Corrections and what comes from outside: events voided, cases linked, deadlines recomputed, alarms recorded.

A wrong entry is never edited. It is voided by an event with a reason and a second person, the case is replayed
without it, and what that changes can be seen beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NoReturn

from attrs import evolve as changed
from attrs import frozen

from deadlines.counting.timeline import Moment
from deadlines.errors import Reason, TimelineError
from workflows.cases.case import Case, evolve, replay, voided_seqs
from workflows.cases.events import (
    ALARM,
    ERASED,
    KEEPS_STATE,
    LINKED,
    NOTED,
    NOTES,
    OPENED,
    RECOMPUTED,
    RETAINED,
    VOIDED,
    Actor,
    Event,
    Occasion,
)
from workflows.decisions.counts import recounted
from workflows.decisions.decide import allowed, refuse
from workflows.decisions.entry import entry
from workflows.decisions.wording import attempt, event_title, titles_of
from workflows.errors import Attempt, BadFacts, FactFault, NotPermitted
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.places.place import Basis
from workflows.values import is_another, is_blank


@frozen
class MovedDeadline:
    """A deadline before and after; None where there is none."""

    clock: str
    key: str
    before: Moment | None
    after: Moment | None


Dues = Mapping[tuple[str, str], Moment | None]
"""Clock and key to the due date, None while it is suspended."""

_ABSENT = object()


def moved_deadlines(before: Dues, after: Dues) -> tuple[MovedDeadline, ...]:
    """Give the deadlines that differ; a clock that is in one alone differs too."""
    return tuple(
        MovedDeadline(*at, before.get(at), after.get(at))
        for at in dict.fromkeys((*before, *after))
        if before.get(at, _ABSENT) != after.get(at, _ABSENT)
    )


@frozen
class Consequences:
    """What voiding an event would change."""

    event: Event
    state_before: str
    state_after: str
    outcome_before: str
    outcome_after: str
    deadlines: tuple[MovedDeadline, ...]
    facts_lost: tuple[str, ...]
    alarms: tuple[int, ...]


def void(
    flow: Flow,
    case: Case,
    seq: int,
    occasion: Occasion,
    *,
    reason: str,
    approved_by: Actor,
    basis: Basis,
) -> tuple[Event, ...]:
    """Void an event: the case is as if it had not happened, and the history keeps both.

    Later events must still follow without it; otherwise void them first, the latest first.

    Raises:
        NotPermitted: The flow lets other roles correct.
        GuardFailed: No reason, no second person, no such event, or a later event rests on it.
    """
    act = Act("void", occasion.on, occasion.by, recorded=occasion.recorded)
    _check_people(flow, case, act, approved_by)
    if is_blank(reason):
        why = Reason("correction.no_reason", "更正须写明理由", "a correction needs its reason")
        _refuse(flow, case, act, "reason", why)
    wrong = _target(flow, case, seq, act)
    detail = (("reason", reason), ("approved_by", approved_by.name), ("approved_role", approved_by.role))
    event = entry(case, VOIDED, act, basis=flow.article, voids=seq, detail=detail)
    after = replay((*case.events, event))
    _check_chain(flow, case, after, wrong, act)
    try:
        clocks = tuple(change for state in after.clocks if (change := recounted(state, flow, basis)) is not None)
    except TimelineError as error:
        why = Reason(
            "correction.later_facts",
            f"以后的事实以第 {seq} 条为前提（{error.why.zh}）；请先撤销以后的",
            f"later facts rest on event {seq}: {error.why}; void those first",
        )
        _refuse(flow, case, act, "clock", why)
    return (changed(event, state=after.state, outcome=after.outcome, clocks=clocks),)


def preview_void(
    flow: Flow, case: Case, seq: int, occasion: Occasion, *, approved_by: Actor, basis: Basis
) -> Consequences:
    """Show what voiding an event would change, before it is committed.

    Raises:
        Refused: As ``void`` would.
    """
    (event,) = void(flow, case, seq, occasion, reason="preview", approved_by=approved_by, basis=basis)
    after = evolve(case, event)
    return Consequences(
        event=next(past for past in case.events if past.seq == seq),
        state_before=case.state,
        state_after=after.state,
        outcome_before=case.outcome,
        outcome_after=after.outcome,
        deadlines=moved_deadlines(
            {(state.clock, state.key): state.due for state in case.clocks},
            {(state.clock, state.key): state.due for state in after.clocks},
        ),
        facts_lost=tuple(name for name in case.facts if after.facts.get(name) != case.facts[name]),
        alarms=tuple(past.seq for past in case.events if past.type == ALARM and past.seq > seq),
    )


def link(
    flow: Flow,
    case: Case,
    relation: str,
    other: str,
    occasion: Occasion,
) -> tuple[Event, ...]:
    """Tie a case to another, such as ``("review_of", "FOI-2024-17")``. State and clocks stay as they are."""
    act = Act("link", occasion.on, occasion.by, recorded=occasion.recorded)
    if not isinstance(relation, str) or not relation or not other or other == case.id:
        why = Reason(
            "link.incomplete",
            f"关联须有关系和另一案件，不能是“{relation}”与“{other}”",
            f"a link needs a relation and another case, not {relation!r} to {other!r}",
        )
        _refuse(flow, case, act, "link", why)
    return (entry(case, LINKED, act, detail=(("relation", relation), ("other", other))),)


def note(case: Case, notes: Mapping[str, str], occasion: Occasion) -> tuple[Event, ...]:
    """Set title, number or assignee of a case. State and clocks stay as they are.

    Raises:
        BadFacts: A note has another name or is empty, or there is none.
    """
    faults = tuple(_note_faults(notes))
    if faults:
        raise BadFacts(faults, Attempt(case.id, "note", case.state, "记载名称和承办人"), article="")
    return (
        entry(
            case, NOTED, Act("note", occasion.on, occasion.by, recorded=occasion.recorded), detail=tuple(notes.items())
        ),
    )


def retain(case: Case, occasion: Occasion, through: date, refs: Sequence[str], reason: str) -> tuple[Event, ...]:
    """Record until when the personal data of a case are kept. State and clocks stay as they are.

    Raises:
        BadFacts: There is no reason.
    """
    detail = (("through", through.isoformat()), ("refs", " ".join(refs)), ("reason", reason))
    return _of_personal(case, RETAINED, "retain", occasion, detail, reason)


def erase(case: Case, occasion: Occasion, refs: Sequence[str], reason: str) -> tuple[Event, ...]:
    """Record that personal data of a case were erased. State and clocks stay as they are.

    Raises:
        BadFacts: There is no reason.
    """
    detail = (("refs", " ".join(refs)), ("reason", reason))
    return _of_personal(case, ERASED, "erase", occasion, detail, reason)


def _of_personal(
    case: Case, kind: str, command: str, occasion: Occasion, detail: tuple[tuple[str, str], ...], reason: str
) -> tuple[Event, ...]:
    if is_blank(reason):
        why = Reason("personal.no_reason", "须写明理由", "it needs its reason")
        title = {RETAINED: "定个人信息保存期限", ERASED: "删除个人信息"}[kind]
        raise BadFacts((FactFault("reason", why),), Attempt(case.id, command, case.state, title), article="")
    act = Act(command, occasion.on, occasion.by, recorded=occasion.recorded)
    return (entry(case, kind, act, detail=detail),)


def recompute(flow: Flow, case: Case, occasion: Occasion, *, basis: Basis) -> tuple[Event, ...]:
    """Count every clock that is not stopped anew; give an event if a due date moved, nothing otherwise.

    Cases in an end state never change.
    """
    if flow.states_by_id[case.state].kind == "end":
        return ()
    ticking = (state for state in case.clocks if state.status != "stopped")
    clocks = tuple(change for state in ticking if (change := recounted(state, flow, basis)) is not None)
    if not clocks:
        return ()
    return (
        entry(case, RECOMPUTED, Act("recompute", occasion.on, occasion.by, recorded=occasion.recorded), clocks=clocks),
    )


def _note_faults(notes: Mapping[str, str]) -> Iterator[FactFault]:
    known = ", ".join(NOTES)
    for name, text in notes.items():
        if name not in NOTES:
            why = Reason("note.unknown", f"没有“{name}”这一项；可写 {known}", f"no note {name!r}; give one of {known}")
            yield FactFault(name, why)
        elif not text or not isinstance(text, str):
            yield FactFault(name, Reason("note.empty", f"“{name}”没有内容；请写明", f"note {name!r} is empty; give it"))
    if not notes:
        why = Reason("note.none", f"没有写明任何一项；可写 {known}", f"no note is given; give one of {known}")
        yield FactFault("", why)


def _check_people(flow: Flow, case: Case, act: Act, approved_by: Actor) -> None:
    by = act.by
    for actor in (by, approved_by):
        if actor.role not in flow.corrected_by:
            raise NotPermitted(
                attempt(flow, case.id, "void", case.state),
                role=actor.role,
                roles=flow.corrected_by,
                titles=titles_of(flow, (actor.role, *flow.corrected_by)),
                article=flow.article,
                allowed=allowed(flow, case, act.on, by),
            )
    if not is_another(by.name, approved_by.name):
        why = Reason(
            "correction.second_person",
            f"须由另一人批准：提出人“{by.name}”，批准人“{approved_by.name}”",
            f"a second person must approve: {by.name!r} asks and {approved_by.name!r} approves",
        )
        _refuse(flow, case, act, "second_person", why)


def _target(flow: Flow, case: Case, seq: int, act: Act) -> Event:
    wrong = next((event for event in case.events if event.seq == seq), None)
    if wrong is None:
        why = Reason(
            "correction.no_such_event",
            f"没有第 {seq} 条记录；记录为第 1 至第 {case.seq} 条",
            f"it has no event {seq}; it has 1 to {case.seq}",
        )
        _refuse(flow, case, act, "event", why)
    why_not = _not_voidable(case, wrong)
    if why_not is not None:
        _refuse(flow, case, act, "event", why_not)
    return wrong


def _not_voidable(case: Case, wrong: Event) -> Reason | None:
    if wrong.type == OPENED:
        return Reason(
            "correction.opening", "登记不能撤销；请改为办结案件", "its opening cannot be voided; end the case instead"
        )
    if wrong.type in (RECOMPUTED, ERASED):
        return Reason(
            "correction.consequence",
            f"第 {wrong.seq} 条（{wrong.type}）是随其他记录而生的；请撤销其原因",
            f"event {wrong.seq} is {wrong.type}, a consequence; void its cause",
        )
    if wrong.seq in voided_seqs(case.events):
        return Reason("correction.voided_before", f"第 {wrong.seq} 条已经撤销", f"event {wrong.seq} is already voided")
    return None


def _check_chain(flow: Flow, case: Case, after: Case, wrong: Event, act: Act) -> None:
    """Refuse to leave a later event that started in another state, or a clock or sub-task open in an end state."""
    voided = voided_seqs(after.events)
    state = ""
    for event in after.events:
        if event.seq in voided or event.type in KEEPS_STATE:
            continue
        if event.source != state:
            zh = flow.states_by_id[event.source].zh
            why = Reason(
                "correction.later_event",
                f"第 {event.seq} 条（{event_title(flow, event.type)}）始于“{zh}”，撤销后案件不会在该状态；"
                f"请先撤销第 {event.seq} 条，再撤销第 {wrong.seq} 条",
                f"event {event.seq} {event.type} started in {event.source!r}, where the case would not have been; "
                f"void it before event {wrong.seq}",
            )
            _refuse(flow, case, act, "event", why)
        state = event.state
    if flow.states_by_id[after.state].kind == "end":
        _check_nothing_open(flow, case, after, wrong, act)


def _check_nothing_open(flow: Flow, case: Case, after: Case, wrong: Event, act: Act) -> None:
    ticking = [state.clock for state in after.clocks if state.status != "stopped"]
    if not ticking and not after.tasks:
        return
    left = [f"clock {clock!r}" for clock in ticking] + [f"sub-task {task!r} of {key!r}" for task, key in after.tasks]
    left_zh = [flow.clocks_by_id[clock].zh for clock in ticking]
    left_zh += [f"对{key}的“{flow.tasks_by_id[task].zh}”" for task, key in after.tasks]
    why = Reason(
        "correction.left_open",
        f"终结状态“{flow.states_by_id[after.state].zh}”下会留有未结的{'、'.join(left_zh)}；"
        f"请先撤销办结案件的记录，再撤销第 {wrong.seq} 条",
        f"{', '.join(left)} would be left open in the end state {after.state!r}; "
        f"void the event that ended the case before event {wrong.seq}",
    )
    _refuse(flow, case, act, "event", why)


def _refuse(flow: Flow, case: Case, act: Act, guard: str, why: Reason) -> NoReturn:
    refuse(flow, case, act, guard, why, flow.article)
