"""The days of a calendar as kept beside the clocks that were counted by it, to tell later which days changed."""

from __future__ import annotations

import json
from datetime import date

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar


@frozen
class KeptCalendar:
    """A calendar as it was: every day's answer, not its reasons."""

    calendar: WorkCalendar

    def changed_days(self, now: WorkCalendar) -> tuple[date, ...]:
        """Give the days whose answer is another now, or that one of the two does not cover."""
        old = self.calendar
        first, last = min(old.first, now.first), max(old.last, now.last)
        days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
        return tuple(day for day in days if _answer(old, day) is not _answer(now, day))


def _answer(calendar: WorkCalendar, day: date) -> bool | None:
    return calendar.is_workday(day) if calendar.covers(day) else None


def calendar_text(calendar: WorkCalendar) -> str:
    """Give a calendar as text: its range, its weekend, and the days that stand out."""
    special = calendar.special_days()
    return json.dumps(
        {
            "region": calendar.region,
            "first": calendar.first.isoformat(),
            "last": calendar.last.isoformat(),
            "revisable_from": calendar.revisable_from.isoformat() if calendar.revisable_from else None,
            "weekend": sorted(calendar.weekend),
            "off": [day.isoformat() for day, entry in sorted(special.items()) if not entry.working],
            "worked": [day.isoformat() for day, entry in sorted(special.items()) if entry.working],
        }
    )


def calendar_from_text(text: str) -> KeptCalendar:
    """Read a calendar back."""
    data = json.loads(text)
    revisable = data["revisable_from"]
    return KeptCalendar(
        WorkCalendar.from_days(
            region=data["region"],
            first=date.fromisoformat(data["first"]),
            last=date.fromisoformat(data["last"]),
            weekend=tuple(data["weekend"]),
            off=[date.fromisoformat(day) for day in data["off"]],
            worked=[date.fromisoformat(day) for day in data["worked"]],
            revisable_from=date.fromisoformat(revisable) if revisable else None,
        )
    )
