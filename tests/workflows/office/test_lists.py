"""What people ask for every morning, also when the next year is not announced yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import Watch
from workflows import Actor
from workflows.errors import WorkflowsError
from workflows.office.office import Office
from workflows.store.port import Query

DESK = Actor("disclosure_office", "li")
SHANGHAI = ZoneInfo("Asia/Shanghai")
REGISTERED = {
    "channel": "signed_post",
    "received_on": date(2026, 12, 31),
    "signed_on": date(2026, 12, 31),
    "receipt_evidence": "EMS 1049",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "description": "2025年财政决算",
    "delivery_form": "纸质邮寄",
    "applicant_name": "张三丰",
    "identity_proof": "110101199003077758",
    "contact": "北京市西城区文津街7号",
}


def office_at(day: date) -> Office:
    """An office on a day on which one request, received on 31 December 2026, is due around the Spring Festival."""
    watch = Watch(datetime(2026, 12, 31, 9, tzinfo=SHANGHAI))
    office = Office.open("memory:", clock=watch)
    office.open_case("request", "A-1", by=DESK, on=date(2026, 12, 31))
    office.do("A-1", "register", by=DESK, on=date(2026, 12, 31), payload=REGISTERED)
    office.do("A-1", "accept", by=DESK, on=date(2026, 12, 31))
    watch.at = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=9)
    return office


@pytest.mark.parametrize("days", [1, 5, 20, 60])
@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 18)])
def test_due_within_reaches_past_the_last_notice(day: date, days: int) -> None:
    """No gap is raised, from whatever day and however far the list looks."""
    with office_at(day) as office:
        office.due_within(days)


def test_a_case_is_listed_as_soon_as_it_may_be_so_near() -> None:
    """Due by the forecast on Friday 29 January: nine working days after Monday the 18th."""
    with office_at(date(2027, 1, 18)) as office:
        (clock,) = (one for one in office.show("A-1").case.clocks if one.clock == "reply")
        assert (date(2027, 1, 29), "forecast") == (clock.due, clock.certainty)
        listed = [n for n in range(1, 13) if office.due_within(n).rows]
        assert [9, 10, 11, 12] == listed


@pytest.fixture(params=["memory", "sqlite"])
def listed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Five cases: three with the same due date, one later, one without any."""
    watch = Watch(datetime(2024, 3, 4, 9, tzinfo=SHANGHAI))
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'office.db'}"
    with Office.open(url, clock=watch, flow=lambda _: FLOW, basis=lambda _: BASIS) as office:
        for case_id, day in (("C", 4), ("A", 4), ("E", None), ("B", 4), ("D", 6)):
            office.open_case("example", case_id, by=HANDLER, on=date(2024, 3, 4), title=f"{case_id}件预算")
            if day is not None:
                watch.at = datetime(2024, 3, day, 9, tzinfo=SHANGHAI)
                office.do(case_id, "receive", by=HANDLER)
        watch.at = datetime(2024, 4, 1, 9, tzinfo=SHANGHAI)
        yield office


@pytest.mark.parametrize(("order", "whole"), [("due", "ABCDE"), ("latest", "EDCBA"), ("case", "ABCDE")])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_every_order_is_paged_without_loss(listed: Office, order: str, whole: str, limit: int) -> None:
    """Page by page the same list, each case once."""
    found, after = "", None
    while True:
        page = listed.find(Query(order=order), limit=limit, after=after)  # type: ignore[arg-type]
        found += "".join(row.case_id for row in page.rows)
        if (after := page.after) is None:
            break
    assert found == whole


def test_a_list_has_its_totals_by_band(listed: Office) -> None:
    """Of all, of a title, of a day; whatever band the list itself shows."""
    assert {band: n for band, n in listed.bands().items() if n} == {"due_today": 3, "warning": 1, "no_clock": 1}
    of_title = Query(text="件预算", band="warning", at=listed.clock.now())
    assert {band: n for band, n in listed.bands(of_title).items() if n} == {"due_today": 3, "warning": 1, "no_clock": 1}
    assert {band: n for band, n in listed.bands(Query(due_through=date(2024, 4, 1))).items() if n} == {"due_today": 3}
    first = listed.due_within(1, limit=2)
    assert [row.case_id for row in (*first.rows, *listed.due_within(1, limit=2, after=first.after).rows)] == list("ABC")


def test_an_unknown_order_is_refused(listed: Office) -> None:
    """With those that are known."""
    with pytest.raises(WorkflowsError, match="known are due, latest, case"):
        listed.find(Query(order="x"))  # type: ignore[arg-type]
