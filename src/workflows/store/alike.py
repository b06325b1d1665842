"""Events that tell the same of many cases: the text is written once, and only case and number are put in."""

from __future__ import annotations

from json.encoder import encode_basestring as quoted

from attrs import frozen

from workflows.events import Event
from workflows.ports import Sealed
from workflows.store.chain import HASH, digest
from workflows.texts import text_of


@frozen
class Alike:
    """The text of an event behind its case and number."""

    rest: str

    @classmethod
    def of(cls, event: Event) -> Alike:
        """Take the text of an event without its case and number.

        Raises:
            ValueError: Texts of events no longer begin with these.
        """
        text, start = text_of(event), _start(event.case_id, event.seq)
        if not text.startswith(start):
            raise ValueError(f"the text of an event must begin with {start!r}, not {text[: len(start)]!r}")
        return cls(text[len(start) :])

    def seal(self, agency: str, case_id: str, seq: int, head: str) -> Sealed:
        """Give the same event of another case, sealed onto the digest of that case's last one."""
        body = _start(case_id, seq) + self.rest
        return Sealed(seq, body, HASH, digest(HASH, agency, case_id, seq, head, body))


def _start(case_id: str, seq: int) -> str:
    return f'{{"case_id":{quoted(case_id)},"seq":{seq},'
