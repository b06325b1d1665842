"""Draw anew every picture that is kept: the shipped flows, each beside its literal, and the house."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import house

from workflows import catalog
from workflows.flows.render import svg


def pictures() -> Iterator[tuple[Path, str]]:
    """Give each file and what it has to hold."""
    for folder in iter_modules(catalog.__path__):
        if not folder.ispkg:
            continue
        module = import_module(f"{catalog.__name__}.{folder.name}.flow")
        for flow in module.FLOWS:
            yield Path(inspect.getfile(module)).parent / f"{flow.name}.svg", svg(flow)
    yield house.PAGE.with_suffix(".svg"), house.picture()


if __name__ == "__main__":
    for path, text in pictures():
        path.write_text(text, encoding="utf-8")
