"""Cases of open government as flows that cannot strand a case or lose a clock.

The public API. Each name is imported from its home when it is first used, so that ``import workflows`` costs nothing.

>>> import workflows
>>> workflows.NATIONAL.zh
'全国'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflows.cases.case import Case, ClockState, Link, evolve, replay
    from workflows.cases.events import Actor, ClockChange, Event, Occasion, TaskChange
    from workflows.cases.listed import BANDS, Band
    from workflows.cases.text import from_dict, to_dict
    from workflows.decisions.bands import band_of
    from workflows.decisions.corrections import Consequences, link, preview_void, recompute, void
    from workflows.decisions.decide import allowed, decide, open_case, options
    from workflows.errors import (
        BadFacts,
        GuardFailed,
        InvalidFlow,
        LooserThanLaw,
        MigrationRefused,
        NotAllowedHere,
        NotPermitted,
        Refused,
        UnreadableHistory,
        VersionConflict,
        WorkflowsError,
        WrongFlow,
    )
    from workflows.flows.act import Act
    from workflows.flows.flow import Flow
    from workflows.office.desk import Done, again
    from workflows.office.office import Office
    from workflows.office.personal import Keys
    from workflows.office.view import View
    from workflows.places.place import NATIONAL, Basis, Place
    from workflows.store.port import Query

_HOMES = {
    "cases.case": "Case ClockState Link evolve replay",
    "cases.events": "Actor ClockChange Event Occasion TaskChange",
    "cases.listed": "BANDS Band",
    "cases.text": "from_dict to_dict",
    "decisions.bands": "band_of",
    "decisions.corrections": "Consequences link preview_void recompute void",
    "decisions.decide": "allowed decide open_case options",
    "errors": "BadFacts GuardFailed InvalidFlow LooserThanLaw MigrationRefused NotAllowedHere NotPermitted Refused "
    "UnreadableHistory VersionConflict WorkflowsError WrongFlow",
    "flows.act": "Act",
    "flows.flow": "Flow",
    "office.desk": "Done again",
    "office.office": "Office",
    "office.personal": "Keys",
    "office.view": "View",
    "places.place": "NATIONAL Basis Place",
    "store.port": "Query",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import a public name from its home."""
    if name not in _HOME:
        raise AttributeError(f"module 'workflows' has no attribute {name!r}")
    value = getattr(import_module(f"workflows.{_HOME[name]}"), name)
    globals()[name] = value
    return value


__all__ = [
    "BANDS",
    "NATIONAL",
    "Act",
    "Actor",
    "BadFacts",
    "Band",
    "Basis",
    "Case",
    "ClockChange",
    "ClockState",
    "Consequences",
    "Done",
    "Event",
    "Flow",
    "GuardFailed",
    "InvalidFlow",
    "Keys",
    "Link",
    "LooserThanLaw",
    "MigrationRefused",
    "NotAllowedHere",
    "NotPermitted",
    "Occasion",
    "Office",
    "Place",
    "Query",
    "Refused",
    "TaskChange",
    "UnreadableHistory",
    "VersionConflict",
    "View",
    "WorkflowsError",
    "WrongFlow",
    "again",
    "allowed",
    "band_of",
    "decide",
    "evolve",
    "from_dict",
    "link",
    "open_case",
    "options",
    "preview_void",
    "recompute",
    "replay",
    "to_dict",
    "void",
]
