"""The words of a flow in a refusal: what was asked for where, who may, and which condition stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deadlines.errors import Reason
from workflows.errors import Attempt
from workflows.flows.flow import Flow
from workflows.flows.parts import Guard

_OF_EVERY_FLOW: Mapping[str, str] = {
    "open": "登记",
    "CaseOpened": "登记",
    "void": "撤销记录",
    "link": "关联案件",
    "note": "记载名称和承办人",
    "retain": "定个人信息保存期限",
    "erase": "删除个人信息",
}
"""The commands that no flow names itself, and the event with which every case begins."""


def attempt(flow: Flow, case_id: str, command: str, state: str) -> Attempt:
    """Say what was asked for in which state, with their titles in Chinese."""
    known = flow.states_by_id.get(state)
    return Attempt(case_id, command, state, _title(flow, command), "" if known is None else known.zh)


def _title(flow: Flow, command: str) -> str:
    """Give the title of a command: that of its moves if all say the same, nothing if each says another thing."""
    titles = [move.zh for move in flow.moves if move.command == command]
    shortest = min(titles, key=len, default=_OF_EVERY_FLOW.get(command, ""))
    return shortest if all(shortest in title for title in titles) else ""


def elsewhere(flow: Flow, command: str, state: str) -> Reason:
    """Say where a command is possible that is not possible in this state."""
    places = tuple(dict.fromkeys(source for source, known in flow.table if known == command))
    here = f"“{flow.states_by_id[state].zh}”时没有这一步"
    if not places:
        return Reason("act.unknown", here, "the flow has no such command")
    titles = "、".join(f"“{flow.states_by_id[place].zh}”" for place in places)
    return Reason("act.elsewhere", f"{here}；可在{titles}时办", f"it is possible in {', '.join(places)}")


def event_title(flow: Flow, event: str) -> str:
    """Give the title in Chinese of what happened, which is that of the command; the name where it has none."""
    return next((move.zh for move in flow.moves if move.event == event), _OF_EVERY_FLOW.get(event, event))


def titles_of(flow: Flow, roles: Iterable[str]) -> Mapping[str, str]:
    """Give the titles in Chinese of some roles."""
    titles = {role.id: role.zh for role in flow.roles}
    return {role: titles.get(role, role) for role in roles}


def condition(flow: Flow, guard: Guard, *, wanted: bool) -> Reason:
    """Say which condition does not hold, or which holds and must not."""
    zh = guard.zh
    for clock in flow.clocks:
        zh = zh.replace(f"“{clock.id}”期限", clock.zh)
    for task in flow.tasks:
        zh = zh.replace(f"“{task.id}”征求意见", task.zh)
    zh = zh.replace("“task”征求意见", "征求意见")
    if wanted:
        return Reason("condition.not_so", f"尚不符合“{zh}”", f"not so: {guard.en}")
    return Reason("condition.so", f"已属“{zh}”的情形", f"so: {guard.en}")
