"""A key beside an embedded database, made on first use, so that nothing has to be set up.

It keeps personal data out of copies of the database alone. An office that runs for others gives its own keys,
from a key server or a crypto device.
"""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from pathlib import Path

from workflows.personal import Keyring, Keys
from workflows.store_errors import NoKey

_NAME = "own"
_BYTES = 16


def own_keys(database: Path) -> Keyring | None:
    """Give the key beside a database file; None where nothing is installed that could encrypt.

    Raises:
        NoKey: The file is there and holds no key.
    """
    if find_spec("cryptography") is None:
        return None
    file = database.with_name(f"{database.name}.key")
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Keys(_NAME, {_NAME: _read(file)})
    key = secrets.token_bytes(_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key.hex())
        out.flush()
        os.fsync(out.fileno())
    return Keys(_NAME, {_NAME: key})


def _read(file: Path) -> bytes:
    text = file.read_text(encoding="ascii", errors="replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise NoKey(f"{file.name} beside the database does not hold {_BYTES} bytes in hexadecimal")
    return key
