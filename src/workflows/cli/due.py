"""``disclosure due``: the last day of one term, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

import click
from rich.padding import Padding
from rich.text import Text

from deadlines import china, due, explain, rulebook
from deadlines.counting.account import COUNTED, ROLLED, SUSPENDED, Account, AccountLine
from deadlines.counting.due import Deadline, Reading
from deadlines.counting.timeline import Extended, Fact, Restarted, Resumed, Suspended, Timeline
from deadlines.law.disputes import reading_points
from deadlines.law.rules import FLOOR, ORDER_TO_REDO, Rule
from deadlines.law.terms import CalendarDays, Hours, WorkingDays
from deadlines.law.wording import CERTAINTY, VERIFICATION, length, say, weekday
from workflows.cli.completion import rule_ids
from workflows.cli.console import DAY, Refusal, Speaker, item, place_option, speaking, styled
from workflows.ledger.days import Unreadable, read_day
from workflows.places.files import place as place_named
from workflows.places.place import NATIONAL, rule_for
from workflows.values import SHANGHAI
from workflows.views.deadlines import deadline_data
from workflows.views.plain import to_data


@click.command("due")
@click.argument("rule_id", metavar="RULE", shell_complete=rule_ids)
@click.argument("start", metavar="DATE")
@click.option("--region", help="地方日历，如 cn-gx；默认所在地方的。Calendar of a region.")
@place_option
@click.option("--as-known-on", type=DAY, help="只看该日前已公布的通知。Only notices published by that day.")
@click.option("--pause", "pauses", multiple=True, metavar="A..B[:CAUSE]", help="中止：A 日发出，B 日收到。Suspension.")
@click.option("--restart", "restarts", multiple=True, metavar="DAY[:CAUSE]", help="重新计算，如收到补正。Restart.")
@click.option("--extend", metavar="DAY[:N]", help="延期告知日，及工作日数。Day the extension was told, its length.")
@click.option(
    "--order",
    metavar="DAY[:N|..LAST]",
    help="收到责令文书之日，及所定的天数或末日。Order to answer, with its own term.",
)
@click.option("--explain", "explained", is_flag=True, help="逐日说明。Account for every day.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@speaking
def command(
    speaker: Speaker,
    *,
    rule_id: str,
    start: str,
    region: str | None,
    place: str,
    as_known_on: date | None,
    pauses: tuple[str, ...],
    restarts: tuple[str, ...],
    extend: str | None,
    order: str | None,
    explained: bool,
    as_json: bool,
) -> None:
    """计算期限的最后一日。The last day of a term.

    例 example: disclosure due foi.reply 2024-03-01 --pause 2024-03-11..2024-03-20 --explain
    """
    began = _moment(start, speaker)
    on = began.date() if isinstance(began, datetime) else began
    where = place_named(place)
    # Without a place a rule that only one place has is found by its name alone.
    rule = rulebook().in_force(rule_id, on) if where is NATIONAL else rule_for(where, rulebook(), rule_id, on)
    if isinstance(rule.term, Hours) and not isinstance(began, datetime):
        raise Refusal(
            speaker.say(
                f"{rule_id} 以小时计，请写明起算时刻（北京时间），如 {on}T09:30",
                f"{rule_id} runs in hours: give the moment it started (Beijing time), such as {on}T09:30",
            ),
            speaker.lang,
        )
    facts: list[Fact] = [fact for text in pauses for fact in _pause(text, rule, speaker)]
    facts += [_restart(text, rule, speaker) for text in restarts]
    facts += [_extension(text, rule, speaker) for text in (extend,) if text]
    facts += [_order(text, speaker) for text in (order,) if text]
    calendar = china(region or where.region or None, as_known_on)
    deadline = due(rule, Timeline.starting(began, *facts), calendar)
    if as_json:
        account = explain(deadline) if explained and deadline.due is not None else None
        click.echo(json.dumps(to_data(deadline_data(deadline, account)), ensure_ascii=False, indent=2))
        return
    show(deadline, speaker, explained=explained)


def _moment(text: str, speaker: Speaker) -> date | datetime:
    """Read a day, or a moment in Beijing time where the text has one."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is not None and ("T" in text or ":" in text):
        return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    day = read_day(text)
    if day is None or isinstance(day, Unreadable):
        raise Refusal(
            speaker.say(f"“{text}”不是日期，请写作 2024-03-01", f"{text!r} is not a day, write 2024-03-01"),
            speaker.lang,
        )
    return day


def _split(text: str, causes: tuple[str, ...], speaker: Speaker) -> tuple[str, str]:
    days, _, cause = text.partition(":")
    if cause or len(causes) == 1:
        return days, cause or causes[0]
    known = ", ".join(causes) or speaker.say("无", "none")
    raise Refusal(
        speaker.say(
            f"“{text}”须写明事由，如 {days}:{causes[0] if causes else '事由'}；可用：{known}",
            f"{text!r} needs a cause, such as {days}:{causes[0] if causes else 'cause'}; known: {known}",
        ),
        speaker.lang,
    )


def _pause(text: str, rule: Rule, speaker: Speaker) -> Iterator[Fact]:
    days, named = text.partition(":")[::2]
    # The first cause of the rule is the common one: a third party was asked.
    cause = named or (rule.suspensions[0].cause if rule.suspensions else "")
    first, dots, last = days.partition("..")
    if not dots or not cause:
        raise Refusal(
            speaker.say(
                f"“{text}”不是中止区间，请写作 2024-03-11..2024-03-20[:事由]；该期限可中止的事由：{_causes(rule)}",
                f"{text!r} is no suspension, write 2024-03-11..2024-03-20[:cause]; known: {_causes(rule)}",
            ),
            speaker.lang,
        )
    yield Suspended(_day(first, speaker), cause, key=text)
    if last:
        yield Resumed(_day(last, speaker), cause, key=text)


def _causes(rule: Rule) -> str:
    return ", ".join(item.cause for item in rule.suspensions) or "—"


def _restart(text: str, rule: Rule, speaker: Speaker) -> Fact:
    causes = tuple(item.cause for item in rule.restarts)
    day, cause = _split(text, causes[:1] or causes, speaker)
    return Restarted(_day(day, speaker), cause)


def _extension(text: str, rule: Rule, speaker: Speaker) -> Fact:
    """Read the day on which an extension was told, and its length in the unit of the rule; the longest if none."""
    day, colon, length_text = text.partition(":")
    if not colon:
        return Extended(_day(day, speaker))
    unit = type(rule.extension.at_most) if rule.extension else WorkingDays
    return Extended(_day(day, speaker), unit(_number(length_text, text, speaker)))


def _order(text: str, speaker: Speaker) -> Fact:
    """Read the day on which an order to answer was received, and its own term: working days, or a last day."""
    day, dots, last = text.partition("..")
    if dots:
        on, until = _day(day, speaker), _day(last, speaker)
        if until <= on:
            raise Refusal(
                speaker.say(f"责令的末日{until}不在{on}之后", f"the last day {until} of the order is not after {on}"),
                speaker.lang,
            )
        return Restarted(on, ORDER_TO_REDO, term=CalendarDays((until - on).days), ends_pauses=True)
    day, colon, number = text.partition(":")
    term = WorkingDays(_number(number, text, speaker)) if colon else None
    return Restarted(_day(day, speaker), ORDER_TO_REDO, term=term, ends_pauses=True)


def _number(text: str, whole: str, speaker: Speaker) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise Refusal(
            speaker.say(
                f"“{whole}”中的“{text}”不是天数，请写作 2024-03-20:10",
                f"{text!r} in {whole!r} is no number of days, write 2024-03-20:10",
            ),
            speaker.lang,
        )
    return int(text)


def _day(text: str, speaker: Speaker) -> date:
    moment = _moment(text, speaker)
    return moment.date() if isinstance(moment, datetime) else moment


def show(deadline: Deadline, speaker: Speaker, *, explained: bool) -> None:
    """Print a deadline: the day first, then what it rests on, then what would move it."""
    out = speaker.out
    out.print(_headline(deadline, speaker))
    if explained and deadline.due is not None:
        show_account(explain(deadline), speaker)
    else:
        rule = deadline.rule
        mark = say(VERIFICATION[rule.verification], speaker.lang)
        term = length(rule.term, speaker.lang)
        bound = speaker.say(
            "不少于" if rule.kind == FLOOR else "不超过", "at least" if rule.kind == FLOOR else "at most"
        )
        start = speaker.say(f"自{rule.start}起", f"from {rule.start_en}")
        basis = f"〔{rule.citation}；{mark}〕" if speaker.lang == "zh" else f" [{rule.citation}; {mark}]"
        out.print(item("·", speaker.say(f"{bound}{term}，{start}{basis}", f"{bound} {term} {start}{basis}")))
    for why in deadline.why_open:
        out.print(styled(speaker.say(f"  可能变动：{why.zh}", f"  may still move: {why.en}"), "yellow"))
    for note in deadline.notes:
        out.print(Text(speaker.say(f"  注：{note.zh}", f"  note: {note.en}")))
    _show_readings(deadline, speaker)


def _headline(deadline: Deadline, speaker: Speaker) -> Text:
    title = speaker.say(deadline.rule.title, deadline.rule.title_en)
    if deadline.due is None:
        since = deadline.suspended_since
        return Text.assemble(
            (speaker.say("‖ 计时中止", "‖ suspended"), "bold yellow"),
            speaker.say(f"　{title}：自{since}次日起中止，尚无届满日", f"  {title}: since {since}, no due date yet"),
        )
    what = ("最后时刻", "last moment") if deadline.at else ("最后一日", "last day")
    when = f"{deadline.at:%Y-%m-%d %H:%M}" if deadline.at else f"{deadline.due}"
    day = speaker.say(f"（周{weekday(deadline.due, 'zh')}）", f" ({weekday(deadline.due, 'en')})")
    certainty = say(CERTAINTY[deadline.certainty], speaker.lang)
    bounds = ""
    if deadline.earliest != deadline.latest:
        bounds = speaker.say(
            f"；最早 {deadline.earliest}，最迟 {deadline.latest}，请按最早日期办理",
            f"; earliest {deadline.earliest}, latest {deadline.latest}, work to the earliest",
        )
    return Text.assemble(
        (f"{when}{day}", "bold green"),
        speaker.say(f"　{title}的{what[0]}", f"  {what[1]}: {title}"),
        (speaker.say(f"　{certainty}{bounds}", f"  [{certainty}{bounds}]"), "dim" if not bounds else "yellow"),
    )


_STYLES = {COUNTED: "", SUSPENDED: "yellow", ROLLED: "cyan"}


def show_account(account: Account, speaker: Speaker) -> None:
    """Print an account: what it rests on, then a line for each day, then the sum."""
    out, lang = speaker.out, speaker.lang
    for step in account.steps:
        mark = say(VERIFICATION[step.verification], lang)
        basis = f"〔{step.article}；{mark}〕" if lang == "zh" else f" [{step.article}; {mark}]"
        out.print(item("·", f"{step.text(lang)}{basis}"))
    for each in account.lines:
        out.print(Padding(_day_line(each, account, speaker), (0, 0, 0, 2), expand=False))
    total = account.recount()
    out.print(
        styled(
            speaker.say(
                f"  逐日复核：{total}，与期限{account.total()}相符" if total == account.total() else "  逐日复核不符",
                f"  recounted: {total}, the term asks for {account.total()}",
            ),
            "dim",
        )
    )


def _day_line(line: AccountLine, account: Account, speaker: Speaker) -> Text:
    lang = speaker.lang
    number = f"{line.n:>4}" if line.n is not None else "   —"
    name = speaker.say(f"周{weekday(line.day, 'zh')}", weekday(line.day, "en"))
    last = line is account.lines[-1]
    words = line.text(lang)
    notice = f"〔{line.notice}〕" if line.notice else ""
    style = "bold green" if last else _STYLES.get(line.what, "dim")
    end = speaker.say(" ← 届满日", " <- due") if last else ""
    return Text(f"{line.day.isoformat()}  {name}  {number}  {words}{notice}{end}".rstrip(), style=style)


def _show_readings(deadline: Deadline, speaker: Speaker) -> None:
    others = deadline.readings()
    if not others:
        return
    speaker.out.print(styled(speaker.say("  有争议的理解会得出的日期：", "  read otherwise:"), "bold"))
    for other in others:
        speaker.out.print(item("~", reading_text(other, speaker), indent=4))


def reading_text(other: Reading, speaker: Speaker) -> str:
    """Say what a contrary reading would make of the date, and who reads it so."""
    for point in reading_points():
        for choice in point.choices:
            if (point.id, choice.id) == (other.point, other.choice):
                then = f"{other.due}" if other.due else other.refused and other.refused.text(speaker.lang)
                return speaker.say(f"{then}：{choice.zh}（{choice.source}）", f"{then}: {choice.en} ({choice.source})")
    return f"{other.due}  {other.point}={other.choice}"
