"""When the world changes: which open deadlines move, from when to when and why; then one event per moved clock.

Only clocks whose span contains a day that changed are looked at. Those that ran straight through are counted in
columns, the others one by one from their history. Closed cases never change.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import define, field, frozen
from attrs import evolve as changed

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.columns import shift
from deadlines.counting.difference import Cause, difference
from deadlines.counting.due import due
from deadlines.counting.timeline import Moment
from deadlines.errors import CalendarGapError
from workflows.batches import in_parts, made_ahead, seldom_collected
from workflows.cases.case import Case, ClockState
from workflows.cases.events import Actor, ClockChange, Event
from workflows.decisions import corrections
from workflows.decisions.counts import deadline_of
from workflows.errors import BrokenHistory, VersionConflict
from workflows.flows.flow import Flow
from workflows.office.asides import why_aside
from workflows.office.case_cache import StoredCase
from workflows.office.command_key import NO_KEY
from workflows.office.desk import Desk, again, occasion
from workflows.office.recompute_rows import RowRecount, rows_suffice
from workflows.places.files import places
from workflows.places.place import Basis
from workflows.store.alarms import Aside
from workflows.store.calendars import KeptCalendar, calendar_from_text
from workflows.store.port import Commit, Spans
from workflows.values import day_from, day_number

if TYPE_CHECKING:
    from numpy.typing import NDArray


_Kind = TypeVar("_Kind")

_Asides = dict[str, Aside]

_BATCH = 2000
"""Cases in one transaction."""

_ASKED = 500
"""Cases read by one query: older databases take few values in one."""

_NEVER = (date.min, date.min)
"""No day changed: only clocks whose due day was not certain are looked at."""


@frozen
class RecountedDeadline:
    """A deadline that moves, and why; ``after`` None if it can no longer be counted before a notice is out.

    ``counted_by`` is the version of the calendar that gave ``before``, where the days alone tell the move; empty where
    the history does.
    """

    case_id: str
    clock: str
    key: str
    before: Moment | None
    after: Moment | None
    causes: tuple[Cause, ...]
    counted_by: str = ""

    def text(self, lang: str = "zh") -> str:
        """Say in one sentence what moves it."""
        why = (
            "；".join(cause.zh for cause in self.causes)
            if lang == "zh"
            else "; ".join(cause.en for cause in self.causes)
        )
        if lang == "zh":
            return f"{self.case_id} {self.clock}：届满日由{self.before}改为{self.after}：{why}"
        return f"{self.case_id} {self.clock}: the due date moves from {self.before} to {self.after}: {why}"


@frozen
class Recomputation:
    """What a recomputation found: how many clocks run, how many were counted one by one, and those that move.

    ``asides`` are the cases that could not be counted; the others were all the same.
    """

    running: int
    with_care: int
    moves: tuple[RecountedDeadline, ...]
    written: int = 0
    asides: tuple[Aside, ...] = ()


def what_moves(desk: Desk, place: str, *, rules_changed: bool = False, home: Path | None = None) -> Recomputation:
    """List the open deadlines that move; nothing is written.

    Args:
        desk: Whose cases.
        place: The place whose calendar is tried first.
        rules_changed: A rule changed, not only days: every clock is counted one by one.
        home: The office's own folder, whose places are tried too.
    """
    with seldom_collected():
        return _found(desk, place, home, rules_changed=rules_changed)


def _found(desk: Desk, place: str, home: Path | None, *, rules_changed: bool) -> Recomputation:
    running = with_care = 0
    moves: list[RecountedDeadline] = []
    asides: _Asides = {}
    careful: list[tuple[str, str, str, KeptCalendar | None]] = []
    for version, count in desk.store.calendars(desk.agency).items():
        running += count
        old, new = _calendars(desk, place, version, home)
        days = () if old is None or new is None or rules_changed else old.changed_days(new)
        columns = _Columns(days, old, version)
        is_known = old is not None and new is not None and not rules_changed
        touching = (days[0], days[-1]) if is_known and days else _NEVER if is_known else None
        # whoever goes through the spans has a connection: nothing else is read meanwhile
        for spans in desk.store.spans(desk.agency, version, touching):
            if old is None or new is None or rules_changed:
                moved: list[tuple[int, int]] = []
                left: Sequence[int] = range(len(spans.case_ids))
            else:
                moved, left = _in_columns(spans, days, new)
            columns.add(spans, moved)
            careful.extend((spans.case_ids[at], spans.clocks[at], spans.keys[at], old) for at in left)
            with_care += len(left)
        moves.extend(columns.moves(desk, asides))
    moves.extend(_with_care(desk, careful, asides))
    moves.sort(key=lambda move: (move.case_id, move.clock, move.key))
    return Recomputation(running, with_care, tuple(moves), asides=tuple(asides.values()))


def _calendars(
    desk: Desk, place: str, version: str, home: Path | None
) -> tuple[KeptCalendar | None, WorkCalendar | None]:
    """Give a calendar that clocks were counted by and the one of the same region as it is now."""
    text = desk.store.calendar_text(version)
    if text is None:
        return None, None
    old = calendar_from_text(text)
    own = desk.basis(place).calendar
    if own.region == old.calendar.region:
        return old, own
    for other in places(home=home):
        calendar = desk.basis(other.id).calendar
        if calendar.region == old.calendar.region:
            return old, calendar
    return old, None


def _in_columns(spans: Spans, days: tuple[date, ...], new: WorkCalendar) -> tuple[list[tuple[int, int]], Sequence[int]]:
    """Give (place, new due day) of the clocks that move, and the places of those to be counted with care."""
    origins, dues, earliest, counted = (
        np.asarray(column, dtype=np.int64) for column in (spans.origins, spans.dues, spans.earliest, spans.counted)
    )
    edges = np.array([day_number(day) for day in days], dtype=np.int64)
    low, high = np.minimum(origins, dues), np.maximum(origins, dues)
    touched = np.searchsorted(edges, high, side="right") > np.searchsorted(edges, low, side="left")
    touched |= earliest != dues
    straight = touched & (counted > 0) & (earliest == dues) & (low >= day_number(new.first))
    places = np.flatnonzero(straight)
    try:
        after = _shifted(new, origins[places], counted[places])
    except CalendarGapError:
        return [], _listed(np.flatnonzero(touched))
    settled = after < day_number(new.revisable_from) if new.revisable_from else np.ones(len(after), dtype=bool)
    moved = settled & (after != dues[places])
    careful = touched.copy()
    careful[places[settled]] = False
    return list(zip(_listed(places[moved]), _listed(after[moved]), strict=True)), _listed(np.flatnonzero(careful))


def _shifted(calendar: WorkCalendar, origins: NDArray[np.int64], counted: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(origins):
        return origins
    return shift(calendar, origins.view("datetime64[D]"), counted).view(np.int64)


def _listed(column: NDArray[Any]) -> list[int]:
    numbers: list[int] = column.tolist()
    return numbers


@define
class _Columns:
    """The clocks of one calendar that move, found in columns; those that the same days touch have the same cause."""

    days: tuple[date, ...]
    old: KeptCalendar | None
    version: str
    found: list[tuple[tuple[str, str, str], int, int, tuple[int, int]]] = field(factory=list)

    def add(self, spans: Spans, moved: Iterable[tuple[int, int]]) -> None:
        """Add clocks by their place in the columns and their new due days."""
        edges = [day_number(day) for day in self.days]
        for at, after in moved:
            before = spans.dues[at]
            group = bisect_left(edges, spans.origins[at]), bisect_right(edges, max(before, after))
            self.found.append(((spans.case_ids[at], spans.clocks[at], spans.keys[at]), before, after, group))

    def moves(self, desk: Desk, asides: _Asides) -> Iterator[RecountedDeadline]:
        """Give the moves with their causes, each cause found once."""
        whys: dict[tuple[int, int], tuple[Cause, ...]] = {}
        for clock, before, after, group in self.found:
            if group not in whys:
                case_id, name, key = clock
                with _aside(desk, asides, case_id):
                    known = desk.load(case_id)
                    flow, basis = desk.flow(known.case.flow), desk.basis(known.case.place)
                    whys[group] = _why(flow, known.case, name, key, basis, self.old)
            if clock[0] not in asides:
                yield RecountedDeadline(*clock, day_from(before), day_from(after), whys[group], self.version)


@contextmanager
def _aside(desk: Desk, asides: _Asides, case_id: str) -> Iterator[None]:
    """Set a case aside that cannot be counted, so that the others are."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others go on
        asides[case_id] = Aside(case_id, "recompute", why_aside(error), desk.clock.now())


def _why(flow: Flow, case: Case, clock: str, key: str, basis: Basis, old: KeptCalendar | None) -> tuple[Cause, ...]:
    state = case.clock(clock, key)
    if state is None or old is None:
        return ()
    after = deadline_of(state, flow, basis)
    try:
        before = due(after.rule, after.timeline, old.calendar, readings=basis.readings)
    except CalendarGapError:
        return (
            Cause("notice", "原届满日为预估，现按已公布的安排计算", "it was a forecast; the days are announced now"),
        )
    return difference(before, after).causes


def _with_care(
    desk: Desk, careful: Iterable[tuple[str, str, str, KeptCalendar | None]], asides: _Asides
) -> Iterator[RecountedDeadline]:
    for case_id, clock, key, old in careful:
        moves: list[RecountedDeadline] = []
        with _aside(desk, asides, case_id):
            known = desk.load(case_id)
            flow, basis = desk.flow(known.case.flow), desk.basis(known.case.place)
            for event in _decided(flow, known.case, desk.clock.now(), basis, Actor("system")):
                (change,) = event.clocks
                if (change.clock, change.key) == (clock, key):
                    state = known.case.clock(clock, key)
                    before = None if state is None else state.due
                    why = _why(flow, known.case, clock, key, basis, old)
                    moves.append(
                        RecountedDeadline(
                            case_id=case_id, clock=clock, key=key, before=before, after=change.due, causes=why
                        )
                    )
        yield from moves


def _decided(flow: Flow, case: Case, now: datetime, basis: Basis, by: Actor) -> tuple[Event, ...]:
    """Give one event per clock whose due or earliest day moves; that a day became certain moves nothing."""
    events = corrections.recompute(flow, case, occasion(now, case, by), basis=basis)
    if not events:
        return ()
    (event,) = events
    moved = [change for change in event.clocks if _moves_day(case.clock(change.clock, change.key), change)]
    if len(moved) == len(event.clocks) == 1:
        return events
    return tuple(changed(event, seq=event.seq + n, clocks=(change,)) for n, change in enumerate(moved))


def _moves_day(state: ClockState | None, change: ClockChange) -> bool:
    return state is None or change.due != state.due or change.earliest != state.earliest


def write_moves(desk: Desk, found: Recomputation, by: Actor) -> Recomputation:
    """Write one event for each clock that moves, many cases in one transaction.

    A case of one clock that ran straight through is written from its rows, every other from its history. One that
    another writer changes meanwhile is counted anew on its own, as it is then.
    """
    firsts = (next(moves) for _, moves in groupby(found.moves, key=attrgetter("case_id")))
    asides = {aside.case_id: aside for aside in found.asides}
    make = partial(_made, desk, by, asides)
    with seldom_collected(), closing(made_ahead(make, in_parts(firsts, _BATCH))) as parts:
        written = sum(_write_part(desk, part, by, asides) for part in parts)
    kept = tuple(asides.values())
    if kept:
        with desk.store.begin() as work:
            work.set_aside(desk.agency, kept)
    return changed(found, written=written, asides=kept)


@frozen
class _ReadyPart:
    """Cases as they were read, what is to be written to them, and in how many events."""

    ids: Sequence[str]
    ready: object
    events: int


def _made(desk: Desk, by: Actor, asides: _Asides, firsts: Sequence[RecountedDeadline]) -> _ReadyPart:
    """Give what is to be written to cases, each named by the first of its moves, in the same order."""
    ids = [move.case_id for move in firsts]
    in_columns = {move.case_id: move for move in firsts if move.counted_by}
    commits = _from_rows(desk, by, in_columns, asides) if rows_suffice(desk) else {}
    commits |= _counted_anew(
        desk, by, [case_id for case_id in ids if case_id not in commits and case_id not in asides], asides
    )
    ordered = [commits[case_id] for case_id in ids if case_id in commits]
    ready = desk.store.made_ready(desk.agency, ordered)
    return _ReadyPart(ids, ready, sum([commit.row.seq - commit.expected for commit in ordered]))


def _read(
    desk: Desk, ids: Sequence[str], read: Callable[[str, Sequence[str]], Mapping[str, _Kind]], asides: _Asides
) -> dict[str, _Kind]:
    """Read cases together; where that fails in halves, so that only those at fault are set aside."""
    kinds: dict[str, _Kind] = {}
    for part in in_parts(ids, _ASKED):
        try:
            kinds.update(read(desk.agency, part))
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others go on
            why, half = why_aside(error), len(part) // 2
            if half:
                kinds.update(_read(desk, part[:half], read, asides))
                kinds.update(_read(desk, part[half:], read, asides))
            else:
                asides[part[0]] = Aside(part[0], "recompute", why, desk.clock.now())
    return kinds


def _from_rows(desk: Desk, by: Actor, moves: Mapping[str, RecountedDeadline], asides: _Asides) -> dict[str, Commit]:
    """Give what is to be written to the cases with one clock, as it was found, of which the rows tell it."""
    stands = _read(desk, list(moves), desk.store.summaries, asides)
    straight = RowRecount(desk, by, desk.clock.now())
    commits = {}
    for case_id, stand in stands.items():
        move = moves[case_id]
        if [(clock.calendar, clock.due) for clock in stand.clocks] == [(move.counted_by, move.before)]:
            commit = None
            with _aside(desk, asides, case_id):
                commit = straight.commit(stand)
            if commit is not None:
                commits[case_id] = commit
    return commits


def _counted_anew(desk: Desk, by: Actor, ids: Sequence[str], asides: _Asides) -> dict[str, Commit]:
    commits = {}
    for case_id, loaded in _read(desk, ids, desk.store.load_many, asides).items():
        with _aside(desk, asides, case_id):
            known = StoredCase.of(loaded)
            flow, basis = desk.flow(known.case.flow), desk.basis(known.case.place)
            events = _decided(flow, known.case, desk.clock.now(), basis, by)
            if events:
                commits[case_id] = desk.commit_for(flow, known, events, basis)[0]
    return commits


def _write_part(desk: Desk, part: _ReadyPart, by: Actor, asides: _Asides) -> int:
    for case_id in part.ids:
        desk.cache.forget(case_id)
    try:
        if part.events:
            desk.store.write_ready(desk.agency, part.ready)
    except (BrokenHistory, VersionConflict):
        return sum(_write_one(desk, case_id, by, asides) for case_id in part.ids if case_id not in asides)
    return part.events


def _write_one(desk: Desk, case_id: str, by: Actor, asides: _Asides) -> int:
    def decision(flow: Flow, case: Case, now: datetime, basis: Basis) -> tuple[Event, ...]:
        return _decided(flow, case, now, basis, by)

    with _aside(desk, asides, case_id):
        return len(again(partial(desk.change, case_id, decision, NO_KEY, None)).events)
    return 0
