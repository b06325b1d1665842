"""``disclosure report check``: the audit of a published report."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from workflows.cli.console import FOUND, Refusal, Speaker, json_text, plain_table, speaking
from workflows.cli.report_folder import check_folder
from workflows.reports.check import Audit, audit_report
from workflows.reports.form import named_cell

_FILE = click.Path(path_type=Path)


@click.command("check")
@click.argument("file", type=_FILE)
@click.option("--previous", type=_FILE, help="上年度的报告，核对结转和现行有效。The report of the year before.")
@click.option(
    "--form",
    type=click.Choice(["auto", "2021", "2019"]),
    default="auto",
    show_default=True,
    help="格式。Version of the form.",
)
@click.option("--out", type=_FILE, help="文件夹中各报告的问题写入 .xlsx。Findings of a folder as a workbook.")
@click.option("--strict", is_flag=True, help="提示也算问题。Warnings count as findings.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@speaking
def check(
    speaker: Speaker, *, file: Path, previous: Path | None, form: str, out: Path | None, strict: bool, as_json: bool
) -> None:
    """核对勾稽关系、结转、正文数字，指出错在哪一格。Check a report; the wrong cell is named.

    给文件夹的，逐份核对其中的报告，--out 写成问题清单。A folder is checked file by file.

    文件可以是 HTML、DOCX、XLSX、XLS、ODS、CSV、JSON，另装 pdf 后可以是 PDF。

    例 example: disclosure report check 2024年报.html --previous 2023年报.html
    """
    if file.is_dir():
        if previous is not None or as_json:
            zh = "核对文件夹时不能用 --previous 或者 --json，请逐份核对"
            raise Refusal(
                speaker.say(zh, "a folder takes neither --previous nor --json: check its files one by one"),
                speaker.lang,
            )
        check_folder(speaker, file, form, out, strict=strict)
        return
    if out is not None:
        zh = "--out 只用于文件夹；一份报告的结果用 --json"
        raise Refusal(speaker.say(zh, "--out is for a folder; for one report use --json"), speaker.lang)
    audit = audit_report(file, previous, form)
    if as_json:
        click.echo(json_text(audit.to_dict()))
    else:
        _show(speaker, audit)
    if audit.is_wrong(strict=strict):
        raise click.exceptions.Exit(FOUND)


def _show(speaker: Speaker, audit: Audit) -> None:
    """Print what was read, each finding, and the cell that is wrong."""
    report, say, out = audit.report, speaker.say, speaker.out
    year = f"{report.year}" if report.year else say("年度不明", "year unknown")
    out.print(Text(f"{report.title or report.file}（{year}，{say(report.form.zh, report.form.en)}）", style="bold"))
    for finding in audit.findings:
        is_error = finding.severity == "error"
        sign = "✗" if is_error else "!"
        line = f"{sign} {finding.rule} {say(finding.text, finding.text_en)}"
        out.print(Text(line, style="red" if is_error else "yellow"), soft_wrap=True)
    if audit.suspects:
        out.print(Text(say("应当改的单元格", "The cells to change"), style="bold"))
        table = plain_table()
        for head in (say("行", "row"), say("列", "column"), say("报告中", "in the report"), say("应为", "should be")):
            table.add_column(head)
        for suspect in audit.suspects:
            row, column = named_cell(report.form, suspect.row, suspect.col, speaker.lang)
            read = "—" if suspect.read is None else str(suspect.read)
            table.add_row(row, column, read, str(suspect.fits))
        out.print(table)
    for note in audit.notes:
        out.print(Text(f"· {_note(speaker, note.code, note.count, note.text)}", style="dim"), soft_wrap=True)
    errors = sum(finding.severity == "error" for finding in audit.findings)
    warnings = len(audit.findings) - errors
    out.print(Text(say(f"{errors} 处错误，{warnings} 处提示", f"{errors} errors, {warnings} warnings")))


def _note(speaker: Speaker, code: str, count: int, text: str) -> str:
    if code == "blank_as_zero":
        return speaker.say(f"{count} 个空白或者“/”“-”等单元格按0读", f"{count} blank cells were read as 0")
    if code == "remark_in_cell":
        return speaker.say(f"单元格中的说明没有计入：{text}", f"a remark in a cell was left out: {text}")
    return text
