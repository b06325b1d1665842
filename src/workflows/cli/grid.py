"""A year as a grid of months: colour and sign for each day, and the notices that decided them."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from rich.console import Group
from rich.table import Table
from rich.text import Text

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.day import DAY_OFF, MAKE_UP, WEEKEND, CalendarDay
from deadlines.calendars.gazette import NATIONAL, runs
from deadlines.law.wording import weekday
from workflows.cli.console import Speaker

SIGNS = {DAY_OFF: ("*", "bold red"), MAKE_UP: ("+", "bold blue"), WEEKEND: ("·", "dim")}
"""Each kind of day has a sign beside its colour, so that colour alone never tells."""
REVISABLE = ("?", "yellow")

_MONTH_WIDTH = 24


def year_grid(calendar: WorkCalendar, year: int, speaker: Speaker) -> Group:
    """Lay a year out for a terminal; the calendar must cover it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    worked = calendar.count(first, last) + calendar.is_workday(first)
    where = "" if calendar.region == NATIONAL else f" {calendar.region}"
    known = calendar.as_known_on
    title = speaker.say(f"{year} 年{where}　工作日 {worked} 天", f"{year}{where}  {worked} working days")
    if known is not None:
        title += speaker.say(f"　（截至 {known} 已公布的通知）", f"  (notices published by {known})")
    return Group(
        Text(title, style="bold"),
        _months(calendar, year, speaker),
        _legend(calendar, year, speaker),
        _notices(list(calendar.days(first, last)), speaker),
    )


def _months(calendar: WorkCalendar, year: int, speaker: Speaker) -> Table:
    across = 4 if speaker.out.width >= 4 * _MONTH_WIDTH else 3
    table = Table.grid(padding=(0, 3, 1, 0))
    for _ in range(across):
        table.add_column(no_wrap=True)
    blocks = [_month(calendar, year, month, speaker) for month in range(1, 13)]
    for at in range(0, 12, across):
        table.add_row(*blocks[at : at + across])
    return table


def _month(calendar: WorkCalendar, year: int, month: int, speaker: Speaker) -> Text:
    monday = date(2024, 1, 1)
    names = [weekday(monday + timedelta(days=at), speaker.lang)[: 1 if speaker.lang == "zh" else 2] for at in range(7)]
    block = Text(speaker.say(f"{month}月", months.month_abbr[month]), style="bold")
    block.append("\n" + " ".join(names), style="dim not bold")
    for week in months.Calendar().monthdatescalendar(year, month):
        block.append("\n")
        for day in week:
            block.append(*_cell(calendar, day, inside=day.month == month))
    return block


def _cell(calendar: WorkCalendar, day: date, *, inside: bool) -> tuple[str, str]:
    if not inside:
        return "   ", ""
    sign, style = SIGNS.get(calendar.day(day).kind, (" ", ""))
    # Of a year left open the reason is told once below; a sign on each day would hide what is known.
    of = calendar.base if calendar.base is not None and day.year in calendar.open_years else calendar
    if of.revisable_from is not None and day >= of.revisable_from:
        sign, style = REVISABLE
    return f"{day.day:>2}{sign}", f"not bold {style}" if not style.startswith("bold") else style


def _legend(calendar: WorkCalendar, year: int, speaker: Speaker) -> Text:
    legend = Text()
    for kind, zh, en in ((DAY_OFF, "放假", "day off"), (MAKE_UP, "调休上班", "worked"), (WEEKEND, "休息日", "weekend")):
        sign, style = SIGNS[kind]
        legend.append(f"{sign} {speaker.say(zh, en)}　", style=style)
    if calendar.revisable_from is not None and calendar.revisable_from.year == year and year not in calendar.open_years:
        legend.append(
            f"{REVISABLE[0]} " + speaker.say("下一年度的通知仍可能调整", "the next notice may still move it"),
            style=REVISABLE[1],
        )
    if year in calendar.open_years:
        why = calendar.open_years[year].why
        legend.append(
            f"\n{REVISABLE[0]} {speaker.say(f'全年可能变动：{why.zh}', f'may still move: {why.en}')}",
            style=REVISABLE[1],
        )
    return legend


def _notices(days: list[CalendarDay], speaker: Speaker) -> Table:
    """List what each notice gave off and had worked, in the order of the year."""
    decided: dict[tuple[str, str], list[CalendarDay]] = {}
    for day in days:
        if day.kind in {DAY_OFF, MAKE_UP}:
            decided.setdefault((day.name, day.notice), []).append(day)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for zh, en in (("节日", "holiday"), ("放假", "off"), ("上班", "worked"), ("通知", "notice"), ("公布", "published")):
        table.add_column(speaker.say(zh, en), overflow="fold")
    for (name, notice), named in decided.items():
        off = [day.day for day in named if not day.working]
        worked = [day.day for day in named if day.working]
        since = named[0].known_since
        table.add_row(
            name,
            Text(" ".join(ranges(off)), style=SIGNS[DAY_OFF][1]),
            Text(" ".join(ranges(worked)), style=SIGNS[MAKE_UP][1]),
            notice or named[0].source,
            str(since or "—"),
        )
    return table


def ranges(days: Iterable[date]) -> Iterator[str]:
    """Write days in order as runs, such as 10-01..10-07."""
    for first, last in runs(days):
        yield f"{first:%m-%d}" + (f"..{last:%m-%d}" if last != first else "")
