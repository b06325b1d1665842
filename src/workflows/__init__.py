"""Cases of open government as flows that cannot strand a case or lose a clock.

>>> from workflows import catalog, decide, open_case, replay  # doctest: +SKIP
"""

from __future__ import annotations

from workflows.bands import BANDS, Band, band_of
from workflows.case import Case, ClockState, Link, evolve, replay
from workflows.commands import Act
from workflows.corrections import Consequences, link, preview_void, recompute, void
from workflows.decide import allowed, decide, open_case, options
from workflows.errors import (
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
from workflows.events import Actor, ClockChange, Event, TaskChange, from_dict, to_dict
from workflows.flow import Flow
from workflows.place import NATIONAL, Basis, Place

__all__ = [
    "BANDS",
    "NATIONAL",
    "Act",
    "Actor",
    "Band",
    "Basis",
    "Case",
    "ClockChange",
    "ClockState",
    "Consequences",
    "Event",
    "Flow",
    "GuardFailed",
    "InvalidFlow",
    "Link",
    "LooserThanLaw",
    "MigrationRefused",
    "NotAllowedHere",
    "NotPermitted",
    "Place",
    "Refused",
    "TaskChange",
    "UnreadableHistory",
    "VersionConflict",
    "WorkflowsError",
    "WrongFlow",
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
