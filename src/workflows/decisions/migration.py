"""Moving open cases to a new version of their flow, only when it is proved that none is stranded or loses time."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from deadlines.errors import Reason
from workflows.cases.case import Case
from workflows.cases.events import MIGRATED, ClockChange, Event, Occasion
from workflows.decisions.counts import recounted
from workflows.decisions.entry import entry
from workflows.errors import MigrationRefused
from workflows.flows.act import Act
from workflows.flows.flow import Flow
from workflows.flows.model import Model
from workflows.flows.soundness import faults_from, reachable
from workflows.flows.world import ON, Sub, Ticking, World
from workflows.places.place import Basis
from workflows.values import instant_of


@frozen
class Migration:
    """A way from one version of a flow to another; build it with ``migration``, which proves it.

    ``states`` maps every state of the old flow to one of the new; what is not named keeps its name.
    """

    old: Flow
    new: Flow
    states: Mapping[str, str] = field(hash=False)

    def to(self, state: str) -> str:
        """Give the new state of an old one."""
        return self.states.get(state, state)


def migration(old: Flow, new: Flow, states: Mapping[str, str] | None = None) -> Migration:
    """Prove that cases of one flow can go on in another.

    Every world that a case of the old flow can be in is carried over, with its clocks and sub-tasks as they stand, and
    from there the new flow is searched: it must reach an end, and no end may be reached with a clock on.

    Raises:
        MigrationRefused: Naming the state and what goes wrong from it.
    """
    way = Migration(old, new, states or {})
    for state in old.states:
        target = new.states_by_id.get(way.to(state.id))
        if target is None:
            to = way.to(state.id)
            why = Reason(
                "migration.no_state",
                f"状态“{state.id}”对应“{to}”，新流程没有这个状态",
                f"state {state.id!r} maps to {to!r}, which the new flow does not have",
            )
            raise _refused(way, why)
        if (target.kind == "end") != (state.kind == "end"):
            why = Reason(
                "migration.end",
                f"状态“{state.id}”是 {state.kind}，“{target.id}”却是 {target.kind}",
                f"state {state.id!r} is {state.kind}, but {target.id!r} is {target.kind}",
            )
            raise _refused(way, why)
    _check_clocks(way)
    before, after = Model(old, old.table), Model(new, new.table)
    worlds = [world for world in reachable(before, [before.first()]) if before.kinds[world.state] != "end"]
    carried = [_carry(way, before, after, world) for world in worlds]
    faults = faults_from(after, carried)
    for why in faults:
        raise _refused(way, why)
    return way


def migrated(way: Migration, case: Case, occasion: Occasion, *, basis: Basis) -> tuple[Event, ...]:
    """Move one open case; its clocks are counted anew under the new flow.

    Raises:
        MigrationRefused: The case is of another flow, has ended, or a deadline would come earlier.
    """
    if case.flow != way.old.name:
        zh, en = f"案件 {case.id} 依流程 {case.flow} 登记", f"case {case.id!r} is pinned to {case.flow!r}"
        raise _refused(way, Reason("migration.other_flow", zh, en))
    if way.old.states_by_id[case.state].kind == "end":
        why = Reason(
            "migration.ended",
            f"案件 {case.id} 已终结于“{case.state}”；已终结的案件不换流程",
            f"case {case.id!r} has ended in {case.state!r}; closed cases keep their flow",
        )
        raise _refused(way, why)
    clocks: list[ClockChange] = []
    for state in case.clocks:
        change = None if state.status == "stopped" else recounted(state, way.new, basis)
        if change is None:
            continue
        if state.due is not None and change.due is not None and instant_of(change.due) < instant_of(state.due):
            why = Reason(
                "migration.shrinks",
                f"时钟“{state.clock}”的届满日将由 {state.due} 提前到 {change.due}",
                f"the deadline of clock {state.clock!r} would shrink from {state.due} to {change.due}",
            )
            raise _refused(way, why)
        clocks.append(change)
    event = entry(
        case,
        MIGRATED,
        Act("migrate", occasion.on, occasion.by, recorded=occasion.recorded),
        flow=way.new.name,
        state=way.to(case.state),
        basis=way.new.article,
        clocks=tuple(clocks),
        detail=(("from", way.old.name), ("digest", way.new.digest)),
    )
    return (event,)


def _check_clocks(way: Migration) -> None:
    for clock in way.old.clocks:
        other = way.new.clocks_by_id.get(clock.id)
        if other is None:
            why = Reason(
                "migration.no_clock",
                f"新流程没有可能正在运行的时钟“{clock.id}”",
                f"the new flow has no clock {clock.id!r}, which may be running",
            )
            raise _refused(way, why)
        if other.extensions < clock.extensions:
            why = Reason(
                "migration.extensions",
                f"时钟“{clock.id}”只可延长 {other.extensions} 次，原为 {clock.extensions} 次：届满日会提前",
                f"clock {clock.id!r} may be extended {other.extensions} time(s), was {clock.extensions}: "
                "a deadline would shrink",
            )
            raise _refused(way, why)
        if other.task != clock.task:
            why = Reason(
                "migration.clock_task",
                f"时钟“{clock.id}”属于子事项“{other.task}”，原属“{clock.task}”",
                f"clock {clock.id!r} belongs to sub-task {other.task!r}, was {clock.task!r}",
            )
            raise _refused(way, why)
    _check_tasks(way)


def _check_tasks(way: Migration) -> None:
    for task in way.old.tasks:
        heir = way.new.tasks_by_id.get(task.id)
        if heir is None:
            why = Reason(
                "migration.no_task",
                f"新流程没有可能正在办理的子事项“{task.id}”",
                f"the new flow has no sub-task {task.id!r}, which may be open",
            )
            raise _refused(way, why)
        lost = set(task.suspends) - set(heir.suspends)
        if lost:
            why = Reason(
                "migration.no_suspension",
                f"子事项“{task.id}”不再中止 {'、'.join(sorted(lost))}：届满日会提前",
                f"sub-task {task.id!r} no longer suspends {', '.join(sorted(lost))}: a deadline would shrink",
            )
            raise _refused(way, why)


def _carry(way: Migration, before: Model, after: Model, world: World) -> World:
    """Put an old world into the terms of the new model; facts that it does not know yet are unset."""
    clocks = [Ticking() for _ in after.clocks]
    for at, clock in enumerate(before.clocks):
        ticking = world.clocks[at]
        place = after.clock_at[clock.id]
        phase = min(ticking.phase, after.last[place]) if ticking.phase < before.last[at] else after.last[place]
        clocks[place] = ticking._replace(phase=phase if ticking.status == ON else 0)
    tasks: list[tuple[Sub, ...]] = [() for _ in after.parts.tasks]
    for at, task in enumerate(before.parts.tasks):
        tasks[after.task_at[task.id]] = world.tasks[at]
    facts = ["" for _ in after.fact_at]
    for name, at in before.fact_at.items():
        if name in after.fact_at:
            facts[after.fact_at[name]] = world.facts[at]
    return World(way.to(world.state), world.has_outcome, tuple(clocks), tuple(tasks), tuple(facts))


def _refused(way: Migration, why: Reason) -> MigrationRefused:
    return MigrationRefused(way.old.name, way.new.name, why)
