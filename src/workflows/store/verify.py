"""Histories proved whole: one case, or all of an agency against a checkpoint kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from deadlines.errors import Reason
from workflows.cases.chain import Checkpoint, check_chain
from workflows.errors import BrokenHistory, UnknownCase
from workflows.store.port import EventStore

_GONE = Reason("chain.gone", "整个案件不在了，检查点里却有", "the whole case is gone, but a checkpoint has it")


@frozen
class ChainReport:
    """What an audit of all histories found."""

    cases: int
    events: int
    broken: tuple[BrokenHistory, ...]


def verified(store: EventStore, agency: str, case_id: str, on_record: tuple[int, str] | None = None) -> int:
    """Prove the chain of one case whole; give how many events it has.

    Args:
        store: Where it is kept.
        agency: Whose case it is.
        case_id: Which case.
        on_record: Number and digest of an event that a checkpoint holds.

    Raises:
        BrokenHistory: At the first broken link.
        UnknownCase: There is no such case.
    """
    last = store.last(agency, case_id)
    try:
        sealed = store.sealed(agency, case_id)
    except UnknownCase:
        if not last[0]:
            raise
        sealed = ()
    check_chain(agency, case_id, sealed, last if last[0] else None, exact=True)
    if not last[0]:
        why = Reason("chain.no_row", "记录还在，案件一行不在", "its events are there, its row is not")
        raise BrokenHistory(case_id, 1, "deletion", why)
    if on_record is not None:
        check_chain(agency, case_id, sealed, on_record)
    return len(sealed)


def chain_report(store: EventStore, agency: str, checkpoint: Checkpoint | None = None) -> ChainReport:
    """Prove the chains of all cases of an agency; every broken one is named at its first broken link."""
    broken: list[BrokenHistory] = []
    count = events = 0
    for case_id, on_record in _all(store, agency, checkpoint):
        count += 1
        try:
            events += verified(store, agency, case_id, on_record)
        except UnknownCase:
            broken.append(BrokenHistory(case_id, 1, "truncation", _GONE))
        except BrokenHistory as error:
            broken.append(error)
    return ChainReport(count, events, tuple(broken))


def _all(store: EventStore, agency: str, checkpoint: Checkpoint | None) -> Iterator[tuple[str, tuple[int, str] | None]]:
    recorded = dict(checkpoint.heads) if checkpoint else {}
    for case_id, _, _ in store.heads(agency):
        yield case_id, recorded.pop(case_id, None)
    yield from recorded.items()
