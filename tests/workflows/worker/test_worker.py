"""The worker, on DBOS and from the outbox: handed over with the command, once; tried again; set aside."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import define, field
from click.testing import CliRunner
from dbos import DBOS

from deadlines.errors import Reason
from helpers.sinks import mail_sink
from helpers.store_contract import Watch, agency, filled, need_dbos, office_on, opened, postgres  # noqa: F401  # fixtures
from workflows import Actor
from workflows.alarms.climb import arming
from workflows.alarms.files import ladders
from workflows.cases.events import ALARM
from workflows.cli import main
from workflows.cli.alarms import open_office
from workflows.office.office import Office
from workflows.store.errors import StoreBusy
from workflows.store.memory import MemoryStore
from workflows.store.port import Effect
from workflows.store.sql.store import open_store
from workflows.values import SHANGHAI
from workflows.worker.channels import EffectFailed, NoRecipient
from workflows.worker.dbos import WORKFLOW, DbosDispatcher, Engine, is_fit, launch
from workflows.worker.outbox import Delivered, deliver_waiting
from workflows.worker.sweep import Held, Swept
from workflows.worker.worker import Round, Worker

ARMED = arming(ladders())
COMMAND = import_module("workflows.cli.alarms")
FIRST = datetime(2024, 3, 26, 9, tzinfo=SHANGHAI)
EFFECT = Effect("A-1:9:mail", "A-1", 9, "mail", {"case": "A-1"})


@define(eq=False)
class Channel:
    """Keeps what it is given; raises what it is told to, as often as it is told to."""

    sent: list[str] = field(factory=list)
    errors: list[Exception] = field(factory=list)

    def deliver(self, _: str, effect: Effect) -> None:
        """Keep the id, or raise the next error."""
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(effect.id)


def test_an_engine_that_cannot_run_on_this_sqlite_is_refused_and_not_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DBOS on SQLite below 3.42 under Python 3.12: refused with what to do; unless asked for, the outbox delivers."""
    monkeypatch.setattr(
        "workflows.worker.dbos.sqlite3", SimpleNamespace(sqlite_version="3.40.1", sqlite_version_info=(3, 40, 1))
    )
    monkeypatch.setattr("workflows.worker.dbos.sys", SimpleNamespace(version_info=(3, 12)))
    settings = tmp_path / "worker.toml"
    settings.write_text('[people.li]\nmail="li@office.test"\n', encoding="utf-8")
    address = f"sqlite:///{tmp_path / 'office.db'}"
    line = ["worker", "--db", address, "--settings", str(settings), "--once", "--lang", "en"]
    assert CliRunner().invoke(main, ["db", "init", "--db", address]).exit_code == 0
    assert CliRunner().invoke(main, line).exit_code == 0
    refused = CliRunner().invoke(main, [*line, "--engine", "dbos"])
    assert refused.exit_code == 2
    assert "DBOS on SQLite needs SQLite 3.42 or later, this Python has 3.40.1; use --engine outbox" in refused.output
    assert is_fit("postgresql://office@localhost/office")


def passing() -> EffectFailed:
    return EffectFailed("A-1:9:mail", "mail", Reason("test.down", "服务器停机", "the server is down"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    return request.getfixturevalue("postgres")


@pytest.fixture
def bench(url: str) -> Iterator[SimpleNamespace]:
    """An office with DBOS running beside it, and a channel that keeps what it is given."""
    need_dbos(url)
    watch, channel = Watch(), Channel()
    office = office_on(open_store(url, clock=watch), f"dbos-{secrets.token_hex(4)}", watch, ladder=ARMED)
    engine = launch(office, url, {"mail": channel}, name="worker-1")
    yield SimpleNamespace(office=office, watch=watch, channel=channel, engine=engine, url=url)
    engine.close()
    office.store.close()


def enqueue(office: Office, *effects: Effect) -> None:
    with office.store.begin() as work:
        work.enqueue(office.agency, effects)


def test_an_alarm_reaches_the_outside_through_dbos_once(bench: SimpleNamespace) -> None:
    """Swept, handed over, delivered; a second turn finds nothing to do."""
    filled(bench.office)
    bench.watch.at = FIRST
    worker = Worker(bench.office, {"mail": bench.channel}, bench.engine)
    done = worker.run_once()
    assert (done.swept.alarms, done.handed_over) == (1, 1)
    assert bench.engine.finish()
    assert bench.channel.sent == ["A-1:3:mail"]
    assert worker.run_once().is_idle


def test_a_hand_over_is_part_of_the_transaction(bench: SimpleNamespace) -> None:
    """Rolled back, it never was; committed, it is; the same id a second time changes nothing."""
    dispatcher = bench.engine.dispatcher
    agency = bench.office.agency  # noqa: F811

    def undone() -> None:
        with bench.office.store.begin() as work:
            work.claim(agency, FIRST, 1)
            dispatcher.enqueue(work.connection, agency, (EFFECT,))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert DBOS.list_workflows(name=WORKFLOW, workflow_id_prefix=f"{agency}/") == []
    for _ in range(2):
        with bench.office.store.begin() as work:
            work.claim(agency, FIRST, 1)
            dispatcher.enqueue(work.connection, agency, (EFFECT,))
    assert bench.engine.finish()
    assert bench.channel.sent == ["A-1:9:mail"]


def test_a_command_hands_its_effects_to_dbos_in_its_own_commit(bench: SimpleNamespace) -> None:
    """An office with the dispatcher: no relay is needed, and the outbox holds nothing that waits."""
    store = open_store(bench.url, clock=bench.watch, dispatcher=DbosDispatcher.on(bench.url))

    def effects(_flow: object, _before: object, after: object, events: tuple[object, ...]) -> Iterator[Effect]:
        for event in events:
            yield Effect(f"{after.id}:{event.seq}:mail", after.id, event.seq, "mail", {"case": after.id})

    office = office_on(store, bench.office.agency, bench.watch, effects=effects)
    filled(office, "A-7")
    assert store.waiting_effects(office.agency) == 0
    assert bench.engine.finish()
    assert sorted(bench.channel.sent) == ["A-7:1:mail", "A-7:2:mail"]
    store.database.dispatcher.close()
    store.close()


def test_a_failed_delivery_goes_back_to_the_outbox_and_is_tried_later(bench: SimpleNamespace) -> None:
    """No thread of DBOS waits for a mail server: after half a minute the effect is handed over anew."""
    bench.channel.errors.append(passing())
    enqueue(bench.office, EFFECT)
    assert bench.engine.relay() == 1
    assert bench.engine.finish()
    assert bench.channel.sent == []
    assert bench.engine.relay() == 0
    bench.watch.at += timedelta(seconds=30)
    assert bench.engine.relay() == 1
    assert bench.engine.finish()
    assert bench.channel.sent == ["A-1:9:mail"]


def test_an_effect_to_nobody_is_set_aside_until_it_is_released(bench: SimpleNamespace) -> None:
    """Trying again does not help; a person names a recipient and releases it."""
    bench.channel.errors.append(NoRecipient("A-1:9:mail", "mail", ("head",)))
    enqueue(bench.office, EFFECT)
    bench.engine.relay()
    assert bench.engine.finish()
    ((effect, why),) = bench.office.store.failed_effects(bench.office.agency, 10)
    assert effect.id == "A-1:9:mail"
    assert why.startswith("effect 'A-1:9:mail': nobody has a mail address for head")
    with bench.office.store.begin() as work:
        work.release_effects(bench.office.agency, [effect.id])
    assert bench.engine.relay() == 1
    assert bench.engine.finish()
    assert bench.channel.sent == ["A-1:9:mail"]
    assert bench.office.store.failed_effects(bench.office.agency, 10) == ()


def test_what_a_dead_worker_left_under_way_is_queued_again(bench: SimpleNamespace) -> None:
    """A delivery of another worker that never came back: pending for longer than a delivery takes."""
    entered, leave = threading.Event(), threading.Event()

    class Stuck:
        def deliver(self, _: str, effect: Effect) -> None:
            if entered.is_set():
                bench.channel.sent.append(effect.id)
                return
            entered.set()
            leave.wait(20)
            raise passing()

    bench.engine.close()
    engine: Engine = launch(bench.office, bench.url, {"mail": Stuck()}, name="worker-1")
    enqueue(bench.office, EFFECT)
    engine.relay()
    assert entered.wait(20)
    assert engine.revive(older_than=timedelta(minutes=5)) == 0
    assert engine.revive(older_than=timedelta()) == 1
    deadline = threading.Event()
    for _ in range(100):
        if bench.channel.sent:
            break
        deadline.wait(0.1)
    leave.set()
    assert bench.channel.sent == ["A-1:9:mail"]
    engine.close()
    bench.engine = launch(bench.office, bench.url, {"mail": bench.channel}, name="worker-1")


def test_dbos_needs_a_database() -> None:
    """A store in memory has no transaction to share."""
    dispatcher = DbosDispatcher.on("sqlite:///never-opened.db")
    with pytest.raises(TypeError) as refusal:
        dispatcher.enqueue(None, "office", (EFFECT,))
    assert str(refusal.value) == (
        "effects are handed to DBOS inside a transaction of SQLite or PostgreSQL, not None; "
        "a store in memory delivers from its outbox"
    )
    dispatcher.close()


@pytest.fixture
def plain(opened: Callable[..., object], agency: str) -> SimpleNamespace:  # noqa: F811
    """An office on each store without any engine."""
    watch, channel = Watch(), Channel()
    return SimpleNamespace(
        office=office_on(opened(), agency, watch, ladder=ARMED), watch=watch, channel=channel, ways={"mail": channel}
    )


def test_the_outbox_delivers_without_any_engine(plain: SimpleNamespace) -> None:
    """The oldest first, each once."""
    filled(plain.office)
    plain.watch.at = FIRST
    worker = Worker(plain.office, plain.ways)
    done = worker.run_once()
    assert (done.swept.alarms, done.delivered) == (1, Delivered(done=1))
    assert plain.channel.sent == ["A-1:3:mail"]
    assert worker.run_once().is_idle


def test_the_outbox_waits_twice_as_long_after_each_failure(plain: SimpleNamespace) -> None:
    """30 seconds, then a minute; then it is out."""
    plain.channel.errors += [passing(), passing()]
    enqueue(plain.office, EFFECT)
    seen = []
    for wait in (0, 29, 1, 59, 1):
        plain.watch.at += timedelta(seconds=wait)
        seen.append(deliver_waiting(plain.office.desk, plain.ways))
    nothing, later = Delivered(), Delivered(postponed=1)
    assert seen == [later, nothing, later, nothing, Delivered(done=1)]


def test_the_outbox_gives_up_after_thirty_attempts_and_says_so(plain: SimpleNamespace) -> None:
    """About a day of trying; the effect is kept, with the last reason."""
    plain.channel.errors += [passing() for _ in range(40)]
    enqueue(plain.office, EFFECT)
    total = Delivered()
    for _ in range(40):
        total = total.plus(deliver_waiting(plain.office.desk, plain.ways))
        plain.watch.at += timedelta(hours=1)
    assert total == Delivered(postponed=29, failed=1)
    ((effect, why),) = plain.office.store.failed_effects(plain.office.agency, 10)
    assert effect.attempts == 30
    assert why == "effect 'A-1:9:mail' by mail was not delivered: the server is down; it will be tried again"


def test_an_error_nobody_thought_of_is_set_aside_with_its_words(plain: SimpleNamespace) -> None:
    """A fault in a channel neither stops the worker nor loses the effect."""
    plain.channel.errors.append(RuntimeError("a fault"))
    enqueue(plain.office, EFFECT)
    assert deliver_waiting(plain.office.desk, plain.ways) == Delivered(failed=1)
    assert [why for _, why in plain.office.store.failed_effects(plain.office.agency, 10)] == ["a fault"]


def test_an_effect_that_is_known_is_not_queued_again(plain: SimpleNamespace) -> None:
    """Even after it was delivered."""
    enqueue(plain.office, EFFECT)
    deliver_waiting(plain.office.desk, plain.ways)
    enqueue(plain.office, EFFECT)
    assert deliver_waiting(plain.office.desk, plain.ways) == Delivered()
    assert plain.channel.sent == ["A-1:9:mail"]


def test_a_worker_outlasts_a_busy_database_and_stops_when_told() -> None:
    """The first turn finds the database held; the second works; then it is told to stop."""
    stop = threading.Event()
    worker = Worker(office_on(MemoryStore(), "office", Watch()), {})
    turns = [StoreBusy(Reason("test.locked", "数据库被锁", "database is locked")), Round(Swept(claimed=1))]

    class Scripted(Worker):
        def run_once(self, stop: threading.Event | None = None) -> Round:  # noqa: ARG002  # not asked
            found = turns.pop(0)
            if isinstance(found, Exception):
                raise found
            return found

    told: list[Round] = []

    def tell(turn: Round) -> None:
        told.append(turn)
        stop.set()

    Scripted(worker.office, {}).run(stop, poll_seconds=0.001, report=tell)
    assert told == [Round(Swept(claimed=1))]
    assert turns == []


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A file with one real request, received long ago and never answered."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with open_office(url, "office", may_create=True) as office:
        office.open_case("request", "FOI-1", by=Actor("disclosure_office", "li"), on=date(2024, 3, 1), assignee="li")
    return url


def test_the_command_previews_runs_and_delivers(database: str, tmp_path: Path) -> None:
    """Preview changes nothing; run raises; the worker delivers what was raised to the mail server."""
    run = CliRunner().invoke(main, ["alarms", "run", "--db", database, "--lang", "en"])
    assert (run.exit_code, run.output) == (0, "nothing is due\n")
    preview = CliRunner().invoke(main, ["alarms", "preview", "--db", database, "--lang", "en"])
    assert (preview.exit_code, preview.output) == (0, "no alarm in the next 7 days\n")
    with mail_sink() as sink:
        settings = tmp_path / "worker.toml"
        settings.write_text(
            f'[mail]\nhost="127.0.0.1"\nport={sink.port}\nsender="foi@office.test"\n[people.li]\nmail="li@office.test"\n',
            encoding="utf-8",
        )
        facts = {"case": "FOI-1", "to": "handler", "assignee": "li"}
        with open_office(database, "office") as office:
            enqueue(office, Effect("FOI-1:9:mail", "FOI-1", 9, "mail", facts))
        done = CliRunner().invoke(
            main, ["worker", "--db", database, "--settings", str(settings), "--engine", "outbox", "--once"]
        )
        assert done.exit_code == 0, done.output
        assert sink.ids() == ["office/FOI-1:9:mail"]


def test_the_command_needs_settings(database: str) -> None:
    """And says which command does not."""
    refused = CliRunner().invoke(main, ["worker", "--db", database, "--lang", "en"])
    assert refused.exit_code == 2
    assert "give --settings FILE with the channels; to raise alarms without delivering, use disclosure alarms run" in (
        " ".join(refused.output.split())
    )


def test_the_command_lists_and_requeues_what_was_set_aside(database: str) -> None:
    """Exit code 1 while there is something."""
    office = open_office(database, "office")
    enqueue(office, EFFECT)
    with office.store.begin() as work:
        work.take_effects("office", 1)
        work.fail_effects("office", ("A-1:9:mail",), "nobody there")
    listed = CliRunner().invoke(main, ["worker", "--db", database, "--failed"])
    assert (listed.exit_code, listed.output) == (1, "A-1:9:mail  nobody there\n")
    again = CliRunner().invoke(main, ["worker", "--db", database, "--retry", "--lang", "en"])
    assert (again.exit_code, again.output) == (0, "1 queued again\n")
    assert office.store.waiting_effects("office") == 1
    office.store.close()


def test_alarm_events_are_part_of_the_case_that_anyone_can_read(plain: SimpleNamespace) -> None:
    """Who was warned when is evidence: rung, arming event, planned instant and lateness stand in the history."""
    filled(plain.office)
    plain.watch.at = FIRST + timedelta(minutes=3)
    Worker(plain.office, plain.ways).run_once()
    (event,) = [event for event in plain.office.history("A-1") if event.type == ALARM]
    assert dict(event.detail) == {
        "clock": "reply",
        "key": "",
        "rung": "amber-5",
        "armed_by": "2",
        "at": "2024-03-26T09:00:00+08:00",
        "late_seconds": "180",
    }


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The command on an office of the tests, with a request received on 5 March 2024."""
    watch = Watch()
    office = office_on(MemoryStore(), "office", watch, ladder=ARMED)
    filled(office)
    monkeypatch.setattr(COMMAND, "open_office", lambda _url, _agency, _place="cn": office)
    return SimpleNamespace(office=office, watch=watch)


def test_the_command_tells_how_many_and_how_late(desk: SimpleNamespace) -> None:
    """Two hours and three minutes after the rung."""
    desk.watch.at = FIRST + timedelta(hours=2, minutes=3)
    run = CliRunner().invoke(main, ["alarms", "run"])
    assert (run.exit_code, run.output) == (0, "提醒 1 条，其中期限届满 0 件，最多晚到 2小时3分\n")


def test_the_preview_lists_what_comes_and_what_is_due_now(desk: SimpleNamespace) -> None:
    """On 26 March, 10:00: one missed an hour ago, one in two days; in another language the same as data."""
    desk.watch.at = FIRST + timedelta(hours=1)
    shown = CliRunner().invoke(main, ["alarms", "preview", "--days", "3"], env={"COLUMNS": "140"})
    lines = [line.split() for line in shown.output.splitlines()[1:]]
    assert lines == [
        ["03-26", "09:00（已到点）", "▲", "A-1", "答复期限", "2024-04-02", "距届满还有5个工作日", "handler"],
        ["03-28", "09:00", "▲", "A-1", "答复期限", "2024-04-02", "距届满还有3个工作日", "handler"],
    ]
    data = json.loads(CliRunner().invoke(main, ["alarms", "preview", "--days", "3", "--json"]).output)
    assert data["schema"] == "disclosure.alarms/1"
    assert [(one["rung"], one["at"]) for one in data["alarms"]] == [
        ("amber-5", "2024-03-26T09:00:00+08:00"),
        ("amber-3", "2024-03-28T09:00:00+08:00"),
    ]
    assert [event.type for event in desk.office.history("A-1")] == ["CaseOpened", "RequestReceived"]


def test_the_command_ends_with_one_when_a_clock_is_held(desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is on the error stream."""
    desk.watch.at = FIRST
    held = Swept(claimed=1, held=(Held("A-1", "reply", Reason("gap", "日历到头", "the calendar ends")),))
    monkeypatch.setattr(COMMAND, "sweep_all", lambda *_, **__: held)
    run = CliRunner().invoke(main, ["alarms", "run", "--lang", "en"])
    assert run.exit_code == 1
    assert run.stdout == "0 alarms, 0 of them lapses, at most 0 min late; 1 held, tried again in an hour\n"
    assert run.stderr == "! A-1 reply: the calendar ends\n"
