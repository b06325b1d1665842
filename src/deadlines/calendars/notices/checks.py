"""What a notice cannot mean: days off and worked that contradict themselves. Opens no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from deadlines.calendars.notices.clauses import Item, miscounted
from deadlines.calendars.notices.head import NoticeLine
from deadlines.errors import Reason

_SATURDAY = 5

_DAY = timedelta(days=1)


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


def doubts(items: Sequence[Item]) -> Iterator[tuple[NoticeLine, Reason]]:
    """Give what is odd in a notice, but decides no day: a reader should compare it with the paper."""
    for item in items:
        if item.beside_weekend is not None and not _touches_weekend(item.off):
            why = Reason(
                "notice.beside_no_weekend",
                "写明与周末连休，放假日却不与周末相连",
                "says that the days off join a weekend, but they do not",
            )
            yield item.beside_weekend, why
