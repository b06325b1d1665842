"""What the law on holidays and the practice of the notices exclude, whichever way a notice comes: text or data.

A notice that leaves a statutory day worked, works a day far from its holiday, or grants or takes days is refused,
unless somebody compared it with the paper and wrote down what was found (``Notice.checked``). Opens no file but
those of ``outlook``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from attrs import frozen

from deadlines.calendars.notice import NATIONAL, Notice
from deadlines.calendars.outlook.files import forecast_practice, holiday_laws
from deadlines.calendars.outlook.practice import Festival, Practice
from deadlines.calendars.outlook.statutory import HolidayLaw, law_of
from deadlines.errors import DataError, Reason

_SATURDAY = 5

_DAY = timedelta(days=1)


@frozen(slots=True)
class Arranged:
    """What a notice gives for one festival: days off and worked, and, where a text tells them, statutory and moved."""

    name: str
    off: frozenset[date]
    worked: frozenset[date]
    legal: frozenset[date] = frozenset()
    moved: frozenset[date] = frozenset()


@frozen(slots=True)
class Excluded:
    """What cannot be: which festival of the notice, the day if it is one, and why."""

    at: int
    day: date | None
    why: Reason


@frozen(slots=True)
class Standard:
    """What a notice is measured by: the version of the law that governs its year, and the practice so far."""

    law: HolidayLaw
    days: tuple[tuple[str, date, str], ...]
    festivals: Mapping[str, Festival]
    farthest: int

    @classmethod
    def of(cls, year: int, issued: date | None, laws: Iterable[HolidayLaw], practice: Practice) -> Standard:
        """Give the standard for the notice of a year, by the law as promulgated when it was issued."""
        named = {festival.name: festival for festival in practice.festivals}
        law = law_of(laws, year, issued)
        return cls(law, _days_off(law, year), named, practice.farthest_make_up)

    def statutory(self, name: str) -> list[date]:
        """Give the statutory days of a name such as 国庆节、中秋节; a day of both is given twice."""
        ids = [self.festivals[part].id for part in name.split("、") if part in self.festivals]
        return [day for festival, day, _ in self.days if festival in ids]

    def is_national(self, name: str) -> bool:
        """Tell whether every festival of a name is one of the nation's."""
        return all(part in self.festivals for part in name.split("、"))


@lru_cache(maxsize=64)
def _days_off(law: HolidayLaw, year: int) -> tuple[tuple[str, date, str], ...]:
    """Give the statutory days of a year: festival, day, name."""
    return tuple((each.festival, each.on.in_year(year), each.name) for each in law.days)


def refuse_unlawful(notice: Notice) -> Notice:
    """Give a notice back, or refuse what the law or the practice of all notices excludes.

    One whose ``checked`` says what it was compared with is given back as it is.

    Raises:
        DataError: With the festival, the day and the reason.

    Law: 全国年节及纪念日放假办法 第二条、第四条
    """
    if notice.checked:
        return notice
    for found in _contradictions(notice):
        raise DataError(notice.file or notice.number, notice.holidays[found.at].name, or_checked(found.why))
    return notice


def doubts_of(notice: Notice) -> tuple[Reason, ...]:
    """Give what somebody checked against the law in a notice that would be refused otherwise."""
    return tuple(found.why for found in _contradictions(notice))


def _contradictions(notice: Notice) -> Iterator[Excluded]:
    holidays = [Arranged(each.name, frozenset(each.off), frozenset(each.worked)) for each in notice.holidays]
    standard = Standard.of(notice.year, notice.issued or notice.published, holiday_laws(), forecast_practice())
    annual, regional = notice.kind == "annual", notice.region != NATIONAL
    yield from excluded(holidays, standard, annual=annual, regional=regional)
    # A table has no count beside its days: a day off that was lost shows only in a day worked for nothing.
    if annual:
        yield from overworked(holidays, standard, regional=regional)


def or_checked(why: Reason) -> Reason:
    """Give the reason of a refusal with the way out: whoever compared the notice with the paper says so."""
    return Reason(
        why.code,
        f"{why.zh}；请核对原文，确实如此的以 checked 写明与何核对过",
        f"{why.en}: check the text; if the paper says so, tell in checked what it was compared with",
    )


def excluded(holidays: Sequence[Arranged], standard: Standard, *, annual: bool, regional: bool) -> Iterator[Excluded]:
    """Give what the law or the practice of all notices excludes, in the order of the notice.

    Args:
        holidays: The festivals of the notice.
        standard: What it is measured by.
        annual: Whether the notice arranges the whole year, so that a statutory day it does not give off is worked.
        regional: Whether a region issued it, which may undo what the nation arranged.
    """
    off = frozenset().union(*(each.off for each in holidays))
    for at, holiday in enumerate(holidays):
        found = [*_statutory(holiday, standard, off, must_be_off=annual), *_make_up(holiday, standard, regional)]
        if annual and not regional:
            found += _run(holiday)
        yield from (Excluded(at, day, why) for day, why in found)
    if annual:
        yield from _granted(holidays, standard, regional=regional)


def _statutory(
    holiday: Arranged, standard: Standard, off: frozenset[date], *, must_be_off: bool
) -> Iterator[tuple[date | None, Reason]]:
    statutory = standard.statutory(holiday.name)
    every = {day: name for _, day, name in standard.days}
    for day in sorted(holiday.worked & set(every)):
        yield day, _statutory_worked(day, every[day], standard.law)
    for day in statutory if must_be_off else ():
        if day not in off and day not in holiday.worked:
            yield None, _statutory_worked(day, every[day], standard.law)
    if holiday.legal and standard.is_national(holiday.name) and holiday.legal != set(statutory):
        day = min(holiday.legal ^ set(statutory))
        yield (
            day if day in holiday.legal else min(holiday.legal),
            Reason(
                "notice.not_statutory",
                f"{day}：所写的法定假日与《放假办法》{standard.law.article}（{standard.law.number}）不一致",
                f"{day}: the statutory days are not those of {standard.law.article} ({standard.law.number})",
            ),
        )


def _statutory_worked(day: date, name: str, law: HolidayLaw) -> Reason:
    return Reason(
        "notice.statutory_worked",
        f"{day}（{name}）是法定假日（《放假办法》{law.article}，{law.number}），通知却没有放假",
        f"{day} ({name}) is a statutory day off ({law.article}, {law.number}), but the notice leaves it worked",
    )


def _make_up(holiday: Arranged, standard: Standard, regional: bool) -> Iterator[tuple[date | None, Reason]]:  # noqa: FBT001 - private
    for day in sorted(holiday.worked):
        if day.weekday() < _SATURDAY and not regional:
            yield (
                day,
                Reason(
                    "notice.make_up_on_weekday",
                    f"{day} 不是周末，本来就上班",
                    f"{day} is no weekend day: it is worked anyway",
                ),
            )
        if not holiday.off:
            continue
        first, last = min(holiday.off), max(holiday.off)
        distance = (first - day).days if day < first else (day - last).days
        if distance > standard.farthest:
            yield (
                day,
                Reason(
                    "notice.make_up_far",
                    f"上班日 {day} 离{holiday.name}假期 {distance} 天，历年最远 {standard.farthest} 天",
                    f"the day worked {day} lies {distance} days from {holiday.name}, farther than the "
                    f"{standard.farthest} ever seen",
                ),
            )


def _run(holiday: Arranged) -> Iterator[tuple[date | None, Reason]]:
    """Refuse a national holiday that is not one run of days, with nothing but weekend days left out."""
    if not holiday.off:
        why = Reason("notice.no_day_off", f"{holiday.name}没有放假的日子", f"{holiday.name} has no day off")
        yield min(holiday.worked, default=None), why
        return
    day, last = min(holiday.off), max(holiday.off)
    while day < last:
        if day not in holiday.off and day.weekday() < _SATURDAY:
            yield (
                last,
                Reason(
                    "notice.broken_run",
                    f"{holiday.name}的放假日不相连：缺 {day}",
                    f"the days off of {holiday.name} are not one run: {day} is missing",
                ),
            )
            return
        day += _DAY


def _granted(holidays: Sequence[Arranged], standard: Standard, *, regional: bool) -> Iterator[Excluded]:
    """Refuse a holiday with more weekdays off than are statutory or made up: a notice moves days, it grants none.

    A festival that shares its make-up days with another (国庆节 with 中秋节) is measured together with it; one that
    stands together with a festival of the region (国庆节、州庆) cannot be measured.
    """
    for group in _groups(holidays, standard, regional=regional):
        owed = sum(_owed(holidays[at], standard) for at in group)
        moved = frozenset().union(*(holidays[at].moved for at in group))
        # A rest day that was moved is worked for, whatever else the notice says of it.
        granted = owed > len(moved.difference(*(holidays[at].worked for at in group)))
        if granted or (owed < 0 and moved):
            yield _unbalanced(holidays, group, owed, standard)


def overworked(holidays: Sequence[Arranged], standard: Standard, *, regional: bool) -> Iterator[Excluded]:
    """Give each holiday with more days worked than it moves: no notice has one, but a text can say so plainly."""
    for group in _groups(holidays, standard, regional=regional):
        owed = sum(_owed(holidays[at], standard) for at in group)
        if owed < 0:
            yield _unbalanced(holidays, group, owed, standard)


def _unbalanced(holidays: Sequence[Arranged], group: Sequence[int], owed: int, standard: Standard) -> Excluded:
    at = max(group, key=lambda at: _owed(holidays[at], standard) * (1 if owed > 0 else -1))
    holiday = holidays[at]
    weekdays = sum(day.weekday() < _SATURDAY for day in holiday.off)
    statutory, worked = len(standard.statutory(holiday.name)), len(holiday.worked)
    due = max(weekdays - statutory, 0)
    zh = (
        f"{holiday.name}在周一至周五放假 {weekdays} 天，其中法定假日 {statutory} 天，应当调休上班 {due} 天，"
        f"写明的却是 {worked} 天"
    )
    en = (
        f"{holiday.name} gives {weekdays} days off from Monday to Friday and {statutory} are statutory, so {due} must "
        f"be worked, but {worked} are named"
    )
    if weekdays < statutory and not worked:
        zh = f"{holiday.name}在周一至周五放假 {weekdays} 天，法定假日却有 {statutory} 天：逢周末的没有补假"
        en = (
            f"{holiday.name} gives {weekdays} days off from Monday to Friday, but {statutory} are statutory: those "
            "on a weekend are not made good"
        )
    why = Reason("notice.unbalanced", zh, en)
    return Excluded(at, min(holiday.worked or holiday.off), why)


def _groups(holidays: Sequence[Arranged], standard: Standard, *, regional: bool) -> Iterator[list[int]]:
    """Give the places of the festivals that are measured together."""
    shared = {each.absorbs: each.id for each in standard.festivals.values() if each.absorbs}
    groups: dict[str, list[int]] = {}
    for at, holiday in enumerate(holidays):
        parts = holiday.name.split("、")
        # A name of no festival of the nation owes every weekday it gives; a region may have festivals of its own.
        own = [standard.festivals[part].id if part in standard.festivals else part for part in parts]
        for each in dict.fromkeys(shared.get(name, name) for name in own):
            groups.setdefault(each, []).append(at)
    for group in groups.values():
        if not regional or all(standard.is_national(holidays[at].name) for at in group):
            yield group


def _owed(holiday: Arranged, standard: Standard) -> int:
    weekdays = sum(day.weekday() < _SATURDAY for day in holiday.off)
    return weekdays - len(standard.statutory(holiday.name)) - len(holiday.worked)
