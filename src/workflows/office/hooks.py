"""What a host hears of every command: who asked for what, with what outcome, how long it took; and who else may not."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from attrs import asdict, frozen

from deadlines.errors import Reason
from workflows.cases.case import Case
from workflows.cases.events import Actor
from workflows.office.errors import NoRole

SCHEMA = "disclosure.trail/1"

LOG = logging.getLogger("disclosure.office")
"""One line for each command, at INFO: case, command, role and outcome; no names and no facts."""


@frozen
class Heard:
    """One command as it was answered, done or not.

    ``outcome`` is ``done``, ``repeated``, the class of a refusal for the host (``refused``, ``bad_input``,
    ``not_permitted``, ``conflict``, ``unknown``, ``busy``, ``broken_data``), or ``failed``. ``seq`` is the last event
    of the case then, 0 where nothing was done. Inside a transaction of the host what was done may yet be undone.
    """

    at: datetime
    agency: str
    case: str
    command: str
    role: str
    name: str
    outcome: str
    code: str
    article: str
    seq: int
    seconds: float


OnCommand = Callable[[Heard], None]

Permit = Callable[[Actor, Case, str], Reason | None]
"""Asked after the role: why this actor may not give this command on this case, None if it may."""


def nobody_hears(_heard: Heard) -> None:
    """Hear nothing."""


def anybody_may(_by: Actor, _case: Case, _command: str) -> None:
    """Permit what the flow permits to the role."""


def kept_in(path: Path) -> OnCommand:
    """Give a hook that keeps every command in a file, one line of JSON each, on the disk before it is answered.

    >>> from tempfile import TemporaryDirectory
    >>> from workflows.office.office import Office
    >>> with TemporaryDirectory() as folder:
    ...     trail = Path(folder, "trail.jsonl")
    ...     with Office.open("memory:", on_command=kept_in(trail)) as office:
    ...         done = office.open_case("request", "A-1", by=Actor("disclosure_office", "li"))
    ...     json.loads(trail.read_text(encoding="utf-8"))["outcome"]
    'done'
    """

    def keep(heard: Heard) -> None:
        line = {"schema": SCHEMA, **asdict(heard), "at": heard.at.isoformat()}
        data = f"{json.dumps(line, ensure_ascii=False)}\n".encode()
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, data)
            os.fsync(file)
        finally:
            os.close(file)

    return keep


def actor_of(found: Iterable[Actor], role: str) -> Actor:
    """Choose among the actors that a user is; a role that is named must be one of them.

    Raises:
        NoRole: There is none to choose, or more than one.
    """
    actors = tuple(found)
    chosen = [one for one in actors if one.role == role] if role else actors
    if len(chosen) != 1:
        raise NoRole(role, tuple(one.role for one in actors))
    return chosen[0]
