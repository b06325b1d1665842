"""Every error class of both packages, and one sample of each, made from the types of its constructor."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import deadlines
import workflows
from deadlines.errors import CalendarGapError, ErrorAsData, Reason
from workflows.errors import Attempt, FactFault

REASON = Reason("sample.reason", "样例理由", "a sample reason")
_SKIPPED = "migrations"
"""Scripts that only Alembic may import."""

_BY_NAME: dict[str, Any] = {
    "attempt": Attempt("A-1", "reply", "handling", "答复", "办理中"),
    "faults": (FactFault("channel", REASON), FactFault("received_on", REASON)),
    "gap": CalendarGapError("cn", date(2027, 1, 4), date(2004, 1, 1), date(2026, 12, 31)),
    "kind": "edit",
    "allowed": ("withdraw",),
    "missing": ("received",),
    "titles": {"handler": "承办人"},
}
_BY_TYPE: dict[str, Any] = {
    "str": "sample",
    "object": 0,
    "int": 3,
    "bool": True,
    "date": date(2024, 3, 1),
    "date | None": date(2024, 3, 1),
    "date | datetime | None": date(2024, 3, 1),
    "tuple[str, ...]": ("a", "b"),
    "Sequence[str]": ("a", "b"),
    "Sequence[Reason]": (REASON,),
    "Reason": REASON,
    "Mapping[str, Sequence[str]] | None": {},
    "Mapping[str, str]": {},
}


def error_classes() -> list[type[ErrorAsData]]:
    """Import every module of both packages and give each error class that carries a code."""
    for package in (deadlines, workflows):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if _SKIPPED not in module.name:
                importlib.import_module(module.name)
    return sorted((kind for kind in dict.fromkeys(_below(ErrorAsData)) if "code" in vars(kind)), key=lambda k: k.code)


def _below(kind: type[ErrorAsData]) -> Iterator[type[ErrorAsData]]:
    for below in kind.__subclasses__():
        if below.__module__.partition(".")[0] in {"deadlines", "workflows"}:
            yield below
            yield from _below(below)


def sample(kind: type[ErrorAsData]) -> ErrorAsData:
    """Make an error with a value for each argument."""
    placed: list[Any] = []
    named: dict[str, Any] = {}
    for name, argument in list(inspect.signature(kind).parameters.items()):
        wanted = str(argument.annotation)
        tuples = _BY_NAME if name in _BY_NAME and (name != "missing" or "Sequence" in wanted) else None
        value = tuples[name] if tuples else _BY_TYPE[wanted]
        if argument.kind is inspect.Parameter.KEYWORD_ONLY:
            named[name] = value
        else:
            placed.append(value)
    return kind(*placed, **named)


def told(error: ErrorAsData) -> tuple[str, str]:
    """Give the English of an error, and the code of its reason with the Chinese: a row of a table pins one of them."""
    reason = next(value for value in vars(error).values() if isinstance(value, Reason))
    return error.en, f"{reason.code} {error.zh}"
