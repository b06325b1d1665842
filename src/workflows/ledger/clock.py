"""The clock of a request from its facts: the careful way, through :func:`deadlines.counting.due`.

``tables`` gives the same clocks by plain arithmetic for the common rows; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import Factory, evolve, frozen

from deadlines.counting.due import FORECAST, Deadline, Reading, due
from deadlines.counting.timeline import Extended, Fact, Timeline
from deadlines.errors import TimelineError
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import Rule
from workflows.ledger.basis import REPLY, LegalBasis
from workflows.ledger.extension import Extension, extension_of
from workflows.ledger.request import Finding, Impossible, RequestDays
from workflows.ledger.steps import Gathered, gathered


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
    ``others`` are the contrary readings with their due dates, None where no term would run.
    ``once_past`` are remarks that hold once a day is past.
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
    once_past: tuple[tuple[date, Finding], ...] = ()
    sure_by: date | None = Factory(_sure_by, takes_self=True)
    late_after: date | None = Factory(_late_after, takes_self=True)


def clock_by_facts(request: RequestDays, law: LegalBasis) -> RequestClock:
    """Compute the clock of a request from everything its row says.

    Raises:
        Impossible: The row contradicts itself.
        NotInForceError: No rule governs a request received on that day.
        CalendarGapError: The days needed are announced by no notice.
    """
    rule = law.in_force(REPLY, request.received)
    steps = gathered(request, law, rule)
    if steps.waits:
        return RequestClock(rule, None, None, "", steps.findings, waiting=True)
    deadline, extension = _counted(steps, law, rule)
    return RequestClock(
        rule=rule,
        due=deadline.due,
        base_due=deadline.base_due,
        certainty=deadline.certainty,
        findings=(*steps.findings, *extension.findings),
        others=tuple(_others(deadline, law, steps, extension)) if deadline.due else (),
        earliest=deadline.earliest,
        latest=deadline.latest,
        once_past=steps.silence,
    )


def _counted(steps: Gathered, law: LegalBasis, rule: Rule) -> tuple[Deadline, Extension]:
    """Count the term, with the extension if it was told in time."""
    timeline = Timeline.starting(steps.request.received, *steps.facts)
    try:
        bare = due(rule, timeline, law.calendar)
        extension = extension_of(steps.request, bare, law)
        if extension.fact is None:
            return bare, extension
        return due(rule, timeline.adding(extension.fact), law.calendar), extension
    except TimelineError as refusal:
        raise Impossible(Finding("contradiction", (refusal.zh, refusal.en), refusal.article)) from None


def _others(deadline: Deadline, law: LegalBasis, steps: Gathered, extension: Extension) -> Iterator[Reading]:
    """Give the contrary readings with their dates; an extension that one of them makes void is left out there."""
    extended = tuple(deadline.timeline.of(Extended))
    for reading in deadline.readings():
        other = reading.due
        if reading.refused:
            bare = deadline.timeline.without(*extended)
            other = due(deadline.rule, bare, law.calendar, readings=_taking(reading)).due
        if other is not None and other != deadline.due:
            yield Reading(reading.point, reading.choice, other)
    if steps.would_wait:
        yield Reading("notice_after_lapse", "restart", None)
    elif steps.revived:
        revived = due(deadline.rule, deadline.timeline.without(*extended).adding(*steps.revived), law.calendar)
        yield Reading("notice_after_lapse", "restart", revived.due)
    if extension.untold is not None:
        told = due(deadline.rule, deadline.timeline.adding(extension.untold), law.calendar)
        yield Reading("extension_notice", "in_time", told.due)
    yield from _other_pauses(deadline, law, steps.maybe)
    yield from _transition(deadline, law)


def _taking(reading: Reading) -> Readings:
    """Take one reading for granted."""
    choices: dict[str, Any] = {reading.point: reading.choice}
    return evolve(MAINSTREAM, **choices)


def _other_pauses(deadline: Deadline, law: LegalBasis, maybe: tuple[Fact, ...]) -> Iterator[Reading]:
    if not maybe:
        return
    other = deadline.timeline.adding(*maybe)
    try:
        then = due(deadline.rule, other, law.calendar).due
    except TimelineError:
        then = due(deadline.rule, other.without(*other.of(Extended)), law.calendar).due
    if then is not None and then != deadline.due:
        yield Reading("consultation_end", "until_reply", then)


def _transition(deadline: Deadline, law: LegalBasis) -> Iterator[Reading]:
    """Give the date under the next version of the rule, where it came into force before the term ran out."""
    rule, last = deadline.rule, deadline.due
    if rule.until is None or last is None or last <= rule.until:
        return
    later = [other for other in law.book.versions(REPLY) if other.in_force > rule.until]
    if not later:
        return
    try:
        then = due(law.in_force(REPLY, later[0].in_force), deadline.timeline, law.calendar).due
    except TimelineError:
        return
    if then is not None and then != last:
        yield Reading("transition_2019", "new_text", then)
