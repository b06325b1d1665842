"""Every error the package raises.

The facts are attributes, so that a program can act on them.
The message is built from the facts: it shows the value, gives the reason and says what to do next.
"""

from __future__ import annotations

from datetime import date, datetime


class DeadlinesError(Exception):
    """Catch this to catch every refusal of the package."""


class DataError(DeadlinesError):
    """A data file says something that cannot be used."""

    def __init__(self, file: str, key: str, why: str) -> None:
        self.file = file
        self.key = key
        self.why = why
        super().__init__(f"{file}: {key}: {why}")


class CalendarGapError(DeadlinesError):
    """A day was asked for that no notice covers."""

    def __init__(self, region: str, day: date | None, first: date, last: date, step: str = "") -> None:
        self.region = region
        self.day = day
        self.first = first
        self.last = last
        asked = f"{day.isoformat()}" if day is not None else f"the day reached by {step}"
        year = day.year if day is not None else last.year + 1
        super().__init__(
            f"calendar {region!r} covers {first.isoformat()} to {last.isoformat()} and cannot say whether "
            f"{asked} is a working day. Once the notice for {year} is published, import it: "
            f"disclosure calendar import FILE"
        )


class UnknownRuleError(DeadlinesError):
    """No instrument has a rule of this name."""

    def __init__(self, rule_id: str, near: tuple[str, ...]) -> None:
        self.rule_id = rule_id
        self.near = near
        hint = f"did you mean {', '.join(near)}?" if near else "list them all: disclosure rules"
        super().__init__(f"no rule {rule_id!r}; {hint}")


class NotInForceError(DeadlinesError):
    """The rule exists, but no version of it binds on this day."""

    def __init__(self, rule_id: str, day: date, versions: tuple[str, ...]) -> None:
        self.rule_id = rule_id
        self.day = day
        self.versions = versions
        super().__init__(
            f"rule {rule_id!r} is not in force on {day.isoformat()}; its versions: {'; '.join(versions)}. "
            f"Ask for a day inside one of them, or add the instrument that governs this day"
        )


class AmbiguousDayError(DeadlinesError):
    """The term does not name one single day from this start; the law does not say which to take."""

    def __init__(self, start: date, term: str, why: str) -> None:
        self.start = start
        self.term = term
        self.why = why
        super().__init__(f"{term} from {start.isoformat()} is ambiguous: {why}")


class TimelineError(DeadlinesError):
    """The facts contradict each other or the rule; nothing was computed."""

    def __init__(self, fact: str, on: date | datetime | None, why: str, article: str = "") -> None:
        self.fact = fact
        self.on = on
        self.why = why
        self.article = article
        when = f" on {on.isoformat()}" if on is not None else ""
        law = f" ({article})" if article else ""
        super().__init__(f"{fact}{when}: {why}{law}")
