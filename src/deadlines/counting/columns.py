"""The arithmetic of a calendar over whole columns of days; needs the extra ``columns`` (numpy).

Every answer equals the scalar one of :class:`~deadlines.calendars.calendar.WorkCalendar`, and every refusal names the
first position that caused it. NaT is refused: a missing day is missing data, never a missing answer.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NoReturn

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import AmbiguousDayError, CalendarGapError, DeadlinesError

Days = NDArray[np.datetime64]

_Ints = NDArray[np.int64]

_BLOCK = 32_768  # pairs per block: the buffers of a block stay in the cache next to the core

_DAY = np.dtype("datetime64[D]")

_NAT = np.iinfo(np.int64).min

_FAR = 1 << 40  # no table is this long: a rank this far off is out of range whatever n is


class NotADayError(DeadlinesError, ValueError):
    """A column holds a value that is no day."""

    code = "not_a_day"
    host_class = "bad_input"

    def __init__(self, column: str, position: int) -> None:
        self.column = column
        self.position = position
        super().__init__(
            f"{column}[{position}] 是 NaT，不是日期：请先补上或者去掉缺少的日子",
            f"{column}[{position}] is NaT: fill in or leave out the missing days before asking",
        )


class ColumnGapError(CalendarGapError):
    """A day in a column lies outside the announced days; ``position`` is its place in the flattened column."""

    code = "column_gap"
    host_class = "unknown"

    def __init__(self, column: str, position: int, gap: CalendarGapError) -> None:
        super().__init__(gap.region, gap.day, gap.first, gap.last)
        self.column = column
        self.position = position
        self.zh = f"{column}[{position}]：{gap.zh}"
        self.en = f"{column}[{position}]: {gap.en}"
        self.args = (self.en,)


@frozen(slots=True, eq=False)
class _Tables:
    """The two tables of a calendar, each with a guard at both ends that no valid pair can reach.

    ``ahead[i]`` is the rank of day i and ``behind[i]`` the rank before it; ``days[r]`` is the day of rank r.
    An index outside is clipped onto a guard, and a guard always ends in NaT: one check at the end is enough.
    """

    zero: int
    ahead: _Ints
    behind: _Ints
    days: _Ints
    rank: _Ints
    working: NDArray[np.bool_]


@lru_cache(maxsize=16)
def _tables(calendar: WorkCalendar) -> _Tables:
    rank = np.array(calendar.ranks(), dtype=np.int64)
    before = np.concatenate(([0], rank[:-1]))
    days = np.array(calendar.workdays(), dtype=_DAY).view(np.int64)
    zero = int(np.datetime64(calendar.first, "D").astype(np.int64))
    return _Tables(
        zero=zero,
        ahead=np.concatenate(([_FAR], rank, [_FAR])),
        behind=np.concatenate(([-_FAR], before + 1, [-_FAR])),
        days=np.concatenate(([_NAT], days, [_NAT])),
        rank=rank,
        working=rank > before,
    )


def shift(calendar: WorkCalendar, starts: ArrayLike, n: ArrayLike, *, out: Days | None = None) -> Days:
    """Give for each start the n-th working day after it, the start itself not counted; negative n counts back.

    Args:
        calendar: Must cover every start and every answer.
        starts: ``datetime64[D]``, any shape.
        n: One whole number, or as many as there are starts; never 0.
        out: ``datetime64[D]`` of the shape of the answer, to be filled instead of a new array.

    Raises:
        ColumnGapError: A start or an answer lies outside the announced days.
        AmbiguousDayError: An n is 0.
        NotADayError: A start is NaT.

    >>> from datetime import date
    >>> import numpy as np
    >>> week = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 1, 31))
    >>> shift(week, np.array(["2024-01-05", "2024-01-06"], dtype="datetime64[D]"), 1)
    array(['2024-01-08', '2024-01-08'], dtype='datetime64[D]')
    """
    column, steps = _days("starts", starts), _whole(n)
    shape = np.broadcast_shapes(column.shape, steps.shape)
    answer = _target(out, shape, column, steps)
    begins = _flat(column, shape).view(np.int64)
    _shift_into(calendar, begins, _flat(steps, shape), answer.reshape(-1).view(np.int64))
    return answer


def _shift_into(calendar: WorkCalendar, starts: _Ints, n: _Ints, out: _Ints) -> None:
    tables = _tables(calendar)
    index, rank = np.empty(_BLOCK, dtype=np.int64), np.empty(_BLOCK, dtype=np.int64)
    for begin in range(0, len(starts), _BLOCK):
        block, steps, answer = (column[begin : begin + _BLOCK] for column in (starts, n, out))
        i, r = index[: len(block)], rank[: len(block)]
        np.subtract(block, tables.zero - 1, out=i)
        if steps.min() > 0:
            np.take(tables.ahead, i, out=r, mode="clip")
        else:
            r[:] = np.where(steps > 0, tables.ahead.take(i, mode="clip"), tables.behind.take(i, mode="clip"))
            r[steps == 0] = _FAR
        np.add(r, steps, out=r)
        np.take(tables.days, r, out=answer, mode="clip")
        if answer.min() == _NAT:
            _refuse_shift(calendar, block, steps, int(answer.argmin()), begin)


def _refuse_shift(calendar: WorkCalendar, block: _Ints, steps: _Ints, at: int, begin: int) -> NoReturn:
    day, n = _scalar(block[at], "starts", begin + at, calendar), int(steps[at])
    try:
        calendar.shift(day, n)
    except CalendarGapError as gap:
        raise ColumnGapError("starts", begin + at, gap) from None
    except AmbiguousDayError as zero:
        raise AmbiguousDayError(zero.start, f"n[{begin + at}] = 0 working days", zero.why) from None
    raise AssertionError(f"table and calendar disagree on {day} and {n}")  # pragma: no cover


def count(calendar: WorkCalendar, after: ArrayLike, through: ArrayLike) -> NDArray[np.int64]:
    """Count for each pair the working days after one day up to and including the other; negative if reversed.

    Raises:
        ColumnGapError: A day lies outside the announced days.
        NotADayError: A day is NaT.

    >>> from datetime import date
    >>> import numpy as np
    >>> week = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 1, 31))
    >>> count(week, np.array(["2024-01-05"], dtype="datetime64[D]"), np.datetime64("2024-01-09"))
    array([2])
    """
    begin, end = _days("after", after), _days("through", through)
    shape = np.broadcast_shapes(begin.shape, end.shape)
    rank = _tables(calendar).rank
    answer = np.empty(shape, dtype=np.int64)
    counted = answer.reshape(-1)
    begins, ends = _flat(begin, shape), _flat(end, shape)
    for at in range(0, len(counted), _BLOCK):
        block = slice(at, at + _BLOCK)
        low = rank[_index(calendar, begins[block], "after", at)]
        np.subtract(rank[_index(calendar, ends[block], "through", at)], low, out=counted[block])
    return answer


def is_workday(calendar: WorkCalendar, days: ArrayLike) -> NDArray[np.bool_]:
    """Tell for each day whether it is worked.

    Raises:
        ColumnGapError: A day lies outside the announced days.
        NotADayError: A day is NaT.

    >>> from datetime import date
    >>> import numpy as np
    >>> week = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 1, 31))
    >>> is_workday(week, np.array(["2024-01-05", "2024-01-06"], dtype="datetime64[D]"))
    array([ True, False])
    """
    column = _days("days", days)
    index = _index(calendar, column.reshape(-1), "days", 0)
    return _tables(calendar).working[index].reshape(column.shape)


def _index(calendar: WorkCalendar, block: Days, column: str, begin: int) -> _Ints:
    tables = _tables(calendar)
    index = block.view(np.int64) - tables.zero
    # Seen as unsigned, a day before the first one is as far off as one after the last; so is NaT.
    beyond = index.view(np.uint64) >= np.uint64(len(tables.rank))
    if beyond.any():
        at = int(beyond.argmax())
        day = _scalar(block.view(np.int64)[at], column, begin + at, calendar)
        gap = CalendarGapError(calendar.region, day, calendar.first, calendar.last)
        raise ColumnGapError(column, begin + at, gap)
    return index


def _scalar(value: np.int64, column: str, position: int, calendar: WorkCalendar) -> date:
    if value == _NAT:
        raise NotADayError(column, position)
    day = np.datetime64(int(value), "D").item()
    if isinstance(day, date):
        return day
    step = f"{np.datetime64(int(value), 'D')}"  # a year that no date can hold
    raise ColumnGapError(column, position, CalendarGapError(calendar.region, None, calendar.first, calendar.last, step))


def _days(column: str, values: ArrayLike) -> Days:
    array = np.asarray(values)
    if array.dtype != _DAY:
        raise TypeError(
            f"{column} must be datetime64[D], not {array.dtype}: which day an instant falls on depends on the place"
        )
    return array


def _whole(n: ArrayLike) -> _Ints:
    array = np.asarray(n)
    if array.dtype.kind not in "iu" or not np.can_cast(array.dtype, np.int64):
        raise TypeError(f"n must be whole numbers that fit 64 bits, not {array.dtype}")
    return array


def _flat(array: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    # A view wherever one is possible: one n for ten million starts stays one n.
    return np.broadcast_to(array, shape).reshape(-1)


def _target(out: Days | None, shape: tuple[int, ...], *inputs: NDArray[Any]) -> Days:
    if out is None:
        return np.empty(shape, dtype=_DAY)
    if out.dtype != _DAY or out.shape != shape or not out.flags.c_contiguous or not out.flags.writeable:
        raise ValueError(f"out must be a writable, contiguous datetime64[D] array of shape {shape}")
    if any(np.may_share_memory(out, array) for array in inputs):
        raise ValueError("out overlaps a column that is still to be read: give an array of its own")
    return out
