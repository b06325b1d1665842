"""What an office looks up beside its list of duties: reminders, turns that a notice moved, what is asked for often."""

from __future__ import annotations

from datetime import date

import click
from rich.text import Text

from deadlines import china
from workflows.cli.case import json_option
from workflows.cli.console import DAY, FOUND, Speaker, agency_option, database, plain_table, speaking, today
from workflows.cli.duty_entries import looked, place_option, print_json, year_option


@click.command("moved")
@click.option("--since", type=DAY, required=True, help="当时所知的那一日。The day whose knowledge is compared.")
@place_option
@year_option
@json_option
@database
@agency_option
@speaking
def moved(speaker: Speaker, *, since: date, place: str, year: int | None, as_json: bool, url: str, agency: str) -> None:
    """新通知使哪些职责的届满日变动，为什么。Which turns a notice moved since a day, and why.

    例 example: disclosure duties moved --place xingren --year 2020 --since 2020-01-20
    """
    desk = looked(speaker, url, agency, place)
    year = year or today().year
    found = desk.moved(year, china(desk.place.region or None, as_known_on=since))
    if as_json:
        head = {"schema": "disclosure.duties.moved/1", "place": place, "year": year, "since": since.isoformat()}
        print_json(head | {"moved": [one.to_dict() for one in found]})
    else:
        table = plain_table()
        for title in (("原届满", "was"), ("现届满", "is"), ("职责", "duty"), ("通知", "notice")):
            table.add_column(speaker.say(*title), overflow="fold")
        for one in found:
            duty = one.after.duty
            named = Text(f"{speaker.say(duty.zh, duty.en)}（{one.after.period.name}）")
            table.add_row(str(one.before.due), str(one.after.due), named, Text("、".join(one.notices)))
        speaker.out.print(table)
    if found:
        raise click.exceptions.Exit(FOUND)


@click.command("asked")
@place_option
@json_option
@database
@agency_option
@speaking
def asked(speaker: Speaker, *, place: str, as_json: bool, url: str, agency: str) -> None:
    """多个申请人申请同一信息的，提示主动公开。What several applicants asked for may be published unasked."""
    found = looked(speaker, url, agency, place).asked_often()
    if as_json:
        print_json({"schema": "disclosure.duties.asked/1", "place": place, "asked": [one.to_dict() for one in found]})
        return
    for one in found:
        speaker.out.print(Text(f"{len(one.cases)} × {one.description}：{'、'.join(one.cases)}"), soft_wrap=True)
    if not found:
        speaker.out.print(Text(speaker.say("没有两件以上申请同一信息", "nothing was asked for twice")))


LOOKS: tuple[click.Command, ...] = (moved, asked)
"""The commands that look."""
