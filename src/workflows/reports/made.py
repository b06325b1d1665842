"""The report of an office, as its histories tell it on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from deadlines.data_files import Table
from deadlines.errors import DataError, Reason
from workflows import catalog
from workflows.office.office import Office
from workflows.reports.annual import Annual, annual
from workflows.reports.figures import Figures, Warned
from workflows.reports.form import FormLine, form_of, forms, lines
from workflows.reports.requests import Request, flows_counted, needed_types, requests_of
from workflows.values import SHANGHAI


def requests(office: Office, as_of: date | None = None) -> Iterator[Request]:
    """Give the requests of an office, by what was recorded through a day; by all that is recorded if None."""
    counted = flows_counted(catalog.flows())
    events = office.desk.store.events_of(office.desk.agency, needed_types(counted))
    until = None if as_of is None else datetime.combine(as_of + timedelta(days=1), time(), SHANGHAI)
    by = None if until is None else until - timedelta(microseconds=1)
    return requests_of(events, {name for flow in counted for name in (flow.id, flow.name)}, by)


def form_for(year: int, asked: str = "") -> str:
    """Give the version of the form of a year, unless another is asked for."""
    return asked or next((form.id for form in forms().values() if form.first_year <= year), "2019")


def made(office: Office, year: int, *, as_of: date | None = None, form: str = "", facts: Facts | None = None) -> Annual:
    """Make the report of a year from the histories of an office.

    Args:
        office: Whose requests.
        year: The calendar year.
        as_of: Count what was recorded through this day: a report that was published can be made again.
        form: ``2021`` or ``2019``; that of the year if empty.
        facts: Table two and prose; without them they stay empty and are warned of.
    """
    today = office.desk.clock.now().date()
    report = annual(requests(office, as_of), office.desk.agency, year, form_of(form_for(year, form)), as_of or today)
    return evolve(report, figures=with_facts(report.figures, facts))


@frozen
class Facts:
    """What no history holds: the numbers of table two, and prose by section."""

    table2: Mapping[str, Any] | None
    prose: Mapping[str, str]


def with_facts(figures: Figures, facts: Facts | None) -> Figures:
    """Put table two and prose into a report, or warn that they are missing."""
    warnings = list(figures.warnings)
    if facts is None or facts.table2 is None:
        warnings.append(
            Warned(
                "table2_missing",
                "没有表二的数字，留空；请用 --facts 给出，不会按零计",
                "table two is empty: give its numbers by --facts; nothing is counted as zero",
            )
        )
    if facts is None or not facts.prose:
        warnings.append(
            Warned(
                "prose_missing",
                "文字部分只有草稿，请核对后用 --facts 给出",
                "the prose is a draft; check it and give it by --facts",
            )
        )
    return evolve(
        figures,
        warnings=tuple(warnings),
        table2=None if facts is None else facts.table2,
        prose={} if facts is None else facts.prose,
    )


def read_facts(path: Path) -> Facts:
    """Read table two and prose from a TOML file; every key is one that somebody reads.

    Raises:
        DataError: The file, the key and the reason.
    """
    try:
        table = Table(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        why = Reason("facts.no_toml", f"不是 TOML：{error}", f"no TOML: {error}")
        raise DataError(path.name, "file", why) from error
    table.only(["table2", "prose"])
    prose: dict[str, str] = {}
    if "prose" in table.data:
        sections = table.table("prose")
        prose = {name: sections.text(name) for name in sections.data}
    return Facts(_table2(table.table("table2")) if "table2" in table.data else None, prose)


def _table2(table: Table) -> dict[str, Any]:
    table.only([line.key for line in lines()])
    return {line.key: _line(table, line) for line in lines()}


def _line(table: Table, line: FormLine) -> str | int | dict[str, int]:
    if line.key == "charges":
        return _money(table)
    if len(line.values) == 1:
        return table.whole(line.key)
    numbers = table.table(line.key)
    numbers.only(line.values)
    return {name: numbers.whole(name) for name in line.values}


def _money(table: Table) -> str:
    value = table.data.get("charges")
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        table.refuse(
            "charges",
            Reason(
                "facts.charges",
                f'{value!r} 不是金额：以万元计，写成文字，如 charges = "4166.241619"',
                f'{value!r} is no amount: in units of 10,000 yuan, as text, such as charges = "4166.241619"',
            ),
        )
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        amount = Decimal(-1)
    if amount < 0 or not amount.is_finite():
        why = Reason("facts.charges_value", f"{value!r} 不是金额", f"{value!r} is no amount")
        table.refuse("charges", why)
    return str(value)


def differences(then: Figures, now: Annual) -> Iterable[tuple[str, str, int, int, tuple[str, ...]]]:
    """Give the cells that a published report and the histories of today tell differently: row, column, both numbers.

    The cases are those that stand in the cell now.
    """
    for row in then.form.rows:
        for column in then.form.columns:
            before, after = then.count(row.key, column.key), now.figures.count(row.key, column.key)
            if before != after:
                yield row.key, column.key, before, after, now.cases_of(row.key, column.key)
    for (group, ending), before in then.four.items():
        after = now.figures.ended(group, ending)
        if before != after:
            yield group, ending, before, after, now.cases_of(group, ending)
