"""The day of receipt by channel, with its evidence."""

from __future__ import annotations

from datetime import date

import pytest

from deadlines.calendars.calendar import WorkCalendar
from deadlines.data_files import Table
from deadlines.errors import DataError
from deadlines.law.receipt import ReceiptError, receipt_day, receipt_regimes, regimes_of

REGULATION = "《中华人民共和国政府信息公开条例》"
LETTER = "《国务院办公厅政府信息与政务公开办公室关于政府信息公开期限有关问题的解释》"

# A plain week of five working days in June 2024; Monday the 10th was 端午节.
JUNE = WorkCalendar.from_days(
    weekend={5, 6}, off=[date(2024, 6, 10)], worked=[], first=date(2024, 6, 1), last=date(2024, 6, 30)
)

FIXED: list[tuple[str, dict[str, date], date, str]] = [
    ("in_person", {"submitted": date(2024, 6, 3)}, date(2024, 6, 3), f"{REGULATION}第三十一条第一项"),
    (
        "signed_post",
        {"submitted": date(2024, 6, 3), "signed": date(2024, 6, 5)},
        date(2024, 6, 5),
        f"{REGULATION}第三十一条第二项前段",
    ),
    (
        "ordinary_post",
        {"arrived": date(2024, 6, 5), "confirmed": date(2024, 6, 5)},
        date(2024, 6, 5),
        f"{REGULATION}第三十一条第二项后段",
    ),
    (
        "internet",
        {"submitted": date(2024, 6, 3), "confirmed": date(2024, 6, 4)},
        date(2024, 6, 4),
        f"{REGULATION}第三十一条第三项",
    ),
    ("email", {"confirmed": date(2024, 6, 4)}, date(2024, 6, 4), f"{REGULATION}第三十一条第三项"),
    ("fax", {"confirmed": date(2024, 6, 4)}, date(2024, 6, 4), f"{REGULATION}第三十一条第三项"),
    ("in_person", {"submitted": date(2017, 6, 5)}, date(2017, 6, 5), f"{LETTER}第一部分第1项"),
    ("email", {"submitted": date(2017, 6, 4)}, date(2017, 6, 4), f"{LETTER}第一部分第3项"),
    ("fax", {"confirmed": date(2017, 6, 5)}, date(2017, 6, 5), f"{LETTER}第一部分第4项"),
    (
        "misdirected",
        {"arrived": date(2017, 6, 5), "confirmed": date(2017, 6, 5)},
        date(2017, 6, 5),
        f"{LETTER}第一部分第2项",
    ),
]


@pytest.mark.parametrize(("channel", "days", "day", "article"), FIXED)
def test_each_channel_has_its_day(channel: str, days: dict[str, date], day: date, article: str) -> None:
    """Art. 31 of 2019, and 207号 before it, fix one day for each channel."""
    receipt = receipt_day(channel, evidence="登记簿第7号", **days)
    assert (day, article, "登记簿第7号") == (receipt.day, receipt.article, receipt.evidence)


def test_email_changes_with_the_regulation() -> None:
    """On 14 May 2019 the system's day counts, on 15 May the day both sides confirm."""
    old = receipt_day("email", submitted=date(2019, 5, 14), confirmed=date(2019, 5, 16))
    new = receipt_day("email", submitted=date(2019, 5, 15), confirmed=date(2019, 5, 16))
    assert (date(2019, 5, 14), date(2019, 5, 16)) == (old.day, new.day)


def test_receipt_tells_what_proves_it() -> None:
    """The record that the office must keep is named in both languages."""
    receipt = receipt_day("signed_post", signed=date(2024, 6, 5))
    assert ("", "邮件签收记录", "the carrier's record of the signature") == (
        receipt.evidence,
        receipt.evidence_needed,
        receipt.evidence_needed_en,
    )


def test_late_confirmation_of_a_letter_is_flagged() -> None:
    """Art. 31(2): the office confirms on the day the letter comes."""
    receipt = receipt_day("ordinary_post", arrived=date(2024, 6, 5), confirmed=date(2024, 6, 12))
    (warning,) = receipt.warnings
    assert ("late_confirmation", date(2024, 6, 5)) == (warning.code, warning.other_day)
    assert "应当于收到信函当日（2024-06-05）与申请人确认，实际于2024-06-12确认" == warning.zh
    assert (
        "the letter came on 2024-06-05 and had to be confirmed that day, but was confirmed on 2024-06-12" == warning.en
    )


def test_web_receipt_reports_the_contrary_reading() -> None:
    """Some read the day of submission; the other day is reported, not taken."""
    receipt = receipt_day("internet", submitted=date(2024, 6, 3), confirmed=date(2024, 6, 4), calendar=JUNE)
    assert [("contrary_reading", "web_receipt_day", date(2024, 6, 3))] == [
        (warning.code, warning.reading, warning.other_day) for warning in receipt.warnings
    ]


@pytest.mark.parametrize(("confirmed", "flagged"), [(date(2024, 6, 11), False), (date(2024, 6, 12), True)])
def test_slow_confirmation_is_flagged_after_one_working_day(confirmed: date, *, flagged: bool) -> None:
    """Submitted on Friday 7 June before 端午节: the next working day is Tuesday 11 June."""
    receipt = receipt_day("internet", submitted=date(2024, 6, 7), confirmed=confirmed, calendar=JUNE)
    assert flagged == ("slow_confirmation" in {warning.code for warning in receipt.warnings})


def test_receipt_on_a_day_off_keeps_the_day_and_reports_the_other() -> None:
    """Art. 31(2) makes no exception for Saturdays; the rolled day is the contrary reading."""
    receipt = receipt_day("signed_post", signed=date(2024, 6, 8), calendar=JUNE)
    assert date(2024, 6, 8) == receipt.day
    (warning,) = receipt.warnings
    assert ("day_off", "receipt_on_non_working_day", date(2024, 6, 11)) == (
        warning.code,
        warning.reading,
        warning.other_day,
    )
    assert "2024-06-08不是工作日；另一种读法以次一工作日（2024-06-11）为收到之日" == warning.zh


def test_before_the_letter_it_is_an_analogy() -> None:
    """207号 was issued in November 2015 under the regulation of 2007."""
    assert ["by_analogy"] == [warning.code for warning in receipt_day("in_person", submitted=date(2012, 6, 4)).warnings]
    assert () == receipt_day("in_person", submitted=date(2015, 11, 18)).warnings


REFUSED: list[tuple[str, dict[str, date], str]] = [
    (
        "signed_post",
        {"submitted": date(2024, 6, 3)},
        (
            "receipt by signed_post: the day the agency signed for it is missing; give signed=…, from the carrier's "
            f"record of the signature. It is never inferred ({REGULATION}第三十一条第二项前段)"
        ),
    ),
    (
        "internet",
        {"submitted": date(2024, 6, 3)},
        (
            "receipt by internet: the day both sides confirmed it is missing; give confirmed=…, from the record that "
            "both sides confirmed (system receipt, telephone note). "
            f"It is never inferred ({REGULATION}第三十一条第三项)"
        ),
    ),
    (
        "in_person",
        {},
        (
            "receipt by in_person: the day it was submitted is missing; give submitted=…, from the register entry or "
            f"receipt for the request handed in. It is never inferred ({REGULATION}第三十一条第一项)"
        ),
    ),
    (
        "ordinary_post",
        {"arrived": date(2017, 6, 5)},
        (
            "receipt by ordinary_post: the day both sides confirmed it is missing; give confirmed=…, from the note of "
            "the telephone confirmation, or of the day contact was restored. "
            f"It is never inferred ({LETTER}第一部分第2项)"
        ),
    ),
    (
        "pigeon",
        {"submitted": date(2024, 6, 3)},
        (
            "receipt by pigeon: unknown channel; the channels are in_person, signed_post, ordinary_post, misdirected, "
            "email, fax, internet"
        ),
    ),
    (
        "misdirected",
        {"confirmed": date(2024, 6, 3)},
        (
            "receipt by misdirected: no text fixes a receipt by this channel on 2024-06-03; they bind 2008-05-01 to "
            "2019-05-14"
        ),
    ),
    (
        "in_person",
        {"submitted": date(2008, 4, 30)},
        (
            "receipt by in_person: no text fixes a receipt by this channel on 2008-04-30; they bind 2008-05-01 to "
            "2019-05-14; 2019-05-15 to now"
        ),
    ),
    (
        "internet",
        {"submitted": date(2024, 6, 5), "confirmed": date(2024, 6, 4)},
        "receipt by internet: confirmed 2024-06-04 is before submitted 2024-06-05; correct one of them",
    ),
]


@pytest.mark.parametrize(("channel", "days", "message"), REFUSED)
def test_nothing_is_inferred(channel: str, days: dict[str, date], message: str) -> None:
    """A missing, impossible or contradictory day is refused with what to do next."""
    with pytest.raises(ReceiptError) as caught:
        receipt_day(channel, **days)
    assert message == str(caught.value)


def test_regimes_follow_each_other() -> None:
    """The letter ends the day before the regulation of 2019 begins."""
    assert [(date(2008, 5, 1), date(2019, 5, 14)), (date(2019, 5, 15), None)] == [
        (regime.in_force, regime.until) for regime in receipt_regimes()
    ]


def test_a_misspelt_key_is_refused() -> None:
    """A key that nobody reads would be lost."""
    regime = {"id": "x", "instrument": "regulation-2019", "in_force": date(2019, 5, 15), "chanel": []}
    with pytest.raises(DataError) as caught:
        regimes_of(Table("receipt.toml", "", {"regime": [regime]}))
    assert (
        "receipt.toml: regime[1].chanel: unknown key; the keys here are "
        "by_analogy_until, channel, id, in_force, instrument, until" == str(caught.value)
    )
