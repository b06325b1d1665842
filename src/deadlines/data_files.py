"""A TOML table that is read key by key: what is missing, misspelt or of the wrong kind is refused with its place.

Nothing here opens a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from attrs import frozen

from deadlines.errors import DataError, Reason

DATA = Path(__file__).with_name("data")  # importlib.resources costs more than reading all the files

VERIFICATIONS = ("text", "secondary", "memory")
"""How a text was checked: read itself, read as told by another, or only remembered."""


def no_choice(value: object, known: Iterable[str]) -> Reason:
    """Say that a value is not among those that are known."""
    zh, en = "、".join(known := tuple(known)), ", ".join(known)
    return Reason("data.no_choice", f"“{value}”不在 {zh} 之列", f"{value!r} is none of {en}")


@frozen(slots=True)
class Table:
    """One table of a data file; ``key`` is where it stands, such as ``rule[2].extension``."""

    file: str
    key: str
    data: Mapping[str, Any]

    def refuse(self, name: str, why: Reason) -> NoReturn:
        """Raise the error for one key of this table."""
        raise DataError(self.file, f"{self.key}.{name}" if self.key else name, why)

    def only(self, names: Iterable[str]) -> None:
        """Refuse keys that nobody reads: a misspelt key would silently be lost."""
        known = sorted(names)
        for name in self.data:
            if name not in known:
                why = Reason(
                    "data.unknown_key",
                    f"不认识的项；此处可用 {'、'.join(known)}",
                    f"unknown key; the keys here are {', '.join(known)}",
                )
                self.refuse(name, why)

    def _get(self, name: str) -> Any:
        if name not in self.data:
            self.refuse(name, Reason("data.missing", "缺少；请补上", "missing; add it"))
        return self.data[name]

    def text(self, name: str, default: str | None = None) -> str:
        """Read a text that is not blank; ``default`` makes it optional."""
        if default is not None and name not in self.data:
            return default
        value = self._get(name)
        if not isinstance(value, str) or not value.strip():
            why = Reason(
                "data.not_a_text",
                f"“{value}”不是文字；请照出处写明",
                f"{value!r} is not a text; write what the source says",
            )
            self.refuse(name, why)
        return value

    def texts(self, name: str, *, required: bool = True) -> tuple[str, ...]:
        """Read a list of texts, at least one if required."""
        if not required and name not in self.data:
            return ()
        value = self._get(name)
        listed = isinstance(value, list) and value
        if not listed or not all(isinstance(item, str) and item.strip() for item in value):
            why = Reason(
                "data.not_texts",
                f"“{value}”不是文字的列表；请至少写一项",
                f"{value!r} is not a list of texts; name at least one",
            )
            self.refuse(name, why)
        return tuple(value)

    def day(self, name: str) -> date:
        """Read a day."""
        value = self._get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            why = Reason(
                "data.not_a_day",
                f"“{value}”不是日期；请写作 2019-05-15，不加引号",
                f"{value!r} is not a day; write it as 2019-05-15, without quotes",
            )
            self.refuse(name, why)
        return value

    def optional_day(self, name: str) -> date | None:
        """Read a day that may be absent."""
        return self.day(name) if name in self.data else None

    def whole(self, name: str, least: int = 0) -> int:
        """Read a whole number that is not below ``least``."""
        value = self._get(name)
        if type(value) is not int or value < least:
            why = Reason(
                "data.not_whole",
                f"“{value}”不是不小于 {least} 的整数",
                f"{value!r} is not a whole number of {least} or more",
            )
            self.refuse(name, why)
        return value

    def truth(self, name: str, *, default: bool | None = None) -> bool:
        """Read true or false; ``default`` makes it optional."""
        value = self.data.get(name, default) if default is not None else self._get(name)
        if not isinstance(value, bool):
            self.refuse(
                name,
                Reason("data.not_yes_or_no", f"“{value}”不是 true 或 false", f"{value!r} is not true or false"),
            )
        return value

    def one_of(self, name: str, choices: Iterable[str], default: str | None = None) -> str:
        """Read one of some words; ``default`` makes it optional."""
        value = self.text(name, default)
        known = tuple(choices)
        if value not in known:
            self.refuse(name, no_choice(value, known))
        return value

    def free_texts(self, name: str) -> dict[str, str]:
        """Read a table whose keys are the writer's own, each with a text; empty if the table is absent."""
        if name not in self.data:
            return {}
        inside = self.table(name)
        return {key: inside.text(key) for key in inside.data}

    def table(self, name: str) -> Table:
        """Read a table inside this one."""
        value = self._get(name)
        if not isinstance(value, dict):
            self.refuse(name, Reason("data.not_a_table", f"“{value}”不是表", f"{value!r} is not a table"))
        return Table(self.file, f"{self.key}.{name}" if self.key else name, value)

    def tables(self, name: str) -> tuple[Table, ...]:
        """Read a list of tables; none if the key is absent."""
        value = self.data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(name, Reason("data.not_tables", f"请写作 [[{name}]] 表", f"write [[{name}]] tables"))
        place = f"{self.key}.{name}" if self.key else name
        return tuple(Table(self.file, f"{place}[{number}]", item) for number, item in enumerate(value, 1))


def not_toml(error: Exception) -> Reason:
    """Say that a text is not TOML."""
    return Reason("data.not_toml", f"不是 TOML（{error}）", f"is not TOML: {error}")


def read_data(name: str) -> Table:
    """Read one data file of the package, such as ``fees.toml``.

    Raises:
        DataError: It is not TOML.
    """
    return _parse(name, (DATA / name).read_text(encoding="utf-8"))


def read_table(path: Path, name: str = "") -> Table:
    """Read a TOML file of the office's own, or one that lies beside its module.

    Raises:
        DataError: It cannot be opened, is no text in UTF-8, or is not TOML.
    """
    label = name or path.name
    try:
        return _parse(label, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = Reason("data.unreadable", f"不能读取（{error}）", f"cannot be read: {error}")
        raise DataError(label, "file", why) from error


def _parse(name: str, text: str) -> Table:
    try:
        return Table(name, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DataError(name, "TOML", not_toml(error)) from error
