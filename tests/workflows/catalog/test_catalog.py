"""What the core promises of every flow that ships."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from deadlines import rulebook
from workflows import Flow
from workflows.catalog import flow, flows
from workflows.errors import UnknownFlow
from workflows.flows.promela import promela
from workflows.flows.render import bpmn, page
from workflows.flows.soundness import prove_by_days
from workflows.flows.table import machine
from workflows.flows.world_event import WorldEventKind

every_flow = pytest.mark.parametrize("one", flows(), ids=lambda one: one.name)


@every_flow
def test_sound_in_the_full_model(one: Flow) -> None:
    """With the warning point and the last day of every clock told apart, nothing more is found."""
    assert prove_by_days(one, one.table).faults == ()


@every_flow
def test_every_state_says_what_the_world_may_do(one: Flow) -> None:
    """Silence, abolition, annulment, error, somebody gone: told of every state, most with an answer of its own."""
    kinds = {(event.kind, state) for event in one.befalling for state in event.states}
    assert {(kind, state.id) for kind in get_args(WorldEventKind) for state in one.states} <= kinds
    answered = {(event.kind, state) for event in one.befalling if event.answered_by for state in event.states}
    assert len(answered) > len(one.states)


@every_flow
def test_the_table_is_what_the_machine_holds(one: Flow) -> None:
    """For each state and command the table has the targets and conditions of the machine, in its order."""
    held = {
        (source, command): [(t.dest, [(c.func, c.target) for c in t.conditions]) for t in found]
        for command, event in machine(one).events.items()
        for source, found in event.transitions.items()
    }
    table = {at: [(s.target, [(g.id, w) for g, _, w in s.tests]) for s in steps] for at, steps in one.table.items()}
    assert held == table


@every_flow
def test_a_clock_is_extended_as_often_as_its_rule_allows(one: Flow) -> None:
    """The number in the flow, which bounds the search, is the number in every version of the law."""
    for clock in one.clocks:
        versions = rulebook().versions(clock.rule)
        assert {clock.extensions} == {rule.extension.times if rule.extension else 0 for rule in versions}


@every_flow
def test_spin_agrees(one: Flow, tmp_path: Path) -> None:
    """A second checker finds no failed assertion and no case that stands still."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not (shutil.which("spin") and compiler):
        pytest.skip("needs spin and a C compiler (Debian: spin, gcc)")
    (tmp_path / "flow.pml").write_text(promela(one), encoding="utf-8")
    subprocess.run(["spin", "-a", "flow.pml"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([str(compiler), "-O0", "-DSAFETY", "-o", "pan", "pan.c"], cwd=tmp_path, check=True)
    report = subprocess.run(["./pan", "-m500000"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "errors: 0" in report


@every_flow
def test_another_tool_reads_the_bpmn(one: Flow, tmp_path: Path) -> None:
    """SpiffWorkflow, where it is installed, parses the export and finds every state."""
    parser_module = pytest.importorskip("SpiffWorkflow.bpmn.parser.BpmnParser")
    (tmp_path / "flow.bpmn").write_text(bpmn(one), encoding="utf-8")
    parser = parser_module.BpmnParser()
    parser.add_bpmn_file(str(tmp_path / "flow.bpmn"))
    spec = parser.get_spec(f"{one.id}_{one.version}")
    assert {state.id for state in one.states} <= set(spec.task_specs)


@every_flow
def test_the_page_names_every_move(one: Flow) -> None:
    """The generated page has every command and every clock."""
    text = page(one)
    assert [] == [command for command in one.commands if f"`{command}`" not in text]
    assert [] == [clock.id for clock in one.clocks if clock.zh not in text]


def test_flows_are_found_by_name() -> None:
    """A bare name is the last version; an unknown name lists what there is."""
    assert "request@2019" == flow("request").name
    assert "request@2007" == flow("request@2007").name
    with pytest.raises(UnknownFlow, match="no flow 'odd'; known are "):
        flow("odd")
