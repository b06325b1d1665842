"""Days and instants side by side: a term in days knows days, a term in hours knows instants."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from deadlines.timeline import Moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
_MIDNIGHT = time()


def day_of(moment: Moment, zone: tzinfo = SHANGHAI) -> date:
    """Give the day of a moment as a clock on the wall of the office shows it.

    >>> from datetime import UTC
    >>> day_of(datetime(2024, 3, 1, 20, tzinfo=UTC))
    datetime.date(2024, 3, 2)
    """
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def instant_of(moment: Moment, zone: tzinfo = SHANGHAI) -> datetime:
    """Give the instant of a moment; a day stands for its first instant in the zone."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, _MIDNIGHT, zone)


def is_after(moment: Moment, due: Moment) -> bool:
    """Tell whether a moment is past a due day or instant; the due day itself is not past.

    >>> is_after(date(2024, 3, 2), date(2024, 3, 1)), is_after(date(2024, 3, 1), date(2024, 3, 1))
    (True, False)
    """
    if isinstance(due, datetime):
        if isinstance(moment, datetime):
            return moment > due
        return moment > due.date()
    return day_of(moment) > due
