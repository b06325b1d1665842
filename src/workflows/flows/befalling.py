"""What the world may do to a case, and whether a flow has an answer to it in every state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from deadlines.errors import Reason
from workflows.flows.parts import Parts
from workflows.flows.world import World
from workflows.flows.world_event import VOID, WorldEvent, WorldEventKind


def befalling_faults(parts: Parts) -> Iterator[Reason]:
    """Name what is wrong with the events of the world as they are written; a flow that lists none is not asked."""
    if not parts.befalling:
        return
    for event in parts.befalling:
        yield from _event_faults(parts, event)
    for kind in get_args(WorldEventKind):
        told = {state for event in parts.befalling if event.kind == kind and not event.task for state in event.states}
        for state in parts.states:
            if state.id not in told:
                yield Reason(
                    "flow.event_not_told",
                    f"状态“{state.id}”没有说明外部事件“{kind}”",
                    f"state {state.id!r} does not say what {kind} means for it",
                )


def _event_faults(parts: Parts, event: WorldEvent) -> Iterator[Reason]:
    states, tasks = {state.id for state in parts.states}, {task.id for task in parts.tasks}
    commands = {move.command for move in parts.moves} | ({VOID} if parts.corrected_by else set())
    zh, en = f"外部事件“{event.zh}”", f"event of the world {event.en!r}"
    for state in event.states:
        if state not in states:
            yield Reason(
                "flow.event_state_unknown",
                f"{zh}所写的状态“{state}”不存在",
                f"{en} befalls unknown state {state!r}",
            )
    for command in event.answered_by:
        if command not in commands:
            yield Reason(
                "flow.event_command_unknown",
                f"{zh}的应对“{command}”不存在",
                f"{en} is answered by unknown command {command!r}",
            )
    if event.task and event.task not in tasks:
        yield Reason(
            "flow.event_task_unknown",
            f"{zh}所写的子事项“{event.task}”不存在",
            f"{en} names unknown sub-task {event.task!r}",
        )
    if not (event.zh and event.en):
        yield Reason(
            "flow.event_unnamed",
            f"一项外部事件（{event.kind}）没有中英文名称",
            f"an event of the world ({event.kind}) is not told in Chinese and English",
        )


def unanswered(
    parts: Parts,
    worlds: Iterable[World],
    possible: Mapping[World, frozenset[str]],
    later: Mapping[World, tuple[World, ...]],
) -> Iterator[tuple[Reason, World]]:
    """Find, for each event of the world and each state, the first world in which nothing answers it.

    Args:
        parts: The flow.
        worlds: Those reached, nearest first.
        possible: The commands possible in each.
        later: Where time alone leads from each: to wait for a term to lapse is an answer as well.
    """
    task_at = {task.id: at for at, task in enumerate(parts.tasks)}
    by_state: dict[str, list[WorldEvent]] = {}
    for event in parts.befalling:
        for state in event.states if event.answered_by and VOID not in event.answered_by else ():
            by_state.setdefault(state, []).append(event)
    found: set[tuple[str, WorldEvent]] = set()
    for world in worlds:
        for event in by_state.get(world.state, ()):
            if (world.state, event) in found:
                continue
            if event.task and not any(sub.is_open for sub in world.tasks[task_at[event.task]]):
                continue
            if not set(event.answered_by) & _in_time(world, possible, later):
                found.add((world.state, event))
                why = Reason(
                    "flow.event_unanswered",
                    f"状态“{world.state}”对外部事件“{event.zh}”没有应对",
                    f"state {world.state!r} has no answer to {event.kind}: {event.en}",
                )
                yield why, world


def _in_time(
    world: World, possible: Mapping[World, frozenset[str]], later: Mapping[World, tuple[World, ...]]
) -> set[str]:
    """Give the commands that are possible now, or once time has passed and nothing else has happened."""
    commands: set[str] = set()
    seen, todo = {world}, [world]
    while todo:
        at = todo.pop()
        commands |= possible[at]
        for after in later.get(at, ()):
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return commands
