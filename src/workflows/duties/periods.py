"""The periods of a year in which a duty comes back, each with its name. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from attrs import frozen
from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule

_STEPS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


@frozen(slots=True, order=True)
class Period:
    """A span of days with its name: ``2017``, ``2017-H1``, ``2017-Q4``, ``2017-10``, ``2017-W48`` or ``2017-11-28``."""

    first: date
    last: date
    name: str


@lru_cache(maxsize=256)
def periods(kind: str, year: int, *, every: int = 1, since: int | None = None) -> tuple[Period, ...]:
    """Give the periods of a kind that belong to a year; a week belongs to the year of its Thursday (ISO).

    ``n_yearly`` takes ``every`` years from ``since`` on, and gives the span that ends in the year, if one does; without
    ``since`` the spans overlap: each year ends one.

    >>> [period.name for period in periods("quarterly", 2017)]
    ['2017-Q1', '2017-Q2', '2017-Q3', '2017-Q4']
    >>> [period.name for period in periods("weekly", 2020)][-1]
    '2020-W53'
    """
    if kind == "n_yearly":
        return tuple(_of_years(year, every, since))
    return tuple(
        Period(first, following - timedelta(days=1), _name(kind, first)) for first, following in _bounds(kind, year)
    )


def _bounds(kind: str, year: int) -> Iterator[tuple[date, date]]:
    """Give the first day of each period, and the day after its last."""
    if kind == "weekly":
        start, step = date.fromisocalendar(year, 1, 1), relativedelta(weeks=1)
        end = date.fromisocalendar(year + 1, 1, 1)
        rule = rrule(WEEKLY, dtstart=_midnight(start), until=_midnight(end - timedelta(days=1)))
    elif kind == "daily":
        step = relativedelta(days=1)
        rule = rrule(DAILY, dtstart=_midnight(date(year, 1, 1)), until=_midnight(date(year, 12, 31)))
    else:
        months = _STEPS[kind]
        step = relativedelta(months=months)
        rule = rrule(MONTHLY, interval=months, dtstart=_midnight(date(year, 1, 1)), until=_midnight(date(year, 12, 31)))
    for moment in rule:
        yield moment.date(), moment.date() + step


def _of_years(year: int, every: int, since: int | None) -> Iterator[Period]:
    if since is None or (year >= since and (year - since + 1) % every == 0):
        first = date(year - every + 1, 1, 1)
        yield Period(first, date(year, 12, 31), f"{first.year}-{year}" if every > 1 else str(year))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _name(kind: str, first: date) -> str:
    match kind:
        case "weekly":
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02}"
        case "daily":
            return first.isoformat()
        case "monthly":
            return f"{first:%Y-%m}"
        case "quarterly":
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case "half_yearly":
            return f"{first.year}-H{(first.month + 5) // 6}"
    return str(first.year)
