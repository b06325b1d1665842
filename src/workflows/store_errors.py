"""What can go wrong with a store: facts as attributes, the message built from them."""

from __future__ import annotations

from workflows.errors import WorkflowsError


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
