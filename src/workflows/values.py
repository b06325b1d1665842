"""Days and instants side by side: a term in days knows days, a term in hours knows instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from deadlines.counting.timeline import Moment

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


def is_before(moment: Moment, other: Moment) -> bool:
    """Tell whether a moment lies before another; where one of them is a day, the days are compared.

    >>> is_before(date(2024, 3, 1), datetime(2024, 3, 1, 9, tzinfo=SHANGHAI))
    False
    """
    if isinstance(moment, datetime) and isinstance(other, datetime):
        return moment < other
    return day_of(moment) < day_of(other)


BLANK_SIGNS = (
    "\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u1680\\u180e"
    "\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u2066-\\u206f\\u3000\\ud800-\\udfff\\ufeff\\ufff9-\\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""The signs that nobody sees, as a class of a regular expression writes them: blanks, line ends, marks of layout.

A sign that this Python does not know yet, or that an office has made for itself, is none: rare names are written so.
"""

_SEEN = re.compile(f"[^{BLANK_SIGNS}]")

_UNSEEN = re.compile(f"[{BLANK_SIGNS}]")


def is_blank(text: str) -> bool:
    """Tell whether a text says nothing: blanks of any width, line ends, signs that nobody sees.

    >>> is_blank(" \u3000\u200b"), is_blank("无")
    (True, False)
    """
    return not isinstance(text, str) or _SEEN.search(text) is None


def plain_name(name: str) -> str:
    """Give a name as it is compared: without blanks, letters of one width and one case.

    >>> plain_name("Ｌi　") == plain_name(" li")
    True
    """
    return _UNSEEN.sub("", normalize("NFKC", name).casefold())


def is_another(name: str, other: str) -> bool:
    """Tell whether two names are those of two persons; who is not named is nobody.

    >>> is_another("李", "王"), is_another("李", "李 "), is_another("李", "")
    (True, False, False)
    """
    first, second = plain_name(name), plain_name(other)
    return bool(first and second) and first != second


Value = str | int | bool | date | datetime | tuple[str, ...]
"""What a fact may hold."""


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FIRST_DAY = date(1970, 1, 1).toordinal()

MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Give an instant as microseconds since 1970 in UTC: the one form that no database changes.

    >>> micros(datetime(1970, 1, 1, 8, tzinfo=SHANGHAI))
    0
    """
    return (instant - EPOCH) // MICROSECOND


def instant_from(value: int) -> datetime:
    """Give the instant of a number of microseconds, as a clock on the wall of the office shows it."""
    return (EPOCH + timedelta(microseconds=value)).astimezone(SHANGHAI)


def day_number(day: date) -> int:
    """Give a day as the number of days since 1970-01-01."""
    return day.toordinal() - FIRST_DAY


def day_from(value: int) -> date:
    """Give the day of a number of days."""
    return date.fromordinal(value + FIRST_DAY)


def last_instant(due: Moment) -> datetime:
    """Give the last instant at which a due day or instant is not yet past.

    >>> last_instant(date(2024, 3, 1)).isoformat()
    '2024-03-01T23:59:59.999999+08:00'
    """
    return due if isinstance(due, datetime) else _last_of_day(due)


@lru_cache(maxsize=4096)
def _last_of_day(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) - MICROSECOND


def last_micros(due: Moment) -> int:
    """Give the last instant of a due day or instant as a number of microseconds."""
    return micros(due) if isinstance(due, datetime) else _last_micros_of_day(due)


@lru_cache(maxsize=4096)
def _last_micros_of_day(day: date) -> int:
    return micros(_last_of_day(day))


def due_from(last: int) -> Moment:
    """Give the due day or instant whose last instant this is."""
    instant = instant_from(last)
    day = instant.date()
    return day if last_instant(day) == instant else instant
