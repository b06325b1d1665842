"""Lists of cases: their order, their cursors, and what a query means, said once for all adapters. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from deadlines.errors import Reason
from workflows.cases.listed import BANDS, Band, CaseRow
from workflows.errors import WrongInput
from workflows.store.errors import WrongCursor
from workflows.store.port import Query
from workflows.values import SHANGHAI, day_of, last_instant, last_micros, micros

NO_DUE = 2**62
"""Stands for the last instant of a case without due date, so that it sorts last and one index serves all lists."""


def due_last(row: CaseRow) -> int:
    """Give the last instant of the due date of a case, ``NO_DUE`` where there is none."""
    return NO_DUE if row.due is None else last_micros(row.due)


def sort_key(row: CaseRow) -> tuple[int, str]:
    """Give the place of a case in a list: by the last instant of its due date, then by its id."""
    return due_last(row), row.case_id


def cursor_of(row: CaseRow) -> str:
    """Give the cursor that goes on after a case."""
    last, case_id = sort_key(row)
    return f"{last}:{case_id}"


ORDERS = ("due", "latest", "case")
"""The nearest due date first, cases without one last; the same backwards; by the id of the case."""


def is_behind(place: tuple[int, str], cursor: tuple[int, str], query: Query) -> bool:
    """Tell whether a place in a list comes after a cursor, in the order of a query."""
    if query.order == "case":
        return place[1] > cursor[1]
    return place < cursor if query.order == "latest" else place > cursor


def in_every_band(query: Query) -> Query:
    """Give a query without its band, so that its cases can be counted by band."""
    return evolve(query, band=None, at=None)


def counted(found: Mapping[Band, int]) -> Mapping[Band, int]:
    """Give the count of every time band; that of the ended cases only where there are any."""
    return {band: found.get(band, 0) for band in BANDS if band != "ended" or found.get(band)}


_LONGEST_CURSOR = 160


def place_after(cursor: str | None) -> tuple[int, str] | None:
    """Read a cursor.

    Raises:
        WrongCursor: No page gave it.
    """
    if cursor is None:
        return None
    if not isinstance(cursor, str) or not cursor.isprintable() or len(cursor) > _LONGEST_CURSOR:
        raise WrongCursor(repr(cursor)[:80])
    last, colon, case_id = cursor.partition(":")
    if not (colon and case_id and last.removeprefix("-").isdecimal()) or abs(int(last)) > NO_DUE:
        raise WrongCursor(cursor)
    return int(last), case_id


@frozen
class Bounds:
    """The edges between the time bands at an instant, in microseconds: now, and the last instant of the day."""

    now: int
    today: int


def bounds(at: datetime) -> Bounds:
    """Give the edges of the bands at an instant."""
    return Bounds(micros(at), micros(last_instant(day_of(at))))


def band_of_row(row: CaseRow, at: datetime) -> Band:
    """Give the time band of a case from its row alone; equals ``bands.band_of`` of the case."""
    if row.standing != "running":
        return row.standing
    last, edge = due_last(row), bounds(at)
    if last < edge.now:
        return "overdue"
    if last <= edge.today:
        return "due_today"
    return "warning" if row.warn_at is not None and row.warn_at <= at else "on_time"


def grams(title: str) -> tuple[str, ...]:
    """Cut a title into overlapping pairs of characters, folded; the last character stands alone as well.

    >>> grams("公开 年报")
    ('公开', '开 ', ' 年', '年报', '报')
    """
    text = folded(title)
    return tuple(dict.fromkeys([text[at : at + 2] for at in range(len(text))]))


def folded(text: str) -> str:
    """Give a text as titles are compared: without case, blanks as one."""
    return " ".join(text.casefold().split())


def due_edges(query: Query) -> tuple[int | None, int | None]:
    """Give the first and last instants of the due days that a query asks for."""
    begin, end = query.due_from, query.due_through
    first = None if begin is None else -NO_DUE if begin == date.min else last_micros(begin - timedelta(days=1)) + 1
    last = None if end is None else NO_DUE - 1 if end == date.max else last_micros(end)
    return first, last


def matches(row: CaseRow, query: Query) -> bool:
    """Tell whether a case belongs to a list; adapters with indexes must agree."""
    named = (
        (query.assignee, row.assignee),
        (query.waits_for, row.waits_for),
        (query.flow, row.flow),
        (query.state, row.state),
        (query.number, row.number),
        (query.is_open, row.is_open),
    )
    if any(wanted is not None and wanted != stored for wanted, stored in named):
        return False
    if query.text is not None and folded(query.text) not in folded(row.title):
        return False
    if query.band is not None and band_of_row(row, asked_at(query)) != query.band:
        return False
    first, last = due_edges(query)
    due = due_last(row)
    if (first is not None or last is not None) and due == NO_DUE:
        return False
    return (first is None or first <= due) and (last is None or due <= last)


def asked_at(query: Query) -> datetime:
    """Give the instant of a query by time band.

    Raises:
        WrongInput: The band is unknown, or the instant is missing or naive.
    """
    if query.band not in BANDS:
        known = ", ".join(BANDS)
        raise WrongInput("band", query.band, Reason("input.no_band", f"可写 {known}", f"known are {known}"))
    if query.at is None or query.at.tzinfo is None:
        raise WrongInput("at", query.at, Reason("input.no_zone", "时刻没有写明时区", "it is an instant without a zone"))
    return query.at.astimezone(SHANGHAI)
