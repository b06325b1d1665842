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
from attrs import evolve
from rich.text import Text

from deadlines import CalendarGapError, WorkCalendar, china
from deadlines.calendars.day import DAY_OFF, MAKE_UP, CalendarDay
from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notice import NATIONAL, Notice, Region
from deadlines.calendars.notices.files import all_notices, horizon, notice_from_toml, regions, user_folder
from deadlines.calendars.notices.holiday_cn import notice_from_holiday_cn
from deadlines.calendars.notices.lawful import doubts_of
from deadlines.calendars.notices.paper import text_of
from deadlines.calendars.notices.regional import own_days, region_for
from deadlines.calendars.notices.saving import save_notice
from deadlines.calendars.notices.text import Parsed, read_notice_text
from deadlines.errors import plain
from workflows.cli.console import DAY, FOUND, Refusal, Speaker, plain_table, speaking, styled
from workflows.cli.grid import ranges, year_grid

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
        **({"why_open": plain(calendar.open_years[year].why)} if year in calendar.open_years else {}),
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
@click.option("--name", default="", help="新地区的名称，如 上海。Name of a region that is new.")
@click.option(
    "--yearly/--once",
    default=None,
    help="新地区每年都有自己的假日，或只此一次；不写则按标题判断。Days of its own every year, or only once.",
)
@click.option("--complete", is_flag=True, help="有此通知，该地区该年即已齐全。The year is then known whole.")
@click.option("--number", default="", help="文号，如原文未载。Number, where the text has none.")
@click.option("--issued", type=DAY, help="成文日期，如原文未载。Issue date, where the text has none.")
@click.option("--published", type=DAY, help="公布日期。First public day.")
@click.option(
    "--checked",
    default="",
    help="原文确与法定假日或历年惯例不合时，写明与何核对过。What a text that contradicts the law was compared with.",
)
@speaking
def import_notice(
    speaker: Speaker,
    *,
    file: Path,
    yes: bool,
    region: str,
    name: str,
    yearly: bool | None,
    complete: bool,
    number: str,
    issued: date | None,
    published: date | None,
    checked: str,
) -> None:
    """导入放假通知：文本、网页、.docx，holiday-cn 的 JSON，或存下的 TOML。Import a notice, as text or as data.

    先显示所理解的全年，再询问是否写入。Shows what was understood, then asks.

    例 example: disclosure calendar import 通知.docx --region cn-sh --name 上海
    """
    known, own = regions(), None
    if region != NATIONAL:
        own = region_for(region, known, name=name, yearly=yearly)
    parsed = read_notice(
        file, region=own, number=number, issued=issued, published=published, complete=complete, checked=checked
    )
    notice = parsed.notice
    if own is not None and region not in known:
        own = region_for(region, known, name=name, yearly=yearly, title=notice.title)
    if _repeats(notice):
        again = speaker.say("√ 这份通知已在数据中，各日一致，无须导入", "√ known already, nothing to do")
        speaker.out.print(styled(again, "green"))
        return
    _tell_unread(parsed, speaker)
    there = known if own is None else {**known, region: own}
    calendar = calendar_from((*all_notices(), notice), region=region, regions=there, horizon=horizon())
    _show_notice(notice, calendar, speaker)
    if own is not None:
        _show_region(own, speaker, is_new=region not in known, asked=name)
    if not yes:
        _confirm(speaker)
    target = save_notice(notice, region=own)
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
    file: Path,
    *,
    region: Region | None = None,
    number: str = "",
    issued: date | None = None,
    published: date | None = None,
    complete: bool = False,
    checked: str = "",
) -> Parsed:
    """Read a notice from its published text, from holiday-cn JSON or from TOML, whichever the file holds."""
    text = text_of(file.read_bytes(), file.name).lstrip("\ufeff \t\r\n")
    place = NATIONAL if region is None else region.id
    told: dict[str, Any] = {"number": number, "issued": issued, "published": published, "checked": checked}
    earlier = all_notices()
    if text.startswith("{"):
        notice = notice_from_holiday_cn(text, file=file.name, **told)
        parsed = Parsed(notice, doubts=tuple((None, why) for why in doubts_of(notice)))
    elif file.suffix.lower() == ".toml" or text.startswith("[notice]"):
        notice = notice_from_toml(text, file=file.name, region=place, checked=checked)
        notice = evolve(notice, **{key: value for key, value in told.items() if value})
        parsed = Parsed(notice, doubts=tuple((None, why) for why in doubts_of(notice)))
    else:
        festivals = () if region is None else region.expects
        parsed = read_notice_text(text, file=file.name, region=place, festivals=festivals, earlier=earlier, **told)
    if region is None:
        return parsed
    whole = complete or parsed.notice.completes
    return evolve(parsed, notice=evolve(own_days(parsed.notice, earlier), completes=whole))


def _tell_unread(parsed: Parsed, speaker: Speaker) -> None:
    """Say what stands behind the signature and was not read, and what is odd."""
    for line in parsed.unread:
        speaker.out.print(
            styled(
                speaker.say(
                    f"第 {line.number} 行在落款以后，没有读：{line.source.strip()}",
                    f"line {line.number} stands behind the signature and was not read: {line.source.strip()}",
                ),
                "yellow",
            )
        )
    for place, why in parsed.doubts:
        zh, en = (f"第 {place.number} 行", f" line {place.number}") if place is not None else ("", "")
        speaker.out.print(styled(speaker.say(f"请核对{zh}：{why.zh}", f"check{en}: {why.en}"), "yellow"))


def _show_region(region: Region, speaker: Speaker, *, is_new: bool, asked: str) -> None:
    every = speaker.say("每年都有自己的假日", "days of its own every year")
    once = speaker.say("只有一次性的放假", "single leaves only")
    kind = every if region.yearly else once
    if is_new:
        text = speaker.say(
            f"新地区 {region.id} {region.name}：{kind}（可用 --yearly 或 --once 改）",
            f"new region {region.id} {region.name}: {kind} (change it with --yearly or --once)",
        )
        speaker.out.print(styled(text, "cyan"))
    elif asked and asked not in region.name:
        text = speaker.say(
            f"{region.id} 已有名称“{region.name}”，不改", f"{region.id} is called {region.name} already: kept"
        )
        speaker.out.print(styled(text, "yellow"))


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
