"""A report as a page of a portal."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Any

from workflows.reports.grid import Cell, Grid, spread
from workflows.reports.reading.paper import ReadReport, check_entities, too_many

_MOST_TABLES = 500
_MOST_CELLS = 20_000
_MOST_ATTRIBUTES = 5_000
_LONG_TAG = re.compile(rb"<[^<>]{20000,}")
_ATTRIBUTE = re.compile(rb"\s+[^\s=]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SKIPPED = {"script", "style", "noscript", "template", "svg"}
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "table", "td", "th"}


def read_html(path: Path, raw: bytes) -> ReadReport:
    """Read a page: its tables with their spans, everything else as prose."""
    from lxml import html  # noqa: PLC0415  # an extra

    check_entities(path, raw)
    _check_tags(path, raw)
    parser = html.HTMLParser(encoding=_encoding(raw), no_network=True, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(raw, parser=parser) if raw.strip() else html.Element("html")
    every = sum(1 for _ in islice(root.iter("table"), _MOST_TABLES + 1))
    if every > _MOST_TABLES or sum(1 for _ in islice(root.iter("td", "th"), _MOST_CELLS + 1)) > _MOST_CELLS:
        raise too_many(path, _MOST_TABLES, _MOST_CELLS)
    _left_out(root)
    tables = [table for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]
    grids = tuple(_grid(table) for table in tables)
    for table in tables:
        table.drop_tree()
    heading = next((_text(h) for h in root.iter("h1") if _text(h).strip()), "")
    title = heading or next((_text(t) for t in root.iter("title")), "")
    return ReadReport(path.name, grids, _text(root), re.sub(r"\s+", " ", title).strip())


def _check_tags(path: Path, raw: bytes) -> None:
    """Refuse a tag with more attributes than any page has: the parser compares each with all others.

    Raises:
        ReportError: There is one.
    """
    for tag in _LONG_TAG.finditer(raw):
        if sum(1 for _ in islice(_ATTRIBUTE.finditer(tag[0]), _MOST_ATTRIBUTES)) == _MOST_ATTRIBUTES:
            raise too_many(path, _MOST_TABLES, _MOST_CELLS)


def _left_out(root: Any) -> None:
    """Take out what nobody sees, and take a table of one cell for what it is: a frame around its text."""
    hidden = [e for e in root.iter() if isinstance(e.tag, str) and _HIDDEN.search(e.get("style") or "")]
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    for table in reversed(list(root.iter("table"))):
        if len(list(islice(table.iter("td", "th"), 2))) <= 1:
            for part in table.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"


def _encoding(raw: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return name
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", raw[:4096], re.IGNORECASE)
    if declared and declared[1].lower() in {b"gb2312", b"gbk", b"gb18030"}:
        return "gb18030"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _grid(table: Any) -> Grid:
    return spread(
        [Cell(_text(cell), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in row if cell.tag in {"td", "th"}]
        for row in table.iter("tr")
    )


def _span(cell: Any, name: str) -> int:
    number = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return max(1, int(number[1])) if number else 1


def _text(element: Any) -> str:
    """Give the text of an element; a new block begins a line, an inline element does not: a number may be split.

    A raised sign is a remark and stands in brackets.
    """
    parts: list[str] = []
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, closed = stack.pop()
        if closed:
            parts.append(f"){node.tail or ''}" if node.tag == "sup" else node.tail or "")
            continue
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag in _BLOCKS and node is not element:
            parts.append("\n")
        raised = node.tag == "sup" and node is not element
        parts.append(f"({node.text or ''}" if raised else node.text or "")
        for child in reversed(node):
            stack.extend(((child, True), (child, False)))
    return "".join(parts)
