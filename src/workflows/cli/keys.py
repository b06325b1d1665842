"""``disclosure keys``: the keys beside an embedded database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.text import Text

from deadlines.errors import Reason
from workflows.cli.alarms import refuse_missing
from workflows.cli.console import FOUND, Speaker, database, speaking
from workflows.clock import SystemClock
from workflows.office.erasure import Resealed, resealed
from workflows.office.errors import NoKey
from workflows.office.key_file import KeyFile, key_file_of, make_key
from workflows.office.opening import store_and_keys
from workflows.store.port import EventStore


@click.group("keys")
def command() -> None:
    """数据库旁的密钥：查看、另造、轮换。The keys beside an embedded database: look, make, rotate."""


@command.command("list")
@database
@speaking
def list_(speaker: Speaker, *, url: str) -> None:
    """列出各密钥及其加密的个人信息份数；密钥本身从不显示。Name the keys, and how much each has encrypted.

    例 example: disclosure keys list
    """
    with _opened(url) as (store, keys):
        ring = keys.ring()
        persons = (person for agency in store.agencies() for _, person in store.persons(agency))
        used = Counter(person.cipher.partition(":")[2] for person in persons)
    for name in {**ring.keys, **used}:
        is_there = name in ring.keys
        mark = speaker.say("  新加密的用它", "  encrypts what comes") if name == ring.newest else ""
        lost = "" if is_there else speaker.say("  密钥不在", "  the key is not there")
        speaker.out.print(Text(f"{name}  {used[name]}{mark}{lost}", style="" if is_there else "red"))
    if set(used) - set(ring.keys):
        raise click.exceptions.Exit(FOUND)


@command.command("make")
@database
@speaking
def make(speaker: Speaker, *, url: str) -> None:
    """原密钥确实找不回时，另造一把供今后使用。Make another key, where the first one is lost for good.

    例 example: disclosure keys make
    """
    name = make_key(_file(url)).ring().newest
    zh = f"已造密钥 {name}；此前加密的个人信息仍读不出，找回原密钥后可写回同一文件"
    en = f"key {name} was made; what was encrypted before stays unread until the first key is put back into the file"
    speaker.out.print(Text(speaker.say(zh, en)), soft_wrap=True)


@command.command("rotate")
@click.option("--forget-old", is_flag=True, help="全部重新加密后，从文件中去掉旧密钥。Take older keys out of the file.")
@database
@speaking
def rotate(speaker: Speaker, *, forget_old: bool, url: str) -> None:
    """换一把新密钥，并用它重新加密全部个人信息。Add a new key and encrypt all personal data anew under it.

    旧密钥留在文件里，以便读旧的备份；--forget-old 去掉它们。The older keys stay in the file, for older backups.

    例 example: disclosure keys rotate --forget-old
    """
    with _opened(url) as (store, keys):
        with store.begin() as work:
            work.connection  # noqa: B018  # holds the database, so that two rotations at once do not lose a key
            name = keys.add()
        found = resealed(store, keys, store.agencies())
        _tell(speaker, name, found)
        if found.left:
            raise click.exceptions.Exit(FOUND)
        if forget_old:
            gone = ", ".join(keys.keep_newest())
            zh = f"已去掉旧密钥 {gone}；旧备份中的个人信息从此读不出"
            en = f"older keys are gone: {gone}; the personal data of older backups cannot be read any more"
            speaker.out.print(Text(speaker.say(zh, en)), soft_wrap=True)
        remains = store.purge()
        if remains is not None:
            speaker.err.print(Text(remains.text(speaker.lang), style="yellow"), soft_wrap=True)


def _tell(speaker: Speaker, name: str, found: Resealed) -> None:
    zh, en = f"新密钥 {name}，{found.done} 份重新加密", f"new key {name}, {found.done} encrypted anew"
    speaker.out.print(Text(speaker.say(zh, en)))
    for one in found.left:
        told = f"! {one.case_id} {one.ref}: {one.why.text(speaker.lang)}"
        speaker.err.print(Text(told, style="yellow"), soft_wrap=True)


def _file(url: str) -> Path:
    """Give the file of the database, which must be there.

    Raises:
        StoreUnusable: It is not.
        NoKey: It is on a server, where the host has the keys.
    """
    refuse_missing(url)
    from workflows.store.sql.engines import sqlite_file  # noqa: PLC0415  # an extra

    file = sqlite_file(url)
    if file is None:
        raise NoKey(
            Reason(
                "key.of_the_host",
                "服务器上的数据库没有自带的密钥；密钥由主机掌管，换新密钥后用 Office.reseal_personal() 重新加密",
                "a database on a server has no keys of its own: the host holds them, and after a new one "
                "Office.reseal_personal() encrypts anew",
            )
        )
    return file


@contextmanager
def _opened(url: str) -> Iterator[tuple[EventStore, KeyFile]]:
    """Open the store for all agencies, and the keys beside it."""
    file = _file(url)
    store, _ = store_and_keys(url, None, None, SystemClock(), None)
    try:
        yield store, KeyFile(key_file_of(file))
    finally:
        store.close()
