"""The numbers of requests that a register has shown so far, to tell which come again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from operator import methodcaller

from attrs import define, field, frozen

from workflows.ledger.cells import shown
from workflows.ledger.fields import footers
from workflows.ledger.mapping import Columns
from workflows.ledger.pieces import RowBlock
from workflows.ledger.tally import Tally

REMEMBERED = 1_000_000
"""Numbers that are held; of those that come later only a repetition of these is seen."""
_strip = methodcaller("strip")


def stable_hash(number: str) -> int:
    """Hash a number alike in every process, however it was started."""
    return int.from_bytes(blake2b(number.encode("utf-8", "replace"), digest_size=8).digest(), "little", signed=True)


@frozen(slots=True)
class NumberStretch:
    """The hashes of the numbers of some rows, and the lines of these."""

    lines: Sequence[int]
    hashes: array[int]


@define(slots=True, eq=False)
class Numbers:
    """Tells of each number whether it was there before; only hashes are held, so that a long register stays light.

    Headers that come again and rows of sums carry no number.
    """

    column: int
    hash_of: Callable[[str], int] = hash
    limit: int = REMEMBERED
    _none: frozenset[int] = field(factory=frozenset)
    _seen: set[int] = field(factory=set, init=False)

    @classmethod
    def of(cls, columns: Columns, hash_of: Callable[[str], int] = hash, limit: int = REMEMBERED) -> Numbers | None:
        """Watch the column of numbers; None for a register without one."""
        at = columns.index.get("id")
        if at is None:
            return None
        return cls(at, hash_of, limit, frozenset(hash_of(word) for word in (*footers(), columns.headers[at], "")))

    def stretch(self, block: RowBlock) -> NumberStretch:
        """Take the numbers of some rows."""
        at = self.column
        cells = [row[at] if len(row) > at else None for row in block.rows]
        try:
            found = array("q", map(self.hash_of, map(_strip, cells)))
        except (AttributeError, TypeError):
            found = array("q", (self.hash_of(shown(cell)) for cell in cells))
        return NumberStretch(block.lines, found)

    def again(self, stretch: NumberStretch) -> Iterator[int]:
        """Give the lines on which a number comes again; a stretch without any is passed quickly."""
        hashes = stretch.hashes
        fresh = set(hashes)
        if len(fresh) == len(hashes) and self._seen.isdisjoint(fresh) and len(self._seen) < self.limit:
            self._seen |= fresh - self._none
            return
        for line, number in zip(stretch.lines, hashes, strict=True):
            if self.seen(number):
                yield line

    def seen(self, number: int) -> bool:
        """Tell of a hash whether it was there before."""
        if number in self._none:
            return False
        if number in self._seen:
            return True
        if len(self._seen) < self.limit:
            self._seen.add(number)
        return False

    def count(self, stretch: NumberStretch, tally: Tally, sheet: str = "") -> None:
        """Count the numbers that come again."""
        for line in self.again(stretch):
            tally.add_repeated(line, sheet)
