"""The end of ``disclosure demo``: a published report that passes, and a damaged copy whose wrong cell is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.text import Text

from workflows.cli.console import Speaker
from workflows.reports.check import Audit, audited
from workflows.reports.form import DATA, named_cell
from workflows.reports.published import published
from workflows.reports.reading.plain import read_json

PUBLISHED = "published-2025.json"
_ROW, _COLUMN, _MORE = "u1", "natural_person", 3


def audit_one(speaker: Speaker) -> bool:
    """Audit a published report and a copy with one number changed; tell whether both came out as they must."""
    say, out = speaker.say, speaker.out
    data = json.loads((DATA / PUBLISHED).read_text(encoding="utf-8"))
    right = _audit(data)
    row = next(row for row in data["table3"]["rows"] if row["key"] == _ROW)
    at = data["table3"]["cols"].index(_COLUMN)
    was, row["cells"][at] = row["cells"][at], row["cells"][at] + _MORE
    wrong = _audit(data)
    title = f"{data['agency']}{data['year']}"
    out.print()
    out.print(Text(say(f"已发布的年度报告：{title}年", f"A published annual report: {title}"), style="bold"))
    errors = len(right.findings)
    out.print(Text(say(f"  照原样：{errors} 处不符", f"  as published: {errors} findings")))
    label, column = named_cell(wrong.report.form, _ROW, _COLUMN, speaker.lang)
    zh = f"  把“{label}”的“{column}”由 {was} 改成 {was + _MORE}：{len(wrong.findings)} 处不符"
    out.print(
        Text(say(zh, f"  with {label}, {column} changed from {was} to {was + _MORE}: {len(wrong.findings)} findings"))
    )
    for suspect in wrong.suspects:
        label, column = named_cell(wrong.report.form, suspect.row, suspect.col, speaker.lang)
        zh = f"  错在“{label}”的“{column}”：表中 {suspect.read}，应为 {suspect.fits}"
        out.print(
            Text(say(zh, f"  wrong: {label}, {column}: {suspect.read}, should be {suspect.fits}"), style="bold red")
        )
    out.print(
        Text(
            say("  自己的报告：disclosure report check 年报.html", "  Your own: disclosure report check FILE"),
            style="dim",
        )
    )
    named = [(suspect.row, suspect.col, suspect.fits) for suspect in wrong.suspects]
    return not right.findings and named == [(_ROW, _COLUMN, was)]


def _audit(data: dict[str, Any]) -> Audit:
    return audited(published(read_json(Path(PUBLISHED), json.dumps(data).encode())))
