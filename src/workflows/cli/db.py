"""``disclosure db``: make, upgrade and check the database of an office."""

from __future__ import annotations

import click
from rich.text import Text

from deadlines.errors import Reason
from workflows.cli.alarms import open_office, refuse_missing
from workflows.cli.case import actor, instant, json_option
from workflows.cli.console import FOUND, Speaker, database, json_text, office_options, speaking
from workflows.cli.typed import WrongUse
from workflows.cli.verify import print_differences
from workflows.office.derived import repair, row_report
from workflows.office.opening import made_first
from workflows.office.wrong_clock import LateRecord, LateRecords, recorded_after, void_recorded_after
from workflows.store.errors import NoDatabase

CLOCK_SCHEMA = "disclosure.recorded-after/1"
_KINDS = {
    "deemed": ("法定后果", "deemed outcome"),
    "alarm": ("提醒", "alarm"),
    "person": ("有人登记，不撤销", "by a person, stays"),
    "system": ("随其他记录而生，不撤销", "derived from others, stays"),
}


@click.group("db")
def command() -> None:
    """数据库：建立、升级、检查。The database: make, upgrade, check."""


@command.command("init")
@database
@speaking
def init(speaker: Speaker, *, url: str) -> None:
    """建立全部表；已有时不动。Make all tables; what is there already stays.

    例 example: disclosure db init --db postgresql://office@localhost/office
    """
    _upgrade(speaker, url)


@command.command("upgrade")
@database
@speaking
def upgrade(speaker: Speaker, *, url: str) -> None:
    """把表升级到本版本。Bring the tables to this release.

    例 example: disclosure db upgrade --db sqlite:///office.db
    """
    refuse_missing(url)
    _upgrade(speaker, url)


def _upgrade(speaker: Speaker, url: str) -> None:
    try:
        from workflows.store.sql.engines import has_content, sqlite_file  # noqa: PLC0415  # an extra
        from workflows.store.sql.schema import upgraded  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:
        raise NoDatabase(str(error.name)) from None

    file = sqlite_file(url)
    if file is not None and not has_content(file):
        made_first(file)
    before, after = upgraded(url)
    zh = f"数据库结构：{before or '无'} → {after}"
    speaker.out.print(Text(speaker.say(zh, f"schema: {before or 'none'} -> {after}")))


@command.command("check")
@office_options
@speaking
def check(speaker: Speaker, *, url: str, agency: str, place: str) -> None:
    """检查表是否齐全、版本是否相符，列出暂缓的案件。Check the tables, and list the cases that are set aside.

    例 example: disclosure db check
    """
    try:
        from workflows.store.sql.schema import looked_at  # noqa: PLC0415  # an extra
        from workflows.store.sql.tables import SCHEMA  # noqa: PLC0415  # the same
    except ModuleNotFoundError as error:
        raise NoDatabase(str(error.name)) from None

    now = looked_at(url)
    if now.is_right:
        speaker.out.print(Text(speaker.say(f"数据库结构 {now.version}，齐全", f"schema {now.version}, complete")))
        _asides(speaker, url, agency, place)
        return
    missing = "、".join(now.missing) or "—"
    todo = "disclosure db upgrade" if now.version else "disclosure db init"
    zh = f"数据库结构 {now.version or '无'}，本版本需要 {SCHEMA}；缺少 {missing}；请执行：{todo}"
    en = f"schema {now.version or 'none'}, this release needs {SCHEMA}; missing {missing}; run: {todo}"
    speaker.err.print(Text(speaker.say(zh, en)), soft_wrap=True)
    raise click.exceptions.Exit(FOUND)


def _asides(speaker: Speaker, url: str, agency: str, place: str) -> None:
    """List the cases that a sweep or a recomputation had to set aside."""
    asides = open_office(url, agency, place).store.asides(agency)
    for aside in asides:
        what = f" {aside.clock}" if aside.clock else ""
        why = aside.why.text(speaker.lang)
        speaker.out.print(Text(f"! {aside.case_id}{what}: {why}", style="yellow"), soft_wrap=True)
    if asides:
        zh, en = f"{len(asides)} 件暂缓，其他案件照常", f"{len(asides)} set aside, the others go on"
        speaker.out.print(Text(speaker.say(zh, en)))
        raise click.exceptions.Exit(FOUND)


@command.command("repair")
@click.option("--write", "is_written", is_flag=True, help="写入；否则只列出。Write it; otherwise only list.")
@office_options
@speaking
def repair_rows(speaker: Speaker, *, is_written: bool, url: str, agency: str, place: str) -> None:
    """列出与记录不符的索引；加 --write 按记录重建。List rows that differ from the histories, or write them anew.

    例 example: disclosure db repair --write
    """
    office = open_office(url, agency, place)
    differing = tuple(row_report(office.desk))
    print_differences(speaker, differing)
    if is_written:
        ids = dict.fromkeys(one.case_id for one in differing)
        done = sum(repair(office.desk, case_id) for case_id in ids)
        zh = f"重建 {done} 件；{len(ids) - done} 件的记录本身有断处，未动"
        en = f"{done} cases written anew; {len(ids) - done} have a broken history and stay as they are"
        speaker.out.print(Text(speaker.say(zh, en)))
        differing = tuple(row_report(office.desk))
    if differing:
        raise click.exceptions.Exit(FOUND)


@command.command("clock")
@click.option("--recorded-after", "after", required=True, metavar="INSTANT", help="此后记录的。Recorded after this.")
@click.option("--void", "is_voiding", is_flag=True, help="一并撤销法定后果和提醒。Void deemed outcomes and alarms.")
@click.option("--reason", default="", help="撤销的理由。Why they are voided.")
@click.option("--by", default="", metavar="ROLE:NAME", help="谁撤销。Who voids them.")
@click.option("--approved-by", default="", metavar="ROLE:NAME", help="批准的另一人。The second person.")
@json_option
@office_options
@speaking
def clock(
    speaker: Speaker,
    *,
    after: str,
    is_voiding: bool,
    reason: str,
    by: str,
    approved_by: str,
    as_json: bool,
    url: str,
    agency: str,
    place: str,
) -> None:
    """列出某一时刻以后的记录；系统时间曾经超前的，用 --void 一并撤销。List what was recorded after an instant; void it.

    只撤销系统自行记录的法定后果和提醒，到期时重新登记、重新提醒。Both come again on their own day.

    例 example: disclosure db clock --recorded-after 2026-11-28T18:00
    """
    if is_voiding and not (reason and by and approved_by):
        zh, en = "撤销须写明 --reason、--by 和 --approved-by", "to void, give --reason, --by and --approved-by"
        raise WrongUse(Reason("clock.incomplete", zh, en))
    desk, at = open_office(url, agency, place).desk, instant(after)
    if is_voiding:
        people = actor(by), actor(approved_by)
        found = void_recorded_after(desk, at, reason=reason, by=people[0], approved_by=people[1])
    else:
        found = recorded_after(desk, at)
    if as_json:
        click.echo(json_text(_clock_data(found, agency)))
    else:
        _tell_clock(speaker, found, is_voiding=is_voiding)
    if found.left or (not is_voiding and any(one.is_voidable for one in found.records)):
        raise click.exceptions.Exit(FOUND)


def _tell_clock(speaker: Speaker, found: LateRecords, *, is_voiding: bool) -> None:
    for one in found.records:
        event, (zh, en) = one.event, _KINDS[one.kind]
        note = speaker.say(*_standing(one, found))
        line = f"{one.case_id} {event.seq} {event.type} {event.recorded:%Y-%m-%d %H:%M} {speaker.say(zh, en)}{note}"
        speaker.out.print(Text(line), soft_wrap=True)
    for case in found.left:
        line = f"! {case.case_id}: {case.why.text(speaker.lang)}"
        speaker.err.print(Text(line, style="yellow"), soft_wrap=True)
    voidable = sum(one.is_voidable for one in found.records)
    zh = f"{len(found.records)} 条，其中可以一并撤销的 {voidable} 条"
    en = f"{len(found.records)} records, {voidable} of them to be voided together"
    if is_voiding:
        zh, en = f"{zh}，已撤销 {len(found.voided)} 条", f"{en}, {len(found.voided)} voided"
    if found.left:
        zh, en = f"{zh}；{len(found.left)} 件未动", f"{en}; {len(found.left)} cases left as they are"
    speaker.out.print(Text(speaker.say(zh, en)))


def _standing(one: LateRecord, found: LateRecords) -> tuple[str, str]:
    if one in found.voided:
        return "，现已撤销", ", voided now"
    return ("，此前已撤销", ", voided before") if one.is_voided else ("", "")


def _clock_data(found: LateRecords, agency: str) -> dict[str, object]:
    now = {(one.case_id, one.event.seq) for one in found.voided}
    return {
        "schema": CLOCK_SCHEMA,
        "agency": agency,
        "after": found.after.isoformat(),
        "records": [
            {
                "case": one.case_id,
                "seq": one.event.seq,
                "type": one.event.type,
                "kind": one.kind,
                "on": one.event.on.isoformat(),
                "recorded": one.event.recorded.isoformat(),
                "voidable": one.is_voidable,
                "voided": one.is_voided or (one.case_id, one.event.seq) in now,
            }
            for one in found.records
        ],
        "left": [{"case": case.case_id, "zh": case.why.zh, "en": case.why.en} for case in found.left],
    }
