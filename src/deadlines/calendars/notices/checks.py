"""What a notice cannot mean: days off and worked that contradict themselves, the law, or every notice before.

The law on holidays and the practice of the notices are data; see ``outlook``. Opens no other file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from attrs import frozen

from deadlines.calendars.notices.clauses import Item, miscounted
from deadlines.calendars.notices.head import NoticeLine
from deadlines.calendars.outlook.practice import Festival, Practice
from deadlines.calendars.outlook.statutory import HolidayLaw, law_of
from deadlines.errors import Reason

_SATURDAY = 5

_DAY = timedelta(days=1)


@frozen(slots=True)
class Standard:
    """What a notice is measured by: the version of the law that governs its year, and the practice so far."""

    law: HolidayLaw
    days: tuple[tuple[str, date, str], ...]
    festivals: Mapping[str, Festival]
    farthest: int

    @classmethod
    def of(cls, year: int, issued: date, laws: Iterable[HolidayLaw], practice: Practice) -> Standard:
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


def check_item(item: Item, file: str) -> None:
    """Refuse an item that contradicts itself.

    Raises:
        DataError: With the line.
    """
    if item.owed is not None:
        _, said, line = item.owed
        raise line.wrong(file, miscounted(said, len(item.off)))
    _check_explained(item, file)
    _check_worked(item, file)
    for day, line in item.returns.items():
        if item.off and (day <= max(item.off) or not _only_rest(max(item.off) + _DAY, day)):
            raise line.wrong(
                file,
                Reason(
                    "notice.returns",
                    f"{day} 起上班，而放假到 {max(item.off)} 为止",
                    f"work begins again on {day}, but the days off end on {max(item.off)}",
                ),
            )


def _check_explained(item: Item, file: str) -> None:
    """Check that a holiday whose days are told one by one (其中…) leaves none of its weekdays untold."""
    if not item.explained or not item.legal:
        return
    for day, line in item.off.items():
        if day not in item.explained and day not in item.legal and day.weekday() < _SATURDAY:
            raise line.wrong(
                file,
                Reason(
                    "notice.unexplained",
                    f"{day} 放假，却既不是所列的法定假日，也不是调休或公休",
                    f"{day} is off, but is neither a statutory day nor a rest day of those told",
                ),
            )


def _check_worked(item: Item, file: str) -> None:
    """Check that the days worked are those whose rest was moved, where a notice tells both."""
    moved = {day for day in item.moved if day not in item.off}
    if not moved or not item.worked or moved == set(item.worked):
        return
    day = min(moved ^ set(item.worked))
    line = item.worked.get(day) or item.moved[day]
    raise line.wrong(
        file,
        Reason(
            "notice.moved_not_worked",
            f"{day}：调出的公休日与写明上班的日子不一致",
            f"{day}: the rest days moved are not the days worked",
        ),
    )


def _only_rest(first: date, last: date) -> bool:
    return all((first + step * _DAY).weekday() >= _SATURDAY for step in range((last - first).days))


def _touches_weekend(off: Mapping[date, NoticeLine]) -> bool:
    ends = (min(off) - _DAY, max(off) + _DAY, *off) if off else ()
    return any(day.weekday() >= _SATURDAY for day in ends)


def check_together(items: Sequence[Item], file: str) -> None:
    """Refuse a day that is off and worked, or off twice.

    Raises:
        DataError: With the later line.
    """
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    for item in items:
        for day, line in sorted(item.off.items()):
            if day in worked or day in item.worked:
                raise line.wrong(file, _both(day))
            if day in off:
                raise line.wrong(
                    file,
                    Reason(
                        "notice.off_twice",
                        f"{day} 两次列为放假：{off[day]}、{item.name}",
                        f"{day} is off twice, under {off[day]} and {item.name}",
                    ),
                )
            off[day] = item.name
        for day, line in sorted(item.worked.items()):
            if day in off:
                raise line.wrong(file, _both(day))
            worked[day] = item.name


def _both(day: date) -> Reason:
    return Reason("notice.both", f"{day} 既放假又上班", f"{day} is both off and worked")


def check_against_law(items: Sequence[Item], standard: Standard, file: str, *, annual: bool, regional: bool) -> None:
    """Refuse what the law or the practice of all notices excludes.

    Raises:
        DataError: With the line.

    Law: 全国年节及纪念日放假办法 第二条、第四条
    """
    off = {day for item in items for day in item.off}
    for item in items:
        _check_statutory(item, standard, off, file, must_be_off=annual)
        _check_make_up(item, standard, file, regional=regional)
        if annual and not regional:
            _check_run(item, file)
    if annual:
        _check_balance(items, standard, file)


def _check_statutory(item: Item, standard: Standard, off: set[date], file: str, *, must_be_off: bool) -> None:
    statutory = standard.statutory(item.name)
    every = {day: name for _, day, name in standard.days}
    for day, line in item.worked.items():
        if day in every:
            raise line.wrong(file, _statutory_worked(day, every[day], standard.law))
    for day in statutory if must_be_off else ():
        if day not in off:
            raise item.lines[0].wrong(file, _statutory_worked(day, every[day], standard.law))
    if item.legal and standard.is_national(item.name) and set(item.legal) != set(statutory):
        day = min(set(item.legal) ^ set(statutory))
        line = item.legal.get(day) or next(iter(item.legal.values()))
        raise line.wrong(
            file,
            Reason(
                "notice.not_statutory",
                f"{day}：所写的法定假日与《放假办法》{standard.law.article}（{standard.law.number}）不一致",
                f"{day}: the statutory days are not those of {standard.law.article} ({standard.law.number})",
            ),
        )


def _statutory_worked(day: date, name: str, law: HolidayLaw) -> Reason:
    return Reason(
        "notice.statutory_worked",
        f"{day}（{name}）是法定假日（《放假办法》{law.article}，{law.number}），通知却没有放假；请核对原文",
        f"{day} ({name}) is a statutory day off ({law.article}, {law.number}), but the notice leaves it worked: "
        "check the text",
    )


def _check_make_up(item: Item, standard: Standard, file: str, *, regional: bool) -> None:
    for day, line in item.worked.items():
        if day.weekday() < _SATURDAY and not regional:
            raise line.wrong(
                file,
                Reason(
                    "notice.make_up_on_weekday",
                    f"{day} 不是周末，本来就上班",
                    f"{day} is no weekend day: it is worked anyway",
                ),
            )
        if not item.off:
            continue
        first, last = min(item.off), max(item.off)
        distance = (first - day).days if day < first else (day - last).days
        if distance > standard.farthest:
            raise line.wrong(
                file,
                Reason(
                    "notice.make_up_far",
                    f"上班日 {day} 离{item.name}假期 {distance} 天，历年最远 {standard.farthest} 天；请核对原文",
                    f"the day worked {day} lies {distance} days from {item.name}, farther than the {standard.farthest} "
                    "ever seen: check the text",
                ),
            )


def _check_run(item: Item, file: str) -> None:
    """Check that a national holiday is one run of days, with nothing but weekend days left out."""
    if not item.off:
        line = next(iter(item.worked.values()), item.lines[0])
        raise line.wrong(file, Reason("notice.no_day_off", f"{item.name}没有放假的日子", f"{item.name} has no day off"))
    day, last = min(item.off), max(item.off)
    while day < last:
        if day not in item.off and day.weekday() < _SATURDAY:
            raise item.off[last].wrong(
                file,
                Reason(
                    "notice.broken_run",
                    f"{item.name}的放假日不相连：缺 {day}",
                    f"the days off of {item.name} are not one run: {day} is missing",
                ),
            )
        day += _DAY


def _check_balance(items: Sequence[Item], standard: Standard, file: str) -> None:
    """Refuse a holiday with more weekdays off than are statutory or made up: a notice moves days, it grants none.

    A festival that shares its make-up days with another (国庆节 with 中秋节) is measured together with it; one that
    stands together with a festival of the region (国庆节、州庆) cannot be measured.
    """
    for group, owed in _balances(items, standard):
        moved = {day for item in group for day in item.moved}
        # A rest day that was moved is worked for, whatever else the notice says of it.
        granted = owed > len(moved - {day for item in group for day in item.worked})
        if granted or (owed < 0 and moved):
            item = next(each for each in group if (_owed(each, standard) > 0) == (owed > 0))
            lines = [*item.worked.values(), *item.off.values()]
            raise lines[0].wrong(file, _unbalanced(item, standard))


def _balances(items: Sequence[Item], standard: Standard) -> Iterator[tuple[list[Item], int]]:
    """Give the items of festivals measured together, and the days that they still owe."""
    shared = {each.absorbs: each.id for each in standard.festivals.values() if each.absorbs}
    groups: dict[str, list[Item]] = {}
    for item in items:
        own = [standard.festivals[part].id for part in item.name.split("、") if part in standard.festivals]
        for each in {shared.get(name, name) for name in own}:
            groups.setdefault(each, []).append(item)
    for group in groups.values():
        if all(standard.is_national(item.name) for item in group):
            yield group, sum(_owed(item, standard) for item in group)


def _owed(item: Item, standard: Standard) -> int:
    weekdays = sum(day.weekday() < _SATURDAY for day in item.off)
    return weekdays - len(standard.statutory(item.name)) - len(item.worked)


def _unbalanced(item: Item, standard: Standard) -> Reason:
    weekdays = sum(day.weekday() < _SATURDAY for day in item.off)
    statutory, worked = len(standard.statutory(item.name)), len(item.worked)
    due = max(weekdays - statutory, 0)
    return Reason(
        "notice.unbalanced",
        f"{item.name}在周一至周五放假 {weekdays} 天，其中法定假日 {statutory} 天，应当调休上班 {due} 天，"
        f"写明的却是 {worked} 天；请核对原文",
        f"{item.name} gives {weekdays} days off from Monday to Friday and {statutory} are statutory, so {due} must be "
        f"worked, but {worked} are named: check the text",
    )


def doubts(items: Sequence[Item], standard: Standard) -> Iterator[tuple[NoticeLine, Reason]]:
    """Give what is odd in a notice, but decides no day: a reader should compare it with the paper."""
    for item in items:
        if item.beside_weekend is not None and not _touches_weekend(item.off):
            why = Reason(
                "notice.beside_no_weekend",
                "写明与周末连休，放假日却不与周末相连",
                "says that the days off join a weekend, but they do not",
            )
            yield item.beside_weekend, why
    for group, owed in _balances(items, standard):
        if owed < 0:
            item = next(each for each in group if _owed(each, standard) < 0)
            yield next(iter(item.worked.values()), item.lines[0]), _unbalanced(item, standard)
