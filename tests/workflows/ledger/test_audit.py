"""Verdicts, findings and contrary readings, each against a date found without this program."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deadlines import china, rulebook
from workflows.ledger import Entry, LegalBasis, RequestDays, Tally, Verdict, assess, audit, open_register, tallied
from workflows.ledger.request import STATUSES, Finding
from workflows.ledger.wording import SYMBOL, finding_codes, finding_text, outcome, reversal_text

ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def law() -> LegalBasis:
    return LegalBasis(rulebook(), china())


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def judged(law: LegalBasis, received: str, on: date = ON, **steps: str) -> Verdict:
    days: dict[str, Any] = {name: day(text) for name, text in steps.items()}
    return assess(RequestDays(date.fromisoformat(received), **days), law, on)


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


# Receipt, reply, the last day that the court or the calendar gives, and what was held.
PUBLISHED = [
    ("2011-06-01", "2011-08-04", "2011-06-23", "late"),
    ("2022-09-30", "", "2022-11-02", "overdue"),
    ("2017-06-19", "2017-07-10", "2017-07-10", "in_time"),
    ("2015-06-25", "2015-07-20", "2015-07-16", "late"),
    ("2016-10-13", "2016-12-09", "2016-11-03", "late"),
    ("2013-02-28", "2013-03-20", "2013-03-21", "in_time"),
    ("2012-11-21", "2012-12-11", "2012-12-12", "in_time"),
    ("2017-01-25", "2017-02-09", "2017-02-21", "in_time"),
    ("2013-12-10", "2013-12-25", "2013-12-31", "in_time"),
]


@pytest.mark.parametrize(("received", "replied", "last", "held"), PUBLISHED)
def test_published_cases(law: LegalBasis, received: str, replied: str, last: str, held: str) -> None:
    """The last day and the outcome are those of the court."""
    verdict = judged(law, received, replied=replied)

    assert date.fromisoformat(last) == verdict.due
    assert held == verdict.status


def test_published_case_with_correction_and_extension(law: LegalBasis) -> None:
    """(2013)沪高行终字第73号: restarted at the correction, the court's last day is that without the extension."""
    verdict = judged(
        law,
        "2012-01-27",
        correction_noticed="2012-02-13",
        corrected="2012-02-20",
        second_correction="2012-02-22",
        extended="2012-02-21",
        replied="2012-03-12",
    )

    assert date(2012, 3, 12) == verdict.base_due
    assert verdict.status == "in_time"
    assert codes(verdict) == ["second_correction"]
    assert [(turn.point, turn.choice, turn.due) for turn in verdict.reversals] == [
        ("correction_effect", "none", date(2012, 2, 16))
    ]


@pytest.mark.parametrize(
    ("received", "last", "rule"),
    [
        ("2019-05-14", "2019-06-04", "foi.reply@regulation-2007"),
        ("2019-05-15", "2019-06-13", "foi.reply@regulation-2019"),
    ],
)
def test_version_by_day_of_receipt(law: LegalBasis, received: str, last: str, rule: str) -> None:
    """The day of receipt decides which regulation binds."""
    verdict = judged(law, received, replied="2019-05-20")

    assert (date.fromisoformat(last), rule) == (verdict.due, verdict.rule)


def test_pending_at_the_change_of_law(law: LegalBasis) -> None:
    """A reply between the old and the new last day: late, and the verdict reversals under the new text."""
    verdict = judged(law, "2019-05-14", replied="2019-06-05")

    assert verdict.status == "late"
    assert [(turn.point, turn.due, turn.in_time) for turn in verdict.reversals] == [
        ("transition_2019", date(2019, 6, 12), True)
    ]


def test_late_by_working_days(law: LegalBasis) -> None:
    """指导案例26号: after 23 June 2011 come 5 working days in June, 21 in July and 4 in August."""
    assert judged(law, "2011-06-01", replied="2011-08-04").days == 30


def test_last_day_is_in_time_and_turns_if_receipt_counts(law: LegalBasis) -> None:
    """A reply on the last day is in time; who counts the day of receipt finds it a day late."""
    verdict = judged(law, "2024-03-01", replied="2024-03-29")

    assert verdict.status == "in_time"
    assert [(turn.point, turn.choice, turn.due) for turn in verdict.reversals] == [
        ("start_day", "counted", date(2024, 3, 28))
    ]


def test_posting_counts_not_the_date_printed(law: LegalBasis) -> None:
    """Dated on the last day, posted a day later: late, and the other reading is named."""
    verdict = judged(law, "2024-03-01", replied="2024-03-29", posted="2024-04-01")

    assert (verdict.status, verdict.days) == ("late", 1)
    assert ("reply_moment", "printed") in [(turn.point, turn.choice) for turn in verdict.reversals]


def test_consultation_is_left_out(law: LegalBasis) -> None:
    """Asked on 11 March, answered on 20 March 2024: the 12th to the 20th, seven working days, are left out."""
    verdict = judged(
        law, "2024-03-01", third_party_sent="2024-03-11", third_party_answered="2024-03-20", replied="2024-04-10"
    )

    assert (date(2024, 4, 10), "in_time") == (verdict.due, verdict.status)


def test_consultation_without_end_is_not_left_out(law: LegalBasis) -> None:
    """Time that nobody proved is not left out; that it may be proved is said."""
    verdict = judged(law, "2024-03-01", third_party_sent="2024-03-11", replied="2024-04-10")

    assert (verdict.status, verdict.due, codes(verdict)) == ("late", date(2024, 3, 29), ["consultation_never_ended"])
    assert [(turn.point, turn.choice) for turn in verdict.reversals] == [("consultation_end", "until_reply")]


def test_other_agency_under_the_old_regulation(law: LegalBasis) -> None:
    """The 2007 regulation leaves out only time for third parties."""
    verdict = judged(
        law, "2015-06-25", other_agency_sent="2015-06-30", other_agency_answered="2015-07-08", replied="2015-07-20"
    )

    assert (verdict.status, verdict.due, codes(verdict)) == ("late", date(2015, 7, 16), ["consultation_not_deducted"])


def test_extension_told_in_time(law: LegalBasis) -> None:
    """20 and 20 working days from 1 September 2023."""
    assert judged(law, "2023-09-01", extended="2023-10-07", replied="2023-11-02").due == date(2023, 11, 2)


def test_extension_told_after_expiry_is_void(law: LegalBasis) -> None:
    """Told one working day after the end of the term, an extension changes nothing."""
    verdict = judged(law, "2023-09-01", extended="2023-10-08", replied="2023-11-02")

    assert (verdict.status, verdict.due) == ("late", date(2023, 10, 7))
    assert verdict.findings == (Finding("extension_late", ("2023-10-08", "2023-10-07"), "第三十三条第二款"),)


def test_late_correction_notice(law: LegalBasis) -> None:
    """Received on 18 September 2026, a correction may be asked for until 29 September."""
    verdict = judged(law, "2026-09-18", correction_noticed="2026-09-30", corrected="2026-10-12", replied="2026-10-30")

    assert codes(verdict) == ["correction_notice_late"]
    assert ("2026-09-30", "2026-09-29") == verdict.findings[0].values


@pytest.mark.parametrize(
    ("steps", "due", "status"),
    [
        (
            {"correction_noticed": "2024-04-01", "corrected": "2024-04-10", "replied": "2024-04-12"},
            "2024-03-29",
            "late",
        ),
        ({"fee_noticed": "2024-04-01", "fee_paid": "2024-04-10", "replied": "2024-04-12"}, "2024-03-29", "late"),
        ({"correction_noticed": "2024-04-01"}, "2024-03-29", "overdue"),
        ({"correction_noticed": "2024-04-01", "extended": "2024-03-28"}, None, "waiting"),
    ],
)
def test_what_is_asked_for_after_the_end_revives_no_term(
    law: LegalBasis, steps: dict[str, str], due: str | None, status: str
) -> None:
    """Received on 1 March 2024, last day 29 March: a notice of 1 April comes too late, unless the term was extended."""
    verdict = judged(law, "2024-03-01", **steps)
    assert (verdict.status, verdict.due) == (status, day(due or ""))
    remarks = [finding.values[1:] for finding in verdict.findings if finding.code == "begun_after_lapse"]
    assert remarks == ([("2024-04-01", "2024-03-29")] if due else [])
    reversed_by = {reversal.point for reversal in verdict.reversals}
    assert ("notice_after_lapse" in reversed_by) is (due is not None)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"replied": "2024-02-28"}, ["before_receipt"]),
        ({"extended": "2024-02-28", "replied": "2024-03-20"}, ["before_receipt"]),
        ({"correction_noticed": "2024-03-11", "corrected": "2024-03-08"}, ["out_of_order"]),
        ({"third_party_sent": "2024-03-11", "third_party_answered": "2024-03-08"}, ["out_of_order"]),
        ({"replied": "2027-03-01"}, ["ended_later"]),
    ],
)
def test_impossible_rows(law: LegalBasis, steps: dict[str, str], expected: list[str]) -> None:
    """What cannot have happened gives no verdict, only its reason."""
    verdict = judged(law, "2024-03-01", **steps)

    assert ("bad", expected, None) == (verdict.status, codes(verdict), verdict.due)


def test_received_later(law: LegalBasis) -> None:
    """A receipt after the day looked at is a slip."""
    assert codes(judged(law, "2026-11-21")) == ["received_later"]


def test_before_any_regulation(law: LegalBasis) -> None:
    """Before 1 May 2008 no regulation bound."""
    assert codes(judged(law, "2008-04-30", replied="2008-05-20")) == ["not_in_force"]


@pytest.mark.parametrize(
    ("steps", "status", "days", "found"),
    [
        ({}, "open", 12, []),
        ({"correction_noticed": "2026-11-13"}, "waiting", None, ["awaiting_correction"]),
        ({"fee_noticed": "2026-11-13"}, "waiting", None, ["awaiting_fee"]),
        ({"third_party_sent": "2026-11-13"}, "suspended", None, ["consultation_open"]),
        ({"withdrawn": "2026-11-13"}, "closed", None, []),
    ],
)
def test_not_yet_answered(
    law: LegalBasis, steps: dict[str, str], status: str, days: int | None, found: list[str]
) -> None:
    """Received on 10 November 2026 and looked at on the 20th: due on 8 December, 12 working days left."""
    verdict = judged(law, "2026-11-10", **steps)

    assert (status, days, found) == (verdict.status, verdict.days, codes(verdict))


def test_overdue(law: LegalBasis) -> None:
    """Due on 29 September 2026; 30 September, 8 and 9 October are worked before the 10th."""
    verdict = judged(law, "2026-09-01", on=date(2026, 10, 9))

    assert ("overdue", date(2026, 9, 29), 3) == (verdict.status, verdict.due, verdict.days)


def test_silent_third_party(law: LegalBasis) -> None:
    """Once the third party's own 15 working days are over, the office is told to count on."""
    assert codes(judged(law, "2026-10-10", third_party_sent="2026-10-12")) == [
        "consultation_open",
        "consultation_lapsed",
    ]


def test_steps_after_the_reply_move_nothing(law: LegalBasis) -> None:
    """An extension told after the reply is remarked on and left out."""
    verdict = judged(law, "2024-03-01", replied="2024-03-20", extended="2024-03-25")

    assert ("in_time", ["after_reply"]) == (verdict.status, codes(verdict))
    assert verdict.due == date(2024, 3, 29)


REGISTER = """编号,收件日期,答复日期,备注
一,2024-03-01,2024-03-29,
二,24.3.1,2024-03-29,
三,,2024-03-29,
,,,
四,2024-03-01,2024-04-01,多,出一格
五,2024-03-01
合计,4,,
六,2024年3月1日,2024/4/1,迟一天
"""


def entries(tmp_path: Path, law: LegalBasis, text: str) -> tuple[list[Entry], Tally]:
    path = tmp_path / "register.csv"
    path.write_text(text, encoding="gb18030")
    register = open_register(path)
    tally = Tally()
    found = list(tallied(audit(register.pieces, register.columns, law, ON), tally))
    register.close()
    return found, tally


def test_bad_rows_stop_nothing_and_totals_reconcile(tmp_path: Path, law: LegalBasis) -> None:
    """Every row with content has one entry with its line; the counts add up to the rows read."""
    found, tally = entries(tmp_path, law, REGISTER)

    assert [(2, "in_time"), (3, "bad"), (4, "bad"), (6, "bad"), (7, "bad"), (8, "no_request"), (9, "late")] == [
        (entry.line, entry.verdict.status) for entry in found
    ]
    assert len(found) == tally.rows == sum(tally.by_status.values())
    assert [entry.line for entry in tally.bad] == [3, 4, 6, 7]
    assert set(STATUSES) == set(tally.by_status)


def test_reasons_name_the_header_and_the_cell(tmp_path: Path, law: LegalBasis) -> None:
    """The reason says which cell to look at."""
    found, _ = entries(tmp_path, law, REGISTER)

    assert [
        "“收件日期”的“24.3.1”不是可识别的日期，请写作 2024-03-01",
        "没有收到日期（收件日期），无从起算",
        "本行有5格，表头只有4格，可能错列",
        "本行只有2格，表头有4格，是残行，不作判断",
    ] == [finding_text(entry.verdict.findings[0], "zh") for entry in found if entry.verdict.status == "bad"]


_WHICH_DAY = "不知与本行的哪一日同日，请写明日期"
REPLIES_IN_WORDS = [
    *((f"2026-11-02,{words},,", "open", "") for words in ("未答复", "尚未答复", " 未回复 ", "无", "")),
    *((f"2024-02-01,{words},,", "overdue", "") for words in ("未答复", "尚未答复", "无")),
    *((f"2024-03-01,{words},,", "in_time", "2024-03-01") for words in ("同日", "当日", "收到当日")),
    ("2024-03-01,当日,,2024-03-05", "bad", f"“答复日期”的“当日”{_WHICH_DAY}"),
    ("2024-03-01,同日,2024-03-05,", "bad", f"“答复日期”的“同日”{_WHICH_DAY}"),
    ("24.3.1,当日,,", "bad", "“收到日期”的“24.3.1”不是可识别的日期，请写作 2024-03-01"),
    ("2024-03-01,未答复,2024-03-05,", "bad", "“答复日期”的“未答复”与本行的寄出日期矛盾，请核实后写明日期"),
    ("2024-03-01,不予答复,,", "bad", "“答复日期”的“不予答复”不是可识别的日期，请写作 2024-03-01"),
    ("2024-03-01,当日答复,,", "bad", "“答复日期”的“当日答复”不是可识别的日期，请写作 2024-03-01"),
    ("2024-03-01,,当日,", "bad", "“寄出日期”的“当日”不是可识别的日期，请写作 2024-03-01"),
    ("2024-03-01,2024-03-20,,未答复", "bad", "“补正通知日期”的“未答复”不是可识别的日期，请写作 2024-03-01"),
]


@pytest.mark.parametrize(("row", "status", "told"), REPLIES_IN_WORDS)
def test_a_reply_told_in_words_is_read_where_it_means_one_thing(
    tmp_path: Path, law: LegalBasis, row: str, status: str, told: str
) -> None:
    """No reply yet, or on the day of receipt; where another day could be meant the row is not judged."""
    (found,), _ = entries(tmp_path, law, f"收到日期,答复日期,寄出日期,补正通知日期\n{row}\n")

    assert status == found.verdict.status
    if status == "bad":
        assert told == finding_text(found.verdict.findings[0], "zh")
    elif told:
        assert date.fromisoformat(told) == found.verdict.ended


def test_words() -> None:
    """Every status has a sign of its own, and every finding words in both languages."""
    assert len(STATUSES) == len(set(SYMBOL.values())) == len(SYMBOL)
    for code in finding_codes():
        finding = Finding(code, ("a", "b", "c", "d"), "第一条")
        assert finding_text(finding, "zh").endswith("（第一条）")
        assert finding_text(finding, "en").endswith("(第一条)")


def test_sentences(law: LegalBasis) -> None:
    """Outcome and turn as people read them."""
    verdict = judged(law, "2024-03-01", replied="2024-03-29", posted="2024-04-01")
    turn = next(turn for turn in verdict.reversals if turn.point == "reply_moment")

    assert outcome(verdict, "zh") == "逾期答复，迟1个工作日"
    assert outcome(verdict, "en") == "answered late, by 1 working days"
    assert reversal_text(turn, "zh").startswith("若采另说（答复时点：")
    assert reversal_text(turn, "zh").endswith("届满日2024-03-29，未逾期")
