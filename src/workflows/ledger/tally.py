"""What an audit has seen: counts and the worst few, never the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappush, heappushpop

from attrs import Factory, define, frozen

from workflows.ledger.request import BAD, IN_TIME, LATE, NO_REQUEST, OVERDUE, STATUSES, UNRECORDED, Verdict

_WORST = 10
_BAD_SHOWN = 20
_DOUBTFUL_SHOWN = 12
_REPEATED_SHOWN = 10
REPEATED = "number_repeated"
"""The code of a finding on a row whose number an earlier row has."""


@frozen(slots=True, eq=False)
class Entry:
    """One row with its verdict: the line it starts on, the number the register gives it, its cells as read.

    ``last_line`` differs from ``line`` only where lines could not be told apart.
    """

    line: int
    id: str
    verdict: Verdict
    cells: Sequence[object] = ()
    last_line: int = 0
    sheet: str = ""


def _counts() -> Counter[str]:
    return Counter(dict.fromkeys(STATUSES, 0))


@define(slots=True, eq=False)
class Tally:
    """What was seen so far: it holds counts and the worst few, never the rows.

    ``rows`` always equals the sum of ``by_status``. ``bad`` and ``doubtful`` are the first of their kind;
    doubtful are rows with a remark or a contrary reading that are not bad. ``repeated`` counts the rows whose number
    an earlier row has, ``repeated_lines`` are the first of them.
    """

    rows: int = 0
    by_status: Counter[str] = Factory(_counts)
    by_finding: Counter[str] = Factory(Counter)
    by_rule: Counter[str] = Factory(Counter)
    reversible: int = 0
    lost_lines: int = 0
    repeated: int = 0
    repeated_lines: list[str] = Factory(list)
    bad: list[Entry] = Factory(list)
    doubtful: list[Entry] = Factory(list)
    _worst: list[tuple[int, int, Entry]] = Factory(list)
    _serial: int = 0

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        verdict = entry.verdict
        status = verdict.status
        self.rows += 1
        self.by_status[status] += 1
        if verdict.rule:
            self.by_rule[verdict.rule] += 1
        if verdict.reversals:
            self.reversible += 1
        for finding in verdict.findings:
            if finding.code == REPEATED:
                self.add_repeated(entry.line, entry.sheet)
            else:
                self.by_finding[finding.code] += 1
        if status == BAD:
            self.lost_lines += max(entry.last_line - entry.line, 0)
            if len(self.bad) < _BAD_SHOWN:
                self.bad.append(entry)
            return
        if status in {LATE, OVERDUE, UNRECORDED}:
            self._weigh(entry)
        if len(self.doubtful) < _DOUBTFUL_SHOWN and _is_doubtful(verdict):
            self.doubtful.append(entry)

    def add_repeated(self, line: int, sheet: str = "") -> None:
        """Count a row whose number an earlier row has."""
        self.repeated += 1
        if len(self.repeated_lines) < _REPEATED_SHOWN:
            self.repeated_lines.append(f"{sheet}!{line}" if sheet else str(line))

    def _weigh(self, entry: Entry) -> None:
        # Of equally late rows the first stays: later ones carry a smaller serial.
        self._serial -= 1
        item = (entry.verdict.days or 0, self._serial, entry)
        (heappush if len(self._worst) < _WORST else heappushpop)(self._worst, item)

    def add_in_time(self, rules: Counter[str]) -> None:
        """Count rows answered in time with nothing to remark, by the rule that bound them."""
        rows = rules.total()
        self.rows += rows
        self.by_status[IN_TIME] += rows
        self.by_rule.update(rules)

    def add_all(self, later: Tally) -> None:
        """Count what another tally saw of the rows that follow."""
        self.rows += later.rows
        self.reversible += later.reversible
        self.lost_lines += later.lost_lines
        self.repeated += later.repeated
        self.repeated_lines.extend(later.repeated_lines[: _REPEATED_SHOWN - len(self.repeated_lines)])
        for mine, others in (
            (self.by_status, later.by_status),
            (self.by_finding, later.by_finding),
            (self.by_rule, later.by_rule),
        ):
            mine.update(others)
        self.bad.extend(later.bad[: _BAD_SHOWN - len(self.bad)])
        self.doubtful.extend(later.doubtful[: _DOUBTFUL_SHOWN - len(self.doubtful)])
        for entry in later.worst():
            self._weigh(entry)

    def worst(self) -> list[Entry]:
        """Give the latest answers and the longest overdue, the worst first."""
        return [entry for _, _, entry in sorted(self._worst, key=lambda item: (-item[0], -item[1]))]

    @property
    def clean(self) -> bool:
        """Whether no row is late, overdue, past its due date or bad."""
        return not any(self.by_status[status] for status in (LATE, OVERDUE, UNRECORDED, BAD))


def _is_doubtful(verdict: Verdict) -> bool:
    if verdict.status == NO_REQUEST:
        return False
    return bool(verdict.reversals) or any(finding.code != REPEATED for finding in verdict.findings)


def tallied(entries: Iterable[Entry], tally: Tally) -> Iterator[Entry]:
    """Count entries as they pass."""
    for entry in entries:
        tally.add(entry)
        yield entry
