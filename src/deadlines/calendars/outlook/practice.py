"""How the notices arrange a festival: the arrangements that a notice still to come may choose. Opens no file.

One arrangement is a block of days off and the weekend days worked for it. The number worked is not free:
it is the weekdays in the block less the statutory days, for a notice moves days and grants none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

from attrs import frozen

from deadlines.calendars.outlook.statutory import HolidayLaw, YearlyDay
from deadlines.errors import DataError, Reason

FILE = "forecast.toml"


@frozen(slots=True)
class FestivalBlock:
    """A run of days off that a notice may choose, weekend days inside it included.

    ``weekdays`` are those of the festival's anchor day, Monday = 1. ``start`` counts days from the anchor.
    ``likely`` and ``likely_joined`` name the versions of the law under which this is the expected block,
    alone or with another festival inside it; ``laws`` those under which it is possible at all, empty for all.
    """

    weekdays: frozenset[int]
    start: int
    length: int
    evidence: tuple[str, ...] = ()
    likely: frozenset[str] = frozenset()
    likely_joined: frozenset[str] = frozenset()
    laws: frozenset[str] = frozenset()
    why: str = ""


@frozen(slots=True)
class Festival:
    """A festival and the bounds of its arrangement.

    Make-up days lie at most ``before`` days before the block or ``after`` days after it.
    A festival that ``absorbs`` another shares its make-up days with it, and one block when they overlap.
    """

    id: str
    name: str
    anchor: YearlyDay
    blocks: tuple[FestivalBlock, ...]
    before: int
    after: int
    must_contain: frozenset[str] = frozenset()
    absorbs: str = ""


@frozen(slots=True)
class RegionalPractice:
    """How a region's own days of a year without notice follow from those of its earlier years.

    They lie within ``shift_days`` of the days of the last ``recall_years`` that had any, and ``drift_days`` more
    for each further year between; anywhere if fewer years are known.
    There are at most ``spare_days_off`` more days off than ever.
    """

    shift_days: int
    drift_days: int
    recall_years: int
    spare_days_off: int


@frozen(slots=True)
class Practice:
    """What a notice may decide, learned from all earlier ones; ``same_side_cost`` is in days of distance.

    ``farthest_make_up`` is the greatest distance in days between a day worked and its holiday in any notice: beyond it
    a notice is misread or misprinted.
    """

    festivals: tuple[Festival, ...]
    regional: RegionalPractice
    reach_years: int
    same_side_cost: float
    farthest_make_up: int


@frozen(slots=True)
class Part:
    """One block of an arrangement, its first and last day, and the make-up days that it asks for."""

    first: date
    last: date
    make_up: int
    candidates: tuple[date, ...]


@frozen(slots=True)
class Arrangement:
    """One way to arrange a festival: ``off`` holds all days of its blocks; ``make_up`` of ``candidates`` are worked.

    It has two parts where the festival shares its make-up days with another that keeps a block of its own.
    """

    off: Mapping[date, str]
    make_up: int
    candidates: tuple[date, ...]
    parts: tuple[Part, ...]
    likely: bool

    @property
    def first(self) -> date:
        """The first day that it may change."""
        return min((*self.off, *self.candidates))

    @property
    def last(self) -> date:
        """The last day that it may change."""
        return max((*self.off, *self.candidates))


Movable = Callable[[date], bool]

Rest = Callable[[date], bool]


def arrangements(
    practice: Practice, festival: Festival, law: HolidayLaw, year: int, *, rest: Rest, movable: Movable
) -> tuple[Arrangement, ...]:
    """Give every arrangement of a festival that a notice may choose, the likely one marked.

    Args:
        practice: The bounds.
        festival: One that no other absorbs.
        law: The version that governs the year.
        year: The year of the festival.
        rest: Whether a day is a day of rest without any arrangement.
        movable: Whether a notice may still decide the day.

    Raises:
        DataError: The bounds leave no arrangement at all, or none that is likely.
    """
    partner = next((each for each in practice.festivals if each.id == festival.absorbs), None)
    choices = tuple(_choices(festival, partner, law, year, rest, movable))
    if not choices:
        why = Reason(
            "outlook.no_block",
            f"按{law.number}没有适合 {year} 年的安排；请补入适合的",
            f"no block fits {year} under {law.number}: add the block that does",
        )
        raise DataError(FILE, festival.id, why)
    if not any(each.likely for each in choices):
        why = Reason(
            "outlook.no_likely_block",
            f"按{law.number}适合 {year} 年的安排都没有标为最可能；请标明一项",
            f"no block that fits {year} is likely under {law.number}: mark one",
        )
        raise DataError(FILE, festival.id, why)
    return choices


def likely_of(
    choices: tuple[Arrangement, ...], cost: float, in_a_row: int | None, rest: Rest
) -> tuple[Arrangement, tuple[date, ...]]:
    """Choose the likely arrangement and its make-up days: near the block, on both sides, no long run of work.

    Args:
        choices: The arrangements of a festival.
        cost: What two make-up days on the same side of a block cost, in days of distance.
        in_a_row: The longest run of days worked that is ordinary, None if the law sets none.
        rest: Whether a day outside the arrangement is a day of rest.
    """
    # Where two festivals meet, one joint block is likelier than two beside each other.
    arrangement = min((each for each in choices if each.likely), key=lambda each: len(each.parts))
    taken: tuple[date, ...] = ()
    for part in arrangement.parts:
        free = [day for day in part.candidates if day not in taken]
        taken += min(
            combinations(free, part.make_up),
            key=lambda days: _cost(arrangement, part, taken + days, days, cost, in_a_row, rest),
        )
    return arrangement, taken


def _choices(
    festival: Festival, partner: Festival | None, law: HolidayLaw, year: int, rest: Rest, movable: Movable
) -> Iterator[Arrangement]:
    own = law.festival(festival.id, year)
    other = law.festival(partner.id, year) if partner else {}
    needed = [day for day, name in own.items() if not festival.must_contain or name in festival.must_contain]
    for block, days in _blocks(festival, law, year, needed):
        joined = bool(other) and set(other) <= set(days)
        likely = law.id in (block.likely_joined if joined else block.likely)
        if partner is None or not other or joined:
            each = _arrange((festival,), (days,), (*own, *other), rest=rest, movable=movable, likely=likely)
            if each:
                yield each
            continue
        for beside, others in _blocks(partner, law, year, list(other)):
            if set(others) & set(days):
                continue
            both = likely and law.id in beside.likely
            pair = _arrange(
                (festival, partner), (days, others), (*own, *other), rest=rest, movable=movable, likely=both
            )
            if pair:
                yield pair


def _blocks(
    festival: Festival, law: HolidayLaw, year: int, needed: list[date]
) -> Iterator[tuple[FestivalBlock, list[date]]]:
    anchor = festival.anchor.in_year(year)
    for block in festival.blocks:
        if anchor.isoweekday() not in block.weekdays or (block.laws and law.id not in block.laws):
            continue
        first = anchor + timedelta(days=block.start)
        days = [first + timedelta(days=i) for i in range(block.length)]
        if set(needed) <= set(days):
            yield block, days


def _arrange(
    festivals: tuple[Festival, ...],
    blocks: tuple[list[date], ...],
    statutory: tuple[date, ...],
    *,
    rest: Rest,
    movable: Movable,
    likely: bool,
) -> Arrangement | None:
    off = {day: festival.name for festival, days in zip(festivals, blocks, strict=True) for day in days}
    if not all(movable(day) for day in off if not rest(day)):
        return None
    parts = []
    for festival, days in zip(festivals, blocks, strict=True):
        near = [days[0] - timedelta(days=i) for i in range(festival.before, 0, -1)]
        near += [days[-1] + timedelta(days=i) for i in range(1, festival.after + 1)]
        candidates = tuple(day for day in near if rest(day) and day not in off and movable(day))
        # A day that is two festivals at once (2009-10-03, 2020-10-01) is given twice, hence a list.
        own = [day for day in statutory if len(blocks) == 1 or day in days]
        parts.append(Part(days[0], days[-1], sum(not rest(day) for day in days) - len(own), candidates))
    make_up = sum(part.make_up for part in parts)
    together = tuple(sorted({day for part in parts for day in part.candidates}))
    if not 0 <= make_up <= len(together):
        return None
    return Arrangement(off, make_up, together if make_up else (), tuple(parts), likely and _is_whole(parts))


def _is_whole(parts: list[Part]) -> bool:
    """Tell whether each block can have make-up days of its own, none owed to another."""
    return all(0 <= part.make_up <= len(part.candidates) for part in parts)


def _cost(
    arrangement: Arrangement,
    part: Part,
    taken: tuple[date, ...],
    days: tuple[date, ...],
    same_side: float,
    in_a_row: int | None,
    rest: Rest,
) -> tuple[bool, float]:
    before = [(part.first - day).days for day in days if day < part.first]
    after = [(day - part.last).days for day in days if day > part.last]
    crowd = max(len(before) - 1, 0) + max(len(after) - 1, 0)
    total = sum(before) + sum(after) + same_side * crowd
    return in_a_row is not None and any(_run(day, arrangement, taken, rest) > in_a_row for day in days), total


def _run(day: date, arrangement: Arrangement, extra: tuple[date, ...], rest: Rest) -> int:
    def worked(each: date) -> bool:
        return each in extra or (each not in arrangement.off and not rest(each))

    length = 1
    for step in (timedelta(days=-1), timedelta(days=1)):
        at = day + step
        while worked(at):
            length += 1
            at += step
    return length
