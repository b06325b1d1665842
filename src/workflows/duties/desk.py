"""The duties of a place at an office: what was recorded, how they stand, and what is recorded next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from attrs import evolve as changed
from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import Reason
from workflows.cases.case import replay
from workflows.cases.events import VOIDED, Actor, Event, Occasion
from workflows.cases.text import from_dict
from workflows.catalog import flow
from workflows.decisions.decide import decide, open_case
from workflows.decisions.wording import attempt, titles_of
from workflows.duties.asked_often import REGISTERED, AskedOften, asked_often
from workflows.duties.errors import DutyRefused, UnknownDuty
from workflows.duties.from_cases import event_types, shown_by_cases
from workflows.duties.moved import MovedTurn, moved_turns
from workflows.duties.occurrences import turns
from workflows.duties.periods import Period
from workflows.duties.records import TYPES, WHOLE_PLAN, Records, records_of, stream_id
from workflows.duties.standing import DutyItem, standing
from workflows.errors import NotPermitted, UnknownCase, VersionConflict
from workflows.flows.flow import Flow
from workflows.office.command_key import CommandKey
from workflows.office.desk import Done
from workflows.office.office import Office
from workflows.places.clause import DisclosurePlan, Duty
from workflows.places.place import Place
from workflows.values import Value

STREAM = "duty"
"""The stream in which what is recorded of a duty is kept."""


@frozen
class Given:
    """What shows that a duty was done: the day, the kind of evidence, and the evidence itself."""

    on: date
    kind: str
    ref: str
    sha256: str = ""
    count: int | None = None
    note: str = ""

    def facts(self) -> dict[str, Value]:
        """Give what is set, as the facts of a command."""
        facts: dict[str, Value] = {"done_on": self.on, "kind": self.kind, "ref": self.ref}
        if self.count is not None:
            facts["count"] = self.count
        return facts | {name: text for name, text in (("sha256", self.sha256), ("note", self.note)) if text}


@frozen
class DutyDesk:
    """One place's duties at an office: what was recorded is kept in streams of the office's own store."""

    office: Office
    place: Place

    @classmethod
    def at(cls, office: Office) -> DutyDesk:
        """Open the duties of the place of an office.

        Raises:
            DutyRefused: The place has no plan.
        """
        place = office.basis(office.place).place
        if place.plan is None:
            zh = "这个地方没有方案（plan.toml），没有职责可列；全部地方见：disclosure place list"
            raise DutyRefused(place.id, "", "", Reason("duty.no_plan", zh, "this place has no plan (plan.toml)"))
        return cls(office, place)

    @property
    def plan(self) -> DisclosurePlan:
        """The plan of the place."""
        if self.place.plan is None:
            raise ValueError("opened without a plan")
        return self.place.plan

    def duty(self, duty_id: str) -> Duty:
        """Find a duty by its id.

        Raises:
            UnknownDuty: The plan has none.
        """
        duty = self.plan.duty(duty_id)
        if duty is None:
            known = [each.id for each in self.plan.duties]
            raise UnknownDuty(self.place.id, duty_id, get_close_matches(duty_id, known))
        return duty

    def records(self, as_of: date) -> Records:
        """Give what was recorded through a day."""
        records = records_of(self._events(TYPES), self.place.id, as_of)
        types = event_types(self.plan.duties)
        if not types:
            return records
        shown = shown_by_cases(self._events({*types, VOIDED}), self.plan.duties, as_of)
        own = {name: changed(records.of(name), of_cases=found) for name, found in shown.items()}
        return changed(records, duties={**records.duties, **own})

    def _events(self, types: Collection[str]) -> Iterator[Event]:
        return (from_dict(data) for data in self.office.store.data_of(self.office.agency, types))

    def items(self, year: int, as_of: date) -> tuple[DutyItem, ...]:
        """Say how every turn of a year stands on a day; see ``standing``."""
        basis = self.office.basis(self.place.id)
        return standing(self.plan, year, basis, self.records(as_of), as_of)

    def moved(self, year: int, before: WorkCalendar) -> tuple[MovedTurn, ...]:
        """Say which turns of a year stand elsewhere than by an earlier calendar, and by which notices."""
        today = self.office.clock.now().date()
        calendar = self.office.basis(self.place.id).calendar
        return moved_turns(self.plan, year, before, calendar, self.records(today))

    def asked_often(self) -> tuple[AskedOften, ...]:
        """Give what several applicants asked for in the same words: it may be published of one's own accord."""
        return asked_often(self._events((REGISTERED, VOIDED)))

    def done(self, duty_id: str, period: str, evidence: Given, *, by: Actor, key: str = "") -> Done:
        """Record that a duty was done in a period, with what shows it.

        Raises:
            UnknownDuty: The plan has no such duty.
            DutyRefused: The duty has no such period, it was done before the period began or in the future, or this
                piece of evidence is on record.
            NotPermitted: The place does not let this role record it.
        """
        duty = self.duty(duty_id)
        today = self.office.clock.now().date()
        if duty.shape != "event" or not self._triggered(duty, period, today):
            window = self._window(duty, period, today)
            if evidence.on < window.first:
                zh = f"{period} 自 {window.first} 开始，不能在 {evidence.on} 已经完成；请核对周期和日期"
                en = f"{period} begins on {window.first}; it cannot have been done on {evidence.on}"
                raise DutyRefused(self.place.id, duty.id, duty.clause, Reason("duty.too_early", zh, en))
        for known in self.records(today).of(duty.id).by_period.get(period, ()):
            if (known.on, known.kind, known.ref) == (evidence.on, evidence.kind, evidence.ref):
                zh = f"{period} 已有同样的凭证（第 {known.seq} 条，{known.by}）；要更正，请先撤销该条"
                en = f"{period} has this evidence already (entry {known.seq}); void that entry to correct it"
                raise DutyRefused(self.place.id, duty.id, duty.clause, Reason("duty.twice", zh, en))
        return self._written(duty.id, "record", {"period": period, **evidence.facts()}, "record", by=by, key=key)

    def waive(self, duty_id: str, period: str, reason: str, *, by: Actor, key: str = "") -> Done:
        """Record that there is nothing to publish in a period, with the reason.

        Raises:
            UnknownDuty: The plan has no such duty.
            DutyRefused: The duty has no such period.
            NotPermitted: The place does not let this role waive it.
        """
        duty = self.duty(duty_id)
        self._window(duty, period, self.office.clock.now().date())
        return self._written(duty.id, "waive", {"period": period, "reason": reason}, "waive", by=by, key=key)

    def set_interval(self, duty_id: str, facts: Mapping[str, Value], *, by: Actor, key: str = "") -> Done:
        """Set how often, where the plan leaves it to the office, or how many are wanted.

        Raises:
            UnknownDuty: The plan has no such duty.
            DutyRefused: The plan sets the interval itself.
            NotPermitted: The place does not let this role set it.
        """
        duty = self.duty(duty_id)
        if not duty.interval_by_office and "need" not in facts:
            zh = "方案已写明周期，不由机关另定；只能确定应有数量（need）"
            en = "the plan sets the interval; only how many are wanted (need) can be set"
            raise DutyRefused(self.place.id, duty.id, duty.clause, Reason("duty.interval_in_plan", zh, en))
        return self._written(duty.id, "set_interval", facts, "set", by=by, key=key)

    def trigger(self, duty_id: str, period: str, on: date, *, by: Actor, key: str = "") -> Done:
        """Record the event after which a duty is due; ``period`` names it, such as a document's number.

        Raises:
            UnknownDuty: The plan has no such duty.
            DutyRefused: The duty does not wait for an event.
        """
        duty = self.duty(duty_id)
        if duty.shape != "event":
            zh = "这项职责按周期或者日期到期，不因某一事件"
            en = "this duty is due by period or day, not after an event"
            raise DutyRefused(self.place.id, duty.id, duty.clause, Reason("duty.no_event", zh, en))
        return self._written(duty.id, "trigger", {"period": period, "happened_on": on}, "record", by=by, key=key)

    def confirm(self, year: int, decision: str, *, by: Actor, note: str = "", key: str = "") -> Done:
        """Keep what the office decided for a year after that of the plan: ``continue``, ``replace`` or ``end``."""
        facts: dict[str, Value] = {"year": year, "decision": decision, **({"note": note} if note else {})}
        return self._written(WHOLE_PLAN, "confirm", facts, "confirm", by=by, key=key)

    def _triggered(self, duty: Duty, period: str, today: date) -> bool:
        return any(one.period == period for one in self.records(today).of(duty.id).triggers)

    def _window(self, duty: Duty, period: str, today: date) -> Period:
        """Find a period of a duty by its name, in the years about today and in the one that it names.

        Raises:
            DutyRefused: There is none.
        """
        named = int(period[:4]) if period[:4].isdigit() else today.year
        interval = self.records(today).of(duty.id).interval
        calendar = self.office.basis(self.place.id).calendar
        known: list[str] = []
        every = interval.every if interval is not None else duty.every
        for year in range(named, named + every):
            for turn in turns(duty, year, calendar, interval=interval, since=self.plan.year):
                if turn.period.name == period:
                    return turn.period
                known.append(turn.period.name)
        few = "、".join(known[:3]) + ("…" if len(known) > 3 else "")  # noqa: PLR2004
        if known:
            why = Reason("duty.no_period", f"没有周期“{period}”；如 {few}", f"no period {period!r}; such as {few}")
        elif duty.shape == "event":
            zh = f"“{period}”没有登记起因；请先登记：disclosure duties event {duty.id} --period {period} --on 日期"
            why = Reason("duty.no_trigger", zh, f"no event {period!r} was recorded; record it first: duties event")
        else:
            zh = f"尚未确定周期；请先确定：disclosure duties set {duty.id} --every month --day 10"
            why = Reason("duty.unset", zh, f"no interval is set yet: disclosure duties set {duty.id} --every month")
        raise DutyRefused(self.place.id, duty.id, duty.clause, why)

    def _written(
        self, duty_id: str, command: str, facts: Mapping[str, Value], right: str, *, by: Actor, key: str
    ) -> Done:
        """Append to the stream of a duty; the first entry opens it in the same transaction."""
        office, stream = self.office, flow(STREAM)
        case_id = stream_id(self.place.id, duty_id)
        self._permit(stream, case_id, command, right, by)
        try:
            return office.do(case_id, command, by=by, payload=facts, key=key)
        except UnknownCase:
            return self._opened(stream, case_id, command, facts, by, key)

    def _opened(
        self, stream: Flow, case_id: str, command: str, facts: Mapping[str, Value], by: Actor, key: str
    ) -> Done:
        office = self.office
        now, basis = office.clock.now(), office.basis(self.place.id)
        occasion = Occasion(now, by, now)
        opening = open_case(stream, case_id, occasion, agency=office.agency, place=self.place)
        first = decide(stream, replay(opening), command, occasion, basis=basis, payload=facts)
        asked = CommandKey(key, command, {"role": by.role, **{f".{name}": value for name, value in facts.items()}})
        try:
            return office.desk.written(stream, None, (*opening, *first), asked, basis=basis)
        except VersionConflict:
            return office.do(case_id, command, by=by, payload=facts, key=key)

    def _permit(self, stream: Flow, case_id: str, command: str, right: str, by: Actor) -> None:
        roles = self.place.duty_roles.get(right, ())
        if by.role in roles:
            return
        tried = attempt(stream, case_id, command, "kept")
        titles = titles_of(stream, (by.role, *roles))
        raise NotPermitted(tried, role=by.role, roles=roles, titles=titles, article=self.plan.title)
