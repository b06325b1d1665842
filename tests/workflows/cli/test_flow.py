"""``disclosure flow``: lists, shows and proves the flows that ship."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from workflows.cli import main

NAMES = ["attribute_review@2019", "opinion@2016", "prepublication@2019", "request@2007", "request@2019"]


def _run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["flow", *words], env={"COLUMNS": "140"})
    return result.exit_code, result.stdout, result.stderr


def test_the_list_names_every_flow_and_version() -> None:
    """Four workflows, the request in both regulations."""
    code, out, _ = _run("list", "--json")
    found = json.loads(out)
    assert code == 0
    assert [flow["name"] for flow in found] == NAMES
    assert {flow["zh"] for flow in found} >= {"公文公开属性审查", "政务舆情回应", "重大决策预公开"}


def test_the_table_shows_the_basis() -> None:
    """Read by people."""
    code, out, _ = _run("list")
    assert code == 0
    assert "重大行政决策程序暂行条例" in out


@pytest.mark.parametrize("name", NAMES)
def test_every_flow_is_sound(name: str) -> None:
    """The exhaustive search finds no fault, told with the number of situations."""
    code, out, _ = _run("check", name)
    assert code == 0
    assert out.startswith(f"√ {name}  无缺陷  穷举 ")


def test_a_flow_is_shown_in_every_form() -> None:
    """Each form is what it says."""
    starts = {"page": "# 政务舆情回应", "mermaid": "stateDiagram-v2", "decisions": "| 状态 |", "permissions": "|"}
    for form, start in starts.items():
        code, out, _ = _run("show", "opinion", "--form", form)
        assert code == 0
        assert out.startswith(start), form
    _, out, _ = _run("show", "opinion", "--form", "bpmn")
    root = ET.fromstring(out)  # noqa: S314  # our own text
    assert root.tag == "{http://www.omg.org/spec/BPMN/20100524/MODEL}definitions"
    _, out, _ = _run("show", "opinion", "--form", "promela")
    assert "proctype" in out


def test_a_place_lends_its_titles() -> None:
    """In Shanwei the office bears its local name."""
    _, national, _ = _run("show", "opinion", "--form", "decisions")
    _, local, _ = _run("show", "opinion", "--form", "decisions", "--place", "shanwei")
    assert national != local


def test_an_unknown_flow_is_refused_with_the_known_ones() -> None:
    """The message names what there is."""
    code, _, err = _run("show", "requests", "--lang", "en")
    assert code == 2
    assert err.replace("\n", "") == f"error: no flow 'requests'; known are {', '.join(NAMES)}"
