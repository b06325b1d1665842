"""Layers of boxes and lines: nothing stands on anything, whatever the graph."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.flows.render.layered import Arrow, Box, Drawing, arrange, spread, upward

NAMES = "abcdefghijkl"


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[Arrow]]:
    """Boxes of many sizes, lines from earlier to later ones."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    sizes = st.integers(4, 200)
    boxes = [Box(name, draw(sizes), draw(sizes), narrow=draw(st.booleans())) for name in names]
    pairs = [Arrow(*pair, up=draw(st.booleans())) for pair in combinations(names, 2) if draw(st.booleans())]
    return boxes, pairs


def extents(boxes: list[Box], drawing: Drawing) -> dict[str, tuple[float, float, float, float]]:
    """Give left, top, right and bottom of each box."""
    return {
        box.name: (x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)
        for box in boxes
        for x, y in [drawing.centres[box.name]]
    }


@given(graphs())
def test_no_box_stands_on_another_and_no_line_runs_through_one(graph: tuple[list[Box], list[Arrow]]) -> None:
    """Between two of its points a line is within their rectangle; none of these meets a foreign box."""
    boxes, lines = graph
    drawing = arrange(boxes, lines)
    placed = extents(boxes, drawing)
    for one, other in combinations(placed.values(), 2):
        sides = (other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])
        assert max(sides) > -1e-6
    for line, points in drawing.routes.items():
        for (x, y), (to_x, to_y) in pairwise(points):
            assert y < to_y + 1e-6
            low, high = min(x, to_x), max(x, to_x)
            for name, (left, top, right, bottom) in placed.items():
                inside = low < right - 1e-6 and high > left + 1e-6 and y < bottom - 1e-6 and to_y > top + 1e-6
                assert not inside or name in {line.upper, line.lower}


@given(graphs())
def test_lines_join_their_boxes_downwards_within_the_picture(graph: tuple[list[Box], list[Arrow]]) -> None:
    """From the lower side of the one to the upper side of the other; everything is on the sheet."""
    boxes, lines = graph
    drawing = arrange(boxes, lines)
    placed = extents(boxes, drawing)
    assert set(lines) == set(drawing.routes)
    for line, points in drawing.routes.items():
        left, _, right, bottom = placed[line.upper]
        assert left - 1e-6 <= points[0][0] <= right + 1e-6
        assert abs(bottom - points[0][1]) < 1e-6
        left, top, right, _ = placed[line.lower]
        assert left - 1e-6 <= points[-1][0] <= right + 1e-6
        assert abs(top - points[-1][1]) < 1e-6
    corners = [*placed.values(), *((x, y, x, y) for points in drawing.routes.values() for x, y in points)]
    for left, top, right, bottom in corners:
        assert -1e-6 <= left <= right <= drawing.width + 1e-6
        assert -1e-6 <= top <= bottom <= drawing.height + 1e-6


@given(graphs())
def test_the_same_graph_is_drawn_the_same(graph: tuple[list[Box], list[Arrow]]) -> None:
    """Pictures are kept and compared: no draw may hang on chance or on the order of a set."""
    assert arrange(*graph) == arrange(*graph)


def test_a_line_alone_is_straight_and_lines_that_need_not_cross_do_not() -> None:
    """Two chains side by side, given crosswise, come out side by side; a line past a layer keeps its place in it."""
    boxes = [Box(name, 40, 20) for name in "abcdef"]
    drawing = arrange(boxes, [Arrow("a", "d"), Arrow("b", "c"), Arrow("c", "e"), Arrow("d", "f"), Arrow("a", "f")])
    left, right = sorted("ab", key=lambda name: drawing.centres[name][0])
    below = {"a": ("d", "f"), "b": ("c", "e")}
    for one, other in zip(below[left], below[right], strict=True):
        assert drawing.centres[one][0] < drawing.centres[other][0]
    xs = {x for x, _ in drawing.routes[Arrow("b", "c")]}
    assert max(xs) - min(xs) < 1


def test_boxes_stand_near_what_they_hang_on() -> None:
    """An end that follows the third of four steps stands in the fourth layer, not in the last."""
    boxes = [Box(name, 10, 10) for name in "abcdex"]
    lines = [Arrow(*pair) for pair in ("ab", "bc", "cd", "de", "cx")]
    middles = {name: y for name, (_, y) in arrange(boxes, lines).centres.items()}
    assert middles["x"] == middles["d"] < middles["e"]


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=4),
)
def test_spread_is_the_best_of_all_places(rows: list[tuple[int, int, int]]) -> None:
    """No other places on a grid of halves that keep the gaps are nearer to the wanted ones."""
    wanted, weights = [row[0] for row in rows], [row[1] for row in rows]
    gaps = [row[2] for row in rows[1:]]
    places = spread(wanted, weights, gaps)
    assert all(b - a >= gap - 1e-9 for (a, b), gap in zip(pairwise(places), gaps, strict=True))

    def cost(chosen: tuple[float, ...]) -> float:
        return sum(w * (x - want) ** 2 for x, want, w in zip(chosen, wanted, weights, strict=True))

    steps = (-0.5, 0.0, 0.5)
    for moved in product(steps, repeat=len(places)):
        other = tuple(x + step for x, step in zip(places, moved, strict=True))
        if all(b - a >= gap for (a, b), gap in zip(pairwise(other), gaps, strict=True)):
            assert cost(tuple(places)) <= cost(other) + 1e-9


@pytest.mark.parametrize(
    ("pairs", "closing"),
    [
        (["ab", "bc"], set()),
        (["ab", "bc", "ca"], {"ca"}),
        (["ab", "ba", "bc", "cb"], {"ba", "cb"}),
        (["bc", "cb", "ab"], {"cb"}),
        (["aa"], {"aa"}),
    ],
)
def test_what_closes_a_circle(pairs: list[str], closing: set[str]) -> None:
    """Walking from the first node, the step back to where one has come by."""
    assert {tuple(pair) for pair in closing} == upward("abc", [(pair[0], pair[1]) for pair in pairs])


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))))
def test_without_them_there_is_no_circle(pairs: list[tuple[str, str]]) -> None:
    """Take away sources as long as there are any; nothing is left."""
    rest = set(pairs) - upward(NAMES, pairs)
    nodes = set(NAMES)
    while free := {node for node in nodes if not any(target == node for _, target in rest)}:
        nodes -= free
        rest = {pair for pair in rest if pair[0] not in free}
    assert not nodes
