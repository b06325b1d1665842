"""Every error that workflows raises: facts as attributes, the message built from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


class WorkflowsError(Exception):
    """Base of every error raised by workflows."""


class InvalidFlow(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a flow that is wrong: it cannot be constructed.

    ``fault`` names what is wrong, ``trace`` is the shortest way there (commands, ticks and lapses), empty for a
    fault that shows in the literal itself.
    """

    def __init__(self, flow: str, fault: str, trace: Sequence[str] = ()) -> None:
        self.flow = flow
        self.fault = fault
        self.trace = tuple(trace)
        way = f"; reached by: {' > '.join(self.trace)}" if self.trace else ""
        super().__init__(f"flow {flow!r}: {fault}{way}")


class WrongFlow(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to treat a case with a flow it was not opened under."""

    def __init__(self, case_id: str, pinned: str, given: str) -> None:
        self.case_id = case_id
        self.pinned = pinned
        self.given = given
        super().__init__(
            f"case {case_id!r} is pinned to flow {pinned!r}, not {given!r}; pass the pinned flow or migrate the case"
        )


class Refused(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a command: nothing has happened to the case.

    ``article`` is the provision the refusal rests on, ``allowed`` the commands that this actor may give now.
    """

    def __init__(
        self, reason: str, *, case_id: str, command: str, state: str, article: str, allowed: Sequence[str] = ()
    ) -> None:
        self.reason = reason
        self.case_id = case_id
        self.command = command
        self.state = state
        self.article = article
        self.allowed = tuple(allowed)
        instead = f"; allowed now: {', '.join(self.allowed)}" if self.allowed else "; nothing is allowed now"
        super().__init__(f"case {case_id!r}: {command!r} in {state!r} refused: {reason} ({article}){instead}")


class NotAllowedHere(Refused):
    """Refuse a command that the flow does not know in this state."""


class GuardFailed(Refused):
    """Refuse a command whose condition does not hold; ``guard`` names the condition."""

    def __init__(
        self,
        reason: str,
        *,
        guard: str,
        case_id: str,
        command: str,
        state: str,
        article: str,
        allowed: Sequence[str] = (),
    ) -> None:
        self.guard = guard
        super().__init__(reason, case_id=case_id, command=command, state=state, article=article, allowed=allowed)


class NotPermitted(Refused):
    """Refuse a command to a role that the flow does not name for it; ``roles`` are those that it names."""

    def __init__(
        self,
        *,
        role: str,
        roles: Sequence[str],
        case_id: str,
        command: str,
        state: str,
        article: str,
        allowed: Sequence[str] = (),
    ) -> None:
        self.role = role
        self.roles = tuple(roles)
        reason = f"role {role!r} may not; the flow names {', '.join(self.roles) or 'nobody'}"
        super().__init__(reason, case_id=case_id, command=command, state=state, article=article, allowed=allowed)


class UnreadableHistory(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a recorded event that this version cannot read."""

    def __init__(self, event_type: str, version: object, why: str) -> None:
        self.event_type = event_type
        self.version = version
        self.why = why
        super().__init__(
            f"cannot read event {event_type!r} version {version!r}: {why}; "
            "upgrade disclosure-workflows or add an upcaster"
        )


class VersionConflict(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to append to a case that has moved on: read it again and decide again."""

    def __init__(self, case_id: str, expected: int, found: int) -> None:
        self.case_id = case_id
        self.expected = expected
        self.found = found
        super().__init__(
            f"case {case_id!r}: expected event {expected}, found {found}; load the case again and decide again"
        )


class MigrationRefused(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to move open cases to a flow where one could be stranded or lose time."""

    def __init__(self, old: str, new: str, why: str) -> None:
        self.old = old
        self.new = new
        self.why = why
        super().__init__(
            f"migration from {old!r} to {new!r} refused: {why}; change the mapping or let old cases finish"
        )


class LooserThanLaw(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a place whose own term is looser than the law's."""

    def __init__(self, place: str, rule: str, day: date | None, why: str) -> None:
        self.place = place
        self.rule = rule
        self.day = day
        self.why = why
        super().__init__(f"place {place!r}, rule {rule!r}: {why}; a place may be stricter than the law, never looser")
