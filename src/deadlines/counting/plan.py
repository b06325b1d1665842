"""From the facts and the rule to what has to be counted: origin, length, days left out.

Facts that contradict the rule or each other are refused here, with the article, before anything is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from attrs import frozen

from deadlines.counting.timeline import (
    Agreed,
    Extended,
    Fact,
    Moment,
    Restarted,
    Resumed,
    Started,
    Stopped,
    Suspended,
    plain_day,
    start_of,
)
from deadlines.errors import TimelineError
from deadlines.law.readings import Readings
from deadlines.law.rules import FLOOR, Rule, RuleExtension
from deadlines.law.terms import CountedTerm, FixedDate, Hours, Reasonable

CORRECTED = "corrected_request_received"

FEE_PAID = "fee_paid"

CO_PRODUCER = "co_producer_consultation"

_ONE_DAY = timedelta(days=1)


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Span:
    """Days left out of the count: after ``after``, up to and including ``through`` (None: still open)."""

    after: date
    through: date | None
    causes: tuple[str, ...]


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Plan:
    """What has to be counted."""

    origin: Moment
    term: CountedTerm | FixedDate
    extension: CountedTerm | None = None
    extended_on: Moment | None = None
    spans: tuple[Span, ...] = ()
    restarted: Restarted | None = None
    stopped: Stopped | None = None
    notes: tuple[str, ...] = ()
    void: tuple[tuple[Restarted, date], ...] = ()
    """Restarts that are none, because the term was over when the office asked, each with the day it had ended on."""


def plan(rule: Rule, facts: tuple[Fact, ...], readings: Readings) -> Plan:
    """Work out from the facts, in the order of a timeline, what the rule makes us count.

    Raises:
        TimelineError: A fact contradicts the rule or another fact.
    """
    first = facts[0] if facts else None
    origin = first.on if isinstance(first, Started) else start_of(facts)
    term = rule.term
    if type(origin) is not date or isinstance(term, Hours):
        _check_kind_of_moment(rule, origin)
    if len(facts) == 1 and not isinstance(term, Reasonable):
        return Plan(origin, term)
    return _plan_with_facts(rule, facts, origin, readings)


def _check_kind_of_moment(rule: Rule, origin: Moment) -> None:
    instant = isinstance(origin, datetime)
    if isinstance(rule.term, Hours) and not instant:
        raise TimelineError(
            "Started", origin, f"{rule.id} runs in natural hours: give the instant it started as an aware datetime"
        )
    if instant and not isinstance(rule.term, (Hours, Reasonable)):
        raise TimelineError("Started", origin, f"{rule.id} runs in days: give the day it started as a date")


def _plan_with_facts(rule: Rule, facts: tuple[Fact, ...], start: Moment, readings: Readings) -> Plan:
    notes: list[str] = []
    first = facts[0]  # facts are in order
    if first.on < start:
        raise TimelineError(type(first).__name__, first.on, f"happened before the clock started on {start}")
    pauses, restarts, extensions, agreed, stopped = _by_kind(facts, readings)
    restarted, paused = _restart(rule, restarts, readings, notes) if restarts else (None, [])
    origin = start if restarted is None else restarted.on
    extended = _extension(rule, extensions, origin, notes) if extensions else None
    todo = Plan(
        origin,
        _length(rule, agreed) if restarted is None or restarted.term is None else restarted.term,
        None if extended is None or rule.extension is None else _added(rule.extension, extended),
        None if extended is None else extended.on,
        _spans(rule, [*pauses, *paused], origin, readings) if pauses or paused else (),
        restarted,
        stopped,
        tuple(notes),
    )
    if extended is not None or todo.spans:
        _check_movable(rule, todo)
    return todo


def _by_kind(
    facts: Iterable[Fact], readings: Readings
) -> tuple[list[Suspended | Resumed], list[Restarted], list[Extended], list[Agreed], Stopped | None]:
    """Sort facts by what they do, in one pass; a consultation whose time counts is no pause."""
    left = CO_PRODUCER if readings.co_producer_time == "counted" else None
    pauses: list[Suspended | Resumed] = []
    restarts: list[Restarted] = []
    extensions: list[Extended] = []
    agreed: list[Agreed] = []
    stopped: Stopped | None = None
    for fact in facts:
        if isinstance(fact, Started):
            continue
        if isinstance(fact, (Suspended, Resumed)):
            if fact.cause != left:
                pauses.append(fact)
        elif isinstance(fact, Extended):
            extensions.append(fact)
        elif isinstance(fact, Restarted):
            restarts.append(fact)
        elif isinstance(fact, Agreed):
            agreed.append(fact)
        elif isinstance(fact, Stopped) and stopped is None:
            stopped = fact
    return pauses, restarts, extensions, agreed, stopped


def _check_movable(rule: Rule, todo: Plan) -> None:
    """Hours and fixed dates have no days to leave out or to add, and unlike units do not add up."""
    added = todo.extension
    if isinstance(todo.term, (Hours, FixedDate)) and (todo.spans or added is not None):
        raise TimelineError(
            "Timeline", None, f"{todo.term} can be neither suspended nor extended; correct the rule {rule.id}"
        )
    if added is not None and type(added) is not type(todo.term):
        raise TimelineError("Extended", todo.extended_on, f"{added} cannot be added to {todo.term}: another unit")


def _restart(
    rule: Rule, restarts: Iterable[Restarted], readings: Readings, notes: list[str]
) -> tuple[Restarted | None, list[Suspended | Resumed]]:
    """Choose the restart that counts; under the contrary readings it is a suspension, or nothing."""
    last: Restarted | None = None
    corrected = False
    paused: list[Suspended | Resumed] = []
    for fact in restarts:
        if rule.restart(fact.cause) is None:
            known = ", ".join(item.cause for item in rule.restarts) or "nothing"
            raise TimelineError(
                "Restarted",
                fact.on,
                f"{fact.cause!r} does not restart {rule.id}; it is restarted by {known}",
                rule.article,
            )
        effect = _effect(fact, readings, corrected=corrected)
        corrected = corrected or fact.cause == CORRECTED
        if effect == "restart":
            last = fact
        elif effect == "suspend" and fact.since is not None:
            paused += [Suspended(fact.since, fact.cause), Resumed(fact.on, fact.cause)]
        else:
            notes.append(f"{fact.cause} of {fact.on} has no effect under the reading {effect!r}")
    return last, paused


def _effect(fact: Restarted, readings: Readings, *, corrected: bool) -> str:
    """Say what a restart does under the readings chosen; only the first correction is beyond dispute."""
    if fact.cause == FEE_PAID:
        return readings.fee_effect
    if fact.cause != CORRECTED:
        return "restart"
    if corrected and readings.second_correction == "once":
        return "once"
    if fact.late and readings.late_correction_notice == "no_effect":
        return "no_effect"
    return readings.correction_effect


def _length(rule: Rule, agreed: Sequence[Agreed]) -> CountedTerm | FixedDate:
    term = rule.term
    if not agreed:
        if isinstance(term, Reasonable):
            raise TimelineError(
                "Timeline",
                None,
                f"{rule.id} is a reasonable term that the agency sets; no length was set: add Agreed(on=..., term=...)",
                rule.citation,
            )
        return term
    own = agreed[-1].term
    if isinstance(term, Reasonable):
        return own
    if type(own) is not type(term) or isinstance(term, FixedDate) or isinstance(own, FixedDate):
        raise TimelineError("Agreed", agreed[-1].on, f"{own} cannot replace {term}: another unit", rule.citation)
    if (own.n < term.n) if rule.kind == FLOOR else (own.n > term.n):
        side = "shorter than the least" if rule.kind == FLOOR else "longer than the most"
        raise TimelineError("Agreed", agreed[-1].on, f"{own} is {side} the law allows, {term}", rule.citation)
    return own


def _extension(rule: Rule, facts: Iterable[Extended], origin: Moment, notes: list[str]) -> Extended | None:
    effective: list[Extended] = []
    for fact in facts:
        if fact.on < origin:
            notes.append(f"the extension of {fact.on} fell with the restart on {origin}")
        else:
            effective.append(fact)
    if not effective:
        return None
    allowed = rule.extension
    if allowed is None:
        raise TimelineError("Extended", effective[0].on, f"{rule.id} cannot be extended", rule.citation)
    if len(effective) > allowed.times:
        raise TimelineError(
            "Extended",
            effective[allowed.times].on,
            f"{rule.id} may be extended {allowed.times} time(s), this is number {allowed.times + 1}",
            allowed.article,
        )
    return effective[-1]


def _added(allowed: RuleExtension, fact: Extended) -> CountedTerm:
    added = fact.term or allowed.at_most
    if type(added) is not type(allowed.at_most) or added.n > allowed.at_most.n:
        raise TimelineError(
            "Extended", fact.on, f"{added} is more than the {allowed.at_most} that may be added", allowed.article
        )
    return added


def _spans(rule: Rule, facts: Sequence[Suspended | Resumed], origin: Moment, readings: Readings) -> tuple[Span, ...]:
    """Pair each suspension with its resumption and merge what overlaps; leave out what ends before counting begins."""
    lead = _ONE_DAY if readings.consultation_dispatch_day == "excluded" else None
    paired: list[Span] = []
    running: dict[tuple[str, str], Suspended] = {}
    for fact in _in_turn(facts, running):
        key = (fact.cause, fact.key)
        begun = running.get(key)
        if isinstance(fact, Resumed):
            if begun is None:
                raise TimelineError("Resumed", fact.on, f"nothing was suspended for {fact.cause!r} {fact.key}".rstrip())
            del running[key]
            paired.append(Span(_after_day(begun, lead), plain_day(fact.on), (fact.cause,)))
            continue
        _check_cause(rule, fact)
        if begun is not None:
            raise TimelineError(
                "Suspended",
                fact.on,
                f"already suspended for {fact.cause!r} since {begun.on}; give it its own key",
            )
        running[key] = fact
    paired += [Span(_after_day(begun, lead), None, (begun.cause,)) for begun in running.values()]
    # what ends on the day of the origin leaves that day out, which matters where it would be counted
    start = plain_day(origin) if readings.start_day == "not_counted" else plain_day(origin) - _ONE_DAY
    merged = _merged(paired) if len(paired) > 1 else paired
    return tuple([span for span in merged if span.through is None or start < span.through > span.after])


def _after_day(begun: Suspended, lead: timedelta | None) -> date:
    """Give the day after which nothing is counted."""
    day = plain_day(begun.on)
    return day if lead is None else day - lead


def _in_turn(
    facts: Sequence[Suspended | Resumed], running: Mapping[tuple[str, str], Suspended]
) -> Iterable[Suspended | Resumed]:
    """Give the facts by day; what runs is resumed before it is suspended again on the same day."""
    last = date.min
    for fact in facts:
        on = fact.on
        if type(on) is not date or on <= last:
            return _by_day(facts, running)
        last = on
    return facts


def _by_day(
    facts: Iterable[Suspended | Resumed], running: Mapping[tuple[str, str], Suspended]
) -> Iterator[Suspended | Resumed]:
    for (_, *key), same in groupby(sorted(facts, key=_day_and_cause), key=_day_and_cause):
        resumed_first = tuple(key) in running
        yield from sorted(same, key=lambda fact: isinstance(fact, Resumed) is not resumed_first)


def _day_and_cause(fact: Suspended | Resumed) -> tuple[date, str, str]:
    return plain_day(fact.on), fact.cause, fact.key


def _check_cause(rule: Rule, fact: Suspended) -> None:
    if rule.suspension(fact.cause) is None and rule.restart(fact.cause) is None:
        known = ", ".join(item.cause for item in rule.suspensions) or "nothing"
        raise TimelineError(
            "Suspended",
            fact.on,
            f"{fact.cause!r} does not suspend {rule.id}; it is suspended by {known}",
            rule.citation,
        )


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=_after):
        if span.through is not None and span.through <= span.after:
            continue
        last = merged[-1] if merged else None
        if last is None or (last.through is not None and last.through < span.after):
            merged.append(span)
            continue
        through = None if None in (last.through, span.through) else max(last.through, span.through)  # type: ignore[type-var]
        merged[-1] = Span(last.after, through, tuple(dict.fromkeys((*last.causes, *span.causes))))
    return merged


def _after(span: Span) -> date:
    return span.after
