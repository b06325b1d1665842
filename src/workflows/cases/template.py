"""Events that tell the same of many cases: the text is written once, and only case and number are put in."""

from __future__ import annotations

from attrs import frozen

from workflows.cases.chain import HASH, Sealed, digest
from workflows.cases.events import Event
from workflows.cases.text import beginning, text_of


@frozen
class EventTemplate:
    """The text of an event behind its case and number."""

    rest: str

    @classmethod
    def of(cls, event: Event) -> EventTemplate:
        """Take the text of an event without its case and number."""
        return cls(text_of(event).removeprefix(beginning(event.case_id, event.seq)))

    def seal(self, agency: str, case_id: str, seq: int, head: str) -> Sealed:
        """Give the same event of another case, sealed onto the digest of that case's last one."""
        body = beginning(case_id, seq) + self.rest
        return Sealed(seq, body, HASH, digest(HASH, agency, case_id, seq, head, body))
