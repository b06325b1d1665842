"""``disclosure rules``: every term with its article, its validity and how far its text was verified."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.text import Text

from deadlines import rulebook
from deadlines.calendars.gazette import NATIONAL
from deadlines.law.rules import FLOOR, Rule
from deadlines.law.wording import VERIFICATION, cause, length, say
from workflows.cli.completion import rule_ids
from workflows.cli.console import Speaker, plain_table, speaking

SCHEMA = "disclosure.rules/1"

# Signs that GB18030 has too; the legend below the table says what they mean.
MARKS = {"text": ("√", "green"), "secondary": ("○", "yellow"), "memory": ("？", "red")}


_WORDS = {
    "next_day": ("当日不计入，自次日起算", "the day itself is not counted"),
    "same_day": ("固定日期或当日起算", "counted from the day itself, or a fixed day"),
    "same_moment": ("自该时刻起算", "counted from that moment"),
    "none": ("不顺延", "not rolled"),
    "next_working_day": ("遇休息日顺延至下一工作日", "rolls to the next working day"),
}


@click.command("rules")
@click.argument("rule_id", metavar="[RULE]", required=False, shell_complete=rule_ids)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@speaking
def command(speaker: Speaker, *, rule_id: str | None, as_json: bool) -> None:
    """列出期限及其依据。Terms with their articles; all versions of one RULE.

    例 example: disclosure rules foi.reply
    """
    book = rulebook()
    rules = [rule for rule in book.rules if rule.id == rule_id] if rule_id else list(book.rules)
    if rule_id and not rules:
        book.versions(rule_id)  # raises, naming what is near
    rules.sort(key=lambda rule: (rule.instrument.scope != NATIONAL, rule.instrument.scope, rule.id, rule.in_force))
    if as_json:
        found = {"schema": SCHEMA, "rules": [data(rule) for rule in rules]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif rule_id:
        for rule in rules:
            _show_one(rule, speaker)
    else:
        _show_table(rules, speaker)


def data(rule: Rule) -> dict[str, Any]:
    """Give a rule as plain data; its keys are the stable schema ``disclosure.rules/1``."""
    return {
        "id": rule.id,
        "version": rule.version,
        "title": rule.title,
        "title_en": rule.title_en,
        "scope": rule.instrument.scope,
        "instrument": rule.instrument.title,
        "number": rule.instrument.number,
        "article": rule.article,
        "kind": rule.kind,
        "term": length(rule.term, "zh"),
        "term_en": length(rule.term, "en"),
        "start": rule.start,
        "start_en": rule.start_en,
        "direction": rule.direction,
        "roll": rule.roll,
        "party": rule.party,
        "in_force": rule.in_force.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "verification": rule.verification,
        "miss": rule.miss,
        "note": rule.note,
    }


def _term(rule: Rule, speaker: Speaker) -> str:
    bound = speaker.say("至少", "at least ") if rule.kind == FLOOR else ""
    return f"{bound}{length(rule.term, speaker.lang)}"


def _validity(rule: Rule) -> str:
    return f"{rule.in_force}..{rule.until or ''}"


def _show_table(rules: list[Rule], speaker: Speaker) -> None:
    table = plain_table()
    table.add_column("", width=2, no_wrap=True)
    table.add_column(speaker.say("期限", "rule"), overflow="fold", min_width=26)
    table.add_column(speaker.say("时长", "term"), overflow="fold", min_width=10)
    table.add_column(speaker.say("依据", "article"), overflow="fold")
    table.add_column(speaker.say("施行", "in force"), overflow="fold", min_width=11)
    for rule in rules:
        sign, style = MARKS[rule.verification]
        scope = "" if rule.instrument.scope == NATIONAL else f"〔{rule.instrument.scope}〕"
        table.add_row(
            Text(sign, style=style),
            Text.assemble((rule.id, "bold"), "\n", speaker.say(rule.title, rule.title_en), scope),
            Text(_term(rule, speaker)),
            Text(f"《{rule.instrument.title}》{rule.article}"),
            Text(f"{rule.in_force}..\n{rule.until or ''}".rstrip()),
        )
    speaker.out.print(table)
    legend = "　".join(f"{sign} {say(VERIFICATION[name], speaker.lang)}" for name, (sign, _) in MARKS.items())
    speaker.out.print(Text(legend, style="dim"))


def _show_one(rule: Rule, speaker: Speaker) -> None:
    sign, style = MARKS[rule.verification]
    out = speaker.out
    out.print(Text.assemble((f"{rule.version}", "bold"), f"  {speaker.say(rule.title, rule.title_en)}"))
    rows = [
        (speaker.say("时长", "term"), _term(rule, speaker)),
        (speaker.say("起算", "starts"), speaker.say(rule.start, rule.start_en)),
        (speaker.say("依据", "article"), f"{rule.citation}（{rule.instrument.number}）"),
        (speaker.say("首日", "first day"), f"{say(_WORDS[rule.first_day], speaker.lang)}　{rule.first_day_basis}"),
        (speaker.say("末日", "last day"), f"{say(_WORDS[rule.roll], speaker.lang)}　{rule.roll_basis}"),
        (speaker.say("施行", "in force"), _validity(rule)),
    ]
    rows += [
        (speaker.say("中止", "suspended"), f"{cause(pause.cause, speaker.lang)}（{pause.article}）")
        for pause in rule.suspensions
    ]
    rows += [
        (speaker.say("重新计算", "restarted"), f"{cause(again.cause, speaker.lang)}（{again.article}）")
        for again in rule.restarts
    ]
    if rule.extension is not None:
        more = length(rule.extension.at_most, speaker.lang)
        by, basis = rule.extension.approver, rule.extension.article
        words = speaker.say(f"不超过{more}，{by}批准（{basis}）", f"at most {more}, approved by {by} ({basis})")
        rows.append((speaker.say("延期", "extension"), words))
    if rule.miss:
        rows.append((speaker.say("逾期后果", "if missed"), rule.miss))
    if rule.note:
        rows.append((speaker.say("说明", "note"), rule.note))
    table = plain_table(show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(f"  {name}", Text(value))
    mark = Text(f"{sign} {say(VERIFICATION[rule.verification], speaker.lang)}", style=style)
    table.add_row(speaker.say("  核对", "  verified"), mark)
    out.print(table)
    out.print()
