"""The term of a request counted day by day with a loop, on the working days of another package.

It shares no line with the library: a day is worked or not, a clock runs or stands still, and what happens on a day
happens after the day has been counted. 2019年条例第三十至三十四条: twenty working days, at most twenty more.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from datetime import date, timedelta

from chinese_calendar import is_workday

TERM = LONGEST_EXTENSION = 20
ONE_DAY = timedelta(days=1)
LAST_KNOWN = date(2026, 12, 31)


@dataclass
class Row:
    """What a register says of one request."""

    received: date
    replied: date | None = None
    posted: date | None = None
    withdrawn: date | None = None
    told: date | None = None
    corrected: date | None = None
    asked: date | None = None
    answered: date | None = None
    other_asked: date | None = None
    other_answered: date | None = None
    fee_told: date | None = None
    fee_paid: date | None = None
    extended: date | None = None
    extension_days: int | None = None


HEADERS = {
    "received": "收到日期",
    "replied": "答复日期",
    "posted": "寄出日期",
    "withdrawn": "撤回日期",
    "told": "补正通知日期",
    "corrected": "补正日期",
    "asked": "征求第三方意见发出日期",
    "answered": "第三方意见收到日期",
    "other_asked": "征求其他机关意见发出日期",
    "other_answered": "其他机关意见收到日期",
    "fee_told": "收费通知日期",
    "fee_paid": "缴费日期",
    "extended": "延期告知日期",
    "extension_days": "延期工作日数",
}
PAIRS = (
    ("told", "corrected"),
    ("asked", "answered"),
    ("other_asked", "other_answered"),
    ("fee_told", "fee_paid"),
)


def drawn(rng: random.Random) -> Row:  # noqa: C901  a step for each column
    """Draw a request with some of everything, in order or not, around the days that decide."""
    received = date(2019, 5, 15) + timedelta(days=rng.randrange(2500))

    def later(low: int, high: int) -> date:
        return received + timedelta(days=rng.randint(low, high))

    row = Row(received)
    if rng.random() < 0.85:
        row.replied = later(1, 120)
    if rng.random() < 0.2:
        row.posted = later(1, 120)
    if rng.random() < 0.05:
        row.withdrawn = later(1, 60)
    for (first, then), share in zip(PAIRS, (0.4, 0.35, 0.15, 0.2), strict=True):
        if rng.random() < share:
            begun = later(-1 if rng.random() < 0.01 else 0, 50)
            setattr(row, first, begun)
            if rng.random() < 0.85:
                setattr(row, then, begun + timedelta(days=rng.randint(-1 if rng.random() < 0.01 else 0, 30)))
            if rng.random() < 0.05:
                setattr(row, first, None)
    if rng.random() < 0.35:
        row.extended = later(5, 60)
        if rng.random() < 0.4:
            row.extension_days = rng.randint(1, 25)
    return row


def line(row: Row, number: int) -> str:
    """Write a request as a line of a register."""
    return f"{number}," + ",".join("" if (cell := getattr(row, name)) is None else str(cell) for name in HEADERS)


def text(rows: list[Row]) -> str:
    """Write a register."""
    lines = [line(row, number) for number, row in enumerate(rows)]
    return "\n".join(["编号," + ",".join(HEADERS.values()), *lines, ""])


def judged(row: Row, on: date) -> tuple[str, date | None, int | None] | None:
    """Give verdict, last day and working days late of a request; None where the days needed are not yet known."""
    if _impossible(row, on):
        return "bad", None, None
    sent = row.posted or row.replied
    end = sent or row.withdrawn
    outcome = _last_day(_until(row, end))
    if outcome is None:
        return None
    waits, last = outcome
    if end is not None and sent is None:
        return "closed", last, None
    if last is None:
        return ("waiting" if waits else "suspended"), None, None
    looked = sent or on
    if looked <= last:
        return ("in_time" if sent else "open"), last, None
    return ("late" if sent else "overdue"), last, _worked_between(last, looked)


def _impossible(row: Row, on: date) -> bool:
    steps = {field.name: getattr(row, field.name) for field in fields(row)}
    steps = {name: day for name, day in steps.items() if isinstance(day, date) and name != "received"}
    end = row.posted or row.replied or row.withdrawn
    return (
        any(day < row.received for day in steps.values())
        or any(first in steps and then in steps and steps[then] < steps[first] for first, then in PAIRS)
        or (end is not None and end > on)
        or row.received > on
    )


def _until(row: Row, end: date | None) -> Row:
    """Leave out what came after the end, and what then was never answered."""
    known = Row(**{field.name: getattr(row, field.name) for field in fields(row)})
    if end is None:
        return known
    for name in ("extended", *(name for pair in PAIRS for name in pair)):
        day = getattr(known, name)
        if day is not None and day > end:
            setattr(known, name, None)
    for first, then in PAIRS:
        if getattr(known, then) is None:
            setattr(known, first, None)
    return known


def _last_day(row: Row) -> tuple[bool, date | None] | None:  # noqa: C901  what happens on a day, in its order
    """Count from the day after receipt; say whether the applicant is waited for, and the last day if there is one.

    None where the days needed are not yet known.
    """
    day, used, term = row.received, 0, TERM
    last: date | None = None
    waiting: set[str] = set()
    pauses: list[tuple[date, date | None]] = []
    while day <= LAST_KNOWN:
        if last is not None and day > last:
            return False, last
        paused = any(after < day and (through is None or day <= through) for after, through in pauses)
        if day > row.received and not waiting and not paused and last is None and is_workday(day):
            used += 1
            last = day if used == term else None
        for told, came in (("told", "corrected"), ("fee_told", "fee_paid")):
            if day in {getattr(row, told), getattr(row, came)} and (getattr(row, told) or day) == day:
                waiting.add(came)
                last = None
        for asked, answered in (("asked", "answered"), ("other_asked", "other_answered")):
            if getattr(row, asked) == day and last is None:
                pauses.append((day, getattr(row, answered)))
        for came in ("corrected", "fee_paid"):
            if getattr(row, came) == day and came in waiting:
                waiting.remove(came)
                used, term, last = 0, TERM, None
        if row.extended == day:
            term += min(row.extension_days or LONGEST_EXTENSION, LONGEST_EXTENSION)
            last = None
        day += ONE_DAY
    if waiting or any(through is None for _, through in pauses):
        return bool(waiting), None
    return None


def _worked_between(after: date, through: date) -> int:
    return sum(is_workday(after + timedelta(days=at)) for at in range(1, (through - after).days + 1))
