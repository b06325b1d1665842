"""Published notices with one slip of the pen each: how many are refused, and what the rest can still do to a calendar.

What remains is a day worked that was moved by exactly one week within eleven days of its holiday: the weekday still
fits, the count still fits, and only a second copy can tell. No slip makes a statutory day a working day.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from deadlines.calendars.gazette import NATIONAL, Notice
from deadlines.calendars.notices.files import notice_from_toml, shipped_notices
from deadlines.calendars.notices.saving import notice_to_toml
from deadlines.calendars.notices.text import parse_notice
from deadlines.calendars.outlook.files import holiday_laws
from deadlines.calendars.outlook.statutory import law_of, statutory_days
from deadlines.errors import DataError
from helpers.damage import slips

TEXTS = Path(__file__).parent / "texts"
NATION = [each for each in shipped_notices() if each.region == NATIONAL]
WEEK = timedelta(days=7)
THOROUGH = os.environ.get("DISCLOSURE_THOROUGH") == "1"

# Text: slips tried, of them refused at least, read with other days at most.
DAILY = {
    "2008": (2257, 1800, 2),
    "2015-victory-day": (642, 370, 0),
    "2020-spring-festival": (555, 215, 0),
    "2026": (1186, 765, 1),
}


def states(notice: Notice) -> dict[date, bool]:
    return {day: working for day, (working, _) in notice.days().items()}


def damaged(name: str) -> tuple[Counter[str], list[set[tuple[date, bool]]]]:
    """Read every slip of one text; give the counts, and what each that was read with other days changes."""
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    right = states(parse_notice(text, earlier=NATION))
    counts: Counter[str] = Counter()
    changes = []
    for _, slip in slips(text):
        try:
            read = states(parse_notice(slip, earlier=NATION))
        except DataError:
            counts["refused"] += 1
            continue
        counts["same" if read == right else "other"] += 1
        if read != right:
            changes.append(set(read.items()) ^ set(right.items()))
    return counts, changes


def assert_only_a_second_copy_can_tell(changes: list[set[tuple[date, bool]]]) -> None:
    """Each difference is one day worked that stands exactly one week from where it stood."""
    for change in changes:
        assert [True, True] == [working for _, working in change], change
        first, second = sorted(day for day, _ in change)
        assert WEEK == second - first, change


def assert_no_statutory_day_is_touched(year: int, changes: list[set[tuple[date, bool]]]) -> None:
    statutory = set(statutory_days(law_of(holiday_laws(), year), year))
    assert not {day for change in changes for day, _ in change} & statutory


@pytest.mark.parametrize("name", DAILY)
def test_a_slip_of_the_pen_is_refused_or_changes_no_day(name: str) -> None:
    """Of all slips of four texts, three move a day worked by a week; every other is refused or changes nothing."""
    counts, changes = damaged(name)
    tried, refused, other = DAILY[name]
    assert tried == counts.total()
    assert refused <= counts["refused"]
    assert other >= counts["other"]
    assert_only_a_second_copy_can_tell(changes)
    assert_no_statutory_day_is_touched(int(name[:4]), changes)


# Table: slips tried, of them refused at least, read with other days at most.
TABLES = {"国发明电〔2015〕1号": (907, 516, 14), "国办发明电〔2025〕7号": (2667, 2150, 10)}


@pytest.mark.parametrize("number", [*TABLES][: None if THOROUGH else 1])
def test_a_slip_in_a_table_works_no_statutory_day(number: str) -> None:
    """A table has neither weekdays nor counts: days at an edge and days worked may move, the statutory ones may not."""
    notice = next(each for each in NATION if each.number == number)
    statutory = set(statutory_days(law_of(holiday_laws(), notice.year), notice.year))
    counts: Counter[str] = Counter()
    for _, slip in slips(notice_to_toml(notice)):
        try:
            read = states(notice_from_toml(slip, file="f"))
        except DataError:
            counts["refused"] += 1
            continue
        counts["same" if read == states(notice) else "other"] += 1
        assert not any(read.get(day) for day in statutory)
        assert notice.kind != "annual" or not any(read.get(day, day.weekday() < 5) for day in statutory)
    tried, refused, other = TABLES[number]
    assert tried == counts.total()
    assert refused <= counts["refused"]
    assert other >= counts["other"]


@pytest.mark.skipif(not THOROUGH, reason="26,224 texts take minutes: make slow")
def test_all_slips_of_all_texts() -> None:
    """All 24 texts: 26,224 slips, 42 of which move a day worked by a week."""
    total: Counter[str] = Counter()
    for path in sorted(TEXTS.glob("*.txt")):
        counts, changes = damaged(path.stem)
        total += counts
        assert_only_a_second_copy_can_tell(changes)
        assert_no_statutory_day_is_touched(int(path.stem[:4]), changes)
    assert 26_224 == total.total()
    assert 42 >= total["other"]
    assert 19_600 <= total["refused"]
