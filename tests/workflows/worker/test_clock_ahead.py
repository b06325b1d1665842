"""A machine whose time is far ahead raises alarms, but deems nothing until somebody has looked at the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from helpers.example_flow import HANDLER
from helpers.store_contract import Opened, Watch, agency, filled, office_on, opened, postgres
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.office.office import Office
from workflows.store.port import Effect
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep, sweep_all

__all__ = ["agency", "opened", "postgres"]

MORNING = datetime(2024, 3, 6, 9, tzinfo=SHANGHAI)
LAPSED = datetime(2024, 3, 15, 9, tzinfo=SHANGHAI)
"""Asked on 5 March to correct within seven working days: 14 March was the last."""


@pytest.fixture
def watch() -> Watch:
    """The clock of the machine, on 5 March 2024."""
    return Watch()


@pytest.fixture
def office(opened: Opened, agency: str, watch: Watch) -> Office:
    """Two requests that wait for a correction, two that wait for the reply."""
    office = office_on(opened(), agency, watch, ladder=arming(ladders()))
    for name in ("A-1", "A-2", "B-1", "B-2"):
        filled(office, name)
    for name in ("A-1", "A-2"):
        office.do(name, "ask_correction", by=HANDLER, payload={"correction_days": 7})
    return office


def types(office: Office, name: str) -> list[str]:
    return [event.type for event in office.history(name)]


def test_a_sweep_a_year_ahead_deems_nothing(office: Office, watch: Watch) -> None:
    """The day after the clock is right again, and every deemed outcome comes on its own day."""
    watch.at = MORNING
    sweep_all(office)
    watch.at = MORNING.replace(year=2025)
    swept = sweep_all(office)
    assert (0, 2) == (swept.lapses, len(swept.held))
    assert "is 365 days past the last sweep (2024-03-06 09:00): nothing was deemed" in swept.held[0].why.en
    assert "系统时间（2025-03-06 09:00）比上次巡检（2024-03-06 09:00）晚 365 天，未登记法定后果" in swept.held[0].why.zh
    assert ["A-1", "A-2"] == [aside.case_id for aside in office.store.asides(office.agency)]
    watch.at += timedelta(hours=2)
    assert 0 == sweep_all(office).lapses
    watch.at = MORNING + timedelta(days=1)
    assert 0 == sweep_all(office).lapses
    assert () == office.store.asides(office.agency)
    watch.at = MORNING + timedelta(days=6)
    sweep_all(office)
    watch.at = LAPSED
    assert 2 == sweep_all(office).lapses
    assert ["AlarmRaised", "RequestAbandoned"] == types(office, "A-1")[-2:]


def test_alarms_are_raised_all_the_same(office: Office, watch: Watch) -> None:
    """Those who are told too early lose nothing; a quiet office must not miss them."""
    watch.at = MORNING
    sweep_all(office)
    watch.at = datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)
    swept = sweep_all(office)
    assert (2, 0) == (swept.alarms, swept.lapses)
    assert "AlarmRaised" == types(office, "B-1")[-1]


def test_a_quiet_office_says_that_its_clock_is_right(office: Office, watch: Watch) -> None:
    """Nothing is lost: what was held is deemed at once, as of the day on which it lapsed."""
    watch.at = MORNING
    sweep_all(office)
    watch.at = datetime(2024, 4, 1, 9, tzinfo=SHANGHAI)
    assert 0 == sweep_all(office).lapses
    assert 2 == sweep_all(office, confirm_clock=True).lapses
    event = office.history("A-1")[-1]
    assert ("RequestAbandoned", datetime(2024, 3, 15, tzinfo=SHANGHAI)) == (event.type, event.on)
    assert () == office.store.asides(office.agency)
    watch.at += timedelta(days=7)
    assert () == sweep_all(office).held


@pytest.mark.parametrize(("days", "held"), [(7, 0), (8, 2)])
def test_a_week_is_trusted(office: Office, watch: Watch, days: int, held: int) -> None:
    """The holidays of the Spring Festival last eight days at most; a machine that runs sweeps each minute."""
    watch.at = LAPSED - timedelta(days=days)
    sweep_all(office)
    watch.at = LAPSED
    assert held == len(sweep_all(office).held)


@pytest.mark.parametrize(("days", "held"), [(90, 0), (365, 2)])
def test_where_nothing_was_ever_swept_the_last_record_tells(office: Office, watch: Watch, days: int, held: int) -> None:
    """A first sweep soon after a case was written deems; one a year later asks first."""
    watch.at += timedelta(days=days)
    swept = sweep_all(office)
    assert (2 - held, held) == (swept.lapses, len(swept.held))
    if held:
        assert "nothing was ever swept here" in swept.held[0].why.en
        assert 2 == sweep_all(office, confirm_clock=True).lapses


def test_a_clock_set_back_is_trusted(office: Office, watch: Watch) -> None:
    """And is the clock from then on: what it says a week later is not in doubt."""
    watch.at = LAPSED - timedelta(days=1)
    sweep_all(office)
    watch.at = MORNING
    sweep_all(office)
    assert MORNING == office.store.sweep_state(office.agency).last


def test_an_effect_put_off_by_a_clock_far_ahead_does_not_wait_for_years(office: Office, watch: Watch) -> None:
    """No effect is lent or postponed for more than an hour and a half: one that seems to be was so by a wrong clock."""
    effect = Effect("e", "A-1", 1, "mail", {})
    with office.store.begin() as work:
        work.enqueue(office.agency, [effect])
    ahead = watch.at + timedelta(days=3650)
    with office.store.begin() as work:
        assert ["e"] == [one.id for one in work.take_effects(office.agency, 9, ahead, ahead + timedelta(minutes=5))]
        work.postpone_effects(office.agency, ["e"], ahead + timedelta(hours=1))
    with office.store.begin() as work:
        now = watch.at
        assert ["e"] == [one.id for one in work.take_effects(office.agency, 9, now, now + timedelta(minutes=5))]
    with office.store.begin() as work:
        later = now + timedelta(minutes=1)
        assert () == work.take_effects(office.agency, 9, later, later + timedelta(minutes=5))


def test_a_sweep_without_work_leaves_its_time(office: Office, watch: Watch) -> None:
    """An idle office sweeps all the time; it is kept to the hour."""
    assert None is office.store.sweep_state(office.agency).last
    for minutes, kept in ((0, 0), (59, 0), (60, 60), (90, 60)):
        watch.at = MORNING + timedelta(minutes=minutes)
        sweep(office.desk)
        assert MORNING + timedelta(minutes=kept) == office.store.sweep_state(office.agency).last
