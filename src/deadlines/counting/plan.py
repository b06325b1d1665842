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
from deadlines.errors import Reason, TimelineError
from deadlines.law.readings import Readings
from deadlines.law.rules import CO_PRODUCER, CORRECTED, FEE_PAID, FLOOR, Rule, RuleExtension
from deadlines.law.terms import CountedTerm, FixedDate, Hours, Reasonable
from deadlines.law.wording import cause, causes, length

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
    notes: tuple[Reason, ...] = ()
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
        why = Reason(
            "timeline.start_needs_instant",
            f"{rule.id} 以自然小时计：请给出起算时刻（带时区）",
            f"{rule.id} runs in natural hours: give the instant it started as an aware datetime",
        )
        raise TimelineError("Started", origin, why)
    if instant and not isinstance(rule.term, (Hours, Reasonable)):
        why = Reason(
            "timeline.start_needs_day",
            f"{rule.id} 以日计：请给出起算日，不要时刻",
            f"{rule.id} runs in days: give the day it started as a date",
        )
        raise TimelineError("Started", origin, why)


def _plan_with_facts(rule: Rule, facts: tuple[Fact, ...], start: Moment, readings: Readings) -> Plan:
    notes: list[Reason] = []
    first = facts[0]  # facts are in order
    if first.on < start:
        raise TimelineError(
            type(first).__name__,
            first.on,
            Reason("timeline.before_start", f"早于起算日 {start}", f"happened before the clock started on {start}"),
        )
    pauses, restarts, extensions, agreed, stopped = _by_kind(facts, readings)
    restarted, paused = _restart(rule, restarts, readings, notes) if restarts else (None, [])
    origin = start if restarted is None else restarted.on
    ordered = None if restarted is None else restarted.term
    floor = None if restarted is None or not restarted.ends_pauses else plain_day(restarted.on)
    extended = _extension(rule, extensions, origin, notes, ordered=ordered) if extensions else None
    todo = Plan(
        origin,
        ordered or _length(rule, agreed),
        None if extended is None or rule.extension is None else _added(rule.extension, extended),
        None if extended is None else extended.on,
        _spans(rule, [*pauses, *paused], origin, readings, floor) if pauses or paused else (),
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
        why = Reason(
            "timeline.fixed_term",
            f"{length(todo.term, 'zh')}不能中止或者延长；请改正期限 {rule.id}",
            f"{length(todo.term, 'en')} can be neither suspended nor extended; correct the rule {rule.id}",
        )
        raise TimelineError("Timeline", None, why)
    if added is not None and type(added) is not type(todo.term):
        why = Reason(
            "timeline.extension_unit",
            f"{length(added, 'zh')}不能加到{length(todo.term, 'zh')}上：单位不同",
            f"{length(added, 'en')} cannot be added to {length(todo.term, 'en')}: another unit",
        )
        raise TimelineError("Extended", todo.extended_on, why)


def _restart(
    rule: Rule, restarts: Iterable[Restarted], readings: Readings, notes: list[Reason]
) -> tuple[Restarted | None, list[Suspended | Resumed]]:
    """Choose the restart that counts; under the contrary readings it is a suspension, or nothing."""
    last: Restarted | None = None
    corrected = False
    paused: list[Suspended | Resumed] = []
    for fact in restarts:
        if rule.restart(fact.cause) is None:
            known = [item.cause for item in rule.restarts]
            why = Reason(
                "timeline.no_restart",
                f"“{cause(fact.cause, 'zh')}”不使 {rule.id} 重新计算；可使其重新计算的：{causes(known, 'zh')}",
                f"{fact.cause!r} does not restart {rule.id}; it is restarted by {causes(known, 'en')}",
            )
            raise TimelineError("Restarted", fact.on, why, rule.article)
        effect = _effect(fact, readings, corrected=corrected)
        corrected = corrected or fact.cause == CORRECTED
        if effect == "restart":
            last = fact
        elif effect == "suspend" and fact.since is not None:
            paused += [Suspended(fact.since, fact.cause), Resumed(fact.on, fact.cause)]
        else:
            note = f"{fact.cause} of {fact.on} has no effect under the reading {effect!r}"
            zh = f"{fact.on} 的“{cause(fact.cause, 'zh')}”依读法 {effect} 不生效力"
            notes.append(Reason("plan.no_effect", zh, note))
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
            why = Reason(
                "timeline.no_length_set",
                f"{rule.id} 是由机关确定的合理期限，尚未确定长短；请用 Agreed 写明",
                f"{rule.id} is a reasonable term that the agency sets; no length was set: add Agreed(on=..., term=...)",
            )
            raise TimelineError("Timeline", None, why, rule.citation)
        return term
    own = agreed[-1].term
    if isinstance(term, Reasonable):
        return own
    if type(own) is not type(term) or isinstance(term, FixedDate) or isinstance(own, FixedDate):
        why = Reason(
            "timeline.own_unit",
            f"{length(own, 'zh')}不能代替{length(term, 'zh')}：单位不同",
            f"{length(own, 'en')} cannot replace {length(term, 'en')}: another unit",
        )
        raise TimelineError("Agreed", agreed[-1].on, why, rule.citation)
    if (own.n < term.n) if rule.kind == FLOOR else (own.n > term.n):
        raise TimelineError("Agreed", agreed[-1].on, _beyond(rule, own, term), rule.citation)
    return own


def _beyond(rule: Rule, own: CountedTerm, term: CountedTerm) -> Reason:
    """Say on which side an own term leaves what the law allows."""
    zh, most, en = length(own, "zh"), length(term, "zh"), length(own, "en")
    if rule.kind == FLOOR:
        by_law = f"{en} is shorter than the least the law allows, {length(term, 'en')}"
        return Reason("timeline.own_too_short", f"{zh}短于法定最短的{most}", by_law)
    by_law = f"{en} is longer than the most the law allows, {length(term, 'en')}"
    return Reason("timeline.own_too_long", f"{zh}长于法定最长的{most}", by_law)


def _extension(
    rule: Rule, facts: Iterable[Extended], origin: Moment, notes: list[Reason], *, ordered: CountedTerm | None
) -> Extended | None:
    effective: list[Extended] = []
    for fact in facts:
        if fact.on < origin:
            zh = f"{fact.on} 告知的延期，因 {origin} 重新计算而失效"
            notes.append(
                Reason("plan.extension_fell", zh, f"the extension of {fact.on} fell with the restart on {origin}")
            )
        else:
            effective.append(fact)
    if not effective:
        return None
    allowed = rule.extension
    if ordered is not None:
        raise TimelineError(
            "Extended",
            effective[0].on,
            Reason(
                "timeline.ordered_term",
                "文书所定的期限，行政机关不得自行延长",
                "a term that an order set cannot be extended by the agency",
            ),
            rule.citation,
        )
    if allowed is None:
        why = Reason("timeline.no_extension", f"{rule.id} 不可延长", f"{rule.id} cannot be extended")
        raise TimelineError("Extended", effective[0].on, why, rule.citation)
    if len(effective) > allowed.times:
        why = Reason(
            "timeline.too_many_extensions",
            f"{rule.id} 可延长{allowed.times}次，这是第{allowed.times + 1}次",
            f"{rule.id} may be extended {allowed.times} time(s), this is number {allowed.times + 1}",
        )
        raise TimelineError("Extended", effective[allowed.times].on, why, allowed.article)
    return effective[-1]


def _added(allowed: RuleExtension, fact: Extended) -> CountedTerm:
    added = fact.term or allowed.at_most
    if type(added) is not type(allowed.at_most) or added.n > allowed.at_most.n:
        why = Reason(
            "timeline.extension_too_long",
            f"延长{length(added, 'zh')}，多于可延长的{length(allowed.at_most, 'zh')}",
            f"{length(added, 'en')} is more than the {length(allowed.at_most, 'en')} that may be added",
        )
        raise TimelineError("Extended", fact.on, why, allowed.article)
    return added


def _spans(
    rule: Rule, facts: Sequence[Suspended | Resumed], origin: Moment, readings: Readings, floor: date | None
) -> tuple[Span, ...]:
    """Pair each suspension with its resumption and merge what overlaps; leave out what ends before counting begins.

    What was begun before ``floor`` was ended by an order of that day.
    """
    lead = _ONE_DAY if readings.consultation_dispatch_day == "excluded" else None
    paired: list[Span] = []
    running: dict[tuple[str, str], Suspended] = {}
    for fact in _in_turn(facts, running):
        key = (fact.cause, fact.key)
        begun = running.get(key)
        if isinstance(fact, Resumed):
            if begun is None:
                why = Reason(
                    "timeline.nothing_to_resume",
                    f"此前没有因“{cause(fact.cause, 'zh')}”的中止可以恢复",
                    f"nothing was suspended for {fact.cause!r} {fact.key}".rstrip(),
                )
                raise TimelineError("Resumed", fact.on, why)
            del running[key]
            if floor is not None and plain_day(begun.on) < floor:
                continue
            paired.append(Span(_after_day(begun, lead), plain_day(fact.on), (fact.cause,)))
            continue
        _check_cause(rule, fact)
        if begun is not None:
            why = Reason(
                "timeline.suspended_before",
                f"自 {begun.on} 起已因“{cause(fact.cause, 'zh')}”中止；另一次中止须另行标明",
                f"already suspended for {fact.cause!r} since {begun.on}; give it its own key",
            )
            raise TimelineError("Suspended", fact.on, why)
        running[key] = fact
    left = [begun for begun in running.values() if floor is None or plain_day(begun.on) >= floor]
    paired += [Span(_after_day(begun, lead), None, (begun.cause,)) for begun in left]
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
        known = [item.cause for item in rule.suspensions]
        why = Reason(
            "timeline.no_suspension",
            f"“{cause(fact.cause, 'zh')}”不能中止 {rule.id}；可使其中止的：{causes(known, 'zh')}",
            f"{fact.cause!r} does not suspend {rule.id}; it is suspended by {causes(known, 'en')}",
        )
        raise TimelineError("Suspended", fact.on, why, rule.citation)


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
