"""The default: effects run on DBOS, in the same database as the cases.

Handed over inside a transaction of the store: that of the command itself (``DbosDispatcher`` given to the office), or
that of the worker, which moves rows of the outbox. Either way the id of the workflow is the id of the effect, so that
a second hand-over is no second effect. Workflows are short and always queued, the version of the application is
pinned, and what a dead worker left behind is queued again.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from attrs import frozen
from dbos import DBOS, DBOSClient, DBOSConfig
from sqlalchemy import text
from sqlalchemy.engine import Connection, make_url

from workflows.errors import WorkflowsError
from workflows.store.port import Effect
from workflows.worker.channels import Channels, deliver
from workflows.worker.channels.message import delivery_id
from workflows.worker.effects import as_data
from workflows.worker.retry import is_passing, note_failure

if TYPE_CHECKING:
    from dbos import EnqueueOptions

    from workflows.office.desk import Desk
    from workflows.office.office import Office


APPLICATION = "disclosure"

VERSION = "effects-1"
"""Pinned: workflows queued before an upgrade of the library run after it. Changed only when their shape changes."""

WORKFLOW = "disclosure.deliver"

CHANNELS = ("mail", "sms", "webhook", "other")
"""Each has a queue, so that a mail server that is down holds up nothing else."""

ABANDONED = timedelta(minutes=5)
"""A delivery takes seconds; one that is under way for longer has lost its worker."""

_BULK = text(
    "SELECT dbos.enqueue_workflow(:workflow, e.queue, ARRAY[e.agency::json, e.effect::json], workflow_id => e.id,"
    " app_version => :version, application_name => :application) FROM unnest(CAST(:queues AS text[]),"
    " CAST(:agencies AS text[]), CAST(:effects AS text[]), CAST(:ids AS text[])) AS e(queue, agency, effect, id)"
)


class EngineUnfit(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to run effects on DBOS over a SQLite that is too old for it."""

    code = "engine_unfit"
    host_class = "broken_data"

    def __init__(self, found: str, needed: str) -> None:
        self.found = found
        self.needed = needed
        super().__init__(
            f"DBOS 在 SQLite 上需要 {needed} 以上，这里是 {found}；请用 --engine outbox，或者改用 PostgreSQL",
            f"DBOS on SQLite needs SQLite {needed} or later, this Python has {found}; "
            "use --engine outbox, or a PostgreSQL database",
        )


def workflow_id(agency: str, effect: Effect) -> str:
    """Give the id under which DBOS knows a delivery; a later attempt of the outbox is a workflow of its own.

    >>> workflow_id("office", Effect("A-1:7:mail", "A-1", 7, "mail"))
    'office/A-1:7:mail'
    """
    again = f"#{effect.attempts}" if effect.attempts > 1 else ""
    return f"{delivery_id(agency, effect)}{again}"


def queue_of(agency: str, channel: str) -> str:
    """Give the queue of a channel: each agency has its own, since another's worker cannot deliver for it.

    >>> queue_of("office", "mail"), queue_of("office", "letter")
    ('disclosure-mail-office', 'disclosure-other-office')
    """
    return f"disclosure-{channel if channel in CHANNELS else CHANNELS[-1]}-{agency}"


def _queue(agency: str, effect: Effect) -> str:
    return queue_of(agency, effect.name.partition(".")[0])


@frozen(eq=False)
class DbosDispatcher:
    """Hands effects to DBOS inside the caller's transaction; its tables must be in the same database."""

    client: DBOSClient

    @classmethod
    def on(cls, url: str) -> DbosDispatcher:
        """Make one for a database; the tables of DBOS are made by the first worker that runs there."""
        return cls(DBOSClient(system_database_url=dbos_url(url), application_name=APPLICATION, lazy=True))

    def enqueue(self, connection: object, agency: str, effects: Iterable[Effect]) -> None:
        """Enqueue effects; the same id twice is one."""
        if not isinstance(connection, Connection):
            raise TypeError(
                f"effects are handed to DBOS inside a transaction of SQLite or PostgreSQL, not {connection!r}; "
                "a store in memory delivers from its outbox"
            )
        given = tuple(effects)
        if connection.dialect.name == "postgresql":
            self._in_bulk(connection, agency, given)
            return
        for effect in given:
            options: EnqueueOptions = {
                "workflow_name": WORKFLOW,
                "queue_name": _queue(agency, effect),
                "workflow_id": workflow_id(agency, effect),
                "app_version": VERSION,
            }
            self.client.enqueue_in_transaction(connection, options, agency, as_data(effect))

    @staticmethod
    def _in_bulk(connection: Connection, agency: str, effects: Sequence[Effect]) -> None:
        if not effects:
            return
        values: Mapping[str, Any] = {
            "workflow": WORKFLOW,
            "version": VERSION,
            "application": APPLICATION,
            "queues": [_queue(agency, effect) for effect in effects],
            "agencies": [json.dumps(agency)] * len(effects),
            "effects": [json.dumps(as_data(effect)) for effect in effects],
            "ids": [workflow_id(agency, effect) for effect in effects],
        }
        connection.execute(_BULK, values)

    def close(self) -> None:
        """Let go of connections."""
        self.client.destroy()


OLDEST_SQLITE = (3, 42)
"""Where the Python is 3.12 or later, DBOS asks SQLite for times in a way that older ones answer with nothing."""


def is_fit(url: str) -> bool:
    """Tell whether DBOS can run on a database with the SQLite of this Python.

    >>> is_fit("postgresql://office@localhost/office")
    True
    """
    is_file = make_url(url).get_backend_name() == "sqlite"
    return not is_file or sys.version_info < (3, 12) or sqlite3.sqlite_version_info >= OLDEST_SQLITE


def dbos_url(url: str) -> str:
    """Give the address of a database as DBOS wants it."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return address.render_as_string(hide_password=False)


@frozen(eq=False)
class Engine:
    """DBOS as this worker runs it; made by ``launch``."""

    desk: Desk
    dispatcher: DbosDispatcher
    queues: tuple[str, ...]

    def relay(self, *, limit: int = 500) -> int:
        """Move effects from the outbox to DBOS, both in one transaction; give how many."""
        with self.desk.store.begin() as work:
            effects = work.take_effects(self.desk.agency, limit, self.desk.clock.now())
            if effects:
                self.dispatcher.enqueue(work.connection, self.desk.agency, effects)
        return len(effects)

    def revive(self, *, older_than: timedelta = ABANDONED) -> int:
        """Queue again what a worker that died left under way; give how many."""
        before = datetime.now(UTC) - older_than
        lost = DBOS.list_workflows(
            status="PENDING", name=WORKFLOW, dequeued_before=before.isoformat(), load_input=False
        )
        for workflow in lost:
            DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
        return len(lost)

    def finish(self, *, most_seconds: float = 60) -> bool:
        """Wait until nothing is queued or under way; tell whether that came about in time."""
        end = time.monotonic() + most_seconds
        while time.monotonic() < end:
            left = DBOS.list_workflows(
                status=["ENQUEUED", "PENDING"], queue_name=list(self.queues), limit=1, load_input=False
            )
            if not left:
                return True
            time.sleep(0.1)
        return False

    def close(self) -> None:
        """Stop running; what is under way is taken up again by the next launch under this name."""
        DBOS.destroy(workflow_completion_timeout_sec=5, destroy_registry=True)
        self.dispatcher.close()


def launch(office: Office, url: str, channels: Channels, *, name: str = "worker-1", at_once: int = 4) -> Engine:
    """Start DBOS in this process on the office's database.

    Args:
        office: Whose effects; its store is on ``url``.
        url: Of the database.
        channels: The ways to the outside.
        name: Of this worker, the same after a restart and no other's at the same time.
        at_once: How many deliveries of one channel run at a time here.

    Raises:
        EngineUnfit: DBOS cannot run on the SQLite of this Python.
    """
    if not is_fit(url):
        raise EngineUnfit(sqlite3.sqlite_version, ".".join(map(str, OLDEST_SQLITE)))
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": dbos_url(url),
        "application_version": VERSION,
        "executor_id": f"{office.agency}/{name}",
        "log_level": "WARNING",
        "enable_otlp": False,
    }
    queues = tuple(queue_of(office.agency, channel) for channel in CHANNELS)
    DBOS(config=config)
    try:
        _register(office.desk, channels)
        DBOS.listen_queues(queues)
        DBOS.launch()
        for queue in queues:
            DBOS.register_queue(queue, worker_concurrency=at_once, polling_interval_sec=1.0)
    except BaseException:
        DBOS.destroy(destroy_registry=True)  # half started, it would refuse every later start in this process
        raise
    return Engine(office.desk, DbosDispatcher.on(url), queues)


def _register(desk: Desk, channels: Channels) -> None:
    """Tell DBOS what to run: two steps, kept short, and a workflow of them."""

    @DBOS.step(name=f"{WORKFLOW}.send")
    def send(agency: str, data: dict[str, Any]) -> dict[str, Any]:
        try:
            deliver(channels, agency, Effect(**data))
        except Exception as error:  # noqa: BLE001  # whatever a channel raises, the effect must be accounted for
            # an answer, not an error: DBOS keeps it whatever kind of error it was
            return {"why": str(error), "passing": is_passing(error)}
        return {}

    @DBOS.step(name=f"{WORKFLOW}.note")
    def note(agency: str, data: dict[str, Any], wrong: dict[str, Any]) -> None:
        del agency
        note_failure(desk, Effect(**data), wrong["why"], desk.clock.now(), passing=wrong["passing"])

    @DBOS.workflow(name=WORKFLOW)
    def run(agency: str, effect: dict[str, Any]) -> str:
        wrong = send(agency, effect)
        if wrong:
            note(agency, effect, wrong)
        return str(wrong.get("why", "delivered"))
