"""Why a case is set aside: whatever is wrong with one must not stop the others."""

from __future__ import annotations

from deadlines.errors import ErrorAsData, Reason
from workflows.store.errors import StoreFault


def why_aside(error: Exception) -> Reason:
    """Give the reason to set one case aside.

    Raises:
        StoreFault: It is not the case, it is the database.
    """
    if isinstance(error, StoreFault):
        raise error
    if isinstance(error, ErrorAsData):
        return Reason(error.code, error.zh, error.en)
    why = f"{type(error).__name__} {error}"
    return Reason("case.unforeseen", f"处理时出错（{why}）", f"it failed with {why}")
