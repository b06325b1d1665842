"""``disclosure audit``: a register of requests, every row to one verdict."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO

import click
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from deadlines import china, rulebook
from workflows.batches import seldom_collected
from workflows.cli.columns import asked_by, opened
from workflows.cli.console import DAY, FOUND, OK, Speaker, item, place_option, plain_table, speaking, styled, today
from workflows.cli.interrupts import Interrupted, interruptible, say_interrupted
from workflows.ledger import (
    About,
    Asked,
    Audited,
    Entry,
    JsonResult,
    LegalBasis,
    Register,
    Tally,
    audit,
    count_up,
    read_mapping,
    refuse_own,
    tallied,
    write_json,
    write_result,
)
from workflows.ledger.fields import fields
from workflows.ledger.pieces import BrokenLines, Piece
from workflows.ledger.records import used_columns
from workflows.ledger.request import (
    BAD,
    CLOSED,
    IN_TIME,
    LATE,
    NO_REQUEST,
    OPEN,
    OVERDUE,
    STATUSES,
    SUSPENDED,
    UNRECORDED,
    WAITING,
)
from workflows.ledger.wording import SYMBOL, day_text, finding_text, outcome, reversal_text, status_text
from workflows.ledger.writing import suffix_of
from workflows.places.files import place as place_named
from workflows.places.place import NATIONAL, Place, rule_for

STYLE = {
    IN_TIME: "green",
    LATE: "bold red",
    OPEN: "cyan",
    OVERDUE: "bold red",
    UNRECORDED: "bold red",
    SUSPENDED: "yellow",
    WAITING: "yellow",
    CLOSED: "dim",
    BAD: "bold magenta",
    NO_REQUEST: "dim",
}
_PROGRESS_FROM = 5_000_000
"""Bytes from which reading takes long enough to show how far it is."""
_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


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
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="FIELD=HEADER",
    help="指明列：received=来件日期；没有该列 extended=；不读某列 =备注日期；第几列 #3。Say which column is which.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="列对应文件（TOML [columns]）。Mapping file.")
@click.option("--sheet", "sheets", multiple=True, help="工作表名，可给几次；全部写作 '*'。Sheets, '*' for all.")
@click.option("--delimiter", help="分隔符，如 , 或 tab；默认自动判断。What separates cells, found by itself.")
@click.option("--region", help="地方日历，如 cn-gx；默认所在地方的。Calendar of a region.")
@place_option
@click.option("--as-known-on", type=DAY, help="只看该日前已公布的通知。Only notices published by that day.")
@click.option("--json", "as_json", is_flag=True, help="向标准输出写 JSON。JSON to standard output.")
@speaking
def command(
    speaker: Speaker,
    *,
    file: Path,
    on: date | None,
    out: Path | None,
    maps: tuple[str, ...],
    mapping: Path | None,
    sheets: tuple[str, ...],
    delimiter: str | None,
    region: str | None,
    place: str,
    as_known_on: date | None,
    as_json: bool,
) -> None:
    """审查依申请公开登记台账（CSV、XLSX、XLS、ODS、网页表格），逐行判断是否逾期。Audit a register of requests.

    列名按常见表头辨认；拿不准时列出现有表头，请用 --map 指明，例如 --map received=来件日期。

    退出码 exit codes: 0 全部无问题; 1 有逾期或无法判断的行 late, overdue or unusable rows; 2 无法审查 not audited;
    130、143、129 被中断 interrupted.
    """
    if out is not None:
        suffix_of(out)
        refuse_own(out, file, *([] if mapping is None else [mapping]))
    asked = (read_mapping(mapping) if mapping else Asked()).adding(asked_by(maps, speaker))
    where = place_named(place)
    law = _basis(where, region, as_known_on)
    named = "" if where.id == NATIONAL.id else speaker.say(where.zh, where.en)
    by = f"disclosure-workflows {version('disclosure-workflows')}"
    about = About(on or today(), today(), by, law.calendar.last, named)
    try:
        with interruptible(), ExitStack() as stack, seldom_collected():
            registers = opened(file, asked, sheets, _DELIMITERS.get(delimiter or "", delimiter), speaker)
            for register in registers:
                stack.callback(register.close)
            tally = _run(registers, law, about, speaker, out=out, as_json=as_json)
    except Interrupted as stopped:
        say_interrupted(speaker)
        click.get_current_context().exit(stopped.exit_code)
    click.get_current_context().exit(OK if tally.clean else FOUND)


def _basis(where: Place, region: str | None, as_known_on: date | None) -> LegalBasis:
    """Give what a place judges by: its own terms, and its calendar unless another is asked for."""
    book, calendar = rulebook(), china(region or where.region or None, as_known_on)
    return LegalBasis(book, calendar, None if where.id == NATIONAL.id else partial(rule_for, where, book))


def _run(
    registers: Sequence[Register],
    law: LegalBasis,
    about: About,
    speaker: Speaker,
    *,
    out: Path | None,
    as_json: bool,
) -> Tally:
    tally = Tally()
    named = {register.sheet: register.sheet if len(registers) > 1 else "" for register in registers}
    with _progress(registers, speaker) as bar:
        if as_json or out is not None:
            parts = [
                Audited(register, _entries(register, law, about.on, tally, bar, named[register.sheet]))
                for register in registers
            ]
            _write(parts, tally, about, speaker, out=out, as_json=as_json)
        else:
            for register in registers:
                task = bar.add_task(register.name, total=register.size)
                tally.add_all(
                    count_up(register, law, about.on, sheet=named[register.sheet], watch=_watching(bar, task))
                )
    if not as_json:
        show(registers, tally, speaker, on=about.on, place=about.place)
        _say_where(out, speaker)
    return tally


def _watching(bar: Progress, task: TaskID) -> Callable[[int], None]:
    return lambda read: bar.update(task, completed=read)


def _entries(register: Register, law: LegalBasis, on: date, tally: Tally, bar: Progress, sheet: str) -> Iterator[Entry]:
    task = bar.add_task(register.name, total=register.size)
    return tallied(audit(_watched(register, bar, task), register.columns, law, on, sheet), tally)


def _write(
    parts: Sequence[Audited], tally: Tally, about: About, speaker: Speaker, *, out: Path | None, as_json: bool
) -> None:
    if out is None:
        with _json_output() as stream:
            write_json(stream, parts, tally, about)
    elif not as_json:
        write_result(out, parts, tally, about, speaker.lang)
    else:
        with _json_output() as stream:
            both = JsonResult(stream, parts, about)
            write_result(out, both.parts, tally, about, speaker.lang)
            both.end(tally)


@contextmanager
def _json_output() -> Iterator[IO[str]]:
    """Give standard output in UTF-8, whatever the terminal speaks: JSON is for programs."""
    sys.stdout.flush()
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="backslashreplace")
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()


_WIDE = 100


def _progress(registers: Sequence[Register], speaker: Speaker) -> Progress:
    shown = speaker.err.is_terminal and any(register.size > _PROGRESS_FROM for register in registers)
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


def show(registers: Sequence[Register], tally: Tally, speaker: Speaker, *, on: date, place: str = "") -> None:
    """Print what was read and what was not, the totals, the worst, the doubtful and the bad rows."""
    out = speaker.out
    for register in registers:
        _show_register(register, speaker)
    here = speaker.say(f"　按{place}的期限和日历", f", by the terms and the calendar of {place}") if place else ""
    out.print(Text(speaker.say(f"审查基准日 {on}", f"looked at on {on}") + here, style="dim"))
    out.print(_totals(tally, speaker))
    if tally.repeated:
        lines = "、".join(tally.repeated_lines) + ("……" if tally.repeated > len(tally.repeated_lines) else "")
        said = speaker.say(
            f"编号重复：{tally.repeated} 行与前面的行编号相同（第 {lines} 行）",
            f"repeated numbers: {tally.repeated} rows have the number of an earlier row (lines {lines})",
        )
        out.print(styled(said, "yellow"))
    _show_entries(speaker.say("逾期最久", "the latest"), tally.worst(), speaker)
    late = {id(entry) for entry in tally.worst()}
    doubtful = [entry for entry in tally.doubtful if id(entry) not in late]
    _show_entries(speaker.say("须留意", "to look at"), doubtful, speaker)
    _show_entries(speaker.say("无法判断", "cannot be judged"), tally.bad, speaker)
    if tally.by_status[BAD] > len(tally.bad):
        more = tally.by_status[BAD] - len(tally.bad)
        out.print(Text(speaker.say(f"  另有 {more} 行，见 --out", f"  {more} more, see --out"), style="dim"))


def _show_register(register: Register, speaker: Speaker) -> None:
    out = speaker.out
    out.print(Text.assemble((register.name, "bold"), f"　{_read_as(register, speaker)}"))
    if register.skipped:
        above = speaker.say(
            f"表头以上 {register.skipped} 行未读", f"{register.skipped} lines above the headers not read"
        )
        out.print(Text(above, style="dim"))
    unused = register.columns.unused
    if unused:
        named = speaker.say(f"未使用的列：{'、'.join(unused)}", f"columns not used: {', '.join(unused)}")
        out.print(styled(named, "yellow"))
    for sheet in register.other_sheets:
        out.print(
            styled(speaker.say(f"未读的工作表：{sheet}（--sheet）", f"sheet not read: {sheet} (--sheet)"), "yellow")
        )
    for note in register.notes:
        out.print(styled(finding_text(note, speaker.lang), "yellow"))


def _read_as(register: Register, speaker: Speaker) -> str:
    pairs = [
        speaker.say(f"{field}←{column}", f"{field}<-{column}")
        for field, column in used_columns(register.columns, speaker.lang)
        if field != column
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
    sheet = f"{entry.sheet} " if entry.sheet else ""
    line = sheet + speaker.say(f"第{entry.line}行", f"line {entry.line}")
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
    for other in verdict.reversals:
        out.print(item("~", reversal_text(other, lang), indent=6, style="yellow"))


def _say_where(out: Path | None, speaker: Speaker) -> None:
    if out is None:
        text = speaker.say(
            "完整结果：加 --out 结果.xlsx（或 .csv .json）", "full result: --out result.xlsx (.csv .json)"
        )
        speaker.out.print(styled(f"\n{text}", "dim"))
    else:
        speaker.out.print(styled(speaker.say(f"\n√ 完整结果已写入 {out}", f"\n√ full result in {out}"), "green"))
