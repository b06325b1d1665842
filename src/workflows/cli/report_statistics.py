"""``disclosure report statistics``: how requests were handled in a year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from rich.text import Text

from deadlines.whole_file import replaced_whole
from workflows.cli.console import (
    Refusal,
    Speaker,
    json_text,
    office_options,
    plain_table,
    speaking,
)
from workflows.cli.report_options import all_agencies_option, offices, whose, year_option
from workflows.reports.handling import Told, plot_words, summary, tables_of
from workflows.reports.made import requests
from workflows.reports.plot import months_svg
from workflows.reports.statistics import Statistics, statistics

_FILE = click.Path(path_type=Path)


@click.command("statistics")
@year_option
@click.option("--out", type=_FILE, help=".html .xlsx .json .svg")
@click.option("--svg", type=_FILE, help="把逐月的图写入文件。Write the plot of the months.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
@all_agencies_option
@office_options
@speaking
def statistics_command(
    speaker: Speaker,
    *,
    year: int,
    out: Path | None,
    svg: Path | None,
    as_json: bool,
    all_agencies: bool,
    place: str,
    url: str,
    agency: str,
) -> None:
    """统计一年的办理：件数、按时率、用时（工作日），按结果、单位、渠道、月份，与上年比较。How requests were handled.

    例 example: disclosure report statistics --year 2025 --out 2025统计.xlsx
    """
    every = offices(url, agency, place, all_agencies=all_agencies)
    known = [request for office in every for request in requests(office, with_offices=True)]
    figures = statistics(known, whose(every, agency, speaker), year, every[0].basis(place).calendar)
    for path in filter(None, (out, svg)):
        write = _writer(".svg" if path is svg else path.suffix.lower())
        if write is None:
            zh = f"{path.name}：写不了 {path.suffix or '没有后缀的文件'}，请用 .html .xlsx .json 或者 .svg"
            raise Refusal(speaker.say(zh, f"{path.name}: use .html, .xlsx, .json or .svg"), speaker.lang)
        with replaced_whole(path) as passing:
            write(figures, passing)
    if as_json:
        click.echo(json_text(figures.to_dict()))
        return
    _show(speaker, figures)
    for path in filter(None, (out, svg)):
        speaker.out.print(Text(speaker.say(f"已写入 {path}", f"written to {path}")))


def _writer(suffix: str) -> Callable[[Statistics, Path], object] | None:
    match suffix:
        case ".html" | ".htm":
            from workflows.reports.writing.statistics import statistics_page  # noqa: PLC0415  # asked for alone

            return lambda figures, path: path.write_text(statistics_page(figures), encoding="utf-8")
        case ".xlsx":
            from workflows.reports.writing.statistics import write_statistics  # noqa: PLC0415  # an extra

            return write_statistics
        case ".json":
            return lambda figures, path: path.write_text(json_text(figures.to_dict()) + "\n", encoding="utf-8")
        case ".svg":
            return lambda figures, path: path.write_text(
                months_svg(figures.months, *plot_words(figures)), encoding="utf-8"
            )
    return None


def _show(speaker: Speaker, figures: Statistics) -> None:
    """Print the sentence of the year, a table for each grouping, and the months as bars with their numbers."""
    speaker.out.print(Text(summary(figures, speaker.lang)), soft_wrap=True)
    *shares, months = tables_of(figures, speaker.lang)
    for told in shares:
        speaker.out.print(Text(f"\n{told.title}", style="bold"))
        table = plain_table()
        for at, head in enumerate(told.heads):
            table.add_column(head, justify="left" if at in {0, len(told.heads) - 1} else "right")
        for row in told.rows:
            table.add_row(*map(_said, row))
        speaker.out.print(table)
    speaker.out.print(Text(f"\n{months.title}", style="bold"))
    most = max((max(month.received, month.ended) for month in figures.months), default=0) or 1
    for month in figures.months:
        for name, sign, count in ((months.heads[1], "▒", month.received), (months.heads[2], "█", month.ended)):
            start = f"{month.month:>2}" if sign == "▒" else "  "
            speaker.out.print(Text(f"{start} {name} {sign * round(30 * count / most)} {count}"))


def _said(value: Told) -> str:
    if value is None or value == "":
        return "—"
    return f"{value:g}" if isinstance(value, float) else str(value)
