"""What can go wrong with a report."""

from __future__ import annotations

from deadlines.errors import Reason
from workflows.errors import WorkflowsError


class ReportError(WorkflowsError):
    """Refuse a file that is no annual report, or that cannot be read safely."""

    code = "report"
    host_class = "bad_input"

    def __init__(self, file: str, why: Reason) -> None:
        self.file = file
        self.why = why
        super().__init__(f"{file}：{why.zh}", f"{file}: {why.en}")
