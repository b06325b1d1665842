"""The fast way gives the verdicts of the careful way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import china, rulebook
from workflows.ledger.auditing import audit, audit_by_facts, survey
from workflows.ledger.clock import LegalBasis
from workflows.ledger.fields import DAYS
from workflows.ledger.mapping import Columns
from workflows.ledger.reading import RowBlock
from workflows.ledger.tally import Tally, tallied
from workflows.ledger.writing import totals

ON = date(2026, 11, 20)
STEPS = [name for name in DAYS if name != "received"]
COMMON = ("replied", "correction_noticed", "corrected", "extended", "third_party_sent", "third_party_answered")
COLUMNS = Columns(tuple(DAYS), {name: at for at, name in enumerate(DAYS)})


@pytest.fixture(scope="module")
def law() -> LegalBasis:
    return LegalBasis(rulebook(), china())


@st.composite
def rows(draw: st.DrawFn) -> list[str]:
    """Draw a row: a receipt between 2008 and 2026 and steps in the days around it."""
    received = draw(st.dates(date(2008, 4, 20), date(2026, 11, 25)))
    names = draw(st.sets(st.sampled_from(STEPS if draw(st.integers(0, 3)) == 0 else COMMON), max_size=6))
    low = draw(st.sampled_from([-2, 0, 0, 0, 0]))
    gaps = {name: draw(st.integers(low, 90 if name in {"replied", "posted"} else 40)) for name in sorted(names)}
    for first, then in (("correction_noticed", "corrected"), ("third_party_sent", "third_party_answered")):
        if first in gaps and then in gaps and draw(st.integers(0, 4)):
            gaps[first], gaps[then] = sorted((gaps[first], gaps[then]))
    cells = {name: (received + timedelta(days=gap)).isoformat() for name, gap in gaps.items()}
    return [received.isoformat() if name == "received" else cells.get(name, "") for name in DAYS]


@settings(max_examples=400, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=4))
def test_fast_equals_careful(law: LegalBasis, register: list[list[str]]) -> None:
    """Every row gets the same verdict, findings and contrary readings on both ways."""
    block = [RowBlock(range(2, len(register) + 2), register)]

    careful = [entry.verdict for entry in audit_by_facts(block, COLUMNS, law, ON)]
    fast = [entry.verdict for entry in audit(block, COLUMNS, law, ON)]

    assert careful == fast
    assert len(register) == len(fast)


@settings(max_examples=200, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=12))
def test_survey_counts_what_audit_counts(law: LegalBasis, register: list[list[str]]) -> None:
    """Counting plain rows in stretches gives the same totals, and leaves out no row that has something to say."""
    block = [RowBlock(range(2, len(register) + 2), register)]
    one_by_one, in_stretches = Tally(), Tally()

    every = list(tallied(audit_by_facts(block, COLUMNS, law, ON), one_by_one))
    some = list(survey(block, COLUMNS, law, ON, in_stretches))

    assert totals(one_by_one, ON) == totals(in_stretches, ON)
    telling = [entry.line for entry in every if entry.verdict.status != "in_time" or entry.verdict.findings]
    assert set(telling) <= {entry.line for entry in some}


@pytest.mark.parametrize(
    "steps",
    [
        {},
        {"correction_noticed": "2024-03-05", "corrected": "2024-03-20"},
        {"third_party_sent": "2024-03-05", "third_party_answered": "2024-03-20"},
        {"other_agency_sent": "2024-03-05", "other_agency_answered": "2024-03-20"},
        {"extended": "2024-03-20"},
        {"posted": "2024-04-02"},
        {"submitted": "2024-02-28"},
    ],
)
def test_common_steps_take_a_fast_way(law: LegalBasis, monkeypatch: pytest.MonkeyPatch, steps: dict[str, str]) -> None:
    """Rows with one pair of steps or an extension need no careful count: a register of a million rows has many."""

    def careful(*_: object) -> None:
        raise AssertionError("the careful way was taken")

    monkeypatch.setitem(audit.__globals__, "assess", careful)
    days = {"received": "2024-03-01", "replied": "2024-04-01", **steps}
    row = [days.get(name, "") for name in DAYS]

    assert [2] == [entry.line for entry in audit([RowBlock([2], [row])], COLUMNS, law, ON)]
