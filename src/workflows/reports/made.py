"""The report of an office, as its histories tell it on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import asdict, evolve, frozen

from deadlines.data_files import Table
from deadlines.errors import DataError, Reason
from workflows import catalog
from workflows.office.office import Office
from workflows.reports.annual import Annual, annual
from workflows.reports.drafts import PROSE
from workflows.reports.figures import Figures, Warned, added
from workflows.reports.form import ENDINGS, GROUPS, FormLine, form_of, forms, lines
from workflows.reports.identities import CellPlace
from workflows.reports.requests import Request, flows_counted, needed_types, requests_of
from workflows.values import SHANGHAI


def requests(office: Office, as_of: date | None = None, *, with_offices: bool = False) -> Iterator[Request]:
    """Give the requests of an office, by what was recorded through a day; by all that is recorded if None.

    Who handles a request is known with ``with_offices`` alone: it stands in events that nothing else needs.
    """
    counted = flows_counted(catalog.flows())
    events = office.store.data_of(office.agency, needed_types(counted, with_offices=with_offices))
    until = None if as_of is None else datetime.combine(as_of + timedelta(days=1), time(), SHANGHAI)
    by = None if until is None else until - timedelta(microseconds=1)
    return requests_of(events, {name for flow in counted for name in (flow.id, flow.name)}, by)


def form_for(year: int, asked: str = "") -> str:
    """Give the version of the form of a year, unless another is asked for."""
    return asked or next((form.id for form in forms().values() if form.first_year <= year), "2019")


def made(office: Office, year: int, *, as_of: date | None = None, form: str = "") -> Annual:
    """Make the report of a year from the histories of an office.

    Args:
        office: Whose requests.
        year: The calendar year.
        as_of: Count what was recorded through this day: a report that was published can be made again.
        form: ``2021`` or ``2019``; that of the year if empty.
    """
    today = office.clock.now().date()
    return annual(requests(office, as_of), office.agency, year, form_of(form_for(year, form)), as_of or today)


def made_of_all(
    offices: Sequence[Office], year: int, agency: str, *, as_of: date | None = None, form: str = ""
) -> Annual:
    """Make the report of several offices together; each case is named with its agency."""
    reports = [(office.agency, made(office, year, as_of=as_of, form=form)) for office in offices]
    if len(reports) == 1:
        return reports[0][1]
    figures = added([report.figures for _, report in reports], agency)
    cases, remedies = _named(reports, lambda each: each.cases), _named(reports, lambda each: each.remedies)
    return Annual(figures, cases, remedies)


def _named(
    reports: Sequence[tuple[str, Annual]], part: Callable[[Annual], Mapping[CellPlace, tuple[str, ...]]]
) -> dict[CellPlace, tuple[str, ...]]:
    places = {place for _, report in reports for place in part(report)}
    return {
        place: tuple(f"{agency}/{case}" for agency, report in reports for case in part(report).get(place, ()))
        for place in places
    }


@frozen
class Facts:
    """What no history holds: the numbers of table two, prose by section, the name of the agency in the title."""

    table2: Mapping[str, Any] | None
    prose: Mapping[str, str]
    agency: str = ""


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
        agency=(facts.agency if facts is not None else "") or figures.agency,
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
    two = _table2(table.table("table2")) if "table2" in table.data else None
    return Facts(two, prose, table.text("agency") if "agency" in table.data else "")


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


@frozen
class ChangedNumber:
    """A number that a published report and the histories of today tell differently, and the cases that make it so."""

    table: int
    row: str
    col: str
    then: int | str
    now: int | str
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


def differences(then: Figures, now: Annual, as_then: Annual | None = None) -> Iterable[ChangedNumber]:
    """Give the numbers that a published report and the histories of today tell differently.

    Args:
        then: As published.
        now: As the histories tell it today.
        as_then: As the histories told it on the day of publication, to name the cases that came and went since.
    """
    cells = [(3, row.key, column.key) for row in then.form.rows for column in then.form.columns]
    cells += [(4, group, ending) for group in GROUPS for ending in ENDINGS]
    for table, row, col in cells:
        of = Figures.count if table == 3 else Figures.ended  # noqa: PLR2004  table three
        before, after = of(then, row, col), of(now.figures, row, col)
        if before != after:
            own = now.cases_of(row, col)
            old = () if as_then is None else as_then.cases_of(row, col)
            came = tuple(case for case in own if case not in old)
            yield ChangedNumber(table, row, col, before, after, came, tuple(case for case in old if case not in own))
    for name, told, tells in (
        ("requests", then.fee_requests, now.figures.fee_requests),
        ("yuan", str(then.fee_yuan), str(now.figures.fee_yuan)),
    ):
        if told != tells:
            yield ChangedNumber(0, "fees", name, told, tells)
