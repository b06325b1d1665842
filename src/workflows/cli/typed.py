"""What is said of what was typed: our own reasons, and the words of click in Chinese, since it gives no codes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import click

from deadlines.errors import Reason

OF_CLICK = {
    "Missing argument {name}. Choose from:{known}": "缺少参数 {name}；可写：{known}",
    "Missing argument {name}.": "缺少参数 {name}",
    "Missing option {name}. Choose from:{known}": "缺少选项 {name}；可写：{known}",
    "Missing option {name}.": "缺少选项 {name}",
    "Missing parameter: {name}": "缺少 {name}",
    "Missing parameter {name}.": "缺少 {name}",
    "Missing command.": "缺少命令",
    "No such command {name}. Did you mean {near}?": "没有命令 {name}；是否指 {near}？",
    "No such command {name}. (Did you mean one of: {near}?)": "没有命令 {name}；是否指 {near} 之一？",
    "No such command {name}.": "没有命令 {name}",
    "No such option: {name} Did you mean {near}?": "没有选项 {name}；是否指 {near}？",
    "No such option: {name} (Possible options: {near})": "没有选项 {name}；是否指 {near} 之一？",
    "No such option: {name}": "没有选项 {name}",
    "No such option {name}. Did you mean {near}?": "没有选项 {name}；是否指 {near}？",
    "No such option {name}. (Did you mean one of: {near}?)": "没有选项 {name}；是否指 {near} 之一？",
    "No such option {name}.": "没有选项 {name}",
    "Got unexpected extra argument ({name})": "多出的参数：{name}",
    "Got unexpected extra arguments ({name})": "多出的参数：{name}",
    "Option {name} requires an argument.": "选项 {name} 后面要有值",
    "Option {name} does not take a value.": "选项 {name} 后面没有值",
    "Invalid value for {name} (env var: {var}): {why}": "{name}（环境变量 {var}）的值不对：{why}",
    "Invalid value for {name}: {why}": "{name} 的值不对：{why}",
    "Invalid value: {why}": "值不对：{why}",
    "{value} is not a valid integer.": "{value} 不是整数",
    "{value} is not a valid integer range.": "{value} 不是整数",
    "{value} is not a valid float.": "{value} 不是数",
    "{value} is not a valid float range.": "{value} 不是数",
    "{value} is not in the range {range}.": "{value} 不在 {range} 之内",
    "{value} is not one of {known}.": "“{value}”不在 {known} 之列",
    "File {name} does not exist.": "没有文件 {name}",
    "Path {name} does not exist.": "没有文件或者文件夹 {name}",
    "File {name} is a directory.": "{name} 是文件夹，不是文件",
    "Path {name} is a directory.": "{name} 是文件夹，不是文件",
    "Directory {name} is a file.": "{name} 是文件，不是文件夹",
    "File {name} is not readable.": "没有读文件 {name} 的权限",
    "Path {name} is not readable.": "没有读 {name} 的权限",
}
"""What click says, in all its versions from 8.1, with its Chinese; the more special before the more general."""


class WrongUse(click.UsageError):
    """What was typed cannot be done, and why in both languages."""

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(why.en)


class WrongValue(click.BadParameter):
    """A value that was typed cannot be read, and why in both languages."""

    def __init__(self, why: Reason, **where: Any) -> None:
        self.why = why
        super().__init__(why.en, **where)


def in_chinese(error: click.UsageError) -> str:
    """Say in Chinese what is wrong with what was typed."""
    if isinstance(error, WrongUse):
        return error.why.zh
    if isinstance(error, WrongValue):
        error = click.BadParameter(error.why.zh, error.ctx, error.param, error.param_hint)
    return words(error.format_message())


def words(said: str) -> str:
    """Say a sentence of click in Chinese; one that is not known stays as it is.

    >>> words("Missing option '--by'.")
    '缺少选项 --by'
    """
    for pattern, zh in _patterns():
        found = pattern.fullmatch(said)
        if found:
            return zh.format_map({name: _value(name, text) for name, text in found.groupdict().items()})
    return said


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(en), zh) for en, zh in OF_CLICK.items())


def _pattern(en: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", en)
    pattern = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(pattern, re.DOTALL)


def _value(name: str, text: str) -> str:
    """Give what is put in: the reason in Chinese, names without their quotes."""
    if name == "why":
        return words(text)
    return "、".join(_unquoted(part) for part in text.strip().replace(",\n", ", ").split(", "))


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
