"""The extension of a term: told in time, and as long as was told, at most as the law allows."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from deadlines.counting.due import Deadline, due
from deadlines.counting.timeline import Extended
from deadlines.law.rules import Rule
from deadlines.law.terms import WorkingDays
from workflows.ledger.basis import LegalBasis
from workflows.ledger.request import Finding, RequestDays


@frozen(slots=True)
class Extension:
    """An extension that counts, or why it does not; ``untold`` is one whose day of notice nobody recorded."""

    fact: Extended | None = None
    findings: tuple[Finding, ...] = ()
    untold: Extended | None = None


def extension_of(request: RequestDays, bare: Deadline, law: LegalBasis) -> Extension:
    """Tell what extends a term, and by how much.

    Args:
        request: What the register says.
        bare: The term without an extension.
        law: The rules and the calendar.
    """
    told, rule = request.extended, bare.rule
    article = rule.extension.article if rule.extension else rule.article
    if told is None:
        return _untold(request, bare, law, article)
    if told < bare.origin:
        fell = Finding("extension_fell", (told.isoformat(), bare.origin.isoformat()), article)
        return Extension(Extended(told), (fell,))
    if bare.due is not None and told > bare.due:
        return Extension(None, (Finding("extension_late", (told.isoformat(), bare.due.isoformat()), article),))
    n, findings = _length(request, told, bare, law)
    return Extension(_extended(told, n, bare.rule), findings)


def _extended(told: date, n: int | None, rule: Rule) -> Extended | None:
    """Make the fact: None for no length at all, without a term for as much as the law allows."""
    if n == 0:
        return None
    most = rule.extension.at_most if rule.extension is not None else None
    return Extended(told, None if n is None or n == getattr(most, "n", None) else WorkingDays(n))


def _untold(request: RequestDays, bare: Deadline, law: LegalBasis, article: str) -> Extension:
    """Remark on an extension of which only the length was recorded; had it been told in time it would count."""
    if (request.extension_days is None and request.extended_until is None) or bare.rule.extension is None:
        return Extension()
    what = request.extended_until.isoformat() if request.extended_until else str(request.extension_days)
    finding = Finding("extension_without_notice", (what,), article)
    if bare.due is None:
        return Extension(None, (finding,))
    n, findings = _length(request, bare.due, bare, law)
    return Extension(None, (finding, *findings), _extended(bare.due, n, bare.rule))


def _length(
    request: RequestDays, told: date, bare: Deadline, law: LegalBasis
) -> tuple[int | None, tuple[Finding, ...]]:
    """Give the length that was told in working days, None for none; the shorter one where two were told."""
    rule = bare.rule
    most = rule.extension.at_most if rule.extension is not None else None
    if not isinstance(most, WorkingDays):
        return None, ()
    article = rule.extension.article if rule.extension is not None else rule.article
    findings: list[Finding] = []
    lengths: list[int] = []
    if request.extension_days is not None:
        lengths.append(request.extension_days)
        if request.extension_days > most.n:
            values = (str(request.extension_days), str(most.n))
            findings.append(Finding("extension_too_long", values, article))
    if request.extended_until is not None and bare.due is not None:
        lengths.append(_days_until(request.extended_until, told, most.n, bare, law))
        longest = _end(rule, bare, told, most.n, law)
        if request.extended_until > longest:
            values = (request.extended_until.isoformat(), longest.isoformat())
            findings.append(Finding("extension_beyond_law", values, article))
        if lengths[-1] == 0:
            values = (request.extended_until.isoformat(), bare.due.isoformat())
            findings.append(Finding("extension_without_length", values, article))
    if len(set(lengths)) > 1:
        findings.append(Finding("extension_two_lengths", (str(lengths[0]), str(lengths[1])), article))
    return (min([most.n, *lengths]) if lengths else None), tuple(findings)


def _days_until(until: date, told: date, most: int, bare: Deadline, law: LegalBasis) -> int:
    """Count the working days that an extension adds when it ends on a day, 0 if that is no later than the term."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if _end(bare.rule, bare, told, middle, law) <= until:
            low = middle
        else:
            high = middle - 1
    return low


def _end(rule: Rule, bare: Deadline, told: date, n: int, law: LegalBasis) -> date:
    timeline = bare.timeline.adding(Extended(told, WorkingDays(n))) if n else bare.timeline
    last = due(rule, timeline, law.calendar).due
    return date.max if last is None else last
