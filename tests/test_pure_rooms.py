"""What decides opens no file, asks no clock and throws no dice: read from the syntax trees, not from the imports alone.

The contract of import-linter forbids the modules for it; a built-in or a method needs no import, and is found here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import ROOT

SOURCE = ROOT / "src"
ROOMS = (
    "deadlines/counting",
    "workflows/alarms/climb.py",
    "workflows/alarms/ladder.py",
    "workflows/cases",
    "workflows/decisions",
    "workflows/flows",
    "workflows/views",
)
CLAIMS = ("Pure", "pens no file", "No file", "asks no time", "o clock is read")
"""What a first line says of a module that is held to it wherever it stands."""

MODULES = {"io", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "time", "tomllib", "uuid"}
BUILTINS = {"open", "input", "exec", "eval"}
METHODS = {"today", "now", "utcnow", "open", "read_text", "read_bytes", "write_text", "write_bytes", "token_bytes"}
CLOCKS = {"date", "datetime"}


def impurities(text: str) -> Iterator[str]:
    """Give what in a module reaches for a file, the time or chance, each with its line."""
    tree = ast.parse(text)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            names = [node.module or ""]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in BUILTINS:
            names = [node.id]
        elif isinstance(node, ast.Attribute) and node.attr in METHODS:
            base = ast.unparse(node.value).rpartition(".")[2]
            names = [f".{node.attr}"] if id(node) in called or base in CLOCKS else []
        yield from (f"{node.lineno}: {name}" for name in names)  # type: ignore[attr-defined]


def held() -> list[Path]:
    """List the modules of the rooms that decide, and those that claim to be like them."""
    rooms = [
        path
        for room in ROOMS
        for path in ((SOURCE / room).rglob("*.py") if (SOURCE / room).is_dir() else [SOURCE / room])
    ]
    claim = [
        path
        for path in SOURCE.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8").partition("\n")[0] for word in CLAIMS)
    ]
    return sorted({*rooms, *claim})


@pytest.mark.parametrize("path", held(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_what_decides_is_pure(path: Path) -> None:
    """Time and chance come in as arguments; data is read by those who load it."""
    assert [] == list(impurities(path.read_text(encoding="utf-8")))


def test_every_room_that_decides_is_there() -> None:
    """A room that has moved away must be named anew here, not be passed over."""
    assert [] == [room for room in ROOMS if not (SOURCE / room).exists()]
    assert len(held()) > 40


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("with open('x') as f: pass", ["1: open"]),
        ("day = date.today()", ["1: .today"]),
        ("at = datetime.datetime.now(tz)", ["1: .now"]),
        ("import uuid, os.path", ["1: uuid", "1: os.path"]),
        ("from secrets import token_hex", ["1: secrets"]),
        ("import time as t\nt.time()", ["1: time"]),
        ("text = path.read_text()", ["1: .read_text"]),
        ("pick = default or open", ["1: open"]),
        ("class Case:\n    def open(self): ...\nfrom datetime import time", []),
        ("clock = datetime.now", ["1: .now"]),
        ("late = due < window.now", []),
    ],
)
def test_what_is_found(line: str, found: list[str]) -> None:
    """A method or a name of one's own that is only called so is none."""
    assert found == list(impurities(line))
