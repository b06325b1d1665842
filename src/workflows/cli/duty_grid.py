"""A month as a grid of weeks: what falls due on each day, working days and days off as announced."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping, Sequence
from datetime import date

from rich.table import Table
from rich.text import Text

from deadlines.calendars.calendar import WorkCalendar
from workflows.cli.console import Speaker
from workflows.duties.standing import DutyItem
from workflows.duties.tables import WORDS

_SHOWN = 3
"""Duties named in a cell; the rest are counted."""

_STYLES = {"done": "green", "late": "yellow", "missed": "bold red"}


def month_grid(
    days: Mapping[date, Sequence[DutyItem]], year: int, month: int, calendar: WorkCalendar, speaker: Speaker
) -> Table:
    """Lay a month out in weeks from Monday; a day off is marked 休, a make-up day 班."""
    title = speaker.say(f"{year}年{month}月", f"{year}-{month:02}")
    table = Table(title=title, show_lines=True, title_style="bold", expand=False)
    for name in speaker.say("一 二 三 四 五 六 日", "Mon Tue Wed Thu Fri Sat Sun").split():
        table.add_column(name, vertical="top", width=16, overflow="fold")
    for week in months.Calendar().monthdatescalendar(year, month):
        table.add_row(*(_cell(day, days.get(day, ()), calendar, speaker, month) for day in week))
    return table


def _cell(day: date, items: Sequence[DutyItem], calendar: WorkCalendar, speaker: Speaker, month: int) -> Text:
    if day.month != month:
        return Text("")
    text = Text(f"{day.day}{_kind(day, calendar, speaker)}", style="bold")
    for item in items[:_SHOWN]:
        sign = WORDS[item.status][0]
        told = speaker.say(f"{sign}{item.duty.zh}", f"{sign} {item.duty.en}")
        text.append(f"\n{told}", style=_STYLES.get(item.status, "not bold"))
    if len(items) > _SHOWN:
        more = len(items) - _SHOWN
        text.append(f"\n{speaker.say(f'另有 {more} 项', f'{more} more')}", style="dim not bold")
    return text


def _kind(day: date, calendar: WorkCalendar, speaker: Speaker) -> str:
    """Mark a day off and a make-up day; a day that is not announced has no mark."""
    if not calendar.covers(day):
        return ""
    is_weekday = day.weekday() not in calendar.weekend
    if calendar.is_workday(day):
        return "" if is_weekday else f" {speaker.say('班', 'worked')}"
    return f" {speaker.say('休', 'off')}"
