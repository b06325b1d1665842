"""When an act may have happened: after what it rests on, its facts between what they answer and the act itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from deadlines.counting.timeline import Moment
from deadlines.errors import Reason
from workflows.cases.case import Case, latest_unvoided
from workflows.cases.events import KEEPS_STATE, ClockChange, Event
from workflows.decisions.wording import event_title
from workflows.errors import FactFault
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.flows.parts import ANY_OPEN, EVIDENCE, SAME, SYSTEM, Field, Move
from workflows.flows.table import Transition
from workflows.values import day_of, instant_of, is_after, is_before


def out_of_order(flow: Flow, case: Case, act: Act, step: Transition) -> Reason | None:
    """Tell why an act cannot have happened when it says, None if it can.

    What leaves the case where it is may be dated back as far as it was possible in every state since. What moves the
    case on is not dated before it came to where it is, unless only a lapse brought it there: whoever acted in time may
    be late in the books.
    """
    # what is not written late cannot have happened before what is written already
    if is_before(act.on, case.events[-1].recorded):
        later = next((event for event in _kept(case) if _stands_against(flow, step, act, event)), None)
        if later is not None:
            return _before(flow, later)
    return None


def entered(case: Case) -> Moment:
    """Give when the case came to the state that it is in."""
    return next((event.on for event in _arrivals(case)), case.opened)


def wrong_days(flow: Flow, case: Case, act: Act, dated: Sequence[Field]) -> tuple[FactFault, ...]:
    """Give the facts of an act that lie in the future, or before what they answer."""
    return tuple(_wrong_days(flow, case, act, dated))


def in_future(on: Moment, recorded: datetime | None) -> tuple[FactFault, ...]:
    """Give the fault of a moment that had not come when it was written down."""
    if recorded is None or instant_of(on) <= recorded:
        return ()
    why = Reason(
        "time.not_yet",
        f"办理时间 {on} 晚于登记时刻 {recorded}：尚未发生的事不能登记",
        f"on: {on} is later than {recorded}, when it was recorded: what has not happened cannot be recorded",
    )
    return (FactFault("on", why),)


def unproved(flow: Flow, case: Case, act: Act, changes: Sequence[ClockChange]) -> FactFault | None:
    """Tell that an act lacks its evidence: written down when a clock was over, it would have stopped or moved it.

    A case that came into the books after that end, from paper or from elsewhere, is taken in as it is.
    """
    recorded = act.recorded
    if recorded is None or act.by.role == SYSTEM or act.payload.get(EVIDENCE.name):
        return None
    over = next((change for change in changes if _was_over(case, act, change, recorded)), None)
    if over is None:
        return None
    why = Reason(
        "time.evidence_needed",
        f"补录：{day_of(act.on)}的事{day_of(recorded)}才登记，其间{flow.clocks_by_id[over.clock].zh}已经届满，须写明凭证",
        f"it happened on {day_of(act.on)} and was recorded on {day_of(recorded)}; clock {over.clock!r} was over by "
        "then: give the evidence",
    )
    return FactFault(EVIDENCE.name, why)


def _was_over(case: Case, act: Act, change: ClockChange, recorded: datetime) -> bool:
    state = case.clock(change.clock, change.key)
    if state is None or not state.lapsed(recorded) or state.lapsed(act.on):
        return False
    return not state.lapsed(case.events[0].recorded)


def _arrivals(case: Case) -> Iterator[Event]:
    """Give the events that brought the case to another state, the last first."""
    return (event for event in _kept(case) if event.source != event.state and event.type not in KEEPS_STATE)


def _kept(case: Case) -> Iterator[Event]:
    """Give the events that have not been voided, the last first."""
    events = case.events
    if any(event.voids for event in events):
        return latest_unvoided(events, {event.type for event in events})
    return reversed(events)


def _stands_against(flow: Flow, step: Transition, act: Act, event: Event) -> bool:
    """Tell whether what happened later rules out that an act happened before it."""
    if event.type in KEEPS_STATE or not is_before(act.on, event.on):
        return False
    if _is_followed(flow, step, act, event):
        return True
    if event.source != event.state:
        if step.move.target == SAME:
            return not _starts_in(step.move, event.source)
        return event.command not in flow.clocks_by_lapse or (event.source, act.command) not in flow.table
    if step.move.target == SAME:
        return False
    # what was done later, where the case was, must have been possible where the act leads
    ways = flow.table.get((step.target, event.command), ())
    return not any(way.move.event == event.type and _starts_in(way.move, event.source) for way in ways)


def _is_followed(flow: Flow, step: Transition, act: Act, event: Event) -> bool:
    """Tell whether the act rests on an event: as its move says, or because both are of one sub-task and one key."""
    named = dict(name.partition(":")[::2] for name in step.move.follows)
    if event.type in named and _is_of(event, named[event.type], act):
        return True
    if event.command in flow.clocks_by_lapse:
        return False
    keys = {task.key for task in flow.tasks if task.key in act.payload}
    return any(name in keys and act.payload[name] == value for name, value in event.facts)


def _starts_in(move: Move, state: str) -> bool:
    return state in move.sources or move.sources == ANY_OPEN


def _before(flow: Flow, event: Event) -> Reason:
    return Reason(
        "time.order",
        f"不得早于{day_of(event.on)}的“{event_title(flow, event.type)}”：所依据的环节在后",
        f"it rests on {event.type} of {day_of(event.on)} and cannot have happened before it",
    )


def _answered(case: Case, act: Act, names: Sequence[str]) -> Event | None:
    """Give the last event of some names, ``EventType`` or ``EventType:fact`` with the value that the act brings."""
    if not names:
        return None
    facts = dict(name.partition(":")[::2] for name in names)
    return next((event for event in latest_unvoided(case.events, facts) if _is_of(event, facts[event.type], act)), None)


def _is_of(event: Event, fact: str, act: Act) -> bool:
    return not fact or dict(event.facts).get(fact) == act.payload.get(fact)


def _wrong_days(flow: Flow, case: Case, act: Act, dated: Sequence[Field]) -> Iterator[FactFault]:
    for item in dated:
        given = act.payload.get(item.name)
        if not isinstance(given, date):
            continue
        why = _ahead(item, given, act) if item.planned else _past(flow, case, item, given, act)
        if why is not None:
            yield FactFault(item.name, why)


def _ahead(item: Field, given: Moment, act: Act) -> Reason | None:
    if not is_before(given, act.on):
        return None
    return Reason(
        "time.past",
        f"{item.zh}{given}早于办理之日{day_of(act.on)}",
        f"{item.en} {given} is before the act on {day_of(act.on)}",
    )


def _past(flow: Flow, case: Case, item: Field, given: Moment, act: Act) -> Reason | None:
    if is_after(given, act.on) or (act.recorded is not None and instant_of(given) > act.recorded):
        return Reason(
            "time.future",
            f"{item.zh}{given}晚于办理之日{day_of(act.on)}：尚未发生的事不能登记",
            f"{item.en} {given} is after the act on {day_of(act.on)}: what has not happened cannot be recorded",
        )
    answered = _answered(case, act, item.answers)
    if answered is None or not is_before(given, answered.on):
        return None
    return Reason(
        "time.before_cause",
        f"{item.zh}{given}早于{day_of(answered.on)}的“{event_title(flow, answered.type)}”",
        f"{item.en} {given} is before {answered.type} of {day_of(answered.on)}, which it answers",
    )
