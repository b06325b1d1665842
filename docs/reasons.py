"""Every reason that the sources can give: its code with both wordings, as they are written where they are raised."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src"


def reasons() -> dict[str, set[tuple[str, str]]]:
    """Give for each code its wordings in Chinese and English, values put in shown as ``{…}``."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for code, zh, en in _in_source(path.read_text(encoding="utf-8")):
            found.setdefault(code, set()).add((zh, en))
    return dict(sorted(found.items()))


def _in_source(text: str) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
            code, zh, en = node.args
            if isinstance(code, ast.Constant) and code.value:
                yield str(code.value), _template(zh), _template(en)


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
    return "{…}"


def table() -> list[str]:
    """Write the table of the page of errors."""
    lines = ["| 代码 `code` | 中文 | English |", "|---|---|---|"]
    for code, wordings in reasons().items():
        for zh, en in sorted(wordings):
            lines.append(f"| `{code}` | {_cell(zh)} | {_cell(en)} |")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("[", "\\[").replace("*", "\\*").replace("_", "\\_")
