"""One day of a calendar, and why it is worked or not."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from deadlines.errors import Reason

WEEKEND = "weekend"

WEEKDAY = "weekday"

DAY_OFF = "day_off"

MAKE_UP = "make_up"


@frozen(slots=True)
class CalendarDay:
    """One day and why it is worked or not.

    ``kind`` is ``weekday``, ``weekend``, ``day_off`` (放假) or ``make_up`` (调休上班).
    ``notice`` is the number of the notice that decided it, empty for a plain weekday or weekend;
    ``known_since`` the day on which that notice became public, None where nobody recorded it.
    """

    day: date
    working: bool
    kind: str
    name: str = ""
    notice: str = ""
    known_since: date | None = None
    source: str = ""
    verification: str = "text"
    region: str = ""


@frozen(slots=True)
class OpenYear:
    """A year that the notices of a region leave open, and why.

    At most ``off`` more days off and ``worked`` more days worked than the calendar has may still turn up.
    """

    why: Reason
    off: int = 0
    worked: int = 0
