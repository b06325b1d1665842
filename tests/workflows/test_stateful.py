"""Any order of commands by any role on any day: the library's promises hold after each step."""

from __future__ import annotations

from datetime import date

from hypothesis import settings

from helpers.example_flow import BASIS, FLOW
from workflows.testing import machine_for

TestExample = machine_for(FLOW, BASIS, date(2024, 3, 1)).TestCase
TestExample.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
