"""The verdict on a common row by arithmetic on tables; None for any row that needs care."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workflows.ledger.clock import RequestClock
from workflows.ledger.days import Day
from workflows.ledger.fields import DAYS
from workflows.ledger.request import IN_TIME, LATE, OVERDUE, RequestDays, Verdict
from workflows.ledger.tables import CommonSteps, Tables, clock_by_tables
from workflows.ledger.verdict import verdict_of

_NOTHING = (None,) * (len(DAYS) - 3)
_NOTHING_RARE = (None,) * (len(DAYS) - 9)


def verdict_of_two_days(received: Day, answered: Day, tables: Tables, on: date) -> Verdict | None:
    """Judge a row of receipt and reply alone; None where the days are not in order or a reading reverses it."""
    if type(received) is not date or received > on:
        return None
    if answered is not None and (type(answered) is not date or not received <= answered <= on):
        return None
    clock = tables.plain_clock(received)
    return None if clock is None else _plain_verdict(clock, received, answered, on, tables)


def verdict_of_common_steps(days: Sequence[Day], tables: Tables, on: date) -> Verdict | None:
    """Judge a row that has at most one pair of steps and an extension.

    Args:
        days: In the order of ``DAYS``.
        tables: The calendar as look-ups.
        on: The day on which requests not yet answered are looked at.
    """
    received, posted, replied = days[:3]
    if type(received) is not date or received > on:
        return None
    answered = replied if posted is None else posted
    if answered is not None and (type(answered) is not date or not received <= answered <= on):
        return None
    if posted is not None and replied is not None and not _posted_later(received, posted, replied):
        return None
    if days[3:] == _NOTHING:
        clock = tables.plain_clock(received)
    else:
        steps = _common_steps(received, answered, days)
        clock = None if steps is None else clock_by_tables(received, steps, tables)
    if clock is None:
        return None
    printed = replied if type(replied) is date else None
    if posted is None or printed in {None, posted}:
        plain = _plain_verdict(clock, received, answered, on, tables)
        if plain is not None:
            return plain
    request = RequestDays(received, None if posted is None else answered, printed)
    return verdict_of(clock, request, tables.law.calendar, on)


def _posted_later(received: date, posted: Day, replied: Day) -> bool:
    """Tell whether a reply was posted on the day printed on it or later, as it should be."""
    return type(posted) is date and type(replied) is date and received <= replied <= posted


def _plain_verdict(
    clock: RequestClock, received: date, answered: date | None, on: date, tables: Tables
) -> Verdict | None:
    """Judge where every reading agrees and nothing is to be remarked; None elsewhere."""
    sure, late, last = clock.sure_by, clock.late_after, clock.due
    if sure is None or late is None or last is None:
        return None
    looked = answered or on
    days: int | None = None
    if looked > late and tables.law.calendar.covers(looked):
        status = OVERDUE if answered is None else LATE
        days = tables.rank(looked) - tables.rank(last)
    elif answered is not None and looked <= sure:
        status = IN_TIME
    else:
        return None
    _, article, version = tables.label(clock.rule)
    return Verdict(status, received, last, clock.base_due, answered, days, article, version, clock.certainty)


def _common_steps(received: date, answered: date | None, days: Sequence[Day]) -> CommonSteps | None:
    """Sort the days of a row into the steps that arithmetic can follow; None if there are others or out of order."""
    (withdrawn, told, corrected, second, extended, sent, back, other, other_back, *rare, submitted) = days[3:]
    consulted = "third_party_sent"
    if sent is None and back is None:
        sent, back, other, other_back, consulted = other, other_back, None, None, "other_agency_sent"
    if (withdrawn, second, other, other_back, *rare) != _NOTHING_RARE:
        return None
    if submitted is not None and (type(submitted) is not date or submitted > received):
        return None
    latest = answered or date.max
    inside = [_inside(day, received, latest) for day in (told, corrected, extended, sent, back)]
    if inside != [told, corrected, extended, sent, back]:
        return None
    told, corrected, extended, sent, back = inside
    if not (_paired(told, corrected) and _paired(sent, back)) or (told is not None and sent is not None):
        return None
    return CommonSteps(told, corrected, sent, back, extended, consulted)


def _inside(day: Day, first: date, last: date) -> date | None:
    """Give a day that lies between two others, None for anything else."""
    return day if type(day) is date and first <= day <= last else None


def _paired(first: date | None, then: date | None) -> bool:
    """Tell whether two steps are both missing, or both there and in order."""
    if first is None or then is None:
        return first is then
    return first <= then
