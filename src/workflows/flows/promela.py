"""A flow in Promela, so that spin, another checker by other people, can agree.

Written from the literal, not from the search of ``soundness``: a fault in one is not in the other. Spin checks by
assertion that no clock, sub-task or missing outcome survives an end, that no lapse is without a consequence, that no
extension exceeds its bound, and that no effect meets a clock in the wrong state; and, as absence of invalid end
states, that a case never stands still before an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from workflows.flows.parts import (
    ALL,
    SAME,
    Clock,
    ClockEffect,
    CloseTask,
    Extend,
    Lapse,
    Move,
    OpenTask,
    Parts,
    Restart,
    Resume,
    Start,
    Stop,
    Suspend,
    Task,
    expanded_sources,
)

_SLOTS = (0, 1)

_BEYOND = 3


def promela(parts: Parts) -> str:
    """Write a flow as a Promela model with its assertions."""
    return "\n".join(_Writer(parts).lines()) + "\n"


class _Writer:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.number = {state.id: at for at, state in enumerate(parts.states)}
        self.clocks = {clock.id: clock for clock in parts.clocks}
        self.tasks = {task.id: task for task in parts.tasks}
        self.guards = {guard.id: guard for guard in parts.guards}
        self.plain = [clock for clock in parts.clocks if not clock.task]
        self.compared: dict[str, list[str]] = {}
        for guard in parts.guards:
            if guard.about and guard.about[0] in {"fact", "brings"}:
                values = self.compared.setdefault(guard.about[1], [])
                if guard.about[2] not in values:
                    values.append(guard.about[2])
        self.stored = {g.about[1] for g in parts.guards if g.about and g.about[0] == "fact"}
        causes = {e.cause for m in parts.moves for e in m.effects if isinstance(e, (Suspend, Resume))}
        self.causes = {cause: at for at, cause in enumerate(sorted(causes))}

    def lines(self) -> Iterator[str]:
        """Give the model line by line."""
        yield f"/* {self.parts.id}@{self.parts.version}: states {self.number} */"
        yield f"byte s = {self.number[self.parts.initial]}; bool outcome = false;"
        for clock in self.plain:
            yield f"byte {clock.id}_on = 0, {clock.id}_at = 0, {clock.id}_ext = 0, {clock.id}_why = 0;"
            yield f"byte {clock.id}_held = 0;"
        for task in self.parts.tasks:
            yield from (f"bool {task.id}_open{n} = false; byte {task.id}_clk{n} = 0;" for n in _SLOTS)
        yield from (f"byte f_{name} = 0;" for name in sorted(self.stored))
        yield ""
        yield "inline check() {"
        yield from self._assertions()
        yield "}"
        yield ""
        yield "active proctype kase() {"
        yield "  do"
        yield "  :: atomic {"  # one place for the assertions: a C compiler reads them once, not once for each way on
        yield "    if"
        yield from self._ticks()
        for command in dict.fromkeys(move.command for move in self.parts.moves):
            yield from self._command(command)
        yield "    fi;"
        yield "    check()"
        yield "  }"
        ends = " || ".join(f"s == {self.number[state.id]}" for state in self.parts.states if state.kind == "end")
        yield f"  :: ({ends}) -> break"
        yield "  od"
        yield "}"

    def _assertions(self) -> Iterator[str]:
        for state in self.parts.states:
            here = f"s != {self.number[state.id]}"
            if state.kind == "end":
                yield from (f"  assert({here} || {clock.id}_on != 1);" for clock in self.plain)
                for task in self.parts.tasks:
                    yield from (f"  assert({here} || (!{task.id}_open{n} && {task.id}_clk{n} == 0));" for n in _SLOTS)
                yield f"  assert({here} || outcome);"
                continue
            for clock in self.parts.clocks:
                if isinstance(clock.lapse, Lapse):
                    possible = self._possible(state.id, clock.lapse.command)
                    yield f"  assert({here} || !({self._lapsed(clock)}) || {possible});"
            if state.clock and not self.clocks[state.clock].task:
                yield f"  assert({here} || {state.clock}_on == 1);"

    def _possible(self, state: str, command: str) -> str:
        ways = [
            self._condition(move, payload)
            for move in self.parts.moves
            if move.command == command and state in expanded_sources(self.parts, move)
            for payload in self._payloads(move)
        ]
        return f"({' || '.join(ways)})" if ways else "false"

    def _ticks(self) -> Iterator[str]:
        for clock in self.plain:
            runs = f"{self._runs(clock.id)} && {clock.id}_at < {_BEYOND}"
            yield f"    :: ({runs}) -> {clock.id}_at = {clock.id}_at + 1"
        for task in self.parts.tasks:
            for n in _SLOTS:
                yield f"    :: ({task.id}_clk{n} == 1) -> {task.id}_clk{n} = 2"

    def _command(self, command: str) -> Iterator[str]:
        moves = sorted((move for move in self.parts.moves if move.command == command), key=lambda move: move.order)
        clock = next((c for c in self.parts.clocks if c.lapse == Lapse(command)), None)
        for at, move in enumerate(moves):
            for source, payload in product(expanded_sources(self.parts, move), self._payloads(move)):
                conditions = [f"s == {self.number[source]}", self._condition(move, payload)]
                if clock is not None:
                    conditions.append(f"({self._lapsed(clock)})")
                conditions += [
                    f"!({self._condition(other, payload, certain=True)})"
                    for other in moves[:at]
                    if source in expanded_sources(self.parts, other) and set(move.by) <= set(other.by)
                ]
                yield from (
                    self._option(move, source, payload, conditions, slots) for slots in self._slots(move, clock)
                )

    def _option(
        self, move: Move, source: str, payload: dict[str, str], conditions: list[str], slots: dict[str, tuple[int, str]]
    ) -> str:
        needs = [*(need for _, need in slots.values()), *(need for e in move.effects for need in self._need(e))]
        when = " && ".join([*conditions, *needs])
        does = [line for effect in move.effects for line in self._effect(effect, slots)]
        stored = {**payload, **{name: repr(value) for name, value in move.sets}}
        does += [f"f_{n} = {self._value(n, v)}" for n, v in stored.items() if n in self.stored and v]
        if move.outcome or move.outcome_from:
            does.append("outcome = true")
        elif move.reopens:
            does.append("outcome = false")
        does.append(f"s = {self.number[source if move.target == SAME else move.target]}")
        return f"    :: ({when}) -> {'; '.join(does)} /* {move.command} */"

    def _need(self, effect: ClockEffect) -> Iterator[str]:
        """Give what the count itself asks for, so that a refused effect is a move not taken."""
        match effect:
            case Extend(clock=clock):
                yield f"{clock}_at < {_BEYOND}"
            case Suspend(clock=clock, cause=cause):
                yield f"({clock}_why & {1 << self.causes[cause]}) == 0"
            case Resume(clock=clock, cause=cause):
                yield f"({clock}_why & {1 << self.causes[cause]}) != 0"

    def _payloads(self, move: Move) -> list[dict[str, str]]:
        domains = []
        for item in move.requires:
            if item.name in self.compared and item.kind != "codes":
                choices = [repr(choice) for choice in item.choices] or (
                    ["True", "False"] if item.kind == "bool" else []
                )
                known = [value for value in self.compared[item.name] if not choices or value in choices]
                rest = [] if choices and set(choices) <= set(known) else ["*"]
                domains.append([(item.name, value) for value in [*known, *rest, *([""] if item.optional else [])]])
        return [dict(chosen) for chosen in product(*domains)]

    def _value(self, name: str, value: str) -> int:
        values = self.compared[name]
        return values.index(value) + 1 if value in values else len(values) + 1

    def _condition(self, move: Move, payload: dict[str, str], *, certain: bool = False) -> str:
        tests = [(guard, True) for guard in move.guards] + [(guard, False) for guard in move.unless]
        answers = [(self._answer(self.guards[guard].about, payload), wanted) for guard, wanted in tests]
        if certain and any(not answer for answer, _ in answers):
            return "false"
        known = [answer if wanted else f"!{answer}" for answer, wanted in answers if answer]
        return f"({' && '.join(known)})" if known else "true"

    def _answer(self, about: tuple[str, ...], payload: dict[str, str]) -> str:  # noqa: PLR0911  # one per kind
        """Give a guard as an expression; empty if it may be true or not."""
        if not about:
            return ""
        kind, name = about[0], about[1]
        if kind == "fact":
            return f"(f_{name} == {self._value(name, about[2])})"
        if kind == "brings":
            codes = any(i.name == name and i.kind == "codes" for m in self.parts.moves for i in m.requires)
            return "" if codes and name not in payload else str(payload.get(name) == about[2]).lower()
        if kind == "task_open":
            chosen = [task.id for task in self.parts.tasks if name in {"", task.id}]
            return f"({' || '.join(f'{task}_open{n}' for task in chosen for n in _SLOTS)})"
        if kind == "not_extended":
            return f"({name}_ext < {about[2]})"
        task = self.clocks[name].task
        if task:
            least = 1 if kind == "running" else 2
            return f"({' || '.join(f'{task}_clk{n} >= {least}' for n in _SLOTS)})"
        if kind == "running":
            return self._runs(name)
        if kind in {"on", "began"}:
            return f"({name}_on == 1)" if kind == "on" else f"({name}_on != 0)"
        if kind == "reached":
            return f"({name}_on == 2 || ({self._runs(name)} && {name}_at >= 2))"
        return f"({self._lapsed(self.clocks[name])})"

    def _runs(self, clock: str) -> str:
        return f"({clock}_on == 1 && {clock}_why == 0 && {clock}_held == 0)"

    def _lapsed(self, clock: Clock) -> str:
        if clock.task:
            return " || ".join(f"{clock.task}_clk{n} == 2" for n in _SLOTS)
        return f"{self._runs(clock.id)} && {clock.id}_at == {_BEYOND}"

    def _slots(self, move: Move, lapsing: Clock | None) -> Iterator[dict[str, tuple[int, str]]]:
        """Choose a slot for each sub-task touched, with what must be true of it."""
        needs: dict[str, list[tuple[int, str]]] = {}
        for effect in move.effects:
            if isinstance(effect, OpenTask):
                t = effect.task
                free = [f"(!{t}_open{n} && {t}_clk{n} == 0)" for n in _SLOTS]
                needs[t] = [(0, free[0]), (1, f"(!{free[0]} && {free[1]})")]
            elif isinstance(effect, CloseTask) and effect.task not in needs:
                t = effect.task
                late = f" && {t}_clk%d == 2" if lapsing is not None and lapsing.task == t else ""
                needs[t] = [(n, f"({t}_open{n}" + (late % n if late else "") + ")") for n in _SLOTS]
            elif isinstance(effect, (Start, Restart)) and self.clocks[effect.clock].task not in {"", *needs}:
                t = self.clocks[effect.clock].task
                used = [f"({t}_open{n} || {t}_clk{n} > 0)" for n in _SLOTS]
                new = [f"({t}_open{n} && {t}_clk{n} == 0)" for n in _SLOTS]
                needs[t] = [(0, f"({new[0]} || !({' || '.join(used)}))"), (1, new[1])]
        for chosen in product(*([(task, slot) for slot in slots] for task, slots in needs.items())):
            yield dict(chosen)

    def _effect(  # noqa: C901  # one per effect
        self, effect: ClockEffect, slots: dict[str, tuple[int, str]]
    ) -> Iterator[str]:
        match effect:
            case OpenTask(task=task):
                yield f"{task}_open{slots[task][0]} = true; {task}_clk{slots[task][0]} = 0"
                yield from self._holding(self.tasks[task], hold=True)
            case CloseTask(task=task):
                yield f"{task}_open{slots[task][0]} = false; {task}_clk{slots[task][0]} = 0"
                yield from self._holding(self.tasks[task], hold=False)
            case Stop(clock=clock):
                yield from self._stop(clock)
            case Start(clock=clock) | Restart(clock=clock) if self.clocks[clock].task:
                task = self.clocks[clock].task
                yield f"{task}_clk{slots[task][0]} = 1"
            case Start(clock=clock, on=origin):
                if not origin:
                    yield f"assert({clock}_on != 1)"
                yield f"{clock}_on = 1; {clock}_at = 0; {clock}_ext = 0; {clock}_why = 0; {clock}_held = 0"
            case Restart(clock=clock, cause=cause, ends_pauses=ends_pauses):
                yield f"assert({clock}_on != 0)"
                yield f"{clock}_on = 1; {clock}_at = 0; {clock}_ext = 0"
                if ends_pauses:
                    yield f"{clock}_why = 0; {clock}_held = 0"
                elif cause in self.causes:
                    yield f"{clock}_why = {clock}_why & {255 - (1 << self.causes[cause])}"
            case Extend(clock=clock):
                yield f"assert({clock}_on == 1 && {clock}_ext < {self.clocks[clock].extensions})"
                yield f"{clock}_at = 0; {clock}_ext = {clock}_ext + 1"
            case Suspend(clock=clock, cause=cause):
                yield f"assert({clock}_on == 1); {clock}_why = {clock}_why | {1 << self.causes[cause]}"
            case Resume(clock=clock, cause=cause):
                yield f"assert({clock}_on == 1); {clock}_why = {clock}_why & {255 - (1 << self.causes[cause])}"

    def _stop(self, clock: str) -> Iterator[str]:
        for task in self.parts.tasks:
            if clock in {ALL, task.clock}:
                for n in _SLOTS:
                    yield f"{task.id}_clk{n} = 0" + (f"; {task.id}_open{n} = false" if clock == ALL else "")
        for other in self.plain:
            if clock in {ALL, other.id}:
                wipe = f"; {other.id}_why = 0; {other.id}_held = 0" if clock == ALL else ""
                yield f"{other.id}_on = ({other.id}_on == 1 -> 2 : {other.id}_on); {other.id}_at = 0{wipe}"

    def _holding(self, task: Task, *, hold: bool) -> Iterator[str]:
        bit = 1 << [known.id for known in self.parts.tasks].index(task.id)
        for clock in task.suspends:
            if hold:
                runs = f"{clock}_on == 1 && !({self._lapsed(self.clocks[clock])})"
                yield f"{clock}_held = (({runs}) -> ({clock}_held | {bit}) : {clock}_held)"
            else:
                still = " || ".join(f"{task.id}_open{n}" for n in _SLOTS)
                yield f"{clock}_held = (({still}) -> {clock}_held : ({clock}_held & {255 - bit}))"
