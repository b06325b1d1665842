"""Named compliance rules, each with its article, checked over a history: ours or anybody's.

A rule looks at what happened, never at what a flow would have allowed, so that imported registers and voided entries
are judged like our own. Voided events do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import field, frozen

from deadlines.counting.timeline import Extended, Moment, Stopped
from deadlines.errors import Reason, TimelineError
from workflows.cases.case import Case, replay, voided_seqs
from workflows.cases.events import MIGRATED, VOIDED, Event
from workflows.decisions.counts import deadline_of
from workflows.errors import UnreadableHistory
from workflows.flows.flow import Flow
from workflows.flows.parts import AGENCY, EVIDENCE, SYSTEM
from workflows.places.place import Basis
from workflows.values import Value, day_of, instant_of, is_after, is_another, is_blank


@frozen
class History:
    """A history as rules see it: the case it leads to, its events that count, and what it is judged by.

    ``on`` is the moment of judgement: an open clock past due by then is a breach.
    """

    case: Case
    events: tuple[Event, ...]
    flow: Flow
    basis: Basis
    on: Moment

    def first(self, *types: str) -> Event | None:
        """Give the first event of some types, None if there is none."""
        return next((event for event in self.events if event.type in types), None)

    def of(self, *types: str) -> tuple[Event, ...]:
        """Give the events of some types."""
        return tuple(event for event in self.events if event.type in types)

    def facts_until(self, last: Event) -> Mapping[str, Value]:
        """Give the facts as they stood after an event."""
        facts: dict[str, Value] = {}
        for event in self.events:
            facts.update(dict(event.facts))
            if event.seq == last.seq:
                break
        return facts


@frozen
class Breach:
    """One breach of one rule: where in the history, and what the facts are.

    ``article`` is of the version of the law that binds the case; ``verification`` tells how that text was checked,
    empty where the history itself cites it.
    """

    rule: str
    article: str
    case_id: str
    seq: int
    on: Moment
    why: str
    verification: str = ""


BreachAt = tuple[Event, str] | tuple[Event, str, str]
"""The event a breach shows in, and why, in Chinese and English; with an article where that of the rule is not it."""


@frozen
class Citation:
    """What a demand rests on; ``versions`` of the flow for which it holds, empty for all of them."""

    article: str
    verification: str
    versions: tuple[str, ...] = ()


@frozen
class ComplianceRule:
    """A demand of the law on a history. ``find`` gives the breaches; ``flow`` limits it to one flow's cases.

    A version of the flow that no citation is for makes no such demand. Without any citation the rule holds for every
    flow, and rests on what the flow as a whole rests on.
    """

    id: str
    zh: str
    en: str
    find: Callable[[History], Iterable[BreachAt]] = field(eq=False, repr=False)
    flow: str = ""
    citations: tuple[Citation, ...] = ()

    def citation(self, flow: Flow) -> Citation | None:
        """Give what this demand rests on in a version of a flow, None where it is not made."""
        if self.flow and self.flow != flow.id:
            return None
        if not self.citations:
            return Citation(flow.article, "")
        return next((own for own in self.citations if not own.versions or flow.version in own.versions), None)

    def check(self, history: History) -> tuple[Breach, ...]:
        """Give every breach of this rule in a history."""
        citation = self.citation(history.flow)
        if citation is None:
            return ()
        case_id = history.case.id
        return tuple(
            Breach(rule=self.id, article=own[0], case_id=case_id, seq=event.seq, on=event.on, why=why)
            if own
            else Breach(
                rule=self.id,
                article=citation.article,
                case_id=case_id,
                seq=event.seq,
                on=event.on,
                why=why,
                verification=citation.verification,
            )
            for event, why, *own in self.find(history)
        )


def history_of(events: Iterable[Event], flow: Flow, basis: Basis, on: Moment) -> History:
    """Prepare a history for judgement on a day.

    Raises:
        UnreadableHistory: It is empty or does not begin with CaseOpened.
    """
    kept = tuple(events)
    voided = voided_seqs(kept)
    return History(replay(kept), tuple(event for event in kept if event.seq not in voided), flow, basis, on)


def find_breaches(history: History, rules: Iterable[ComplianceRule]) -> tuple[Breach, ...]:
    """Judge a history by many rules; breaches in the order of the history."""
    return tuple(
        sorted((b for rule in rules for b in rule.check(history)), key=lambda breach: (breach.seq, breach.rule))
    )


def event_at(history: History, clock: str, key: str) -> Event:
    """Give the event that started a clock of the case.

    Raises:
        UnreadableHistory: No event started it.
    """
    for event in reversed(history.events):
        if any(change.clock == clock and change.key == key and change.facts for change in event.clocks):
            return event
    zh, en = f"时钟“{clock}”（{key}）没有起算", f"nothing started clock {clock!r} {key!r}"
    raise UnreadableHistory("", 0, Reason("event.no_start", zh, en))


def _late(history: History) -> Iterator[BreachAt]:
    """Follow each clock of the agency: stopped, or still running at judgement, after its due day; cited is its rule."""
    due: dict[tuple[str, str], Moment | None] = {}
    cited: dict[tuple[str, str], str] = {}
    for event in history.events:
        for change in event.clocks:
            at = change.clock, change.key
            was = due.get(at, change.due)
            cited[at] = change.article or cited.get(at, history.flow.article)
            stopped = any(isinstance(fact, Stopped) for fact in change.facts)
            if (
                stopped
                and at in due
                and was is not None
                and is_after(event.on, was)
                and _is_ours(history, change.clock)
            ):
                name = history.flow.clocks_by_id[change.clock]
                yield (
                    event,
                    f"{name.zh}于{day_of(was)}届满，{day_of(event.on)}才办结 / {name.en} ended on {day_of(was)}",
                    cited[at],
                )
            due[at] = None if stopped else change.due
    for state in history.case.clocks:
        if _is_ours(history, state.clock) and state.lapsed(history.on):
            name = history.flow.clocks_by_id[state.clock]
            why = f"{name.zh}已于{state.due}届满，至今未办结 / {name.en} ended on {state.due} and is still open"
            yield event_at(history, state.clock, state.key), why, cited[state.clock, state.key]


def _is_ours(history: History, clock: str) -> bool:
    literal = history.flow.clocks_by_id.get(clock)
    return literal is not None and literal.party == AGENCY


def _extended_late(history: History) -> Iterator[BreachAt]:
    base: dict[tuple[str, str], Moment | None] = {}
    for event in history.events:
        for change in event.clocks:
            at = change.clock, change.key
            before = base.get(at)
            extensions = [fact for fact in change.facts if isinstance(fact, Extended)]
            if extensions and before is not None and is_after(extensions[0].on, before):
                why = f"期限已于{before}届满后才延期 / extended after the term had ended on {before}"
                yield event, why, event.basis or history.flow.article
            base[at] = change.due


def _no_second_person(history: History) -> Iterator[BreachAt]:
    for event in history.of(VOIDED):
        if is_blank(event.get("reason")) or not is_another(event.get("approved_by"), event.by.name):
            yield event, "更正记录没有理由或没有第二人批准 / voided without a reason or a second person"


def _recorded_before(history: History) -> Iterator[BreachAt]:
    for event in history.events:
        if instant_of(event.on) > event.recorded:
            yield event, f"记录时间{event.recorded}早于发生时间{event.on} / recorded before it happened"


def _written_late(history: History) -> Iterator[BreachAt]:
    """Find what was written down when a clock was over, as if it had stopped or moved it while it ran.

    A history that came into the books after that end, from paper or from elsewhere, is taken in as it is.
    """
    taken_in = history.events[0].recorded
    due: dict[tuple[str, str], Moment | None] = {}
    for event in history.events:
        for change in event.clocks:
            was = due.get((change.clock, change.key))
            over = was is not None and is_after(event.recorded, was) and not is_after(event.on, was)
            if over and was is not None and event.by.role != SYSTEM and not is_after(taken_in, was):
                written, evidence = day_of(event.recorded), dict(event.facts).get(EVIDENCE.name) or "无 / none"
                why = f"期限已于{day_of(was)}届满，{written}才补录，凭证：{evidence} / written on {written}, after it"
                yield event, why
            due[change.clock, change.key] = change.due


def _gaps(history: History) -> Iterator[BreachAt]:
    for at, event in enumerate(history.case.events, start=1):
        if event.seq != at:
            yield event, f"应为第{at}号，实为第{event.seq}号 / number {at} expected"
            return


def _without_basis(history: History) -> Iterator[BreachAt]:
    for event in history.events:
        if event.command and event.source != event.state and not event.basis:
            yield event, "没有记明依据 / no legal basis is recorded"


def _ended_without_outcome(history: History) -> Iterator[BreachAt]:
    case = history.case
    known = history.flow.states_by_id.get(case.state)
    if known is not None and known.kind == "end" and not case.outcome:
        yield case.events[-1], "已办结但没有结果 / ended without an outcome"


def _ended_with_clock(history: History) -> Iterator[BreachAt]:
    case = history.case
    known = history.flow.states_by_id.get(case.state)
    if known is not None and known.kind == "end":
        for state in case.clocks:
            if state.status != "stopped":
                yield (
                    case.events[-1],
                    f"已办结但期限“{state.clock}”仍在计算 / clock {state.clock!r} is on after the end",
                )


def _ended_with_task(history: History) -> Iterator[BreachAt]:
    case = history.case
    known = history.flow.states_by_id.get(case.state)
    if known is not None and known.kind == "end" and case.tasks:
        yield case.events[-1], f"已办结但仍有未结事项{case.tasks} / sub-tasks are open after the end"


def _other_flow(history: History) -> Iterator[BreachAt]:
    flow = history.events[0].flow
    for event in history.events:
        if event.flow != flow and event.type != MIGRATED:
            yield event, f"流程由{flow}变为{event.flow}而无迁移记录 / the flow changed without a migration"
        flow = event.flow


def _miscounted(history: History) -> Iterator[BreachAt]:
    for state in history.case.clocks:
        if state.status != "running" or state.calendar != history.basis.calendar.version:
            continue
        try:
            counted = deadline_of(state, history.flow, history.basis)
        except TimelineError as error:
            yield event_at(history, state.clock, state.key), f"期限无法复算 / it cannot be counted: {error}"
            continue
        if (counted.at or counted.due) != state.due:
            why = f"记载的届满日{state.due}与重新计算的{counted.at or counted.due}不符 / counted anew it is another day"
            yield event_at(history, state.clock, state.key), why


RULES: tuple[ComplianceRule, ...] = (
    ComplianceRule(
        "agency_term_kept",
        "行政机关应当在期限内办结",
        "the agency acts within its term",
        _late,
    ),
    ComplianceRule(
        "extension_told_in_time",
        "延期应当在期限届满前决定并告知",
        "an extension is decided and told before the term ends",
        _extended_late,
    ),
    ComplianceRule(
        "correction_by_two",
        "更正记录应当说明理由并由第二人批准",
        "a record is corrected with a reason and by two persons",
        _no_second_person,
    ),
    ComplianceRule("recorded_after", "事项发生后方可登记", "a fact is recorded after it happened", _recorded_before),
    ComplianceRule(
        "recorded_in_time",
        "期限届满后补录使其停止、延长的事项，须有凭证",
        "what stops or moves a clock is not first written down when it is over",
        _written_late,
    ),
    ComplianceRule("history_unbroken", "登记应当连续编号", "events are numbered without a gap", _gaps),
    ComplianceRule("basis_given", "每一环节应当记明依据", "every step records its legal basis", _without_basis),
    ComplianceRule("outcome_given", "办结应当有结果", "a case that ended has an outcome", _ended_without_outcome),
    ComplianceRule("clocks_stopped", "办结后不得仍有期限在计算", "no clock runs after the end", _ended_with_clock),
    ComplianceRule("tasks_closed", "办结时各项征询应当了结", "no consultation is open after the end", _ended_with_task),
    ComplianceRule("flow_pinned", "流程版本的变更应当登记", "a change of the flow's version is recorded", _other_flow),
    ComplianceRule(
        "due_date_recounts", "记载的届满日应当可以复算", "a recorded due date can be recounted", _miscounted
    ),
)
"""Rules that hold for every flow; each flow's own are ``RULES`` of its ``compliance.py``."""
