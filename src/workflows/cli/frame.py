"""What click says around every command, in both languages: the headings of its help, the refusal of what was typed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import Any

import click

from workflows.cli.console import Refusal, stderr
from workflows.cli.typed import in_chinese

LANG = "workflows.lang"
"""Where the contexts of a command keep the language that was asked for, also where the rest was not understood."""
_HEADINGS = {
    "Options": "选项 Options",
    "Commands": "命令 Commands",
    "Positional arguments": "参数 Arguments",
}
_OWN_OPTIONS = {
    "Show the version and exit.": "显示版本。Show the version and exit.",
    "Show this message and exit.": "显示本说明。Show this message and exit.",
}
_HELP_ALONE: type[Exception] | tuple[()] = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""What newer versions of click raise for a group that is given nothing: no refusal, its help."""


class Formatter(click.HelpFormatter):
    """Writes the frame of a help text in Chinese and English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, "用法 Usage: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        """Write a list of names and what they mean."""
        super().write_dl([(name, _OWN_OPTIONS.get(text, text)) for name, text in rows], *args, **options)


class Context(click.Context):
    """A context whose help is in both languages."""

    formatter_class = Formatter


class Misuse(Refusal):
    """What was typed cannot be understood: said in Chinese, with the way to the help."""

    def __init__(self, error: click.UsageError) -> None:
        self.ctx = error.ctx
        super().__init__(in_chinese(error), "zh")

    def show(self, file: Any = None) -> None:
        """Print how the command is called, where its help is, and what is wrong."""
        if self.ctx is not None:
            console = stderr()
            console.print(self.ctx.get_usage(), soft_wrap=True, markup=False)
            console.print(f"说明见：{self.ctx.command_path} --help", soft_wrap=True, markup=False)
        super().show(file)


class Nouns(MutableMapping[str, click.Command]):
    """The commands of a package by the names of their modules, each imported when it is asked for."""

    def __init__(self, package: str, names: Iterable[str]) -> None:
        self._package = package
        self._commands: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        command = self._commands[name]
        if command is None:
            command = import_module(f"{self._package}.{name}").command
            self[name] = command
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        _framed(command)
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)


class Root(click.Group):
    """The command of all commands."""

    context_class = Context

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read what was typed before the first command."""
        lang = _asked_for(args)
        try:
            ctx = super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise _said(error, lang) from error
        ctx.meta[LANG] = lang
        return ctx

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise _said(error, ctx.meta[LANG]) from error


def _framed(command: click.Command) -> None:
    command.context_class = Context
    for below in getattr(command, "commands", {}).values():
        _framed(below)


def _asked_for(args: Sequence[str]) -> str:
    """Find the language among arguments that may be wrong in any other way."""
    for at, arg in enumerate(args):
        name, mark, value = arg.partition("=")
        if name == "--lang":
            return value if mark else "".join(args[at + 1 : at + 2])
    return os.environ.get("DISCLOSURE_LANG", "zh")


def _said(error: click.UsageError, lang: str) -> click.ClickException:
    return error if lang == "en" or isinstance(error, _HELP_ALONE) else Misuse(error)
