"""Texts of holiday notices as people have them, each through the command: the right days, or the true reason.

``cases/index.toml`` says what is right for each; the notices of 2027 are invented and differ from one in one place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deadlines.calendars.notices.files import user_folder
from deadlines.loading import china
from workflows.cli import main

FOLDER = Path(__file__).parent / "cases"
CASES = tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))["case"]
# The days of 2027.txt, written out by hand: off, and worked on a weekend.
OFF_2027 = [
    "2027-01-01..2027-01-03",
    "2027-02-05..2027-02-11",
    "2027-04-03..2027-04-05",
    "2027-05-01..2027-05-05",
    "2027-06-09",
    "2027-09-15",
    "2027-10-01..2027-10-07",
]
WORKED_2027 = ["2027-01-31", "2027-02-20", "2027-04-25", "2027-05-08", "2027-09-26", "2027-10-09"]

CHECK = "请核对原文，确实如此的以 checked 写明与何核对过"


def days(spans: list[str]) -> Iterator[date]:
    for span in spans:
        first, _, last = span.partition("..")
        start = date.fromisoformat(first)
        yield from (
            start + timedelta(days=step) for step in range((date.fromisoformat(last or first) - start).days + 1)
        )


def imported(case: dict[str, Any]) -> Result:
    region = [] if case["region"] == "cn" else ["--region", case["region"]]
    for name in case.get("first", []):
        assert run("import", str(FOLDER / name), "--yes").exit_code == 0
    return run("import", str(FOLDER / case["file"]), *region, *case.get("args", []), "--yes")


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["calendar", *args])


def expected(case: dict[str, Any]) -> dict[date, bool]:
    """What the year is: the nation's days, and those of the case over them."""
    year = [date(case["year"], 1, 1) + timedelta(days=step) for step in range(366)]
    if case["year"] == 2027:
        off, worked = set(days(OFF_2027)), set(days(WORKED_2027))
        answer = {day: day in worked or (day.weekday() < 5 and day not in off) for day in year}
    else:
        national = china()
        answer = {day: national.is_workday(day) for day in year}
    answer |= dict.fromkeys(days(case["off"]), False)
    answer |= dict.fromkeys(days(case["worked"]), True)
    return {day: working for day, working in answer.items() if day.year == case["year"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_each_text_is_read_right_or_refused_for_its_true_reason(case: dict[str, Any]) -> None:
    """Every day of the year, every due date; or exit code 2, the line, the reason, and nothing written."""
    result = imported(case)
    if "days" in case["want"]:
        assert result.exit_code == 0, result.stderr
        calendar = china(None if case["region"] == "cn" else case["region"])
        wanted = expected(case)
        assert {} == {day: working for day, working in wanted.items() if calendar.is_workday(day) != working}
        for count in case.get("due", []):
            assert date.fromisoformat(count["due"]) == calendar.shift(date.fromisoformat(count["received"]), 20)
        return
    assert (result.exit_code, list(user_folder().rglob("*.toml"))) == (2, [])
    assert f"第 {case['line']} 行" in result.stderr
    assert all(any(word in result.stderr for word in words) for words in case.get("refusal_says", []))
    assert not any(words in result.stderr for words in case.get("refusal_says_not", []))


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("makeup-days-lost", 6, "“1月日、2月日上班”读不懂：每一日请写成 …月…日"),
        (
            "new-year-in-february",
            5,
            f"2027-01-01（元旦）是法定假日（《放假办法》第二条，国务院令第795号），通知却没有放假；{CHECK}",
        ),
        (
            "spring-festival-in-march",
            6,
            f"2027-02-05（除夕）是法定假日（《放假办法》第二条，国务院令第795号），通知却没有放假；{CHECK}",
        ),
    ],
)
def test_the_reason_of_a_refusal_is_the_true_one(name: str, line: int, reason: str) -> None:
    """The line, why, and what stands there."""
    result = run("import", str(FOLDER / f"{name}.txt"), "--yes")
    source = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()[line - 1]
    assert f"错误：{name}.txt：第 {line} 行：{reason}（原文：{source}）\n" == result.stderr
