"""A key beside an embedded database, made on first use, so that nothing has to be set up.

It keeps personal data out of copies of the database alone. An office that runs for others gives its own keys,
from a key server or a crypto device.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from workflows.errors import NoKey
from workflows.office.personal import Keyring, Keys

_NAME = "own"

_BYTES = 16

_PATIENCE = 5.0
"""Seconds that an empty file is waited for: its maker has taken the name and is about to put the whole file there."""


def own_keys(database: Path) -> Keyring | None:
    """Give the key beside a database file; None where nothing is installed that could encrypt.

    Processes that come at the same moment get the same key, and one that dies while making it leaves none.

    Raises:
        NoKey: The file is there and holds no key.
    """
    if find_spec("cryptography") is None:
        return None
    file = database.with_name(f"{database.name}.key")
    if not file.exists():
        _make(file)
    return Keys(_NAME, {_NAME: _read(file)})


def _make(file: Path) -> None:
    """Write a key under a passing name, then give it its own, unless another process was faster."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_bytes(_BYTES).hex())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            _name(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, file: Path) -> None:
    """Give a file its name without ever replacing another's.

    Raises:
        FileExistsError: Another process was faster.
    """
    try:
        os.link(draft, file)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: an empty file takes the name first
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.replace(file)


def _read(file: Path) -> bytes:
    end = time.monotonic() + _PATIENCE
    while not (text := file.read_text(encoding="ascii", errors="replace").strip()) and time.monotonic() < end:
        time.sleep(0.01)
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise NoKey(f"{file.name} beside the database does not hold {_BYTES} bytes in hexadecimal")
    return key
