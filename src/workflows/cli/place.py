"""``disclosure place``: the places, what their plans demand, and how they stand to the law."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from rich.text import Text

from deadlines import rulebook
from deadlines.errors import DataError
from workflows.cli.case import json_option
from workflows.cli.console import DAY, FOUND, Speaker, plain_table, speaking, today
from workflows.cli.duty_entries import print_json
from workflows.cli.fresh import write_place
from workflows.duties.services import findings_of
from workflows.errors import LooserThanLaw
from workflows.places.against_law import STANDINGS, LocalTerm, against_law
from workflows.places.clause import Clause
from workflows.places.files import left_out, places
from workflows.places.files import place as place_named
from workflows.places.place import Place

_STYLES = {"lapsed": "dim strike", "looser": "strike", "uncertain": "yellow", "stricter": "green"}

_CLAUSE_SIGNS = {"served": ("√", "green"), "missing": ("×", "red"), "organisational": ("○", "dim")}


@click.group("place")
def command() -> None:
    """地方：方案逐条、与法律的比较、新建。Places: their plans clause by clause, beside the law, and new ones."""


@command.command("list")
@json_option
@speaking
def list_(speaker: Speaker, *, as_json: bool) -> None:
    """列出全部地方，自己的在后。Every place, the office's own last."""
    found = places()
    if as_json:
        print_json({"schema": "disclosure.place.list/1", "places": [_summary(one) for one in found]})
        return
    table = plain_table()
    for head in (("地方", "place"), ("名称", "name"), ("方案", "plan"), ("条目", "clauses"), ("职责", "duties")):
        table.add_column(speaker.say(*head), overflow="fold")
    for one in found:
        plan = one.plan
        counts = ("", "") if plan is None else (str(len(plan.clauses)), str(len(plan.duties)))
        table.add_row(one.id, Text(speaker.say(one.zh, one.en)), Text(plan.title if plan else ""), *counts)
    speaker.out.print(table)


def _summary(place: Place) -> dict[str, Any]:
    plan = place.plan
    return {
        "id": place.id,
        "zh": place.zh,
        "en": place.en,
        "region": place.region,
        "plan": plan.title if plan else None,
        "year": plan.year if plan else None,
        "clauses": len(plan.clauses) if plan else 0,
        "duties": len(plan.duties) if plan else 0,
    }


@command.command("show")
@click.argument("name", metavar="PLACE")
@json_option
@speaking
def show(speaker: Speaker, *, name: str, as_json: bool) -> None:
    """查看一个地方：名称、机构、时限、方案。One place: its name, offices, terms and plan."""
    place = place_named(name)
    if as_json:
        data = _summary(place) | {
            "offices": dict(place.offices),
            "labels": dict(place.labels),
            "options": {
                key: list(value) if isinstance(value, tuple) else value for key, value in place.options.items()
            },
            "duty_roles": {right: list(roles) for right, roles in place.duty_roles.items()},
            "sources": list(place.sources),
            "outlets": dict(place.plan.outlets) if place.plan else {},
        }
        print_json({"schema": "disclosure.place/1"} | data)
        return
    say, out = speaker.say, speaker.out
    out.print(Text(f"{place.id}  {say(place.zh, place.en)}", style="bold"))
    for source in place.sources:
        out.print(Text(f"  {source}"), soft_wrap=True)
    for role, title in place.offices.items():
        out.print(Text(f"  {role}：{title}"))
    if place.plan is not None:
        counts = dict.fromkeys(_CLAUSE_SIGNS, 0)
        for clause in place.plan.clauses:
            counts[clause.status] += 1
        zh = f"方案 {len(place.plan.clauses)} 条：已有 {counts['served']}，缺 {counts['missing']}，"
        zh += f"组织性 {counts['organisational']}；职责 {len(place.plan.duties)} 项"
        out.print(Text(say(zh, f"{len(place.plan.clauses)} clauses: {counts}"), style="bold"), soft_wrap=True)


@command.command("clauses")
@click.argument("name", metavar="PLACE")
@json_option
@speaking
def clauses(speaker: Speaker, *, name: str, as_json: bool) -> None:
    """方案逐条：原文、谁、何时、由什么来做。Every demand of a plan, and what serves it.

    例 example: disclosure place clauses guiyang
    """
    place = place_named(name)
    plan = place.plan
    found = plan.clauses if plan else ()
    if as_json:
        head = {"schema": "disclosure.place.clauses/1", "place": place.id, "source": plan.source if plan else None}
        print_json(head | {"clauses": [clause.to_dict() for clause in found]})
        return
    table = plain_table()
    for title in (("", ""), ("条目", "clause"), ("原文", "words"), ("责任", "who"), ("由什么来做", "served by")):
        table.add_column(speaker.say(*title), overflow="fold")
    for clause in found:
        sign, style = _CLAUSE_SIGNS[clause.status]
        served = "、".join(f"{one.type}:{one.id}" for one in clause.served_by)
        told = served or clause.missing or clause.organisational
        table.add_row(
            Text(sign, style=style), clause.id, Text(_quoted(clause)), Text("、".join(clause.who)), Text(told)
        )
    speaker.out.print(table)
    legend = speaker.say("√ 已有　× 缺　○ 组织性要求，软件不能代办", "√ served  × missing  ○ organisational")
    speaker.out.print(Text(legend, style="dim"))


def _quoted(clause: Clause) -> str:
    number = f"〔{clause.n} {clause.unit}〕" if clause.n is not None else ""
    when = clause.by_date or "–".join(clause.window or ()) or clause.period or ""
    return f"{clause.quote}{number}{f'〔{when}〕' if when else ''}"


@command.command("check")
@click.argument("names", nargs=-1, metavar="[PLACE]...")
@click.option("--on", "on", type=DAY, default=None, help="哪一日，默认今天。The day; today if not given.")
@json_option
@speaking
def check(speaker: Speaker, *, names: tuple[str, ...], on: date | None, as_json: bool) -> None:
    """地方与法律：更严、相同、更宽、失效、待确认、独有。A place beside the law on a day.

    例 example: disclosure place check shanwei --on 2026-11-28
    """
    day = on or today()
    checked = {name: _checked(name, day) for name in names or [one.id for one in places()]}
    if as_json:
        told = [_check_data(name, day, *found) for name, found in checked.items()]
        print_json(told[0] if len(names) == 1 else told)
    else:
        for name, found in checked.items():
            _show_check(speaker, name, *found)
    if any(findings for _, findings in checked.values()) or (left_out() and not names):
        raise click.exceptions.Exit(FOUND)


def _check_data(name: str, day: date, entries: tuple[LocalTerm, ...], findings: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "schema": "disclosure.place.check/1",
        "place": name,
        "on": day.isoformat(),
        "ok": not findings,
        "entries": [entry.to_dict() for entry in entries],
        "findings": findings,
    }


def _checked(name: str, day: date) -> tuple[tuple[LocalTerm, ...], list[dict[str, str]]]:
    """Compare a place with the law; one that cannot be read is a finding."""
    try:
        place = place_named(name)
    except (DataError, LooserThanLaw) as error:
        if isinstance(error, DataError) and error.key == name:
            raise
        return (), [{"clause": "", "code": error.code, "text": error.zh, "text_en": error.en}]
    book = rulebook()
    found = [
        {"clause": one.clause, "code": one.why.code, "text": one.why.zh, "text_en": one.why.en}
        for one in findings_of(place, book)
    ]
    return against_law(place, book, day), found


def _show_check(speaker: Speaker, name: str, entries: tuple[LocalTerm, ...], findings: list[dict[str, str]]) -> None:
    sign = "×" if findings else "√"
    speaker.out.print(Text(f"{sign} {name}", style="bold red" if findings else "bold"))
    table = plain_table()
    for head in (("期限", "rule"), ("条目", "clause"), ("地方", "here"), ("国家", "nation"), ("结论", "standing")):
        table.add_column(speaker.say(*head), overflow="fold")
    for entry in entries:
        style = _STYLES.get(entry.standing, "")
        words = speaker.say(*STANDINGS[entry.standing])
        table.add_row(
            entry.entry, Text(entry.clause), Text(entry.local, style=style), entry.national or "—", Text(words)
        )
    if entries:
        speaker.out.print(table)
    for finding in findings:
        text = speaker.say(finding["text"], finding["text_en"])
        speaker.out.print(Text(f"  × {finding['clause']} {text}", style="red"), soft_wrap=True)


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
