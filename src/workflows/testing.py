"""For tests of flows, ours and yours: payloads, histories, and a stateful machine.

``machine_for`` gives a Hypothesis state machine that lets every role ask for every command on any day and holds the
library's promises after each step. ``workflows.flows.mutants`` changes a flow mechanically, one part at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from unittest import TestCase

from attrs import evolve as changed
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deadlines.counting.due import Deadline
from deadlines.counting.explain import explain
from deadlines.counting.timeline import Moment
from deadlines.errors import NotInForceError
from deadlines.law.terms import FixedDate, Hours
from workflows.cases.case import Case, evolve, replay
from workflows.cases.events import Actor, Event, Occasion
from workflows.cases.listed import BANDS
from workflows.cases.text import from_dict, to_dict
from workflows.clock import stopwatch
from workflows.decisions.bands import band_of
from workflows.decisions.compliance import RULES, ComplianceRule, find_breaches, history_of
from workflows.decisions.corrections import void
from workflows.decisions.counts import deadline_of
from workflows.decisions.decide import allowed, decide, open_case
from workflows.errors import BadFacts, Refused
from workflows.flows.flow import Flow
from workflows.flows.parts import SYSTEM, Field, Move
from workflows.flows.soundness import prove
from workflows.places.place import NATIONAL, Basis, has_rule, rule_for
from workflows.values import SHANGHAI, Value, day_of

KEYS = ("甲", "乙", "丙")
"""Keys of sub-tasks and texts that samples use."""


def sample(item: Field, on: Moment) -> Value:  # noqa: PLR0911  # one per kind
    """Give one plain value of a field: the first choice, a small number, the day itself."""
    match item.kind:
        case "text":
            return KEYS[0]
        case "code":
            return item.choices[0]
        case "codes":
            return (item.choices[0],)
        case "int":
            return 5
        case "bool":
            return True
        case "day":
            return day_of(on)
        case "instant":
            return on if isinstance(on, datetime) else datetime.combine(on, datetime.min.time(), SHANGHAI)


def values(item: Field, on: Moment) -> st.SearchStrategy[Value]:  # noqa: PLR0911  # one per kind
    """Give values of a field: every choice, keys, days and instants about ``on``."""
    start = sample(changed(item, kind="instant"), on)
    match item.kind:
        case "text":
            return st.sampled_from(KEYS)
        case "code":
            return st.sampled_from(item.choices)
        case "codes":
            return st.lists(st.sampled_from(item.choices), min_size=1, max_size=3, unique=True).map(tuple)
        case "int":
            return st.integers(1, 20)
        case "bool":
            return st.booleans()
        case "day":
            return st.integers(-3 if item.planned else -20, 40 if item.planned else 1).map(
                lambda n: day_of(on) + timedelta(days=n)
            )
        case "instant":
            return st.integers(-30, 0).map(lambda n: start + timedelta(hours=n))  # type: ignore[operator]


def payloads(move: Move, on: Moment) -> st.SearchStrategy[dict[str, Value]]:
    """Give payloads that a move takes; optional facts come and go."""
    return st.fixed_dictionaries(
        {item.name: values(item, on) for item in move.requires if not item.optional},
        optional={item.name: values(item, on) for item in move.requires if item.optional},
    )


def actors(flow: Flow) -> tuple[Actor, ...]:
    """Give one person for each role of a flow, the system included."""
    return (*(Actor(role.id, f"{role.id}-1") for role in flow.roles), Actor(SYSTEM))


def opened(flow: Flow, on: Moment, *, case_id: str = "T-1", basis: Basis | None = None) -> Case:
    """Open a case as the first role that may."""
    by = Actor(flow.opened_by[0], f"{flow.opened_by[0]}-1")
    return replay(open_case(flow, case_id, Occasion(on, by), place=NATIONAL if basis is None else basis.place))


def done(flow: Flow, case: Case, command: str, *, on: Moment, by: Actor, basis: Basis, **payload: Value) -> Case:
    """Decide a command and give the case after it."""
    for event in decide(flow, case, command, Occasion(on, by), basis=basis, payload=payload):
        case = evolve(case, event)
    return case


@st.composite
def histories(draw: st.DrawFn, flow: Flow, basis: Basis, first: date, *, most: int = 12) -> tuple[Event, ...]:
    """Draw histories of a flow: steps that were possible, in any order, on days that never go back.

    The flow itself plays them: in each state it is asked what it allows, and it decides what is drawn of that.
    ``machine_for`` asks for what is not allowed as well, and voids events.
    """
    on: Moment = _moment(first, instants=_runs_in_hours(flow, basis, first))
    case = opened(flow, on, basis=basis)
    people = actors(flow)
    for _ in range(draw(st.integers(0, most))):
        on = on + timedelta(days=draw(st.integers(0, 12)))
        ways = [(by, command) for by in people for command in allowed(flow, case, on, by, basis.place)]
        if not ways:
            break
        by, command = draw(st.sampled_from(ways))
        move = draw(st.sampled_from([step.move for step in flow.table[case.state, command] if by.role in step.by]))
        try:
            case = done(flow, case, command, on=on, by=by, basis=basis, **draw(payloads(move, on)))
        except (Refused, BadFacts):
            continue
    return case.events


def cases(flow: Flow, basis: Basis, first: date, *, most: int = 12) -> st.SearchStrategy[Case]:
    """Draw cases: what histories lead to."""
    return histories(flow, basis, first, most=most).map(replay)


def _runs_in_hours(flow: Flow, basis: Basis, day: date) -> bool:
    return any(_in_hours(basis, clock.rule, day) for clock in flow.clocks)


def _in_hours(basis: Basis, rule_id: str, day: date) -> bool:
    if not has_rule(basis.place, basis.rulebook, rule_id):
        return False
    try:
        return isinstance(rule_for(basis.place, basis.rulebook, rule_id, day).term, Hours)
    except NotInForceError:
        return False


def _moment(day: date, *, instants: bool) -> Moment:
    return datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=9) if instants else day


class Promises(RuleBasedStateMachine):
    """Let every role ask for every command on any day, and hold the promises after each step.

    Use it through ``machine_for``.
    """

    flow: Flow
    basis: Basis
    first: date
    judged_by: tuple[ComplianceRule, ...]
    instants: bool

    @initialize()
    def begin(self) -> None:
        """Open a case."""
        self.on: Moment = _moment(self.first, instants=self.instants)
        self.case = opened(self.flow, self.on, basis=self.basis)

    def _hold(self, promise: object, what: str) -> None:
        """Hold a promise; a failure tells the case as a scenario."""
        if not promise:
            lived = "\n".join(scenario(self.case.events)) if hasattr(self, "case") else ""
            raise AssertionError(f"{what}\n{lived}")

    @rule(days=st.sampled_from([0, 1, 1, 2, 5, 10, 16, 25, 45]), hours=st.integers(0, 23))
    def time_passes(self, days: int, hours: int) -> None:
        """Let the clock jump."""
        self.on = self.on + (timedelta(days=days, hours=hours) if self.instants else timedelta(days=days))

    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        """Ask for any command, in any role; what is refused cites an article and changes nothing."""
        by = data.draw(st.sampled_from(actors(self.flow)))
        self._ask(data, by, data.draw(st.sampled_from(self.flow.commands)))

    @rule(data=st.data())
    def ask_what_is_allowed(self, data: st.DataObject) -> None:
        """Ask for a command that is offered, so that runs get far."""
        people = actors(self.flow)
        ways = [(p, c) for p in people for c in allowed(self.flow, self.case, self.on, p, self.basis.place)]
        if ways:
            by, command = data.draw(st.sampled_from(ways))
            self._ask(data, by, command)

    @precondition(lambda self: bool(self.flow.corrected_by) and self.case.seq > 1)
    @rule(data=st.data())
    def void_something(self, data: st.DataObject) -> None:
        """Void any event, or be told what rests on it."""
        seq = data.draw(st.integers(2, self.case.seq))
        role = self.flow.corrected_by[0]
        try:
            events = void(
                self.flow,
                self.case,
                seq,
                Occasion(self.on, Actor(role, "one")),
                reason="录入有误",
                approved_by=Actor(role, "two"),
                basis=self.basis,
            )
        except Refused as refused:
            self._hold(refused.article, f"a refusal cites its article: {refused}")
        else:
            self._take(events)

    def _ask(self, data: st.DataObject, by: Actor, command: str) -> None:
        moves = [move for move in self.flow.moves if move.command == command]
        here = [m for m in moves if m in [s.move for s in self.flow.table.get((self.case.state, command), ())]]
        payload = data.draw(payloads(data.draw(st.sampled_from(here or moves)), self.on))
        before = self.case
        offered = allowed(self.flow, self.case, self.on, by, self.basis.place)
        try:
            events = decide(self.flow, self.case, command, Occasion(self.on, by), basis=self.basis, payload=payload)
        except BadFacts as wrong:
            self._hold(wrong.article and wrong.faults, f"wrong facts are named, with the article: {wrong}")
            self._hold(self.case is before, "wrong facts change nothing")
        except Refused as refused:
            self._hold(refused.article, f"a refusal cites its article: {refused}")
            self._hold(refused.allowed == offered, f"a refusal says what is allowed instead: {refused}")
            self._hold(self.case is before, "a refusal changes nothing")
        else:
            self._hold(command in offered, f"what is decided was offered: {command} not in {offered}")
            note(f"{self.on} {by.role}: {command} {payload}")
            self._take(events)

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            self._hold(from_dict(to_dict(event)) == event, f"an event survives being stored: {event}")
            self.case = evolve(self.case, event)

    @invariant()
    def replay_gives_the_case(self) -> None:
        """The history alone gives the case."""
        if hasattr(self, "case"):
            self._hold(replay(self.case.events) == self.case, "the history alone gives the case")

    @invariant()
    def every_case_is_in_one_band(self) -> None:
        """A case has one time band; it is ``ended`` exactly in an end state."""
        if hasattr(self, "case"):
            band = band_of(self.flow, self.case, self.on)
            ended = self.flow.states_by_id[self.case.state].kind == "end"
            self._hold(band in BANDS and (band == "ended") == ended, f"band {band} in {self.case.state}")

    @invariant()
    def no_clock_survives_the_end(self) -> None:
        """In an end state no clock is on and no sub-task is open, and there is an outcome."""
        if hasattr(self, "case") and self.flow.states_by_id[self.case.state].kind == "end":
            on = [state for state in self.case.clocks if state.status != "stopped"]
            self._hold(not on, f"no clock is on in an end state, but {on}")
            self._hold(not self.case.tasks, f"no sub-task is open in an end state, but {self.case.tasks}")
            self._hold(self.case.outcome, f"end state {self.case.state} has an outcome")

    @invariant()
    def every_due_date_recounts(self) -> None:
        """Counted anew from its origin, each clock that runs gives the recorded due date, and can account for it."""
        if hasattr(self, "case"):
            for state in self.case.clocks:
                if state.status == "running":
                    counted = deadline_of(state, self.flow, self.basis)
                    self._hold((counted.at or counted.due) == state.due, f"{state} recounts to {counted.due}")
                    self._hold(_recounts(counted), f"the account of {state} counts the term")

    @invariant()
    def only_lateness_is_a_breach(self) -> None:
        """Whatever the flow lets happen breaks no rule of the core but lateness, which is named."""
        if hasattr(self, "case"):
            history = history_of(self.case.events, self.flow, self.basis, self.on)
            for breach in find_breaches(history, self.judged_by):
                self._hold(breach.article and breach.why, f"a breach names its article and reason: {breach}")
                late = breach.rule == "agency_term_kept" or breach.rule not in {own.id for own in RULES}
                self._hold(late, f"only lateness is a breach, not {breach}")


def scenario(events: Iterable[Event]) -> Iterator[str]:
    """Tell a history as a scenario, one line for each event: when, who, what, with which facts.

    >>> from workflows import catalog
    >>> list(scenario(opened(catalog.flow("opinion"), date(2024, 3, 1)).events))
    ['2024-03-01 monitor: CaseOpened']
    """
    for event in events:
        facts = " ".join(f"{name}={value}" for name, value in event.facts)
        yield f"{event.on} {event.by.role}: {event.type} {facts}".rstrip()


def _recounts(counted: Deadline) -> bool:
    """Tell whether the account of a deadline counts as many units as the term has; a fixed date has none."""
    account = explain(counted)
    return isinstance(counted.plan.term, FixedDate) or account.recount() == account.total()


def machine_for(
    flow: Flow, basis: Basis, first: date, *, rules: Iterable[ComplianceRule] = ()
) -> type[RuleBasedStateMachine]:
    """Build the state machine of a flow.

    ``TestMine = machine_for(FLOW, basis, day).TestCase`` runs it.

    Args:
        flow: Your flow.
        basis: What it is counted by.
        first: The day on which cases are opened.
        rules: Of your own, checked beside those of the core; a breach of one must name its article and reason.
    """
    own: Mapping[str, Any] = {
        "flow": flow,
        "basis": basis,
        "first": first,
        "judged_by": tuple({rule.id: rule for rule in (*RULES, *rules)}.values()),
        "instants": _runs_in_hours(flow, basis, first),
        "__doc__": f"Promises of {flow.name}.",
    }
    return type(f"Promises_{flow.id}", (Promises,), dict(own))


def follow(flow: Flow, trace: Iterable[str], basis: Basis, first: date) -> Case:
    """Run the trace of a fault: ``role: command`` is decided, ``pass clock`` lets days go by until it has lapsed.

    Payloads are the first of each kind that the flow takes.

    Raises:
        Refused: The trace cannot be run with any sample payload.
    """
    instants = _runs_in_hours(flow, basis, first)
    on = _moment(first, instants=instants)
    case = opened(flow, on, basis=basis)
    for line in trace:
        if line.startswith("pass "):
            on = _after(case, line.removeprefix("pass "), on)
            continue
        role, _, command = line.partition(": ")
        case = _tried(flow, case, command, on, Actor(role, f"{role}-1"), basis)
    return case


def _after(case: Case, clock: str, on: Moment) -> Moment:
    dues = [state.due for state in case.clocks if state.clock == clock and state.due is not None]
    return max([on, *(due + timedelta(days=1) for due in dues)])


def _tried(flow: Flow, case: Case, command: str, on: Moment, by: Actor, basis: Basis) -> Case:
    refused: Refused | BadFacts | None = None
    for step in flow.table.get((case.state, command), ()):
        for payload in _samples(step.move, case, on):
            try:
                return done(flow, case, command, on=on, by=by, basis=basis, **payload)
            except (Refused, BadFacts) as why:
                refused = why
    if refused is None:
        return done(flow, case, command, on=on, by=by, basis=basis)
    raise refused


def _samples(move: Move, case: Case, on: Moment) -> Iterator[dict[str, Value]]:
    """Give sample payloads: every choice of every code in turn, and each key in turn."""
    plain = {item.name: sample(item, on) for item in move.requires if not item.optional}
    yield plain
    for item in move.requires:
        if item.kind == "text":
            yield from ({**plain, item.name: key} for key in (*KEYS, *(key for _, key in case.tasks)))
        elif item.choices:
            options: Iterable[Value] = item.choices if item.kind == "code" else ((choice,) for choice in item.choices)
            yield from ({**plain, item.name: choice} for choice in options)
        elif item.kind == "bool":
            yield {**plain, item.name: False}


def _hold_empty(faults: Iterable[object]) -> None:
    found = "\n".join(map(str, faults))
    if found:
        raise AssertionError(found)


def run_for(machine: type[RuleBasedStateMachine], seconds: float) -> None:
    """Run a state machine round after round, each of a few examples, until the seconds are spent."""
    passed = stopwatch()
    few = settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    while True:
        run_state_machine_as_test(machine, settings=few)
        if passed() >= seconds:
            return


def checks_of(
    flow: Flow, basis: Basis, first: date, *, rules: Iterable[ComplianceRule] = (), seconds: float = 20
) -> type[TestCase]:
    """Give the tests of a flow of your own: its proof, the rules of its clocks, its machine with the core's and yours.

    ``class TestMine(checks_of(FLOW, basis, day)): pass`` runs them under pytest or unittest.

    Args:
        flow: Your flow.
        basis: What it is counted by: your place in ``Basis``.
        first: The day on which cases are opened.
        rules: Of your own.
        seconds: How long the machine may run.
    """
    machine = machine_for(flow, basis, first, rules=rules)

    class Tests(TestCase):
        def test_proved(self) -> None:
            """No dead end, no clock left running, every expiry with its consequence."""
            _hold_empty(prove(flow, flow.table).faults)

        def test_rules_bind(self) -> None:
            """Every clock is counted by a rule that binds in the place on the first day."""
            for clock in flow.clocks:
                basis.rule(clock.rule, first)

        def test_promises_kept(self) -> None:
            """Whatever anybody asks on any day, the promises of the library are kept."""
            run_for(machine, seconds)

    return Tests
