"""Working days as announced, statutory terms as dated law, and an account of every due date.

>>> from datetime import date
>>> rule = rulebook().in_force("foi.reply", date(2024, 3, 1))
>>> due(rule, date(2024, 3, 1), china()).due
datetime.date(2024, 3, 29)
"""

from __future__ import annotations

from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.calendars.day import CalendarDay
from deadlines.counting.account import Account
from deadlines.counting.difference import Difference, difference
from deadlines.counting.due import Deadline, Reading, due
from deadlines.counting.explain import explain
from deadlines.counting.timeline import Agreed, Extended, Restarted, Resumed, Started, Stopped, Suspended, Timeline
from deadlines.errors import (
    AmbiguousDayError,
    CalendarGapError,
    DataError,
    DeadlinesError,
    ErrorAsData,
    NotInForceError,
    Reason,
    TimelineError,
    UnknownRuleError,
)
from deadlines.law.readings import Readings
from deadlines.law.rules import Instrument, Rule, RuleBook
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, WorkingDays
from deadlines.loading import china, rulebook

__all__ = [
    "Account",
    "Agreed",
    "AmbiguousDayError",
    "CalendarDay",
    "CalendarDays",
    "CalendarGapError",
    "DataError",
    "Deadline",
    "DeadlinesError",
    "Difference",
    "ErrorAsData",
    "Extended",
    "FixedDate",
    "Hours",
    "Instrument",
    "Months",
    "NotInForceError",
    "Outlook",
    "Reading",
    "Readings",
    "Reason",
    "Reasonable",
    "Restarted",
    "Resumed",
    "Rule",
    "RuleBook",
    "Started",
    "Stopped",
    "Suspended",
    "Timeline",
    "TimelineError",
    "UnknownRuleError",
    "WorkCalendar",
    "WorkingDays",
    "china",
    "difference",
    "due",
    "explain",
    "rulebook",
]
