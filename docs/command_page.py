"""The page of the command: every command below ``disclosure`` with its options, as its own help has them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from workflows.cli import main


def commands() -> Iterator[tuple[str, click.Command]]:
    """Give every command that does something, with how it is called up to its name."""
    yield from _below(main, "disclosure")


def _below(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        called = f"{path} {name}"
        if isinstance(command, click.Group) and command.commands:
            yield from _below(command, called)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield called, command


def page() -> str:
    """Write the part of the page that is made from the command itself."""
    lines: list[str] = []
    for called, command in commands():
        # a command remembers the help option of the first context that asks: it must be the one of the real command
        context = click.Context(command, info_name=called, **main.context_settings)
        words = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
        lines += [f"## `{' '.join([called, *words])}`", ""]
        for block in inspect.cleandoc(command.help or "").split("\n\n"):
            text = " ".join(block.replace("\b", "").split())
            before, mark, example = text.partition("例 example: ")
            lines += [*([_plain(before), ""] if before else []), *(["```", example, "```", ""] if mark else [])]
        rows = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
        lines += [*_table(rows), ""] if rows else []
    return "\n".join(lines) + "\n"


def _table(options: list[click.Option]) -> Iterator[str]:
    yield "| 选项 option | 说明 meaning |"
    yield "|---|---|"
    for option in options:
        names = "、".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
        choices = option.type.choices if isinstance(option.type, click.Choice) else ()
        value = "" if option.is_flag else f" {'、'.join(map(str, choices)) or option.metavar or ''}"
        variable = f"（环境变量 `{option.envvar}`）" if isinstance(option.envvar, str) else ""
        yield f"| {names}{_plain(value)} | {_plain(option.help or '')}{variable} |"


def _plain(text: str) -> str:
    """Keep what a page would read as markup."""
    for mark in "\\`*_|<>[]{}$":
        text = text.replace(mark, f"\\{mark}")
    return text
