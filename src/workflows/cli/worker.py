"""``disclosure worker``: sweep alarms and deliver effects until stopped."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.text import Text

from deadlines.errors import Reason
from workflows.cli.alarms import open_office
from workflows.cli.console import FOUND, Refusal, Speaker, office_options, speaking
from workflows.cli.typed import WrongUse
from workflows.office.office import Office
from workflows.worker.channels import Channels
from workflows.worker.channels.settings import read_settings
from workflows.worker.worker import Round, Worker

_SHOWN = 1000


@click.command("worker")
@office_options
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="DISCLOSURE_WORKER",
    show_envvar=True,
    help="渠道与联系方式（TOML）。Channels and addresses.",
)
@click.option(
    "--engine",
    type=click.Choice(["dbos", "outbox"]),
    show_default="dbos",
    help="发送引擎；outbox 不需要任何其他软件，SQLite 太旧（Python 3.12 起低于 3.42）时为默认。What delivers.",
)
@click.option(
    "--name", default="worker-1", show_default=True, help="本进程的固定名称，每个进程不同。Name, kept over restarts."
)
@click.option(
    "--poll", default=1.0, show_default=True, type=click.FloatRange(0.05, 3600), help="空闲时的间隔秒数。Seconds."
)
@click.option("--once", is_flag=True, help="做完现有的就结束。Stop when nothing is left.")
@click.option("--failed", is_flag=True, help="列出搁置的发送。List what was set aside.")
@click.option("--retry", is_flag=True, help="把搁置的重新排队。Queue again what was set aside.")
@speaking
def command(
    speaker: Speaker,
    *,
    url: str,
    agency: str,
    place: str,
    settings: Path | None,
    engine: str | None,
    name: str,
    poll: float,
    once: bool,
    failed: bool,
    retry: bool,
) -> None:
    """持续发出提醒并送达（邮件、短信、webhook）；可随时中断，可多开。Sweep and deliver until stopped.

    例 example: disclosure worker --db postgresql://user@host/office --settings worker.toml
    """
    office = open_office(url, agency, place)
    if failed or retry:
        _set_aside(office, speaker, retry=retry)
        return
    if settings is None:
        raise Refusal(
            speaker.say(
                "请用 --settings 指明渠道设置文件；只发出提醒不送达，用 disclosure alarms run",
                "give --settings FILE with the channels; to raise alarms without delivering, use disclosure alarms run",
            ),
            speaker.lang,
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    _work(office, url, read_settings(settings), engine, name, poll, once=once)


def _set_aside(office: Office, speaker: Speaker, *, retry: bool) -> None:
    found = office.store.failed_effects(office.agency, _SHOWN)
    if retry:
        with office.store.begin() as work:
            work.release_effects(office.agency, [effect.id for effect, _ in found])
        speaker.out.print(Text(speaker.say(f"{len(found)} 条重新排队", f"{len(found)} queued again")))
        return
    for effect, why in found:
        speaker.out.print(Text(f"{effect.id}  {why}"))
    if found:
        raise click.exceptions.Exit(FOUND)
    speaker.out.print(Text(speaker.say("没有搁置的发送", "nothing was set aside")))


def _work(
    office: Office, url: str, channels: Channels, engine: str | None, name: str, poll: float, *, once: bool
) -> None:
    with _told_to_stop() as stop:
        _work_until(stop, office, url, channels, engine, name, poll, once=once)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Let a signal set an event instead of ending the process; afterwards signals mean what they meant before."""
    stop = threading.Event()
    before = {sent: signal.signal(sent, lambda *_: stop.set()) for sent in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for sent, handler in before.items():
            signal.signal(sent, handler)


def _work_until(
    stop: threading.Event,
    office: Office,
    url: str,
    channels: Channels,
    engine: str | None,
    name: str,
    poll: float,
    *,
    once: bool,
) -> None:
    if engine == "outbox":
        _run(Worker(office, channels), stop, poll, once=once)
        return
    try:
        from workflows.worker.dbos import is_fit, launch  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as missing:
        todo = "python -m pip install 'disclosure-workflows[effects]'"
        why = Reason(
            "worker.no_dbos",
            f"引擎 dbos 需要 {missing.name}，尚未安装；请运行：{todo}，或者用 --engine outbox",
            f"the engine dbos needs {missing.name}, which is not installed; install the extra: {todo}, "
            "or use --engine outbox",
        )
        raise WrongUse(why) from None
    if engine is None and not is_fit(url):
        _run(Worker(office, channels), stop, poll, once=once)
        return
    running = launch(office, url, channels, name=name)
    try:
        _run(Worker(office, channels, running), stop, poll, once=once)
        if once:
            running.finish()
    finally:
        running.close()


def _run(worker: Worker, stop: threading.Event, poll: float, *, once: bool) -> None:
    if not once:
        worker.run(stop, poll_seconds=poll, report=_log)
        return
    while not stop.is_set():
        done = worker.run_once(stop)
        if done.is_idle:
            return
        _log(done)


def _log(done: Round) -> None:
    swept, delivered = done.swept, done.delivered
    logging.getLogger("disclosure.worker").info(
        "alarms %d, lapses %d, held %d, late %s; handed over %d, delivered %d, postponed %d, set aside %d, revived %d",
        swept.alarms,
        swept.lapses,
        len(swept.held),
        swept.latest,
        done.handed_over,
        delivered.done,
        delivered.postponed,
        delivered.failed,
        done.revived,
    )
