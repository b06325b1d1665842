"""Published cases, regional calendars and facts that are easily counted wrong, each with the day it should give.

``dates.toml`` says where each was published; the days were counted by hand, day by day, from the notices.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.day import OpenYear
from deadlines.counting.due import due
from deadlines.counting.left_open import bounds_left_open
from deadlines.counting.timeline import Extended, Restarted, Timeline
from deadlines.errors import DeadlinesError, Reason
from deadlines.law.terms import WorkingDays
from deadlines.loading import china, rulebook
from workflows.cli import main

DATES = tomllib.loads((Path(__file__).parent / "dates.toml").read_text(encoding="utf-8"))


def by_id(case: dict[str, Any]) -> str:
    return case["id"]


def days(spans: list[str]) -> list[date]:
    found = []
    for span in spans:
        first, _, last = span.partition("..")
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        found += [start + timedelta(days=step) for step in range((end - start).days + 1)]
    return found


def asked(*args: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["due", *args, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.output)


@pytest.mark.parametrize("case", DATES["case"], ids=by_id)
def test_a_published_case_ends_on_the_day_it_should(case: dict[str, Any]) -> None:
    """The last day, whether the reply came late, and the day under another reading where the case names one."""
    rule = rulebook().in_force(case["rule"], case["received"])
    facts = [Extended(case["extended"])] if "extended" in case else []
    found = due(rule, Timeline.starting(case["received"], *facts), china())
    assert case["due"] == found.due
    if "late" in case:
        assert case["late"] == (case["replied"] > found.due)
    if "reading" in case:
        assert case["reading"] in {other.due for other in found.readings()}


@pytest.mark.parametrize("case", DATES["case"], ids=by_id)
def test_the_command_gives_the_same_day(case: dict[str, Any]) -> None:
    """What a clerk types."""
    extend = ["--extend", str(case["extended"])] if "extended" in case else []
    assert str(case["due"]) == asked(case["rule"], str(case["received"]), *extend)["due"]


@pytest.mark.parametrize("case", DATES["lapsed"], ids=by_id)
def test_a_correction_asked_for_after_the_end_makes_no_late_reply_timely(case: dict[str, Any]) -> None:
    """The term had ended before the agency asked: it is refused, or the old day stands."""
    rule = rulebook().in_force("foi.reply", case["received"])
    again = Restarted(case["corrected"], "corrected_request_received", since=case["correction_notice"])
    try:
        found = due(rule, Timeline.starting(case["received"], again), china())
    except DeadlinesError:
        return
    assert case["due"] == found.due


@pytest.mark.parametrize("case", DATES["extension"], ids=by_id)
def test_a_shorter_extension_adds_no_more_than_was_told(case: dict[str, Any]) -> None:
    """条例第三十三条第二款: up to 20 working days, not always 20."""
    rule = rulebook().in_force("foi.reply", case["received"])
    told = Extended(case["told"], WorkingDays(case["days"]))
    assert case["due"] == due(rule, Timeline.starting(case["received"], told), china()).due


@pytest.mark.parametrize("case", DATES["region"], ids=by_id)
def test_a_region_answers_its_day_or_says_that_it_may_move(case: dict[str, Any]) -> None:
    """Announced only where every notice of the year is known; else revisable, with the reason, in JSON and text."""
    calendar = china(case["region"])
    assert [day for day in days(case.get("off", [])) if calendar.is_workday(day)] == []
    assert [day for day in days(case.get("worked", [])) if not calendar.is_workday(day)] == []
    data = asked("foi.reply", str(case["received"]), "--region", case["region"])
    assert str(case["due"]) == data["due"]
    if "date" in case["accept"] and data["certainty"] == "announced":
        assert case["id"] != "chuxiong-2024"  # whether days were made up was never found
        return
    text = CliRunner().invoke(main, ["due", "foi.reply", str(case["received"]), "--region", case["region"]]).output
    assert "revisable" == data["certainty"]
    assert data["earliest"] <= data["due"] <= data["latest"]
    assert data["why_open"]
    assert all(why["zh"] in text.replace("\n", "") for why in data["why_open"])
    assert "已公布" not in text


# --- bounds of a count through a year that a region left open ---

YEAR = WorkCalendar.from_days(first=date(2024, 1, 1), last=date(2024, 12, 31), off=[date(2024, 5, 1)])
WHY = Reason("test", "试", "test")


def counted(off: set[date], worked: set[date], origin: date, n: int) -> date:
    """Count day by day, with days off and worked taken from the weeks of 2024."""
    day = origin
    while n:
        day += timedelta(days=1)
        rest = day.weekday() >= 5 or day == date(2024, 5, 1)
        n -= (day in worked) or (not rest and day not in off)
    return day


@pytest.mark.parametrize("origin", [date(2024, 3, 1), date(2024, 4, 26), date(2024, 4, 30), date(2024, 6, 15)])
@pytest.mark.parametrize("n", [1, 5, 12])
def test_no_way_to_add_the_open_days_ends_outside_the_bounds(origin: date, n: int) -> None:
    """Every single day off and every single day worked near the count, one by one: one of each is open."""
    early, late = bounds_left_open(YEAR, origin, n, (), {2024: OpenYear(WHY, off=1, worked=1)})
    near = [origin + timedelta(days=step) for step in range(1, 40)]
    ends = {counted({off}, {worked}, origin, n) for off in near for worked in near if off != worked}
    assert early <= min(ends)
    assert late >= max(ends)
    assert early in {counted(set(), {day}, origin, n) for day in near}  # and they are reached
    assert late in {counted({day}, set(), origin, n) for day in near}


def test_a_year_that_is_not_open_bounds_nothing() -> None:
    """Nothing is open: both bounds are the day itself."""
    end = YEAR.shift(date(2024, 3, 1), 20)
    assert (end, end) == bounds_left_open(YEAR, date(2024, 3, 1), 20, (), {})
    assert (date(2024, 2, 19), date(2024, 2, 19)) == bounds_left_open(YEAR, date(2024, 3, 1), -9, (), {})
