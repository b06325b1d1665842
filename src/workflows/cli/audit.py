"""``disclosure audit``: a register of requests, every row to one verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import click
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from deadlines import china, rulebook
from workflows.batches import seldom_collected
from workflows.cli.console import DAY, FOUND, OK, Refusal, Speaker, item, plain_table, speaking, styled, today
from workflows.ledger import (
    Entry,
    LegalBasis,
    MappingError,
    Register,
    Tally,
    audit,
    count_up,
    open_register,
    read_mapping,
    tallied,
    write_result,
)
from workflows.ledger.fields import fields
from workflows.ledger.reading import BrokenLines, Piece
from workflows.ledger.request import BAD, CLOSED, IN_TIME, LATE, OPEN, OVERDUE, STATUSES, SUSPENDED, WAITING
from workflows.ledger.wording import SYMBOL, day_text, finding_text, outcome, reversal_text, status_text
from workflows.ledger.writing import write_json

STYLE = {
    IN_TIME: "green",
    LATE: "bold red",
    OPEN: "cyan",
    OVERDUE: "bold red",
    SUSPENDED: "yellow",
    WAITING: "yellow",
    CLOSED: "dim",
    BAD: "bold magenta",
}
_PROGRESS_FROM = 5_000_000
"""Bytes from which reading takes long enough to show how far it is."""


def _show_fields(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:  # noqa: FBT001  click calls it
    """List the columns that are known and the headers they go by, then leave."""
    if not asked or ctx.resilient_parsing:
        return
    table = plain_table()
    for title in ("字段 field", "名称 name", "认得的表头 headers"):
        table.add_column(title, overflow="fold")
    for field in fields().values():
        table.add_row(field.name, Text(field.zh + ("（必需）" if field.required else "")), "、".join(field.shown))
    Speaker("zh").out.print(table)
    ctx.exit()


@click.command("audit")
@click.option(
    "--fields",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_fields,
    help="列出认得的列与表头。List known columns and headers.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", "on", type=DAY, help="审查基准日，默认今天。Day looked at, default today.")
@click.option("--out", "out", type=click.Path(path_type=Path), help="完整结果：.xlsx .csv .json。Full result.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=HEADER", help="指明列，如 received=来件日期。")
@click.option("--mapping", type=click.Path(path_type=Path), help="列对应文件（TOML [columns]）。Mapping file.")
@click.option("--sheet", help="工作表名。Name of the sheet.")
@click.option("--region", help="地方日历，如 cn-gx。Calendar of a region.")
@click.option("--as-known-on", type=DAY, help="只看该日前已公布的通知。Only notices published by that day.")
@click.option("--json", "as_json", is_flag=True, help="向标准输出写 JSON。")
@speaking
def command(
    speaker: Speaker,
    *,
    file: Path,
    on: date | None,
    out: Path | None,
    maps: tuple[str, ...],
    mapping: Path | None,
    sheet: str | None,
    region: str | None,
    as_known_on: date | None,
    as_json: bool,
) -> None:
    """审查依申请公开登记台账（CSV、XLSX），逐行判断是否逾期。Audit a register of requests.

    列名按常见表头辨认；拿不准时列出现有表头，请用 --map 指明，例如 --map received=来件日期。

    退出码 exit codes: 0 全部无问题; 1 有逾期或无法判断的行 late, overdue or unusable rows; 2 无法审查 not audited.
    """
    asked = (read_mapping(mapping) if mapping else {}) | dict(_asked(text, speaker) for text in maps)
    law = LegalBasis(rulebook(), china(region, as_known_on))
    day = on or today()
    with closing(_opened(file, asked, sheet, speaker)) as register, seldom_collected():
        tally = _run(register, law, day, speaker, out=out, as_json=as_json)
    click.get_current_context().exit(OK if tally.clean else FOUND)


def _run(register: Register, law: LegalBasis, day: date, speaker: Speaker, *, out: Path | None, as_json: bool) -> Tally:
    tally = Tally()
    columns = register.columns
    with _progress(register, speaker) as bar:
        task = bar.add_task(register.name, total=register.size)
        pieces = _watched(register, bar, task)
        if as_json:
            write_json(sys.stdout, tallied(audit(pieces, columns, law, day), tally), columns, tally, day)
        elif out is not None:
            entries = tallied(audit(pieces, columns, law, day), tally)
            write_result(out, entries, columns, tally, on=day, lang=speaker.lang)
        else:
            tally = count_up(register, law, day, watch=lambda read: bar.update(task, completed=read))
    if not as_json:
        show(register, tally, speaker, on=day)
        _say_where(out, speaker)
    return tally


_WIDE = 100


def _asked(text: str, speaker: Speaker) -> tuple[str, str]:
    name, equals, header = text.partition("=")
    if not equals or not name or not header:
        raise Refusal(
            speaker.say(
                f"--map {text!r} 不是 字段=表头，例如 --map received=来件日期；字段有 {'、'.join(fields())}",
                f"--map {text!r} is not FIELD=HEADER; the fields are {', '.join(fields())}",
            ),
            speaker.lang,
        )
    return name.strip(), header.strip()


def _opened(file: Path, asked: dict[str, str], sheet: str | None, speaker: Speaker) -> Register:
    """Open the register; at a terminal, ask which column is meant where that is unclear."""
    while True:
        try:
            return open_register(file, asked, sheet)
        except MappingError as unclear:
            if unclear.unknown or not sys.stdin.isatty() or not sys.stderr.isatty():
                raise
            asked = asked | _answers(unclear, speaker)


def _answers(unclear: MappingError, speaker: Speaker) -> dict[str, str]:
    answers = {}
    for name in (*unclear.competing, *unclear.missing):
        choices = unclear.competing.get(name) or tuple(header for header in unclear.headers if header)
        zh = fields()[name].zh
        speaker.err.print(Text(speaker.say(f"哪一列是“{zh}”？", f"Which column is {name} ({zh})?"), style="bold"))
        for at, header in enumerate(choices, start=1):
            speaker.err.print(Text(f"  {at}  {header}"))
        at = click.prompt(speaker.say("序号", "number"), type=click.IntRange(1, len(choices)), err=True)
        answers[name] = choices[at - 1]
    return answers


def _progress(register: Register, speaker: Speaker) -> Progress:
    shown = speaker.err.is_terminal and register.size > _PROGRESS_FROM
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=speaker.err,
        transient=True,
        disable=not shown,
    )


def _watched(register: Register, bar: Progress, task: TaskID) -> Iterator[Piece]:
    for piece in register.pieces:
        yield piece
        if not isinstance(piece, BrokenLines):
            bar.update(task, completed=register.position())


def show(register: Register, tally: Tally, speaker: Speaker, *, on: date) -> None:
    """Print what was read, the totals, the worst, the doubtful and the bad rows."""
    out = speaker.out
    out.print(Text.assemble((register.name, "bold"), f"　{_read_as(register, speaker)}"))
    out.print(Text(speaker.say(f"审查基准日 {on}", f"looked at on {on}"), style="dim"))
    if register.skipped:
        above = speaker.say(
            f"表头以上 {register.skipped} 行未读", f"{register.skipped} lines above the headers not read"
        )
        out.print(Text(above, style="dim"))
    for sheet in register.other_sheets:
        out.print(
            styled(speaker.say(f"未读的工作表：{sheet}（--sheet）", f"sheet not read: {sheet} (--sheet)"), "yellow")
        )
    out.print(_totals(tally, speaker))
    _show_entries(speaker.say("逾期最久", "the latest"), tally.worst(), speaker)
    late = {id(entry) for entry in tally.worst()}
    doubtful = [entry for entry in tally.doubtful if id(entry) not in late]
    _show_entries(speaker.say("须留意", "to look at"), doubtful, speaker)
    _show_entries(speaker.say("无法判断", "cannot be judged"), tally.bad, speaker)
    if tally.by_status[BAD] > len(tally.bad):
        more = tally.by_status[BAD] - len(tally.bad)
        out.print(Text(speaker.say(f"  另有 {more} 行，见 --out", f"  {more} more, see --out"), style="dim"))


def _read_as(register: Register, speaker: Speaker) -> str:
    known = fields()
    pairs = [
        speaker.say(f"{known[name].zh}←{register.columns.headers[at]}", f"{name}<-{register.columns.headers[at]}")
        for name, at in register.columns.index.items()
        if known[name].zh != register.columns.headers[at]
    ]
    encoding = f"{register.encoding.upper()}　" if register.encoding else ""
    return f"{encoding}{speaker.say('、', ', ').join(pairs)}"


def _totals(tally: Tally, speaker: Speaker) -> Table:
    table = plain_table(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for status in STATUSES:
        if tally.by_status[status] or status in {IN_TIME, LATE, OVERDUE, BAD}:
            label = Text(f"{SYMBOL[status]} {status_text(status, speaker.lang)}", style=STYLE[status])
            table.add_row(label, f"{tally.by_status[status]:,}")
    table.add_row(Text(speaker.say("　 合计（读入的行）", "  total (rows read)"), style="bold"), f"{tally.rows:,}")
    if tally.reversible:
        note = speaker.say("～ 其中换一种理解结论即相反", "~ of these, reversed by another reading")
        table.add_row(Text(note, style="yellow"), f"{tally.reversible:,}")
    return table


def _show_entries(title: str, entries: list[Entry], speaker: Speaker) -> None:
    if not entries:
        return
    speaker.out.print()
    speaker.out.print(Text(title, style="bold"))
    for entry in entries:
        show_entry(entry, speaker)


def show_entry(entry: Entry, speaker: Speaker) -> None:
    """Print one row: verdict, days, then what is behind it."""
    verdict, lang, out = entry.verdict, speaker.lang, speaker.out
    line = speaker.say(f"第{entry.line}行", f"line {entry.line}")
    days = ""
    if verdict.due is not None:
        apart = "\n      " if out.width < _WIDE else speaker.say("　", "  ")
        days = apart + speaker.say(
            f"收到{day_text(verdict.received)}　届满{day_text(verdict.due)}　答复{day_text(verdict.ended)}",
            f"received {day_text(verdict.received)}  due {day_text(verdict.due)}  answered {day_text(verdict.ended)}",
        )
    out.print(
        Padding(
            Text.assemble(
                (f"{SYMBOL[verdict.status]} {outcome(verdict, lang)}", STYLE[verdict.status]),
                f"　{line} {entry.id}{days}",
            ),
            (0, 0, 0, 2),
            expand=False,
        )
    )
    for finding in verdict.findings:
        out.print(item("!", finding_text(finding, lang), indent=6))
    for turn in verdict.reversals:
        out.print(item("~", reversal_text(turn, lang), indent=6, style="yellow"))


def _say_where(out: Path | None, speaker: Speaker) -> None:
    if out is None:
        text = speaker.say(
            "完整结果：加 --out 结果.xlsx（或 .csv .json）", "full result: --out result.xlsx (.csv .json)"
        )
        speaker.out.print(styled(f"\n{text}", "dim"))
    else:
        speaker.out.print(styled(speaker.say(f"\n√ 完整结果已写入 {out}", f"\n√ full result in {out}"), "green"))
