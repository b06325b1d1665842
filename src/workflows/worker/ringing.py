"""What an alarm says: the event it leaves in the history, the key it is recorded under, and the message to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen

from workflows.alarms.climb import Ring, worded
from workflows.alarms.climb import alarm_key as key_of_alarm
from workflows.cases.case import Case
from workflows.cases.events import ALARM, Actor, Event
from workflows.cases.listed import CaseRow
from workflows.flows.flow import Flow
from workflows.flows.parts import SYSTEM
from workflows.places.place import Place
from workflows.store.alarms import DueAlarm
from workflows.store.port import Effect

BY = Actor(SYSTEM)

ALARM_KIND = "alarm"
"""What a message about an alarm names itself, so that a channel can tell it from others."""


@frozen
class AlarmMessage:
    """What all alarms that are alike tell people, and by which channels."""

    channels: tuple[str, ...]
    payload: Mapping[str, str]


def alarm_key(due: DueAlarm, ring: Ring) -> str:
    """Give the key under which an alarm that is due can be recorded once."""
    return key_of_alarm(due.clock.clock, due.clock.key, due.clock.armed_by, ring.step.id)


def alarm_event(case_id: str, seq: int, row: CaseRow | Case, due: DueAlarm, ring: Ring, now: datetime) -> Event:
    """Give the event that an alarm leaves in the history; it changes nothing else of the case."""
    detail = [
        ("clock", due.clock.clock),
        ("key", due.clock.key),
        ("rung", ring.step.id),
        ("armed_by", str(due.clock.armed_by)),
        ("at", ring.step.at.isoformat()),
        ("late_seconds", str(_late_seconds(ring))),
    ]
    if ring.missed:
        detail.append(("missed", " ".join(ring.missed)))
    return Event(
        case_id=case_id,
        seq=seq,
        type=ALARM,
        on=now,
        recorded=now,
        by=BY,
        flow=row.flow,
        source=row.state,
        state=row.state,
        outcome=row.outcome,
        command="alarm",
        detail=tuple(detail),
    )


def _late_seconds(ring: Ring) -> int:
    return max(int(ring.late.total_seconds()), 0)


def alarm_effects(row: CaseRow, message: AlarmMessage, raised: str) -> list[Effect]:
    """Give one effect per channel; nothing in it tells who the applicant or a third party is."""
    case_id, seq = row.case_id, row.seq
    payload = {**message.payload, "case": case_id, "raised": raised}
    if row.assignee:
        payload["assignee"] = row.assignee
    return [Effect(f"{case_id}:{seq}:{channel}", case_id, seq, channel, payload) for channel in message.channels]


def alarm_message(
    flow: Flow, place: Place, channels: Collection[str] | None, due: DueAlarm, ring: Ring
) -> AlarmMessage:
    """Give what an alarm tells people, by those of the ladder's channels that there are; None for all."""
    rung, clock = worded(ring.step), flow.clocks_by_id[due.clock.clock]
    moment = due.clock.due
    payload = {
        "kind": ALARM_KIND,
        "flow": due.row.flow,
        "clock": clock.id,
        "clock_zh": place.label(clock.id, clock.zh),
        "clock_en": clock.en,
        "rung": ring.step.id,
        "colour": rung.colour,
        "zh": rung.zh,
        "en": rung.en,
        "due": "" if moment is None else moment.isoformat(),
        "at": ring.step.at.isoformat(),
        "late_seconds": str(_late_seconds(ring)),
        "missed": " ".join(ring.missed),
        "to": " ".join(rung.to),
    }
    reached = tuple(name for name in dict.fromkeys(rung.channels) if channels is None or name in channels)
    return AlarmMessage(reached, {name: value for name, value in payload.items() if value})
