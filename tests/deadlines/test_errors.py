"""Errors as data: facts, texts in two languages, and that they survive a trip to another process."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest

from deadlines import china
from deadlines.counting.columns import ColumnGapError
from deadlines.errors import CalendarGapError, ErrorAsData, Reason, TimelineError

DAY = date(2024, 3, 1)
REASON = Reason("plan.before_start", "早于起算日 2024-03-05", "happened before the clock started on 2024-03-05")
TIMELINE = TimelineError("Suspended", DAY, REASON, "第三十三条")


def test_an_error_says_itself_in_both_languages() -> None:
    """The text holds the fact, the reason and the article."""
    assert TIMELINE.text("zh") == "2024-03-01中止：早于起算日 2024-03-05（第三十三条）"
    assert (
        TIMELINE.text("en") == "Suspended on 2024-03-01: happened before the clock started on 2024-03-05 (第三十三条)"
    )
    assert str(TIMELINE) == TIMELINE.text("en")


def test_facts_are_plain_values() -> None:
    """As a host would hand them on as JSON."""
    assert TIMELINE.data() == {
        "code": "timeline",
        "host_class": "bad_input",
        "zh": TIMELINE.zh,
        "en": TIMELINE.en,
        "article": "第三十三条",
        "facts": {
            "fact": "Suspended",
            "on": "2024-03-01",
            "why": {"code": "plan.before_start", "zh": REASON.zh, "en": REASON.en},
            "article": "第三十三条",
        },
    }


@pytest.mark.parametrize(
    "error",
    [TIMELINE, ColumnGapError("start", 3, CalendarGapError("cn", DAY, DAY, DAY))],
    ids=["timeline", "column_gap"],
)
def test_an_error_survives_pickle_and_copy(error: ErrorAsData) -> None:
    """With notes that a host added: a process pool hands them back."""
    error.add_note("row 7")
    for again in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301  # our own bytes
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(again) is type(error)
        assert again.data() == error.data()
        assert again.args == error.args
        assert again.__notes__ == ["row 7"]


def test_a_gap_is_told_in_chinese_with_what_to_do() -> None:
    """The library itself speaks Chinese, without the command."""
    with pytest.raises(CalendarGapError) as caught:
        china().is_workday(date(2099, 1, 4))
    assert caught.value.text("zh").startswith("日历 cn 只覆盖 2004-01-01 至 ")
    assert caught.value.text("zh").endswith("；新通知公布后请导入：disclosure calendar import 文件")
