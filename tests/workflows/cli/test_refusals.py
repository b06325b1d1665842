"""Refusals of cases in Chinese, built from the facts that each error carries and the words of the flows."""

from __future__ import annotations

from workflows.cli.refusals import in_chinese
from workflows.errors import GuardFailed, NotAllowedHere, NotPermitted, UnknownCase, VersionConflict


def test_a_role_that_may_not_is_told_who_may() -> None:
    """The titles are those of the flow."""
    error = NotPermitted(
        role="handler", roles=("head",), case_id="A-1", command="extend", state="handling", article="第三十三条第二款"
    )
    assert in_chinese(error) == (
        "案件 A-1：批准延长答复期限并告知申请人（extend）不能办：不能由承办人提出，应由负责人提出（第三十三条第二款）"
    )


def test_a_step_that_is_not_possible_here_names_the_state_and_what_is() -> None:
    """What may be done instead is listed."""
    error = NotAllowedHere(
        "", case_id="A-1", command="archive", state="registered", article="第四十五条", allowed=("accept", "withdraw")
    )
    assert in_chinese(error) == (
        "案件 A-1：全过程材料归档（archive）不能办：“已登记待审查”时没有这一步（第四十五条）；"
        "现在可以：accept、withdraw"
    )


def test_a_condition_is_told_in_words_with_the_name_of_its_clock() -> None:
    """Both ways: a condition that must hold, and one that must not."""
    facts = {"guard": "g", "case_id": "A-1", "command": "extend", "state": "handling", "article": "第三十三条第二款"}
    against = GuardFailed("so: “reply”期限已届满 / clock 'reply' has lapsed", **facts)
    missing = GuardFailed("not so: “reply”期限正在计算 / clock 'reply' runs", **facts)
    other = GuardFailed("a correction needs its reason", **facts)
    start = "案件 A-1：批准延长答复期限并告知申请人（extend）不能办："
    assert in_chinese(against) == f"{start}已属“答复期限已届满”的情形（第三十三条第二款）"
    assert in_chinese(missing) == f"{start}尚不符合“答复期限正在计算”（第三十三条第二款）"
    assert in_chinese(other) == f"{start}更正须写明理由（第三十三条第二款）"


def test_a_case_that_is_not_there_and_one_that_moved_on() -> None:
    """What to do next stands in the line."""
    assert in_chinese(UnknownCase("office", "A-9")) == "没有案件 A-9；全部案件见：disclosure case list"
    assert in_chinese(VersionConflict("A-1", 3, 5)) == (
        "案件 A-1 已有新的记录（所见为第 3 条，现为第 5 条），请再看一眼后重办"
    )
