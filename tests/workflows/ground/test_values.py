"""Days and instants: what is shared by every room of workflows."""

from __future__ import annotations

import os
import subprocess
import sys

ASKED = """
from datetime import datetime
from workflows.values import SHANGHAI
print(datetime(1990, 7, 1, tzinfo=SHANGHAI))
"""


def test_the_time_of_china_needs_no_time_zones_of_the_system() -> None:
    """A slim container has none; the package brings them, with the summer time of 1986 to 1991."""
    environment = {**os.environ, "PYTHONTZPATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout == "1990-07-01 00:00:00+09:00\n"
