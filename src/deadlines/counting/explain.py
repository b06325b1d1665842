"""An account of a deadline, day by day, in Chinese, in English and as data.

Every day from the start to the due date has one line that says whether it counts and why;
counting the lines again must give the term.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import frozen
from dateutil.relativedelta import relativedelta

from deadlines.calendars.day import DAY_OFF, MAKE_UP, WEEKEND, CalendarDay
from deadlines.counting.due import Deadline
from deadlines.counting.plan import Span
from deadlines.counting.timeline import plain_day
from deadlines.errors import Reason, TimelineError, plain
from deadlines.law.rules import BEFORE, FLOOR, NEXT_WORKING_DAY
from deadlines.law.terms import FixedDate, Hours, Months, WorkingDays
from deadlines.law.wording import CERTAINTY, VERIFICATION, Lang, cause, length, say, weekday

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
        return _total(self.deadline)

    def recount(self) -> int:
        """Count the lines again; equal to :meth:`total`, or the account is wrong."""
        plan = self.deadline.plan
        if isinstance(plan.term, Hours):
            return round(sum(line.hours or 0.0 for line in self.lines))
        if isinstance(plan.term, Months):
            return self._months_again()
        return sum(line.what == COUNTED for line in self.lines)

    def _months_again(self) -> int:
        begin = _begin(self.deadline)
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


def explain(deadline: Deadline) -> Account:
    """Account for every day of a deadline.

    Raises:
        TimelineError: The clock is suspended, so that there is no last day yet.
    """
    if deadline.due is None:
        why = Reason(
            "timeline.nothing_to_explain",
            "计时中止，尚无届满日可说明",
            "the clock stands still: no due date to explain yet",
        )
        raise TimelineError("Suspended", deadline.suspended_since, why)
    return Account(deadline, tuple(_steps(deadline)), tuple(_lines(deadline, deadline.due)))


def _total(deadline: Deadline) -> int:
    plan = deadline.plan
    if isinstance(plan.term, FixedDate):
        return 0
    added = plan.extension.n if plan.extension else 0
    if added and deadline.choices.extension_from == "notice_day":
        return added
    return plan.term.n + added


def _steps(deadline: Deadline) -> Iterator[AccountStep]:
    rule, plan = deadline.rule, deadline.plan
    yield _length_step(deadline)
    if not isinstance(plan.term, (Hours, FixedDate)):
        counts = deadline.choices.start_day == "counted"
        yield AccountStep(
            f"自{rule.start}起算，当日{'按所选解释计入' if counts else '不计入'}",
            f"runs from {rule.start_en}; that day is {'counted as chosen' if counts else 'not counted'}",
            rule.first_day_basis or rule.citation,
            rule.verification,
        )
    if plan.restarted is not None:
        found = rule.restart(plan.restarted.cause)
        if found is not None:
            yield AccountStep(
                f"{cause(found.cause, 'zh')}，自{plan.origin}起重新计算",
                f"restarted on {plan.origin}: {cause(found.cause, 'en')}",
                found.article,
                found.verification,
            )
    for span in plan.spans:
        for name in span.causes:
            stop = rule.suspension(name)
            if stop is not None:
                yield AccountStep(
                    f"{cause(name, 'zh')}所需时间不计入", f"time for {cause(name, 'en')} is left out",
                    stop.article, stop.verification,
                )  # fmt: skip
    if plan.extension is not None and rule.extension is not None:
        yield AccountStep(
            f"延长{length(plan.extension, 'zh')}，由{rule.extension.approver}批准并于{plan.extended_on}告知",
            f"extended by {length(plan.extension, 'en')}, notified on {plan.extended_on}",
            rule.extension.article,
            rule.extension.verification,
        )


def _length_step(deadline: Deadline) -> AccountStep:
    """Tell how long the term is, and whether the rule or an order of its own says so."""
    rule, plan = deadline.rule, deadline.plan
    restarted = plan.restarted
    ordered = rule.restart(restarted.cause) if restarted is not None and restarted.term is not None else None
    if ordered is not None:
        return AccountStep(
            f"{cause(ordered.cause, 'zh')}，文书所定期限为{length(plan.term, 'zh')}",
            f"{cause(ordered.cause, 'en')}: its own term is {length(plan.term, 'en')}",
            ordered.article,
            ordered.verification,
        )
    bound = ("不少于", "at least") if rule.kind == FLOOR else ("不超过", "at most")
    return AccountStep(
        f"期限{bound[0]}{length(plan.term, 'zh')}",
        f"term of {bound[1]} {length(plan.term, 'en')}",
        rule.citation,
        rule.verification,
    )


def _lines(deadline: Deadline, end: date) -> Iterator[AccountLine]:
    origin = deadline.plan.origin
    if isinstance(origin, datetime):
        yield from _lines_in_hours(deadline, origin)
        return
    rule = deadline.rule
    if isinstance(deadline.plan.term, FixedDate):
        yield AccountLine(origin, START, None, f"{rule.start}", f"{rule.start_en}")
        yield AccountLine(end, FIXED, None, "法定日期", "date fixed by law", article=rule.citation)
        return
    begin, n = _begin(deadline), 0
    backwards = rule.direction == BEFORE
    for day in _walk(begin if backwards else origin, end):
        if day < begin and not backwards:
            yield _start_line(deadline, day)
        elif day == begin:
            n = int(_begin_counts(deadline))
            yield _start_line(deadline, day, counted=n == 1)
        else:
            line = _line(deadline, day, n)
            n = line.n or n
            yield line


def _start_line(deadline: Deadline, day: date, *, counted: bool = False) -> AccountLine:
    """Give the line of the day of the event, or of one after it with which a reading begins."""
    rule = deadline.rule
    if counted:
        zh, en = "按所选解释计入", "counted as chosen"
    elif day == deadline.plan.origin:
        zh, en = "不计入", "not counted"
    else:
        zh, en = "按所选解释不计入", "not counted under the reading chosen"
    if day == deadline.plan.origin:
        zh, en = f"{rule.start}，{zh}", f"{rule.start_en}; {en}"
    return AccountLine(day, COUNTED if counted else START, 1 if counted else None, zh, en)


def _begin(deadline: Deadline) -> date:
    """Give the day after which counting begins under the readings chosen; usually that of the event."""
    origin, told = plain_day(deadline.plan.origin), deadline.plan.extended_on
    if deadline.choices.extension_from == "notice_day" and told is not None:
        return plain_day(told)
    if deadline.choices.receipt_on_non_working_day == "next_working_day":
        return deadline.counted_on.next_or_same(origin)
    return origin


def _begin_counts(deadline: Deadline) -> bool:
    """Tell whether that day is itself day 1: read so, worked if working days count, and not left out."""
    begin = _begin(deadline)
    if deadline.choices.start_day != "counted" or _span_of(deadline, begin) is not None:
        return False
    return not isinstance(deadline.plan.term, WorkingDays) or deadline.counted_on.is_workday(begin)


def _walk(first: date, last: date) -> Iterator[date]:
    """Go from one day to another, both included, forwards or back."""
    step = 1 if last >= first else -1
    for distance in range(abs((last - first).days) + 1):
        yield first + timedelta(days=step * distance)


def _line(deadline: Deadline, day: date, n: int) -> AccountLine:
    span = _span_of(deadline, day)
    if span is not None:
        zh = "、".join(cause(name, "zh") for name in span.causes)
        en = ", ".join(cause(name, "en") for name in span.causes)
        found = deadline.rule.suspension(span.causes[0])
        return AccountLine(
            day, SUSPENDED, None, f"中止：{zh}", f"suspended: {en}", article=found.article if found else ""
        )
    known = deadline.counted_on.day(day)
    extended = deadline.base_due is not None and deadline.plan.extension is not None and day > deadline.base_due
    if isinstance(deadline.plan.term, WorkingDays):
        return _working_line(known, n, extended=extended)
    if _is_rolled(deadline, day):
        return _rolled_line(known, deadline.rule.roll_basis)
    return AccountLine(day, COUNTED, n + 1, "延期内" if extended else "", "within the extension" if extended else "")


def _rolled_line(known: CalendarDay, basis: str) -> AccountLine:
    if known.working:
        return AccountLine(
            known.day, ROLLED, None, "末日顺延至本日", "the last day rolls to this day", known.notice, basis
        )
    zh, en = _why_rest(known)
    return AccountLine(known.day, ROLLED, None, f"{zh}，继续顺延", f"{en}, rolls on", known.notice)


def _working_line(known: CalendarDay, n: int, *, extended: bool) -> AccountLine:
    zh, en = ("延期内", "within the extension") if extended else ("", "")
    if not known.working:
        why = _why_rest(known)
        return AccountLine(known.day, REST, None, why[0], why[1], known.notice)
    if known.kind == MAKE_UP:
        zh = f"{known.name}调休上班{'，' if zh else ''}{zh}"
        en = f"make-up day worked{'; ' if en else ''}{en}"
    return AccountLine(known.day, COUNTED, n + 1, zh, en, known.notice)


def _why_rest(known: CalendarDay) -> tuple[str, str]:
    if known.kind == DAY_OFF:
        return f"{known.name}放假", f"day off {known.name}".rstrip()
    if known.kind == WEEKEND:
        return "休息日", "weekend"
    return "", ""


def _span_of(deadline: Deadline, day: date) -> Span | None:
    for span in deadline.plan.spans:
        if span.after < day and (span.through is None or day <= span.through):
            return span
    return None


def _is_rolled(deadline: Deadline, day: date) -> bool:
    """Tell whether a day lies past the counted end, where the rule rolls it to the next working day."""
    rule, plan = deadline.rule, deadline.plan
    if rule.roll != NEXT_WORKING_DAY or rule.direction == BEFORE or deadline.due is None:
        return False
    before = deadline.counted_on.previous(deadline.due)
    if day <= before or isinstance(plan.origin, datetime) or isinstance(plan.term, FixedDate):
        return False
    begin, last = _begin(deadline), day + timedelta(days=int(_begin_counts(deadline)))
    left_out = sum(_span_of(deadline, other) is not None for other in _walk(begin, day) if other > begin)
    if isinstance(plan.term, Months):
        return last > begin + relativedelta(months=_total(deadline)) + timedelta(days=left_out)
    return (last - begin).days - left_out > _total(deadline)


def _lines_in_hours(deadline: Deadline, origin: datetime) -> Iterator[AccountLine]:
    if deadline.at is None:
        return
    at, moment, n = deadline.at, origin, 0
    yield AccountLine(
        origin.date(), START, None, f"{deadline.rule.start} {origin:%H:%M}", f"{deadline.rule.start_en} {origin:%H:%M}",
        hours=0.0,
    )  # fmt: skip
    while moment < at:
        midnight = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), tzinfo=origin.tzinfo)
        stop = min(midnight, at)
        hours = (stop.astimezone(UTC) - moment.astimezone(UTC)).total_seconds() / 3600
        n += 1
        until = "24:00" if stop == midnight else f"{stop:%H:%M}"
        yield AccountLine(
            moment.date(), COUNTED, n, f"{moment:%H:%M}至{until}，计{_hours(hours, 'zh')}",
            f"{moment:%H:%M} to {until}, {_hours(hours, 'en')}", hours=hours,
        )  # fmt: skip
        moment = stop


def _hours(hours: float, lang: Lang) -> str:
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
