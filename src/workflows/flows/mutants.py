"""Flows with one part deleted: what no proof and no scenario notices is not tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve as changed
from attrs import frozen

from workflows.errors import InvalidFlow
from workflows.flows.flow import Flow
from workflows.flows.parts import Move


@frozen
class Mutant:
    """A flow with one part deleted; ``flow`` is None if it could not even be constructed, ``refused`` says why."""

    name: str
    flow: Flow | None
    refused: str = ""


def mutants(flow: Flow) -> Iterator[Mutant]:
    """Delete each move, each guard of a move, and each clock effect of a move, in turn."""
    for at, move in enumerate(flow.moves):
        where = f"{at} {move.command} -> {move.target}"
        yield _mutant(flow, f"{where}: move deleted", (*flow.moves[:at], *flow.moves[at + 1 :]))
        for guard in (*move.guards, *move.unless):
            weaker = changed(
                move,
                guards=tuple(g for g in move.guards if g != guard),
                unless=tuple(g for g in move.unless if g != guard),
            )
            yield _mutant(flow, f"{where}: guard {guard} deleted", _with(flow, at, weaker))
        for number, effect in enumerate(move.effects):
            less = changed(move, effects=(*move.effects[:number], *move.effects[number + 1 :]))
            yield _mutant(flow, f"{where}: {effect} deleted", _with(flow, at, less))


def _with(flow: Flow, at: int, move: Move) -> tuple[Move, ...]:
    return (*flow.moves[:at], move, *flow.moves[at + 1 :])


def _mutant(flow: Flow, name: str, moves: tuple[Move, ...]) -> Mutant:
    """Build one; a guard that it leaves unused goes with it, so that only the deletion can be refused."""
    used = {guard for move in moves for guard in (*move.guards, *move.unless)}
    try:
        mutant = changed(flow, moves=moves, guards=tuple(guard for guard in flow.guards if guard.id in used))
    except InvalidFlow as refused:
        return Mutant(name, None, str(refused))
    return Mutant(name, mutant)


def survivors(flow: Flow, scenarios: Iterable[Callable[[Flow], object]]) -> tuple[tuple[str, ...], int]:
    """Give the mutants that neither the proof nor any scenario kills, and how many mutants there were.

    A scenario is a function that runs a flow and raises if it did not behave.
    """
    runners = tuple(scenarios)
    alive: list[str] = []
    count = 0
    for mutant in mutants(flow):
        count += 1
        if mutant.flow is not None and not any(_fails(run, mutant.flow) for run in runners):
            alive.append(mutant.name)
    return tuple(alive), count


def _fails(run: Callable[[Flow], object], flow: Flow) -> bool:
    try:
        run(flow)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  # any failure kills a mutant; pytest's own are no Exceptions
        return True
    return False
