"""One case tried from outside: an office in memory, a clock on the wall, every rule of compliance.

A scenario of the law says what must be possible, what must be refused or at least be named by a rule, and which day
must be due. Each act is recorded on the day on which it is done, unless that day is past.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from importlib import import_module
from typing import Any

from deadlines.counting.timeline import Moment
from workflows import Actor, Case
from workflows.catalog import flows
from workflows.decisions.compliance import RULES as CORE
from workflows.decisions.compliance import ComplianceRule, history_of
from workflows.errors import BadFacts, Refused
from workflows.flows.parts import ANY_OPEN, Field, Move
from workflows.office.office import Office
from workflows.values import SHANGHAI
from workflows.worker.sweep import Swept, sweep_all

NOT_DONE = (Refused, BadFacts)
"""What an office answers instead of doing it."""

Way = Callable[[], object]


def by(law: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Say what a scenario rests on; it is shown where the scenario fails."""

    def keep(test: Callable[[], None]) -> Callable[[], None]:
        test.__doc__ = f"{test.__doc__} {law}"
        return test

    return keep


def rules() -> tuple[ComplianceRule, ...]:
    """Give the rules of the core and of every flow of the catalog."""
    own = [import_module(f"workflows.catalog.{name}.compliance").RULES for name in {flow.id for flow in flows()}]
    return (*CORE, *(rule for rules in own for rule in rules))


RULES = rules()


def instant(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Give an instant of the wall in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def actor(text: str) -> Actor:
    """Read ``role:name``."""
    role, _, name = text.partition(":")
    return Actor(role, name)


class Wall:
    """A clock that goes forward to what is done, and never back."""

    def __init__(self) -> None:
        self.at = instant(2000, 1, 1)

    def now(self) -> datetime:
        """Give what it shows."""
        return self.at

    def reach(self, on: Moment) -> None:
        """Go forward to a day or an instant."""
        at = on if isinstance(on, datetime) else datetime.combine(on, time(9), SHANGHAI)
        self.at = max(self.at, at)


class Tried:
    """One case in an office of its own."""

    def __init__(self, flow: str, on: Moment, opened_by: str, place: str = "cn") -> None:
        self.wall = Wall()
        self.wall.reach(on)
        self.office = Office.open("memory:", clock=self.wall, place=place)
        self.office.open_case(flow, "C", by=actor(opened_by), on=on)

    @property
    def case(self) -> Case:
        """Give the case as it is."""
        return self.office.show("C").case

    def do(self, command: str, who: str, on: Moment, **payload: Any) -> Case:
        """Do it."""
        self.wall.reach(on)
        return self.office.do("C", command, by=actor(who), on=on, payload=payload).case

    def step(self, command: str, who: str, on: Moment, **payload: Any) -> Way:
        """Give what does it when it is called."""
        return lambda: self.do(command, who, on, **payload)

    def refused(self, command: str, who: str, on: Moment, **payload: Any) -> None:
        """It must be refused."""
        try:
            self.do(command, who, on, **payload)
        except NOT_DONE:
            return
        raise AssertionError(f"{command} by {who} on {on} was let through")

    def refused_or_named(self, at: Moment, *steps: Way) -> None:
        """These must be refused; or let through, and a rule names one of them when asked at a moment."""
        before = self.found(at)
        try:
            for step in steps:
                step()
        except NOT_DONE:
            return
        assert self.found(at) - before, f"let through up to {self.last()}, and no rule names it"

    def due(self, clock: str = "reply", key: str = "") -> Moment | None:
        """Give the due day of a clock."""
        state = self.case.clock(clock, key)
        return None if state is None else state.due

    def running(self, *clocks: str) -> list[Moment]:
        """Give the due days of those of these clocks that have not stopped."""
        states = [self.case.clock(clock) for clock in clocks]
        return [state.due for state in states if state is not None and state.due and state.status != "stopped"]

    def last(self) -> str:
        """Give what happened last."""
        return self.case.events[-1].type

    def band(self, on: Moment) -> str:
        """Give the time band at a moment."""
        return self.office.show("C", on).band

    def found(self, on: Moment) -> set[tuple[str, int]]:
        """Give the breaches at a moment, as rule and event."""
        case = self.case
        history = history_of(case.events, self.office.flow(case.flow), self.office.basis(case.place), on)
        return {(breach.rule, breach.seq) for rule in RULES for breach in rule.check(history)}

    def breaches(self, on: Moment) -> set[str]:
        """Give the rules that are broken at a moment."""
        return {rule for rule, _ in self.found(on)}

    def seen(self, on: Moment) -> bool:
        """Tell whether anybody can see that something is wrong: a rule names it, or the case is overdue."""
        return bool(self.breaches(on)) or self.band(on) == "overdue"

    def sweep(self, at: datetime) -> Swept:
        """Sweep at an instant."""
        self.wall.reach(at)
        return sweep_all(self.office)

    def moves(self, command: str = "") -> list[Move]:
        """Give the moves of the flow from where the case is."""
        state = self.case.state
        return [
            move
            for move in self.office.flow(self.case.flow).moves
            if (not command or move.command == command) and (state in move.sources or move.sources == ANY_OPEN)
        ]

    def may(self, on: Moment, *roles: str) -> set[str]:
        """Give the commands that any of these may give at a moment."""
        self.wall.reach(on)
        return {command for role in roles for command in self.office.allowed("C", by=actor(role), on=on)}

    def exits(self, on: Moment, *roles: str) -> set[str]:
        """Give those of them that lead to another state."""
        may, state = self.may(on, *roles), self.case.state
        return {move.command for move in self.moves() if move.command in may and move.target not in {"=", state}}

    def own_term(self, command: str, name: str, days: int, until: date, known: tuple[str, ...] = ()) -> dict[str, Any]:
        """Give the fact by which a command takes a term of its own: a number of working days, or a last day."""
        facts = [fact for move in self.moves(command) for fact in move.requires if fact.name not in known]
        for fact in facts:
            if fact.kind == "int":
                return {fact.name: days}
        return next(({fact.name: until} for fact in facts if fact.kind == "day" and fact.planned), {name: days})

    def give(self, command: str, who: tuple[str, ...], on: Moment, **given: Any) -> bool:
        """Give a command in whichever form is accepted, with whatever else it asks for."""
        for role in who:
            for move in self.moves(command):
                payload = {fact.name: filled(fact, on) for fact in move.requires if not fact.optional}
                payload |= {fact.name: given[fact.name] for fact in move.requires if fact.name in given}
                try:
                    self.do(command, role, on, **payload)
                except NOT_DONE:
                    continue
                return True
        return False

    def by_fact(self, name: str, who: tuple[str, ...], on: Moment, **given: Any) -> bool:
        """Give some command that brings a fact."""
        bring = {move.command for move in self.moves() if name in {fact.name for fact in move.requires}}
        return any(self.give(command, who, on, **given) for command in sorted(bring & self.may(on, *who)))


def filled(fact: Field, on: Moment) -> Any:
    """Give some value for a fact that a command asks for."""
    if fact.kind in {"code", "codes"}:
        return fact.choices[0] if fact.kind == "code" else (fact.choices[0],)
    if fact.kind == "instant":
        return on if isinstance(on, datetime) else datetime.combine(on, time(9), SHANGHAI)
    if fact.kind == "day":
        return on.date() if isinstance(on, datetime) else on
    return {"int": 1, "bool": True}.get(fact.kind, "x")
