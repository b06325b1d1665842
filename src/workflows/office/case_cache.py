"""Cases that an office has just written or read: the next command need not read them again.

Never trusted: a write compares number and digest with the database, and a refusal is decided on a fresh case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from attrs import field, frozen

from workflows.cases.case import Case, replay
from workflows.store.port import StoredHistory


@frozen
class StoredCase:
    """A case, and the digest of its last event."""

    case: Case
    head: str

    @classmethod
    def of(cls, loaded: StoredHistory) -> StoredCase:
        """Fold a history as it was read."""
        return cls(replay(loaded.events), loaded.head)


_APART: ContextVar[Mapping[int, CaseCache]] = ContextVar("disclosure_cases_apart")
"""By cache: what stands in its place in this thread or task, while a transaction of the host is not yet kept."""

_NONE: Mapping[int, CaseCache] = {}


@frozen(eq=False)
class CaseCache:
    """The cases written or read last, at most ``most`` of them."""

    most: int = 512
    calendars: set[str] = field(factory=set)
    _cases: dict[str, StoredCase] = field(factory=dict, repr=False)
    _lock: Lock = field(factory=Lock, repr=False)

    def here(self) -> CaseCache:
        """Give the cache to use: this one, or what stands in its place in this thread or task."""
        return _APART.get(_NONE).get(id(self), self)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Remember no calendar beyond the block: what it keeps may yet be undone. A case is known by its digest."""
        inside = CaseCache(self.most, set(self.calendars), self._cases, self._lock)
        token = _APART.set({**_APART.get(_NONE), id(self): inside})
        try:
            yield
        finally:
            _APART.reset(token)

    def get(self, case_id: str) -> StoredCase | None:
        """Give a case, None if it is not known."""
        return self._cases.get(case_id) if isinstance(case_id, str) else None

    def put(self, known: StoredCase) -> None:
        """Keep a case, and let go of the one that was put here first."""
        cases, case_id = self._cases, known.case.id
        with self._lock:
            cases.pop(case_id, None)
            cases[case_id] = known
            if len(cases) > self.most:
                del cases[next(iter(cases))]

    def forget(self, case_id: str) -> None:
        """Let go of a case."""
        with self._lock:
            if isinstance(case_id, str):
                self._cases.pop(case_id, None)
