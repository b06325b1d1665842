"""What an audit of a report says, as values."""

from __future__ import annotations

from typing import Any, Literal

from attrs import asdict, frozen

Severity = Literal["error", "warning"]


@frozen
class Discrepancy:
    """An identity that does not hold, or a number that contradicts another; ``left`` and ``right`` are its sides."""

    rule: str
    severity: Severity
    text: str
    text_en: str
    table: int | None = None
    row: str = ""
    col: str = ""
    row_label: str = ""
    col_label: str = ""
    left: int | str | None = None
    right: int | str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


@frozen
class Suspect:
    """The cell whose change would mend everything: what was read, and what would fit."""

    row: str
    col: str
    read: int | None
    fits: int
    table: int = 3

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


@frozen
class Note:
    """Something that was read otherwise than it stands, or not read at all."""

    code: str
    count: int = 0
    row: str = ""
    col: str = ""
    text: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}
