"""``disclosure case``: open a case, give commands, see where it stands."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from deadlines.counting.timeline import Moment
from deadlines.errors import Reason
from deadlines.whole_file import replaced_whole
from workflows.cases.events import Actor
from workflows.cases.listed import BANDS
from workflows.cli.alarms import open_office
from workflows.cli.completion import flow_names
from workflows.cli.console import (
    DAY,
    FOUND,
    Speaker,
    office_options,
    plain_table,
    read_json,
    speaking,
)
from workflows.cli.listed import state_words
from workflows.cli.typed import WrongValue
from workflows.office.archive import KINDS, Paper
from workflows.office.archive import bundle as archive_bundle
from workflows.office.desk import Done
from workflows.office.exchange import export_case, import_case
from workflows.office.office import Office
from workflows.office.shown import history_of, page_of
from workflows.office.view import View
from workflows.store.port import Query
from workflows.values import SHANGHAI, day_of
from workflows.views.form_data import form_data
from workflows.views.plain import to_data
from workflows.views.words import BAND_SYMBOLS, BAND_WORDS

by_option = click.option(
    "--by", "by", required=True, metavar="ROLE[:NAME]", help="谁，以什么角色。Who, in which role, such as handler:li."
)
on_option = click.option(
    "--on", "on", type=DAY, default=None, help="发生的日子，默认现在。The day it happened; now if not given."
)
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
key_option = click.option("--key", default="", help="同一命令再次送达时不重复。Makes a repeated delivery one event.")


@click.group("case")
def command() -> None:
    """案件：登记、办理、查看。Cases: open, act, look."""


@command.command("open")
@click.argument("flow", shell_complete=flow_names)
@click.argument("case_id")
@by_option
@on_option
@click.option("--title", default="", help="标题，不要写个人信息。The title; no personal data.")
@click.option("--number", default="", help="文号。Its number.")
@click.option("--assignee", default="", help="承办人。Who handles it.")
@key_option
@office_options
@speaking
def open_(
    speaker: Speaker,
    *,
    flow: str,
    case_id: str,
    by: str,
    on: Moment | None,
    title: str,
    number: str,
    assignee: str,
    key: str,
    place: str,
    url: str,
    agency: str,
) -> None:
    """登记一件。Open a case.

    例 example: disclosure case open request FOI-2024-1 --by disclosure_office:li --title 关于公开年度预算的申请
    """
    office = open_office(url, agency, place, may_create=True)
    done = office.open_case(flow, case_id, by=actor(by), on=on, title=title, number=number, assignee=assignee, key=key)
    _repeated(speaker, done)
    _shown(speaker, office, case_id)


@command.command("do")
@click.argument("case_id")
@click.argument("what")
@by_option
@on_option
@click.option("--with", "facts", multiple=True, metavar="NAME=VALUE", help="命令带来的事实，可多次。Facts it brings.")
@click.option(
    "--at", "at", default=None, help="发生的时刻，ISO 格式；以小时计的期限用。The instant, for terms in hours."
)
@click.option("--expected", type=int, default=None, help="所见的最后一条记录号。The last event that you saw.")
@key_option
@office_options
@speaking
def do(
    speaker: Speaker,
    *,
    case_id: str,
    what: str,
    by: str,
    on: Moment | None,
    facts: tuple[str, ...],
    at: str | None,
    expected: int | None,
    key: str,
    url: str,
    agency: str,
    place: str,
) -> None:
    """办理一步，或者说明为何不能。Give a command, or learn why it is refused.

    例 example: disclosure case do FOI-2024-1 accept --by handler:li --on 2024-03-05
    """
    office = open_office(url, agency, place)
    who, when = actor(by), instant(at) if at else on
    payload = office.read(case_id, what, _pairs(facts), by=who, on=when, source="texts")
    done = office.do(case_id, what, by=who, on=when, payload=payload, key=key, expected=expected)
    _repeated(speaker, done)
    _shown(speaker, office, case_id)


@command.command("allowed")
@click.argument("case_id")
@by_option
@on_option
@json_option
@office_options
@speaking
def allowed(
    speaker: Speaker, *, case_id: str, by: str, on: Moment | None, as_json: bool, url: str, agency: str, place: str
) -> None:
    """现在可以办理的步骤。What may be done now.

    例 example: disclosure case allowed FOI-2024-1 --by handler
    """
    office = open_office(url, agency, place)
    options = office.options(case_id, actor(by), on=on)
    if as_json:
        click.echo(json.dumps([to_data(form_data(one.form)) for one in options], ensure_ascii=False, indent=2))
        return
    table = plain_table(show_header=False)
    for option in options:
        needs = "、".join(f"{item.name}={item.kind}" for item in option.form.fields if item.demand == "required")
        table.add_row(option.command, speaker.say(option.zh, option.en), needs)
    speaker.out.print(table)


@command.command("show")
@click.argument("case_id")
@json_option
@office_options
@speaking
def show(speaker: Speaker, *, case_id: str, as_json: bool, url: str, agency: str, place: str) -> None:
    """一件的现状、期限和时间段。Where a case stands.

    例 example: disclosure case show FOI-2024-1
    """
    office = open_office(url, agency, place)
    if as_json:
        click.echo(json.dumps(to_data(office.show(case_id).data()), ensure_ascii=False, indent=2))
        return
    _shown(speaker, office, case_id)


@command.command("list")
@click.option("--assignee", default=None, help="承办人。")
@click.option("--band", type=click.Choice(BANDS), default=None, help="时间段。The time band.")
@click.option("--text", default=None, help="标题中的字。Words in the title.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@json_option
@office_options
@speaking
def list_(
    speaker: Speaker,
    *,
    assignee: str | None,
    band: str | None,
    text: str | None,
    limit: int,
    as_json: bool,
    url: str,
    agency: str,
    place: str,
) -> None:
    """在办案件，最近届满的在前。Open cases, the nearest due date first.

    例 example: disclosure case list --band overdue
    """
    office = open_office(url, agency, place)
    query = Query(
        assignee=assignee,
        text=text,
        band=band,  # type: ignore[arg-type]  # a choice of the option
        at=office.clock.now() if band else None,
        is_open=None if band == "ended" else True,
    )
    page = office.find(query, limit=limit)
    if as_json:
        click.echo(json.dumps(to_data(page_of(office.desk, page)), ensure_ascii=False, indent=2))
        return
    table = plain_table()
    for zh, en in (("案件", "case"), ("标题", "title"), ("状态", "state"), ("届满日", "due"), ("承办人", "assignee")):
        table.add_column(speaker.say(zh, en), overflow="fold")
    for row in page.rows:
        due = "" if row.due is None else f"{row.due:%Y-%m-%d}"
        table.add_row(row.case_id, row.title, state_words(office, row, speaker), due, row.assignee)
    speaker.out.print(table)


@command.command("history")
@click.argument("case_id")
@json_option
@office_options
@speaking
def history(speaker: Speaker, *, case_id: str, as_json: bool, url: str, agency: str, place: str) -> None:
    """一件的全部记录。All that happened to a case.

    例 example: disclosure case history FOI-2024-1
    """
    events = history_of(open_office(url, agency, place).desk, case_id, personal=not as_json)
    if as_json:
        click.echo(json.dumps([to_data(event) for event in events], ensure_ascii=False, indent=2))
        return
    table = plain_table()
    for zh, en in (("序号", "no"), ("日期", "day"), ("记录", "what"), ("谁", "who"), ("依据", "basis")):
        table.add_column(speaker.say(zh, en), overflow="fold")
    for event in events:
        what = Text(speaker.say(event.label, event.label_en), style="strike dim" if event.voided else "")
        who = f"{event.by.role} {event.by.name}".strip()
        table.add_row(str(event.seq), f"{day_of(event.on)}", what, who, event.basis)
    speaker.out.print(table)


@command.command("export")
@click.argument("case_id")
@click.option("--out", "path", type=click.Path(path_type=Path, dir_okay=False), required=True)
@office_options
@speaking
def export(speaker: Speaker, *, case_id: str, path: Path, url: str, agency: str, place: str) -> None:
    """导出一件及其证明为一个 JSON 文件。Write a case with its proof as one JSON file.

    例 example: disclosure case export FOI-2024-1 --out FOI-2024-1.json
    """
    data = export_case(open_office(url, agency, place).desk, case_id)
    with replaced_whole(path) as passing:
        passing.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    count = len(data["events"])
    speaker.out.print(Text(speaker.say(f"{count} 条记录写入 {path}", f"{count} events written to {path}")))


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@office_options
@speaking
def import_(speaker: Speaker, *, path: Path, url: str, agency: str, place: str) -> None:
    """核验并收进导出的一件。Prove an exported case and take it in.

    例 example: disclosure case import FOI-2024-1.json
    """
    data = read_json(path)
    office = open_office(url, agency, place, may_create=True)
    case_id = import_case(office.desk, data)
    _shown(speaker, office, case_id)


@command.command("bundle")
@click.argument("case_id")
@click.option("--out", "path", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--paper", "papers", multiple=True, metavar="KIND=FILE", help=f"材料，可多次。Kinds: {', '.join(KINDS)}.")
@office_options
@speaking
def bundle(
    speaker: Speaker, *, case_id: str, path: Path, papers: tuple[str, ...], url: str, agency: str, place: str
) -> None:
    """一申请一卷：归档为一个 ZIP 文件。The archive bundle of a case.

    例 example: disclosure case bundle FOI-2024-1 --out FOI-2024-1.zip --paper application=申请表.pdf
    """
    given = []
    for text in papers:
        kind, _, name = text.partition("=")
        given.append(Paper(kind, Path(name).name, Path(name).read_bytes()))
    archive_bundle(open_office(url, agency, place), case_id, path, given)
    speaker.out.print(Text(speaker.say(f"写入 {path}", f"written to {path}")))


@command.command("recompute")
@click.option("--write", "is_written", is_flag=True, help="写入；否则只列出。Write it; otherwise only list.")
@click.option("--rules", "rules_changed", is_flag=True, help="规则有变，逐件重算。A rule changed: count every clock.")
@office_options
@speaking
def recompute(speaker: Speaker, *, is_written: bool, rules_changed: bool, url: str, agency: str, place: str) -> None:
    """新通知公布后，列出变动的届满日和原因。After a new notice: which deadlines move, and why.

    例 example: disclosure case recompute
    """
    office = open_office(url, agency, place)
    found = office.recompute(preview=not is_written, rules_changed=rules_changed)
    for move in found.moves:
        speaker.out.print(Text(move.text(speaker.lang)), soft_wrap=True)
    zh = f"{found.running} 个期限中 {len(found.moves)} 个变动，写入 {found.written} 个"
    en = f"of {found.running} running terms {len(found.moves)} move, {found.written} written"
    speaker.out.print(Text(speaker.say(zh, en)))
    for aside in found.asides:
        speaker.err.print(Text(f"! {aside.case_id}: {aside.why.text(speaker.lang)}", style="yellow"), soft_wrap=True)
    if found.asides:
        raise click.exceptions.Exit(FOUND)


def _repeated(speaker: Speaker, done: Done) -> None:
    if done.repeated:
        zh = "此前已办过，没有重复；所列为现状"
        speaker.err.print(Text(speaker.say(zh, "done before, nothing new was written"), style="yellow"))


def actor(text: str) -> Actor:
    """Read who acts in which role, such as ``handler:li``."""
    role, _, name = text.partition(":")
    return Actor(role, name)


def instant(text: str) -> datetime:
    """Read an instant in ISO form, of Shanghai where no zone is given.

    Raises:
        WrongValue: It is none.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        why = Reason(
            "typed.instant",
            f"{text!r} 不是时刻，请写作 2024-03-01T10:00",
            f"{text!r} is not an instant, write 2024-03-01T10:00",
        )
        raise WrongValue(why) from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _pairs(facts: tuple[str, ...]) -> dict[str, list[str]]:
    """Give what ``--with`` brings as a form on a page would post it."""
    given: dict[str, list[str]] = {}
    for fact in facts:
        name, equals, text = fact.partition("=")
        if not equals:
            why = Reason("typed.fact", f"{fact!r}：请写作 名称=值", f"{fact!r}: write NAME=VALUE")
            raise WrongValue(why, param_hint="--with")
        given.setdefault(name, []).append(text)
    return given


def _shown(speaker: Speaker, office: Office, case_id: str) -> None:
    view = office.show(case_id)
    _unread(speaker, view)
    flow, case = view.flow, view.case
    head = f"{case.id}  {view.row.title}".rstrip()
    speaker.out.print(Text(head, style="bold"))
    outcome = next((speaker.say(ending.zh, ending.en) for ending in flow.outcomes if ending.id == case.outcome), "")
    band = f"{BAND_SYMBOLS[view.band]} {speaker.say(*BAND_WORDS[view.band])}"
    line = f"{speaker.say(flow.zh, flow.en)} · {state_words(office, view.row, speaker)} · {band}"
    speaker.out.print(Text(line + (f" · {outcome}" if outcome else "")))
    for clock in case.clocks:
        if clock.status != "stopped":
            spec = flow.clocks_by_id[clock.clock]
            due = speaker.say("中止中", "suspended") if clock.due is None else f"{clock.due}"
            key = f"（{clock.key}）" if clock.key else ""
            speaker.out.print(Text(f"  {speaker.say(spec.zh, spec.en)}{key}  {due}"))


def _unread(speaker: Speaker, view: View) -> None:
    if view.unread is not None:
        note = speaker.say(
            f"  个人信息读不出：{view.unread.zh}", f"  the personal data cannot be read: {view.unread.en}"
        )
        speaker.err.print(Text(note, style="yellow"), soft_wrap=True)
