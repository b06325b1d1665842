"""How each turn of a duty stands on a day: worked out from plan, calendar and evidence, never stored. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from deadlines.counting.due import due as due_of
from deadlines.law.terms import CalendarDays, WorkingDays
from workflows.duties.occurrences import ANNOUNCED, Turn, turns
from workflows.duties.periods import Period
from workflows.duties.records import DutyRecords, Evidence, Records, Trigger
from workflows.places.clause import DisclosurePlan, Duty
from workflows.places.place import Basis

DONE, LATE, PENDING, MISSED, WAIVED, UNCERTAIN, UNSET = (
    "done",
    "late",
    "pending",
    "missed",
    "waived",
    "uncertain",
    "unset",
)

STATUSES = (DONE, LATE, PENDING, MISSED, WAIVED, UNCERTAIN, UNSET)

_COUNTED = frozenset({"quota", "coverage", "indicator"})
"""Shapes in which so many are wanted, rather than one."""


@frozen
class DutyItem:
    """One turn of a duty as it stands: ``need`` and ``have`` where a number is wanted, ``due`` None where none is set.

    ``window`` is the period in which it is to be done; ``certainty`` that of the due day. ``revision`` grows when the
    due day may have moved: with each notice that the calendar knows, and each interval that the office sets.
    ``lead`` and ``partners`` are given where the units of the plan were merged or renamed by the due day.
    """

    duty: Duty
    period: str
    window: tuple[date, date] | None
    due: date | None
    status: str
    rolled_from: date | None = None
    certainty: str = ANNOUNCED
    evidence: tuple[Evidence, ...] = ()
    need: int | None = None
    have: int = 0
    reason: str = ""
    revision: int = 0
    lead: str = ""
    partners: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the item as plain values, the shape of an item of ``disclosure.duties/1``."""
        duty = self.duty
        data: dict[str, Any] = {
            "id": duty.id,
            "zh": duty.zh,
            "en": duty.en,
            "clause": duty.clause,
            "shape": duty.shape,
            "period": self.period,
            "window": [day.isoformat() for day in self.window] if self.window else None,
            "due": self.due.isoformat() if self.due else None,
            "rolled_from": self.rolled_from.isoformat() if self.rolled_from else None,
            "certainty": self.certainty,
            "status": self.status,
            "evidence": [
                {"kind": one.kind, "ref": one.ref, "on": one.on.isoformat(), "by": one.by, "entry": one.seq}
                for one in self.evidence
            ],
            "reason": self.reason,
            "lead": self.lead or duty.lead,
            "with": list(self.partners or duty.partners),
        }
        if self.need is not None:
            data |= {"need": self.need, "have": self.have, "per": _PER.get(duty.period or "", duty.period)}
        return data


_PER = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_yearly": "half_year",
    "yearly": "year",
    "n_yearly": "years",
}


def standing(plan: DisclosurePlan, year: int, basis: Basis, records: Records, as_of: date) -> tuple[DutyItem, ...]:
    """Say how every turn of a plan's duties stands that belongs to a year; in the order of the plan, then by day.

    A plan of a named year binds that year; for a later one nothing is certain until the office has confirmed it, and
    before it nothing is due.

    Raises:
        CalendarGapError: A day has to be counted past all that can be foreseen.
    """
    if plan.year is not None and year < plan.year:
        return ()
    decision = records.confirmed.get(year, "continue" if plan.year in (None, year) else "")
    if decision in {"end", "replace"}:
        return ()
    found: list[DutyItem] = []
    for duty in plan.duties:
        clause = plan.clause(duty.clause)
        if clause is not None and clause.until is not None and year > clause.until.year:
            continue
        own = _of_duty(duty, year, basis, records.of(duty.id), as_of, is_certain=bool(decision), plan=plan)
        found.extend(own if not plan.owners else (_owned(item, plan) for item in own))
    return tuple(found)


def _owned(item: DutyItem, plan: DisclosurePlan) -> DutyItem:
    """Name who leads and who helps on the due day, where units were merged or renamed since the plan."""
    if item.due is None:
        return item
    due, duty = item.due, item.duty
    partners = tuple(plan.owner_on(one, due) for one in duty.partners)
    return evolve(item, lead=plan.owner_on(duty.lead, due), partners=partners)


def _of_duty(
    duty: Duty, year: int, basis: Basis, records: DutyRecords, as_of: date, *, is_certain: bool, plan: DisclosurePlan
) -> Iterator[DutyItem]:
    if duty.shape == "event":
        for trigger in records.triggers:
            if trigger.on.year == year:
                yield _judged(_after(duty, trigger, basis), records, as_of, is_certain=is_certain)
        return
    if duty.interval_by_office and records.interval is None:
        yield DutyItem(duty, str(year), None, None, UNSET)
        return
    revision = _revision(duty, basis, records)
    for turn in turns(duty, year, basis.calendar, interval=records.interval, since=plan.year):
        yield _judged(turn, records, as_of, is_certain=is_certain, revision=revision)


def _revision(duty: Duty, basis: Basis, records: DutyRecords) -> int:
    """Number what the due days of a duty rest on: the notices, if it asks the calendar, and the office's interval."""
    counts_days = duty.roll != "none" or (duty.anchor is not None and duty.anchor.after_working_days is not None)
    notices = len({day.notice for day in basis.calendar.special_days().values()}) if counts_days else 0
    return notices + (records.interval.entry if records.interval is not None else 0)


def _after(duty: Duty, trigger: Trigger, basis: Basis) -> Turn:
    """Give the turn that an event begins: due by the rule that the duty names, else by its own term, else that day."""
    last, certainty = trigger.on, ANNOUNCED
    if duty.rule:
        deadline = due_of(basis.rule(duty.rule, trigger.on), trigger.on, basis.calendar)
        last, certainty = deadline.due or trigger.on, deadline.certainty
    elif isinstance(duty.term, WorkingDays):
        last = basis.calendar.shift(trigger.on, duty.term.n)
    elif isinstance(duty.term, CalendarDays):
        last = trigger.on + timedelta(days=duty.term.n)
    return Turn(duty, Period(trigger.on, last, trigger.period), last, certainty=certainty)


def _judged(turn: Turn, records: DutyRecords, as_of: date, *, is_certain: bool, revision: int = 0) -> DutyItem:
    """Compare one turn with what was recorded."""
    duty, period = turn.duty, turn.period
    if duty.shape in _COUNTED or (duty.least or 1) > 1:
        return _counted(turn, records, as_of, is_certain=is_certain, revision=revision)
    own = _of_period(records, period)
    waiver = records.waived.get(period.name)
    if own:
        status = DONE if own[0].on <= turn.due else LATE
    elif waiver is not None:
        status = WAIVED
    else:
        status = _open(turn.due, as_of, is_certain=is_certain)
    return _item(turn, status, own, revision=revision, reason=waiver.reason if waiver and not own else "")


def _counted(turn: Turn, records: DutyRecords, as_of: date, *, is_certain: bool, revision: int) -> DutyItem:
    """Compare a number that is wanted with what was recorded for the period."""
    interval = records.interval
    need = interval.need if interval is not None and interval.need is not None else turn.duty.least
    if need is None:
        return _item(turn, UNSET, (), revision=revision)
    own = _of_period(records, turn.period)
    waiver = records.waived.get(turn.period.name)
    have, reached = 0, None
    for one in own:
        have += one.count
        if have >= need and reached is None:
            reached = one.on
    if reached is not None:
        status = DONE if reached <= turn.due else LATE
    elif waiver is not None:
        status = WAIVED
    else:
        status = _open(turn.due, as_of, is_certain=is_certain)
    reason = waiver.reason if waiver is not None and reached is None else ""
    return _item(turn, status, own, revision=revision, need=need, have=have, reason=reason)


def _of_period(records: DutyRecords, period: Period) -> tuple[Evidence, ...]:
    """Give the evidence of a period, by the day on which it was done: what was recorded for it, and what cases show."""
    own = records.by_period.get(period.name, ())
    shown = tuple(one for one in records.of_cases if period.first <= one.on <= period.last)
    return tuple(sorted((*own, *shown), key=lambda one: (one.on, one.seq))) if shown else own


def _open(due: date, as_of: date, *, is_certain: bool) -> str:
    if not is_certain:
        return UNCERTAIN
    return MISSED if as_of > due else PENDING


def _item(
    turn: Turn,
    status: str,
    own: tuple[Evidence, ...],
    *,
    revision: int,
    need: int | None = None,
    have: int = 0,
    reason: str = "",
) -> DutyItem:
    return DutyItem(
        duty=turn.duty,
        period=turn.period.name,
        window=(turn.period.first, turn.period.last),
        due=turn.due,
        status=status,
        rolled_from=turn.rolled_from,
        certainty=turn.certainty,
        evidence=own,
        need=need,
        have=have,
        reason=reason,
        revision=revision,
    )
