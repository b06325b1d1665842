"""What stops an audit before the first row, or in the middle of a damaged file; a bad row never does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deadlines.errors import Reason
from workflows.errors import WorkflowsError
from workflows.ledger.fields import fields


class RegisterError(WorkflowsError):
    """The register cannot be read at all."""

    code = "register"
    host_class = "bad_input"

    def __init__(self, file: str, why: Reason, then: Reason) -> None:
        self.file = file
        self.why = why
        self.then = then
        super().__init__(f"{file}：{why.zh}；{then.zh}", f"{file}: {why}; {then}")


class MappingError(WorkflowsError):
    """It is not clear which column is which.

    ``missing`` names the required fields that no header matched, ``competing`` the headers that match one field,
    ``unknown`` what was asked for and does not exist, ``doubtful`` the columns that may change verdicts and were not
    recognised, each with the fields that it may be. ``recognised`` says that this row is a header row all the same.
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
        doubtful: Mapping[str, Sequence[str]] | None = None,
        recognised: bool = False,
        sheet: str = "",
    ) -> None:
        self.headers = tuple(headers)
        self.missing = tuple(missing)
        self.competing = {name: tuple(found) for name, found in (competing or {}).items()}
        self.unknown = tuple(unknown)
        self.doubtful = {header: tuple(names) for header, names in (doubtful or {}).items()}
        self.recognised = recognised
        self.sheet = sheet
        super().__init__(self._chinese(), self._english())

    def on_sheet(self, sheet: str) -> MappingError:
        """Say on which sheet it is unclear."""
        return MappingError(
            self.headers,
            missing=self.missing,
            competing=self.competing,
            unknown=self.unknown,
            doubtful=self.doubtful,
            recognised=self.recognised,
            sheet=sheet,
        )

    def _chinese(self) -> str:
        known = fields()
        parts = [f"工作表“{self.sheet}”（换一张请用 --sheet）"] if self.sheet else []
        parts += [reason.zh for reason in self.unknown]
        parts += [f"没有哪一列可认作“{known[name].zh}”" for name in self.missing]
        parts += [f"“{'”与“'.join(found)}”都可能是“{known[name].zh}”" for name, found in self.competing.items()]
        parts += [
            f"“{header}”列没有认出，可能是{'或'.join(f'“{known[name].zh}”' for name in names)}，不读它结论可能出错"
            for header, names in self.doubtful.items()
        ]
        ask = self._ways("表头")
        say = f"；请写明：{' '.join(ask)}" if ask else ""
        if self.doubtful:
            say += "；不读该列写作 " + " ".join(f"--map ={header}" for header in self.doubtful)
        if "replied" in self.missing:
            say += "；台账确实没有答复栏的，写作 --map replied="
        return f"{'；'.join(parts)}。现有表头：{'、'.join(filter(None, self.headers)) or '无'}{say}"

    def _english(self) -> str:
        parts = [f"sheet {self.sheet!r} (--sheet for another)"] if self.sheet else []
        parts += [reason.en for reason in self.unknown]
        parts += [f"no column is known to be {name}" for name in self.missing]
        parts += [f"{' and '.join(found)} could both be {name}" for name, found in self.competing.items()]
        parts += [
            f"the column {header} was not recognised; it may be {' or '.join(names)} and change verdicts"
            for header, names in self.doubtful.items()
        ]
        ask = self._ways("HEADER")
        say = f"; say which: {' '.join(ask)}" if ask else ""
        if self.doubtful:
            say += "; not to read it: " + " ".join(f"--map ={header}" for header in self.doubtful)
        if "replied" in self.missing:
            say += "; if the register keeps no replies: --map replied="
        return f"{'; '.join(parts)}; the headers are: {', '.join(filter(None, self.headers)) or 'none'}{say}"

    def _ways(self, placeholder: str) -> list[str]:
        ask = [f"--map {name}={placeholder}" for name in self.missing]
        ask += [f"--map {name}={found[0]}" for name, found in self.competing.items()]
        return ask + [f"--map {name}={header}" for header, names in self.doubtful.items() for name in names[:1]]


class OutputError(WorkflowsError):
    """The result cannot be written as asked."""

    code = "output"
    host_class = "bad_input"

    def __init__(self, file: str, why: Reason, then: Reason) -> None:
        self.file = file
        self.why = why
        self.then = then
        super().__init__(f"{file}：{why.zh}；{then.zh}", f"{file}: {why}; {then}")
