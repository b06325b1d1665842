"""The how-to on plugging in a queue: its Procrastinate example, run on the PostgreSQL of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from deadlines.errors import Reason
from helpers.example_flow import HANDLER
from helpers.store_contract import Watch, drop_database, filled, new_database, office_on
from workflows import BadFacts
from workflows.store.port import Effect
from workflows.store.sql.store import open_store
from workflows.worker.channels import EffectFailed

example = pytest.importorskip("queue_procrastinate", reason="procrastinate is not installed")


@pytest.fixture
def url() -> Iterator[str]:
    """A database of its own: Procrastinate makes tables in it."""
    made = new_database()
    yield made
    drop_database(made)


class Once:
    """Fails the first time, then keeps the ids."""

    def __init__(self) -> None:
        self.tried = 0
        self.sent: list[str] = []

    def deliver(self, _: str, effect: Effect) -> None:
        """Deliver, or fail."""
        self.tried += 1
        if self.tried == 1:
            raise EffectFailed(effect.id, "mail", Reason("test.down", "服务器停机", "the server is down"))
        self.sent.append(effect.id)


def told(_flow: object, _before: object, after: object, events: tuple[object, ...]) -> Iterator[Effect]:
    """One mail for the event that opens the handling."""
    for event in events:
        if event.type == "RequestReceived":
            yield Effect(f"{after.id}:{event.seq}:mail", after.id, event.seq, "mail", {"case": after.id})


def run_jobs(app: object) -> None:
    """Prepare the tables if need be, and run what is waiting."""

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    asyncio.run(work())


def test_effects_run_on_procrastinate_from_the_transaction_of_their_command(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused: no job. Committed: one job, tried again after a failure, delivered under the id of the effect."""
    monkeypatch.setattr(example, "RETRY", example.RetryStrategy(max_attempts=3, wait=0))
    channel = Once()
    app = example.make_app(url, {"mail": channel})

    async def prepare() -> None:
        async with app.open_async():
            await app.schema_manager.apply_schema_async()

    asyncio.run(prepare())
    store = open_store(url, dispatcher=example.ProcrastinateDispatcher())
    office = office_on(store, "office", Watch(), effects=told)
    filled(office)
    with pytest.raises(BadFacts, match="fact 'reasons' is missing"):
        office.do("A-1", "reply", by=HANDLER, payload={"decision": "withheld"})
    assert store.waiting_effects("office") == 0
    run_jobs(app)
    run_jobs(app)
    assert (channel.tried, channel.sent) == (2, ["A-1:2:mail"])
    store.close()
