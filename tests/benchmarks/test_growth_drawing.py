"""The drawing of what a command costs as cases grow in number: that of the points kept beside it, and true to them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from draw_growth import DRAWING, POINTS, drawn
from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
KEPT: list[dict[str, Any]] = json.loads(POINTS.read_text(encoding="utf-8"))
TOLD = [
    {"store": "PostgreSQL", "cases": 10_000, "ms": 1.5},
    {"store": "PostgreSQL", "cases": 1_000_000, "ms": 3.0},
    {"store": "SQLite", "cases": 1_000_000, "ms": 1.0},
    {"store": "SQLite", "cases": 10_000, "ms": 0.75},
    {"store": "SQLite", "cases": 100_000, "ms": 0.9},
]


def ways(svg: str) -> list[list[tuple[float, float]]]:
    lines = etree.fromstring(svg).iter(f"{SVG}polyline")
    return [[tuple(map(float, at.split(","))) for at in line.attrib["points"].split()] for line in lines]  # type: ignore[misc]


def test_the_drawing_is_that_of_its_points() -> None:
    """New points need a new drawing: python benchmarks/draw_growth.py."""
    assert drawn(KEPT) == DRAWING.read_text(encoding="utf-8")


@pytest.mark.parametrize("store", ["SQLite", "PostgreSQL"])
def test_the_cost_does_not_grow_as_the_page_says(store: str) -> None:
    """From ten thousand cases to ten million: never more than three tenths above the least."""
    points = {point["cases"]: point["ms"] for point in KEPT if point["store"] == store}
    assert [10_000, 100_000, 1_000_000, 10_000_000] == sorted(points)
    assert max(points.values()) <= 1.3 * min(points.values())


def test_points_lie_where_they_should() -> None:
    """Each power of ten is as wide as the next; twice the time is twice as high above the axis."""
    svg = drawn(TOLD)
    short, long = sorted(ways(svg), key=len)
    assert [60.0, 328.0, 596.0] == sorted({x for x, _ in long})
    assert {60.0, 596.0} == {x for x, _ in short}
    floor = 400 - 64
    assert (floor - short[1][1]) == pytest.approx(2 * (floor - short[0][1]), abs=0.2)
    assert (floor - short[1][1]) == pytest.approx(3 * (floor - long[2][1]), abs=0.2)


def test_every_point_has_its_figure_and_every_line_its_name() -> None:
    """In figures beside the dots, with counts in both languages below; nothing lies outside the picture."""
    svg = drawn(TOLD)
    texts = [element.text for element in etree.fromstring(svg).iter(f"{SVG}text")]
    for said in ("1.50", "3.00", "1.00", "0.75", "0.90", "SQLite", "PostgreSQL", "1万", "10,000", "100万", "1,000,000"):
        assert said in texts
    places = [at for way in ways(svg) for at in way]
    assert all(0 < x < 720 and 0 < y < 400 for x, y in places)
    assert svg == drawn(list(reversed(TOLD)))
