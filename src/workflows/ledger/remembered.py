"""Values computed once for each key, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Remembered(dict[_Key, _Value], Generic[_Key, _Value]):
    """Computes the value of a key once; forgets all when it grows past ``limit``, so that memory stays flat.

    >>> length = Remembered(len)
    >>> length["abc"], len(length)
    (3, 1)
    """

    __slots__ = ("compute", "limit")

    def __init__(self, compute: Callable[[_Key], _Value], limit: int = 50_000) -> None:
        super().__init__()
        self.compute = compute
        self.limit = limit

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= self.limit:
            self.clear()
        value = self[key] = self.compute(key)
        return value
