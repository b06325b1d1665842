"""Versions of the regulation are features of its data: a version that no code has ever seen makes a sound flow."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from attrs import evolve

from workflows.catalog.request import data
from workflows.catalog.request.data import LAWS, REMEDIES, Law, remedy_on
from workflows.catalog.request.flow import FLOWS, flow_of

OWN = ("correction_term", "third_party_term", "other_agency_suspends", "bulk", "fee", "co_producer")
"""What the regulation of 2019 knows and that of 2007 does not."""


def without(names: tuple[str, ...]) -> Law:
    """Give the regulation of 2019 as if it did not know some of its institutions, nor what they lead to."""
    law = LAWS["2019"]
    return evolve(
        law,
        articles={name: article for name, article in law.articles.items() if name not in names},
        features={name: article for name, article in law.features.items() if name not in names},
    )


def test_what_each_version_knows() -> None:
    """By the text of the two regulations."""
    assert OWN == tuple(name for name in OWN if LAWS["2019"].has(name))
    assert () == tuple(name for name in OWN if LAWS["2007"].has(name))
    assert LAWS["2007"].has("consent_needed")
    assert not LAWS["2019"].has("consent_needed")


@pytest.mark.parametrize("missing", [(), *((name,) for name in OWN), *combinations(OWN, 2), OWN], ids="-".join)
def test_a_version_never_seen_makes_a_sound_flow(missing: tuple[str, ...]) -> None:
    """Any part of what 2019 added may be absent from the next version: the flow is built and proved from data."""
    flow = flow_of(without(missing))
    assert ("bulk" in missing) is ("bulk" not in flow.clocks_by_id)
    assert ("fee" in missing) is ("awaiting_payment" not in flow.states_by_id)
    assert ("correction_term" in missing) is ("uncorrected" not in flow.states_by_id)
    assert ("third_party_term" in missing) is (flow.tasks_by_id["third_party"].clock == "")
    assert ("other_agency_suspends" in missing) is (flow.tasks_by_id["other_agency"].suspends == ())
    assert ("co_producer" in missing) is ("co_producer" not in flow.tasks_by_id)


def test_a_misspelt_feature_is_no_feature() -> None:
    """Else it would be absent from every version in silence."""
    with pytest.raises(KeyError, match=r"no version of the regulation knows 'bluk'; known are .*bulk"):
        LAWS["2019"].has("bluk")


def test_no_code_asks_for_a_version_by_name() -> None:
    """Which year it is stands in the data; code asks what a version knows."""
    folder = Path(data.__file__).parent
    asked = re.compile(r"(?:law\.id|version)\s*[!=]=|\b(?:law\.id|version) in\b")
    found = [path.name for path in sorted(folder.glob("*.py")) if asked.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert [flow.version for flow in FLOWS] == list(LAWS)


@pytest.mark.parametrize(
    ("outcome", "day", "remedy"),
    [
        ("state_secret", date(2015, 4, 30), "review_or_suit_three_months"),  # 行政诉讼法（1989年）第三十九条
        ("state_secret", date(2015, 5, 1), "review_or_suit_six_months"),  # 2014年修正，2015-05-01施行
        ("state_secret", date(2023, 12, 31), "review_or_suit_six_months"),
        ("state_secret", date(2024, 1, 1), "review_first"),  # 行政复议法2023年修订，2024-01-01施行
        ("partly_granted", date(2024, 1, 1), "review_first"),
        ("granted", date(2024, 1, 1), "review_or_suit_six_months"),
        ("not_corrected", date(2024, 1, 1), "review_or_suit_six_months"),
        ("", date(2024, 1, 1), "review_first"),  # 没有答复：不作为
        ("", date(2023, 12, 31), "review_or_suit_six_months"),
        ("granted", date(2008, 5, 1), "review_or_suit_three_months"),
    ],
)
def test_each_ending_tells_its_remedy_by_the_day_of_the_letter(outcome: str, day: date, remedy: str) -> None:
    """Three months until April 2015, six from May; from 2024 reconsideration first where something is withheld."""
    assert remedy == remedy_on(outcome, day).id


def test_there_is_one_remedy_for_each_ending_on_each_day() -> None:
    """No gap and no two at once, from the first day of the first regulation."""
    days = [date(2008, 5, 1) + timedelta(days=n) for n in range(0, 7000, 1)]
    for refused in (True, False):
        assert {1} == {sum(one.is_of(refused=refused, day=day) for one in REMEDIES) for day in days}
    with pytest.raises(ValueError, match="no remedy is known for 2008-04-30; the first binds from 2008-05-01"):
        remedy_on("granted", date(2008, 4, 30))
