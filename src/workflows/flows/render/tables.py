"""A flow as Markdown tables: decisions, permissions, and the page of its documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workflows.flows.flow import Flow
from workflows.flows.parts import SAME, SYSTEM, expanded_sources
from workflows.flows.render.mermaid_text import mermaid
from workflows.flows.render.phrases import conditions, effect_zh, lapse_zh, outcome_zh, party_zh, role_zh, who
from workflows.flows.world_event import WorldEventKind
from workflows.places.place import NATIONAL, Place


def decision_table(flow: Flow, place: Place = NATIONAL) -> str:
    """Tabulate every move: where, what, who, on which conditions, where to, with what effect, under which article."""
    zh = {state.id: place.label(state.id, state.zh) for state in flow.states}
    order = {state.id: at for at, state in enumerate(flow.states)}
    pairs = [(source, move) for move in flow.moves for source in expanded_sources(flow, move)]
    rows = [
        (
            zh[source],
            f"{place.label(move.command, move.zh)} `{move.command}`",
            who(flow, move, place),
            conditions(flow, move),
            "、".join(item.zh + ("（可缺）" if item.optional else "") for item in move.requires),
            zh[source if move.target == SAME else move.target],
            outcome_zh(flow, move),
            "；".join(effect_zh(flow, effect) for effect in move.effects),
            move.article,
        )
        for source, move in sorted(pairs, key=lambda pair: order[pair[0]])
    ]
    heads = ("状态", "事项", "由谁", "条件", "须填", "转到", "结果", "期限", "依据")
    return _table(heads, rows)


def permission_table(flow: Flow, place: Place = NATIONAL) -> str:
    """Tabulate which role may ask for what in which state, conditions aside."""
    roles = (*(role.id for role in flow.roles), SYSTEM)
    rows = []
    for state in flow.states:
        cells = [place.label(state.id, state.zh)]
        for role in roles:
            may = [c for c in flow.commands if any(role in s.by for s in flow.table.get((state.id, c), ()))]
            cells.append(" ".join(f"`{command}`" for command in may) or "—")
        rows.append(tuple(cells))
    return _table(("状态", *(role_zh(flow, role, place) for role in roles)), rows)


WORLD_EVENTS: Mapping[WorldEventKind, str] = {
    "silence": "沉默",
    "abolition": "撤销机构",
    "annulment": "被撤销、废止",
    "error": "发现错误",
    "gone": "当事人不在",
}
"""What each kind of event of the world is called."""


def _befalling(flow: Flow, place: Place) -> tuple[str, ...]:
    """Tabulate what the world may do in each state and what answers it; nothing for a flow that does not say."""
    zh = {state.id: place.label(state.id, state.zh) for state in flow.states}
    rows = [
        (
            WORLD_EVENTS[event.kind],
            "、".join(zh[state] for state in event.states),
            f"{event.zh}（{flow.tasks_by_id[event.task].zh}）" if event.task else event.zh,
            " ".join(f"`{command}`" for command in event.answered_by) or "—",
        )
        for event in flow.befalling
    ]
    return ("## 外部事件 Events of the world", _table(("事件", "状态", "情形", "应对"), rows)) if rows else ()


def page(flow: Flow, place: Place = NATIONAL) -> str:
    """Write the documentation page of a flow: diagram, clocks, outcomes, decisions, permissions."""
    clocks = [
        (
            clock.zh,
            f"`{clock.rule}`",
            party_zh(flow, clock.party, place),
            str(clock.extensions),
            flow.tasks_by_id[clock.task].zh if clock.task else "",
            lapse_zh(flow, clock),
        )
        for clock in flow.clocks
    ]
    outcomes = [(ending.zh, f"`{ending.id}`", ending.code, ending.article) for ending in flow.outcomes]
    parts = [
        f"# {flow.zh} {flow.en}",
        f"`{flow.name}`，依据：{flow.article}。本页由流程定义生成。",
        f"```mermaid\n{mermaid(flow, place)}```",
        "## 期限 Clocks",
        _table(("期限", "规则", "责任方", "可延期次数", "分项", "届满后果"), clocks),
        "## 结果 Outcomes",
        _table(("结果", "标识", "统计项", "依据"), outcomes),
        *_befalling(flow, place),
        "## 决定表 Decisions",
        decision_table(flow, place),
        "## 权限表 Permissions",
        permission_table(flow, place),
    ]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in cells) + " |"
