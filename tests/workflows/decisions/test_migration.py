"""A migration is refused unless every case it can meet can still finish and no deadline shrinks."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import pytest
from attrs import evolve as changed

from deadlines.law.rules import RuleBook
from deadlines.law.terms import WorkingDays
from helpers.example_flow import APPLICANT, BASIS, BOOK, FLOW, HANDLER, HEAD, WEEKS
from workflows import Actor, Basis, Case, Flow, MigrationRefused, decide, evolve, open_case, replay
from workflows.cases.events import Occasion
from workflows.decisions.migration import migrated, migration
from workflows.flows.parts import CloseTask, Move, OpenTask, Start, State, Task

DAY = date(2024, 3, 1)


def do(flow: Flow, case: Case, command: str, on: date, by: Actor, **payload: Any) -> Case:
    """Decide and evolve."""
    return reduce(evolve, decide(flow, case, command, Occasion(on, by), basis=BASIS, payload=payload), case)


def case_in_handling() -> Case:
    """Give a case received on 1 March."""
    return do(FLOW, replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER))), "receive", DAY, HANDLER)


def renamed() -> Flow:
    """Give version 2, where the case is handled under another name."""
    states = tuple(changed(one, id="working") if one.id == "handling" else one for one in FLOW.states)

    def put(name: str) -> str:
        return "working" if name == "handling" else name

    moves = tuple(changed(m, sources=tuple(map(put, m.sources)), target=put(m.target)) for m in FLOW.moves)
    return changed(FLOW, version="2", states=states, moves=moves)


def test_a_renamed_state_needs_its_mapping() -> None:
    """Without a mapping the old state is nowhere; with it the case goes on, due date untouched."""
    new = renamed()
    with pytest.raises(MigrationRefused) as caught:
        migration(FLOW, new)
    assert str(caught.value) == (
        "migration from 'example@1' to 'example@2' refused: state 'handling' maps to 'handling', which the new flow "
        "does not have; change the mapping or let old cases finish"
    )
    way = migration(FLOW, new, {"handling": "working"})
    case = reduce(
        evolve, migrated(way, case_in_handling(), Occasion(date(2024, 3, 4), HEAD), basis=BASIS), case_in_handling()
    )
    assert ("working", "example@2", date(2024, 3, 29)) == (case.state, case.flow, case.clocks[0].due)
    assert "replied" == do(new, case, "reply", date(2024, 3, 8), HANDLER, decision="disclosed").state


def test_an_open_state_must_stay_open() -> None:
    """A migration does not end cases."""
    with pytest.raises(MigrationRefused, match="state 'correcting' is waiting, but 'withdrawn' is end"):
        migration(FLOW, changed(FLOW, version="2"), {"correcting": "withdrawn"})


def test_a_clock_that_may_run_must_exist() -> None:
    """The new flow must know every clock and every sub-task of the old."""
    with_fee = changed(
        FLOW,
        clocks=(*FLOW.clocks, changed(FLOW.clocks[1], id="fee", lapse=FLOW.clocks[0].lapse)),
        moves=tuple(
            changed(one, effects=(*one.effects, Start("fee"))) if one.command == "ask_correction" else one
            for one in FLOW.moves
        ),
        proved=False,
    )
    with pytest.raises(MigrationRefused, match="the new flow has no clock 'fee', which may be running"):
        migration(with_fee, changed(FLOW, version="2"))


def test_fewer_extensions_shrink_a_deadline() -> None:
    """A case that could still be extended may not lose that."""
    more = changed(FLOW, clocks=(changed(FLOW.clocks[0], extensions=2), *FLOW.clocks[1:]))
    with pytest.raises(MigrationRefused, match="clock 'reply' may be extended 1 time\\(s\\), was 2"):
        migration(more, changed(FLOW, version="2"))


def test_a_consultation_must_go_on_suspending() -> None:
    """If the new flow lets the time of a consultation run, a deadline would shrink."""
    new = changed(FLOW, version="2", tasks=(changed(FLOW.tasks[0], suspends=()),))
    with pytest.raises(MigrationRefused, match="no longer suspends reply: a deadline would shrink"):
        migration(FLOW, new)


def test_a_case_carried_where_it_would_be_stranded_is_refused() -> None:
    """The new flow is sound by itself; but it waits in a state that old cases reach without its clock."""
    states = (*FLOW.states, State("checking", "核对", "checking", kind="waiting", clock="correction"))
    check = Move(
        "check",
        ("correcting",),
        "checking",
        by=("handler",),
        event="CorrectionChecked",
        zh="核对",
        en="check",
        article="第三十条",
    )
    back = tuple(
        changed(one, sources=("correcting", "checking")) if one.command in {"correct", "deem_abandoned"} else one
        for one in FLOW.moves
    )
    new = changed(FLOW, version="2", states=states, moves=(*back, check))
    assert migration(FLOW, new)
    with pytest.raises(MigrationRefused, match="state 'checking' waits on clock 'correction', which is off"):
        migration(FLOW, new, {"handling": "checking"})


def test_a_case_whose_deadline_would_shrink_is_refused() -> None:
    """Under a book with ten days the term that ends on 29 March would end on 15 March."""
    rules = tuple(changed(rule, term=WorkingDays(10)) if rule.id == "foi.reply" else rule for rule in BOOK.rules)
    way = migration(FLOW, changed(FLOW, version="2"))
    with pytest.raises(MigrationRefused, match="'reply' would shrink from 2024-03-29 to 2024-03-15"):
        migrated(way, case_in_handling(), Occasion(date(2024, 3, 4), HEAD), basis=Basis(WEEKS, RuleBook(rules)))


def test_closed_and_foreign_cases_stay() -> None:
    """A case that has ended, or of another version, is not moved."""
    way = migration(FLOW, changed(FLOW, version="2"))
    ended = do(FLOW, case_in_handling(), "withdraw", date(2024, 3, 4), APPLICANT)
    with pytest.raises(MigrationRefused, match="closed cases keep their flow"):
        migrated(way, ended, Occasion(date(2024, 3, 5), HEAD), basis=BASIS)
    moved = reduce(
        evolve, migrated(way, case_in_handling(), Occasion(date(2024, 3, 5), HEAD), basis=BASIS), case_in_handling()
    )
    with pytest.raises(MigrationRefused, match="case 'A-1' is pinned to 'example@2'"):
        migrated(way, moved, Occasion(date(2024, 3, 5), HEAD), basis=BASIS)


def other_tasks(task: Task) -> Flow:
    """Give version 2, where the sub-task is another."""

    def put(effect: Any) -> Any:
        return changed(effect, task=task.id) if isinstance(effect, (OpenTask, CloseTask)) else effect

    moves = tuple(changed(move, effects=tuple(map(put, move.effects))) for move in FLOW.moves)
    clocks = tuple(changed(clock, task=task.id) if clock.task else clock for clock in FLOW.clocks)
    return changed(FLOW, version="2", tasks=(task,), moves=moves, clocks=clocks, proved=False)


def test_a_clock_and_a_consultation_stay_what_they_are() -> None:
    """The clock of a consultation may not become that of another kind of sub-task."""
    with pytest.raises(
        MigrationRefused, match="clock 'third_party' belongs to sub-task 'consulted', was 'third_party'"
    ):
        migration(FLOW, other_tasks(changed(FLOW.tasks[0], id="consulted")))


def test_a_consultation_that_may_be_open_stays_known() -> None:
    """Whoever is being asked could not answer under a flow that does not ask."""

    def asking(*tasks: Task) -> Flow:
        dropped = () if tasks else (OpenTask("third_party"), CloseTask("third_party"))
        dropped = (*dropped, Start("third_party"))
        moves = tuple(changed(m, effects=tuple(e for e in m.effects if e not in dropped)) for m in FLOW.moves)
        clocks = tuple(clock for clock in FLOW.clocks if not clock.task)
        return changed(FLOW, version=str(len(tasks)), tasks=tasks, moves=moves, clocks=clocks, proved=False)

    with pytest.raises(MigrationRefused) as refused:
        migration(asking(changed(FLOW.tasks[0], clock="")), asking())
    assert refused.value.why.code == "migration.no_task"
    assert refused.value.why.zh == "新流程没有可能正在办理的子事项“third_party”"


def test_a_deadline_may_grow() -> None:
    """Under a book with 25 days the term that ends on 29 March ends a week later."""
    rules = tuple(changed(rule, term=WorkingDays(25)) if rule.id == "foi.reply" else rule for rule in BOOK.rules)
    way = migration(FLOW, changed(FLOW, version="2"))
    basis = Basis(WEEKS, RuleBook(rules))
    (event,) = migrated(way, case_in_handling(), Occasion(date(2024, 3, 4), HEAD), basis=basis)
    assert evolve(case_in_handling(), event).clocks[0].due == date(2024, 4, 5)
