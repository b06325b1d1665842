"""Which column of a register is which: as ``--map`` says, or as somebody at a terminal answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rich.text import Text

from workflows.cli.console import Refusal, Speaker
from workflows.ledger import Asked, MappingError, Register, open_registers
from workflows.ledger.fields import fields


def asked_by(texts: Iterable[str], speaker: Speaker) -> Asked:
    """Read what the options ``--map`` say, such as ``received=来件日期``."""
    headers: dict[str, str] = {}
    not_read: list[str] = []
    for text in texts:
        name, equals, header = (part.strip() for part in text.partition("="))
        if not equals or not (name or header):
            raise Refusal(
                speaker.say(
                    f"--map {text!r} 不是 字段=表头，例如 --map received=来件日期；字段有 {'、'.join(fields())}",
                    f"--map {text!r} is not FIELD=HEADER; the fields are {', '.join(fields())}",
                ),
                speaker.lang,
            )
        if name:
            headers[name] = header
        else:
            not_read.append(header)
    return Asked(headers, tuple(not_read))


def opened(
    file: Path, asked: Asked, sheets: Sequence[str], delimiter: str | None, speaker: Speaker
) -> tuple[Register, ...]:
    """Open the register; at a terminal, ask which column is meant where that is unclear."""
    while True:
        try:
            return open_registers(file, asked, sheets, delimiter)
        except MappingError as unclear:
            if unclear.unknown or not sys.stdin.isatty() or not sys.stderr.isatty():
                raise
            asked = asked.adding(_answers(unclear, speaker))


def _answers(unclear: MappingError, speaker: Speaker) -> Asked:
    headers: dict[str, str] = {}
    not_read: list[str] = []
    for name in (*unclear.competing, *unclear.missing):
        choices = unclear.competing.get(name) or tuple(header for header in unclear.headers if header)
        zh = fields()[name].zh
        nothing = () if fields()[name].required else (speaker.say("没有这一列", "there is none"),)
        chosen = _chosen(
            speaker.say(f"哪一列是“{zh}”？", f"Which column is {name} ({zh})?"), (*choices, *nothing), speaker
        )
        headers[name] = choices[chosen] if chosen < len(choices) else ""
    for header, names in unclear.doubtful.items():
        question = speaker.say(f"“{header}”列是什么？", f"What is the column {header}?")
        shown = [f"{fields()[name].zh} {name}" for name in names]
        which = _chosen(question, (*shown, speaker.say("与期限无关，不读", "nothing that matters")), speaker)
        if which < len(names):
            headers[names[which]] = header
        else:
            not_read.append(header)
    return Asked(headers, tuple(not_read))


def _chosen(question: str, choices: Sequence[str], speaker: Speaker) -> int:
    speaker.err.print(Text(question, style="bold"))
    for at, choice in enumerate(choices, start=1):
        speaker.err.print(Text(f"  {at}  {choice}"))
    number: int = click.prompt(speaker.say("序号", "number"), type=click.IntRange(1, len(choices)), err=True)
    return number - 1
