"""Memory, SQLite and PostgreSQL give the same history, whatever is asked, delivered twice, or breaks in the middle."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from helpers.example_flow import APPLICANT, BASIS, FLOW, HANDLER, HEAD, SYSTEM
from helpers.store_contract import Watch, office_on, postgres
from workflows.cases.case import replay
from workflows.cases.events import Actor
from workflows.decisions.rows import rebuilt, row_of
from workflows.errors import BadFacts, Refused, VersionConflict
from workflows.office.desk import Done
from workflows.office.office import Office
from workflows.store import memory
from workflows.store.memory import MemoryStore
from workflows.store.port import Effect, EventStore, Query
from workflows.store.sql import work
from workflows.store.sql.store import open_store
from workflows.store.verify import chain_report

__all__ = ["postgres"]

EXAMPLES = int(os.environ.get("DISCLOSURE_EXAMPLES", "12"))
ACTORS = (HANDLER, HEAD, APPLICANT, SYSTEM)
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("receive", {}),
    ("consult", {"third_party": "甲"}),
    ("consult", {"third_party": "乙"}),
    ("record_opinion", {"third_party": "甲"}),
    ("record_opinion", {"third_party": "乙"}),
    ("deem_silent", {"third_party": "甲"}),
    ("extend", {}),
    ("ask_correction", {"correction_days": 7}),
    ("correct", {}),
    ("deem_abandoned", {}),
    ("reply", {"decision": "disclosed"}),
    ("withdraw", {}),
    ("order_redo", {}),
)

NOTES: tuple[dict[str, str], ...] = (
    {"assignee": "wang"},
    {"title": "预算公开"},
    {"title": "决算", "number": "〔2024〕7号"},
)


class Crash(Exception):  # noqa: N818  # what a bug or a signal does, not an error of the library
    """Something breaks between two statements."""


def effects(_flow: object, _before: object, _after: object, events: object) -> list[Effect]:
    return [Effect(f"{e.case_id}:{e.seq}:mail", e.case_id, e.seq, "mail", {}) for e in events]  # type: ignore[attr-defined]


class Stores(RuleBasedStateMachine):
    """The same commands to every store; after a crash the command is given again under its key."""

    addresses: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch()
        self.agency = f"s-{secrets.token_hex(6)}"
        self.kept = MemoryStore()
        self.last: tuple[str, Callable[[Office], Done]] | None = None
        self.count = 0
        self.offices = [self._office(n) for n in range(len(self.addresses) + 1)]

    def _office(self, n: int) -> Office:
        store: EventStore = self.kept if n == 0 else open_store(self.addresses[n - 1])
        return office_on(store, self.agency, self.watch, effects=effects)

    def teardown(self) -> None:
        for office in self.offices:
            office.store.close()

    def _ask(self, action: Callable[[Office], Done]) -> None:
        answers = []
        for office in self.offices:
            try:
                done = action(office)
                answers.append(("done", tuple(event.seq for event in done.events), done.case))
            except (BadFacts, Refused, VersionConflict) as refused:
                answers.append(("refused", str(refused), None))
        assert all(answers[0] == answer for answer in answers), answers

    @initialize(received=st.booleans())
    def begin(self, *, received: bool) -> None:
        self._open()
        if received:
            self._ask(self._command(0, ("receive", {}), HANDLER)[1])

    def _open(self) -> None:
        name = f"A-{self.count}"
        self.count += 1
        self.last = name, lambda office: office.open_case("example", name, by=HANDLER, title=name, key=f"{name}-open")
        self._ask(self.last[1])

    @precondition(lambda self: self.count < 3)
    @rule()
    def open_another(self) -> None:
        self._open()

    @rule(
        which=st.integers(0, 2), command=st.sampled_from(COMMANDS), by=st.sampled_from(ACTORS), days=st.integers(0, 12)
    )
    def give(self, which: int, command: tuple[str, dict[str, Any]], by: Actor, days: int) -> None:
        """Give any command to anyone's taste."""
        self.watch.pass_days(days)
        self.last = self._command(which, command, by)
        self._ask(self.last[1])

    def _command(
        self, which: int, command: tuple[str, dict[str, Any]], by: Actor
    ) -> tuple[str, Callable[[Office], Done]]:
        name, (what, payload) = f"A-{which % self.count}", command
        key = secrets.token_hex(4)
        return name, lambda office: office.do(name, what, by=by, payload=payload, key=key)

    @rule(which=st.integers(0, 2), notes=st.sampled_from(NOTES))
    def note(self, which: int, notes: dict[str, str]) -> None:
        """Call the case something else, or give it to another person."""
        name, key = f"A-{which % self.count}", secrets.token_hex(4)
        self.last = name, lambda office: office.note(name, by=HANDLER, key=key, **notes)
        self._ask(self.last[1])

    @rule(which=st.integers(0, 2), back=st.integers(0, 4), days=st.integers(0, 12))
    def void(self, which: int, back: int, days: int) -> None:
        """Void one of the last entries, a correction and what started a clock included."""
        self.watch.pass_days(days)
        name, key = f"A-{which % self.count}", secrets.token_hex(4)
        seq = self.kept.last(self.agency, name)[0] - back
        self.last = (
            name,
            lambda office: office.void(name, seq, reason="误录", by=HANDLER, approved_by=HEAD, key=key),
        )
        self._ask(self.last[1])

    @precondition(lambda self: self.last is not None)
    @rule()
    def deliver_again(self) -> None:
        """The last command arrives a second time."""
        assert self.last is not None
        self._ask(self.last[1])

    @rule(which=st.integers(0, 2), command=st.sampled_from(COMMANDS), by=st.sampled_from(ACTORS), late=st.booleans())
    def crash_and_repeat(self, which: int, command: tuple[str, dict[str, Any]], by: Actor, late: bool) -> None:
        """Break in the middle of writing, start anew, and give the command again."""
        name, action = self._command(which, command, by)
        for n, office in enumerate(self.offices):
            before = office.store.last(self.agency, name)
            with pytest.MonkeyPatch.context() as patch:
                _break(patch, late=late)
                with contextlib.suppress(Crash, BadFacts, Refused):
                    action(office)
            assert before == office.store.last(self.agency, name)
            office.store.close()
            self.offices[n] = self._office(n)
        self._ask(action)

    @rule()
    def start_anew(self) -> None:
        """Every process ends and another begins."""
        for n, office in enumerate(self.offices):
            office.store.close()
            self.offices[n] = self._office(n)

    @invariant()
    def histories_are_the_same(self) -> None:
        first, *others = self.offices
        titles: dict[str, str] = {}
        for n in range(self.count):
            name = f"A-{n}"
            sealed = first.store.sealed(self.agency, name)
            case = replay(first.history(name))
            titles[name] = row_of(FLOW, case).title
            for office in self.offices:
                assert sealed == office.store.sealed(self.agency, name)
                assert row_of(FLOW, case) == office.store.row(self.agency, name)
                assert rebuilt(FLOW, case, BASIS) == office.store.clocks(self.agency, name)
        events = sum(first.store.last(self.agency, f"A-{n}")[0] for n in range(self.count))
        assert {events} == {office.store.waiting_effects(self.agency) for office in self.offices}
        for office in (first, *others):
            assert () == chain_report(office.store, self.agency).broken
        for text in ("A-", "预算", "决算"):
            named = sorted(name for name, title in titles.items() if text in title)
            for office in self.offices:
                rows = office.find(Query(text=text, is_open=None)).rows
                assert named == sorted(row.case_id for row in rows)
        at = self.watch.now() + timedelta(days=3)
        assert 1 == len({tuple(office.store.bands(self.agency, at).items()) for office in self.offices})


def _break(patch: pytest.MonkeyPatch, *, late: bool) -> None:
    """Break every store's next write: before anything but the case row is written, or after all of it."""

    def crash(*_: object, **__: object) -> None:
        raise Crash

    if late:
        for name in ("enqueue", "enqueue_new"):
            patch.setattr(work.SqlTransaction, name, crash)
        patch.setattr(memory.MemoryTransaction, "enqueue", crash)
    else:
        patch.setattr(work, "append", crash)
        patch.setattr(memory.MemoryTransaction, "_write", _half(crash))


def _half(crash: Callable[[], None]) -> Callable[..., str]:
    original = memory.MemoryTransaction._write

    def write(self: memory.MemoryTransaction, agency: str, commit: Any) -> str:
        original(self, agency, commit)
        crash()
        return ""

    return write


def _run(addresses: tuple[str, ...]) -> None:
    machine = type("Stores", (Stores,), {"addresses": addresses})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=15, deadline=None, database=None)
    )


def test_memory_and_sqlite_agree(tmp_path: Path) -> None:
    """Without any server."""
    _run((f"sqlite:///{tmp_path / 'office.db'}",))


def test_memory_sqlite_and_postgresql_agree(postgres: str, tmp_path: Path) -> None:
    """All three, command by command."""
    _run((f"sqlite:///{tmp_path / 'office.db'}", postgres))
