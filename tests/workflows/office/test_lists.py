"""What people ask for every morning, also when the next year is not announced yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpers.store_contract import Watch
from workflows import Actor
from workflows.office.office import Office

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
