"""``disclosure duties``: what falls due all year, and the evidence that it was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.text import Text

from deadlines.whole_file import replaced_whole
from workflows.alarms.files import ladders
from workflows.cli.case import json_option
from workflows.cli.console import DAY, Speaker, agency_option, database, plain_table, speaking, today
from workflows.cli.duty_entries import ENTRIES, looked, place_option, print_json, year_option
from workflows.cli.duty_looks import LOOKS
from workflows.duties.reminders import reminders
from workflows.duties.standing import MISSED, UNCERTAIN, DutyItem
from workflows.duties.tables import WORDS, of_month, quotas, task_table, time_of, year_table

_F = TypeVar("_F", bound=Callable[..., Any])

_STYLES = {"done": "green", "late": "yellow", "missed": "bold red", "uncertain": "dim", "unset": "yellow"}

as_of_option = click.option(
    "--as-of", type=DAY, default=None, help="只看截至这一日的记录，默认今天。As known on a day."
)


def _read(command: _F) -> _F:
    """Give a command that looks the options of where and when."""
    for option in (speaking, agency_option, database, json_option, as_of_option, year_option, place_option):
        command = option(command)
    return command


@click.group("duties")
def command() -> None:
    """职责：全年应公开、应办理的事项及其凭证。Duties: what is due all year, and the evidence."""


for entry in (*ENTRIES, *LOOKS):
    command.add_command(entry)


@command.command("list")
@_read
@click.option("--ics", type=click.Path(path_type=Path), help="另存为日历文件（iCalendar）。Write a calendar file.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="另存为年表、月历、任务分解表。Write a workbook.")
def list_(
    speaker: Speaker,
    *,
    place: str,
    year: int | None,
    as_of: date | None,
    as_json: bool,
    url: str,
    agency: str,
    ics: Path | None,
    xlsx: Path | None,
) -> None:
    """列出一年的各项职责和状态。List every turn of a year and how it stands.

    例 example: disclosure duties list --place guiyang --year 2017 --as-of 2017-11-28
    """
    day = as_of or today()
    year = year or day.year
    desk = looked(speaker, url, agency, place)
    items = desk.items(year, day)
    if ics is not None:
        from workflows.duties.calendar_file import calendar_of  # noqa: PLC0415  # an extra

        text = calendar_of(desk.place, desk.plan, items)
        with replaced_whole(ics) as passing:
            passing.write_bytes(text)
    if xlsx is not None:
        from workflows.duties.workbook import write_workbook  # noqa: PLC0415  # an extra

        with replaced_whole(xlsx) as passing:
            write_workbook(passing, desk.place, desk.plan, items, year, day)
    if as_json:
        print_json(_head("disclosure.duties/1", place, year, day) | {"items": [item.to_dict() for item in items]})
        return
    _show(speaker, items)
    missed = sum(item.status == MISSED for item in items)
    if any(item.status == UNCERTAIN for item in items):
        todo = f"disclosure duties confirm --year {year}"
        zh = f"《{desk.plan.title}》为 {desk.plan.year} 年度方案，是否继续有待确认：{todo}"
        en = f"the plan is of {desk.plan.year}; whether it goes on is to be confirmed: {todo}"
        speaker.out.print(Text(speaker.say(zh, en), style="yellow"), soft_wrap=True)
    zh = f"{desk.place.zh} {year} 年：共 {len(items)} 项次，逾期未办 {missed} 项次（截至 {day}）"
    speaker.out.print(Text(speaker.say(zh, f"{year}: {len(items)} turns, {missed} missed (as of {day})"), style="bold"))


def _head(schema: str, place: str, year: int, day: date) -> dict[str, Any]:
    return {"schema": schema, "place": place, "year": year, "as_of": day.isoformat()}


def _show(speaker: Speaker, items: Iterable[DutyItem]) -> None:
    table = plain_table()
    for head in (
        speaker.say("届满", "due"),
        speaker.say("状态", "status"),
        speaker.say("周期", "period"),
        speaker.say("职责", "duty"),
        speaker.say("牵头", "lead"),
    ):
        table.add_column(head, overflow="fold")
    for item in sorted(items, key=lambda one: (one.due or date.max, one.duty.id)):
        sign, zh, en = WORDS[item.status]
        counted = f"（{item.have}/{item.need}）" if item.need is not None else ""
        table.add_row(
            item.due.isoformat() if item.due else speaker.say("未定", "not set"),
            Text(f"{sign} {speaker.say(zh, en)}{counted}", style=_STYLES.get(item.status, "")),
            item.period,
            Text(f"{speaker.say(item.duty.zh, item.duty.en)}（{item.duty.id}）"),
            item.lead or item.duty.lead,
        )
    speaker.out.print(table)


@command.command("show")
@click.argument("duty_id")
@_read
def show(
    speaker: Speaker,
    *,
    duty_id: str,
    place: str,
    year: int | None,
    as_of: date | None,
    as_json: bool,
    url: str,
    agency: str,
) -> None:
    """查看一项职责：方案原文、谁、何时、凭证。One duty: the words of the plan, who, when, the evidence."""
    day = as_of or today()
    year = year or day.year
    desk = looked(speaker, url, agency, place)
    duty = desk.duty(duty_id)
    items = [item for item in desk.items(year, day) if item.duty.id == duty_id]
    if as_json:
        print_json(
            _head("disclosure.duties.show/1", place, year, day)
            | {"id": duty.id, "quote": duty.quote, "items": [item.to_dict() for item in items]}
        )
        return
    say, out = speaker.say, speaker.out
    out.print(Text(f"{duty.id}  {say(duty.zh, duty.en)}", style="bold"))
    out.print(Text(f"《{desk.plan.title}》{duty.clause}：“{duty.quote}”"), soft_wrap=True)
    out.print(Text(f"{say('牵头', 'lead')}：{duty.lead}　{say('时限', 'when')}：{time_of(duty)}"))
    _show(speaker, items)
    for item in items:
        for one in item.evidence:
            out.print(Text(f"  {item.period}  {one.on}  {one.kind}  {one.ref}  {one.by}  #{one.seq}"), soft_wrap=True)
        if item.reason:
            out.print(Text(f"  {item.period}  {say('本期无信息', 'nothing to publish')}：{item.reason}"))


@command.command("year")
@_read
def year_(
    speaker: Speaker, *, place: str, year: int | None, as_of: date | None, as_json: bool, url: str, agency: str
) -> None:
    """年表：各项职责在十二个月中的状态。The year table: each duty over twelve months."""
    day = as_of or today()
    year = year or day.year
    rows = year_table(looked(speaker, url, agency, place).items(year, day), year)
    if as_json:
        found = [
            {
                "id": row.duty.id,
                "zh": row.duty.zh,
                "months": list(row.months),
                "due": row.due,
                "done": row.done,
                "late": row.late,
                "missed": row.missed,
            }
            for row in rows
        ]
        print_json(_head("disclosure.duties.year/1", place, year, day) | {"rows": found})
        return
    table = plain_table()
    table.add_column(speaker.say("职责", "duty"), overflow="fold", max_width=46)
    for month in range(1, 13):
        table.add_column(f"{month}", justify="center")
    for row in rows:
        cells = [
            Text(WORDS[status][0], style=_STYLES.get(status, "")) if status else Text(" ") for status in row.months
        ]
        table.add_row(Text(speaker.say(row.duty.zh, row.duty.en)), *cells)
    speaker.out.print(table)
    _legend(speaker)


def _legend(speaker: Speaker) -> None:
    told = "　".join(f"{sign} {speaker.say(zh, en)}" for sign, zh, en in WORDS.values())
    speaker.out.print(Text(told, style="dim"))


@command.command("month")
@_read
@click.option("--month", type=click.IntRange(1, 12), default=None, help="月份，默认本月。The month.")
def month_(
    speaker: Speaker,
    *,
    place: str,
    year: int | None,
    as_of: date | None,
    as_json: bool,
    url: str,
    agency: str,
    month: int | None,
) -> None:
    """月历：一个月里每日届满的职责。The month: what falls due on each day."""
    day = as_of or today()
    year, month = year or day.year, month or day.month
    desk = looked(speaker, url, agency, place)
    days = of_month(desk.items(year, day), year, month)
    if as_json:
        found = [{"day": each.isoformat(), "items": [one.to_dict() for one in own]} for each, own in days.items()]
        print_json(_head("disclosure.duties.month/1", place, year, day) | {"month": month, "days": found})
        return
    from workflows.cli.duty_grid import month_grid  # noqa: PLC0415  # drawn only here

    speaker.out.print(month_grid(days, year, month, desk.office.basis(place).calendar, speaker))
    _legend(speaker)


@command.command("quota")
@_read
def quota(
    speaker: Speaker, *, place: str, year: int | None, as_of: date | None, as_json: bool, url: str, agency: str
) -> None:
    """次数要求：应有几次，已有几次，还剩几日。Quotas: how many are wanted, done, and how long is left."""
    day = as_of or today()
    year = year or day.year
    found = quotas(looked(speaker, url, agency, place).items(year, day), day)
    if as_json:
        items = [item.to_dict() | {"days_left": (item.due - day).days if item.due else None} for item in found]
        print_json(_head("disclosure.duties.quota/1", place, year, day) | {"items": items})
        return
    _show(speaker, found)


@command.command("tasks")
@_read
def tasks(
    speaker: Speaker, *, place: str, year: int | None, as_of: date | None, as_json: bool, url: str, agency: str
) -> None:
    """任务分解表：工作任务、要求、牵头、配合、时限、进展、佐证。The task table."""
    day = as_of or today()
    year = year or day.year
    desk = looked(speaker, url, agency, place)
    rows = task_table(desk.plan, desk.items(year, day))
    if as_json:
        print_json(_head("disclosure.duties.tasks/1", place, year, day) | {"rows": [row.to_dict() for row in rows]})
        return
    table = plain_table()
    for head in ("序号", "工作任务", "具体要求", "牵头", "配合", "时限", "进展", "佐证"):
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(
            *(
                Text(str(cell))
                for cell in (row.number, row.task, row.demand, row.lead, row.partners, row.time, row.progress)
            ),
            Text(row.evidence),
        )
    speaker.out.print(table)


@command.command("alarms")
@_read
def alarms(
    speaker: Speaker, *, place: str, year: int | None, as_of: date | None, as_json: bool, url: str, agency: str
) -> None:
    """按提醒阶梯列出当日应提醒的职责：对谁、什么话。What is to be reminded of on a day, and whom.

    例 example: disclosure duties alarms --place guiyang --as-of 2017-11-24
    """
    day = as_of or today()
    year = year or day.year
    desk = looked(speaker, url, agency, place)
    calendar = desk.office.basis(place).calendar
    found = reminders(desk.items(year, day), place, ladders(), calendar, day)
    if as_json:
        print_json(_head("disclosure.duties.alarms/1", place, year, day) | {"alarms": [one.to_dict() for one in found]})
        return
    table = plain_table()
    for head in (("届满", "due"), ("职责", "duty"), ("牵头", "lead"), ("提醒", "to"), ("内容", "words")):
        table.add_column(speaker.say(*head), overflow="fold")
    for one in found:
        duty = one.item.duty
        style = {"red": "bold red", "amber": "yellow"}.get(one.colour, "")
        words = Text(speaker.say(one.zh, one.en), style=style)
        named = Text(f"{speaker.say(duty.zh, duty.en)}（{one.item.period}）")
        table.add_row(str(one.item.due), named, one.lead, "、".join(one.to), words)
    speaker.out.print(table)
