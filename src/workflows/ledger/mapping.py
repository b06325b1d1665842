"""Which column of a register is which."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve, field, frozen

from deadlines.errors import Reason
from workflows.ledger.cells import shown
from workflows.ledger.days import read_day
from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.fields import (
    DAYS,
    EXTENSION_DAYS,
    REPLIES,
    blanks,
    clean,
    field_named,
    fields,
    matter_of,
    no_words,
    says_day,
    yes_words,
)
from workflows.ledger.headers import Header, header_rows


def _indexes(value: Mapping[str, int]) -> dict[str, int]:
    return dict(value)


@frozen(slots=True)
class Asked:
    """What the user said of the columns: field to header, an empty header for a field that the register does not keep.

    ``not_read`` are headers of columns that are not to be read.
    """

    headers: Mapping[str, str] = field(factory=dict)
    not_read: tuple[str, ...] = ()

    def adding(self, other: Asked) -> Asked:
        """Say more; what is said later counts."""
        return Asked({**self.headers, **other.headers}, (*self.not_read, *other.not_read))


NOTHING_ASKED = Asked()


@frozen(slots=True)
class Columns:
    """The headers of a register and the index of each field that it has.

    ``flags`` are columns of 是/否 with the matter whose day should stand beside a 是; ``asleep`` are columns that
    may change verdicts and were blank as far as was looked; ``without`` are the fields that the user says are not
    kept. In a ``grid`` every cell has its place, so that a row may be shorter than the headers.
    """

    headers: tuple[str, ...]
    index: Mapping[str, int] = field(converter=_indexes)
    flags: Mapping[int, str] = field(factory=dict)
    asleep: tuple[int, ...] = ()
    without: frozenset[str] = frozenset()
    not_read: frozenset[int] = frozenset()
    grid: bool = False

    def day_indexes(self) -> tuple[int, ...]:
        """Give the column of each day field in the order of ``DAYS``; -1 where the register has none."""
        return tuple(self.index.get(name, -1) for name in DAYS)

    def header_of(self, name: str) -> str:
        """Give the header under which the register keeps a field, empty if it has none."""
        at = self.index.get(name)
        return "" if at is None else self.headers[at]

    @property
    def least(self) -> int:
        """The cells that a row has at least: as many as there are headers, blank ones at the end left out."""
        return max((at + 1 for at, header in enumerate(self.headers) if header), default=0)

    @property
    def watched(self) -> tuple[int, ...]:
        """The columns beside those of days in which content calls for care."""
        counted = self.index.get(EXTENSION_DAYS)
        return (*self.flags, *self.asleep, *(() if counted is None else (counted,)))

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns that no verdict looked at, each by a name that can be asked for."""
        used = {*self.index.values(), *self.flags}
        return tuple(self.label(at) for at in range(len(self.headers)) if at not in used)

    @property
    def keeps_replies(self) -> bool:
        """Whether the register says when requests were answered."""
        return any(name in self.index for name in REPLIES)

    def label(self, at: int) -> str:
        """Name a column so that no other has the name: by its header, with its number where that is not enough."""
        header = self.headers[at] if at < len(self.headers) else ""
        return header if header and self.headers.index(header) == at else f"{header}#{at + 1}"


def guess(headers: Sequence[object], asked: Asked = NOTHING_ASKED) -> Columns:
    """Match headers to fields: first as asked for, then by the known names; never by chance.

    Args:
        headers: The header row, or what two header rows say together.
        asked: Field to header, where the user said so.

    Raises:
        MappingError: A required column is missing, two headers compete, or what was asked for does not exist.

    >>> guess(["编号", "收件日期", "答复时间"]).header_of("received")
    '收件日期'
    """
    heads = tuple(header if isinstance(header, Header) else Header.of(header) for header in headers)
    names = tuple(head.shown for head in heads)
    asking = _Asking.of(names, asked)
    index = dict(asking.index)
    taken = {*index.values(), *asking.not_read}
    competing: dict[str, tuple[str, ...]] = {}
    for known in fields().values():
        if known.name in index or known.name in asking.without:
            continue
        found = [at for at, head in enumerate(heads) if at not in taken and head.keys & known.headers]
        found = found or [at for at, head in enumerate(heads) if at not in taken and head.keys & known.instead]
        if len(found) == 1:
            index[known.name] = found[0]
        elif found:
            competing[known.name] = tuple(_distinct(names, found))
    known_names = {*index, *competing}
    missing = [known.name for known in fields().values() if known.required and known.name not in known_names]
    if not known_names & set(REPLIES) and not asking.without & set(REPLIES):
        missing.append("replied")
    if missing or competing or asking.unknown:
        recognised = not asking.unknown and "received" in known_names
        raise MappingError(names, missing=missing, competing=competing, unknown=asking.unknown, recognised=recognised)
    return Columns(names, index, without=asking.without, not_read=asking.not_read)


def _distinct(names: Sequence[str], found: Iterable[int]) -> list[str]:
    """Name competing headers so that each can be asked for: by column number where two are spelled alike."""
    return [names[at] if names.count(names[at]) == 1 else f"#{at + 1}" for at in found]


@frozen(slots=True)
class _Asking:
    """What the user said of the columns."""

    index: Mapping[str, int]
    without: frozenset[str]
    not_read: frozenset[int]
    unknown: tuple[Reason, ...]

    @classmethod
    def of(cls, names: tuple[str, ...], asked: Asked) -> _Asking:
        index: dict[str, int] = {}
        without: set[str] = set()
        unknown: list[Reason] = []
        for name, header in asked.headers.items():
            known = field_named(name)
            at = _find(names, header)
            if known is None:
                unknown.append(_no_field(name))
            elif not header:
                without.add(known.name)
            elif at is None:
                unknown.append(_no_header(header))
            else:
                index[known.name] = at
        found = {header: _find(names, header) for header in asked.not_read}
        unknown += [_no_header(header) for header, at in found.items() if at is None]
        not_read = frozenset(at for at in found.values() if at is not None)
        return cls(index, frozenset(without), not_read, tuple(unknown))


def _no_header(header: str) -> Reason:
    return Reason("mapping.no_header", f"没有“{header}”这个表头", f"no header {header!r}")


def _no_field(name: str) -> Reason:
    known = fields()
    return Reason(
        "mapping.no_field",
        f"没有“{name}”这个字段，字段有 {'、'.join(known)}",
        f"no field {name!r}; the fields are {', '.join(known)}",
    )


def _find(names: tuple[str, ...], header: str) -> int | None:
    if header.startswith("#") and header[1:].isdigit():
        at = int(header[1:]) - 1
        return at if 0 <= at < len(names) else None
    exact = [at for at, name in enumerate(names) if name == header]
    alike = exact or [at for at, name in enumerate(names) if name and clean(name) == clean(header)]
    return alike[0] if len(alike) == 1 else None


@frozen(slots=True)
class Headers:
    """Where the headers of a register are: the place of the first row below them, and what they say."""

    first_row: int
    below: int
    columns: Columns


def find_headers(rows: Sequence[Sequence[object]], asked: Asked = NOTHING_ASKED) -> Headers:
    """Find the header row among the first rows of a register, below any title; it may be two rows.

    Of rows that will do, the one with the most known headers is taken, and of those the first: columns that are
    asked for by number say nothing of where the headers are.

    Raises:
        MappingError: No row will do; it describes the row that looks most like headers.
    """
    best: tuple[tuple[int, int], Headers] | None = None
    refused: MappingError | None = None
    for at, depth, heads in header_rows(rows):
        try:
            columns = guess(heads, asked)
        except MappingError as refusal:
            if refused is None or _likeness(refusal) > _likeness(refused):
                refused = refusal
            continue
        score = _score(heads, columns, asked), -depth
        if score[0] >= 0 and (best is None or score > best[0]):
            best = score, Headers(at, at + depth, columns)
    if best is None or (refused is not None and refused.recognised and _known(refused.headers) > best[0][0]):
        raise refused or MappingError((), missing=[name for name, known in fields().items() if known.required])
    return best[1]


def _score(heads: Sequence[Header], columns: Columns, asked: Asked) -> int:
    """Count the headers that are known or asked for by name; -1 if a header is a day, as below the headers."""
    if any(_is_day(columns.headers[at]) for at in columns.index.values()):
        return -1
    known = sum(head.is_known for head in heads)
    by_number = [at for at in columns.index.values() if f"#{at + 1}" in asked.headers.values()]
    if by_number and not any(columns.headers[at] for at in by_number):
        return known or -1
    return known + sum(1 for header in asked.headers.values() if header and not header.startswith("#"))


def _is_day(cell: object) -> bool:
    return isinstance(read_day(cell), date)


def _known(headers: Sequence[str]) -> int:
    return sum(Header.of(header).is_known for header in headers)


def _likeness(refusal: MappingError) -> tuple[int, int, int]:
    headers = [header for header in refusal.headers if header]
    return int(refusal.recognised), _known(headers), len(set(headers))


def looked_into(columns: Columns, rows: Sequence[Sequence[object]]) -> Columns:
    """Look at what the columns keep that were not recognised: one that may change verdicts is asked about.

    Raises:
        MappingError: A column of days, or of 是/否 with a 是, whose header speaks of a matter of the audit, and a
            field of that matter has no column.
    """
    doubtful: dict[str, tuple[str, ...]] = {}
    flags: dict[int, str] = {}
    asleep: list[int] = []
    for at, header in enumerate(columns.headers):
        matter = "" if at in columns.index.values() or at in columns.not_read else matter_of(header)
        if not matter or matter in _said_without(columns):
            continue
        cells = [row[at] for row in rows if at < len(row)]
        said = [cell for cell in cells if shown(cell) not in no_words()]
        settled = any(fields()[name].about == matter for name in columns.index)
        if _is_flag(header, cells):
            if settled:
                flags[at] = matter
            elif said:
                doubtful[columns.label(at)] = _open_fields(columns, matter, header)
            else:
                asleep.append(at)
        elif clean(header) not in _replaced(columns) and (missing := _open_fields(columns, matter, header)):
            if any(_is_day(cell) for cell in said) or (said and says_day(header)):
                doubtful[columns.label(at)] = missing
            elif not said and says_day(header):
                asleep.append(at)
    if doubtful:
        raise MappingError(columns.headers, doubtful=doubtful, recognised=True)
    return evolve(columns, flags=flags, asleep=tuple(asleep))


def _is_flag(header: str, cells: Sequence[object]) -> bool:
    """Tell whether a column answers with 是 or 否."""
    if clean(header).startswith(("是否", "有无", "是不是")):
        return True
    said = [shown(cell) for cell in cells if shown(cell) not in blanks()]
    return bool(said) and all(cell in yes_words() | no_words() for cell in said)


_COMES_BACK = re.compile(r"收|回|返|反馈|完成|缴清")


def _open_fields(columns: Columns, matter: str, header: str) -> tuple[str, ...]:
    """Give the fields of a matter without a column, the likelier first."""
    names = [known.name for known in fields().values() if known.about == matter and known.name not in columns.index]
    back = _COMES_BACK.search(header) is not None
    return tuple(sorted(names, key=lambda name: (name in _ANSWERS) is not back))


_ANSWERS = frozenset({"corrected", "fee_paid", "third_party_answered", "other_agency_answered", "co_producer_answered"})


def _said_without(columns: Columns) -> set[str]:
    return {fields()[name].about for name in columns.without if name in fields()}


def _replaced(columns: Columns) -> frozenset[str]:
    """Give the headers that stand for a field only where no better one does."""
    return frozenset(header for name in columns.index for header in (*fields()[name].instead, *fields()[name].headers))


def read_mapping(path: Path) -> Asked:
    """Read a mapping file: a TOML table ``[columns]`` of field = header, and a list ``not_read`` of headers.

    Raises:
        RegisterError: The file is not such a table.
    """
    how = Reason(
        "mapping.file.then",
        '请写作一个 [columns] 表，每行如 received = "来件日期"',
        'write a table [columns] with lines such as received = "来件日期"',
    )
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegisterError(
            str(path), Reason("mapping.no_toml", f"不是 TOML：{error}", f"is no TOML: {error}"), how
        ) from None
    table, not_read = whole.pop("columns", None), whole.pop("not_read", [])
    if (
        whole
        or not isinstance(table, dict)
        or not all(isinstance(value, str) for value in (*table.values(), *not_read))
    ):
        why = Reason(
            "mapping.no_table",
            "除 [columns] 表和 not_read 列表外不应有别的内容",
            "has to hold a table [columns] of names, and at most a list not_read beside it",
        )
        raise RegisterError(str(path), why, how)
    return Asked(table, tuple(not_read))
