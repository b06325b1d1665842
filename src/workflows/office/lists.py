"""Lists of the cases of a desk: by query, by time band, by what is due soon."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.cases.listed import Band
from workflows.office.desk import Desk
from workflows.store.port import Page, Query


def find(desk: Desk, query: Query, *, limit: int = 50, after: str | None = None) -> Page:
    """List cases, the nearest due date first."""
    return desk.store.find(desk.agency, query, limit=limit, after=after)


def due_within(desk: Desk, place: str, working_days: int, *, assignee: str | None = None, limit: int = 50) -> Page:
    """List open cases due from today through the n-th working day after it, by the calendar of a place."""
    today = desk.clock.now().date()
    last = desk.basis(place).calendar.shift(today, working_days) if working_days else today
    return find(desk, Query(due_from=today, due_through=last, assignee=assignee), limit=limit)


def overdue(desk: Desk, *, limit: int = 50, after: str | None = None) -> Page:
    """List the cases past due, the longest overdue first."""
    return find(desk, Query(band="overdue", at=desk.clock.now()), limit=limit, after=after)


def bands(desk: Desk) -> Mapping[Band, int]:
    """Count the open cases by time band; each is in exactly one."""
    return desk.store.bands(desk.agency, desk.clock.now())
