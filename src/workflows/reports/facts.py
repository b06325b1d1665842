"""What no history holds: the numbers of table two, the prose, the name of the agency, from a file of the office."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from deadlines.data_files import Table
from deadlines.errors import DataError, Reason
from workflows.reports.drafts import PROSE
from workflows.reports.figures import Figures, Warned
from workflows.reports.form import Form, FormLine, Head, lines
from workflows.reports.layout import number_two


@frozen
class Facts:
    """What no history holds: the numbers of table two, prose by section, the name of the agency in the title.

    ``table2`` is None where the file has none; a number that it leaves out is None in it.
    """

    table2: Mapping[str, Any] | None
    prose: Mapping[str, str]
    agency: str = ""


def with_facts(figures: Figures, facts: Facts | None) -> Figures:
    """Put table two and prose into a report, or warn of what is missing."""
    return evolve(
        figures,
        agency=(facts.agency if facts is not None else "") or figures.agency,
        warnings=(*figures.warnings, *_missing(figures.form, facts)),
        table2=None if facts is None else facts.table2,
        prose={} if facts is None else facts.prose,
    )


def _missing(form: Form, facts: Facts | None) -> Iterator[Warned]:
    if facts is None or facts.table2 is None:
        yield Warned(
            "table2_missing",
            "没有表二的数字，留空；请用 --facts 给出，不会按零计",
            "table two is empty: give its numbers by --facts; nothing is counted as zero",
        )
    else:
        blank = [
            (line, head)
            for line in lines(form.id)
            for head in line.values
            if number_two(line, head, facts.table2) is None
        ]
        if blank:
            names = "、".join(f"{line.zh}的{head.zh}" for line, head in blank)
            keys = ", ".join(line.key if line.is_single else f"{line.key}.{head.key}" for line, head in blank)
            yield Warned(
                "table2_incomplete",
                f"表二有 {len(blank)} 个数字没有给出，留空，不会按零计：{names}",
                f"{len(blank)} numbers of table two were not given and stay blank, nothing is counted as zero: {keys}",
            )
    if facts is None or not facts.prose:
        yield Warned(
            "prose_missing",
            "文字部分只有草稿，请核对后用 --facts 给出",
            "the prose is a draft; check it and give it by --facts",
        )


def read_facts(path: Path, form: Form) -> Facts:
    """Read table two of a version of the form, and prose, from a TOML file; every key is one that somebody reads.

    Raises:
        DataError: The file, the key and the reason.
    """
    try:
        table = Table(path.name, "", tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        why = Reason("facts.no_toml", f"不是 UTF-8 的 TOML：{error}", f"no TOML in UTF-8: {error}")
        raise DataError(path.name, "file", why) from error
    table.only(["table2", "prose", "agency"])
    prose: dict[str, str] = {}
    if "prose" in table.data:
        sections = table.table("prose")
        sections.only(PROSE)
        prose = {name: sections.text(name) for name in sections.data}
    two = _table2(table.table("table2"), form) if "table2" in table.data else None
    return Facts(two, prose, table.text("agency") if "agency" in table.data else "")


def _table2(table: Table, form: Form) -> dict[str, Any]:
    table.only([line.key for line in lines(form.id)])
    return {line.key: _line(table, line) for line in lines(form.id)}


def _line(table: Table, line: FormLine) -> int | str | dict[str, int | str | None] | None:
    if line.is_single:
        return _number(table, line.key, line.values[0])
    names = [head.key for head in line.values]
    if line.key not in table.data:
        return dict.fromkeys(names)
    numbers = table.table(line.key)
    numbers.only(names)
    return {head.key: _number(numbers, head.key, head) for head in line.values}


def _number(table: Table, name: str, head: Head) -> int | str | None:
    """Read a number as its head has it; None where the file leaves it out."""
    if name not in table.data:
        return None
    match head.kind:
        case "wan":
            return _money(table, name, "万元", "units of 10,000 yuan", "4166.241619")
        case "yuan":
            return _money(table, name, "元", "yuan", "1605964.00")
        case "change":
            return _change(table, name)
    return table.whole(name)


def _change(table: Table, name: str) -> int:
    value = table.data[name]
    if isinstance(value, bool) or not isinstance(value, int):
        table.refuse(
            name,
            Reason(
                "facts.change",
                f"{value!r} 不是增减数：写整数，减少的为负，如 -8",
                f"{value!r} is no change: a whole number, below zero for fewer, such as -8",
            ),
        )
    return value


def _money(table: Table, name: str, unit: str, unit_en: str, example: str) -> str:
    value = table.data[name]
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        table.refuse(
            name,
            Reason(
                "facts.charges",
                f'{value!r} 不是金额：以{unit}计，写成文字，如 {name} = "{example}"',
                f'{value!r} is no amount: in {unit_en}, as text, such as {name} = "{example}"',
            ),
        )
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        amount = Decimal(-1)
    if amount < 0 or not amount.is_finite():
        why = Reason("facts.charges_value", f"{value!r} 不是金额", f"{value!r} is no amount")
        table.refuse(name, why)
    return str(value)
