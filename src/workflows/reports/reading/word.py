"""A report as a Word file, read as a stream: merged cells are followed, paragraphs are the prose."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.parts import Progress, attribute, local, tag_events
from workflows.reports.grid import TALLEST, WIDEST, Grid
from workflows.reports.reading.paper import ReadReport, check_archive, unreadable

_MAIN = "word/document.xml"
_LEFT_OUT = {"del", "Fallback", "instrText", "pict"}
"""What was deleted with changes tracked, what stands a second time for older programs, codes of fields."""


def read_docx(path: Path) -> ReadReport:
    """Read the tables and paragraphs of a Word file."""
    check_archive(path, _MAIN)
    grids: list[Grid] = []
    prose: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_MAIN) as part:
            for element in _blocks(tag_events(str(path), part, Progress(0))):
                if local(element.tag) == "tbl":
                    grids.append(_grid(element))
                else:
                    prose.append(_text(element))
                element.clear()
    except (KeyError, RegisterError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise unreadable(path, f"没有完整的 {_MAIN}", f"no whole {_MAIN}") from error
    return ReadReport(
        path.name, tuple(grids), "\n".join(prose), next((text.strip() for text in prose if text.strip()), "")
    )


def _blocks(events: Iterator[tuple[str, Element]]) -> Iterator[Element]:
    """Give the tables and the paragraphs that stand in no table, each when it is whole."""
    inside = 0
    for step, element in events:
        tag = local(element.tag)
        if tag == "tbl":
            inside += 1 if step == "start" else -1
        if step == "end" and not inside and tag in {"tbl", "p"}:
            yield element


def _grid(table: Element) -> Grid:
    rows: list[tuple[str, ...]] = []
    for row in _within(table, "tr"):
        if len(rows) == TALLEST:
            break
        above = rows[-1] if rows else ()
        line: list[str] = [""] * _number(row, "trPr", "gridBefore", 0)
        for cell in _within(row, "tc"):
            at = len(line)
            goes_on = _merge(cell) == "continue" and at < len(above)
            text = above[at] if goes_on else _text(cell)
            line += [text] * min(_number(cell, "tcPr", "gridSpan", 1), WIDEST - at)
        rows.append(tuple(line[:WIDEST]))
    return tuple(rows)


def _within(element: Element, name: str) -> Iterator[Element]:
    """Give the rows of a table or the cells of a row, also those inside a control, but none of a table in a cell."""
    for child in element:
        tag = local(child.tag)
        if tag == name:
            yield child
        elif tag in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _within(child, name)


def _property(element: Element, group: str, name: str) -> Element | None:
    properties = next((child for child in element if local(child.tag) == group), ())
    return next((child for child in properties if local(child.tag) == name), None)


def _number(element: Element, group: str, name: str, usual: int) -> int:
    found = _property(element, group, name)
    text = "" if found is None else attribute(found, "val")
    return min(int(text), WIDEST) if re.fullmatch(r"\d{1,9}", text) else usual


def _merge(cell: Element) -> str:
    """Tell whether a cell begins one that goes on below, goes on with one from above, or neither."""
    found = _property(cell, "tcPr", "vMerge")
    return "" if found is None else attribute(found, "val", "continue")


def _text(element: Element) -> str:
    """Give the text of a paragraph or a cell; a raised sign is a remark and stands in brackets."""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = local(node.tag)
        if tag in _LEFT_OUT:
            continue
        if tag == "t":
            parts.append(node.text or "")
        elif tag in {"tab", "br", "cr"}:
            parts.append(" ")
        raised = tag == "r" and _is_raised(node)
        if raised:
            stack.append(")")
        if tag == "p" and parts:
            parts.append("\n")
        stack.extend(reversed(node))
        if raised:
            stack.append("(")
    return "".join(parts)


def _is_raised(run: Element) -> bool:
    found = _property(run, "rPr", "vertAlign")
    return found is not None and attribute(found, "val") == "superscript"
