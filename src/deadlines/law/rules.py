"""Statutory terms as dated, cited values, and which of them binds on a day.

Nothing here knows a number of the law: numbers are read from the instrument files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from attrs import evolve, field, frozen

from deadlines.calendars.gazette import NATIONAL
from deadlines.errors import NotInForceError, UnknownRuleError
from deadlines.law.terms import CountedTerm, Term

CEILING = "ceiling"

FLOOR = "floor"

AFTER = "after"

BEFORE = "before"

NEXT_DAY = "next_day"

SAME_DAY = "same_day"

SAME_MOMENT = "same_moment"

NO_ROLL = "none"

NEXT_WORKING_DAY = "next_working_day"

THIRD_PARTY = "third_party_consultation"
OTHER_AGENCY = "other_agency_consultation"
CO_PRODUCER = "co_producer_consultation"
SUSPENSIONS = (THIRD_PARTY, OTHER_AGENCY, CO_PRODUCER)
"""Why a term may be suspended."""

CORRECTED = "corrected_request_received"
FEE_PAID = "fee_paid"
ORDER_TO_REDO = "order_to_redo"
OWN_CHANGE = "own_change"
MATERIAL_CHANGE = "material_change"
RESTARTS = (CORRECTED, FEE_PAID, ORDER_TO_REDO, OWN_CHANGE, MATERIAL_CHANGE)
"""Why the full term may run anew."""


@frozen(slots=True)
class Instrument:
    """A law, regulation or document as promulgated; ``until`` is its last day in force, None while it lasts.

    ``uncertain_until`` is the last day for which its force is certain, None if there is no such doubt.
    ``verification`` tells how its text was checked: ``text``, ``secondary`` or ``memory``.
    """

    id: str
    title: str
    title_en: str
    number: str
    promulgated: date
    in_force: date
    verification: str
    sources: tuple[str, ...]
    until: date | None = None
    uncertain_until: date | None = None
    scope: str = NATIONAL
    note: str = ""


@frozen(slots=True)
class RuleSuspension:
    """A cause that stops the count, with its article."""

    cause: str
    article: str
    verification: str


@frozen(slots=True)
class RuleRestart:
    """An event after which the full term runs anew, with its article."""

    cause: str
    article: str
    verification: str


@frozen(slots=True)
class RuleExtension:
    """How much longer the term may become: at most so much in all, so many times, approved by whom."""

    at_most: CountedTerm
    times: int
    approver: str
    notice: str
    article: str
    verification: str


@frozen(slots=True)
class Rule:
    """One version of one term, with the article for each of its parts.

    ``kind`` is ``ceiling`` (do it within) or ``floor`` (keep it open at least).
    ``direction`` is ``after`` the start event, or ``before`` it (materials so many days before a hearing).
    """

    id: str
    title: str
    title_en: str
    article: str
    instrument: Instrument
    kind: str
    term: Term
    start: str
    start_en: str
    verification: str
    direction: str = AFTER
    first_day: str = NEXT_DAY
    first_day_basis: str = ""
    roll: str = NO_ROLL
    roll_basis: str = ""
    miss: str = ""
    party: str = "agency"
    suspensions: tuple[RuleSuspension, ...] = ()
    restarts: tuple[RuleRestart, ...] = ()
    extension: RuleExtension | None = None
    note: str = ""
    starts: date | None = None
    ends: date | None = None
    sources: tuple[str, ...] = ()
    citation: str = field(init=False, eq=False, repr=False)
    """The instrument and article in one phrase."""
    version: str = field(init=False, eq=False, repr=False)
    """A name of this version, to pin in a case."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "citation", f"《{self.instrument.title}》{self.article}")
        object.__setattr__(self, "version", f"{self.id}@{self.instrument.id}")

    @property
    def in_force(self) -> date:
        """The first day on which this version binds: the instrument's, unless the rule came later."""
        return self.starts or self.instrument.in_force

    @property
    def until(self) -> date | None:
        """The last day on which this version binds: None while it lasts; the rule may end before its instrument."""
        return self.ends or self.instrument.until

    def binds_on(self, day: date) -> bool:
        """Tell whether this version is in force on a day."""
        return self.in_force <= day and (self.until is None or day <= self.until)

    def certain_on(self, day: date) -> bool:
        """Tell whether it is beyond doubt that this version still binds on a day."""
        limit = self.instrument.uncertain_until
        return self.binds_on(day) and (limit is None or day <= limit)

    def suspension(self, cause: str) -> RuleSuspension | None:
        """Find the article under which a cause stops the count."""
        for item in self.suspensions:
            if item.cause == cause:
                return item
        return None

    def restart(self, cause: str) -> RuleRestart | None:
        """Find the article under which a cause starts the term anew."""
        for item in self.restarts:
            if item.cause == cause:
                return item
        return None

    def stricter(self, term: Term) -> Rule:
        """Give the same rule with another length, as a place may set; the place proves that it is stricter."""
        return evolve(self, term=term)


def _label(rule: Rule) -> str:
    end = rule.until.isoformat() if rule.until else ""
    return f"{rule.version} {rule.in_force.isoformat()}..{end}"


@frozen(slots=True)
class RuleBook:
    """All versions of all rules."""

    rules: tuple[Rule, ...]
    _by_key: Mapping[tuple[str, str], tuple[Rule, ...]] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_key: dict[tuple[str, str], list[Rule]] = {}
        for rule in sorted(self.rules, key=lambda rule: (rule.id, rule.in_force)):
            by_key.setdefault((rule.id, rule.instrument.scope), []).append(rule)
        object.__setattr__(self, "_by_key", {key: tuple(versions) for key, versions in by_key.items()})

    def ids(self, scope: str | None = None) -> tuple[str, ...]:
        """Give the names of the rules, sorted; of one place only if ``scope`` says so."""
        return tuple(sorted({rule_id for rule_id, where in self._by_key if scope in (None, where)}))

    def versions(self, rule_id: str, scope: str | None = None) -> tuple[Rule, ...]:
        """Give the versions of a rule, oldest first; the national ones unless only places have it.

        Raises:
            UnknownRuleError: No instrument has the rule.
        """
        found = self._by_key.get((rule_id, scope or NATIONAL))
        if found is None and scope is None:
            places = [versions for (name, _), versions in self._by_key.items() if name == rule_id]
            found = places[0] if len(places) == 1 else None
        if found is None:
            names = [each for each in self.ids() if each != rule_id]  # another place may have it
            raise UnknownRuleError(rule_id, tuple(get_close_matches(rule_id, names, n=3, cutoff=0.5)))
        return found

    def in_force(self, rule_id: str, day: date, scope: str | None = None) -> Rule:
        """Give the version of a rule that binds on a day.

        Args:
            rule_id: Name of the rule, such as ``foi.reply``.
            day: The day on which the term starts.
            scope: A place whose own rule is meant; the national rule if None.

        Raises:
            UnknownRuleError: No instrument has the rule.
            NotInForceError: None of its versions binds on the day.
        """
        versions = self.versions(rule_id, scope)
        for rule in versions:
            if rule.binds_on(day):
                return rule
        raise NotInForceError(rule_id, day, tuple(_label(rule) for rule in versions))

    def including(self, rules: Iterable[Rule]) -> RuleBook:
        """Give a rule book with more rules, such as an agency's own."""
        return RuleBook((*self.rules, *rules))
