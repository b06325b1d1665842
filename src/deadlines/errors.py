"""Every error the package raises, as data.

The facts are attributes, so that a program can act on them; ``facts()`` gives them as plain values.
The text is built from the facts in Chinese and in English: it shows the value, gives the reason and says what to do
next. ``str()`` is the English text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from attrs import fields, frozen, has

Lang = Literal["zh", "en"]

HostClass = Literal["bad_input", "refused", "not_permitted", "conflict", "unknown", "busy", "broken_data"]
"""What a host does with an error: ask again, explain the law, ask for another person, read again, look elsewhere,
try again, call somebody."""


@frozen
class Reason:
    """Why, as a stable code with its wording in both languages, said where it is raised.

    >>> Reason("notice.no_year", "没有写明年份", "names no year").en
    'names no year'
    """

    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en

    def text(self, lang: Lang) -> str:
        """Give the wording in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


_TEXTS = frozenset({"zh", "en"})


class ErrorAsData(Exception):  # noqa: N818  # a base, not an error
    """What every error of both packages has: a code, facts, a text in two languages, a class for the host.

    It survives ``pickle`` and ``copy`` whatever its constructor takes.
    """

    code: ClassVar[str] = ""
    host_class: ClassVar[HostClass] = "bad_input"
    article: str = ""
    """The provision that the error rests on; empty where it rests on none."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)

    def text(self, lang: Lang) -> str:
        """Give the text in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en

    def facts(self) -> dict[str, Any]:
        """Give the facts of the error as plain values: text, numbers, truth, ISO days, lists and mappings of them."""
        return {
            name: plain(value) for name, value in vars(self).items() if name not in _TEXTS and not name.startswith("_")
        }

    def data(self) -> dict[str, Any]:
        """Give the whole error as plain values: code, class for the host, texts, article, facts."""
        return {
            "code": self.code,
            "host_class": self.host_class,
            "zh": self.zh,
            "en": self.en,
            "article": self.article,
            "facts": self.facts(),
        }

    def __reduce__(self) -> tuple[Callable[..., ErrorAsData], tuple[Any, ...]]:
        return _again, (type(self), self.args, dict(vars(self)))


def _again(kind: type[ErrorAsData], args: tuple[Any, ...], facts: dict[str, Any]) -> ErrorAsData:
    """Make an error anew from what it was, without its constructor."""
    error = kind.__new__(kind, *args)
    error.args = args
    vars(error).update(facts)
    return error


def plain(value: object) -> Any:
    """Give a fact as a plain value, such as JSON takes.

    >>> plain({"on": date(2024, 3, 1), "known": ("a", "b")})
    {'on': '2024-03-01', 'known': ['a', 'b']}
    """
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    kind: type[Any] = type(value)
    if has(kind):
        return {part.name: plain(getattr(value, part.name)) for part in fields(kind)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (Sequence, AbstractSet)):
        return [plain(item) for item in value]
    return str(value)


class DeadlinesError(ErrorAsData):
    """Catch this to catch every refusal of the package."""


_FILES = {"regions": "地区", "notices": "通知"}


class DataError(DeadlinesError):
    """A data file says something that cannot be used; ``source`` is the line of it that is meant, as it stands."""

    code = "data"
    host_class = "broken_data"

    def __init__(self, file: str, key: str, why: Reason, source: str = "") -> None:
        self.file = file
        self.key = key
        self.why = why
        self.source = source
        line = re.fullmatch(r"line (\d+)", key)
        place = f"第 {line[1]} 行" if line else key
        super().__init__(
            f"{_FILES.get(file, file)}：{place}：{why.zh}{f'（原文：{source}）' if source else ''}",
            f"{file}: {key}: {why}{f': {source}' if source else ''}",
        )


class CalendarGapError(DeadlinesError):
    """A day was asked for that no notice covers."""

    code = "calendar_gap"
    host_class: ClassVar[HostClass] = "unknown"

    def __init__(self, region: str, day: date | None, first: date, last: date, step: str = "") -> None:
        self.region = region
        self.day = day
        self.first = first
        self.last = last
        asked = f"{day.isoformat()}" if day is not None else f"the day reached by {step}"
        year = day.year if day is not None else last.year + 1
        super().__init__(
            f"日历 {region} 只覆盖 {first} 至 {last}，此外的日子尚无通知，不作推测；"
            "新通知公布后请导入：disclosure calendar import 文件",
            f"calendar {region!r} covers {first.isoformat()} to {last.isoformat()} and cannot say whether "
            f"{asked} is a working day. Once the notice for {year} is published, import it: "
            f"disclosure calendar import FILE",
        )


class UnknownRuleError(DeadlinesError):
    """No instrument has a rule of this name."""

    code = "unknown_rule"
    host_class = "unknown"

    def __init__(self, rule_id: str, near: tuple[str, ...]) -> None:
        self.rule_id = rule_id
        self.near = near
        hint = f"did you mean {', '.join(near)}?" if near else "list them all: disclosure rules"
        zh = f"是否指 {'、'.join(near)}？" if near else "全部期限见：disclosure rules"
        super().__init__(f"没有名为 {rule_id} 的期限；{zh}", f"no rule {rule_id!r}; {hint}")


class NotInForceError(DeadlinesError):
    """The rule exists, but no version of it binds on this day."""

    code = "not_in_force"
    host_class = "refused"

    def __init__(self, rule_id: str, day: date, versions: tuple[str, ...]) -> None:
        self.rule_id = rule_id
        self.day = day
        self.versions = versions
        super().__init__(
            f"{rule_id} 在 {day} 没有有效的版本；已有版本：{'；'.join(versions)}。"
            "请改问有效期内的日子，或者补入当日有效的文件",
            f"rule {rule_id!r} is not in force on {day.isoformat()}; its versions: {'; '.join(versions)}. "
            f"Ask for a day inside one of them, or add the instrument that governs this day",
        )


class AmbiguousDayError(DeadlinesError):
    """The term does not name one single day from this start; the law does not say which to take."""

    code = "ambiguous_day"

    def __init__(self, start: date, term: str, why: Reason) -> None:
        self.start = start
        self.term = term
        self.why = why
        super().__init__(
            f"自 {start} 起的 {term} 不能确定到某一日：{why.zh}",
            f"{term} from {start.isoformat()} is ambiguous: {why}",
        )


FACTS: dict[str, tuple[str, str]] = {
    "Started": ("起算", "started"),
    "Suspended": ("中止", "suspended"),
    "Resumed": ("恢复计算", "resumed"),
    "Restarted": ("重新计算", "restarted"),
    "Extended": ("告知延期", "extended"),
    "Agreed": ("确定期限", "agreed"),
    "Stopped": ("办结", "stopped"),
}
"""What happened to a term, by the name of the fact; it stands here for the texts of errors."""


class TimelineError(DeadlinesError):
    """The facts contradict each other or the rule; nothing was computed."""

    code = "timeline"

    def __init__(self, fact: str, on: date | datetime | None, why: Reason, article: str = "") -> None:
        self.fact = fact
        self.on = on
        self.why = why
        self.article = article
        when = f" on {on.isoformat()}" if on is not None else ""
        law = f" ({article})" if article else ""
        head = f"{on or ''}{FACTS.get(fact, ('',))[0]}"
        super().__init__(
            f"{head}{'：' if head else ''}{why.zh}{f'（{article}）' if article else ''}",
            f"{fact}{when}: {why}{law}",
        )
