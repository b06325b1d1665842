"""Histories as an imported register might have them: facts changed or dropped, events left out."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from workflows import Event


def doctored(
    events: tuple[Event, ...], event_type: str, *, drop: tuple[str, ...] = (), **facts: Any
) -> tuple[Event, ...]:
    """Change facts of every event of a type."""
    return tuple(
        evolve(event, facts=tuple({**{n: v for n, v in event.facts if n not in drop}, **facts}.items()))
        if event.type == event_type
        else event
        for event in events
    )


def without(events: tuple[Event, ...], *types: str) -> tuple[Event, ...]:
    """Leave events out and number the rest anew."""
    kept = [event for event in events if event.type not in types]
    return tuple(evolve(event, seq=at) for at, event in enumerate(kept, 1))
