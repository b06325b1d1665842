"""What a durable command is measured against: the bare driver, and eventsourcing 9 as its manual has it used.

All take the same case from its opening to the reply, one durable commit for each command.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.sqlite import SQLiteApplicationRecorder

from helpers.example_flow import HANDLER, HEAD, WEEKS
from workflows.cases.chain import HASH, digest
from workflows.store.sql.statements import CLOCK_VALUES, MOVES
from workflows.store.sql.store import open_store
from workflows.store.sql.tables import cases, clocks, events
from workflows.values import SHANGHAI

OPENED = datetime(2024, 3, 4, 9, tzinfo=SHANGHAI)
LIFE = (
    (0, "receive", HANDLER, {}),
    (1, "note", HANDLER, {"assignee": "li"}),
    (2, "ask_correction", HANDLER, {"correction_days": 10}),
    (7, "correct", HANDLER, {}),
    (8, "consult", HANDLER, {"third_party": "a company"}),
    (18, "record_opinion", HANDLER, {"third_party": "a company"}),
    (24, "extend", HEAD, {}),
    (25, "consult", HANDLER, {"third_party": "a person"}),
    (39, "record_opinion", HANDLER, {"third_party": "a person"}),
    (46, "reply", HANDLER, {"decision": "disclosed"}),
)
"""The commands after the opening, each so many days after it: eleven events, the median of the recorded histories."""


class Diary:
    """A clock that is set to the day of each command."""

    def __init__(self):
        self.at = OPENED

    def now(self):
        return self.at


_CASE = [column.name for column in cases.c]
_STATE, _SEQ, _HEAD, _ASSIGNEE = (_CASE.index(name) for name in ("state", "seq", "head", "assignee"))
_MOVES = [_CASE.index(name) for name in MOVES]


@dataclass(frozen=True)
class Written:
    """The rows that one command writes, as read from a store."""

    case: tuple
    event: tuple
    arms: tuple[tuple, ...]
    moves: tuple[tuple, ...]
    drops: tuple[tuple, ...]


def life_of(office, name):
    """Take a case through its life."""
    diary = office.clock
    diary.at = OPENED
    office.open_case("example", name, by=HANDLER)
    yield
    for days, command, by, payload in LIFE:
        diary.at = OPENED + timedelta(days=days, hours=1)
        if command == "note":
            office.note(name, by=by, **payload)
        else:
            office.do(name, command, by=by, payload=payload)
        yield


def rows_of(store, office):
    """Give for each command of a life the very rows that it writes."""
    found, before = [], {}
    for seq, _ in enumerate(life_of(office, "X"), start=1):
        with store.database.engine.connect() as connection:
            read = connection.exec_driver_sql
            case = tuple(read("SELECT * FROM dw_case").one())
            event_row = tuple(read(f"SELECT * FROM dw_event WHERE seq = {seq}").one())
            clocks = {row[2:4]: tuple(row) for row in read("SELECT * FROM dw_clock")}
        arms = tuple(row for at, row in clocks.items() if at not in before)
        moves = tuple(row for at, row in clocks.items() if at in before and before[at] != row)
        found.append(Written(case, event_row, arms, moves, tuple(at for at in before if at not in clocks)))
        before = clocks
    return found


class Writer:
    """Writes the rows of a case and of its clocks with a cursor, values ready made."""

    def __init__(self, mark):
        change, clock = (", ".join(f"{name} = {mark}" for name in names) for names in (MOVES, CLOCK_VALUES))
        at = f"agency = {mark} AND case_id = {mark}"
        self.into_case, self.into_clock, self.into_event = (
            f"INSERT INTO {table.name} VALUES ({', '.join([mark] * len(table.c))})" for table in (cases, clocks, events)
        )
        self.move_case = f"UPDATE dw_case SET {change} WHERE {at} AND seq = {mark} AND head = {mark}"
        self.note_case = f"UPDATE dw_case SET assignee = {mark} WHERE {at}"
        self.move_clock = f"UPDATE dw_clock SET {clock} WHERE {at} AND clock = {mark} AND clock_key = {mark}"
        self.drop_clock = f"DELETE FROM dw_clock WHERE {at} AND clock = {mark} AND clock_key = {mark}"

    def case(self, cursor, agency, name, row, head, before):
        """Write the row of a case, first or as it moves on."""
        if row[_SEQ] == 1:
            cursor.execute(self.into_case, (agency, name, *row[2:_HEAD], head, *row[_HEAD + 1 :]))
            return
        changed = [head if at == _HEAD else row[at] for at in _MOVES]
        cursor.execute(self.move_case, (*changed, agency, name, row[_SEQ] - 1, before))

    def rest(self, cursor, agency, name, written):
        """Write what else a command changes: the person who has it, the clocks."""
        if written.event[3].find('"type":"CaseNoted"') > 0:
            cursor.execute(self.note_case, (written.case[_ASSIGNEE], agency, name))
        for at in written.drops:
            cursor.execute(self.drop_clock, (agency, name, *at))
        for row in written.moves:
            cursor.execute(self.move_clock, (*row[4:], agency, name, *row[2:4]))
        for row in written.arms:
            cursor.execute(self.into_clock, (agency, name, *row[2:]))


def bare(connection, mark, begin, rows, agency="b"):
    """Write the same rows with the driver alone: no decision, no digest."""
    writer, cursor = Writer(mark), connection.cursor()

    def life(name):
        before = ""
        for one in rows:
            cursor.execute(begin)
            writer.case(cursor, agency, name, one.case, one.case[_HEAD], before)
            cursor.execute(writer.into_event, (agency, name, *one.event[2:]))
            writer.rest(cursor, agency, name, one)
            cursor.execute("COMMIT")
            before = one.case[_HEAD]
            yield

    return life


def ours(office, *, forgetful=False):
    """Take cases through their life in an office, which may forget them between commands."""

    def life(name):
        for _ in life_of(office, name):
            if forgetful:
                office.desk.cache.forget(name)
            yield

    return life


class Request(Aggregate):
    @event("Opened")
    def __init__(self, name, by):
        self.name, self.by, self.state, self.due, self.facts = name, by, "new", None, {}

    @event("Received")
    def receive(self, by, state, due):
        self.by, self.state, self.due = by, state, due

    @event("Noted")
    def note(self, by, state, due, assignee):
        self.by, self.state, self.due, self.assignee = by, state, due, assignee

    @event("CorrectionRequested")
    def ask_correction(self, by, state, due, correction_days):
        self.by, self.state, self.due, self.facts["correction_days"] = by, state, due, correction_days

    @event("Corrected")
    def correct(self, by, state, due):
        self.by, self.state, self.due = by, state, due

    @event("Consulted")
    def consult(self, by, state, due, third_party):
        self.by, self.state, self.due, self.facts["third_party"] = by, state, due, third_party

    @event("OpinionReceived")
    def record_opinion(self, by, state, due, third_party):
        self.by, self.state, self.due, self.facts["third_party"] = by, state, due, third_party

    @event("Extended")
    def extend(self, by, state, due):
        self.by, self.state, self.due = by, state, due

    @event("Replied")
    def reply(self, by, state, due, decision):
        self.by, self.state, self.due, self.facts["decision"] = by, state, due, decision


class Requests(Application):
    pass


def _lives(application, rows, due, saved, *, kept=False):
    """Take cases through their life; ``due`` gives a due date, ``saved`` what the recorder gets beside events."""

    def life(name):
        request = Request(name, "li")
        application.save(request, **saved(name, rows[0]))
        yield
        for (_, command, by, payload), written in zip(LIFE, rows[1:], strict=True):
            if not kept:
                request = application.repository.get(request.id)
            getattr(request, command)(by.name, written.case[_STATE], due(), **payload)
            application.save(request, **saved(name, written))
            yield

    return life


def events_alone(environment, rows, *, kept=False):
    """Keep the events with eventsourcing and nothing else; read from its repository each time, or kept at hand."""
    application = Requests(env=environment)
    return _lives(application, rows, lambda: "2024-04-02T23:59:59+08:00", lambda *_: {}, kept=kept)


class Recorder(SQLiteApplicationRecorder):
    """Writes the rows by which cases are found beside their events, in one transaction: the manual's way to search.

    Each event is tied to the one before by the digest in the row of the case, as ours are.
    """

    writer = Writer("?")

    def _insert_events(self, c, stored_events, *, name, written, **kwargs):
        numbers = super()._insert_events(c, stored_events, **kwargs)
        (stored,) = stored_events
        before = ""
        if stored.originator_version > 1:
            c.execute("SELECT head FROM dw_case WHERE agency = ? AND case_id = ?", ("a", name))
            before = c.fetchone()[0]
        head = digest(HASH, "a", name, stored.originator_version, before, stored.state.decode())
        self.writer.case(c, "a", name, written.case, head, before)
        self.writer.rest(c, "a", name, written)
        return numbers


def same_rows(file, rows):
    """Keep with eventsourcing what this library keeps: events and digests, rows of cases and clocks, in one commit."""
    open_store(f"sqlite:///{file}").close()
    topic = f"{__name__}:Recorder"
    settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "APPLICATION_RECORDER_TOPIC": topic}
    application = Requests(env={**settings, "SQLITE_DBNAME": str(file)})

    def due():
        return WEEKS.shift(OPENED.date(), 20).isoformat()

    return _lives(application, rows, due, lambda name, written: {"name": name, "written": written})
