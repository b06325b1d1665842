"""The points on which readers of the law differ, as named choices.

The choices, their sources and the default are data (``data/readings.toml``);
a test holds the defaults here against that file.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen


@frozen(slots=True)
class Readings:
    """One choice for each disputed point that moves a date; the defaults are the mainstream answers.

    >>> Readings(start_day="counted").start_day
    'counted'
    """

    start_day: Literal["not_counted", "counted"] = "not_counted"
    correction_effect: Literal["restart", "suspend", "none"] = "restart"
    fee_effect: Literal["restart", "suspend"] = "restart"
    extension_from: Literal["base_end", "notice_day"] = "base_end"
    consultation_dispatch_day: Literal["counted", "excluded"] = "counted"
    receipt_on_non_working_day: Literal["same_day", "next_working_day"] = "same_day"
    fixed_date_roll: Literal["none", "next_working_day"] = "none"
    regional_holiday: Literal["off", "worked"] = "off"


MAINSTREAM = Readings()
"""The default of every point."""
