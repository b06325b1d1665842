"""What the world may do is told for every state, by names that mean something; the proof is in ``test_soundness``."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from deadlines.errors import Reason
from helpers.example_flow import FLOW
from workflows import InvalidFlow
from workflows.flows.world_event import WorldEvent

EVERYWHERE = tuple(state.id for state in FLOW.states)
CALM: tuple[WorldEvent, ...] = (
    WorldEvent("silence", EVERYWHERE, "无", "nothing"),
    WorldEvent("abolition", EVERYWHERE, "无", "nothing"),
    WorldEvent("annulment", EVERYWHERE, "无", "nothing"),
    WorldEvent("error", EVERYWHERE, "登记有误", "an entry was wrong", ("void",)),
    WorldEvent("gone", EVERYWHERE, "无", "nothing"),
)
"""A world that asks for nothing."""

SILENT = Reason(
    "flow.event_not_told", "状态“new”没有说明外部事件“silence”", "state 'new' does not say what silence means for it"
)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"befalling": CALM[1:]}, SILENT),
        ({"befalling": (*CALM[1:], evolve(CALM[0], states=EVERYWHERE[1:]))}, SILENT),
        ({"befalling": (*CALM[1:], evolve(CALM[0], task="third_party"))}, SILENT),
        (
            {"befalling": CALM[:-1]},
            Reason(
                "flow.event_not_told",
                "状态“new”没有说明外部事件“gone”",
                "state 'new' does not say what gone means for it",
            ),
        ),
        (
            {"befalling": (*CALM, WorldEvent("gone", ("lost",), "失联", "is gone"))},
            Reason(
                "flow.event_state_unknown",
                "外部事件“失联”所写的状态“lost”不存在",
                "event of the world 'is gone' befalls unknown state 'lost'",
            ),
        ),
        (
            {"befalling": (*CALM, WorldEvent("gone", ("new",), "失联", "is gone", ("pray",)))},
            Reason(
                "flow.event_command_unknown",
                "外部事件“失联”的应对“pray”不存在",
                "event of the world 'is gone' is answered by unknown command 'pray'",
            ),
        ),
        (
            {"befalling": CALM, "corrected_by": ()},
            Reason(
                "flow.event_command_unknown",
                "外部事件“登记有误”的应对“void”不存在",
                "event of the world 'an entry was wrong' is answered by unknown command 'void'",
            ),
        ),
        (
            {"befalling": (*CALM, WorldEvent("silence", ("new",), "沉默", "is silent", task="witness"))},
            Reason(
                "flow.event_task_unknown",
                "外部事件“沉默”所写的子事项“witness”不存在",
                "event of the world 'is silent' names unknown sub-task 'witness'",
            ),
        ),
        (
            {"befalling": (*CALM, WorldEvent("silence", ("new",), "", "is silent"))},
            Reason(
                "flow.event_unnamed",
                "一项外部事件（silence）没有中英文名称",
                "an event of the world (silence) is not told in Chinese and English",
            ),
        ),
    ],
    ids=lambda part: part.code if isinstance(part, Reason) else "",
)
def test_what_is_told_of_the_world_is_whole(change: dict[str, Any], fault: Reason) -> None:
    """Every kind for every state, and nothing that the flow does not know."""
    with pytest.raises(InvalidFlow) as caught:
        evolve(FLOW, **change)
    assert caught.value.fault == fault


def test_a_flow_need_not_tell_of_the_world() -> None:
    """One that tells nothing is not asked; one that tells everything is as sound as before."""
    assert FLOW.befalling == ()
    assert evolve(FLOW, befalling=CALM).digest != FLOW.digest
