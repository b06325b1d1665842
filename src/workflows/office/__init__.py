"""What an agency does with its cases."""

from __future__ import annotations

from workflows.office.office import Office
from workflows.office.view import View

__all__ = ["Office", "View"]
