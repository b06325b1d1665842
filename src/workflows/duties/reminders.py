"""Who is reminded of which duty on a day: by the reminder ladder of the place, rung by rung. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import CalendarGapError
from workflows.alarms.ladder import Ladder, LadderBook
from workflows.duties.standing import MISSED, PENDING, DutyItem
from workflows.flows.parts import AGENCY, Clock, Overdue

_TERM = Clock("due", "", AGENCY, "职责届满", "duty due", lapse=Overdue("", "", ""))
"""A duty is reminded of like a term of the agency in days."""


@frozen
class Reminder:
    """One duty to be reminded of: the rung reached, for whom, in which words; ``lead`` is the unit responsible."""

    item: DutyItem
    rung: str
    colour: str
    to: tuple[str, ...]
    zh: str
    en: str

    @property
    def lead(self) -> str:
        """The unit that leads."""
        return self.item.lead or self.item.duty.lead

    def to_dict(self) -> dict[str, Any]:
        """Give the reminder as plain values."""
        return {
            "id": self.item.duty.id,
            "period": self.item.period,
            "due": self.item.due.isoformat() if self.item.due else None,
            "status": self.item.status,
            "rung": self.rung,
            "colour": self.colour,
            "to": list(self.to),
            "lead": self.lead,
            "text": self.zh,
            "text_en": self.en,
        }


def reminders(
    items: Iterable[DutyItem], place: str, book: LadderBook, calendar: WorkCalendar, day: date
) -> tuple[Reminder, ...]:
    """Give what is to be reminded of on a day, the most pressing first; nobody is reminded of what is done.

    A rung that falls on a day off is reached on the working day before; past the last notice the likely calendar tells.
    """
    ladder = book.of(place, "duty", _TERM, "working_days")
    if ladder is None:
        return ()
    found = []
    for item in items:
        if item.due is not None and item.status in {PENDING, MISSED}:
            found += _of_item(item, ladder, calendar, day)
    return tuple(sorted(found, key=lambda one: (one.item.due or day, one.item.duty.id)))


def _of_item(item: DutyItem, ladder: Ladder, calendar: WorkCalendar, day: date) -> list[Reminder]:
    due = item.due or day
    return [
        Reminder(item, rung.id, rung.colour, rung.to, _worded(rung.zh, rung.at), _worded(rung.en, rung.at))
        for rung in ladder.rungs
        if _reached(due, rung.at, calendar) == day
    ]


def _reached(due: date, at: float, calendar: WorkCalendar) -> date | None:
    """Give the day of a rung, None past all that can be foreseen."""
    for known in (calendar, getattr(calendar.outlook(), "likely", None)):
        try:
            if known is not None:
                last = known.previous_or_same(due)
                return known.shift(last, int(at)) if at else last
        except CalendarGapError:
            continue
    return None


def _worded(text: str, at: float) -> str:
    return text.replace("{n}", f"{abs(at):g}")
