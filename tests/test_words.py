"""One word, one thing: no class shares its name with another, and the glossary has each term once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import deadlines
import workflows
from helpers import ROOT

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"


def names(tree: ast.Module) -> Iterator[str]:
    """Give the public classes that a module defines, and its names for types: a capital first, not all capitals."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[0].isupper() and not name.isupper():
                yield name


def defined() -> dict[str, list[str]]:
    """Give each such name with the modules of both packages that define it."""
    homes: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for name in names(ast.parse(path.read_text(encoding="utf-8"))):
            homes.setdefault(name, []).append(str(path.relative_to(ROOT / "src")))
    return homes


def rows() -> list[tuple[str, list[str]]]:
    """Give the Chinese term and the identifiers of each line of the glossary."""
    cells = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = [(cell[1].strip(), re.findall(r"`([^`]+)`", cell[2])) for cell in cells]
    return [(zh, found) for zh, found in told if found]


def test_no_two_modules_define_a_class_of_one_name() -> None:
    """Whoever reads a name in one room knows what it is in every other; there is no exception."""
    homes = defined()
    assert len(homes) > 300
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_a_second_class_of_a_name_would_be_found() -> None:
    """Classes and names for types count, constants do not."""
    assert list(names(ast.parse("class A: ...\nclass _B: ...\nBand = str\nBANDS = ()\nx = 1"))) == ["A", "Band"]


def test_each_term_has_one_line_of_the_glossary() -> None:
    """No Chinese term stands twice, and no identifier."""
    terms = Counter(zh for zh, _ in rows())
    identifiers = Counter(name for _, found in rows() for name in found)
    assert len(terms) > 100
    assert [word for word, times in (terms + identifiers).items() if times > 1] == []


def test_what_the_glossary_names_is_there() -> None:
    """A class that was renamed is renamed in the glossary too."""
    known = defined()
    assert [name for _, found in rows() for name in found if name[0].isupper() and name not in known] == []


def test_every_public_class_is_in_the_glossary() -> None:
    """What a newcomer meets first is explained; errors explain themselves."""
    told = {name for _, found in rows() for name in found}
    public = {
        name
        for package in (deadlines, workflows)
        for name in package.__all__
        if isinstance(getattr(package, name), type) and not issubclass(getattr(package, name), Exception)
    }
    assert sorted(public - told) == []
