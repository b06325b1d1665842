"""An endpoint that hangs or drips holds neither the others, nor the lease, nor the end of the worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from helpers.example_flow import HANDLER
from helpers.store_contract import MORNING, Opened, Watch, agency, filled, office_on, opened, postgres
from workflows.office.office import Office
from workflows.store.port import Effect
from workflows.worker import outbox
from workflows.worker.channels.errors import EffectFailed
from workflows.worker.channels.mail import Mail
from workflows.worker.channels.people import Staff
from workflows.worker.channels.webhook import Webhook
from workflows.worker.outbox import PATIENCE, TURN, Delivered, deliver_waiting
from workflows.worker.retry import LEASE

__all__ = ["agency", "opened", "postgres"]

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="


@pytest.fixture
def dripping(request: pytest.FixtureRequest) -> Iterator[tuple[int, Event]]:
    """The port, and whether it was reached, of an endpoint that answers one byte each tenth of a second, for ever."""
    server, over, reached = socket.create_server(("127.0.0.1", 0)), Event(), Event()

    def drip(peer: socket.socket) -> None:
        reached.set()
        with suppress(OSError), peer:
            peer.sendall(getattr(request, "param", b"HTTP/1.1 200 OK\r\nx: "))
            while not over.wait(0.1):
                peer.sendall(b"x")

    def serve() -> None:
        with suppress(OSError):
            while True:
                Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1], reached
    over.set()
    server.close()


@pytest.fixture
def office(opened: Opened, agency: str) -> Office:
    """An office with three effects that wait."""
    office = filled(office_on(opened(), agency, Watch()))
    with office.store.begin() as work:
        work.enqueue(agency, [Effect(f"A-1:{n}:webhook", "A-1", n, "webhook", {}) for n in (1, 2, 3)])
    return office


def test_a_turn_and_its_last_delivery_are_shorter_than_the_lease() -> None:
    """Else a second worker delivers the same while the first is still at it."""
    assert TURN + PATIENCE < LEASE
    assert timedelta(seconds=Webhook("http://x", SECRET).timeout_seconds) < PATIENCE


def test_what_drips_is_left_in_time_and_the_turn_ends(
    office: Office, dripping: tuple[int, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is postponed, the others wait again at once; nothing is set aside or lost."""
    monkeypatch.setattr(outbox, "PATIENCE", timedelta(seconds=1))
    monkeypatch.setattr(outbox, "TURN", timedelta(seconds=1))
    began = time.monotonic()
    webhook = Webhook(f"http://127.0.0.1:{dripping[0]}/", SECRET, timeout_seconds=1)
    assert deliver_waiting(office.desk, {"webhook": webhook}) == Delivered(postponed=1)
    assert time.monotonic() - began < 10
    with office.store.begin() as work:
        waiting = work.take_effects(office.agency, 9, MORNING, MORNING + LEASE)
    assert [effect.id for effect in waiting] == ["A-1:2:webhook", "A-1:3:webhook"]


@pytest.mark.parametrize("dripping", [b"HTTP/1.1 200 OK\r\nx: ", b"220-"], indirect=True)
def test_a_channel_bounds_the_whole_of_a_conversation(
    request: pytest.FixtureRequest, dripping: tuple[int, Event]
) -> None:
    """On its own, whatever engine runs it: an answer and a greeting that drip are late, though no read is."""
    webhook = Webhook(f"http://127.0.0.1:{dripping[0]}/", SECRET, timeout_seconds=1)
    mail = Mail("127.0.0.1", Staff(roles={"handler": {"mail": ("a@b.cn",)}}), "x@b.cn", dripping[0], timeout_seconds=1)
    effect = Effect("A-1:1:x", "A-1", 1, "x", {"to": "handler", "zh": "x", "en": "x"})
    channel = mail if request.node.callspec.params["dripping"] == b"220-" else webhook
    began = time.monotonic()
    with pytest.raises(EffectFailed) as failed:
        channel.deliver("a", effect)
    assert 0.9 < time.monotonic() - began < 5
    assert "timed out" in failed.value.why.en.lower()


def test_told_to_stop_it_leaves_what_is_under_way(office: Office, dripping: tuple[int, Event]) -> None:
    """What was begun stays lent and is delivered again, under the same id; the rest waits."""
    stop, began = Event(), time.monotonic()
    Thread(target=lambda: (time.sleep(0.5), stop.set()), daemon=True).start()
    webhook = Webhook(f"http://127.0.0.1:{dripping[0]}/", SECRET, timeout_seconds=1)
    assert deliver_waiting(office.desk, {"webhook": webhook}, stop=stop) == Delivered()
    assert time.monotonic() - began < 10
    with office.store.begin() as work:
        later = MORNING + LEASE
        assert len(work.take_effects(office.agency, 9, later, later + LEASE)) == 3


def test_the_command_obeys_a_signal_in_seconds(tmp_path: Path, dripping: tuple[int, Event]) -> None:
    """SIGTERM while an endpoint drips: the process is gone, with exit code 0 and no traceback."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with Office.open(url) as office:
        office.open_case("request", "A-1", by=HANDLER.__class__("disclosure_office", "li"))
        with office.store.begin() as work:
            work.enqueue("office", [Effect("A-1:1:webhook", "A-1", 1, "webhook", {})])
    settings = tmp_path / "worker.toml"
    settings.write_text(f'[webhook]\nurl = "http://127.0.0.1:{dripping[0]}/"\nsecret_env = "HOOK"\n', encoding="utf-8")
    command = [str(Path(sys.executable).with_name("disclosure")), "worker", "--db", url, "--engine", "outbox"]
    worker = subprocess.Popen(
        [*command, "--settings", str(settings)], env={**os.environ, "HOOK": SECRET}, stderr=subprocess.PIPE, text=True
    )
    assert dripping[1].wait(60)
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate(timeout=60)
    assert (worker.returncode, "Traceback" in told) == (0, False), told
    assert time.monotonic() - began < 15
