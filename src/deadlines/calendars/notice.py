"""Holiday notices and the regions that issue them: what each announced, by whom, and since when that was known.

Opens no file.
"""

from __future__ import annotations

import re
from datetime import date

from attrs import field, frozen

from deadlines.data_files import VERIFICATIONS, no_choice
from deadlines.errors import DataError, Reason

NATIONAL = "cn"

KINDS = ("annual", "amendment", "regional")

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The festivals that every annual notice arranges."""

FESTIVAL_ALIASES = {
    "新年": "元旦",
    "清明": "清明节",
    "五一": "劳动节",
    "五一国际劳动节": "劳动节",
    "国际劳动节": "劳动节",
    "端午": "端午节",
    "中秋": "中秋节",
    "十一": "国庆节",
    "国庆": "国庆节",
}
"""Other names that texts and data have for them."""

_QUOTES = re.compile(r"[“”\"‘’'《》「」]")

_AND = re.compile(r"[、和及暨]")

_BEFORE_THREE_MORE = ("元旦", "春节", "劳动节", "国庆节")

STATES = {"off": "放假", "worked": "上班"}
"""What a notice can say of a day, in Chinese."""

_THREE_MORE_SINCE = 2008  # 国务院令第513号: 清明节, 端午节 and 中秋节 came in


@frozen(slots=True)
class Holiday:
    """One festival of a notice: the days it gives off and the days it works for them.

    ``off`` holds every day the notice names, weekend days inside a block too.
    """

    name: str
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


@frozen(slots=True, kw_only=True)
class Notice:
    """One holiday notice as published.

    An ``annual`` notice decides a year and may reach back into the December before it.
    An ``amendment`` decides only the days it names, a ``regional`` one the same for its region.
    ``published`` is the first day on which the public could know it, None where nobody recorded it.
    ``completes`` tells that with a regional one its region's year is known whole.
    ``checked`` tells what it was compared with, where it says what the law or every notice before excludes.

    Raises:
        DataError: The notice contradicts itself.

    >>> from datetime import date
    >>> Notice(number="x", title="x", kind="annual", year=2027, holidays=(Holiday("元旦", (date(2027, 1, 1),)),)).year
    2027
    """

    number: str
    title: str
    kind: str
    year: int
    region: str = NATIONAL
    issued: date | None = None
    published: date | None = None
    verification: str = "text"
    sources: tuple[str, ...] = ()
    note: str = ""
    note_en: str = ""
    completes: bool = False
    checked: str = ""
    holidays: tuple[Holiday, ...]
    file: str = field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def known_since(self) -> date | None:
        """The publication date, else the issue date, else None."""
        return self.published or self.issued

    def known_by(self, day: date) -> bool:
        """Tell whether the notice was known on a day; one without any date counts as known once its year is over."""
        since = self.known_since
        return since <= day if since else day > date(self.year, 12, 31)

    def days(self) -> dict[date, tuple[bool, str]]:
        """Give for each day named whether it is worked, and the festival."""
        named = {day: (False, holiday.name) for holiday in self.holidays for day in holiday.off}
        return named | {day: (True, holiday.name) for holiday in self.holidays for day in holiday.worked}


@frozen(slots=True, kw_only=True)
class Region:
    """A place with days of its own.

    Where ``yearly`` is set every year from ``since`` needs a notice of the region: a year without one is answered
    from the nation's and left open. ``partial`` lists years whose notices are known only in part, ``expects`` the
    festivals that the notices of a year must name between them, ``expects_en`` their names in English, if known.
    ``most_off`` and ``most_worked`` bound the days off and worked that a year adds to the nation's.
    """

    id: str
    name: str
    name_en: str
    yearly: bool
    since: int | None = None
    partial: tuple[int, ...] = ()
    basis: str = ""
    expects: tuple[str, ...] = ()
    expects_en: tuple[str, ...] = ()
    most_off: int = 0
    most_worked: int = 0


@frozen(slots=True)
class Horizon:
    """The earliest day of a year that the next year's notice ever decided."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Give the first day of a year that the next notice may still move."""
        return date(year, self.month, self.day)


def festival_parts(name: str) -> list[str]:
    """Give the festivals that a name joins, without quotation marks.

    >>> festival_parts("“五一”国际劳动节和端午节")
    ['五一国际劳动节', '端午节']
    """
    return [part for part in _AND.split(_QUOTES.sub("", name)) if part]


def plain_festival(name: str) -> str:
    """Give the name of a festival, or of several, as notices of today write it.

    >>> plain_festival("“十一”和中秋")
    '国庆节、中秋节'
    """
    return "、".join(FESTIVAL_ALIASES.get(part, part) for part in festival_parts(name))


def refuse_incomplete(notice: Notice) -> Notice:
    """Give an annual notice back, or refuse it if a festival is missing: a text cut short would pass for a year.

    Raises:
        DataError: A festival of every year is not arranged.

    Law: 全国年节及纪念日放假办法 第二条
    """
    every = FESTIVALS if notice.year >= _THREE_MORE_SINCE else _BEFORE_THREE_MORE
    named = "、".join(holiday.name for holiday in notice.holidays)
    missing = [name for name in every if name not in named]
    if notice.kind == "annual" and missing:
        raise _wrong(
            notice,
            "holiday",
            Reason(
                "notice.incomplete",
                f"{notice.year} 年缺{'、'.join(missing)}：原文是否完整？",
                f"{notice.year} without {'、'.join(missing)}: is the text complete?",
            ),
        )
    return notice


def _check(notice: Notice) -> None:
    for key, value, known in (
        ("kind", notice.kind, KINDS),
        ("verification", notice.verification, VERIFICATIONS),
    ):
        if value not in known:
            raise _wrong(notice, key, no_choice(value, known))
    if not notice.number:
        why = Reason("notice.unnumbered", "没有文号：通知以文号为准", "empty: a notice is known by its number")
        raise _wrong(notice, "number", why)
    if (notice.kind == "regional") == (notice.region == NATIONAL):
        raise _wrong(
            notice,
            "kind",
            Reason(
                "notice.kind_and_region",
                f"“{notice.kind}”与地区“{notice.region}”不符",
                f"{notice.kind!r} does not fit the region {notice.region!r}",
            ),
        )
    if notice.issued and notice.published and notice.published < notice.issued:
        raise _wrong(
            notice,
            "published",
            Reason(
                "notice.published_before_issued",
                f"公布日 {notice.published} 早于成文日期 {notice.issued}",
                f"{notice.published} is before issued {notice.issued}",
            ),
        )
    if not any(holiday.off or holiday.worked for holiday in notice.holidays):
        why = Reason(
            "notice.no_days", "既没有放假也没有上班的日子：尚未公布", "no day off and no day worked: not announced"
        )
        raise _wrong(notice, "holiday", why)
    _check_days(notice)


def _check_days(notice: Notice) -> None:
    seen: dict[date, tuple[str, str]] = {}
    for holiday in notice.holidays:
        for state, days in (("off", holiday.off), ("worked", holiday.worked)):
            for day in days:
                if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
                    raise _wrong(
                        notice,
                        holiday.name,
                        Reason(
                            "notice.outside_year",
                            f"{day} 不在 {notice.year} 年及上年十二月之内：年份是否有误？",
                            f"{day} lies outside {notice.year} and the December before it: a wrong year?",
                        ),
                    )
                if day in seen:
                    name, other = seen[day]
                    why = Reason(
                        "notice.day_twice",
                        f"{day} 出现两次：{name}作{STATES[other]}，{holiday.name}作{STATES[state]}",
                        f"{day} is given twice, {other} under {name} and {state} under {holiday.name}",
                    )
                    raise _wrong(notice, holiday.name, why)
                seen[day] = (holiday.name, state)


def _wrong(notice: Notice, key: str, why: Reason) -> DataError:
    return DataError(notice.file or notice.number or "notice", key, why)
