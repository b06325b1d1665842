"""What pages say of the code is there: rooms, modules, names, links."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages

import click
import pytest

from helpers import ROOT
from helpers.docs import DOCS, script
from workflows.cli import main

errors, house, modules = script("error_page"), script("house"), script("modules")

PAGES = [
    *(path for path in DOCS.rglob("*.md") if "_generated" not in path.parts),
    *(path for path in ROOT.glob("*.md") if path.name != "CHANGELOG.md"),
]
PACKAGES = ("deadlines", "workflows")
NAME = re.compile(r"`((?:deadlines|workflows)(?:\.\w+)+)(?:\(\))?`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")


def rooms(package: str) -> set[tuple[str, str]]:
    """List what stands in the lobby of a package: its folders and its modules."""
    return {(package, module.name) for module in iter_modules(import_module(package).__path__)}


def test_the_architecture_has_a_line_for_every_room() -> None:
    """A new room needs a line in ``docs/architecture.md``: its place, a short Chinese name, one true sentence."""
    assert rooms("deadlines") | rooms("workflows") == set(house.captions())


def test_the_house_is_drawn_as_its_contracts_have_it() -> None:
    """Every room stands on one floor; run ``make pictures`` after a change of the floors."""
    drawn = [(package, room) for package, floor in house.floors() for room in floor]
    assert sorted(rooms("deadlines") | rooms("workflows")) == sorted(drawn)
    assert house.picture() == (DOCS / "architecture.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_on_a_page_are_names_of_the_code(path: Path) -> None:
    """What is written with its full path can be imported under it."""
    missing = []
    for name in dict.fromkeys(NAME.findall(path.read_text(encoding="utf-8"))):
        try:
            resolve(name)
        except (ImportError, AttributeError):
            missing.append(name)
    assert [] == missing


def resolve(name: str) -> object:
    """Import the longest module of a path, then go on by attributes."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            value: object = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            value = getattr(value, part)
        return value
    raise ImportError(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files(path: Path) -> None:
    """Relative links are followed from the page; those to generated pages are seen to by the build."""
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [] == [link for link in links if "_generated" not in link and not (path.parent / link).exists()]


def test_every_public_module_has_a_page() -> None:
    """All modules of both packages but those of which another page speaks, and those pages are there."""
    every = {f"{p}" for p in PACKAGES} | {
        module.name for p in PACKAGES for module in walk_packages(import_module(p).__path__, f"{p}.")
    }
    pages = {name for name, _ in modules.pages()}
    elsewhere = {name for name in every if name.startswith(("workflows.cli", "workflows.catalog."))}
    elsewhere |= {name for name in every if name.startswith("workflows.store.sql.migrations")}
    assert every - elsewhere <= pages
    assert all((DOCS / f"{page}.md").exists() for page in modules.ELSEWHERE.values())


@pytest.mark.parametrize("package", ["deadlines", "workflows"])
def test_names_stand_under_the_path_one_imports(package: str) -> None:
    """Each name that the package hands on is told on its page under the package, and on no other page."""
    pages = dict(modules.pages())
    public = import_module(package).__all__
    told = re.findall(r"^\.\. (?:auto\w+|py:data):: (\S+)$", pages[package], re.MULTILINE)
    assert {f"{package}.{name}" for name in public} == set(told) - {package}
    for name in public:
        home = getattr(getattr(import_module(package), name), "__module__", None)
        if home in pages and home != package:
            assert f":exclude-members: {name}" in pages[home] or f", {name}" in pages[home], name


@pytest.mark.parametrize("package", ["deadlines", "workflows"])
def test_no_handed_on_name_hides_a_module(package: str) -> None:
    """``import a.b.c as c`` must give the module, not a function that its package hands on under the same name."""
    hidden = []
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        above, _, name = module.name.rpartition(".")
        if name in getattr(import_module(above), "__all__", ()):
            hidden.append(module.name)
    assert [] == hidden


def test_every_error_is_on_the_page_of_errors() -> None:
    """Each class that the sources define below the common base, with its code and what a host does with it."""
    defined = {
        node.name
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(codes(line) for line in node.body)
    }
    page = errors.page()
    assert len(defined) > 30
    assert [] == sorted(name for name in defined if not re.search(rf"[.`]{name}`", page))
    assert {kind.host_class for kind in errors.errors()} <= set(errors.HOST)


def codes(line: ast.stmt) -> bool:
    """Tell whether a line of a class gives it a code."""
    text = ast.unparse(line)
    return text.startswith("code = '") and text != "code = ''"


def test_every_command_is_on_the_page_of_the_command() -> None:
    """Walked by hand from the groups of click: each command that acts, its options, an example where it has one."""
    page = script("command_page").page()
    found = re.findall(r"^## `disclosure ([a-z ]+?)(?: [A-Z\[].*)?`$", page, re.MULTILINE)
    acting = {
        f"{noun.name} {verb}" if isinstance(noun, click.Group) else str(noun.name)
        for noun in main.commands.values()
        for verb in (noun.commands if isinstance(noun, click.Group) else [""])
    }
    assert sorted(acting) == sorted(found)
    assert {"due", "case open", "verify history", "calendar import"} <= set(found)
    assert "disclosure case export FOI-2024-1 --out FOI-2024-1.json" in page
    assert "| `--pause` A..B\\[:CAUSE\\] |" in page


def test_a_page_of_the_command_leaves_the_command_as_it_is() -> None:
    """A command keeps the help option of whoever asks first: after the page is written, ``-h`` still answers."""
    program = (
        "import runpy; runpy.run_path('docs/command_page.py')['page']();"
        "from workflows.cli import main; main(['due', '-h'], prog_name='disclosure')"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout.splitlines()[:1]) == (0, ["用法 Usage: disclosure due [OPTIONS] RULE DATE"])
