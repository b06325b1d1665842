"""What an office types of its duties: done, nothing to publish, how often, what happened, whether a plan goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.text import Text

from workflows.cases.events import Actor
from workflows.cli.alarms import open_office
from workflows.cli.case import by_option, key_option
from workflows.cli.console import DAY, Speaker, agency_option, database, speaking, today
from workflows.duties.desk import DutyDesk, Given
from workflows.office.desk import Done
from workflows.office.office import Office
from workflows.values import Value

_F = TypeVar("_F", bound=Callable[..., Any])

place_option = click.option(
    "--place",
    required=True,
    envvar="DISCLOSURE_PLACE",
    show_envvar=True,
    help="地方，如 guiyang。The place whose plan it is.",
)
year_option = click.option("--year", type=click.IntRange(1950, 2100), default=None, help="年度，默认今年。The year.")
period_option = click.option("--period", required=True, help="周期，如 2017、2017-Q3、2017-10、2017-W48。The period.")


def _desk(url: str, agency: str, place: str) -> DutyDesk:
    return DutyDesk.at(open_office(url, agency, place, may_create=True))


def looked(speaker: Speaker, url: str, agency: str, place: str) -> DutyDesk:
    """Open the desk of a command that only looks: without a database nothing is on record yet."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        zh = "还没有数据库，以下按没有登记显示"
        speaker.err.print(Text(speaker.say(zh, "there is no database yet: shown as nothing recorded"), style="dim"))
        return DutyDesk.at(Office.open("memory:", agency=agency, place=place))
    return DutyDesk.at(open_office(url, agency, place))


def print_json(data: object) -> None:
    """Print plain values, in their own script."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _write(command: _F) -> _F:
    """Give a command that records the options of where and who."""
    for option in (speaking, agency_option, database, key_option, by_option, place_option):
        command = option(command)
    return command


def _said(speaker: Speaker, done: Done, zh: str, en: str) -> None:
    seq = done.events[-1].seq if done.events else done.case.seq
    word = speaker.say("此前已登记" if done.repeated else "已登记", "recorded before" if done.repeated else "recorded")
    speaker.out.print(Text(f"{word}（#{seq}）：{speaker.say(zh, en)}"))


def _by(text: str) -> Actor:
    role, _, name = text.partition(":")
    return Actor(role, name)


@click.command("done")
@click.argument("duty_id")
@period_option
@click.option("--evidence", required=True, help="网址、文件或者文字。An address, a file, or words.")
@click.option("--on", "on", type=DAY, default=None, help="完成日，默认今天。The day it was done.")
@click.option("--count", type=click.IntRange(1), default=None, help="数量，如参训人数。How many.")
@click.option("--note", default="", help="说明。A note.")
@_write
def done(
    speaker: Speaker,
    *,
    duty_id: str,
    period: str,
    evidence: str,
    on: date | None,
    count: int | None,
    note: str,
    place: str,
    by: str,
    key: str,
    url: str,
    agency: str,
) -> None:
    """登记完成，附凭证。Record that it was done, with the evidence.

    例 example: disclosure duties done water_source_monthly --place guiyang --period 2017-10
    --evidence https://example.gov.cn/water/10 --by handler:li --on 2017-10-30
    """
    given = _evidence(evidence, on or today(), count, note)
    recorded = _desk(url, agency, place).done(duty_id, period, given, by=_by(by), key=key)
    _said(speaker, recorded, f"{duty_id} {period} {given.ref}", f"{duty_id} {period} {given.ref}")


def _evidence(text: str, on: date, count: int | None, note: str) -> Given:
    """Tell an address from a file, a document number and words; a file is kept by its name and checksum."""
    path = Path(text)
    if text.lower().startswith(("http://", "https://")):
        return Given(on, "url", text, count=count, note=note)
    if path.is_file():
        return Given(on, "file", path.name, sha256(path.read_bytes()).hexdigest(), count, note)
    kind = "document" if "〔" in text and text.endswith("号") else "text"
    return Given(on, kind, text, count=count, note=note)


@click.command("none")
@click.argument("duty_id")
@period_option
@click.option("--reason", required=True, help="理由。Why there is nothing to publish.")
@_write
def none(
    speaker: Speaker,
    *,
    duty_id: str,
    period: str,
    reason: str,
    place: str,
    by: str,
    key: str,
    url: str,
    agency: str,
) -> None:
    """登记本期没有应公开的信息，写明理由。Record that there is nothing to publish in a period."""
    recorded = _desk(url, agency, place).waive(duty_id, period, reason, by=_by(by), key=key)
    _said(speaker, recorded, f"{duty_id} {period} 本期无信息：{reason}", f"{duty_id} {period}: nothing, {reason}")


@click.command("set")
@click.argument("duty_id")
@click.option(
    "--every",
    type=click.Choice(["day", "week", "month", "quarter", "half_year", "year", "n_years"]),
    required=True,
    help="周期。How often.",
)
@click.option("--years", type=click.IntRange(2, 20), default=None, help="每几年。Every how many years.")
@click.option("--day", type=click.IntRange(1, 31), default=None, help="当月几日。The day of the month.")
@click.option("--month", type=click.IntRange(1, 12), default=None, help="期内第几月。Which month of the period.")
@click.option("--weekday", type=click.IntRange(1, 7), default=None, help="星期几，1 为星期一。1 is Monday.")
@click.option("--after-days", type=click.IntRange(1, 366), default=None, help="期满后几日内。Days after the period.")
@click.option("--need", type=click.IntRange(1), default=None, help="应有数量。How many are wanted.")
@_write
def set_(
    speaker: Speaker, *, duty_id: str, every: str, place: str, by: str, key: str, url: str, agency: str, **numbers: int
) -> None:
    """方案写“定期”的，由本机关确定周期。Set the interval that the plan leaves to the office.

    例 example: disclosure duties set regular_press_conference --every quarter --place guiyang --by head:wang
    """
    facts: dict[str, Value] = {"every": every}
    facts.update({name: number for name, number in numbers.items() if number is not None})
    recorded = _desk(url, agency, place).set_interval(duty_id, facts, by=_by(by), key=key)
    _said(speaker, recorded, f"{duty_id} 周期 {every}", f"{duty_id} every {every}")


@click.command("event")
@click.argument("duty_id")
@click.option("--period", required=True, help="给这一次起个名称，如文号。A name for it, such as a document number.")
@click.option("--on", "on", type=DAY, default=None, help="发生日，默认今天。The day of the event.")
@_write
def event(
    speaker: Speaker,
    *,
    duty_id: str,
    period: str,
    on: date | None,
    place: str,
    by: str,
    key: str,
    url: str,
    agency: str,
) -> None:
    """登记职责的起因，期限由此起算。Record the event after which a duty is due."""
    recorded = _desk(url, agency, place).trigger(duty_id, period, on or today(), by=_by(by), key=key)
    _said(speaker, recorded, f"{duty_id} {period}", f"{duty_id} {period}")


@click.command("confirm")
@click.option("--year", type=click.IntRange(1950, 2100), required=True, help="年度。The year.")
@click.option(
    "--decision",
    type=click.Choice(["continue", "replace", "end"]),
    required=True,
    help="继续、另有新方案或者终止。Whether the plan goes on.",
)
@click.option("--note", default="", help="说明。A note.")
@_write
def confirm(
    speaker: Speaker,
    *,
    year: int,
    decision: str,
    note: str,
    place: str,
    by: str,
    key: str,
    url: str,
    agency: str,
) -> None:
    """年度方案期满后，由机关决定是否继续。Say whether a plan goes on after its year."""
    recorded = _desk(url, agency, place).confirm(year, decision, by=_by(by), note=note, key=key)
    _said(speaker, recorded, f"{year} 年：{decision}", f"{year}: {decision}")


ENTRIES: tuple[click.Command, ...] = (done, none, set_, event, confirm)
"""The commands that record."""
