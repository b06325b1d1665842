"""New due dates of clocks that ran straight through, told from the rows of their cases alone.

Nothing but its start bears on such a clock. So a case is made up that has just this clock and no history, and counted
anew as every case is; what comes of it holds for all cases that stand alike, and only case and number are put in.
A case whose rows are not those of the made-up one, or not what the event that started the clock says, is left to
whoever reads its history.
"""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from deadlines.counting.timeline import Moment, Started
from deadlines.errors import DeadlinesError
from workflows.alarms.climb import Arming
from workflows.cases.case import Case, ClockState, evolve
from workflows.cases.events import Actor, Occasion
from workflows.cases.listed import CaseRow, ClockRow
from workflows.cases.template import EventTemplate
from workflows.cases.text import tells_start
from workflows.decisions import corrections
from workflows.decisions.rows import clock_changes, row_of
from workflows.flows.flow import Flow
from workflows.flows.parts import Start
from workflows.office.desk import Desk, no_effects, no_ladder
from workflows.places.place import Basis
from workflows.store.port import CaseSummary, Commit


def rows_suffice(desk: Desk) -> bool:
    """Tell whether a desk arms clocks and names effects without looking at a case."""
    return desk.effects is no_effects and (desk.ladder is no_ladder or isinstance(desk.ladder, Arming))


@frozen
class _Moved:
    """What moving a clock leaves behind in all cases that stand alike."""

    event: EventTemplate
    due: Moment | None
    warn_at: datetime | None
    clock: ClockRow


@frozen(eq=False)
class RowRecount:
    """The clocks moved at one instant by one actor; ``desk`` must be one for which the rows suffice."""

    desk: Desk
    by: Actor
    now: datetime
    _moved: dict[tuple[object, ...], _Moved | None] = field(init=False, factory=dict, repr=False)

    def commit(self, stand: CaseSummary) -> Commit | None:
        """Give what moves the one clock of a case; None if the rows do not tell, or nothing moves."""
        if len(stand.clocks) != 1 or stand.recorded > self.now:
            return None
        row, (clock,), (arming,) = stand.row, stand.clocks, stand.armings
        if not tells_start(arming, clock):
            return None
        alike = (row.flow, row.place, row.state, row.outcome, row.seq, row.standing, row.due, row.warn_at, clock)
        try:
            moved = self._moved[alike]
        except KeyError:
            moved = self._moved[alike] = self._move(row, clock)
        if moved is None:
            return None
        after = _next(row, moved)
        link = moved.event.seal(self.desk.agency, after.case_id, after.seq, stand.head)
        return Commit(after, row.seq, (), moves=(moved.clock,), head=stand.head, sealed=(link,))

    def _move(self, row: CaseRow, clock: ClockRow) -> _Moved | None:
        flow, basis = self.desk.flow(row.flow), self.desk.basis(row.place)
        case = _made_up(row, clock)
        if not _stands_so(flow, row, clock, case):
            return None
        try:
            events = corrections.recompute(flow, case, Occasion(self.now, self.by, self.now), basis=basis)
        except DeadlinesError:
            return None
        if not events or events[0].clocks[0].due == clock.due or events[0].clocks[0].rule != clock.rule:
            return None
        after = evolve(case, events[0])
        (changed,) = clock_changes(flow, case, after, basis).moves
        armed = self._armed(flow, row.place, changed, basis) if changed.counted == clock.counted else None
        if armed is None:
            return None
        self.desk.remember(basis)
        then = row_of(flow, after)
        return _Moved(EventTemplate.of(events[0]), then.due, then.warn_at, armed)

    def _armed(self, flow: Flow, place: str, clock: ClockRow, basis: Basis) -> ClockRow | None:
        ladder = self.desk.ladder
        if isinstance(ladder, Arming):
            return ladder.of_row(flow, place, clock, self.now, basis.calendar)
        return clock


def _made_up(row: CaseRow, clock: ClockRow) -> Case:
    """Give a case that stands where a row says, with one clock that started on its origin."""
    state = ClockState(
        clock=clock.clock,
        key=clock.key,
        facts=(Started(clock.origin),),
        due=clock.due,
        earliest=clock.earliest,
        rule=clock.rule,
        calendar=clock.calendar,
        certainty=clock.certainty,
    )
    at = (row.case_id, row.flow, row.agency, row.place, row.state, row.outcome, row.seq, row.opened)
    return Case(*at, facts={}, clocks=(state,))


def _stands_so(flow: Flow, row: CaseRow, clock: ClockRow, case: Case) -> bool:
    """Tell whether a made-up case has the row of the real one, with a clock of the agency that ran straight through.

    The first instant of the warning band tells a start at an instant from one on a day. A clock that may be given a
    length of its own could have been shortened first and extended then.
    """
    rebuilt = row_of(flow, case)
    same = (rebuilt.standing, rebuilt.due, rebuilt.warn_at) == (row.standing, row.due, row.warn_at)
    effects = (effect for move in flow.moves for effect in move.effects)
    has_own_length = any(
        isinstance(effect, Start) and effect.clock == clock.clock and effect.term for effect in effects
    )
    return same and row.standing == "running" and clock.counted is not None and not has_own_length


def _next(row: CaseRow, moved: _Moved) -> CaseRow:
    """Give a row one event later, with its new due date. Faster than a general evolve."""
    values = dict(vars(row))
    values.update(seq=row.seq + 1, due=moved.due, warn_at=moved.warn_at)
    return CaseRow(**values)
