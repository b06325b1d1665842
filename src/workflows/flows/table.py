"""A flow read once through a `transitions` machine into a look-up table.

The machine is the definition and the oracle: a property test runs both. It has no model, because registering one per
case is quadratic and refuses frozen cases; any object with a ``state`` and the guards as methods can be triggered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen
from transitions import Machine

from workflows.cases.case import Case
from workflows.flows.act import Act
from workflows.flows.parts import EVIDENCE, SYSTEM, CloseTask, Field, Guard, Move, Need, Parts, expanded_sources


@frozen
class Transition:
    """One row of the table: a move from one state, its guards resolved, the facts it takes by name."""

    move: Move
    source: str
    target: str
    by: frozenset[str]
    tests: tuple[tuple[Guard, Callable[[Case, Act], bool], bool], ...]
    takes: Mapping[str, Field] = field(eq=False)
    needs: tuple[Field, ...] = field(init=False, eq=False, repr=False)
    """The facts without which it is refused."""
    dated: tuple[Field, ...] = field(init=False, eq=False, repr=False)
    """The facts that are days or instants."""
    demands: tuple[tuple[Need, Guard], ...] = field(init=False, eq=False, repr=False)
    """The facts that its conditions want where others are so or so, each with the condition."""

    closes: tuple[str, ...] = field(init=False, eq=False, repr=False)
    """The sub-tasks that it closes: without an open one of each kind it is never possible."""

    def __attrs_post_init__(self) -> None:
        requires = self.move.requires
        object.__setattr__(self, "needs", tuple(item for item in requires if not item.optional))
        object.__setattr__(self, "dated", tuple(item for item in requires if item.kind in {"day", "instant"}))
        demands = [(need, guard) for guard, _, is_wanted in self.tests if is_wanted for need in guard.needs]
        object.__setattr__(self, "demands", tuple(demands))
        closing = [effect.task for effect in self.move.effects if isinstance(effect, CloseTask)]
        object.__setattr__(self, "closes", tuple(closing))


MoveTable = Mapping[tuple[str, str], tuple[Transition, ...]]
"""(state, command) to the moves possible there, in the order in which they are tried."""


def machine(parts: Parts) -> Any:
    """Build the `transitions` machine of a flow, without a model.

    Run it with ``machine(flow).events[command].trigger(obj)``, where ``obj`` has ``state`` and one method per guard.
    """
    rows = [
        {
            "trigger": move.command,
            "source": source,
            "dest": move.target,
            "conditions": list(move.guards),
            "unless": list(move.unless),
        }
        for move in sorted(parts.moves, key=lambda move: move.order)
        for source in expanded_sources(parts, move)
    ]
    return Machine(
        model=None,
        states=[state.id for state in parts.states],
        initial=parts.initial,
        transitions=rows,
        auto_transitions=False,
        send_event=True,
    )


def table_of(parts: Parts) -> MoveTable:
    """Read the table out of the machine: its order, its targets, its conditions."""
    guards = {guard.id: guard for guard in parts.guards}
    ordered = sorted(parts.moves, key=lambda move: move.order)
    table: dict[tuple[str, str], tuple[Transition, ...]] = {}
    for command, event in machine(parts).events.items():
        for source, steps in event.transitions.items():
            moves = [m for m in ordered if m.command == command and source in expanded_sources(parts, m)]
            table[source, command] = tuple(
                Transition(
                    move=move,
                    source=source,
                    target=transition.dest,
                    by=frozenset(move.by) or frozenset({SYSTEM}),
                    tests=tuple((guards[c.func], guards[c.func].test, c.target) for c in transition.conditions),
                    takes={item.name: item for item in (*move.requires, EVIDENCE)},
                )
                for move, transition in zip(moves, steps, strict=True)
            )
    return table
