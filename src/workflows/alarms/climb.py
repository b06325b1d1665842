"""The reminder ladder: which alarm of a clock comes next, and which are due. Pure; opens no file, asks no time.

A ladder is data (``workflows.alarms.files``): rungs before the due day, on it and after it. A clock holds only the
instant of its next alarm. What is due is everything from that instant up to now, so a late sweep misses nothing; of
several missed rungs only the latest for the same people is sent, and it names those it stands for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import count

from attrs import evolve, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.timeline import Moment, Restarted, Started
from deadlines.errors import CalendarGapError, Reason
from workflows.alarms.ladder import _DAY, Ladder, LadderBook, Rung, Unit
from workflows.cases.case import Case, ClockState, voided_seqs
from workflows.cases.events import ALARM
from workflows.cases.listed import ClockRow
from workflows.errors import UnreadableHistory
from workflows.flows.flow import Flow
from workflows.flows.parts import Lapse
from workflows.places.place import Basis
from workflows.values import SHANGHAI, instant_of

LAPSE = "lapse"
"""The id of the step at which a clock lapses and the system gives its command; never moved by quiet hours."""


_PAST_DUE = timedelta(seconds=1)


@frozen
class LadderStep:
    """One alarm of one clock: its rung, its own id (a repetition has a number), and when it fires.

    ``nominal`` is the instant before it was moved by quiet hours.
    """

    id: str
    rung: Rung
    at: datetime
    nominal: datetime


@frozen
class Armed:
    """Where a clock stands on its ladder: how many steps lie behind, and the instant of the next, None at the end."""

    rung: int
    next_at: datetime | None


UNARMED = Armed(0, None)


@frozen
class Ring:
    """An alarm to raise: a step, the ids of the missed steps that it stands for, and how late it is."""

    step: LadderStep
    missed: tuple[str, ...]
    late: timedelta


@frozen
class Climb:
    """The steps of one clock: those up to the last rung, then its repetitions without end."""

    ladder: Ladder
    calendar: WorkCalendar
    steps: tuple[LadderStep, ...]
    repeats: bool

    def after(self, moment: datetime) -> Armed:
        """Give where a clock stands after a moment: before the first step later than it."""
        behind = bisect_right(self.steps, moment, key=_at)
        if behind < len(self.steps):
            return Armed(behind, self.steps[behind].at)
        for n, step in self._repetitions(moment):
            if step.at > moment:
                return Armed(len(self.steps) + n - 1, step.at)
        return Armed(behind, None)

    def at(self, number: int) -> datetime | None:
        """Give the instant of the step with so many steps before it, None if there is none."""
        if number < len(self.steps):
            return self.steps[number].at
        if not self.repeats:
            return None
        last, n = self.steps[-1], number - len(self.steps) + 1
        nominal = _moved_on(last.nominal, last.rung.repeat * n, self.ladder.unit, self.calendar)
        return _step(self.ladder, last.rung, nominal, "").at

    def between(self, first: datetime, last: datetime) -> tuple[LadderStep, ...]:
        """Give the steps from one instant through another."""
        steps = self.steps[bisect_left(self.steps, first, key=_at) : bisect_right(self.steps, last, key=_at)]
        if not self.repeats or last <= self.steps[-1].at:
            return steps
        repeated = []
        for _, step in self._repetitions(first):
            if step.at > last:
                break
            if step.at >= first:
                repeated.append(step)
        return (*steps, *repeated)

    def from_stand(self, stands: Armed, last: datetime) -> tuple[LadderStep, ...]:
        """Give the steps from where a clock stands through an instant, those included that were put off."""
        reached = (stands.next_at, self.at(stands.rung))
        first = min((at for at in reached if at is not None), default=last)
        return self.between(first, last)

    def _repetitions(self, near: datetime) -> Iterator[tuple[int, LadderStep]]:
        """Go through the repetitions from a little before a moment on."""
        if not self.repeats:
            return
        last = self.steps[-1]
        every = last.rung.repeat
        passed = max(near - last.nominal, timedelta())
        # A working day takes up to a few calendar days, so this is never too far ahead by less than it is worth.
        gone = int(
            passed / (timedelta(days=every) * 3 if self.ladder.unit == "working_days" else timedelta(hours=every))
        )
        for n in count(max(gone - 1, 1)):
            nominal = _moved_on(last.nominal, every * n, self.ladder.unit, self.calendar)
            yield n, _step(self.ladder, last.rung, nominal, f"{last.rung.id}.{n}")


_DAYS_FOR_ONE, _ROOM = 3, 14
"""Calendar days in which a working day certainly lies, and those that a long holiday may take beside."""


def _at(step: LadderStep) -> datetime:
    return step.at


def climb(
    book: LadderBook, flow: Flow, place: str, clock: str, due: Moment, earliest: Moment | None, calendar: WorkCalendar
) -> Climb | None:
    """Give the steps of a clock, None if no ladder is meant for it and nothing happens when it lapses.

    Reminders are counted from ``earliest``, the earliest possible due day of a forecast; a lapse from ``due``.

    A rung outside the days that any forecast can tell of is set early, in calendar days.

    Raises:
        UnreadableHistory: The flow has no such clock.
    """
    literal = flow.clocks_by_id.get(clock)
    if literal is None:
        raise UnreadableHistory(clock, flow.version, _no_clock(flow.id, clock))
    unit: Unit = "hours" if isinstance(due, datetime) else "working_days"
    ladder = book.of(place, flow.id, literal, unit)
    if ladder is None:
        return None
    return _climb(ladder, isinstance(literal.lapse, Lapse), due, earliest or due, calendar)


def _no_clock(flow: str, clock: str) -> Reason:
    return Reason("flow.no_clock", f"流程 {flow} 没有名为“{clock}”的期限", f"flow {flow!r} has no clock {clock!r}")


@lru_cache(maxsize=8192)
def _climb(ladder: Ladder, lapses: bool, due: Moment, earliest: Moment, calendar: WorkCalendar) -> Climb:  # noqa: FBT001
    near = min(due, earliest)
    rungs = [rung for rung in ladder.rungs if not lapses or rung.at <= 0]
    steps = [_step(ladder, rung, _reached(rung, near, calendar), rung.id) for rung in rungs]
    if lapses:
        at = lapse_instant(due)
        steps = [step for step in steps if step.at < at]
        steps.append(LadderStep(LAPSE, ladder.lapse, at, at))
    steps.sort(key=_at)
    return Climb(ladder, calendar, tuple(steps), bool(not lapses and steps and steps[-1].rung.repeat))


def lapse_instant(due: Moment) -> datetime:
    """Give the first instant at which a clock has lapsed: the day after a due day, the second after a due instant."""
    return due + _PAST_DUE if isinstance(due, datetime) else instant_of(due + _DAY)


def _reached(rung: Rung, due: Moment, calendar: WorkCalendar) -> datetime:
    if isinstance(due, datetime):
        return due + timedelta(hours=rung.at)
    days = _telling(calendar, due)
    try:
        # On a due day that is a day off somebody must still be there to read it: the working day before.
        day = days.shift(due, int(rung.at)) if rung.at else days.previous_or_same(due)
    except CalendarGapError:
        # Past every forecast nobody can tell working days: a reminder comes early, with room for the longest holidays.
        day = due + timedelta(days=int(rung.at) * _DAYS_FOR_ONE - (_ROOM if rung.at < 0 else 0))
    return datetime.combine(day, rung.time or time(), SHANGHAI)


def _moved_on(nominal: datetime, distance: float, unit: Unit, calendar: WorkCalendar) -> datetime:
    if unit == "hours":
        return nominal + timedelta(hours=distance)
    local = nominal.astimezone(SHANGHAI)
    day = local.date()
    days = _telling(calendar, day + timedelta(days=int(distance * _DAYS_FOR_ONE) + _ROOM))
    return datetime.combine(days.shift(day, int(distance)), local.timetz())


def _telling(calendar: WorkCalendar, day: date) -> WorkCalendar:
    """Give a calendar that tells of a day; past the last notice the one with the fewest working days, to warn early."""
    outlook = None if calendar.covers(day) else calendar.outlook()
    return outlook.least_worked if outlook else calendar


def _step(ladder: Ladder, rung: Rung, nominal: datetime, name: str) -> LadderStep:
    return LadderStep(name, rung, ladder.quiet.moved(nominal) if ladder.quiet else nominal, nominal)


def arm(book: LadderBook, flow: Flow, case: Case, clock: ClockState, armed: datetime, calendar: WorkCalendar) -> Armed:
    """Give the next alarm of a clock that an event recorded at ``armed`` started or changed.

    A suspended or stopped clock has none. Rungs before the start of the term never fire: a term of two days has no
    rung five days before its end. Rungs between the start and ``armed`` have been missed, unless they were raised
    before, and are due at once.
    """
    if clock.due is None or clock.status != "running":
        return UNARMED
    way = climb(book, flow, case.place, clock.clock, clock.due, clock.earliest, calendar)
    if way is None:
        return UNARMED
    missed = _missed(way, case, clock, armed)
    return way.after(armed if missed is None else missed - timedelta(microseconds=1))


@frozen
class Arming:
    """The hook by which an office arms the clocks that a command started or changed."""

    book: LadderBook

    def __call__(self, flow: Flow, case: Case, row: ClockRow, basis: Basis) -> ClockRow:
        """Give the row of a clock armed by the last event of its case."""
        state = case.clock(row.clock, row.key)
        if state is None:
            return row
        return _armed(row, arm(self.book, flow, case, state, case.events[-1].recorded, basis.calendar))

    def of_row(self, flow: Flow, place: str, row: ClockRow, armed: datetime, calendar: WorkCalendar) -> ClockRow | None:
        """Give the same from the row alone; None if a rung is reached: only the history tells which were missed."""
        way = None if row.due is None else climb(self.book, flow, place, row.clock, row.due, row.earliest, calendar)
        if way is None:
            return _armed(row, UNARMED)
        if way.steps and way.steps[0].at <= armed:
            return None
        return _armed(row, way.after(armed))


def arming(book: LadderBook) -> Arming:
    """Give the hook for some ladders."""
    return Arming(book)


def _armed(row: ClockRow, to: Armed) -> ClockRow:
    return evolve(row, rung=to.rung, next_at=to.next_at)


def _missed(way: Climb, case: Case, clock: ClockState, armed: datetime) -> datetime | None:
    began = next(fact.on for fact in reversed(clock.facts) if isinstance(fact, (Started, Restarted)))
    origin = instant_of(began)
    if not way.steps or way.steps[0].at > armed:
        return None
    past = way.between(origin, armed)
    if not past:
        return None
    raised = _raised(case, clock)
    since = [step.at for step in past if step.id in raised]
    left = [step.at for step in past if not since or step.at > max(since)]
    return min(left, default=None)


def _raised(case: Case, clock: ClockState) -> frozenset[str]:
    """Give the ids of the alarms raised since a clock last started anew."""
    raised: set[str] = set()
    voided = voided_seqs(case.events)
    for event in case.events:
        if event.seq in voided:
            continue
        if event.type == ALARM and (event.get("clock"), event.get("key")) == (clock.clock, clock.key):
            raised.update((event.get("rung"), *event.get("missed").split()))
        for change in event.clocks:
            if (change.clock, change.key) == (clock.clock, clock.key) and (
                change.fresh or any(isinstance(fact, Restarted) for fact in change.facts)
            ):
                raised.clear()
    return frozenset(raised)


def due_rings(way: Climb, stands: Armed, now: datetime) -> tuple[tuple[Ring, ...], Armed]:
    """Give the alarms that are due on a clock, and where it stands afterwards.

    Of several steps the latest is raised. It stands for, and names, the earlier ones of which all the people are told
    now too; a lapse stands for every reminder before it. A clock whose next alarm was put off has lost none.
    """
    steps = way.from_stand(stands, now)
    return tuple(reversed(tuple(_collapsed(steps, now)))), way.after(now)


def _collapsed(steps: Sequence[LadderStep], now: datetime) -> Iterator[Ring]:
    left = list(steps)
    while left:
        last = left.pop()
        people = set(last.rung.to)
        stands_for = [step for step in left if last.id == LAPSE or people.issuperset(step.rung.to)]
        left = [step for step in left if step not in stands_for]
        yield Ring(last, tuple(step.id for step in stands_for), now - last.at)


def alarm_key(clock: str, task: str, armed_by: int | str, step: str) -> str:
    """Give the key under which an alarm can be recorded once: clock, sub-task, arming event, step.

    The key of a sub-task may name a person, so only its digest enters.

    >>> alarm_key("reply", "", 2, "amber-5")
    'alarm:reply:2:amber-5'
    """
    digest = f":{sha256(task.encode()).hexdigest()[:16]}" if task else ""
    return f"alarm:{clock}{digest}:{armed_by}:{step}"


def worded(step: LadderStep) -> Rung:
    """Give the rung of a step with its distance filled in.

    >>> rung = Rung("amber-5", -5, "amber", ("handler",), ("mail",), "还有{n}个工作日", "{n} working days left")
    >>> worded(LadderStep("amber-5", rung, datetime.min, datetime.min)).en
    '5 working days left'
    """
    n = f"{abs(step.rung.at):g}"
    return evolve(step.rung, zh=step.rung.zh.replace("{n}", n), en=step.rung.en.replace("{n}", n))
