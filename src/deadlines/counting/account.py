"""The account of a due date: its lines, its steps, and how they are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from dateutil.relativedelta import relativedelta

from deadlines.counting.due import Deadline
from deadlines.counting.plan import Span
from deadlines.counting.timeline import plain_day
from deadlines.errors import plain
from deadlines.law.terms import FixedDate, Hours, Months
from deadlines.law.wording import CERTAINTY, VERIFICATION, Lang, say, weekday

START = "start"

COUNTED = "counted"

SUSPENDED = "suspended"

REST = "rest"

ROLLED = "rolled"

FIXED = "fixed"


@frozen(slots=True)
class AccountLine:
    """One day of an account; ``n`` is its number in the count, None where it does not count.

    ``hours`` holds the hours of the day that count, for terms in hours.
    """

    day: date
    what: str
    n: int | None
    zh: str
    en: str
    notice: str = ""
    article: str = ""
    hours: float | None = None

    def text(self, lang: Lang) -> str:
        """Say why the day counts or does not."""
        return self.zh if lang == "zh" else self.en


@frozen(slots=True)
class AccountStep:
    """One thing the result rests on, with its article and how far that text was verified."""

    zh: str
    en: str
    article: str
    verification: str

    def text(self, lang: Lang) -> str:
        """Say the step in one language."""
        return self.zh if lang == "zh" else self.en


@frozen(slots=True)
class Account:
    """A deadline told day by day."""

    deadline: Deadline
    steps: tuple[AccountStep, ...]
    lines: tuple[AccountLine, ...]

    def total(self) -> int:
        """Give the units that the term and its extension ask for under the readings chosen."""
        return total_of(self.deadline)

    def recount(self) -> int:
        """Count the lines again; equal to :meth:`total`, or the account is wrong."""
        plan = self.deadline.plan
        if isinstance(plan.term, Hours):
            return round(sum(line.hours or 0.0 for line in self.lines))
        if isinstance(plan.term, Months):
            return self._months_again()
        return sum(line.what == COUNTED for line in self.lines)

    def _months_again(self) -> int:
        begin = begin_of(self.deadline)
        counted = [line.day for line in self.lines if line.what == COUNTED]
        left_out = sum(line.what == SUSPENDED for line in self.lines if line.day > begin)
        step = -1 if counted[-1] < begin else 1
        away = relativedelta(counted[-1] + timedelta(days=step * ((begin in counted) - left_out)), begin)
        return abs(away.years * 12 + away.months)

    def text(self, lang: Lang = "zh") -> str:
        """Write the account for people to read."""
        return "\n".join(_write(self, lang))

    def data(self) -> dict[str, Any]:
        """Give the account as plain data, ready for JSON."""
        return _data(self)


def total_of(deadline: Deadline) -> int:
    """Give the units that the term and its extension ask for under the readings chosen; 0 for a fixed date."""
    plan = deadline.plan
    if isinstance(plan.term, FixedDate):
        return 0
    added = plan.extension.n if plan.extension else 0
    if added and deadline.choices.extension_from == "notice_day":
        return added
    return plan.term.n + added


def begin_of(deadline: Deadline) -> date:
    """Give the day after which counting begins under the readings chosen; usually that of the event."""
    origin, notified = plain_day(deadline.plan.origin), deadline.plan.extended_on
    if deadline.choices.extension_from == "notice_day" and notified is not None:
        return plain_day(notified)
    if deadline.choices.receipt_on_non_working_day == "next_working_day":
        return deadline.counted_on.next_or_same(origin)
    return origin


def span_of(deadline: Deadline, day: date) -> Span | None:
    """Give the span that leaves a day out, None if it counts."""
    for span in deadline.plan.spans:
        if span.after < day and (span.through is None or day <= span.through):
            return span
    return None


def hours_text(hours: float, lang: Lang) -> str:
    """Give a number of hours in words, minutes beside whole hours where there are any."""
    whole, minutes = divmod(round(hours * 60), 60)
    zh = f"{whole}小时" + f"{minutes}分" * bool(minutes)
    return zh if lang == "zh" else f"{whole} h" + f" {minutes} min" * bool(minutes)


def _write(account: Account, lang: Lang) -> Iterator[str]:
    deadline = account.deadline
    rule = deadline.rule
    zh = lang == "zh"
    yield (rule.title if zh else rule.title_en) + f"　{rule.citation}" * zh + f"  {rule.version}" * (not zh)
    for step in account.steps:
        mark = say(VERIFICATION[step.verification], lang)
        yield (
            f"· {step.text(lang)}〔{step.article}；{mark}〕" if zh else f"- {step.text(lang)} [{step.article}; {mark}]"
        )
    yield ""
    for line in account.lines:
        number = f"{line.n:>4}" if line.n is not None else "   —"
        name = f"周{weekday(line.day, lang)}" if zh else weekday(line.day, lang)
        notice = f"〔{line.notice}〕" if line.notice else ""
        basis = f"〔{line.article}〕" if line.article else ""
        yield f"{line.day.isoformat()}  {name}  {number}  {line.text(lang)}{notice}{basis}".rstrip()
    yield ""
    yield from _conclusion(deadline, lang)


def _conclusion(deadline: Deadline, lang: Lang) -> Iterator[str]:
    zh = lang == "zh"
    end = f"{deadline.at:%Y-%m-%d %H:%M %Z}" if deadline.at else f"{deadline.due}"
    certainty = say(CERTAINTY[deadline.certainty], lang)
    yield f"届满日：{end}（{certainty}）" if zh else f"due: {end} ({certainty})"
    if deadline.earliest != deadline.latest:
        first, last = deadline.earliest, deadline.latest
        en = f"bounds: earliest {first}, latest {last}; work to the earliest"
        yield f"可能区间：最早 {first}，最迟 {last}；请按最早日期办理" if zh else en
    yield from (f"可能变动：{why.zh}" if zh else f"may still move: {why.en}" for why in deadline.why_open)
    for note in deadline.notes:
        yield f"注：{note.zh}" if zh else f"note: {note.en}"


def _data(account: Account) -> dict[str, Any]:
    deadline = account.deadline
    return {
        "rule": deadline.rule.version,
        "citation": deadline.rule.citation,
        "origin": deadline.origin.isoformat(),
        "due": deadline.due.isoformat() if deadline.due else None,
        "at": deadline.at.isoformat() if deadline.at else None,
        "base_due": deadline.base_due.isoformat() if deadline.base_due else None,
        "earliest": deadline.earliest.isoformat() if deadline.earliest else None,
        "latest": deadline.latest.isoformat() if deadline.latest else None,
        "certainty": deadline.certainty,
        **({"why_open": [plain(why) for why in deadline.why_open]} if deadline.why_open else {}),
        "calendar": {"region": deadline.counted_on.region, "version": deadline.counted_on.version},
        "steps": [
            {"zh": step.zh, "en": step.en, "article": step.article, "verification": step.verification}
            for step in account.steps
        ],
        "days": [
            {
                "day": line.day.isoformat(),
                "what": line.what,
                "n": line.n,
                "zh": line.zh,
                "en": line.en,
                "notice": line.notice,
                "article": line.article,
            }
            for line in account.lines
        ],
        "notes": plain(deadline.notes),
    }
