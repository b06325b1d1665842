"""Counts that pass a year which a region left open: how early and how late they may end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.day import OpenYear
from deadlines.counting.plan import Span

_DAY = timedelta(days=1)


def bounds_left_open(
    days: WorkCalendar, origin: date, n: int, spans: tuple[Span, ...], years: Mapping[int, OpenYear]
) -> tuple[date, date]:
    """Bound the n-th working day after a day over everything that the open years may still hold.

    The days that may turn up are taken as soon as they can be: so many rest days worked, so many working days off.

    Args:
        days: The calendar as far as it is known; the bounds stay inside it.
        origin: The day before the first that counts.
        n: Working days, negative to count back.
        spans: Days left out of the count.
        years: The years left open.
    """
    worked = {year: each.worked for year, each in years.items()}
    off = {year: each.off for year, each in years.items()}
    ends = (_end(days, origin, n, spans, flips, working=more) for more, flips in ((True, worked), (False, off)))
    soonest, slowest = sorted(ends)
    return soonest, slowest


def _end(
    days: WorkCalendar, origin: date, n: int, spans: tuple[Span, ...], flips: dict[int, int], *, working: bool
) -> date:
    """Count with so many days of each open year taken for worked, or for off."""
    left = abs(n)
    day = origin
    for day in _after(days, origin, 1 if n > 0 else -1):
        if any(span.after < day and (span.through is None or day <= span.through) for span in spans):
            continue
        counts = days.is_workday(day)
        if counts is not working and flips.get(day.year, 0):
            flips[day.year] -= 1
            counts = working
        left -= counts
        if left <= 0:
            break
    return day


def _after(days: WorkCalendar, origin: date, step: int) -> Iterator[date]:
    day = origin + step * _DAY
    while days.first <= day <= days.last:
        yield day
        day += step * _DAY
