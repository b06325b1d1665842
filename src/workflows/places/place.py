"""A place: what differs from the national default in terms, offices and labels. Stricter than the law, never looser."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.gazette import NATIONAL as NATIONAL_SCOPE
from deadlines.errors import NotInForceError, Reason, UnknownRuleError
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import FLOOR, Rule, RuleBook
from deadlines.law.terms import CountedTerm, FixedDate, Term
from deadlines.law.wording import length
from workflows.errors import LooserThanLaw
from workflows.places.clause import DisclosurePlan
from workflows.values import Value


@frozen
class PlaceTerm:
    """A place's own length of a national term, with the local document and clause that sets it."""

    rule: str
    term: CountedTerm
    article: str
    verification: str


@frozen
class Place:
    """One place: a city, a district, an agency; the national default has no differences.

    ``id`` is also the scope of its own rules in the rule book. ``offices`` maps roles to titles, ``labels`` any id of
    a flow (state, outcome, command, choice) to the local wording, ``options`` holds choices that flows ask for by name.
    """

    id: str
    zh: str
    en: str
    region: str = ""
    terms: tuple[PlaceTerm, ...] = ()
    offices: Mapping[str, str] = field(factory=dict, hash=False)
    labels: Mapping[str, str] = field(factory=dict, hash=False)
    options: Mapping[str, Value] = field(factory=dict, hash=False)
    sources: tuple[str, ...] = ()
    plan: DisclosurePlan | None = None
    duty_roles: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)

    def office(self, role: str, default: str = "") -> str:
        """Give the local title of a role."""
        return self.offices.get(role, default or role)

    def names_rule(self, rule_id: str) -> bool:
        """Tell whether the plan of this place binds it to a rule, by a duty or a clause that the rule serves."""
        plan = self.plan
        if plan is None:
            return False
        named = {service.id for clause in plan.clauses for service in clause.served_by if service.type == "rule"}
        return rule_id in named or any(duty.rule == rule_id for duty in plan.duties)

    def label(self, name: str, default: str = "") -> str:
        """Give the local wording of an id."""
        return self.labels.get(name, default or name)


NATIONAL = Place(id=NATIONAL_SCOPE, zh="全国", en="National default")
"""No place of its own: the law as it is, with the titles of the flows."""


@frozen
class Basis:
    """What a decision is counted by: the calendar, the rules, the place, and the choices at disputed points."""

    calendar: WorkCalendar
    rulebook: RuleBook
    place: Place = NATIONAL
    readings: Readings = MAINSTREAM
    _rules: dict[tuple[str, date], Rule] = field(init=False, factory=dict, eq=False, repr=False)
    counted: dict[Hashable, Any] = field(init=False, factory=dict, eq=False, repr=False)
    """What ``clocks`` has counted by this basis: a due date is a pure function, so the same facts give the same."""

    def rule(self, rule_id: str, day: date) -> Rule:
        """Give the rule that binds here on a day; remembered, because bases are shared by many cases."""
        rule = self._rules.get((rule_id, day))
        if rule is None:
            rule = self._rules[rule_id, day] = rule_for(self.place, self.rulebook, rule_id, day)
        return rule


def rule_for(place: Place, book: RuleBook, rule_id: str, day: date) -> Rule:
    """Give the rule that binds in a place on a day: its own if it has one, else the nation's, with its own length.

    A rule of the place that is not yet or no longer in force, or that is looser than the nation's, hides nothing.

    Raises:
        UnknownRuleError: Neither the place nor the nation has the rule.
        NotInForceError: No version binds on the day.
    """
    local = _local(place, book, rule_id, day)
    if local is not None and rule_id not in book.ids(NATIONAL_SCOPE):
        return local
    try:
        rule = book.in_force(rule_id, day, scope=NATIONAL_SCOPE)
    except NotInForceError:
        if local is not None:
            return local
        raise
    if local is not None:
        return rule if compared(local.term, rule) == 1 else local
    for own in place.terms:
        if own.rule == rule_id:
            return rule.stricter(own.term)
    return rule


def _local(place: Place, book: RuleBook, rule_id: str, day: date) -> Rule | None:
    """Give the place's own rule if it is in force; the refusal stands where the nation has none either."""
    if place.id == NATIONAL_SCOPE or rule_id not in book.ids(place.id):
        return None
    try:
        return book.in_force(rule_id, day, scope=place.id)
    except NotInForceError:
        if rule_id in book.ids(NATIONAL_SCOPE):
            return None
        raise


def compared(own: object, law: Rule) -> int | None:
    """Compare a term with the nation's: 1 if it is looser, 0 if equal, -1 if stricter, None if they are of two kinds.

    A ceiling is looser the longer it is, a floor the shorter.
    """
    ours, theirs = _length(own), _length(law.term)
    if type(own) is not type(law.term) or ours is None or theirs is None:
        return None
    longer = (ours > theirs) - (ours < theirs)
    return -longer if law.kind == FLOOR else longer


def has_rule(place: Place, book: RuleBook, rule_id: str) -> bool:
    """Tell whether a place is bound by a rule, its own or the nation's."""
    return rule_id in book.ids(place.id) or rule_id in book.ids(NATIONAL_SCOPE)


def rules_of(place: Place, book: RuleBook, rule_id: str) -> tuple[Rule, ...]:
    """Give every version of a rule, the place's own and the nation's."""
    scopes = [scope for scope in (place.id, NATIONAL_SCOPE) if rule_id in book.ids(scope)]
    return tuple(rule for scope in dict.fromkeys(scopes) for rule in book.versions(rule_id, scope))


def check_own_terms(place: Place, book: RuleBook) -> None:
    """Prove that no term which a place sets for itself is looser than the law as it is now.

    A clause that a plan quotes is a rule of the place in the rule book, not a term here; ``check_place`` tells of it.

    Raises:
        LooserThanLaw: A term is longer than a ceiling, shorter than a floor, in another unit, or of no known rule.
    """
    for own in place.terms:
        known = own.rule in book.ids(NATIONAL_SCOPE)
        newest = max(book.versions(own.rule, NATIONAL_SCOPE), key=lambda rule: rule.in_force) if known else None
        _compare(place, book, own.rule, own.term, date.min if newest is None else newest.in_force)
    _check_duties(place, book, None)


def check_place(place: Place, book: RuleBook, day: date) -> None:
    """Prove that a place is nowhere looser than the law on a day.

    Raises:
        LooserThanLaw: A term is longer than a ceiling, shorter than a floor, in another unit, or of no known rule.
    """
    for own in place.terms:
        _compare(place, book, own.rule, own.term, day)
    for rule_id in book.ids(place.id) if place.id != NATIONAL_SCOPE else ():
        if rule_id not in book.ids(NATIONAL_SCOPE):
            continue
        try:
            local = book.in_force(rule_id, day, scope=place.id)
        except NotInForceError:
            continue
        _compare(place, book, rule_id, local.term, day)
    _check_duties(place, book, day)


def _check_duties(place: Place, book: RuleBook, day: date | None) -> None:
    """Refuse a duty whose term no instrument has."""
    for duty in place.plan.duties if place.plan is not None else ():
        if duty.rule and not has_rule(place, book, duty.rule):
            why = Reason(
                "place.duty_without_rule",
                f"职责“{duty.id}”的期限 {duty.rule} 没有任何文件规定",
                f"duty {duty.id!r} names a rule that no instrument has",
            )
            raise LooserThanLaw(place.id, duty.rule, day, why)


def _length(term: object) -> tuple[int, ...] | None:
    """Give what makes a term longer or shorter; None for one that has no length."""
    if isinstance(term, FixedDate):
        return term.years_after, term.month, term.day
    n = getattr(term, "n", None)
    return None if n is None else (n,)


def _compare(place: Place, book: RuleBook, rule_id: str, own: Term, day: date) -> None:
    try:
        law = book.in_force(rule_id, day, scope=NATIONAL_SCOPE)
    except (UnknownRuleError, NotInForceError) as error:
        why = Reason(
            "place.no_national_rule",
            f"没有可以严于的全国期限（{error.zh}）",
            f"no national rule to be stricter than: {error}",
        )
        raise LooserThanLaw(place.id, rule_id, day, why) from error
    ours, theirs = _length(own), _length(law.term)
    zh, legal = length(own, "zh"), length(law.term, "zh")
    if type(own) is not type(law.term) or ours is None or theirs is None:
        why = Reason(
            "place.not_comparable",
            f"{zh}不能与{law.citation}的{legal}相比",
            f"{own} cannot be compared with {law.term} of {law.citation}",
        )
        raise LooserThanLaw(place.id, rule_id, day, why)
    if law.kind == FLOOR and ours < theirs:
        why = Reason(
            "place.too_short",
            f"{zh}短于最短的{legal}（{law.citation}）",
            f"{own} is shorter than the least, {law.term} ({law.citation})",
        )
        raise LooserThanLaw(place.id, rule_id, day, why)
    if law.kind != FLOOR and ours > theirs:
        why = Reason(
            "place.too_long",
            f"{zh}长于最长的{legal}（{law.citation}）",
            f"{own} is longer than the most, {law.term} ({law.citation})",
        )
        raise LooserThanLaw(place.id, rule_id, day, why)
