"""A request as the annual report counts it: a fold over the few events of its history that matter.

What matters is read from the flows themselves: the moves that end a request, open it again, or bring one of the facts
named in ``FACTS``. Voided events count as never happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby

from attrs import Factory, define, frozen

from workflows.cases.case import voided_seqs
from workflows.cases.events import NOTED, OPENED, VOIDED, Event
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

REPLY = "reply"
"""The clock whose due day tells whether a request ended in time."""


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

    agency: str
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


def needed_types(flows: Iterable[Flow]) -> frozenset[str]:
    """Give the types of events that the report has to read."""
    types = {OPENED, NOTED, VOIDED}
    for flow in flows:
        for move in flow.moves:
            brings = {field.name for field in move.requires} & FACTS
            if move.outcome or move.outcome_from or move.reopens or brings:
                types.add(move.event)
    return frozenset(types)


def requests_of(
    events: Iterable[Event], flows: Collection[str], recorded_by: datetime | None = None
) -> Iterator[Request]:
    """Give the requests of an agency from its events, by case and number.

    Args:
        events: Those of ``needed_types``, in order.
        flows: Names of the flows that count; cases of others are passed over.
        recorded_by: What was recorded later is not known.
    """
    for _, history in groupby(events, lambda event: event.case_id):
        known = [event for event in history if recorded_by is None or event.recorded <= recorded_by]
        if known and any(event.flow in flows for event in known):
            yield request_of(known)


def request_of(events: Iterable[Event]) -> Request:
    """Fold the events of one case."""
    fold = _Fold()
    listed = list(events)
    voided = voided_seqs(listed)
    for event in listed:
        if event.seq not in voided and event.type != VOIDED:
            fold.take(event)
    first = listed[0]
    return Request(
        agency=next((event.get("agency") for event in listed if event.type == OPENED), ""),
        case_id=first.case_id,
        received=fold.received,
        kind=fold.kind,
        channel=fold.channel,
        assignee=fold.assignee,
        ends=tuple(fold.ends),
        remedies=tuple(fold.remedies.values()),
        fees=tuple(fold.fees),
    )


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

    def take(self, event: Event) -> None:
        """Take one event in."""
        facts = dict(event.facts)
        day = day_of(event.on)
        received = facts.get("received_on")
        if isinstance(received, date):
            self.received = day_of(received)
        self.kind = str(facts.get("applicant_kind", self.kind))
        self.channel = str(facts.get("channel", self.channel))
        self.assignee = event.get("assignee") or self.assignee
        if event.reopened:
            self.outcome = ""
        if event.outcome and event.outcome != self.outcome:
            self.ends.append(End(day, event.outcome, _due(event)))
            self.outcome = event.outcome
        self._remedy(facts, day)
        self._fee(facts)

    def _remedy(self, facts: Mapping[str, object], day: date) -> None:
        for number, result, kind in (
            ("review_number", "review_result", None),
            ("lawsuit_number", "lawsuit_result", "lawsuit_kind"),
        ):
            if number not in facts:
                continue
            key = (number, str(facts[number]))
            before = self.remedies.get(key)
            group = "review" if kind is None else str(facts.get(kind) or (before.group if before else "direct"))
            begun = before.begun if before else day
            if result in facts:
                self.remedies[key] = Remedy(group, key[1], begun, day, str(facts[result]))
            elif before is None:
                self.remedies[key] = Remedy(group, key[1], day)

    def _fee(self, facts: Mapping[str, object]) -> None:
        yuan, paid = facts.get("fee_yuan"), facts.get("paid_on")
        if isinstance(yuan, int):
            self.yuan = yuan
        if isinstance(paid, date):
            self.fees.append((day_of(paid), self.yuan))


def _due(event: Event) -> date | None:
    """Give the due day of the reply as the end found it."""
    due = next((change.due for change in event.clocks if change.clock == REPLY), None)
    return None if due is None else day_of(due)
