"""Pictures and tables say what the literal says, and other tools read them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve

from helpers.example_flow import FLOW
from workflows import Place
from workflows.flows.render import bpmn, decision_table, mermaid, page, permission_table

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def test_mermaid_shows_who_and_why() -> None:
    """A move is drawn with its title, who makes it and its article; a clock with what its lapse leads to."""
    lines = [line.strip() for line in mermaid(FLOW).splitlines()]
    assert lines[0] == "stateDiagram-v2"
    assert 'state "办理中" as handling' in lines
    assert "handling --> handling: 延长答复期限（负责人）第三十三条第二款" in lines
    assert "⏱ 补正期限（foi.correction.apply）届满：视为放弃申请（第三十条）" in lines
    assert "撤回申请（申请人、承办人）第四章 → 已撤回" in lines
    assert "replied --> [*]" in lines


def test_a_place_names_its_offices() -> None:
    """The place's titles and labels replace the national ones."""
    place = Place("x", "某市", "X", offices={"head": "市政务公开办主任"}, labels={"handling": "承办"})
    drawn = mermaid(FLOW, place)
    assert "延长答复期限（市政务公开办主任）" in drawn
    assert 'state "承办" as handling' in drawn


def test_mermaid_marks_are_replaced() -> None:
    """A name with a colon or a quote cannot break the drawing."""
    states = tuple(evolve(one, zh='办理:"甲";') if one.id == "handling" else one for one in FLOW.states)
    assert 'state "办理：”甲”；" as handling' in mermaid(evolve(FLOW, states=states))


def test_decision_table_has_a_row_for_each_move_and_source() -> None:
    """Fourteen rows: each move once per state it is possible in, under its article."""
    rows = decision_table(FLOW).splitlines()
    assert 2 + sum(len(steps) for steps in FLOW.table.values()) == len(rows)
    assert (
        "| 办理中 | 答复不予公开 `reply` | 承办人 | 不予公开；并非：“third_party”征求意见尚未结束 | 答复类型、理由 "
        "| 已答复 | 不予公开 | 停止“答复期限” | 第三十六条第三项 |"
    ) in rows


def test_permission_table_is_role_by_state() -> None:
    """Nobody may do anything in a state with no moves."""
    assert "| 视为放弃 | — | — | — | — |" in permission_table(FLOW).splitlines()
    assert "| 已答复 | — | `order_redo` | — | — |" in permission_table(FLOW).splitlines()


def test_page_holds_all_parts() -> None:
    """The page of a flow has its diagram, clocks, outcomes, decisions and permissions."""
    text = page(FLOW)
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == [
        "# 示例 Example",
        "## 期限 Clocks",
        "## 结果 Outcomes",
        "## 决定表 Decisions",
        "## 权限表 Permissions",
    ]


def test_bpmn_flows_join_nodes() -> None:
    """Every sequence flow joins two nodes of the process, every node is drawn, every id is used once."""
    root = ET.fromstring(bpmn(FLOW))  # noqa: S314  # our own text
    process = root.find(f"{BPMN}process")
    assert process is not None
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    nodes = {e.get("id") for e in process if e.tag not in {f"{BPMN}sequenceFlow", f"{BPMN}documentation"}}
    flows = process.findall(f"{BPMN}sequenceFlow")
    assert {flow.get("sourceRef") for flow in flows} | {flow.get("targetRef") for flow in flows} == nodes
    drawn = {e.get("bpmnElement") for e in root.iter() if e.tag.endswith("}BPMNShape")}
    assert drawn == nodes


def test_bpmn_lapse_is_a_timer_at_its_task() -> None:
    """The lapse of the correction interrupts the waiting state and leads to the deemed outcome."""
    root = ET.fromstring(bpmn(FLOW))  # noqa: S314  # our own text
    timer = next(e for e in root.iter(f"{BPMN}boundaryEvent") if e.get("id") == "lapse_correction_correcting")
    assert timer.get("attachedToRef") == "correcting"
    flow = next(e for e in root.iter(f"{BPMN}sequenceFlow") if e.get("sourceRef") == timer.get("id"))
    assert flow.get("targetRef") == "abandoned"


def test_another_tool_reads_the_bpmn(tmp_path: Path) -> None:
    """SpiffWorkflow, where it is installed, parses the file and finds every state as a task or an end."""
    parser_module = pytest.importorskip("SpiffWorkflow.bpmn.parser.BpmnParser")
    path = tmp_path / "example.bpmn"
    path.write_text(bpmn(FLOW), encoding="utf-8")
    parser = parser_module.BpmnParser()
    parser.add_bpmn_file(str(path))
    spec = parser.get_spec("example_1")
    assert {state.id for state in FLOW.states} <= set(spec.task_specs)
