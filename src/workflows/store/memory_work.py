"""One unit of work on a store in memory: it writes at once, and remembers how to undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import evolve, field, frozen

from workflows.cases import chain
from workflows.cases.chain import Sealed, head_moved
from workflows.cases.listed import CaseRow, ClockRow
from workflows.cases.text import history_from
from workflows.errors import UnknownCase, VersionConflict
from workflows.store.alarms import Aside, Claimed, DueAlarm, Rearm
from workflows.store.checks import check_commit, own_agency
from workflows.store.errors import CommandSeen
from workflows.store.port import LONGEST_LOAN, Commit, Dispatcher, Effect, Personal, SeenCommand, StoredHistory

_Table = dict[Any, Any]


@frozen(eq=False)
class Kept:
    """The tables, as dictionaries."""

    rows: _Table = field(factory=dict)
    heads: _Table = field(factory=dict)
    events: _Table = field(factory=dict)
    clocks: _Table = field(factory=dict)
    commands: _Table = field(factory=dict)
    effects: _Table = field(factory=dict)
    personal: _Table = field(factory=dict)
    calendars: dict[str, str] = field(factory=dict)
    asides: _Table = field(factory=dict)
    sweeps: _Table = field(factory=dict)

    def history(self, agency: str, case_id: str) -> tuple[Sealed, ...]:
        """Give the events of a case as stored.

        Raises:
            UnknownCase: There are none.
        """
        found: tuple[Sealed, ...] | None = self.events.get((agency, case_id))
        if found is None:
            raise UnknownCase(agency, case_id)
        return found

    def loaded(self, agency: str, case_id: str) -> StoredHistory:
        """Give the events of a case as they are read."""
        links = self.history(agency, case_id)
        return StoredHistory(history_from(case_id, [link.body for link in links]), links[-1].digest)

    def alarms(self, agency: str, through: datetime) -> list[tuple[datetime, Any]]:
        """Give the clocks whose next alarm is due through an instant, the earliest first."""
        return sorted(
            (row.next_at, at)
            for at, row in self.clocks.items()
            if at[0] == agency and row.next_at is not None and row.next_at <= through
        )

    def due(self, at: tuple[str, str, str, str]) -> DueAlarm:
        """Give a clock with its case."""
        return DueAlarm(at[1], self.clocks[at], self.rows[at[:2]], self.heads[at[:2]])


@frozen(eq=False)
class MemoryTransaction:
    """Writes at once and remembers how to undo."""

    kept: Kept
    sees: tuple[str, ...] | None = None
    dispatcher: Dispatcher | None = None
    _undo: list[Callable[[], object]] = field(factory=list, repr=False)

    @property
    def connection(self) -> object:
        """There is none in memory."""
        return None

    def undo(self) -> None:
        """Take everything back, the last first."""
        while self._undo:
            self._undo.pop()()

    def load(self, agency: str, case_id: str) -> StoredHistory:
        """Give a history."""
        own_agency(self.sees, agency)
        return self.kept.loaded(agency, case_id)

    def write(self, agency: str, commits: Sequence[Commit]) -> tuple[str, ...]:
        """Append to several cases."""
        own_agency(self.sees, agency)
        return tuple(self._write(agency, commit) for commit in commits)

    def _write(self, agency: str, commit: Commit) -> str:
        tables, row = self.kept, commit.row
        check_commit(agency, commit)
        at = agency, row.case_id
        self._check(at, commit)
        sealed = commit.sealed or chain.seal(agency, commit.events, tables.heads.get(at, ""))
        self._put(tables.events, at, (*tables.events.get(at, ()), *sealed))
        self._put(tables.rows, at, row)
        self._put(tables.heads, at, sealed[-1].digest)
        for clock in (*commit.arms, *commit.moves):
            self._put(tables.clocks, (*at, clock.clock, clock.key), clock)
        for dropped in commit.drops:
            self._put(tables.clocks, (*at, *dropped), None)
        for personal in commit.personal:
            self._put(tables.personal, (*at, personal.ref), personal)
        if commit.key:
            self._put(
                tables.commands,
                (*at, commit.key),
                SeenCommand(commit.expected + 1, row.seq, commit.command, commit.request),
            )
        if commit.effects:
            self.enqueue(agency, commit.effects)
        return sealed[-1].digest

    def _check(self, at: tuple[str, str], commit: Commit) -> None:
        tables, case_id = self.kept, at[1]
        seen = tables.commands.get((*at, commit.key)) if commit.key else None
        if seen:
            raise CommandSeen(case_id, commit.key, seen.first, seen.last)
        found = tables.rows[at].seq if at in tables.rows else 0
        if found != commit.expected:
            raise VersionConflict(case_id, commit.expected, found)
        if commit.head and tables.heads[at] != commit.head:
            raise head_moved(case_id, found)

    def claim(self, agency: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give clocks whose alarm is due."""
        own_agency(self.sees, agency)
        return tuple(self.kept.due(at) for _, at in self.kept.alarms(agency, now)[:limit])

    look_for = claim

    def rearm(self, agency: str, rearms: Sequence[Rearm]) -> None:
        """Set rung and next alarm of clocks."""
        own_agency(self.sees, agency)
        for to in rearms:
            at = agency, to.case_id, to.clock, to.key
            row = self.kept.clocks.get(at)
            if row is not None:
                self._put(self.kept.clocks, at, evolve(row, rung=to.rung, next_at=to.next_at))

    def set_aside(self, agency: str, asides: Sequence[Aside]) -> None:
        """Keep which cases could not be handled."""
        own_agency(self.sees, agency)
        for aside in asides:
            self._put(self.kept.asides, _place(agency, aside), aside)

    def taken_up(self, agency: str, asides: Sequence[Aside]) -> None:
        """Forget that cases were set aside."""
        own_agency(self.sees, agency)
        for aside in asides:
            self._put(self.kept.asides, _place(agency, aside), None)

    def look_again(self, agency: str, at: datetime) -> None:
        """Let the clocks held because of the time of the machine be due at an instant."""
        own_agency(self.sees, agency)
        held = [aside for place, aside in self.kept.asides.items() if place[0] == agency and aside.kind == "clock"]
        for aside in held:
            place = agency, aside.case_id, aside.clock, aside.key
            row = self.kept.clocks.get(place)
            if row is not None and row.next_at is not None and row.next_at > at:
                self._put(self.kept.clocks, place, evolve(row, next_at=at))
        self.taken_up(agency, held)

    def restate(
        self, agency: str, row: CaseRow, head: str, clocks: Sequence[ClockRow], keys: Mapping[str, int]
    ) -> None:
        """Put row and clocks of a case in place of those that are there."""
        own_agency(self.sees, agency)
        at = agency, row.case_id
        self._put(self.kept.rows, at, row)
        self._put(self.kept.heads, at, head)
        for place in [place for place in self.kept.clocks if place[:2] == at]:
            self._put(self.kept.clocks, place, None)
        for clock in clocks:
            self._put(self.kept.clocks, (*at, clock.clock, clock.key), clock)
        for key, seq in keys.items():
            self._put(self.kept.commands, (*at, key), SeenCommand(seq, seq))

    def retain(self, agency: str, case_id: str, refs: Sequence[str], through: date) -> None:
        """Set the last day on which personal data are kept."""
        own_agency(self.sees, agency)
        for at in self._of(agency, case_id, refs):
            self._put(self.kept.personal, at, evolve(self.kept.personal[at], erase_after=through))

    def erase(self, agency: str, case_id: str, refs: Sequence[str]) -> int:
        """Erase personal data."""
        own_agency(self.sees, agency)
        there = [at for at in self._of(agency, case_id, refs) if self.kept.personal[at].ciphertext is not None]
        for at in there:
            self._put(self.kept.personal, at, evolve(self.kept.personal[at], ciphertext=None))
        return len(there)

    def reseal(self, agency: str, case_id: str, before: Personal, after: Personal) -> bool:
        """Put personal data in place of the same under another key."""
        own_agency(self.sees, agency)
        at = agency, case_id, before.ref
        found: Personal | None = self.kept.personal.get(at)
        if found is None or found.ciphertext != before.ciphertext:
            return False
        self._put(self.kept.personal, at, evolve(found, ciphertext=after.ciphertext, cipher=after.cipher))
        return True

    def _of(self, agency: str, case_id: str, refs: Sequence[str]) -> list[tuple[str, str, str]]:
        named = [(agency, case_id, ref) for ref in refs]
        return [at for at in named if at in self.kept.personal]

    def swept(self, agency: str, at: datetime) -> None:
        """Keep when the clocks were swept."""
        own_agency(self.sees, agency)
        self._put(self.kept.sweeps, agency, at)

    def enqueue(self, agency: str, effects: Sequence[Effect]) -> None:
        """Put effects into the outbox, or hand them to the dispatcher."""
        own_agency(self.sees, agency)
        fresh = [effect for effect in effects if (agency, effect.id) not in self.kept.effects]
        for effect in fresh:
            is_taken = self.dispatcher is not None
            self._put(self.kept.effects, (agency, effect.id), (effect, is_taken, None, ""))
        if self.dispatcher is not None and fresh:
            self.dispatcher.enqueue(None, agency, fresh)

    enqueue_new = enqueue

    def take_effects(
        self, agency: str, limit: int, now: datetime | None = None, until: datetime | None = None
    ) -> tuple[Effect, ...]:
        """Give the oldest effects that wait."""
        own_agency(self.sees, agency)
        found = [
            at
            for at, (_, is_taken, lent, _) in self.kept.effects.items()
            if at[0] == agency and not is_taken and not _is_lent(lent, now)
        ][:limit]
        return tuple(self._mark(at, is_taken=until is None, until=until, attempts=1) for at in found)

    def finish_effects(self, agency: str, ids: Sequence[str]) -> None:
        """Note that effects were delivered."""
        self._mark_all(agency, ids, is_taken=True)

    def postpone_effects(self, agency: str, ids: Sequence[str], until: datetime) -> None:
        """Let effects wait again from an instant on."""
        self._mark_all(agency, ids, is_taken=False, until=until)

    def fail_effects(self, agency: str, ids: Sequence[str], why: str) -> None:
        """Set effects aside."""
        self._mark_all(agency, ids, is_taken=True, why=why)

    def release_effects(self, agency: str, ids: Sequence[str]) -> None:
        """Put effects back among those that wait."""
        self._mark_all(agency, ids, is_taken=False)

    def _mark_all(
        self, agency: str, ids: Sequence[str], *, is_taken: bool, until: datetime | None = None, why: str = ""
    ) -> None:
        own_agency(self.sees, agency)
        for name in ids:
            if (agency, name) in self.kept.effects:
                self._mark((agency, name), is_taken=is_taken, until=until, why=why)

    def _mark(
        self,
        at: tuple[str, str],
        *,
        is_taken: bool,
        until: datetime | None = None,
        why: str = "",
        attempts: int = 0,
    ) -> Effect:
        effect: Effect = self.kept.effects[at][0]
        effect = evolve(effect, attempts=effect.attempts + attempts)
        self._put(self.kept.effects, at, (effect, is_taken, until, why))
        return effect

    def _put(self, table: _Table, key: Any, value: Any) -> None:
        old = table.get(key)
        self._undo.append(lambda: table.__setitem__(key, old) if old is not None else table.pop(key, None))
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value


def _place(agency: str, aside: Aside) -> tuple[str, ...]:
    return agency, aside.case_id, aside.kind, aside.clock, aside.key


def _is_lent(until: datetime | None, now: datetime | None) -> bool:
    return until is not None and now is not None and now < until <= now + LONGEST_LOAN
