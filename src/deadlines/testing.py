"""Hypothesis strategies for calendars, rules and timelines, and a day loop to check any count against.

Needs the extra ``testing``. Hypothesis imports this module by its entry point, so that ``st.from_type``
knows the types of this package without an import in the test.

The loop is written to be read beside the law: it knows no ranks and no shift, only one day after another.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from attrs import evolve
from hypothesis import strategies as st

from deadlines.calendars.calendar import WorkCalendar
from deadlines.counting.due import Deadline, due
from deadlines.counting.timeline import Agreed, Extended, Fact, Restarted, Resumed, Started, Suspended, Timeline
from deadlines.errors import Reason, TimelineError
from deadlines.law.readings import MAINSTREAM, Readings
from deadlines.law.rules import (
    AFTER,
    BEFORE,
    CEILING,
    CORRECTED,
    FEE_PAID,
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

_ONE_DAY = timedelta(days=1)

_RESTARTS = (CORRECTED, FEE_PAID, ORDER_TO_REDO)
"""Those that any rule may name; a material change restarts no request."""

_UNITS: tuple[type[CountedTerm], ...] = (WorkingDays, CalendarDays, Months)

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


def due_by_day_loop(
    rule: Rule, timeline: Timeline, calendar: WorkCalendar, readings: Readings = MAINSTREAM
) -> date | None:
    """Find the last day of a term by going from day to day; None while a suspension is open.

    Written apart from ``due`` and far slower; give it facts that do not contradict the rule.

    Raises:
        TimelineError: The extension was notified after the end of the term.

    >>> from datetime import date
    >>> from deadlines import china, rulebook
    >>> rule = rulebook().in_force("foi.reply", date(2024, 3, 1))
    >>> due_by_day_loop(rule, Timeline.starting(date(2024, 3, 1)), china())
    datetime.date(2024, 3, 29)
    """
    if readings.regional_holiday == "worked" and calendar.base is not None:
        calendar = calendar.base
    facts = list(timeline.facts)
    facts = _without_late_notices(rule, facts, calendar, readings)
    term = next((fact.term for fact in reversed(facts) if isinstance(fact, Agreed)), rule.term)
    start = next(fact.on for fact in facts if isinstance(fact, Started))
    if isinstance(term, Hours) and isinstance(start, datetime):
        instant = start.astimezone(UTC)
        for _ in range(term.n):
            instant += timedelta(hours=1)
        return instant.astimezone(start.tzinfo).date()
    if isinstance(start, datetime) or isinstance(term, (Hours, Reasonable)):
        raise TypeError(f"{term} cannot be counted from {start}")
    if isinstance(term, FixedDate):
        day = date(start.year + term.years_after, term.month, term.day)
        return _worked_from(day, calendar) if readings.fixed_date_roll == "next_working_day" else day
    return _last_day(rule, term, facts, start, calendar, readings)


def _without_late_notices(rule: Rule, facts: list[Fact], calendar: WorkCalendar, readings: Readings) -> list[Fact]:
    """Leave out what was asked for when the term, walked day by day over all that had happened by then, was over."""
    left = list(facts)
    for fact in facts:
        if not isinstance(fact, Restarted) or fact.since is None or fact.cause == "order_to_redo":
            continue
        if readings.notice_after_lapse == "restart":
            continue
        known = Timeline(tuple(other for other in left if other != fact and _day(other.on) <= _day(fact.since)))
        try:
            last = due_by_day_loop(rule, known, calendar, readings)
        except TimelineError:
            continue
        if last is not None and last < _day(fact.since):
            left.remove(fact)
    return left


def _last_day(
    rule: Rule, own: CountedTerm, facts: list[Fact], start: date, calendar: WorkCalendar, readings: Readings
) -> date | None:
    term = own
    if readings.co_producer_time == "counted":
        facts = [fact for fact in facts if getattr(fact, "cause", "") != "co_producer_consultation"]
    origin, pauses = start, _pauses(facts)
    for fact, effect in _effects(facts, readings):
        if effect == "restart":
            origin, term = _day(fact.on), fact.term or own
        elif effect == "suspend" and fact.since is not None:
            pauses.append((_day(fact.since), _day(fact.on)))
    if readings.consultation_dispatch_day == "excluded":
        pauses = [(after - _ONE_DAY, through) for after, through in pauses]
    extended = next((fact for fact in reversed(facts) if isinstance(fact, Extended) and _day(fact.on) >= origin), None)
    if readings.receipt_on_non_working_day == "next_working_day":
        origin = _worked_from(origin, calendar)
    counted = readings.start_day == "counted"
    base = _walk(rule, term, origin, pauses, calendar, counted=counted)
    if extended is None or rule.extension is None:
        return base
    if base is not None and _day(extended.on) > base:
        why = Reason(
            "timeline.extended_too_late",
            f"期限已于 {base} 届满；延期须在届满前告知",
            f"the term had already ended on {base.isoformat()}; the person must be told before that",
        )
        raise TimelineError("Extended", extended.on, why)
    added = extended.term or rule.extension.at_most
    if readings.extension_from == "notice_day":
        return _walk(rule, added, _day(extended.on), pauses, calendar, counted=counted)
    return _walk(rule, evolve(term, n=term.n + added.n), origin, pauses, calendar, counted=counted)


def _effects(facts: list[Fact], readings: Readings) -> list[tuple[Restarted, str]]:
    effects: list[tuple[Restarted, str]] = []
    corrections = 0
    for fact in facts:
        if not isinstance(fact, Restarted):
            continue
        effect: str = readings.fee_effect if fact.cause == "fee_paid" else "restart"
        if fact.cause == "corrected_request_received":
            corrections += 1
            void = fact.late and readings.late_correction_notice == "no_effect"
            void = void or (corrections > 1 and readings.second_correction == "once")
            effect = "none" if void else readings.correction_effect
        effects.append((fact, effect))
    return effects


def _walk(
    rule: Rule,
    term: CountedTerm,
    origin: date,
    pauses: list[tuple[date, date | None]],
    calendar: WorkCalendar,
    *,
    counted: bool,
) -> date | None:
    step = -_ONE_DAY if rule.direction == BEFORE else _ONE_DAY
    needed = abs((_same_number(origin, term.n, step) - origin).days) if isinstance(term, Months) else term.n
    day = origin if counted else origin + step
    used = 0
    while True:
        if step > timedelta(0) and any(through is None and after < day for after, through in pauses):
            return None
        out = step > timedelta(0) and any(through and after < day <= through for after, through in pauses)
        if not out and (not isinstance(term, WorkingDays) or calendar.day(day).working):
            used += 1
        if used == needed:
            break
        day += step
    return _worked_from(day, calendar) if rule.roll == NEXT_WORKING_DAY and not isinstance(term, WorkingDays) else day


def _pauses(facts: list[Fact]) -> list[tuple[date, date | None]]:
    pauses: list[tuple[date, date | None]] = []
    for key in {(fact.cause, fact.key) for fact in facts if isinstance(fact, Suspended)}:
        begun = [_day(f.on) for f in facts if isinstance(f, Suspended) and (f.cause, f.key) == key]
        over = [_day(f.on) for f in facts if isinstance(f, Resumed) and (f.cause, f.key) == key]
        ends: list[date | None] = [*sorted(over), None]
        pauses += zip(sorted(begun), ends, strict=False)
    return pauses


def _same_number(day: date, months: int, step: timedelta) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        month += 1 if step > timedelta(0) else -1
        if month in {0, 13}:
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")  # pragma: no cover


def _worked_from(day: date, calendar: WorkCalendar) -> date:
    while not calendar.day(day).working:
        day += _ONE_DAY
    return day


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


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
        restarts=tuple(RuleRestart(c, "第四条", "memory") for c in _RESTARTS) if forward else (),
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
    for cause in draw(st.lists(st.sampled_from(_RESTARTS), max_size=3)):
        since += timedelta(days=draw(st.integers(0, 20)))
        on = since + timedelta(days=draw(st.integers(1, 20)))
        told, late = draw(st.sampled_from([since, None])), draw(st.booleans())
        facts.append(Restarted(on, cause, told, late=late, term=draw(_own_terms(rule, cause))))
        since = on
    return facts


def _own_terms(rule: Rule, cause: str) -> st.SearchStrategy[CountedTerm | None]:
    """Give lengths that an order may set, in the unit of the rule; nothing else that restarts a term has its own."""
    if cause != "order_to_redo" or not isinstance(rule.term, (WorkingDays, CalendarDays, Months)):
        return st.none()
    own = rule.term
    return st.none() | st.integers(1, 30).map(lambda n: evolve(own, n=n))


@st.composite
def _drawn_extensions(draw: st.DrawFn, rule: Rule, so_far: Timeline, calendar: WorkCalendar) -> list[Fact]:
    if rule.extension is None or not draw(st.booleans()):
        return []
    facts = _without_late_notices(rule, list(so_far.facts), calendar, MAINSTREAM)
    took = [_day(fact.on) for fact, effect in _effects(facts, MAINSTREAM) if effect == "restart"]
    origin = max([_day(so_far.start), *took])
    base = due_by_day_loop(rule, so_far, calendar) or origin + timedelta(days=10)
    told = draw(st.dates(origin, max(base, origin)))
    most = rule.extension.at_most
    return [Extended(told, draw(st.none() | st.integers(1, most.n).map(lambda n: evolve(most, n=n))), "负责人")]


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
