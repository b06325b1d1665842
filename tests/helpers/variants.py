"""Flows that say something else: every kind of slip that a hand may make in the literal of a flow, one at a time.

``python -m helpers.variants`` (in ``tests``) makes them all and tells how many are noticed, and by what.
What notices a variant is asked for what it does, or for the reviewed tables of clocks and permissions; that the whole
literal reads differently notices everything and counts for nothing.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from attrs import evolve, frozen
from click import echo

from deadlines import rulebook
from helpers import again, contrary, permissions, reviewed, scenarios
from helpers.catalog_checks import breaches
from helpers.tried import RULES
from workflows import Flow
from workflows.cases.case import Case
from workflows.catalog import flow as flow_named
from workflows.catalog import flows
from workflows.errors import InvalidFlow
from workflows.flows.act import Act
from workflows.flows.parts import (
    ALL,
    ANY_OPEN,
    SAME,
    SYSTEM,
    ClockEffect,
    CloseEarlier,
    CloseTask,
    Extend,
    Guard,
    Lapse,
    OpenTask,
    Overdue,
    Restart,
    Resume,
    Start,
    Stop,
    Suspend,
)
from workflows.flows.soundness import prove

DATE, ROLE, EXIT, OUTCOME, REST = "date", "role", "exit", "outcome", "rest"
"""What a variant changes; of the first four none may survive."""


@frozen
class Variant:
    """A flow with one thing changed: of which kind, where, and what it changes; None if it cannot be written."""

    kind: str
    where: str
    matters: str
    flow: Flow | None
    refused: str = ""


_Change = tuple[str, dict[str, Any]]
"""Where, and the parts of the flow as changed."""


def variants(flow: Flow) -> Iterator[Variant]:
    """Give every variant of a flow, kind by kind."""
    for (kind, matters), make in KINDS.items():
        for where, change in make(flow):
            yield _variant(flow, kind, matters, where, change)


def of_kind(flow: Flow, at: int) -> Variant | None:
    """Give a variant of one kind, out of the middle of them; None if the flow has none of it."""
    (kind, matters), make = list(KINDS.items())[at]
    every = list(make(flow))
    return _variant(flow, kind, matters, *every[len(every) // 2]) if every else None


def _variant(flow: Flow, kind: str, matters: str, where: str, change: dict[str, Any]) -> Variant:
    if "moves" in change:
        used = {guard for move in change["moves"] for guard in (*move.guards, *move.unless)}
        change = {"guards": tuple(g for g in change.get("guards", flow.guards) if g.id in used), **change}
    try:
        return Variant(kind, where, matters, evolve(flow, proved=False, **change))
    except InvalidFlow as refused:
        return Variant(kind, where, matters, None, str(refused))


def _name(flow: Flow, at: int) -> str:
    move = flow.moves[at]
    return f"{at} {move.command} {'/'.join(move.sources)} -> {move.target}"


def _moves(flow: Flow, at: int, **change: Any) -> dict[str, Any]:
    return {"moves": (*flow.moves[:at], evolve(flow.moves[at], **change), *flow.moves[at + 1 :])}


def _another(items: Sequence[Any], at: int, *but: Any) -> Any | None:
    """Give some item that is none of these: another one for each place where it is asked."""
    others = [item for item in items if item not in but]
    return others[at * 7 % len(others)] if others else None


Maker = Callable[[Flow], Iterator[_Change]]


def other_target(flow: Flow) -> Iterator[_Change]:
    """A move leads elsewhere; from an end it does not lead anywhere."""
    kinds = {state.id: state.kind for state in flow.states}
    for at, move in enumerate(flow.moves):
        if kinds.get(move.sources[0]) == "end" and move.target == SAME:
            continue
        alike = [s.id for s in flow.states if (s.kind == "end") == (kinds.get(move.target, "open") == "end")]
        for other in dict.fromkeys((_another(alike, at, move.target, *move.sources), SAME)):
            if other and other != move.target and (other,) != move.sources:
                yield f"{_name(flow, at)}: to {other}", _moves(flow, at, target=other)


def exit_removed(flow: Flow) -> Iterator[_Change]:
    """A move is no longer possible in one of its states."""
    for at, move in enumerate(flow.moves):
        for source in move.sources if len(move.sources) > 1 else ():
            left = tuple(one for one in move.sources if one != source)
            yield f"{_name(flow, at)}: not from {source}", _moves(flow, at, sources=left)


def exit_added(flow: Flow) -> Iterator[_Change]:
    """A move is possible in one more state."""
    kinds = {state.id: state.kind for state in flow.states}
    for at, move in enumerate(flow.moves):
        if move.sources == ANY_OPEN:
            continue
        alike = [state for state, kind in kinds.items() if (kind == "end") == (kinds[move.sources[0]] == "end")]
        taken = {s for m in flow.moves if m.command == move.command for s in m.sources}
        other = _another(alike, at, *taken, move.target)
        if other:
            yield f"{_name(flow, at)}: from {other} too", _moves(flow, at, sources=(*move.sources, other))


def role_removed(flow: Flow) -> Iterator[_Change]:
    """One who may ask for a move no longer may."""
    for at, move in enumerate(flow.moves):
        for role in move.by if len(move.by) > 1 else ():
            left = tuple(one for one in move.by if one != role)
            yield f"{_name(flow, at)}: not by {role}", _moves(flow, at, by=left)


def role_added(flow: Flow) -> Iterator[_Change]:
    """One more may ask for a move."""
    for at, move in enumerate(flow.moves):
        other = _another([role.id for role in flow.roles], at, *move.by)
        if move.by != (SYSTEM,) and other:
            yield f"{_name(flow, at)}: by {other} too", _moves(flow, at, by=(*move.by, other))


def role_other(flow: Flow) -> Iterator[_Change]:
    """Somebody else may ask for a move."""
    for at, move in enumerate(flow.moves):
        other = _another([role.id for role in flow.roles], at + 3, *move.by)
        if other:
            yield f"{_name(flow, at)}: by {other}", _moves(flow, at, by=(other,))


def opened_or_corrected_by(flow: Flow) -> Iterator[_Change]:
    """One more may open a case or void an entry, or one fewer."""
    for field in ("opened_by", "corrected_by"):
        roles = getattr(flow, field)
        other = _another([role.id for role in flow.roles], 1, *roles)
        yield f"{field} {other} too", {field: (*roles, other)}
        if len(roles) > 1:
            yield f"{field} without {roles[0]}", {field: roles[1:]}


def other_outcome(flow: Flow) -> Iterator[_Change]:
    """A move gives another outcome, or none."""
    ids = [outcome.id for outcome in flow.outcomes]
    for at, move in enumerate(flow.moves):
        if move.outcome or move.outcome_from:
            other = _another(ids, at, move.outcome)
            yield f"{_name(flow, at)}: outcome {other}", _moves(flow, at, outcome=other, outcome_from="")
            yield f"{_name(flow, at)}: no outcome", _moves(flow, at, outcome="", outcome_from="")
        elif move.reopens or move.target != SAME:
            other = _another(ids, at)
            yield f"{_name(flow, at)}: outcome {other}", _moves(flow, at, outcome=other)


def sets_otherwise(flow: Flow) -> Iterator[_Change]:
    """A fact that a move sets is not set, or is set to something else."""
    for at, move in enumerate(flow.moves):
        for number, (name, value) in enumerate(move.sets):
            less = (*move.sets[:number], *move.sets[number + 1 :])
            other = (not value) if isinstance(value, bool) else f"not {value}"
            yield f"{_name(flow, at)}: does not set {name}", _moves(flow, at, sets=less)
            yield (
                f"{_name(flow, at)}: sets {name}={other}",
                _moves(flow, at, sets=(*move.sets[:number], (name, other), *move.sets[number + 1 :])),
            )


def other_order(flow: Flow) -> Iterator[_Change]:
    """Of two moves of one command the other is tried first."""
    for at, move in enumerate(flow.moves):
        for later, other in enumerate(flow.moves):
            if move.command == other.command and move.order < other.order and set(move.sources) & set(other.sources):
                moves = list(flow.moves)
                moves[at], moves[later] = evolve(move, order=other.order), evolve(other, order=move.order)
                yield f"{_name(flow, at)}: tried after {later} {other.event}", {"moves": tuple(moves)}


def other_article(flow: Flow) -> Iterator[_Change]:
    """A move cites another article."""
    articles = list(dict.fromkeys(move.article for move in flow.moves))
    for at, move in enumerate(flow.moves):
        other = _another(articles, at, move.article)
        yield f"{_name(flow, at)}: cites {other}", _moves(flow, at, article=other)


def fact_not_demanded(flow: Flow) -> Iterator[_Change]:
    """A fact that must be told may be left out."""
    for at, move in enumerate(flow.moves):
        alike = [other for other in flow.moves if other.command == move.command and other is not move]
        needed = {getattr(effect, "on", "") for effect in move.effects}  # a clock that has no day refuses as well
        needed |= {item.name for other in alike if set(other.sources) & set(move.sources) for item in other.requires}
        for number, item in enumerate(move.requires):
            if not item.optional and item.name not in needed:
                loose = evolve(item, optional=True)
                yield (
                    f"{_name(flow, at)}: {item.name} optional",
                    _moves(flow, at, requires=(*move.requires[:number], loose, *move.requires[number + 1 :])),
                )


def fact_unbounded(flow: Flow) -> Iterator[_Change]:
    """A day may lie ahead that may not, or the reverse, or before what it answers."""
    names = {item.name: item for move in flow.moves for item in move.requires if item.kind in {"day", "instant"}}
    for name, item in names.items():
        changed = [("planned turned", evolve(item, planned=not item.planned))]
        changed += [("answers nothing", evolve(item, answers=()))] if item.answers else []
        for what, other in changed:
            moves = tuple(
                evolve(move, requires=tuple(other if one.name == name else one for one in move.requires))
                for move in flow.moves
            )
            yield f"{name}: {what}", {"moves": moves}


def rests_on_nothing(flow: Flow) -> Iterator[_Change]:
    """A move no longer follows what it rests on."""
    for at, move in enumerate(flow.moves):
        if move.follows:
            yield f"{_name(flow, at)}: follows nothing", _moves(flow, at, follows=())


def turned_condition(flow: Flow) -> Iterator[_Change]:
    """A condition must not hold where it must, or the reverse."""
    for at, move in enumerate(flow.moves):
        for guard in move.guards:
            left = tuple(one for one in move.guards if one != guard)
            yield f"{_name(flow, at)}: unless {guard}", _moves(flow, at, guards=left, unless=(*move.unless, guard))
        for guard in move.unless:
            left = tuple(one for one in move.unless if one != guard)
            yield f"{_name(flow, at)}: only if {guard}", _moves(flow, at, guards=(*move.guards, guard), unless=left)


def day_of_condition(flow: Flow) -> Iterator[_Change]:
    """A condition on a term is asked for the day before, or for the day after."""
    for guard in flow.guards:
        if guard.about[:1] in {("lapsed",), ("reached",)} or guard.id.endswith(
            ("_in_time", "_in_term", "term_is_over")
        ):
            for days in (-1, 1):
                late = tuple(_of_another_day(one, days) if one is guard else one for one in flow.guards)
                yield f"{guard.id}: {days:+} day", {"guards": late}


def _of_another_day(guard: Guard, days: int) -> Guard:
    def moved(value: Any) -> Any:
        if isinstance(value, datetime):
            return value + timedelta(hours=days)
        return value + timedelta(days=days) if hasattr(value, "weekday") else value

    def test(case: Case, act: Act) -> bool:
        facts = {name: moved(value) for name, value in act.payload.items()}
        return guard.test(case, evolve(act, on=moved(act.on), payload=facts))

    return evolve(guard, test=test)


def _effects(flow: Flow, kind: tuple[type, ...]) -> Iterator[tuple[int, int, Any]]:
    for at, move in enumerate(flow.moves):
        for number, effect in enumerate(move.effects):
            if isinstance(effect, kind):
                yield at, number, effect


def _instead(flow: Flow, at: int, number: int, *effects: ClockEffect) -> dict[str, Any]:
    old = flow.moves[at].effects
    return _moves(flow, at, effects=(*old[:number], *effects, *old[number + 1 :]))


def other_origin(flow: Flow) -> Iterator[_Change]:
    """A clock starts from the act and not from the fact, or from another fact."""
    days = [item.name for move in flow.moves for item in move.requires if item.kind in {"day", "instant"}]
    for at, number, effect in _effects(flow, (Start, Restart)):
        own = [item.name for item in flow.moves[at].requires if item.kind in {"day", "instant"}]
        others = (*dict.fromkeys((*own, "", _another(days, at, effect.on))),)
        for other in others:
            if other is not None and other != effect.on:
                change = _instead(flow, at, number, evolve(effect, on=other))
                yield f"{_name(flow, at)}: {effect.clock} from {other or 'the act'}", change


def start_or_restart(flow: Flow) -> Iterator[_Change]:
    """A clock starts where it restarts, or restarts where it starts."""
    causes = {effect.clock: effect.cause for _, _, effect in _effects(flow, (Restart,))}
    for at, number, effect in _effects(flow, (Start, Restart)):
        if isinstance(effect, Restart):
            other: ClockEffect = Start(effect.clock, on=effect.on, term=effect.term)
        elif effect.clock in causes:
            other = Restart(effect.clock, causes[effect.clock], on=effect.on)
        else:
            continue
        yield f"{_name(flow, at)}: {type(other).__name__} {effect.clock}", _instead(flow, at, number, other)


def other_cause(flow: Flow) -> Iterator[_Change]:
    """A clock restarts for another cause, or a sub-task suspends for another."""
    causes = [effect.cause for _, _, effect in _effects(flow, (Restart,))]
    for at, number, effect in _effects(flow, (Restart,)):
        other = _another(list(dict.fromkeys(causes)), at, effect.cause)
        if other:
            yield f"{_name(flow, at)}: cause {other}", _instead(flow, at, number, evolve(effect, cause=other))
    named = list(dict.fromkeys(task.cause for task in flow.tasks if task.cause))
    for place, task in enumerate(flow.tasks):
        other = _another(named, place, task.cause)
        if task.cause and other:
            tasks = (*flow.tasks[:place], evolve(task, cause=other), *flow.tasks[place + 1 :])
            yield f"task {task.id}: cause {other}", {"tasks": tasks}


def part_of_effect_dropped(flow: Flow) -> Iterator[_Change]:
    """An effect forgets the length that was set, what was asked, the notice, or what it may not end before."""
    for at, number, effect in _effects(flow, (Start, Restart, Extend)):
        for part in ("term", "beyond", "asked", "notice"):
            if getattr(effect, part, ""):
                change = _instead(flow, at, number, evolve(effect, **{part: ""}))
                yield f"{_name(flow, at)}: {effect.clock} without {part}", change
        if isinstance(effect, Restart):
            turned = evolve(effect, ends_pauses=not effect.ends_pauses)
            yield f"{_name(flow, at)}: {effect.clock} ends_pauses turned", _instead(flow, at, number, turned)


def other_clock(flow: Flow) -> Iterator[_Change]:
    """An effect touches another clock, or one clock where it touches all."""
    ids = [clock.id for clock in flow.clocks]
    for at, number, effect in _effects(flow, (Start, Stop, Restart, Extend, Suspend, Resume)):
        other = _another(ids, at + number, effect.clock)
        if other:
            change = _instead(flow, at, number, evolve(effect, clock=other))
            yield f"{_name(flow, at)}: {type(effect).__name__} {other} for {effect.clock}", change


def effect_added(flow: Flow) -> Iterator[_Change]:
    """A move stops a clock, or starts one, that it should leave alone."""
    ids = [clock.id for clock in flow.clocks if not clock.task]
    for at, move in enumerate(flow.moves):
        touched = {getattr(effect, "clock", "") for effect in move.effects}
        other = _another(ids, at, *touched)
        if other and ALL not in touched and move.by != (SYSTEM,):
            yield f"{_name(flow, at)}: stops {other} too", _moves(flow, at, effects=(*move.effects, Stop(other)))
            started = _moves(flow, at, effects=(*move.effects, Start(other)))
            yield f"{_name(flow, at)}: starts {other} too", started


def task_effect_other(flow: Flow) -> Iterator[_Change]:
    """A sub-task is opened, closed or dated for another."""
    ids = [task.id for task in flow.tasks]
    for at, number, effect in _effects(flow, (OpenTask, CloseTask, CloseEarlier)):
        other = _another(ids, at, effect.task)
        if other:
            change = _instead(flow, at, number, evolve(effect, task=other))
            yield f"{_name(flow, at)}: {type(effect).__name__} {other}", change


def _parts(flow: Flow, field: str, at: int, **change: Any) -> dict[str, Any]:
    parts = getattr(flow, field)
    return {field: (*parts[:at], evolve(parts[at], **change), *parts[at + 1 :])}


def other_rule(flow: Flow) -> Iterator[_Change]:
    """A clock is counted by another rule: one of the same length and unit, and one of another."""
    book = rulebook()
    every = {name: book.versions(name)[-1] for name in sorted(book.ids())}
    for at, clock in enumerate(flow.clocks):
        own = every[clock.rule]
        alike = [name for name, rule in every.items() if rule.term == own.term and name != clock.rule]
        unlike = [name for name, rule in every.items() if type(rule.term) is type(own.term) and rule.term != own.term]
        for other in (_another(alike, at), _another(unlike, at)):
            if other:
                yield f"clock {clock.id}: by {other}", _parts(flow, "clocks", at, rule=other)


def other_clock_facts(flow: Flow) -> Iterator[_Change]:
    """A clock is another party's, warns on another day, or may be extended more or less often."""
    parties = [*(role.id for role in flow.roles), "agency"]
    for at, clock in enumerate(flow.clocks):
        changes = {
            "party": _another(parties, at, clock.party),
            "warn": (0.5,) if clock.warn != (0.5,) else (0.9,),
            "extensions": clock.extensions + 1,
            **({"task": ""} if clock.task else {}),
        }
        for name, value in changes.items():
            yield f"clock {clock.id}: {name}={value}", _parts(flow, "clocks", at, **{name: value})


def other_lapse(flow: Flow) -> Iterator[_Change]:
    """A clock lapses into nothing, or into another consequence."""
    commands = [clock.lapse for clock in flow.clocks if isinstance(clock.lapse, Lapse)]
    articles = [clock.lapse for clock in flow.clocks if isinstance(clock.lapse, Overdue)]
    for at, clock in enumerate(flow.clocks):
        for other in (_another(commands, at, clock.lapse), _another(articles, at, clock.lapse)):
            if other:
                yield f"clock {clock.id}: {other}", _parts(flow, "clocks", at, lapse=other)


def other_task(flow: Flow) -> Iterator[_Change]:
    """A sub-task suspends nothing or something else, has no clock, or waits for somebody else."""
    for at, task in enumerate(flow.tasks):
        clock = _another([clock.id for clock in flow.clocks if not clock.task], at, *task.suspends)
        changes = {
            **({"suspends": (clock,)} if clock and task.cause else {}),
            **({"clock": ""} if task.clock else {}),
            "party": _another([role.id for role in flow.roles], at, task.party),
        }
        for name, value in changes.items():
            yield f"task {task.id}: {name}={value}", _parts(flow, "tasks", at, **{name: value})
        if task.suspends:
            yield f"task {task.id}: suspends nothing", _parts(flow, "tasks", at, suspends=(), cause="")


def other_wait(flow: Flow) -> Iterator[_Change]:
    """A state waits for somebody else, or on another clock."""
    roles = [role.id for role in flow.roles]
    for at, state in enumerate(flow.states):
        if state.waits_for:
            other = _another(roles, at, state.waits_for)
            yield f"state {state.id}: waits for {other}", _parts(flow, "states", at, waits_for=other)
        if state.clock:
            yield f"state {state.id}: no clock", _parts(flow, "states", at, clock="", waits_for=roles[0])


def other_choices(flow: Flow) -> Iterator[_Change]:
    """A code knows one answer less."""
    names = {item.name: item for move in flow.moves for item in move.requires if len(item.choices) > 1}
    for name, item in names.items():
        moves = tuple(
            evolve(
                move,
                requires=tuple(
                    evolve(one, choices=tuple(c for c in one.choices if c != item.choices[0]))
                    if one.name == name
                    else one
                    for one in move.requires
                ),
            )
            for move in flow.moves
        )
        yield f"{name}: without {item.choices[0]}", {"moves": moves}


def other_condition_article(flow: Flow) -> Iterator[_Change]:
    """A refusal cites another article; what only chooses between two ways of a command refuses nothing."""
    refusing = {guard for one in _mine(flow) for guard in scenarios.run(one, flow).refusals}
    articles = list(dict.fromkeys(guard.article for guard in flow.guards))
    for at, guard in enumerate(flow.guards):
        other = _another(articles, at, guard.article)
        if other and guard.id in refusing:
            yield f"guard {guard.id}: cites {other}", _parts(flow, "guards", at, article=other)


KINDS: dict[tuple[str, str], Maker] = {
    ("another target", EXIT): other_target,
    ("an exit removed", EXIT): exit_removed,
    ("an exit added", EXIT): exit_added,
    ("a role removed", ROLE): role_removed,
    ("a role added", ROLE): role_added,
    ("another role", ROLE): role_other,
    ("who opens and corrects", ROLE): opened_or_corrected_by,
    ("another outcome", OUTCOME): other_outcome,
    ("what is set", OUTCOME): sets_otherwise,
    ("another order", OUTCOME): other_order,
    ("another start day", DATE): other_origin,
    ("start or restart", DATE): start_or_restart,
    ("another cause", DATE): other_cause,
    ("a part of an effect dropped", DATE): part_of_effect_dropped,
    ("another clock", DATE): other_clock,
    ("an effect added", DATE): effect_added,
    ("another sub-task", DATE): task_effect_other,
    ("another rule", DATE): other_rule,
    ("another lapse", DATE): other_lapse,
    ("what a sub-task does", DATE): other_task,
    ("the day of a condition", DATE): day_of_condition,
    ("bounds of a day", DATE): fact_unbounded,
    ("what an act rests on", DATE): rests_on_nothing,
    ("a condition turned", EXIT): turned_condition,
    ("party, warning, extensions", REST): other_clock_facts,
    ("who is waited for", REST): other_wait,
    ("another article", REST): other_article,
    ("another article of a refusal", REST): other_condition_article,
    ("a fact not demanded", REST): fact_not_demanded,
    ("an answer unknown", REST): other_choices,
}
"""Each kind of slip with what it changes."""


def _raises(check: Callable[[], object]) -> bool:
    try:
        return bool(check())
    except InvalidFlow:
        return True
    except Exception:  # noqa: BLE001  # a flow that says something else may fail in any way
        return True


def _mine(flow: Flow) -> list[scenarios.Scenario]:
    return [one for one in scenarios.of(flow.id) if one.flow == flow.name]


def by_scenarios(flow: Flow) -> bool:
    """Some scenario comes out otherwise."""
    return any(scenarios.run(one, flow).faults for one in _mine(flow))


def by_rules(flow: Flow) -> bool:
    """A rule of compliance names what the flow let happen, and did not name what the flow as it ships lets happen."""
    return any(set(_named(flow, one)) - _named_as_shipped(flow.name, one.id) for one in _mine(flow))


def _named(flow: Flow, one: scenarios.Scenario) -> list[tuple[str, str]]:
    basis = one.basis
    return breaches(flow, scenarios.run(one, flow).case.events, RULES, basis)


@cache
def _named_as_shipped(name: str, scenario: str) -> set[tuple[str, str]]:
    shipped = flow_named(name)
    return set(_named(shipped, next(one for one in _mine(shipped) if one.id == scenario)))


_CLOCK_TABLES = (
    "期限 clocks",
    "状态 states",
    "子事项 sub-tasks",
    "对期限的作用 effects",
    "代码 codes",
    "次序 order of time",
)


def by_clock_tables(flow: Flow) -> bool:
    """The reviewed tables of clocks, sub-tasks, waits and days read differently."""
    told = reviewed.table(flow).split("\n## ")
    kept = reviewed.path(flow).read_text(encoding="utf-8").split("\n## ")
    return [part for part in told if part.startswith(_CLOCK_TABLES)] != [
        part for part in kept if part.startswith(_CLOCK_TABLES)
    ]


def by_permissions(flow: Flow) -> bool:
    """The reviewed table of who may do what where, or of who may go each way of a command, reads differently."""
    by = [(move.command, move.event, " ".join(move.by)) for move in flow.moves]
    if by != [(row[0], row[1], row[10]) for row in reviewed.rows(flow, "moves")]:
        return True
    return permissions.table(flow) != permissions.path(flow).read_text(encoding="utf-8")


DETECTORS: dict[str, Callable[[Flow], object]] = {
    "proof": lambda flow: prove(flow).faults,
    "scenarios": by_scenarios,
    "facts left out": lambda flow: again.left_out(flow)[0],
    "acts entered late": lambda flow: again.late_acts(flow)[0],
    "origins": lambda flow: again.origins(flow)[0],
    "others ask": lambda flow: again.by_others(flow)[0],
    "what is written": lambda flow: again.written(flow)[0],
    "contrary readings": contrary.faults,
    "rules": by_rules,
    "permissions": by_permissions,
    "clock tables": by_clock_tables,
}
"""What may notice a variant."""

ACTING = tuple(name for name in DETECTORS if name not in {"permissions", "clock tables"})
"""Those that look at what a flow does, not at what it says."""


def noticed(variant: Variant, *, by_all: bool = False) -> tuple[str, ...]:
    """Give what notices a variant: the first that does, or all of them."""
    if variant.flow is None:
        return ("construction",)
    found = []
    for name, detector in _ORDER.items():
        if _raises(lambda detector=detector: detector(variant.flow)):  # type: ignore[misc]
            found.append(name)
            if not by_all:
                break
    return tuple(found)


_ORDER = {name: DETECTORS[name] for name in sorted(DETECTORS, key=lambda name: name in {"proof", "rules"})}
"""Those that are slow last."""


NOTHING_CHANGED: dict[str, tuple[str, ...]] = {
    "prepublication@2019": (
        # a condition demands that the record be signed, and is not met where nothing is said
        "a fact not demanded: 20 hold_hearing commenting/studying -> =: hearing_signed optional",
        # the state left is one: of the ways back at most one is open, whichever is tried first
        "another order: 32 resume_procedure suspended -> preparing: tried after 34 ProcedureResumed3",
    ),
}
"""Variants that change nothing that can happen, by flow, each with its reason."""


def main(names: Sequence[str], *, by_all: bool) -> None:
    """Make every variant and tell by what each is noticed; those that nothing notices by name."""
    total, alive, by, only = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for flow in flows():
        if names and flow.name not in names:
            continue
        for variant in variants(flow):
            total[f"{variant.matters}: {variant.kind}"] += 1
            found = noticed(variant, by_all=by_all)
            by.update(found)
            only.update(found if len(found) == 1 else ())
            if not found:
                alive[f"{variant.matters}: {variant.kind}"] += 1
                echo(f"SURVIVES {flow.name} [{variant.matters}: {variant.kind}] {variant.where}")
            elif not set(found) & {*ACTING, "construction"}:
                echo(f"only read {flow.name} [{variant.matters}: {variant.kind}] {variant.where}: {', '.join(found)}")
    echo(f"{total.total()} variants, {alive.total()} survive")
    for kind, count in total.items():
        echo(f"  {kind}: {count}, {alive[kind]} survive")
    for name, count in by.most_common():
        echo(f"  noticed by {name}: {count}, by it alone: {only[name]}")


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--all"], by_all="--all" in sys.argv)
