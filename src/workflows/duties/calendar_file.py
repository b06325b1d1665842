"""The duties of a year as a calendar file (iCalendar): one all-day entry for every turn that has a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from workflows.duties.standing import DutyItem
from workflows.duties.tables import WORDS
from workflows.places.clause import DisclosurePlan
from workflows.places.place import Place

if TYPE_CHECKING:
    from icalendar import Event

_DAYS_BEFORE = (5, 1)
"""Reminders of an entry, in days; offices that use the ladders get theirs in working days."""


def calendar_of(place: Place, plan: DisclosurePlan, items: Iterable[DutyItem]) -> bytes:
    """Give the file; an entry keeps its UID over runs, and its SEQUENCE grows when its day moves. No personal data."""
    from icalendar import Calendar  # noqa: PLC0415  # an extra

    calendar = Calendar()
    calendar.add("prodid", "-//disclosure-workflows//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{place.zh}：政务公开职责")
    for item in items:
        if item.due is not None:
            calendar.add_component(_event(place, plan, item))
    return bytes(calendar.to_ical())


def _event(place: Place, plan: DisclosurePlan, item: DutyItem) -> Event:
    from icalendar import Alarm, Event  # noqa: PLC0415  # an extra, imported when used

    sign, zh, _ = WORDS[item.status]
    event = Event()
    event.add("uid", uid(place, item))
    event.add("dtstamp", datetime(item.due.year if item.due else 1970, 1, 1, tzinfo=UTC))
    event.add("dtstart", item.due)
    event.add("dtend", item.due + timedelta(days=1) if item.due else None)
    event.add("sequence", item.revision)
    event.add("summary", f"{sign} {item.duty.zh}（{item.period}）")
    event.add(
        "description", f"《{plan.title}》{item.duty.clause}：{item.duty.quote}\n牵头：{item.duty.lead}\n状态：{zh}"
    )
    event.add("categories", [item.duty.lead] if item.duty.lead else [])
    event.add("transp", "TRANSPARENT")
    for days in _DAYS_BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", item.duty.zh)
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def uid(place: Place, item: DutyItem) -> str:
    """Name an entry: the same place, duty and period give the same name."""
    parts = f"{place.id}\x00{item.duty.id}\x00{item.period}"
    return f"{sha256(parts.encode()).hexdigest()[:32]}@disclosure-workflows"
