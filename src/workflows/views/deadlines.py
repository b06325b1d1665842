"""A due date and its account as other programs are given them."""

from __future__ import annotations

from deadlines.counting.account import Account
from deadlines.counting.due import Deadline
from deadlines.law.wording import length
from workflows.views.plain import from_data
from workflows.views.shapes import AccountData, DeadlineData, KnownCalendar, ReadingData


def deadline_data(deadline: Deadline, account: Account | None = None) -> DeadlineData:
    """Give a due date with what it rests on, and with its account where one is given.

    >>> from datetime import date
    >>> from deadlines import Timeline, china, due, rulebook
    >>> rule = rulebook().in_force("foi.reply", date(2024, 3, 1))
    >>> deadline_data(due(rule, Timeline.starting(date(2024, 3, 1)), china())).due.isoformat()
    '2024-03-29'
    """
    rule, calendar = deadline.rule, deadline.calendar
    return DeadlineData(
        rule=rule.version,
        title=rule.title,
        title_en=rule.title_en,
        article=rule.citation,
        verification=rule.verification,
        kind=rule.kind,
        term=length(rule.term, "zh"),
        term_en=length(rule.term, "en"),
        start=deadline.timeline.start,
        origin=deadline.plan.origin,
        due=deadline.due,
        at=deadline.at,
        base_due=deadline.base_due,
        earliest=deadline.earliest,
        latest=deadline.latest,
        certainty=deadline.certainty,
        why_open=tuple(deadline.why_open),
        suspended_since=deadline.suspended_since,
        calendar=KnownCalendar(calendar.region, calendar.as_known_on, calendar.version),
        readings=tuple(
            ReadingData(other.point, other.choice, other.due, other.refused) for other in deadline.readings()
        ),
        notes=tuple(deadline.notes),
        account=None if account is None else account_data(account),
    )


def account_data(account: Account) -> AccountData:
    """Give the account of a due date, day by day."""
    return from_data(AccountData, account.data())
