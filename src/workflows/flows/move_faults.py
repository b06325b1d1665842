"""What is wrong with a move as it is written: its ends, its parties, what it does, and moves that overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deadlines.errors import Reason
from workflows.cases.events import BUILT_IN
from workflows.flows.parts import (
    ALL,
    SAME,
    SYSTEM,
    Clock,
    ClockEffect,
    CloseEarlier,
    CloseTask,
    Extend,
    Move,
    OpenTask,
    Parts,
    Restart,
    Start,
    Stop,
    expanded_sources,
)

_COMMAND = re.compile(r"[a-z][a-z0-9_]*\Z")

_EVENT = re.compile(r"[A-Z][A-Za-z0-9]*\Z")


def move_faults(parts: Parts, move: Move) -> Iterator[Reason]:
    """Name everything wrong with a move."""
    yield from _ends(parts, move)
    yield from _words(move)
    yield from _parties(parts, move)
    yield from _outcome(parts, move)
    for effect in move.effects:
        yield from _effect(parts, move, effect)


def _said(move: Move) -> tuple[str, str]:
    """Give a move as a fault begins, in Chinese and English."""
    return f"环节“{move.command}”", f"move {move.command!r}"


def _ends(parts: Parts, move: Move) -> Iterator[Reason]:
    zh, en = _said(move)
    kinds = {state.id: state.kind for state in parts.states}
    if not move.sources:
        yield Reason("move.no_source", f"{zh}没有起点", f"{en} starts nowhere")
    for source in expanded_sources(parts, move):
        if source not in kinds:
            yield Reason(
                "move.source_unknown", f"{zh}始于不存在的状态“{source}”", f"{en} starts in unknown state {source!r}"
            )
        elif kinds[source] == "end" and not move.reopens and move.target != SAME:
            yield Reason(
                "move.leaves_end",
                f"{zh}离开终结状态“{source}”，却不是重新办理",
                f"{en} leaves end state {source!r} but does not reopen",
            )
        elif kinds[source] != "end" and move.reopens:
            yield Reason(
                "move.reopens_open",
                f"{zh}从“{source}”重新办理，而它不是终结状态",
                f"{en} reopens from {source!r}, which is not an end",
            )
    if move.target != SAME and move.target not in kinds:
        yield Reason(
            "move.target_unknown",
            f"{zh}通往不存在的状态“{move.target}”",
            f"{en} leads to unknown state {move.target!r}",
        )
    elif move.reopens and kinds.get(move.target) == "end":
        yield Reason(
            "move.reopens_into_end",
            f"{zh}重新办理，却通往终结状态“{move.target}”",
            f"{en} reopens into end state {move.target!r}",
        )


def _words(move: Move) -> Iterator[Reason]:
    zh, en = _said(move)
    if not _COMMAND.match(move.command):
        yield Reason("move.command", f"{zh}不是 snake_case", f"{en} is not snake_case")
    if not _EVENT.match(move.event) or move.event in BUILT_IN:
        yield Reason(
            "move.event",
            f"{zh}的记录“{move.event}”是保留的，或者不是 CamelCase",
            f"{en} gives event {move.event!r}, which is reserved or not CamelCase",
        )
    if not (move.zh and move.en and move.article):
        yield Reason(
            "move.no_name",
            f"{zh}缺中文或者英文名称，或者条款",
            f"{en} lacks its Chinese or English name or its article",
        )


def _parties(parts: Parts, move: Move) -> Iterator[Reason]:
    zh, en = _said(move)
    roles = {role.id for role in parts.roles} | {SYSTEM}
    for role in move.by:
        if role not in roles:
            yield Reason("move.role_unknown", f"{zh}的角色“{role}”不存在", f"{en} is given to unknown role {role!r}")
    if not move.by:
        yield Reason("move.by_nobody", f"{zh}没有角色可以办理", f"{en} is given to nobody")
    guards = {guard.id for guard in parts.guards}
    for guard in (*move.guards, *move.unless):
        if guard not in guards:
            yield Reason("move.guard_unknown", f"{zh}的条件“{guard}”不存在", f"{en} uses unregistered guard {guard!r}")


def _outcome(parts: Parts, move: Move) -> Iterator[Reason]:
    zh, en = _said(move)
    outcomes = {outcome.id for outcome in parts.outcomes}
    if move.outcome and move.outcome not in outcomes:
        yield Reason(
            "move.outcome_unknown", f"{zh}的结果“{move.outcome}”不存在", f"{en} gives unknown outcome {move.outcome!r}"
        )
    if not move.outcome_from:
        return
    source = next((item for item in move.requires if item.name == move.outcome_from), None)
    if source is None or source.kind != "code" or not set(source.choices) <= outcomes or source.optional:
        yield Reason(
            "move.outcome_from",
            f"{zh}的结果取自“{move.outcome_from}”，它不是必需的、取值为已知结果的代码",
            f"{en} takes its outcome from {move.outcome_from!r}, not a required code of known outcomes",
        )


def _effect(parts: Parts, move: Move, effect: ClockEffect) -> Iterator[Reason]:
    zh, en = _said(move)
    if isinstance(effect, (OpenTask, CloseTask, CloseEarlier)):
        task = next((task for task in parts.tasks if task.id == effect.task), None)
        if task is None:
            yield Reason(
                "move.task_unknown",
                f"{zh}无此子事项“{effect.task}”",
                f"{en} names unknown sub-task {effect.task!r}",
            )
        elif not _brings(move, task.key):
            yield Reason(
                "move.task_key",
                f"{zh}涉及子事项“{effect.task}”，却不要求其标识“{task.key}”",
                f"{en} names sub-task {effect.task!r} but does not require its key {task.key!r}",
            )
        return
    if isinstance(effect, Stop) and effect.clock == ALL:
        return
    clock = next((clock for clock in parts.clocks if clock.id == effect.clock), None)
    if clock is None:
        yield Reason(
            "move.clock_unknown", f"{zh}的时钟“{effect.clock}”不存在", f"{en} names unknown clock {effect.clock!r}"
        )
        return
    yield from _clock_effect(parts, move, effect, clock)


def _clock_effect(parts: Parts, move: Move, effect: ClockEffect, clock: Clock) -> Iterator[Reason]:
    zh, en = _said(move)
    if isinstance(effect, Extend) and not clock.extensions:
        yield Reason(
            "move.no_extension",
            f"{zh}延长时钟“{clock.id}”，它不可延长",
            f"{en} extends clock {clock.id!r}, which allows no extension",
        )
    if clock.task and isinstance(effect, (Start, Restart)):
        key = next((task.key for task in parts.tasks if task.id == clock.task), "")
        if key and not _brings(move, key):
            yield Reason(
                "move.clock_key",
                f"{zh}起算子事项的时钟“{clock.id}”，却不要求其标识“{key}”",
                f"{en} starts clock {clock.id!r} of a sub-task but does not require its key {key!r}",
            )
    known = {item.name for other in parts.moves for item in other.requires}
    for used in (getattr(effect, "on", ""), getattr(effect, "term", "")):
        if used and used not in known:
            yield Reason(
                "move.reads_unknown",
                f"{zh}：对时钟“{clock.id}”的作用要读“{used}”，没有命令带来它",
                f"{en}: effect on clock {clock.id!r} reads {used!r}, which no command brings",
            )


def _brings(move: Move, key: str) -> bool:
    return any(item.name == key and not item.optional for item in move.requires)


def overlaps(parts: Parts) -> Iterator[Reason]:
    """Name the moves of one command that can start in one state and that nothing tells apart."""
    groups: dict[tuple[str, str], list[Move]] = {}
    for move in parts.moves:
        for source in expanded_sources(parts, move):
            groups.setdefault((source, move.command), []).append(move)
    for (source, command), moves in groups.items():
        for at, step in enumerate(moves):
            for other in moves[at + 1 :]:
                if step.order == other.order and not _exclusive(step, other):
                    yield Reason(
                        "move.overlap",
                        f"“{source}”中的几个环节“{command}”重叠：请给出互相排除的条件，或者写明次序",
                        f"moves {command!r} in {source!r} overlap: give them excluding guards or an order",
                    )


def _exclusive(move: Move, other: Move) -> bool:
    return bool(set(move.guards) & set(other.unless) or set(other.guards) & set(move.unless))
