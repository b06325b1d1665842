"""The days off that the law itself gives, without any notice. Opens no file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen
from chinese_calendar.utils import get_solar_terms
from lunardate import LunarDate

from deadlines.errors import DataError, Reason

SOLAR = "solar"

LUNAR = "lunar"

TERM = "term"

CALENDARS = (SOLAR, LUNAR, TERM)

_QINGMING = "清明"


@frozen(slots=True)
class YearlyDay:
    """A day that comes back every year.

    ``calendar`` is ``solar``, ``lunar`` or ``term`` (the solar term 清明, which has no month and day of its own);
    ``plus`` days are added, so that 除夕 is the first day of the first lunar month plus -1.
    """

    calendar: str
    month: int = 0
    day: int = 0
    plus: int = 0

    def in_year(self, year: int) -> date:
        """Give the day on which it falls.

        Raises:
            DataError: The year lies past the tables of the lunar calendar.

        >>> YearlyDay("lunar", 1, 1, plus=-1).in_year(2027)
        datetime.date(2027, 2, 5)
        """
        return self._plain(year) + timedelta(days=self.plus)

    def _plain(self, year: int) -> date:
        if self.calendar == SOLAR:
            return date(year, self.month, self.day)
        try:
            if self.calendar == LUNAR:
                found: date = LunarDate(year, self.month, self.day).to_solar_date()
                return found
            terms = get_solar_terms(date(year, 4, 1), date(year, 4, 30))
        except (ValueError, NotImplementedError) as refusal:
            why = Reason(
                "outlook.no_day",
                f"算不出 {self.calendar} 的日子（{refusal}）",
                f"no {self.calendar} day can be found: {refusal}",
            )
            raise DataError("statutory_days.toml", str(year), why) from None
        qingming: date = next(day for day, name in terms if name == _QINGMING)
        return qingming


@frozen(slots=True)
class StatutoryDay:
    """A day off for everyone, and the festival whose arrangement it belongs to."""

    name: str
    festival: str
    on: YearlyDay


@frozen(slots=True)
class HolidayLaw:
    """One version of 全国年节及纪念日放假办法.

    ``until`` is the last day in force, None while it lasts. ``worked_in_a_row`` is the number of days worked
    on end that a notice ordinarily keeps to around a holiday, None where the version sets none.
    """

    id: str
    number: str
    promulgated: date
    in_force: date
    until: date | None
    article: str
    verification: str
    sources: tuple[str, ...]
    days: tuple[StatutoryDay, ...]
    worked_in_a_row: int | None = None
    note: str = ""

    def festival(self, festival: str, year: int) -> dict[date, str]:
        """Give the statutory days of one festival in a year, with their names."""
        return {each.on.in_year(year): each.name for each in self.days if each.festival == festival}


def law_of(laws: Iterable[HolidayLaw], year: int, known_on: date | None = None) -> HolidayLaw:
    """Find the version that governs a year, as far as it was promulgated on the day of knowledge.

    Args:
        laws: The versions.
        year: The year whose holidays are asked for.
        known_on: Versions promulgated later are not seen; None sees all.

    Raises:
        DataError: No version known then governs the year.

    Law:
        全国年节及纪念日放假办法第二条.
    """
    known = [law for law in laws if known_on is None or law.promulgated <= known_on]
    # A repeal is known only with the text that repeals, so the last day in force plays no part here.
    governing = [law for law in known if law.in_force <= date(year, 1, 1)]
    if not governing:
        why = Reason(
            "outlook.no_version",
            f"截至 {known_on} 没有适用于 {year} 年的版本",
            f"no version known on {known_on} governs {year}",
        )
        raise DataError("statutory_days.toml", str(year), why)
    return max(governing, key=lambda law: law.in_force)


def statutory_days(law: HolidayLaw, year: int) -> dict[date, str]:
    """Give every statutory day off of a year with its name, in order.

    >>> from deadlines.calendars.outlook.files import holiday_laws
    >>> [day.isoformat()[5:] for day in statutory_days(holiday_laws()[-1], 2027)][:5]
    ['01-01', '02-05', '02-06', '02-07', '02-08']
    """
    return dict(sorted((each.on.in_year(year), each.name) for each in law.days))
