"""The full result of an audit as XLSX, CSV or JSON: whole or not at all, row after row."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from deadlines.errors import Reason
from deadlines.law.wording import Lang
from deadlines.whole_file import replaced_whole
from workflows.ledger.errors import OutputError
from workflows.ledger.mapping import Columns
from workflows.ledger.request import LATE, OPEN, OVERDUE
from workflows.ledger.tally import Entry, Tally
from workflows.ledger.wording import SYMBOL, finding_text, reversal_text, status_text

SCHEMA = "disclosure.audit/1"
XLSX_ROWS = 1_048_576

_HEAD = (
    ("line", "行号", "line"),
    ("id", "申请编号", "id"),
    ("symbol", "标志", "sign"),
    ("status", "结论", "verdict"),
    ("received", "收到日期", "received"),
    ("base_due", "届满日（不含延期）", "due without extension"),
    ("due", "届满日", "due"),
    ("ended", "答复（终止）日期", "answered or closed"),
    ("days_late", "逾期工作日", "working days late"),
    ("days_left", "剩余工作日", "working days left"),
    ("findings", "缺漏与矛盾", "missing or impossible"),
    ("turns", "会改变结论的其他理解", "readings that reverse the verdict"),
    ("article", "依据", "article"),
)


def write_result(path: Path, entries: Iterable[Entry], columns: Columns, tally: Tally, *, on: date, lang: Lang) -> None:
    """Write every entry to a file, by its suffix; an existing file is replaced only once all is written.

    Cells of the register follow the verdict, unchanged. Text never becomes a formula.

    Args:
        path: Ends in .xlsx, .csv or .json.
        entries: Taken one by one.
        columns: Their headers come behind the verdict's.
        tally: Read after the last entry, for the totals of JSON.
        on: The day the register was looked at.
        lang: Language of the sentences.

    Raises:
        OutputError: The suffix is unknown, a needed package is missing, or the rows do not fit.
    """
    writers: dict[str, Callable[[Path], None]] = {
        ".csv": lambda part: _write_csv(part, entries, columns, lang),
        ".json": lambda part: _write_json(part, entries, columns, tally, on),
        ".xlsx": lambda part: _write_xlsx(part, path, entries, columns, lang),
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        why = Reason(
            "output.no_format",
            f"结果不能写成这种格式（{path.suffix or '没有后缀'}）",
            f"{path.suffix or 'no suffix'} is no result format",
        )
        raise OutputError(
            str(path), why, Reason("then.end_in", "请以 .xlsx、.csv 或 .json 结尾", "end it in .xlsx, .csv or .json")
        )
    try:
        with replaced_whole(path) as part:
            write(part)
    except OSError as error:
        why = Reason("output.unwritable", f"不能写入（{error.strerror}）", f"cannot be written: {error.strerror}")
        raise OutputError(
            str(path), why, Reason("then.check_folder", "请核对文件夹及其权限", "check the folder and its rights")
        ) from error


def head(columns: Columns, lang: Lang) -> list[str]:
    """Give the headers of the result: the verdict's, then the register's own."""
    return [zh if lang == "zh" else en for _, zh, en in _HEAD] + list(columns.headers)


def flat(entry: Entry, lang: Lang) -> list[str | int | date | None]:
    """Give one entry as cells in the order of the verdict's headers."""
    verdict = entry.verdict
    late = verdict.days if verdict.status in {LATE, OVERDUE} else None
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
        separator.join(reversal_text(turn, lang) for turn in verdict.reversals),
        verdict.article,
    ]


_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cell: object) -> object:
    r"""Write a cell so that no spreadsheet takes it for a formula.

    >>> defused('=HYPERLINK("x")'), defused("答复"), defused(-3)
    ('\'=HYPERLINK("x")', '答复', -3)
    """
    if isinstance(cell, str) and cell.startswith(_RISKY):
        return "'" + cell
    return cell


def _write_csv(part: Path, entries: Iterable[Entry], columns: Columns, lang: Lang) -> None:
    # The mark makes spreadsheet programs read it as UTF-8.
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([defused(cell) for cell in head(columns, lang)])
        for entry in entries:
            out.writerow([defused(cell) for cell in (*flat(entry, lang), *entry.cells)])


def record(entry: Entry, columns: Columns) -> dict[str, Any]:
    """Give one entry as plain data; its keys are the stable schema ``disclosure.audit/1``."""
    verdict = entry.verdict
    return {
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
        "findings": [
            {
                "code": finding.code,
                "values": list(finding.values),
                "article": finding.article,
                "zh": finding_text(finding, "zh"),
                "en": finding_text(finding, "en"),
            }
            for finding in verdict.findings
        ],
        "readings": [
            {"point": turn.point, "choice": turn.choice, "due": turn.due.isoformat(), "in_time": turn.in_time}
            for turn in verdict.reversals
        ],
        "cells": {header: _plain(cell) for header, cell in zip(columns.headers, entry.cells, strict=False) if header},
    }


def totals(tally: Tally, on: date) -> dict[str, Any]:
    """Give the counts as plain data: ``rows`` is the sum of ``by_status``."""
    return {
        "on": on.isoformat(),
        "rows": tally.rows,
        "by_status": dict(tally.by_status),
        "by_finding": dict(sorted(tally.by_finding.items())),
        "by_rule": dict(sorted(tally.by_rule.items())),
        "reversible": tally.reversible,
    }


def _write_json(part: Path, entries: Iterable[Entry], columns: Columns, tally: Tally, on: date) -> None:
    with part.open("w", encoding="utf-8") as file:
        write_json(file, entries, columns, tally, on)


def write_json(file: IO[str], entries: Iterable[Entry], columns: Columns, tally: Tally, on: date) -> None:
    """Write the JSON result to an open stream, such as standard output."""
    file.write(f'{{"schema": "{SCHEMA}",\n"rows": [')
    for number, entry in enumerate(entries):
        file.write(",\n" if number else "\n")
        file.write(json.dumps(record(entry, columns), ensure_ascii=False))
    file.write(f'\n],\n"totals": {json.dumps(totals(tally, on), ensure_ascii=False)}}}\n')


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(cell: object) -> object:
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, (str, int, float, bool)) else str(cell)


def _write_xlsx(part: Path, path: Path, entries: Iterable[Entry], columns: Columns, lang: Lang) -> None:
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  an extra: needed for this format alone
    except ModuleNotFoundError:
        raise OutputError(
            str(path),
            Reason("output.needs_xlsxwriter", "写 .xlsx 需要 XlsxWriter", "writing .xlsx needs XlsxWriter"),
            Reason(
                "then.install",
                "请安装：python -m pip install 'disclosure-workflows[xlsx]'",
                "python -m pip install 'disclosure-workflows[xlsx]'",
            ),
        ) from None
    with part.open("wb") as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
        try:
            _fill_sheet(book, path, entries, columns, lang)
        finally:
            book.close()


def _fill_sheet(book: Any, path: Path, entries: Iterable[Entry], columns: Columns, lang: Lang) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    late, bold = book.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"}), book.add_format({"bold": True})
    sheet = book.add_worksheet("审查结果" if lang == "zh" else "audit")
    sheet.freeze_panes(1, 0)
    for at, width in enumerate((7, 18, 6, 14, 12, 12, 12, 12, 11, 11, 50, 50, 44)):
        sheet.set_column(at, at, width)
    for at, name in enumerate(head(columns, lang)):
        sheet.write_string(0, at, name, bold)
    for row, entry in enumerate(entries, start=1):
        if row >= XLSX_ROWS:
            why = Reason(
                "output.too_many_rows",
                f"一张工作表最多 {XLSX_ROWS} 行，台账更多",
                f"a sheet holds {XLSX_ROWS} rows and the register has more",
            )
            raise OutputError(str(path), why, Reason("then.write_csv", "请改写 .csv", "write .csv instead"))
        mark = late if entry.verdict.status in {LATE, OVERDUE} else None
        _write_row(sheet, row, (*flat(entry, lang), *entry.cells), day, mark)


_STATUS_COLUMNS = (2, 3)


def _write_row(sheet: Any, row: int, cells: Sequence[object], day: Any, mark: Any) -> None:
    for at, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, date):
            whole = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
            sheet.write_datetime(row, at, whole, day)
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            sheet.write_number(row, at, cell)
        else:
            sheet.write_string(row, at, str(cell), mark if at in _STATUS_COLUMNS else None)
