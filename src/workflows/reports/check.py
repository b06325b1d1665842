"""The audit of a published report, whoever made it.

>>> from pathlib import Path
>>> audit_report(Path("missing.html"))
Traceback (most recent call last):
workflows.reports.errors.ReportError: missing.html: there is no such file
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from workflows.reports.cells import Read
from workflows.reports.findings import Discrepancy, Note, Suspect
from workflows.reports.form import CARRIED_IN, CARRIED_OUT, ENDING_LABELS, ENDINGS, forms, groups, lines
from workflows.reports.identities import four_findings, suspects, three_findings
from workflows.reports.prose import prose_findings
from workflows.reports.published import Published, money, read_published


@frozen
class Audit:
    """What was found in a report."""

    report: Published
    findings: tuple[Discrepancy, ...]
    suspects: tuple[Suspect, ...]
    notes: tuple[Note, ...]

    def is_wrong(self, *, strict: bool = False) -> bool:
        """Tell whether there is an error, or with ``strict`` a warning."""
        return any(strict or finding.severity == "error" for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Give it as ``disclosure.report.check/1``."""
        report = self.report
        return {
            "schema": "disclosure.report.check/1",
            "file": report.file,
            "form": report.form.id,
            "title": report.title,
            "year": report.year,
            "read": {"table2": bool(report.two), "table3": True, "table4": bool(report.four)},
            "table3": report.form.to_dict(report.count, report.three.rows),
            "findings": [finding.to_dict() for finding in self.findings],
            "suspects": [suspect.to_dict() for suspect in self.suspects],
            "notes": [note.to_dict() for note in self.notes],
        }


def audit_report(path: Path, previous: Path | None = None, form: str = "auto") -> Audit:
    """Check a published report: identities, carry-over, prose.

    Args:
        path: HTML, DOCX, XLSX, CSV, JSON or PDF.
        previous: The report of the year before.
        form: ``2021``, ``2019``, or ``auto`` to be told by the tables.

    Raises:
        ReportError: A file is no report, or cannot be read safely.
    """
    return audited(read_published(path, form), read_published(previous) if previous is not None else None)


def audited(report: Published, previous: Published | None = None) -> Audit:
    """Check a report that was read."""
    findings = [
        *_lacking(report),
        *_twice(report),
        *_no_counts(report),
        *three_findings(report),
        *four_findings(report),
        *(_carried(report, previous) if previous else ()),
        *(_flow(report, previous) if previous else ()),
        *prose_findings(report),
        *_form(report),
    ]
    return Audit(report, tuple(findings), suspects(report), tuple(_notes(report)))


def _lacking(report: Published) -> Iterator[Discrepancy]:
    """Say which rows and columns table three lacks."""
    form, three = report.form, report.three
    for row in form.rows:
        if row.key not in three.rows:
            yield Discrepancy(
                "T.missing",
                "error",
                f"表三缺少“{row.label}”一行",
                f"table three has no row {row.key}",
                table=3,
                row=row.key,
                row_label=row.label,
            )
    for column in form.columns:
        if column.key not in three.columns:
            yield Discrepancy(
                "T.missing",
                "error",
                f"表三缺少“{column.zh}”一列",
                f"table three has no column {column.key}",
                table=3,
                col=column.key,
                col_label=column.zh,
            )


def _twice(report: Published) -> Iterator[Discrepancy]:
    """Say what stands twice in table three, or that it does itself."""
    for key in report.three.twice:
        label = "表三" if key == "table" else f"表三的“{report.form.row(key).label}”"
        yield Discrepancy(
            "T.twice",
            "error",
            f"{label}出现了两次，只读了第一次",
            f"{'table three' if key == 'table' else key} stands twice; the first was read",
            table=3,
            row="" if key == "table" else key,
        )


def _no_counts(report: Published) -> Iterator[Discrepancy]:
    """Say where table three has something else in place of a count."""
    form = report.form
    for (row_key, col_key), cell in report.three.cells.items():
        if cell.whole is None:
            row, column = form.row(row_key), form.column(col_key)
            yield _no_count(cell, 3, (row_key, row.label), (col_key, column.zh))
    names = {key: zh for key, zh, _ in groups()}
    endings = dict(zip(ENDINGS, ENDING_LABELS, strict=True))
    for (group, ending), cell in report.four.items():
        if cell.whole is None:
            yield _no_count(cell, 4, (group, names[group]), (ending, endings[ending]))


def _no_count(cell: Read, table: int, row: tuple[str, str], column: tuple[str, str]) -> Discrepancy:
    value = "" if cell.value is None else str(cell.value)
    return Discrepancy(
        "T.integer",
        "error",
        f"“{row[1]}”的“{column[1]}”不是件数{f'：{value}' if value else ''}",
        f"{row[0]}, {column[0]}: no count{f': {value}' if value else ''}",
        table=table,
        row=row[0],
        col=column[0],
        row_label=row[1],
        col_label=column[1],
        left=value or None,
    )


def _carried(report: Published, previous: Published) -> Iterator[Discrepancy]:
    for column in report.form.columns:
        left, right = previous.count(CARRIED_OUT, column.key), report.count(CARRIED_IN, column.key)
        if left is not None and right is not None and left != right:
            yield Discrepancy(
                "Y.carry",
                "error",
                f"{column.zh}：上年度报告结转下年{left}件，本年上年结转为{right}件",
                f"{column.key}: the report before carries {left} on, this one has {right} carried in",
                table=3,
                row=CARRIED_IN,
                col=column.key,
                row_label=report.form.row(CARRIED_IN).label,
                col_label=column.zh,
                left=left,
                right=right,
            )


def _flow(report: Published, previous: Published) -> Iterator[Discrepancy]:
    """Compare what is in force with what was, what was made and what repealed; only the form of 2021 has all three."""
    for key, zh, values in ((line.key, line.zh, line.values) for line in lines(report.form.id)):
        names = [f"{key}.{head.key}" for head in values]
        if f"{key}.in_force" not in {*names} & previous.two.keys() or any(name not in report.two for name in names):
            continue
        issued, repealed, in_force = (money(report.two[name]) for name in names)
        expected = money(previous.two[f"{key}.in_force"]) + issued - repealed
        if expected != in_force:
            yield Discrepancy(
                "W.flow",
                "warning",
                f"{zh}现行有效：上年{money(previous.two[f'{key}.in_force'])}件，加制发{issued}件，减废止{repealed}件，"
                f"应为{expected}件，表中为{in_force}件",
                f"{key} in force: {expected} follow from the year before, made and repealed; the table has {in_force}",
                table=2,
                row=key,
                col="in_force",
                row_label=zh,
                col_label="现行有效件数",
                left=int(expected),
                right=int(in_force),
            )


def _form(report: Published) -> Iterator[Discrepancy]:
    """Name an older version of the form in a year for which a newer one was due."""
    due = next((form for form in forms().values() if report.year is not None and form.first_year <= report.year), None)
    if due is None:
        return
    used = sorted({report.form.id, *report.found_forms})
    for form in [forms()[name] for name in used if forms()[name].first_year < due.first_year]:
        yield Discrepancy(
            "W.form",
            "warning",
            f"{report.year}年度的报告用了{form.zh}，应当用{due.zh}（{due.instrument}）",
            f"the report of {report.year} has the {form.en}; the {due.en} is due ({due.instrument})",
            left=form.id,
            right=due.id,
        )


def _notes(report: Published) -> Iterator[Note]:
    cells = report.three.cells
    blanks = sum(cell.blank for cell in cells.values())
    if blanks:
        yield Note("blank_as_zero", count=blanks)
    for (row, col), cell in cells.items():
        if cell.remark:
            yield Note("remark_in_cell", row=row, col=col, text=cell.remark)
    for name, cell in report.two.items():
        if cell.remark:
            key, _, col = name.partition(".")
            yield Note("remark_in_cell", row=key, col=col, text=cell.remark)
    if not report.two:
        yield Note("no_table_two", text="没有找到表二 / table two was not found")
    if not report.four:
        yield Note("no_table_four", text="没有找到表四 / table four was not found")
    if report.year is None:
        yield Note("no_year", text="没有找到年度 / no year was found")
