"""The same information asked for by several applicants: a proposal to publish it of one's own accord.

Law: 政府信息公开条例第四十四条第一款 (several applicants, the same information that may be public).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from attrs import frozen

from workflows.cases.events import VOIDED, Event

REGISTERED = "RequestRegistered"

_BLANKS = re.compile(r"[\s\W_]+")


@frozen
class AskedOften:
    """What was asked for, in the words of the first request, and the requests that ask for it."""

    description: str
    cases: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"description": self.description, "cases": list(self.cases)}


def asked_often(events: Iterable[Event], least: int = 2) -> tuple[AskedOften, ...]:
    """Give what at least so many requests ask for in the same words, the most asked first; voided entries do not count.

    Words are compared without blanks, width and punctuation.
    """
    known = list(events)
    gone = {(event.case_id, event.voids) for event in known if event.type == VOIDED}
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for event in known:
        description = dict(event.facts).get("description")
        if event.type == REGISTERED and (event.case_id, event.seq) not in gone and isinstance(description, str):
            asked[_BLANKS.sub("", unicodedata.normalize("NFKC", description))][event.case_id] = description
    found = [AskedOften(next(iter(own.values())), tuple(own)) for own in asked.values() if len(own) >= least]
    return tuple(sorted(found, key=lambda one: (-len(one.cases), one.description)))
