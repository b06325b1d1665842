"""``disclosure calendar``: a year as announced, the check against chinese-calendar, the import of a notice."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import chinese_calendar
import click
from rich.text import Text

from deadlines import CalendarGapError, WorkCalendar, china
from deadlines.calendars.day import DAY_OFF, MAKE_UP, CalendarDay
from deadlines.calendars.gazette import NATIONAL, Notice, calendar_from
from deadlines.calendars.notices.files import all_notices, horizon, regions, user_folder
from deadlines.calendars.notices.holiday_cn import notice_from_holiday_cn
from deadlines.calendars.notices.saving import save_notice
from deadlines.calendars.notices.text import parse_notice
from workflows.cli.console import DAY, FOUND, Refusal, Speaker, plain_table, speaking, styled
from workflows.cli.grid import ranges, year_grid
from workflows.ledger.formats.text import exact_encoding

SCHEMA = "disclosure.calendar/1"

# Days on which chinese-calendar is known to be wrong, with the notice that says so.
KNOWN_ERRORS = {date(2005, 12, 31): "国办发明电〔2005〕35号"}


class YearOrVerb(click.Group):
    """Lets ``disclosure calendar 2026`` stand for ``disclosure calendar year 2026``; click offers no other way."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a number for a year."""
        if args and args[0].isdigit():
            return "year", self.commands["year"], args
        return super().resolve_command(ctx, args)


@click.group("calendar", cls=YearOrVerb, subcommand_metavar="YEAR | check | import FILE")
def command() -> None:
    """工作日历：某年的放假与调休、核对、导入通知。The calendar as announced: a year, its check, an import."""


@command.command("year")
@click.argument("year", type=click.IntRange(1949, 2200))
@click.option("--region", help="地方日历，如 cn-gx。Calendar of a region.")
@click.option("--as-known-on", type=DAY, help="只看该日前已公布的通知。Only notices published by that day.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@speaking
def show_year(speaker: Speaker, *, year: int, region: str | None, as_known_on: date | None, as_json: bool) -> None:
    """显示一年的放假与调休。Days off and days worked of a year."""
    calendar = china(region, as_known_on)
    if not (calendar.covers(date(year, 1, 1)) and calendar.covers(date(year, 12, 31))):
        raise CalendarGapError(calendar.region, date(year, 1, 1), calendar.first, calendar.last)
    if as_json:
        click.echo(json.dumps(data(calendar, year), ensure_ascii=False, indent=2))
        return
    speaker.out.print(year_grid(calendar, year, speaker))


def data(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    """Give the days of a year that a notice decided; its keys are the stable schema ``disclosure.calendar/1``."""
    days = [day for day in calendar.days(date(year, 1, 1), date(year, 12, 31)) if day.kind in {DAY_OFF, MAKE_UP}]
    return {
        "schema": SCHEMA,
        "year": year,
        "region": calendar.region,
        "as_known_on": calendar.as_known_on.isoformat() if calendar.as_known_on else None,
        "version": calendar.version,
        "revisable_from": calendar.revisable_from.isoformat() if calendar.revisable_from else None,
        "working_days": calendar.count(date(year, 1, 1), date(year, 12, 31)) + calendar.is_workday(date(year, 1, 1)),
        "days": [_day_data(day) for day in days],
    }


def _day_data(day: CalendarDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "working": day.working,
        "name": day.name,
        "notice": day.notice,
        "known_since": day.known_since.isoformat() if day.known_since else None,
        "verification": day.verification,
        "region": day.region,
    }


@command.command("check")
@speaking
def check(speaker: Speaker) -> None:
    """与已安装的 chinese-calendar 逐日核对。Compare day by day with the installed chinese-calendar.

    有未说明的差异时退出码为 1。Exit code 1 if a day differs that is not a known error.
    """
    calendar = china()
    first, last = calendar.first, calendar.last
    compared, differing, beyond = 0, [], 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        try:
            theirs = chinese_calendar.is_workday(day)
        except NotImplementedError:
            beyond += 1
            continue
        compared += 1
        if theirs != calendar.is_workday(day):
            differing.append(calendar.day(day))
    name = f"chinesecalendar {version('chinesecalendar')}"
    out = speaker.out
    out.print(
        Text(
            speaker.say(
                f"逐日核对 {first} 至 {last}，与 {name}：共 {compared} 日，{len(differing)} 日不同"
                + (f"；另有 {beyond} 日对方没有数据" if beyond else ""),
                f"compared {first} to {last} with {name}: {compared} days, {len(differing)} differ"
                + (f"; it has no data for {beyond} more" if beyond else ""),
            )
        )
    )
    for known in differing:
        out.print(_difference(known, speaker))
    if any(known.day not in KNOWN_ERRORS for known in differing):
        click.get_current_context().exit(FOUND)
    out.print(styled(speaker.say("√ 没有未说明的差异", "√ no unexplained difference"), "green"))


def _difference(known: CalendarDay, speaker: Speaker) -> Text:
    state = speaker.say("上班" if known.working else "放假", "worked" if known.working else "off")
    reason = KNOWN_ERRORS.get(known.day)
    if reason:
        text = speaker.say(f"对方已知有误，依据{reason}", f"known error on their side, see {reason}")
    else:
        text = speaker.say(f"依据{known.notice or '周末规则'}", f"by {known.notice or 'the weekend'}")
    return Text(f"  {known.day}  {state}  {text}", style="dim" if reason else "bold red")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="不再询问。Do not ask.")
@click.option("--region", default=NATIONAL, help="地方通知所属地区，如 cn-gx。Region of a regional notice.")
@click.option("--number", default="", help="文号，如原文未载。Number, where the text has none.")
@click.option("--issued", type=DAY, help="成文日期，如原文未载。Issue date, where the text has none.")
@click.option("--published", type=DAY, help="公布日期。First public day.")
@speaking
def import_notice(
    speaker: Speaker,
    *,
    file: Path,
    yes: bool,
    region: str,
    number: str,
    issued: date | None,
    published: date | None,
) -> None:
    """导入放假通知（原文，或 holiday-cn 的 JSON）。Import a holiday notice, as published or as holiday-cn JSON.

    先显示所理解的全年，再询问是否写入。Shows what was understood, then asks.
    """
    notice = read_notice(file, region=region, number=number, issued=issued, published=published)
    if _repeats(notice):
        known = speaker.say("√ 这份通知已在数据中，各日一致，无须导入", "√ known already, nothing to do")
        speaker.out.print(styled(known, "green"))
        return
    calendar = calendar_from(
        (*all_notices(), notice), region=None if region == NATIONAL else region, regions=regions(), horizon=horizon()
    )
    _show_notice(notice, calendar, speaker)
    if not yes:
        _confirm(speaker)
    target = save_notice(notice)
    speaker.out.print(
        styled(speaker.say(f"√ 已写入 {target}，即刻生效", f"√ written to {target}, in use from now on"), "green")
    )


def _repeats(notice: Notice) -> bool:
    """Tell whether a notice with the same days is there already."""
    states = {day: working for day, (working, _) in notice.days().items()}
    return any(
        (other.number == notice.number or (other.kind, other.year) == (notice.kind, notice.year))
        and other.region == notice.region
        and {day: working for day, (working, _) in other.days().items()} == states
        for other in all_notices()
    )


def read_notice(
    file: Path, *, region: str = NATIONAL, number: str = "", issued: date | None = None, published: date | None = None
) -> Notice:
    """Read a notice from its published text or from holiday-cn JSON, whichever the file holds."""
    text = file.read_text(encoding=exact_encoding(file))
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return notice_from_holiday_cn(text, file=file.name, number=number, issued=issued, published=published)
    return parse_notice(
        text,
        file=file.name,
        region=region,
        number=number,
        issued=issued,
        published=published,
        earlier=all_notices(),
    )


def _confirm(speaker: Speaker) -> None:
    question = speaker.say("以上理解是否正确，写入本机的通知目录？", "Is this right? Write it to your notices folder?")
    if not sys.stdin.isatty():
        raise Refusal(
            speaker.say(
                "没有写入：请核对上表后加 --yes 再次运行", "nothing written: check the grid, then run again with --yes"
            ),
            speaker.lang,
        )
    if not click.confirm(question):
        raise Refusal(speaker.say("没有写入", "nothing written"), speaker.lang)


def _show_notice(notice: Notice, calendar: WorkCalendar, speaker: Speaker) -> None:
    out = speaker.out
    out.print(Text(f"{notice.title}　{notice.number}", style="bold"))
    table = plain_table()
    table.add_column(speaker.say("节日", "holiday"))
    table.add_column(speaker.say("放假", "off"), overflow="fold")
    table.add_column(speaker.say("上班", "worked"), overflow="fold")
    for holiday in notice.holidays:
        table.add_row(holiday.name, " ".join(ranges(holiday.off)), " ".join(ranges(holiday.worked)))
    out.print(table)
    out.print(year_grid(calendar, notice.year, speaker))
    out.print(styled(speaker.say(f"将写入 {user_folder()}", f"to be written to {user_folder()}"), "dim"))
