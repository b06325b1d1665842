"""Cases from elsewhere, as histories: many in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial

from attrs import frozen

from workflows.ahead import in_parts, made_ahead, seldom_collected
from workflows.case import replay
from workflows.desk import Desk
from workflows.events import Event
from workflows.personal import apart
from workflows.place import Basis
from workflows.ports import ClockRow, Commit
from workflows.store import chain
from workflows.store.rows import rebuilt, row_of


@frozen
class _Part:
    """What one transaction writes, and what its clocks were counted by."""

    commits: list[Commit]
    bases: tuple[Basis, ...]


def import_histories(desk: Desk, histories: Iterable[Sequence[Event]], batch: int) -> int:
    """Write whole histories as new cases; give how many.

    While the database writes one batch, the next one is made ready beside it; the histories are read and the
    database is spoken to where this is called.
    """
    with seldom_collected(), closing(made_ahead(partial(_prepared, desk), in_parts(histories, batch))) as parts:
        return sum(_write(desk, part) for part in parts)


def _write(desk: Desk, part: _Part) -> int:
    for basis in part.bases:
        desk.remember(basis)
    desk.store.write(desk.agency, part.commits)
    return len(part.commits)


def _prepared(desk: Desk, histories: Sequence[Sequence[Event]]) -> _Part:
    bases: dict[str, Basis] = {}
    return _Part([_commit(desk, tuple(events), bases) for events in histories], tuple(bases.values()))


def _commit(desk: Desk, events: tuple[Event, ...], bases: dict[str, Basis]) -> Commit:
    law = desk.flow(events[-1].flow)
    events, personal = apart(events, law.personal, desk.agency, desk.keys)
    case = replay(events)
    arms: tuple[ClockRow, ...] = ()
    if case.clocks:
        basis = desk.basis(case.place)
        arms = tuple([desk.ladder(law, case, clock, basis) for clock in rebuilt(law, case, basis)])
        if arms:
            bases[basis.calendar.version] = basis
    return Commit(
        row=row_of(law, case),
        expected=0,
        events=events,
        arms=arms,
        personal=personal,
        sealed=chain.seal(desk.agency, events, ""),
    )
