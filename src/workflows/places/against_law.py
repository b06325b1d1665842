"""A plan against the law on a day: for each local term which of the two binds, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from deadlines.calendars.gazette import NATIONAL as NATIONAL_SCOPE
from deadlines.errors import NotInForceError
from deadlines.law.rules import Rule, RuleBook
from deadlines.law.terms import UNITS, FixedDate, Term
from deadlines.law.wording import length
from workflows.places.place import Place, compared

STRICTER, EQUAL, LOOSER, LAPSED, UNCERTAIN, ALONE = ("stricter", "equal", "looser", "lapsed", "uncertain", "alone")

STANDINGS = {
    STRICTER: ("更严，依地方规定", "stricter: the local rule binds"),
    EQUAL: ("相同，依法律", "equal: the law is cited"),
    LOOSER: ("更宽，依法律", "looser: the law binds"),
    LAPSED: ("已失效", "lapsed"),
    UNCERTAIN: ("效力不明，有待机关确认", "uncertain until the office confirms it"),
    ALONE: ("没有法律规定，依地方规定", "alone: no law behind it"),
}
"""Each standing in Chinese and English."""


@frozen
class LocalTerm:
    """One local term beside the law: ``binds`` is ``local``, ``national`` or ``none``."""

    entry: str
    clause: str
    standing: str
    local: str
    national: str | None
    binds: str
    zh: str
    en: str
    article: str

    def to_dict(self) -> dict[str, Any]:
        """Give the entry as plain values, the shape of an entry of ``disclosure.place.check/1``."""
        return {
            "entry": self.entry,
            "clause": self.clause,
            "standing": self.standing,
            "local": self.local,
            "national": self.national,
            "binds": self.binds,
            "text": self.zh,
            "text_en": self.en,
            "article": self.article,
        }


def against_law(place: Place, book: RuleBook, day: date) -> tuple[LocalTerm, ...]:
    """Compare every term of a place with the nation's on a day, by the id of the rule.

    A local rule that has not begun on the day is left out: it hides nothing and binds nobody yet.
    """
    found = [*_of_rules(place, book, day), *_of_terms(place, book, day), *_of_clauses(place, day)]
    return tuple(sorted(found, key=lambda entry: entry.entry))


def _of_rules(place: Place, book: RuleBook, day: date) -> Iterator[LocalTerm]:
    """Go through the rules that a local instrument has."""
    if place.id == NATIONAL_SCOPE:
        return
    for rule_id in book.ids(place.id):
        begun = [rule for rule in book.versions(rule_id, place.id) if rule.in_force <= day]
        if begun:
            yield _entry(max(begun, key=lambda rule: rule.in_force), _national(book, rule_id, day), day)


def _of_terms(place: Place, book: RuleBook, day: date) -> Iterator[LocalTerm]:
    """Go through the lengths that a place gives to national terms."""
    for own in place.terms:
        law = _national(book, own.rule, day)
        if law is None:
            continue
        standing = {0: EQUAL, -1: STRICTER, 1: LOOSER}[compared(own.term, law) or 0]
        yield _told(own.rule, own.article, standing, own.term, law)


def _of_clauses(place: Place, day: date) -> Iterator[LocalTerm]:
    """Go through the clauses of the plan that rest on law which is gone on the day."""
    for clause in place.plan.clauses if place.plan is not None else ():
        if clause.until is not None and day > clause.until:
            zh, en = STANDINGS[LAPSED]
            told = f"{zh}：{clause.lapsed_by}", f"{en}: {clause.lapsed_by}"
            until = clause.until.isoformat()
            yield LocalTerm(f"clause.{clause.id}", clause.quote, LAPSED, until, None, "none", *told, clause.lapsed_by)


def _national(book: RuleBook, rule_id: str, day: date) -> Rule | None:
    if rule_id not in book.ids(NATIONAL_SCOPE):
        return None
    try:
        return book.in_force(rule_id, day, scope=NATIONAL_SCOPE)
    except NotInForceError:
        return None


def _entry(local: Rule, law: Rule | None, day: date) -> LocalTerm:
    """Judge one local rule: lapsed comes before looser, looser before uncertain, uncertain before the rest."""
    order = None if law is None else compared(local.term, law)
    if local.until is not None and day > local.until:
        standing = LAPSED
    elif order == 1:
        standing = LOOSER
    elif not local.certain_on(day):
        standing = UNCERTAIN
    elif law is None or order is None:
        standing = ALONE
    else:
        standing = EQUAL if order == 0 else STRICTER
    return _told(local.id, local.citation, standing, local.term, law)


def _told(entry: str, clause: str, standing: str, term: Term, law: Rule | None) -> LocalTerm:
    binds = {STRICTER: "local", EQUAL: "national", LOOSER: "national", UNCERTAIN: "local", ALONE: "local"}.get(standing)
    if binds is None:
        binds = "none" if law is None else "national"
    zh, en = STANDINGS[standing]
    return LocalTerm(
        entry=entry,
        clause=clause,
        standing=standing,
        local=_plain(term),
        national=_plain(law.term) if law else None,
        binds=binds,
        zh=f"{zh}：地方{length(term, 'zh')}" + (f"，国家{length(law.term, 'zh')}（{law.citation}）" if law else ""),
        en=f"{en}: here {length(term, 'en')}" + (f", nation {length(law.term, 'en')}" if law else ""),
        article=law.citation if law else "",
    )


def _plain(term: Term) -> str:
    """Give a term in short: ``01-31``, or ``15 working_days``."""
    if isinstance(term, FixedDate):
        return f"{term.month:02}-{term.day:02}"
    unit = next((name for name, kind in UNITS.items() if isinstance(term, kind)), "")
    return f"{getattr(term, 'n', '')} {unit}".strip()
