"""``disclosure alarms``: raise what is due, or see what will be."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from workflows.cli.console import FOUND, Speaker, office_options, speaking
from workflows.office.coming import MOST, ComingAlarm, ComingAlarms, coming_alarms
from workflows.office.office import Office
from workflows.places.files import place as place_named
from workflows.places.place import NATIONAL
from workflows.store.errors import NoDatabase
from workflows.worker.sweep import Swept, sweep_all

SCHEMA = "disclosure.alarms/1"
_SIGNS = {"amber": ("▲", "yellow"), "red": ("■", "bold red")}


def refuse_missing(url: str) -> None:
    """Refuse an embedded database that is not there: a command that looks never makes one."""
    try:
        from workflows.store.sql.engines import check_there  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as missing:
        raise NoDatabase(str(missing.name)) from None

    check_there(url)


def open_office(
    url: str, agency: str, place: str = NATIONAL.id, *, may_create: bool = False, sees_all: bool = False
) -> Office:
    """Open an office, which is closed when the command ends; ``sees_all`` brings all agencies within reach.

    Raises:
        NoDatabase: The packages that speak to a database are not installed.
        StoreUnusable: There is no such database, and the command is none that makes one.
        DataError: There is no such place.
    """
    if not may_create:
        refuse_missing(url)
    if place != NATIONAL.id:
        place_named(place)
    office = Office.open(url, agency=agency, place=place, sees=None if sees_all else ())
    context = click.get_current_context(silent=True)
    return office if context is None else context.with_resource(office)


@click.group("alarms")
def command() -> None:
    """提醒：到点发出，或预览将要发出的。Alarms: raise what is due, preview what will be."""


confirm_clock = click.option(
    "--confirm-clock",
    is_flag=True,
    help="系统时间已核对无误：距上次巡检较久也登记法定后果。The clock is right, though the last sweep is long ago.",
)


@command.command("run")
@confirm_clock
@office_options
@speaking
def run(speaker: Speaker, *, confirm_clock: bool, url: str, agency: str, place: str) -> None:
    """发出所有到点的提醒，登记已届满期限的法定后果；可重复执行。Raise all that is due; safe to repeat.

    例 example: disclosure alarms run --db sqlite:///office.db
    """
    swept = sweep_all(open_office(url, agency, place), confirm_clock=confirm_clock)
    speaker.out.print(Text(_told(swept, speaker)))
    for held in swept.held:
        speaker.err.print(
            Text(f"! {held.case_id} {held.clock}: {held.why.text(speaker.lang)}", style="yellow"), soft_wrap=True
        )
    if swept.held:
        raise click.exceptions.Exit(FOUND)


def _told(swept: Swept, speaker: Speaker) -> str:
    if not swept.claimed:
        return speaker.say("没有到点的提醒", "nothing is due")
    late = swept.latest
    zh = f"提醒 {swept.alarms} 条，其中期限届满 {swept.lapses} 件，最多晚到 {_length(late, 'zh')}"
    en = f"{swept.alarms} alarms, {swept.lapses} of them lapses, at most {_length(late, 'en')} late"
    if swept.held:
        zh += f"；{len(swept.held)} 件暂缓，一小时后再试"
        en += f"; {len(swept.held)} held, tried again in an hour"
    return speaker.say(zh, en)


def _length(late: timedelta, lang: str) -> str:
    days, rest = late.days, timedelta(seconds=late.seconds)
    hours, minutes = rest.seconds // 3600, rest.seconds // 60 % 60
    parts = [(days, "天", "d"), (hours, "小时", "h"), (minutes, "分", "min")]
    said = [f"{n}{zh}" if lang == "zh" else f"{n} {en}" for n, zh, en in parts if n]
    return (" " if lang == "en" else "").join(said) or ("0分" if lang == "zh" else "0 min")


@command.command("preview")
@click.option("--days", default=7, show_default=True, type=click.IntRange(0, 366), help="天数。How many days ahead.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, MOST), help="最多列出的时钟数。Clocks.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@office_options
@speaking
def preview(speaker: Speaker, *, days: int, limit: int, as_json: bool, url: str, agency: str, place: str) -> None:
    """列出今后几天将发出的提醒，不发出、不改动。What will fire in the next days; nothing is changed.

    例 example: disclosure alarms preview --days 7
    """
    office = open_office(url, agency, place)
    now = office.clock.now()
    through = now + timedelta(days=days)
    coming = coming_alarms(office.desk, through, limit=limit)
    found = coming.alarms
    clocks = office.store.count_coming(agency, through)
    if as_json:
        click.echo(json.dumps(_data(coming, now, through, clocks), ensure_ascii=False, indent=2))
        return
    for lost in coming.unreadable:
        line = f"! {lost.case_id} {lost.clock}: {lost.why.text(speaker.lang)}"
        speaker.err.print(Text(line, style="yellow"), soft_wrap=True)
    if not found:
        speaker.out.print(Text(speaker.say(f"今后{days}天没有提醒", f"no alarm in the next {days} days")))
        return
    speaker.out.print(_table(found, now, speaker))
    if clocks > limit:
        zh, en = f"共 {clocks} 个时钟，只列出最早的 {limit} 个", f"{clocks} clocks in all, the first {limit} shown"
        speaker.out.print(Text(speaker.say(zh, en), style="dim"))


def _table(found: tuple[ComingAlarm, ...], now: datetime, speaker: Speaker) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for zh, en in (
        ("时间", "when"),
        ("", ""),
        ("案件", "case"),
        ("期限", "term"),
        ("届满日", "due"),
        ("提醒", "alarm"),
        ("通知", "to"),
    ):
        table.add_column(speaker.say(zh, en), overflow="fold")
    for alarm in found:
        sign, style = _SIGNS[alarm.colour]
        late = speaker.say("（已到点）", " (due now)") if alarm.at <= now else ""
        table.add_row(
            f"{alarm.at:%m-%d %H:%M}{late}",
            Text(sign, style=style),
            alarm.case_id,
            speaker.say(alarm.clock_zh, alarm.clock_en),
            alarm.due[:16],
            speaker.say(alarm.zh, alarm.en),
            ", ".join(alarm.to),
        )
    return table


def _data(coming: ComingAlarms, now: datetime, through: datetime, clocks: int) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "from": now.isoformat(),
        "through": through.isoformat(),
        "clocks": clocks,
        "alarms": [
            {
                "case": alarm.case_id,
                "clock": alarm.clock,
                "due": alarm.due,
                "at": alarm.at.isoformat(),
                "rung": alarm.rung,
                "colour": alarm.colour,
                "to": list(alarm.to),
                "zh": alarm.zh,
                "en": alarm.en,
            }
            for alarm in coming.alarms
        ],
        "unreadable": [
            {"case": lost.case_id, "clock": lost.clock, "zh": lost.why.zh, "en": lost.why.en}
            for lost in coming.unreadable
        ],
    }
