"""What an office knows, as other programs are given it: lists, histories, consequences, previews."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from deadlines.counting.timeline import Moment
from deadlines.errors import ErrorAsData
from workflows.cases.listed import CaseRow
from workflows.decisions.corrections import Consequences
from workflows.flows.flow import Flow
from workflows.office.desk import Desk
from workflows.office.selections import Result
from workflows.places.place import Basis, Place
from workflows.store.listing import band_of_row
from workflows.store.port import Page
from workflows.values import instant_of
from workflows.views.cases import row_data
from workflows.views.events import history_data
from workflows.views.outcomes import consequences_data, page_data, preview_data
from workflows.views.shapes import ConsequencesData, EventData, PageData, PreviewData, RowData


def page_of(desk: Desk, page: Page, on: Moment | None = None) -> PageData:
    """Give a part of a list; a case whose flow or place cannot be had is listed by its ids."""
    at = on or desk.clock.now()
    return page_data((_row(desk, row, at) for row in page.rows), page.after)


def history_of(desk: Desk, case_id: str, *, personal: bool = False) -> tuple[EventData, ...]:
    """Give all that happened to a case, voided entries marked; what is personal is left out unless it is asked for.

    Raises:
        UnknownCase: The agency has no such case.
    """
    case = desk.fresh(case_id).case
    place = desk.basis(case.place).place
    return history_data(desk.flow(case.flow), case.events, place, personal=personal)


def consequences_of(desk: Desk, case_id: str, found: Consequences) -> ConsequencesData:
    """Give what voiding an entry of a case would change."""
    return consequences_data(*_words(desk, case_id), found)


def preview_of(desk: Desk, command: str, results: Iterable[Result]) -> PreviewData:
    """Give what a command leads to in each of many cases."""
    found = tuple(results)
    return preview_data(command, found, {one.case_id: _words(desk, one.case_id) for one in found if one.state_before})


def _words(desk: Desk, case_id: str) -> tuple[Flow, Place]:
    row = desk.store.row(desk.agency, case_id)
    return desk.flow(row.flow), desk.basis(row.place).place


def _row(desk: Desk, row: CaseRow, at: Moment) -> RowData:
    flow: Flow | None = None
    basis: Basis | None = None
    with suppress(ErrorAsData):
        flow, basis = desk.flow(row.flow), desk.basis(row.place)
    return row_data(flow, row, band_of_row(row, instant_of(at)), at, basis)
