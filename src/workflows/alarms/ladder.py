"""The reminder ladders as data: which step rings when, and whom it reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Literal

from attrs import field, frozen

from workflows.flows.parts import AGENCY, Clock
from workflows.places.place import NATIONAL
from workflows.values import SHANGHAI

Unit = Literal["working_days", "hours"]

Colour = Literal["amber", "red"]


_DAY = timedelta(days=1)


@frozen
class Quiet:
    """Hours of the day, in Beijing time, in which nobody is disturbed; they may span midnight."""

    start: time
    end: time

    def moved(self, at: datetime) -> datetime:
        """Give the instant itself, or the end of the quiet hours it falls into.

        >>> from datetime import UTC
        >>> night = Quiet(time(20), time(8, 30))
        >>> night.moved(datetime(2024, 3, 1, 23, tzinfo=SHANGHAI)).isoformat()
        '2024-03-02T08:30:00+08:00'
        >>> night.moved(datetime(2024, 3, 1, 8, 30, tzinfo=SHANGHAI)).isoformat()
        '2024-03-01T08:30:00+08:00'
        """
        local = at.astimezone(SHANGHAI)
        clock, day = local.time(), local.date()
        if self.start <= self.end:
            return datetime.combine(day, self.end, SHANGHAI) if self.start <= clock < self.end else at
        if clock >= self.start:
            return datetime.combine(day + _DAY, self.end, SHANGHAI)
        return datetime.combine(day, self.end, SHANGHAI) if clock < self.end else at


@frozen
class Rung:
    """One rung: when it is reached, for whom, by which channels, in which words.

    ``at`` is counted from the due day in the ladder's unit: below 0 before it, 0 on it, above 0 after it. ``time`` is
    the time of day of a rung in working days. ``repeat`` is the distance of repetitions, 0 for none.
    ``zh`` and ``en`` may hold ``{n}``, the distance from the due day.
    """

    id: str
    at: float
    colour: Colour
    to: tuple[str, ...]
    channels: tuple[str, ...]
    zh: str
    en: str
    time: time | None = None
    repeat: float = 0


@frozen(cache_hash=True)
class Ladder:
    """The rungs of one kind of clock in one place, in order; the last may repeat.

    ``clocks`` are ids such as ``reply`` or ``request.reply``, empty for every clock; ``party`` is ``agency``,
    ``other`` or empty for both. ``lapse`` words what is told when the system records a deemed outcome. ``basis`` is
    the document that sets the ladder, or ``house default``.
    """

    id: str
    place: str
    unit: Unit
    rungs: tuple[Rung, ...]
    lapse: Rung
    basis: str
    party: str = ""
    clocks: tuple[str, ...] = ()
    quiet: Quiet | None = None

    def suits(self, flow: str, clock: Clock, unit: Unit) -> bool:
        """Tell whether it is meant for a clock."""
        if self.unit != unit or (self.party and (self.party == AGENCY) != (clock.party == AGENCY)):
            return False
        return not self.clocks or clock.id in self.clocks or f"{flow}.{clock.id}" in self.clocks


def _specific_first(ladders: Iterable[Ladder]) -> tuple[Ladder, ...]:
    return tuple(sorted(ladders, key=lambda ladder: (ladder.place == NATIONAL.id, not ladder.clocks)))


@frozen
class LadderBook:
    """Every ladder, the most specific first: of the place before the nation's, for named clocks before the rest."""

    ladders: tuple[Ladder, ...] = field(converter=_specific_first)

    def of(self, place: str, flow: str, clock: Clock, unit: Unit) -> Ladder | None:
        """Give the ladder of a clock in a place, None if nobody is reminded."""
        for ladder in self.ladders:
            if ladder.place in (place, NATIONAL.id) and ladder.suits(flow, clock, unit):
                return ladder
        return None
