"""What stops an audit before the first row; a bad row never does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deadlines.errors import Reason, wording
from workflows.errors import WorkflowsError
from workflows.ledger.fields import fields


class RegisterError(WorkflowsError):
    """The register cannot be read at all."""

    code = "register"
    host_class = "bad_input"

    def __init__(self, file: str, why: str | Reason, then: str | Reason) -> None:
        self.file = file
        self.why = why
        self.then = then
        super().__init__(f"{file}：{wording(why)}；{wording(then)}", f"{file}: {why}; {then}")


class MappingError(WorkflowsError):
    """It is not clear which column is which.

    ``missing`` names the required fields that no header matched, ``competing`` the headers that match one field,
    ``unknown`` what was asked for and does not exist.
    """

    code = "mapping"
    host_class = "bad_input"

    def __init__(
        self,
        headers: Sequence[str],
        *,
        missing: Sequence[str] = (),
        competing: Mapping[str, Sequence[str]] | None = None,
        unknown: Sequence[Reason] = (),
    ) -> None:
        self.headers = tuple(headers)
        self.missing = tuple(missing)
        self.competing = {name: tuple(found) for name, found in (competing or {}).items()}
        self.unknown = tuple(unknown)
        super().__init__(self._in_chinese(), self._in_english())

    def _in_chinese(self) -> str:
        known = fields()
        parts = [why.zh for why in self.unknown]
        parts += [f"没有哪一列可认作“{known[name].zh}”" for name in self.missing]
        parts += [f"“{'”与“'.join(found)}”都可能是“{known[name].zh}”" for name, found in self.competing.items()]
        ask = [f"--map {name}=表头" for name in self.missing]
        ask += [f"--map {name}={found[0]}" for name, found in self.competing.items()]
        say = f"；请写明：{' '.join(ask)}" if ask else ""
        return f"{'；'.join(parts)}。现有表头：{'、'.join(header for header in self.headers if header) or '无'}{say}"

    def _in_english(self) -> str:
        parts = [why.en for why in self.unknown]
        parts += [f"no column is known to be {name}" for name in self.missing]
        parts += [f"{' and '.join(found)} could both be {name}" for name, found in self.competing.items()]
        ask = [f"--map {name}=HEADER" for name in self.missing]
        ask += [f"--map {name}={found[0]}" for name, found in self.competing.items()]
        say = f"; say which: {' '.join(ask)}" if ask else ""
        return f"{'; '.join(parts)}; the headers are: {', '.join(self.headers) or 'none'}{say}"


class OutputError(WorkflowsError):
    """The result cannot be written as asked."""

    code = "output"
    host_class = "bad_input"

    def __init__(self, file: str, why: str | Reason, then: str | Reason) -> None:
        self.file = file
        self.why = why
        self.then = then
        super().__init__(f"{file}：{wording(why)}；{wording(then)}", f"{file}: {why}; {then}")
