"""Drawn registers against a loop over days that shares no code: verdict, last day and working days late."""

from __future__ import annotations

import os
import random
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from deadlines import china, rulebook
from helpers.day_loop import drawn, judged, text
from workflows.ledger import LegalBasis, audit, audit_by_facts, open_register
from workflows.ledger.request import LATE, OVERDUE

ON = date(2026, 11, 20)
ROWS = int(os.environ.get("DRAWN_ROWS", "600"))
"""20,000 in the thorough run."""
KNOWN = 0.9
"""At most one row in ten may need days that no notice has announced."""


@pytest.mark.parametrize("seed", [20240301, 711])
def test_every_row_is_that_of_the_day_loop(tmp_path: Path, seed: int) -> None:
    """Corrections, consultations, fees, extensions and what comes after the end, by both ways of the library."""
    rng = random.Random(seed)  # noqa: S311  registers made up
    rows = [drawn(rng) for _ in range(ROWS // 2)]
    path = tmp_path / "register.csv"
    path.write_text(text(rows), encoding="utf-8")
    law = LegalBasis(rulebook(), china())
    expected = {at + 2: judged(row, ON) for at, row in enumerate(rows)}
    assert sum(outcome is not None for outcome in expected.values()) > KNOWN * len(rows)

    for way in (audit, audit_by_facts):
        with closing(open_register(path)) as register:
            found = {entry.line: entry.verdict for entry in way(register.pieces, register.columns, law, ON)}
        different = {
            line: (outcome, verdict.status, verdict.due, verdict.days, rows[line - 2])
            for line, outcome in expected.items()
            if outcome is not None
            and (verdict := found[line])
            and outcome != (verdict.status, verdict.due, verdict.days if verdict.status in {LATE, OVERDUE} else None)
        }
        assert {} == different
        assert len(found) == len(rows)
