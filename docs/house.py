"""The picture of the house: its rooms on the floors that the contracts of import-linter give them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "architecture.md"

WIDTH, FLOOR, GAP, LEFT = 960, 58, 12, 120
_ROW = re.compile(r"^\| `(\w+)/([\w.]+?)(?:/|\.py)` \| (\S+) \|", re.MULTILINE)
_COLOURS = {"workflows": ("#e8f1fb", "#3973ac"), "deadlines": ("#e6f2e8", "#3f7d4e")}


def captions() -> dict[tuple[str, str], str]:
    """Give package, room and caption of each row of the table of the page."""
    return {(package, room): zh for package, room, zh in _ROW.findall(PAGE.read_text(encoding="utf-8"))}


def floors() -> list[tuple[str, list[str]]]:
    """Give the floors from the top, as the contracts have them: the package and its rooms side by side."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    stacks = {
        contract["containers"][0]: contract["layers"]
        for contract in contracts
        if contract["type"] == "layers" and contract["containers"][0] in _COLOURS
    }
    return [(package, re.split(r"\s*[|:]\s*", layer)) for package in _COLOURS for layer in stacks[package]]


def picture() -> str:
    """Draw the house as SVG."""
    rows, words = floors(), captions()
    height = len(rows) * FLOOR + 3 * GAP + 30
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}")
    root.set("width", str(WIDTH))
    root.set("height", str(height))
    root.set("role", "img")
    root.set("font-family", "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif")
    ET.SubElement(root, "title").text = "disclosure-workflows：房间与楼层 rooms and floors"
    ET.SubElement(root, "rect", width=str(WIDTH), height=str(height), fill="#ffffff")
    y, before = GAP, ""
    for package, rooms in rows:
        if package != before:
            y += GAP if before else 0
            _text(root, package, (GAP, y + 28), 15, "#1d2733", weight="bold")
            before = package
        _floor(root, package, [(room, words[package, room]) for room in rooms], y)
        y += FLOOR
    _text(root, "上层用下层，下层不知道上层 each room may use those below it, and knows none above", (GAP, y + 24), 13)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _floor(root: ET.Element, package: str, rooms: list[tuple[str, str]], y: int) -> None:
    fill, edge = _COLOURS[package]
    width = (WIDTH - LEFT - GAP * len(rooms)) / len(rooms)
    for at, (room, zh) in enumerate(rooms):
        left = LEFT + at * (width + GAP)
        group = ET.SubElement(root, "g", id=f"{package}.{room}")
        box = {"x": f"{left:g}", "y": str(y), "width": f"{width:g}", "height": str(FLOOR - GAP), "rx": "4"}
        ET.SubElement(group, "rect", box | {"fill": fill, "stroke": edge})
        _text(group, room, (left + width / 2, y + 20), 15, "#1d2733", anchor="middle", weight="bold")
        _text(group, zh, (left + width / 2, y + 38), 12, anchor="middle")


def _text(
    parent: ET.Element,
    text: str,
    at: tuple[float, float],
    size: int,
    fill: str = "#5b6775",
    anchor: str = "start",
    weight: str = "normal",
) -> None:
    place = {"x": f"{at[0]:g}", "y": f"{at[1]:g}", "font-size": str(size), "fill": fill}
    ET.SubElement(parent, "text", place | {"text-anchor": anchor, "font-weight": weight}).text = text
