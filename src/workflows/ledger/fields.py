"""The columns that a register of requests may have, and the headers they go by.

The names and headers are data (``headers.toml``); only what the audit computes with is named here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

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
    "submitted",
)
"""The fields that hold a day, in the order of :class:`workflows.ledger.request.Request`."""

_BRACKETS = re.compile(r"[(（\[【〔<].*?[)）\]】〕>]")
_BLANKS = re.compile(r"[\s_:：*]+")
_SUFFIX = re.compile(r"(日期|时间|年月日|之日)$")


@frozen(slots=True)
class RegisterField:
    """One column the audit knows: its identifier, its Chinese name and the headers it goes by.

    ``headers`` are cleaned up for comparing, ``shown`` as the data file has them.
    """

    name: str
    zh: str
    required: bool
    headers: frozenset[str]
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
            zh=entry["zh"],
            required=entry.get("required", False),
            headers=frozenset(clean(header) for header in (*entry["headers"], entry["zh"])),
            shown=tuple(entry["headers"]),
        )
        for name, entry in _file().items()
        if name != "blank"
    }


@cache
def blanks() -> frozenset[str]:
    """Give what a cell says when nothing happened."""
    return frozenset(_file()["blank"]["headers"])


@cache
def _file() -> dict[str, dict[str, Any]]:
    text = files("workflows.ledger").joinpath("headers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def clean(header: object) -> str:
    """Reduce a header to what it means: no blanks, brackets or final 日期, full width as half width.

    >>> clean("收件 日期（年/月/日）"), clean("收件时间")
    ('收件', '收件')
    """
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", str(header)))
    text = _BLANKS.sub("", text).lower()
    return _SUFFIX.sub("", text) or text


def field_named(name: str) -> RegisterField | None:
    """Find a field by its identifier or its Chinese name."""
    known = fields()
    return known.get(name) or next((item for item in known.values() if item.zh == name), None)
