"""Personal facts that a command brings stand apart from the history, encrypted; the history holds references."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from workflows import Actor
from workflows.errors import NoKey
from workflows.office.key_file import own_keys
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
    office.retain("FOI-1", date(2034, 3, 31))
    assert office.erase_personal(date(2034, 3, 31)) == 0
    assert office.erase_personal(date(2034, 4, 1)) == 1
    assert office.applicant("FOI-1") is None
    assert office.show("FOI-1").applicant is None
    assert office.verify("FOI-1") == 2


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
