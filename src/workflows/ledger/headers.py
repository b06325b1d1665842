"""Rows that may be the headers of a register: one row, or a row of groups above a row of what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from attrs import frozen

from workflows.ledger.cells import shown
from workflows.ledger.days import read_day
from workflows.ledger.fields import clean, fields, matter_of, tidy

HEADER_SEARCH_ROWS = 30
"""A register often carries a title above its headers; they are looked for so many rows down."""
_GENERAL = re.compile(r"(情况|信息|环节|阶段|登记|办理|栏|过程|记录)+$")
_LONGEST = 20


@frozen(slots=True)
class Header:
    """What stands above a column: as shown, and the forms in which it is compared."""

    shown: str
    keys: frozenset[str]

    @property
    def is_known(self) -> bool:
        """Whether some field goes by it."""
        return bool(self.keys & _known())

    @classmethod
    def of(cls, cell: object) -> Header:
        """Take a header from one cell."""
        text = tidy(shown(cell))
        return cls(text, frozenset({clean(text)} if text else ()))

    @classmethod
    def under(cls, group: str, cell: object) -> Header:
        """Take a header from a cell and the group that it stands under."""
        text = tidy(shown(cell))
        if not group or not text:
            return cls.of(group or text)
        short = _GENERAL.sub("", group)
        keys = {clean(group + text), clean(short + text)}
        if not keys & _known() and _same_matter(group, text):
            keys.add(clean(text))
        return cls(f"{group}/{text}", frozenset(keys))


@cache
def _known() -> frozenset[str]:
    return frozenset(header for item in fields().values() for header in (*item.headers, *item.instead))


def _same_matter(group: str, text: str) -> bool:
    """Tell whether a header may be read without its group: the group is about nothing else."""
    about = matter_of(group)
    return not about or about == matter_of(text)


def header_rows(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int, tuple[Header, ...]]]:
    """Give the rows that may be headers: place, how many rows they are, and what they say."""
    for at, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        if any(shown(cell) for cell in row):
            yield at, 1, tuple(Header.of(cell) for cell in row)
        if at + 1 < len(rows) and _stand_together(row, rows[at + 1]):
            yield at, 2, _together(row, rows[at + 1])


def _stand_together(top: Sequence[object], below: Sequence[object]) -> bool:
    """Tell whether a row holds groups and the next what they hold: short words, some of them below a blank.

    A row with a single cell is a title.
    """
    if len(below) > len(top):
        top = (*top, *[None] * (len(below) - len(top)))
    words = [(shown(top[at]), shown(cell)) for at, cell in enumerate(below)]
    if sum(bool(shown(cell)) for cell in top) == 1:
        return False
    held = [(group, word) for group, word in words if word]
    return (
        any(not group for group, _ in held)
        and any(group for group, _ in held)
        and all(len(word) <= _LONGEST and _is_word(word) for _, word in held)
    )


def _is_word(text: str) -> bool:
    return not text[:1].isdigit() and not isinstance(read_day(text), date)


def _together(top: Sequence[object], below: Sequence[object]) -> tuple[Header, ...]:
    heads: list[Header] = []
    group = ""
    for at in range(max(len(top), len(below))):
        own = tidy(shown(top[at])) if at < len(top) else ""
        word = shown(below[at]) if at < len(below) else ""
        group = own if own or not word else group
        heads.append(Header.under(group, word))
    return tuple(heads)
