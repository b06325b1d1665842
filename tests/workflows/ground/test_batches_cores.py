"""Which cores a process may use, and when it may be copied."""

from __future__ import annotations

import os
import subprocess
import sys

from workflows.batches import can_fork, free_cores


def test_only_where_no_other_thread_is() -> None:
    """A lock that another thread held would never be let go in the copy."""
    script = """
import threading
from workflows.batches import can_fork
alone, stop = can_fork(), threading.Event()
other = threading.Thread(target=stop.wait)
other.start()
print(alone, can_fork())
stop.set()
other.join()
print(can_fork())
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ["True False", "True"] == ran.stdout.splitlines()
    assert can_fork() in (True, False)
    assert 1 <= free_cores() <= (os.cpu_count() or 1)
