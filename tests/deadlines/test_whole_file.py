"""A file appears whole or not at all, whatever stops the writer."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from deadlines.whole_file import OWNER, added_whole, replaced_whole

Writing = Callable[[Path], AbstractContextManager[Path]]


class KilledError(BaseException):
    """A process that dies here and now."""


def rights(path: Path) -> str:
    """Give the rights of a file in octal."""
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize("writing", [replaced_whole, added_whole])
def test_it_takes_its_name_at_the_end(tmp_path: Path, writing: Writing) -> None:
    """Until then the name is free; afterwards there is that one file, which everybody may read."""
    path = tmp_path / "list.txt"
    with writing(path) as passing:
        passing.write_text("一", encoding="utf-8")
        assert not path.exists()
        assert passing.parent == tmp_path
    assert path.read_text(encoding="utf-8") == "一"
    assert [path] == list(tmp_path.iterdir())
    assert rights(path) == "0o644"


@pytest.mark.parametrize("error", [KilledError(), OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("writing", [replaced_whole, added_whole])
def test_an_error_half_way_leaves_nothing(tmp_path: Path, writing: Writing, error: BaseException) -> None:
    """No file of that name, and no passing one either."""

    def half() -> None:
        with writing(tmp_path / "x") as passing:
            passing.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(type(error)):
        half()
    assert [] == list(tmp_path.iterdir())


def test_what_was_there_is_replaced_with_its_rights(tmp_path: Path) -> None:
    """A file for the owner alone stays so."""
    path = tmp_path / "heads.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    with replaced_whole(path) as passing:
        passing.write_text("new", encoding="utf-8")
    assert (path.read_text(encoding="utf-8"), rights(path)) == ("new", "0o640")


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
def test_a_name_that_is_taken_is_left_alone(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the file system has no hard links; the loser leaves nothing behind."""

    def unsupported(*_: object) -> None:
        raise PermissionError(1, "no hard links here")

    if not links:
        monkeypatch.setattr(os, "link", unsupported)
    path = tmp_path / "key"
    with added_whole(path, OWNER) as passing:
        passing.write_text("first", encoding="utf-8")
    with pytest.raises(FileExistsError), added_whole(path, OWNER) as passing:
        passing.write_text("second", encoding="utf-8")
    assert (path.read_text(encoding="utf-8"), rights(path)) == ("first", "0o600")
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("writing", [replaced_whole, added_whole])
def test_it_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content first, then the name, then the folder: a loss of power finds the old file or the new one."""
    path, steps = tmp_path / "x", []
    fsync = os.fsync

    def noted(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        steps.append((kind, os.fstat(handle).st_size if kind == "file" else 0, path.exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    with writing(path) as passing:
        passing.write_text("four", encoding="utf-8")
    assert steps == [("file", 4, False), ("folder", 0, True)]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """By the system, before anything is written."""
    with pytest.raises(FileNotFoundError), replaced_whole(tmp_path / "none" / "x"):
        raise AssertionError
