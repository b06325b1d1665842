"""Timelines: what happened, in any order, once, on days or at instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from deadlines.counting.timeline import Agreed, Extended, Restarted, Resumed, Started, Stopped, Suspended, Timeline
from deadlines.errors import TimelineError
from deadlines.law.terms import WorkingDays

D = date.fromisoformat
START = Started(D("2024-03-01"))
SENT = Suspended(D("2024-03-11"), "third_party_consultation")
CAME = Resumed(D("2024-03-25"), "third_party_consultation")


def test_facts_are_kept_by_day_and_once() -> None:
    """A fact recorded twice happened once."""
    assert (START, SENT, CAME) == Timeline((CAME, SENT, START, SENT)).facts
    assert (START,) == Timeline((START, START)).facts


def test_facts_of_one_day_have_one_order() -> None:
    """On one day: started, restarted, agreed, suspended, resumed, extended, stopped."""
    day = D("2024-03-01")
    facts = (
        Started(day),
        Restarted(day, "fee_paid"),
        Agreed(day, WorkingDays(5)),
        Suspended(day, "b"),
        Suspended(day, "c"),
        Resumed(day, "a"),
        Extended(day),
        Stopped(day, "answered"),
    )
    assert facts == Timeline(facts[::-1]).facts


def test_instants_are_ordered_across_zones() -> None:
    """Nine in Shanghai is before two in London."""
    shanghai = Started(datetime(2024, 3, 1, 9, tzinfo=timezone(timedelta(hours=8))))
    london = Stopped(datetime(2024, 3, 1, 2, tzinfo=UTC), "answered")
    assert (shanghai, london) == Timeline((london, shanghai)).facts


def test_adding_and_leaving_out_give_new_timelines() -> None:
    """A timeline never changes."""
    timeline = Timeline.starting(D("2024-03-01"), SENT)
    assert (START, SENT, CAME) == timeline.adding(CAME).facts
    assert (START,) == timeline.without(SENT).facts
    assert (START, SENT) == timeline.facts
    assert D("2024-03-01") == timeline.start
    assert [SENT] == list(timeline.of(Suspended))
    assert [START, SENT] == list(timeline.of(Suspended, Started))


def test_the_start_is_found_wherever_it_is() -> None:
    """A fact may have happened before the start; plan refuses it, the timeline holds it."""
    assert D("2024-03-01") == Timeline((Suspended(D("2024-02-01"), "x"), START)).start


def test_a_clock_that_nothing_started_has_no_start() -> None:
    """No start, no term."""
    for facts in ((), (SENT,)):
        with pytest.raises(TimelineError) as caught:
            _ = Timeline(facts).start
        assert "Timeline: nothing started this clock: add Started(on=...)" == str(caught.value)


@pytest.mark.parametrize("others", [(), (SENT,)])
def test_a_naive_time_is_refused(others: tuple[Suspended, ...]) -> None:
    """A time without a zone is no instant."""
    naive = datetime(2024, 3, 1, 9)  # noqa: DTZ001
    with pytest.raises(TimelineError) as caught:
        Timeline((Started(naive), *others))
    assert ("Started on 2024-03-01T09:00:00: a time without a zone is no instant: give an aware datetime") == str(
        caught.value
    )


def test_days_and_instants_do_not_mix() -> None:
    """One clock runs in days or in hours."""
    with pytest.raises(TimelineError) as caught:
        Timeline((START, Stopped(datetime(2024, 3, 2, tzinfo=UTC), "answered")))
    assert ("Timeline: days and instants are mixed: a term in hours takes instants, any other term takes days") == str(
        caught.value
    )
    assert ("Timeline", None) == (caught.value.fact, caught.value.on)


def test_one_clock_starts_once() -> None:
    """A second start is another clock, or a restart."""
    with pytest.raises(TimelineError) as caught:
        Timeline((START, Started(D("2024-03-04"))))
    assert "Started on 2024-03-04: one clock starts once, but 2024-03-01, 2024-03-04 are given" == str(caught.value)
