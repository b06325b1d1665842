"""What is not recorded of a duty: the duty, the clause, the reason, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from deadlines.errors import Reason
from workflows.errors import WorkflowsError


class UnknownDuty(WorkflowsError):  # noqa: N818  # named by what it says
    """Name a duty that the place does not have, and those whose names are near."""

    code = "unknown_duty"
    host_class = "unknown"

    def __init__(self, place: str, duty: str, near: Sequence[str]) -> None:
        self.place = place
        self.duty = duty
        self.near = tuple(near)
        zh = f"是否指 {'、'.join(near)}？" if near else f"全部职责见：disclosure duties list --place {place}"
        en = f"did you mean {', '.join(near)}?" if near else f"see disclosure duties list --place {place}"
        super().__init__(f"{place} 没有职责“{duty}”；{zh}", f"{place} has no duty {duty!r}; {en}")


class DutyRefused(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to record something of a duty: nothing is written."""

    code = "duty_refused"
    host_class = "bad_input"

    def __init__(self, place: str, duty: str, clause: str, why: Reason) -> None:
        self.place = place
        self.duty = duty
        self.clause = clause
        self.why = why
        super().__init__(f"{place} {duty}（{clause}）：{why.zh}", f"{place} {duty} ({clause}): {why.en}")
