"""The flows that ship, one folder each, and those of the office's own home. Nothing is registered by hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from deadlines.home import LeftOut
from workflows.catalog.own import OwnCatalog, own_catalog
from workflows.decisions.compliance import RULES, ComplianceRule
from workflows.errors import UnknownFlow
from workflows.flows.flow import Flow


def flows(home: Path | None = None) -> tuple[Flow, ...]:
    """Give every version of every flow: the ``FLOWS`` of each folder's ``flow.py``, in the order of the folders.

    Args:
        home: The office's own folder, whose flows follow; that of ``DISCLOSURE_HOME`` if None. A flow of it that cannot
            be used is left out, see ``left_out``.
    """
    return (*_shipped(), *_own(home).flows)


@cache
def _shipped() -> tuple[Flow, ...]:
    return tuple(found for module in _modules() for found in module.FLOWS)


@cache
def streams() -> tuple[Flow, ...]:
    """Give what is recorded as cases are and is no case, such as the evidence of a duty: ``STREAMS`` of a folder."""
    return tuple(stream for module in _modules() for stream in getattr(module, "STREAMS", ()))


def _modules() -> Iterator[ModuleType]:
    return (import_module(f"{__name__}.{name}.flow") for name in _folders())


@cache
def _folders() -> tuple[str, ...]:
    return tuple(sorted(item.name for item in iter_modules(__path__) if item.ispkg))


def _own(home: Path | None) -> OwnCatalog:
    return own_catalog(_folders(), home)


def left_out(home: Path | None = None) -> tuple[LeftOut, ...]:
    """Tell which flows and compliance rules of the office's own cannot be used, and why."""
    return _own(home).faults


def flow(name: str, home: Path | None = None) -> Flow:
    """Give a flow or a stream by name: ``request@2019`` for one version, ``request`` for the last in its folder.

    Args:
        name: Of the flow, with or without its version.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.

    Raises:
        UnknownFlow: No folder has it.
        DataError: The folder of the office's own that has it cannot be used.
    """
    for shipped in (*reversed(_shipped()), *streams()):
        if name in (shipped.name, shipped.id):
            return shipped
    own = _own(home)
    for one in reversed(own.flows):
        if name in (one.name, one.id):
            return one
    fault = own.fault_of(name)
    if fault is not None:
        raise fault
    raise UnknownFlow(name, tuple(known.name for known in flows(home)))


def compliance_rules(flow: Flow, home: Path | None = None) -> tuple[ComplianceRule, ...]:
    """Give every rule that a history of a flow is held to: the core's, the flow's own, and the office's own.

    >>> [rule.id for rule in compliance_rules(flow("opinion")) if rule.flow][:2]
    ['origin_stated', 'same_origin']
    """
    shipped: tuple[ComplianceRule, ...] = ()
    if flow.id in _folders():
        shipped = import_module(f"{__name__}.{flow.id}.compliance").RULES
    own = [rule for folder in _own(home).folders for rule in folder.rules if rule.flow in ("", flow.id)]
    return (*RULES, *shipped, *own)


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
