"""The public API is what ``public_api.txt`` says: nothing is renamed, dropped or given another signature unnoticed."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, field, frozen

from helpers.public_api import FILE, described, table

Kind = Literal["a", "b"]


@frozen
class Sample:
    """A value with every kind of member."""

    first: int
    second: str = "x"
    third: tuple[str, ...] = field(factory=tuple, kw_only=True)
    _hidden: dict[str, int] = field(factory=dict, init=False)

    @property
    def both(self) -> str:
        """A property."""
        return f"{self.first}{self.second}"

    def less(self, n: int, *, by: str = "", day: Sample | None = None) -> Sample:
        """A method."""
        return evolve(self, first=self.first - n, second=by) if day is None else day


def test_the_api_is_the_one_written_down() -> None:
    """After a wanted change: make api, a line in CHANGELOG.md, and the difference reviewed like code."""
    assert table() == FILE.read_text(encoding="utf-8")


def test_a_description_shows_what_a_caller_relies_on() -> None:
    """Fields in their order, defaults, what goes by name only, properties, signatures, values of a Literal."""
    assert list(described("Sample", Sample)) == [
        "class Sample",
        "    first: int",
        "    second: str = 'x'",
        "    third: tuple[str, ...] = ..., by name only",
        "    both -> str",
        "    less(self, n: int, *, by: str = '', day: Sample | None = None) -> Sample",
    ]
    assert list(described("Kind", Kind)) == ["Kind = typing.Literal['a', 'b']"]
    assert list(described("DAYS", ("a", 1))) == ["DAYS = ('a', 1)"]
