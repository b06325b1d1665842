"""Keys for personal data: whose they are, where they lie, and what happens without them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import Watch
from workflows.errors import NoKey
from workflows.office.key_file import own_keys
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
    key.unlink()
    other = office(url)
    with pytest.raises(NoKey, match="the text was changed or moved"):
        other.applicant("A-1")
    other.store.close()


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
                os.write(telling, own_keys(database).keys["own"].hex().encode() + b"\\n")
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
    assert isinstance(ring, Keys)
    assert (tmp_path / "office.db.key").read_text() == ring.keys["own"].hex()


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
