"""Why a due date moved: a notice, a fact, a rule or a reading, in one sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import fields, frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.calendars.day import CalendarDay
from deadlines.counting.due import Deadline
from deadlines.counting.timeline import Extended, Fact, Restarted, Resumed, Suspended, plain_day
from deadlines.errors import FACTS
from deadlines.law.disputes import reading_point
from deadlines.law.wording import Lang, cause

NOTICE = "notice"

FACT = "fact"

RULE = "rule"

READING = "reading"


@frozen(slots=True)
class Cause:
    """One thing that differs between two deadlines and can move the date."""

    kind: str
    zh: str
    en: str


@frozen(slots=True)
class Difference:
    """The move of a due date and what caused it; ``causes`` is empty if nothing that counts differs."""

    before: date | None
    after: date | None
    causes: tuple[Cause, ...]

    @property
    def moved(self) -> bool:
        """Whether the due date changed."""
        return self.before != self.after

    def text(self, lang: Lang = "zh") -> str:
        """Say in one sentence what moved the date."""
        why = (
            "；".join(moved_by.zh for moved_by in self.causes)
            if lang == "zh"
            else "; ".join(moved_by.en for moved_by in self.causes)
        )
        if lang == "zh":
            if not self.moved:
                return f"届满日不变，仍为{_named(self.before, lang)}" + (f"：{why}，但不影响结果" if why else "")
            return f"届满日由{_named(self.before, lang)}改为{_named(self.after, lang)}：{why}"
        if not self.moved:
            return f"the due date stays {_named(self.before, lang)}" + (f", although {why}" if why else "")
        return f"the due date moves from {_named(self.before, lang)} to {_named(self.after, lang)}: {why}"


def difference(before: Deadline, after: Deadline) -> Difference:
    """Find what moved a due date from one computation to another."""
    causes = [*_rule(before, after), *_facts(before, after), *_readings(before, after), *_notices(before, after)]
    return Difference(before.due, after.due, tuple(causes))


def _named(day: date | None, lang: Lang) -> str:
    if day is None:
        return "中止中" if lang == "zh" else "suspended"
    return day.isoformat()


def _rule(before: Deadline, after: Deadline) -> list[Cause]:
    old, new = before.rule, after.rule
    if old == new:
        return []
    return [
        Cause(
            RULE,
            f"适用的规定由{old.citation}改为{new.citation}",
            f"the rule is {new.version} instead of {old.version}",
        )
    ]


def _facts(before: Deadline, after: Deadline) -> list[Cause]:
    old, new = before.timeline.facts, after.timeline.facts
    causes = []
    for zh, en, facts in (
        ("新增", "was added", [fact for fact in new if fact not in old]),
        ("撤去", "was removed", [fact for fact in old if fact not in new]),
    ):
        for fact in facts:
            label = _fact(fact)
            causes.append(Cause(FACT, f"{zh}事实“{label[0]}”", f"the fact {label[1]!r} {en}"))
    return causes


def _fact(fact: Fact) -> tuple[str, str]:
    on = fact.on.isoformat(timespec="minutes") if isinstance(fact.on, datetime) else fact.on.isoformat()
    zh, en = FACTS[type(fact).__name__]
    why = ("", "")
    if isinstance(fact, (Suspended, Resumed, Restarted)):
        why = (f"（{cause(fact.cause, 'zh')}）", f" ({cause(fact.cause, 'en')})")
    elif isinstance(fact, Extended) and fact.approved_by:
        why = (f"（{fact.approved_by}批准）", f" (approved by {fact.approved_by})")
    return f"{on}{zh}{why[0]}", f"{en} on {on}{why[1]}"


def _readings(before: Deadline, after: Deadline) -> list[Cause]:
    """Name the disputed points that were read in another way, by their questions and answers."""
    causes = []
    for item in fields(type(before.choices)):
        old, new = getattr(before.choices, item.name), getattr(after.choices, item.name)
        if old == new:
            continue
        point = reading_point(item.name)
        was, now = point.choice(old), point.choice(new)
        causes.append(
            Cause(
                READING,
                f"争议点“{point.question}”（{point.id}）由“{was.zh}”改采“{now.zh}”",
                f"the disputed point {point.question_en!r} ({point.id}) is read as {now.en!r} instead of {was.en!r}",
            )
        )
    return causes


def _notices(before: Deadline, after: Deadline) -> list[Cause]:
    """Name the notices that changed days between the origin and the later due date."""
    old, new = before.counted_on, after.counted_on
    if old == new:
        return []
    by_notice: dict[str, list[CalendarDay]] = {}
    for entry in _changed(old, new, before, after):
        by_notice.setdefault(entry.notice or new.region, []).append(entry)
    causes = []
    for notice, entries in by_notice.items():
        off = "、".join(entry.day.isoformat() for entry in entries if not entry.working)
        worked = "、".join(entry.day.isoformat() for entry in entries if entry.working)
        zh = "，".join(part for part in (f"{off}放假" if off else "", f"{worked}上班" if worked else "") if part)
        en = ", ".join(part for part in (f"{off} off" if off else "", f"{worked} worked" if worked else "") if part)
        causes.append(Cause(NOTICE, f"{notice}规定{zh}", f"{notice} makes {en}".replace("、", ", ")))
    return causes


def _changed(old: WorkCalendar, new: WorkCalendar, before: Deadline, after: Deadline) -> list[CalendarDay]:
    ends = [day for day in (before.due, after.due, before.latest, after.latest) if day is not None]
    start = plain_day(before.origin)
    if not ends:
        return []
    day, last, changed = min(start, *ends), max(start, *ends), []
    while day <= last:
        if old.covers(day) and new.covers(day) and old.is_workday(day) != new.is_workday(day):
            changed.append(new.day(day))
        day += timedelta(days=1)
    return changed
