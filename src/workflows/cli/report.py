"""``disclosure report``: the annual report of an agency, and the audit of a published one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from deadlines.whole_file import replaced_whole
from workflows.cli.alarms import open_office
from workflows.cli.console import (
    DAY,
    FOUND,
    Refusal,
    Speaker,
    agency_option,
    database,
    place_option,
    plain_table,
    speaking,
)
from workflows.reports.annual import Annual
from workflows.reports.check import Audit, audit_report
from workflows.reports.drafts import title_of
from workflows.reports.figures import Figures, added, figures_from
from workflows.reports.form import ENDINGS, GROUPS, TOTAL, form_of, groups
from workflows.reports.made import differences, form_for, made, read_facts, requests, with_facts
from workflows.reports.plot import months_svg
from workflows.reports.statistics import Share, Statistics, statistics
from workflows.reports.writing.html import page

_FILE = click.Path(path_type=Path)
_READ = click.Path(path_type=Path, exists=True, dir_okay=False)

year_option = click.option("--year", type=click.IntRange(2008, 2100), required=True, help="年度。The year.")
as_of_option = click.option("--as-of", type=DAY, help="只计截至这一天的记录。What was recorded through this day.")
form_option = click.option("--form", type=click.Choice(["2021", "2019"]), help="格式，默认按年度。Version of the form.")


@click.group("report")
def command() -> None:
    """年度报告：由办件记录生成，审核已发布的报告。The annual report: made from histories, or checked."""


@command.command("annual")
@year_option
@as_of_option
@form_option
@click.option("--facts", "facts_file", type=_READ, help="表二和文字（TOML）。Table two and prose.")
@click.option(
    "--returns", type=click.Path(path_type=Path, exists=True, file_okay=False), help="各部门报送的 JSON 所在文件夹。"
)
@click.option("--against", type=_READ, help="已发布时留存的 JSON，逐格比较。A snapshot to compare with.")
@click.option("--out", type=_FILE, help=".docx .xlsx .html .json")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@place_option
@database
@agency_option
@speaking
def annual_command(
    speaker: Speaker,
    *,
    year: int,
    as_of: date | None,
    form: str | None,
    facts_file: Path | None,
    returns: Path | None,
    against: Path | None,
    out: Path | None,
    as_json: bool,
    place: str,
    url: str,
    agency: str,
) -> None:
    """由办件记录生成年度报告的表三、表四；表二和文字由 --facts 给出。Make the annual report of a year.

    例 example: disclosure report annual --year 2025 --facts 表二.toml --out 2025年报.docx
    """
    facts = None if facts_file is None else read_facts(facts_file)
    report = made(open_office(url, agency, place), year, as_of=as_of, form=form or "", facts=facts)
    figures = report.figures if returns is None else added([report.figures, *_returns(returns)], agency)
    if returns is not None and facts is not None:
        figures = with_facts(figures, facts)
    if out is not None:
        _write(figures, out, speaker)
    if as_json:
        click.echo(_text(figures.to_dict()))
    else:
        _show_annual(speaker, figures, out)
    moved = _show_differences(speaker, against, report, quiet=as_json) if against is not None else False
    if figures.unplaced or moved:
        raise click.exceptions.Exit(FOUND)


def _returns(folder: Path) -> list[Figures]:
    """Read the returns of departments."""
    return [figures_from(_json(path), path.name) for path in sorted(folder.iterdir()) if path.suffix.lower() == ".json"]


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


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
            return lambda figures, path: path.write_text(_text(figures.to_dict()) + "\n", encoding="utf-8")
    return None


def _text(data: object) -> str:
    """Write data as JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=1)


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


def _show_differences(speaker: Speaker, against: Path, now: Annual, *, quiet: bool) -> bool:
    """Say which cells a snapshot and the histories tell differently; with ``quiet`` on standard error."""
    then = figures_from(_json(against), against.name)
    out = speaker.err if quiet else speaker.out
    moved = False
    for row, column, before, after, cases in differences(then, now):
        moved = True
        named = f"：{'、'.join(cases[:10])}" if cases else ""
        zh = f"{row} {column}：发布时 {before}，现在 {after}{named}"
        out.print(Text(speaker.say(zh, f"{row} {column}: {before} as published, {after} now")), soft_wrap=True)
    if not moved:
        out.print(Text(speaker.say("与留存的报告没有不同", "the same as the snapshot")))
    return moved


@command.command("cases")
@year_option
@click.option("--cell", required=True, metavar="ROW:COL", help="如 u1:natural_person。Such as review:total.")
@as_of_option
@form_option
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@place_option
@database
@agency_option
@speaking
def cases_command(
    speaker: Speaker,
    *,
    year: int,
    cell: str,
    as_of: date | None,
    form: str | None,
    as_json: bool,
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
    cases = made(open_office(url, agency, place), year, as_of=as_of, form=form or "").cases_of(row, column)
    if as_json:
        data = {"schema": "disclosure.report.cases/1", "row": row, "col": column, "cases": list(cases)}
        click.echo(_text(data))
        return
    for case_id in cases:
        click.echo(case_id)


@command.command("statistics")
@year_option
@click.option("--svg", type=_FILE, help="把逐月的图写入文件。Write the plot of the months.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@place_option
@database
@agency_option
@speaking
def statistics_command(
    speaker: Speaker, *, year: int, svg: Path | None, as_json: bool, place: str, url: str, agency: str
) -> None:
    """统计一年的办理：件数、按时率、用时（工作日），与上年比较。How requests were handled in a year."""
    office = open_office(url, agency, place)
    figures = statistics(requests(office), agency, year, office.desk.basis(place).calendar)
    if svg is not None:
        title = f"{agency}{year}年逐月收到和办结的申请"
        summary = f"全年收到{figures.received}件，办结{figures.whole.ended}件"
        svg.write_text(months_svg(figures.months, title, summary), encoding="utf-8")
    if as_json:
        click.echo(_text(figures.to_dict()))
        return
    _show_statistics(speaker, figures)


def _show_statistics(speaker: Speaker, figures: Statistics) -> None:
    say = speaker.say
    zh = f"{figures.year}年收到 {figures.received} 件（上年 {figures.received_before} 件）"
    speaker.out.print(Text(say(zh, f"{figures.year}: {figures.received} received ({figures.received_before} before)")))
    table = plain_table()
    for head in (
        say("分组", "group"),
        say("办结", "ended"),
        say("按时", "in time"),
        say("中位（工作日）", "median days"),
    ):
        table.add_column(head)
    table.add_column(say("最长", "longest"))
    table.add_row(say("全年", "the year"), *_cells(figures.whole))
    table.add_row(say("上年", "the year before"), *_cells(figures.before))
    for share in (*figures.outcomes, *figures.offices, *figures.channels):
        table.add_row(share.key or say("未写明", "not said"), *_cells(share))
    speaker.out.print(table)
    most = max((max(month.received, month.ended) for month in figures.months), default=0) or 1
    for month in figures.months:
        bar = "▒" * round(30 * month.received / most)
        speaker.out.print(
            Text(
                say(
                    f"{month.month:>2}月 {bar} 收到{month.received} 办结{month.ended}",
                    f"{month.month:>2} {bar} {month.received}/{month.ended}",
                )
            )
        )


def _cells(share: Share) -> Sequence[str]:
    rate = "—" if share.rate is None else f"{100 * share.rate:.1f}%"
    days = "—" if share.median_days is None else f"{share.median_days:g}"
    longest = "—" if share.longest_days is None else f"{share.longest_days}（{share.longest_case}）"
    return str(share.ended), f"{rate}（{share.in_time}/{share.judged}）", days, longest


@command.command("check")
@click.argument("file", type=_FILE)
@click.option("--previous", type=_FILE, help="上年度的报告，核对结转和现行有效。The report of the year before.")
@click.option(
    "--form",
    type=click.Choice(["auto", "2021", "2019"]),
    default="auto",
    show_default=True,
    help="格式。Version of the form.",
)
@click.option("--strict", is_flag=True, help="提示也算问题。Warnings count as findings.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@speaking
def check(speaker: Speaker, *, file: Path, previous: Path | None, form: str, strict: bool, as_json: bool) -> None:
    """核对勾稽关系、结转、正文数字，指出错在哪一格。Check a report; the wrong cell is named.

    文件可以是 HTML、DOCX、XLSX、XLS、ODS、CSV、JSON，另装 pdf 后可以是 PDF。

    例 example: disclosure report check 2024年报.html --previous 2023年报.html
    """
    audit = audit_report(file, previous, form)
    if as_json:
        click.echo(_text(audit.to_dict()))
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
            row, column = report.form.row(suspect.row), report.form.column(suspect.col)
            read = "—" if suspect.read is None else str(suspect.read)
            table.add_row(say(row.label, row.key), say(column.zh, column.en), read, str(suspect.fits))
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
