"""Keys for personal data: whose they are, where they lie, and what happens without them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.errors import told
from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import Watch
from workflows.office.errors import NoKey
from workflows.office.key_file import key_file_of, make_key, own_keys
from workflows.office.office import Office
from workflows.office.personal import AES, SM4, Keys, masked

PERSON = {"name": "张三"}


def office(url: str) -> Office:
    return Office.open(url, clock=Watch(), flow=lambda _: FLOW, basis=lambda _: BASIS)


def test_an_office_on_a_file_has_its_own_key(tmp_path: Path) -> None:
    """Beside the database, for its owner alone; the next process reads with it, another key does not."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    made = office(url)
    made.open_case("example", "A-1", by=HANDLER, applicant=PERSON)
    key = tmp_path / "office.db.key"
    assert "0o600" == oct(stat.S_IMODE(key.stat().st_mode))
    made.store.close()
    again = office(url)
    assert PERSON == again.applicant("A-1")
    again.store.close()
    key.write_text("00" * 16, encoding="ascii")
    other = office(url)
    with pytest.raises(NoKey, match="the text was changed or moved"):
        other.applicant("A-1")
    other.store.close()


def test_a_lost_key_is_said_and_blocks_only_what_needs_it(tmp_path: Path) -> None:
    """No key is made in the place of one that is gone, and all that needs no personal data goes on."""
    file = tmp_path / "office.db"
    with office(f"sqlite:///{file}") as made:
        made.open_case("example", "A-1", by=HANDLER, applicant=PERSON)
    key = key_file_of(file)
    lost = key.read_bytes()
    key.unlink()
    with office(f"sqlite:///{file}") as without:
        assert not key.exists()
        without.do("A-1", "receive", by=HANDLER)
        without.open_case("example", "A-2", by=HANDLER)
        assert ("A-2", 3) == (without.note("A-2", by=HANDLER, title="预算").case.id, without.verify("A-1") + 1)
        view = without.show("A-1")
        assert (None, "key.file_gone") == (view.applicant, view.unread and view.unread.facts()["why"]["code"])
        for asked in (
            lambda: without.applicant("A-1"),
            lambda: without.open_case("example", "A-3", by=HANDLER, applicant=PERSON),
        ):
            with pytest.raises(NoKey, match=r"the key file office.db.key beside the database is gone: bring it back"):
                asked()
        assert not key.exists()
        key.write_bytes(lost)  # brought back while the office is open
        assert PERSON == without.applicant("A-1")


def test_a_key_made_anew_keeps_what_comes_and_says_what_is_lost(tmp_path: Path) -> None:
    """It has a name of its own: what another key encrypted is not taken for spoilt."""
    file = tmp_path / "office.db"
    with office(f"sqlite:///{file}") as made:
        made.open_case("example", "A-1", by=HANDLER, applicant=PERSON)
        lost = key_file_of(file).read_text()
        with pytest.raises(NoKey, match=r"there is a key file office.db.key"):
            make_key(file)
        key_file_of(file).unlink()
        name = make_key(file).ring().newest
        assert name.startswith("own-")
        made.open_case("example", "A-2", by=HANDLER, applicant=PERSON)
        assert PERSON == made.applicant("A-2")
        with pytest.raises(NoKey, match="under 'sm4-gcm:own', which is not on the ring of own-"):
            made.applicant("A-1")
        own = key_file_of(file).read_text()
        key_file_of(file).write_text(f"own {lost}\n{own}")
        assert (PERSON, PERSON) == (made.applicant("A-1"), made.applicant("A-2"))


AT_ONCE = """
import os, pathlib, sys
from workflows.office.key_file import own_keys
def unsupported(*_):
    raise PermissionError(1, "no hard links here")
if sys.argv[2] == "without links":
    os.link = unsupported
for n in range(40):
    database = pathlib.Path(sys.argv[1]) / f"{n}.db"
    waiting, gun = os.pipe()
    answers, telling = os.pipe()
    for _ in range(4):
        if not os.fork():
            os.close(gun)
            os.read(waiting, 1)  # returns for all at once, when the parent closes its end
            try:
                os.write(telling, own_keys(database).ring().keys["own"].hex().encode() + b"\\n")
            finally:
                os._exit(0)
    os.close(gun), os.close(telling), os.close(waiting)
    with os.fdopen(answers) as out:
        given = out.read().split()
    for _ in range(4):
        os.wait()
    if given != [database.with_name(f"{n}.db.key").read_text()] * 4:
        sys.exit(f"round {n}: {len(given)} of 4 got a key, of {len(set(given))} kinds")
"""


@pytest.mark.parametrize("links", ["with links", "without links"])
def test_processes_that_make_the_key_at_once_share_it(tmp_path: Path, links: str) -> None:
    """Four processes that open a new database at the same moment; also where the file system has no hard links."""
    ran = subprocess.run(
        [sys.executable, "-c", AT_ONCE, str(tmp_path), links], capture_output=True, text=True, check=False, timeout=60
    )
    assert (0, "") == (ran.returncode, ran.stderr)
    assert sorted(f"{n}.db.key" for n in range(40)) == sorted(path.name for path in tmp_path.iterdir())
    assert {"0o600"} == {oct(stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()}


def test_a_process_that_dies_while_making_the_key_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file has its name only when it is whole, so that the next process makes one instead of being refused."""

    class Killed(BaseException):
        pass

    def killed(_: int) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(os, "fsync", killed)
        with pytest.raises(Killed):
            own_keys(tmp_path / "office.db")
    assert not (tmp_path / "office.db.key").exists()
    ring = own_keys(tmp_path / "office.db")
    assert ring is not None
    assert (tmp_path / "office.db.key").read_text() == ring.ring().keys["own"].hex()


@pytest.mark.parametrize("content", ["", "0123", "not hexadecimal, though long enough"])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """An empty one is waited for first: another process may be about to fill it."""
    monkeypatch.setattr("workflows.office.key_file._PATIENCE", 0.05)
    (tmp_path / "office.db.key").write_text(content)
    with pytest.raises(NoKey, match=r"office.db.key beside the database does not hold 16 bytes in hexadecimal"):
        own_keys(tmp_path / "office.db")


@pytest.mark.parametrize(("cipher", "size"), [(SM4, 16), (AES, 16), (AES, 32)])
def test_ciphers_bind_a_text_to_its_case(cipher: str, size: int) -> None:
    """A text moved to another case, changed, or read with another key does not open."""
    ring = Keys("k", {"k": bytes(range(size))}, cipher)
    name, ciphertext = ring.encrypt("a/A-1", PERSON)
    assert f"{cipher}:k" == name
    assert PERSON == ring.decrypt("a/A-1", name, ciphertext)
    assert ciphertext != ring.encrypt("a/A-1", PERSON)[1]
    changed = ("A" if ciphertext[-5] != "A" else "B").join((ciphertext[:-5], ciphertext[-4:]))
    for context, text, other in (
        ("a/A-2", ciphertext, ring),
        ("a/A-1", changed, ring),
        ("a/A-1", ciphertext, Keys("k", {"k": bytes(size)}, cipher)),
    ):
        with pytest.raises(NoKey, match="the text was changed or moved"):
            other.decrypt(context, name, text)
    with pytest.raises(NoKey) as spoilt:
        ring.decrypt("a/A-1", name, ciphertext[:-1] + "*")
    assert "key.text_spoilt 个人信息须有密钥：密文已损坏" == told(spoilt.value)[1]


def test_a_key_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """It is there, so it is not called gone; here a folder has its name."""
    key_file_of(tmp_path / "office.db").mkdir()
    with pytest.raises(NoKey) as refused:
        own_keys(tmp_path / "office.db")
    assert told(refused.value)[1] == (
        "key.file_unreadable 个人信息须有密钥：读不了密钥文件 office.db.key（Is a directory）"
    )


def test_encryption_wants_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what to install."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers", None)
    with pytest.raises(NoKey) as refused:
        Keys("k", {"k": bytes(16)}).encrypt("a/A-1", PERSON)
    assert told(refused.value)[1] == "key.no_package 个人信息须有密钥：加密须安装 disclosure-workflows[privacy]"


def test_a_new_key_leaves_the_old_readable() -> None:
    """The newest key encrypts; what older keys encrypted stays readable while they are on the ring."""
    old = Keys("2024", {"2024": bytes(16)})
    name, ciphertext = old.encrypt("c", PERSON)
    new = Keys("2025", {"2024": bytes(16), "2025": bytes(range(32))}, AES)
    assert PERSON == new.decrypt("c", name, ciphertext)
    assert "aes-gcm:2025" == new.encrypt("c", PERSON)[0]
    with pytest.raises(NoKey, match="encrypted under 'sm4-gcm:2024', which is not on the ring of 2025"):
        Keys("2025", {"2025": bytes(16)}).decrypt("c", name, ciphertext)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Keys("k", {}), "the newest key 'k' is not on the ring of none"),
        (lambda: Keys("k", {"k": b"short"}), "key 'k' has 5 bytes, not 16, 24 or 32"),
        (lambda: Keys("k", {"k": bytes(32)}), "sm4-gcm takes a key of 16 bytes; 'k' has another length"),
        (lambda: Keys("k", {"k": bytes(16)}, "des"), "cipher 'des' is not one of sm4-gcm, aes-gcm"),
    ],
)
def test_rings_that_cannot_work_are_refused(make: object, why: str) -> None:
    """A wrong key is refused when the ring is made, and never shown."""
    with pytest.raises(NoKey) as refused:
        make()  # type: ignore[operator]
    assert f"personal data need a key: {why}; open the office with keys=Keys(...)" == str(refused.value)


def test_keys_are_in_no_repr() -> None:
    """A ring says the names of its keys at most."""
    assert "0123456789abcdef" not in repr(Keys("k", {"k": b"0123456789abcdef"}))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "张三", "张*"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "110", "***"),
        ("id_number", "110101199003077758", "1****************8"),
        ("email", "li@example.com", "l***@example.com"),
        ("email", "nonsense", "********"),
        ("address", "贵州省贵阳市南明区", "贵州省贵阳市***"),
        ("anything", "秘密", "**"),
        ("kind", "natural_person", "natural_person"),
    ],
)
def test_masks_show_enough_to_recognise(field: str, value: str, shown: str) -> None:
    """Each field by its own mask; a field that nobody named is hidden altogether."""
    assert {field: shown} == masked({field: value})
