"""``disclosure personal``: until when personal data are kept, and erasing them."""

from __future__ import annotations

from datetime import date

import click
from rich.text import Text

from workflows.cli.alarms import open_office
from workflows.cli.case import actor, by_option
from workflows.cli.console import DAY, FOUND, Speaker, office_options, speaking
from workflows.office.erasure import Erasure

reason_option = click.option(
    "--reason", default="", help="理由，记入案件的历史；不要写个人信息。Why; kept in the history, no personal data."
)


@click.group("personal")
def command() -> None:
    """个人信息：保存到何时，期满删除。Personal data: how long they are kept, and erasing them."""


@command.command("retain")
@click.argument("case_id")
@click.option("--through", type=DAY, required=True, help="保存到哪一天。The last day on which they are kept.")
@by_option
@reason_option
@office_options
@speaking
def retain(
    speaker: Speaker, *, case_id: str, through: date, by: str, reason: str, url: str, agency: str, place: str
) -> None:
    """定一件的个人信息保存到哪一天。Set until when the personal data of a case are kept.

    例 example: disclosure personal retain FOI-2024-1 --through 2034-12-31 --by archive:li --reason 归档满十年
    """
    done = open_office(url, agency, place).retain(case_id, through, by=actor(by), reason=reason)
    refs = done.events[-1].get("refs")
    zh = f"{case_id}：个人信息（{refs}）保存到 {through}"
    speaker.out.print(Text(speaker.say(zh, f"{case_id}: personal data ({refs}) kept through {through}")))


@command.command("erase")
@click.option("--case", "case_id", default="", help="一件的全部，不论期满与否。All of one case, whatever its term.")
@click.option("--on", "on", type=DAY, default=None, help="保存期在这一天以前届满的，默认今天。Those over by this day.")
@by_option
@reason_option
@click.option("--write", "is_written", is_flag=True, help="删除；否则只列出。Erase them; otherwise only list.")
@office_options
@speaking
def erase(
    speaker: Speaker,
    *,
    case_id: str,
    on: date | None,
    by: str,
    reason: str,
    is_written: bool,
    url: str,
    agency: str,
    place: str,
) -> None:
    """列出保存期满的个人信息；加 --write 删除，何人、为何记入历史。List what is over, or erase it.

    例 example: disclosure personal erase --by archive:li --reason 保存期满 --write
    """
    office = open_office(url, agency, place)
    found = office.erase_personal(on, by=actor(by), reason=reason, case_id=case_id, preview=not is_written)
    _tell(speaker, found)
    if found.left:
        raise click.exceptions.Exit(FOUND)


def _tell(speaker: Speaker, found: Erasure) -> None:
    for person in found.persons:
        day = person.erase_after
        until = "" if day is None else speaker.say(f"，保存到 {day}", f", kept through {day}")
        speaker.out.print(Text(f"{person.case_id} {person.ref}{until}"), soft_wrap=True)
    count = len(found.persons)
    if found.is_done:
        told = speaker.say(f"删除 {count} 份个人信息", f"{count} erased")
    else:
        told = speaker.say(f"{count} 份个人信息将删除；加 --write 删除", f"{count} would be erased; add --write")
    speaker.out.print(Text(told))
    for one in found.left:
        speaker.err.print(Text(f"! {one.case_id}: {one.why.text(speaker.lang)}", style="yellow"), soft_wrap=True)
    if found.remains is not None:
        speaker.err.print(Text(found.remains.text(speaker.lang), style="yellow"), soft_wrap=True)
