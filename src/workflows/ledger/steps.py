"""The steps of one request as facts for a timeline, with what is to be remarked on each.

What has lapsed stays lapsed: a step that begins when the term is over moves nothing and is remarked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import evolve, frozen

from deadlines.counting.due import due
from deadlines.counting.timeline import Fact, Restarted, Resumed, Suspended, Timeline
from deadlines.law.rules import Rule
from workflows.ledger.basis import CONSULTATIONS, CORRECTED, CORRECTION_NOTICE, FEE_PAID, LegalBasis, Limit
from workflows.ledger.extension import extension_of
from workflows.ledger.request import Finding, Impossible, RequestDays

_PAIRS = (
    ("correction_noticed", "corrected"),
    ("fee_noticed", "fee_paid"),
    *((sent, answered) for sent, answered, _, _ in CONSULTATIONS),
)
_STEPS = (*(name for pair in _PAIRS for name in pair), "second_correction", "extended")


@frozen(slots=True)
class _Step:
    """One step: when it began, what it does to the clock, and what is to be remarked on.

    ``facts`` are its facts, ``waits`` says that the clock stands still until the applicant acts; ``notes`` hold only
    if the term was not over when it began, ``remarks`` always. ``maybe`` is a pause nobody proved, ``silence`` are
    remarks that hold once a day is past. ``through`` is the day on which the applicant acted.
    """

    name: str
    begun: date
    facts: tuple[Fact, ...] = ()
    waits: bool = False
    through: date | None = None
    notes: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    maybe: tuple[Fact, ...] = ()
    silence: tuple[tuple[date, Finding], ...] = ()
    last_day_too: bool = False

    @property
    def acts(self) -> bool:
        """Whether it moves the clock, or may."""
        return bool(self.facts or self.maybe or self.waits)


@frozen(slots=True)
class Gathered:
    """What the steps of a request do to its clock, and what is to be remarked on.

    ``request`` is the request without the steps after its reply. ``maybe`` is a pause nobody proved, ``silence`` are
    remarks that hold once a day is past. ``waits`` says that the clock stands still until the applicant acts,
    ``would_wait`` that it would, had the term not been over when the notice was given, and ``revived`` are the
    restarts that would count then.
    """

    request: RequestDays
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    maybe: tuple[Fact, ...]
    silence: tuple[tuple[date, Finding], ...]
    waits: bool
    would_wait: bool
    revived: tuple[Fact, ...]


def gathered(request: RequestDays, law: LegalBasis, rule: Rule) -> Gathered:
    """Gather the steps of a request.

    Raises:
        Impossible: The row contradicts itself.
    """
    _refuse_impossible(request)
    request, dropped = _until_reply(request)
    steps = [*_correction(request, law, rule), *_fee(request, rule)]
    for consulted in CONSULTATIONS:
        steps += _consultation(request, law, rule, *consulted)
    over = _begun_after_lapse(request, law, rule, steps)
    findings = [*dropped]
    for step in steps:
        last = over.get(step.name)
        findings += step.remarks
        findings += step.notes if last is None else [_after_lapse(step, last, rule)]
    counting = [step for step in steps if step.name not in over]
    # Without the day of the notice, which came too late, a restart counts: that is the contrary reading.
    revived = [
        evolve(fact, since=None)
        for step in steps
        if step.name in over
        for fact in step.facts
        if isinstance(fact, Restarted)
    ]
    return Gathered(
        request=request,
        facts=tuple(fact for step in counting for fact in step.facts),
        findings=(*findings, *_doubtful_days(request)),
        maybe=tuple(fact for step in counting for fact in step.maybe),
        silence=tuple(item for step in counting for item in step.silence),
        waits=any(step.waits for step in counting),
        would_wait=any(step.waits for step in steps if step.name in over),
        revived=tuple(revived),
    )


def _begun_after_lapse(request: RequestDays, law: LegalBasis, rule: Rule, steps: list[_Step]) -> dict[str, date]:
    """Find the steps that began when the term was over, with the day on which it ended."""
    over: dict[str, date] = {}
    before: list[_Step] = []
    for step in sorted(steps, key=lambda step: step.begun):
        if not step.acts:
            continue
        waited = any(other.waits or (other.through or step.begun) > step.begun for other in before)
        known = [
            fact for other in before for fact in other.facts if isinstance(fact.on, date) and fact.on <= step.begun
        ]
        last = None if waited else _end_by(step.begun, request, law, rule, known)
        if last is not None and (step.begun > last or (step.last_day_too and step.begun == last)):
            over[step.name] = last
        else:
            before.append(step)
    return over


def _end_by(day: date, request: RequestDays, law: LegalBasis, rule: Rule, known: list[Fact]) -> date | None:
    """Give the end of the term as it stood on a day, an extension told by then included."""
    timeline = Timeline.starting(request.received, *known)
    bare = due(rule, timeline, law.calendar)
    if request.extended is None or request.extended > day:
        return bare.due
    longer = extension_of(request, bare, law).fact
    return bare.due if longer is None else due(rule, timeline.adding(longer), law.calendar).due


def _after_lapse(step: _Step, last: date, rule: Rule) -> Finding:
    return Finding("begun_after_lapse", (step.name, step.begun.isoformat(), last.isoformat()), rule.citation)


def _refuse_impossible(request: RequestDays) -> None:
    """Refuse days that cannot have been in this order."""
    start = request.received
    found = [
        Finding("before_receipt", (name, day.isoformat(), start.isoformat()))
        for name in ("posted", "replied", "withdrawn", "extended_until", *_STEPS)
        if (day := getattr(request, name)) is not None and day < start
    ]
    for first, then in (*_PAIRS, ("extended", "extended_until")):
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
    nothing: dict[str, Any] = dict.fromkeys(after)
    return evolve(request, **nothing), findings


def _doubtful_days(request: RequestDays) -> Iterator[Finding]:
    if request.submitted is not None and request.submitted > request.received:
        yield Finding("submitted_after_receipt", (request.submitted.isoformat(), request.received.isoformat()))
    if request.posted is not None and request.replied is not None and request.posted < request.replied:
        yield Finding("posted_before_dated", (request.posted.isoformat(), request.replied.isoformat()))


def _correction(request: RequestDays, law: LegalBasis, rule: Rule) -> Iterator[_Step]:
    told, back = request.correction_noticed, request.corrected
    restart = rule.restart(CORRECTED)
    article = restart.article if restart else rule.article
    limit = law.limit(CORRECTION_NOTICE, request.received) if told is not None else None
    remarks: list[Finding] = [] if told is None else list(late_correction(told, limit))
    if request.second_correction is not None:
        remarks.append(Finding("second_correction", (request.second_correction.isoformat(),), article))
    if back is not None and told is None:
        remarks.append(Finding("correction_without_notice", (back.isoformat(),), article))
    begun = told or back
    name = "corrected" if told is None else "correction_noticed"
    step = _Step(name, begun or request.received, remarks=tuple(remarks))
    if begun is None:
        yield step
    elif back is not None and restart is not None:
        late = limit is not None and told is not None and told > limit[1]
        # Without a notice the term is asked to stand when the correction came in.
        fact = Restarted(back, CORRECTED, since=begun, late=late)
        yield evolve(step, facts=(fact,), through=back)
    elif back is not None:
        without = Finding("correction_without_effect", (back.isoformat(),), rule.article)
        yield evolve(step, remarks=(*remarks, without))
    elif request.ended is not None:
        never = Finding("correction_never_received", (begun.isoformat(),), article)
        yield evolve(step, remarks=(*remarks, never))
    else:
        awaited = Finding("awaiting_correction", (begun.isoformat(),), article)
        yield evolve(step, waits=restart is not None, notes=(awaited,))


def late_correction(told: date, limit: Limit) -> Iterator[Finding]:
    """Remark on a correction asked for after its term."""
    if limit is not None and told > limit[1]:
        yield Finding("correction_notice_late", (told.isoformat(), limit[1].isoformat()), limit[0].citation)


def _fee(request: RequestDays, rule: Rule) -> Iterator[_Step]:
    told, paid = request.fee_noticed, request.fee_paid
    restart = rule.restart(FEE_PAID)
    begun = told or paid
    if begun is None:
        return
    step = _Step("fee_paid" if told is None else "fee_noticed", begun)
    if paid is not None and restart is not None:
        yield evolve(step, facts=(Restarted(paid, FEE_PAID, since=begun),), through=paid)
    elif paid is not None:
        yield evolve(step, remarks=(Finding("fee_without_effect", (paid.isoformat(),), rule.article),))
    elif request.ended is None and restart is not None:
        yield evolve(step, waits=True, notes=(Finding("awaiting_fee", (begun.isoformat(),), restart.article),))


def _consultation(
    request: RequestDays,
    law: LegalBasis,
    rule: Rule,
    sent_field: str,
    answered_field: str,
    cause: str,
    asked_rule: str,
) -> Iterator[_Step]:
    sent, answered = getattr(request, sent_field), getattr(request, answered_field)
    pause = rule.suspension(cause)
    step = _Step(sent_field, sent or request.received, last_day_too=True)
    if sent is None and answered is not None:
        remark = Finding("consultation_without_start", (answered_field, answered.isoformat()))
        yield evolve(step, remarks=(remark,))
    if sent is None:
        return
    limit = law.limit(asked_rule, sent)
    if pause is None:
        remark = Finding("consultation_not_deducted", (sent_field, sent.isoformat()), rule.citation)
        yield evolve(step, remarks=(remark,))
    elif answered is not None:
        notes = tuple(long_consultation(sent_field, sent, answered, limit))
        yield evolve(step, facts=(Suspended(sent, cause), Resumed(answered, cause)), notes=notes)
    elif request.ended is not None:
        never = Finding("consultation_never_ended", (sent_field, sent.isoformat()), pause.article)
        yield evolve(step, maybe=(Suspended(sent, cause), Resumed(request.ended, cause)), notes=(never,))
    else:
        running = Finding("consultation_open", (sent_field, sent.isoformat()), pause.article)
        silence = tuple(_silence(sent_field, sent, limit))
        yield evolve(step, facts=(Suspended(sent, cause),), notes=(running,), silence=silence)


def long_consultation(name: str, sent: date, answered: date, limit: Limit) -> Iterator[Finding]:
    """Remark on time left out that is longer than the term of the one who was asked."""
    if limit is not None and answered > limit[1]:
        yield Finding(
            "consultation_long",
            (name, sent.isoformat(), answered.isoformat(), limit[1].isoformat()),
            limit[0].citation,
        )


def _silence(name: str, sent: date, limit: Limit) -> Iterator[tuple[date, Finding]]:
    if limit is not None:
        values = (name, sent.isoformat(), limit[1].isoformat())
        yield limit[1], Finding("consultation_lapsed", values, limit[0].citation)
