"""Draw what a command costs as cases grow in number: an SVG from the points that bench_store.py measured.

    python benchmarks/bench_store.py growth 10000 100000 1000000 10000000 > docs/explanation/growth.json
    python benchmarks/draw_growth.py

Nothing but the standard library is needed, and the same points always give the same file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "docs" / "explanation"
POINTS, DRAWING = FOLDER / "growth.json", FOLDER / "growth.svg"

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 60, 124, 64, 64
STYLES = {"SQLite": ("#1f6fb2", ""), "PostgreSQL": ("#c2571a", ' stroke-dasharray="7 4"')}
"""Colour and dashes of each line; the names at their ends tell them apart without either."""

STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
WAN = 10_000


def drawn(points: Sequence[Mapping[str, Any]]) -> str:
    """Give the SVG of some points: cases on a logarithmic axis, milliseconds from 0."""
    counts = sorted({int(point["cases"]) for point in points})
    step, most = _scale(max(float(point["ms"]) for point in points))
    low, high = math.log10(counts[0]), math.log10(counts[-1])

    def x_of(cases: int) -> float:
        return LEFT + (math.log10(cases) - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)

    def y_of(ms: float) -> float:
        return HEIGHT - BOTTOM - ms / most * (HEIGHT - TOP - BOTTOM)

    parts = [*_titles()]
    for at in range(round(most / step) + 1):
        y = y_of(at * step)
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>')
        parts.append(_text(LEFT - 10, y + 4, f"{at * step:g}", anchor="end"))
    for cases in counts:
        x = x_of(cases)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(_text(x, HEIGHT - BOTTOM + 20, _in_chinese(cases), anchor="middle"))
        parts.append(_text(x, HEIGHT - BOTTOM + 36, f"{cases:,}", anchor="middle"))
    highest = {cases: max(float(p["ms"]) for p in points if p["cases"] == cases) for cases in counts}
    for store, (colour, dashes) in STYLES.items():
        mine = sorted((int(p["cases"]), float(p["ms"])) for p in points if p["store"] == store)
        if mine:
            at_points = [(x_of(cases), y_of(ms), ms, ms == highest[cases]) for cases, ms in mine]
            parts.extend(_line(store, colour, dashes, at_points))
    style = "text{font:12px sans-serif;fill:#333}.grid{stroke:#ddd}.title{font-size:15px}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    return "\n".join((head, f"<style>{style}</style>", ground, *parts, "</svg>")) + "\n"


def _scale(highest: float) -> tuple[float, float]:
    """Give the step between the lines of the grid and the end of the axis: at most six steps, the highest below it."""
    step = next((step for step in STEPS if highest * 1.1 <= 6 * step), highest)
    return step, step * math.ceil(highest * 1.1 / step)


def _titles() -> Iterator[str]:
    zh, en = "每个命令的代价与案件总数", "Cost of a command and number of cases in the database"
    yield f"<title>{zh} {en}</title>"
    yield _text(LEFT, 26, f"{zh} {en}", kind="title")
    yield _text(LEFT, 48, "毫秒（中位数，含先读案件）ms, median, the case read first")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "案件总数（对数）cases, logarithmic", anchor="middle")


def _line(store: str, colour: str, dashes: str, at: Sequence[tuple[float, float, float, bool]]) -> Iterator[str]:
    """Draw a line with its figures, above it where it is the higher of two, and its name at the end."""
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in at)
    yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>'
    for x, y, ms, is_highest in at:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
        yield _text(x + 6, y - 10 if is_highest else y + 18, f"{ms:.2f}")
    x, y, _, _ = at[-1]
    yield _text(x + 38, y + 4, store)


def _text(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _in_chinese(cases: int) -> str:
    return f"{cases // WAN}万" if cases % WAN == 0 else str(cases)


def main() -> None:
    """Draw the points that are kept beside the page."""
    DRAWING.write_text(drawn(json.loads(POINTS.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
