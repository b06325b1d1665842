"""How turns stand, over drawn plans and evidence, against a judge that shares no code."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deadlines import china, rulebook
from workflows.duties.standing import DutyItem, standing
from workflows.duties.testing import evidence, plans
from workflows.places.place import NATIONAL, Basis

BASIS = Basis(china(), rulebook(), NATIONAL)


def judged(item: DutyItem, as_of: date) -> str:
    """Say how a turn stands, by its day and the days of its evidence alone."""
    assert item.due is not None
    need = item.need or 1
    days = sorted(one.on for one in item.evidence)
    if len(days) >= need:
        return "done" if days[need - 1] <= item.due else "late"
    return "pending" if as_of <= item.due else "missed"


@given(st.data())
def test_every_turn_has_the_status_that_its_days_give(data: st.DataObject) -> None:
    """Done by the due day, late after it, missed from the day after, pending until then."""
    plan = data.draw(plans())
    records = data.draw(evidence(plan))
    as_of = data.draw(st.dates(date(2023, 12, 1), date(2025, 12, 31)))
    items = standing(plan, 2024, BASIS, records, as_of)
    assert [item.status for item in items] == [judged(item, as_of) for item in items]


@given(st.data())
def test_a_day_more_never_makes_a_turn_better(data: st.DataObject) -> None:
    """With the same evidence, pending may become missed; nothing else changes."""
    plan = data.draw(plans())
    records = data.draw(evidence(plan))
    as_of = data.draw(st.dates(date(2023, 12, 1), date(2025, 12, 31)))
    before = standing(plan, 2024, BASIS, records, as_of)
    after = standing(plan, 2024, BASIS, records, as_of + timedelta(days=1))
    changes = {(one.status, two.status) for one, two in zip(before, after, strict=True) if one.status != two.status}
    assert changes <= {("pending", "missed")}


@given(st.data())
def test_another_year_asks_to_be_confirmed(data: st.DataObject) -> None:
    """A plan of 2024 binds 2024; in 2025 what has no evidence is uncertain, in 2023 there is nothing."""
    plan = data.draw(plans(2024))
    records = data.draw(evidence(plan, 2025))
    items = standing(plan, 2025, BASIS, records, date(2025, 6, 1))
    assert all((item.status == "uncertain") == (len(item.evidence) < (item.need or 1)) for item in items)
    assert standing(plan, 2023, BASIS, records, date(2025, 6, 1)) == ()
