"""How an office handled its requests: counts, in time or late, working days taken, by outcome, office and channel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from statistics import median
from typing import Any

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import CalendarGapError
from workflows.catalog.request.data import LEAVES
from workflows.reports.requests import End, Request

SCHEMA = "disclosure.report.statistics/1"


@frozen
class Share:
    """The requests of one group that ended in the year; days are working days after receipt through the end.

    ``in_time`` counts those whose term is known and was kept, ``judged`` those whose term is known.
    """

    key: str
    ended: int
    judged: int
    in_time: int
    median_days: float | None
    longest_days: int | None
    longest_case: str
    ended_before: int = 0
    """How many of the group ended in the year before."""

    @property
    def rate(self) -> float | None:
        """The share that ended in time, of those whose term is known; None where there is none."""
        return self.in_time / self.judged if self.judged else None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values; the rate in percent with one decimal."""
        return {
            "key": self.key,
            "ended": self.ended,
            "judged": self.judged,
            "in_time": self.in_time,
            "in_time_percent": None if self.rate is None else round(100 * self.rate, 1),
            "median_days": self.median_days,
            "longest_days": self.longest_days,
            "longest_case": self.longest_case,
            "ended_before": self.ended_before,
        }


@frozen
class Month:
    """What came in and what ended in a month."""

    month: int
    received: int
    ended: int


@frozen
class Statistics:
    """The figures of a year, and those of the year before beside them."""

    agency: str
    year: int
    whole: Share
    before: Share
    received: int
    received_before: int
    outcomes: tuple[Share, ...]
    offices: tuple[Share, ...]
    channels: tuple[Share, ...]
    months: tuple[Month, ...]
    uncounted: tuple[str, ...]
    """Cases whose days no calendar covers: they are in no median."""

    def to_dict(self) -> dict[str, Any]:
        """Give it as ``disclosure.report.statistics/1``."""
        return {
            "schema": SCHEMA,
            "agency": self.agency,
            "year": self.year,
            "received": self.received,
            "received_before": self.received_before,
            "whole": self.whole.to_dict(),
            "before": self.before.to_dict(),
            "by_outcome": [share.to_dict() for share in self.outcomes],
            "by_office": [share.to_dict() for share in self.offices],
            "by_channel": [share.to_dict() for share in self.channels],
            "by_month": [{"month": m.month, "received": m.received, "ended": m.ended} for m in self.months],
            "uncounted": list(self.uncounted),
        }


Ended = tuple[Request, End, int | None]


def statistics(requests: Iterable[Request], agency: str, year: int, calendar: WorkCalendar) -> Statistics:
    """Count how requests were handled in a year, with the year before beside it."""
    known = [request for request in requests if request.received is not None]
    now, uncounted = _ended(known, year, calendar)
    before, _ = _ended(known, year - 1, calendar)
    return Statistics(
        agency=agency,
        year=year,
        whole=_share("", now, len(before)),
        before=_share("", before),
        received=_received(known, year),
        received_before=_received(known, year - 1),
        outcomes=_by(now, before, lambda each: each[1].outcome, list(LEAVES)),
        offices=_by(now, before, lambda each: each[0].assignee),
        channels=_by(now, before, lambda each: each[0].channel),
        months=_months(known, now, year),
        uncounted=tuple(uncounted),
    )


def _received(requests: Sequence[Request], year: int) -> int:
    return sum(request.received is not None and request.received.year == year for request in requests)


def _ended(requests: Sequence[Request], year: int, calendar: WorkCalendar) -> tuple[list[Ended], list[str]]:
    """Give those that ended in a year with the working days that it took, and those that cannot be counted."""
    ended: list[Ended] = []
    uncounted: list[str] = []
    for request in requests:
        end = request.end
        if end is None or end.on.year != year:
            continue
        days = _days(calendar, request.received, end.on)
        if days is None:
            uncounted.append(request.case_id)
        ended.append((request, end, days))
    return ended, uncounted


def _days(calendar: WorkCalendar, received: date | None, on: date) -> int | None:
    if received is None:
        return None
    try:
        return calendar.count(received, on) if on > received else 0
    except CalendarGapError:
        return None


def _by(
    now: Sequence[Ended], before: Sequence[Ended], key: Callable[[Ended], str], order: Sequence[str] = ()
) -> tuple[Share, ...]:
    """Group what ended; a group of the year before that has none now is there too."""
    groups: defaultdict[str, list[Ended]] = defaultdict(list)
    for each in now:
        groups[key(each)].append(each)
    counts = Counter(map(key, before))
    places = {name: n for n, name in enumerate(order)}
    names = sorted({*groups, *counts}, key=lambda name: (places.get(name, len(places)), name))
    return tuple(_share(name, groups[name], counts[name]) for name in names)


def _share(key: str, ended: Sequence[Ended], ended_before: int = 0) -> Share:
    judged = [end for _, end, _ in ended if end.is_late is not None]
    counted = [(days, request.case_id) for request, _, days in ended if days is not None]
    longest = max(counted, key=lambda each: each[0], default=None)
    return Share(
        key=key,
        ended=len(ended),
        judged=len(judged),
        in_time=sum(not end.is_late for end in judged),
        median_days=median(days for days, _ in counted) if counted else None,
        longest_days=None if longest is None else longest[0],
        longest_case="" if longest is None else longest[1],
        ended_before=ended_before,
    )


def _months(requests: Sequence[Request], ended: Sequence[Ended], year: int) -> tuple[Month, ...]:
    received = Counter(
        request.received.month for request in requests if request.received is not None and request.received.year == year
    )
    ends = Counter(end.on.month for _, end, _ in ended)
    return tuple(Month(month, received[month], ends[month]) for month in range(1, 13))
