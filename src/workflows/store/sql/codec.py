"""Between what the library says and what the tables hold. No value is ever an empty text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from deadlines.counting.timeline import Moment
from deadlines.errors import Reason
from workflows.cases.listed import CaseRow, ClockRow
from workflows.cases.text import compact, recorded_in
from workflows.errors import BrokenHistory
from workflows.store.alarms import Claimed, DueAlarm, UnreadableAlarm
from workflows.store.listing import NO_DUE, due_last
from workflows.store.port import CaseSummary, Effect, Personal
from workflows.store.sql.tables import cases, clocks
from workflows.values import day_from, day_number, due_from, instant_from, micros

Row = tuple[Any, ...]

CASE_COLUMNS = len(cases.c)

_RUNG = [column.name for column in clocks.c].index("rung") - 2

# very many cases have their instants in common
_instant = lru_cache(maxsize=4096)(instant_from)

_due = lru_cache(maxsize=4096)(due_from)


def case_moves(row: CaseRow, head: str) -> Row:
    """Give what every command changes of a case, in the order of ``statements.MOVES``."""
    return (
        row.flow,
        row.state,
        row.outcome or None,
        row.seq,
        head,
        1 if row.is_open else 0,
        row.standing,
        due_last(row),
        None if row.warn_at is None else micros(row.warn_at),
        row.waits_for or None,
    )


def case_notes(row: CaseRow) -> Row:
    """Give the notes of a case, in the order of ``statements.NOTES``."""
    return row.title or None, row.number or None, row.assignee or None, row.applicant or None


def case_values(row: CaseRow, head: str) -> Row:
    """Give a whole new row of a case, in the order of the table."""
    return (
        row.agency,
        row.case_id,
        row.flow,
        row.place,
        row.state,
        row.outcome or None,
        row.seq,
        head,
        day_number(row.opened),
        1 if row.is_open else 0,
        row.standing,
        due_last(row),
        None if row.warn_at is None else micros(row.warn_at),
        row.waits_for or None,
        *case_notes(row),
    )


def case_row_from(values: Sequence[Any]) -> CaseRow:
    """Read a row of the table of cases."""
    agency, case_id, flow, place, state, outcome, seq, _, opened, _, standing, due, warn, waits, *notes = values
    title, number, assignee, applicant = notes
    return CaseRow(
        agency,
        case_id,
        flow,
        place,
        state,
        outcome or "",
        seq,
        day_from(opened),
        standing,
        None if due == NO_DUE else _due(due),
        None if warn is None else _instant(warn),
        waits or "",
        title or "",
        number or "",
        assignee or "",
        applicant or "",
    )


def clock_values(row: ClockRow) -> Row:
    """Give a clock without its key, in the order of the table."""
    due_day, due_at = _moment(row.due)
    earliest_day, earliest_at = _moment(row.earliest)
    return (
        row.party,
        row.status,
        due_day,
        due_at,
        earliest_day,
        earliest_at,
        day_number(row.origin),
        row.armed_by,
        row.rule,
        row.calendar,
        row.certainty,
        row.counted,
        row.rung,
        None if row.next_at is None else micros(row.next_at),
    )


def clock_row_from(values: Sequence[Any]) -> ClockRow:
    """Read a row of the table of clocks, from ``clock`` on."""
    clock, key, party, status, due_day, due_at, early_day, early_at, origin, armed_by, *rest = values
    rule, calendar, certainty, counted, rung, next_at = rest
    return ClockRow(
        clock,
        key[1:],
        party,
        status,
        _moment_from(due_day, due_at),
        _moment_from(early_day, early_at),
        day_from(origin),
        armed_by,
        rule,
        calendar,
        certainty,
        counted,
        rung,
        None if next_at is None else _instant(next_at),
    )


def due_alarm_from(values: Sequence[Any]) -> Claimed:
    """Read a case and one of its clocks, both whole rows, with the digest of the last event of the case."""
    case_id, head, end = values[1], values[7], values[-1]
    clock = values[CASE_COLUMNS + 2 : -1]
    if head != end:
        return _unreadable(case_id, clock, _NO_END)
    try:
        return DueAlarm(case_id, clock_row_from(clock), case_row_from(values[:CASE_COLUMNS]), head)
    except (ArithmeticError, TypeError, ValueError) as error:
        why = f"{type(error).__name__} {error}"
        return _unreadable(
            case_id, clock, Reason("row.unreadable", f"索引读不出（{why}）", f"its row is unreadable: {why}")
        )


_NO_END = Reason(
    "row.no_end",
    "案件所在行与最后一条记录对不上（disclosure verify history 查明，disclosure db repair 重建）",
    "the row of the case does not fit its last event (see: disclosure verify history, disclosure db repair)",
)


def _unreadable(case_id: str, clock: Sequence[Any], why: Reason) -> UnreadableAlarm:
    name, key, rung = clock[0], clock[1], clock[_RUNG]
    return UnreadableAlarm(case_id, str(name), str(key)[1:], rung if isinstance(rung, int) else 0, why)


def summaries_from(rows: Iterable[Sequence[Any]]) -> dict[str, CaseSummary]:
    """Read cases, each with the text of its last event, once for each of its clocks.

    Raises:
        BrokenHistory: The last event of a case is gone.
    """
    found: dict[str, CaseSummary] = {}
    # very many clocks are alike
    alike: dict[Sequence[Any], tuple[ClockRow, ...]] = {}
    for values in rows:
        case_id, body, clock = values[1], values[CASE_COLUMNS], values[CASE_COLUMNS + 4 :]
        armings = (values[CASE_COLUMNS + 1] or "",) if clock[0] is not None else ()
        clocks = alike.get(clock)
        if clocks is None:
            clocks = alike[clock] = () if clock[0] is None else (clock_row_from(clock),)
        before = found.get(case_id)
        if before is not None:
            found[case_id] = CaseSummary(
                before.row, before.head, before.clocks + clocks, before.recorded, before.armings + armings
            )
            continue
        row = case_row_from(values[:CASE_COLUMNS])
        if body is None:
            why = Reason(
                "chain.row_further",
                "案件一行所记已在最后一条记录之后",
                "the case has moved further than its events",
            )
            raise BrokenHistory(case_id, row.seq, "truncation", why)
        found[case_id] = CaseSummary(row, values[7], clocks, recorded_in(body), armings)
    return found


def _moment(moment: Moment | None) -> tuple[int | None, int | None]:
    if moment is None:
        return None, None
    return (None, micros(moment)) if isinstance(moment, datetime) else (day_number(moment), None)


def _moment_from(day: int | None, at: int | None) -> Moment | None:
    if at is not None:
        return _instant(at)
    return None if day is None else day_from(day)


def effect_values(effect: Effect) -> Row:
    """Give an effect from its id to its payload."""
    return effect.id, effect.case_id, effect.seq, effect.name, compact(dict(effect.payload))


def effect_from(values: Sequence[Any]) -> Effect:
    """Read an effect from its id to its payload, and the number of attempts."""
    name, case_id, seq, what, payload, attempts = values
    return Effect(name, case_id, seq, what, json.loads(payload), attempts)


def person_values(kept: Personal) -> Row:
    """Give personal data from its reference on."""
    return kept.ref, kept.ciphertext, kept.cipher, _day(kept.erase_after)


def _day(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def person_from(values: Sequence[Any]) -> Personal:
    """Read personal data from its reference on."""
    ref, sealed, cipher, erase_after = values
    return Personal(ref, sealed, cipher, None if erase_after is None else day_from(erase_after))
