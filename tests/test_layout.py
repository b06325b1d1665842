"""The tests are a map of the source: a folder for each room, a file for each module of the lobby, and no other."""

from __future__ import annotations

import ast

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


LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 45
"""Without its docstring. A literal of a flow or of a command is one thing and may fill a screen; code is shorter."""
LONGER: dict[str, str] = {
    "workflows/testing.py": "one import for whoever tests a flow of his own: samples, histories, the machine",
    "workflows/office/office.py": "a method for each thing that a person does; what each does stands elsewhere",
}
"""Modules and functions that are longer, each with its reason."""


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    first, last = function.body[0], function.end_lineno or function.lineno
    documented = (first.end_lineno or first.lineno) - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return last - function.lineno + 1 - documented


def test_modules_and_functions_are_short() -> None:
    """What grows longer is parted by a natural wall, not cut."""
    longer = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        name, text = path.relative_to(ROOT / "src").as_posix(), path.read_text(encoding="utf-8")
        if len(text.splitlines()) > LINES_OF_A_MODULE:
            longer.append(name)
        functions = (n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
        longer += [f"{name}:{function.name}" for function in functions if lines(function) > LINES_OF_A_FUNCTION]
    assert sorted(set(longer) - set(LONGER)) == []


def test_the_docstring_of_a_function_is_not_counted() -> None:
    """Four lines of code, two of docstring."""
    (function,) = ast.parse('def f(\n    a,\n):\n    """One.\n    Two."""\n    return a\n').body
    assert isinstance(function, ast.FunctionDef)
    assert lines(function) == 4
