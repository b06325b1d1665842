"""The clock of a common request by plain arithmetic on two tables, for registers of a million rows.

Answers for requests that hold nothing but receipt, reply, one correction or one consultation, and an extension,
counted on announced days alone. For every other it gives None, and the careful way is taken.
A property test holds that both ways give the same clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import define, field, frozen

from deadlines.counting.due import ANNOUNCED, Reading
from deadlines.errors import DeadlinesError
from deadlines.law.rules import AFTER, NEXT_DAY, Rule
from deadlines.law.terms import WorkingDays
from workflows.ledger.basis import CONSULTATIONS, CORRECTED, CORRECTION_NOTICE, REPLY, LegalBasis, Limit
from workflows.ledger.clock import RequestClock, clock_by_facts
from workflows.ledger.request import Finding, Impossible, RequestDays
from workflows.ledger.steps import late_correction, long_consultation

_CAUSES = {sent: cause for sent, _, cause, _ in CONSULTATIONS}
_TERMS = {sent: rule_id for sent, _, _, rule_id in CONSULTATIONS}
_ONE_DAY = timedelta(days=1)


@frozen(slots=True)
class CommonSteps:
    """The steps of a common request: at most one pair of days, and an extension."""

    told: date | None = None
    corrected: date | None = None
    sent: date | None = None
    answered: date | None = None
    extended: date | None = None
    consulted: str = "third_party_sent"


_NO_STEPS = CommonSteps()


@define(slots=True, eq=False)
class Tables:
    """The calendar as look-ups, and what was computed once for each day of receipt."""

    law: LegalBasis
    base: int
    ranks: tuple[int, ...]
    days: tuple[date, ...]
    sure_until: date
    plain: dict[date, RequestClock | None] = field(factory=dict)
    corrections: dict[date, Limit] = field(factory=dict)
    asked: dict[tuple[str, date], Limit] = field(factory=dict)
    rules: dict[date, Rule | None] = field(factory=dict)
    labels: dict[int, tuple[Rule, str, str]] = field(factory=dict)

    @classmethod
    def of(cls, law: LegalBasis) -> Tables | None:
        """Tabulate a calendar; None for one laid over another, whose readings need the careful way."""
        calendar = law.calendar
        if calendar.base is not None:
            return None
        sure = calendar.last if calendar.revisable_from is None else calendar.revisable_from - _ONE_DAY
        return cls(law, calendar.first.toordinal(), calendar.ranks(), calendar.workdays(), sure)

    def rule(self, received: date) -> Rule | None:
        """Give the rule that binds a request, None where arithmetic cannot follow it; found once for each day."""
        try:
            return self.rules[received]
        except KeyError:
            found = self.law.rule(REPLY, received) if self.law.calendar.covers(received) else None
            plain = found is not None and _plain_rule(found)
            return self.rules.setdefault(received, found if plain else None)

    def plain_clock(self, received: date) -> RequestClock | None:
        """Give the clock of a request to which nothing happened; computed once for each day, None if it is refused."""
        try:
            return self.plain[received]
        except KeyError:
            pass
        clock = clock_by_tables(received, _NO_STEPS, self)
        if clock is None:
            try:
                clock = clock_by_facts(RequestDays(received), self.law)
            except (Impossible, DeadlinesError):
                clock = None
        self.plain[received] = clock
        return clock

    def label(self, rule: Rule) -> tuple[Rule, str, str]:
        """Give the citation and the version of a rule, put together once."""
        try:
            return self.labels[id(rule)]
        except KeyError:
            # The rule is kept beside its words, so that its id stays its own.
            return self.labels.setdefault(id(rule), (rule, rule.citation, rule.version))

    def correction_limit(self, received: date) -> Limit:
        """Give the last day for asking for a correction; computed once for each day."""
        if received not in self.corrections:
            self.corrections[received] = self.law.limit(CORRECTION_NOTICE, received)
        return self.corrections[received]

    def asked_limit(self, consulted: str, sent: date) -> Limit:
        """Give the last day of the one who was asked; computed once for each day."""
        key = (consulted, sent)
        if key not in self.asked:
            self.asked[key] = self.law.limit(_TERMS[consulted], sent)
        return self.asked[key]

    def rank(self, day: date) -> int:
        """Count the working days up to and including a day."""
        return self.ranks[day.toordinal() - self.base]

    def worked(self, day: date) -> bool:
        """Tell whether a day is worked."""
        at = day.toordinal() - self.base
        return self.ranks[at] > (self.ranks[at - 1] if at else 0)

    def last_day(self, origin: date, n: int, after: date | None = None, through: date | None = None) -> date:
        """Count n working days, leaving out those after one day up to and including another."""
        at = self.ranks[origin.toordinal() - self.base] + n - 1
        end = self.days[at] if n else origin
        if after is None or through is None or after >= end or through <= after or through <= origin:
            return end
        return self.days[at + self.rank(through) - self.rank(max(after, origin))]


def clock_by_tables(received: date, steps: CommonSteps, tables: Tables) -> RequestClock | None:
    """Compute the clock of a common request; None where only the careful way can tell.

    The steps must be in order, none before receipt and none after the reply.
    """
    rule = tables.rule(received)
    if rule is None or not _allowed(rule, steps):
        return None
    try:
        found = _count(received, steps, tables, rule)
    except (IndexError, DeadlinesError):
        return None
    if found is None:
        return None
    last, base, findings, others = found
    sure = latest = last
    for other in others:
        if other.due is not None and other.due > latest:
            latest = other.due
        elif other.due is not None and other.due < sure:
            sure = other.due
    if latest > tables.sure_until or (rule.until is not None and last > rule.until):
        return None
    if findings:
        return RequestClock(rule, last, base, ANNOUNCED, findings, others, earliest=last, latest=last)
    return RequestClock(
        rule, last, base, ANNOUNCED, findings, others, earliest=last, latest=last, sure_by=sure, late_after=latest
    )


def _plain_rule(rule: Rule) -> bool:
    return (
        isinstance(rule.term, WorkingDays)
        and rule.direction == AFTER
        and rule.first_day == NEXT_DAY
        and (rule.extension is None or isinstance(rule.extension.at_most, WorkingDays))
    )


def _allowed(rule: Rule, steps: CommonSteps) -> bool:
    return (
        (steps.corrected is None or rule.restart(CORRECTED) is not None)
        and (steps.sent is None or rule.suspension(_CAUSES[steps.consulted]) is not None)
        and (steps.extended is None or rule.extension is not None)
    )


_Count = tuple[date, date, tuple[Finding, ...], tuple[Reading, ...]]


def _count(received: date, steps: CommonSteps, tables: Tables, rule: Rule) -> _Count | None:
    term, extension = rule.term, rule.extension
    if not isinstance(term, WorkingDays):
        return None
    n = term.n
    origin = steps.corrected or received
    if steps.extended is not None and steps.extended < origin:
        return None
    # What begins when the term is over moves nothing and is remarked on: that is for the careful way.
    if steps.told is not None and steps.told > tables.last_day(received, n):
        return None
    if steps.sent is not None and steps.sent >= tables.last_day(received, n):
        return None
    base = tables.last_day(origin, n, steps.sent, steps.answered)
    findings = list(_remarks(received, steps, tables))
    more = 0
    if steps.extended is not None and extension is not None:
        if steps.extended > base:
            late = (steps.extended.isoformat(), base.isoformat())
            findings.append(Finding("extension_late", late, extension.article))
        else:
            more = extension.at_most.n
    last = tables.last_day(origin, n + more, steps.sent, steps.answered) if more else base
    others = tuple(_readings(received, steps, tables, n, more, last))
    return last, base, tuple(findings), others


def _remarks(received: date, steps: CommonSteps, tables: Tables) -> Iterator[Finding]:
    if steps.told is not None:
        yield from late_correction(steps.told, tables.correction_limit(received))
    if steps.sent is not None and steps.answered is not None:
        limit = tables.asked_limit(steps.consulted, steps.sent)
        yield from long_consultation(steps.consulted, steps.sent, steps.answered, limit)


def _readings(received: date, steps: CommonSteps, tables: Tables, n: int, more: int, last: date) -> Iterator[Reading]:
    """Count again under each contrary reading that these steps can touch, in the order of the careful way."""
    start = steps.corrected or received
    sent, answered, told = steps.sent, steps.answered, steps.extended if more else None
    last_day = tables.last_day

    def count(origin: date, term: int, after: date | None, through: date | None) -> date:
        base = last_day(origin, term, after, through)
        return base if told is None or told > base else last_day(origin, term + more, after, through)

    worked = tables.worked(start)
    # Where receipt falls on a day off, counting from that day itself changes nothing.
    contrary = [("start_day", "counted", count(start, n - 1, sent, answered))] if worked else []
    if steps.corrected is not None:
        without = count(received, n, sent, answered)
        paused = without if steps.told is None else count(received, n, steps.told, steps.corrected)
        contrary += [("correction_effect", "suspend", paused), ("correction_effect", "none", without)]
        limit = tables.correction_limit(received)
        if steps.told is not None and limit is not None and steps.told > limit[1]:
            contrary.append(("late_correction_notice", "no_effect", without))
    if told is not None:
        contrary.append(("extension_from", "notice_day", last_day(told, more, sent, answered)))
    if sent is not None:
        contrary.append(("consultation_dispatch_day", "excluded", count(start, n, sent - _ONE_DAY, answered)))
    if not worked:
        next_worked = tables.days[tables.rank(start)]
        contrary.append(("receipt_on_non_working_day", "next_working_day", count(next_worked, n, sent, answered)))
    for point, choice, other in contrary:
        if other != last:
            yield Reading(point, choice, other)
