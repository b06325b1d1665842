"""Tables three and four, fees and checks of a year, from requests alone.

Every cell is the list of its cases, so that it can be drilled down to; its number is the length of the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from workflows.catalog.request.data import LEAVES
from workflows.reports.figures import Figures, Warned
from workflows.reports.form import CARRIED_IN, CARRIED_OUT, GROUPS, NEW, TOTAL, Form
from workflows.reports.identities import CellPlace
from workflows.reports.requests import Request


@frozen
class Annual:
    """The report of a year: its figures, and the cases behind each number of tables three and four."""

    figures: Figures
    cases: Mapping[CellPlace, tuple[str, ...]] = field(hash=False)
    remedies: Mapping[CellPlace, tuple[str, ...]] = field(hash=False)

    def cases_of(self, row: str, column: str) -> tuple[str, ...]:
        """Name the cases of a cell of table three, or of a group and ending of table four."""
        found = self.remedies if row in GROUPS else self.cases
        return found.get((row, column), ())


def annual(requests: Iterable[Request], agency: str, year: int, form: Form, as_of: date) -> Annual:
    """Count the requests of a year.

    New by the day of receipt; carried in what was received before and had no end; results by the first end that took
    effect in the year; carried out what had no end by 31 December. A request without a kind of applicant is in no
    column, and named.

    Law: 国办公开办函〔2021〕30号.
    """
    count = _Count(year, form)
    for request in requests:
        count.take(request)
    count.sum_up()
    cells = {place: tuple(cases) for place, cases in count.cells.items()}
    remedies = {place: tuple(cases) for place, cases in count.remedies.items()}
    figures = Figures(
        agency=agency,
        year=year,
        form=form,
        as_of=as_of,
        three={place: len(cases) for place, cases in cells.items()},
        four={place: len(cases) for place, cases in remedies.items()},
        fee_requests=len({case for case, _ in count.paid}),
        fee_yuan=Decimal(sum(yuan for _, yuan in count.paid)),
        unplaced=tuple(count.unplaced),
        warnings=tuple(count.warnings()),
    )
    return Annual(figures, cells, remedies)


class _Count:
    """The cells while they are being filled."""

    def __init__(self, year: int, form: Form) -> None:
        self.first, self.last, self.form = date(year, 1, 1), date(year, 12, 31), form
        by_code = {row.code: row.key for row in form.rows}
        self.rows = {leaf.id: _row(by_code, leaf.code) for leaf in LEAVES.values()}
        self.cells: defaultdict[CellPlace, list[str]] = defaultdict(list)
        self.remedies: defaultdict[CellPlace, list[str]] = defaultdict(list)
        self.paid: list[tuple[str, int]] = []
        self.unplaced: list[str] = []
        self.again: list[str] = []

    def take(self, request: Request) -> None:
        """Put a request into its cells."""
        self._remedies(request)
        self.paid += [(request.case_id, yuan) for day, yuan in request.fees if self.first <= day <= self.last]
        if request.received is None or request.received > self.last:
            return
        end = request.end
        if end is not None and end.on < self.first:
            return
        if not request.kind:
            self.unplaced.append(request.case_id)
            return
        self._put(NEW if request.received >= self.first else CARRIED_IN, request)
        if end is not None and end.on <= self.last:
            self._put(self.rows[end.outcome], request)
        else:
            self._put(CARRIED_OUT, request)
        if any(self.first <= later.on <= self.last for later in request.ends[1:]):
            self.again.append(request.case_id)

    def _put(self, row: str, request: Request) -> None:
        self.cells[row, request.kind].append(request.case_id)

    def _remedies(self, request: Request) -> None:
        for remedy in request.remedies:
            if remedy.begun > self.last:
                continue
            if remedy.concluded is None or remedy.concluded > self.last:
                ending = "pending"
            elif remedy.concluded >= self.first:
                ending = remedy.result
            else:
                continue
            for column in (ending, TOTAL):
                self.remedies[remedy.group, column].append(request.case_id)

    def sum_up(self) -> None:
        """Fill the row of totals and the column of totals."""
        kinds = [column.key for column in self.form.columns if column.key != TOTAL]
        for kind in kinds:
            self.cells[TOTAL, kind] = sorted(case for row in self.form.leaves for case in self.cells[row, kind])
        for row in self.form.rows:
            self.cells[row.key, TOTAL] = sorted(case for kind in kinds for case in self.cells[row.key, kind])

    def warnings(self) -> Iterable[Warned]:
        """Say what the numbers do not show."""
        if self.again:
            yield Warned(
                "ended_again",
                f"{len(self.again)}件在本年又有结果（重新答复或者逾期补正），只按第一次计：{'、'.join(self.again[:20])}",
                f"{len(self.again)} ended again in the year and are counted by their first end",
                tuple(self.again),
            )
        if self.unplaced:
            yield Warned(
                "unplaced",
                f"{len(self.unplaced)}件没有申请人类别，未计入任何一列：{'、'.join(self.unplaced[:20])}",
                f"{len(self.unplaced)} have no kind of applicant and are in no column",
                tuple(self.unplaced),
            )


def _row(by_code: Mapping[str, str], code: str) -> str:
    """Give the row of a leaf; in a form that has fewer rows, the one above it."""
    while code not in by_code:
        code = code.rpartition(".")[0]
    return by_code[code]
