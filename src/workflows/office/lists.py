"""Lists of the cases of a desk: by query, by time band, by what is due soon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import CalendarGapError
from workflows.cases.listed import Band
from workflows.office.desk import Desk
from workflows.store.checks import check_count
from workflows.store.port import Page, Query


def find(desk: Desk, query: Query, *, limit: int = 50, after: str | None = None) -> Page:
    """List cases, the nearest due date first."""
    return desk.store.find(desk.agency, query, limit=limit, after=after)


def due_within(
    desk: Desk,
    place: str,
    working_days: int,
    *,
    assignee: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page:
    """List open cases due from today through the n-th working day after it, by the calendar of a place.

    Past the last notice a case is listed as soon as any notice still to come could make its day so near.
    """
    check_count("working_days", working_days, least=0)
    today = desk.clock.now().date()
    last = _latest(desk.basis(place).calendar, today, working_days) if working_days else today
    return find(desk, Query(due_from=today, due_through=last, assignee=assignee), limit=limit, after=after)


def _latest(calendar: WorkCalendar, today: date, working_days: int) -> date:
    """Give the latest day that the n-th working day can fall on: nobody whose earliest day is near is left out."""
    try:
        last = calendar.shift(today, working_days)
    except CalendarGapError:
        last = None
    open_from = calendar.revisable_from or calendar.last
    look = calendar.outlook() if last is None or last >= open_from else None
    if look is None:
        return calendar.shift(today, working_days) if last is None else last
    # The narrow bound holds for counts that begin before the first undecided day.
    slow = look.slowest if today < open_from else look.least_worked
    return slow.shift(today, working_days)


def overdue(desk: Desk, *, limit: int = 50, after: str | None = None) -> Page:
    """List the cases past due, the longest overdue first."""
    return find(desk, Query(band="overdue", at=desk.clock.now()), limit=limit, after=after)


def bands(desk: Desk, query: Query | None = None) -> Mapping[Band, int]:
    """Count the open cases, or those of a query, by time band; each is in exactly one."""
    return desk.store.bands(desk.agency, desk.clock.now(), query)
