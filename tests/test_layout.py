"""The tests are a map of the source: a folder for each room, a file for each module of the lobby, and no other."""

from __future__ import annotations

import pytest

from helpers import ROOT, TESTS

BESIDE = {"helpers", "slow", "docs", "examples", "benchmarks"}
GROUND = {"workflows": {"ground"}, "deadlines": {"ground"}}
"""Rooms of tests for the modules that stand in the lobby of a package."""


@pytest.mark.parametrize("package", ["deadlines", "workflows"])
def test_every_folder_of_tests_is_a_room_of_the_source(package: str) -> None:
    """Whoever knows where the code is knows where its tests are."""
    source, tests = ROOT / "src" / package, TESTS / package
    for folder in {path.parent for path in tests.rglob("test_*.py")}:
        room = folder.relative_to(tests)
        assert room.as_posix() in GROUND[package] or (source / room / "__init__.py").is_file(), folder


@pytest.mark.parametrize("package", ["deadlines", "workflows"])
def test_every_room_of_the_source_has_tests(package: str) -> None:
    """A room of the source without a test of its own is one that nobody looks after."""
    source, tests = ROOT / "src" / package, TESTS / package
    rooms = {path.parent.relative_to(source).parts[0] for path in source.glob("*/__init__.py")}
    assert sorted(room for room in rooms if not list((tests / room).rglob("test_*.py"))) == []


@pytest.mark.parametrize("package", ["deadlines", "workflows"])
def test_a_test_in_the_lobby_is_named_after_its_module(package: str) -> None:
    """``tests/deadlines/test_errors.py`` tests ``deadlines/errors.py``."""
    source, tests = ROOT / "src" / package, TESTS / package
    names = {path.stem.removeprefix("test_") for path in tests.glob("test_*.py")}
    assert sorted(name for name in names if not (source / f"{name}.py").is_file()) == []


def test_no_other_folder_stands_among_the_tests() -> None:
    """Beside the two packages: helpers, slow tests, and those of the docs, the examples and the benchmarks."""
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and list(path.rglob("*.py"))}
    assert folders <= {"deadlines", "workflows", *BESIDE}
