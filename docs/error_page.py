"""The page of all errors: what a program can act on, and what a host does with each."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module

import modules
import reasons

from deadlines.errors import ErrorAsData

HOST: Mapping[str, str] = {
    "bad_input": "输入有误，请改正 wrong input: ask for it again",
    "refused": "依法不能办 refused by law: show the article",
    "not_permitted": "此人无权办 not for this person: ask for another",
    "conflict": "别人先改了 someone was faster: read again, decide anew",
    "unknown": "没有这个 there is none: look elsewhere",
    "busy": "现在不行，稍后再试 not now: try again later",
    "broken_data": "数据或者设置有错，请管理人员处理 data or settings are wrong: call somebody",
}
"""What the class of an error tells a host to do, in the order of the page."""


def errors() -> list[type[ErrorAsData]]:
    """List every error of both packages that has a code."""
    for name in modules.modules():
        import_module(name)
    found = {kind for kind in _below(ErrorAsData) if kind.code and kind.__module__.startswith(modules.PACKAGES)}
    return sorted(found, key=lambda kind: (kind.code, kind.__module__, kind.__name__))


def _below(kind: type[ErrorAsData]) -> Iterator[type[ErrorAsData]]:
    for lower in kind.__subclasses__():
        yield lower
        yield from _below(lower)


def page() -> str:
    """Write the page."""
    handed = modules.faces()
    lines = [
        "# 错误 Errors",
        "",
        '每个错误都有稳定的代码 `code`、事实 `facts()`、中文和英文 `text("zh")`、`text("en")`，依据的条款 `article`，',
        "以及给主机的类别 `host_class`；`data()` 把它们一并给出，可以写成 JSON。错误可以 `pickle`。",
        "",
        "Every error has a stable code, its facts, its text in two languages, the article it rests on if there is one,",
        "and a class that tells a host what to do; `data()` gives all of it, ready for JSON. Errors survive `pickle`.",
        "",
    ]
    for name, words in HOST.items():
        lines += [f"## `{name}`", "", f"{words}.", ""]
        for kind in errors():
            if kind.host_class == name:
                home = f"{kind.__module__}.{kind.__name__}"
                said = (inspect.getdoc(kind) or "").partition("\n")[0].replace("``", "`")
                lines.append(f"- `{kind.code}` {{py:obj}}`{handed.get(home, home)}`: {said}")
        lines.append("")
    lines += [
        "",
        "## 理由 Reasons",
        "",
        "错误里的理由各有代码，措辞可以改，代码不变。`{…}` 处填入当时的值。",
        "",
        "Each reason has a code of its own, which stays when the wording changes. `{…}` stands for a value put in.",
        "",
        *reasons.table(),
    ]
    return "\n".join(lines) + "\n"
