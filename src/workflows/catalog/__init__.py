"""The flows that ship: one folder each, found by listing this one. Nothing is registered by hand."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules

from workflows.errors import UnknownFlow
from workflows.flows.flow import Flow


@cache
def flows() -> tuple[Flow, ...]:
    """Give every version of every flow: the ``FLOWS`` of each folder's ``flow.py``, in the order of the folders."""
    found: list[Flow] = []
    for folder in sorted(iter_modules(__path__), key=lambda item: item.name):
        if folder.ispkg:
            found.extend(import_module(f"{__name__}.{folder.name}.flow").FLOWS)
    return tuple(found)


def flow(name: str) -> Flow:
    """Give a flow by name: ``request@2019`` for one version, ``request`` for the last in its folder.

    Raises:
        UnknownFlow: No folder has it.
    """
    for shipped in reversed(flows()):
        if name in (shipped.name, shipped.id):
            return shipped
    raise UnknownFlow(name, tuple(shipped.name for shipped in flows()))


def picture(flow: Flow) -> str:
    """Give the drawing of a shipped flow as SVG: it ships beside the flow, for pages that draw nothing themselves.

    ``workflows.flows.render.svg`` draws a flow of your own, or one with the labels of a place.

    >>> picture(flow("opinion"))[:4]
    '<svg'
    """
    for folder in files(__name__).iterdir():
        drawn = folder / f"{flow.name}.svg"
        if drawn.is_file():
            return drawn.read_text(encoding="utf-8")
    raise UnknownFlow(flow.name, tuple(shipped.name for shipped in flows()))
