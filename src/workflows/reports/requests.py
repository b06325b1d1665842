"""A request as the annual report counts it: a fold over the few events of its history that matter.

What matters is read from the flows themselves: the moves that end a request, open it again, or bring one of the facts
named in ``FACTS``. Voided events count as never happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import Factory, define, frozen

from workflows.cases.case import voided_seqs
from workflows.cases.events import NOTED, OPENED, VOIDED
from workflows.cases.text import from_dict
from workflows.flows.flow import Flow
from workflows.flows.parts import Field
from workflows.values import day_of

FACTS = frozenset(
    {
        "received_on",
        "applicant_kind",
        "channel",
        "review_number",
        "review_result",
        "lawsuit_number",
        "lawsuit_kind",
        "lawsuit_result",
        "paid_on",
        "fee_yuan",
    }
)

_REMEDIES = (("review_number", "review_result", None), ("lawsuit_number", "lawsuit_result", "lawsuit_kind"))
"""The facts of a remedy: its number, how it ended, of which kind it is."""

_NOTHING: Mapping[str, Any] = {}

TERMS = ("bulk", "reply")
"""The clocks whose due day tells whether a request ended in time: that of a delayed reply, or else of the reply."""


@frozen
class End:
    """An end of a request: the day it took effect, its outcome, the due day that ran until then."""

    on: date
    outcome: str
    due: date | None = None

    @property
    def is_late(self) -> bool | None:
        """Tell whether the term was over; None where no term is known."""
        return None if self.due is None else self.on > self.due


@frozen
class Remedy:
    """A reconsideration or a suit: ``group`` is its group of table four, ``result`` empty while it is pending."""

    group: str
    number: str
    begun: date
    concluded: date | None = None
    result: str = ""


@frozen
class Request:
    """What the report needs to know of a request."""

    case_id: str
    received: date | None
    kind: str
    channel: str
    assignee: str
    ends: tuple[End, ...]
    remedies: tuple[Remedy, ...]
    fees: tuple[tuple[date, int], ...]

    @property
    def end(self) -> End | None:
        """The first end: what the report counts, whatever came later."""
        return self.ends[0] if self.ends else None


def flows_counted(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """Give the flows that the report counts: those of requests, in all their versions."""
    return tuple(flow for flow in flows if any(field.name == "applicant_kind" for field in _fields(flow)))


def _fields(flow: Flow) -> Iterator[Field]:
    return (field for move in flow.moves for field in move.requires)


def needed_types(flows: Iterable[Flow], *, with_offices: bool = False) -> frozenset[str]:
    """Give the types of events that the report has to read; ``with_offices`` those too that say who handles a case."""
    types = {OPENED, NOTED, VOIDED} if with_offices else {VOIDED}
    for flow in flows:
        for move in flow.moves:
            brings = {field.name for field in move.requires} & FACTS
            if move.outcome or move.outcome_from or move.reopens or brings:
                types.add(move.event)
    return frozenset(types)


def requests_of(
    events: Iterable[Mapping[str, Any]], flows: Collection[str], recorded_by: datetime | None = None
) -> Iterator[Request]:
    """Give the requests of an agency from its events, by case and number.

    Args:
        events: Those of ``needed_types`` as data, in order.
        flows: Names of the flows that count; cases of others are passed over.
        recorded_by: What was recorded later is not known.
    """
    for _, history in groupby(events, itemgetter("case_id")):
        known = [event for event in history if recorded_by is None or _instant(event["recorded"]) <= recorded_by]
        if known and any(event["flow"] in flows for event in known):
            yield request_of(known)


def request_of(events: Sequence[Mapping[str, Any]]) -> Request:
    """Fold the events of one case."""
    fold = _Fold()
    voided = _voided(events)
    for event in events:
        if event["seq"] not in voided and event["type"] != VOIDED:
            fold.take(event)
    return Request(
        case_id=events[0]["case_id"],
        received=fold.received,
        kind=fold.kind,
        channel=fold.channel,
        assignee=fold.assignee,
        ends=tuple(fold.ends),
        remedies=tuple(fold.remedies.values()),
        fees=tuple(fold.fees),
    )


def _voided(events: Sequence[Mapping[str, Any]]) -> Collection[int]:
    """Give the numbers of the events that do not count."""
    if not any("voids" in event for event in events):
        return ()
    return voided_seqs([from_dict(event) for event in events if "voids" in event])


@lru_cache(maxsize=4096)
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_of(value: Mapping[str, str]) -> date:
    """Read a day as it is stored; that of an instant is the day in China."""
    return _day(value["day"]) if "day" in value else day_of(_instant(value["instant"]))


@define
class _Fold:
    """What is known of a request after some of its events."""

    received: date | None = None
    kind: str = ""
    channel: str = ""
    assignee: str = ""
    outcome: str = ""
    yuan: int = 0
    ends: list[End] = Factory(list)
    remedies: dict[tuple[str, str], Remedy] = Factory(dict)
    fees: list[tuple[date, int]] = Factory(list)

    def take(self, event: Mapping[str, Any]) -> None:
        """Take one event in."""
        facts = event.get("facts", _NOTHING)
        day = _day_of(event["on"])
        if "received_on" in facts:
            self.received = _day_of(facts["received_on"])
        self.kind = facts.get("applicant_kind", self.kind)
        self.channel = facts.get("channel", self.channel)
        self.assignee = event.get("detail", _NOTHING).get("assignee") or self.assignee
        if event.get("reopened"):
            self.outcome = ""
        outcome = event.get("outcome", "")
        if outcome and outcome != self.outcome:
            self.ends.append(End(day, outcome, _due(event)))
            self.outcome = outcome
        self._remedy(facts, day)
        if "fee_yuan" in facts:
            self.yuan = facts["fee_yuan"]
        if "paid_on" in facts:
            self.fees.append((_day_of(facts["paid_on"]), self.yuan))

    def _remedy(self, facts: Mapping[str, Any], day: date) -> None:
        for number, result, kind in _REMEDIES:
            if number not in facts:
                continue
            key = (number, facts[number])
            before = self.remedies.get(key)
            group = "review" if kind is None else facts.get(kind) or (before.group if before else "direct")
            begun = before.begun if before else day
            if result in facts:
                self.remedies[key] = Remedy(group, key[1], begun, day, facts[result])
            elif before is None:
                self.remedies[key] = Remedy(group, key[1], day)


def _due(event: Mapping[str, Any]) -> date | None:
    """Give the due day of the reply as the end found it."""
    dues = {change["clock"]: change["due"] for change in event.get("clocks", ()) if change["clock"] in TERMS}
    due = next((dues[clock] for clock in TERMS if clock in dues), None)
    return None if due is None else _day_of(due)
