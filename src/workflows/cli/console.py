"""What every command shares: the language, the terminal, how a day is given, how a refusal is shown."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import click
from attrs import frozen
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from deadlines.errors import DeadlinesError, Reason
from deadlines.home import HOME_VARIABLE
from deadlines.law.wording import Lang
from workflows.cli.typed import WrongUse, WrongValue
from workflows.errors import WorkflowsError
from workflows.ledger.days import Unreadable, read_day
from workflows.values import SHANGHAI

WIDTH_WHEN_PIPED = 100_000
"""Wider than any row: what a file or another program takes in is never folded, unless ``COLUMNS`` says how wide."""

OK, FOUND, WRONG = 0, 1, 2
"""Exit codes: all is well; it ran and found something; it could not run as asked."""

_OF_THE_SYSTEM = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EEXIST: "已经有这个文件",
    errno.EACCES: "没有读写它的权限",
    errno.EPERM: "没有读写它的权限",
    errno.EROFS: "所在的磁盘只能读",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
}
"""What the operating system refuses most often; anything else keeps its words."""

_FILLING = re.compile(r" +$", re.MULTILINE)

_F = TypeVar("_F", bound=Callable[..., Any])


class Trimmed:
    """A stream without the blanks that fill the last column of a table up to its longest row."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write whole lines, as rich does; blanks at the end of each are left out."""
        return self._stream.write(_FILLING.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@frozen(slots=True)
class Speaker:
    """Speaks one language on one terminal."""

    lang: Lang

    def say(self, zh: str, en: str) -> str:
        """Choose the wording of the language in use."""
        return zh if self.lang == "zh" else en

    @property
    def out(self) -> Console:
        """The console for results."""
        return _console(stderr=False)

    @property
    def err(self) -> Console:
        """The console for progress and refusals."""
        return stderr()


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    if stream.isatty() or "COLUMNS" in os.environ:
        return Console(stderr=stderr, highlight=False)
    return Console(file=cast("IO[str]", Trimmed(stream)), highlight=False, width=WIDTH_WHEN_PIPED)


def stderr() -> Console:
    """Give the console for progress and refusals."""
    return _console(stderr=True)


class Refusal(click.ClickException):
    """One clear line on standard error, and exit code 2."""

    exit_code = WRONG

    def __init__(self, message: str, lang: Lang) -> None:
        self.lang = lang
        super().__init__(message)

    def show(self, file: Any = None) -> None:
        """Print the line."""
        line = Text.assemble(("错误：" if self.lang == "zh" else "error: ", "bold red"), self.message)
        del file
        stderr().print(line, soft_wrap=True)


DEBUG = "DISCLOSURE_DEBUG"
"""Set in the environment, it shows the traceback of an error that nobody foresaw."""


@contextmanager
def at_home(home: Path | None) -> Iterator[None]:
    """Let a command look in the office's own folder, and leave the environment as it was."""
    before = os.environ.get(HOME_VARIABLE)
    try:
        if home is not None:
            os.environ[HOME_VARIABLE] = str(home)
        yield
    finally:
        if before is None:
            os.environ.pop(HOME_VARIABLE, None)
        else:
            os.environ[HOME_VARIABLE] = before


def _name_left_out(speaker: Speaker, home: Path | None) -> None:
    """Name each file of the office's own that cannot be used; the command goes on without it."""
    if home is not None:
        from workflows.office.extension import left_out  # noqa: PLC0415  # only who has a home pays for it
    else:
        from deadlines.loading import left_out  # noqa: PLC0415  # the same
    for fault in left_out():
        if fault.is_missing and click.get_current_context().info_name == "new":
            continue  # about to be made
        why = fault.error.text(speaker.lang)
        told = speaker.say(f"! 没有采用 {fault.file}：{why}", f"! left out {fault.file}: {why}")
        speaker.err.print(Text(told, style="yellow"), soft_wrap=True)


def speaking(command: _F) -> _F:
    """Give a command ``--lang`` and a Speaker as its first argument; turn refusals into one line."""

    @click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="zh",
        envvar="DISCLOSURE_LANG",
        show_envvar=True,
        help="输出语言，默认中文。Language of the output.",
    )
    @click.option(
        "--home",
        type=click.Path(path_type=Path),
        envvar=HOME_VARIABLE,
        show_envvar=True,
        help="本机关自己的流程、地方、规则等。The office's own flows, places, rules.",
    )
    @wraps(command)
    def wrapped(lang: Lang, home: Path | None, **given: Any) -> Any:
        try:
            with at_home(home):
                speaker = Speaker(lang)
                _name_left_out(speaker, home)
                return command(speaker, **given)
        except (DeadlinesError, WorkflowsError) as refusal:
            raise Refusal(refusal.text(lang), lang) from refusal
        except OSError as error:
            raise Refusal(_of_the_system(error, lang), lang) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if DEBUG in os.environ:
                raise
            raise Refusal(_unforeseen(error, lang), lang) from error

    return cast("_F", wrapped)


def _unforeseen(error: Exception, lang: Lang) -> str:
    """Say what nobody foresaw in one line, and how to see all of it."""
    text = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    if lang == "zh":
        return f"没有预料到的错误（{text}）；设 {DEBUG}=1 再运行可见详情"
    return f"an error that nobody foresaw ({text}); set {DEBUG}=1 to see all of it"


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        WrongUse: It is none.
    """
    try:
        return json.loads(path.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError) as error:
        what = f"{type(error).__name__} {error}"
        raise WrongUse(Reason("typed.json", f"{path}：不是 JSON（{what}）", f"{path}: not JSON: {what}")) from error


def json_text(data: object) -> str:
    """Write data as JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def _of_the_system(error: OSError, lang: Lang) -> str:
    """Say which file, and what the operating system refuses."""
    why = error.strerror or str(error)
    if lang == "zh":
        return f"{error.filename or ''}：{_OF_THE_SYSTEM.get(error.errno or 0, why)}".lstrip("：")
    return f"{error.filename or ''}: {why}".lstrip(": ")


class DayType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A day on the command line, in any form a register may use."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        day = read_day(value)
        if day is None or isinstance(day, Unreadable):
            zh, en = f"{value!r} 不是日期，请写作 2024-03-01", f"{value!r} is not a day, write 2024-03-01"
            raise WrongValue(Reason("typed.day", zh, en), param=param, ctx=ctx)
        return day


class DatabaseType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """The address of a database of a kind that an office can be kept in."""

    name = "URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the kind; whether it answers is seen when it is opened."""
        kind, mark, _ = str(value).partition("://")
        if not mark or kind.partition("+")[0] not in {"sqlite", "postgres", "postgresql"}:
            value = f"{kind}://…" if mark else value  # what follows may hold a password
            zh = f"{value!r} 不是数据库地址，请写作 sqlite:///文件 或 postgresql://用户@主机/库"
            en = f"{value!r} is no database, write sqlite:///FILE or postgresql://USER@HOST/NAME"
            raise WrongValue(Reason("typed.database", zh, en), param=param, ctx=ctx)
        return str(value)


DAY = DayType()
DATABASE = DatabaseType()

database = click.option(
    "--db",
    "url",
    type=DATABASE,
    envvar="DISCLOSURE_DB",
    show_envvar=True,
    default="sqlite:///office.db",
    show_default=True,
    help="数据库。The database.",
)
agency_option = click.option(
    "--agency", envvar="DISCLOSURE_AGENCY", default="office", show_default=True, help="机关。Whose cases."
)
place_option = click.option(
    "--place",
    envvar="DISCLOSURE_PLACE",
    show_envvar=True,
    default="cn",
    show_default=True,
    help="地方，如 shanwei：按当地的期限、日历和称呼。Whose terms, calendar and titles.",
)


def office_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Ask of a command which office it opens: its database, its agency, and the place where it is."""
    return database(agency_option(place_option(command)))


def today() -> date:
    """Ask which day it is in China."""
    return datetime.now(SHANGHAI).date()


def plain_table(**options: Any) -> Table:
    """Make a table that folds what is too wide and never cuts it."""
    return Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), **options)


def item(sign: str, words: str, *, indent: int = 2, style: str = "") -> Padding:
    """Lay out a sentence behind its sign, wrapped under itself; Chinese has no blanks to wrap at."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, width=1)
    grid.add_column(overflow="fold")
    grid.add_row(Text(sign, style=style), Text(words, style=style))
    return Padding(grid, (0, 0, 0, indent), expand=False)


def styled(text: str, style: str) -> Text:
    """Give text in a style; brackets in it are no markup."""
    return Text(text, style=style)
