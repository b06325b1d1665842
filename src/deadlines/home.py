"""The office's own folder, ``DISCLOSURE_HOME``: flows, places, rules of its own, laid out as the package is.

``catalog`` holds flows and their compliance rules, ``places`` places, ``alarms`` reminder ladders, ``instruments``
rules, ``notices`` holiday notices. What cannot be used is left out, alone, and told as a ``LeftOut``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from deadlines.errors import DataError, ErrorAsData, Reason

HOME_VARIABLE = "DISCLOSURE_HOME"
"""Environment variable that names the office's own folder."""

FOLDERS = ("alarms", "catalog", "instruments", "notices", "places")
"""What a home may hold; each as the folder of this name in the package."""

Stamp = tuple[tuple[str, int, int], ...]
"""Names, times and sizes of files: equal as long as nothing has changed."""

_Read = TypeVar("_Read")


@frozen
class LeftOut:
    """A file or folder of the office's own that was left out, and why; everything else is used."""

    file: str
    error: ErrorAsData

    @property
    def is_missing(self) -> bool:
        """Whether the home itself is not there."""
        return isinstance(self.error, DataError) and self.error.file == HOME_VARIABLE


def home_folder(home: Path | None = None) -> Path | None:
    """Give the home: the one given, else that of the environment; None if there is none."""
    if home is not None:
        return home
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else None


def own_folder(name: str, home: Path | None = None) -> Path | None:
    """Give a folder of the home, None if it is not there.

    >>> own_folder("places", Path("/nowhere")) is None
    True
    """
    found = home_folder(home)
    return found / name if found is not None and (found / name).is_dir() else None


def stamp(folder: Path | None, *patterns: str) -> Stamp:
    """Tell whether anything in a folder changed."""
    if folder is None or not folder.is_dir():
        return ()
    found = ((path, path.stat()) for path in sorted(each for one in patterns for each in folder.glob(one)))
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def each_alone(
    paths: Iterable[Path], read: Callable[[Path], _Read], faults: list[LeftOut]
) -> Iterator[tuple[Path, _Read]]:
    """Read files one by one; what is wrong with one is told, and the others are read."""
    for path in paths:
        try:
            found = read(path)
        except ErrorAsData as error:
            faults.append(LeftOut(str(path), error))
        except (OSError, UnicodeDecodeError) as error:
            why = Reason("data.unreadable", f"不能读取（{error}）", f"cannot be read: {error}")
            faults.append(LeftOut(str(path), DataError(path.name, "file", why)))
        else:
            yield path, found


def home_faults(home: Path | None = None) -> tuple[LeftOut, ...]:
    """Tell what of the home itself is wrong: it is not there, or holds a folder that nobody reads."""
    found = home_folder(home)
    if found is None:
        return ()
    if not found.is_dir():
        why = Reason(
            "home.none",
            f"没有这个文件夹；请核对 {HOME_VARIABLE}",
            f"there is no such folder; check {HOME_VARIABLE}",
        )
        return (LeftOut(str(found), DataError(HOME_VARIABLE, "folder", why)),)
    zh, en = "、".join(FOLDERS), ", ".join(FOLDERS)
    why = Reason("home.unknown_folder", f"没有人读这个文件夹；可以有 {zh}", f"nobody reads it; the folders are {en}")
    return tuple(
        LeftOut(str(path), DataError(path.name, "folder", why))
        for path in sorted(found.iterdir())
        if path.is_dir() and path.name not in FOLDERS and not path.name.startswith((".", "_"))
    )
