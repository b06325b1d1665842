"""``disclosure demo``: published cases, our verdict beside the court's, and one case day by day."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import click
from attrs import frozen
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from deadlines import china, due, explain, rulebook
from workflows.cli.audit import STYLE
from workflows.cli.console import FOUND, OK, Refusal, Speaker, item, plain_table, speaking, styled, today
from workflows.cli.due import show_account
from workflows.cli.duties_demo import show_month
from workflows.cli.report_demo import audit_one
from workflows.ledger import Entry, LegalBasis, Register, audit, open_register
from workflows.ledger.request import LATE, OVERDUE
from workflows.ledger.wording import SYMBOL, day_text, finding_text, reversal_text, status_text

COURT_DAY, COURT_HELD, COURT_SEEN, COURT_FACTS = "法院认定最后一日", "法院结论", "法院结论是否可见", "事实与缺漏"
EXPLAINED = "连云港"


@frozen(slots=True)
class Compared:
    """One case with the court's answer beside ours."""

    entry: Entry
    court_day: date
    court_late: bool
    court_seen: bool
    facts: str

    @property
    def same_day(self) -> bool:
        """Whether the last day is the court's, with or without an extension that the court left aside."""
        return self.court_day in {self.entry.verdict.base_due, self.entry.verdict.due}

    @property
    def same_outcome(self) -> bool:
        """Whether late is late and in time is in time."""
        return (self.entry.verdict.status in {LATE, OVERDUE}) == self.court_late


@click.command("demo")
@speaking
def command(speaker: Speaker) -> None:
    """已公布的裁判案例：我方结论与法院并列，并逐日说明一案。Published cases, our verdict beside the court's.

    不写任何文件；全部相符时退出码为 0。Writes no file; exit code 0 if all agree.
    """
    compared = compare(cases_file(speaker), today())
    out = speaker.out
    out.print(Text(speaker.say("已公布案例的审查", "Published cases, audited"), style="bold"))
    out.print(_table(compared, speaker))
    _show_doubts(compared, speaker)
    _show_sum(compared, speaker)
    _explain_one(compared, speaker)
    named = audit_one(speaker)
    show_month(speaker)
    agree = all(case.same_day and case.same_outcome for case in compared)
    click.get_current_context().exit(OK if agree and named else FOUND)


def cases_file(speaker: Speaker) -> Path:
    """Find the published cases: beside the package as installed, or in the project's examples."""
    here = Path(__file__).resolve()
    places = (here.parents[1] / "ledger" / "cases.csv", here.parents[3] / "examples" / "published_cases" / "cases.csv")
    for place in places:
        if place.is_file():
            return place
    raise Refusal(
        speaker.say("找不到案例文件 examples/published_cases/cases.csv", "the file of published cases is missing"),
        speaker.lang,
    )


def compare(path: Path, on: date) -> list[Compared]:
    """Audit the published cases and set each beside the court's answer."""
    law = LegalBasis(rulebook(), china())
    with closing(open_register(path)) as register:
        return [_compared(entry, register) for entry in audit(register.pieces, register.columns, law, on)]


def _compared(entry: Entry, register: Register) -> Compared:
    cells: dict[str, Any] = dict(zip(register.columns.headers, entry.cells, strict=True))
    return Compared(
        entry=entry,
        court_day=date.fromisoformat(cells[COURT_DAY]),
        court_late=cells[COURT_HELD] == "逾期",
        court_seen=cells[COURT_SEEN] == "是",
        facts=cells[COURT_FACTS],
    )


def _table(compared: list[Compared], speaker: Speaker) -> Table:
    say = speaker.say
    table = plain_table()
    table.add_column(say("案件", "case"), overflow="fold", ratio=1)
    table.add_column(say("收到\n答复", "received\nanswered"), no_wrap=True)
    table.add_column(say("最后一日\n法院", "last day\ncourt"), no_wrap=True)
    table.add_column(say("最后一日\n本系统", "last day\nours"), no_wrap=True)
    table.add_column(say("法院", "court"), no_wrap=True)
    table.add_column(say("本系统", "ours"), no_wrap=True)
    table.add_column("", no_wrap=True)
    for case in compared:
        verdict = case.entry.verdict
        agree = case.same_day and case.same_outcome
        held = say("逾期", "late") if case.court_late else say("按期", "in time")
        table.add_row(
            Text(case.entry.id),
            f"{day_text(verdict.received)}\n{day_text(verdict.ended)}",
            str(case.court_day),
            _our_day(case, speaker),
            Text(held if case.court_seen else say(f"（{held}）", f"({held})")),
            _outcome(case, speaker),
            styled("=", "green") if agree else styled("≠", "bold red"),
        )
    return table


def _outcome(case: Compared, speaker: Speaker) -> Text:
    verdict = case.entry.verdict
    text = f"{SYMBOL[verdict.status]} {status_text(verdict.status, speaker.lang)}"
    # Where no reply is on record, the days until today say nothing about the case.
    if verdict.status == LATE and verdict.days is not None:
        text += "\n  " + speaker.say(f"迟{verdict.days}个工作日", f"by {verdict.days} working days")
    return Text(text, style=STYLE[verdict.status])


def _our_day(case: Compared, speaker: Speaker) -> Text:
    verdict = case.entry.verdict
    day = Text(day_text(verdict.base_due))
    if verdict.due != verdict.base_due:
        day.append(f"\n{day_text(verdict.due)}", style="dim")
        day.append(speaker.say("(延期)", "(ext.)"), style="dim")
    return day


def _show_doubts(compared: list[Compared], speaker: Speaker) -> None:
    """Say what a judge would ask about: findings, readings that turn the verdict, facts that are missing."""
    out, lang = speaker.out, speaker.lang
    out.print()
    out.print(
        Text(
            speaker.say("逐案说明（! 缺漏  ~ 换一种理解结论相反）", "Case by case (! finding  ~ other reading)"),
            style="bold",
        )
    )
    for case in compared:
        verdict = case.entry.verdict
        if verdict.findings or verdict.reversals or case.facts:
            out.print(Padding(Text(case.entry.id, style="bold"), (0, 0, 0, 2), expand=False))
        for finding in verdict.findings:
            out.print(item("!", finding_text(finding, lang), indent=4))
        for turn in verdict.reversals:
            out.print(item("~", reversal_text(turn, lang), indent=4, style="yellow"))
        if case.facts:
            out.print(item(" ", case.facts, indent=4, style="dim"))


def _show_sum(compared: list[Compared], speaker: Speaker) -> None:
    seen = [case for case in compared if case.court_seen]
    days = sum(case.same_day for case in compared)
    held = sum(case.same_outcome for case in seen)
    unseen = len(compared) - len(seen)
    text = speaker.say(
        f"最后一日 {days}/{len(compared)} 相符；是否逾期 {held}/{len(seen)} 与法院相符；"
        f"{unseen} 案的裁判理由未见，括号内为依日历推算，不作为法院结论。",
        f"last day: {days} of {len(compared)} agree; late or in time: {held} of {len(seen)} agree with the court; "
        f"in {unseen} cases the ruling was not seen, so what stands in brackets is by the calendar, not the court's.",
    )
    speaker.out.print()
    speaker.out.print(Text(text, style="bold" if days == len(compared) and held == len(seen) else "bold red"))


def _explain_one(compared: list[Compared], speaker: Speaker) -> None:
    case = next((case for case in compared if EXPLAINED in case.entry.id), compared[0])
    received = case.entry.verdict.received
    if received is None:
        return
    rule = rulebook().in_force("foi.reply", received)
    account = explain(due(rule, received, china()))
    say = speaker.say
    speaker.out.print()
    speaker.out.print(Text(say(f"逐日说明：{case.entry.id}", f"Day by day: {case.entry.id}"), style="bold"))
    show_account(account, speaker)
    speaker.out.print(
        styled(say(f"  法院认定的最后一日：{case.court_day}", f"  the court's last day: {case.court_day}"), "bold")
    )
    speaker.out.print()
    speaker.out.print(
        styled(say("自己的台账：disclosure audit 台账.xlsx --out 结果.xlsx",
                   "Your own register: disclosure audit register.xlsx --out result.xlsx"), "dim")
    )  # fmt: skip
