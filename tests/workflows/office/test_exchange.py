"""A case that comes as a file is taken whole, armed as it was, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from helpers.errors import told
from helpers.example_flow import HANDLER
from helpers.store_contract import Opened, Watch, agency, filled, office_on, opened, postgres
from workflows import Actor
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cases.chain import HASH, digest
from workflows.errors import BrokenHistory, UnreadableHistory
from workflows.office.exchange import export_case, import_case, read_export
from workflows.office.office import Office
from workflows.store.memory import MemoryStore
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep_all

__all__ = ["agency", "opened", "postgres"]

ARMED = arming(ladders())


def exported(agency: str) -> tuple[Office, dict[str, Any]]:
    """A request that is due on 2 April, as its office has it and as a file."""
    office = filled(office_on(MemoryStore(), agency, ladder=ARMED))
    return office, json.loads(json.dumps(export_case(office.desk, "A-1")))


def test_the_alarms_of_an_imported_case_are_armed(opened: Opened, agency: str) -> None:
    """As in the office that it comes from: the first reminder is due on 26 March, and it is raised."""
    origin, data = exported(agency)
    watch = Watch()
    office = office_on(opened(), agency, watch, ladder=ARMED)
    assert "A-1" == import_case(office.desk, data)
    first = datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)
    assert [first] == [clock.next_at for clock in office.store.clocks(agency, "A-1")]
    assert origin.store.clocks(agency, "A-1") == office.store.clocks(agency, "A-1")
    watch.at = first
    assert 1 == sweep_all(office).alarms


def test_a_case_that_lapsed_on_the_way_is_deemed_by_the_next_sweep(agency: str) -> None:
    """An imported correction that nobody made."""
    origin = filled(office_on(MemoryStore(), agency, ladder=ARMED))
    origin.do("A-1", "ask_correction", by=HANDLER, payload={"correction_days": 7})
    watch = Watch()
    watch.at += timedelta(days=20)
    office = office_on(MemoryStore(), agency, watch, ladder=ARMED)
    import_case(office.desk, export_case(origin.desk, "A-1"))
    assert 1 == sweep_all(office).lapses
    assert "RequestAbandoned" == office.history("A-1")[-1].type


def resealed(data: dict[str, Any], change: Callable[[list[dict[str, Any]]], object], **outer: Any) -> dict[str, Any]:
    """The file with its texts changed and a chain made anew over them, as whoever forges one would."""
    data.update(outer)
    texts = [json.loads(one["body"]) for one in data["events"]]
    change(texts)
    previous, events = "", []
    for seq, text in enumerate(texts, start=1):
        body = json.dumps(text, ensure_ascii=False, separators=(",", ":"))
        previous = digest(HASH, data["agency"], data["case_id"], seq, previous, body)
        events.append({"seq": seq, "algorithm": HASH, "digest": previous, "body": body})
    return {**data, "events": events, "head": previous}


def put(at: int, **values: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda texts: texts[at].update(values)


FORGED: dict[str, tuple[Callable[[list[dict[str, Any]]], object], dict[str, Any], str]] = {
    "another case inside": (lambda _: None, {"case_id": "X"}, "the text of event 1 is of A-1 1"),
    "one of another case": (put(1, case_id="B-1"), {}, "the text of event 2 is of B-1 2"),
    "another agency inside": (
        lambda texts: texts[0]["detail"].update(agency="elsewhere"),
        {},
        "export.other_agency 读不了 export（无版本）：正文属于机关 elsewhere；",
    ),
    "another number inside": (put(1, seq=77), {}, "the text of event 2 is of A-1 77"),
    "true for a version": (put(0, version=True), {}, "event 1 is not as this library writes it"),
    "no number": (put(1, facts={"x": float("nan")}), {}, "event 2 is not as this library writes it"),
    "recorded in the future": (put(1, recorded="9999-01-01T00:00:00+08:00"), {}, "was recorded in the future"),
    "without a zone": (put(0, recorded="2024-03-05T10:00:00"), {}, "an instant of event 1 has no time zone"),
    "a step that the flow does not know": (put(1, type="Anything"), {}, "flow 'example' has no 'Anything' in 'new'"),
    "a step out of place": (put(1, source="handling"), {}, "has no 'RequestReceived' in 'new'"),
    "a state that there is not": (put(1, state="gone"), {}, "has no 'RequestReceived' in 'new'"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_what_the_proof_does_not_cover_is_looked_at(kind: str, agency: str) -> None:
    """The chain holds, and the file is refused all the same; nothing is written."""
    change, outer, why = FORGED[kind]
    data = resealed(exported(agency)[1], change, **outer)
    office = office_on(MemoryStore(), agency, ladder=ARMED)
    with pytest.raises(UnreadableHistory) as refused:
        import_case(office.desk, data)
    assert any(why in text for text in told(refused.value))
    assert [] == list(office.store.heads(agency))


NO_PROOF: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "no events": (lambda data: data.update(events=[]), "export.no_events", "没有任何记录，证明不了什么"),
    "events that are no list": (
        lambda data: data.update(events="abc"),
        "export.no_events",
        "没有任何记录，证明不了什么",
    ),
    "more events than any case has": (
        lambda data: data.update(events=[7] * 100_001),
        "export.too_many",
        "有 100001 条记录，多于 100000",
    ),
    "an event that is none": (lambda data: data["events"].append(7), "export.no_event", "第 3 项不是一条记录"),
    "a number that is none": (
        lambda data: data["events"][0].update(seq=True),
        "export.no_event",
        "第 1 项不是一条记录",
    ),
    "a text that is none": (lambda data: data["events"][0].update(body=None), "export.ill_typed", "第 1 项不全"),
    "a text that is too long": (
        lambda data: data["events"][1].update(body=" " * 4_000_001),
        "export.too_long",
        "第 2 条过长",
    ),
    "no head": (lambda data: data.update(head=""), "export.no_text", "head 缺失或者不是文字"),
    "another format": (
        lambda data: data.update(format="disclosure-case/9"),
        "export.format",
        "格式 'disclosure-case/9' 不是 disclosure-case/1",
    ),
}


@pytest.mark.parametrize("kind", NO_PROOF)
def test_a_file_that_is_no_export_proves_nothing(kind: str, agency: str) -> None:
    """Whatever is missing or of the wrong kind is said."""
    data = exported(agency)[1]
    change, code, zh = NO_PROOF[kind]
    change(data)
    with pytest.raises(UnreadableHistory) as refused:
        read_export(data)
    assert (code, zh) == (refused.value.why.code, refused.value.why.zh)


@pytest.mark.parametrize("clear", ["文津街7号", "personal:文津街7号", "personal:", "personal:1/contact"])
def test_personal_data_in_clear_are_not_taken_in(clear: str) -> None:
    """A forged file, its chain sealed anew: what another office would keep for everybody to read is refused.

    A value that only begins as a reference does is none; nor is the reference of another event.
    """
    office = Office.open("memory:")
    desk, on = Actor("disclosure_office", "wang"), date(2024, 3, 1)
    office.open_case("request", "FOI-1", by=desk, on=on)
    received = {"channel": "signed_post", "received_on": on, "signed_on": on, "receipt_evidence": "EMS 1049"}
    asked = {"request_form": "written", "applicant_kind": "natural_person", "delivery_form": "纸质邮寄"}
    person = {"applicant_name": "张三丰", "identity_proof": "110101199003077758", "contact": "文津街7号"}
    payload = {**received, **asked, **person, "description": "某项目环评批复"}
    office.do("FOI-1", "register", by=desk, on=on, payload=payload)
    data = json.loads(json.dumps(export_case(office.desk, "FOI-1")))
    forged = resealed(data, lambda texts: texts[1]["facts"].update(contact=clear))
    with pytest.raises(UnreadableHistory) as refused:
        import_case(Office.open("memory:").desk, forged)
    assert refused.value.why.code == "export.in_clear"
    assert refused.value.why.zh == "第 2 条含未加密的个人信息（contact）"
    assert refused.value.why.en == "event 2 holds personal data in clear: contact"


@pytest.mark.parametrize("algorithm", ["none", "", "md5", "sha256 "])
def test_an_unknown_algorithm_proves_nothing(algorithm: str, agency: str) -> None:
    """In a file as in a store; an empty digest is no digest."""
    data = exported(agency)[1]
    data["events"][-1].update(algorithm=algorithm, digest="")
    data["head"] = ""
    data["head"] = data["events"][0]["digest"] if algorithm == "md5" else "x"
    with pytest.raises(BrokenHistory, match="proves nothing here"):
        read_export(data)
