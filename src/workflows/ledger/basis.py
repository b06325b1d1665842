"""What the rows of a register are judged by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.due import due
from deadlines.errors import NotInForceError, UnknownRuleError
from deadlines.law.rules import Rule, RuleBook

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

Limit = tuple[Rule, date] | None
"""A term with its last day; None where no term binds."""


@frozen(slots=True, eq=False)
class LegalBasis:
    """The rules and the calendar; where a place has terms of its own, how its rule is found."""

    book: RuleBook
    calendar: WorkCalendar
    of_place: Callable[[str, date], Rule] | None = None

    def in_force(self, rule_id: str, day: date) -> Rule:
        """Give the version that binds on a day, with the place's own length.

        Raises:
            UnknownRuleError: No instrument has the rule.
            NotInForceError: No version binds on the day.
        """
        return self.book.in_force(rule_id, day) if self.of_place is None else self.of_place(rule_id, day)

    def rule(self, rule_id: str, day: date) -> Rule | None:
        """Give the version that binds on a day, None if no version does."""
        try:
            return self.in_force(rule_id, day)
        except (NotInForceError, UnknownRuleError):
            return None

    def limit(self, rule_id: str, start: date) -> Limit:
        """Give the last day of a term that starts on a day: of asking for a correction, or of the one asked."""
        rule = self.rule(rule_id, start) if rule_id else None
        if rule is None:
            return None
        last = due(rule, start, self.calendar).due
        return None if last is None else (rule, last)
