"""Refusals in Chinese, in the words of the flow that the case is pinned to; nothing else is searched."""

from __future__ import annotations

import pytest

from workflows import GuardFailed, NotAllowedHere, NotPermitted
from workflows.catalog import flow, flows
from workflows.decisions.wording import attempt, condition, elsewhere, event_title, titles_of
from workflows.errors import Attempt, UnknownCase, VersionConflict
from workflows.flows.guards import lapsed, running, task_open

REQUEST = flow("request@2019")
ARTICLE = "第三十三条第二款"


def test_a_role_that_may_not_is_told_who_may() -> None:
    """The titles are those of the flow."""
    error = NotPermitted(
        attempt(REQUEST, "A-1", "extend", "handling"),
        role="handler",
        roles=("head",),
        titles=titles_of(REQUEST, ("handler", "head")),
        article=ARTICLE,
    )
    assert error.zh == (
        "案件 A-1：批准延长答复期限并告知申请人（extend）不能办：不能由承办人提出，"
        "应由政府信息公开工作机构负责人提出（第三十三条第二款）"
    )
    assert (error.reason.code, error.facts()["titles"]["head"]) == ("act.role", "政府信息公开工作机构负责人")
    nobody = NotPermitted(Attempt("A-1", "x", "y"), role="z", roles=(), article=ARTICLE)
    assert nobody.zh == "案件 A-1：“x”不能办：不能由z提出，应由无人提出（第三十三条第二款）"


def test_a_step_that_is_not_possible_here_names_the_state_and_what_is() -> None:
    """Where it may be done, and what may be done instead, is listed."""
    error = NotAllowedHere(
        elsewhere(REQUEST, "explain", "registered"),
        attempt(REQUEST, "A-1", "explain", "registered"),
        article="第三十五条",
        allowed=("accept", "withdraw"),
    )
    assert error.zh == (
        "案件 A-1：申请人说明理由（explain）不能办：“已登记待审查”时没有这一步；可在“待申请人说明理由”时办"
        "（第三十五条）；现在可以：accept、withdraw"
    )
    assert elsewhere(REQUEST, "dance", "registered").zh == "“已登记待审查”时没有这一步"


@pytest.mark.parametrize(
    ("guard", "wanted", "zh", "en"),
    [
        (lapsed("reply", article=ARTICLE), False, "已属“答复期限已届满”的情形", "so: clock 'reply' has lapsed"),
        (running("reply", article=ARTICLE), True, "尚不符合“答复期限正在计算”", "not so: clock 'reply' is running"),
        (
            task_open("third_party", article=ARTICLE),
            True,
            "尚不符合“征求第三方意见尚未结束”",
            "not so: third_party is still open",
        ),
        (task_open(article=ARTICLE), False, "已属“征求意见尚未结束”的情形", "so: task is still open"),
    ],
)
def test_a_condition_is_told_with_the_names_of_its_clock_and_task(
    guard: object, wanted: bool, zh: str, en: str
) -> None:
    """Both ways: a condition that must hold, and one that must not."""
    reason = condition(REQUEST, guard, wanted=wanted)  # type: ignore[arg-type]
    assert (reason.zh, reason.en) == (zh, en)
    error = GuardFailed(reason, attempt(REQUEST, "A-1", "void", "handling"), guard="g", article=ARTICLE)
    assert error.zh == f"案件 A-1：撤销记录（void）不能办：{zh}（第三十三条第二款）"


def test_a_command_of_several_moves_has_the_title_that_all_share() -> None:
    """Sending a reply and sending it late are both a reply; three ways of issuing a document share no title."""
    assert attempt(REQUEST, "A-1", "send_reply", "deciding").command_zh == "发出答复"
    assert attempt(flow("attribute_review@2019"), "A-1", "issue", "approved").command_zh == ""
    assert event_title(REQUEST, "CaseOpened") == "登记"


@pytest.mark.parametrize("name", [each.name for each in flows()])
def test_every_condition_of_every_flow_is_told_in_words(name: str) -> None:
    """No identifier of a clock or a sub-task is left in a Chinese sentence."""
    pinned = flow(name)
    ids = {clock.id for clock in pinned.clocks} | {task.id for task in pinned.tasks} | {"task"}
    for guard in pinned.guards:
        assert not [name for name in ids if f"“{name}”" in condition(pinned, guard, wanted=True).zh]


def test_a_case_that_is_not_there_and_one_that_moved_on() -> None:
    """What to do next stands in the line."""
    assert UnknownCase("office", "A-9").zh == "没有案件 A-9；全部案件见：disclosure case list"
    assert VersionConflict("A-1", 3, 5).zh == ("案件 A-1 已有新的记录（所见为第 3 条，现为第 5 条），请再看一眼后重办")
