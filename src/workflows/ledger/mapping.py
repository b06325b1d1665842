"""Which column of a register is which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from deadlines.data_files import not_toml
from deadlines.errors import Reason
from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.fields import DAYS, clean, field_named, fields

HEADER_SEARCH_ROWS = 10
"""A register often carries a title above its headers; they are looked for this far down."""


def _indexes(value: Mapping[str, int]) -> dict[str, int]:
    return dict(value)


@frozen(slots=True)
class Columns:
    """The headers of a register and the index of each field that it has."""

    headers: tuple[str, ...]
    index: Mapping[str, int] = field(converter=_indexes)

    def day_indexes(self) -> tuple[int, ...]:
        """Give the column of each day field in the order of ``DAYS``; -1 where the register has none."""
        return tuple(self.index.get(name, -1) for name in DAYS)

    def header_of(self, name: str) -> str:
        """Give the header under which the register keeps a field, empty if it has none."""
        at = self.index.get(name)
        return "" if at is None else self.headers[at]


def guess(headers: Sequence[object], asked: Mapping[str, str] | None = None) -> Columns:
    """Match headers to fields: first as asked for, then by the known names; never by chance.

    Args:
        headers: The header row.
        asked: RegisterField to header, where the user said so.

    Raises:
        MappingError: A required column is missing, two headers compete, or what was asked for does not exist.

    >>> guess(["编号", "收件日期", "答复时间"]).header_of("received")
    '收件日期'
    """
    names = tuple(str(header).strip() for header in headers)
    index, unknown = _as_asked(names, asked or {})
    taken = set(index.values())
    competing: dict[str, tuple[str, ...]] = {}
    for known in fields().values():
        if known.name in index:
            continue
        found = [at for at, name in enumerate(names) if at not in taken and name and clean(name) in known.headers]
        if len(found) == 1:
            index[known.name] = found[0]
        elif found:
            competing[known.name] = tuple(_distinct(names, found))
    missing = [f.name for f in fields().values() if f.required and f.name not in index and f.name not in competing]
    if missing or competing or unknown:
        raise MappingError(names, missing=missing, competing=competing, unknown=unknown)
    return Columns(names, index)


def _distinct(names: Sequence[str], found: Iterable[int]) -> list[str]:
    """Name competing headers so that each can be asked for: by column number where two are spelled alike."""
    return [names[at] if names.count(names[at]) == 1 else f"#{at + 1}" for at in found]


def _as_asked(names: tuple[str, ...], asked: Mapping[str, str]) -> tuple[dict[str, int], list[Reason]]:
    index: dict[str, int] = {}
    unknown: list[Reason] = []
    for name, header in asked.items():
        known = field_named(name)
        at = _find(names, header)
        if known is None:
            unknown.append(_no_field(name))
        elif at is None:
            unknown.append(Reason("register.no_header", f"没有表头“{header}”", f"no header {header!r}"))
        else:
            index[known.name] = at
    return index, unknown


def _no_field(name: str) -> Reason:
    zh, en = "、".join(fields()), ", ".join(fields())
    return Reason("register.no_field", f"没有名为“{name}”的列；可用 {zh}", f"no field {name!r}; the fields are {en}")


def _find(names: tuple[str, ...], header: str) -> int | None:
    if header.startswith("#") and header[1:].isdigit() and 0 < int(header[1:]) <= len(names):
        return int(header[1:]) - 1
    exact = [at for at, name in enumerate(names) if name == header]
    alike = exact or [at for at, name in enumerate(names) if name and clean(name) == clean(header)]
    return alike[0] if len(alike) == 1 else None


def header_row(rows: Sequence[Sequence[object]], asked: Mapping[str, str] | None = None) -> tuple[int, Columns]:
    """Find the header row among the first rows of a register, below any title.

    Returns:
        Its position, and the columns.

    Raises:
        MappingError: No row will do; it describes the row that looks most like headers.
    """
    best: MappingError | None = None
    for at, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        try:
            return at, guess(row, asked)
        except MappingError as refusal:
            if best is None or _likeness(refusal) > _likeness(best):
                best = refusal
    raise best or MappingError((), missing=[name for name, known in fields().items() if known.required])


def _likeness(refusal: MappingError) -> tuple[int, int]:
    known = {header for item in fields().values() for header in item.headers}
    return (
        sum(clean(header) in known for header in refusal.headers if header),
        len({header for header in refusal.headers if header}),
    )


def read_mapping(path: Path) -> dict[str, str]:
    """Read a mapping file: a TOML table ``[columns]`` of field = header.

    Raises:
        RegisterError: The file is not such a table.
    """
    how = Reason(
        "then.columns_table",
        '请写 [columns] 表，每行如 received = "来件日期"',
        'write a table [columns] with lines such as received = "来件日期"',
    )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("columns")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegisterError(str(path), not_toml(error), how) from None
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise RegisterError(
            str(path),
            Reason("register.no_columns_table", "没有写列名的 [columns] 表", "has no table [columns] of names"),
            how,
        )
    return dict(table)
