"""``disclosure db``: make, upgrade and check the database of an office."""

from __future__ import annotations

import click
from rich.text import Text

from workflows.cli.alarms import open_office, refuse_missing
from workflows.cli.console import FOUND, Speaker, database, office_options, speaking
from workflows.cli.verify import print_differences
from workflows.office.derived import repair, row_report
from workflows.office.opening import made_first
from workflows.store.errors import NoDatabase


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
