"""Pages that are written from the data each time the docs are built, so that they cannot go stale."""

from __future__ import annotations

from pathlib import Path

import command_page
import error_page
import modules

from deadlines import Rule, rulebook
from deadlines.law.wording import VERIFICATION, length, say
from workflows.catalog import flows, picture
from workflows.flows.flow import Flow
from workflows.flows.render import page

HERE = Path(__file__).parent


def rules_page() -> str:
    """Write the table of all rules, one section per instrument."""
    lines = [
        "# 规定一览 Rules",
        "",
        "每条规定的标识、条款、期限、起算、核对程度。有多个版本的，以起算日当天有效的版本为准。",
        "",
        "Every rule with its id, article, term, start and how its text was verified. Where there are several versions,",
        "the one in force on the start day binds.",
        "",
    ]
    by_instrument: dict[str, list[Rule]] = {}
    for rule in sorted(rulebook().rules, key=lambda rule: (rule.instrument.promulgated, rule.instrument.id)):
        by_instrument.setdefault(rule.instrument.id, []).append(rule)
    for rules in by_instrument.values():
        lines += _instrument(rules)
    return "\n".join(lines) + "\n"


def _instrument(rules: list[Rule]) -> list[str]:
    law = rules[0].instrument
    end = law.until.isoformat() if law.until else ""
    if law.uncertain_until:
        end = f"今（{law.uncertain_until.isoformat()}以后效力不明）"
    place = "" if law.scope == "cn" else f"；适用于 {law.scope}"
    lines = [
        f"## {law.title}",
        "",
        f"{law.number}，{law.in_force.isoformat()} 至 {end or '今'}{place}。{law.note}".rstrip(),
        "",
        "| 标识 id | 条款 | 期限 term | 起算 start | 核对 verified |",
        "|---|---|---|---|---|",
    ]
    for rule in rules:
        bound = "≥" if rule.kind == "floor" else "≤"
        before = "前" if rule.direction == "before" else ""
        mark = say(VERIFICATION[rule.verification], "zh")
        lines.append(
            f"| `{rule.id}` {rule.title} | {rule.article} | {bound} {length(rule.term, 'zh')}{before} "
            f"| {rule.start} | {mark} |"
        )
    return [*lines, ""]


def flow_page(flow: Flow) -> str:
    """Write the page of a flow: its picture first, the same as text for other tools last."""
    head, _, rest = page(flow).partition("```mermaid\n")
    diagram, _, tail = rest.partition("```\n")
    # What a reader searched for is highlighted in the page; the script for that cannot do it in a picture.
    shown = (
        picture(flow).replace("<title>", '<title class="nohighlight">').replace("<text ", '<text class="nohighlight" ')
    )
    drawn = (
        "图中每个状态可用其标识链接；鼠标停在事项上显示由谁办理及依据。Each state is an anchor; "
        f"hover over a move for who makes it and its article. "
        f'<a href="../../_static/{flow.name}.svg">单独打开 on its own</a>\n\n'
        f'```{{raw}} html\n<div class="flow-picture" id="picture">\n{shown}</div>\n```'
    )
    heading = "## 文本图 Diagram as text\n\nmermaid 文本，可粘贴到任何 mermaid 工具。For any tool that reads mermaid."
    return f"---\nhide-toc: true\n---\n\n{head}{drawn}\n\n{tail.lstrip()}\n{heading}\n\n```text\n{diagram}```\n"


def write() -> None:
    """Write every generated page beside the hand-written ones."""
    target = HERE / "reference" / "_generated"
    pictures = target / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (target / "commands.inc").write_text(command_page.page(), encoding="utf-8")
    (target / "errors.md").write_text(error_page.page(), encoding="utf-8")
    (target / "rules.md").write_text(rules_page(), encoding="utf-8")
    for flow in flows():
        (target / f"flow-{flow.id}-{flow.version}.md").write_text(flow_page(flow), encoding="utf-8")
        (pictures / f"{flow.name}.svg").write_text(picture(flow), encoding="utf-8")
    api = target / "api"
    api.mkdir(exist_ok=True)
    for name, text in modules.pages():
        (api / f"{name}.md").write_text(text, encoding="utf-8")
