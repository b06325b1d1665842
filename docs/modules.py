"""The reference of the code: a page for each module, each name under the path that one imports it from."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from sphinx.pycode import ModuleAnalyzer

PACKAGES = ("deadlines", "workflows")

ELSEWHERE = {
    "workflows.cli": "reference/command",
    "workflows.catalog.": "reference/flows",
    "workflows.store.sql.migrations": "how-to/deploy",
}
"""What has no page here, and the page that speaks of it."""


def modules() -> list[str]:
    """List the modules that have a page, packages before what is in them."""
    names = list(PACKAGES)
    for package in PACKAGES:
        path = import_module(package).__path__
        names += [module.name for module in walk_packages(path, f"{package}.")]
    return sorted(name for name in names if not name.startswith(tuple(ELSEWHERE)))


def faces() -> dict[str, str]:
    """Give the path to import each handed-on name from: the first package that has it in its ``__all__``.

    The key is where the name is defined: ``deadlines.loading.china`` is imported as ``deadlines.china``.
    """
    handed: dict[str, str] = {}
    for name in sorted(modules(), key=lambda name: (name.count("."), name)):
        module = import_module(name)
        if hasattr(module, "__path__"):
            for public in getattr(module, "__all__", ()):
                handed.setdefault(_home(module, public), f"{name}.{public}")
    return handed


def _home(module: ModuleType, name: str) -> str:
    """Find where a name that a module hands on is defined; a constant is known by the comment below it."""
    value = getattr(module, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        return f"{value.__module__}.{value.__name__}"
    for other in modules():
        if vars(import_module(other)).get(name) is value and name in _comments(other):
            return f"{other}.{name}"
    return f"{module.__name__}.{name}"


def _comments(module: str) -> dict[str, str]:
    """Give the texts below the constants of a module."""
    docs = ModuleAnalyzer.for_module(module).find_attr_docs()
    return {name: "\n".join(lines).strip() for (owner, name), lines in docs.items() if not owner}


def pages() -> Iterator[tuple[str, str]]:
    """Give the name and the text of every page."""
    handed = faces()
    for name in modules():
        module = import_module(name)
        face = hasattr(module, "__path__") and hasattr(module, "__all__")
        text = _face(module, handed) if face else _module(module, handed)
        yield name, f"---\norphan: true\n---\n\n{text}"  # in no tree: the theme draws the whole tree on each page
    for package in PACKAGES:
        yield f"index-{package}", _index(package)


def _module(module: ModuleType, handed: Mapping[str, str]) -> str:
    name = module.__name__
    above = {home.removeprefix(f"{name}."): path for home, path in handed.items() if home.rpartition(".")[0] == name}
    lines = [f"# `{name}`", "", "```{eval-rst}", f".. automodule:: {name}"]
    if above:
        lines.append(f"   :exclude-members: {', '.join(sorted(above))}")
    lines.append("```")
    if above:
        links = "、".join(_link(path) for _, path in sorted(above.items()))
        lines += ["", f"从包导入 imported from the package: {links}"]
    return "\n".join(lines) + "\n"


def _link(path: str) -> str:
    return f"{{py:obj}}`{path}`"


def _face(module: ModuleType, handed: Mapping[str, str]) -> str:
    """Write the page of a package that hands on names: each under its path here, unless a package above has it."""
    name = module.__name__
    lines = [f"# `{name}`", "", "```{eval-rst}", f".. automodule:: {name}", "   :no-members:", ""]
    elsewhere = []
    for public in sorted(module.__all__, key=lambda public: (not public[0].isupper(), public)):
        path = handed[_home(module, public)]
        if path == f"{name}.{public}":
            lines += _directive(path, getattr(module, public), _home(module, public))
        else:
            elsewhere.append(path)
    lines.append("```")
    if elsewhere:
        lines += ["", f"也从这里导入 handed on as well: {'、'.join(map(_link, elsewhere))}"]
    return "\n".join(lines) + "\n"


def _directive(path: str, value: Any, home: str) -> list[str]:
    if inspect.isclass(value):
        kind = "exception" if issubclass(value, BaseException) else "class"
        return [f".. auto{kind}:: {path}", ""]
    if inspect.isfunction(value):
        return [f".. autofunction:: {path}", ""]
    module, _, name = home.rpartition(".")
    said = [f"   {line}".rstrip() for line in _comments(module).get(name, "").splitlines()]
    return [f".. py:data:: {path}", "", *said, ""]


def _index(package: str) -> str:
    """List the modules of a package by room, each with its first line."""
    own = [name for name in modules() if name == package or name.startswith(f"{package}.")]
    lines = [
        f"# {package}",
        "",
        f"每个模块一页。A page for each module; what is public comes from {_mod(package)}.",
        "",
    ]
    rooms: dict[str, list[str]] = {package: []}
    for name in own:
        room = ".".join(name.split(".")[:2])
        rooms.setdefault(room if hasattr(import_module(room), "__path__") else package, []).append(name)
    for room, names in rooms.items():
        lines += ["", f"## `{room}`" if room != package else "## 门厅 The lobby", ""]
        lines += [f"- {_mod(name)} {_first_line(name)}" for name in names]
    return "\n".join(lines) + "\n"


def _mod(name: str) -> str:
    return f"[`{name}`](<{name}.md>)"


def _first_line(name: str) -> str:
    return (inspect.getdoc(import_module(name)) or "").partition("\n")[0].replace("``", "`")
