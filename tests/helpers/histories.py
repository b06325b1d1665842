"""Recorded histories: files that every later version must replay to the same case.

``cd tests && python -m helpers.histories`` adds the histories named below that have no file yet; it never rewrites one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers import TESTS
from workflows import Case, replay
from workflows.cases.text import from_dict, to_dict
from workflows.catalog import flow

FOLDER = TESTS / "workflows" / "cases" / "histories"

RECORDED = {
    "request": (
        "replied",
        "replied-late-after-delay",
        "article-15-public-interest",
        "several-consultations",
        "late-correction-reopens",
        "fee-paid",
        "fee-lapses",
        "extended-then-consulted",
        "review-comes-first",
        "archived-again-after-redo",
        "silence",
        "old-third-party-no-consent",
        "old-refused",
    ),
    "attribute_review": (
        "policy-interpreted-later",
        "penalty",
        "amendment",
        "joint-disagreed",
        "opened-up",
        "shanwei-policy",
    ),
    "prepublication": (
        "evaluated",
        "hearing-postponed",
        "changed-materially",
        "failed-legality",
        "not-public",
        "terminated-while-commenting",
    ),
    "opinion": (
        "responded-late",
        "conference-held",
        "resurged",
        "transfer-declined",
        "daylight-saving",
        "message-reviewed",
    ),
}


def summary(case: Case) -> dict[str, Any]:
    """Give what a replay must come to: state, outcome, clocks with their due dates, open sub-tasks."""
    return {
        "state": case.state,
        "outcome": case.outcome,
        "seq": case.seq,
        "clocks": {
            f"{c.clock}:{c.key}" if c.key else c.clock: [c.status, c.due.isoformat() if c.due else None]
            for c in case.clocks
        },
        "tasks": [list(pair) for pair in case.tasks],
    }


def read(path: Path) -> tuple[dict[str, Any], Case, list[dict[str, Any]]]:
    """Read a recorded history: what it must come to, the case it replays to, its events as stored."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return data["expected"], replay(from_dict(event) for event in data["events"]), data["events"]


def _write() -> None:
    from helpers import scenarios  # noqa: PLC0415  # only to record new ones

    for name, wanted in RECORDED.items():
        for scenario in scenarios.of(name):
            path = FOLDER / f"{name}-{scenario.id}.json"
            if scenario.id not in wanted or path.exists():
                continue
            ran = scenarios.run(scenario, flow(scenario.flow))
            events = [to_dict(event) for event in ran.case.events]
            data = {"expected": summary(ran.case), "events": events}
            path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
