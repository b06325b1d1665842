"""Guards that every flow can use; each tells the soundness check what it means."""

from __future__ import annotations

from typing import Any

from deadlines.counting.timeline import Extended, Fact, Restarted
from workflows.cases.case import Case, last_unvoided
from workflows.flows.act import Act
from workflows.flows.parts import Guard
from workflows.values import instant_of, is_after, is_another, plain_name

Flag = str | int | bool
"""What a fact may be compared with."""


def not_extended(clock: str, *, times: int = 1, article: str) -> Guard:
    """The clock has been extended fewer than ``times`` times."""

    def test(case: Case, _act: Act) -> bool:
        state = case.clock(clock)
        return state is None or _extensions(state.facts) < times

    return Guard(
        f"not_extended_{clock}",
        f"“{clock}”期限尚未用尽延期次数",
        f"clock {clock!r} has not used up its extensions",
        article,
        test,
        about=("not_extended", clock, str(times)),
    )


def lapsed(clock: str, *, article: str) -> Guard:
    """The clock runs and is past due."""

    def test(case: Case, act: Act) -> bool:
        return any(state.lapsed(act.on) for state in case.clocks if state.clock == clock)

    return Guard(
        f"lapsed_{clock}",
        f"“{clock}”期限已届满",
        f"clock {clock!r} has lapsed",
        article,
        test,
        about=("lapsed", clock),
    )


def running(clock: str, *, article: str) -> Guard:
    """The clock is on and not suspended."""

    def test(case: Case, _act: Act) -> bool:
        for state in case.clocks:  # noqa: SIM110  # a plain loop is faster, and an office asks this of every command
            if state.clock == clock and state.status == "running":
                return True
        return False

    return Guard(
        f"running_{clock}",
        f"“{clock}”期限正在计算",
        f"clock {clock!r} is running",
        article,
        test,
        about=("running", clock),
    )


def on(clock: str, *, article: str) -> Guard:
    """The clock runs or is suspended: it has started and nothing has stopped it."""

    def test(case: Case, _act: Act) -> bool:
        state = case.clock(clock)
        return state is not None and state.status != "stopped"

    return Guard(f"on_{clock}", f"“{clock}”期限尚未停止", f"clock {clock!r} is on", article, test, about=("on", clock))


def began(clock: str, *, article: str) -> Guard:
    """The clock has been started, whatever has become of it."""

    def test(case: Case, _act: Act) -> bool:
        return case.clock(clock) is not None

    return Guard(
        f"began_{clock}",
        f"“{clock}”期限曾经起算",
        f"clock {clock!r} was started",
        article,
        test,
        about=("began", clock),
    )


def reached(clock: str, *, article: str) -> Guard:
    """The due day of the clock has come: a floor, such as thirty days for comments, is fulfilled."""

    def test(case: Case, act: Act) -> bool:
        return any(
            state.clock == clock and state.due is not None and instant_of(act.on) >= instant_of(state.due)
            for state in case.clocks
        )

    return Guard(
        f"reached_{clock}",
        f"“{clock}”期限已满",
        f"the least term of clock {clock!r} is over",
        article,
        test,
        about=("reached", clock),
    )


def task_open(task: str = "", *, article: str) -> Guard:
    """At least one sub-task of this kind is open; of any kind if none is named. Use it in ``unless`` for "none"."""

    def test(case: Case, _act: Act) -> bool:
        return bool(case.open_tasks(task))

    name = task or "task"
    return Guard(
        f"{name}_open", f"“{name}”征求意见尚未结束", f"{name} is still open", article, test, about=("task_open", task)
    )


def asked(task: str, key: str, *, zh: str, en: str, article: str) -> Guard:
    """The sub-task of this key is open: the one who is named has been asked and has not answered.

    Where nobody is named yet, somebody has.
    """

    def test(case: Case, act: Act) -> bool:
        named = act.payload.get(key)
        return bool(case.open_tasks(task)) if named is None else (task, named) in case.tasks

    return Guard(f"{task}_asked", zh, en, article, test, about=("task_open", task))


def in_term(clock: str, key: str, *, zh: str, en: str, article: str) -> Guard:
    """The clock of this key is not past its last day, or was never started."""

    def test(case: Case, act: Act) -> bool:
        state = case.clock(clock, str(act.payload.get(key)))
        return state is None or state.due is None or not is_after(act.on, state.due)

    return Guard(f"{clock}_in_term", zh, en, article, test, reads_payload=True)


def fact_is(name: str, value: Flag, *, zh: str, en: str, article: str, guard_id: str = "") -> Guard:
    """A fact stored on the case has this value; what ``Move.sets`` writes, the soundness check follows."""

    def test(case: Case, _act: Act) -> bool:
        return case.facts.get(name) == value

    return Guard(guard_id or f"{name}_is_{value}", zh, en, article, test, about=("fact", name, repr(value)))


def brings(name: str, value: Flag, *, zh: str, en: str, article: str, guard_id: str = "") -> Guard:
    """The command brings this value of a fact, or one of several codes equal to it."""

    def test(_case: Case, act: Act) -> bool:
        given = act.payload.get(name)
        return value in given if isinstance(given, tuple) else given == value

    return Guard(
        guard_id or f"brings_{name}_{value}",
        zh,
        en,
        article,
        test,
        reads_payload=True,
        about=("brings", name, repr(value)),
    )


def another_person(event: str, *, article: str) -> Guard:
    """Whoever asks is not the person of the last event of this type: four eyes; who is not named is nobody."""

    def test(case: Case, act: Act) -> bool:
        last = last_unvoided(case.events, (event,))
        if last is None:
            return bool(plain_name(act.by.name))
        return is_another(last.by.name, act.by.name)

    return Guard(
        f"another_person_than_{event}", f"经办人与“{event}”不是同一人", f"not the person of {event}", article, test
    )


def _extensions(facts: tuple[Fact, ...]) -> int:
    """Count the extensions since the last restart, which ends them."""
    times = 0
    for fact in reversed(facts):
        if isinstance(fact, Restarted):
            break
        if isinstance(fact, Extended):
            times += 1
    return times


def each_once(*guards: Guard) -> tuple[Guard, ...]:
    """Give guards as a flow takes them, each once."""
    seen: dict[str, Any] = {}
    for guard in guards:
        seen.setdefault(guard.id, guard)
    return tuple(seen.values())
