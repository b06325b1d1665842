"""``disclosure place``: the places that ship and those of the office's own."""

from __future__ import annotations

import click
from rich.text import Text

from workflows.cli.console import FOUND, Speaker, plain_table, speaking
from workflows.cli.fresh import write_place
from workflows.places.files import left_out, places
from workflows.places.files import place as place_named


@click.group("place")
def command() -> None:
    """地方：列出、核对、新建。Places: list them, check them, begin one."""


@command.command("list")
@speaking
def list_(speaker: Speaker) -> None:
    """列出全部地方，自己的在后。Every place, the office's own last."""
    table = plain_table()
    for head in (("地方", "place"), ("名称", "name"), ("地区", "region")):
        table.add_column(speaker.say(*head), overflow="fold")
    for one in places():
        table.add_row(one.id, Text(speaker.say(one.zh, one.en)), one.region)
    speaker.out.print(table)


@command.command("check")
@click.argument("names", nargs=-1, metavar="[PLACE]...")
@speaking
def check(speaker: Speaker, *, names: tuple[str, ...]) -> None:
    """核对地方的期限不比法律更宽。No term of a place is looser than the law.

    例 example: disclosure place check shanwei
    """
    for name in names or [one.id for one in places()]:
        place_named(name)
        speaker.out.print(Text(f"√ {name}"))
    if left_out() and not names:
        raise click.exceptions.Exit(FOUND)


@command.command("new")
@click.argument("name", metavar="ID")
@speaking
def new(speaker: Speaker, *, name: str) -> None:
    """在自己的文件夹里新建一个地方，改写即可用。Begin a place in your own folder.

    例 example: disclosure place new gulou --home ~/disclosure
    """
    for path in write_place(name):
        speaker.out.print(Text(speaker.say(f"写入 {path}", f"written: {path}")), soft_wrap=True)
    speaker.out.print(
        Text(speaker.say(f"核对：disclosure place check {name}", f"check: disclosure place check {name}"))
    )
