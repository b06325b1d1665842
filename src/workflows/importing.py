"""Cases from elsewhere, as histories: many in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from workflows.case import replay
from workflows.desk import Desk
from workflows.events import Event
from workflows.personal import apart
from workflows.ports import Commit
from workflows.store.rows import rebuilt, row_of


def import_histories(desk: Desk, histories: Iterable[Sequence[Event]], batch: int) -> int:
    """Write whole histories as new cases; give how many."""
    count = 0
    left = iter(histories)
    while part := list(islice(left, batch)):
        desk.store.write(desk.agency, [_commit(desk, tuple(events)) for events in part])
        count += len(part)
    return count


def _commit(desk: Desk, events: tuple[Event, ...]) -> Commit:
    law = desk.flow(events[-1].flow)
    events, personal = apart(events, law.personal, desk.agency, desk.keys)
    case = replay(events)
    basis = desk.basis(case.place)
    arms = rebuilt(law, case, basis)
    if arms:
        desk.remember(basis)
    return Commit(
        row=row_of(law, case),
        expected=0,
        events=events,
        arms=tuple([desk.ladder(law, case, clock, basis) for clock in arms]),
        personal=personal,
    )
