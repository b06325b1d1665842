"""What was recorded of duties, as facts: evidence, waivers, intervals, events that happened, confirmations. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from attrs import field, frozen

from workflows.cases.events import VOIDED, Event
from workflows.duties.occurrences import Interval
from workflows.places.clause import Anchor
from workflows.values import SHANGHAI, day_of

TYPES = ("EvidenceRecorded", "PeriodWaived", "IntervalSet", "DutyTriggered", "PlanConfirmed", VOIDED)
"""The events that duties are judged by."""

WHOLE_PLAN = "plan"
"""Names the stream in which the office says whether a plan goes on."""

_PERIOD_OF = {
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "half_year": "half_yearly",
    "year": "yearly",
    "n_years": "n_yearly",
}


def stream_id(place: str, duty: str) -> str:
    """Name the stream of a duty of a place."""
    return f"duty:{place}:{duty}"


@frozen(slots=True)
class Evidence:
    """One piece of evidence: when it was done, what shows it, who recorded it and when; ``seq`` is its entry."""

    period: str
    on: date
    kind: str
    ref: str
    by: str
    recorded: date
    count: int = 1
    seq: int = 0


@frozen(slots=True)
class Waiver:
    """Nothing to publish in a period, with its reason and who says so."""

    period: str
    reason: str
    by: str
    recorded: date


@frozen(slots=True)
class Trigger:
    """An event after which a duty is due."""

    period: str
    on: date
    recorded: date


@frozen
class DutyRecords:
    """All that was recorded of one duty and not voided: evidence and waivers by period, the events, the interval.

    The evidence of a period stands by the day on which it was done; the last waiver and interval count. ``of_cases`` is
    what cases show by themselves: it has no period but its day.
    """

    by_period: Mapping[str, tuple[Evidence, ...]] = field(factory=dict)
    waived: Mapping[str, Waiver] = field(factory=dict)
    triggers: tuple[Trigger, ...] = ()
    interval: Interval | None = None
    of_cases: tuple[Evidence, ...] = ()


@frozen
class Records:
    """What is known of the duties of a place on a day; ``confirmed`` has what the office decided for each year."""

    duties: Mapping[str, DutyRecords] = field(factory=dict)
    confirmed: Mapping[int, str] = field(factory=dict)

    def of(self, duty_id: str) -> DutyRecords:
        """Give what was recorded of a duty."""
        return self.duties.get(duty_id, _NONE)


_NONE = DutyRecords()


def records_of(events: Iterable[Event], place: str, as_of: date) -> Records:
    """Read the events of a place's duties, as recorded through a day; voided entries count as never made."""
    through = datetime.combine(as_of + timedelta(days=1), datetime.min.time(), SHANGHAI)
    head = stream_id(place, "")
    streams: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.case_id.startswith(head) and event.recorded < through:
            streams[event.case_id.removeprefix(head)].append(event)
    confirmed = {
        int(str(_facts(event)["year"])): str(_facts(event)["decision"]) for event in _kept(streams.pop(WHOLE_PLAN, []))
    }
    return Records({name: _of_one(_kept(found)) for name, found in streams.items()}, confirmed)


def _kept(events: list[Event]) -> list[Event]:
    """Leave out what was voided, and the voiding."""
    gone = {event.voids for event in events if event.type == VOIDED}
    return [event for event in events if event.type != VOIDED and event.seq not in gone]


def _facts(event: Event) -> dict[str, object]:
    return dict(event.facts)


def _of_one(events: list[Event]) -> DutyRecords:
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    waived: dict[str, Waiver] = {}
    triggers = []
    interval: Interval | None = None
    for event in events:
        facts, recorded = _facts(event), day_of(event.recorded)
        who = f"{event.by.role}:{event.by.name}"
        match event.type:
            case "EvidenceRecorded":
                one = _evidence(event, facts, who, recorded)
                evidence[one.period].append(one)
            case "PeriodWaived":
                waived[str(facts["period"])] = Waiver(str(facts["period"]), str(facts["reason"]), who, recorded)
            case "DutyTriggered":
                triggers.append(Trigger(str(facts["period"]), _day(facts["happened_on"]), recorded))
            case "IntervalSet":
                interval = _interval(facts, event.seq)
    by_period = {name: tuple(sorted(found, key=lambda one: (one.on, one.seq))) for name, found in evidence.items()}
    return DutyRecords(by_period, waived, tuple(triggers), interval)


def _evidence(event: Event, facts: Mapping[str, object], who: str, recorded: date) -> Evidence:
    count = facts.get("count")
    return Evidence(
        period=str(facts["period"]),
        on=_day(facts["done_on"]),
        kind=str(facts["kind"]),
        ref=str(facts["ref"]),
        by=who,
        recorded=recorded,
        count=count if isinstance(count, int) else 1,
        seq=event.seq,
    )


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _interval(facts: Mapping[str, object], entry: int) -> Interval:
    numbers = {
        name: value for name in ("day", "month", "weekday", "after_days") if isinstance(value := facts.get(name), int)
    }
    years, need = facts.get("years"), facts.get("need")
    return Interval(
        _PERIOD_OF[str(facts["every"])],
        Anchor(**numbers) if numbers else None,
        years if isinstance(years, int) else 1,
        need if isinstance(need, int) else None,
        entry,
    )
