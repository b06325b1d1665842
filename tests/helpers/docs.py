"""The scripts that make the documentation, for tests to look at."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from helpers import ROOT

DOCS = ROOT / "docs"


def script(name: str) -> ModuleType:
    """Import a script of the documentation; each finds the others beside it."""
    if str(DOCS) not in sys.path:
        sys.path.append(str(DOCS))
    return import_module(name)
