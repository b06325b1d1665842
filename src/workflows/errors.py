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


class UnknownCase(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a case that the agency does not have."""

    def __init__(self, agency: str, case_id: str) -> None:
        self.agency = agency
        self.case_id = case_id
        super().__init__(f"agency {agency!r} has no case {case_id!r}; check the number, or open the case first")


class ForeignAgency(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a look at another agency's cases."""

    def __init__(self, agency: str, own: tuple[str, ...]) -> None:
        self.agency = agency
        self.own = own
        super().__init__(
            f"agency {agency!r} is not open to this process, which sees {', '.join(own)}; open the office with sees=..."
        )


class CommandSeen(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to write a command a second time; the first time it led to events ``first`` to ``last``."""

    def __init__(self, case_id: str, key: str, first: int, last: int) -> None:
        self.case_id = case_id
        self.key = key
        self.first = first
        self.last = last
        super().__init__(f"case {case_id!r}: command {key!r} was done before, as events {first} to {last}")


class BrokenHistory(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to go on with a history whose chain of digests is broken; ``kind`` says how, ``seq`` where."""

    def __init__(self, case_id: str, seq: int, kind: str, why: str) -> None:
        self.case_id = case_id
        self.seq = seq
        self.kind = kind
        self.why = why
        super().__init__(
            f"case {case_id!r}, event {seq}: {kind}: {why}; restore the case from a backup or an export and find out "
            "who changed it"
        )


class StoreBusy(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse when another process holds the database; nothing was written."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the database is held by another process ({why}); nothing was written, try again")


class StoreFull(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse when the disk has no room; nothing was written."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the database cannot grow ({why}); nothing was written, make room and try again")


class StoreLost(WorkflowsError):  # noqa: N818  # named by what it says
    """Report a connection lost; ``in_doubt`` tells that it broke while committing, so that the answer is not known."""

    def __init__(self, why: str, *, in_doubt: bool) -> None:
        self.why = why
        self.in_doubt = in_doubt
        after = (
            "it is not known whether the command was written: give it again with the same key"
            if in_doubt
            else "nothing was written, try again"
        )
        super().__init__(f"the connection to the database was lost ({why}); {after}")


class WrongSchema(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a database without tables or with those of another release."""

    def __init__(self, found: str, wanted: str) -> None:
        self.found = found
        self.wanted = wanted
        todo = "disclosure db upgrade" if found else "disclosure db init"
        if found and found > wanted:
            todo = "upgrade disclosure-workflows"
        super().__init__(f"the database has schema {found or 'none'}, this release needs {wanted}; run: {todo}")


class NoKey(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to keep or read personal data without the key of the host."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"personal data need a key: {why}; open the office with keys=Keys(...)")


class WrongCursor(WorkflowsError, ValueError):  # noqa: N818  # named by what it says
    """Refuse a cursor that no page gave."""

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        super().__init__(f"cursor {cursor!r} is not one that a page gave; begin without a cursor")


class Unstorable(WorkflowsError, ValueError):  # noqa: N818  # named by what it says
    """Refuse a name that a database cannot keep as it is."""

    def __init__(self, what: str, value: str, why: str) -> None:
        self.what = what
        self.value = value
        self.why = why
        super().__init__(f"{what} {value!r} cannot be stored: {why}")


class NoDatabase(WorkflowsError, ModuleNotFoundError):  # noqa: N818  # named by what it says
    """Refuse to open a database without the packages that speak to it."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        super().__init__(
            f"a database needs {missing}, which is not installed; "
            "install the extra: python -m pip install 'disclosure-workflows[store]'"
        )


class UnknownFlow(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a flow name that no folder has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"no flow {name!r}; known are {', '.join(known)}")
