"""What tests share: an example flow, the stores, scenarios, programs that are killed.

A helper that is a program of its own is started with ``python -m helpers.NAME`` in the folder ``TESTS``.
"""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
