"""A report as separated text or as our own JSON."""

from __future__ import annotations

import csv
import io
import json
from itertools import islice
from pathlib import Path
from typing import Any

from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.text import DELIMITERS, detect_encoding, open_lines
from workflows.reports.form import form_of, forms
from workflows.reports.grid import TALLEST, Grid, spread
from workflows.reports.layout import said, table_four, table_two
from workflows.reports.reading.paper import ReadReport, unreadable


def read_csv(path: Path) -> ReadReport:
    """Read table three as a grid: the first row the columns, the first cells the labels; what stands alone is prose."""
    try:
        with open_lines(path, detect_encoding(path).name) as lines:
            text = lines.read()
    except RegisterError as error:
        raise unreadable(path, "不是 UTF-8、UTF-16 或者 GB18030 的文字", "neither UTF-8, UTF-16 nor GB18030") from error
    delimiter = max(DELIMITERS, key=text.count)
    try:
        rows = tuple(tuple(row) for row in islice(csv.reader(io.StringIO(text), delimiter=delimiter), TALLEST))
    except csv.Error as error:
        raise unreadable(path, "引号没有闭合", str(error)) from error
    prose = "\n".join(cells[0] for row in rows if len(cells := [cell for cell in row if cell.strip()]) == 1)
    return ReadReport(path.name, (rows,), prose, prose.partition("\n")[0])


def read_json(path: Path, raw: bytes) -> ReadReport:
    """Read what ``disclosure report annual --json`` writes."""
    try:
        data = json.loads(raw)
        labels = {column.key: column.zh for column in form_of("2021").columns}
        head = ("", *(labels[key] for key in data["table3"]["cols"]))
        rows = {row.key: row.label for form in forms().values() for row in form.rows}
        three = [head]
        three += [(rows[row["key"]], *(said(cell) for cell in row["cells"])) for row in data["table3"]["rows"]]
        grids = [tuple(three), *_other_tables(data)]
        title = data.get("title") or f"{data['year']}年政府信息公开工作年度报告"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unreadable(path, f"不是年度报告的 JSON：{error}", f"no JSON of a report: {error}") from error
    prose = data.get("prose") or ""
    return ReadReport(
        path.name, tuple(grids), prose if isinstance(prose, str) else "\n".join(map(str, prose.values())), title
    )


def _other_tables(data: dict[str, Any]) -> list[Grid]:
    two, four = data.get("table2"), data.get("table4")
    grids: list[Grid] = []
    if two:
        grids.append(spread(table_two(form_of(str(data.get("form", "2021"))), two)))
    if four:
        grids.append(spread(table_four(lambda group, ending: said(four[group][ending]))))
    return grids
