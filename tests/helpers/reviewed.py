"""What a flow says, as reviewed tables: clocks with rule, article and party; what each move does to them; its facts.

``cd tests && python -m helpers.reviewed`` writes the tables anew; the difference is then reviewed like code. Tests read
them back, so that a flow is measured by what was reviewed and not by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from attrs import fields

from deadlines import rulebook
from deadlines.errors import NotInForceError, UnknownRuleError
from helpers import TESTS
from workflows.catalog import flows
from workflows.flows.flow import Flow
from workflows.flows.parts import ClockEffect, Field, Lapse, Move
from workflows.places.place import NATIONAL, rule_for

FOLDER = TESTS / "workflows" / "catalog" / "reviewed"

ON = date(2024, 3, 1)
"""The day whose rules are cited; the last day of a flow that is no longer in force."""

LAST = {"request@2007": date(2019, 5, 14)}


def table(flow: Flow) -> str:
    """Give the tables of a flow as Markdown."""
    parts = (
        ("期限 clocks", ("clock", "rule", "article", "party", "lapse", "extensions", "warn", "task"), _clocks(flow)),
        ("状态 states", ("state", "kind", "waits for", "clock"), _states(flow)),
        ("子事项 sub-tasks", ("task", "party", "key", "clock", "suspends", "cause", "article"), _tasks(flow)),
        ("对期限的作用 effects", ("command", "event", "from", "effect", "clock", "day", "more"), _effects(flow)),
        (
            "环节 moves",
            ("command", "event", "from", "to", "article", "required", "optional", "sets", "outcome", "order", "by"),
            _moves(flow),
        ),
        ("代码 codes", ("fact", "one of"), _codes(flow)),
        ("次序 order of time", ("fact or event", "lies"), _times(flow)),
    )
    lines = [f"# {flow.name} {flow.zh}"]
    for title, head, rows in parts:
        lines += ["", f"## {title}", "", _row(head), _row("---" for _ in head), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def path(flow: Flow) -> Path:
    """Give the file of a flow's tables."""
    return FOLDER / f"{flow.name.replace('@', '-')}.md"


def rows(flow: Flow, title: str) -> list[list[str]]:
    """Read the rows of one reviewed table back."""
    text = path(flow).read_text(encoding="utf-8")
    part = next(part for part in text.split("\n## ") if part.endswith(title) or part.split("\n", 1)[0].endswith(title))
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _row(cells: Iterator[str] | Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _clocks(flow: Flow) -> Iterator[tuple[str, ...]]:
    for clock in flow.clocks:
        lapse = clock.lapse.command if isinstance(clock.lapse, Lapse) else f"overdue {clock.lapse.article}"
        warn = " ".join(f"{share:g}" for share in clock.warn)
        cited = _cited(flow, clock.rule)
        yield clock.id, clock.rule, cited, clock.party, lapse, str(clock.extensions), warn, clock.task


def _cited(flow: Flow, rule: str) -> str:
    try:
        return rule_for(NATIONAL, rulebook(), rule, LAST.get(flow.name, ON)).citation
    except (UnknownRuleError, NotInForceError):
        return "（地方规定 a place's own）"


def _states(flow: Flow) -> Iterator[tuple[str, ...]]:
    for state in flow.states:
        yield state.id, state.kind, state.waits_for, state.clock


def _tasks(flow: Flow) -> Iterator[tuple[str, ...]]:
    for task in flow.tasks:
        yield task.id, task.party, task.key, task.clock, " ".join(task.suspends), task.cause, task.article


def _effects(flow: Flow) -> Iterator[tuple[str, ...]]:
    for move in flow.moves:
        for effect in move.effects:
            yield move.command, move.event, _sources(move), *_effect(effect)


def _effect(effect: ClockEffect) -> tuple[str, ...]:
    values = {item.name: getattr(effect, item.name) for item in fields(type(effect))}
    name = str(values.pop("clock", "") or values.pop("task", ""))
    day = str(values.pop("on", "")) or "the act"
    more = " ".join(f"{key}={value}" for key, value in values.items() if value)
    return type(effect).__name__, name, day, more


def _moves(flow: Flow) -> Iterator[tuple[str, ...]]:
    for move in flow.moves:
        required = " ".join(_name(item) for item in move.requires if not item.optional)
        optional = " ".join(_name(item) for item in move.requires if item.optional)
        sets = " ".join(f"{name}={value}" for name, value in move.sets)
        outcome = f"from {move.outcome_from}" if move.outcome_from else move.outcome
        target = f"{move.target} (reopens)" if move.reopens else move.target
        yield (
            move.command,
            move.event,
            _sources(move),
            target,
            move.article,
            required,
            optional,
            sets,
            outcome,
            str(move.order),
            " ".join(move.by),
        )


def _name(item: Field) -> str:
    return f"{item.name}:{item.kind}"


def _sources(move: Move) -> str:
    return " ".join(move.sources)


def _codes(flow: Flow) -> Iterator[tuple[str, ...]]:
    codes = {item.name: item for move in flow.moves for item in move.requires if item.choices}
    for item in codes.values():
        yield item.name, " ".join(item.choices)


def _times(flow: Flow) -> Iterator[tuple[str, ...]]:
    dated = {item.name: item for move in flow.moves for item in move.requires if item.kind in {"day", "instant"}}
    for item in dated.values():
        answers = f", after {' '.join(item.answers)}" if item.answers else ""
        yield item.name, "ahead of the act" if item.planned else f"not after the act{answers}"
    for move in flow.moves:
        if move.follows:
            yield f"{move.command} {move.event}", f"after {' '.join(move.follows)}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in flows():
        path(one).write_text(table(one), encoding="utf-8")
