"""The office for asynchronous hosts: each call runs in a thread, so that none holds up the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from attrs import frozen

from deadlines.counting.timeline import Moment
from workflows.cases.events import Actor
from workflows.office.desk import Done
from workflows.office.office import Office
from workflows.office.selections import Result

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def _in_thread(
    method: Callable[Concatenate[Office, _Given], _Answer],
) -> Callable[Concatenate[AsyncOffice, _Given], Coroutine[Any, Any, _Answer]]:
    async def called(self: AsyncOffice, /, *args: _Given.args, **given: _Given.kwargs) -> _Answer:
        return await asyncio.to_thread(method, self.office, *args, **given)

    called.__name__, called.__doc__ = method.__name__, method.__doc__
    return called


@frozen(eq=False)
class AsyncOffice:
    """An office whose methods are awaited; they take and give what those of ``Office`` do.

    A call that is cancelled is no longer awaited, and ends in its thread: give it a ``key`` to ask again.

    >>> from workflows import Actor
    >>> async def opened() -> int:
    ...     async with AsyncOffice(Office.open("memory:")) as office:
    ...         return (await office.open_case("request", "A-1", by=Actor("disclosure_office", "li"))).case.seq
    >>> asyncio.run(opened())
    1
    """

    office: Office

    open_case = _in_thread(Office.open_case)
    do = _in_thread(Office.do)
    allowed = _in_thread(Office.allowed)
    options = _in_thread(Office.options)
    read = _in_thread(Office.read)
    show = _in_thread(Office.show)
    flow_of = _in_thread(Office.flow_of)
    history = _in_thread(Office.history)
    applicant = _in_thread(Office.applicant)
    find = _in_thread(Office.find)
    due_within = _in_thread(Office.due_within)
    overdue = _in_thread(Office.overdue)
    bands = _in_thread(Office.bands)
    void = _in_thread(Office.void)
    preview_void = _in_thread(Office.preview_void)
    link = _in_thread(Office.link)
    recompute = _in_thread(Office.recompute)
    breaches = _in_thread(Office.breaches)
    verify = _in_thread(Office.verify)
    ping = _in_thread(Office.ping)
    ready = _in_thread(Office.ready)
    close = _in_thread(Office.close)

    async def note(self, case_id: str, *, by: Actor, on: Moment | None = None, key: str = "", **notes: str) -> Done:
        """Set title, number or assignee of a case; as ``Office.note``."""
        return await asyncio.to_thread(self.office.note, case_id, by=by, on=on, key=key, **notes)

    async def apply(self, *args: Any, **given: Any) -> tuple[Result, ...]:
        """Give one command to many cases; as ``Office.apply``, with all results at once."""
        return await asyncio.to_thread(lambda: tuple(self.office.apply(*args, **given)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
