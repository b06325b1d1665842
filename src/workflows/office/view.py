"""A case as a person may see it: the personal data masked, and left out where the key is not at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from attrs import field, frozen

from deadlines.counting.timeline import Moment
from deadlines.errors import Reason
from workflows.cases.case import Case
from workflows.cases.listed import Band, CaseRow
from workflows.decisions.bands import band_of
from workflows.decisions.rows import row_of
from workflows.flows.flow import Flow
from workflows.office.desk import Desk
from workflows.office.errors import NoKey
from workflows.office.personal import decrypted, masked
from workflows.places.place import Basis
from workflows.store.checks import check_moment

if TYPE_CHECKING:
    from workflows.views.shapes import CaseData


@frozen
class View:
    """A case as a person may see it; ``unread`` says why personal data that are there could not be read."""

    case: Case
    row: CaseRow
    flow: Flow
    band: Band
    applicant: Mapping[str, str] | None = field(default=None, hash=False)
    unread: NoKey | None = field(default=None, eq=False)
    on: Moment = field(kw_only=True)
    basis_of: Callable[[], Basis] = field(kw_only=True, eq=False, repr=False)

    def data(self, *, personal: bool = False) -> CaseData:
        """Give the same for other programs, in the words of its flow and place; see ``workflows.views.plain``."""
        from workflows.views.cases import case_data  # noqa: PLC0415  # shapes are made when they are asked for

        return case_data(
            self.flow,
            self.case,
            self.row,
            self.band,
            self.on,
            self.basis_of(),
            applicant=self.applicant,
            unread=None if self.unread is None else Reason(self.unread.code, self.unread.zh, self.unread.en),
            personal=personal,
        )


def shown(desk: Desk, case_id: str, on: Moment | None = None) -> View:
    """Show a case: where it stands, in which time band, the applicant masked.

    Raises:
        UnknownCase: The agency has no such case.
    """
    check_moment("on", on)
    case = desk.fresh(case_id).case
    flow = desk.flow(case.flow)
    applicant, unread = None, None
    try:
        applicant = applicant_of(desk, case_id)
    except NoKey as error:
        unread = error
    moment = on or desk.clock.now()
    return View(
        case=case,
        row=row_of(flow, case),
        flow=flow,
        band=band_of(flow, case, moment),
        on=moment,
        basis_of=partial(desk.basis, case.place),
        applicant=masked(applicant) if applicant else None,
        unread=unread,
    )


def applicant_of(desk: Desk, case_id: str) -> dict[str, str] | None:
    """Give the personal data of a case in clear, None if there are none or they have been erased.

    Raises:
        NoKey: The office has no key for them.
    """
    return decrypted(desk.keys, desk.agency, case_id, desk.store.personal(desk.agency, case_id)) or None
