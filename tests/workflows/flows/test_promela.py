"""A second checker agrees: spin accepts the example and rejects what is planted."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.example_flow import FLOW
from helpers.planted import PLANTED, SOUND
from workflows import Flow
from workflows.flows.promela import promela

SPIN = shutil.which("spin")
CC = shutil.which("cc") or shutil.which("gcc")
needs_spin = pytest.mark.skipif(not (SPIN and CC), reason="needs spin and a C compiler (Debian: spin, gcc)")

UNSEEN = {
    "a resume dropped": "asks for a way back, which no assertion can say",
    "a reopening without a clock": "is about one move, not about a world",
    "a move that is never possible": "is about absence",
    "a state that nothing leads to": "is about absence",
}
"""What needs more than assertions and absence of deadlock; the search of ``soundness`` finds it."""


def run_spin(flow: Flow, folder: Path) -> str:
    """Give spin's report on a flow."""
    (folder / "flow.pml").write_text(promela(flow), encoding="utf-8")
    subprocess.run([str(SPIN), "-a", "flow.pml"], cwd=folder, check=True, capture_output=True)
    subprocess.run([str(CC), "-O0", "-DSAFETY", "-o", "pan", "pan.c"], cwd=folder, check=True, capture_output=True)
    return subprocess.run(["./pan", "-m200000"], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_every_move_is_written() -> None:
    """Each move of the example is an option of the model."""
    text = promela(FLOW)
    for command in FLOW.commands:
        assert f"/* {command} */" in text


@needs_spin
@pytest.mark.parametrize("flow", [FLOW, SOUND], ids=["example", "with a pause"])
def test_spin_agrees_that_a_sound_flow_is_sound(flow: Flow, tmp_path: Path) -> None:
    """No assertion fails and no case stands still before an end."""
    assert "errors: 0" in run_spin(flow, tmp_path)


@needs_spin
@pytest.mark.parametrize("name", [name for name in PLANTED if name not in UNSEEN])
def test_spin_agrees_that_a_planted_fault_is_a_fault(name: str, tmp_path: Path) -> None:
    """What the search finds, spin finds as a failed assertion or a case that stands still."""
    assert "errors: 1" in run_spin(PLANTED[name][0], tmp_path)
