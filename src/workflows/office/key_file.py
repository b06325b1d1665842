"""The keys beside an embedded database, in a file made together with it, so that nothing has to be set up.

They keep personal data out of copies of the database alone. An office that runs for others gives its own keys,
from a key server or a crypto device. A key that is lost is never replaced in silence: what it encrypted would be taken
for spoilt, and the day on which it was lost would not be known.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from attrs import field, frozen

from deadlines.errors import Reason
from deadlines.whole_file import OWNER, added_whole, replaced_whole
from workflows.office.errors import NoKey
from workflows.office.personal import Keys

FIRST = "own"
"""The name of the first key of a file; those that come later have a part of their own."""

_BYTES = 16

_PATIENCE = 5.0
"""Seconds that an empty file is waited for: its maker has taken the name and is about to put the whole file there."""

_Stamp = tuple[int, int, int]


@frozen(eq=False)
class KeyFile:
    """Encrypts and decrypts with the keys of a file, as it is now: a key that another process added is found."""

    path: Path
    _read: dict[_Stamp, Keys] = field(factory=dict, init=False, repr=False)

    def ring(self) -> Keys:
        """Give the keys of the file, the newest last.

        Raises:
            NoKey: The file is gone, cannot be read, or holds no key.
        """
        stamp = self._stamp()
        if stamp not in self._read:
            keys = _keys_in(self.path)
            self._read.clear()
            self._read[stamp] = Keys(list(keys)[-1], keys)
        return self._read[stamp]

    def encrypt(self, context: str, data: Mapping[str, str]) -> tuple[str, str]:
        """Encrypt under the newest key of the file."""
        return self.ring().encrypt(context, data)

    def decrypt(self, context: str, cipher: str, ciphertext: str) -> dict[str, str]:
        """Decrypt with the key that the text names."""
        return self.ring().decrypt(context, cipher, ciphertext)

    def add(self) -> str:
        """Add a new key, which encrypts from now on; give its name. Those before it stay. One process at a time."""
        ring = self.ring()
        name = _new_name()
        self._put({**ring.keys, name: secrets.token_bytes(_BYTES)})
        return name

    def keep_newest(self) -> tuple[str, ...]:
        """Take all keys but the newest out of the file; give their names."""
        ring = self.ring()
        self._put({ring.newest: ring.keys[ring.newest]})
        return tuple(name for name in ring.keys if name != ring.newest)

    def _put(self, keys: Mapping[str, bytes]) -> None:
        lines = "".join(f"{name} {key.hex()}\n" for name, key in keys.items())
        with replaced_whole(self.path) as passing:
            passing.write_text(lines, encoding="ascii")

    def _stamp(self) -> _Stamp:
        try:
            found = self.path.stat()
        except OSError as error:
            raise _lost(self.path, error) from error
        return found.st_mtime_ns, found.st_size, found.st_ino


def key_file_of(database: Path) -> Path:
    """Name the key file beside a database."""
    return database.with_name(f"{database.name}.key")


def own_keys(database: Path, *, may_make: bool = True) -> KeyFile | None:
    """Give the keys beside a database file; None where nothing is installed that could encrypt.

    Processes that come at the same moment get the same key, and one that dies while making it leaves none.

    Args:
        database: The file that they are for.
        may_make: The database is new, so that there is nothing yet that another key could have encrypted. Where it
            is not and the file is gone, only what needs a key is refused.

    Raises:
        NoKey: The file is there and holds no key.
    """
    if find_spec("cryptography") is None:
        return None
    file = key_file_of(database)
    if not file.exists():
        if not may_make:
            return KeyFile(file)
        _make(file, FIRST)
    keys = KeyFile(file)
    keys.ring()
    return keys


def make_key(database: Path) -> KeyFile:
    """Make a key beside a database whose key is lost for good.

    Raises:
        NoKey: There is a key file.
    """
    file = key_file_of(database)
    if file.exists():
        there = Reason(
            "key.is_there",
            f"已有密钥文件 {file.name}；要换新的，运行 disclosure keys rotate",
            f"there is a key file {file.name}; for a new key run disclosure keys rotate",
        )
        raise NoKey(there)
    _make(file, _new_name())
    return KeyFile(file)


def _new_name() -> str:
    return f"{FIRST}-{secrets.token_hex(4)}"


def _make(file: Path, name: str) -> None:
    """Make a key, unless another process was faster."""
    text = secrets.token_bytes(_BYTES).hex()
    with suppress(FileExistsError), added_whole(file, OWNER) as passing:
        # the first key stands alone, as earlier releases read it
        passing.write_text(text if name == FIRST else f"{name} {text}\n", encoding="ascii")


def _lost(file: Path, error: OSError) -> NoKey:
    if isinstance(error, FileNotFoundError):
        return NoKey(
            Reason(
                "key.file_gone",
                f"数据库旁的密钥文件 {file.name} 不在了：请找回原文件；确实找不回的，已存的个人信息不能再读，"
                "运行 disclosure keys make 另造一把供今后使用",
                f"the key file {file.name} beside the database is gone: bring it back; if it is lost for good, what it "
                "encrypted cannot be read any more, and disclosure keys make makes another one for what comes",
            )
        )
    return NoKey(
        Reason(
            "key.file_unreadable",
            f"读不了密钥文件 {file.name}（{os.strerror(error.errno or 0)}）",
            f"the key file {file.name} cannot be read ({os.strerror(error.errno or 0)})",
        )
    )


def _keys_in(file: Path) -> dict[str, bytes]:
    """Read keys by name: a single one in hexadecimal, or a name and a key on each line, the newest last."""
    end = time.monotonic() + _PATIENCE
    try:
        while not (text := file.read_text(encoding="ascii", errors="replace").strip()) and time.monotonic() < end:
            time.sleep(0.01)
    except OSError as error:
        raise _lost(file, error) from error
    found: dict[str, bytes] = {}
    for line in text.splitlines():
        name, _, key = line.rpartition(" ")
        with suppress(ValueError):
            found[name.strip() or FIRST] = bytes.fromhex(key)
    if not found or len(found) != len(text.splitlines()) or {len(key) for key in found.values()} != {_BYTES}:
        raise NoKey(
            Reason(
                "key.file_spoilt",
                f"数据库旁的 {file.name} 不是十六进制的 {_BYTES} 字节密钥",
                f"{file.name} beside the database does not hold {_BYTES} bytes in hexadecimal",
            )
        )
    return found
