"""``disclosure report check FOLDER``: the reports of many agencies, and the list of what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from deadlines.whole_file import replaced_whole
from workflows.cli.console import FOUND, Refusal, Speaker, plain_table
from workflows.reports.check import audit_report
from workflows.reports.errors import ReportError
from workflows.reports.form import named_cell

_HEADS = ("文件", "年度", "规则", "行", "列", "说明")


def check_folder(speaker: Speaker, folder: Path, form: str, out: Path | None, *, strict: bool) -> None:
    """Check every file of a folder; what cannot be read is listed too."""
    if out is not None and out.suffix.lower() != ".xlsx":
        raise Refusal(speaker.say(f"{out.name}：请用 .xlsx", f"{out.name}: use .xlsx"), speaker.lang)
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    lines: list[tuple[str, ...]] = []
    wrong = 0
    for path in files:
        try:
            audit = audit_report(path, form=form)
        except ReportError as error:
            wrong += 1
            lines.append((path.name, "", "", "", "", speaker.say(error.why.zh, error.why.en)))
            continue
        wrong += audit.is_wrong(strict=strict)
        year = str(audit.report.year or "")
        for each in audit.findings:
            told = (each.row_label or each.row, each.col_label or each.col, speaker.say(each.text, each.text_en))
            lines.append((path.name, year, each.rule, *told))
        for cell in audit.suspects:
            told = (
                *named_cell(audit.report.form, cell.row, cell.col, "zh"),
                speaker.say(f"应改为 {cell.fits}", f"should be {cell.fits}"),
            )
            lines.append((path.name, year, "", *told))
    _show(speaker, lines)
    speaker.out.print(
        Text(
            speaker.say(f"{len(files)} 份，{wrong} 份有问题", f"{len(files)} files, {wrong} of them wrong"),
            style="bold",
        )
    )
    if out is not None:
        with replaced_whole(out) as passing:
            _write(lines, passing)
        speaker.out.print(Text(speaker.say(f"已写入 {out}", f"written to {out}")))
    if wrong:
        raise click.exceptions.Exit(FOUND)


def _show(speaker: Speaker, lines: list[tuple[str, ...]]) -> None:
    table = plain_table()
    for head in _HEADS:
        table.add_column(head)
    for line in lines:
        table.add_row(*map(Text, line))
    if lines:
        speaker.out.print(table)


def _write(lines: list[tuple[str, ...]], path: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  an extra

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        wrapped = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("问题清单")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for at, width in enumerate((28, 8, 12, 36, 16, 60)):
            sheet.set_column(at, at, width)
        for n, line in enumerate([_HEADS, *lines]):
            for at, text in enumerate(line):
                sheet.write_string(n, at, text, wrapped)
