"""What a store lists is derived from the histories: here it is derived again and compared, and written anew if need be.

Lists, clocks and alarms are only as good as their rows. A row that somebody changed by hand, or a program that died in
a way nobody foresaw, would give wrong lists and lost alarms for ever; the chain of digests does not cover them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import evolve, fields, frozen

from workflows.alarms.climb import Arming, alarm_key, arm
from workflows.cases.case import Case, replay
from workflows.cases.chain import check_chain
from workflows.cases.events import ALARM
from workflows.cases.listed import CaseRow, ClockRow
from workflows.cases.text import history_from
from workflows.decisions.rows import rebuilt, row_of
from workflows.errors import BrokenHistory, UnknownCase
from workflows.flows.flow import Flow
from workflows.office.asides import why_aside
from workflows.office.desk import Desk
from workflows.office.personal import is_reference, ref_of
from workflows.places.place import Basis
from workflows.store.errors import StoreFault
from workflows.store.listing import grams

PUT_OFF = timedelta(hours=1)
"""A clock that could not be handled is looked at again within this time."""


@frozen
class DerivedDifference:
    """Where a store and a history differ: ``what`` is a field of the row, a clock and its field, or a reference."""

    case_id: str
    what: str
    found: str
    due: str


def row_report(desk: Desk) -> Iterator[DerivedDifference]:
    """Go through the differences of all cases, by case; those whose history is broken are left to the chain."""
    ids = [case_id for case_id, _, _ in desk.store.heads(desk.agency)]
    for case_id in ids:
        yield from differences(desk, case_id)
    for case_id in desk.store.orphans(desk.agency):
        yield DerivedDifference(case_id, "row", "", "a row for its history")


def differences(desk: Desk, case_id: str) -> tuple[DerivedDifference, ...]:
    """Compare what is listed of a case with what its history gives."""
    try:
        row = desk.store.row(desk.agency, case_id)
        clocks = desk.store.clocks(desk.agency, case_id)
        case = replay(desk.store.load(desk.agency, case_id).events)
        flow, basis = desk.flow(case.flow), desk.basis(case.place)
        wanted, alarms = row_of(flow, case), _armed(desk, flow, case, basis)
    except StoreFault:
        raise
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others are compared
        why = why_aside(error)
        return (DerivedDifference(case_id, "history", why.en, "readable"),)
    differences = [*_of_row(row, wanted), *_of_clocks(desk, case_id, clocks, alarms, basis), *_of_personal(desk, case)]
    differences += [*_of_index(desk, case, wanted.title), *_of_alarms(desk, case), *_of_effects(desk, case)]
    return tuple(differences)


def repair(desk: Desk, case_id: str) -> bool:
    """Write row, clocks and alarms of a case anew from its history; tell whether that could be done.

    A history whose chain is broken is left as it is: restore it first.
    """
    try:
        sealed = desk.store.sealed(desk.agency, case_id)
        check_chain(desk.agency, case_id, sealed)
        case = replay(history_from(case_id, [link.body for link in sealed]))
        flow, basis = desk.flow(case.flow), desk.basis(case.place)
        row, clocks = row_of(flow, case), _armed(desk, flow, case, basis)
    except (BrokenHistory, UnknownCase):
        return False
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others are repaired
        why_aside(error)
        return False
    keys = {key: seq for key, seq, _ in _lost_alarm_keys(desk, case)}
    with desk.store.begin() as work:
        work.restate(desk.agency, row, sealed[-1].digest, clocks, keys)
    desk.cache.forget(case_id)
    return True


def _armed(desk: Desk, flow: Flow, case: Case, basis: Basis) -> tuple[ClockRow, ...]:
    """Give the clocks of a case with the alarm that each has not raised yet."""
    differences = []
    for row in rebuilt(flow, case, basis):
        state = case.clock(row.clock, row.key)
        if isinstance(desk.ladder, Arming) and state is not None:
            to = arm(desk.ladder.book, flow, case, state, desk.clock.now(), basis.calendar)
            differences.append(evolve(row, rung=to.rung, next_at=to.next_at))
        else:
            differences.append(desk.ladder(flow, case, row, basis))
    return tuple(differences)


def _of_row(row: CaseRow, wanted: CaseRow) -> Iterator[DerivedDifference]:
    for part in fields(CaseRow):
        stored, due = getattr(row, part.name), getattr(wanted, part.name)
        if stored != due:
            yield DerivedDifference(row.case_id, part.name, str(stored), str(due))


def _of_clocks(
    desk: Desk, case_id: str, clocks: tuple[ClockRow, ...], wanted: tuple[ClockRow, ...], basis: Basis
) -> Iterator[DerivedDifference]:
    had = {(row.clock, row.key): row for row in clocks}
    for row in wanted:
        stored = had.pop((row.clock, row.key), None)
        if stored is None:
            yield DerivedDifference(case_id, row.clock, "", "a running clock")
            continue
        is_now = stored.calendar == basis.calendar.version
        for part in fields(ClockRow):
            name = part.name
            if name in {"rung", "next_at"} or (name == "counted" and not is_now):
                continue
            if getattr(stored, name) != getattr(row, name):
                values = str(getattr(stored, name)), str(getattr(row, name))
                yield DerivedDifference(case_id, f"{row.clock}.{name}", *values)
        if is_now and not _rings(stored.next_at, row.next_at, desk.clock.now()):
            yield DerivedDifference(case_id, f"{row.clock}.next_at", str(stored.next_at), str(row.next_at))
    for clock, _ in had:
        yield DerivedDifference(case_id, clock, "a clock", "")


def _rings(stored: datetime | None, due: datetime | None, now: datetime) -> bool:
    """Tell whether an alarm will be raised when it should: then, or within the hour if it was put off."""
    return stored == due or (due is not None and stored is not None and due <= now and stored <= now + PUT_OFF)


def _of_index(desk: Desk, case: Case, title: str) -> Iterator[DerivedDifference]:
    """Compare how a title is found, and what the keys of commands led to, with the history."""
    pairs, seen = desk.store.indexed(desk.agency, case.id)
    due = frozenset(grams(title) if title else ())
    if pairs != due:
        yield DerivedDifference(case.id, "index of the title", " ".join(sorted(pairs)), " ".join(sorted(due)))
    names = {event.seq: event.command for event in case.events}
    for key, one in sorted(seen.items()):
        is_known = 1 <= one.first <= one.last <= case.seq
        if not is_known or (one.command and names[one.first] not in {"", one.command}):
            told = f"{one.first}-{one.last} {one.command}".strip()
            yield DerivedDifference(case.id, f"key {key}", told, names.get(one.first, "") or "no such event")


def _lost_alarm_keys(desk: Desk, case: Case) -> Iterator[tuple[str, int, str]]:
    """Give keys that alarms were recorded under and that are not there, or lead elsewhere, with their events.

    A case that was imported brings its alarms without keys: an alarm counts as raised here if one before it has a key,
    or if it has left an effect.
    """
    _, seen = desk.store.indexed(desk.agency, case.id)
    told = {effect.seq for effect in desk.store.effects_of(desk.agency, case.id)}
    is_here = False
    for event in case.events:
        if event.type != ALARM:
            continue
        key = alarm_key(event.get("clock"), event.get("key"), event.get("armed_by"), event.get("rung"))
        found = seen.get(key)
        is_here = is_here or found is not None or event.seq in told
        if is_here and (found is None or found.first != event.seq):
            yield key, event.seq, "" if found is None else f"{found.first}-{found.last}"


def _of_alarms(desk: Desk, case: Case) -> Iterator[DerivedDifference]:
    for key, seq, found in _lost_alarm_keys(desk, case):
        yield DerivedDifference(case.id, f"key {key}", found, f"event {seq}")


def _of_effects(desk: Desk, case: Case) -> Iterator[DerivedDifference]:
    """Compare the outbox with the events that its effects come from; what was once sent cannot be made anew."""
    events = {event.seq: event for event in case.events}
    for effect in desk.store.effects_of(desk.agency, case.id):
        event = events.get(effect.seq)
        if event is None:
            yield DerivedDifference(case.id, f"effect {effect.id}", f"event {effect.seq}", "no such event")
        elif effect.payload.get("rung") is not None:
            told = {
                "id": effect.id,
                "case_id": effect.case_id,
                **{name: effect.payload.get(name, "") for name in _TOLD},
            }
            due = {
                "id": f"{case.id}:{event.seq}:{effect.name}",
                "case_id": case.id,
                "case": case.id,
                "flow": event.flow,
            }
            due |= {name: event.get(name) for name in _TOLD if name not in due}
            for name in due:
                if told[name] != due[name]:
                    yield DerivedDifference(case.id, f"effect {effect.id}.{name}", told[name], due[name])


_TOLD = ("case", "flow", "clock", "rung", "at", "late_seconds", "missed")
"""What the message of an alarm says that stands in its event too."""


def _of_personal(desk: Desk, case: Case) -> Iterator[DerivedDifference]:
    """Compare the references of a history with what is kept apart."""
    kept = {person.ref for person in desk.store.personal(desk.agency, case.id)}
    named = {
        ref_of(value) for event in case.events for name, value in event.facts if is_reference(value, event.seq, name)
    }
    named |= {event.get("applicant") for event in case.events if event.get("applicant")}
    for ref in sorted(named - kept):
        yield DerivedDifference(case.id, f"personal {ref}", "", "personal data, or that they were erased")
    for ref in sorted(kept - named):
        yield DerivedDifference(case.id, f"personal {ref}", "personal data", "")
