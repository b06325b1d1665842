"""Lengths of time as the law writes them: one type per meaning.

Ten working days, ten calendar days and ten hours cannot be added or compared,
so that no code can mix them by accident.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from deadlines.errors import DeadlinesError


class TermError(DeadlinesError, ValueError):
    """A length that no law could mean."""

    code = "term"
    host_class = "bad_input"

    def __init__(self, unit: str, n: object) -> None:
        self.unit = unit
        self.n = n
        super().__init__(
            f"{n!r} {unit} 不是期限：请给出不小于 1 的整数",
            f"{n!r} {unit} is not a term: give a whole number, 1 or more",
        )


def _whole(unit: str, n: object) -> None:
    if type(n) is not int or n < 1:
        raise TermError(unit, n)


@frozen(slots=True)
class WorkingDays:
    """A number of working days (工作日): days that are neither rest days nor days off, make-up days included.

    Law: 国务院关于职工工作时间的规定第七条; 全国年节及纪念日放假办法.

    >>> WorkingDays(20)
    WorkingDays(n=20)
    """

    n: int = field()

    def __attrs_post_init__(self) -> None:
        _whole("working days", self.n)


@frozen(slots=True)
class CalendarDays:
    """A number of natural days (日), rest days and days off included.

    >>> CalendarDays(30)
    CalendarDays(n=30)
    """

    n: int = field()

    def __attrs_post_init__(self) -> None:
        _whole("calendar days", self.n)


@frozen(slots=True)
class Months:
    """A number of months (月): ends on the same day number, or on the last day of a shorter month.

    Law: 民法典第二百零二条.

    >>> Months(6)
    Months(n=6)
    """

    n: int = field()

    def __attrs_post_init__(self) -> None:
        _whole("months", self.n)


@frozen(slots=True)
class Hours:
    """A number of natural hours (小时): nights, rest days and days off count.

    Law: 民法典第二百零一条第二款.

    >>> Hours(48)
    Hours(n=48)
    """

    n: int = field()

    def __attrs_post_init__(self) -> None:
        _whole("hours", self.n)


@frozen(slots=True)
class FixedDate:
    """A day of the calendar: ``month`` 1..12, ``day`` 1..31, so many years after the year of the start.

    >>> FixedDate(month=1, day=31, years_after=1)
    FixedDate(month=1, day=31, years_after=1)
    """

    month: int
    day: int
    years_after: int = 0


@frozen(slots=True)
class Reasonable:
    """A term that the law leaves to the agency (合理期限): no number until the agency sets one.

    >>> Reasonable()
    Reasonable()
    """


Term = WorkingDays | CalendarDays | Months | Hours | FixedDate | Reasonable
"""Every length a rule may have."""

CountedTerm = WorkingDays | CalendarDays | Months | Hours
"""The lengths that are a number of units."""


UNITS: Mapping[str, type[CountedTerm]] = {
    "working_days": WorkingDays,
    "calendar_days": CalendarDays,
    "months": Months,
    "hours": Hours,
}
