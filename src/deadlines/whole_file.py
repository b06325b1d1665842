"""A file written whole or not at all: under a passing name beside it first, on the disk, and then under its own.

A process that dies, a full disk or an error half way leaves what was there before, and no other file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

EVERYBODY = 0o644
"""Rights of a file that others may read; a passing file is its owner's alone."""

OWNER = 0o600
"""Rights of a file for its owner alone."""


@contextmanager
def replaced_whole(path: Path) -> Iterator[Path]:
    """Give a passing file to write to, which takes a name once the block has ended; what had the name is replaced.

    Rights are those of the file that is replaced, else everybody may read.

    Raises:
        OSError: The folder is not there, is full, or may not be written to.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with replaced_whole(Path(folder) / "heads.txt") as passing:
    ...         size = passing.write_text("whole", encoding="utf-8")
    ...     [(found.name, found.read_text(encoding="utf-8")) for found in Path(folder).iterdir()]
    [('heads.txt', 'whole')]
    """
    with _passing(path) as passing:
        yield passing
        _settle(passing, path.stat().st_mode & 0o777 if path.exists() else EVERYBODY)
        passing.replace(path)
        _settle_folder(path.parent)


@contextmanager
def added_whole(path: Path, mode: int = EVERYBODY) -> Iterator[Path]:
    """Give a passing file to write to, which takes a name once the block has ended, if none has it by then.

    Args:
        path: The name.
        mode: Rights of the file: ``EVERYBODY`` or ``OWNER``.

    Raises:
        FileExistsError: Another file has the name; it is left as it is.
        OSError: The folder is not there, is full, or may not be written to.
    """
    with _passing(path) as passing:
        yield passing
        _settle(passing, mode)
        _name(passing, path)
        _settle_folder(path.parent)


@contextmanager
def _passing(path: Path) -> Iterator[Path]:
    handle, name = mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    passing = Path(name)
    try:
        yield passing
    finally:
        passing.unlink(missing_ok=True)


def _settle(passing: Path, mode: int) -> None:
    """Bring a file to the disk before it gets its name: else a loss of power could leave the name with nothing."""
    passing.chmod(mode)
    with passing.open("rb+") as stream:
        os.fsync(stream.fileno())


def _settle_folder(folder: Path) -> None:
    """Bring the name to the disk too, where a folder can be opened like a file."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _name(passing: Path, path: Path) -> None:
    # a link fails where the name is taken; a rename would silently replace it
    try:
        os.link(passing, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: an empty file takes the name first
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER))
        passing.replace(path)
