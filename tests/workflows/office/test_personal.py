"""Personal facts that a command brings stand apart from the history, encrypted; the history holds references."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from workflows import Actor
from workflows.errors import BadFacts, UnknownCase, Unstorable
from workflows.office.errors import NoKey
from workflows.office.key_file import KeyFile, own_keys
from workflows.office.office import Office

DESK = Actor("disclosure_office", "wang")
CLEAR = {"applicant_name": "张三丰", "identity_proof": "110101199003077758", "contact": "北京市西城区文津街7号"}
REGISTERED: dict[str, Any] = {
    "channel": "signed_post",
    "received_on": date(2024, 3, 1),
    "signed_on": date(2024, 3, 1),
    "receipt_evidence": "EMS 1049",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "description": "某项目环评批复",
    "delivery_form": "纸质邮寄",
    **CLEAR,
}


def _registered(office: Office) -> Office:
    office.open_case("request", "FOI-1", by=DESK, on=date(2024, 3, 1))
    office.do("FOI-1", "register", by=DESK, on=date(2024, 3, 1), payload=REGISTERED)
    return office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office on a file with one registered request."""
    with Office.open(f"sqlite:///{tmp_path / 'office.db'}") as opened:
        yield _registered(opened)


def test_the_embedded_office_needs_no_set_up_and_keeps_names_out_of_its_file(office: Office, tmp_path: Path) -> None:
    """The whole database, write-ahead log included, holds none of the clear values."""
    facts = dict(office.history("FOI-1")[-1].facts)
    assert facts["contact"] == "personal:2/contact"
    assert facts["description"] == "某项目环评批复"
    assert office.applicant("FOI-1") == CLEAR
    raw = b"".join(part.read_bytes() for part in tmp_path.glob("office.db*") if not part.name.endswith(".key"))
    assert "某项目环评批复".encode() in raw
    assert [value for value in CLEAR.values() if value.encode() in raw] == []


def test_a_view_shows_enough_to_recognise_and_no_more(office: Office) -> None:
    """Masked by the name of the fact; what has no mask of its own is hidden altogether."""
    assert office.show("FOI-1").applicant == {
        "applicant_name": "张**",
        "identity_proof": "********",
        "contact": "北**********",
    }


def test_a_second_process_reads_with_the_key_beside_the_file(office: Office, tmp_path: Path) -> None:
    """The key file is made once, readable by its owner alone."""
    office.close()
    with Office.open(f"sqlite:///{tmp_path / 'office.db'}") as second:
        assert second.applicant("FOI-1") == CLEAR
    assert stat.S_IMODE((tmp_path / "office.db.key").stat().st_mode) == 0o600


def test_erased_data_leave_the_chain_whole(office: Office) -> None:
    """After the term of retention only the references are left."""
    office.retain("FOI-1", date(2034, 3, 31), by=DESK, reason="归档满十年")
    assert erased(office, date(2034, 3, 31)) == []
    assert erased(office, date(2034, 4, 1)) == ["2"]
    assert office.applicant("FOI-1") is None
    assert office.show("FOI-1").applicant is None
    assert office.verify("FOI-1") == 4
    told = [(event.type, event.by, event.detail) for event in office.history("FOI-1")[2:]]
    assert told == [
        ("RetentionSet", DESK, (("through", "2034-03-31"), ("refs", "2"), ("reason", "归档满十年"))),
        ("PersonalDataErased", DESK, (("refs", "2"), ("reason", "保存期满"))),
    ]


def erased(office: Office, day: date) -> list[str]:
    found = office.erase_personal(day, by=DESK, reason="保存期满", preview=False)
    return [person.ref for person in found.persons]


def test_what_would_be_erased_is_listed_first_and_needs_a_reason(office: Office) -> None:
    """A preview writes nothing; one case is erased whatever its term, as when a person asks for it."""
    office.retain("FOI-1", date(2034, 3, 31), by=DESK, reason="归档满十年")
    found = office.erase_personal(date(2035, 1, 1), by=DESK, reason="")
    assert [(one.case_id, one.ref, one.erase_after) for one in found.persons] == [("FOI-1", "2", date(2034, 3, 31))]
    assert (found.is_done, office.applicant("FOI-1"), len(office.history("FOI-1"))) == (False, CLEAR, 3)
    for blank in ("", " \u3000"):
        with pytest.raises(BadFacts, match="it needs its reason"):
            office.erase_personal(by=DESK, reason=blank, case_id="FOI-1", preview=False)
    assert office.erase_personal(by=DESK, reason="申请人要求", case_id="FOI-1", preview=False).is_done
    assert office.applicant("FOI-1") is None
    with pytest.raises(BadFacts, match="the case has no personal data"):
        office.retain("FOI-1", date(2034, 3, 31), by=DESK, reason="x")
    with pytest.raises(UnknownCase):
        office.erase_personal(by=DESK, reason="x", case_id="FOI-2", preview=False)


def test_erased_text_is_nowhere_in_the_file_and_its_log(office: Office, tmp_path: Path) -> None:
    """Overwritten in the file, and the write-ahead log is cut; a reader that keeps the log is said."""
    ((_, kept),) = office.store.persons("office")
    assert kept.ciphertext is not None
    sealed = kept.ciphertext.encode()
    assert sealed in raw(tmp_path)
    with sqlite3.connect(tmp_path / "office.db", isolation_level=None) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM dw_event").fetchone() == (2,)
        found = office.erase_personal(by=DESK, reason="申请人要求", case_id="FOI-1", preview=False)
        assert found.remains is not None
        assert found.remains.code == "erase.in_the_log"
        assert sealed in raw(tmp_path)
    reader.close()
    assert office.store.purge() is None
    assert sealed not in raw(tmp_path)


def raw(folder: Path) -> bytes:
    return b"".join(part.read_bytes() for part in folder.glob("office.db*"))


@pytest.mark.parametrize("value", ["personal:13987654321", "personal:欧阳锋测试", "personal:2/contact", "personal:"])
def test_what_looks_like_a_reference_is_a_value_all_the_same(office: Office, tmp_path: Path, value: str) -> None:
    """Whatever a person wrote is encrypted; only the office writes references."""
    office.open_case("request", "FOI-2", by=DESK, on=date(2024, 3, 1))
    office.do("FOI-2", "register", by=DESK, on=date(2024, 3, 1), payload={**REGISTERED, "contact": value})
    assert dict(office.history("FOI-2")[-1].facts)["contact"] == "personal:2/contact"
    kept = office.applicant("FOI-2")
    assert kept is not None
    assert kept["contact"] == value
    if value != "personal:2/contact" and len(value) > len("personal:"):
        assert value.encode() not in raw(tmp_path)


def test_a_value_in_clear_that_looks_like_a_reference_is_taken_in_encrypted(office: Office, tmp_path: Path) -> None:
    """From elsewhere too; and an export that holds one in clear is refused."""
    history = [evolve(event, case_id="FOI-3") for event in office.history("FOI-1")]
    facts = tuple((name, "personal:欧阳锋" if name == "contact" else value) for name, value in history[1].facts)
    office.import_histories([[history[0], evolve(history[1], facts=facts)]])
    assert (office.applicant("FOI-3") or {})["contact"] == "personal:欧阳锋"
    assert "欧阳锋".encode() not in raw(tmp_path)


def test_personal_data_given_as_numbers_are_kept_as_text(office: Office) -> None:
    """A form that gives a telephone as a number; what cannot be kept is refused without being repeated."""
    office.open_case("request", "FOI-4", by=DESK, applicant={"phone": 13987654321})  # type: ignore[dict-item]
    assert office.applicant("FOI-4") == {"phone": "13987654321"}
    assert office.show("FOI-4").applicant == {"phone": "139****4321"}
    with pytest.raises(Unstorable) as refused:
        office.open_case("request", "FOI-5", by=DESK, applicant={"name": "欧阳\ud800"})
    assert "personal data 'name' cannot be stored: it holds characters that cannot be kept" == str(refused.value)
    with pytest.raises(BadFacts) as wrong:
        office.do("FOI-4", "register", by=DESK, payload={**REGISTERED, "contact": 13987654321})
    assert "13987654321" not in f"{wrong.value} {wrong.value.zh} {wrong.value.data()}"


def test_all_is_encrypted_anew_and_the_old_key_can_go(office: Office, tmp_path: Path) -> None:
    """A spoilt text is told and left; nothing is lost in between."""
    office.open_case("request", "FOI-2", by=DESK, applicant={"name": "王五"})
    office.open_case("request", "FOI-3", by=DESK, applicant={"name": "赵六"}, erase_after=date(2030, 1, 1))
    keys = KeyFile(tmp_path / "office.db.key")
    name = keys.add()
    with sqlite3.connect(tmp_path / "office.db") as other:
        other.execute("UPDATE dw_person SET sealed = '***' WHERE case_id = 'FOI-2'")
    other.close()
    found = office.reseal_personal()
    assert (found.done, [(one.case_id, one.ref, one.why.code) for one in found.left]) == (
        2,
        [("FOI-2", "applicant", "no_key")],
    )
    assert keys.keep_newest() == ("own",)
    assert office.applicant("FOI-1") == CLEAR
    assert office.applicant("FOI-3") == {"name": "赵六"}
    assert {person.cipher for _, person in office.store.persons("office")} == {f"sm4-gcm:{name}", "sm4-gcm:own"}
    assert [one.ref for one in office.erase_personal(date(2030, 1, 2), by=DESK, reason="x").persons] == ["applicant"]


def test_without_keys_a_personal_fact_is_refused_and_nothing_is_written() -> None:
    """An office on a server must be given keys."""
    kept = Office.open("memory:")
    office = evolve(kept, desk=evolve(kept.desk, keys=None))
    office.open_case("request", "FOI-1", by=DESK, on=date(2024, 3, 1))
    with pytest.raises(NoKey) as refused:
        office.do("FOI-1", "register", by=DESK, on=date(2024, 3, 1), payload=REGISTERED)
    assert str(refused.value) == (
        "personal data need a key: applicant_name, identity_proof, contact of 'register' cannot be kept without one; "
        "open the office with keys=Keys(...)"
    )
    assert len(office.history("FOI-1")) == 1


def test_a_broken_key_file_is_refused(tmp_path: Path) -> None:
    """A key is never replaced silently: what it encrypted would be lost."""
    (tmp_path / "office.db.key").write_text("not a key", encoding="ascii")
    with pytest.raises(NoKey) as refused:
        own_keys(tmp_path / "office.db")
    assert str(refused.value) == (
        "personal data need a key: office.db.key beside the database does not hold 16 bytes in hexadecimal; "
        "open the office with keys=Keys(...)"
    )


def test_a_reference_that_is_taken_in_again_stays_a_reference(office: Office, tmp_path: Path) -> None:
    """A history exported without its personal data can be imported."""
    history = office.history("FOI-1")
    with Office.open(f"sqlite:///{tmp_path / 'other.db'}") as other:
        assert other.import_histories([history]) == 1
        assert other.history("FOI-1") == history
        assert other.applicant("FOI-1") is None
