"""The report of an office, as its histories tell it on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from attrs import asdict, frozen

from workflows import catalog
from workflows.office.office import Office
from workflows.reports.annual import Annual, annual
from workflows.reports.figures import Figures, added
from workflows.reports.form import ENDINGS, GROUPS, form_of, forms, lines
from workflows.reports.identities import CellPlace
from workflows.reports.layout import number_two
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
class ChangedNumber:
    """A number that a published report and the histories of today tell differently, and the cases that make it so."""

    table: int
    row: str
    col: str
    then: int | str | None
    now: int | str | None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


def differences(then: Figures, now: Annual, as_then: Annual | None = None) -> Iterator[ChangedNumber]:
    """Give the numbers that a published report and the histories of today tell differently.

    Table two is compared if there is one today: what nobody has given is warned of elsewhere, and is no change.

    Args:
        then: As published.
        now: As the histories tell it today.
        as_then: As the histories told it on the day of publication, to name the cases that came and went since.
    """
    yield from _differences_of_two(then, now.figures)
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


def _differences_of_two(then: Figures, now: Figures) -> Iterator[ChangedNumber]:
    for line in lines(then.form.id) if now.table2 is not None else ():
        for head in line.values:
            told, tells = (number_two(line, head, each.table2 or {}) for each in (then, now))
            if _amount(told) != _amount(tells):
                yield ChangedNumber(2, line.key, head.key, told, tells)


def _amount(number: int | str | None) -> Decimal | None:
    """Give a number so that 1.50 and 1.5 are one; None where there is none."""
    return None if number is None else Decimal(number)
