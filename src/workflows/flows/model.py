"""A flow as a finite model: control state, abstract clocks, open sub-tasks, the facts that guards compare.

Days are abstracted to the constants that matter. A clock is within its term, on its last day, or beyond it; the warning
point and, where no guard asks whether the last day has come, the last day itself are told apart only by ``points``,
because no move can. Two sub-tasks, of one kind or of two, stand for many. A clock that nothing restarts is off
again once it is stopped. A guard that does not say what it is about may hold or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from workflows.flows.parts import (
    ALL,
    Clock,
    CloseEarlier,
    CloseTask,
    Extend,
    Lapse,
    Move,
    OpenTask,
    Parts,
    Restart,
    Start,
    Stop,
)
from workflows.flows.table import MoveTable, Transition
from workflows.flows.world import (
    BEYOND,
    MOST_TASKS,
    OFF,
    ON,
    OTHER,
    STOPPED,
    UNSET,
    WITHIN,
    YES_OR_NO,
    Edge,
    Sub,
    Ticking,
    World,
    Wrong,
    after_effect,
    put,
    step_label,
    swap,
)


class Model:
    """The finite model of a flow; ``edges`` gives the ways on from a world."""

    def __init__(self, parts: Parts, table: MoveTable, points: int = 0) -> None:
        """Prepare look-ups; of the warning point and the last day, so many ``points`` of every clock are told apart."""
        self.parts = parts
        self.table = table
        self.clocks = [clock for clock in parts.clocks if not clock.task]
        self.clock_at = {clock.id: at for at, clock in enumerate(self.clocks)}
        self.by_id: Mapping[str, Clock] = {clock.id: clock for clock in parts.clocks}
        self.task_at = {task.id: at for at, task in enumerate(parts.tasks)}
        self.kinds = {state.id: state.kind for state in parts.states}
        self.lapses = {c.lapse.command: c for c in parts.clocks if isinstance(c.lapse, Lapse)}
        abouts = [guard.about for guard in parts.guards if guard.about]
        asked = {about[1] for about in abouts if about[0] == "reached"}
        self.limit = [max(points, clock.id in asked) for clock in self.clocks]
        self.last = [limit + 1 for limit in self.limit]
        effects = [effect for move in parts.moves for effect in move.effects]
        self.remembered = asked | {effect.clock for effect in effects if isinstance(effect, (Restart, Extend))}
        self.compared: dict[str, list[str]] = {}
        for about in abouts:
            if about[0] in {"fact", "brings"}:
                self.compared.setdefault(about[1], []).append(about[2])
        stored = [about[1] for about in abouts if about[0] == "fact"]
        self.fact_at = {name: at for at, name in enumerate(dict.fromkeys(stored))}
        self.steps: dict[str, list[tuple[Transition, list[Transition]]]] = {state.id: [] for state in parts.states}
        for (source, _), steps in table.items():
            for at, step in enumerate(steps):
                earlier = [other for other in steps[:at] if step.by <= other.by]
                self.steps[source].append((step, earlier))
        self.branches = {id(move): list(self._branches(move)) for move in parts.moves}
        self.touched = {id(move): tuple(self._touched(move)) for move in parts.moves}

    def first(self) -> World:
        """Give the world of a case just opened."""
        return World(
            self.parts.initial,
            has_outcome=False,
            clocks=tuple(Ticking() for _ in self.clocks),
            tasks=tuple(() for _ in self.parts.tasks),
            facts=tuple(UNSET for _ in self.fact_at),
        )

    def edges(self, world: World) -> Iterator[Edge]:
        """Give every way on: time passing, then every step that may be possible."""
        yield from self._ticks(world)
        for step, earlier in self.steps[world.state]:
            yield from self._taken(world, step, earlier)

    def possible(self, world: World, command: str) -> bool:
        """Tell whether a command may be possible here."""
        return any(
            True
            for step, earlier in self.steps[world.state]
            if step.move.command == command
            for _ in self._taken(world, step, earlier)
        )

    def beyond(self, world: World) -> Iterator[Clock]:
        """Give the clocks that run past their term."""
        for at, ticking in enumerate(world.clocks):
            if ticking.status == ON and not ticking.causes and ticking.phase == self.last[at]:
                yield self.clocks[at]
        for at, subs in enumerate(world.tasks):
            if any(sub.clock == BEYOND for sub in subs):
                yield self.by_id[self.parts.tasks[at].clock]

    def _ticks(self, world: World) -> Iterator[Edge]:
        for at, ticking in enumerate(world.clocks):
            if ticking.status == ON and not ticking.causes and ticking.phase < self.last[at]:
                later = ticking._replace(phase=ticking.phase + 1)
                yield Edge(f"pass {self.clocks[at].id}", world._replace(clocks=put(world.clocks, at, later)))
        for at, subs in enumerate(world.tasks):
            for sub in dict.fromkeys(subs):
                if sub.clock == WITHIN:
                    moved = swap(subs, sub, sub._replace(clock=BEYOND))
                    label = f"pass {self.parts.tasks[at].clock}"
                    yield Edge(label, world._replace(tasks=put(world.tasks, at, moved)))

    def _branches(self, move: Move) -> Iterator[dict[str, str]]:
        """Give every abstract payload of a move: one value for each fact that some guard compares."""
        domains: list[list[tuple[str, str]]] = []
        for item in move.requires:
            if item.name not in self.compared or item.kind == "codes":
                continue
            known = list(dict.fromkeys(self.compared[item.name]))
            if item.choices:
                known = [value for value in known if value in {repr(choice) for choice in item.choices}]
            complete = len(known) == len(item.choices) or (item.kind == "bool" and len(known) == YES_OR_NO)
            values = known if complete and known else [*known, OTHER]
            domains.append([(item.name, value) for value in (*values, *([UNSET] if item.optional else []))])
        for chosen in product(*domains):
            yield dict(chosen)

    def _touched(self, move: Move) -> Iterator[tuple[str, type]]:
        """Give the sub-tasks that a move touches: opens, else closes, else starts the clock of."""
        opened = {effect.task for effect in move.effects if isinstance(effect, OpenTask)}
        closed = {effect.task for effect in move.effects if isinstance(effect, CloseTask)}
        clocks = [effect.clock for effect in move.effects if isinstance(effect, (Start, Restart))]
        started = {self.by_id[clock].task for clock in clocks} - {""}
        for task in sorted(opened | closed | started):
            yield task, OpenTask if task in opened else CloseTask if task in closed else Start

    def _taken(self, world: World, step: Transition, earlier: list[Transition]) -> Iterator[Edge]:
        clock = self.lapses.get(step.move.command)
        if clock is not None and clock not in self.beyond(world):
            return
        for payload in self.branches[id(step.move)]:
            if not self._holds(world, step, payload, free=True):
                continue
            if any(self._holds(world, other, payload, free=False) for other in earlier):
                continue
            for keys in self._keys(world, step, clock):
                try:
                    after = self._after(world, step, payload, keys)
                except Wrong as wrong:
                    yield Edge(step_label(step), world, step, fault=wrong.why)
                    continue
                if after is not None:
                    yield Edge(step_label(step), after, step)

    def _holds(self, world: World, step: Transition, payload: Mapping[str, str], *, free: bool) -> bool:
        for guard, _, wanted in step.tests:
            answer = self._answer(world, guard.about, payload)
            if answer is None:
                if not free:
                    return False
            elif answer != wanted:
                return False
        return True

    def _answer(self, world: World, about: tuple[str, ...], payload: Mapping[str, str]) -> bool | None:
        if not about:
            return None
        kind, name = about[0], about[1]
        if kind == "fact":
            return world.facts[self.fact_at[name]] == about[2]
        if kind == "brings":
            return payload.get(name, UNSET) == about[2] if name in payload else self._unknown(name)
        if kind == "task_open":
            groups = world.tasks if not name else (world.tasks[self.task_at[name]],)
            return any(sub.is_open for subs in groups for sub in subs)
        if self.by_id[name].task:
            wanted = BEYOND if kind in {"lapsed", "reached"} else WITHIN
            return any(sub.clock >= wanted for sub in world.tasks[self.task_at[self.by_id[name].task]])
        return self._clock_answer(world, kind, name, about)

    def _unknown(self, name: str) -> bool | None:
        """A fact that this move does not take is not brought; one of several codes may be."""
        codes = any(item.name == name and item.kind == "codes" for move in self.parts.moves for item in move.requires)
        return None if codes else False

    def _clock_answer(self, world: World, kind: str, name: str, about: tuple[str, ...]) -> bool | None:
        at = self.clock_at[name]
        ticking = world.clocks[at]
        runs = ticking.status == ON and not ticking.causes
        if kind == "not_extended":
            return ticking.extended < int(about[2])
        answers: dict[str, bool | None] = {
            "lapsed": runs and ticking.phase == self.last[at],
            "running": runs,
            "on": ticking.status == ON,
            "began": ticking.status != OFF,
            "reached": None if ticking.status == STOPPED else runs and ticking.phase >= self.limit[at],
        }
        return answers.get(kind)

    def _keys(self, world: World, step: Transition, clock: Clock | None) -> Iterator[dict[str, Sub | None]]:
        """Choose, for each sub-task that the move touches, one that is there or (None) a new one."""
        touched = self.touched[id(step.move)]
        if not touched:
            yield {}
            return
        choices: list[list[tuple[str, Sub | None]]] = []
        for task, kind in touched:
            subs: list[Sub | None] = list(dict.fromkeys(world.tasks[self.task_at[task]]))
            if kind is OpenTask:
                subs = [None] if sum(map(len, world.tasks)) < MOST_TASKS else []
            elif kind is CloseTask:
                lapsing = clock is not None and clock.task == task
                subs = [sub for sub in subs if sub and sub.is_open and (not lapsing or sub.clock == BEYOND)]
            else:  # when it was served is recorded once
                subs = [sub for sub in subs if sub and not sub.clock] if subs else [None]
            choices.append([(task, sub) for sub in subs])
        for chosen in product(*choices):
            yield dict(chosen)

    def _after(
        self, world: World, step: Transition, payload: Mapping[str, str], keys: Mapping[str, Sub | None]
    ) -> World | None:
        """Give the world after a step; None if the clocks refuse it."""
        clocks = list(world.clocks)
        tasks = [list(subs) for subs in world.tasks]
        held = dict(keys)
        for effect in step.move.effects:
            if not self._apply(clocks, tasks, held, effect):
                return None
        facts = list(world.facts)
        for name, value in (*payload.items(), *((name, repr(value)) for name, value in step.move.sets)):
            if name in self.fact_at and value != UNSET:
                facts[self.fact_at[name]] = value if value in self.compared[name] else OTHER
        given = bool(step.move.outcome or step.move.outcome_from)
        return World(
            step.target,
            given or (world.has_outcome and not step.move.reopens),
            tuple(clocks),
            tuple([tuple(sorted([sub for sub in subs if sub.is_open or sub.clock])) for subs in tasks]),
            tuple(facts),
        )

    def _apply(
        self, clocks: list[Ticking], tasks: list[list[Sub]], held: dict[str, Sub | None], effect: object
    ) -> bool:
        match effect:
            case Stop(clock=clock):
                self._stop(clocks, tasks, clock)
                return True
            case OpenTask(task=task):
                self._set(tasks, held, task, Sub(is_open=True, clock=0))
                self._pause(clocks, task)
                return True
            case CloseTask(task=task):
                self._set(tasks, held, task, Sub(is_open=False, clock=0))
                self._unpause(clocks, tasks, task)
                return True
        if isinstance(effect, CloseEarlier):
            return True  # days are abstracted: which of two ends of a pause counts changes nothing here
        return self._tick(clocks, tasks, held, effect)

    def _tick(self, clocks: list[Ticking], tasks: list[list[Sub]], held: dict[str, Sub | None], effect: object) -> bool:
        """Apply an effect on one clock; False if the clock refuses it."""
        task = self.by_id[effect.clock].task  # type: ignore[attr-defined]  # every other effect names a clock
        if task:
            old = held.get(task)
            self._set(tasks, held, task, Sub(old.is_open if old else False, clock=WITHIN))
            return True
        at = self.clock_at[effect.clock]  # type: ignore[attr-defined]
        after = after_effect(clocks[at], effect, self.last[at], self.clocks[at])
        if after is None:
            return False
        clocks[at] = after
        return True

    def _set(self, tasks: list[list[Sub]], held: dict[str, Sub | None], task: str, sub: Sub) -> None:
        subs = tasks[self.task_at[task]]
        old = held.get(task)
        if old in subs:
            subs.remove(old)
        subs.append(sub)
        held[task] = sub

    def _stop(self, clocks: list[Ticking], tasks: list[list[Sub]], clock: str) -> None:
        if clock == ALL:
            for at, _ in enumerate(tasks):
                tasks[at] = []
        elif self.by_id[clock].task:
            at = self.task_at[self.by_id[clock].task]
            tasks[at] = [sub._replace(clock=0) for sub in tasks[at]]
        for at, ticking in enumerate(clocks):
            if clock in {ALL, self.clocks[at].id} and ticking.status == ON:
                kept = frozenset[str]() if clock == ALL else ticking.causes
                remembered = self.clocks[at].id in self.remembered
                clocks[at] = Ticking(STOPPED, 0, ticking.extended, kept) if remembered or kept else Ticking()

    def _pause(self, clocks: list[Ticking], task: str) -> None:
        for clock in self.parts.tasks[self.task_at[task]].suspends:
            at = self.clock_at[clock]
            is_over = clocks[at].phase == self.last[at] and not clocks[at].causes
            if clocks[at].status == ON and not is_over:
                clocks[at] = clocks[at]._replace(causes=clocks[at].causes | {f"task {task}"})

    def _unpause(self, clocks: list[Ticking], tasks: list[list[Sub]], task: str) -> None:
        if any(sub.is_open for sub in tasks[self.task_at[task]]):
            return
        for clock in self.parts.tasks[self.task_at[task]].suspends:
            at = self.clock_at[clock]
            clocks[at] = clocks[at]._replace(causes=clocks[at].causes - {f"task {task}"})
