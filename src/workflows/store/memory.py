"""A store in memory: for tests, trials and hosts that keep nothing. Same contract, same errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from threading import RLock
from typing import Any

from attrs import field, frozen

from deadlines.errors import Reason
from workflows.cases.chain import Sealed
from workflows.cases.listed import Band, CaseRow, ClockRow
from workflows.cases.text import data_from, recorded_in
from workflows.errors import UnknownCase
from workflows.store.alarms import Aside, Claimed, SweepState
from workflows.store.checks import check_commit, check_query, check_whole, own_agency
from workflows.store.errors import StoreUnusable
from workflows.store.listing import (
    band_of_row,
    counted,
    cursor_of,
    grams,
    in_every_band,
    is_behind,
    matches,
    place_after,
    sort_key,
)
from workflows.store.memory_work import Kept, MemoryTransaction
from workflows.store.port import (
    CaseSummary,
    Commit,
    Dispatcher,
    Effect,
    Page,
    Personal,
    Query,
    SeenCommand,
    Spans,
    StoredHistory,
)
from workflows.values import day_number, day_of


@frozen(eq=False)
class MemoryStore:
    """Keeps everything in dictionaries under one lock."""

    sees: tuple[str, ...] | None = None
    dispatcher: Dispatcher | None = None
    kept: Kept = field(factory=Kept, repr=False)
    _lock: RLock = field(factory=RLock, repr=False)

    def ping(self) -> str:
        """Answer: there are no tables."""
        return ""

    def within(self, connection: object) -> AbstractContextManager[None]:
        """Refuse to join: nothing outside could undo what is kept in memory."""
        del connection
        zh, en = "内存中的数据不能加入主机的事务；请用数据库", "what is kept in memory joins none; use a database"
        raise StoreUnusable(Reason("store.memory_joins_none", zh, en))

    @contextmanager
    def begin(self) -> Iterator[MemoryTransaction]:
        """Open a transaction; all others wait."""
        with self._lock:
            work = MemoryTransaction(self.kept, self.sees, self.dispatcher)
            try:
                yield work
            except BaseException:
                work.undo()
                raise

    def load(self, agency: str, case_id: str) -> StoredHistory:
        """Give the events of a case in order."""
        own_agency(self.sees, agency, case_id)
        return self.kept.loaded(agency, case_id)

    def load_many(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, StoredHistory]:
        """Give several histories at once."""
        return {case_id: self.load(agency, case_id) for case_id in case_ids}

    def summaries(self, agency: str, case_ids: Sequence[str]) -> Mapping[str, CaseSummary]:
        """Give how several cases stand."""
        own_agency(self.sees, agency)
        with self._lock:
            rows = {case_id: self.row(agency, case_id) for case_id in case_ids}
            clocks: dict[str, tuple[ClockRow, ...]] = dict.fromkeys(case_ids, ())
            for at, row in sorted(self.kept.clocks.items()):
                if at[0] == agency and at[1] in clocks:
                    clocks[at[1]] += (row,)
            return {
                case_id: CaseSummary(
                    rows[case_id],
                    self.kept.heads[agency, case_id],
                    clocks[case_id],
                    recorded_in(self.kept.events[agency, case_id][-1].body),
                    tuple(self.kept.events[agency, case_id][row.armed_by - 1].body for row in clocks[case_id]),
                )
                for case_id in case_ids
            }

    def write(self, agency: str, commits: Sequence[Commit]) -> tuple[str, ...]:
        """Write in a transaction of its own."""
        with self.begin() as work:
            return work.write(agency, commits)

    def made_ready(self, agency: str, commits: Sequence[Commit]) -> tuple[Commit, ...]:
        """Give commits, looked at as a database would."""
        own_agency(self.sees, agency)
        check_whole(commits)
        for commit in commits:
            check_commit(agency, commit)
        return tuple(commits)

    def write_ready(self, agency: str, ready: object) -> None:
        """Write what was made ready."""
        if not isinstance(ready, tuple):
            raise TypeError(f"{type(ready).__name__} was not made ready by a store of this kind")
        self.write(agency, ready)

    def seen(self, agency: str, case_id: str, key: str) -> SeenCommand | None:
        """Give what a command led to, None if its key is not known."""
        own_agency(self.sees, agency, case_id)
        seen: SeenCommand | None = self.kept.commands.get((agency, case_id, key))
        return seen

    def sealed(self, agency: str, case_id: str) -> tuple[Sealed, ...]:
        """Give the events of a case as stored."""
        own_agency(self.sees, agency, case_id)
        return self.kept.history(agency, case_id)

    def data_of(self, agency: str, types: Collection[str]) -> Iterator[Mapping[str, Any]]:
        """Go through the events of some types as data."""
        own_agency(self.sees, agency)
        for at in sorted(at for at in self.kept.events if at[0] == agency):
            yield from (data for link in self.kept.events[at] if (data := data_from(link.body))["type"] in types)

    def case_agencies(self) -> tuple[str, ...]:
        """Give the agencies that have cases."""
        return tuple(sorted({at[0] for at in self.kept.rows if self.sees is None or at[0] in self.sees}))

    def heads(self, agency: str) -> Iterator[tuple[str, int, str]]:
        """Go through the last events of all cases."""
        own_agency(self.sees, agency)
        for at in sorted(at for at in self.kept.rows if at[0] == agency):
            yield at[1], self.kept.rows[at].seq, self.kept.heads[at]

    def orphans(self, agency: str) -> tuple[str, ...]:
        """Give the cases that have a history and no row."""
        own_agency(self.sees, agency)
        return tuple(sorted(at[1] for at in self.kept.events if at[0] == agency and at not in self.kept.rows))

    def last(self, agency: str, case_id: str) -> tuple[int, str]:
        """Give number and digest of the last event."""
        own_agency(self.sees, agency, case_id)
        at = agency, case_id
        return (self.kept.rows[at].seq, self.kept.heads[at]) if at in self.kept.rows else (0, "")

    def row(self, agency: str, case_id: str) -> CaseRow:
        """Give a case as listed."""
        own_agency(self.sees, agency, case_id)
        row: CaseRow | None = self.kept.rows.get((agency, case_id))
        if row is None:
            raise UnknownCase(agency, case_id)
        return row

    def find(self, agency: str, query: Query, *, limit: int = 50, after: str | None = None) -> Page:
        """List cases, the nearest due date first."""
        own_agency(self.sees, agency)
        check_query(query, limit)
        behind = place_after(after)
        found = sorted((row for row in self._mine(agency) if matches(row, query)), key=sort_key)
        if query.order == "case":
            found.sort(key=lambda row: row.case_id)
        elif query.order == "latest":
            found.reverse()
        rows = [row for row in found if behind is None or is_behind(sort_key(row), behind, query)]
        return Page(tuple(rows[:limit]), cursor_of(rows[limit - 1]) if len(rows) > limit else None)

    def bands(self, agency: str, at: datetime, query: Query | None = None) -> Mapping[Band, int]:
        """Count the cases of each time band."""
        own_agency(self.sees, agency)
        asked = in_every_band(query or Query())
        return counted(Counter(band_of_row(row, at) for row in self._mine(agency) if matches(row, asked)))

    def _mine(self, agency: str) -> list[CaseRow]:
        with self._lock:
            return [row for at, row in self.kept.rows.items() if at[0] == agency]

    def indexed(self, agency: str, case_id: str) -> tuple[frozenset[str], Mapping[str, SeenCommand]]:
        """Give how a title is found, here by the title itself, and commands by their keys."""
        title = self.row(agency, case_id).title
        with self._lock:
            seen = {at[2]: found for at, found in self.kept.commands.items() if at[:2] == (agency, case_id)}
        return frozenset(grams(title) if title else ()), seen

    def effects_of(self, agency: str, case_id: str) -> tuple[Effect, ...]:
        """Give all effects of a case."""
        own_agency(self.sees, agency, case_id)
        with self._lock:
            found = [kept[0] for at, kept in self.kept.effects.items() if at[0] == agency]
        return tuple(
            sorted((one for one in found if one.id.startswith(f"{case_id}:")), key=lambda one: (one.seq, one.id))
        )

    def clocks(self, agency: str, case_id: str) -> tuple[ClockRow, ...]:
        """Give the clocks of a case as indexed."""
        own_agency(self.sees, agency, case_id)
        with self._lock:
            return tuple(row for at, row in sorted(self.kept.clocks.items()) if at[:2] == (agency, case_id))

    def calendars(self, agency: str) -> Mapping[str, int]:
        """Name the calendars that running clocks were counted by."""
        own_agency(self.sees, agency)
        with self._lock:
            kept = [row for at, row in self.kept.clocks.items() if at[0] == agency and type(row.due) is date]
        return dict(sorted(Counter(row.calendar for row in kept).items()))

    def spans(self, agency: str, calendar: str, touching: tuple[date, date] | None = None) -> Iterator[Spans]:
        """Go through the running clocks in days of one calendar."""
        own_agency(self.sees, agency)
        with self._lock:
            rows = [
                (
                    at[1],
                    row.clock,
                    row.key,
                    *(day_number(day_of(day)) for day in (row.origin, row.due, row.earliest)),
                    row.counted or 0,
                )
                for at, row in sorted(self.kept.clocks.items())
                if at[0] == agency and row.calendar == calendar and type(row.due) is date and _touches(row, touching)
            ]
        if rows:
            yield Spans(*zip(*rows, strict=True))

    def next_alarm(self, agency: str) -> datetime | None:
        """Give the earliest alarm to come."""
        own_agency(self.sees, agency)
        return min(
            (row.next_at for at, row in self.kept.clocks.items() if at[0] == agency and row.next_at), default=None
        )

    def sweep_state(self, agency: str) -> SweepState:
        """Give when the clocks were last swept, and how many cases are set aside."""
        own_agency(self.sees, agency)
        with self._lock:
            count = sum(1 for place in self.kept.asides if place[0] == agency)
            return SweepState(self.kept.sweeps.get(agency), count)

    def asides(self, agency: str, limit: int = 1000) -> tuple[Aside, ...]:
        """Give cases that are set aside."""
        own_agency(self.sees, agency)
        with self._lock:
            return tuple(aside for place, aside in sorted(self.kept.asides.items()) if place[0] == agency)[:limit]

    def personal(self, agency: str, case_id: str) -> tuple[Personal, ...]:
        """Give the personal data of a case as stored."""
        own_agency(self.sees, agency, case_id)
        return tuple(kept for at, kept in sorted(self.kept.personal.items()) if at[:2] == (agency, case_id))

    def persons(self, agency: str, over_on: date | None = None) -> Iterator[tuple[str, Personal]]:
        """Go through the personal data that are not erased."""
        own_agency(self.sees, agency)
        with self._lock:
            found = [(at[1], kept) for at, kept in sorted(self.kept.personal.items()) if at[0] == agency]
        for case_id, kept in found:
            is_over = over_on is None or (kept.erase_after is not None and kept.erase_after < over_on)
            if kept.ciphertext is not None and is_over:
                yield case_id, kept

    def agencies(self) -> tuple[str, ...]:
        """Name the agencies that have personal data here."""
        named = sorted({at[0] for at in self.kept.personal})
        return tuple(name for name in named if self.sees is None or name in self.sees)

    def purge(self) -> Reason | None:
        """Do nothing: there is no file."""
        return None

    def waiting_effects(self, agency: str) -> int:
        """Count the effects that wait."""
        own_agency(self.sees, agency)
        return sum(1 for at, kept in self.kept.effects.items() if at[0] == agency and not kept[1])

    def failed_effects(self, agency: str, limit: int) -> tuple[tuple[Effect, str], ...]:
        """Give effects that were set aside."""
        own_agency(self.sees, agency)
        failed = [(kept[0], kept[3]) for at, kept in self.kept.effects.items() if at[0] == agency and kept[3]]
        return tuple(failed[:limit])

    def coming(self, agency: str, through: datetime, limit: int) -> tuple[Claimed, ...]:
        """Give the clocks whose next alarm is due through an instant."""
        own_agency(self.sees, agency)
        with self._lock:
            return tuple(self.kept.due(at) for _, at in self.kept.alarms(agency, through)[:limit])

    def count_coming(self, agency: str, through: datetime) -> int:
        """Count the clocks whose next alarm is due through an instant."""
        own_agency(self.sees, agency)
        with self._lock:
            return len(self.kept.alarms(agency, through))

    def remember_calendar(self, version: str, text: str) -> None:
        """Keep the days of a calendar."""
        self.kept.calendars.setdefault(version, text)

    def calendar_text(self, version: str) -> str | None:
        """Give the days of a calendar."""
        return self.kept.calendars.get(version)

    def close(self) -> None:
        """Do nothing: the store lives as long as it is referred to."""


def _touches(row: ClockRow, touching: tuple[date, date] | None) -> bool:
    if touching is None or row.due is None or row.earliest != row.due:
        return True
    low, high = sorted((row.origin, day_of(row.due)))
    return low <= touching[1] and high >= touching[0]
