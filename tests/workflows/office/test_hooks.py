"""What a host hears, whom it permits, who its users are; the office awaited; whether it is ready."""

from __future__ import annotations

import asyncio
import json
import logging
import stat
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from deadlines.errors import Reason
from helpers.example_flow import BASIS, FLOW, HANDLER, HEAD
from helpers.store_contract import Watch, filled
from workflows.cases.case import Case
from workflows.cases.events import Actor
from workflows.errors import BadFacts, NotPermitted, UnknownCase, VersionConflict, WorkflowsError
from workflows.office.async_office import AsyncOffice
from workflows.office.errors import NoRole, NotYours
from workflows.office.hooks import Heard, kept_in
from workflows.office.office import Office
from workflows.store.errors import StoreFault
from workflows.values import SHANGHAI
from workflows.worker.sweep import sweep_all


def opened(url: str = "memory:", **options: object) -> Office:
    return Office.open(url, clock=Watch(), flow=lambda _: FLOW, basis=lambda _: BASIS, **options)  # type: ignore[arg-type]


def test_every_command_is_heard_with_its_outcome() -> None:
    """Done, repeated, refused by role, by facts, by a race, on a case that is not there; also those for many."""
    heard: list[Heard] = []
    office = opened(on_command=heard.append)
    office.open_case("example", "A-1", by=HANDLER)
    for key in ("k", "k"):
        office.do("A-1", "receive", by=HANDLER, key=key)
    for case, command, by, more in (
        ("A-1", "reply", HEAD, {}),
        ("A-1", "reply", HANDLER, {"payload": {"decision": 7}}),
        ("A-1", "reply", HANDLER, {"payload": {"decision": "granted"}, "expected": 1}),
        ("A-2", "receive", HANDLER, {}),
    ):
        with pytest.raises(WorkflowsError):
            office.do(case, command, by=by, **more)  # type: ignore[arg-type]
    office.note("A-1", by=HANDLER, title="甲")
    list(office.apply(["A-1"], "receive", by=HANDLER, dry_run=False))
    assert [(one.case, one.command, one.outcome, one.seq) for one in heard] == [
        ("A-1", "open", "done", 1),
        ("A-1", "receive", "done", 2),
        ("A-1", "receive", "repeated", 2),
        ("A-1", "reply", "not_permitted", 0),
        ("A-1", "reply", "bad_input", 0),
        ("A-1", "reply", "conflict", 0),
        ("A-2", "receive", "unknown", 0),
        ("A-1", "note", "done", 3),
        ("A-1", "receive", "refused", 0),
    ]
    assert {(one.role, one.name, one.agency) for one in heard[:3]} == {("handler", "li", "office")}
    assert all(one.at == Watch().at and 0 <= one.seconds < 60 for one in heard)
    assert heard[3].code == "not_permitted"


def test_a_hook_that_fails_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The command was answered: the host is told in the log."""

    def broken(_heard: Heard) -> None:
        raise OSError("no room")

    office = opened(on_command=broken)
    assert filled(office).show("A-1").case.seq == 2
    assert "the hook on_command failed" in caplog.text


def test_the_log_names_no_person_and_no_fact(caplog: pytest.LogCaptureFixture) -> None:
    """Case, command, role, outcome; neither names nor titles nor what was brought."""
    caplog.set_level(logging.INFO, "disclosure.office")
    office = opened()
    office.open_case("example", "A-1", by=Actor("handler", "李雷"), title="张三的申请")
    with pytest.raises(BadFacts):
        office.do("A-1", "receive", by=Actor("handler", "李雷"), payload={"reason": "王五"})
    lines = [record.getMessage() for record in caplog.records]
    assert [line.rpartition(" ")[0].rpartition(" ")[0] for line in lines] == [
        "A-1 open by handler: done ",
        "A-1 receive by handler: bad_input bad_facts",
    ]
    assert not any(name in "".join(lines) for name in ("李雷", "张三", "王五"))


def test_the_record_is_on_the_disk_before_the_answer(tmp_path: Path) -> None:
    """One line each, refusals too, for its owner's eyes alone; a second process adds to it."""
    file = tmp_path / "trail.jsonl"
    office = opened(on_command=kept_in(file))
    office.open_case("example", "A-1", by=HANDLER)
    with pytest.raises(NotPermitted):
        office.do("A-1", "receive", by=HEAD)
    opened(on_command=kept_in(file)).open_case("example", "A-2", by=HANDLER)
    kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(one["schema"], one["case"], one["name"], one["outcome"]) for one in kept] == [
        ("disclosure.trail/1", "A-1", "li", "done"),
        ("disclosure.trail/1", "A-1", "wang", "not_permitted"),
        ("disclosure.trail/1", "A-2", "li", "done"),
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def only_the_assignee(by: Actor, case: Case, _command: str) -> Reason | None:
    if case.facts.get("assignee", case.events[0].get("assignee")) in ("", by.name):
        return None
    return Reason("host.assignee", "只有承办人可以办理", "the assignee alone may")


def test_the_host_permits_after_the_role() -> None:
    """Refused by role first, by the host then; what is not permitted is not offered either."""
    office = opened(permits=only_the_assignee)
    office.open_case("example", "A-1", by=HANDLER, assignee="li")
    other = Actor("handler", "zhao")
    assert (office.allowed("A-1", by=other), office.options("A-1", other)) == ((), ())
    assert "receive" in office.allowed("A-1", by=HANDLER)
    with pytest.raises(NotYours, match="the assignee alone may") as refused:
        office.do("A-1", "receive", by=other)
    assert (refused.value.host_class, "只有承办人可以办理" in refused.value.zh) == ("not_permitted", True)
    with pytest.raises(NotPermitted):
        office.do("A-1", "receive", by=HEAD)
    for act in (
        lambda: office.note("A-1", by=other, title="甲"),
        lambda: office.link("A-1", "see", "A-1", by=other),
    ):
        with pytest.raises(WorkflowsError):
            act()
    (result,) = office.apply(["A-1"], "receive", by=other)
    assert isinstance(result.refused, NotYours)
    assert office.do("A-1", "receive", by=HANDLER).case.seq == 2


USERS = {"ann": ("handler", "head"), "bob": ("handler",), "eve": ()}


def test_a_user_of_the_host_is_an_actor() -> None:
    """One role is taken; of two one is chosen in the call; none, or another, is refused."""
    office = opened(people=lambda user: [Actor(role, user) for role in USERS[user]])
    assert office.actor("bob") == Actor("handler", "bob")
    assert office.actor("ann", "head") == Actor("head", "ann")
    for user, role, told in (
        ("ann", "", "this user has several roles; choose one in the call: handler, head"),
        ("bob", "head", "this user has no role 'head', but handler"),
        ("eve", "", "this user has no role at all"),
    ):
        with pytest.raises(NoRole) as refused:
            office.actor(user, role)
        assert str(refused.value) == told
    with pytest.raises(NoRole):
        opened().actor("ann")


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'office.db'}"


def test_ready_tells_schema_key_calendar_and_rows(file: str) -> None:
    """On a database, before and after the first sweep; a database that is gone does not answer."""
    with Office.open(file, clock=Watch()) as office:
        office.ping()
        ready = office.ready()
        assert (ready.schema[:2], ready.has_key, ready.calendar_through) == ("00", True, date(2026, 12, 31))
        assert (ready.rows_swept, ready.set_aside, ready.left_out) == (None, 0, ())
        assert ready.is_ready(date(2026, 12, 31))
        assert not ready.is_ready(date(2027, 1, 1))
        office.open_case("request", "A-1", by=Actor("disclosure_office", "li"))
        sweep_all(office)
        assert office.ready().rows_swept == datetime(2024, 3, 5, 10, tzinfo=SHANGHAI)
        with office.store.begin() as work:
            work.connection.execute(text("DROP TABLE dw_clock"))  # type: ignore[attr-defined]
        with pytest.raises(StoreFault):
            office.ready()


def test_the_office_is_awaited_and_never_holds_up_the_loop(file: str) -> None:
    """While a command waits for half a second, the loop goes round; answers and refusals are those of the office."""

    class Slow(Watch):
        def now(self) -> datetime:
            time.sleep(0.5)
            return super().now()

    async def host() -> tuple[float, int]:
        longest, last = 0.0, time.perf_counter()
        inside = Office.open(file, clock=Slow(), flow=lambda _: FLOW, basis=lambda _: BASIS)
        async with AsyncOffice(inside) as office:
            task = asyncio.create_task(office.open_case("example", "A-1", by=HANDLER))
            while not task.done():
                await asyncio.sleep(0.005)
                now = time.perf_counter()
                longest, last = max(longest, now - last), now
            await task
            await office.do("A-1", "receive", by=HANDLER)
            await office.note("A-1", by=HANDLER, title="甲")
            with pytest.raises(VersionConflict):
                await office.do("A-1", "receive", by=HANDLER, expected=1)
            with pytest.raises(UnknownCase):
                await office.show("A-9")
            (result,) = await office.apply(["A-1"], "receive", by=HANDLER)
            assert result.refused is not None
            await office.ping()
            return longest, (await office.show("A-1")).case.seq

    longest, seq = asyncio.run(host())
    assert (longest < 0.45, seq) == (True, 3), longest


def test_the_awaited_office_has_every_method_of_the_office() -> None:
    """A new method is not forgotten: all that is public but what needs no waiting."""
    plain = {"open", "at", "within", "actor", "left_out", "flow", "basis", "store", "agency", "clock", "desk", "place"}
    plain |= {"home", "people", "import_histories", "retain", "erase_personal", "reseal_personal", "breaches"}
    public = {name for name in dir(Office) if not name.startswith("_")}
    assert public - plain - {name for name in dir(AsyncOffice) if not name.startswith("_")} == set()
