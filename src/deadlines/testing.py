"""Hypothesis strategies for calendars, rules and timelines, and a day loop to check any count against.

Needs the extra ``testing``. Hypothesis imports this module by its entry point, so that ``st.from_type``
knows the types of this package without an import in the test.

The loop is written to be read beside the law: it knows no ranks and no shift, only one day after another.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from attrs import evolve
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.day_loop import RESTARTS, day_in, due_by_day_loop, effects_of_restarts, without_late_notices
from deadlines.counting.due import Deadline, due
from deadlines.counting.timeline import Agreed, Extended, Fact, Restarted, Resumed, Started, Suspended, Timeline
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import (
    AFTER,
    BEFORE,
    CEILING,
    FLOOR,
    NEXT_WORKING_DAY,
    NO_ROLL,
    ORDER_TO_REDO,
    SUSPENSIONS,
    Instrument,
    Rule,
    RuleExtension,
    RuleRestart,
    RuleSuspension,
)
from deadlines.law.terms import CalendarDays, CountedTerm, FixedDate, Hours, Months, Reasonable, Term, WorkingDays

_UNITS: tuple[type[CountedTerm], ...] = (WorkingDays, CalendarDays, Months)

__all__ = [
    "calendars",
    "counted_terms",
    "days",
    "deadlines",
    "due_by_day_loop",
    "fixed_dates",
    "overlaid_calendars",
    "readings",
    "register",
    "rules",
    "terms",
    "timelines",
]

_LAW = Instrument(
    id="invented",
    title="示例规定",
    title_en="Invented provisions",
    number="",
    promulgated=date(2000, 1, 1),
    in_force=date(2000, 1, 1),
    verification="memory",
    sources=("deadlines.testing",),
)


def days(calendar: WorkCalendar) -> st.SearchStrategy[date]:
    """Draw days that a calendar covers."""
    return st.dates(calendar.first, calendar.last)


@st.composite
def calendars(draw: st.DrawFn, first: date = date(2020, 1, 1), last: date = date(2023, 12, 31)) -> WorkCalendar:
    """Draw calendars over a range: any weekend of up to three days, days off and days worked anywhere."""
    weekend = draw(st.frozensets(st.integers(0, 6), max_size=3) | st.just(frozenset({5, 6})))
    special = draw(st.dictionaries(st.dates(first, last), st.booleans(), max_size=30))
    return WorkCalendar.from_days(
        first=first,
        last=last,
        weekend=weekend,
        off=[day for day, worked in special.items() if not worked],
        worked=[day for day, worked in special.items() if worked],
        region="invented",
    )


@st.composite
def overlaid_calendars(draw: st.DrawFn) -> WorkCalendar:
    """Draw regional calendars: one laid over another, which it remembers as its base."""
    below = draw(calendars())
    above = draw(calendars(first=below.first, last=below.last))
    return WorkCalendar(
        region="invented-region",
        first=below.first,
        last=below.last,
        special={**below.special_days(), **above.special_days()},
        weekend=below.weekend,
        base=below,
    )


def terms() -> st.SearchStrategy[Term]:
    """Draw terms of every kind, none longer than half a year, fixed dates apart."""
    return st.one_of(counted_terms(), st.builds(Hours, st.integers(1, 200)), fixed_dates(), st.just(Reasonable()))


def counted_terms() -> st.SearchStrategy[CountedTerm]:
    """Draw terms in working days, calendar days and months."""
    return st.one_of(
        st.builds(WorkingDays, st.integers(1, 60)),
        st.builds(CalendarDays, st.integers(1, 120)),
        st.builds(Months, st.integers(1, 6)),
    )


def fixed_dates() -> st.SearchStrategy[FixedDate]:
    """Draw fixed dates that exist in every year."""
    return st.builds(FixedDate, st.integers(1, 12), st.integers(1, 28), st.integers(0, 1))


@st.composite
def rules(draw: st.DrawFn, terms: st.SearchStrategy[Term] | None = None) -> Rule:
    """Draw invented rules: any term, roll and direction; pauses, restarts and an extension when they count forward."""
    term = draw(terms if terms is not None else counted_terms())
    direction = draw(st.sampled_from([AFTER, AFTER, AFTER, BEFORE])) if isinstance(term, _UNITS) else AFTER
    rolls = [NO_ROLL] if direction == BEFORE else [NO_ROLL, NEXT_WORKING_DAY]
    forward = direction == AFTER and isinstance(term, _UNITS)
    extension = None
    if forward and isinstance(term, _UNITS) and draw(st.booleans()):
        extension = RuleExtension(evolve(term, n=draw(st.integers(1, term.n))), 1, "负责人", "", "第三条", "memory")
    return Rule(
        id="invented.rule",
        title="示例期限",
        title_en="Invented term",
        article="第一条",
        instrument=_LAW,
        kind=draw(st.sampled_from([CEILING, FLOOR])),
        term=term,
        start="开始",
        start_en="start",
        verification="memory",
        direction=direction,
        roll=draw(st.sampled_from(rolls)),
        suspensions=tuple(RuleSuspension(c, "第二条", "memory") for c in SUSPENSIONS) if forward else (),
        restarts=tuple(RuleRestart(c, "第四条", "memory") for c in RESTARTS) if forward else (),
        extension=extension,
    )


@st.composite
def timelines(draw: st.DrawFn, rule: Rule, calendar: WorkCalendar) -> Timeline:
    """Draw what may happen to a clock under a rule, without contradictions; the calendar reaches past its end.

    Starts in the second quarter of the calendar. Pauses may overlap, touch, be empty or stay open.
    """
    quarter = (calendar.last - calendar.first) // 4
    start = draw(st.dates(calendar.first + quarter, calendar.first + 2 * quarter))
    if isinstance(rule.term, Hours):
        zone = timezone(timedelta(hours=draw(st.integers(-11, 12))))
        return Timeline.starting(datetime(start.year, start.month, start.day, draw(st.integers(0, 23)), tzinfo=zone))
    facts: list[Fact] = [Started(start)]
    if isinstance(rule.term, Reasonable):
        facts.append(Agreed(start, draw(counted_terms())))
    after = st.integers(0, 60).map(lambda n: start + timedelta(days=n))
    if rule.suspensions:
        facts += draw(_drawn_pauses(rule, after))
    if rule.restarts:
        facts += draw(_drawn_restarts(rule, start))
    facts += draw(_drawn_extensions(rule, Timeline(tuple(facts)), calendar))
    return Timeline(tuple(draw(st.permutations(facts))))


@st.composite
def _drawn_pauses(draw: st.DrawFn, rule: Rule, after: st.SearchStrategy[date]) -> list[Fact]:
    facts: list[Fact] = []
    for number, suspension in enumerate(draw(st.lists(st.sampled_from(rule.suspensions), max_size=3))):
        begun = draw(after)
        facts.append(Suspended(begun, suspension.cause, str(number)))
        if draw(st.integers(0, 9)):
            facts.append(Resumed(begun + timedelta(days=draw(st.integers(0, 25))), suspension.cause, str(number)))
    return facts


@st.composite
def _drawn_restarts(draw: st.DrawFn, rule: Rule, start: date) -> list[Fact]:
    facts: list[Fact] = []
    since = start
    for cause in draw(st.lists(st.sampled_from(RESTARTS), max_size=3)):
        since += timedelta(days=draw(st.integers(0, 20)))
        on = since + timedelta(days=draw(st.integers(1, 20)))
        asked, late = draw(st.sampled_from([since, None])), draw(st.booleans())
        ends = cause == ORDER_TO_REDO and draw(st.booleans())
        facts.append(Restarted(on, cause, asked, late=late, term=draw(_own_terms(rule, cause)), ends_pauses=ends))
        since = on
    return facts


def _own_terms(rule: Rule, cause: str) -> st.SearchStrategy[CountedTerm | None]:
    """Give lengths that an order may set, in the unit of the rule; nothing else that restarts a term has its own."""
    if cause != ORDER_TO_REDO or not isinstance(rule.term, (WorkingDays, CalendarDays, Months)):
        return st.none()
    own = rule.term
    return st.none() | st.integers(1, own.n).map(lambda n: evolve(own, n=n))


@st.composite
def _drawn_extensions(draw: st.DrawFn, rule: Rule, so_far: Timeline, calendar: WorkCalendar) -> list[Fact]:
    if rule.extension is None or not draw(st.booleans()):
        return []
    facts = without_late_notices(rule, list(so_far.facts), calendar, MAINSTREAM)
    restarts = [fact for fact, effect in effects_of_restarts(facts, MAINSTREAM) if effect == "restart"]
    if restarts and restarts[-1].term is not None:
        return []  # a term that an order set cannot be extended
    took = [day_in(fact.on) for fact in restarts]
    origin = max([day_in(so_far.start), *took])
    base = due_by_day_loop(rule, so_far, calendar) or origin + timedelta(days=10)
    notified = draw(st.dates(origin, max(base, origin)))
    most = rule.extension.at_most
    return [Extended(notified, draw(st.none() | st.integers(1, most.n).map(lambda n: evolve(most, n=n))), "负责人")]


def readings() -> st.SearchStrategy[Readings]:
    """Draw every combination of choices on the disputed points."""
    return st.builds(
        Readings,
        start_day=st.sampled_from(["not_counted", "counted"]),
        correction_effect=st.sampled_from(["restart", "suspend", "none"]),
        second_correction=st.sampled_from(["once", "again"]),
        late_correction_notice=st.sampled_from(["keeps_effect", "no_effect"]),
        notice_after_lapse=st.sampled_from(["no_effect", "restart"]),
        co_producer_time=st.sampled_from(["excluded", "counted"]),
        fee_effect=st.sampled_from(["restart", "suspend"]),
        extension_from=st.sampled_from(["base_end", "notice_day"]),
        consultation_dispatch_day=st.sampled_from(["counted", "excluded"]),
        receipt_on_non_working_day=st.sampled_from(["same_day", "next_working_day"]),
        fixed_date_roll=st.sampled_from(["none", "next_working_day"]),
        regional_holiday=st.sampled_from(["off", "worked"]),
    )


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    """Draw deadlines computed from an invented rule, timeline and calendar."""
    rule, calendar = draw(rules()), draw(calendars())
    return due(rule, draw(timelines(rule, calendar)), calendar)


@st.composite
def _any_timeline(draw: st.DrawFn) -> Timeline:
    rule, calendar = draw(rules()), draw(calendars())
    return draw(timelines(rule, calendar))


def register() -> None:
    """Tell Hypothesis how to draw the types of this package; each strategy is built when it is first asked for."""
    st.register_type_strategy(WorkCalendar, lambda _: calendars())
    st.register_type_strategy(Rule, lambda _: rules())
    st.register_type_strategy(Timeline, lambda _: _any_timeline())
    st.register_type_strategy(Readings, lambda _: readings())
    st.register_type_strategy(Deadline, lambda _: deadlines())
    st.register_type_strategy(WorkingDays, lambda _: st.builds(WorkingDays, st.integers(1, 60)))
    st.register_type_strategy(CalendarDays, lambda _: st.builds(CalendarDays, st.integers(1, 120)))
    st.register_type_strategy(Months, lambda _: st.builds(Months, st.integers(1, 6)))
    st.register_type_strategy(Hours, lambda _: st.builds(Hours, st.integers(1, 200)))
    st.register_type_strategy(FixedDate, lambda _: fixed_dates())


register()  # here, not by the entry point: whichever of Hypothesis and this module comes first imports the other
