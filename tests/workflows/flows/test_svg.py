"""The kept pictures of the flows: what they show is the flow, and a strict page can show them."""

from __future__ import annotations

from itertools import combinations, product
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve

from helpers import ROOT
from helpers.docs import script
from helpers.example_flow import FLOW
from workflows import Place
from workflows.catalog import flows, picture
from workflows.errors import UnknownFlow
from workflows.flows.flow import Flow
from workflows.flows.parts import SAME, expanded_sources
from workflows.flows.render import svg
from workflows.flows.render.drawing import wrap
from workflows.flows.render.phrases import party_zh

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    *("id", "class", "role", "aria-label", "data-from", "data-to", "data-command", "viewBox", "width", "height"),
    *("x", "y", "cx", "cy", "r", "rx", "d", "points", "transform", "fill", "stroke", "stroke-width"),
    *("stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor"),
}
EVERY = [*flows(), FLOW]


def name(flow: Flow) -> str:
    """Name a flow in the list of tests."""
    return flow.name


def drawn(flow: Flow) -> ET.Element:
    """Read the drawing of a flow."""
    return ET.fromstring(svg(flow))  # noqa: S314  # our own text


def test_kept_pictures_are_those_of_the_flows() -> None:
    """Each kept file is what is drawn today, none is missing and none is left of a flow that is gone."""
    expected = dict(script("pictures").pictures())
    found = {path: path.read_text(encoding="utf-8") for path in expected if path.exists()}
    assert expected.keys() == found.keys(), "run `make pictures`"
    assert [] == [path.name for path in expected if expected[path] != found[path]], "run `make pictures`"
    assert {*(ROOT / "src" / "workflows").rglob("*.svg")} <= {*expected}
    for flow in flows():
        assert svg(flow) == picture(flow)


def test_a_flow_that_does_not_ship_has_no_kept_picture() -> None:
    """It is drawn, not fetched."""
    with pytest.raises(UnknownFlow):
        picture(FLOW)


@pytest.mark.parametrize("flow", EVERY, ids=name)
def test_every_state_is_an_element_of_its_id(flow: Flow) -> None:
    """And nothing else has an id, so that a page can hold the picture beside its own parts."""
    ids = [element.get("id") for element in drawn(flow).iter() if element.get("id")]
    assert sorted(state.id for state in flow.states) == sorted(ids)


@pytest.mark.parametrize("flow", EVERY, ids=name)
def test_a_strict_page_shows_it(flow: Flow) -> None:
    """No style, no script, no reference, no foreign element: presentation attributes alone."""
    root = drawn(flow)
    assert {attribute for element in root.iter() for attribute in element.keys()} <= ALLOWED  # noqa: SIM118
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "g", "rect", "circle", "path", "polygon", "text"}
    assert "url(" not in svg(flow)
    assert "http" not in svg(flow).replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("flow", EVERY, ids=name)
def test_it_leads_where_the_flow_leads(flow: Flow) -> None:
    """From each state by each command to each other state, and no way more."""
    anywhere = [state.id for state in flow.states if state.kind != "end"]
    shown = set()
    for group in drawn(flow).iter(f"{SVG}g"):
        if group.get("data-from"):
            sources, targets, commands = ((group.get(f"data-{key}") or "").split() for key in ("from", "to", "command"))
            sources = anywhere if sources == ["*"] else sources
            shown |= set(product(sources, commands, targets))
    assert shown == {
        (source, move.command, move.target)
        for move in flow.moves
        for source in expanded_sources(flow, move)
        if move.target not in {SAME, source}
    }


@pytest.mark.parametrize("flow", EVERY, ids=name)
def test_it_tells_every_move(flow: Flow) -> None:
    """What leads on stands at its line; what stays stands in its state, or below where it stays in many."""
    root = drawn(flow)
    said = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert [] == [move.command for move in flow.moves if move.zh not in said.replace("· ", "")]


@pytest.mark.parametrize("flow", EVERY, ids=name)
def test_boxes_and_labels_stand_apart_and_hold_their_text(flow: Flow) -> None:
    """Chinese letters are as wide as they are high; the others, a little over half."""
    extents = []
    for group in drawn(flow).iter(f"{SVG}g"):
        frame = group.find(f"{SVG}rect")
        if group.get("id") and frame is not None:
            left, top, width, height = (float(frame.get(key) or 0) for key in ("x", "y", "width", "height"))
            box = (left, top, left + width, top + height)
            inner = [extent(text) for text in group.iter(f"{SVG}text")]
            assert all(box[0] < x and box[1] < y and to_x < box[2] and to_y < box[3] for x, y, to_x, to_y in inner)
            extents.append(box)
        elif group.get("data-from"):
            lines = [extent(text) for text in group.iter(f"{SVG}text")]
            extents.append(
                tuple(f(edge) for f, edge in zip((min, min, max, max), zip(*lines, strict=True), strict=True))
            )
    for one, other in combinations(extents, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def extent(text: ET.Element) -> tuple[float, float, float, float]:
    """Estimate what a line of text covers."""
    size, x, y = (float(text.get(key) or 0) for key in ("font-size", "x", "y"))
    width = sum(size if ord(letter) > 0x2E80 else 0.6 * size for letter in text.text or "")
    left = x - width / 2 if text.get("text-anchor") == "middle" else x
    return left, y - 0.85 * size, left + width, y + 0.15 * size


def test_a_lapse_is_drawn_with_dashes() -> None:
    """What no one does but time; its label says so too."""
    root = drawn(FLOW)
    lapses = [group.get("data-command") for group in root.iter(f"{SVG}g") if "lapse" in (group.get("class") or "")]
    assert ["deem_abandoned"] == lapses
    assert 2 + 1 == sum(1 for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray"))


def test_a_place_has_its_own_labels() -> None:
    """The wording of the place stands in the picture, the ids stay."""
    place = Place("x", "某市", "X", offices={"applicant": "来件人"}, labels={"handling": "承办", "withdraw": "收回"})
    root = ET.fromstring(svg(FLOW, place))  # noqa: S314  # our own text
    texts = {text.text for text in root.iter(f"{SVG}text")}
    assert {"承办", "收回", "等待：来件人"} <= texts
    assert "办理中" not in {text.text for group in root.iter(f"{SVG}g") if group.get("id") for text in group}


def test_marks_of_the_markup_are_no_markup() -> None:
    """A name with brackets and quotes cannot break the picture."""
    states = tuple(evolve(state, zh='办<理>"中"&') if state.id == "handling" else state for state in FLOW.states)
    root = drawn(evolve(FLOW, states=states))
    assert '办<理>"中"&' in {text.text for text in root.iter(f"{SVG}text")}


@pytest.mark.parametrize("flow", flows(), ids=name)
def test_every_party_has_a_chinese_name(flow: Flow) -> None:
    """Whom a state waits for, whom a clock binds, whose task it is."""
    parties = {state.waits_for for state in flow.states if state.waits_for}
    parties |= {clock.party for clock in flow.clocks} | {task.party for task in flow.tasks}
    assert [] == sorted(party for party in parties if party_zh(flow, party).isascii())


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("登记", 10, ["登记"]),
        ("不涉及个人隐私和第三方权益", 10, ["不涉及个人隐私", "和第三方权益"]),
        ("推迟，听证会", 3, ["推迟，", "听证会"]),
        ("按（一）办理", 3, ["按", "（一）", "办理"]),
        ("国办发2016号文", 5, ["国办发", "2016号文"]),
    ],
)
def test_lines_are_about_as_long_and_break_where_they_may(text: str, limit: int, lines: list[str]) -> None:
    """No line begins with a mark that closes or ends with one that opens; a number is whole."""
    assert lines == wrap(text, limit)
