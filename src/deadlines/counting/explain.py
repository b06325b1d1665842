"""An account of a deadline, day by day, in Chinese, in English and as data.

Every day from the start to the due date has one line that says whether it counts and why;
counting the lines again must give the term.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from deadlines.calendars.day import DAY_OFF, MAKE_UP, WEEKEND, CalendarDay
from deadlines.counting.account import (
    COUNTED,
    FIXED,
    REST,
    ROLLED,
    START,
    SUSPENDED,
    Account,
    AccountLine,
    AccountStep,
    begin_of,
    hours_text,
    span_of,
    total_of,
)
from deadlines.counting.due import Deadline
from deadlines.errors import Reason, TimelineError
from deadlines.law.rules import BEFORE, FLOOR, NEXT_WORKING_DAY
from deadlines.law.terms import FixedDate, Hours, Months, WorkingDays
from deadlines.law.wording import Lang, beginning, cause, length


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


def _steps(deadline: Deadline) -> Iterator[AccountStep]:
    rule, plan = deadline.rule, deadline.plan
    yield _length_step(deadline)
    if not isinstance(plan.term, (Hours, FixedDate)):
        counts = deadline.choices.start_day == "counted"
        yield AccountStep(
            f"自{_start(deadline, 'zh')}起算，当日{'按所选解释计入' if counts else '不计入'}",
            f"runs from {_start(deadline, 'en')}; that day is {'counted as chosen' if counts else 'not counted'}",
            rule.first_day_basis or rule.citation,
            rule.verification,
        )
    if plan.restarted is not None:
        restart = rule.restart(plan.restarted.cause)
        if restart is not None:
            yield AccountStep(
                f"{cause(restart.cause, 'zh')}，自{plan.origin}起重新计算",
                f"restarted on {plan.origin}: {cause(restart.cause, 'en')}",
                restart.article,
                restart.verification,
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
    begin, n = begin_of(deadline), 0
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
    if counted:
        zh, en = "按所选解释计入", "counted as chosen"
    elif day == deadline.plan.origin:
        zh, en = "不计入", "not counted"
    else:
        zh, en = "按所选解释不计入", "not counted under the reading chosen"
    if day == deadline.plan.origin:
        zh, en = f"{_start(deadline, 'zh')}，{zh}", f"{_start(deadline, 'en')}; {en}"
    return AccountLine(day, COUNTED if counted else START, 1 if counted else None, zh, en)


def _start(deadline: Deadline, lang: Lang) -> str:
    """Name the event of the day from which the term runs: that of the rule, or what let it run anew."""
    restarted = deadline.plan.restarted
    if restarted is not None:
        return beginning(restarted.cause, lang)
    return deadline.rule.start if lang == "zh" else deadline.rule.start_en


def _begin_counts(deadline: Deadline) -> bool:
    """Tell whether that day is itself day 1: read so, worked if working days count, and not left out."""
    begin = begin_of(deadline)
    if deadline.choices.start_day != "counted" or span_of(deadline, begin) is not None:
        return False
    return not isinstance(deadline.plan.term, WorkingDays) or deadline.counted_on.is_workday(begin)


def _walk(first: date, last: date) -> Iterator[date]:
    """Go from one day to another, both included, forwards or back."""
    step = 1 if last >= first else -1
    for distance in range(abs((last - first).days) + 1):
        yield first + timedelta(days=step * distance)


def _line(deadline: Deadline, day: date, n: int) -> AccountLine:
    span = span_of(deadline, day)
    if span is not None:
        zh = "、".join(cause(name, "zh") for name in span.causes)
        en = ", ".join(cause(name, "en") for name in span.causes)
        suspension = deadline.rule.suspension(span.causes[0])
        return AccountLine(
            day, SUSPENDED, None, f"中止：{zh}", f"suspended: {en}", article=suspension.article if suspension else ""
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


def _is_rolled(deadline: Deadline, day: date) -> bool:
    """Tell whether a day lies past the counted end, where the rule rolls it to the next working day."""
    rule, plan = deadline.rule, deadline.plan
    if rule.roll != NEXT_WORKING_DAY or rule.direction == BEFORE or deadline.due is None:
        return False
    before = deadline.counted_on.previous(deadline.due)
    if day <= before or isinstance(plan.origin, datetime) or isinstance(plan.term, FixedDate):
        return False
    begin, last = begin_of(deadline), day + timedelta(days=int(_begin_counts(deadline)))
    left_out = sum(span_of(deadline, other) is not None for other in _walk(begin, day) if other > begin)
    if isinstance(plan.term, Months):
        return last > begin + relativedelta(months=total_of(deadline)) + timedelta(days=left_out)
    return (last - begin).days - left_out > total_of(deadline)


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
            moment.date(), COUNTED, n, f"{moment:%H:%M}至{until}，计{hours_text(hours, 'zh')}",
            f"{moment:%H:%M} to {until}, {hours_text(hours, 'en')}", hours=hours,
        )  # fmt: skip
        moment = stop
