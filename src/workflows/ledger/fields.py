"""The columns that a register of requests may have, and the headers they go by.

The names and headers are data (``headers.toml``); only what the audit computes with is named here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

from attrs import frozen

DAYS = (
    "received",
    "posted",
    "replied",
    "withdrawn",
    "correction_noticed",
    "corrected",
    "second_correction",
    "extended",
    "third_party_sent",
    "third_party_answered",
    "other_agency_sent",
    "other_agency_answered",
    "co_producer_sent",
    "co_producer_answered",
    "fee_noticed",
    "fee_paid",
    "extended_until",
    "submitted",
)
"""The fields that hold a day, in the order of :class:`workflows.ledger.request.RequestDays`."""
EXTENSION_DAYS = "extension_days"
"""The field that holds a number of working days."""
REPLIES = ("replied", "posted")
"""The fields of which a register needs at least one, or the word of its keeper that it has none."""

_BRACKETS = re.compile(r"[(（\[【〔<].*?[)）\]】〕>]")
_BLANKS = re.compile(r"[\s_:：*\u200b-\u200f\ufeff]+")
_SUFFIX = re.compile(r"(日期|时间|年月日|之日|(?<!工作)日)$")
_SAYS_DAY = re.compile(r"(日期|时间|年月日|之日|(?<!工作)日|date|_on)$")
_LONGEST_FOOTER = 12


class _Table(TypedDict, total=False):
    zh: str
    required: bool
    about: str
    headers: list[str]
    instead: list[str]


@frozen(slots=True)
class RegisterField:
    """One column the audit knows: its identifier, its Chinese name and the headers it goes by.

    ``headers`` are cleaned up for comparing, ``instead`` those that count only where no other does, ``shown`` as the
    data file has them. ``about`` is the matter of the field, empty where it changes no verdict.
    """

    name: str
    zh: str
    required: bool
    about: str
    headers: frozenset[str]
    instead: frozenset[str]
    shown: tuple[str, ...]


@cache
def fields() -> dict[str, RegisterField]:
    """Give every field by its identifier.

    >>> fields()["received"].zh
    '收到日期'
    """
    return {
        name: RegisterField(
            name=name,
            zh=table["zh"],
            required=table.get("required", False),
            about=table.get("about", ""),
            headers=frozenset(clean(header) for header in (*table["headers"], table["zh"])),
            instead=frozenset(clean(header) for header in table.get("instead", ())),
            shown=(*table["headers"], *table.get("instead", ())),
        )
        for name, table in _file().items()
        if "zh" in table
    }


@cache
def matters() -> Mapping[str, tuple[str, ...]]:
    """Give the words of each matter, in the order in which they are looked for."""
    return {name: tuple(words) for name, words in cast("dict[str, list[str]]", _file()["matters"]).items()}


def matter_of(header: str) -> str:
    """Tell what an unknown header may be about; empty if it cannot change a verdict.

    >>> matter_of("延期答复日期"), matter_of("答复期限"), matter_of("申请人")
    ('extension', '', '')
    """
    text = clean(header)
    if text in _list("harmless", cleaned=True):
        return ""
    return next((name for name, words in matters().items() if any(word in text for word in words)), "")


def says_day(header: str) -> bool:
    """Tell whether a header says itself that its column keeps days."""
    return (
        _SAYS_DAY.search(_BLANKS.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", header))).lower()) is not None
    )


def blanks() -> frozenset[str]:
    """Give what a cell says when nothing happened."""
    return _list("blank")


def unanswered_words() -> frozenset[str]:
    """Give what a column of replies says of a request that has none."""
    return _list("unanswered")


def same_day_words() -> frozenset[str]:
    """Give what a column of replies says for the day of receipt."""
    return _list("same_day")


def yes_words() -> frozenset[str]:
    """Give what a cell of 是/否 says for 是."""
    return _list("yes")


def no_words() -> frozenset[str]:
    """Give what a cell of 是/否 says for 否, a blank one included."""
    return _list("no") | _list("blank")


def footers() -> frozenset[str]:
    """Give how a row begins that is no request."""
    return _list("footer")


def is_footer(text: str) -> bool:
    """Tell whether a row that begins so holds sums or says who filled in the form.

    >>> is_footer("合计"), is_footer("填表人：张三"), is_footer("张三")
    (True, True, False)
    """
    head, mark, _ = text.replace("：", ":").partition(":")
    word = _BLANKS.sub("", head)
    return len(word) <= _LONGEST_FOOTER and (
        word in _list("footer") or (bool(mark) and word.rstrip("人") in _list("footer"))
    )


@cache
def _list(name: str, *, cleaned: bool = False) -> frozenset[str]:
    words: Sequence[str] = _file()[name]["headers"]
    return frozenset(clean(word) for word in words) if cleaned else frozenset(words)


@cache
def _file() -> dict[str, _Table]:
    text = files("workflows.ledger").joinpath("headers.toml").read_text(encoding="utf-8")
    return cast("dict[str, _Table]", tomllib.loads(text))


def clean(header: object) -> str:
    """Reduce a header to what it means: no blanks, brackets or final 日期, full width as half width.

    >>> clean("收件 日期（年/月/日）"), clean("收件时间"), clean("收件日"), clean("延长工作日")
    ('收件', '收件', '收件', '延长工作日')
    """
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", str(header)))
    text = _BLANKS.sub("", text).lower()
    return _SUFFIX.sub("", text) or text


def tidy(header: object) -> str:
    r"""Write a header on one line, without signs that nobody sees.

    >>> tidy("收到\n日期"), tidy("date  received")
    ('收到日期', 'date received')
    """
    text = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\ufeff]+", " ", str(header)).strip()
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|(?<= ) +", "", re.sub(r"\s+", " ", text))


def field_named(name: str) -> RegisterField | None:
    """Find a field by its identifier or its Chinese name."""
    known = fields()
    return known.get(name) or next((item for item in known.values() if item.zh == name), None)
