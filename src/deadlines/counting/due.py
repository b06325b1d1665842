"""Rule, facts and calendar in; a deadline out. No file, no clock, no state.

The date is always computed from the origin over the whole timeline.
Nothing is ever added to or subtracted from an earlier due date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from attrs import evolve, field, frozen

from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.counting.left_open import bounds_left_open
from deadlines.counting.plan import Plan, plan
from deadlines.counting.steps import TermEnd, end_of, taken_for
from deadlines.counting.timeline import Fact, Moment, Restarted, Timeline, in_order, plain_day
from deadlines.errors import CalendarGapError, Reason, TimelineError
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import BEFORE, CORRECTED, FEE_PAID, NEXT_WORKING_DAY, NO_ROLL, Rule
from deadlines.law.terms import WorkingDays
from deadlines.law.wording import cause

ANNOUNCED = "announced"

REVISABLE = "revisable"

FORECAST = "forecast"


@frozen(slots=True)
class Reading:
    """The due date if a disputed point were read the other way; ``refused`` says why a fact would then be void."""

    point: str
    choice: str
    due: date | None
    refused: Reason | None = None


@frozen(slots=False)  # an instance dictionary halves the time it takes to build one
class Deadline:
    """The last day of a term, and all that it was computed from.

    ``due`` is the last day on which the duty is done in time (for a floor: the first day on which it may end);
    None while the clock is suspended. ``at`` is the instant for terms in hours.
    ``base_due`` is the end of the term without its extension.
    ``earliest`` and ``latest`` bound the date where a notice is still to come; work to ``earliest``.
    ``certainty`` is ``announced``, ``revisable`` (a notice to come may change it) or ``forecast``.
    """

    rule: Rule
    timeline: Timeline
    calendar: WorkCalendar
    choices: Readings
    plan: Plan
    due: date | None
    base_due: date | None
    earliest: date | None
    latest: date | None
    certainty: str = ANNOUNCED
    at: datetime | None = None
    counted_on: WorkCalendar = field(kw_only=True, eq=False, repr=False)

    @property
    def origin(self) -> Moment:
        """The day or instant from which the term runs, after any restart."""
        return self.plan.origin

    @property
    def suspended_since(self) -> date | None:
        """The day after which counting has stopped and not gone on, None if it runs."""
        spans = self.plan.spans
        return spans[-1].after if spans and spans[-1].through is None else None

    @property
    def why_open(self) -> tuple[Reason, ...]:
        """Why a notice may still move the date, for each year of a region that is not known whole."""
        if self.certainty == ANNOUNCED or self.due is None:
            return ()
        return tuple(each.why for each in self.counted_on.open_between(plain_day(self.origin), self.due).values())

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What the facts hold that had no effect, and doubts about the rule itself."""
        doubt = self.rule.instrument.uncertain_until
        if doubt is None or self.rule.certain_on(plain_day(self.plan.origin)):
            return self.plan.notes
        note = self.rule.instrument.note
        uncertain = Reason(
            "rule.uncertain",
            f"{self.rule.citation}：确定有效仅至 {doubt}。{note}",
            f"{self.rule.citation}: in force for certain only until {doubt}. {note}",
        )
        return (*self.plan.notes, uncertain)

    def readings(self) -> tuple[Reading, ...]:
        """Give each contrary reading of a disputed point that would change the due date."""
        return _contrary(self)

    def remaining(self, on: date) -> int:
        """Count the units of the term still to run after a day; negative once it is overdue.

        Working days for terms in working days, calendar days for every other term; the day itself is not counted.

        Raises:
            TimelineError: The clock is suspended, so that no due date exists.
        """
        if self.due is None:
            why = Reason(
                "timeline.standing_still", "计时中止，尚无届满日", "the clock stands still: no due date exists yet"
            )
            raise TimelineError("Suspended", self.suspended_since, why)
        if isinstance(self.plan.term, WorkingDays):
            return self.counted_on.count(on, self.due)
        return (self.due - on).days


def due(rule: Rule, timeline: Timeline | date, calendar: WorkCalendar, *, readings: Readings = MAINSTREAM) -> Deadline:
    """Compute the last day of a term.

    The start day is not counted; a plain date stands for a timeline that only starts.

    Args:
        rule: The version of the rule that binds.
        timeline: What happened to the clock, or the day it started.
        calendar: Must cover every day stepped over, or carry an outlook past its last day.
        readings: The choice taken for each disputed point.

    Raises:
        TimelineError: A fact contradicts the rule or another fact; an extension was notified too late.
        CalendarGapError: The count leaves the announced days and the calendar has no outlook.

    Law:
        民法典第二百零一条至第二百零四条; each rule names its own article.
    """
    facts = timeline if isinstance(timeline, Timeline) else Timeline.starting(timeline)
    days = _days(calendar, readings)
    todo = _planned(rule, facts.facts, days, readings)
    readings = taken_for(todo, readings)
    try:
        at, last, base = end_of(rule, todo, days, readings)
    except CalendarGapError:
        look = days.outlook()
        if look is None:
            raise
        return _forecast(rule, facts, calendar, days, readings, todo, look)
    if _may_move(days, todo, last or base):
        return _revisable(rule, facts, calendar, days, readings, todo, (at, last, base))
    return Deadline(rule, facts, calendar, readings, todo, last, base, last, last, ANNOUNCED, at, counted_on=days)


def last_moment(
    rule: Rule, facts: Iterable[Fact], calendar: WorkCalendar, *, readings: Readings = MAINSTREAM
) -> tuple[Moment | None, Moment | None, str]:
    """Compute no more than what a stored clock holds: last moment, earliest last moment, certainty.

    The same as ``due`` gives, without the account of it.

    Raises:
        TimelineError: As ``due``.
        CalendarGapError: As ``due``.
    """
    ordered = in_order(facts)
    days = _days(calendar, readings)
    try:
        todo = _planned(rule, ordered, days, readings)
        at, last, base = end_of(rule, todo, days, readings)
    except CalendarGapError:
        pass  # a forecast, or the same error again
    else:
        if not _may_move(days, todo, last or base):
            return at or last, at or last, ANNOUNCED
    counted = due(rule, Timeline(ordered), calendar, readings=readings)
    return counted.at or counted.due, counted.at or counted.earliest, counted.certainty


def _planned(rule: Rule, facts: tuple[Fact, ...], days: WorkCalendar, readings: Readings) -> Plan:
    """Plan the count without what an office asked for when the term was over: that revives no term."""
    asked = [fact for fact in facts if isinstance(fact, Restarted) and fact.cause in _ASKED and fact.since is not None]
    if not asked or readings.notice_after_lapse == "restart":
        return plan(rule, facts, readings)
    void: list[tuple[Restarted, date]] = []
    for fact in sorted(asked, key=_since):
        over = _end_before(rule, facts, fact, days, readings)
        if over is not None:
            facts = tuple(other for other in facts if other is not fact)
            void.append((fact, over))
    todo = plan(rule, facts, readings)
    if not void:
        return todo
    notes = [
        Reason(
            "plan.restart_void",
            f"{fact.on} 的“{cause(fact.cause, 'zh')}”不使期限重新计算：告知时期限已于 {over} 届满",
            f"{fact.cause} of {fact.on} restarts nothing: asked for after the term ended on {over}",
        )
        for fact, over in void
    ]
    return evolve(todo, notes=(*todo.notes, *notes), void=tuple(void))


def _end_before(
    rule: Rule, facts: tuple[Fact, ...], asked: Restarted, days: WorkCalendar, readings: Readings
) -> date | None:
    """Give the end of the term as it stood when a notice was given, None if it had not come yet."""
    since = _since(asked)
    if any(
        isinstance(fact, Restarted) and _since(fact) <= since < plain_day(fact.on)
        for fact in facts
        if fact is not asked
    ):
        return None  # the applicant was waited for: no term ran
    known = tuple(fact for fact in facts if fact is not asked and plain_day(fact.on) <= since)
    try:
        _, last, _ = end_of(rule, plan(rule, known, readings), days, readings)
    except (CalendarGapError, TimelineError):
        return None  # days that nobody can tell yet have not passed; what contradicts itself is refused below
    return last if last is not None and since > last else None


def _since(asked: Restarted) -> date:
    """Give the day of the notice that asked for what came, the day it came if none is known."""
    return plain_day(asked.on if asked.since is None else asked.since)


_ASKED = frozenset({CORRECTED, FEE_PAID})
"""Causes of a restart that the office brings about by a notice of its own."""


def _days(calendar: WorkCalendar, readings: Readings) -> WorkCalendar:
    """Give the days that are counted on: those of the region, or of the nation if its own holidays do not count."""
    return calendar if readings.regional_holiday == "off" or calendar.base is None else calendar.base


def _may_move(days: WorkCalendar, todo: Plan, end: date | None) -> bool:
    """Tell whether a notice to come, or one of a region that is not known, may move a last day."""
    if end is None:
        return False
    if days.revisable_from is not None and end >= days.revisable_from:
        return True
    return bool(days.open_years) and bool(days.open_between(plain_day(todo.origin), end))


def _forecast(
    rule: Rule,
    facts: Timeline,
    calendar: WorkCalendar,
    days: WorkCalendar,
    readings: Readings,
    todo: Plan,
    look: Outlook,
) -> Deadline:
    at, last, base = end_of(rule, todo, look.likely, readings)
    earliest, latest = _bounds(rule, todo, days, look, readings)
    return Deadline(
        rule=rule,
        timeline=facts,
        calendar=calendar,
        choices=readings,
        plan=todo,
        due=last,
        base_due=base,
        earliest=earliest,
        latest=latest,
        certainty=FORECAST,
        at=at,
        counted_on=look.likely,
    )


def _revisable(
    rule: Rule,
    facts: Timeline,
    calendar: WorkCalendar,
    days: WorkCalendar,
    readings: Readings,
    todo: Plan,
    end: TermEnd,
) -> Deadline:
    at, last, base = end
    within = _within_open_years(rule, todo, days, last, readings)
    if within is None:
        look = days.outlook()
        within = (last, last) if look is None else _bounds(rule, todo, days, look, readings)
    earliest, latest = within
    return Deadline(
        rule=rule,
        timeline=facts,
        calendar=calendar,
        choices=readings,
        plan=todo,
        due=last,
        base_due=base,
        earliest=earliest,
        latest=latest,
        certainty=REVISABLE,
        at=at,
        counted_on=days,
    )


def _within_open_years(
    rule: Rule, todo: Plan, days: WorkCalendar, last: date | None, readings: Readings
) -> tuple[date | None, date | None] | None:
    """Bound a date that only a region's own notices may move; None where the nation's may, or an outlook must tell."""
    nation = days.base or days
    if last is None or (nation.revisable_from is not None and last >= nation.revisable_from):
        return None
    origin = plain_day(todo.origin)
    years = days.open_between(origin, last)
    if isinstance(todo.term, WorkingDays):
        n = todo.term.n + (todo.extension.n if todo.extension is not None else 0)
        return bounds_left_open(days, origin, n if rule.direction != BEFORE else -n, todo.spans, years)
    if rule.roll != NEXT_WORKING_DAY:
        return last, last
    plain = end_of(evolve(rule, roll=NO_ROLL), todo, days, readings)[1]
    return min(plain or last, last), bounds_left_open(days, last - timedelta(days=1), 1, (), years)[1]


def _bounds(
    rule: Rule, todo: Plan, days: WorkCalendar, look: Outlook, readings: Readings
) -> tuple[date | None, date | None]:
    """Bound the date over everything that the notices to come may decide.

    The two narrow calendars bound counts that begin before the first undecided day;
    a count that begins later, or leaves out days later, needs the wide ones.
    """
    open_from = days.revisable_from or days.last
    later = plain_day(todo.origin) >= open_from or any(
        span.through is None or span.through >= open_from for span in todo.spans
    )
    soon, slow = (look.most_worked, look.least_worked) if later else (look.soonest, look.slowest)
    return _bound(rule, todo, soon, readings), _bound(rule, todo, slow, readings)


def _bound(rule: Rule, todo: Plan, days: WorkCalendar, readings: Readings) -> date | None:
    try:
        return end_of(rule, todo, days, readings)[1]
    except TimelineError:
        # Told in time on the likely calendar, too late on this one: here the term ends without the extension.
        return end_of(rule, evolve(todo, extension=None, extended_on=None), days, readings)[1]


_CONTRARY: tuple[tuple[str, str, Callable[[Readings], Readings]], ...] = (
    ("start_day", "counted", lambda taken: evolve(taken, start_day="counted")),
    ("correction_effect", "suspend", lambda taken: evolve(taken, correction_effect="suspend")),
    ("correction_effect", "none", lambda taken: evolve(taken, correction_effect="none")),
    ("second_correction", "again", lambda taken: evolve(taken, second_correction="again")),
    ("late_correction_notice", "no_effect", lambda taken: evolve(taken, late_correction_notice="no_effect")),
    ("notice_after_lapse", "restart", lambda taken: evolve(taken, notice_after_lapse="restart")),
    ("co_producer_time", "counted", lambda taken: evolve(taken, co_producer_time="counted")),
    ("fee_effect", "suspend", lambda taken: evolve(taken, fee_effect="suspend")),
    ("extension_from", "notice_day", lambda taken: evolve(taken, extension_from="notice_day")),
    ("consultation_dispatch_day", "excluded", lambda taken: evolve(taken, consultation_dispatch_day="excluded")),
    (
        "receipt_on_non_working_day",
        "next_working_day",
        lambda taken: evolve(taken, receipt_on_non_working_day="next_working_day"),
    ),
    ("fixed_date_roll", "next_working_day", lambda taken: evolve(taken, fixed_date_roll="next_working_day")),
    ("regional_holiday", "worked", lambda taken: evolve(taken, regional_holiday="worked")),
)


@lru_cache(maxsize=64)
def _contrary_choices(taken: Readings) -> tuple[tuple[str, str, Readings], ...]:
    """Give the readings with one point changed each; they are the same for every count, so made once."""
    return tuple((point, choice, take(taken)) for point, choice, take in _CONTRARY)


def _contrary(deadline: Deadline) -> tuple[Reading, ...]:
    contrary = []
    for point, choice, taken in _contrary_choices(deadline.choices):
        try:
            other = due(deadline.rule, deadline.timeline, deadline.calendar, readings=taken)
        except TimelineError as refusal:
            contrary.append(Reading(point, choice, None, Reason(refusal.why.code, refusal.zh, refusal.en)))
            continue
        if (other.due, other.at) != (deadline.due, deadline.at):
            contrary.append(Reading(point, choice, other.due))
    return tuple(contrary)
