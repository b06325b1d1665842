"""Proves by exhaustive search that a flow cannot strand a case or lose a clock.

Every world that any order of commands, by any role, with any passing of time, can reach is visited. Each fault comes
with the shortest way to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from attrs import frozen

from deadlines.errors import Reason
from workflows.errors import InvalidFlow
from workflows.flows.befalling import unanswered
from workflows.flows.model import Model
from workflows.flows.parts import ANY_OPEN, Lapse, Parts
from workflows.flows.table import MoveTable, Transition, table_of
from workflows.flows.world import ON, World

MOST_WORLDS = 200_000
"""Beyond this the search gives up, loudly."""


@frozen
class Fault:
    """One thing wrong with a flow, and the shortest way to it: ``role: command`` or ``pass clock``."""

    what: Reason
    trace: tuple[str, ...] = ()


@frozen
class Proof:
    """What the search visited."""

    worlds: int
    edges: int
    faults: tuple[Fault, ...]


_PROVED: dict[str, Proof] = {}


def check_sound(parts: Parts, digest: str = "", table: MoveTable | None = None) -> Proof:
    """Prove a flow sound; proofs are kept by digest.

    Raises:
        InvalidFlow: The first fault, by length of its trace.
    """
    proof = _PROVED.get(digest) if digest else None
    if proof is None:
        proof = prove(parts, table)
        if digest:
            _PROVED[digest] = proof
    for fault in proof.faults:
        raise InvalidFlow(parts.id, fault.what, fault.trace)
    return proof


def prove(parts: Parts, table: MoveTable | None = None) -> Proof:
    """Search a flow exhaustively and give all its faults, shortest trace first, each once."""
    return _proof(Model(parts, table_of(parts) if table is None else table))


def prove_by_days(parts: Parts, table: MoveTable | None = None) -> Proof:
    """Do the same, slower, with the warning point and the last day of every clock told apart, which no move can."""
    return _proof(Model(parts, table_of(parts) if table is None else table, points=2))


def _proof(model: Model) -> Proof:
    search = _Search(model)
    search.run()
    found = sorted(search.faults(), key=lambda fault: len(fault.trace))
    unique = {fault.what: fault for fault in reversed(found)}
    ordered = sorted(unique.values(), key=lambda fault: (len(fault.trace), fault.what.en))
    return Proof(len(search.came), search.edges, tuple(ordered))


def reachable(model: Model, starts: Iterable[World]) -> tuple[World, ...]:
    """Give every world that can be reached from some worlds, nearest first."""
    search = _Search(model, starts)
    search.run()
    return tuple(search.came)


def faults_from(model: Model, starts: Iterable[World]) -> tuple[Reason, ...]:
    """Give what goes wrong from some worlds on; what cannot be reached from them is no fault here."""
    search = _Search(model, starts)
    search.run()
    return tuple(fault.what for fault in (*search.found.values(), *search.stranded()))


def _of_step(command: str, why: Reason) -> Reason:
    """Say of a move what its effect cannot do."""
    return Reason(why.code, f"环节“{command}”{why.zh}", f"move {command!r} {why}")


class _Search:
    """Breadth first over the worlds of a model."""

    def __init__(self, model: Model, starts: Iterable[World] = ()) -> None:
        self.model = model
        self.came: dict[World, tuple[World, str] | None] = dict.fromkeys(starts or (model.first(),))
        self.back: dict[World, list[World]] = {}
        self.taken: set[tuple[int, str]] = set()
        self.found: dict[Reason, Fault] = {}
        self.possible: dict[World, frozenset[str]] = {}
        self.later: dict[World, tuple[World, ...]] = {}
        self.edges = 0

    def run(self) -> None:
        queue = deque(self.came)
        while queue:
            world = queue.popleft()
            self._look(world)
            commands: set[str] = set()
            for edge in self.model.edges(world):
                self.edges += 1
                if edge.fault:
                    self._fault(_of_step(edge.label.split(": ")[1], edge.fault), world, edge.label)
                    continue
                if edge.step is None:
                    self.later[world] = (*self.later.get(world, ()), edge.world)
                else:
                    commands.add(edge.step.move.command)
                    self.taken.add((id(edge.step.move), edge.step.source))
                    self._look_at_step(edge.step, world, edge.world, edge.label)
                self.back.setdefault(edge.world, []).append(world)
                if edge.world not in self.came:
                    self.came[edge.world] = (world, edge.label)
                    queue.append(edge.world)
            self.possible[world] = frozenset(commands)
            if len(self.came) > MOST_WORLDS:
                zh, en = f"超过 {MOST_WORLDS} 种情形：请拆分流程", f"more than {MOST_WORLDS} worlds: split the flow"
                raise InvalidFlow(self.model.parts.id, Reason("flow.too_many_worlds", zh, en))

    def faults(self) -> Iterator[Fault]:
        yield from self.found.values()
        yield from self._dead()
        yield from self.stranded()
        for what, world in unanswered(self.model.parts, self.came, self.possible, self.later):
            yield Fault(what, self._trace(world))

    def stranded(self) -> Iterator[Fault]:
        ends = [world for world in self.came if self.model.kinds[world.state] == "end"]
        for world in self._first_outside(self._can_reach(ends)):
            why = Reason(
                "flow.stranded",
                f"从状态“{world.state}”到不了终结状态",
                f"state {world.state!r} cannot reach an end",
            )
            yield Fault(why, self._trace(world))
        for at, clock in enumerate(self.model.clocks):
            runs = [w for w in self.came if w.clocks[at].status != ON or not w.clocks[at].causes]
            live = [w for w in runs if w.clocks[at].status == ON]
            good = self._can_reach(live)
            good.update(w for w in runs if w.clocks[at].status != ON)
            for world in self._first_outside(good):
                why = Reason(
                    "flow.suspended_for_ever",
                    f"时钟“{clock.id}”在“{world.state}”中止后再不恢复",
                    f"clock {clock.id!r} is suspended in {world.state!r} for ever",
                )
                yield Fault(why, self._trace(world))

    def _look(self, world: World) -> None:
        model = self.model
        kind = model.kinds[world.state]
        if kind == "end":
            for why in self._left_open(world):
                self._fault(why, world)
            return
        for clock in model.beyond(world):
            if isinstance(clock.lapse, Lapse) and not model.possible(world, clock.lapse.command):
                why = Reason(
                    "flow.lapse_impossible",
                    f"时钟“{clock.id}”在“{world.state}”届满而没有后果",
                    f"clock {clock.id!r} lapses in {world.state!r} without a consequence",
                )
                self._fault(why, world)
        self._look_at_wait(world)

    def _left_open(self, world: World) -> Iterator[Reason]:
        zh, en = f"终结状态“{world.state}”", f"in end state {world.state!r}"
        for at, ticking in enumerate(world.clocks):
            if ticking.status == ON:
                still, how = ("仍中止", "is suspended") if ticking.causes else ("仍在运行", "runs")
                name = self.model.clocks[at].id
                yield Reason("flow.clock_left", f"{zh}下时钟“{name}”{still}", f"clock {name!r} {how} {en}")
        for at, subs in enumerate(world.tasks):
            if subs:
                name = self.model.parts.tasks[at].id
                yield Reason("flow.task_left", f"{zh}下子事项“{name}”没有了结", f"sub-task {name!r} is open {en}")
        if not world.has_outcome:
            yield Reason(
                "flow.no_outcome",
                f"到达{zh}时没有结果",
                f"end state {world.state!r} is reached without an outcome",
            )

    def _look_at_wait(self, world: World) -> None:
        state = next(state for state in self.model.parts.states if state.id == world.state)
        at = self.model.clock_at.get(state.clock)
        if at is not None and world.clocks[at].status != ON:
            why = Reason(
                "flow.waits_on_stopped",
                f"状态“{state.id}”等待时钟“{state.clock}”，它没有运行",
                f"state {state.id!r} waits on clock {state.clock!r}, which is off",
            )
            self._fault(why, world)

    def _look_at_step(self, step: Transition, before: World, after: World, label: str) -> None:
        if step.move.reopens and not any(ticking.status == ON for ticking in after.clocks):
            state = next(state for state in self.model.parts.states if state.id == after.state)
            if not state.waits_for:
                name = step.move.command
                zh, en = f"环节“{name}”重新办理而没有时钟", f"move {name!r} reopens without a clock"
                self._fault(Reason("flow.reopens_without_clock", zh, en), before, label)

    def _dead(self) -> Iterator[Fault]:
        reached = {world.state for world in self.came}
        for state in self.model.parts.states:
            if state.id not in reached:
                zh, en = f"到不了状态“{state.id}”", f"state {state.id!r} cannot be reached"
                yield Fault(Reason("flow.unreachable", zh, en))
        for move in self.model.parts.moves:
            sources = {source for ident, source in self.taken if ident == id(move)}
            if not sources:
                zh, en = f"通往“{move.target}”的环节“{move.command}”", f"move {move.command!r} to {move.target!r}"
                yield Fault(Reason("flow.dead_move", f"{zh}从来不能办", f"{en} is never possible"))
            elif move.sources != ANY_OPEN:
                for source in move.sources:
                    if source not in sources and source in reached:
                        zh, en = f"环节“{move.command}”", f"move {move.command!r}"
                        why = Reason(
                            "flow.dead_source", f"{zh}在“{source}”从来不能办", f"{en} is never possible in {source!r}"
                        )
                        yield Fault(why)

    def _can_reach(self, goals: Iterable[World]) -> set[World]:
        good = set(goals)
        queue = deque(good)
        while queue:
            for world in self.back.get(queue.popleft(), ()):
                if world not in good:
                    good.add(world)
                    queue.append(world)
        return good

    def _first_outside(self, good: set[World]) -> Iterator[World]:
        """Give the first world of each state that is not good; worlds are in the order of their distance."""
        seen: set[str] = set()
        for world in self.came:
            if world not in good and world.state not in seen:
                seen.add(world.state)
                yield world

    def _fault(self, what: Reason, world: World, label: str = "") -> None:
        if what not in self.found:
            self.found[what] = Fault(what, (*self._trace(world), *([label] if label else [])))

    def _trace(self, world: World) -> tuple[str, ...]:
        way: list[str] = []
        step = self.came[world]
        while step is not None:
            world, label = step
            way.append(label)
            step = self.came[world]
        return tuple(reversed(way))
