"""Hypothesis strategies of plans, duties and evidence, for tests of an office's own plans.

>>> from hypothesis import given
>>> @given(duties())
... def every_turn_ends_no_earlier_than_it_begins(duty):
...     for turn in turns(duty, 2024, china()):
...         assert turn.period.first <= turn.period.last
>>> every_turn_ends_no_earlier_than_it_begins()
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from deadlines import china
from workflows.duties.occurrences import turns
from workflows.duties.records import DutyRecords, Evidence, Records
from workflows.places.clause import Anchor, DisclosurePlan, Duty

_PERIODS = ("weekly", "monthly", "quarterly", "half_yearly", "yearly")
_ROLLS = ("none", "next_working_day", "previous_working_day")


def anchors() -> st.SearchStrategy[Anchor | None]:
    """Draw a day within a period or after it, or none."""
    return st.one_of(
        st.none(),
        st.builds(Anchor, day=st.integers(1, 31)),
        st.builds(Anchor, after_days=st.integers(1, 60)),
        st.builds(Anchor, after_working_days=st.integers(1, 20)),
    )


def duties(duty_id: str = "duty") -> st.SearchStrategy[Duty]:
    """Draw a duty that comes back, is due on a day of the year, lies in a window, or wants a number."""

    def made(**given: object) -> Duty:
        return Duty(duty_id, "职责", "duty", "一", "原文", **given)  # type: ignore[arg-type]

    months = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: f"{day:%m-%d}")
    windows = st.tuples(months, months).map(sorted).map(tuple)
    recurring = st.builds(
        made,
        shape=st.just("recurring"),
        period=st.sampled_from(_PERIODS),
        anchor=anchors(),
        roll=st.sampled_from(_ROLLS),
    )
    dated = st.builds(made, shape=st.just("dated"), due=months, roll=st.sampled_from(_ROLLS))
    window = st.builds(made, shape=st.just("window"), window=windows)
    quota = st.builds(
        made,
        shape=st.just("quota"),
        period=st.sampled_from(_PERIODS),
        least=st.integers(1, 4),
        unit=st.just("times"),
    )
    return st.one_of(recurring, dated, window, quota)


@st.composite
def plans(draw: st.DrawFn, year: int | None = 2024) -> DisclosurePlan:
    """Draw a plan of one to five duties."""
    count = draw(st.integers(1, 5))
    drawn = tuple(draw(duties(f"d{number}")) for number in range(count))
    return DisclosurePlan("方案", "", "方案", "办公室", year, None, duties=drawn)


@st.composite
def evidence(draw: st.DrawFn, plan: DisclosurePlan, year: int = 2024) -> Records:
    """Draw what was recorded of a plan's duties in a year: for each turn nothing, or up to four pieces."""
    found = {}
    for duty in plan.duties:
        by_period = {}
        for turn in turns(duty, year, china()):
            latest = (max(turn.due, turn.period.last) - turn.period.first).days + 40
            later = draw(st.lists(st.integers(0, latest), max_size=4))
            by_period[turn.period.name] = tuple(
                Evidence(
                    turn.period.name, turn.period.first + timedelta(days=days), "url", f"u{n}", "handler:li",
                    turn.period.first + timedelta(days=days), seq=n + 1,
                )
                for n, days in enumerate(sorted(later))
            )  # fmt: skip
        found[duty.id] = DutyRecords({name: own for name, own in by_period.items() if own})
    return Records(found)
