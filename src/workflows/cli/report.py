"""``disclosure report``: the annual report of an agency, and the audit of a published one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import click
from attrs import evolve
from rich.text import Text

from deadlines.whole_file import replaced_whole
from workflows.cli.console import (
    FOUND,
    Refusal,
    Speaker,
    json_text,
    office_options,
    plain_table,
    speaking,
)
from workflows.cli.report_check import check
from workflows.cli.report_options import (
    all_agencies_option,
    as_of_option,
    form_option,
    offices,
    whose,
    year_option,
)
from workflows.cli.report_statistics import statistics_command
from workflows.reports.drafts import title_of
from workflows.reports.facts import read_facts, with_facts
from workflows.reports.figures import Figures, added, figures_from
from workflows.reports.form import ENDINGS, GROUPS, TOTAL, form_of, groups, named_cell
from workflows.reports.made import ChangedNumber, differences, form_for, made_of_all
from workflows.reports.returns import read_data, read_names, read_returns
from workflows.reports.writing.html import page

_FILE = click.Path(path_type=Path)
_READ = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("report")
def command() -> None:
    """年度报告：由办件记录生成，审核已发布的报告。The annual report: made from histories, or checked."""


command.add_command(statistics_command)
command.add_command(check)


@command.command("annual")
@year_option
@as_of_option
@form_option
@click.option("--facts", "facts_file", type=_READ, help="表二、文字和机关名称（TOML）。Table two, prose, name.")
@click.option(
    "--returns",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="各部门报送的 JSON 所在文件夹，相加。Returns of departments to add.",
)
@click.option("--expected", type=_READ, help="应当报送的机关，一行一个。Agencies that owe a return, one a line.")
@click.option("--against", type=_READ, help="发布时留存的 JSON，逐格比较。A snapshot to compare with.")
@click.option("--out", type=_FILE, help=".docx .xlsx .html .json")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@all_agencies_option
@office_options
@speaking
def annual_command(
    speaker: Speaker,
    *,
    year: int,
    as_of: date | None,
    form: str | None,
    facts_file: Path | None,
    returns: Path | None,
    expected: Path | None,
    against: Path | None,
    out: Path | None,
    as_json: bool,
    all_agencies: bool,
    place: str,
    url: str,
    agency: str,
) -> None:
    """由办件记录生成年度报告的表三、表四；表二和文字由 --facts 给出。Make the annual report of a year.

    例 example: disclosure report annual --year 2025 --facts 表二.toml --out 2025年报.docx
    """
    facts = None if facts_file is None else read_facts(facts_file, form_of(form_for(year, form or "")))
    every = offices(url, agency, place, all_agencies=all_agencies)
    report = made_of_all(every, year, whose(every, agency, speaker), as_of=as_of, form=form or "")
    figures = report.figures if returns is None else _with_returns(report.figures, returns, expected)
    figures = with_facts(figures, facts)
    if out is not None:
        _write(figures, out, speaker)
    data = figures.to_dict()
    changed: list[ChangedNumber] = []
    if against is not None:
        then = figures_from(read_data(against), against.name)
        as_then = made_of_all(every, year, then.agency, as_of=then.as_of, form=then.form.id)
        changed = list(differences(then, evolve(report, figures=figures), as_then))
        data["changed"] = [difference.to_dict() for difference in changed]
    if as_json:
        click.echo(json_text(data))
    else:
        _show_annual(speaker, figures, out)
        if against is not None:
            _show_differences(speaker, changed, figures)
    if figures.unplaced or changed or any(warned.code == "return_missing" for warned in figures.warnings):
        raise click.exceptions.Exit(FOUND)


def _with_returns(own: Figures, folder: Path, expected: Path | None) -> Figures:
    """Add the returns of departments to the own numbers, and say which are missing."""
    returns = read_returns(folder)
    names = () if expected is None else read_names(expected)
    whole = added([own, *returns.reports], own.agency)
    return evolve(whole, warnings=(*whole.warnings, *returns.warnings(names)))


def _write(figures: Figures, out: Path, speaker: Speaker) -> None:
    """Write the report whole or not at all, in the format of its suffix."""
    write = _writer(out.suffix.lower())
    if write is None:
        zh = f"{out.name}：写不了 {out.suffix or '没有后缀的文件'}，请用 .docx .xlsx .html 或者 .json"
        raise Refusal(speaker.say(zh, f"{out.name}: use .docx, .xlsx, .html or .json"), speaker.lang)
    with replaced_whole(out) as passing:
        write(figures, passing)


def _writer(suffix: str) -> Callable[[Figures, Path], object] | None:
    match suffix:
        case ".docx":
            from workflows.reports.writing.docx import write_docx  # noqa: PLC0415  # an extra

            return write_docx
        case ".xlsx":
            from workflows.reports.writing.xlsx import write_xlsx  # noqa: PLC0415  # an extra

            return write_xlsx
        case ".html" | ".htm":
            return lambda figures, path: path.write_text(page(figures), encoding="utf-8")
        case ".json":
            return lambda figures, path: path.write_text(json_text(figures.to_dict()) + "\n", encoding="utf-8")
    return None


def _show_annual(speaker: Speaker, figures: Figures, out: Path | None) -> None:
    """Print table three, table four and what to look at."""
    say = speaker.say
    speaker.out.print(Text(f"{title_of(figures)}（{say(figures.form.zh, figures.form.en)}）", style="bold"))
    table = plain_table()
    table.add_column(say("表三", "table three"))
    for column in figures.form.columns:
        table.add_column(say(column.zh, column.en), justify="right")
    for row in figures.form.rows:
        label = row.label if speaker.lang == "zh" else row.key
        table.add_row(label[:24], *(str(figures.count(row.key, column.key)) for column in figures.form.columns))
    speaker.out.print(table)
    for group, zh, _ in groups():
        counts = " ".join(str(figures.ended(group, ending)) for ending in ENDINGS)
        speaker.out.print(
            Text(say(f"表四 {zh}（维持 纠正 其他 未审结 总计）：{counts}", f"table four {group}: {counts}"))
        )
    for warning in figures.warnings:
        speaker.out.print(Text(f"! {say(warning.text, warning.text_en)}", style="yellow"), soft_wrap=True)
    if out is not None:
        speaker.out.print(Text(say(f"已写入 {out}", f"written to {out}")))


def _show_differences(speaker: Speaker, changed: Sequence[ChangedNumber], figures: Figures) -> None:
    """Say which numbers a snapshot and the histories tell differently, and which cases make it so."""
    if not changed:
        speaker.out.print(Text(speaker.say("与留存的报告没有不同", "the same as the snapshot")))
        return
    speaker.out.print(Text(speaker.say("与发布时不同", "Not as published"), style="bold"))
    table = plain_table()
    for head in (
        speaker.say("行", "row"),
        speaker.say("列", "column"),
        speaker.say("发布时", "as published"),
        speaker.say("现在", "now"),
        speaker.say("案件（+ 增加 - 减少）", "cases (+ came, - went)"),
    ):
        table.add_column(head)
    for each in changed:
        cases = " ".join([*(f"+{case}" for case in each.came[:10]), *(f"-{case}" for case in each.went[:10])])
        row, column = named_cell(figures.form, each.row, each.col, speaker.lang)
        then, now = ("—" if number is None else str(number) for number in (each.then, each.now))
        table.add_row(row, column, then, now, cases)
    speaker.out.print(table)


@command.command("cases")
@year_option
@click.option("--cell", required=True, metavar="ROW:COL", help="如 u1:natural_person。Such as review:total.")
@as_of_option
@form_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@all_agencies_option
@office_options
@speaking
def cases_command(
    speaker: Speaker,
    *,
    year: int,
    cell: str,
    as_of: date | None,
    form: str | None,
    as_json: bool,
    all_agencies: bool,
    place: str,
    url: str,
    agency: str,
) -> None:
    """列出一个单元格所计的案件。Name the cases of a cell.

    例 example: disclosure report cases --year 2025 --cell u1:natural_person
    """
    row, _, column = cell.partition(":")
    known = form_of(form_for(year, form or ""))
    rows, columns = {each.key for each in known.rows}, {each.key for each in known.columns}
    if not ((row in rows and column in columns) or (row in GROUPS and column in ENDINGS)):
        known_rows, known_columns = "、".join([*sorted(rows), *GROUPS]), "、".join([*sorted(columns), *ENDINGS])
        zh = f"没有单元格 {cell}：行为 {known_rows}；列为 {known_columns}"
        raise Refusal(
            speaker.say(zh, f"no cell {cell}: give ROW:COL, such as new:{TOTAL} or review:{TOTAL}"), speaker.lang
        )
    every = offices(url, agency, place, all_agencies=all_agencies)
    report = made_of_all(every, year, whose(every, agency, speaker), as_of=as_of, form=form or "")
    cases = report.cases_of(row, column)
    if as_json:
        data = {"schema": "disclosure.report.cases/1", "row": row, "col": column, "cases": list(cases)}
        click.echo(json_text(data))
        return
    for case_id in cases:
        click.echo(case_id)
