"""The clock of a request from its facts: the careful way, through :func:`deadlines.counting.due`.

``tables`` gives the same clocks by plain arithmetic for the common rows; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import Factory, evolve, field, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.due import FORECAST, Deadline, Reading, due
from deadlines.counting.timeline import Extended, Fact, Restarted, Resumed, Suspended, Timeline, plain_day
from deadlines.errors import NotInForceError, TimelineError, UnknownRuleError
from deadlines.law.readings import MAINSTREAM
from deadlines.law.rules import Rule, RuleBook
from workflows.ledger.request import Finding, Impossible, RequestDays

REPLY = "foi.reply"
CORRECTION_NOTICE = "foi.correction.notice"
CORRECTED = "corrected_request_received"
FEE_PAID = "fee_paid"
# Who may be asked before the reply: the fields, what the law calls the pause, and the term of the one asked.
CONSULTATIONS = (
    ("third_party_sent", "third_party_answered", "third_party_consultation", "foi.third_party"),
    ("other_agency_sent", "other_agency_answered", "other_agency_consultation", ""),
    ("co_producer_sent", "co_producer_answered", "co_producer_consultation", "foi.co_producer"),
)
_PAIRS = (
    ("correction_noticed", "corrected"),
    ("fee_noticed", "fee_paid"),
    *((sent, answered) for sent, answered, _, _ in CONSULTATIONS),
)
_STEPS = (
    *(name for pair in _PAIRS for name in pair),
    "second_correction",
    "extended",
)


@frozen(slots=True, eq=False)
class LegalBasis:
    """What rows are judged by: the rules and the calendar."""

    book: RuleBook
    calendar: WorkCalendar

    def rule(self, rule_id: str, day: date) -> Rule | None:
        """Give the version that binds on a day, None if no version does."""
        try:
            return self.book.in_force(rule_id, day)
        except (NotInForceError, UnknownRuleError):
            return None


def _sure_by(clock: RequestClock) -> date | None:
    if clock.due is None or clock.findings or clock.certainty == FORECAST:
        return None
    return min([clock.due, *(reading.due for reading in clock.others if reading.due is not None)])


def _late_after(clock: RequestClock) -> date | None:
    if clock.sure_by is None or clock.due is None:
        return None
    return max([clock.due, *(reading.due for reading in clock.others if reading.due is not None)])


@frozen(slots=True)
class RequestClock:
    """The clock of one request, apart from when it was answered.

    ``due`` is None while the clock stands still: ``waiting`` for the applicant, or suspended.
    ``others`` are the contrary readings with their due dates. ``lapses`` are remarks that hold once a day is past.
    A reply by ``sure_by`` is in time under every reading, one after ``late_after`` is late under every reading;
    both are None where there is anything to remark.
    """

    rule: Rule
    due: date | None
    base_due: date | None
    certainty: str
    findings: tuple[Finding, ...] = ()
    others: tuple[Reading, ...] = ()
    waiting: bool = False
    earliest: date | None = None
    latest: date | None = None
    lapses: tuple[tuple[date, Finding], ...] = ()
    sure_by: date | None = Factory(_sure_by, takes_self=True)
    late_after: date | None = Factory(_late_after, takes_self=True)


@frozen(slots=True)
class _Clock:
    """Facts for the timeline and remarks, gathered step by step; ``maybe`` is a pause nobody proved."""

    facts: list[Fact] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    maybe: list[Fact] = field(factory=list)
    lapses: list[tuple[date, Finding]] = field(factory=list)
    awaiting: date | None = None
    """The day on which the applicant was asked for what has not come yet."""


def clock_by_facts(request: RequestDays, law: LegalBasis) -> RequestClock:
    """Compute the clock of a request from everything its row says.

    Raises:
        Impossible: The row contradicts itself.
        NotInForceError: No rule governs a request received on that day.
        CalendarGapError: The days needed are announced by no notice.
    """
    _refuse_impossible(request)
    rule = law.book.in_force(REPLY, request.received)
    request, dropped = _until_reply(request)
    clock = _correction(request, law, rule)
    clock = _fee(request, rule, clock)
    _consultations(request, law, rule, clock)
    clock.findings[:0] = dropped
    clock.findings.extend(_doubtful_days(request))
    if clock.awaiting is not None and not _is_over(request, law, rule, clock, clock.awaiting):
        return RequestClock(rule, None, None, "", tuple(clock.findings), waiting=True)
    deadline = _counted(request, law, rule, clock)
    return RequestClock(
        rule=rule,
        due=deadline.due,
        base_due=deadline.base_due,
        certainty=deadline.certainty,
        findings=tuple(clock.findings),
        others=tuple(_others(deadline, law, clock)) if deadline.due else (),
        earliest=deadline.earliest,
        latest=deadline.latest,
        lapses=tuple(clock.lapses),
    )


def _refuse_impossible(request: RequestDays) -> None:
    """Refuse days that cannot have been in this order."""
    start = request.received
    found = [
        Finding("before_receipt", (name, day.isoformat(), start.isoformat()))
        for name in ("posted", "replied", "withdrawn", *_STEPS)
        if (day := getattr(request, name)) is not None and day < start
    ]
    for first, then in _PAIRS:
        a, b = getattr(request, first), getattr(request, then)
        if a is not None and b is not None and b < a:
            found.append(Finding("out_of_order", (then, b.isoformat(), first, a.isoformat())))
    if found:
        raise Impossible(*found)


def _until_reply(request: RequestDays) -> tuple[RequestDays, list[Finding]]:
    """Leave out steps dated after the reply: they cannot move the day it was due."""
    end = request.ended
    if end is None:
        return request, []
    after = {name: day for name in _STEPS if (day := getattr(request, name)) is not None and day > end}
    if not after:
        return request, []
    findings = [Finding("after_reply", (name, day.isoformat(), end.isoformat())) for name, day in after.items()]
    gone: dict[str, Any] = dict.fromkeys(after)
    return evolve(request, **gone), findings


def _doubtful_days(request: RequestDays) -> Iterator[Finding]:
    if request.submitted is not None and request.submitted > request.received:
        yield Finding("submitted_after_receipt", (request.submitted.isoformat(), request.received.isoformat()))
    if request.posted is not None and request.replied is not None and request.posted < request.replied:
        yield Finding("posted_before_dated", (request.posted.isoformat(), request.replied.isoformat()))


def _correction(request: RequestDays, law: LegalBasis, rule: Rule) -> _Clock:
    clock = _Clock()
    told, back = request.correction_noticed, request.corrected
    restart = rule.restart(CORRECTED)
    article = restart.article if restart else rule.article
    if told is not None:
        clock.findings.extend(late_correction(told, correction_due(request.received, law)))
    if request.second_correction is not None:
        clock.findings.append(Finding("second_correction", (request.second_correction.isoformat(),), article))
    if back is not None and told is None:
        clock.findings.append(Finding("correction_without_notice", (back.isoformat(),), article))
    if back is not None and restart is not None:
        clock.facts.append(Restarted(back, CORRECTED, since=told))
    elif back is not None:
        clock.findings.append(Finding("correction_without_effect", (back.isoformat(),), rule.article))
    elif told is not None and request.ended is not None:
        clock.findings.append(Finding("correction_never_received", (told.isoformat(),), article))
    elif told is not None:
        clock.findings.append(Finding("awaiting_correction", (told.isoformat(),), article))
        return clock if restart is None else evolve(clock, awaiting=told)
    return clock


def correction_due(received: date, law: LegalBasis) -> tuple[Rule, date] | None:
    """Give the last day on which a correction may be asked for, None where no term binds."""
    rule = law.rule(CORRECTION_NOTICE, received)
    if rule is None:
        return None
    last = due(rule, received, law.calendar).due
    return None if last is None else (rule, last)


def late_correction(told: date, limit: tuple[Rule, date] | None) -> Iterator[Finding]:
    """Remark on a correction asked for after its term."""
    if limit is not None and told > limit[1]:
        yield Finding("correction_notice_late", (told.isoformat(), limit[1].isoformat()), limit[0].citation)


def _fee(request: RequestDays, rule: Rule, clock: _Clock) -> _Clock:
    told, paid = request.fee_noticed, request.fee_paid
    restart = rule.restart(FEE_PAID)
    if paid is not None and restart is not None:
        clock.facts.append(Restarted(paid, FEE_PAID, since=told))
    elif paid is not None:
        clock.findings.append(Finding("fee_without_effect", (paid.isoformat(),), rule.article))
    elif told is not None and request.ended is None and restart is not None:
        clock.findings.append(Finding("awaiting_fee", (told.isoformat(),), restart.article))
        return evolve(clock, awaiting=told)
    return clock


def _consultations(request: RequestDays, law: LegalBasis, rule: Rule, clock: _Clock) -> None:
    for sent_field, answered_field, cause, asked_rule in CONSULTATIONS:
        sent, answered = getattr(request, sent_field), getattr(request, answered_field)
        pause = rule.suspension(cause)
        if sent is None and answered is None:
            continue
        if sent is None:
            clock.findings.append(Finding("consultation_without_start", (answered_field, answered.isoformat())))
        elif pause is None:
            clock.findings.append(Finding("consultation_not_deducted", (sent_field, sent.isoformat()), rule.citation))
        elif answered is not None:
            clock.facts.extend((Suspended(sent, cause), Resumed(answered, cause)))
            clock.findings.extend(long_consultation(sent_field, sent, answered, asked_due(asked_rule, sent, law)))
        elif request.ended is not None:
            clock.findings.append(Finding("consultation_never_ended", (sent_field, sent.isoformat()), pause.article))
            clock.maybe.extend((Suspended(sent, cause), Resumed(request.ended, cause)))
        else:
            clock.facts.append(Suspended(sent, cause))
            clock.findings.append(Finding("consultation_open", (sent_field, sent.isoformat()), pause.article))
            clock.lapses.extend(_lapse(sent_field, sent, asked_due(asked_rule, sent, law)))


def asked_due(rule_id: str, sent: date, law: LegalBasis) -> tuple[Rule, date] | None:
    """Give the last day of the one asked, had the letter arrived the day it was sent; None where no term binds."""
    rule = law.rule(rule_id, sent) if rule_id else None
    if rule is None:
        return None
    last = due(rule, sent, law.calendar).due
    return None if last is None else (rule, last)


def long_consultation(name: str, sent: date, answered: date, limit: tuple[Rule, date] | None) -> Iterator[Finding]:
    """Remark on time left out that is longer than the term of the one who was asked."""
    if limit is not None and answered > limit[1]:
        yield Finding(
            "consultation_long",
            (name, sent.isoformat(), answered.isoformat(), limit[1].isoformat()),
            limit[0].citation,
        )


def _lapse(name: str, sent: date, limit: tuple[Rule, date] | None) -> Iterator[tuple[date, Finding]]:
    if limit is not None:
        values = (name, sent.isoformat(), limit[1].isoformat())
        yield limit[1], Finding("consultation_lapsed", values, limit[0].citation)


def _is_over(request: RequestDays, law: LegalBasis, rule: Rule, clock: _Clock, asked: date) -> bool:
    """Tell whether the term was over when the applicant was asked: then nobody waits, and the reply is overdue."""
    known = [fact for fact in clock.facts if plain_day(fact.on) <= asked]
    if request.extended is not None and request.extended <= asked:
        known.append(Extended(request.extended))
    try:
        last = due(rule, Timeline.starting(request.received, *known), law.calendar).due
    except TimelineError:
        return False
    if last is None or asked <= last:
        return False
    clock.findings.append(Finding("notice_after_lapse", (asked.isoformat(), last.isoformat()), rule.citation))
    return True


def _counted(request: RequestDays, law: LegalBasis, rule: Rule, clock: _Clock) -> Deadline:
    """Count the term, with the extension if it was told in time."""
    try:
        bare = due(rule, Timeline.starting(request.received, *clock.facts), law.calendar)
        for fact, over in bare.plan.void:
            since = fact.since or fact.on
            clock.findings.append(Finding("notice_after_lapse", (since.isoformat(), over.isoformat()), rule.citation))
        told = request.extended
        if told is None:
            return bare
        article = rule.extension.article if rule.extension else rule.article
        origin = bare.origin
        if told < origin:
            clock.findings.append(Finding("extension_fell", (told.isoformat(), origin.isoformat()), article))
        elif bare.due is not None and told > bare.due:
            clock.findings.append(Finding("extension_late", (told.isoformat(), bare.due.isoformat()), article))
            return bare
        clock.facts.append(Extended(told))
        return due(rule, Timeline.starting(request.received, *clock.facts), law.calendar)
    except TimelineError as refusal:
        raise Impossible(Finding("contradiction", (refusal.zh, refusal.en), refusal.article)) from None


def _others(deadline: Deadline, law: LegalBasis, clock: _Clock) -> Iterator[Reading]:
    """Give the contrary readings with their dates; an extension that one of them makes void is left out there."""
    no_restart: Reading | None = None
    for reading in deadline.readings():
        other = reading.due
        if reading.refused:
            bare = deadline.timeline.without(*deadline.timeline.of(Extended))
            taken: dict[str, Any] = {reading.point: reading.choice}
            choices = evolve(MAINSTREAM, **taken)
            other = due(deadline.rule, bare, law.calendar, readings=choices).due
        if other is not None and other != deadline.due:
            yield Reading(reading.point, reading.choice, other)
            if (reading.point, reading.choice) == ("correction_effect", "none"):
                no_restart = Reading("late_correction_notice", "no_effect", other)
    if no_restart is not None and any(finding.code == "correction_notice_late" for finding in clock.findings):
        yield no_restart
    yield from _other_pauses(deadline, law, clock)
    yield from _transition(deadline, law)


def _other_pauses(deadline: Deadline, law: LegalBasis, clock: _Clock) -> Iterator[Reading]:
    facts = deadline.timeline
    shared = [fact for fact in facts.of(Suspended, Resumed) if getattr(fact, "cause", "") == "co_producer_consultation"]
    for point, choice, other in (
        ("co_producer_time", "counted", facts.without(*shared) if shared else facts),
        ("consultation_end", "until_reply", facts.adding(*clock.maybe) if clock.maybe else facts),
    ):
        if other is facts:
            continue
        try:
            then = due(deadline.rule, other, law.calendar).due
        except TimelineError:
            then = due(deadline.rule, other.without(*other.of(Extended)), law.calendar).due
        if then is not None and then != deadline.due:
            yield Reading(point, choice, then)


def _transition(deadline: Deadline, law: LegalBasis) -> Iterator[Reading]:
    """Give the date under the next version of the rule, where it came into force before the term ran out."""
    rule, last = deadline.rule, deadline.due
    if rule.until is None or last is None or last <= rule.until:
        return
    later = [other for other in law.book.versions(REPLY) if other.in_force > rule.until]
    if not later:
        return
    try:
        then = due(later[0], deadline.timeline, law.calendar).due
    except TimelineError:
        return
    if then is not None and then != last:
        yield Reading("transition_2019", "new_text", then)
