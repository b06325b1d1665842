"""The points on which readers of the law differ, as named choices.

The choices, their sources and the default are data (``data/readings.toml``);
a test holds the defaults here against that file.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from deadlines.errors import DeadlinesError


@frozen(slots=True)
class Readings:
    """One choice for each disputed point that moves a date; the defaults are the mainstream answers.

    >>> Readings(start_day="counted").start_day
    'counted'
    """

    start_day: Literal["not_counted", "counted"] = "not_counted"
    correction_effect: Literal["restart", "suspend", "none"] = "restart"
    fee_effect: Literal["restart", "suspend"] = "restart"
    second_correction: Literal["once", "again"] = "once"
    late_correction_notice: Literal["keeps_effect", "no_effect"] = "keeps_effect"
    notice_after_lapse: Literal["no_effect", "restart"] = "no_effect"
    extension_from: Literal["base_end", "notice_day"] = "base_end"
    consultation_dispatch_day: Literal["counted", "excluded"] = "counted"
    co_producer_time: Literal["excluded", "counted"] = "excluded"
    receipt_on_non_working_day: Literal["same_day", "next_working_day"] = "same_day"
    fixed_date_roll: Literal["none", "next_working_day"] = "none"
    regional_holiday: Literal["off", "worked"] = "off"


MAINSTREAM = Readings()
"""The default of every point."""


@frozen(slots=True)
class ReadingChoice:
    """One answer to a disputed point, in both languages, and who gives it."""

    id: str
    zh: str
    en: str
    source: str


@frozen(slots=True)
class ReadingPoint:
    """One disputed point with its answers; ``stage`` says where the choice acts.

    ``stage`` is ``count``, ``receipt``, ``version`` (which text binds), ``calendar`` or ``reply``.
    """

    id: str
    stage: str
    question: str
    question_en: str
    default: str
    choices: tuple[ReadingChoice, ...]

    def choice(self, choice_id: str) -> ReadingChoice:
        """Find an answer by its name.

        Raises:
            UnknownReadingError: The point has no such answer.
        """
        for choice in self.choices:
            if choice.id == choice_id:
                return choice
        raise UnknownReadingError(self.id, choice_id, tuple(choice.id for choice in self.choices))

    @property
    def contrary(self) -> tuple[ReadingChoice, ...]:
        """Give the answers that are not the default."""
        return tuple(choice for choice in self.choices if choice.id != self.default)


class UnknownReadingError(DeadlinesError):
    """A disputed point, or an answer to one, that the data does not name."""

    code = "unknown_reading"
    host_class = "unknown"

    def __init__(self, point: str, choice: str, known: tuple[str, ...]) -> None:
        self.point = point
        self.choice = choice
        self.known = known
        names = ", ".join(known)
        super().__init__(
            f"争点 {point} 没有 {choice} 这种读法；可选：{'、'.join(known)}"
            if choice
            else f"没有争点 {point}；现有：{'、'.join(known)}",
            f"the point {point!r} has no reading {choice!r}; its readings: {names}"
            if choice
            else f"no disputed point {point!r}; the points: {names}",
        )
