"""The dated facts that move a clock.

A timeline holds what happened, in any order of recording; it computes nothing.
Days are dates; for terms in hours they are aware datetimes. A naive datetime is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from attrs import field, frozen

from deadlines.errors import TimelineError
from deadlines.terms import CountedTerm

Moment = date | datetime
"""A day, or an aware instant for terms in hours."""


@frozen(slots=True)
class Started:
    """The event from which the term runs (收到申请之日)."""

    on: Moment


@frozen(slots=True)
class Suspended:
    """Counting stops after this day (中止), for a named cause.

    ``key`` tells apart several of one cause, such as two third parties asked at once.
    """

    on: Moment
    cause: str
    key: str = ""


@frozen(slots=True)
class Resumed:
    """Counting goes on after this day (恢复计算): the cause that stopped it is over."""

    on: Moment
    cause: str
    key: str = ""


@frozen(slots=True)
class Restarted:
    """A full new term runs from this day (重新计算).

    ``since`` is the day of the notice that asked for what now arrived; only the contrary reading
    "the term was merely suspended" needs it. ``late`` says that this notice came after its own term.
    """

    on: Moment
    cause: str
    since: Moment | None = None
    late: bool = False


@frozen(slots=True)
class Extended:
    """The term was lengthened (延期): ``on`` is the day the person concerned was told.

    ``term`` None means as much as the rule allows.
    """

    on: Moment
    term: CountedTerm | None = None
    approved_by: str = ""


@frozen(slots=True)
class Agreed:
    """The agency set the length of a term that the law leaves open (合理期限), or a shorter one of its own."""

    on: Moment
    term: CountedTerm


@frozen(slots=True)
class Stopped:
    """The clock ended: answered, withdrawn, abandoned or transferred."""

    on: Moment
    cause: str


Fact = Started | Suspended | Resumed | Restarted | Extended | Agreed | Stopped
"""Anything a timeline can hold."""

_ORDER: tuple[type[Fact], ...] = (Started, Restarted, Agreed, Suspended, Resumed, Extended, Stopped)


def _sort_key(fact: Fact) -> tuple[str, int, str]:
    on = fact.on
    when = on.astimezone(UTC) if isinstance(on, datetime) and on.tzinfo else on
    return (when.isoformat(), _ORDER.index(type(fact)), repr(fact))


def _in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    given = tuple(facts)
    return given if len(given) == 1 else tuple(sorted(set(given), key=_sort_key))


def _check(facts: tuple[Fact, ...]) -> None:
    for fact in facts:
        if isinstance(fact.on, datetime) and fact.on.tzinfo is None:
            raise TimelineError(
                type(fact).__name__, fact.on, "a time without a zone is no instant: give an aware datetime"
            )
    if len(facts) == 1:
        return
    if len({isinstance(fact.on, datetime) for fact in facts}) > 1:
        raise TimelineError(
            "Timeline", None, "days and instants are mixed: a term in hours takes instants, any other term takes days"
        )
    starts = [fact for fact in facts if isinstance(fact, Started)]
    if len(starts) > 1:
        days = ", ".join(fact.on.isoformat() for fact in starts)
        raise TimelineError("Started", starts[1].on, f"one clock starts once, but {days} are given")


@frozen(slots=True)
class Timeline:
    """What happened to one clock; equal whatever the order in which it was recorded.

    >>> from datetime import date
    >>> a, b = Started(date(2024, 3, 1)), Suspended(date(2024, 3, 11), "third_party_consultation")
    >>> Timeline((a, b)) == Timeline((b, a))
    True
    """

    facts: tuple[Fact, ...] = field(converter=_in_order)

    def __attrs_post_init__(self) -> None:
        _check(self.facts)

    @classmethod
    def starting(cls, on: Moment, *facts: Fact) -> Timeline:
        """Build a timeline from its start and what followed."""
        return cls((Started(on), *facts))

    def adding(self, *facts: Fact) -> Timeline:
        """Give a new timeline with more facts."""
        return Timeline((*self.facts, *facts))

    def without(self, *facts: Fact) -> Timeline:
        """Give a new timeline with some facts left out."""
        return Timeline(tuple(fact for fact in self.facts if fact not in facts))

    @property
    def start(self) -> Moment:
        """The day or instant on which the clock started.

        Raises:
            TimelineError: Nothing started it.
        """
        for fact in self.facts:
            if isinstance(fact, Started):
                return fact.on
        raise TimelineError("Timeline", None, "nothing started this clock: add Started(on=...)")

    def of(self, *kinds: type[Fact]) -> Iterable[Fact]:
        """Give the facts of some kinds, by day."""
        return (fact for fact in self.facts if isinstance(fact, kinds))
