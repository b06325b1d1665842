"""What is wrong with a flow as it is written: names that mean nothing, clocks and sub-tasks without an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from deadlines.errors import Reason
from workflows.flows.befalling import befalling_faults
from workflows.flows.move_faults import move_faults, overlaps
from workflows.flows.parts import (
    ALL,
    SYSTEM,
    Clock,
    CloseTask,
    Field,
    Guard,
    Lapse,
    OpenTask,
    Outcome,
    Overdue,
    Parts,
    Restart,
    Role,
    Start,
    State,
    Stop,
    Task,
)


def first_fault(parts: Parts) -> Reason | None:
    """Name the first thing wrong with the literal; None if nothing is."""
    return next(literal_faults(parts), None)


def literal_faults(parts: Parts) -> Iterator[Reason]:
    """Name everything wrong with the literal, in reading order."""
    yield from _names(parts)
    yield from _roles(parts)
    yield from _states(parts)
    for move in parts.moves:
        yield from move_faults(parts, move)
    yield from overlaps(parts)
    yield from _facts(parts)
    yield from _clocks(parts)
    yield from _tasks(parts)
    yield from befalling_faults(parts)
    yield from _labels(parts)
    yield from _needs(parts)
    used = {guard for move in parts.moves for guard in (*move.guards, *move.unless)}
    for guard in parts.guards:
        if guard.id not in used:
            yield Reason("flow.guard_unused", f"条件“{guard.id}”没有环节用到", f"guard {guard.id!r} guards no move")


def _twice(kind: tuple[str, str], names: Iterable[str]) -> Iterator[Reason]:
    zh, en = kind
    for name, times in Counter(names).items():
        if times > 1:
            yield Reason("flow.twice", f"{zh}“{name}”定义了 {times} 次", f"{en} {name!r} is defined {times} times")


def _names(parts: Parts) -> Iterator[Reason]:
    groups: tuple[tuple[tuple[str, str], tuple[State | Clock | Task | Guard | Role | Outcome, ...]], ...] = (
        (("状态", "state"), parts.states),
        (("时钟", "clock"), parts.clocks),
        (("子事项", "sub-task"), parts.tasks),
        (("条件", "guard"), parts.guards),
        (("角色", "role"), parts.roles),
        (("结果", "outcome"), parts.outcomes),
    )
    for (zh, en), items in groups:
        yield from _twice((zh, en), (item.id for item in items))
        for item in items:
            if not (item.zh and item.en):
                yield Reason(
                    "flow.no_name",
                    f"{zh}“{item.id}”没有中文和英文名称",
                    f"{en} {item.id!r} has no name in Chinese and English",
                )
    if not parts.article:
        yield Reason("flow.no_article", "流程没有写明依据的条款", "the flow names no article")


def _roles(parts: Parts) -> Iterator[Reason]:
    roles = {role.id for role in parts.roles}
    for role in parts.opened_by:
        if role not in roles:
            yield Reason("flow.opened_by_unknown", f"登记人“{role}”不是角色", f"opened by unknown role {role!r}")
    for role in parts.corrected_by:
        if role not in roles:
            yield Reason("flow.corrected_by_unknown", f"更正人“{role}”不是角色", f"corrected by unknown role {role!r}")
    if not parts.opened_by:
        yield Reason("flow.opened_by_nobody", "没有角色可以登记案件", "nobody may open a case")
    if SYSTEM in roles:
        yield Reason(
            "flow.role_built_in", f"角色“{SYSTEM}”是自带的，不必定义", f"role {SYSTEM!r} is built in; do not define it"
        )


def _states(parts: Parts) -> Iterator[Reason]:
    ids = {state.id for state in parts.states}
    clocks = {clock.id for clock in parts.clocks}
    if parts.initial not in ids:
        yield Reason(
            "flow.initial_unknown",
            f"起始状态“{parts.initial}”不是状态",
            f"initial state {parts.initial!r} is not a state",
        )
    if not any(state.kind == "end" for state in parts.states):
        yield Reason("flow.no_end", "没有终结状态", "no state is an end")
    for state in parts.states:
        if state.kind == "waiting" and not (state.waits_for or state.clock):
            yield Reason(
                "flow.waits_for_nothing",
                f"等待状态“{state.id}”既没有时钟，也没有所等的人",
                f"waiting state {state.id!r} has neither a clock nor a party it waits for",
            )
        if state.clock and state.clock not in clocks:
            yield Reason(
                "flow.state_clock_unknown",
                f"状态“{state.id}”所写的时钟“{state.clock}”不存在",
                f"state {state.id!r} names unknown clock {state.clock!r}",
            )


def _facts(parts: Parts) -> Iterator[Reason]:
    seen: dict[str, Field] = {}
    for move in parts.moves:
        for item in move.requires:
            if item.kind in ("code", "codes") and not item.choices:
                yield Reason(
                    "flow.no_choices",
                    f"事项“{item.name}”是代码，却没有可选的值",
                    f"fact {item.name!r} is a code without choices",
                )
            first = seen.setdefault(item.name, item)
            if first.kind != item.kind:
                yield Reason(
                    "flow.two_kinds",
                    f"事项“{item.name}”在一个环节是 {first.kind}，在另一个环节是 {item.kind}",
                    f"fact {item.name!r} is {first.kind} in one move and {item.kind} in another",
                )


def _labels(parts: Parts) -> Iterator[Reason]:
    known: dict[str, set[str]] = {}
    for move in parts.moves:
        for item in move.requires:
            known.setdefault(item.name, set()).update(item.choices)
    for name, labels in parts.labels.items():
        if name not in known:
            yield Reason(
                "flow.label_of_nothing",
                f"给事项“{name}”的选项起了名称，但没有命令带来它",
                f"labels are given for {name!r}, which no command brings",
            )
            continue
        for choice in labels:
            if choice not in known[name]:
                yield Reason(
                    "flow.label_of_no_choice",
                    f"事项“{name}”没有选项“{choice}”，却给它起了名称",
                    f"fact {name!r} has no choice {choice!r}, which is given a label",
                )


def _needs(parts: Parts) -> Iterator[Reason]:
    guards = {guard.id: guard for guard in parts.guards}
    for move in parts.moves:
        takes = {item.name: item for item in move.requires}
        for need in (need for name in move.guards if name in guards for need in guards[name].needs):
            for name in (need.fact, need.when):
                if name not in takes:
                    yield Reason(
                        "flow.need_not_taken",
                        f"环节“{move.command}”的条件要用到“{name}”，而命令不带来它",
                        f"move {move.command!r}: a guard needs {name!r}, which the command does not take",
                    )


def _clocks(parts: Parts) -> Iterator[Reason]:
    effects = [effect for move in parts.moves for effect in move.effects]
    started = {effect.clock for effect in effects if isinstance(effect, (Start, Restart))}
    stopped = {effect.clock for effect in effects if isinstance(effect, Stop)}
    closed = {effect.task for effect in effects if isinstance(effect, CloseTask)}
    tasks = {task.id for task in parts.tasks}
    for clock in parts.clocks:
        if clock.task and clock.task not in tasks:
            yield Reason(
                "flow.clock_task_unknown",
                f"时钟“{clock.id}”所属的子事项“{clock.task}”不存在",
                f"clock {clock.id!r} belongs to unknown sub-task {clock.task!r}",
            )
        if clock.id not in started:
            yield Reason("flow.never_started", f"时钟“{clock.id}”从不起算", f"clock {clock.id!r} is never started")
        if clock.id not in stopped and ALL not in stopped and clock.task not in closed:
            yield Reason("flow.never_stopped", f"时钟“{clock.id}”从不停止", f"clock {clock.id!r} is never stopped")
        if any(not 0 < fraction < 1 for fraction in clock.warn):
            yield Reason(
                "flow.warn_fraction",
                f"时钟“{clock.id}”在 {clock.warn!r} 处预警：应为 0 与 1 之间的分数",
                f"clock {clock.id!r} warns at {clock.warn!r}: fractions lie between 0 and 1",
            )
        yield from _lapse(parts, clock.id, clock.lapse)


def _lapse(parts: Parts, clock: str, lapse: Lapse | Overdue) -> Iterator[Reason]:
    if isinstance(lapse, Overdue):
        if not (lapse.article and lapse.zh and lapse.en):
            yield Reason(
                "flow.no_consequence",
                f"时钟“{clock}”届满没有后果：请写明条款和后果",
                f"clock {clock!r} lapses without a consequence: name the article and what follows",
            )
        return
    moves = [move for move in parts.moves if move.command == lapse.command]
    if not moves:
        yield Reason(
            "flow.lapse_unknown",
            f"时钟“{clock}”届满时的命令“{lapse.command}”不存在",
            f"clock {clock!r} lapses into unknown command {lapse.command!r}",
        )
    if any(move.by != (SYSTEM,) for move in moves):
        yield Reason(
            "flow.lapse_by_others",
            f"时钟“{clock}”届满时的命令“{lapse.command}”只能由“{SYSTEM}”作出",
            f"command {lapse.command!r} of the lapse of clock {clock!r} must be given to {SYSTEM!r} alone",
        )
    users = [other.id for other in parts.clocks if other.lapse == lapse]
    if len(users) > 1 and users[0] == clock:
        yield Reason(
            "flow.lapse_shared",
            f"命令“{lapse.command}”是几个时钟届满时的命令：{'、'.join(users)}",
            f"command {lapse.command!r} is the lapse of several clocks: {', '.join(users)}",
        )


def _tasks(parts: Parts) -> Iterator[Reason]:
    clocks = {clock.id: clock for clock in parts.clocks}
    effects = [effect for move in parts.moves for effect in move.effects]
    for task in parts.tasks:
        yield from _task_clocks(task, clocks)
        if task.suspends and not task.cause:
            yield Reason(
                "flow.no_cause",
                f"子事项“{task.id}”中止时钟，却没有写明事由",
                f"sub-task {task.id!r} suspends clocks without a cause",
            )
        if OpenTask(task.id) not in effects:
            yield Reason("flow.never_opened", f"子事项“{task.id}”从不开启", f"sub-task {task.id!r} is never opened")
        if CloseTask(task.id) not in effects:
            yield Reason("flow.never_closed", f"子事项“{task.id}”从不了结", f"sub-task {task.id!r} is never closed")


def _task_clocks(task: Task, clocks: Mapping[str, Clock]) -> Iterator[Reason]:
    if task.clock and clocks.get(task.clock) is None:
        yield Reason(
            "flow.task_clock_unknown",
            f"子事项“{task.id}”所写的时钟“{task.clock}”不存在",
            f"sub-task {task.id!r} names unknown clock {task.clock!r}",
        )
    elif task.clock and clocks[task.clock].task != task.id:
        yield Reason(
            "flow.task_clock_elsewhere",
            f"子事项“{task.id}”的时钟“{task.clock}”没有写明属于它",
            f"clock {task.clock!r} of sub-task {task.id!r} does not name it as its task",
        )
    for clock in task.suspends:
        if clock not in clocks:
            yield Reason(
                "flow.suspends_unknown",
                f"子事项“{task.id}”所中止的时钟“{clock}”不存在",
                f"sub-task {task.id!r} suspends unknown clock {clock!r}",
            )
