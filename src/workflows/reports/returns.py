"""The returns of departments: read from a folder, held against the list of those that owe one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from workflows.reports.figures import Figures, Warned, figures_from


@frozen
class Returns:
    """What a folder held: the reports, and the files that are none."""

    reports: tuple[Figures, ...]
    passed_over: tuple[str, ...]

    def warnings(self, expected: Iterable[str]) -> Iterator[Warned]:
        """Say which of the ``expected`` agencies sent none, who else did, and which files were not read."""
        names = [report.agency for report in self.reports]
        due = list(dict.fromkeys(expected))
        missing = tuple(name for name in due if name not in names)
        if missing:
            yield Warned(
                "return_missing", f"没有报送：{'、'.join(missing)}", f"no return from: {', '.join(missing)}", missing
            )
        others = tuple(name for name in names if due and name not in due)
        if others:
            yield Warned(
                "return_unexpected",
                f"名单之外的报送，已计入：{'、'.join(others)}",
                f"not on the list, and added all the same: {', '.join(others)}",
                others,
            )
        if self.passed_over:
            yield Warned(
                "return_not_read",
                f"没有读这些文件，报送应为 JSON：{'、'.join(self.passed_over)}",
                f"not read, a return is JSON: {', '.join(self.passed_over)}",
                self.passed_over,
            )


def read_returns(folder: Path) -> Returns:
    """Read the returns of a folder, each as ``disclosure report annual --out X.json`` writes it.

    Raises:
        ReportError: One is no return, was changed, or breaks an identity.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    read = tuple(figures_from(read_data(path), path.name) for path in files if path.suffix.lower() == ".json")
    return Returns(read, tuple(path.name for path in files if path.suffix.lower() != ".json"))


def read_data(path: Path) -> object:
    """Read a file as JSON; None if it is none."""
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def read_names(path: Path) -> tuple[str, ...]:
    """Read a list of agencies, one a line; what stands behind # is a remark."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return tuple(name for line in lines if (name := line.partition("#")[0].strip()))
