"""Which turns of a plan moved because of a notice, and why. Pure."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from workflows.duties.occurrences import Turn, turns
from workflows.duties.records import Records
from workflows.places.clause import DisclosurePlan


@frozen
class MovedTurn:
    """One turn before and after; ``notices`` are the notices between the two calendars that decided a day about it."""

    before: Turn
    after: Turn
    notices: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the turn as plain values."""
        return {
            "id": self.after.duty.id,
            "period": self.after.period.name,
            "from": self.before.due.isoformat(),
            "to": self.after.due.isoformat(),
            "certainty": [self.before.certainty, self.after.certainty],
            "notices": list(self.notices),
        }


def moved_turns(
    plan: DisclosurePlan, year: int, before: WorkCalendar, after: WorkCalendar, records: Records
) -> tuple[MovedTurn, ...]:
    """Compare the turns of a year by two calendars; those whose day or certainty differs, by day.

    Raises:
        CalendarGapError: A day has to be counted past all that can be foreseen.
    """
    found = []
    for duty in plan.duties:
        interval, since = records.of(duty.id).interval, plan.year
        pairs = zip(
            turns(duty, year, before, interval=interval, since=since),
            turns(duty, year, after, interval=interval, since=since),
            strict=True,
        )
        for old, new in pairs:
            if (old.due, old.certainty) != (new.due, new.certainty):
                found.append(MovedTurn(old, new, _notices(old, new, before, after)))
    return tuple(sorted(found, key=lambda one: (one.after.due, one.after.duty.id)))


def _notices(old: Turn, new: Turn, before: WorkCalendar, after: WorkCalendar) -> tuple[str, ...]:
    """Name the notices that decided a day between the period's end and the due day, and were not known before."""
    first = min(old.period.last, old.due, new.due, old.rolled_from or old.due)
    last = max(old.due, new.due)
    known = before.special_days()
    decided = [
        day.notice
        for each, day in sorted(after.special_days().items())
        if first <= each <= last and (each not in known or known[each].notice != day.notice)
    ]
    return tuple(dict.fromkeys(decided))
