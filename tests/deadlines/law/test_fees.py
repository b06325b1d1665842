"""The processing fee: marginal bands per item and per page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.data_files import Table
from deadlines.errors import DataError
from deadlines.law.fees import (
    FeeError,
    NoFeeError,
    fee_schedules,
    items_by_month,
    items_fee,
    monthly_fees,
    pages_fee,
    schedules_of,
)

DAY = date(2025, 6, 2)

# Summed by hand from art. 4: 1-10 free, 11-30 at 100, then 200, 300, … for each ten.
ITEMS = {
    0: 0,
    10: 0,
    11: 100,
    12: 200,
    30: 2000,
    31: 2200,
    35: 3000,
    40: 4000,
    41: 4300,
    50: 7000,
    51: 7400,
    60: 11000,
}

# Summed by hand from art. 5: 1-30 free, 31-100 at 10, 101-200 at 20, from 201 at 40.
PAGES = {
    0: 0,
    30: 0,
    31: 10,
    38: 80,
    60: 300,
    68: 380,
    70: 400,
    100: 700,
    101: 720,
    200: 2700,
    201: 2740,
    250: 4700,
}


@pytest.mark.parametrize(("count", "yuan"), ITEMS.items())
def test_fee_by_item(count: int, yuan: int) -> None:
    """A month's items cost what the bands of art. 4 add up to."""
    assert Decimal(yuan) == items_fee(count, on=DAY).amount


@pytest.mark.parametrize(("count", "yuan"), PAGES.items())
def test_fee_by_page(count: int, yuan: int) -> None:
    """A request's pages cost what the bands of art. 5 add up to."""
    assert Decimal(yuan) == pages_fee(count, on=DAY).amount


def _item_price(number: int) -> int:
    """Give the price of the n-th item of the month, read off art. 4."""
    if number <= 10:
        return 0
    if number <= 30:
        return 100
    return 200 + 100 * ((number - 31) // 10)


@given(already=st.integers(0, 400), new=st.integers(0, 400))
def test_items_cost_the_sum_of_their_places(already: int, new: int) -> None:
    """Each item costs by its place in the month, however the month's items are divided into requests."""
    expected = sum(_item_price(number) for number in range(already + 1, already + new + 1))
    assert Decimal(expected) == items_fee(new, already=already, on=DAY).amount


@given(already=st.integers(0, 300), first=st.integers(0, 100), second=st.integers(0, 100))
def test_splitting_a_request_changes_nothing(already: int, first: int, second: int) -> None:
    """Two requests cost what one with all their items costs."""
    together = items_fee(first + second, already=already, on=DAY).amount
    apart = items_fee(first, already=already, on=DAY).amount + items_fee(second, already=already + first, on=DAY).amount
    assert together == apart


@given(pages=st.integers(0, 2000))
def test_lines_cover_each_page_once(pages: int) -> None:
    """The lines follow each other without hole or overlap."""
    numbers = [n for line in pages_fee(pages, on=DAY).lines for n in range(line.first, line.last + 1)]
    assert list(range(1, pages + 1)) == numbers


def test_months_are_counted_apart() -> None:
    """The count begins anew on the first of the calendar month (自然月)."""
    filed = [date(2025, 6, 30)] * 12 + [date(2025, 7, 1)] * 11
    assert {(2025, 6): 12, (2025, 7): 11} == items_by_month(filed)
    assert {(2025, 6): Decimal(200), (2025, 7): Decimal(100)} == {
        month: fee.amount for month, fee in monthly_fees(filed).items()
    }


def test_account_of_items_in_chinese() -> None:
    """The account names each band touched, the sum and the article."""
    assert (
        "第29至30件：2件，每件100元，200元",
        "第31至33件：3件，每件200元，600元",
        "合计800元（《政府信息公开信息处理费管理办法》第四条）",
    ) == items_fee(5, already=28, on=DAY).explain()


def test_account_of_pages_in_english() -> None:
    """Free units are accounted for too: 宿迁 charged 380 yuan in 2025, which is 68 pages."""
    assert (
        "pages 1 to 30: 30 free",
        "pages 31 to 68: 38 at 10 yuan, 380 yuan",
        "in all 380 yuan (国办函〔2020〕109号, 第五条)",
    ) == pages_fee(68, on=DAY).explain("en")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, "pages: -1 is not a count: give a whole number, 0 or more"),
        (1.5, "pages: 1.5 is not a count: give a whole number, 0 or more"),
        ("3", "pages: '3' is not a count: give a whole number, 0 or more"),
        (True, "pages: True is not a count: give a whole number, 0 or more"),
    ],
)
def test_no_fee_for_what_is_no_count(value: object, message: str) -> None:
    """Negative, broken and written numbers are refused."""
    with pytest.raises(FeeError) as caught:
        pages_fee(value, on=DAY)  # type: ignore[arg-type]
    assert message == str(caught.value)


def test_negative_items_before_are_refused() -> None:
    """The items already filed are a count as well."""
    with pytest.raises(FeeError, match=r"^already: -2 is not a count"):
        items_fee(1, already=-2, on=DAY)


def test_no_fee_before_the_measures() -> None:
    """The measures bind from 1 January 2021."""
    assert Decimal(0) == items_fee(1, on=date(2021, 1, 1)).amount
    with pytest.raises(NoFeeError) as caught:
        items_fee(1, on=date(2020, 12, 31))
    assert (
        "no processing fee per item on 2020-12-31: the measures bind from 2021-01-01 (国办函〔2020〕109号); "
        "charge nothing under them for an earlier request" == str(caught.value)
    )


def test_schedules_are_cited() -> None:
    """Both ways to charge name their article and that it was read."""
    assert {("items", "第四条", "text"), ("pages", "第五条", "text")} == {
        (schedule.id, schedule.article, schedule.verification) for schedule in fee_schedules()
    }


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        (
            [{"above": 0, "through": 10, "price": "0"}],
            "fees.toml: schedule[1].band: the last band has an end; leave out",
        ),
        (
            [{"above": 0, "through": 10, "price": "0"}, {"above": 11, "price": "1"}],
            "fees.toml: schedule[1].band[2].above: 11 does not follow the band before it, which ends at 10",
        ),
        (
            [{"above": 0, "through": 10, "price": "0", "step": 5, "rise": "1"}],
            "fees.toml: schedule[1].band[1].through: 10 leaves no unit in the band, or ends a rising band",
        ),
        ([{"above": 0, "price": "free"}], "fees.toml: schedule[1].band[1].price: 'free' is not an amount; write it as"),
        ([{"above": 0, "price": "-1"}], "fees.toml: schedule[1].band[1].price: '-1' is not an amount of 0 or more"),
        ([{"above": 0, "price": "1", "step": 5}], "fees.toml: schedule[1].band[1].step: step and rise go together"),
    ],
)
def test_wrong_bands_are_refused(bands: list[dict[str, object]], message: str) -> None:
    """Bands follow each other from the first unit and never end."""
    schedule = {
        "id": "items",
        "instrument": "fee-measures-2020",
        "article": "第四条",
        "in_force": date(2021, 1, 1),
        "verification": "text",
        "unit": "件",
        "unit_en": "item",
        "band": bands,
    }
    with pytest.raises(DataError) as caught:
        schedules_of(Table("fees.toml", "", {"schedule": [schedule]}))
    assert message == str(caught.value)[: len(message)]
