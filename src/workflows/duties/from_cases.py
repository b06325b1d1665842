"""Evidence that needs no entry: what the cases of an office show by themselves, such as a meeting with invited people.

A duty names what counts as ``flow:EventType``, with ``@role`` behind it where only that role's acts count, and then
``:fact`` (the fact is there and not empty) or ``:fact=value``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from attrs import frozen

from workflows.cases.events import VOIDED, Event
from workflows.duties.records import Evidence
from workflows.places.clause import Duty
from workflows.values import SHANGHAI, day_of


@frozen
class Counted:
    """What of which cases is evidence of a duty; ``role`` and ``value`` empty where any will do."""

    flow: str
    event: str
    role: str = ""
    fact: str = ""
    value: str = ""

    def fits(self, event: Event) -> bool:
        """Tell whether an event counts."""
        if event.type != self.event or event.flow.partition("@")[0] != self.flow:
            return False
        if self.role and event.by.role != self.role:
            return False
        if not self.fact:
            return True
        given = dict(event.facts).get(self.fact)
        return str(given) == self.value if self.value else bool(given)


def counted(text: str) -> Counted:
    """Read what counts.

    >>> counted("opinion:ConferenceHeld@head").role
    'head'
    >>> counted("prepublication:DecisionAdopted:attendees").fact
    'attendees'
    """
    flow, who, fact = (*text.split(":", 2), "", "")[:3]
    event, _, role = who.partition("@")
    name, _, value = fact.partition("=")
    return Counted(flow, event, role, name, value)


def event_types(duties: Iterable[Duty]) -> frozenset[str]:
    """Name the events of cases that count for some duty."""
    return frozenset(counted(duty.counts).event for duty in duties if duty.counts)


def shown_by_cases(events: Iterable[Event], duties: Iterable[Duty], as_of: date) -> Mapping[str, tuple[Evidence, ...]]:
    """Give for each duty what cases show, recorded through a day and not voided, by the day on which it happened."""
    through = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), SHANGHAI)
    known = [event for event in events if event.recorded < through]
    gone = {(event.case_id, event.voids) for event in known if event.type == VOIDED}
    left = [event for event in known if event.type != VOIDED and (event.case_id, event.seq) not in gone]
    found: dict[str, list[Evidence]] = defaultdict(list)
    for duty in duties:
        wanted = counted(duty.counts) if duty.counts else None
        if wanted is not None:
            found[duty.id] = [_evidence(event) for event in left if wanted.fits(event)]
    return {name: tuple(sorted(own, key=lambda one: (one.on, one.ref, one.seq))) for name, own in found.items()}


def _evidence(event: Event) -> Evidence:
    on = day_of(event.on)
    by = f"{event.by.role}:{event.by.name}"
    return Evidence("", on, "case", f"{event.case_id}#{event.seq}", by, day_of(event.recorded), seq=event.seq)
