"""A case as one JSON file with its proof: written by one office, proved and taken in by another of the same agency.

Personal data stay behind: the file holds the references that the history holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.cases import chain
from workflows.cases.case import replay
from workflows.cases.chain import Sealed
from workflows.cases.text import event_from
from workflows.decisions.rows import rebuilt, row_of
from workflows.errors import ForeignAgency, UnreadableHistory
from workflows.office.desk import Desk
from workflows.store.port import Commit
from workflows.store.verify import verified

FORMAT = "disclosure-case/1"


def export_case(desk: Desk, case_id: str) -> dict[str, Any]:
    """Give a case as plain data that JSON can hold, after proving its chain whole.

    Raises:
        UnknownCase: The agency has no such case.
        BrokenHistory: Its chain is broken; what is broken is not passed on.
    """
    verified(desk.store, desk.agency, case_id)
    sealed = desk.store.sealed(desk.agency, case_id)
    return {
        "format": FORMAT,
        "agency": desk.agency,
        "case_id": case_id,
        "head": sealed[-1].digest,
        "events": [
            {"seq": link.seq, "algorithm": link.algorithm, "digest": link.digest, "body": link.body} for link in sealed
        ],
    }


def read_export(data: Mapping[str, Any]) -> tuple[str, str, tuple[Sealed, ...]]:
    """Read an exported case and prove its chain whole; give agency, case and events. Needs no store.

    Raises:
        UnreadableHistory: It is no exported case.
        BrokenHistory: At the first broken link.
    """
    try:
        if data["format"] != FORMAT:
            raise UnreadableHistory("export", data["format"], f"this library reads {FORMAT}")
        agency, case_id, head = str(data["agency"]), str(data["case_id"]), str(data["head"])
        sealed = tuple(
            Sealed(int(one["seq"]), str(one["body"]), str(one["algorithm"]), str(one["digest"]))
            for one in data["events"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableHistory("export", None, f"{type(error).__name__} {error}") from error
    chain.check_chain(agency, case_id, sealed, (len(sealed), head), exact=True)
    return agency, case_id, sealed


def import_case(desk: Desk, data: Mapping[str, Any]) -> str:
    """Take in an exported case with its digests as they are; give its id.

    Raises:
        BrokenHistory: At the first broken link of the file.
        ForeignAgency: It belongs to another agency.
        VersionConflict: The case is there already.
    """
    agency, case_id, sealed = read_export(data)
    if agency != desk.agency:
        raise ForeignAgency(agency, (desk.agency,))
    case = replay(event_from(link.body) for link in sealed)
    flow, basis = desk.flow(case.flow), desk.basis(case.place)
    arms = rebuilt(flow, case, basis)
    if arms:
        desk.remember(basis)
    row = row_of(flow, case)
    commit = Commit(row=row, expected=0, events=(), sealed=sealed, arms=arms)
    desk.store.write(desk.agency, (commit,))
    return case_id
