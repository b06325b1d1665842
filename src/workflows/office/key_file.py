"""A key beside an embedded database, made on first use, so that nothing has to be set up.

It keeps personal data out of copies of the database alone. An office that runs for others gives its own keys,
from a key server or a crypto device.
"""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from deadlines.whole_file import OWNER, added_whole
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
    """Make a key, unless another process was faster."""
    with suppress(FileExistsError), added_whole(file, OWNER) as passing:
        passing.write_text(secrets.token_bytes(_BYTES).hex(), encoding="ascii")


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
