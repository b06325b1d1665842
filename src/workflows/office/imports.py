"""Cases from elsewhere, as histories: many in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial

from attrs import frozen

from workflows.batches import in_parts, made_ahead, seldom_collected
from workflows.cases import chain
from workflows.cases.case import replay
from workflows.cases.events import Event
from workflows.cases.listed import ClockRow
from workflows.decisions.rows import rebuilt, row_of
from workflows.office.desk import Desk
from workflows.office.personal import apart
from workflows.store.checks import check_count
from workflows.store.port import Commit


@frozen
class _ReadyBatch:
    """What one transaction writes, how many cases that are, and the places by whose calendars their clocks run."""

    ready: object
    cases: int
    places: frozenset[str]


def import_histories(desk: Desk, histories: Iterable[Sequence[Event]], batch: int) -> int:
    """Write whole histories as new cases; give how many.

    While the database writes one batch, the next one is made ready beside it in a thread. The histories are read and
    the database is spoken to where this is called.
    """
    check_count("batch", batch)
    parts = made_ahead(partial(_prepared, desk), in_parts(histories, batch))
    with seldom_collected(), closing(parts) as ready:
        return sum(_write(desk, part) for part in ready)


def _write(desk: Desk, part: _ReadyBatch) -> int:
    for place in part.places:
        desk.remember(desk.basis(place))
    desk.store.write_ready(desk.agency, part.ready)
    return part.cases


def _prepared(desk: Desk, histories: Sequence[Sequence[Event]]) -> _ReadyBatch:
    commits = [_commit(desk, tuple(events)) for events in histories]
    places = frozenset([commit.row.place for commit in commits if commit.arms])
    return _ReadyBatch(desk.store.made_ready(desk.agency, commits), len(commits), places)


def _commit(desk: Desk, events: tuple[Event, ...]) -> Commit:
    flow = desk.flow(events[-1].flow)
    events, personal = apart(events, flow.personal, desk.agency, desk.keys, are_new=False)
    case = replay(events)
    arms: tuple[ClockRow, ...] = ()
    if case.clocks:
        basis = desk.basis(case.place)
        arms = tuple([desk.ladder(flow, case, clock, basis) for clock in rebuilt(flow, case, basis)])
    return Commit(
        row=row_of(flow, case),
        expected=0,
        events=events,
        arms=arms,
        personal=personal,
        sealed=chain.seal(desk.agency, events, ""),
    )
