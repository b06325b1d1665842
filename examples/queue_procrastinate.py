"""Effects on Procrastinate: jobs in the office's own PostgreSQL, deferred inside the transaction of the command.

Start the worker with ``procrastinate --app=queue_procrastinate.app worker`` after setting DISCLOSURE_DB.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from sqlalchemy import text

from workflows.store.port import Effect
from workflows.worker.channels import Channels, EffectFailed, deliver
from workflows.worker.effects import as_data

TASK = "disclosure.deliver"
RETRY = RetryStrategy(max_attempts=12, exponential_wait=5, retry_exceptions={EffectFailed})
DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('disclosure', :task, 0, NULL, :id, CAST(:args AS jsonb), NULL)]"
    "::procrastinate_job_to_defer_v1[])"
)


class ProcrastinateDispatcher:
    """Defers one job per effect with SQL on the connection it is given: undone if the command is undone."""

    def enqueue(self, connection: Any, agency: str, effects: Iterable[Effect]) -> None:
        """Defer effects; the store has left out those it knows already."""
        for effect in effects:
            args = json.dumps({"agency": agency, "effect": as_data(effect)})
            connection.execute(DEFER, {"task": TASK, "id": f"{agency}/{effect.id}", "args": args})


def make_app(url: str, channels: Channels) -> App:
    """Make the application that a Procrastinate worker runs."""
    app = App(connector=PsycopgConnector(conninfo=url))

    @app.task(name=TASK, queue="disclosure", retry=RETRY)
    def run(agency: str, effect: dict[str, Any]) -> None:
        deliver(channels, agency, Effect(**effect))

    return app


if "DISCLOSURE_DB" in os.environ and "DISCLOSURE_WORKER" in os.environ:
    from pathlib import Path

    from workflows.worker.channels.settings import read_settings

    app = make_app(os.environ["DISCLOSURE_DB"], read_settings(Path(os.environ["DISCLOSURE_WORKER"])))
