"""The desk: lets the pure core decide on a case as it is, and writes what follows in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from attrs import evolve as changed
from attrs import field, frozen

from deadlines.counting.timeline import Moment
from workflows.cases.case import Case, evolve, replay, voided_seqs
from workflows.cases.events import NOTED, Actor, Event, Occasion
from workflows.cases.listed import ClockRow
from workflows.clock import WallClock
from workflows.decisions.rows import clock_changes, row_of
from workflows.errors import BadFacts, Refused, VersionConflict
from workflows.flows.flow import Flow
from workflows.office.case_cache import CaseCache, StoredCase
from workflows.office.command_key import CommandKey
from workflows.office.hooks import OnCommand, Permit, anybody_may, nobody_hears
from workflows.office.personal import Keyring, apart
from workflows.places.place import Basis
from workflows.store.calendars import calendar_text
from workflows.store.checks import check_actor, check_moment
from workflows.store.errors import CommandSeen, StoreBusy, StoreLost
from workflows.store.port import Commit, Effect, EventStore, Personal, Transaction

_Result = TypeVar("_Result")

ArmClock = Callable[[Flow, Case, ClockRow, Basis], ClockRow]

NameEffects = Callable[[Flow, Case | None, Case, tuple[Event, ...]], Iterable[Effect]]

Decision = Callable[[Flow, Case, datetime, Basis], tuple[Event, ...]]
"""From flow, case, present instant and basis to events, or a refusal."""

Also = Callable[[Transaction], object]
"""What else is written in the transaction of a command."""


@frozen
class Done:
    """What a command led to; ``repeated`` tells that it had been given before and nothing new happened."""

    case: Case
    events: tuple[Event, ...]
    repeated: bool = False


def again(action: Callable[[], _Result], *, attempts: int = 10) -> _Result:
    """Give a command again when another writer was faster: the office loads the case afresh and decides anew.

    Only lost races and a held database are tried again, never a refusal. Without ``expected=`` in the command, since
    that says: only if nothing has changed since I looked.

    Raises:
        VersionConflict: The last attempt lost as well.

    >>> again(lambda: 7)
    7
    """
    for _ in range(attempts - 1):
        try:
            return action()
        except (VersionConflict, StoreBusy):
            continue
        except StoreLost as lost:
            if lost.in_doubt:
                raise
    return action()


def no_ladder(_flow: Flow, _case: Case, clock: ClockRow, _basis: Basis) -> ClockRow:
    """Leave a clock without alarms."""
    return clock


def no_effects(_flow: Flow, _before: Case | None, _after: Case, _events: tuple[Event, ...]) -> Iterable[Effect]:
    """Name no effects."""
    return ()


@frozen(eq=False)
class Desk:
    """What an office needs to change cases: a store, a clock, flows, and what is counted by."""

    store: EventStore
    agency: str
    clock: WallClock
    flow: Callable[[str], Flow]
    basis: Callable[[str], Basis]
    ladder: ArmClock = no_ladder
    effects: NameEffects = no_effects
    on_command: OnCommand = nobody_hears
    permits: Permit = anybody_may
    keys: Keyring | None = field(default=None, repr=False)
    _cache: CaseCache = field(factory=CaseCache, repr=False)

    @property
    def cache(self) -> CaseCache:
        """The cases that were written or read last, as this thread or task may know them."""
        return self._cache.here()

    @contextmanager
    def within(self, connection: object) -> Iterator[None]:
        """Work in a transaction of the host until the end of the block."""
        with self.store.within(connection), self._cache.apart():
            yield

    def commit_for(
        self, flow: Flow, before: StoredCase | None, events: tuple[Event, ...], basis: Basis, *, key: str = ""
    ) -> tuple[Commit, Case]:
        """Give what a store must write for new events of a case, and the case after them."""
        case = before.case if before else None
        events, personal = apart(events, flow.personal, self.agency, self.keys)
        after = case
        noted = retitled = False
        for event in events:
            after = evolve(after, event)
            if case is not None and (event.voids or event.type == NOTED):
                noted = True
                retitled = retitled or bool(event.voids or event.get("title"))
        if after is None:
            raise ValueError("no events and no case: there is nothing to write")
        clocks = clock_changes(flow, case, after, basis)
        commit = Commit(
            row=row_of(flow, after),
            expected=case.seq if case else 0,
            events=events,
            arms=self._laddered(flow, after, clocks.arms, basis) if clocks.arms else (),
            moves=self._laddered(flow, after, clocks.moves, basis) if clocks.moves else (),
            drops=clocks.drops,
            effects=tuple(self.effects(flow, case, after, events)),
            personal=personal,
            key=key,
            head=before.head if before else "",
            noted=noted,
            retitled=retitled,
        )
        if clocks.arms or clocks.moves:
            self.remember(basis)
        return commit, after

    def _laddered(self, flow: Flow, case: Case, clocks: tuple[ClockRow, ...], basis: Basis) -> tuple[ClockRow, ...]:
        return tuple([self.ladder(flow, case, clock, basis) for clock in clocks])

    def change(
        self,
        case_id: str,
        decision: Decision,
        key: CommandKey,
        expected: int | None,
        also: Also | None = None,
    ) -> Done:
        """Write what a decision on the case leads to; a case remembered that turns out to be behind is read again.

        ``also`` is done in the same transaction, after the events are written.

        Raises:
            Refused: The decision refuses, on the case as it is now.
            VersionConflict: The case is past ``expected``, or another writer was faster.
            KeyReused: The key was given for another command.
        """
        known = self.cache.get(case_id)
        is_fresh = known is None
        while True:
            now_known = known or self.load(case_id)
            case = now_known.case
            try:
                _check_seen(case, expected)
                flow, basis = self.flow(case.flow), self.basis(case.place)
                events = decision(flow, case, self.clock.now(), basis)
                if not events:
                    return Done(case, ())
                return self.written(flow, now_known, events, key, basis=basis, also=also)
            except (BadFacts, CommandSeen, Refused, VersionConflict):
                self.cache.forget(case_id)
                before = self.first(case_id, key)
                if before is not None:
                    return before
                # a case remembered from an earlier command may be behind: only a fresh one refuses
                if is_fresh:
                    raise
                known, is_fresh = None, True

    def written(
        self,
        flow: Flow,
        before: StoredCase | None,
        events: tuple[Event, ...],
        key: CommandKey,
        *,
        basis: Basis,
        personal: tuple[Personal, ...] = (),
        also: Also | None = None,
    ) -> Done:
        """Write new events of a case in one transaction."""
        commit, after = self.commit_for(flow, before, events, basis, key=key.key)
        if key.key:
            commit = changed(commit, command=key.command, request=key.request(flow.personal))
        if personal:
            commit = changed(commit, personal=(*commit.personal, *personal))
        try:
            (head,) = self.store.write(self.agency, (commit,)) if also is None else self._with(commit, also)
        except BaseException:
            self.cache.forget(after.id)
            raise
        self.cache.put(StoredCase(after, head))
        return Done(after, commit.events)

    def _with(self, commit: Commit, also: Also) -> tuple[str, ...]:
        with self.store.begin() as work:
            heads = work.write(self.agency, (commit,))
            also(work)
        return heads

    def first(self, case_id: str, key: CommandKey) -> Done | None:
        """Give what a command led to when it was given first, None if its key is not known.

        Raises:
            KeyReused: Another command was given under it.
        """
        seen = self.store.seen(self.agency, case_id, key.key) if key.key else None
        if seen is None:
            return None
        events = self.load(case_id).case.events[: seen.last]
        case = replay(events)
        key.check(case_id, seen, self.flow(case.flow).personal)
        return Done(case, events[seen.first - 1 :], repeated=True)

    def load(self, case_id: str) -> StoredCase:
        """Read a case from the store."""
        known = StoredCase.of(self.store.load(self.agency, case_id))
        self.cache.put(known)
        return known

    def fresh(self, case_id: str) -> StoredCase:
        """Give the case as it is now; what is remembered serves if nothing was appended since."""
        known = self.cache.get(case_id)
        # by its digest: what a host undid has the number of another event, never its digest
        if known is not None and self.store.last(self.agency, case_id) == (known.case.seq, known.head):
            return known
        return self.load(case_id)

    def remember(self, basis: Basis) -> None:
        """Keep the days of a calendar that something was counted by, once per process."""
        version = basis.calendar.version
        if version not in self.cache.calendars:
            self.store.remember_calendar(version, calendar_text(basis.calendar))
            self.cache.calendars.add(version)


def occasion(now: datetime, case: Case, by: Actor, on: Moment | None = None) -> Occasion:
    """Give when an actor does something to a case, now if no day is given, and when it is recorded."""
    return occasion_of(by, on, now, not_before(now, case))


def occasion_of(by: Actor, on: Moment | None, now: datetime, recorded: datetime) -> Occasion:
    """Give when an actor does something, now if no day is given.

    Raises:
        WrongInput: It is no day and no instant, or the actor has no role.
    """
    check_actor(by)
    check_moment("on", on)
    return Occasion(on or now, by, recorded)


def not_before(now: datetime, case: Case) -> datetime:
    """Give the instant of recording: never before the last one, even if the clock of the machine was set back.

    What was voided does not count: it may have been recorded by a clock far ahead.
    """
    if now >= case.events[-1].recorded:
        return now
    voided = voided_seqs(case.events)
    return max(now, *(event.recorded for event in case.events if event.seq not in voided))


def _check_seen(case: Case, expected: int | None) -> None:
    if expected is not None and expected != case.seq:
        raise VersionConflict(case.id, expected, case.seq)
