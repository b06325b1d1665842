"""A case as one JSON file with its proof: written by one office, proved and taken in by another of the same agency.

Personal data stay behind: the file holds the references that the history holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn

from deadlines.errors import Reason
from workflows.cases import chain
from workflows.cases.case import Case, evolve, replay
from workflows.cases.chain import Sealed
from workflows.cases.events import BUILT_IN, OPENED, Event
from workflows.cases.text import history_from, text_of
from workflows.decisions.rows import rebuilt, row_of
from workflows.errors import UnreadableHistory
from workflows.office.desk import Desk
from workflows.office.personal import is_reference
from workflows.store.errors import ForeignAgency
from workflows.store.port import Commit
from workflows.store.verify import verified

FORMAT = "disclosure-case/1"

MOST_EVENTS = 100_000

LONGEST_TEXT = 4_000_000
"""Characters of one event; the longest that a real one had are a few thousand."""


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
    agency, case_id, head, events = _parts(data)
    sealed = tuple(_link(number, part) for number, part in enumerate(events, start=1))
    chain.check_chain(agency, case_id, sealed, (len(sealed), head), exact=True)
    for link in sealed:
        _check_text(agency, case_id, link)
    return agency, case_id, sealed


def _parts(data: Mapping[str, Any]) -> tuple[str, str, str, list[Any]]:
    """Give agency, case, head and events of a file that has the shape of an export."""
    if not isinstance(data, Mapping):
        _refuse(Reason("export.no_object", "不是一个 JSON 对象", "it is no JSON object"))
    if data.get("format") != FORMAT:
        named = repr(data.get("format"))
        _refuse(Reason("export.format", f"格式 {named} 不是 {FORMAT}", f"format {named}: this library reads {FORMAT}"))
    for name in ("agency", "case_id", "head"):
        if not isinstance(data.get(name), str) or not data[name]:
            _refuse(Reason("export.no_text", f"{name} 缺失或者不是文字", f"{name} is missing or no text"))
    events = data.get("events")
    if not isinstance(events, list) or not events:
        _refuse(Reason("export.no_events", "没有任何记录，证明不了什么", "it has no events, so it proves nothing"))
    if len(events) > MOST_EVENTS:
        zh, en = f"有 {len(events)} 条记录，多于 {MOST_EVENTS}", f"it has {len(events)} events, more than {MOST_EVENTS}"
        _refuse(Reason("export.too_many", zh, en))
    return data["agency"], data["case_id"], data["head"], events


def _link(number: int, part: object) -> Sealed:
    if not isinstance(part, Mapping) or type(part.get("seq")) is not int:
        _refuse(Reason("export.no_event", f"第 {number} 项不是一条记录", f"item {number} is no event"))
    texts = [part.get(name) for name in ("body", "algorithm", "digest")]
    if not all(isinstance(text, str) for text in texts):
        _refuse(Reason("export.ill_typed", f"第 {number} 项不全", f"item {number} is not whole"))
    body, algorithm, digest = (str(text) for text in texts)
    if len(body) > LONGEST_TEXT:
        _refuse(Reason("export.too_long", f"第 {number} 条过长", f"event {number} is too long"))
    return Sealed(part["seq"], body, algorithm, digest)


def _check_text(agency: str, case_id: str, link: Sealed) -> None:
    """Refuse what the proof does not cover: a text of another case or number, or one that is read otherwise."""
    (event,) = history_from(case_id, [link.body])
    if (event.case_id, event.seq) != (case_id, link.seq):
        place = f"{event.case_id} {event.seq}"
        zh, en = f"第 {link.seq} 条写的是 {place}", f"the text of event {link.seq} is of {place}"
        _refuse(Reason("export.other_case", zh, en))
    if event.type == OPENED and event.get("agency") not in {"", agency}:
        zh, en = f"正文属于机关 {event.get('agency')}", f"its text is of agency {event.get('agency')!r}"
        _refuse(Reason("export.other_agency", zh, en))
    moments = (event.recorded, *(moment for moment in [event.on] if isinstance(moment, datetime)))
    if any(moment.tzinfo is None for moment in moments):
        zh, en = f"第 {link.seq} 条的时刻没有时区", f"an instant of event {link.seq} has no time zone"
        _refuse(Reason("export.naive", zh, en))
    if "NaN" in link.body or "Infinity" in link.body or text_of(event) != link.body:
        zh = f"第 {link.seq} 条不是本库写成的样子"
        _refuse(Reason("export.not_as_written", zh, f"event {link.seq} is not as this library writes it"))


def _refuse(why: Reason) -> NoReturn:
    raise UnreadableHistory("export", None, why)


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
    events = history_from(case_id, [link.body for link in sealed])
    case = replay(events)
    flow, basis = desk.flow(case.flow), desk.basis(case.place)
    _check_history(desk, events)
    arms = tuple([desk.ladder(flow, case, clock, basis) for clock in rebuilt(flow, case, basis)])
    if arms:
        desk.remember(basis)
    row = row_of(flow, case)
    commit = Commit(row=row, expected=0, events=(), sealed=sealed, arms=arms)
    desk.store.write(desk.agency, (commit,))
    return case_id


def _check_history(desk: Desk, events: tuple[Event, ...]) -> None:
    """Refuse a history that the flow does not allow, that was recorded in the future, or that holds personal data."""
    latest, state = desk.clock.now() + timedelta(days=1), ""
    case: Case | None = None
    for event in events:
        flow = desk.flow(event.flow)
        if event.recorded > latest:
            zh, en = f"第 {event.seq} 条的记录时刻在将来", f"event {event.seq} was recorded in the future"
            _refuse(Reason("export.future", f"{zh}（{event.recorded}）", f"{en} ({event.recorded})"))
        known = event.type in BUILT_IN or any(move.event == event.type for move in flow.moves)
        if not known or event.source != state or event.state not in flow.states_by_id:
            zh = f"流程 {flow.id} 在“{state}”时没有第 {event.seq} 条（{event.type}）"
            _refuse(Reason("export.no_step", zh, f"flow {flow.id!r} has no {event.type!r} in {state!r}"))
        in_clear = [
            name for name, value in event.facts if name in flow.personal and not is_reference(value, event.seq, name)
        ]
        if in_clear:
            names = ", ".join(in_clear)
            zh = f"第 {event.seq} 条含未加密的个人信息（{names}）"
            _refuse(Reason("export.in_clear", zh, f"event {event.seq} holds personal data in clear: {names}"))
        case = evolve(case, event)
        state = case.state
