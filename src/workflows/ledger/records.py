"""One row of a result as plain data and as cells, and the totals; the keys are the schema ``disclosure.audit/1``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from deadlines.law.wording import Lang
from workflows.ledger.cells import plain
from workflows.ledger.fields import fields
from workflows.ledger.mapping import Columns
from workflows.ledger.reading import Register
from workflows.ledger.request import LATE, OPEN, OVERDUE, UNRECORDED, Finding
from workflows.ledger.tally import REPEATED, Entry, Tally
from workflows.ledger.wording import SYMBOL, finding_text, reversal_text, status_text

SCHEMA = "disclosure.audit/1"

HEAD = (
    ("行号", "line"),
    ("申请编号", "id"),
    ("标志", "sign"),
    ("结论", "verdict"),
    ("收到日期", "received"),
    ("届满日（不含延期）", "due without extension"),
    ("届满日", "due"),
    ("答复（终止）日期", "answered or closed"),
    ("逾期工作日", "working days late"),
    ("剩余工作日", "working days left"),
    ("缺漏与矛盾", "missing or impossible"),
    ("会改变结论的其他理解", "readings that reverse the verdict"),
    ("依据", "article"),
)
"""The headers of a verdict, Chinese and English."""

ResultCell = str | int | date | None


def head(columns: Columns, lang: Lang, beyond: int = 0) -> list[str]:
    """Give the headers of a result: the verdict's, then the register's own; columns beyond them go by their number."""
    own = list(columns.headers) + [f"#{len(columns.headers) + at + 1}" for at in range(beyond)]
    return [zh if lang == "zh" else en for zh, en in HEAD] + own


def flat(entry: Entry, lang: Lang) -> list[ResultCell]:
    """Give one entry as cells in the order of the verdict's headers."""
    verdict = entry.verdict
    late = verdict.days if verdict.status in {LATE, OVERDUE, UNRECORDED} else None
    separator = "；" if lang == "zh" else "; "
    return [
        entry.line,
        entry.id,
        SYMBOL[verdict.status],
        status_text(verdict.status, lang),
        verdict.received,
        verdict.base_due,
        verdict.due,
        verdict.ended,
        late,
        verdict.days if verdict.status == OPEN else None,
        separator.join(finding_text(finding, lang) for finding in verdict.findings),
        separator.join(reversal_text(reversal, lang) for reversal in verdict.reversals),
        verdict.article,
    ]


def record(entry: Entry, columns: Columns) -> dict[str, Any]:
    """Give one entry as plain data; every cell of the register is there under a name of its own."""
    verdict = entry.verdict
    return {
        **({"sheet": entry.sheet} if entry.sheet else {}),
        "line": entry.line,
        "id": entry.id,
        "status": verdict.status,
        "received": _iso(verdict.received),
        "base_due": _iso(verdict.base_due),
        "due": _iso(verdict.due),
        "ended": _iso(verdict.ended),
        "days": verdict.days,
        "certainty": verdict.certainty,
        "rule": verdict.rule,
        "article": verdict.article,
        "findings": [finding_record(finding) for finding in verdict.findings],
        "readings": [
            {"point": other.point, "choice": other.choice, "due": _iso(other.due), "in_time": other.in_time}
            for other in verdict.reversals
        ],
        "cells": {columns.label(at): plain(cell) for at, cell in enumerate(_kept(entry.cells, columns))},
    }


def _kept(cells: Sequence[object], columns: Columns) -> Sequence[object]:
    """Give the cells up to the last with content, and all below headers."""
    last = len(cells)
    while last > len(columns.headers) and cells[last - 1] in {None, ""}:
        last -= 1
    return cells[:last]


def finding_record(finding: Finding) -> dict[str, Any]:
    """Give a finding as plain data, with its sentence in both languages."""
    return {
        "code": finding.code,
        "values": list(finding.values),
        "article": finding.article,
        "zh": finding_text(finding, "zh"),
        "en": finding_text(finding, "en"),
    }


def totals(tally: Tally, on: date) -> dict[str, Any]:
    """Give the counts as plain data: ``rows`` is the sum of ``by_status``."""
    findings = dict(tally.by_finding) | ({REPEATED: tally.repeated} if tally.repeated else {})
    return {
        "on": on.isoformat(),
        "rows": tally.rows,
        "by_status": dict(tally.by_status),
        "by_finding": dict(sorted(findings.items())),
        "by_rule": dict(sorted(tally.by_rule.items())),
        "reversible": tally.reversible,
        "repeated": tally.repeated,
    }


def register_record(register: Register) -> dict[str, Any]:
    """Give as plain data how a register was read: which column was which, and what was not read."""
    columns = register.columns
    return {
        "file": register.path.name,
        "sheet": register.sheet,
        "encoding": register.encoding,
        "skipped": register.skipped,
        "columns": {name: columns.label(at) for name, at in columns.index.items()},
        "unused": list(columns.unused),
        "other_sheets": list(register.other_sheets),
        "notes": [finding_record(note) for note in register.notes],
    }


def used_columns(columns: Columns, lang: Lang) -> list[tuple[str, str]]:
    """Name each field that has a column, and the column."""
    known = fields()
    return [
        (known[name].zh if lang == "zh" else name, columns.label(at))
        for name, at in sorted(columns.index.items(), key=lambda item: item[1])
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
