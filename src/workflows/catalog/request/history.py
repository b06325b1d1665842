"""What the history of a request says: what was done and not voided since, and what each third party said last."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.cases.case import Case, voided_seqs
from workflows.cases.events import Event

REPLIES = ("ReplySent", "ReplySentLate", "RepliedOnTheSpot")
_THIRD_PARTY_ENDS = ("ThirdPartyAnswered", "ThirdPartyAnsweredLate", "ThirdPartySilent", "ThirdPartyNotAwaited")


def unvoided(case: Case, *types: str) -> Iterator[Event]:
    """Give the events of some types that have not been voided."""
    voided = voided_seqs(case.events)
    return (event for event in case.events if event.type in types and event.seq not in voided)


def last(case: Case, *types: str) -> Event | None:
    """Give the last event of some types that has not been voided."""
    return next(reversed(list(unvoided(case, *types))), None)


def opinions(case: Case) -> dict[str, str]:
    """Give what each third party said last: an opinion, or ``silent``, which a late opinion is to the law."""
    said: dict[str, str] = {}
    for event in unvoided(case, *_THIRD_PARTY_ENDS):
        facts = dict(event.facts)
        in_time = event.type == "ThirdPartyAnswered"
        said[str(facts["third_party"])] = str(facts["third_party_opinion"]) if in_time else "silent"
    return said
