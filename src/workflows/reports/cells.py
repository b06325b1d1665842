"""What stands in a cell of a published table: a number, nothing in one of its many spellings, a remark beside it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from attrs import frozen

_NOTHING = {"", "/", "-", "--", "—", "——", "–", "无", "\\", "〇", "零"}
_ZERO = re.compile(r"0+(?:\.0+)?")
_NUMBER = re.compile(r"(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<unit>万元|元|件次|[件宗份个起])?(?P<remark>\(.*\))?")
_RAISED = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u2473]+")
"""Raised and circled numbers: marks of a note, which normalisation would turn into digits of the number."""
_REMARK = re.compile(r"\(.*\)")


@frozen
class Read:
    """What was read; ``value`` is None where it is no number; ``blank``: nothing or a sign of it was there."""

    value: Decimal | None
    blank: bool = False
    remark: str = ""

    @property
    def whole(self) -> int | None:
        """The value as a count, None where it is none: negative, broken or no number."""
        value = self.value
        return int(value) if value is not None and value >= 0 and value == value.to_integral_value() else None


def read_cell(text: str) -> Read:
    """Read a cell; blanks inside are dropped, since a number may be split over several pieces.

    >>> read_cell("１ 2"), read_cell("/").blank, read_cell("470（其中修订16件）").remark
    (Read(value=Decimal('12'), blank=False, remark=''), True, '(其中修订16件)')
    >>> read_cell("217①")
    Read(value=Decimal('217'), blank=False, remark='(1)')
    >>> read_cell("3.5").whole, read_cell("若干").value
    (None, None)
    """
    plain = _RAISED.sub(lambda sign: f"({sign[0]})", re.sub(r"[\s\u200b\ufeff]+", "", text))
    plain = unicodedata.normalize("NFKC", plain)
    if plain in _NOTHING:
        return Read(Decimal(0), blank=True)
    if _ZERO.fullmatch(plain):
        return Read(Decimal(0), blank=plain != "0")
    if _REMARK.fullmatch(plain):
        return Read(Decimal(0), blank=True, remark=plain)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return Read(None)
    try:
        value = Decimal(match["number"].replace(",", ""))
    except InvalidOperation:
        return Read(None)
    return Read(value, remark=match["remark"] or "")
