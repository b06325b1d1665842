"""What a plan demands, sentence by sentence: a clause, the duty that it makes, and what serves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from deadlines.law.terms import CountedTerm

KINDS = (
    "move",
    "guard",
    "term",
    "duty-recurring",
    "duty-event",
    "duty-dated",
    "quota",
    "report",
    "record",
    "label",
    "role",
    "list",
    "channel",
    "weight",
    "organisational",
    "other",
)

MODALITIES = ("must", "may", "forbid")

COUNTED = (
    "working_days",
    "calendar_days",
    "months",
    "hours",
    "years",
    "times",
    "percent",
    "copies",
    "items",
    "persons",
    "articles",
    "elements",
    "issues",
)
"""What a number of a plan counts."""

PERIODS = (
    "real_time",
    "hourly",
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "half_yearly",
    "yearly",
    "n_yearly",
    "irregular",
    "permanent",
)
"""How often; ``irregular`` is 定期 or 经常 without an interval, which the office then sets."""

SHAPES = (
    "recurring",
    "window",
    "dated",
    "event",
    "quota",
    "coverage",
    "permanent",
    "real_time",
    "report",
    "inspection",
    "retention",
    "subordinate",
    "indicator",
)

SERVANTS = ("move", "guard", "rule", "duty", "role", "label", "option", "outlet", "report", "register")
"""What may serve a clause; each is looked up, so that none can be named that is not there."""

ROLLS = ("none", "next_working_day", "previous_working_day")


@frozen
class Anchor:
    """The day within a period, or after it, by which something is due; without one it is the last day.

    ``day`` is a day of the month, in the ``month``-th month of the period (the first if a period of several months
    names none); ``weekday`` is 1 for Monday; ``after_days`` and ``after_working_days`` count from the period's end.
    """

    day: int | None = None
    month: int | None = None
    weekday: int | None = None
    after_days: int | None = None
    after_working_days: int | None = None

    def to_dict(self) -> dict[str, int]:
        """Give what is set, such as ``{"day": 5}``."""
        named = {
            "day": self.day,
            "month": self.month,
            "weekday": self.weekday,
            "after_days": self.after_days,
            "after_working_days": self.after_working_days,
        }
        return {name: value for name, value in named.items() if value is not None}


@frozen
class Duty:
    """Something that an office does over and over, by a day, or after an event; its clause says the words.

    ``least`` is how much is wanted of ``unit``; ``period`` how often, ``every`` n years where it is ``n_yearly``.
    ``due`` is ``MM-DD`` for every year or ``YYYY-MM-DD`` for once; ``window`` the first and the last ``MM-DD``.
    ``term`` runs after an event, or ``rule`` does, a rule of the nation or of the place; ``counts`` names the event
    of a case that is evidence by itself, as ``flow:EventType`` or ``flow:EventType:fact=value``.
    """

    id: str
    zh: str
    en: str
    clause: str
    quote: str
    shape: str
    lead: str = ""
    partners: tuple[str, ...] = ()
    least: int | None = None
    unit: str | None = None
    period: str | None = None
    every: int = 1
    anchor: Anchor | None = None
    window: tuple[str, str] | None = None
    due: str | None = None
    roll: str = "none"
    term: CountedTerm | None = None
    rule: str = ""
    counts: str = ""
    report_to: str = ""
    outlets: tuple[str, ...] = ()
    verification: str = "text"

    @property
    def interval_by_office(self) -> bool:
        """Whether nothing is due before the office has set how often."""
        return self.period == "irregular"


@frozen
class Service:
    """One thing that serves a clause: its type, one of ``SERVANTS``, and its id."""

    type: str
    id: str

    def to_dict(self) -> dict[str, str]:
        """Give both as plain values."""
        return {"type": self.type, "id": self.id}


@frozen
class Clause:
    """One demand, number or date of a plan, with its words as they stand there.

    ``n`` is a number of the text in ``unit``; ``by_date`` is ``MM-DD`` or ``YYYY-MM-DD``; ``at`` tells quotations
    apart that stand in the plan twice. ``missing`` says what would serve it, ``organisational`` why no software can.
    ``until`` is its last day where the law behind it is gone since, ``lapsed_by`` what ended it.
    """

    id: str
    quote: str
    kind: str
    modality: str = "must"
    who: tuple[str, ...] = ()
    n: int | None = None
    unit: str | None = None
    period: str | None = None
    anchor: Anchor | None = None
    window: tuple[str, str] | None = None
    by_date: str | None = None
    at: int | None = None
    served_by: tuple[Service, ...] = ()
    missing: str = ""
    organisational: str = ""
    until: date | None = None
    lapsed_by: str = ""

    @property
    def status(self) -> str:
        """``served``, ``missing`` or ``organisational``."""
        if self.served_by:
            return "served"
        return "organisational" if self.organisational else "missing"

    def to_dict(self) -> dict[str, Any]:
        """Give the clause as plain values, the shape of ``disclosure.place.clauses/1``."""
        data = {
            "id": self.id,
            "quote": self.quote,
            "modality": self.modality,
            "kind": self.kind,
            "who": list(self.who),
            "n": self.n,
            "unit": self.unit,
            "period": self.period,
            "anchor": self.anchor.to_dict() if self.anchor else None,
            "window": list(self.window) if self.window else None,
            "by_date": self.by_date,
            "at": self.at,
            "served_by": [service.to_dict() for service in self.served_by],
            "status": self.status,
            "reason": self.missing or self.organisational,
        }
        if self.until is not None:
            data |= {"until": self.until.isoformat(), "lapsed_by": self.lapsed_by}
        return data


@frozen
class Owner:
    """A unit that a plan names and that was merged or renamed since: ``until`` is its last day."""

    name: str
    until: date
    successor: str
    source: str
    verification: str


@frozen
class DisclosurePlan:
    """A plan as a document: ``year`` is the one it names, None where it binds any year.

    ``source`` is the document that was read, ``owner`` the unit that leads where a clause names none.
    """

    title: str
    number: str
    source: str
    owner: str
    year: int | None
    promulgated: date | None
    clauses: tuple[Clause, ...] = ()
    duties: tuple[Duty, ...] = ()
    outlets: Mapping[str, str] = field(factory=dict, hash=False)
    owners: tuple[Owner, ...] = ()

    def owner_on(self, name: str, day: date) -> str:
        """Give who stands for a unit on a day: itself, or whoever came after it."""
        for owner in self.owners:
            if owner.name == name and day > owner.until:
                return self.owner_on(owner.successor, day)
        return name

    def clause(self, clause_id: str) -> Clause | None:
        """Find a clause by its id."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def duty(self, duty_id: str) -> Duty | None:
        """Find a duty by its id."""
        return next((duty for duty in self.duties if duty.id == duty_id), None)
