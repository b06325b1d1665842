"""One command for many cases: what it would lead to in each, then what it led to. A refusal stops no other case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from attrs import field, frozen

from deadlines.counting.timeline import Moment
from workflows.cases.case import Case, evolve
from workflows.cases.events import Actor, Event
from workflows.decisions.corrections import Dues, MovedDeadline, moved_deadlines
from workflows.decisions.decide import decide
from workflows.errors import BadFacts, Refused, WorkflowsError
from workflows.flows.flow import Flow
from workflows.office.acts import check_permitted, heard
from workflows.office.command_key import CommandKey, asked
from workflows.office.desk import Decision, Desk, again, occasion
from workflows.places.place import Basis
from workflows.store.checks import check_text
from workflows.store.port import Query
from workflows.values import Value


@frozen
class Result:
    """What a command leads to in one case; ``refused`` is the error if it is not done, ``written`` that it has been.

    ``article`` is the provision of the refusal.
    """

    case_id: str
    state_before: str = ""
    state_after: str = ""
    outcome: str = ""
    deadlines: tuple[MovedDeadline, ...] = ()
    refused: WorkflowsError | None = None
    article: str = ""
    written: bool = False


@frozen
class CommandForAll:
    """The command that all cases are given."""

    command: str
    by: Actor
    on: Moment | None = None
    payload: Mapping[str, Value] = field(factory=dict, hash=False)
    key: str = ""


def chosen(desk: Desk, selection: Query | Iterable[str]) -> Iterator[str]:
    """Go through the cases of a selection: a query read page by page before anything is done, or ids."""
    if not isinstance(selection, Query):
        ids = list(selection)
        for case_id in ids:
            check_text("case id", case_id)
        yield from dict.fromkeys(ids)
        return
    ids = []
    after: str | None = None
    while True:
        page = desk.store.find(desk.agency, selection, limit=500, after=after)
        ids.extend(row.case_id for row in page.rows)
        after = page.after
        if after is None:
            break
    yield from ids


def what_if(desk: Desk, selection: Query | Iterable[str], request: CommandForAll) -> Iterator[Result]:
    """Tell what a command would lead to in each case; nothing is written."""
    for case_id in chosen(desk, selection):
        try:
            case = desk.fresh(case_id).case
            events = _decision(desk, request)(desk.flow(case.flow), case, desk.clock.now(), desk.basis(case.place))
        except WorkflowsError as error:
            yield _refused(case_id, error)
        else:
            yield _result(case, events, written=False)


def do_all(desk: Desk, selection: Query | Iterable[str], request: CommandForAll) -> Iterator[Result]:
    """Give a command to each case; each is a transaction of its own, and a repeated run repeats nothing under a key."""
    for case_id in chosen(desk, selection):
        try:
            before = desk.fresh(case_id).case
            act = partial(desk.change, case_id, _decision(desk, request), _key(request), None)
            done = heard(desk, case_id, request.command, request.by, partial(again, act))
        except WorkflowsError as error:
            yield _refused(case_id, error)
        else:
            yield _result(before, done.events, written=not done.repeated)


def _decision(desk: Desk, request: CommandForAll) -> Decision:
    def decision(flow: Flow, case: Case, now: datetime, basis: Basis) -> tuple[Event, ...]:
        at = occasion(now, case, request.by, request.on)
        events = decide(flow, case, request.command, at, basis=basis, payload=request.payload)
        check_permitted(desk, flow, case, request.command, request.by)
        return events

    return decision


def _key(request: CommandForAll) -> CommandKey:
    return asked(request.key, request.command, request.on, request.by, request.payload)


def _refused(case_id: str, error: WorkflowsError) -> Result:
    if isinstance(error, (Refused, BadFacts)):
        return Result(case_id, error.state, error.state, refused=error, article=error.article)
    return Result(case_id, refused=error)


def _result(before: Case, events: tuple[Event, ...], *, written: bool) -> Result:
    after = before
    for event in events:
        if event.seq > after.seq:
            after = evolve(after, event)
    deadlines = moved_deadlines(_running(before), _running(after))
    return Result(before.id, before.state, after.state, after.outcome, deadlines, written=written)


def _running(case: Case) -> Dues:
    return {(state.clock, state.key): state.due for state in case.clocks if state.status == "running"}
