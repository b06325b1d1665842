"""The public API as text: every public name, what it takes, and the fields of every value.

``make api`` writes ``tests/public_api.txt`` anew; a change there is reviewed like code and told in CHANGELOG.md.
"""

from __future__ import annotations

import enum
import inspect
import re
import typing
from collections.abc import Container, Iterator
from datetime import date, time, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

import attrs

from helpers import TESTS

FILE = TESTS / "public_api.txt"
MODULES = ("deadlines", "deadlines.testing", "workflows", "workflows.office", "workflows.testing")
OURS = ("deadlines", "workflows")
_PLAIN = (bool, int, float, str, bytes, type(None), date, time, timedelta)


def names(module: ModuleType) -> list[str]:
    """Give the public names of a module: those it declares, or those it defines itself."""
    declared = getattr(module, "__all__", None)
    if declared is not None:
        return sorted(declared)
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    )


def table() -> str:
    """Give the whole API as text; what is public in two modules stands where it was met first."""
    modules = [import_module(name) for name in MODULES]
    public = {id(getattr(module, name)) for module in modules for name in names(module)}
    told: dict[int, str] = {}
    lines: list[str] = []
    for module in modules:
        lines += ["", f"# {module.__name__}"]
        for name in names(module):
            value = getattr(module, name)
            if id(value) in told and callable(value):
                lines.append(f"{name}: see {told[id(value)]}")
                continue
            told[id(value)] = f"{module.__name__}.{name}"
            lines += described(name, value, public)
    return "\n".join(lines[1:]) + "\n"


def described(name: str, value: Any, public: Container[int] = ()) -> Iterator[str]:
    """Give the lines of one name; what a class has from a public base stands there."""
    if inspect.isclass(value):
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"class {name}({bases})" if bases else f"class {name}"
        yield from (f"    {line}" for line in _members(value, public))
    elif callable(value) and not typing.get_origin(value):
        yield f"{name}{_signature(value)}"
    elif typing.get_origin(value):
        yield f"{name} = {_text(value)}"
    elif _is_plain(value):
        yield f"{name} = {value!r}"
    else:
        yield f"{name}: {type(value).__name__}"


def _members(owner: type, public: Container[int]) -> Iterator[str]:
    if issubclass(owner, enum.Enum):
        yield from (f"{member.name} = {member.value!r}" for member in owner)
    elif attrs.has(owner):
        yield from (_field(item) for item in attrs.fields(owner) if item.init or not item.name.startswith("_"))
    elif "__init__" in vars(owner):
        yield f"__init__{_signature(vars(owner)['__init__'])}"
    known = {item.name for item in attrs.fields(owner)} if attrs.has(owner) else set()
    homes = [cls for cls in owner.__mro__ if cls is owner or (_is_ours(cls) and id(cls) not in public)]
    for name in sorted({name for cls in homes for name in vars(cls)} - known):
        if not name.startswith("_"):
            yield from _member(name, inspect.getattr_static(owner, name))


def _is_ours(owner: type) -> bool:
    return owner.__module__.partition(".")[0] in OURS


def _field(item: attrs.Attribute[Any]) -> str:
    name = item.name if item.alias == item.name else f"{item.name} (given as {item.alias})"
    if not item.init:
        return f"{name}: {_text(item.type)}, derived"
    only = ", by name only" if item.kw_only else ""
    return f"{name}: {_text(item.type)}{_default(item.default, attrs.NOTHING)}{only}"


def _member(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, property):
        yield f"{name} -> {_text(inspect.signature(value.fget).return_annotation)}"  # type: ignore[arg-type]
    elif isinstance(value, classmethod | staticmethod):
        yield f"{type(value).__name__} {name}{_signature(value.__func__)}"
    elif inspect.isfunction(value):
        yield f"{name}{_signature(value)}"
    elif isinstance(value, _PLAIN):
        yield f"{name} = {value!r}"


def _signature(value: Any) -> str:
    signature = inspect.signature(value)
    parts: list[str] = []
    for item in signature.parameters.values():
        if item.kind is item.KEYWORD_ONLY and not any(part.startswith("*") for part in parts):
            parts.append("*")
        star = {item.VAR_POSITIONAL: "*", item.VAR_KEYWORD: "**"}.get(item.kind, "")
        typed = "" if item.annotation is item.empty else f": {_text(item.annotation)}"
        parts.append(f"{star}{item.name}{typed}{_default(item.default, item.empty)}")
    given = "" if signature.return_annotation is signature.empty else f" -> {_text(signature.return_annotation)}"
    return f"({', '.join(parts)}){given}"


def _default(value: Any, empty: Any) -> str:
    if value is empty:
        return ""
    return f" = {value!r}" if _is_plain(value) else " = ..."


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, _PLAIN) and not isinstance(value, enum.Enum)


def _text(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    if inspect.isclass(annotation) and not typing.get_args(annotation):
        return annotation.__name__
    drawn = re.fullmatch(r"hypothesis\..*SearchStrategy\[ForwardRef\('(.*?)'.*\)\]", str(annotation))
    return f"st.SearchStrategy[{drawn[1]}]" if drawn else str(annotation)


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
