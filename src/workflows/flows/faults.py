"""What is wrong with a flow as it is written: names that mean nothing, moves that cannot be told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from workflows.cases.events import BUILT_IN
from workflows.flows.parts import (
    ALL,
    ANY_OPEN,
    SAME,
    SYSTEM,
    ClockEffect,
    CloseEarlier,
    CloseTask,
    Extend,
    Field,
    Lapse,
    Move,
    OpenTask,
    Overdue,
    Parts,
    Restart,
    Start,
    Stop,
)

_COMMAND = re.compile(r"[a-z][a-z0-9_]*\Z")

_EVENT = re.compile(r"[A-Z][A-Za-z0-9]*\Z")


def first_fault(parts: Parts) -> str:
    """Name the first thing wrong with the literal, or give an empty string."""
    return next(literal_faults(parts), "")


def literal_faults(parts: Parts) -> Iterator[str]:
    """Name everything wrong with the literal, in reading order."""
    yield from _names(parts)
    yield from _states(parts)
    for move in parts.moves:
        yield from _move(parts, move)
    yield from _overlaps(parts)
    yield from _facts(parts)
    yield from _clocks(parts)
    yield from _tasks(parts)
    used = {guard for move in parts.moves for guard in (*move.guards, *move.unless)}
    for guard in parts.guards:
        if guard.id not in used:
            yield f"guard {guard.id!r} guards no move"


def expanded_sources(parts: Parts, move: Move) -> tuple[str, ...]:
    """Give the states a move starts in, ``ANY_OPEN`` spelled out."""
    if move.sources == ANY_OPEN:
        return tuple(state.id for state in parts.states if state.kind != "end")
    return move.sources


def _twice(kind: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{kind} {name!r} is defined {times} times"


def _names(parts: Parts) -> Iterator[str]:  # noqa: C901  # separate checks, one after the other
    groups = (
        ("state", parts.states),
        ("clock", parts.clocks),
        ("sub-task", parts.tasks),
        ("guard", parts.guards),
        ("role", parts.roles),
        ("outcome", parts.outcomes),
    )
    for kind, items in groups:
        yield from _twice(kind, (item.id for item in items))
        for item in items:
            if not (item.zh and item.en):
                yield f"{kind} {item.id!r} has no name in Chinese and English"
    if not parts.article:
        yield "the flow names no article"
    roles = {role.id for role in parts.roles}
    for role in parts.opened_by:
        if role not in roles:
            yield f"opened by unknown role {role!r}"
    for role in parts.corrected_by:
        if role not in roles:
            yield f"corrected by unknown role {role!r}"
    if not parts.opened_by:
        yield "nobody may open a case"
    if SYSTEM in roles:
        yield f"role {SYSTEM!r} is built in; do not define it"


def _states(parts: Parts) -> Iterator[str]:
    ids = {state.id for state in parts.states}
    clocks = {clock.id for clock in parts.clocks}
    if parts.initial not in ids:
        yield f"initial state {parts.initial!r} is not a state"
    if not any(state.kind == "end" for state in parts.states):
        yield "no state is an end"
    for state in parts.states:
        if state.kind == "waiting" and not (state.waits_for or state.clock):
            yield f"waiting state {state.id!r} has neither a clock nor a party it waits for"
        if state.clock and state.clock not in clocks:
            yield f"state {state.id!r} names unknown clock {state.clock!r}"


def _move(parts: Parts, move: Move) -> Iterator[str]:  # noqa: C901  # separate checks, one after the other
    name = f"move {move.command!r}"
    yield from _move_ends(parts, move, name)
    if not _COMMAND.match(move.command):
        yield f"{name} is not snake_case"
    if not _EVENT.match(move.event) or move.event in BUILT_IN:
        yield f"{name} gives event {move.event!r}, which is reserved or not CamelCase"
    if not (move.zh and move.en and move.article):
        yield f"{name} lacks its Chinese or English name or its article"
    roles = {role.id for role in parts.roles} | {SYSTEM}
    for role in move.by:
        if role not in roles:
            yield f"{name} is given to unknown role {role!r}"
    if not move.by:
        yield f"{name} is given to nobody"
    guards = {guard.id for guard in parts.guards}
    for guard in (*move.guards, *move.unless):
        if guard not in guards:
            yield f"{name} uses unregistered guard {guard!r}"
    outcomes = {outcome.id for outcome in parts.outcomes}
    if move.outcome and move.outcome not in outcomes:
        yield f"{name} gives unknown outcome {move.outcome!r}"
    if move.outcome_from:
        source = next((item for item in move.requires if item.name == move.outcome_from), None)
        if source is None or source.kind != "code" or not set(source.choices) <= outcomes or source.optional:
            yield f"{name} takes its outcome from {move.outcome_from!r}, not a required code of known outcomes"
    for effect in move.effects:
        yield from _effect(parts, move, effect)


def _move_ends(parts: Parts, move: Move, name: str) -> Iterator[str]:
    kinds = {state.id: state.kind for state in parts.states}
    if not move.sources:
        yield f"{name} starts nowhere"
    for source in expanded_sources(parts, move):
        if source not in kinds:
            yield f"{name} starts in unknown state {source!r}"
        elif kinds[source] == "end" and not move.reopens and move.target != SAME:
            yield f"{name} leaves end state {source!r} but does not reopen"
        elif kinds[source] != "end" and move.reopens:
            yield f"{name} reopens from {source!r}, which is not an end"
    if move.target != SAME and move.target not in kinds:
        yield f"{name} leads to unknown state {move.target!r}"
    elif move.reopens and kinds.get(move.target) == "end":
        yield f"{name} reopens into end state {move.target!r}"


def _effect(parts: Parts, move: Move, effect: ClockEffect) -> Iterator[str]:  # noqa: C901  # separate checks
    name = f"move {move.command!r}"
    if isinstance(effect, (OpenTask, CloseTask, CloseEarlier)):
        task = next((task for task in parts.tasks if task.id == effect.task), None)
        if task is None:
            yield f"{name} names unknown sub-task {effect.task!r}"
        elif not _brings(move, task.key):
            yield f"{name} names sub-task {effect.task!r} but does not require its key {task.key!r}"
        return
    if isinstance(effect, Stop) and effect.clock == ALL:
        return
    clock = next((clock for clock in parts.clocks if clock.id == effect.clock), None)
    if clock is None:
        yield f"{name} names unknown clock {effect.clock!r}"
        return
    if isinstance(effect, Extend) and not clock.extensions:
        yield f"{name} extends clock {clock.id!r}, which allows no extension"
    if clock.task and isinstance(effect, (Start, Restart)):
        key = next((task.key for task in parts.tasks if task.id == clock.task), "")
        if key and not _brings(move, key):
            yield f"{name} starts clock {clock.id!r} of a sub-task but does not require its key {key!r}"
    known = {item.name for other in parts.moves for item in other.requires}
    for used in (getattr(effect, "on", ""), getattr(effect, "term", "")):
        if used and used not in known:
            yield f"{name}: effect on clock {clock.id!r} reads {used!r}, which no command brings"


def _brings(move: Move, key: str) -> bool:
    return any(item.name == key and not item.optional for item in move.requires)


def _overlaps(parts: Parts) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Move]] = {}
    for move in parts.moves:
        for source in expanded_sources(parts, move):
            groups.setdefault((source, move.command), []).append(move)
    for (source, command), moves in groups.items():
        for at, step in enumerate(moves):
            for other in moves[at + 1 :]:
                if step.order == other.order and not _exclusive(step, other):
                    yield f"moves {command!r} in {source!r} overlap: give them excluding guards or an order"


def _exclusive(move: Move, other: Move) -> bool:
    return bool(set(move.guards) & set(other.unless) or set(other.guards) & set(move.unless))


def _facts(parts: Parts) -> Iterator[str]:
    seen: dict[str, Field] = {}
    for move in parts.moves:
        for item in move.requires:
            if item.kind in ("code", "codes") and not item.choices:
                yield f"fact {item.name!r} is a code without choices"
            first = seen.setdefault(item.name, item)
            if first.kind != item.kind:
                yield f"fact {item.name!r} is {first.kind} in one move and {item.kind} in another"


def _clocks(parts: Parts) -> Iterator[str]:
    effects = [effect for move in parts.moves for effect in move.effects]
    started = {effect.clock for effect in effects if isinstance(effect, (Start, Restart))}
    stopped = {effect.clock for effect in effects if isinstance(effect, Stop)}
    closed = {effect.task for effect in effects if isinstance(effect, CloseTask)}
    tasks = {task.id for task in parts.tasks}
    for clock in parts.clocks:
        if clock.task and clock.task not in tasks:
            yield f"clock {clock.id!r} belongs to unknown sub-task {clock.task!r}"
        if clock.id not in started:
            yield f"clock {clock.id!r} is never started"
        if clock.id not in stopped and ALL not in stopped and clock.task not in closed:
            yield f"clock {clock.id!r} is never stopped"
        if any(not 0 < fraction < 1 for fraction in clock.warn):
            yield f"clock {clock.id!r} warns at {clock.warn!r}: fractions lie between 0 and 1"
        yield from _lapse(parts, clock.id, clock.lapse)


def _lapse(parts: Parts, clock: str, lapse: Lapse | Overdue) -> Iterator[str]:
    if isinstance(lapse, Overdue):
        if not (lapse.article and lapse.zh and lapse.en):
            yield f"clock {clock!r} lapses without a consequence: name the article and what follows"
        return
    moves = [move for move in parts.moves if move.command == lapse.command]
    if not moves:
        yield f"clock {clock!r} lapses into unknown command {lapse.command!r}"
    if any(move.by != (SYSTEM,) for move in moves):
        yield f"command {lapse.command!r} of the lapse of clock {clock!r} must be given to {SYSTEM!r} alone"
    users = [other.id for other in parts.clocks if other.lapse == lapse]
    if len(users) > 1 and users[0] == clock:
        yield f"command {lapse.command!r} is the lapse of several clocks: {', '.join(users)}"


def _tasks(parts: Parts) -> Iterator[str]:
    clocks = {clock.id: clock for clock in parts.clocks}
    effects = [effect for move in parts.moves for effect in move.effects]
    for task in parts.tasks:
        if task.clock and clocks.get(task.clock) is None:
            yield f"sub-task {task.id!r} names unknown clock {task.clock!r}"
        elif task.clock and clocks[task.clock].task != task.id:
            yield f"clock {task.clock!r} of sub-task {task.id!r} does not name it as its task"
        for clock in task.suspends:
            if clock not in clocks:
                yield f"sub-task {task.id!r} suspends unknown clock {clock!r}"
        if task.suspends and not task.cause:
            yield f"sub-task {task.id!r} suspends clocks without a cause"
        if OpenTask(task.id) not in effects:
            yield f"sub-task {task.id!r} is never opened"
        if CloseTask(task.id) not in effects:
            yield f"sub-task {task.id!r} is never closed"
