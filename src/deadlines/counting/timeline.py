"""The dated facts that move a clock.

A timeline holds what happened, in any order of recording; it computes nothing.
Days are dates; for terms in hours they are aware datetimes. A naive datetime is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import field, frozen

from deadlines.errors import Reason, TimelineError
from deadlines.law.terms import CountedTerm

Moment = date | datetime
"""A day, or an aware instant for terms in hours."""


def plain_day(moment: Moment) -> date:
    """Give the day of a moment, in the zone that the moment itself bears.

    >>> plain_day(date(2024, 3, 1))
    datetime.date(2024, 3, 1)
    """
    return moment.date() if isinstance(moment, datetime) else moment


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
    "the term was merely suspended" needs it, and a notice given when the term was over already restarts nothing.
    ``late`` says that this notice came after its own term. ``term`` is the length that an order set (责令……日内),
    None for that of the rule; one in calendar days leads to the last day that the order names, which no reading of
    the first day moves. ``ends_pauses`` says that nothing asked before it stops the new term.
    """

    on: Moment
    cause: str
    since: Moment | None = None
    late: bool = False
    term: CountedTerm | None = None
    ends_pauses: bool = False


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

_RANK: Mapping[type[Fact], int] = {
    kind: rank for rank, kind in enumerate((Started, Restarted, Agreed, Suspended, Resumed, Extended, Stopped))
}
"""Which fact comes first among those of one moment."""


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Give facts by moment and kind, each once; days that are in order already are only looked through.

    Raises:
        TimelineError: Days and instants are mixed, an instant has no zone, or the clock starts twice.
    """
    given = tuple(facts)
    last, rank, starts = date.min, -1, 0
    for fact in given:
        on, next_rank = fact.on, _RANK[type(fact)]
        if type(on) is not date or on < last or (on == last and next_rank <= rank) or (starts and not next_rank):
            return _sorted(given)
        last, rank, starts = on, next_rank, starts or not next_rank
    return given


def _sorted(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    _check_moments(facts)
    if len({_place(fact) for fact in facts}) == len(facts):
        ordered = tuple(sorted(facts, key=_place))
    else:  # facts of one moment and kind need a third key, so that the order of recording leaves no trace
        ordered = tuple(sorted(set(facts), key=lambda fact: (*_place(fact), repr(fact))))
    _check_starts(ordered)
    return ordered


def _place(fact: Fact) -> tuple[Moment, int]:
    return fact.on, _RANK[type(fact)]


def _check_moments(facts: tuple[Fact, ...]) -> None:
    for fact in facts:
        if isinstance(fact.on, datetime) and fact.on.tzinfo is None:
            why = Reason(
                "timeline.no_zone",
                "没有时区的时间不是时刻：请写明时区",
                "a time without a zone is no instant: give an aware datetime",
            )
            raise TimelineError(type(fact).__name__, fact.on, why)
    if len({isinstance(fact.on, datetime) for fact in facts}) > 1:
        why = Reason(
            "timeline.days_and_instants",
            "日与时刻混用：以小时计的期限用时刻，其他期限用日",
            "days and instants are mixed: a term in hours takes instants, any other term takes days",
        )
        raise TimelineError("Timeline", None, why)


def _check_starts(facts: tuple[Fact, ...]) -> None:
    starts = [fact for fact in facts if type(fact) is Started]
    if len(starts) > 1:
        days = ", ".join(fact.on.isoformat() for fact in starts)
        why = Reason(
            "timeline.started_twice",
            f"一个期限只起算一次，却给出了 {days}",
            f"one clock starts once, but {days} are given",
        )
        raise TimelineError("Started", starts[1].on, why)


def start_of(facts: Iterable[Fact]) -> Moment:
    """Give the day or instant on which a clock started.

    Raises:
        TimelineError: Nothing started it.
    """
    for fact in facts:
        if type(fact) is Started:
            return fact.on
    raise TimelineError(
        "Timeline",
        None,
        Reason("timeline.not_started", "没有起算的事实", "nothing started this clock: add Started(on=...)"),
    )


@frozen(slots=True)
class Timeline:
    """What happened to one clock; equal whatever the order in which it was recorded.

    >>> from datetime import date
    >>> a, b = Started(date(2024, 3, 1)), Suspended(date(2024, 3, 11), "third_party_consultation")
    >>> Timeline((a, b)) == Timeline((b, a))
    True
    """

    facts: tuple[Fact, ...] = field(converter=in_order)

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
        return start_of(self.facts)

    def of(self, *kinds: type[Fact]) -> Iterable[Fact]:
        """Give the facts of some kinds, by day."""
        return (fact for fact in self.facts if isinstance(fact, kinds))
