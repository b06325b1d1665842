"""What someone asks for: a command, imperative, with the facts it brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from deadlines.counting.timeline import Moment
from workflows.cases.events import Actor
from workflows.places.place import NATIONAL, Place
from workflows.values import Value, instant_of


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Act:
    """A command as a guard sees it: who asks for what, when, with which facts, in which place.

    ``on`` is when it happened, ``recorded`` when it is written down: None for as soon as it happened.
    """

    command: str
    on: Moment
    by: Actor
    payload: Mapping[str, Value] = field(factory=dict, hash=False)
    place: Place = NATIONAL
    recorded: datetime | None = None

    @property
    def written(self) -> datetime:
        """When it is written down."""
        return self.recorded or instant_of(self.on)

    def get(self, name: str) -> Value | None:
        """Give a fact that the command brings, None if it does not."""
        return self.payload.get(name)
