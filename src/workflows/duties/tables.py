"""The duties of a year as an office reads them: the year table, the month, the quotas, the task table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from workflows.duties.standing import DONE, LATE, MISSED, PENDING, UNCERTAIN, UNSET, WAIVED, DutyItem
from workflows.places.clause import DisclosurePlan, Duty

WORDS: Mapping[str, tuple[str, str, str]] = {
    DONE: ("√", "已办", "done"),
    LATE: ("迟", "逾期已办", "done late"),
    PENDING: ("·", "待办", "pending"),
    MISSED: ("×", "逾期未办", "missed"),
    WAIVED: ("—", "本期无信息", "nothing to publish"),
    UNCERTAIN: ("？", "效力待确认", "uncertain"),
    UNSET: ("○", "未定周期", "no interval set"),
}
"""For each status a sign, which is never told by colour alone, and its words in Chinese and English."""

_WORST = (MISSED, UNSET, UNCERTAIN, PENDING, LATE, WAIVED, DONE)


@frozen
class YearRow:
    """One duty in a year: for each month the worst status of what falls due in it, None where nothing does.

    ``due`` counts what fell due or will, ``done`` what was done in time or waived, ``late`` what was done late.
    """

    duty: Duty
    months: tuple[str | None, ...]
    due: int
    done: int
    late: int
    missed: int


def year_table(items: Iterable[DutyItem], year: int) -> tuple[YearRow, ...]:
    """Lay the items of a year out by duty and month, in the order of the plan."""
    rows = []
    for own in _turns_of(items).values():
        months: list[list[str]] = [[] for _ in range(12)]
        for item in own:
            if item.due is not None:
                months[_month_in(item.due, year) - 1].append(item.status)
        statuses = [item.status for item in own]
        rows.append(
            YearRow(
                duty=own[0].duty,
                months=tuple(worst(found) if found else None for found in months),
                due=sum(item.due is not None for item in own),
                done=statuses.count(DONE) + statuses.count(WAIVED),
                late=statuses.count(LATE),
                missed=statuses.count(MISSED),
            )
        )
    return tuple(rows)


def _month_in(due: date, year: int) -> int:
    """Give the month in which a day is shown in the table of a year: what is due outside stands at its edge."""
    if due.year == year:
        return due.month
    return 1 if due.year < year else 12


def _turns_of(items: Iterable[DutyItem]) -> dict[str, list[DutyItem]]:
    """Give the items by the id of their duty, in the order of the plan."""
    found: dict[str, list[DutyItem]] = {}
    for item in items:
        found.setdefault(item.duty.id, []).append(item)
    return found


def worst(statuses: Sequence[str]) -> str:
    """Give the status that most wants to be looked at."""
    return min(statuses, key=_WORST.index)


def of_month(items: Iterable[DutyItem], year: int, month: int) -> dict[date, list[DutyItem]]:
    """Give what falls due on each day of a month."""
    found: dict[date, list[DutyItem]] = {}
    for item in items:
        if item.due is not None and (item.due.year, item.due.month) == (year, month):
            found.setdefault(item.due, []).append(item)
    return dict(sorted(found.items()))


def quotas(items: Iterable[DutyItem], as_of: date) -> tuple[DutyItem, ...]:
    """Give where a number is wanted, for the period that holds a day."""
    return tuple(
        item
        for item in items
        if item.need is not None and item.window is not None and item.window[0] <= as_of <= item.window[1]
    )


@frozen
class TaskRow:
    """One line of the task table (任务分解表): what, how, who leads, who helps, by when, how far, and what shows it."""

    number: int
    task: str
    demand: str
    lead: str
    partners: str
    time: str
    progress: str
    evidence: str

    def to_dict(self) -> dict[str, object]:
        """Give the line as plain values."""
        return {
            "number": self.number,
            "task": self.task,
            "demand": self.demand,
            "lead": self.lead,
            "with": self.partners,
            "time": self.time,
            "progress": self.progress,
            "evidence": self.evidence,
        }


def task_table(plan: DisclosurePlan, items: Iterable[DutyItem]) -> tuple[TaskRow, ...]:
    """Break the plan of a year down into tasks, a line for each duty, in the order of the plan."""
    rows = []
    found = _turns_of(items)
    for number, duty in enumerate(plan.duties, start=1):
        own = found.get(duty.id, [])
        shown = [one for item in own for one in item.evidence]
        rows.append(
            TaskRow(
                number=number,
                task=duty.zh,
                demand=f"{duty.clause}：{duty.quote}",
                lead=duty.lead,
                partners="、".join(duty.partners),
                time=time_of(duty),
                progress=_progress(own),
                evidence="；".join(f"{one.on} {one.ref}" for one in shown),
            )
        )
    return tuple(rows)


_PERIODS_ZH = {
    "real_time": "实时",
    "hourly": "每小时",
    "daily": "每日",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "half_yearly": "每半年",
    "yearly": "每年",
    "irregular": "定期（周期由本机关确定）",
    "permanent": "持续推进",
}


def time_of(duty: Duty) -> str:
    """Say in Chinese when a duty is due.

    >>> time_of(Duty("a", "a", "a", "1", "q", "report", period="monthly", due=None))
    '每月'
    """
    if duty.due is not None:
        parts = [int(part) for part in duty.due.split("-")]
        year = f"{parts[0]}年" if len(parts) > 2 else ""  # noqa: PLR2004  # a year before month and day
        return f"{year}{parts[-2]}月{parts[-1]}日前"
    if duty.window is not None:
        (m1, d1), (m2, d2) = ((int(part) for part in text.split("-")) for text in duty.window)
        return f"{m1}月{d1}日至{m2}月{d2}日"
    if duty.period == "n_yearly":
        return f"{duty.every}年内"
    often = _PERIODS_ZH.get(duty.period or "", "")
    if duty.anchor is not None and duty.anchor.day is not None:
        return f"{often}{duty.anchor.day}日前"
    if duty.shape == "event":
        return "发生后及时" if duty.term is None else f"发生后{duty.term.n}{_UNITS_ZH[type(duty.term).__name__]}内"
    return often or "持续推进"


_UNITS_ZH = {"WorkingDays": "个工作日", "CalendarDays": "日", "Months": "个月", "Hours": "小时"}


def _progress(own: Sequence[DutyItem]) -> str:
    """Say how far a duty is in a year: so many of each status."""
    counts = [(status, sum(item.status == status for item in own)) for status in WORDS]
    return "，".join(f"{WORDS[status][1]}{count}" for status, count in counts if count) or "尚无起因"
